"""What a plan package says about figures: one indicator a file, and the dated figures that ship with it.

Only the shapes stand here, without a database, so that `plan check` can read a package before anything is adopted.
All scalars arrive as text; the types below are what they are read as. The format is told in `docs/plan-packages.md`.
"""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from zhiheng.packages.schema import (
    Code,
    Day,
    Mark,
    Marked,
    Model,
    Names,
    Number,
    Slug,
    Text,
    Whole,
    not_allowed,
    one_of,
)
from zhiheng.periods import Period, PeriodError

KINDS = (
    "ratio",
    "count_valid",
    "count_events",
    "sum",
    "weighted_mean",
    "coverage",
    "compliance_days",
    "index",
    "milestone",
    "reported",
    "published",
)
SUMMED = ("ratio", "count_events", "count_valid", "sum", "weighted_mean")
"""Kinds whose figures are added up from records."""
SHARES = ("ratio", "coverage", "compliance_days")
"""Kinds whose part is contained in their whole."""
EVERY = ("year", "half", "quarter", "month", "assessment_year")
SOURCE_KINDS = ("reported", "published")
STAGES = ("provisional", "preliminary", "final", "revised")
"""Data stages, from the quick figure to a later revision."""

MOST_CLASSES = 64
MOST_DECIMALS = 9


def _text_or_names(value: object) -> object:
    """Free words, the same in every language, or names in each."""
    return {"zh-Hans": value, "en": value} if isinstance(value, str) else value


def _period(value: object) -> str:
    """The code of a period. Published figures may also be about a span of months, `2021-01/2021-07`."""
    try:
        found = Period.parse(str(value))
    except PeriodError:
        found = None
    if found is None or found.code != value:
        raise not_allowed(
            "时段：2019、2019H1、2019Q2、201906、A2020 或 2021-01/2021-07",
            "a period: 2019, 2019H1, 2019Q2, 201906, A2020 or 2021-01/2021-07",
        )
    return found.code


PeriodCode = Annotated[str, BeforeValidator(_period)]
Said = Annotated[Names, BeforeValidator(_text_or_names)]


class ConditionSpec(Model):
    """One filter on a record: a field, one operator, a value."""

    field: Code
    is_: str | None = Field(alias="is", default=None)
    is_not: str | None = None  # is_not: "" asks for a field that is filled in
    in_: list[Text] | None = Field(alias="in", default=None)
    not_in: list[Text] | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    below: Number | None = None
    from_: Day | None = Field(alias="from", default=None)
    until: Day | None = None
    named: Code | None = None  # a named predicate of the register

    @model_validator(mode="after")
    def one_operator(self) -> Self:
        """One question is asked of the field; only `from` and `until` may stand together."""
        asked = {name for name in type(self).model_fields if name != "field" and getattr(self, name) is not None}
        if len(asked) != 1 and asked != {"from_", "until"}:
            operators = [key for key in self.keys() if key != "field"]
            raise not_allowed(f"{'、'.join(operators)} 之一", f"one of {', '.join(operators)}")
        return self


class AmountSpec(Model):
    """What stands above or below the line: its name, and which records count."""

    name: Names
    unit: Text | None = None
    where: list[ConditionSpec] = []
    sum_of: Code | None = None  # the field that is summed; without it records are counted


class SourceSpec(Marked):
    """Where the figures of an indicator come from. `source` is a key of `sources.yaml`."""

    kind: Annotated[str, one_of("computed", "reported", "published", "milestone", "survey")]
    clause: Code | None = None
    publisher: Said | None = None
    system: Said | None = None
    method: Said | None = None


class StageSpec(Marked):
    """One stage of a milestone, and the paper that shows that it is reached."""

    code: Code
    name: Names
    evidence: Names


class SanitySpec(Marked):
    """The span in which values are usual; outside it a second look is asked for."""

    low: Number | None = None
    high: Number | None = None

    @model_validator(mode="after")
    def low_first(self) -> Self:
        if self.low is None and self.high is None:
            raise not_allowed("low 或 high", "low or high")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise not_allowed("low 不大于 high", "low not above high")
        return self


class TrapSpec(Names):
    """A mistake that is easily made with this indicator."""

    mark: Mark | None = None
    source: Code | None = None


class VersionSpec(Model):
    """A dated version of the definition."""

    number: Whole
    from_: Day = Field(alias="from")
    note: Names | None = None


class IndicatorSpec(Model):
    """`indicators/CODE.yaml`."""

    code: Slug
    name: Names
    short: Names
    kind: Annotated[str, one_of(*KINDS)]
    unit: Text
    decimals: Whole = 1
    direction: Annotated[str, one_of("up", "down")] = "up"
    definition: Names
    formula: Names | None = None
    part: AmountSpec | None = None
    whole: AmountSpec | None = None
    register_: Code | None = Field(alias="register", default=None)
    where: list[ConditionSpec] = []
    measure: Code | None = None
    scale: Whole | None = None
    counts_on: Code | None = None
    counts_once_by: list[Code] = []
    counts_for: Code | None = None
    classes: list[Code] = []
    class_by: Code | None = None
    class_of: dict[Text, Code] = {}
    up: Annotated[str, one_of("add_counts", "add", "weighted", "none")] = "add_counts"
    when_empty: Annotated[str, one_of("no_data", "zero")] = "no_data"
    source: SourceSpec
    until_register: Annotated[str, one_of("reported", "published", "milestone")] | None = None
    every: Annotated[str, one_of(*EVERY)] = "year"
    stages: list[StageSpec] = []
    sanity: SanitySpec | None = None
    traps: list[TrapSpec] = []
    example: Said | None = None
    mark: Mark | None = None
    versions: list[VersionSpec] = Field(min_length=1)
    written_by: Text
    checked_by: Text | None = None
    next_review: Day

    @model_validator(mode="after")
    def a_share_names_both_sides(self) -> Self:
        """A share says what stands above and what stands below the line."""
        if self.kind in SHARES and not (self.part and self.whole):
            raise not_allowed(f"kind: {self.kind} 时写 part 与 whole", f"part and whole where the kind is {self.kind}")
        return self

    @model_validator(mode="after")
    def a_milestone_names_its_stages(self) -> Self:
        """A milestone has stages in order, each once; nothing else has any."""
        if (self.kind == "milestone") != bool(self.stages):
            raise not_allowed(
                "stages 只用于 kind: milestone，且必须写", "stages where the kind is milestone, only there"
            )
        codes = [stage.code for stage in self.stages]
        if len(set(codes)) != len(codes):
            raise not_allowed("每个阶段代码只用一次", "each stage code once")
        return self

    @model_validator(mode="after")
    def versions_follow_each_other(self) -> Self:
        """Versions are numbered 1, 2, 3 … and each begins after the one before."""
        starts = [version.from_ for version in self.versions]
        numbered = [version.number for version in self.versions] == list(range(1, len(starts) + 1))
        if not numbered or starts != sorted(set(starts)):
            raise not_allowed("版本依次为 1、2、3……，from 逐个晚", "versions 1, 2, 3 … each from a later day")
        return self

    @model_validator(mode="after")
    def counting_keys_have_a_register(self) -> Self:
        """What says how records are counted needs a register to count in."""
        asked = [key for key in ("where", "class_by", "class_of", "measure", "scale") if self.has(key)]
        if asked and self.register_ is None:
            keys = "、".join(asked)
            raise not_allowed(f"写了 {keys} 就要写 register", f"register where {', '.join(asked)} is written")
        if self.measure and self.kind in SUMMED:
            raise not_allowed(
                f"measure 只用于不能相加的 kind，{self.kind} 由记录直接相加",
                f"measure only where figures do not add up; {self.kind} adds up its records",
            )
        return self

    @model_validator(mode="after")
    def classes_are_divided_by_a_field(self) -> Self:
        """`class_by` names the field, `class_of` its values; every class there is one of `classes`."""
        if self.class_of and self.class_by is None:
            raise not_allowed("写了 class_of 就要写 class_by", "class_by where class_of is written")
        if self.class_by and not self.classes:
            raise not_allowed("写了 class_by 就要列出 classes", "classes where class_by is written")
        if unlisted := sorted(set(self.class_of.values()) - set(self.classes)):
            raise not_allowed(
                f"class_of 的每一类都在 classes 中（缺 {'、'.join(unlisted)}）",
                f"each class of class_of among classes (missing: {', '.join(unlisted)})",
            )
        if len(set(self.classes)) != len(self.classes):
            raise not_allowed("classes 中每一类只写一次", "each class once in classes")
        return self

    @model_validator(mode="after")
    def scale_belongs_to_a_sum(self) -> Self:
        """Only what is summed is kept in powers of ten."""
        summed = [amount for amount in (self.part, self.whole) if amount is not None and amount.sum_of]
        if self.scale is not None and (not summed or not 0 <= self.scale <= MOST_DECIMALS):
            raise not_allowed(
                f"scale 为 0 至 {MOST_DECIMALS}，只用于写了 sum_of 的指标",
                f"scale from 0 to {MOST_DECIMALS}, only where sum_of is written",
            )
        return self

    @model_validator(mode="after")
    def fits_its_limits(self) -> Self:
        """Decimals and classes stay within what a page and an array can hold."""
        if not 0 <= self.decimals <= MOST_DECIMALS or len(self.classes) > MOST_CLASSES:
            raise not_allowed(
                f"decimals 为 0 至 {MOST_DECIMALS}，classes 至多 {MOST_CLASSES} 项",
                f"decimals from 0 to {MOST_DECIMALS}, at most {MOST_CLASSES} classes",
            )
        return self


class FigureSpec(Marked):
    """One row of `figures/*.csv`: a dated figure that ships with the plan. An empty cell says nothing; it is never 0.

    Either a share (`part` and `whole`) or a `value`; a percentage stands without its counts only where it was
    published so. For a milestone `value` is the code of the stage that was reached. `source` is a key of
    `sources.yaml` or the address or title of the document.
    """

    indicator: Code
    place: Code
    period: PeriodCode
    class_: Code | None = Field(alias="class", default=None)
    part: Number | None = None
    whole: Number | None = None
    value: Text | None = None
    unit: Text | None = None
    kind: Annotated[str, one_of(*SOURCE_KINDS)]
    stage: Annotated[str, one_of(*STAGES)] = "final"
    source: Text
    note: Text | None = None
    low: Number | None = None
    high: Number | None = None
    sample: Whole | None = None
    population: Whole | None = None

    @model_validator(mode="after")
    def a_share_or_a_value(self) -> Self:
        """0 of 0 is a share that says that nothing occurred; it is judged as no data."""
        share = self.part is not None and self.whole is not None
        if share == (self.value is not None) or (self.part is None) != (self.whole is None):
            raise not_allowed("part 与 whole，或者 value", "part and whole, or value")
        if self.whole is not None and self.whole < 0:
            raise not_allowed("whole 不小于 0", "whole of 0 or more")
        return self

    @model_validator(mode="after")
    def an_interval_has_two_ends(self) -> Self:
        """Low and high stand together, low first."""
        together = (self.low is None) == (self.high is None)
        if not together or (self.low is not None and self.high is not None and self.low > self.high):
            raise not_allowed("low 与 high 一起写，low 不大于 high", "low and high together, low first")
        return self

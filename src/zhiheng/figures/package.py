"""What a plan package says about figures: one indicator a file, and the dated figures that ship with it.

Only the shapes stand here, without a database, so that `plan check` can read a package before anything is adopted.
All scalars arrive as text; the types below are what they are read as.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=40)]
Language = Literal["zh-Hans", "zh-Hant", "mn", "en"]
Names = Annotated[dict[Language, Annotated[str, StringConstraints(min_length=1)]], Field(min_length=1)]
Every = Literal["year", "half", "quarter", "month", "assessment_year"]
Kind = Literal[
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
]
Mark = Literal["verified", "general_knowledge", "design_choice"]
Stage = Literal["provisional", "preliminary", "final", "revised"]


def _nothing_when_empty(found: object) -> object:
    """An empty cell says nothing; it is never zero."""
    return None if isinstance(found, str) and not found.strip() else found


Cell = BeforeValidator(_nothing_when_empty)
Number = Annotated[Decimal | None, Cell, Field(max_digits=18, decimal_places=9, allow_inf_nan=False)]
Count = Annotated[int | None, Cell, Field(ge=1)]


class Shape(BaseModel):
    """A closed set of keys: what is not named here is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Condition(Shape):
    """One filter on a record: a field, one operator, a value."""

    field: Code
    is_: Annotated[str | None, Field(alias="is")] = None
    is_not: str | None = None
    in_: Annotated[list[str] | None, Field(alias="in")] = None
    not_in: list[str] | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    above: Decimal | None = None
    below: Decimal | None = None
    from_: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None
    named: Code | None = None

    @model_validator(mode="after")
    def one_operator(self) -> Self:
        """Exactly one question is asked of the field (`from` and `until` may stand together)."""
        asked = {name for name in type(self).model_fields if name != "field" and getattr(self, name) is not None}
        if len(asked) != 1 and asked != {"from_", "until"}:
            raise ValueError(
                f"found {len(asked)} operators; write one of is, is_not, in, not_in, at_least, at_most, above, below, from, until, named"
            )
        return self


class Amount(Shape):
    """What stands above or below the line: its name, and which records count."""

    name: Names
    where: list[Condition] = []
    sum_of: Code | None = None
    unit: str | None = None


class Source(Shape):
    """Where the figures of an indicator come from."""

    kind: Literal["computed", "reported", "published", "milestone", "survey"]
    clause: str | None = None
    publisher: str | Names | None = None
    method: str | Names | None = None
    system: str | Names | None = None
    mark: Mark | None = None
    source: Code | None = None


class MilestoneStage(Shape):
    """One step of a milestone, and the paper that shows that it is reached."""

    code: Code
    name: Names
    evidence: Names


class Sanity(Shape):
    """The span in which values are usual; outside it the importer asks for a second look."""

    low: Decimal | None = None
    high: Decimal | None = None
    mark: Mark | None = None
    source: Code | None = None


class IndicatorVersion(Shape):
    """A dated version of the definition."""

    number: Annotated[int, Field(ge=1)]
    from_: Annotated[date, Field(alias="from")]
    note: Names


class IndicatorFile(Shape):
    """`indicators/CODE.yaml`."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*$", max_length=16)]
    name: Names
    short: Names
    kind: Kind
    unit: str
    decimals: Annotated[int, Field(ge=0, le=9)] = 1
    direction: Literal["up", "down", "target"] = "up"
    definition: Names
    formula: Names
    part: Amount | None = None
    whole: Amount | None = None
    register_: Annotated[str | None, Field(alias="register")] = None
    counts_on: Code | None = None
    counts_once_by: list[Code] = []
    counts_for: Code | None = None
    classes: Annotated[list[Code], Field(max_length=64)] = []
    up: Literal["add_counts", "add", "weighted", "none"] = "add_counts"
    when_empty: Literal["no_data", "zero"] = "no_data"
    source: Source
    until_register: Literal["reported", "published", "milestone"] = "reported"
    every: Every = "year"
    stages: list[MilestoneStage] = []
    sanity: Sanity | None = None
    traps: list[Names] = []
    example: Names | None = None
    mark: Mark | None = None
    versions: Annotated[list[IndicatorVersion], Field(min_length=1)]
    written_by: str
    checked_by: str | None = None
    next_review: date

    @model_validator(mode="after")
    def a_share_names_both_sides(self) -> Self:
        """A ratio says what stands above and what stands below the line."""
        if self.kind in {"ratio", "coverage", "compliance_days"} and not (self.part and self.whole):
            raise ValueError(f"kind {self.kind}: write part and whole, each with a name")
        return self

    @model_validator(mode="after")
    def a_milestone_names_its_stages(self) -> Self:
        """A milestone has stages in order, each once; nothing else has any."""
        if (self.kind == "milestone") != bool(self.stages):
            raise ValueError("stages stand with kind milestone, and only there")
        if len({stage.code for stage in self.stages}) != len(self.stages):
            raise ValueError("a stage code stands twice")
        return self

    @model_validator(mode="after")
    def versions_follow_each_other(self) -> Self:
        """Versions are numbered 1, 2, 3 … and each begins after the one before."""
        if [version.number for version in self.versions] != list(range(1, len(self.versions) + 1)):
            raise ValueError("versions are numbered 1, 2, 3 … in order")
        starts = [version.from_ for version in self.versions]
        if starts != sorted(set(starts)):
            raise ValueError("each version begins after the one before")
        return self


class FigureRow(Shape):
    """One row of `figures/*.csv`: a dated figure that ships with the plan.

    A share (`part` and `whole`) or a `value`, never both; a percentage without its counts only when it was published as one.
    For a milestone `value` is the code of the stage that was reached.
    """

    indicator: str
    place: str
    period: str
    part: Number = None
    whole: Number = None
    value: Annotated[str | None, Cell] = None
    unit: Annotated[str | None, Cell] = None
    kind: Literal["reported", "published"]
    stage: Stage = "final"
    source: Annotated[str, StringConstraints(min_length=1)]
    mark: Annotated[Mark | None, Cell] = None
    note: Annotated[str | None, Cell] = None
    low: Number = None
    high: Number = None
    sample: Count = None
    population: Count = None

    @model_validator(mode="after")
    def a_share_or_a_value(self) -> Self:
        """Either part and whole, or a value."""
        share = self.part is not None or self.whole is not None
        if share == (self.value is not None):
            raise ValueError("write either part and whole, or value")
        if share and (self.part is None or self.whole is None):
            raise ValueError("a share needs both part and whole")
        return self

    @model_validator(mode="after")
    def a_whole_is_not_negative(self) -> Self:
        """0 of 0 says that nothing occurred, which is no data; whether a part may exceed its whole is the indicator's matter."""
        if self.whole is not None and self.whole < 0:
            raise ValueError(f"whole {self.whole} is below 0")
        return self

    @model_validator(mode="after")
    def an_interval_has_two_ends(self) -> Self:
        """Low and high stand together, low first."""
        if (self.low is None) != (self.high is None) or (
            self.low is not None and self.high is not None and self.low > self.high
        ):
            raise ValueError("write low and high together, low first")
        return self

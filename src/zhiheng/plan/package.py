"""What a plan package says about its document: clauses, duties, targets, tasks, incentives, spans and worked cases.

Only shapes, without a database, so that `plan check` reads a package before anything is adopted. The format is told
in `docs/plan-packages.md`. Places and bodies are shaped in `bodies.package`, indicators in `figures.package`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from zhiheng.packages.lines import Row
from zhiheng.packages.problems import Place, Problem
from zhiheng.packages.reading import Package, Reading
from zhiheng.packages.schema import (
    Code,
    Day,
    Flag,
    Mark,
    Marked,
    Model,
    Names,
    Number,
    Period,
    Said,
    Slug,
    Text,
    Whole,
    not_allowed,
    one_of,
)
from zhiheng.packages.words import Words, quoted
from zhiheng.plan import classes
from zhiheng.plan.classes import ClassName

COMPARATORS = (">=", ">", "=", "<=", "<", "range")
RULES = ("by_end", "hold", "cumulative", "increase", "stock", "trend", "milestone")
READINGS = ("as_counted", "inferred")
EVERY = ("year", "half", "quarter", "month", "assessment_year")
FLAGS = (
    "provisional",
    "uncertain",
    "small_sample",
    "institution_abolished",
    "target_implausible",
    "incomplete_census",
)
VERDICTS = ("met", "not_met", "on_course", "behind", "cannot_tell", "no_data", "not_due")
LEVELS = ("preamble", "chapter", "section", "item", "closing", "annex")
NUMBER_REASONS = (
    "award",  # a sum of money, told in incentives.yaml
    "date",  # a year, a day, a deadline of the document
    "document",  # number or title of another paper
    "name",  # part of a name or an ordinary phrase ("three banners and two zones")
    "list",  # the text's own numbering
    "repeated",  # the same number in another clause
    "scope",  # says how many things are covered, not how well
    "schedule",  # the date of a task, told in tasks.yaml
    "other",  # needs a note
)


def _threshold(value: Any) -> Any:
    """One number or stage code, or the two ends of a range, kept as written."""
    ends = list(value) if isinstance(value, list | tuple) else [value]
    if not all(isinstance(end, str) and end.strip() for end in ends) or len(ends) not in {1, 2}:
        raise not_allowed(
            '一个数、一个阶段代码，或区间的两端，例如 "90" 或 ["3", "5"]',
            'one number, one stage code, or both ends of a range, such as "90" or ["3", "5"]',
        )
    return tuple(ends)


Threshold = Annotated[tuple[str, ...], BeforeValidator(_threshold)]
Every = Annotated[str, one_of(*EVERY)]
Comparator = Annotated[str, one_of(*COMPARATORS)]
Rule = Annotated[str, one_of(*RULES)]
ReadingKind = Annotated[str, one_of(*READINGS)]
TargetFlag = Annotated[str, one_of(*FLAGS)]


# plan.yaml and sources.yaml


class DocumentSpec(Model):
    """The official paper that the package describes."""

    number: Text | None = None
    title: Names | None = None
    issuer: Names | None = None
    issued_on: Day | None = None
    address: Text | None = None
    note: Names | None = None
    mark: Mark | None = None
    source: Code | None = None


def _ancestor(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9][a-z0-9-]*/[1-9][0-9]*", value):
        raise not_allowed("规划代码/版本，例如 alpha-2020/1", "plan code/version, such as alpha-2020/1")
    return value


class PlanSpec(Model):
    """`plan.yaml`."""

    schema_: Whole = Field(alias="schema")
    code: Slug
    version: Whole
    title: Names
    short: Names
    region: Code
    from_: Day = Field(alias="from")
    until: Day
    first_month: Whole = 1
    languages: list[Annotated[str, one_of("zh-Hans", "zh-Hant", "en", "mn")]] = ["zh-Hans", "en"]
    document: DocumentSpec
    cut_from: Annotated[str, BeforeValidator(_ancestor)] | None = None
    above: Slug | None = None
    reading_day: Day | None = None

    @model_validator(mode="after")
    def spans_time(self) -> Self:
        """The plan ends after it begins, its assessment year starts in a month, and its schema is known."""
        if self.schema_ != 1:
            raise not_allowed("schema: 1", "schema: 1")
        if self.version < 1:
            raise not_allowed("版本从 1 起的整数", "a version from 1 up")
        if not self.from_ < self.until:
            raise not_allowed("until 晚于 from", "until later than from")
        if not 1 <= self.first_month <= 12:
            raise not_allowed("first_month 为 1 至 12", "first_month from 1 to 12")
        return self


class SourceSpec(Model):
    """One entry of `sources.yaml`: what a mark `verified` refers to."""

    key: Code
    title: Said
    note: Said | None = None
    address: Text | None = None


# clauses.yaml


class HolderSpec(Model):
    """A body as the text writes it."""

    body: Code
    as_: Text = Field(alias="as")
    carried: Text | None = None


class ExceptionSpec(Model):
    """A part of the duty that the text hands to another body."""

    target: Code | None = None
    task: Code | None = None
    lead: list[HolderSpec] = []
    support: list[HolderSpec] = []

    @model_validator(mode="after")
    def names_what_and_who(self) -> Self:
        if (self.target is None) == (self.task is None) or not (self.lead or self.support):
            raise not_allowed("target 或 task 之一，及 lead 或 support", "either target or task, and lead or support")
        return self


class DutySpec(Model):
    """One bracket of the text: who leads, who supports, on what."""

    code: Code
    what: Names
    lead: list[HolderSpec] = []
    support: list[HolderSpec] = []
    joint: Flag = False
    open_ended: Flag = False
    exceptions: list[ExceptionSpec] = []
    note: Names | None = None

    def holders(self) -> Iterator[tuple[str, HolderSpec, ExceptionSpec | None]]:
        """(role, holder, exception) of everyone that the bracket names."""
        for part in (None, *self.exceptions):
            named = part or self
            yield from (("lead", holder, part) for holder in named.lead)
            yield from (("support", holder, part) for holder in named.support)


class NumberSpec(Model):
    """A number of the text that is no target, with the reason."""

    found: Text
    reason: Annotated[str, one_of(*NUMBER_REASONS)]
    see: Code | None = None
    note: Names | None = None

    @model_validator(mode="after")
    def other_needs_a_note(self) -> Self:
        if self.reason == "other" and self.note is None:
            raise not_allowed("reason: other 时写 note", "a note where the reason is other")
        return self


class ClauseSpec(Model):
    """One clause; the tree is told by the codes."""

    code: Code
    printed: Text | None = None
    level: Annotated[str, one_of(*LEVELS)]
    title: Names
    statement: Names | None = None
    qualitative: Flag = False
    duties: list[DutySpec] = []
    numbers: list[NumberSpec] = []
    note: Names | None = None

    @property
    def parent(self) -> str | None:
        """Code of the clause above: "2.1" for "2.1.1"."""
        return self.code.rpartition(".")[0] or None


# targets.yaml


class BaselineSpec(Marked):
    """From where change is counted; without a value only the date is known."""

    period: Period
    value: Number | None = None
    note: Names | None = None


class PlaceTargetSpec(Model):
    """What a target asks of one place, where that differs."""

    threshold: Threshold | None = None
    comparator: Comparator | None = None
    baseline: BaselineSpec | None = None
    path: dict[Period, Number] = {}


class NoteSpec(Marked):
    """Something that a reader of the target must know; `defect` is its number in the list of the text's defects."""

    code: Slug
    text: Names
    defect: Whole | None = None


class ChangeSpec(Model):
    """What choosing a reading changes in the target. Only the keys that are written change."""

    comparator: Comparator | None = None
    threshold: Threshold | None = None
    rule: Rule | None = None
    reading: ReadingKind | None = None
    indicator: Code | None = None
    every: Every | None = None
    baseline: BaselineSpec | None = None
    classes: list[Code] | None = None
    flags: list[TargetFlag] | None = None
    ended_on: Day | None = None
    weight: Number | None = None
    scored: Flag | None = None

    def changes(self) -> dict[str, Any]:
        """Field → new value, for the keys that are written (null takes a value away)."""
        return {key: getattr(self, key) for key in type(self).model_fields if key in self.model_fields_set}


class ReadingSpec(Model):
    """One way to read an unclear text."""

    code: Annotated[str, Code]
    text: Names
    set_: ChangeSpec = Field(alias="set", default=ChangeSpec())
    note: Names | None = None


class QuestionSpec(Model):
    """An unclear point of the text, its readings and the one that the package chose."""

    code: Code
    text: Names
    chosen: Code
    readings: list[ReadingSpec]
    note: Names | None = None

    def reading(self, code: str) -> ReadingSpec | None:
        return next((reading for reading in self.readings if reading.code == code), None)


class TargetSpec(Model):
    """Indicator, scope, comparator, threshold and temporal rule together."""

    code: Code
    clause: Code
    duty: Code | None = None
    indicator: Code
    name: Names | None = None
    comparator: Comparator | None = None
    threshold: Threshold | None = None
    rule: Rule
    reading: ReadingKind = "as_counted"
    every: Every = "year"
    weight: Number = Decimal(1)
    baseline: BaselineSpec | None = None
    path: dict[Period, Number] = {}
    places: dict[Code, PlaceTargetSpec] = {}
    classes: list[Code] = []
    flags: list[TargetFlag] = []
    ended_on: Day | None = None
    scored: Flag = True
    above: Code | None = None  # code of the target of the plan above that it carries out, where it differs
    notes: list[NoteSpec] = []
    questions: list[QuestionSpec] = []

    def read_with(self, chosen: dict[str, str]) -> "TargetSpec":
        """The target as it reads when each question is answered by the reading named (else as the package chose)."""
        changed: dict[str, Any] = {}
        for question in self.questions:
            reading = question.reading(chosen.get(question.code, question.chosen))
            changed |= reading.set_.changes() if reading else {}
        made = self.model_copy(update=changed)
        made._table = self._table
        return made


# tasks.yaml and incentives.yaml


class EvidenceSpec(Model):
    """What closes a node."""

    kind: Annotated[str, one_of("document", "register", "indicator", "event")]
    what: Names | None = None
    register_: Text | None = Field(alias="register", default=None)
    indicator: Code | None = None
    at_least: Text | None = None

    @model_validator(mode="after")
    def names_its_proof(self) -> Self:
        if self.kind == "register" and self.register_ is None:
            raise not_allowed("kind: register 时写 register", "a register where the kind is register")
        if self.kind == "indicator" and (self.indicator is None or self.at_least is None):
            raise not_allowed(
                "kind: indicator 时写 indicator 与 at_least", "indicator and at_least where the kind is indicator"
            )
        if self.kind in {"document", "event"} and self.what is None:
            raise not_allowed("写 what：什么文件或什么事", "what: which document or event")
        return self


class NodeSpec(Marked):
    """A dated step of a task."""

    code: Code
    name: Names
    due: Day | None = None
    evidence: EvidenceSpec
    note: Names | None = None


class TaskSpec(Model):
    """Work that the text asks for."""

    code: Code
    clause: Code
    duty: Code | None = None
    title: Names
    statement: Names | None = None
    targets: list[Code] = []
    nodes: list[NodeSpec] = []
    note: Names | None = None


class IncentiveSpec(Marked):
    """A reward that the text promises."""

    code: Code
    clause: Code
    for_: Names = Field(alias="for")
    amount_yuan: Number | None = None
    per: Names | None = None
    condition: Names | None = None
    duty: Code | None = None
    once_by: list[Code] = []
    note: Names | None = None


# text/spans.yaml


def _span(value: Any) -> Any:
    ends = list(value) if isinstance(value, list | tuple) else []
    whole = [int(end) for end in ends if isinstance(end, int) or (isinstance(end, str) and end.isdecimal())]
    if len(ends) != 2 or len(whole) != 2 or not whole[0] < whole[1]:
        raise not_allowed("[起, 止]，止大于起", "[start, end], end above start")
    return tuple(whole)


Span = Annotated[tuple[int, int], BeforeValidator(_span)]


def _digest(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{64}", value):
        raise not_allowed("64 位小写十六进制的 SHA-256", "a SHA-256 in 64 lower-case hexadecimal digits")
    return value


Digest = Annotated[str, BeforeValidator(_digest)]


def _phrases(value: Any) -> Any:
    """Phrase digests and lengths, "1f2e3d4c:12 …": one line a clause keeps the file readable."""
    if not isinstance(value, str) or not re.fullmatch(r"(?:[0-9a-f]{8}:[0-9]+ ?)*", value):
        raise not_allowed("由 plan text 写出的短语指纹", "phrase digests as written by plan text")
    return tuple(value.split())


class ClauseSpanSpec(Model):
    """Where a clause stands in the canonical text; digests let another copy be compared phrase by phrase."""

    at_: Span = Field(alias="at")
    digest: Digest
    parts: Annotated[tuple[str, ...], BeforeValidator(_phrases)]

    @property
    def phrases(self) -> list[str]:
        return [part.partition(":")[0] for part in self.parts]

    @property
    def lengths(self) -> list[int]:
        return [int(part.partition(":")[2]) for part in self.parts]


class SpansSpec(Model):
    """Digest and length of the canonical official text and offsets into it."""

    digest: Digest
    length: Whole
    clauses: dict[Code, ClauseSpanSpec]
    duties: dict[Code, Span] = {}
    targets: dict[Code, Span] = {}


# cases/*.yaml and open.yaml


class FigureSpec(Model):
    """A figure of a worked case: numerator and denominator, or a value (for a milestone the stage's code)."""

    part: Number | None = None
    whole: Number | None = None
    value: Text | None = None
    stage: Annotated[str, one_of("provisional", "preliminary", "final", "revised")] = "final"
    low: Number | None = None
    high: Number | None = None
    sample: Whole | None = None
    population: Whole | None = None

    @model_validator(mode="after")
    def a_share_or_a_value(self) -> Self:
        share = self.part is not None and self.whole is not None
        if share == (self.value is not None) or (self.part is None) != (self.whole is None):
            raise not_allowed("part 与 whole，或者 value", "part and whole, or value")
        return self


def _figure(value: Any) -> Any:
    """A bare number is short for `{value: …}`."""
    return {"value": value} if isinstance(value, str) else value


Figure = Annotated[FigureSpec, BeforeValidator(_figure)]


class CaseSpec(Model):
    """Given figures → verdict, as an official would work it out."""

    name: Text
    target: Code
    figure: Figure | None = None
    figures: dict[Period, Figure] = {}
    classes: dict[Code, Figure] = {}
    period: Period | None = None
    every: Every | None = None
    place: Code | None = None
    readings: dict[Code, Code] = {}
    on: Day | None = None
    expect: Annotated[str, one_of(*VERDICTS)]
    flags: list[Code] | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def one_kind_of_figures(self) -> Self:
        if (self.figure is not None) + bool(self.figures) + bool(self.classes) > 1:
            raise not_allowed("figure、figures、classes 之一", "one of figure, figures, classes")
        return self


class OpenSpec(Model):
    """A point that is left open: where, and what has to be answered. A draft and a copied package have such points."""

    file: Text
    code: Code | None = None
    key: Text | None = None
    text: Names


# the whole

S = TypeVar("S", bound=Model)


@dataclass
class Part(Generic[S]):
    """One file's entries by code."""

    file: str
    entries: list[S] = field(default_factory=list)

    def __iter__(self) -> Iterator[S]:
        return iter(self.entries)

    def get(self, code: str | None) -> S | None:
        return next((entry for entry in self.entries if _code(entry) == code), None)

    @property
    def codes(self) -> list[str]:
        return [_code(entry) for entry in self.entries]


def _code(entry: Any) -> str:
    return str(getattr(entry, "key", None) or entry.code)


@dataclass
class PlanPackage:
    """A package through the plan's eyes. What could not be typed is missing here and told in `problems`."""

    package: Package
    plan: PlanSpec | None
    sources: Part[SourceSpec]
    clauses: Part[ClauseSpec]
    targets: Part[TargetSpec]
    tasks: Part[TaskSpec]
    incentives: Part[IncentiveSpec]
    classes: list[ClassName]
    spans: SpansSpec | None
    cases: dict[str, list[CaseSpec]]
    open: list[OpenSpec]
    problems: list[Problem]

    def unreadable(self) -> list[Problem]:
        """The problems that keep whole files from being read: missing, not UTF-8, no YAML."""
        kinds = {"missing_file", "not_utf8", "syntax", "too_deep"}
        return [problem for problem in self.problems if problem.code in kinds]

    def duties(self) -> Iterator[tuple[ClauseSpec, DutySpec]]:
        for clause in self.clauses:
            yield from ((clause, duty) for duty in clause.duties)

    def duty(self, code: str | None) -> tuple[ClauseSpec, DutySpec] | None:
        return next((pair for pair in self.duties() if pair[1].code == code), None)


def read_plan(package: Package) -> PlanPackage:
    """Read the plan's own files. Never raises: what is wrong is in `problems`."""
    problems: list[Problem] = []
    plan = _kept(package.read("plan.yaml", PlanSpec), problems)
    named_classes, slips = classes.read(package)
    problems.extend(slips)
    made = PlanPackage(
        package,
        plan,
        _entries(package, "sources.yaml", SourceSpec, problems, needed=False),
        _entries(package, "clauses.yaml", ClauseSpec, problems),
        _entries(package, "targets.yaml", TargetSpec, problems),
        _entries(package, "tasks.yaml", TaskSpec, problems, needed=False),
        _entries(package, "incentives.yaml", IncentiveSpec, problems, needed=False),
        named_classes,
        _kept(package.read("text/spans.yaml", SpansSpec), problems) if package.has("text/spans.yaml") else None,
        {file: _entries(package, file, CaseSpec, problems).entries for file in package.under("cases")},
        _entries(package, "open.yaml", OpenSpec, problems, needed=False).entries,
        problems,
    )
    for file in package.files:
        if file.endswith(".yaml"):
            package.raw(file)  # so that every slip of form is told, also in files that no schema reads
    made.problems[:0] = package.form
    return made


def _kept(reading: Reading[Any], problems: list[Problem]) -> Any:
    problems.extend(reading.problems)
    return reading.value


def _entries(package: Package, file: str, schema: type[S], problems: list[Problem], needed: bool = True) -> Part[S]:
    """A list file, entry by entry, so that one wrong entry does not hide the others."""
    part: Part[S] = Part(file)
    if not package.has(file) and not needed:
        return part
    raw = package.raw(file) if package.has(file) else None
    if not isinstance(raw, Row):
        problems.extend(package.read(file, list[schema]).problems)  # type: ignore[valid-type]
        return part
    for index in range(len(raw)):
        reading: Reading[S] = package.read_entry(file, index, schema)
        problems.extend(reading.problems)
        if reading.value is not None:
            part.entries.append(reading.value)
    return part


def named(entry: Any, key: str = "") -> str:
    """How a message names an entry and one of its keys."""
    return f"{_code(entry)} › {key}" if key else _code(entry)


def again(place: Place, code: str, first: Place) -> Problem:
    """A code that stands twice."""
    words = Words(
        f"再次出现（首次在 {first.file} 第 {first.line} 行）", f" again (first in {first.file} line {first.line})"
    )
    return Problem("duplicate_code", place, code, quoted(code) + words, Words("每个代码只用一次", "each code once"))

"""What a reading consists of: plain frozen values whose offsets point into `Reading.text`.

Every item keeps `start` and `end`; `text[start:end]` is its quote, so a quote can never drift from its place.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal, TypeVar

Grade = Literal["high", "medium", "low"]
Comparator = Literal[">=", ">", "<=", "<", "~", "range"]
Value = Decimal | tuple[Decimal, Decimal]

PREAMBLE = "前言"
WHOLE = "正文"
ANNEX = "附件"
TABLE = "表"


@dataclass(frozen=True, slots=True)
class Option:
    """One way of reading an unclear passage."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader could not settle, with the readings that a person chooses from."""

    code: str
    readings: tuple[Option, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the whole document that a person should know: a code and its values."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered part of the document; its own text ends where its first child begins."""

    path: tuple[str, ...]
    level: str  # preamble chapter section item article row annex closing
    number: str
    start: int
    end: int
    title_start: int
    title_end: int

    @property
    def place(self) -> str:
        return "/".join(self.path)


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it is written; `carried` is the prefix that the list's first name lends to it (a proposal)."""

    name: str
    start: int
    end: int
    carried: str = ""


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A part of a clause that a bracket hands to another body."""

    item: str
    lead: tuple[Body, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """Who answers for what stands before it."""

    place: str
    start: int
    end: int
    lead: tuple[Body, ...]
    support: tuple[Body, ...]
    form: str
    joint: bool = False
    open_ended: bool = False
    exceptions: tuple[Exceptional, ...] = ()
    due: str = ""
    confidence: Grade = "high"
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One numeric promise."""

    place: str
    start: int
    end: int
    number_start: int
    number_end: int
    indicator: str
    comparator: Comparator
    value: Value
    unit: str
    scale: str = ""
    implicit: bool = False
    mode: str = ""
    hold: bool = False
    aspirational: bool = False
    property: str = ""
    respectively: int = 0
    deadline: str = ""
    baseline: str = ""
    base_year: str = ""
    classes: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    confidence: Grade = "high"
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount that is no target: an award, a subsidy, a ceiling, a fine."""

    place: str
    start: int
    end: int
    amount_yuan: Decimal
    reason: str
    ceiling: bool
    purpose: str
    confidence: Grade = "high"


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something is due."""

    place: str
    start: int
    end: int
    due: str  # ISO as far as stated: 2020, 2020-06, 2020-06-30
    what: str
    confidence: Grade = "high"


@dataclass(frozen=True, slots=True)
class Institution:
    """Something to be set up: a group, a platform, a fund."""

    place: str
    start: int
    end: int
    verb: str
    name: str
    kind: str
    confidence: Grade = "medium"


@dataclass(frozen=True, slots=True)
class Head:
    """Title, issuer, number and date as printed; empty where the document does not say."""

    title: str = ""
    issuer: str = ""
    number: str = ""
    date: str = ""
    script: str = "hans"
    kind: str = "plan"  # plan or statute


@dataclass(frozen=True)
class Reading:
    """Everything that was found in one document."""

    text: str
    head: Head
    clauses: tuple[Clause, ...]
    chapters: tuple[str, ...]
    targets: tuple[Target, ...]
    duties: tuple[Duty, ...]
    money: tuple[Money, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    institutions: tuple[Institution, ...] = ()
    notes: tuple[Note, ...] = ()
    parts: tuple[Any, ...] = field(default=(), repr=False, compare=False)
    frame: Any = field(default=None, repr=False, compare=False)

    def quote(self, item: "Placed") -> str:
        return self.text[item.start : item.end]


Placed = Clause | Duty | Target | Money | Deadline | Institution
_Moved = TypeVar("_Moved", Clause, Duty, Target, Money, Deadline, Institution)


def moved(item: _Moved, by: int) -> _Moved:
    """The same item in a text where everything from it on stands `by` characters later."""
    if not by:
        return item
    if isinstance(item, Clause):
        return replace(
            item,
            start=item.start + by,
            end=item.end + by,
            title_start=item.title_start + by,
            title_end=item.title_end + by,
        )
    if isinstance(item, Target):
        return replace(
            item,
            start=item.start + by,
            end=item.end + by,
            number_start=item.number_start + by,
            number_end=item.number_end + by,
        )
    if isinstance(item, Duty):
        shifted = tuple(Exceptional(e.item, _bodies(e.lead, by)) for e in item.exceptions)
        return replace(
            item,
            start=item.start + by,
            end=item.end + by,
            lead=_bodies(item.lead, by),
            support=_bodies(item.support, by),
            exceptions=shifted,
        )
    return replace(item, start=item.start + by, end=item.end + by)


def _bodies(bodies: tuple[Body, ...], by: int) -> tuple[Body, ...]:
    return tuple(Body(b.name, b.start + by, b.end + by, b.carried) for b in bodies)

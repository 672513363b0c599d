"""What readers of a plan are given: frozen values, complete, without a database behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Said = Mapping[str, str]
"""A name or sentence by language tag: zh-Hans, en, mn."""


def said(words: Said, language: str) -> str:
    """The words in a language; every Chinese tag reads the simplified ones (traditional script is converted on the page)."""
    key = "zh-Hans" if language.lower().startswith("zh") else language
    return words.get(key) or words.get("zh-Hans") or words.get("en") or ""


@dataclass(frozen=True)
class PlanView:
    """An adopted plan at one version."""

    code: str
    version: int
    title: Said
    short: Said
    region: str
    valid_from: date
    valid_to: date
    first_month: int
    languages: tuple[str, ...]
    document: Mapping[str, Any]
    sources: tuple[Mapping[str, Any], ...]
    cut_from: str
    above: str
    digest: str
    adopted_at: datetime
    default: bool
    has_text: bool

    @property
    def last_day(self) -> date:
        return date.fromordinal(self.valid_to.toordinal() - 1)


@dataclass(frozen=True)
class HolderView:
    """A body in a bracket: as written then, and who answers now."""

    role: str
    body: str
    written: str  # as in the text, with the prefix that we supply
    then: Said  # the body's name when the plan began
    now_body: str
    now: Said  # the name on the reading day of whoever answers now
    moved_on: date | None  # day of the last succession that moved the duty
    ended: bool  # the body ended and nobody took over
    target: str = ""
    task: str = ""

    @property
    def changed(self) -> bool:
        return self.then != self.now or self.body != self.now_body


@dataclass(frozen=True)
class DutyView:
    """A bracket of the text."""

    code: str
    clause: str
    what: Said
    joint: bool
    open_ended: bool
    holders: tuple[HolderView, ...]
    note: Said = field(default_factory=dict)

    def answering(self, *, target: str = "", task: str = "", role: str = "lead") -> list[HolderView]:
        """Who leads (or supports) on a target or task: those of its exception, else those of the bracket."""
        special = [one for one in self.holders if (target and one.target == target) or (task and one.task == task)]
        general = [one for one in self.holders if not one.target and not one.task]
        return [one for one in special or general if one.role == role]


@dataclass(frozen=True)
class DecisionView:
    """A recorded decision on a reading."""

    number: int
    reading: str
    replaced: str
    decided_on: date
    decided_by: str
    reason: str
    document: str
    recorded_at: datetime
    recorded_by: str
    act: str


@dataclass(frozen=True)
class ReadingView:
    code: str
    text: Said
    changes: Mapping[str, Any]
    note: Said


@dataclass(frozen=True)
class QuestionView:
    """An unclear point, how it is read now, and the decisions that led there, oldest first."""

    code: str
    text: Said
    readings: tuple[ReadingView, ...]
    package_chose: str
    chosen: str
    decisions: tuple[DecisionView, ...]

    @property
    def reading(self) -> ReadingView:
        return next(one for one in self.readings if one.code == self.chosen)


@dataclass(frozen=True)
class Baseline:
    period: str
    value: Decimal | None
    mark: str = ""
    source: str = ""
    note: Said = field(default_factory=dict)


@dataclass(frozen=True)
class PlaceAim:
    """What a target asks of one place: its threshold at the end, and interim values by period."""

    place: str
    threshold: tuple[Decimal, ...] | None
    comparator: str | None
    baseline: Baseline | None
    path: Mapping[str, Decimal]
    own: bool  # False: the place has no value of its own and takes the target's


@dataclass(frozen=True)
class TargetView:
    """A target as it is read: the package's words with every decision and yearly value recorded by the instant asked for."""

    plan: str
    version: int
    code: str
    position: int
    clause: str
    duty: str | None
    indicator: str
    name: Said  # empty: the indicator's name
    rule: str
    comparator: str | None
    threshold: tuple[Decimal, ...] | None
    stage: str | None  # a milestone's stage, instead of a threshold
    reading: str
    every: str
    weight: Decimal
    baseline: Baseline | None
    path: Mapping[str, Decimal]
    places: Mapping[str, PlaceAim]
    classes: tuple[str, ...]
    flags: tuple[str, ...]
    ended_on: date | None
    scored: bool
    region: str
    valid_from: date
    valid_to: date
    first_month: int
    notes: tuple[Mapping[str, Any], ...]
    questions: tuple[QuestionView, ...]
    above: str = ""
    class_names: Mapping[str, Said] = field(default_factory=dict)
    """What the classes of its indicator are called."""

    @property
    def decided(self) -> bool:
        """True when a recorded decision stands behind its reading (a flagged target needs one before it is scored)."""
        return any(question.decisions for question in self.questions)

    def aim(self, place: str) -> PlaceAim:
        """What the target asks of a place; a place without values of its own takes the target's."""
        own = self.places.get(place)
        if own is not None and place != self.region:
            return own
        return PlaceAim(place, self.threshold, self.comparator, self.baseline, self.path, own=place == self.region)


@dataclass(frozen=True)
class ClauseView:
    """A clause with our words, and the official text where a copy is attached."""

    code: str
    position: int
    printed: str
    level: str
    parent: str
    title: Said
    statement: Said
    qualitative: bool
    numbers: tuple[Mapping[str, Any], ...]
    note: Said
    duties: tuple[str, ...]
    targets: tuple[str, ...]
    tasks: tuple[str, ...]
    incentives: tuple[str, ...]
    span: tuple[int, int] | None
    text: str  # empty without an attached copy
    differs: bool

    @property
    def depth(self) -> int:
        return self.code.count(".")


@dataclass(frozen=True)
class NodeView:
    code: str
    name: Said
    due: date | None
    evidence: Mapping[str, Any]
    mark: str
    source: str
    note: Said


@dataclass(frozen=True)
class TaskView:
    code: str
    position: int
    clause: str
    duty: str | None
    title: Said
    statement: Said
    targets: tuple[str, ...]
    nodes: tuple[NodeView, ...]
    note: Said


@dataclass(frozen=True)
class IncentiveView:
    code: str
    clause: str
    duty: str | None
    purpose: Said
    amount_fen: int | None
    per: Said
    condition: Said
    once_by: tuple[str, ...]
    note: Said


@dataclass(frozen=True)
class Mark:
    """A phrase of the official text that belongs to a target or duty: offsets within its clause's text."""

    kind: str
    code: str
    start: int
    end: int

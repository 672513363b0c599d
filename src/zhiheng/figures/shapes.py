"""What readers of figures are given: frozen values, complete, without a database behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import Any
from uuid import UUID

from zhiheng.figures import rules


@dataclass(frozen=True)
class FigureView:
    """One figure as it was known: a share, a value or a stage reached, with everything that it rests on."""

    plan: str
    indicator: str
    place: str
    period: str
    starts_on: date
    until: date
    class_code: str = ""
    part: Decimal | None = None
    whole: Decimal | None = None
    value: Decimal | None = None
    reached: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    sample: int | None = None
    population: int | None = None
    source_kind: str = "reported"
    stage: str = "final"
    source: str = ""
    document_name: str = ""
    document_sha256: str = ""
    mark: str = ""
    note: str = ""
    withdrawn: bool = False
    vintage: int = 1
    vintages: int = 1
    """How many vintages were known; more than one means that it was revised."""
    short: str = ""
    recorded_at: datetime | None = None
    act: UUID | None = None

    @property
    def is_share(self) -> bool:
        return self.part is not None

    @property
    def is_empty(self) -> bool:
        """True for 0 of 0: nothing occurred, so there is nothing to judge."""
        return self.is_share and not self.whole

    @property
    def revised(self) -> bool:
        return self.vintages > 1

    def point(self, unit: str) -> Decimal | None:
        """The number for a chart, in the indicator's unit. Judging uses part and whole themselves."""
        return rules.shown(self, unit)


Series = tuple[FigureView, ...]


@dataclass(frozen=True)
class IndicatorView:
    """An indicator as the plan defined it. Names and sentences are maps by language."""

    plan: str
    version: int
    code: str
    kind: str
    unit: str
    decimals: int
    every: str
    direction: str
    name: Mapping[str, str]
    short: Mapping[str, str]
    definition: Mapping[str, str]
    formula: Mapping[str, str]
    part: Mapping[str, str]
    whole: Mapping[str, str]
    register: str
    """The register that will compute it, "" when none can."""
    source_kind: str
    source: Mapping[str, Any]
    stages: tuple[Mapping[str, Any], ...]
    versions: tuple[Mapping[str, Any], ...]
    traps: tuple[Mapping[str, str], ...]
    classes: tuple[str, ...]
    next_review: str
    sampled: bool
    """Whether a share of it observes drawn samples; where every unit is counted it has no interval."""
    told: Mapping[str, Any] = field(repr=False)
    """The definition as the package says it, complete."""

    def version_on(self, day: date) -> Mapping[str, Any] | None:
        """The version of the definition in force on a day (None before the first)."""
        return next((one for one in reversed(self.versions) if date.fromisoformat(one["from"]) <= day), None)


@dataclass(frozen=True)
class Recorded:
    """The act that recorded a vintage: who (code and post), when, entry number and what was written as reason."""

    seq: int
    at: datetime
    actor: str
    verb: str
    reason: str


@dataclass(frozen=True)
class Version:
    """A vintage beside the one before it."""

    figure: FigureView
    before: FigureView | None
    recorded: Recorded | None

    @property
    def stage_moved(self) -> bool:
        return self.before is not None and self.before.stage != self.figure.stage


@dataclass(frozen=True)
class Passport:
    """Everything that a figure rests on, in the order in which a reader asks."""

    figure: FigureView
    indicator: IndicatorView
    definition: Mapping[str, Any] | None
    """Version of the definition in force on the period's last day."""
    versions: tuple[Version, ...]
    areas: tuple[FigureView, ...]
    """The same indicator and period in the places that the caller named (the parts of this place)."""
    awaited: str
    """The register that will compute this figure once it is built; the reason why it is reported until then."""
    told: FigureView | None = None
    """What was reported or published about the same period, beside the computed figure."""

    @property
    def recorded(self) -> Recorded | None:
        return self.versions[-1].recorded

    @property
    def adds_up(self) -> bool | None:
        """Whether numerators and denominators of the areas add up to this one's; None when that cannot be asked."""
        shares = [area for area in self.areas if area.is_share and not area.withdrawn]
        if not self.figure.is_share or not shares or len(shares) != len(self.areas):
            return None
        parts = sum((area.part for area in shares if area.part is not None), Decimal(0))
        wholes = sum((area.whole for area in shares if area.whole is not None), Decimal(0))
        return (parts, wholes) == (self.figure.part, self.figure.whole)


@dataclass(frozen=True)
class Cell:
    """One expected figure: whether it has come, and when it is or was due."""

    indicator: str
    place: str
    period: str
    body: str
    """Code of the body that leads on the indicator's target on the day, "" where none does."""
    due_on: date
    came_on: date | None
    state: str
    """"came", "late" (came after its day), "missing" (due and not there) or "not_due"."""
    days_late: int = 0
    """Days from the due day to the day on which it came, or to the day asked for while it is missing."""


@dataclass(frozen=True)
class Coverage:
    """What should be there on a day, and what is."""

    on: date
    cells: tuple[Cell, ...]

    @property
    def due(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.state != "not_due"]

    @property
    def missing(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.state == "missing"]

    @property
    def came(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.state in {"came", "late"}]

    def by_body(self) -> dict[str, list[Cell]]:
        """The cells of each body that answers, in the order of the plan."""
        found: dict[str, list[Cell]] = {}
        for cell in self.cells:
            found.setdefault(cell.body, []).append(cell)
        return found

    @property
    def median_days_late(self) -> int | None:
        """Median delay in whole days of what came late; None when nothing did. What is still missing has no delay yet."""
        late = [cell.days_late for cell in self.cells if cell.state == "late"]
        return round(median(late)) if late else None

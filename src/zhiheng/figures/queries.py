"""Reads of figures that pages, the API and the command line share.

Every read takes the actor and shows only places that he may see, and takes `as_of`: what was known at the end of that
day (or at that instant). Rights and the reader's places are always today's. A figure that a register computes will come
as the same `FigureView`, with `source_kind` "computed"; nobody who reads needs to know the difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from zhiheng.accounts.rights import Actor, can, require
from zhiheng.figures import rules
from zhiheng.figures.models import Figure, Indicator
from zhiheng.journal.clock import ZONE
from zhiheng.journal.models import Entry
from zhiheng.periods import Period, periods_between

SEE = "see"
AsOf = date | datetime | None


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


def _view(row: Figure, vintages: int) -> FigureView:
    return FigureView(
        row.plan, row.indicator, row.place, row.period, row.starts_on, row.until, row.class_code,
        row.exact("part"), row.exact("whole"), row.exact("value"), row.reached, row.exact("low"), row.exact("high"),
        row.sample, row.population, row.source_kind, row.stage, row.source, row.document_name, row.document_sha256,
        row.mark, row.note, row.withdrawn, row.vintage, vintages, row.short, row.recorded_at, row.act,
    )  # fmt: skip


def until(as_of: AsOf) -> datetime | None:
    """The first instant that is no longer known: the end of a day, or just after an instant."""
    if isinstance(as_of, datetime):
        return as_of + timedelta(microseconds=1)
    return datetime.combine(as_of + timedelta(days=1), time.min, ZONE) if as_of else None


def _rows(actor: Actor, plan: str, as_of: AsOf, **wanted: Any) -> QuerySet[Figure]:
    """Rows that the actor may see and that were known, oldest vintage first within each figure."""
    require(actor, SEE)
    rows = Figure.objects.filter(plan=plan, **wanted)
    if actor.places is not None:
        rows = rows.filter(place__in=actor.places)
    if (end := until(as_of)) is not None:
        rows = rows.filter(recorded_at__lt=end)
    return rows.order_by("starts_on", "until", "vintage")


def _current(rows: Iterable[Figure], *, withdrawn: bool = False) -> list[FigureView]:
    """The last vintage of each figure, by period; withdrawn ones only when asked for."""
    last: dict[tuple[str, ...], Figure] = {}
    known: dict[tuple[str, ...], int] = defaultdict(int)
    for row in rows:
        key = (row.indicator, row.place, row.period, row.class_code)
        last[key] = row
        known[key] += 1
    return [_view(row, known[key]) for key, row in last.items() if withdrawn or not row.withdrawn]


def series(actor: Actor, plan: str, indicator: str, place: str, *, as_of: AsOf = None, class_code: str = "") -> Series:
    """The current figures of an indicator and place, by period. One query."""
    return tuple(_current(_rows(actor, plan, as_of, indicator=indicator, place=place, class_code=class_code)))


def all_series(actor: Actor, plan: str, *, as_of: AsOf = None) -> dict[tuple[str, str, str], Series]:
    """Every current figure of a plan as (indicator, place, class) → series, class "" for the whole. One query."""
    found: dict[tuple[str, str, str], list[FigureView]] = defaultdict(list)
    for view in _current(_rows(actor, plan, as_of).iterator(chunk_size=2000)):
        found[view.indicator, view.place, view.class_code].append(view)
    return {key: tuple(views) for key, views in found.items()}


def figure(
    actor: Actor, plan: str, indicator: str, place: str, period: str, *, as_of: AsOf = None, class_code: str = ""
) -> FigureView | None:
    """One figure as it was known; also a withdrawn one, so that its page can say why. None when there never was one."""
    wanted = {"indicator": indicator, "place": place, "period": period, "class_code": class_code}
    return next(iter(_current(_rows(actor, plan, as_of, **wanted), withdrawn=True)), None)


def by_short_code(actor: Actor, plan: str, short: str) -> list[FigureView]:
    """The figures that a passport number names: one, rarely two, none when it is unknown."""
    return _current(_rows(actor, plan, None, short=short.strip().upper()), withdrawn=True)


def vintages(
    actor: Actor, plan: str, indicator: str, place: str, period: str, *, as_of: AsOf = None, class_code: str = ""
) -> list[FigureView]:
    """Everything that was ever said about one figure, oldest first."""
    rows = list(_rows(actor, plan, as_of, indicator=indicator, place=place, period=period, class_code=class_code))
    return [_view(row, len(rows)) for row in rows]


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
    told: Mapping[str, Any] = field(repr=False)
    """The definition as the package says it, complete."""

    def version_on(self, day: date) -> Mapping[str, Any] | None:
        """The version of the definition in force on a day (None before the first)."""
        return next((one for one in reversed(self.versions) if date.fromisoformat(one["from"]) <= day), None)


def indicators(plan: str, *, version: int | None = None, as_of: AsOf = None) -> dict[str, IndicatorView]:
    """The indicators of a plan's version (the latest that was adopted), by code, in the package's order. One query.

    Definitions are public within the house: whoever signs in may read them, so no actor is asked for.
    """
    rows = Indicator.objects.filter(plan=plan).order_by("version", "pk")
    if (end := until(as_of)) is not None:
        rows = rows.filter(recorded_at__lt=end)
    found = list(rows)
    wanted = version or max((row.version for row in found), default=0)
    return {row.code: _indicator_view(row) for row in found if row.version == wanted}


def _indicator_view(row: Indicator) -> IndicatorView:
    from zhiheng.figures.known import source_kind

    told = row.definition
    return IndicatorView(
        row.plan, row.version, row.code, row.kind, row.unit, row.decimals, row.every, told.get("direction", "up"),
        told["name"], told["short"], told["definition"], told.get("formula") or {},
        (told.get("part") or {}).get("name") or {}, (told.get("whole") or {}).get("name") or {},
        told.get("register") or "", source_kind(told), told["source"], tuple(told.get("stages") or ()),
        tuple(told["versions"]), tuple(told.get("traps") or ()), tuple(told.get("classes") or ()),
        told["next_review"], told,
    )  # fmt: skip


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


def passport(
    actor: Actor,
    plan: str,
    indicator: str,
    place: str,
    period: str,
    *,
    as_of: AsOf = None,
    class_code: str = "",
    areas: Iterable[str] = (),
) -> Passport | None:
    """All that the passport page shows of a figure but clause and target, which the plan room knows by the indicator's
    code; None when nothing was ever said. Four queries.

    Args:
        areas: codes of the places that this place consists of, whose figures are shown beside it.
    """
    told = vintages(actor, plan, indicator, place, period, as_of=as_of, class_code=class_code)
    defined = indicators(plan, as_of=as_of).get(indicator)
    if not told or defined is None:
        return None
    recorded = _recorded(view.act for view in told)
    versions = tuple(
        Version(view, before, recorded.get(view.act)) for before, view in zip([None, *told[:-1]], told, strict=True)
    )
    beside = _rows(actor, plan, as_of, indicator=indicator, period=period, class_code=class_code, place__in=list(areas))
    return Passport(
        told[-1],
        defined,
        defined.version_on(told[-1].until - timedelta(days=1)),
        versions,
        tuple(_current(beside)),
        defined.register if defined.source_kind == "reported" else "",
    )


def _recorded(acts: Iterable[UUID | None]) -> dict[UUID | None, Recorded]:
    return {
        entry.act: Recorded(entry.seq, entry.at, entry.actor, entry.verb, entry.reason)
        for entry in Entry.objects.filter(act__in={act for act in acts if act is not None})
    }


@dataclass(frozen=True)
class Cell:
    """One expected figure: whether it has come, and when it is or was due."""

    indicator: str
    place: str
    period: str
    due_on: date
    came_on: date | None
    state: str
    """"came", "late" (came after its day), "missing" (due and not there) or "not_due"."""
    days_late: int = 0


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

    @property
    def median_days_late(self) -> int | None:
        """Median delay of what came late or is missing; None when nothing is."""
        late = sorted(cell.days_late for cell in self.cells if cell.days_late > 0)
        return late[len(late) // 2] if late else None


GRACE_DAYS = {"month": 15, "quarter": 15, "half": 30, "year": 90, "assessment_year": 30}
"""Days after the end of a period within which its figure is expected, where the package does not say."""


def coverage(
    actor: Actor,
    plan: str,
    *,
    on: date,
    span: tuple[date, date],
    places: Iterable[str],
    first_month: int = 1,
    as_of: AsOf = None,
    only: Iterable[str] | None = None,
) -> Coverage:
    """Which figures were expected up to a day, and which of them have come. One query.

    Args:
        span: first day of the plan and first day after it; only periods that lie in it are expected.
        places: codes of the places that report.
        only: indicator codes (all without it).
    """
    require(actor, SEE)
    asked = [code for code in places if can(actor, SEE, code)]
    wanted = set(only or ())
    came = _first_seen(_rows(actor, plan, as_of or on, class_code=""))
    cells = [
        _cell(indicator, place, period, came.get((indicator.code, place, period.code)), on)
        for indicator in indicators(plan, as_of=as_of).values()
        if only is None or indicator.code in wanted
        for period in periods_between(span[0], min(span[1], on), indicator.every, first_month)
        for place in asked
    ]
    return Coverage(on, tuple(cells))


def _first_seen(rows: Iterable[Figure]) -> dict[tuple[str, str, str], date]:
    """The day on which each figure that stands came first. A withdrawn one has not come."""
    first: dict[tuple[str, str, str], date] = {}
    gone: set[tuple[str, str, str]] = set()
    for row in rows:
        key = (row.indicator, row.place, row.period)
        first.setdefault(key, row.recorded_at.astimezone(ZONE).date())
        (gone.add if row.withdrawn else gone.discard)(key)
    return {key: day for key, day in first.items() if key not in gone}


def _cell(indicator: IndicatorView, place: str, period: Period, came_on: date | None, on: date) -> Cell:
    due_on = period.end + timedelta(days=GRACE_DAYS[indicator.every])
    late = max(0, ((came_on or on) - due_on).days)
    there, absent = "late" if late else "came", "missing" if due_on < on else "not_due"
    state = absent if came_on is None else there
    return Cell(indicator.code, place, period.code, due_on, came_on, state, late)

"""Reads of figures that pages, the API and the command line share.

Every read takes the actor and shows only places that he may see, and takes `as_of`: what was known at the end of that
day (or at that instant). Rights and the reader's places are always today's. A figure that a register computes will come
as the same `FigureView`, with `source_kind` "computed"; nobody who reads needs to know the difference.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from zhiheng.accounts.rights import Actor, require
from zhiheng.figures.models import Figure, Indicator
from zhiheng.figures.shapes import (
    Cell,
    Coverage,
    FigureView,
    IndicatorView,
    Passport,
    Recorded,
    Series,
    Version,
)
from zhiheng.journal.clock import ZONE
from zhiheng.journal.models import Entry
from zhiheng.periods import Period, periods_between
from zhiheng.plan import queries as plans
from zhiheng.plan.shapes import PlanView

__all__ = [
    "AsOf",
    "Cell",
    "Coverage",
    "FigureView",
    "IndicatorView",
    "Passport",
    "Recorded",
    "Series",
    "Version",
    "all_series",
    "by_short_code",
    "coverage",
    "figure",
    "indicators",
    "known_until",
    "passport",
    "series",
    "until",
    "vintages",
]
"""The reads, and the values that they give."""

SEE = "see"
AsOf = date | datetime | None


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


def known_until(actor: Actor, plan: PlanView, *, on: date, as_of: AsOf = None) -> date | None:
    """The last day of the plan's years, up to a day, that any figure is about; None before the first figure. One query."""
    rows = _rows(actor, plan.code, as_of).filter(
        until__lte=min(on + timedelta(days=1), plan.valid_to), until__gt=plan.valid_from
    )
    last: date | None = rows.aggregate(last=Max("until"))["last"]
    return last - timedelta(days=1) if last else None


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


GRACE_DAYS = {"month": 15, "quarter": 15, "half": 30, "year": 90, "assessment_year": 30}
"""Days after the end of a period within which its figure is expected."""


def coverage(actor: Actor, plan: str, *, on: date, as_of: AsOf = None) -> Coverage:
    """Which figures were expected up to a day, which of them have come, and who answers for each.

    Expected is every indicator for every period that lies whole in the plan and ended before the day: of the plan's own
    place, and of each other place from the first period on for which it gave that indicator. About twenty queries.
    """
    known = plans.plan(actor, plan)
    came = _first_seen(_rows(actor, plan, as_of or on, class_code=""))
    bodies = _leading(actor, plan, on)
    began = _began(known, came.keys())
    cells = [
        _cell(
            indicator, place, period, bodies.get(indicator.code, ""), came.get((indicator.code, place, period.code)), on
        )
        for indicator in indicators(plan, as_of=as_of).values()
        for place, since in {known.region: known.valid_from, **began[indicator.code]}.items()
        for period in periods_between(known.valid_from, min(known.valid_to, on), indicator.every, known.first_month)
        if period.start >= since
    ]
    return Coverage(on, tuple(cells))


def _began(plan: PlanView, came: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, date]]:
    """Indicator → place → start of the first period within the plan for which a place of its own gave it."""
    first: dict[str, dict[str, date]] = defaultdict(dict)
    starts = {code: Period.parse(code, plan.first_month).start for code in {period for _, _, period in came}}
    for indicator, place, period in came:
        start = starts[period]
        if place != plan.region and start >= plan.valid_from:
            first[indicator][place] = min(start, first[indicator].get(place, start))
    return first


def _leading(actor: Actor, plan: str, on: date) -> dict[str, str]:
    """Indicator → body that leads on its target on the day."""
    duties = {duty.code: duty for duty in plans.duties(actor, on, plan=plan)}
    found: dict[str, str] = {}
    for target in plans.targets(actor, plan=plan):
        leads = duties[target.duty].answering(target=target.code) if target.duty in duties else []
        if leads:
            found.setdefault(target.indicator, leads[0].now_body)
    return found


def _first_seen(rows: Iterable[Figure]) -> dict[tuple[str, str, str], date]:
    """The day on which each figure that stands came first. A withdrawn one has not come."""
    first: dict[tuple[str, str, str], date] = {}
    gone: set[tuple[str, str, str]] = set()
    for row in rows:
        key = (row.indicator, row.place, row.period)
        first.setdefault(key, row.recorded_at.astimezone(ZONE).date())
        (gone.add if row.withdrawn else gone.discard)(key)
    return {key: day for key, day in first.items() if key not in gone}


def _cell(indicator: IndicatorView, place: str, period: Period, body: str, came_on: date | None, on: date) -> Cell:
    due_on = period.end + timedelta(days=GRACE_DAYS[indicator.every])
    late = max(0, ((came_on or on) - due_on).days)
    there, absent = "late" if late else "came", "missing" if due_on < on else "not_due"
    state = absent if came_on is None else there
    return Cell(indicator.code, place, period.code, body, due_on, came_on, state, late)

"""Reads of figures that pages, the API and the command line share.

Every read takes the actor and shows only places that he may see, and takes `as_of`: what was known at the end of that
day (or at that instant). Rights and the reader's places are always today's. A figure that a register computes comes as the
same `FigureView`, with `source_kind` "computed"; nobody who reads needs to know the difference.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from zhiheng.accounts.rights import Actor, require
from zhiheng.bodies import queries as bodies
from zhiheng.figures import computed, evidence, inforce
from zhiheng.figures.definitions import Definition
from zhiheng.figures.evidence import Behind, HandedIn
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
from zhiheng.periods import Period, PeriodError, periods_between
from zhiheng.plan import queries as plans
from zhiheng.plan.shapes import PlanView
from zhiheng.registers.kit import registry

__all__ = [
    "AsOf",
    "Cell",
    "Coverage",
    "FigureView",
    "HandedIn",
    "IndicatorView",
    "Passport",
    "Recorded",
    "Series",
    "Version",
    "all_series",
    "behind",
    "by_short_code",
    "computed_of",
    "counted_by",
    "coverage",
    "figure",
    "handed_in",
    "indicators",
    "known_until",
    "measured_by",
    "passport",
    "series",
    "spread",
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


def _instant(as_of: AsOf) -> datetime | None:
    """The last instant that is known; None for all."""
    end = until(as_of)
    return None if end is None else end - timedelta(microseconds=1)


def _merged(told: Iterable[FigureView], computed: Iterable[FigureView]) -> Series:
    """One series: where a register computes a period's figure, that one stands."""
    by_period = {(view.period, view.class_code): view for view in (*told, *computed)}
    return tuple(sorted(by_period.values(), key=lambda one: (one.starts_on, one.until)))


def series(actor: Actor, plan: str, indicator: str, place: str, *, as_of: AsOf = None, class_code: str = "") -> Series:
    """The current figures of an indicator and place, by period: computed where a register does, else as told."""
    told = _current(_rows(actor, plan, as_of, indicator=indicator, place=place, class_code=class_code))
    key = (indicator, place, class_code)
    return _merged(told, _computed(actor, plan, as_of, {indicator}, [place]).get(key, ()))


def all_series(
    actor: Actor, plan: str, *, as_of: AsOf = None, places: Iterable[str] = ()
) -> dict[tuple[str, str, str], Series]:
    """Every current figure of a plan as (indicator, place, class) → series, class "" for the whole.

    Args:
        places: places whose computed figures are wanted beside those of the plan's own place and of the places directly
            in it; what was told is given for every place.

    Cost: one query for what was told, a few for what is computed.
    """
    found: dict[tuple[str, str, str], list[FigureView]] = defaultdict(list)
    for view in _current(_rows(actor, plan, as_of).iterator(chunk_size=2000)):
        found[view.indicator, view.place, view.class_code].append(view)
    computed = _computed(actor, plan, as_of, None, places)
    return {key: _merged(found.get(key, ()), computed.get(key, ())) for key in {**found, **computed}}


def _computed(
    actor: Actor, plan: str, as_of: AsOf, wanted: Collection[str] | None, places: Iterable[str]
) -> dict[tuple[str, str, str], Series]:
    """What registers compute. Without indicators: all of the plan's, for its own place, those in it and those named."""
    known = computed.computed_of(plan)
    if not known or (wanted is not None and not known & set(wanted)):
        return {}
    adopted = plans.plan(actor, plan, as_of=_instant(as_of))
    asked = dict.fromkeys(places)
    if wanted is None:
        tree = bodies.places(min(adopted.last_day, computed.known_until(_instant(as_of))), plan)
        asked |= dict.fromkeys([adopted.region, *(place.code for place in tree.children(adopted.region))])
    seen = [place for place in asked if actor.places is None or place in actor.places]
    defined = indicators(plan, as_of=as_of)
    chosen = {code: defined[code] for code in defined if code in known and (wanted is None or code in wanted)}
    return computed.series(adopted, chosen, seen, as_of=_instant(as_of))


def known_until(actor: Actor, plan: PlanView, *, on: date, as_of: AsOf = None) -> date | None:
    """The last day of the plan's years, up to a day, that any figure is about; None before the first figure."""
    end = min(on + timedelta(days=1), plan.valid_to)
    told: date | None = (
        _rows(actor, plan.code, as_of)
        .filter(until__lte=end, until__gt=plan.valid_from)
        .aggregate(last=Max("until"))["last"]
    )
    counted = computed.last_month(plan, end) if as_of is None else None
    last = max((one for one in (told, counted) if one is not None), default=None)
    return last - timedelta(days=1) if last else None


def figure(
    actor: Actor, plan: str, indicator: str, place: str, period: str, *, as_of: AsOf = None, class_code: str = ""
) -> FigureView | None:
    """One figure as it was known: of any period where a register computes it, else as it was told; also a withdrawn one,
    so that its page can say why. None when there never was one."""
    if (found := _computed_one(actor, plan, indicator, place, period, as_of, class_code)) is not None:
        return found
    return _told_one(actor, plan, indicator, place, period, as_of, class_code)


def _told_one(
    actor: Actor, plan: str, indicator: str, place: str, period: str, as_of: AsOf, class_code: str
) -> FigureView | None:
    wanted = {"indicator": indicator, "place": place, "period": period, "class_code": class_code}
    return next(iter(_current(_rows(actor, plan, as_of, **wanted), withdrawn=True)), None)


def _computed_one(
    actor: Actor, plan: str, indicator: str, place: str, period: str, as_of: AsOf, class_code: str
) -> FigureView | None:
    require(actor, SEE)
    if (actor.places is not None and place not in actor.places) or not computed.is_computed(plan, indicator):
        return None
    adopted = plans.plan(actor, plan, as_of=_instant(as_of))
    try:
        asked = Period.parse(period, adopted.first_month)
    except PeriodError:
        return None
    defined = indicators(plan, as_of=as_of)
    if asked.code != period or indicator not in defined:
        return None
    found = computed.series(adopted, {indicator: defined[indicator]}, [place], as_of=_instant(as_of), periods=[asked])
    return next(iter(found.get((indicator, place, class_code), ())), None)


def by_short_code(actor: Actor, plan: str, short: str) -> list[FigureView]:
    """The figures that a passport number names: one, rarely two, none when it is unknown."""
    asked = short.strip().upper()
    told = _current(_rows(actor, plan, None, short=asked), withdrawn=True)
    if told:
        return told
    every = _computed(actor, plan, None, None, ())
    return [view for series in every.values() for view in series if view.short == asked]


def vintages(
    actor: Actor, plan: str, indicator: str, place: str, period: str, *, as_of: AsOf = None, class_code: str = ""
) -> list[FigureView]:
    """Everything that was ever said about one figure, or every value that a register ever gave it, oldest first."""
    if _computed_one(actor, plan, indicator, place, period, as_of, class_code) is not None:
        return _computed_vintages(actor, plan, indicator, place, period, as_of, class_code)
    rows = list(_rows(actor, plan, as_of, indicator=indicator, place=place, period=period, class_code=class_code))
    return [_view(row, len(rows)) for row in rows]


def _computed_vintages(
    actor: Actor, plan: str, indicator: str, place: str, period: str, as_of: AsOf, class_code: str
) -> list[FigureView]:
    adopted = plans.plan(actor, plan, as_of=_instant(as_of))
    asked = Period.parse(period, adopted.first_month)
    defined = indicators(plan, as_of=as_of)[indicator]
    known = computed.vintages(adopted, defined, place, asked, class_code, as_of=_instant(as_of))
    now = computed.series(adopted, {indicator: defined}, [place], as_of=_instant(as_of), periods=[asked])
    current = now[indicator, place, class_code][0]
    return computed.with_vintages(current, known) if known else [current]


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
        told["next_review"], _is_sampled(told), told,
    )  # fmt: skip


def _is_sampled(told: Mapping[str, Any]) -> bool:
    register = told.get("register") or ""
    return told["kind"] == "ratio" and registry.known(register) and registry.register(register).sampled


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
    is_computed = told[-1].source_kind == "computed"
    return Passport(
        told[-1],
        defined,
        defined.version_on(told[-1].until - timedelta(days=1)),
        versions,
        tuple(_of_areas(actor, plan, told[-1], list(areas), as_of)),
        defined.register if defined.source_kind == "reported" and not is_computed else "",
        _told_one(actor, plan, indicator, place, period, as_of, class_code) if is_computed else None,
    )


def _of_areas(actor: Actor, plan: str, view: FigureView, areas: list[str], as_of: AsOf) -> list[FigureView]:
    """The same indicator and period in the places that make up this one."""
    wanted = {"indicator": view.indicator, "period": view.period, "class_code": view.class_code}
    told = {one.place: one for one in _current(_rows(actor, plan, as_of, place__in=areas, **wanted))}
    seen = [place for place in areas if actor.places is None or place in actor.places]
    if view.source_kind == "computed" and seen:
        adopted = plans.plan(actor, plan, as_of=_instant(as_of))
        asked = Period.parse(view.period, adopted.first_month)
        defined = {view.indicator: indicators(plan, as_of=as_of)[view.indicator]}
        found = computed.series(adopted, defined, seen, as_of=_instant(as_of), periods=[asked])
        told |= {place: one for (_code, place, class_), (one, *_) in found.items() if class_ == view.class_code}
    return [told[place] for place in areas if place in told]


def behind(actor: Actor, plan: str, view: FigureView) -> Behind | None:
    """The records behind a computed figure; None for one that was told. Rights are those of the figure's place."""
    require(actor, SEE)
    if view.source_kind != "computed" or (actor.places is not None and view.place not in actor.places):
        return None
    adopted = plans.plan(actor, plan)
    asked = Period.parse(view.period, adopted.first_month)
    return computed.behind(adopted, view.indicator, view.place, asked, view.class_code)


def spread(
    actor: Actor,
    plan: str,
    indicator: str,
    places: Iterable[str],
    periods: Iterable[Period],
    *,
    as_of: AsOf = None,
    tree: date | None = None,
) -> dict[tuple[str, str, str], FigureView]:
    """What a register computes for an indicator, by (place, period, class): any periods, classes apart. {} where none does.

    Args:
        tree: day of the tree of places to add up under; None takes the one of each period's last day.
    """
    require(actor, SEE)
    if not computed.is_computed(plan, indicator):
        return {}
    adopted = plans.plan(actor, plan, as_of=_instant(as_of))
    defined = indicators(plan, as_of=as_of)
    if indicator not in defined:
        return {}
    seen = [place for place in places if actor.places is None or place in actor.places]
    found = computed.series(
        adopted, {indicator: defined[indicator]}, seen, as_of=_instant(as_of), periods=list(periods), tree=tree
    )
    return {(place, view.period, class_): view for (_, place, class_), views in found.items() for view in views}


def computed_of(plan: str) -> frozenset[str]:
    """The indicators of a plan that registers compute, added up or measured. One query."""
    return computed.computed_of(plan)


def counted_by(plan: str, indicator: str) -> Definition | None:
    """How a register's records are counted for an indicator, as it is in force; None where they are not added up.

    Definitions are public within the house, as `indicators` are.
    """
    return inforce.current().definitions.get((plan, indicator))


def measured_by(plan: str, indicator: str) -> str:
    """The register that measures an indicator whose figures do not add up; "" for any other."""
    found = inforce.current().measures.get((plan, indicator))
    return found.register if found else ""


def handed_in(actor: Actor, plan: str, *, days: int, on: date) -> list[HandedIn]:
    """For each indicator that is counted by the day of an event: how many records came later than some days after it.

    Records that stand now, about days of the plan up to a day. One query an indicator.
    """
    require(actor, SEE)
    adopted = plans.plan(actor, plan)
    until = min(on + timedelta(days=1), adopted.valid_to)
    places = None
    if actor.places is not None:
        places = [place.id for place in bodies.places(on) if place.code in actor.places]
    told = [
        evidence.handed_in(definition, places, adopted.valid_from, until, days)
        for definition in inforce.current().of(plan).values()
        if not definition.stock
    ]
    return [one for one in told if one.records]


def _recorded(acts: Iterable[UUID | None]) -> dict[UUID | None, Recorded]:
    return {
        entry.act: Recorded(entry.seq, entry.at, entry.actor, entry.verb, entry.reason)
        for entry in Entry.objects.filter(act__in={act for act in acts if act is not None})
    }


GRACE_DAYS = {"month": 15, "quarter": 15, "half": 30, "year": 90, "assessment_year": 30}
"""Days after the end of a period within which its figure is expected."""


def coverage(actor: Actor, plan: str, *, on: date, as_of: AsOf = None) -> Coverage:
    """Which figures were expected up to a day, which of them have come, and who answers for each.

    What a register computes is not expected from anyone. Expected is every other indicator for every period that lies whole in the plan and ended before the day: of the plan's own
    place, and of each other place from the first period on for which it gave that indicator. About twenty queries.
    """
    known = plans.plan(actor, plan)
    came = _first_seen(_rows(actor, plan, as_of or on, class_code=""))
    bodies = _leading(actor, plan, on)
    began = _began(known, came.keys())
    reckoned = computed.computed_of(plan)
    cells = [
        _cell(
            indicator, place, period, bodies.get(indicator.code, ""), came.get((indicator.code, place, period.code)), on
        )
        for indicator in indicators(plan, as_of=as_of).values()
        if indicator.code not in reckoned
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

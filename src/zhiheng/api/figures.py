"""Figures: series, any period or place on request, the passport, and the records behind one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from zhiheng.api import shown
from zhiheng.api.asking import Fields, Limit, asked, plan_of
from zhiheng.api.described import Reader
from zhiheng.api.messages import NO_FIGURE, NO_PLACE, NO_RECORDS
from zhiheng.api.paging import USUAL, Page, cursor_of, key_of, page
from zhiheng.api.plans import AsOf, Code, Cursor, Place, Plan
from zhiheng.api.problems import BadRequest
from zhiheng.api.registers import names_of, register_of
from zhiheng.bodies import queries as bodies
from zhiheng.figures import computed
from zhiheng.figures import queries as figures
from zhiheng.figures.shapes import FigureView, IndicatorView
from zhiheng.journal.refusal import Refused
from zhiheng.periods import Period, PeriodError
from zhiheng.plan.shapes import PlanView
from zhiheng.registers.kit import queries

router = Router(tags=["figures"])
PERIODS = "2019, 2019H1, 2019Q2, 201906, A2020, 2019-01/2019-09"


@dataclass(frozen=True)
class _Wanted:
    plan: PlanView
    indicator: str | None
    places: tuple[str, ...]
    period: Period | None
    tree: date | None

    @property
    def on_request(self) -> bool:
        """Whether more is asked for than the series that every page shows."""
        return self.period is not None or self.tree is not None


@router.get("/figures", response=Page, summary="数据 · Figures")
def all_figures(
    request: HttpRequest,
    plan: Plan = None,
    indicator: Annotated[str | None, Query(max_length=64)] = None,
    place: Place = None,
    within: Annotated[
        str | None, Query(max_length=40, description="该地区及其所有下级 · this place and all in it")
    ] = None,
    period: Annotated[str | None, Query(max_length=20, description=f"任意期间 · any period: {PERIODS}")] = None,
    to_date: Annotated[
        Literal["year", "assessment_year"] | None,
        Query(description="从年初或考核年初累计到 period 末 · from the start of that year to the end of the period"),
    ] = None,
    tree: Annotated[
        str | None, Query(max_length=10, description="按该日的地区划分重算 · places as on this day")
    ] = None,
    as_of: AsOf = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
    fields: Fields = None,
) -> Any:
    known = plan_of(request, plan)
    wanted = _Wanted(
        known, indicator, _places(request, known, place, within), _period(known, period, to_date), _tree(tree)
    )
    defined = figures.indicators(known.code, version=known.version)
    return page(
        _found(request, wanted, defined),
        lambda one: (one.indicator, one.place, one.class_code, one.starts_on.isoformat(), one.period),
        lambda one: shown.figure(one, defined.get(one.indicator)),
        limit=limit, cursor=cursor, fields=fields,
    )  # fmt: skip


def _places(request: HttpRequest, plan: PlanView, place: str | None, within: str | None) -> tuple[str, ...]:
    """The places that are asked for by name; () for those that every page shows."""
    named = (place,) if place else ()
    if not within:
        return named
    tree = bodies.places(asked(request).day, plan.code)
    if within not in tree:
        raise Refused("bodies.no_place", NO_PLACE, place=within)
    below = tuple(one.code for one in tree.subtree(within))
    return tuple(one for one in below if not named or one in named)


def _period(plan: PlanView, period: str | None, to_date: str | None) -> Period | None:
    if not period:
        if to_date:
            raise BadRequest("/query/period", "", PERIODS)
        return None
    found = period_of(plan, period, "/query/period")
    if not to_date:
        return found
    first = found.start.replace(day=1, month=plan.first_month if to_date == "assessment_year" else 1)
    if first > found.start:
        first = first.replace(year=first.year - 1)
    return Period.parse(f"{first:%Y-%m}/{found.last_day:%Y-%m}", plan.first_month)


def period_of(plan: PlanView, code: str, pointer: str) -> Period:
    """The period of a code; in a path a span is written with `_`: 2019-01_2019-09."""
    try:
        found = Period.parse(code.replace("_", "/"), plan.first_month)
    except PeriodError:
        raise BadRequest(pointer, code, PERIODS) from None
    if not 1900 <= found.start.year <= 2999:
        raise BadRequest(pointer, code, "1900 – 2999")
    return found


def _tree(day: str | None) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        raise BadRequest("/query/tree", str(day), "2019-07-15") from None


def _found(request: HttpRequest, wanted: _Wanted, defined: dict[str, IndicatorView]) -> Iterable[FigureView]:
    """Figures of the series, and where more is asked for what registers compute of it, which then stands."""
    one = asked(request)
    places: Collection[str] = wanted.places
    every = figures.all_series(one.actor, wanted.plan.code, as_of=one.as_of, places=places)
    told = {
        (view.indicator, view.place, view.class_code, view.period): view
        for (code, where, _class), views in every.items()
        if wanted.indicator in {None, code} and (not places or where in places)
        for view in views
        if wanted.period is None or view.period == wanted.period.code
    }
    if not wanted.on_request:
        return told.values()
    seen = places or {where for _code, where, _class in every}
    again = computed.series(
        wanted.plan,
        {code: view for code, view in defined.items() if wanted.indicator in {None, code}},
        sorted(where for where in seen if one.actor.places is None or where in one.actor.places),
        as_of=one.as_of, tree=wanted.tree, periods=None if wanted.period is None else [wanted.period],
    )  # fmt: skip
    told |= {(view.indicator, view.place, view.class_code, view.period): view for views in again.values() for view in views}  # fmt: skip
    return told.values()


@router.get("/figures/{indicator}/{place}/{period}", response=dict[str, Any], summary="数字护照 · Passport")
def passport(
    request: HttpRequest,
    indicator: Code,
    place: Code,
    period: Code,
    plan: Plan = None,
    class_code: Annotated[str, Query(alias="class", max_length=64)] = "",
    as_of: AsOf = None,
) -> Any:
    known = plan_of(request, plan)
    tree = bodies.places(asked(request).day, known.code)
    areas = [one.code for one in tree.children(place) if not one.context]
    found = figures.passport(
        asked(request).actor, known.code, indicator, place, period.replace("_", "/"),
        as_of=asked(request).as_of, class_code=class_code, areas=areas,
    )  # fmt: skip
    if found is None:
        raise Refused("figures.no_figure", NO_FIGURE, indicator=indicator, place=place, period=period)
    return shown.passport(found)


@router.get(
    "/figures/{indicator}/{place}/{period}/records",
    response=dict[str, Any],
    summary="数据背后的记录 · The records behind a figure",
)
def records_behind(
    request: HttpRequest,
    indicator: Code,
    place: Code,
    period: Code,
    plan: Plan = None,
    class_code: Annotated[str, Query(alias="class", max_length=64)] = "",
    only: Annotated[Literal["part", "rest"] | None, Query(description="只要分子，或其余 · only the part, or the rest")] = None,
    limit: Annotated[int, Query(ge=1, le=queries.MOST_ROWS)] = USUAL,
    cursor: Cursor = None,
    fields: Fields = None,
) -> Any:  # fmt: skip
    """Of records that count once only the one that stands for its group is named. What stands now; no earlier day."""
    one, known = asked(request), plan_of(request, plan)
    view = figures.figure(one.actor, known.code, indicator, place, period_of(known, period, "/path/period").code, class_code=class_code)  # fmt: skip
    if view is None:
        raise Refused("figures.no_figure", NO_FIGURE, indicator=indicator, place=place, period=period)
    behind = figures.behind(one.actor, known.code, view)
    if behind is None:
        raise Refused("figures.no_records", NO_RECORDS, indicator=indicator, place=place, period=period)
    register = register_of(request, behind.register)
    reader = Reader(one.actor, register)
    part = frozenset(behind.part)
    named = sorted({*behind.whole, *behind.part})
    if only:
        named = [key for key in named if (key in part) == (only == "part")]
    after = key_of(cursor, 1)
    if after is not None and not isinstance(after[0], int):
        raise BadRequest("/query/cursor", str(cursor), "next")
    rest = [key for key in named if after is None or key > after[0]]
    rows = list(queries.visible(one.actor, register).filter(pk__in=rest[:limit]).order_by("pk").values())
    items = reader.records(rows, names_of(reader, fields), labels=False, on=one.day)
    return {
        "register": register.code, "label": str(register.label),
        "whole": len(behind.whole), "part": len(part), "more": behind.more,
        "items": [{**item, "in_part": item["id"] in part} for item in items],
        "next": cursor_of([rest[limit - 1]]) if len(rest) > limit else None,
    }  # fmt: skip

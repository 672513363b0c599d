"""Plans, places, indicators, targets and verdicts: what is read most."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router

from zhiheng.api import shown
from zhiheng.api.asking import Fields, Limit, asked, plan_of
from zhiheng.api.messages import NO_INDICATOR, NO_PLACE, NO_TARGET
from zhiheng.api.paging import USUAL, Page, page
from zhiheng.bodies import queries as bodies
from zhiheng.figures import queries as figures
from zhiheng.journal.refusal import Refused
from zhiheng.plan import queries as plans
from zhiheng.supervision import queries as supervision

router = Router(tags=["plan"])
Plan = Annotated[
    str | None, Query(description="规划代码，不填为默认规划 · plan, the default one when left out", max_length=64)
]
Place = Annotated[str | None, Query(description="地区代码 · place", max_length=40)]
Code = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9_.\-]+$")]
On = Annotated[str | None, Query(description="查看日 · reading day, 2019-07-15", max_length=10)]
AsOf = Annotated[str | None, Query(description="截至该日所知 · knowledge up to the end of this day", max_length=10)]
Cursor = Annotated[str | None, Query(description="上一页的 next · `next` of the page before", max_length=400)]


@router.get("/plans", response=Page, summary="已采用的规划 · Adopted plans")
def all_plans(request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = None, fields: Fields = None) -> Any:
    found = plans.plans(asked(request).actor, as_of=asked(request).as_of)
    return page(found, lambda one: (one.code,), shown.plan, limit=limit, cursor=cursor, fields=fields)


@router.get("/places", response=Page, summary="某日的地区 · Places on a day")
def places(request: HttpRequest, plan: Plan = None, on: On = None, limit: Limit = USUAL, cursor: Cursor = None, fields: Fields = None) -> Any:  # fmt: skip
    tree = bodies.places(asked(request).day, plan_of(request, plan).code)
    allowed = asked(request).actor.places
    seen = [one for one in tree if allowed is None or one.code in allowed]
    return page(
        seen, lambda one: (one.code,), lambda one: shown.place(one, len(tree.path(one.code))),
        limit=limit, cursor=cursor, fields=fields,
    )  # fmt: skip


@router.get("/indicators", response=Page, summary="指标 · Indicators")
def indicators(request: HttpRequest, plan: Plan = None, as_of: AsOf = None, limit: Limit = USUAL, cursor: Cursor = None, fields: Fields = None) -> Any:  # fmt: skip
    known = plan_of(request, plan)
    found = figures.indicators(known.code, version=known.version)
    return page(found.values(), lambda one: (one.code,), shown.indicator, limit=limit, cursor=cursor, fields=fields)


@router.get("/indicators/{code}", response=dict[str, Any], summary="一个指标 · One indicator")
def indicator(request: HttpRequest, code: Code, plan: Plan = None, as_of: AsOf = None) -> Any:
    known = plan_of(request, plan)
    found = figures.indicators(known.code, version=known.version).get(code)
    if found is None:
        raise Refused("figures.no_indicator", NO_INDICATOR, code=code, plan=known.code)
    return shown.indicator(found)


@router.get("/targets", response=Page, summary="目标 · Targets")
def targets(request: HttpRequest, plan: Plan = None, as_of: AsOf = None, limit: Limit = USUAL, cursor: Cursor = None, fields: Fields = None) -> Any:  # fmt: skip
    found = plans.targets(asked(request).actor, plan=plan_of(request, plan).code, as_of=asked(request).as_of)
    return page(found, lambda one: (one.code,), shown.target, limit=limit, cursor=cursor, fields=fields)


@router.get("/targets/{code}", response=dict[str, Any], summary="一个目标及其结论 · One target and its verdict")
def target(request: HttpRequest, code: Code, plan: Plan = None, place: Place = None, on: On = None, as_of: AsOf = None) -> Any:  # fmt: skip
    found = next((one for one in _standings(request, plan, place) if one.target.code == code), None)
    if found is None:
        raise Refused("plan.no_target", NO_TARGET, code=code)
    return {**shown.target(found.target), "standing": shown.verdict(found)}


@router.get("/verdicts", response=Page, summary="各目标的结论 · Verdicts")
def verdicts(request: HttpRequest, plan: Plan = None, place: Place = None, on: On = None, as_of: AsOf = None, limit: Limit = USUAL, cursor: Cursor = None, fields: Fields = None) -> Any:  # fmt: skip
    found = _standings(request, plan, place)
    return page(found, lambda one: (one.target.code,), shown.verdict, limit=limit, cursor=cursor, fields=fields)


@router.get("/summary", response=dict[str, Any], summary="总览第一句 · Counts of verdicts")
def summary(request: HttpRequest, plan: Plan = None, on: On = None, as_of: AsOf = None) -> Any:
    told = supervision.summary(_standings(request, plan, None))
    return {"plan": plan_of(request, plan).code, "on": asked(request).day.isoformat(), "total": told.total, "counts": dict(told.counts)}  # fmt: skip


def _standings(request: HttpRequest, plan: str | None, place: str | None) -> list[supervision.Standing]:
    known = plan_of(request, plan)
    if place is not None and place not in bodies.places(asked(request).day, known.code):
        raise Refused("bodies.no_place", NO_PLACE, place=place)
    return supervision.standings(
        asked(request).actor, plan=known.code, on=asked(request).day, as_of=asked(request).as_of, place=place
    )

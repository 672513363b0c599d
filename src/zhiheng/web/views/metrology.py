"""量值溯源 (P51): which demands and instruments reach a primary standard on the day, as a picture and as a table."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhiheng.figures import queries as figures
from zhiheng.plan import queries as plans
from zhiheng.plan.shapes import TargetView
from zhiheng.registers.metrology import queries
from zhiheng.web import reading, sheets
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import metrology as presenters

MEASURE_REGISTER = "metrology.demand"


def _target(request: Request) -> TargetView | None:
    """The plan's target for the coverage of demands, where it has one."""
    plan = reading.plan_or_none(request)
    if plan is None:
        return None
    codes = {one.code for one in figures.indicators(plan.code).values() if one.register == MEASURE_REGISTER}
    targets = plans.targets(request.actor, plan=plan.code, as_of=request.as_of)
    return next((one for one in targets if one.indicator in codes), None)


def _asked(request: Request) -> presenters.Asked:
    given = request.GET
    ahead = given.get("ahead", "")
    page = given.get("page", "")
    return presenters.Asked(
        what=given.get("what", ""),
        state=given.get("state", ""),
        quantity=given.get("quantity", ""),
        q=given.get("q", "").strip(),
        node=given.get("node", ""),
        ahead=int(ahead) if ahead in presenters.AHEAD else presenters.USUALLY_AHEAD,
        page=max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
        place=given.get("place", ""),
    )


def _given(request: Request, asked: presenters.Asked) -> presenters.Given:
    places = reading.places_of(request)
    wanted = [one.code for one in places.subtree(asked.place)] if asked.place in places else None
    kind, _, number = asked.node.partition("/")
    key = queries.found_key(kind, number)
    return presenters.Given(
        queries.traceability(request.actor, on=request.day, as_of=request.as_of, ahead=asked.ahead, places=wanted),
        None
        if key is None
        else queries.chosen(request.actor, key, on=request.day, as_of=request.as_of, ahead=asked.ahead),
        places,
        _target(request),
        request.day,
    )


@require_GET
def traceability(request: Request) -> HttpResponse:
    asked = _asked(request)
    page = presenters.traceability(request, _given(request, asked), asked)
    return render(request, "web/metrology/traceability.html", {"page": page, "title": page.title})


@require_GET
def traceability_csv(request: Request) -> HttpResponse:
    """All lines that the filters ask for, not only those of one page."""
    asked = _asked(request)
    heads, rows = presenters.sheet(request, _given(request, asked), asked)
    return sheets.csv(heads, rows, sheets.Named(str(presenters.TITLE), "traceability", request.day))

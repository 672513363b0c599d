"""What views read from the rooms below, once per request. Presenters get these values and never query."""

from datetime import date, timedelta

from django.db.models import Max

from zhiheng.bodies import queries as bodies
from zhiheng.figures.models import Figure
from zhiheng.journal.refusal import Refused
from zhiheng.plan import queries as plans
from zhiheng.plan.shapes import PlanView
from zhiheng.web.middleware import Request


def plan_of(request: Request) -> PlanView:
    """The plan that the address names, else the default one, as it was known."""
    kept: PlanView | None = getattr(request, "_plan", None)
    if kept is None:
        kept = plans.plan(request.actor, request.plan_code, as_of=request.as_of)
        request._plan = kept  # type: ignore[attr-defined]
    return kept


def plan_or_none(request: Request) -> PlanView | None:
    """The plan, or None where none is adopted, the address names none, or nobody is signed in."""
    try:
        return plan_of(request) if request.actor else None
    except Refused:
        return None


def places_of(request: Request) -> bodies.Places:
    """The plan's places on the reading day. Three queries, once a request."""
    kept: bodies.Places | None = getattr(request, "_places", None)
    if kept is None:
        kept = bodies.places(request.day, plan_of(request).code)
        request._places = kept  # type: ignore[attr-defined]
    return kept


def data_until(request: Request) -> date | None:
    """The last day that any figure of the plan is about, as it was known. One query."""
    plan = plan_or_none(request)
    if plan is None:
        return None
    rows = Figure.objects.filter(plan=plan.code, until__lte=request.day + timedelta(days=1), until__gt=plan.valid_from)
    if request.as_of is not None:
        rows = rows.filter(recorded_at__lte=request.as_of)
    last: date | None = rows.aggregate(last=Max("until"))["last"]
    return last - timedelta(days=1) if last else None

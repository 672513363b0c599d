"""Pages of the plan: full text, clause, tasks, bodies, and recording a decision on a reading."""

from datetime import date
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiheng.accounts.rights import require
from zhiheng.bodies import queries as bodies
from zhiheng.journal.refusal import Refused
from zhiheng.plan import messages as plan_messages
from zhiheng.plan import queries as plans
from zhiheng.plan import services
from zhiheng.web import reading
from zhiheng.web.addresses import to
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import bodies as bodies_page
from zhiheng.web.presenters import deciding as deciding_page
from zhiheng.web.presenters import diff as diff_page
from zhiheng.web.presenters import pieces
from zhiheng.web.presenters import plan as plan_page
from zhiheng.web.presenters import tasks as tasks_page


def _given(request: Request) -> plan_page.Given:
    plan = reading.plan_of(request)
    wanted: dict[str, Any] = {"plan": plan.code, "as_of": request.as_of}
    return plan_page.Given(
        plan,
        plans.clauses(request.actor, **wanted),
        plans.marks(request.actor, **wanted),
        reading.duties(request),
        {one.target.code: one for one in reading.standings(request)},
        {one.code: one for one in plans.tasks(request.actor, **wanted)},
        {one.code: one for one in plans.incentives(request.actor, **wanted)},
        reading.names(request),
    )


@require_GET
def full_text(request: Request) -> HttpResponse:
    page = plan_page.plan(request, _given(request))
    return render(request, "web/pages/plan.html", {"page": page, "title": page.title})


@require_GET
def clause(request: Request, code: str) -> HttpResponse:
    given = _given(request)
    if code not in {one.code for one in given.clauses}:
        raise Refused("plan.no_clause", plan_messages.NO_CLAUSE, plan=given.plan.code, clause=code)
    page = plan_page.clause(request, code, given)
    return render(request, "web/pages/clause.html", {"page": page, "title": f"{page.clause.code} {page.clause.title}"})


@require_GET
def diff(request: Request) -> HttpResponse:
    """What two adopted versions say differently."""
    plan = reading.plan_of(request)
    known = plans.versions(request.actor, plan.code)
    numbers = [one.version for one in known]
    new = _number(request, "to", numbers, numbers[0])
    old = _number(request, "from", numbers, numbers[min(1, len(numbers) - 1)])
    page = diff_page.diff(request, known, old, new, plans.differences(request.actor, plan.code, old, new))
    return render(request, "web/pages/diff.html", {"page": page, "title": page.title})


def _number(request: Request, name: str, allowed: list[int], otherwise: int) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and int(asked) in allowed else otherwise


@require_GET
def tasks(request: Request) -> HttpResponse:
    plan = reading.plan_of(request)
    page = tasks_page.tasks(
        request,
        plans.tasks(request.actor, plan=plan.code, as_of=request.as_of),
        {one.code: one for one in plans.clauses(request.actor, plan=plan.code, as_of=request.as_of)},
        reading.duties(request),
        request.GET.get("q", ""),
        request.GET.get("chapter", ""),
        reading.names(request),
    )
    return render(request, "web/pages/tasks.html", {"page": page, "title": page.title})


@require_GET
def task(request: Request, code: str) -> HttpResponse:
    plan = reading.plan_of(request)
    view = plans.task(request.actor, code, plan=plan.code, as_of=request.as_of)
    clause = plans.clause(request.actor, view.clause, plan=plan.code, as_of=request.as_of)
    served = [one for one in reading.standings(request) if one.target.code in view.targets]
    page = tasks_page.task(
        request, view, clause, reading.duties(request).get(view.duty or ""), served, request.day, reading.names(request)
    )
    return render(request, "web/pages/task.html", {"page": page, "title": f"{page.code} {page.title}"})


@require_GET
def all_bodies(request: Request) -> HttpResponse:
    plan = reading.plan_of(request)
    known = bodies.bodies(request.day, plan.code)
    page = bodies_page.bodies(request, known, reading.places_of(request), list(reading.duties(request).values()))
    return render(request, "web/pages/bodies.html", {"page": page, "title": page.title})


@require_GET
def body(request: Request, code: str) -> HttpResponse:
    plan = reading.plan_of(request)
    known = bodies.bodies(request.day, plan.code)
    if code not in known:
        raise Refused("bodies.no_body", _("The plan names no body %(code)s."), code=code)
    held = plans.duties_of(request.actor, code, request.day, plan=plan.code)
    page = bodies_page.body(request, code, known, held, bodies.members(code, request.day, plan.code))
    return render(request, "web/pages/body.html", {"page": page, "title": page.title})


@require_http_methods(["GET", "POST"])
def decide(request: Request, code: str, question: str) -> HttpResponse:
    """The form that records a decision; sent, it is one act."""
    plan = reading.plan_of(request)
    require(request.actor, "plan.decide", plan.region)
    target = plans.target(request.actor, code, plan=plan.code)
    asked = next((one for one in target.questions if one.code == question), None)
    if asked is None:
        raise Refused(
            "plan.no_question",
            plan_messages.NO_QUESTION,
            target=code,
            question=question,
            known="、".join(one.code for one in target.questions) or "—",
        )
    typed = {name: request.POST.get(name, "") for name in ("reading", "reason", "decided_by", "decided_on", "document")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _decided(request, plan.code, code, question, typed)
        if not errors:
            flash.success(request, _("The decision is recorded. Verdicts follow the new reading from now on."))
            return redirect(to(request, "target", code) + "#questions")
    else:
        typed["decided_on"] = request.moment.day.isoformat()
    name = pieces.name_of(target, reading.indicators(request).get(target.indicator))
    page = deciding_page.deciding(request, target, name, asked, typed, errors)
    status = 422 if errors else 200
    return render(request, "web/pages/decide.html", {"page": page, "title": _("Record a decision")}, status=status)


def _decided(request: Request, plan: str, code: str, question: str, typed: dict[str, str]) -> dict[str, str]:
    """Field → sentence for what keeps the decision from being recorded; empty when it is recorded."""
    if not typed["reading"]:
        return {"reading": _("No reading is chosen. Choose the one that was decided.")}
    try:
        on = date.fromisoformat(typed["decided_on"])
    except ValueError:
        return {"decided_on": deciding_page.no_day(typed["decided_on"])}
    told = services.Deciding(
        code, question, typed["reading"], typed["decided_by"], on, typed["reason"], typed["document"]
    )
    try:
        services.decide(plan, told, actor=request.actor, at=request.moment.at)
    except Refused as refused:
        if refused.code not in deciding_page.FIELD_OF:
            raise
        return {deciding_page.FIELD_OF[refused.code]: str(refused)}
    return {}

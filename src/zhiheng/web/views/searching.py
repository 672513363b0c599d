"""Search over clauses, targets, tasks, bodies and codes."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiheng.bodies import queries as bodies
from zhiheng.plan import queries as plans
from zhiheng.web import reading
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import searching


@require_GET
def search(request: Request) -> HttpResponse:
    plan = reading.plan_of(request)
    wanted: dict[str, Any] = {"plan": plan.code, "as_of": request.as_of}
    page = searching.search(
        request,
        request.GET.get("q", ""),
        searching.Known(
            plans.clauses(request.actor, **wanted), plans.targets(request.actor, **wanted), plans.tasks(request.actor, **wanted),
            bodies.bodies(request.day, plan.code), reading.indicators(request),
        ),
    )  # fmt: skip
    if page.exact:
        return redirect(page.exact)
    return render(request, "web/pages/search.html", {"page": page, "title": _("Search")})

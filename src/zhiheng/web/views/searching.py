"""Search over clauses, targets, tasks, bodies, codes, and the records of registers."""

import re
import unicodedata
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiheng.bodies import queries as bodies
from zhiheng.figures import queries as figures
from zhiheng.plan import queries as plans
from zhiheng.registers.kit import queries as records
from zhiheng.web import reading, script
from zhiheng.web.addresses import to
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import registers, searching

_SHORT = re.compile(r"([2-9A-HJ-NP-Z]{4})-?([2-9A-HJ-NP-Z]{2})")
"""A passport number as people type it from paper."""


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
    if address := page.exact or _by_code(request, page.q):
        return redirect(address)
    groups = records.search(request.actor, script.simplified(page.q), on=request.day)
    found = [one for group in groups for one in group.found]
    if address := registers.exact(request, found, page.q):
        return redirect(address)
    page = replace(page, records=[registers.found_in(request, group, page.q) for group in groups])
    return render(request, "web/pages/search.html", {"page": page, "title": _("Search")})


def _by_code(request: Request, asked: str) -> str:
    """The passport or indicator that has exactly this code, in whatever width or case it was typed; "" for none."""
    typed = unicodedata.normalize("NFKC", asked).strip()
    number = _SHORT.fullmatch(typed.upper().replace("–", "-").replace(" ", ""))
    if number:
        found = figures.by_short_code(request.actor, reading.plan_of(request).code, "-".join(number.groups()))
        if found:
            return to(request, "passport", found[0].indicator, found[0].place, found[0].period)
    code = next((one for one in reading.indicators(request) if one.lower() == typed.lower()), "")
    return to(request, "indicator", code) if code else ""

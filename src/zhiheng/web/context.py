"""What every template can show: the frame, and how the page's language is marked."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from zhiheng.journal.refusal import Refused
from zhiheng.plan import queries as plans
from zhiheng.plan.shapes import PlanView
from zhiheng.web import panels, reading, type_size
from zhiheng.web.presenters import picking
from zhiheng.web.presenters.frame import Frame, frame

_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


def around(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a part of a page that HTMX asks for needs no frame."""

    def made() -> Frame:
        plan = reading.plan_or_none(request)  # type: ignore[arg-type]
        others = plans.plans(request.actor) if plan else []  # type: ignore[attr-defined]
        return frame(request, plan, others, reading.data_until(request), picked(plan))  # type: ignore[arg-type]

    def picked(plan: PlanView | None) -> picking.Picking:
        """A place that does not exist is told by the page itself; the frame around it then offers those that do."""
        if plan is None:
            return picking.Picking(None, None)
        if not picking.heeds_place(request):  # type: ignore[arg-type]
            return picking.picking(request, plan)  # type: ignore[arg-type]
        try:
            at = reading.place(request)  # type: ignore[arg-type]
        except Refused:
            at = None
        return picking.picking(request, plan, reading.choices(request), at)  # type: ignore[arg-type]

    panel = panels.asked(request) if request.GET.get("panel") and hasattr(request, "actor") else None  # type: ignore[arg-type]
    return {
        "panel": panel,
        "type_size": type_size.of(request),
        "frame": SimpleLazyObject(made),
        "language_tag": _TAGS.get(get_language() or "", "zh-Hans"),
    }

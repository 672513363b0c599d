"""What every template can show: the frame, and how the page's language is marked."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from zhiheng.plan import queries as plans
from zhiheng.web import panels, reading
from zhiheng.web.presenters.frame import Frame, frame

_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


def around(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a part of a page that HTMX asks for needs no frame."""

    def made() -> Frame:
        plan = reading.plan_or_none(request)  # type: ignore[arg-type]
        others = plans.plans(request.actor) if plan else []  # type: ignore[attr-defined]
        return frame(request, plan, others, reading.data_until(request))  # type: ignore[arg-type]

    panel = panels.asked(request) if request.GET.get("panel") and hasattr(request, "actor") else None  # type: ignore[arg-type]
    return {"panel": panel, "frame": SimpleLazyObject(made), "language_tag": _TAGS.get(get_language() or "", "zh-Hans")}

"""Addresses of pages: one set of names for every plan and language; a link keeps the reading day that the reader chose."""

from django.http import HttpRequest
from django.urls import reverse

PLANLESS = frozenset(
    {
        "home",
        "sign-in",
        "sign-out",
        "feedback",
        "accessibility",
        "type-size",
        "guide",
        "guides",
        "components",
        "favicon",
        "robots",
    }
)


def to(request: HttpRequest | None, name: str, *args: str, query: str = "") -> str:
    """The address of a page in the plan and language that the reader is in."""
    plan = getattr(request, "plan_code", None)
    found = (
        reverse(f"of-plan:{name}", args=[plan, *args])
        if plan and name not in PLANLESS
        else reverse(f"web:{name}", args=args)
    )
    kept = "&".join(part for part in (getattr(request, "kept", ""), query) if part)
    return f"{found}?{kept}" if kept else found

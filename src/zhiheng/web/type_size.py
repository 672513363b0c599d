"""How large a reader wants the type: kept in a cookie of this browser, so that it holds before anybody signs in."""

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

COOKIE = "zhiheng_type"
A_YEAR = 365 * 24 * 3600
SIZES: dict[str, Promise] = {
    "100": pgettext_lazy("type size", "Standard"),
    "125": pgettext_lazy("type size", "Large"),
    "150": pgettext_lazy("type size", "Largest"),
}
"""Percent of the ordinary size, and what it is called."""


def of(request: HttpRequest) -> str:
    """The size that was chosen, "100" without a choice."""
    chosen = request.COOKIES.get(COOKIE, "100")
    return chosen if chosen in SIZES else "100"


def keep(response: HttpResponse, size: str) -> None:
    response.set_cookie(COOKIE, size, max_age=A_YEAR, httponly=True, samesite="Lax")

"""A passport beside the page: `?panel=passport:p1:152900:2019Q2` opens the same view for whoever is sent the address."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from zhiheng.figures import queries as figures
from zhiheng.plan import queries as plans
from zhiheng.web import reading, reading_figures
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import indicators as presenters

KIND = "passport"


def beneath(request: Request) -> str:
    """The path and query of the page that asks for a panel, "" when a whole page is asked for."""
    if not request.htmx or not request.htmx.current_url_abs_path:  # type: ignore[attr-defined]
        return ""
    return str(request.htmx.current_url_abs_path)  # type: ignore[attr-defined]


def _split(address: str) -> tuple[str, list[tuple[str, str]]]:
    parts = urlsplit(address)
    return parts.path, [(name, value) for name, value in parse_qsl(parts.query) if name != "panel"]


def without_panel(address: str) -> str:
    path, query = _split(address)
    return f"{path}?{urlencode(query)}" if query else path


def with_panel(address: str, indicator: str, place: str, period: str) -> str:
    path, query = _split(address)
    return f"{path}?{urlencode([*query, ('panel', f'{KIND}:{indicator}:{place}:{period}')], safe=':')}"


def asked(request: Request) -> presenters.PassportPage | None:
    """The panel that the address asks for; None without one, or where it names nothing."""
    parts = request.GET.get("panel", "").split(":")
    if len(parts) != 4 or parts[0] != KIND or not request.actor or request.htmx:  # type: ignore[attr-defined]
        return None
    return passport(request, parts[1], parts[2], parts[3], close=without_panel(request.get_full_path()))


def passport(
    request: Request, indicator: str, place: str, period: str, *, close: str
) -> presenters.PassportPage | None:
    """Everything that the passport of a figure shows; None where nothing was ever said."""
    plan, places = reading.plan_of(request), reading.places_of(request)
    told = figures.passport(
        request.actor,
        plan.code,
        indicator,
        place,
        period,
        as_of=request.as_of,
        areas=[one.code for one in places.children(place)],
    )
    if told is None:
        return None
    clauses = {one.code: one for one in plans.clauses(request.actor, plan=plan.code, as_of=request.as_of)}
    targets = [
        one for one in plans.targets(request.actor, plan=plan.code, as_of=request.as_of) if one.indicator == indicator
    ]
    standing = reading.standing_at(request, targets[0].code, place) if targets else None
    return presenters.passport(
        request,
        told,
        plan,
        places,
        standing,
        [(one, clauses[one.clause]) for one in targets],
        close,
        reading.names(request),
        reading_figures.made_of(request, told),
    )

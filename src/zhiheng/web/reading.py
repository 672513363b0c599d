"""What views read from the rooms below, once per request. Presenters get these values and never query."""

from datetime import date

from django.utils.translation import gettext_lazy

from zhiheng.bodies import queries as bodies
from zhiheng.figures import queries as figures
from zhiheng.figures.shapes import Coverage, FigureView, IndicatorView
from zhiheng.journal.refusal import Refused
from zhiheng.plan import queries as plans
from zhiheng.plan.shapes import DutyView, PlanView
from zhiheng.supervision import queries as supervision
from zhiheng.web import formats
from zhiheng.web.middleware import Request
from zhiheng.web.presenters.pieces import Named, lead_name
from zhiheng.web.presenters.standing import Standing, shown


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


def place(request: Request) -> bodies.PlaceOn | None:
    """The place that the reader chose (`?place=`, by code or short name); None for the plan's own.

    Raises:
        Refused: `web.no_place`, where the plan judges no such place on the reading day.
    """
    asked = request.GET.get("place", "")
    if not asked:
        return None
    found = next((one for one in choices(request) if asked in {one.code, one.slug}), None)
    if found is None:
        known = "、".join(one.code for one in choices(request))
        raise Refused("web.no_place", NO_PLACE, place=asked, day=formats.day(request.day), known=known)
    return None if found.code == plan_of(request).region else found


NO_PLACE = gettext_lazy("On %(day)s the plan judges no place %(place)s. It judges %(known)s.")


def choices(request: Request) -> list[bodies.PlaceOn]:
    """The plan's own place, and those directly under it that have figures for a target, in order."""
    places, region, known = places_of(request), plan_of(request).region, _known(request)
    wanted = {target.indicator for target in known.targets}
    told = {place for indicator, place in known.series if indicator in wanted}
    own = [places[region]] if region in places else []
    return own + [one for one in places.children(region) if not one.context and one.code in told]


def data_until(request: Request) -> date | None:
    """The last day of the plan's years that any figure is about, as it was known. One query."""
    plan = plan_or_none(request)
    if plan is None:
        return None
    return figures.known_until(request.actor, plan, on=request.day, as_of=request.as_of)


def duties(request: Request) -> dict[str, DutyView]:
    """Duties by code, with who answers on the reading day. Once a request."""
    kept: dict[str, DutyView] | None = getattr(request, "_duties", None)
    if kept is None:
        plan = plan_of(request)
        found = plans.duties(request.actor, request.day, plan=plan.code, as_of=request.as_of)
        kept = {duty.code: duty for duty in found}
        request._duties = kept  # type: ignore[attr-defined]
    return kept


def names(request: Request) -> dict[str, Named]:
    """Body → the short name that it bore on the reading day, and since when. Once a request."""
    kept: dict[str, Named] | None = getattr(request, "_names", None)
    if kept is None:
        known = bodies.bodies(request.day, plan_of(request).code)
        kept = {body.code: Named(body.short(formats.language()), _since(body)) for body in known}
        request._names = kept  # type: ignore[attr-defined]
    return kept


def _since(body: bodies.BodyOn) -> str:
    start = body.label.span.start if body.label else None
    return formats.month(start) if start else ""


def _known(request: Request) -> supervision.Known:
    kept: supervision.Known | None = getattr(request, "_known", None)
    if kept is None:
        kept = supervision.known(request.actor, plan=plan_of(request).code, as_of=request.as_of)
        request._known = kept  # type: ignore[attr-defined]
    return kept


def indicators(request: Request) -> dict[str, IndicatorView]:
    return dict(_known(request).indicators)


def standings(request: Request) -> list[Standing]:
    """Where every target stands for the whole plan, on the reading day and with the knowledge asked for."""
    kept: list[Standing] | None = getattr(request, "_shown", None)
    if kept is None:
        kept = [shown(one, _owes(request, one)) for one in now(request)]
        request._shown = kept  # type: ignore[attr-defined]
    return kept


def standings_here(request: Request) -> list[Standing]:
    """The same for the place that the reader chose."""
    if place(request) is None:
        return standings(request)
    return [shown(one, _owes(request, one)) for one in here(request)]


def _owes(request: Request, one: supervision.Standing) -> str:
    """The short name of the body that leads on a target whose figures are missing."""
    if one.verdict.reason.code != "missing" or not one.target.duty:
        return ""
    duty = duties(request).get(one.target.duty)
    lead = next(iter(duty.answering(target=one.target.code)), None) if duty else None
    return lead_name(lead, names(request)) if lead and not lead.ended else ""


def before(request: Request) -> list[supervision.Standing]:
    """Where the targets of the chosen place stood at the end of the quarter before, by what was known then. None before the plan began or was adopted.

    With the knowledge of an earlier day it is the quarter before that day: otherwise both sides would be known as of the same day.
    """
    anchor = min(request.day, request.as_of_day) if request.as_of_day else request.day
    on, until = supervision.quarter_before(anchor)
    if on <= plan_of(request).valid_from:
        return []
    if request.as_of is not None:
        until = min(until, request.as_of)
    try:
        then = supervision.known(request.actor, plan=plan_of(request).code, as_of=until)
        return _of_place(then, on, place(request))
    except Refused:  # the plan was not adopted then
        return []


def now(request: Request) -> list[supervision.Standing]:
    """The same as verdicts themselves, judged once a request."""
    kept: list[supervision.Standing] | None = getattr(request, "_now", None)
    if kept is None:
        kept = _known(request).standings(request.day)
        request._now = kept  # type: ignore[attr-defined]
    return kept


def here(request: Request) -> list[supervision.Standing]:
    """The verdicts of the place that the reader chose. A place is judged only by targets that it has figures for."""
    chosen = place(request)
    return now(request) if chosen is None else _of_place(_known(request), request.day, chosen)


def _of_place(known: supervision.Known, on: date, chosen: bodies.PlaceOn | None) -> list[supervision.Standing]:
    if chosen is None:
        return known.standings(on)
    found = (known.standing(target, on, chosen.code) for target in known.targets)
    return [one for one in found if one.series]


def by_place(request: Request, code: str) -> list[Standing]:
    """A target in each place directly under the plan's region that has figures for it."""
    known, plan = _known(request), plan_of(request)
    target = next((one for one in known.targets if one.code == code), None)
    if target is None or target.rule == "milestone":
        return []
    asked = [place for place in places_of(request).children(plan.region) if not place.context]
    return [
        shown(known.standing(target, request.day, place.code))
        for place in asked
        if (target.indicator, place.code) in known.series
    ]


def standing_at(request: Request, code: str, place: str) -> Standing | None:
    """One target in one place."""
    known = _known(request)
    target = next((one for one in known.targets if one.code == code), None)
    return shown(known.standing(target, request.day, place)) if target else None


def chosen_target(request: Request, listed: list[Standing]) -> str:
    """The target whose places are shown: the one asked for, else the first that places report on."""
    codes = {one.target.code for one in listed}
    if (asked := request.GET.get("target", "")) in codes:
        return asked
    return next(
        (one.target.code for one in listed if one.target.rule != "milestone" and by_place(request, one.target.code)), ""
    )


def coverage(request: Request) -> Coverage:
    """Which figures were due by the reading day, and which are in; those of the place that the reader chose."""
    found = figures.coverage(request.actor, plan_of(request).code, on=request.day, as_of=request.as_of)
    chosen = place(request)
    if chosen is None:
        return found
    return Coverage(found.on, tuple(cell for cell in found.cells if cell.place == chosen.code))


def series_of(request: Request, indicator: str) -> dict[str, list[FigureView]]:
    """What is known of an indicator: place → its figures as a whole, by period."""
    return {
        place: [view for view in series if not view.class_code]
        for (code, place), series in _known(request).series.items()
        if code == indicator
    }

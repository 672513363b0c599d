"""Pages of figures: overview, targets, indicators, passports."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiheng.accounts.rights import can
from zhiheng.figures import queries as figures
from zhiheng.journal.refusal import Refused
from zhiheng.plan import messages as plan_messages
from zhiheng.plan import queries as plans
from zhiheng.supervision import queries as supervision
from zhiheng.web import panels, reading, reading_figures, sheets
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import coverage as coverage_page
from zhiheng.web.presenters import indicators as indicators_page
from zhiheng.web.presenters import overview as overview_page
from zhiheng.web.presenters import target as target_page
from zhiheng.web.presenters import targets as targets_page


@require_GET
def overview(request: Request) -> HttpResponse:
    plan = reading.plan_of(request)
    standings = reading.standings_here(request)
    chosen = reading.chosen_target(request, standings)
    here, before = reading.here(request), reading.before(request)
    moved = supervision.summary(here, before)
    page = overview_page.overview(
        request,
        overview_page.Given(
            plan, request.day, reading.data_until(request), standings,
            plans.clauses(request.actor, plan=plan.code, as_of=request.as_of), reading.duties(request), reading.places_of(request),
            reading.by_place(request, chosen), chosen, reading.coverage(request),
            [one.target.code for one in supervision.attention(here, request.day)], frozenset(moved.better), frozenset(moved.worse), bool(before),
            reading.names(request), reading.place(request), len(reading.now(request)),
        ),
    )  # fmt: skip
    return render(request, "web/pages/overview.html", {"page": page, "title": page.title})


def _targets(request: Request) -> targets_page.Targets:
    plan = reading.plan_of(request)
    asked = {name: request.GET.get(name, "") for name in ("chapter", "state", "body", "q")}
    sort = request.GET.get("sort", "text")
    query = request.GET.copy()
    for kept in ("on", "as_of", "period", "place"):
        query.pop(kept, None)
    return targets_page.targets(
        request,
        reading.standings_here(request),
        plans.clauses(request.actor, plan=plan.code, as_of=request.as_of),
        reading.duties(request),
        targets_page.Filters(**asked, sort=sort if sort in targets_page.SORTS else "text"),
        query.urlencode(),
        reading.names(request),
        reading.place(request),
    )


@require_GET
def targets(request: Request) -> HttpResponse:
    page = _targets(request)
    template = "web/pages/targets.html#list" if request.htmx else "web/pages/targets.html"  # type: ignore[attr-defined]
    response = render(
        request, template, {"page": page, "title": page.title, "may_divide": can(request.actor, "plan.divide")}
    )
    response.headers["Vary"] = "HX-Request"
    return response


@require_GET
def targets_csv(request: Request) -> HttpResponse:
    heads, rows = targets_page.sheet(_targets(request))
    return sheets.csv(heads, rows, sheets.Named(_("Targets"), "targets", request.day))


@require_GET
def targets_xlsx(request: Request) -> HttpResponse:
    page = _targets(request)
    heads, rows = targets_page.sheet(page)
    return sheets.xlsx(heads, rows, sheets.Named(_("Targets"), "targets", request.day))


@require_GET
def target(request: Request, code: str) -> HttpResponse:
    plan = reading.plan_of(request)
    whole = next((one for one in reading.standings(request) if one.target.code == code), None)
    if whole is None:
        raise Refused("plan.no_target", plan_messages.NO_TARGET, plan=plan.code, target=code)
    place = reading.place(request)
    standing = next((one for one in reading.standings_here(request) if one.target.code == code), whole)
    wanted: dict[str, Any] = {"plan": plan.code, "as_of": request.as_of}
    clause = plans.clause(request.actor, standing.target.clause, **wanted)
    marks = plans.marks(request.actor, **wanted) if clause.text else {}
    duties = reading.duties(request)
    tasks = [one for one in plans.tasks(request.actor, **wanted) if code in one.targets]
    page = target_page.target(
        request,
        target_page.Given(
            standing, reading.by_place(request, code), clause, marks.get(clause.code, ()), duties.get(standing.target.duty or ""), tasks,
            duties, reading.places_of(request), request.day, can(request.actor, "plan.decide", plan.region),
            reading.names(request), whole, place,
        ),
    )  # fmt: skip
    return render(request, "web/pages/target.html", {"page": page, "title": f"{page.code} {page.title}"})


@require_GET
def indicators(request: Request) -> HttpResponse:
    plan = reading.plan_of(request)
    page = indicators_page.indicators(
        request, reading.indicators(request), plans.targets(request.actor, plan=plan.code, as_of=request.as_of), figures.computed_of(plan.code)
    )  # fmt: skip
    return render(request, "web/pages/indicators.html", {"page": page, "title": page.title})


def _indicator(request: Request, code: str) -> indicators_page.IndicatorPage:
    plan = reading.plan_of(request)
    one = reading.indicators(request).get(code)
    if one is None:
        raise Refused("figures.no_indicator", _("The plan has no indicator %(code)s."), code=code)
    computed = code in figures.computed_of(plan.code)
    told = reading.series_of(request, code)
    kinds = reading_figures.kinds(request, told, computed=computed)
    asked = request.GET.get("every", "")
    kind = asked if asked in kinds else one.every if one.every in kinds else kinds[0]
    today = figures.counted_by(plan.code, code) is not None and request.GET.get("tree") == "today"
    targets = [target for target in plans.targets(request.actor, plan=plan.code, as_of=request.as_of) if target.indicator == code]  # fmt: skip
    judged = next((target.code for target in targets if target.rule != "milestone"), "")
    register = reading_figures.registered(request, code)
    given = indicators_page.Given(
        one, plan, reading.places_of(request), kind, kinds, today,
        reading_figures.values(request, one, told, kind, computed=computed, today=today),
        reading_figures.last_classes(request, one, told) if computed else {}, reading_figures.class_names(request, code), targets,
        reading.standing_at(request, judged, plan.region) if judged else None, reading.by_place(request, judged) if judged else [],
        request.day, computed, bool(register and one.kind == "ratio" and reading_figures.is_sampled(register)),
        figures.counted_by(plan.code, code), register,
    )  # fmt: skip
    return indicators_page.indicator(request, given)


@require_GET
def indicator(request: Request, code: str) -> HttpResponse:
    page = _indicator(request, code)
    return render(request, "web/pages/indicator.html", {"page": page, "title": page.title})


@require_GET
def indicator_csv(request: Request, code: str) -> HttpResponse:
    page = _indicator(request, code)
    heads, rows = indicators_page.sheet(page)
    return sheets.csv(heads, rows, sheets.Named(page.title, f"indicator-{page.code}", request.day))


@require_GET
def indicator_xlsx(request: Request, code: str) -> HttpResponse:
    page = _indicator(request, code)
    heads, rows = indicators_page.sheet(page)
    return sheets.xlsx(heads, rows, sheets.Named(page.code, f"indicator-{page.code}", request.day))


@require_GET
def indicator_json(request: Request, code: str) -> HttpResponse:
    """The values as exact numbers, with codes."""
    page = _indicator(request, code)
    return JsonResponse(page.data, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _coverage(request: Request) -> coverage_page.Given:
    plan = reading.plan_of(request)
    year, days = request.GET.get("year", ""), request.GET.get("days", "")
    first, last = plan.valid_from.year, min(request.day, plan.last_day).year
    return coverage_page.Given(
        plan, reading.coverage(request), reading.indicators(request), plans.targets(request.actor, plan=plan.code, as_of=request.as_of),
        {one.code: one for one in plans.clauses(request.actor, plan=plan.code, as_of=request.as_of)}, reading.places_of(request),
        reading.names(request), figures.handed_in(request.actor, plan.code, days=int(days) if days in map(str, coverage_page.DAYS) else 30, on=request.day),
        int(year) if year in map(str, range(first, plan.last_day.year + 1)) else max(first, last), request.GET.get("by") == "clause",
        int(days) if days in map(str, coverage_page.DAYS) else 30,
    )  # fmt: skip


@require_GET
def coverage(request: Request) -> HttpResponse:
    page = coverage_page.coverage(request, _coverage(request))
    return render(request, "web/pages/coverage.html", {"page": page, "title": page.title})


@require_GET
def coverage_xlsx(request: Request) -> HttpResponse:
    heads, rows = coverage_page.sheet(_coverage(request))
    return sheets.xlsx(heads, rows, sheets.Named(_("Data coverage"), "coverage", request.day))


@require_GET
def passport(request: Request, indicator: str, place: str, period: str) -> HttpResponse:
    """The passport as a page; asked for by HTMX, only the panel, whose address is the page beneath plus `panel`."""
    beneath = panels.beneath(request)
    page = panels.passport(request, indicator, place, period, close=panels.without_panel(beneath) if beneath else "")
    if page is None:
        raise Refused(
            "figures.no_figure",
            _("Nothing was ever recorded for %(indicator)s, %(place)s, %(period)s."),
            indicator=indicator,
            place=place,
            period=period,
        )
    if beneath:
        response = render(request, "web/parts/passport.html", {"page": page})
        response.headers["HX-Push-Url"] = panels.with_panel(beneath, indicator, place, period)
        return response
    return render(request, "web/pages/passport.html", {"page": page, "title": page.title})


@require_GET
def short(request: Request, code: str) -> HttpResponse:
    """A passport by the short code that stands on paper."""
    from django.shortcuts import redirect

    from zhiheng.web.addresses import to

    found = figures.by_short_code(request.actor, reading.plan_of(request).code, code)
    if not found:
        raise Refused(
            "figures.no_passport",
            _("No figure has the passport number %(code)s. Compare it with the paper."),
            code=code,
        )
    return redirect(to(request, "passport", found[0].indicator, found[0].place, found[0].period))

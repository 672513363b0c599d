"""What a DHIS2 client asks: data value sets in and out, analytics, and the names of elements and places.

The base address of a client is `…/api/v1/dhis2`; it adds `/api/…` itself.
"""

import csv
import io
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from zhiheng.api import problems
from zhiheng.api.asking import asked, plan_of
from zhiheng.api.dhis2 import analytics, values
from zhiheng.api.dhis2.importing import NAMES, STRATEGIES, Importer
from zhiheng.api.dhis2.names import by_any_name, dhis2_period, elements_of, period_code, uid
from zhiheng.api.problems import BadRequest
from zhiheng.bodies import queries as bodies
from zhiheng.figures import queries as figures
from zhiheng.figures.rules import as_text
from zhiheng.figures.shapes import FigureView
from zhiheng.periods import PeriodError
from zhiheng.plan.shapes import PlanView

router = Router(tags=["dhis2"])
Plan = Annotated[str | None, Query(max_length=64)]
LARGEST = 32 * 1024 * 1024
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "application/csv": {"schema": {"type": "string"}},
            "application/xml": {"schema": {"type": "string"}},
        },
    }
}


@router.post(
    "/dataValueSets",
    response={200: dict[str, Any], 409: dict[str, Any]},
    openapi_extra=BODY,
    summary="报送数据 · Data values in",
)
def take(
    request: HttpRequest,
    plan: Plan = None,
    dry_run: Annotated[bool, Query(alias="dryRun")] = False,
    strategy: Annotated[str, Query(alias="importStrategy", description=", ".join(STRATEGIES))] = "CREATE_AND_UPDATE",
) -> Any:
    wanted = NAMES.get(strategy.upper(), strategy.upper())
    if wanted not in STRATEGIES:
        raise BadRequest("/query/importStrategy", strategy, ", ".join(STRATEGIES))
    try:
        sent = values.read(request.body, request.headers.get("Content-Type", ""))
    except values.UnreadableSet as fault:
        return problems.answer(422, _("This is no data value set"), str(fault), "dhis2.unreadable")
    one = asked(request)
    outcome = Importer(one.actor, plan_of(request, plan), one.moment.at).run(sent, wanted, dry_run=dry_run)
    status = 200 if not outcome.conflicts else 409
    told = {
        "httpStatus": "OK" if status == 200 else "Conflict",
        "httpStatusCode": status,
        "status": "OK" if outcome.status == "SUCCESS" else outcome.status,
        "message": _("Import was successful.") if status == 200 else _("One or more conflicts were found; see “conflicts”."),
        "response": {
            "responseType": "ImportSummary",
            "status": outcome.status,
            "importOptions": {"dryRun": dry_run, "importStrategy": wanted},
            "importCount": {"imported": outcome.imported, "updated": outcome.updated, "ignored": outcome.ignored, "deleted": outcome.deleted},
            "conflicts": [conflict.shown() for conflict in outcome.conflicts],
            "rejectedIndexes": sorted({conflict.index for conflict in outcome.conflicts}),
            "dataSetComplete": "false",
        },
    }  # fmt: skip
    return Status(status, told)


Elements = Annotated[list[str] | None, Query(alias="dataElement")]
Periods = Annotated[list[str] | None, Query(alias="period")]
Units = Annotated[list[str] | None, Query(alias="orgUnit")]
Many = Annotated[list[str], Query()]


def _give(request: HttpRequest, plan: str | None, form: str, elements: list[str] | None, periods: list[str] | None, units: list[str] | None, *, children: bool) -> HttpResponse:  # fmt: skip
    known = plan_of(request, plan)
    found = _values(request, known, elements, periods, units, children=children)
    writer, kind = {
        "json": (values.write_json, "application/json"),
        "csv": (values.write_csv, "application/csv"),
        "xml": (values.write_xml, "application/xml"),
    }[form]
    return HttpResponse(writer(found), content_type=kind)


@router.get(
    "/dataValueSets",
    response={200: dict[str, Any]},
    summary="读取报送数据（json、csv、xml 依 Accept）· Data values out",
)
def give(
    request: HttpRequest,
    plan: Plan = None,
    elements: Elements = None,
    periods: Periods = None,
    units: Units = None,
    children: bool = False,
) -> Any:
    accepted = request.headers.get("Accept", "")
    form = "csv" if "csv" in accepted else "xml" if "xml" in accepted and "html" not in accepted else "json"
    return _give(request, plan, form, elements, periods, units, children=children)


@router.get("/dataValueSets.json", response={200: dict[str, Any]}, summary="同上，json · the same as JSON")
def give_json(
    request: HttpRequest,
    plan: Plan = None,
    elements: Elements = None,
    periods: Periods = None,
    units: Units = None,
    children: bool = False,
) -> Any:
    return _give(request, plan, "json", elements, periods, units, children=children)


@router.get(
    "/dataValueSets.csv",
    openapi_extra={
        "responses": {200: {"description": "OK", "content": {"application/csv": {"schema": {"type": "string"}}}}}
    },
    summary="同上，csv · the same as CSV",
)
def give_csv(
    request: HttpRequest,
    plan: Plan = None,
    elements: Elements = None,
    periods: Periods = None,
    units: Units = None,
    children: bool = False,
) -> Any:
    return _give(request, plan, "csv", elements, periods, units, children=children)


@router.get(
    "/dataValueSets.xml",
    openapi_extra={
        "responses": {200: {"description": "OK", "content": {"application/xml": {"schema": {"type": "string"}}}}}
    },
    summary="同上，xml · the same as XML",
)
def give_xml(
    request: HttpRequest,
    plan: Plan = None,
    elements: Elements = None,
    periods: Periods = None,
    units: Units = None,
    children: bool = False,
) -> Any:
    return _give(request, plan, "xml", elements, periods, units, children=children)


def _values(request: HttpRequest, known: PlanView, elements: list[str] | None, periods: list[str] | None, units: list[str] | None, *, children: bool) -> list[values.DataValue]:  # fmt: skip
    one = asked(request)
    indicators = figures.indicators(known.code, version=known.version)
    defined = {element.code: element for code, view in indicators.items() for element in elements_of(code, view.kind)}
    names = by_any_name("dataElement", defined)
    wanted = {_named(item, names, "dataElement") for item in elements or ()} or set(defined)
    tree = bodies.places(one.day, known.code)
    place_names = by_any_name("orgUnit", tree.by_code)
    places = {_named(item, place_names, "orgUnit") for item in units or ()}
    if children:
        places = {below.code for place in places for below in tree.subtree(place)}
    spans = {_period(item, known.first_month) for item in periods or ()}
    found = []
    for (indicator, place, group), series in figures.all_series(one.actor, known.code, as_of=one.as_of).items():
        sides = (
            [element for element in elements_of(indicator, indicators[indicator].kind) if element.code in wanted]
            if indicator in indicators
            else []
        )
        if not sides or (places and place not in places):
            continue
        for view in series:
            period = dhis2_period(view.period, known.first_month)
            if view.source_kind == "computed" or period is None or (spans and view.period not in spans):
                continue
            for side in sides:
                number = _side(view, side.column)
                if number is not None:
                    found.append(values.DataValue(side.code, period, place, number, group or "default", view.note))
    return found


def _named(item: str, names: dict[str, str], what: str) -> str:
    if item not in names:
        raise BadRequest(f"/query/{what}", item, ", ".join(sorted(set(names.values()))[:8]) + " …")
    return names[item]


def _period(item: str, first_month: int) -> str:
    try:
        return period_code(item, first_month)
    except PeriodError:
        raise BadRequest("/query/period", item, "2019, 2019S1, 2019Q2, 201906, 2019July") from None


def _side(view: FigureView, column: str) -> str | None:
    """One side of a figure; a published percentage has a value and no counts."""
    return view.reached or as_text(view.value) if column == "value" else as_text(getattr(view, column))


def _analytics(
    request: HttpRequest, plan: str | None, dimension: list[str], filter_: list[str] | None, counts: bool
) -> dict[str, Any]:
    one = asked(request)
    known = plan_of(request, plan)
    world = analytics.World(
        figures.indicators(known.code, version=known.version), bodies.places(one.day, known.code), one.actor.places,
        known.region, known.first_month, one.day, figures.all_series(one.actor, known.code, as_of=one.as_of),
    )  # fmt: skip
    return analytics.answer(analytics.resolve(dimension, filter_ or (), world), world, counts=counts)


Counts = Annotated[bool, Query(alias="includeNumDen")]
Filters = Annotated[list[str] | None, Query(alias="filter")]


@router.get("/analytics", response=dict[str, Any], summary="分析 · Analytics with dx, pe, ou")
def analyse(
    request: HttpRequest, dimension: Many, filter_: Filters = None, plan: Plan = None, counts: Counts = False
) -> Any:
    return _analytics(request, plan, dimension, filter_, counts)


@router.get("/analytics.json", response=dict[str, Any], summary="同上，json · the same")
def analyse_json(
    request: HttpRequest, dimension: Many, filter_: Filters = None, plan: Plan = None, counts: Counts = False
) -> Any:
    return _analytics(request, plan, dimension, filter_, counts)


@router.get(
    "/analytics.csv",
    openapi_extra={
        "responses": {200: {"description": "OK", "content": {"application/csv": {"schema": {"type": "string"}}}}}
    },
    summary="同上，csv · the same as CSV",
)
def analyse_csv(
    request: HttpRequest, dimension: Many, filter_: Filters = None, plan: Plan = None, counts: Counts = False
) -> Any:
    told = _analytics(request, plan, dimension, filter_, counts)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([head["column"] for head in told["headers"]])
    table.writerows(told["rows"])
    return HttpResponse(out.getvalue(), content_type="application/csv")


@router.get("/dataElements", response=dict[str, Any], summary="数据元素 · Data elements")
def data_elements(request: HttpRequest, plan: Plan = None) -> Any:
    known = plan_of(request, plan)
    found = figures.indicators(known.code, version=known.version)
    return {
        "dataElements": [
            {
                "id": uid("dataElement", one.code),
                "code": one.code,
                "name": view.name.get("zh-Hans", one.code),
                "side": one.column,
            }
            for view in found.values()
            for one in elements_of(view.code, view.kind)
        ]
    }


@router.get("/organisationUnits", response=dict[str, Any], summary="地区 · Organisation units")
def organisation_units(request: HttpRequest, plan: Plan = None) -> Any:
    one = asked(request)
    tree = bodies.places(one.day, plan_of(request, plan).code)
    allowed = one.actor.places
    return {
        "organisationUnits": [
            {
                "id": uid("orgUnit", place.code), "code": place.code, "name": place.name(), "level": len(tree.path(place.code)),
                "parent": {"code": place.parent} if place.parent in tree else None,
            }
            for place in tree
            if allowed is None or place.code in allowed
        ]
    }  # fmt: skip

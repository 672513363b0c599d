"""Analytics as DHIS2 answers it: dimensions dx (indicators), pe (periods) and ou (places), figures as rows.

What is not there gives no row; nothing is averaged. A filter of several places or periods is answered only for shares, whose parts and wholes
can be added.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from zhiheng.api import shown
from zhiheng.api.dhis2.names import by_any_name, dhis2_period, period_code
from zhiheng.api.problems import BadRequest
from zhiheng.bodies.queries import PlaceOn, Places
from zhiheng.figures.shapes import FigureView, IndicatorView
from zhiheng.judgement.kinds import per_whole
from zhiheng.periods import Period, PeriodError, period_on
from zhiheng.quantities import round_half_even

AXES = ("dx", "pe", "ou")
RELATIVE = {
    "THIS_MONTH": ("month", 0, 1), "LAST_MONTH": ("month", 1, 1), "LAST_3_MONTHS": ("month", 1, 3),
    "LAST_6_MONTHS": ("month", 1, 6), "LAST_12_MONTHS": ("month", 1, 12), "THIS_QUARTER": ("quarter", 0, 1),
    "LAST_QUARTER": ("quarter", 1, 1), "LAST_4_QUARTERS": ("quarter", 1, 4), "THIS_SIX_MONTH": ("half", 0, 1),
    "LAST_SIX_MONTH": ("half", 1, 1), "LAST_2_SIXMONTHS": ("half", 1, 2), "THIS_YEAR": ("year", 0, 1),
    "LAST_YEAR": ("year", 1, 1), "LAST_5_YEARS": ("year", 1, 5), "THIS_FINANCIAL_YEAR": ("assessment_year", 0, 1),
    "LAST_FINANCIAL_YEAR": ("assessment_year", 1, 1), "LAST_5_FINANCIAL_YEARS": ("assessment_year", 1, 5),
}  # fmt: skip
"""Word → kind of period, how many back the newest lies, how many."""


@dataclass(frozen=True)
class Asked:
    """What was asked for, resolved: codes in order; axes in `filtered` do not appear in the rows."""

    dx: tuple[str, ...]
    pe: tuple[Period, ...]
    ou: tuple[str, ...]
    axes: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """What names are resolved against."""

    indicators: Mapping[str, IndicatorView]
    places: Places
    allowed: frozenset[str] | None
    region: str
    first_month: int
    on: date
    series: Mapping[tuple[str, str, str], Sequence[FigureView]] = field(repr=False)


def resolve(dimensions: Sequence[str], filters: Sequence[str], world: World) -> Asked:
    """Dimensions and filters as codes.

    Raises:
        BadRequest: names an unknown item, or the axis that is missing.
    """
    told: dict[str, list[str]] = {}
    shown_axes = []
    for where, parts in (("dimension", dimensions), ("filter", filters)):
        for part in parts:
            axis, _colon, items = part.partition(":")
            if axis not in AXES or not items or axis in told:
                raise BadRequest(f"/query/{where}", part, "dx:…, pe:…, ou:…")
            told[axis] = [item for item in items.split(";") if item]
            if where == "dimension":
                shown_axes.append(axis)
    if missing := [axis for axis in AXES if axis not in told]:
        raise BadRequest("/query/dimension", ", ".join(dimensions), f"{missing[0]}:…")
    return Asked(
        tuple(_one(item, by_any_name("indicator", world.indicators), "dx") for item in told["dx"]),
        tuple(dict.fromkeys(period for item in told["pe"] for period in _periods(item, world))),
        tuple(dict.fromkeys(_places(told["ou"], world))),
        tuple(shown_axes),
    )


def _one(item: str, names: Mapping[str, str], axis: str) -> str:
    if item not in names:
        raise BadRequest("/query/dimension", f"{axis}:{item}", ", ".join(sorted(set(names.values()))[:8]) + " …")
    return names[item]


def _periods(item: str, world: World) -> list[Period]:
    if item in RELATIVE:
        kind, back, count = RELATIVE[item]
        newest = period_on(world.on, kind, world.first_month)
        for _step in range(back):
            newest = newest.previous()
        found = [newest]
        while len(found) < count:
            found.append(found[-1].previous())
        return found[::-1]
    try:
        return [Period.parse(period_code(item, world.first_month), world.first_month)]
    except PeriodError:
        raise BadRequest(
            "/query/dimension", f"pe:{item}", "2019, 2019S1, 2019Q2, 201906, 2019July, LAST_4_QUARTERS …"
        ) from None


LEVEL = re.compile(r"LEVEL-(\d{1,2})")


def _places(items: Sequence[str], world: World) -> list[str]:
    """Places by code, by the words for the reader's own, and by level beneath those named."""
    names = by_any_name("orgUnit", world.places.by_code)
    levels = [int(found[1]) for item in items if (found := LEVEL.fullmatch(item))]
    named: list[str] = []
    for item in items:
        if LEVEL.fullmatch(item):
            continue
        if item == "USER_ORGUNIT":
            named.append(world.region)
        elif item in {"USER_ORGUNIT_CHILDREN", "USER_ORGUNIT_GRANDCHILDREN"}:
            depth = 1 if item == "USER_ORGUNIT_CHILDREN" else 2
            named.extend(place.code for place in _below(world.places, world.region, depth))
        else:
            named.append(_one(item, names, "ou"))
    if levels:
        roots = named or [world.region]
        named = [
            place.code
            for root in roots
            for place in world.places.subtree(root)
            if len(world.places.path(place.code)) in levels
        ]
    return [code for code in named if world.allowed is None or code in world.allowed]


def _below(places: Places, code: str, depth: int) -> list[PlaceOn]:
    level = [places[code]] if code in places else []
    for _step in range(depth):
        level = [child for one in level for child in places.children(one.code)]
    return level


HEADERS = {"dx": "Data", "pe": "Period", "ou": "Organisation unit"}


def answer(asked: Asked, world: World, *, counts: bool) -> dict[str, Any]:
    """Headers, rows and the names of what stands in them."""
    rows = []
    for dx in asked.dx:
        found: dict[tuple[str, str], list[FigureView]] = {}
        for ou in asked.ou:
            by_period = {view.period: view for view in world.series.get((dx, ou, ""), ())}
            for pe in asked.pe:
                if (view := by_period.get(pe.code)) is not None:
                    key = (pe.code if "pe" in asked.axes else "", ou if "ou" in asked.axes else "")
                    found.setdefault(key, []).append(view)
        for (pe_code, ou), views in found.items():
            if (row := _row(views, world.indicators[dx])) is not None:
                axis = {
                    "dx": dx,
                    "pe": dhis2_period(pe_code, world.first_month) or pe_code if pe_code else "",
                    "ou": ou,
                }
                rows.append([axis[name] for name in asked.axes] + (row if counts else row[:1]))
    columns = [*asked.axes, "value", *(["numerator", "denominator", "factor"] if counts else [])]
    return {
        "headers": [
            {"name": name, "column": HEADERS.get(name, name.capitalize()), "valueType": "TEXT" if name in AXES else "NUMBER", "type": "java.lang.String" if name in AXES else "java.lang.Double", "hidden": False, "meta": name in AXES}
            for name in columns
        ],
        "metaData": _meta(asked, world),
        "rows": rows,
        "width": len(columns),
        "height": len(rows),
        "headerWidth": len(columns),
    }  # fmt: skip


def _row(views: Sequence[FigureView], indicator: IndicatorView) -> list[str] | None:
    """Value, numerator, denominator and factor; None where there is nothing to say (0 of 0, or values that cannot be added)."""
    shares = [(view.part, view.whole) for view in views if view.part is not None and view.whole is not None]
    if len(shares) == len(views):
        part = sum((one[0] for one in shares), Decimal(0))
        whole = sum((one[1] for one in shares), Decimal(0))
        if not whole:
            return None
        factor = per_whole(indicator.kind, indicator.unit)
        value = round_half_even(factor * Fraction(part) / Fraction(whole), max(indicator.decimals, 1))
        return [str(value), shown.number(part) or "0", shown.number(whole) or "0", str(factor)]
    if len(views) != 1 or views[0].value is None:
        return None
    only = shown.number(views[0].value) or "0"
    return [only, only, "1", "1"]


def _meta(asked: Asked, world: World) -> dict[str, Any]:
    items = {code: {"name": world.indicators[code].name.get("zh-Hans", code), "uid": code} for code in asked.dx}
    items |= {code: {"name": world.places[code].name(), "uid": code} for code in asked.ou if code in world.places}
    periods = [dhis2_period(period.code, world.first_month) or period.code for period in asked.pe]
    items |= {code: {"name": code, "uid": code} for code in periods}
    return {"items": items, "dimensions": {"dx": list(asked.dx), "pe": periods, "ou": list(asked.ou), "co": []}}

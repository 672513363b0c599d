"""From a digital calibration certificate to the columns of the certificate register.

Only what the certificate says is taken; a fact that it leaves out stays empty and is asked for on the form.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhiheng.registers.metrology.dcc import units
from zhiheng.registers.metrology.dcc.shapes import Certificate, Equipment, Measurement, Quantity, Result, Values, only

_STANDARD = frozenset({"basic_normalUsed", "basic_standardUsed"})  # two spellings of good practice
CALIBRATED, CONFORMING, NOT_CONFORMING, LIMITED = "calibrated", "pass", "fail", "limited"


@dataclass(frozen=True)
class Point:
    """One line of a table of results; everything in `unit`."""

    reference: Decimal | None
    indicated: Decimal | None
    error: Decimal | None
    uncertainty: Decimal | None
    factor: Decimal | None
    unit: str
    verdict: str = ""


@dataclass(frozen=True)
class Extract:
    """What a certificate says in the words of our register."""

    number: str
    done_on: date
    issued_on: date | None
    recalibrate_on: date | None
    result: str
    laboratory: str
    country: str
    customer: str
    item: str
    manufacturer: str
    model: str
    serial: str
    asset: str
    method: str
    used: str
    low: Decimal | None
    high: Decimal | None
    unit: str
    uncertainty: Decimal | None
    factor: Decimal | None
    points: tuple[Point, ...]
    signers: tuple[str, ...]


def extract(certificate: Certificate) -> Extract:
    """The certificate's facts as typed values; names in Chinese where it has them, else in English."""
    languages = ("zh", "en", *certificate.mandatory)
    first = certificate.items[0]
    points = tuple(point for one in certificate.measurements for result in one.results for point in table(result))
    low, high, unit = _range(certificate, points)
    widest = max((p for p in points if p.uncertainty is not None), key=_width, default=None)
    name = certificate.name.said(*languages) or "、".join(item.name.said(*languages) for item in certificate.items)
    return Extract(
        number=certificate.number,
        done_on=certificate.ended_on,
        issued_on=certificate.issued_on,
        recalibrate_on=next((s.day for s in certificate.stated("basic_recalibration") if s.day), None),
        result=_result(certificate),
        laboratory=certificate.laboratory.name,
        country=certificate.country,
        customer=certificate.customer.name,
        item=name,
        manufacturer=first.manufacturer,
        model=first.model,
        serial=first.number_of("manufacturer"),
        asset=first.number_of("customer") or first.number_of("owner"),
        method="; ".join(dict.fromkeys(norm for one in certificate.measurements for norm in _norms(one))),
        used="; ".join(
            dict.fromkeys(e.name.said(*languages) for one in certificate.measurements for e in _standards(one))
        ),
        low=low,
        high=high,
        unit=unit,
        uncertainty=None if widest is None else widest.uncertainty,
        factor=None if widest is None else widest.factor,
        points=points,
        signers=tuple(person for person, _ in sorted(certificate.persons, key=lambda one: not one[1])),
    )


def _width(point: Point) -> Decimal:
    return point.uncertainty or Decimal(0)


def _norms(one: Measurement) -> list[str]:
    """Norms of the method; the guide to uncertainty is how the number was found, not how it was measured."""
    return [norm for method in one.methods if not _on_uncertainty(method.kinds) for norm in method.norms]


def _on_uncertainty(kinds: frozenset[str]) -> bool:
    return any(kind.endswith("ncertainty") for kind in kinds)


def _standards(one: Measurement) -> list[Equipment]:
    return [equipment for equipment in one.equipment if equipment.kinds & _STANDARD]


def _result(certificate: Certificate) -> str:
    """What the statements of conformity say together; without one the certificate only gives values."""
    words = {word for statement in certificate.stated("basic_conformity") for word in statement.conformity}
    if not words:
        return CALIBRATED
    if words & {"fail", "noPass", "conditionalFail"}:
        return NOT_CONFORMING
    return LIMITED if "conditionalPass" in words or "noFail" in words else CONFORMING


def table(result: Result) -> tuple[Point, ...]:
    """The lines of a table of results, from the columns that good practice names by their kinds."""
    columns = {
        name: only(f"basic_{name}", result.quantities)
        for name in ("referenceValue", "nominalValue", "measuredValue", "measurementError")
    }
    reference = columns["referenceValue"] or columns["nominalValue"]
    lead = columns["measurementError"] or columns["measuredValue"] or reference
    if lead is None or lead.values is None:
        return ()
    unit = lead.values.unit
    return tuple(
        Point(
            _at(reference, unit, row), _at(columns["measuredValue"], unit, row), _at(columns["measurementError"], unit, row),
            *_uncertainty((columns["measurementError"], columns["measuredValue"], reference), unit, row),
            units.shown(unit), _verdict(lead, row),
        )
        for row in range(len(lead.values.numbers))
    )  # fmt: skip


def _form(quantity: Quantity | None, unit: str) -> Values | None:
    return None if quantity is None else quantity.in_unit(unit)


def _at(quantity: Quantity | None, unit: str, row: int) -> Decimal | None:
    form = _form(quantity, unit)
    return form.numbers[row] if form is not None and row < len(form.numbers) else None


def _uncertainty(columns: tuple[Quantity | None, ...], unit: str, row: int) -> tuple[Decimal | None, Decimal | None]:
    """The expanded uncertainty of the first column that states one, and its factor."""
    for column in columns:
        form = _form(column, unit)
        if form is not None and form.expanded is not None and row < len(form.numbers):
            return form.expanded.at(row), form.expanded.factor_at(row)
    return None, None


def _verdict(quantity: Quantity, row: int) -> str:
    if not quantity.conformity:
        return ""
    return quantity.conformity[row] if row < len(quantity.conformity) else quantity.conformity[0]


def _range(certificate: Certificate, points: tuple[Point, ...]) -> tuple[Decimal | None, Decimal | None, str]:
    """The stated range of validity; without one, from the least to the greatest reference value."""
    for statement in certificate.stated("basic_validityRange"):
        low = only("basic_validityRangeMin", statement.quantities)
        high = only("basic_validityRangeMax", statement.quantities)
        if low is not None and low.values is not None and high is not None:
            top = high.in_unit(low.values.unit)
            if top is not None:
                return low.values.numbers[0], top.numbers[0], units.shown(low.values.unit)
    values = [point.reference for point in points if point.reference is not None]
    return (min(values), max(values), points[0].unit) if values else (None, None, "")

"""The ring of measurement results: methods, standards used, conditions and tables of values."""

from zhiheng.registers.metrology.dcc.administrative import identifications
from zhiheng.registers.metrology.dcc.shapes import Condition, Equipment, Measurement, Method, Result, Unreadable
from zhiheng.registers.metrology.dcc.values import quantities
from zhiheng.registers.metrology.dcc.walking import Element, child, children, kinds, name_of, said, text_at, written


def measurements(root: Element) -> tuple[Measurement, ...]:
    """All measurement results; a certificate without one certifies nothing and is not taken."""
    found = tuple(_measurement(element) for element in children(root, "measurementResults", "measurementResult"))
    if not found:
        raise Unreadable("missing", place="measurementResults/measurementResult")
    return found


def _measurement(element: Element) -> Measurement:
    return Measurement(
        name_of(element),
        tuple(_method(found) for found in children(element, "usedMethods", "usedMethod")),
        tuple(_equipment(found) for found in children(element, "measuringEquipments", "measuringEquipment")),
        tuple(_condition(found) for found in children(element, "influenceConditions", "influenceCondition")),
        tuple(_result(found) for found in children(element, "results", "result")),
    )


def _method(element: Element) -> Method:
    norms = tuple(norm for found in children(element, "norm") if (norm := written(found)))
    return Method(kinds(element), name_of(element), norms, said(child(element, "description")))


def _equipment(element: Element) -> Equipment:
    return Equipment(
        kinds(element), name_of(element), identifications(element), text_at(element, "certificate", "referralID")
    )


def _condition(element: Element) -> Condition:
    return Condition(kinds(element), name_of(element), quantities(child(element, "data")))


def _result(element: Element) -> Result:
    data = child(element, "data")
    return Result(name_of(element), kinds(element), quantities(data), said(child(data, "text")))

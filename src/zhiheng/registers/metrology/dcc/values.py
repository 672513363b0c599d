"""D-SI: reals, lists, hybrids and constants with their uncertainty, in the spelling of D-SI 1 and 2."""

from decimal import Decimal

from lxml import etree

from zhiheng.registers.metrology.dcc.opening import DCC, SI
from zhiheng.registers.metrology.dcc.shapes import Expanded, Quantity, Unreadable, Values
from zhiheng.registers.metrology.dcc.walking import (
    Element,
    child,
    children,
    kinds,
    line,
    name_of,
    numbers_in,
    place,
    si,
    written,
)

# uncertainty, factor, probability, distribution – by the element that holds them
_EXPANDED = {
    "expandedUnc": ("uncertainty", "coverageFactor", "coverageProbability", "distribution"),
    "expandedUncXMLList": (
        "uncertaintyXMLList", "coverageFactorXMLList", "coverageProbabilityXMLList", "distributionXMLList",
    ),
    "expandedMU": ("valueExpandedMU", "coverageFactor", "coverageProbability", "distribution"),
    "expandedMUXMLList": (
        "valueExpandedMUXMLList", "coverageFactorXMLList", "coverageProbabilityXMLList", "distributionXMLList",
    ),
}  # fmt: skip
_STANDARD = {"standardMU": "valueStandardMU", "standardMUXMLList": "valueStandardMUXMLList"}
_MULTIPLE = ("measurementUncertaintyUnivariate", "measurementUncertaintyUnivariateXMLList")
_LISTS = ("realListXMLList", "constantXMLList")
_SINGLE = ("real", "constant")


def quantities(element: Element | None) -> tuple[Quantity, ...]:
    """The quantities of a `data` element, those inside its lists too, in the order of the file."""
    if element is None:
        return ()
    found: list[Quantity] = []
    for part in element:
        if part.tag == f"{{{DCC}}}quantity":
            found.append(quantity(part))
        elif part.tag == f"{{{DCC}}}list":
            found.extend(quantities(part))
    return tuple(found)


def quantity(element: Element) -> Quantity:
    """One quantity with all its forms, words and metadata."""
    about = tuple(
        q for meta in children(element, "measurementMetaData", "metaData") for q in quantities(child(meta, "data"))
    )
    verdicts = tuple(
        verdict
        for name in ("conformity", "conformityXMLList")
        for found in children(element, "measurementMetaData", "metaData", name)
        for verdict in written(found).split()
    )
    words = [written(part) for part in element if part.tag in {f"{{{DCC}}}noQuantity", f"{{{DCC}}}charsXMLList"}]
    return Quantity(
        name_of(element), kinds(element), _forms(element), " ".join(words).strip(), about=about, conformity=verdicts
    )  # fmt: skip


def _forms(element: Element) -> tuple[Values, ...]:
    forms: list[Values] = []
    for part in element:
        if not isinstance(part.tag, str) or not part.tag.startswith(f"{{{SI}}}"):
            continue
        name = etree.QName(part).localname
        if name in ("hybrid", "list"):
            forms.extend(_forms(part))
        elif name in _SINGLE:
            forms.append(_single(part))
        elif name in _LISTS:
            forms.append(_list(part))
        elif name in {"label", "dateTime", "listUnit"}:
            continue
        else:  # complex, covariance: their numbers mean nothing without their partner
            raise Unreadable("other_quantity", place=place(part), line=line(part), found=name)
    return tuple(_as_one_list(forms) if _is_list(element) else forms)


def _is_list(element: Element) -> bool:
    return bool(element.tag == f"{{{SI}}}list")


def _as_one_list(forms: list[Values]) -> list[Values]:
    """The reals of a D-SI 1 list, as one list; their uncertainties go along when each has one."""
    if not forms:
        return []
    each = [form.expanded for form in forms]
    expanded = None
    if all(each):
        expanded = Expanded(
            tuple(e.values[0] for e in each if e),
            tuple(f for e in each if e for f in e.factors[:1]),
            tuple(p for e in each if e for p in e.probabilities[:1]),
            next((e.distribution for e in each if e), ""),
        )
    return [Values(tuple(n for f in forms for n in f.numbers), tuple(f.unit for f in forms), expanded, forms[0].label)]


def _single(element: Element) -> Values:
    number = si(element, "value")
    unit = si(element, "unit")
    if number is None or unit is None:
        raise Unreadable("missing", place=f"{place(element)}/{'value' if number is None else 'unit'}")
    numbers = numbers_in(number)
    if len(numbers) != 1:
        raise Unreadable("not_one_number", place=place(number), line=line(number), count=len(numbers))
    return Values(numbers, (written(unit),), _expanded(element, 1), written(si(element, "label")))


def _list(element: Element) -> Values:
    number, unit = si(element, "valueXMLList"), si(element, "unitXMLList")
    if number is None or unit is None:
        raise Unreadable("missing", place=f"{place(element)}/{'valueXMLList' if number is None else 'unitXMLList'}")
    numbers, units = numbers_in(number), tuple(written(unit).split())
    if not numbers:
        raise Unreadable("not_one_number", place=place(number), line=line(number), count=0)
    _refuse_other_lengths(unit, len(units), len(numbers))
    return Values(numbers, units, _expanded(element, len(numbers)), written(si(element, "labelXMLList")))


def _refuse_other_lengths(element: Element, found: int, values: int) -> None:
    """A list beside the values holds one entry for all or one for each."""
    if found not in (1, values):
        raise Unreadable("other_length", place=place(element), line=line(element), found=found, values=values)


def _expanded(element: Element, values: int) -> Expanded | None:
    """The expanded uncertainty; a standard uncertainty is said as one with factor 1."""
    holders = [element, *(found for name in _MULTIPLE if (found := si(element, name)) is not None)]
    for holder in holders:
        for name, parts in _EXPANDED.items():
            if (found := si(holder, name)) is not None:
                return _read_expanded(found, parts, values)
        for name, part in _STANDARD.items():
            if (found := si(holder, name)) is not None:
                return Expanded(_numbers(found, part, values), (Decimal(1),))
    return None


def _read_expanded(element: Element, parts: tuple[str, str, str, str], values: int) -> Expanded:
    amounts = _numbers(element, parts[0], values)
    if not amounts:
        raise Unreadable("missing", place=f"{place(element)}/{parts[0]}")
    for amount in amounts:
        if amount < 0:
            raise Unreadable("negative_uncertainty", place=place(element), line=line(element), found=str(amount))
    return Expanded(
        amounts,
        _numbers(element, parts[1], values),
        _numbers(element, parts[2], values),
        written(si(element, parts[3])),
    )


def _numbers(element: Element, name: str, values: int) -> tuple[Decimal, ...]:
    found = si(element, name)
    if found is None:
        return ()
    numbers = numbers_in(found)
    _refuse_other_lengths(found, len(numbers), values)
    return numbers

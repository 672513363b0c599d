"""Data value sets as DHIS2 writes them, in JSON, CSV and XML. Pure: nothing is looked up here.

Attributes of the set (period, orgUnit, attributeOptionCombo) hold for each value that does not say otherwise.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

MOST = 200_000
NAMESPACE = "http://dhis2.org/schema/dxf/2.0"


@dataclass(frozen=True)
class DataValue:
    """One value as it was sent."""

    element: str
    period: str
    unit: str
    value: str
    option: str = ""
    comment: str = ""
    deleted: bool = False


class UnreadableSet(ValueError):
    """The body is no data value set; the text says where and why."""


def read(body: bytes, kind: str) -> list[DataValue]:
    """The values of a body; `kind` is its content type.

    Raises:
        UnreadableSet: with the line or element at which reading ended.
    """
    reader = _csv if "csv" in kind else _xml if "xml" in kind else _json
    found = []
    for one in reader(body):
        found.append(one)
        if len(found) > MOST:
            raise UnreadableSet(f"more than {MOST} values in one body")
    return found


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UnreadableSet(f"byte {fault.start} is not UTF-8") from None


def _json(body: bytes) -> Iterator[DataValue]:
    try:
        told = json.loads(_text(body))
    except (json.JSONDecodeError, RecursionError) as fault:
        raise UnreadableSet(f"JSON: {fault}") from None
    rows = told.get("dataValues") if isinstance(told, dict) else None
    if not isinstance(rows, list):
        raise UnreadableSet("JSON: “dataValues” is missing or no list")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise UnreadableSet(f"JSON: value {number} is no object")
        yield _value(told, row)


def _value(around: dict[str, Any], row: dict[str, Any]) -> DataValue:
    def said(*names: str) -> str:
        for source in (row, around):
            for name in names:
                if source.get(name) not in {None, ""} and not isinstance(source[name], dict | list):
                    return str(source[name])
        return ""

    value = row.get("value")
    return DataValue(
        said("dataElement"), said("period"), said("orgUnit"),
        "" if value is None or isinstance(value, dict | list) else str(value).strip(),
        said("categoryOptionCombo"), str(row.get("comment") or ""), str(row.get("deleted", "")).lower() == "true",
    )  # fmt: skip


COLUMNS = {
    "dataelement": "element", "period": "period", "orgunit": "unit", "value": "value", "comment": "comment",
    "categoryoptioncombo": "option", "catoptcombo": "option", "deleted": "deleted",
}  # fmt: skip
IN_ORDER = ("element", "period", "unit", "option", "", "value", "", "", "comment", "", "deleted")


def _csv(body: bytes) -> Iterator[DataValue]:
    """With or without a head row; columns in any order when there is one."""
    try:
        rows = list(csv.reader(io.StringIO(_text(body)), strict=True))
    except csv.Error as fault:
        raise UnreadableSet(f"CSV: {fault}") from None
    if not rows:
        raise UnreadableSet("CSV: no line")
    heads = [cell.strip().lower() for cell in rows[0]]
    if "dataelement" in heads:
        names, rest = [COLUMNS.get(head, "") for head in heads], rows[1:]
    else:
        names, rest = list(IN_ORDER), rows
    for row in rest:
        if not any(cell.strip() for cell in row):
            continue
        told = {name: cell.strip() for name, cell in zip(names, row, strict=False) if name}
        deleted = told.pop("deleted", "").lower() == "true"
        missing = {name: told.get(name, "") for name in ("element", "period", "unit", "value")}
        yield DataValue(**{**told, **missing}, deleted=deleted)


def _xml(body: bytes) -> Iterator[DataValue]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise UnreadableSet(f"XML: {fault}") from None
    if etree.QName(root).localname != "dataValueSet":
        raise UnreadableSet(f"XML: <{etree.QName(root).localname}> where <dataValueSet> is expected")
    around = {str(name): str(value) for name, value in root.attrib.items()}
    for row in root.iterchildren(f"{{{NAMESPACE}}}dataValue", "dataValue"):
        yield _value(around, {str(name): str(value) for name, value in row.attrib.items()})


def write_json(values: Iterable[DataValue]) -> bytes:
    return json.dumps({"dataValues": [_named(one) for one in values]}, ensure_ascii=False).encode()


def write_csv(values: Iterable[DataValue]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    table.writerow(
        ["dataelement", "period", "orgunit", "categoryoptioncombo", "attributeoptioncombo", "value", "comment"]
    )
    table.writerows(
        [one.element, one.period, one.unit, one.option, "default", one.value, one.comment] for one in values
    )
    return out.getvalue().encode()


def write_xml(values: Iterable[DataValue]) -> bytes:
    nsmap: Any = {None: NAMESPACE}
    root = etree.Element(f"{{{NAMESPACE}}}dataValueSet", nsmap=nsmap)
    for one in values:
        etree.SubElement(root, f"{{{NAMESPACE}}}dataValue", {name: text for name, text in _named(one).items() if text})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _named(one: DataValue) -> dict[str, str]:
    return {
        "dataElement": one.element, "period": one.period, "orgUnit": one.unit, "categoryOptionCombo": one.option,
        "attributeOptionCombo": "default", "value": one.value, "comment": one.comment,
    }  # fmt: skip

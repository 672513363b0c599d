"""Small steps through the tree: children by name, texts, numbers and days, each refused by its place when wrong."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from lxml import etree

from zhiheng.registers.metrology.dcc.opening import DCC, SI
from zhiheng.registers.metrology.dcc.shapes import Text, Unreadable

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,4})?\Z", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[-+]\d{2}:\d{2})?\Z", re.ASCII)
Element = etree._Element


def place(element: Element) -> str:
    """Where an element stands, in names without prefixes: "administrativeData/coreData/endPerformanceDate"."""
    names = [_local(element)]
    names.extend(_local(above) for above in element.iterancestors())
    return "/".join(reversed(names[:-1])) or names[0]


def line(element: Element) -> int:
    found = element.sourceline
    return found if isinstance(found, int) else 0


def _local(element: Element) -> str:
    return etree.QName(element).localname


def child(element: Element | None, *names: str) -> Element | None:
    """The element at a path of DCC names, or None."""
    for name in names:
        if element is None:
            return None
        element = element.find(f"{{{DCC}}}{name}")
    return element


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """All elements at a path of DCC names; each step may be repeated."""
    if element is not None:
        yield from element.iterfind("/".join(f"{{{DCC}}}{name}" for name in names))


def needed(element: Element, *names: str) -> Element:
    """The element at a path; a certificate without it is not taken."""
    found = child(element, *names)
    if found is None:
        raise Unreadable(
            "missing", place="/".join([*([] if element.getparent() is None else [place(element)]), *names])
        )
    return found


def written(element: Element | None) -> str:
    """What stands in an element, white space folded; comments inside are not part of it."""
    if element is None:
        return ""
    return " ".join("".join(str(part) for part in element.itertext(etree.Element)).split())


def text_at(element: Element | None, *names: str) -> str:
    return written(child(element, *names))


def said(element: Element | None) -> Text:
    """The `content` children as a text in its languages; an element with bare text is taken too."""
    if element is None:
        return Text()
    parts = tuple(
        (content.get("lang", ""), text) for content in children(element, "content") if (text := written(content))
    )
    if not parts and len(element) == 0 and (bare := written(element)):
        parts = (("", bare),)
    return Text(parts)


def name_of(element: Element | None) -> Text:
    return said(child(element, "name"))


def kinds(element: Element) -> frozenset[str]:
    """The words of `refType`."""
    return frozenset(element.get("refType", "").split())


def day_in(element: Element) -> date:
    found = written(element)
    match = _DAY.match(found)
    try:
        return date.fromisoformat(match[1] if match else "")
    except ValueError:
        raise Unreadable("no_date", place=place(element), line=line(element), found=found[:40]) from None


def day_at(element: Element, *names: str) -> date | None:
    found = child(element, *names)
    return None if found is None else day_in(found)


def numbers_in(element: Element) -> tuple[Decimal, ...]:
    """The numbers of an XML list, exact as written. NaN and INF say "no number here" and are not taken."""
    parts = written(element).split()
    for part in parts:
        if not _NUMBER.match(part):
            raise Unreadable("no_number", place=place(element), line=line(element), found=part[:40])
    return tuple(Decimal(part) for part in parts)


def si(element: Element, name: str) -> Element | None:
    return element.find(f"{{{SI}}}{name}")

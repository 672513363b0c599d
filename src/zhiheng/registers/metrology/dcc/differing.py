"""What differs between two files that claim to be the same certificate: the elements, by their place and line.

A digest says *that* something was changed. Where an earlier copy is on file, this says *what*.
"""

from dataclasses import dataclass
from itertools import zip_longest

from lxml import etree

from zhiheng.registers.metrology.dcc.opening import DS, open_tree
from zhiheng.registers.metrology.dcc.walking import Element, line, place


@dataclass(frozen=True)
class Difference:
    """One element that says something else; an element that only one of the two has says nothing (None) in the other."""

    place: str
    line: int
    before: str | None
    after: str | None


def differences(before: bytes, after: bytes, most: int = 20) -> tuple[Difference, ...]:
    """The first differences between the contents, signatures and comments left out.

    Raises:
        Unreadable: one of the two is no certificate at all.
    """
    found: list[Difference] = []
    pairs: list[tuple[Element | None, Element | None]] = [(open_tree(before), open_tree(after))]
    while pairs and len(found) < most:
        one, other = pairs.pop()
        if one is None or other is None or one.tag != other.tag:
            found.append(_whole(one, other))
            continue
        if _own(one) != _own(other):
            found.append(Difference(place(other), line(other), _own(one), _own(other)))
        pairs.extend(reversed(list(zip_longest(_parts(one), _parts(other)))))
    return tuple(found)


def _whole(one: Element | None, other: Element | None) -> Difference:
    here = one if other is None else other
    if here is None:
        raise ValueError("nothing to compare")
    return Difference(
        place(here), line(here), None if one is None else _all(one), None if other is None else _all(other)
    )


def _parts(element: Element) -> list[Element]:
    return [part for part in element if isinstance(part.tag, str) and part.tag != f"{{{DS}}}Signature"]


def _own(element: Element) -> str:
    """The element's own text and its attributes (without the address of the schema)."""
    texts = [element.text or "", *(part.tail or "" for part in element)]
    attributes = [
        "=".join((str(key), str(value))) for key, value in element.items() if "schemaLocation" not in str(key)
    ]
    return " ".join(" ".join([*attributes, *texts]).split())


def _all(element: Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext(etree.Element)).split())[:200]

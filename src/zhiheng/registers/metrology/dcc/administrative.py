"""The administrative ring: numbers, days, items, laboratory, persons, customer, statements."""

from zhiheng.registers.metrology.dcc.shapes import Identification, Item, Party, Statement, Text, Unreadable
from zhiheng.registers.metrology.dcc.values import quantities
from zhiheng.registers.metrology.dcc.walking import (
    Element,
    child,
    children,
    day_at,
    kinds,
    line,
    name_of,
    needed,
    said,
    text_at,
    written,
)

_ADDRESS = ("street", "streetNo", "postOfficeBox", "postCode", "city", "state")
VERDICTS = frozenset({"pass", "fail", "conditionalPass", "conditionalFail", "noPass", "noFail"})


def identifications(element: Element | None) -> tuple[Identification, ...]:
    return tuple(
        Identification(text_at(found, "issuer"), text_at(found, "value"), name_of(found))
        for found in children(element, "identifications", "identification")
    )


def item(element: Element) -> Item:
    return Item(
        name_of(element), name_of(child(element, "manufacturer")).said(), text_at(element, "model"),
        identifications(element), said(child(element, "description")),
    )  # fmt: skip


def items(administrative: Element) -> tuple[Text, tuple[Item, ...]]:
    """The name that all items share (may be empty) and the items."""
    holder = needed(administrative, "items")
    found = tuple(item(element) for element in children(holder, "item"))
    if not found:
        raise Unreadable("missing", place="administrativeData/items/item")
    return name_of(holder), found


def party(element: Element | None) -> Party:
    location = child(element, "location")
    address = [text_at(location, name) for name in _ADDRESS]
    address.extend(said(further).said() for further in children(location, "further"))
    return Party(
        name_of(element).said(), text_at(element, "eMail"), text_at(element, "phone"),
        tuple(part for part in address if part), text_at(location, "countryCode"),
    )  # fmt: skip


def persons(administrative: Element) -> tuple[tuple[str, bool], ...]:
    """Names of the responsible persons and whether each is the main signer."""
    return tuple(
        (name_of(child(element, "person")).said(), text_at(element, "mainSigner") in ("true", "1"))
        for element in children(administrative, "respPersons", "respPerson")
    )


def software(administrative: Element) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name_of(element).said(), text_at(element, "release"))
        for element in children(administrative, "dccSoftware", "software")
    )


def verdicts(element: Element) -> tuple[str, ...]:
    """What `conformity` says, one word for all or one for each value."""
    found: list[str] = []
    for name in ("conformity", "conformityXMLList"):
        for part in children(element, name):
            for word in written(part).split():
                if word not in VERDICTS:
                    raise Unreadable("other_verdict", line=line(part), found=word[:40])
                found.append(word)
    return tuple(found)


def statement(element: Element) -> Statement:
    return Statement(
        kinds(element), said(child(element, "declaration")), text_at(element, "norm"), text_at(element, "reference"),
        day_at(element, "date"), name_of(child(element, "respAuthority")).said(), verdicts(element),
        quantities(child(element, "data")),
    )  # fmt: skip


def statements(administrative: Element) -> tuple[Statement, ...]:
    return tuple(statement(element) for element in children(administrative, "statements", "statement"))

"""The one meaning: which cells a group of records adds to, and how much.

Everything else that computes figures must give the same numbers as this page. A record is a mapping of columns, with
`id`, `withdrawn`, `state`, and for registers counted as stocks `spans` (half-open; None is open).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import prod
from typing import Any

from zhiheng.figures.definitions import Conditions, Definition, Part, is_empty

Record = Mapping[str, Any]
Place = Any
Cell = tuple[str, str, Place, int]
"""Part, class ("" is the whole), place as the record names it, slot of the month."""
Amounts = dict[Cell, int]


def contributions(definition: Definition, group: Iterable[Record]) -> Amounts:
    """What the records that share `counts_once_by` add, as cell → amount; zero amounts are left out."""
    members = [record for record in group if is_member(definition, record)]
    found = _stock(definition, members) if definition.stock else _flow(definition, members)
    return {cell: amount for cell, amount in found.items() if amount}


def is_member(definition: Definition, record: Record) -> bool:
    """Whether a record takes part: recorded, in a state that counts, and one that the indicator speaks of."""
    return (
        not record["withdrawn"]
        and (not definition.states or record["state"] in definition.states)
        and record[definition.place] is not None
        and (definition.stock or not is_empty(record[definition.on]))
        and satisfies(record, definition.of)
    )


def satisfies(record: Record, conditions: Conditions) -> bool:
    return all(condition.holds(record[condition.column]) for condition in conditions)


def _flow(definition: Definition, members: Sequence[Record]) -> Amounts:
    """The whole group stands where its representative does: the earliest member, then the smallest id."""
    found: Amounts = defaultdict(int)
    if not members:
        return found
    first = min(members, key=lambda record: (record[definition.on], record["id"]))
    month, place = definition.months.slot(first[definition.on]), first[definition.place]
    for part in definition.parts:
        for class_ in _classes(definition, first):
            found[part.name, class_, place, month] += _amount(part, first)
    return found


def _amount(part: Part, record: Record) -> int:
    if not satisfies(record, part.where):
        return 0
    return prod((record[column] or 0) * factor for column, factor in part.columns)


def _classes(definition: Definition, record: Record) -> tuple[str, ...]:
    class_ = definition.class_for(record[definition.class_by]) if definition.class_by else ""
    return ("", class_) if class_ else ("",)


def _stock(definition: Definition, members: Sequence[Record]) -> Amounts:
    """A group is valid in a month when any member is valid on its last day; it stands where validity began first."""
    found: Amounts = defaultdict(int)
    valid = [(span, record) for record in members for span in record["spans"] if _lasts(span)]
    if not valid:
        return found
    place = min(valid, key=lambda pair: (pair[0][0] or date.min, pair[1]["id"]))[1][definition.place]
    by_class: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for (start, end), record in valid:
        slots = (
            0 if start is None else definition.months.slot(start),
            None if end is None else definition.months.slot(end),
        )
        for class_ in _classes(definition, record):
            by_class[class_].append(slots)
    part = definition.parts[0].name
    for class_, spans in by_class.items():
        for start_slot, end_slot in _joined(spans):
            found[part, class_, place, start_slot] += 1
            if end_slot is not None:
                found[part, class_, place, end_slot] -= 1
    return found


def _lasts(span: tuple[date | None, date | None]) -> bool:
    start, end = span
    return start is None or end is None or start < end


def _joined(spans: Iterable[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    """The union of spans, as spans that do not touch.

    Slots may stand for days here: a span covers the last day of a month exactly when that month lies from the month
    of its first day to before the month of the first day that it no longer covers.
    """
    joined: list[tuple[int, int | None]] = []
    for start, end in sorted(spans, key=lambda span: span[0]):
        if joined and (last := joined[-1])[1] is None:
            break
        if joined and start <= (last[1] or 0):
            joined[-1] = (last[0], None if end is None else max(last[1] or 0, end))
        else:
            joined.append((start, end))
    return joined


def added(total: Amounts, more: Mapping[Cell, int], sign: int = 1) -> None:
    """Add what a group gives to a running total, in place."""
    for cell, amount in more.items():
        total[cell] = total.get(cell, 0) + sign * amount

"""Figures that cannot be added up: computed exactly from their records, and kept while nothing touched them.

An act marks the places whose records it changed (`deltas`). A result carries the number of the entry that it knows; it
stands as long as no later entry touched the place or one within it. Reading writes nothing to the database; the worker
may fill the cache there, so that a fresh process finds it.
"""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import date, datetime
from threading import Lock
from typing import Any

from zhiheng.bodies.models import Place
from zhiheng.figures import inforce, live
from zhiheng.figures.inforce import Measure as Kept
from zhiheng.figures.models import Measured as Row
from zhiheng.registers.kit import registry
from zhiheng.registers.kit.declaration import Measure, Measured

MOST = 4096
_Key = tuple[str, str, int, date, date]
_results: OrderedDict[_Key, tuple[int, Measured]] = OrderedDict()
_door = Lock()


def measured(
    plan: str, indicator: str, place: int, start: date, end: date, *, as_of: datetime | None = None
) -> Measured | None:
    """A measured indicator of a place, with all that lies in it on the last day, for the days from `start` to before
    `end`; None where it is not measured.

    Args:
        place: permanent number.
        as_of: instant up to which things were known; such results are not kept.
    """
    kept = inforce.current().measures.get((plan, indicator))
    if kept is None or (measure := _declared(kept)) is None:
        return None
    book = live.book(plan)
    seq = book.follow()
    inside = book.tree_on(_last(end)).below(place)
    if as_of is not None:
        return measure.compute(start, end, _keys(inside.tolist()), as_of)
    key = (plan, indicator, place, start, end)
    touched = book.touched_since(indicator, place, _last(end))
    known = _known(key)
    if known is not None and known[0] >= touched:
        return known[1]
    found = measure.compute(start, end, _keys(inside.tolist()), None)
    _keep(key, seq, found)
    return found


def _last(end: date) -> date:
    return date.fromordinal(end.toordinal() - 1)


def _declared(kept: Kept) -> Measure | None:
    if not registry.known(kept.register):
        return None
    return next((one for one in registry.register(kept.register).measures if one.code == kept.measure), None)


def _keys(numbers: list[int]) -> frozenset[int]:
    return frozenset(Place.objects.filter(number__in=numbers).values_list("pk", flat=True))


def _known(key: _Key) -> tuple[int, Measured] | None:
    """What this process kept, else what the worker left in the database."""
    with _door:
        if key in _results:
            _results.move_to_end(key)
            return _results[key]
    plan, indicator, place, start, end = key
    row = Row.objects.filter(plan=plan, indicator=indicator, place=place, starts_on=start, until=end).first()
    return None if row is None else (row.seq, _read(row.told))


def _keep(key: _Key, seq: int, found: Measured) -> None:
    with _door:
        _results[key] = (seq, found)
        while len(_results) > MOST:
            _results.popitem(last=False)


def store() -> int:
    """For the worker: put what this process computed where others find it; the number of rows written."""
    with _door:
        results = list(_results.items())
    for (plan, indicator, place, start, end), (seq, found) in results:
        Row.objects.update_or_create(
            plan=plan, indicator=indicator, place=place, starts_on=start, until=end,
            defaults={"seq": seq, "told": _written(found)},
        )  # fmt: skip
    return len(results)


def forget() -> None:
    """Drop what this process keeps, as `live.forget` does."""
    with _door:
        _results.clear()


def _written(found: Measured) -> dict[str, Any]:
    classes = {class_: list(pair) for class_, pair in found.by_class.items()}
    return {"part": found.part, "whole": found.whole, "by_class": classes, "records": sorted(found.records)}


def _read(told: Mapping[str, Any]) -> Measured:
    classes = {class_: (part, whole) for class_, (part, whole) in told["by_class"].items()}
    return Measured(told["part"], told["whole"], classes, tuple(told["records"]))

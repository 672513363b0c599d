"""Figures that cannot be added up: computed exactly from their records, and kept while nothing touched them.

An act marks the places whose records it changed (`deltas`). A result carries the number of the entry that it knows; it
stands as long as no later entry touched the place or one within it. Reading writes nothing to the database; the worker
may fill the cache there, so that a fresh process finds it.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
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
_Key = tuple[str, str, int, date, date, int | None]
"""Plan, indicator, place, span, and the number of the entry for knowledge of the past."""
_results: OrderedDict[_Key, tuple[int, Measured]] = OrderedDict()
_door = Lock()


Span = tuple[date, date]
"""First day and first day after it."""


def measured(
    plan: str, indicator: str, place: int, start: date, end: date, *, as_of: datetime | None = None
) -> Measured | None:
    """A measured indicator of one place (`measured_in`); None where it is not measured or nothing was recorded."""
    return measured_in(plan, indicator, [place], [(start, end)], as_of=as_of).get((place, start, end))


def measured_in(
    plan: str, indicator: str, places: Sequence[int], spans: Sequence[Span], *, as_of: datetime | None = None
) -> dict[tuple[int, date, date], Measured]:
    """A measured indicator of some places and spans, each place with all that lies in it on the span's last day; empty
    where it is not measured, or where no record was ever touched.

    Args:
        places: permanent numbers.
        as_of: instant up to which things were known.

    Cost: nothing but the journal's head where results are kept; else what is common to the places of a span is done once.
    """
    kept = inforce.current().measures.get((plan, indicator))
    if kept is None or (measure := _declared(kept)) is None:
        return {}
    book = live.book(plan)
    seq = book.follow()
    if not book.is_touched(indicator):
        return {}
    past = None if as_of is None else min(live.seq_at(as_of), seq)
    found: dict[tuple[int, date, date], Measured] = {}
    numbers: dict[int, int] = {}
    for start, end in spans:
        missing = []
        for place in places:
            known = _known((plan, indicator, place, start, end, past))
            if known is not None and (past is not None or known[0] >= book.touched_by(indicator, place, _last(end))):
                found[place, start, end] = known[1]
            else:
                missing.append(place)
        if not missing:
            continue
        answer, tree = _answering(measure, start, end, as_of), book.tree_on(_last(end))
        numbers = numbers or dict(Place.objects.values_list("number", "pk"))
        for place in missing:
            inside = frozenset(numbers[number] for number in tree.below(place).tolist() if number in numbers)
            found[place, start, end] = told = answer(inside)
            _keep((plan, indicator, place, start, end, past), seq, told)
    return found


def _answering(
    measure: Measure, start: date, end: date, as_of: datetime | None
) -> Callable[[frozenset[int]], Measured]:
    if measure.prepare is not None:
        return measure.prepare(start, end, as_of)
    return lambda inside: measure.compute(start, end, inside, as_of)


def _last(end: date) -> date:
    return date.fromordinal(end.toordinal() - 1)


def _declared(kept: Kept) -> Measure | None:
    if not registry.known(kept.register):
        return None
    return next((one for one in registry.register(kept.register).measures if one.code == kept.measure), None)


def _known(key: _Key) -> tuple[int, Measured] | None:
    """What this process kept, else what the worker left in the database."""
    with _door:
        if key in _results:
            _results.move_to_end(key)
            return _results[key]
    plan, indicator, place, start, end, past = key
    if past is not None:
        return None
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
    now = [(key, result) for key, result in results if key[-1] is None]
    for (plan, indicator, place, start, end, _past), (seq, found) in now:
        Row.objects.update_or_create(
            plan=plan, indicator=indicator, place=place, starts_on=start, until=end,
            defaults={"seq": seq, "told": _written(found)},
        )  # fmt: skip
    return len(now)


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

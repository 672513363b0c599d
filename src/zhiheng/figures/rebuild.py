"""All figures anew from the evidence: to put definitions into force, and to check that three ways give the same."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from zhiheng.figures import compiler, deltas, inforce, live, reference, vector
from zhiheng.figures.declared import defined, measured
from zhiheng.figures.definitions import CellKey, Definition, Months, Undefinable, cells, written
from zhiheng.figures.models import Cell, Compiled, Indicator
from zhiheng.figures.package import IndicatorSpec
from zhiheng.figures.sources import Source, place_numbers
from zhiheng.figures.vector import EMPTY, ENTRY, Coded, Days, Ints, Table
from zhiheng.journal.acts import Act
from zhiheng.plan.models import Version
from zhiheng.registers.kit import registry

Key = tuple[str, str]
"""Plan and indicator."""


# Rebuilding


def rebuilt(definitions: Sequence[Definition], numbers: Sequence[Sequence[int]], shape: tuple[int, int, int]) -> Ints:
    """The dense array [slot, place, cell] of some definitions, from all evidence, by columns.

    Args:
        numbers: for each definition the numbers of its cells along the last axis.
    """
    into = np.zeros(shape, np.int64)
    of = dict(zip(map(id, definitions), numbers, strict=True))
    for sharing, tables in read_through(definitions):
        for table in tables:
            for definition in sharing:
                vector.accumulate(definition, table, into, of[id(definition)])
    return into


def read_through(definitions: Sequence[Definition]) -> Iterator[tuple[list[Definition], Iterator[Table]]]:
    """The evidence in as few readings as there are registers and ways of counting once."""
    readings: dict[tuple[str, tuple[str, ...]], list[Definition]] = defaultdict(list)
    for definition in definitions:
        readings[definition.register, definition.once_by].append(definition)
    places = place_numbers()
    for (code, once_by), sharing in readings.items():
        names = tuple(dict.fromkeys(chain.from_iterable(definition.columns for definition in sharing)))
        yield sharing, Source(registry.register(code), names).tables(places, together=once_by)


def shape_for(definitions: Sequence[Definition], width: int) -> tuple[int, int, int]:
    """The shape of an array that holds some definitions."""
    slots = max((definition.months.count for definition in definitions), default=0) + 2
    return slots, max(int(place_numbers().max()) + 1, 1), width


def by_reference(definition: Definition) -> dict[tuple[str, str, int, int], int]:
    """The plain loop over the records of a register, with permanent numbers of places. Slow; holds every record."""
    source = Source(registry.register(definition.register), definition.columns)
    places = place_numbers()
    records = [record for table in source.tables(places) for record in _records(table)]
    found = reference.amounts(definition, records)
    return {(part, class_, int(places[at]), month): amount for (part, class_, at, month), amount in found.items()}


def _records(table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table as the plain loop reads them."""
    spans: dict[int, list[Any]] = defaultdict(list)
    if table.spans is not None:
        rows = zip(table.spans.owner.tolist(), table.spans.starts.tolist(), table.spans.ends.tolist(), strict=True)
        for owner, start, end in rows:
            spans[owner].append((_day(start), _day(end)))
    names = list(table.columns)
    columns = [_plain(table.columns[name]) for name in names]
    for at, (key, *values) in enumerate(zip(table.ids.tolist(), *columns, strict=True)):
        yield {"id": key, **dict(zip(names, values, strict=True)), "spans": spans.get(at, ())}


def _plain(column: Any) -> list[Any]:
    if isinstance(column, Coded):
        return [column.values[code] for code in column.codes.tolist()]
    if isinstance(column, Days):
        return [_day(number) for number in column.numbers.tolist()]
    return [None if value == EMPTY else value for value in column.tolist()]


def _day(number: int) -> date | None:
    return date(number // 10000, number // 100 % 100, number % 100) if number else None


# Putting definitions into force


@dataclass(frozen=True)
class Skipped:
    """An indicator whose register cannot give what it asks for; it stays reported."""

    plan: str
    indicator: str
    fault: Undefinable


def wanted() -> tuple[dict[Key, dict[str, Any]], list[Skipped]]:
    """What packages as adopted and registers as declared say together, as it is kept. Two queries."""
    found: dict[Key, dict[str, Any]] = {}
    skipped: list[Skipped] = []
    months: dict[str, Months] = {}
    for plan, start, end in Version.objects.order_by("number").values_list("plan__code", "valid_from", "valid_to"):
        months[plan] = Months.between(start, end)
    latest: dict[str, int] = {}
    rows = list(Indicator.objects.order_by("version", "pk"))
    for row in rows:
        latest[row.plan] = max(row.version, latest.get(row.plan, 0))
    for row in rows:
        if row.version == latest[row.plan] and row.plan in months:
            spec = IndicatorSpec.model_validate(row.definition)
            try:
                told = _told(spec, row.plan, months[row.plan])
            except Undefinable as fault:
                skipped.append(Skipped(row.plan, row.code, fault))
                continue
            if told is not None:
                found[row.plan, row.code] = told
    return found, skipped


def _told(spec: IndicatorSpec, plan: str, months: Months) -> dict[str, Any] | None:
    if (definition := defined(spec, plan, months)) is not None:
        return written(definition)
    if (measure := measured(spec)) is not None:
        return {"register": spec.register_, "measure": measure}
    return None


def stale() -> bool:
    """Whether package or program say something else than what is in force."""
    return bool(_changed(wanted()[0], inforce.standing()))


def _changed(asked: Mapping[Key, Any], standing: Mapping[Key, Any]) -> list[Key]:
    return sorted(key for key in asked.keys() | standing.keys() if asked.get(key) != standing.get(key))


def renew(opened: Act) -> list[Key]:
    """Put into force what packages and registers say now; the plans and indicators that changed.

    Nothing else may change evidence until the act ends. What the new definitions give over all evidence less what the
    array holds for their cells becomes the act's row. Unchanged definitions write nothing.
    """
    inforce.hold_alone()
    asked, _ = wanted()
    standing = inforce.standing()
    changed = _changed(asked, standing)
    for plan in sorted({plan for plan, _ in changed}):
        _put_in_force(opened, plan, [code for of, code in changed if of == plan], asked, standing)
    if changed:
        opened.new_definitions()
    return changed


def _put_in_force(
    opened: Act, plan: str, codes: Sequence[str], asked: Mapping[Key, Any], standing: Mapping[Key, Any]
) -> None:
    rows = [
        Compiled(plan=plan, indicator=code, told=asked.get((plan, code)), recorded_at=opened.at, act=opened.id)
        for code in codes
    ]
    Compiled.objects.bulk_create(rows, batch_size=200)
    for code in codes:
        before, after = standing.get((plan, code)), asked.get((plan, code))
        opened.changed("figures.compiled", f"{plan}/{code}", before and {"told": before}, {"told": after})
    known = inforce.current()
    fresh = [known.definitions[plan, code] for code in codes if (plan, code) in known.definitions]
    _number_cells(opened, plan, fresh)
    inforce.forget()
    deltas.add(opened, plan, _difference(opened, plan, codes))


def _number_cells(opened: Act, plan: str, definitions: Sequence[Definition]) -> None:
    """Permanent numbers for cells that had none."""
    known = {
        (code, part, class_): number
        for code, part, class_, number in Cell.objects.filter(plan=plan).values_list(
            "indicator", "part", "class_code", "number"
        )
    }
    number = max(known.values(), default=-1)
    rows = []
    for definition in definitions:
        for part, class_ in cells(definition):
            if (definition.indicator, part, class_) not in known:
                number += 1
                rows.append(
                    Cell(
                        plan=plan, number=number, indicator=definition.indicator, part=part, class_code=class_,
                        recorded_at=opened.at, act=opened.id,
                    )
                )  # fmt: skip
    Cell.objects.bulk_create(rows, batch_size=200)


def _difference(opened: Act, plan: str, codes: Sequence[str]) -> NDArray[Any]:
    """What the new definitions give over all evidence, less what stands for their cells."""
    known = inforce.current()
    fresh = [known.definitions[plan, code] for code in codes if (plan, code) in known.definitions]
    touched = np.array(
        sorted(number for code in codes for number in known.numbers.get((plan, code), {}).values()), np.int64
    )
    if not len(touched):
        return vector.NOTHING
    position = {number: at for at, number in enumerate(touched.tolist())}
    places = [[position[number] for number in known.cells(definition).tolist()] for definition in fresh]
    new = rebuilt(fresh, places, shape_for(fresh, len(touched)))
    old = _standing_in(opened, plan, touched)
    shape = tuple(map(max, new.shape, old.shape))
    total = live.grown(new, shape) - live.grown(old, shape)
    slots, at, cell = np.nonzero(total)
    found = np.empty(len(slots), ENTRY)
    found["month"], found["place"], found["cell"], found["amount"] = slots, at, touched[cell], total[slots, at, cell]
    return found


def _standing_in(opened: Act, plan: str, numbers: Ints) -> Ints:
    """What the array holds for some cells, with what this very act has added so far."""
    state = live.State(live.book(plan).leaves_of(numbers))
    entries = deltas.pending(opened, plan)
    inside = entries[np.isin(entries["cell"], numbers)]
    if len(inside):
        inside = inside.copy()
        inside["cell"] = np.searchsorted(numbers, inside["cell"])
        state.take(inside)
    return state.leaves[:, :, : len(numbers)]


# Checking


@dataclass(frozen=True)
class Difference:
    """A sum that two ways give differently."""

    way: str
    indicator: str
    part: str
    class_code: str
    place: int
    month: int
    array: int
    other: int


@dataclass(frozen=True)
class Checked:
    """What a check found: which ways were compared with the array over how many cells, and where they differ."""

    plan: str
    ways: tuple[str, ...]
    indicators: int
    entries: int
    differences: tuple[Difference, ...]

    @property
    def equal(self) -> bool:
        return not self.differences


Way = Callable[[Definition], Mapping[tuple[str, str, int, int], int]]
"""Another opinion: a definition → (part, class, place by number, slot) → amount."""


MOST_FOR_REFERENCE = 200_000
"""Records up to which the plain loop is run unasked."""


def ways(plan: str, reference_too: bool | None = None) -> dict[str, Way]:
    """The opinions that the array is compared with beside the rebuild by columns: SQL, and the plain loop.

    Args:
        reference_too: run the plain loop; None runs it where registers are small enough.
    """
    definitions = inforce.current().of(plan).values()
    registers = {definition.register for definition in definitions}
    if reference_too is None:
        counts = (registry.register(code).model._default_manager.count() for code in registers)
        reference_too = sum(counts) <= MOST_FOR_REFERENCE
    found: dict[str, Way] = {"sql": compiler.Opinion(connection, definitions)}
    return {**found, "reference": by_reference} if reference_too else found


def check(plan: str, ways: Mapping[str, Way]) -> Checked:
    """Compare the array with a rebuild by columns and with other ways, on one state of the database."""
    with one_snapshot():
        known = inforce.current()
        definitions = list(known.of(plan).values())
        book = live.Book(plan)
        book.follow()
        found: list[Difference] = []
        width = 1 + max((int(known.cells(definition).max()) for definition in definitions), default=-1)
        columns = [known.cells(definition).tolist() for definition in definitions]
        dense = rebuilt(definitions, columns, shape_for(definitions, width))
        array = live.grown(book.state.leaves, tuple(map(max, dense.shape, book.state.leaves.shape)))
        names = _names(known, definitions)
        other = live.grown(dense, array.shape)
        for slot, place, cell in np.argwhere(array != other).tolist():
            code, (part, class_) = names.get(cell, ("", ("", "")))
            found.append(
                Difference("vector", code, part, class_, place, slot, int(array[slot, place, cell]),
                           int(other[slot, place, cell]))
            )  # fmt: skip
        for way, opinion in ways.items():
            for definition in definitions:
                found += _differing(way, definition, array, known.cells(definition).tolist(), opinion(definition))
    return Checked(plan, ("vector", *ways), len(definitions), int(np.count_nonzero(array)), tuple(found))


def _names(known: inforce.InForce, definitions: Sequence[Definition]) -> dict[int, tuple[str, CellKey]]:
    return {
        number: (definition.indicator, key)
        for definition in definitions
        for number, key in zip(known.cells(definition).tolist(), cells(definition), strict=True)
    }


def _differing(
    way: str,
    definition: Definition,
    array: Ints,
    numbers: Sequence[int],
    amounts: Mapping[tuple[str, str, int, int], int],
) -> Iterator[Difference]:
    keys = cells(definition)
    seen = {
        (*keys[at], int(place), int(slot)): int(array[slot, place, numbers[at]])
        for slot, place, at in np.argwhere(array[:, :, list(numbers)]).tolist()
    }
    for cell in sorted(seen.keys() | amounts.keys()):
        if seen.get(cell, 0) != amounts.get(cell, 0):
            part, class_, place, slot = cell
            yield Difference(
                way, definition.indicator, part, class_, place, slot, seen.get(cell, 0), amounts.get(cell, 0)
            )


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Everything inside reads one state of the database, and keeps nobody from writing."""
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")

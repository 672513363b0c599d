"""The definitions that are in force: as they were put into force by an act, not as code or package say just now.

What the array holds was added up under these. `renew` compares them with package and registers and takes over what
changed, under a lock that keeps every change of evidence out (0008).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Max

from zhiheng.figures import sources
from zhiheng.figures.definitions import CellKey, Definition, cells, read
from zhiheng.figures.models import Cell, Compiled
from zhiheng.figures.vector import Ints
from zhiheng.registers.kit import registry

LOCKS = 0x5A48
"""Our first key among PostgreSQL's advisory locks; the second is 0 for the definitions, 1 to 256 for groups."""
DEFINITIONS = 0


@dataclass(frozen=True)
class Measure:
    """An indicator that is measured, not added up: by which measure of which register."""

    plan: str
    indicator: str
    register: str
    measure: str


@dataclass(frozen=True)
class InForce:
    """All definitions in force, with the numbers of their cells.

    Attributes:
        version: the last row that put one into force, by key and act; another one means that something changed.
    """

    version: tuple[int, Any]
    definitions: Mapping[tuple[str, str], Definition]
    measures: Mapping[tuple[str, str], Measure]
    numbers: Mapping[tuple[str, str], Mapping[CellKey, int]]
    _places: dict[str, Ints] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def by_register(self) -> Mapping[str, tuple[Definition, ...]]:
        found: dict[str, list[Definition]] = defaultdict(list)
        for definition in self.definitions.values():
            found[definition.register].append(definition)
        return {register: tuple(definitions) for register, definitions in found.items()}

    @cached_property
    def measures_touched_by(self) -> Mapping[str, tuple[tuple[Measure, bool], ...]]:
        """Register → the measures that its changes may move, and whether everywhere."""
        found: dict[str, list[tuple[Measure, bool]]] = defaultdict(list)
        for measure in self.measures.values():
            if registry.known(measure.register):
                for declared in registry.register(measure.register).measures:
                    if declared.code == measure.measure:
                        for register in declared.touched_by:
                            found[register].append((measure, declared.everywhere))
        return {register: tuple(measures) for register, measures in found.items()}

    def of(self, plan: str) -> dict[str, Definition]:
        return {code: definition for (of, code), definition in self.definitions.items() if of == plan}

    def cells(self, definition: Definition) -> Ints:
        """The numbers of a definition's cells, in their order."""
        numbers = self.numbers[definition.plan, definition.indicator]
        return np.array([numbers[key] for key in cells(definition)], np.int64)

    def places(self, wanted: Iterable[int]) -> Ints:
        """Permanent numbers of places by primary key, at least of those wanted. Places are never numbered anew."""
        known = self._places.get("numbers")
        if known is None or any(one >= len(known) or known[one] < 0 for one in wanted):
            known = self._places["numbers"] = sources.place_numbers()
        return known


_kept: InForce | None = None


def current() -> InForce:
    """What is in force. One query, four when something changed since this process asked last."""
    global _kept
    with connection.cursor() as cursor:  # asked with every act and every page: without the cost of building a query
        cursor.execute("SELECT id, act FROM figures_compiled ORDER BY id DESC LIMIT 1")
        last = cursor.fetchone() or (0, None)
    if _kept is None or _kept.version != last:
        _kept = _read(last)
    return _kept


def forget() -> None:
    """Read anew on the next question: the cells of new definitions got their numbers after them."""
    global _kept
    _kept = None


def _read(version: tuple[int, Any]) -> InForce:
    definitions: dict[tuple[str, str], Definition] = {}
    measures: dict[tuple[str, str], Measure] = {}
    for (plan, code), told in standing().items():
        if told is None:
            continue
        if "measure" in told:
            measures[plan, code] = Measure(plan, code, told["register"], told["measure"])
        else:
            definitions[plan, code] = read(told)
    numbers: dict[tuple[str, str], dict[CellKey, int]] = defaultdict(dict)
    for plan, code, part, class_code, number in Cell.objects.values_list(
        "plan", "indicator", "part", "class_code", "number"
    ):
        numbers[plan, code][part, class_code] = number
    return InForce(version, definitions, measures, dict(numbers))


def standing() -> dict[tuple[str, str], dict[str, Any] | None]:
    """Plan and indicator → what was put into force last. Two queries."""
    last = Compiled.objects.values("plan", "indicator").annotate(last=Max("pk")).values_list("last", flat=True)
    rows = Compiled.objects.filter(pk__in=list(last)).order_by("plan", "pk")
    return {(row.plan, row.indicator): row.told for row in rows}


def hold_shared() -> None:
    """Keep definitions as they are until the transaction ends. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LOCKS, DEFINITIONS])


def hold_alone() -> None:
    """Keep every change of evidence out until the transaction ends; waits for those under way."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS, DEFINITIONS])


def hold_groups(buckets: Iterable[int]) -> None:
    """Hold groups of records until the transaction ends, in one order for everybody."""
    if connection.vendor == "postgresql" and (ordered := sorted(set(buckets))):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, one) FROM"
                " (SELECT unnest(%s::int[]) AS one ORDER BY 1 OFFSET 0) AS held",
                [LOCKS, ordered],
            )

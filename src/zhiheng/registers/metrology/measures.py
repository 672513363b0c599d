"""Figures of metrology that cannot be added up: how much of the measurement demand reaches a primary standard."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta

from zhiheng.registers.kit.declaration import Measured
from zhiheng.registers.metrology import graphs
from zhiheng.registers.metrology.rules import tracing


def traceability_coverage(first: date, end: date, places: frozenset[int], as_of: datetime | None) -> Measured:
    """Demands of these places that reach a root on the last day of the period, of all that are active on that day.

    A chain may lead through any place, so the graph is that of all of them; only the demands counted are those of the
    places. Instruments are no part of it: whether they are verified is another indicator.
    """
    return traced(first, end, as_of)(places)


def traced(_first: date, end: date, as_of: datetime | None) -> Callable[[frozenset[int]], Measured]:
    """The same for any number of sets of places: the graph is drawn and traced once."""
    day = end - timedelta(days=1)
    drawn = graphs.draw(day, as_of=as_of, instruments=False)
    steps = tracing.trace(drawn.graph, day)
    demands = [node for node in drawn.graph.nodes.values() if node.rank == tracing.DEMAND]

    def of(places: frozenset[int]) -> Measured:
        by_class: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        records = []
        for node in demands:
            if node.place in places:
                counted = by_class[node.quantity]
                counted[0] += steps[node.key].reaches
                counted[1] += 1
                records.append(node.key[1])
        return Measured(
            sum(part for part, _ in by_class.values()),
            sum(whole for _, whole in by_class.values()),
            {name: (part, whole) for name, (part, whole) in sorted(by_class.items())},
            tuple(records),
        )

    return of

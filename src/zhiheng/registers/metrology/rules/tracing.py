"""Which measurement demands and instruments reach a national primary standard on a day, and where chains break.

Nodes are standards, instruments and demands; an edge says that one is traced to another by a certificate (or, for a
demand, by a declaration of the standard that serves it). An edge is sound on a day when its certificate is good, the
parent itself is valid, stands higher, measures the same quantity in the same unit, covers the range and is accurate
enough.

"Higher" is a strict order – a lower rank, or the same rank and a smaller uncertainty – so sound edges never form a
circle, and one pass over the nodes in this order is enough: time is linear but for the sorting. Declared circles are
data errors and only reported.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

# how near a broken edge came to being sound; the reason that is shown for a node is the one that came furthest
(
    NO_LINK, NOT_HIGHER, OTHER_QUANTITY, OTHER_UNIT, OUT_OF_RANGE, ACCURACY_UNKNOWN, NOT_ACCURATE, NOT_YET, LAPSED,
    PARENT_NOT_VALID, PARENT_BROKEN, SELF_NOT_VALID,
) = (
    "no_link", "not_higher", "other_quantity", "other_unit", "out_of_range", "accuracy_unknown", "not_accurate", "not_yet",
    "lapsed", "parent_not_valid", "parent_broken", "self_not_valid",
)  # fmt: skip
REASONS = (
    NO_LINK, NOT_HIGHER, OTHER_QUANTITY, OTHER_UNIT, OUT_OF_RANGE, ACCURACY_UNKNOWN, NOT_ACCURATE, NOT_YET, LAPSED,
    PARENT_NOT_VALID, PARENT_BROKEN, SELF_NOT_VALID,
)  # fmt: skip
_NEARNESS = {reason: step for step, reason in enumerate(REASONS)}

PRIMARY, OUTSIDE, REGION, PREFECTURE, COUNTY, HIGHEST, LOWER, WORKING, DEMAND = range(9)
"""Ranks from the top. `OUTSIDE` is an accredited laboratory elsewhere: a root for as long as its accreditation holds."""
ROOTS = frozenset({PRIMARY, OUTSIDE})
LOCAL_FROM = PREFECTURE
"""Standards of this rank and below are kept in the territory itself."""
RATIO = 3
"""The parent's uncertainty is at most this part of what the child may err; documents ask for 3 to 10."""

Span = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Node:
    """A standard, an instrument or a demand.

    Numbers are whole, in the unit times 10^-9, so that comparing them is exact.

    Attributes:
        key: any hashable name, as ("standard", 12).
        valid: half-open spans in which the node itself is valid (its assessment certificate, not sealed or suspended).
        low, high: the range it measures or needs; None on a root means "everything".
        error: what it may err at most (MPE), or its expanded uncertainty; None when not stated.
        uncertainty: with which it hands the value on; None when not stated.
    """

    key: Any
    rank: int
    quantity: str
    unit: str = ""
    low: int | None = None
    high: int | None = None
    error: int | None = None
    uncertainty: int | None = None
    valid: tuple[Span, ...] = ((None, None),)
    place: Any = None
    ratio: int = RATIO

    def holds(self, day: date) -> bool:
        return any((a is None or a <= day) and (b is None or day < b) for a, b in self.valid)

    def until(self, day: date) -> date:
        """The first day after `day` on which it is no longer valid; the end of time when open."""
        for start, end in self.valid:
            if (start is None or start <= day) and (end is None or day < end):
                return end or date.max
        return day


@dataclass(frozen=True, slots=True)
class Edge:
    """A trace from child to parent, good in a half-open span; its own range where the certificate states one."""

    child: Any
    parent: Any
    valid_from: date | None = None
    valid_to: date | None = None
    certificate: Any = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """How a node stands on a day.

    Attributes:
        until: the first day on which its best chain breaks (as far as known now); None when it has none today.
        via: the edge of the best chain (None on a root), or on a broken node the edge that came nearest.
        reason: why it is broken, a key of `REASONS`; "" when it reaches a root.
        local: some sound edge leads to a standard that is kept in the territory (not to one of the region or elsewhere).
    """

    until: date | None
    via: Edge | None = None
    reason: str = ""
    local: bool = False

    @property
    def reaches(self) -> bool:
        return self.until is not None


@dataclass(frozen=True)
class Graph:
    """Nodes by key and the edges of each child. Edges to nodes that are not there are kept and break as `no_link`."""

    nodes: Mapping[Any, Node]
    up: Mapping[Any, Sequence[Edge]] = field(default_factory=dict)

    @classmethod
    def of(cls, nodes: Iterable[Node], edges: Iterable[Edge]) -> "Graph":
        up: dict[Any, list[Edge]] = {}
        for edge in edges:
            up.setdefault(edge.child, []).append(edge)
        return cls({node.key: node for node in nodes}, up)


def trace(graph: Graph, day: date, without: Any = None) -> dict[Any, Step]:
    """How each node stands on a day. `without`: as if this node were not valid (what would break if it lapsed?)."""
    steps: dict[Any, Step] = {}
    for node in _from_the_top(graph):
        steps[node.key] = _step(graph, node, day, steps, valid=node.key != without and node.holds(day))
    return steps


def _from_the_top(graph: Graph) -> list[Node]:
    return sorted(graph.nodes.values(), key=_height)


def _height(node: Node) -> tuple[int, bool, int]:
    return node.rank, node.uncertainty is None, node.uncertainty or 0


def is_higher(parent: Node, child: Node) -> bool:
    """A lower rank, or the same rank and a smaller uncertainty."""
    if parent.rank != child.rank:
        return parent.rank < child.rank
    return parent.uncertainty is not None and child.uncertainty is not None and parent.uncertainty < child.uncertainty


def _step(graph: Graph, node: Node, day: date, steps: Mapping[Any, Step], *, valid: bool) -> Step:
    if node.rank in ROOTS:
        return Step(node.until(day)) if valid else Step(None, None, SELF_NOT_VALID)
    best: tuple[date, Edge] | None = None
    nearest: tuple[int, Edge | None] = (0, None)
    local = False
    for edge in graph.up.get(node.key, ()):
        reason = _broken(graph, node, edge, day, steps)
        if reason:
            nearest = max(nearest, (_NEARNESS[reason], edge), key=lambda one: one[0])
            continue
        local = local or graph.nodes[edge.parent].rank >= LOCAL_FROM
        until = min(edge.valid_to or date.max, steps[edge.parent].until or day)
        if best is None or until > best[0]:
            best = (until, edge)
    if not valid:
        return Step(None, best[1] if best else nearest[1], SELF_NOT_VALID)
    if best is None:
        return Step(None, nearest[1], REASONS[nearest[0]])
    return Step(min(best[0], node.until(day)), best[1], "", local)


def _broken(graph: Graph, node: Node, edge: Edge, day: date, steps: Mapping[Any, Step]) -> str:
    """Why an edge is not sound on a day; "" when it is."""
    parent = graph.nodes.get(edge.parent)
    if parent is None:
        return NO_LINK
    if not is_higher(parent, node):
        return NOT_HIGHER
    if reason := _unfit(node, parent, edge):
        return reason
    if edge.valid_from is not None and day < edge.valid_from:
        return NOT_YET
    if edge.valid_to is not None and edge.valid_to <= day:
        return LAPSED
    above = steps[parent.key]
    if above.reaches:
        return ""
    return PARENT_NOT_VALID if above.reason == SELF_NOT_VALID else PARENT_BROKEN


def _unfit(node: Node, parent: Node, edge: Edge) -> str:
    """What of quantity, unit, range and accuracy does not fit. An open root measures everything."""
    if parent.quantity and parent.quantity != node.quantity:
        return OTHER_QUANTITY
    bounds = [(parent.low, parent.high, parent.unit), (edge.low, edge.high, parent.unit)]
    for low, high, unit in bounds:
        if low is None and high is None:
            continue
        if unit and node.unit and unit != node.unit:
            return OTHER_UNIT
        if (low is not None and (node.low is None or node.low < low)) or (
            high is not None and (node.high is None or high < node.high)
        ):
            return OUT_OF_RANGE
    return _not_accurate(node, parent)


def _not_accurate(node: Node, parent: Node) -> str:
    if node.error is None:  # of an instrument the verification regulation says it; a standard or demand must say it
        return "" if node.rank == WORKING or parent.rank in ROOTS else ACCURACY_UNKNOWN
    if parent.uncertainty is None:
        return "" if parent.rank in ROOTS else ACCURACY_UNKNOWN
    return NOT_ACCURATE if node.ratio * parent.uncertainty > node.error else ""


# what pages and figures ask


@dataclass(frozen=True)
class Coverage:
    """How many of some nodes reach a root, and how many of these through a standard of the territory itself."""

    covered: int = 0
    whole: int = 0
    local: int = 0


def coverage(
    graph: Graph, steps: Mapping[Any, Step], by: Callable[[Node], Any], rank: int = DEMAND
) -> dict[Any, Coverage]:
    """Coverage of the nodes of one rank by what `by` gives for each (its place, its quantity)."""
    counts: dict[Any, list[int]] = {}
    for node in graph.nodes.values():
        if node.rank == rank:
            step, count = steps[node.key], counts.setdefault(by(node), [0, 0, 0])
            count[0] += step.reaches
            count[1] += 1
            count[2] += step.reaches and step.local
    return {key: Coverage(*count) for key, count in counts.items()}


def path(steps: Mapping[Any, Step], key: Any) -> tuple[Edge, ...]:
    """The best chain of a node up to its root; for a broken one the chain up to where it breaks."""
    edges: list[Edge] = []
    seen = {key}
    while (step := steps.get(key)) is not None and step.via is not None:
        edges.append(step.via)
        key = step.via.parent
        if key in seen:
            break
        seen.add(key)
    return tuple(edges)


def breaking(steps: Mapping[Any, Step], before: date) -> tuple[Any, ...]:
    """Nodes that reach a root today and will not on the day `before`, unless something is renewed; soonest first."""
    found = [(step.until, key) for key, step in steps.items() if step.until is not None and step.until <= before]
    return tuple(key for _, key in sorted(found, key=lambda one: one[0]))


def impact(graph: Graph, day: date, key: Any, steps: Mapping[Any, Step] | None = None) -> tuple[Any, ...]:
    """What reaches a root today and would not if this node lapsed, itself not counted."""
    now = trace(graph, day) if steps is None else steps
    then = trace(graph, day, without=key)
    return tuple(other for other, step in now.items() if other != key and step.reaches and not then[other].reaches)


def covered_at_issue(graph: Graph, day: date, keys: Iterable[Any]) -> frozenset[Any]:
    """Which nodes hold a certificate that is good on the day and was issued under a chain that was whole *at its issue*.

    A certificate issued while the parent was valid keeps its own validity; this is the milder of the two readings.
    """
    whole: dict[tuple[Any, date], bool] = {}

    def depends(key: Any, on: date) -> list[tuple[Any, date]]:
        node = graph.nodes[key]
        return [
            (edge.parent, edge.valid_from or on)
            for edge in graph.up.get(key, ())
            if _own_edge_is_good(graph, node, edge, on)
        ]

    wanted = [key for key in keys if key in graph.nodes]
    stack = [(key, day) for key in wanted]
    while stack:
        state = stack[-1]
        if whole.get(state):
            stack.pop()
            continue
        node = graph.nodes[state[0]]
        if not node.holds(state[1]) or node.rank in ROOTS:
            whole[state] = node.holds(state[1])
            stack.pop()
            continue
        above = depends(*state)
        if state not in whole:
            whole[state] = False  # in work; sound edges lead upwards, so nothing below asks for it meanwhile
            stack.extend(one for one in above if one not in whole)
        else:
            whole[state] = any(whole.get(one, False) for one in above)
            stack.pop()
    return frozenset(key for key in wanted if whole[(key, day)])


def _own_edge_is_good(graph: Graph, node: Node, edge: Edge, on: date) -> bool:
    parent = graph.nodes.get(edge.parent)
    return (
        parent is not None
        and is_higher(parent, node)
        and not _unfit(node, parent, edge)
        and (edge.valid_from is None or edge.valid_from <= on)
        and (edge.valid_to is None or on < edge.valid_to)
    )


def circles(graph: Graph) -> tuple[tuple[Any, ...], ...]:
    """Groups of nodes that are declared to trace to each other: data errors, to be shown to whoever keeps the register.

    Tarjan's strongly connected components without recursion, so that a chain of 10⁵ does not end the program.
    """
    index: dict[Any, int] = {}
    low: dict[Any, int] = {}
    on_stack: set[Any] = set()
    stack: list[Any] = []
    found: list[tuple[Any, ...]] = []
    for start in graph.nodes:
        if start in index:
            continue
        work = [(start, iter(graph.up.get(start, ())))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            key, edges = work[-1]
            following = next((edge.parent for edge in edges if edge.parent in graph.nodes), None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[key])
                if low[key] == index[key]:
                    found.extend(_component(graph, key, stack, on_stack))
            elif following not in index:
                index[following] = low[following] = len(index)
                stack.append(following)
                on_stack.add(following)
                work.append((following, iter(graph.up.get(following, ()))))
            elif following in on_stack:
                low[key] = min(low[key], index[following])
    return tuple(found)


def _component(graph: Graph, key: Any, stack: list[Any], on_stack: set[Any]) -> list[tuple[Any, ...]]:
    members: list[Any] = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        members.append(member)
        if member == key:
            break
    itself = any(edge.parent == key for edge in graph.up.get(key, ()))
    return [tuple(reversed(members))] if len(members) > 1 or itself else []

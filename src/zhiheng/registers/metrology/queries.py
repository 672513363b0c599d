"""What the traceability page, the API and the CLI ask of the graph: coverage, breaks, chains, what hangs on a standard.

Readers see demands and instruments of the places that their posts cover; the standards above them are public facts and
are named wherever a chain leads.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zhiheng.accounts.rights import Actor
from zhiheng.bodies.models import Place
from zhiheng.registers.kit import registry, rights
from zhiheng.registers.metrology import graphs
from zhiheng.registers.metrology.graphs import DEMAND, INSTRUMENT, STANDARD, Drawn, Key
from zhiheng.registers.metrology.models import Certificate
from zhiheng.registers.metrology.rules import tracing
from zhiheng.registers.metrology.rules.tracing import Coverage, Edge, Step

MOST_DRAWN = 200
VALID, SOON, BROKEN = "valid", "soon", "broken"
STATES = (BROKEN, SOON, VALID)


@dataclass(frozen=True)
class Link:
    """One step up a chain: the certificate (0: a declaration) and the standard it leads to."""

    parent: Key
    number: str
    name: str
    certificate: int
    certificate_number: str
    done_on: date | None
    last_day: date | None
    uncertainty: int | None
    unit: str
    holds: bool


@dataclass(frozen=True)
class Line:
    """A demand, instrument or standard as it stands on the day. `until` is the first day on which it breaks."""

    key: Key
    code: str
    number: str
    name: str
    kind: str
    quantity: str
    place: str
    state: str
    until: date | None
    reason: str
    where: str
    link: Link | None
    count: int = 1


@dataclass(frozen=True)
class DrawnNode:
    """A node of the picture; same-kind instruments and demands under one parent stand as one with their number."""

    id: str
    key: Key | None
    layer: int
    label: str
    count: int
    state: str


@dataclass(frozen=True)
class DrawnEdge:
    child: str
    parent: str
    state: str


@dataclass(frozen=True)
class Picture:
    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]
    left_out: int = 0


@dataclass(frozen=True)
class Traceability:
    """Everything that the page shows of one day.

    Attributes:
        demands: coverage of measurement demands, the figure of the indicator; `at_issue` the milder reading.
        instruments: coverage of instruments in use.
        by_place, by_quantity: coverage of demands.
        broken, soon: lines without a chain today, and those that break within `ahead` days.
        circles: groups of standards that are declared to trace to each other.
    """

    day: date
    ahead: int
    demands: Coverage
    at_issue: int
    instruments: Coverage
    by_place: Mapping[str, Coverage]
    by_quantity: Mapping[str, Coverage]
    lines: tuple[Line, ...]
    circles: tuple[tuple[str, ...], ...]
    picture: Picture

    @property
    def broken(self) -> int:
        return sum(line.state == BROKEN for line in self.lines)

    @property
    def soon(self) -> int:
        return sum(line.state == SOON for line in self.lines)


@dataclass(frozen=True)
class Chosen:
    """One node with its chain to the primary standard and what would break if it lapsed."""

    line: Line
    chain: tuple[Link, ...]
    below: Mapping[str, int]
    below_lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Seen:
    """The graph of a day with what a reader may see of it."""

    day: date
    ahead: int
    drawn: Drawn
    steps: Mapping[Key, Step]
    places: Mapping[int, str]
    allowed: frozenset[int] | None

    def may(self, key: Key) -> bool:
        return key[0] == STANDARD or self.allowed is None or self.drawn.about[key]["place_id"] in self.allowed


def _seen(actor: Actor, day: date, as_of: datetime | None, ahead: int, places: Collection[str] | None) -> _Seen:
    drawn = graphs.draw(day, as_of=as_of)
    allowed = rights.place_keys(actor, rights.seeing(registry.register("metrology.demand")))
    names = dict(Place.objects.values_list("pk", "code"))
    if places is not None:
        wanted = frozenset(key for key, code in names.items() if code in places)
        allowed = wanted if allowed is None else allowed & wanted
    return _Seen(day, ahead, drawn, tracing.trace(drawn.graph, day), names, allowed)


def traceability(
    actor: Actor, *, on: date, as_of: datetime | None = None, ahead: int = 30, places: Collection[str] | None = None
) -> Traceability:
    """How the territory's demands and instruments are traced on a day.

    Args:
        ahead: days within which a chain that breaks is told.
        places: codes of places to look at; None for all that the reader may see.

    Cost: six queries and some 10 µs a record; the picture never has more than 200 nodes.
    """
    seen = _seen(actor, on, as_of, ahead, places)
    lines = tuple(sorted(_lines(seen), key=_most_urgent))
    demands = [line for line in lines if line.key[0] == DEMAND]
    return Traceability(
        on, ahead,
        _coverage(seen, demands),
        len(tracing.covered_at_issue(seen.drawn.graph, on, [line.key for line in demands])),
        _coverage(seen, [line for line in lines if line.key[0] == INSTRUMENT]),
        _coverage_by(seen, demands, lambda line: line.place),
        _coverage_by(seen, demands, lambda line: line.quantity),
        lines,
        tuple(tuple(_name(seen, key)[0] for key in group) for group in tracing.circles(seen.drawn.graph)),
        _picture(seen, lines),
    )  # fmt: skip


def chosen(actor: Actor, key: Key, *, on: date, as_of: datetime | None = None, ahead: int = 30) -> Chosen | None:
    """One node with its chain upwards and, for a standard, what would break below; None when it is not there."""
    seen = _seen(actor, on, as_of, ahead, None)
    if key not in seen.drawn.about or not seen.may(key):
        return None
    below = tracing.impact(seen.drawn.graph, on, key, seen.steps) if key[0] == STANDARD else ()
    counted = Counter(one[0] for one in below)
    shown = [one for one in below if seen.may(one)]
    lines = sorted((_line(seen, one) for one in shown[:500]), key=_most_urgent)
    chain = tuple(_link(seen, edge) for edge in tracing.path(seen.steps, key))
    return Chosen(_line(seen, key), chain, dict(counted), tuple(lines))


def found_key(kind: str, number: str) -> Key | None:
    """The key of a standard, instrument or demand by its number; None when there is none."""
    registers = {STANDARD: "metrology.standard", INSTRUMENT: "metrology.instrument", DEMAND: "metrology.demand"}
    if kind not in registers:
        return None
    register = registry.register(registers[kind])
    rows = register.model._default_manager.filter(withdrawn=False, **{register.named_by: number})
    key = rows.values_list("pk", flat=True).first()
    return None if key is None else (kind, key)


def certificate(key: int) -> Certificate:
    """A certificate with the instrument or standard that it is about."""
    return Certificate.objects.select_related("instrument", "standard").get(pk=key)


# lines


def _lines(seen: _Seen) -> Iterable[Line]:
    for key in seen.drawn.about:
        if seen.may(key):
            yield _line(seen, key)


def _most_urgent(line: Line) -> tuple[int, date, str, str]:
    """Broken ones first, then the soonest; demands before instruments before standards."""
    kind = {DEMAND: "0", INSTRUMENT: "1", STANDARD: "2"}[line.key[0]]
    return STATES.index(line.state), line.until or date.max, kind, line.number


def state_of(step: Step, day: date, ahead: int) -> str:
    """Valid, soon to break (within `ahead` days), or broken."""
    if step.until is None:
        return BROKEN
    return SOON if step.until <= day + timedelta(days=ahead) else VALID


def _line(seen: _Seen, key: Key) -> Line:
    about, step = seen.drawn.about[key], seen.steps[key]
    node = seen.drawn.graph.nodes[key]
    until = None if step.until in (None, date.max) else step.until
    number, name = _name(seen, key)
    return Line(
        key, key[0], number, name, about.get("kind", ""), node.quantity, seen.places.get(node.place, ""),
        state_of(step, seen.day, seen.ahead), until, step.reason, _where(seen, key, step),
        None if step.via is None else _link(seen, step.via), about.get("instruments") or 1,
    )  # fmt: skip


def _name(seen: _Seen, key: Key) -> tuple[str, str]:
    about = seen.drawn.about.get(key)
    return ("", "") if about is None else (about.get("number") or about.get("code") or "", about["name"])


def _where(seen: _Seen, key: Key, step: Step) -> str:
    """The number of the standard at which a broken chain breaks."""
    if step.reason not in (tracing.PARENT_BROKEN, tracing.PARENT_NOT_VALID) or step.via is None:
        return ""
    at = step.via.parent
    visited = {key}
    while at not in visited and (above := seen.steps.get(at)) is not None:
        visited.add(at)
        if above.reason != tracing.PARENT_BROKEN or above.via is None:
            break
        at = above.via.parent
    return _name(seen, at)[0]


def _link(seen: _Seen, edge: Edge) -> Link:
    certificate = seen.drawn.certificates.get(edge.certificate) if edge.certificate is not None else None
    number, name = _name(seen, edge.parent)
    node = seen.drawn.graph.nodes.get(edge.parent)
    holds = (edge.valid_from is None or edge.valid_from <= seen.day) and (
        edge.valid_to is None or seen.day < edge.valid_to
    )
    above = seen.steps.get(edge.parent)
    return Link(
        edge.parent, number, name, edge.certificate or 0, certificate["number"] if certificate else "",
        certificate["done_on"] if certificate else None,
        None if certificate is None or edge.valid_to is None else edge.valid_to - timedelta(days=1),
        None if node is None else node.uncertainty, "" if node is None else node.unit,
        holds and above is not None and above.reaches,
    )  # fmt: skip


# coverage


def _coverage(seen: _Seen, lines: Sequence[Line]) -> Coverage:
    steps = [seen.steps[line.key] for line in lines]
    return Coverage(sum(s.reaches for s in steps), len(steps), sum(s.reaches and s.local for s in steps))


def _coverage_by(seen: _Seen, lines: Sequence[Line], by: Any) -> dict[str, Coverage]:
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[by(line)].append(line)
    return {name: _coverage(seen, groups[name]) for name in sorted(groups)}


# the picture


ROOT, REGION, PREFECTURE, COUNTY, HIGHEST, USED = range(6)
"""Layers of the picture, from left to right; a layer without nodes is not drawn."""
_LAYERS = {
    tracing.PRIMARY: ROOT, tracing.OUTSIDE: ROOT, tracing.REGION: REGION, tracing.PREFECTURE: PREFECTURE,
    tracing.COUNTY: COUNTY, tracing.HIGHEST: HIGHEST, tracing.LOWER: HIGHEST, tracing.WORKING: USED, tracing.DEMAND: USED,
}  # fmt: skip


def _picture(seen: _Seen, lines: Sequence[Line]) -> Picture:
    """Standards one by one, working instruments and demands as groups; at most `MOST_DRAWN` nodes, the rest counted.

    What most things hang on is drawn first.
    """
    groups: dict[tuple[Key | None, str, str, str], list[Line]] = defaultdict(list)
    for line in lines:
        if line.key[0] != STANDARD:
            parent = None if line.link is None else line.link.parent
            what = line.kind or line.quantity
            groups[parent, line.code, what, line.state].append(line)
    weight: Counter[Key] = Counter()
    for (parent, *_), members in groups.items():
        if parent is not None:
            weight[parent] += len(members)
    standards = [line for line in lines if line.key[0] == STANDARD]
    for line in sorted(standards, key=lambda one: -_layer(seen, one.key)):
        if line.link is not None:
            weight[line.link.parent] += weight[line.key] + 1
    drawn = sorted(standards, key=lambda one: (_layer(seen, one.key) != ROOT, -weight[one.key]))
    chosen_groups = sorted(groups.items(), key=lambda one: (STATES.index(one[0][3]), -len(one[1])))
    room_for_groups = min(len(chosen_groups), max(MOST_DRAWN // 2, MOST_DRAWN - len(drawn)))
    drawn, kept = drawn[: MOST_DRAWN - room_for_groups], chosen_groups[:room_for_groups]
    left_out = len(standards) - len(drawn) + sum(len(members) for _, members in chosen_groups[room_for_groups:])
    there = {line.key for line in drawn}
    nodes = [_standard_node(seen, line) for line in drawn]
    edges = [
        DrawnEdge(_id(line.key), _id(line.link.parent), _edge_state(line))
        for line in drawn
        if line.link is not None and line.link.parent in there
    ]
    for (parent, code, what, state), members in kept:
        name = f"{code}:{what}:{state}:{'-' if parent is None else parent[1]}"
        single = members[0].key if len(members) == 1 else None
        nodes.append(DrawnNode(name, single, USED, members[0].name if single else what, len(members), state))
        if parent in there and parent is not None:
            edges.append(DrawnEdge(name, _id(parent), state))
    return Picture(tuple(nodes), tuple(edges), left_out)


def _layer(seen: _Seen, key: Key) -> int:
    return _LAYERS[seen.drawn.graph.nodes[key].rank]


def _standard_node(seen: _Seen, line: Line) -> DrawnNode:
    return DrawnNode(_id(line.key), line.key, _layer(seen, line.key), line.name, 1, line.state)


def _id(key: Key) -> str:
    return f"{key[0]}:{key[1]}"


def _edge_state(line: Line) -> str:
    return line.state

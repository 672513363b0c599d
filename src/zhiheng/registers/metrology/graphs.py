"""The graph of traceability made from the registers, for a day and for what was known at an instant."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from zhiheng.registers.metrology.hanging import after, standard_spans
from zhiheng.registers.metrology.known import rows
from zhiheng.registers.metrology.models import (
    Certificate,
    Demand,
    Instrument,
    InstrumentIdle,
    MeasurementStandard,
    StandardPeriod,
    StandardSpan,
)
from zhiheng.registers.metrology.rules import cycles, spans, tracing
from zhiheng.registers.metrology.rules.records import rank
from zhiheng.registers.metrology.rules.tracing import Edge, Graph, Node

STANDARD, INSTRUMENT, DEMAND = "standard", "instrument", "demand"
Key = tuple[str, int]
CALIBRATION_MONTHS = 12
"""How long the calibration of a standard counts where its certificate names no day; a choice of ours, said on the page."""

_STANDARD = (
    "number", "name", "kind", "level", "quantity", "unit", "range_low", "range_high", "uncertainty", "max_error", "state",
    "ended_on", "place_id",
)  # fmt: skip
_CERTIFICATE = (
    "number", "kind", "instrument_id", "standard_id", "used_id", "done_on", "last_day", "result", "range_low", "range_high",
    "state", "revoked_on",
)  # fmt: skip
_DEMAND = (
    "code", "name", "quantity", "unit", "range_low", "range_high", "max_error", "served_by_id", "also_served_by_id", "since",
    "ended_on", "place_id", "instruments",
)  # fmt: skip
_INSTRUMENT = (
    "number", "name", "kind", "quantity", "unit", "range_low", "range_high", "max_error", "used_from", "gone_on", "place_id",
    "mode", "cycle_months",
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A graph and the columns of the records behind its nodes and edges, by key."""

    graph: Graph
    about: Mapping[Key, Mapping[str, Any]] = field(default_factory=dict)
    certificates: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


def draw(day: date, *, as_of: datetime | None = None, instruments: bool = True) -> Drawn:
    """Standards, demands active on the day and, if wanted, instruments in use on the day, with all their certificates.

    Cost: one query a register; some 10 µs a row.
    """
    about: dict[Key, Mapping[str, Any]] = {}
    nodes: list[Node] = []
    for node, row in (*_standards(as_of), *_demands(day, as_of), *(_instruments(day, as_of) if instruments else ())):
        nodes.append(node)
        about[node.key] = row
    certificates = {row["pk"]: row for row in _certificates(as_of, instruments=instruments)}
    edges = [*_certified_edges(certificates.values(), about), *_declared_edges(about)]
    return Drawn(Graph.of(nodes, edges), about, certificates)


def _standards(as_of: datetime | None) -> Iterator[tuple[Node, Mapping[str, Any]]]:
    valid = _valid(as_of)
    for row in rows("metrology.standard", MeasurementStandard, _STANDARD, as_of):
        height = rank(row["kind"], row["level"])
        if height is None:
            continue
        held = valid.get(row["pk"], ()) if as_of is None else _valid_then(row, valid.get(row["pk"], ()))
        error, uncertainty = row["max_error"], row["uncertainty"]
        node = Node(
            (STANDARD, row["pk"]), height, row["quantity"], row["unit"], row["range_low"], row["range_high"],
            error if error is not None else uncertainty, uncertainty if uncertainty is not None else error,
            tuple(held), row["place_id"],
        )  # fmt: skip
        yield node, row


def _valid(as_of: datetime | None) -> Mapping[int, list[Any]]:
    """Spans of each standard; for an earlier knowledge the periods that were known then."""
    found: dict[int, list[Any]] = defaultdict(list)
    if as_of is None:
        for record, start, end in StandardSpan.objects.values_list("record", "valid_from", "valid_to"):
            found[record].append((start, end))
        return found
    then = StandardPeriod.objects.filter(Q(gone_at__isnull=True) | Q(gone_at__gt=as_of), known_at__lte=as_of)
    for period in then:
        found[period.standard_id].append(period)
    return found


def _valid_then(row: Mapping[str, Any], periods: Collection[Any]) -> tuple[spans.Span, ...]:
    return standard_spans(row["ended_on"], periods, counts=row["state"] not in ("built", "applied"))


def _demands(day: date, as_of: datetime | None) -> Iterator[tuple[Node, Mapping[str, Any]]]:
    for row in rows("metrology.demand", Demand, _DEMAND, as_of):
        if row["since"] <= day and (row["ended_on"] is None or day < row["ended_on"]):
            node = Node(
                (DEMAND, row["pk"]), tracing.DEMAND, row["quantity"], row["unit"], row["range_low"], row["range_high"],
                row["max_error"], None, place=row["place_id"],
            )  # fmt: skip
            yield node, row


def _instruments(day: date, as_of: datetime | None) -> Iterator[tuple[Node, Mapping[str, Any]]]:
    out = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    idle = set(InstrumentIdle.objects.filter(out, valid_from__lte=day).values_list("instrument", flat=True))
    for row in rows("metrology.instrument", Instrument, _INSTRUMENT, as_of):
        if row["used_from"] <= day and (row["gone_on"] is None or day < row["gone_on"]) and row["pk"] not in idle:
            node = Node(
                (INSTRUMENT, row["pk"]), tracing.WORKING, row["quantity"], row["unit"], row["range_low"], row["range_high"],
                row["max_error"], None, place=row["place_id"],
            )  # fmt: skip
            yield node, row


def _certificates(as_of: datetime | None, *, instruments: bool) -> Iterator[dict[str, Any]]:
    where = None if instruments else Q(standard__isnull=False)
    yield from rows("metrology.certificate", Certificate, _CERTIFICATE, as_of, where)


def _certified_edges(
    certificates: Collection[Mapping[str, Any]], about: Mapping[Key, Mapping[str, Any]]
) -> Iterator[Edge]:
    failed: dict[Key, list[date]] = defaultdict(list)
    for row in certificates:
        if row["result"] == "fail" and row["state"] != "revoked":
            failed[_subject(row)].append(row["done_on"])
    for row in certificates:
        child = _subject(row)
        if row["result"] == "fail" or row["used_id"] is None or child not in about:
            continue
        ends = [day for day in (_end(row, about[child]), row["revoked_on"]) if day is not None]
        ends.extend(day for day in failed.get(child, ()) if day >= row["done_on"])
        yield Edge(
            child, (STANDARD, row["used_id"]), row["done_on"], min(ends, default=None), row["pk"], row["range_low"],
            row["range_high"],
        )  # fmt: skip


def _subject(row: Mapping[str, Any]) -> Key:
    return (INSTRUMENT, row["instrument_id"]) if row["standard_id"] is None else (STANDARD, row["standard_id"])


def _end(row: Mapping[str, Any], about: Mapping[str, Any]) -> date | None:
    """The day after the certificate's last good day; where it names none, after the cycle of what it is about."""
    if row["last_day"] is not None:
        return after(row["last_day"])
    if row["standard_id"] is not None:
        return cycles.months_after(row["done_on"], CALIBRATION_MONTHS)
    if about["mode"] == cycles.FIRST_ONLY or about["cycle_months"] is None:
        return None
    start = about["used_from"] if about["mode"] == cycles.FIRST_REPLACED else row["done_on"]
    return cycles.months_after(start, about["cycle_months"])


def _declared_edges(about: Mapping[Key, Mapping[str, Any]]) -> Iterator[Edge]:
    for key, row in about.items():
        if key[0] == DEMAND:
            for name in ("served_by_id", "also_served_by_id"):
                if row[name] is not None:
                    yield Edge(key, (STANDARD, row[name]), row["since"], row["ended_on"])

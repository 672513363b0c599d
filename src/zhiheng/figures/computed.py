"""Figures that registers compute, in the shape in which every figure is read; and the records behind one.

The numbers come from the live array (`live`) or, where they do not add up, from a measure of the register. Nothing is rounded or divided here:
a share stays a part and a whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from zhiheng.bodies import queries as bodies
from zhiheng.figures import evidence, inforce, live, measures, packing, rules
from zhiheng.figures.definitions import CellKey, Definition, cells, index_of
from zhiheng.figures.evidence import Behind
from zhiheng.figures.shapes import FigureView, IndicatorView, Series
from zhiheng.figures.vector import NOTHING, Ints
from zhiheng.journal.clock import ZONE
from zhiheng.journal.models import Entry, Head
from zhiheng.periods import Period, periods_between
from zhiheng.plan.shapes import PlanView

Key = tuple[str, str, str]
"""Indicator, place, class."""


def is_computed(plan: str, indicator: str) -> bool:
    """Whether a register computes the indicator. One query."""
    known = inforce.current()
    return (plan, indicator) in known.definitions or (plan, indicator) in known.measures


def computed_of(plan: str) -> frozenset[str]:
    """The indicators of a plan that registers compute. One query."""
    known = inforce.current()
    return frozenset(code for of, code in (*known.definitions, *known.measures) if of == plan)


def series(
    plan: PlanView,
    indicators: Mapping[str, IndicatorView],
    places: Sequence[str],
    *,
    as_of: datetime | None = None,
    periods: Sequence[Period] | None = None,
    tree: date | None = None,
) -> dict[Key, Series]:
    """The computed figures of some indicators and places, by period; what nothing was recorded for is not there.

    Args:
        places: codes; the caller has asked for rights.
        periods: those wanted; None gives the indicator's own periods and the years, as far as they have ended.
        tree: day of the tree of places to add up under; None takes the one in force on each period's last day.

    Cost: two queries and a slice of the array for each length of period, whatever is stored.
    """
    known = inforce.current()
    numbers = bodies.place_numbers()
    there = [code for code in places if code in numbers]
    ended = known_until(as_of)
    found: dict[Key, list[FigureView]] = {}
    by_every: dict[str, list[str]] = {}
    for code, view in indicators.items():
        if (plan.code, code) in known.definitions:
            by_every.setdefault(view.every, []).append(code)
    for every, codes in by_every.items():
        wanted = list(periods) if periods is not None else _periods(plan, every, ended)
        if wanted and there:
            asked = _Asked(plan, {code: indicators[code] for code in codes}, there, wanted, as_of, tree)
            _add(found, _additive(asked, known, [numbers[code] for code in there]))
    for code, view in indicators.items():
        if (plan.code, code) in known.measures:
            wanted = list(periods) if periods is not None else _periods(plan, view.every, ended)
            _add(found, _by_measure(plan, view, there, wanted, as_of))
    return {key: tuple(sorted(views, key=lambda one: (one.starts_on, one.until))) for key, views in found.items()}


def _add(found: dict[Key, list[FigureView]], views: Iterable[FigureView]) -> None:
    for view in views:
        found.setdefault((view.indicator, view.place, view.class_code), []).append(view)


def known_until(as_of: datetime | None) -> date:
    """The day up to which something can be known: of the question, else of the last entry."""
    at = as_of or Head.objects.values_list("at", flat=True).first()
    return at.astimezone(ZONE).date() if at else date.min


def _periods(plan: PlanView, every: str, until: date) -> list[Period]:
    """The indicator's own periods and the years that have ended by a day, within the plan."""
    end = min(plan.valid_to, until + timedelta(days=1))
    found = periods_between(plan.valid_from, end, every, plan.first_month)
    years = periods_between(plan.valid_from, end, "year", plan.first_month) if every != "year" else []
    return [one for one in (*found, *years) if one.end <= end]


@dataclass(frozen=True)
class _Asked:
    plan: PlanView
    indicators: Mapping[str, IndicatorView]
    places: Sequence[str]
    periods: Sequence[Period]
    as_of: datetime | None
    tree: date | None


def _additive(asked: _Asked, known: inforce.InForce, numbers: Sequence[int]) -> Iterable[FigureView]:
    definitions = {code: known.definitions[asked.plan.code, code] for code in asked.indicators}
    keys = {code: cells(definition) for code, definition in definitions.items()}
    sums = live.read(asked.plan.code, numbers, keys, asked.periods, tree=asked.tree, as_of=asked.as_of)
    in_use = _in_use(asked, known, definitions)
    column = 0
    for code, definition in definitions.items():
        width = len(keys[code])
        block, column = sums[:, :, column : column + width], column + width
        yield from _of_indicator(asked, definition, keys[code], block, in_use[code])


def _in_use(asked: _Asked, known: inforce.InForce, definitions: Mapping[str, Definition]) -> dict[str, int | None]:
    """Indicator → the slot from which on the register holds anything for it in the whole plan; None for not yet."""
    numbers = {code: known.cells(definition) for code, definition in definitions.items()}
    leaves = live.book(asked.plan.code).leaves_of(np.concatenate(list(numbers.values())))
    found: dict[str, int | None] = {}
    column = 0
    for code, own in numbers.items():
        block, column = leaves[:, :, column : column + len(own)], column + len(own)
        used = np.flatnonzero((block != 0).any(axis=(1, 2)))
        found[code] = int(used[0]) if len(used) else None
    return found


def _of_indicator(
    asked: _Asked, definition: Definition, keys: Sequence[CellKey], block: Ints, since: int | None
) -> Iterable[FigureView]:
    """The figures of one indicator from its block [period, place, cell]."""
    view = asked.indicators[definition.indicator]
    at = {key: number for number, key in enumerate(keys)}
    powers = {part.name: part.power for part in definition.parts}
    classes = list(dict.fromkeys(class_ for _part, class_ in keys))
    whole = "whole" in powers
    zero = view.told.get("when_empty") == "zero"
    for row, period in enumerate(asked.periods):
        slot = index_of(period.last_day) - definition.months.first + 1
        started = since is not None and since <= slot
        for column, place in enumerate(asked.places):
            for class_ in classes:
                part = int(block[row, column, at["part", class_]])
                if whole:
                    below = int(block[row, column, at["whole", class_]])
                    if below:
                        yield _view(asked.plan.code, view.code, place, period, class_, part=_exact(part, powers["part"]), whole=_exact(below, powers["whole"]))  # fmt: skip
                elif part or (zero and started and not class_):
                    yield _view(asked.plan.code, view.code, place, period, class_, value=_exact(part, powers["part"]))


def _exact(number: int, power: int) -> Decimal:
    return Decimal(number).scaleb(-power) if power else Decimal(number)


def _view(plan: str, indicator: str, place: str, period: Period, class_: str, **said: Any) -> FigureView:
    return FigureView(
        plan, indicator, place, period.code, period.start, period.end, class_, source_kind="computed",
        short=rules.short_code(plan, (indicator, place, period.code, class_)), **said,
    )  # fmt: skip


def last_month(plan: PlanView, end: date) -> date | None:
    """First day after the last whole month before `end` in which registers hold any event; None for none."""
    known = inforce.current()
    flows = [one for one in known.of(plan.code).values() if not one.stock]
    numbers = [number for one in flows for number in known.cells(one).tolist()]
    if not numbers:
        return None
    first = flows[0].months.first
    leaves = live.book(plan.code).leaves_of(np.array(numbers, np.int64))
    whole = max(0, index_of(end) - first + 1)
    used = np.flatnonzero((leaves[1:whole] != 0).any(axis=(1, 2)))
    if not len(used):
        return None
    month = first + int(used[-1]) + 1
    return date(month // 12, month % 12 + 1, 1)


# What does not add up


def _by_measure(
    plan: PlanView, view: IndicatorView, places: Sequence[str], periods: Sequence[Period], as_of: datetime | None
) -> Iterable[FigureView]:
    numbers = bodies.place_numbers()
    codes = {numbers[place]: place for place in places}
    spans = {(period.start, period.end): period for period in periods}
    found = measures.measured_in(plan.code, view.code, list(codes), list(spans), as_of=as_of)
    for (number, start, end), told in found.items():
        for class_, (part, whole) in {"": (told.part, told.whole), **told.by_class}.items():
            if whole:
                period = spans[start, end]
                yield _view(
                    plan.code, view.code, codes[number], period, class_, part=Decimal(part), whole=Decimal(whole)
                )


# Vintages


@dataclass(frozen=True)
class Vintage:
    """A figure as it stood from an entry on."""

    figure: FigureView
    seq: int
    act: UUID


def vintages(plan: PlanView, indicator: IndicatorView, place: str, period: Period, class_: str = "", *, as_of: datetime | None = None) -> list[Vintage]:  # fmt: skip
    """Every value that a computed figure ever had, with the entry that made it so, oldest first.

    Cost: reads the packed rows of the plan once, from the first entry on.
    """
    known = inforce.current()
    definition = known.definitions.get((plan.code, indicator.code))
    number = bodies.place_numbers().get(place)
    if definition is None or number is None:
        return []
    numbers = known.numbers[plan.code, indicator.code]
    columns = {numbers[part.name, class_]: part for part in definition.parts if (part.name, class_) in numbers}
    inside = {one.number for one in bodies.places(period.last_day).subtree(place)} or {number}
    first, last = index_of(period.start) - definition.months.first + 1, index_of(period.last_day) - definition.months.first + 1  # fmt: skip
    if definition.stock:
        first = 0
    sums = dict.fromkeys((part.name for part in definition.parts), 0)
    found: list[Vintage] = []
    for seq, act, entries in _rows(plan.code, None if as_of is None else live.seq_at(as_of)):
        kept = [
            (int(cell), int(amount))
            for month, at, cell, amount in entries.tolist()
            if cell in columns and first <= month <= last and at in inside
        ]
        if not kept:
            continue
        for cell, amount in kept:
            sums[columns[cell].name] += amount
        told = _told(plan.code, indicator.code, place, period, class_, definition, sums)
        if not found or (told.part, told.whole, told.value) != _said(found[-1].figure):
            found.append(Vintage(told, seq, act))
    return found


def _said(view: FigureView) -> tuple[Decimal | None, ...]:
    return view.part, view.whole, view.value


def _told(plan: str, code: str, place: str, period: Period, class_: str, definition: Definition, sums: Mapping[str, int]) -> FigureView:  # fmt: skip
    powers = {part.name: part.power for part in definition.parts}
    part = _exact(sums["part"], powers["part"])
    said = {"part": part, "whole": _exact(sums["whole"], powers["whole"])} if "whole" in sums else {"value": part}
    return _view(plan, code, place, period, class_, **said)


def _rows(plan: str, until: int | None) -> Iterable[tuple[int, UUID, Any]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT e.seq, e.act, d.form, d.payload FROM journal_entry e JOIN figures_delta d ON d.act = e.act"
            " WHERE d.plan = %s AND e.seq <= %s ORDER BY e.seq",
            [plan, until if until is not None else 2**62],
        )
        while rows := cursor.fetchmany(2000):
            for seq, act, form, payload in rows:
                pieces = list(packing.unpacked([(form, payload)]))
                entries = np.concatenate(pieces) if pieces else NOTHING
                yield seq, act if isinstance(act, UUID) else UUID(str(act)), entries


def with_vintages(view: FigureView, known: Sequence[Vintage]) -> list[FigureView]:
    """The vintages as figures: number, act and instant of each."""
    at = dict(Entry.objects.filter(act__in=[one.act for one in known]).values_list("act", "at"))
    return [
        replace(
            one.figure, vintage=number, vintages=len(known), act=one.act, recorded_at=at.get(one.act), short=view.short
        )
        for number, one in enumerate(known, 1)
    ]


# Records behind a figure


def behind(plan: PlanView, indicator: str, place: str, period: Period, class_: str = "", *, most: int = 100_000) -> Behind | None:  # fmt: skip
    """The records behind a computed figure as they stand now; None for one that no register adds up."""
    definition = inforce.current().definitions.get((plan.code, indicator))
    if definition is None:
        return None
    inside = frozenset(one.id for one in bodies.places(period.last_day).subtree(place))
    return evidence.behind(definition, inside, period, class_, most)

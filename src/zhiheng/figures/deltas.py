"""What an act adds to figures: before and after of each changed set, as one packed row a plan at the act's end.

`take_part` stands in `registry.after_change`. It touches no ancestor's row and reads nothing but the other members of
the groups that changed; nothing here grows with the stored evidence.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from zhiheng.figures import inforce, packing, vector
from zhiheng.figures.contributions import Amounts, added, contributions
from zhiheng.figures.definitions import Definition
from zhiheng.figures.inforce import InForce
from zhiheng.figures.models import Delta, Touched
from zhiheng.figures.reference import groups
from zhiheng.figures.sources import Source
from zhiheng.figures.vector import ENTRY, Spans, Table, day_number
from zhiheng.journal.acts import Act
from zhiheng.registers.kit import registry
from zhiheng.registers.kit.batch import Batch, Changed

FEW = 12
"""Up to so many records the plain loop is quicker than arrays."""
EVERYWHERE = -1
BUCKETS = 256


@dataclass
class Pack:
    """What one changed set adds, kept on the act until its last step."""

    plan: str
    entries: NDArray[Any]


@dataclass
class Marks:
    """Measured indicators that one changed set touches, by place."""

    touched: set[tuple[str, str, int]] = field(default_factory=set)


def take_part(opened: Act, changed: Changed) -> None:
    """Add what a changed set of records adds to figures."""
    inforce.hold_shared()
    known = inforce.current()
    definitions = known.by_register.get(changed.register, ())
    if definitions:
        for plan, found in _differences(known, definitions, changed).items():
            _keep(opened, Pack(plan, found))
    if measures := known.measures_touched_by.get(changed.register):
        places = known.places(_places_of(changed))
        where = {int(places[place]) for place in _places_of(changed)}
        marks = Marks()
        for measure, everywhere in measures:
            marks.touched |= {(measure.plan, measure.indicator, at) for at in ({EVERYWHERE} if everywhere else where)}
        _keep(opened, marks)


def add(opened: Act, plan: str, entries: NDArray[Any]) -> None:
    """Add entries of a plan to an act, beside what its evidence adds (a change of definitions does)."""
    _keep(opened, Pack(plan, entries))


def pending(opened: Act, plan: str) -> NDArray[Any]:
    """What the act has added to a plan so far."""
    found = [kept.entries for kept in opened.kept if isinstance(kept, Pack) and kept.plan == plan]
    return vector.summed(np.concatenate(found)) if found else vector.NOTHING


def _keep(opened: Act, what: Pack | Marks) -> None:
    opened.kept.append(what)
    if store not in opened.before_entry:
        opened.before_entry.append(store)


def store(opened: Act) -> None:
    """The act's last step before its entry: one row a plan, zero sums left out."""
    rows = []
    for plan in dict.fromkeys(kept.plan for kept in opened.kept if isinstance(kept, Pack)):
        entries = pending(opened, plan)
        if len(entries):
            form, payload = packing.packed(entries)
            rows.append(Delta(act=opened.id, plan=plan, form=form, payload=payload))
    Delta.objects.bulk_create(rows)
    touched = {one for kept in opened.kept if isinstance(kept, Marks) for one in kept.touched}
    Touched.objects.bulk_create(
        [Touched(act=opened.id, plan=plan, indicator=code, place=place) for plan, code, place in sorted(touched)],
        batch_size=200,
    )


def _places_of(changed: Changed) -> set[int]:
    return {place for batch in (changed.before, changed.after) for place in batch.columns.get("place_id", ())}


# Before and after


def _differences(known: InForce, definitions: Sequence[Definition], changed: Changed) -> dict[str, NDArray[Any]]:
    """Plan → what the set adds to it."""
    by_key: dict[tuple[str, ...], list[Definition]] = defaultdict(list)
    for definition in definitions:
        by_key[definition.once_by].append(definition)
    _hold(changed, [once_by for once_by in by_key if once_by])
    found: dict[str, list[NDArray[Any]]] = defaultdict(list)
    for once_by, sharing in by_key.items():
        before, after = _with_others(changed, once_by, sharing) if once_by else (changed.before, changed.after)
        few = len(before) + len(after) <= FEW
        for plan, entries in (_by_rows if few else _by_columns)(known, sharing, before, after):
            found[plan].append(entries)
    return {plan: np.concatenate(entries) for plan, entries in found.items()}


def _hold(changed: Changed, keys: Iterable[tuple[str, ...]]) -> None:
    """Hold the groups of the set, old and new keys alike, in one order."""
    buckets = set()
    for once_by in keys:
        for key in _keys(changed, once_by):
            buckets.add(1 + crc32(repr((changed.register, once_by, key)).encode()) % BUCKETS)
    inforce.hold_groups(buckets)


def _keys(changed: Changed, once_by: tuple[str, ...]) -> set[tuple[Any, ...]]:
    batches = [batch for batch in (changed.before, changed.after) if len(batch)]
    return set(chain.from_iterable(zip(*(batch.columns[name] for name in once_by), strict=True) for batch in batches))


def _with_others(changed: Changed, once_by: tuple[str, ...], sharing: Sequence[Definition]) -> tuple[Batch, Batch]:
    """The set before and after, each with the other members of its groups."""
    names = tuple(dict.fromkeys(chain.from_iterable(definition.columns for definition in sharing)))
    source = Source(registry.register(changed.register), names)
    ours = {*changed.before.ids, *changed.after.ids}
    members = source.members(once_by, _keys(changed, once_by))
    others = [at for at, key in enumerate(members.ids) if key not in ours]
    if not others:
        return changed.before, changed.after
    return _joined(changed.before, members, others, names), _joined(changed.after, members, others, names)


def _joined(batch: Batch, members: Batch, others: Sequence[int], names: Sequence[str]) -> Batch:
    columns = {
        name: [*batch.columns.get(name, ()), *(members.columns[name][at] for at in others)]
        for name in names
        if name != "id"
    }
    return Batch(
        [*batch.ids, *(members.ids[at] for at in others)],
        columns,
        {**{members.ids[at]: members.spans.get(members.ids[at], ()) for at in others}, **batch.spans},
    )


def _by_rows(
    known: InForce, sharing: Sequence[Definition], before: Batch, after: Batch
) -> Iterable[tuple[str, NDArray[Any]]]:
    rows = [(sign, _records(batch)) for sign, batch in ((-1, before), (1, after))]
    for definition in sharing:
        total: Amounts = {}
        for sign, records in rows:
            for group in groups(definition, records).values():
                added(total, contributions(definition, group), sign)
        kept = {cell: amount for cell, amount in total.items() if amount}
        if kept:
            yield definition.plan, _as_entries(known, definition, kept)


def _records(batch: Batch) -> list[dict[str, Any]]:
    return [{**row, "spans": batch.spans.get(row["id"], ())} for row in batch.rows()]


def _as_entries(known: InForce, definition: Definition, amounts: Amounts) -> NDArray[Any]:
    numbers = known.numbers[definition.plan, definition.indicator]
    places = known.places(place for _, _, place, _ in amounts)
    rows = [
        (month, int(places[place]), numbers[part, class_], amount)
        for (part, class_, place, month), amount in amounts.items()
    ]
    return np.array(rows, ENTRY)


def _by_columns(
    known: InForce, sharing: Sequence[Definition], before: Batch, after: Batch
) -> Iterable[tuple[str, NDArray[Any]]]:
    tables = [(sign, as_table(known, sharing, batch)) for sign, batch in ((-1, before), (1, after)) if len(batch)]
    for definition in sharing:
        numbers = known.cells(definition)
        for sign, table in tables:
            entries = vector.amounts(definition, table)
            if len(entries):
                entries["cell"] = numbers[entries["cell"]]
                entries["amount"] *= sign
                yield definition.plan, entries


def as_table(known: InForce, sharing: Sequence[Definition], batch: Batch) -> Table:
    """A batch as the columns that definitions read."""
    names = dict.fromkeys(chain.from_iterable(definition.columns for definition in sharing))
    columns: Mapping[str, Any] = {name: batch.columns[name] for name in names if name != "id"}
    ids = np.fromiter(batch.ids, np.int64, len(batch))
    places = {one for definition in sharing for one in set(batch.columns[definition.place]) if one is not None}
    if "id" in names:
        columns = {**columns, "id": ids}
    return Table(ids, columns, _spans(batch), known.places(places))


def _spans(batch: Batch) -> Spans | None:
    rows = [
        (at, day_number(start), day_number(end))
        for at, key in enumerate(batch.ids)
        for start, end in batch.spans.get(key, ())
    ]
    if not rows:
        return None
    owner, starts, ends = np.array(rows, np.int64).T
    return Spans(owner, starts, ends)

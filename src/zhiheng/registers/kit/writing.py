"""Sets of rows written in one act: rows, old rows, journal, what hangs on them, and whoever takes part in the change."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection

from zhiheng.journal import bulk
from zhiheng.journal.acts import Act
from zhiheng.journal.canonical import canonical_rows
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import messages, registry, searching
from zhiheng.registers.kit.batch import EMPTY, Batch, Changed
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.models import Revision
from zhiheng.registers.kit.table import field_at, fields, picked, spans, told

Columns = Mapping[str, Sequence[Any]]


def new(opened: Act, register: Register, columns: Columns, *, origin: str, source: str | Sequence[str]) -> list[int]:
    """Write new rows; columns that are not given take the model's default."""
    count = len(next(iter(columns.values())))
    if not count:
        return []
    kept = {
        "state": [register.first_state] * count,
        **columns,
        "revision": [1] * count,
        "recorded_at": [opened.at] * count,
        "changed_at": [opened.at] * count,
        "act": [opened.id] * count,
        "origin": [origin] * count,
        "source": [source] * count if isinstance(source, str) else source,
        "withdrawn": [False] * count,
    }
    whole = {
        field.attname: kept[field.attname] if field.attname in kept else [field.get_default() for _ in range(count)]
        for field in fields(register.model).values()
    }
    ids = bulk.new_keys(register.model, count)
    bulk.insert(register.model, {"id": ids, **whole})
    opened.changed_many(register.code, ids, None, canonical_rows(told(whole)))
    _take_part(opened, register, EMPTY, Batch(ids, whole))
    return ids


def changed(opened: Act, register: Register, before: Batch, changes: Columns) -> list[int]:
    """Write changed columns of rows that are locked and given as they are; rows that stay the same are left alone.

    A row that this act wrote already keeps its revision: nobody ever saw the one in between.

    Returns:
        primary keys of the rows that changed.

    Raises:
        Refused: `registers.at_once` when a row is no longer as given.
    """
    at = _differing(before, changes)
    if not at:
        return []
    changes = {name: [values[one] for one in at] for name, values in changes.items()}
    before = picked(before, at)
    before = replace(before, spans=spans(register.spans, before.ids))
    fresh = [act != opened.id for act in before.columns["act"]]
    kept = {
        "revision": [was + new for was, new in zip(before.columns["revision"], fresh, strict=True)],
        "changed_at": [opened.at] * len(at),
        "act": [opened.id] * len(at),
    }
    after = Batch(before.ids, {**before.columns, **changes, **kept})
    spelled = canonical_rows(told(before.columns))
    _keep_revisions(opened, register, before, spelled, [one for one, new in enumerate(fresh) if new])
    _update(register, before, {**changes, **kept})
    opened.changed_many(register.code, before.ids, spelled, canonical_rows(told(after.columns)))
    _take_part(opened, register, before, after)
    return list(before.ids)


def _differing(before: Batch, changes: Columns) -> list[int]:
    """Positions of the rows in which at least one value is another one."""
    pairs = [(before.columns[name], values) for name, values in changes.items()]
    return [at for at in range(len(before)) if any(old[at] != new[at] for old, new in pairs)]


def _keep_revisions(
    opened: Act, register: Register, before: Batch, spelled: Sequence[bytes], at: Sequence[int]
) -> None:
    columns = before.columns
    bulk.insert(
        Revision,
        {
            "register": [register.code] * len(at),
            "record": [before.ids[one] for one in at],
            "revision": [columns["revision"][one] for one in at],
            "values": [spelled[one].decode() for one in at],
            "recorded_at": [columns["changed_at"][one] for one in at],
            "until": [opened.at] * len(at),
            "act": [columns["act"][one] for one in at],
            "blanked": [False] * len(at),
        },
        spelled={"values"},
    )


def _update(register: Register, before: Batch, changes: Columns) -> None:
    """One statement for rows that take the same values, else one a row in one call; both only where nothing moved on."""
    model = register.model
    groups: dict[tuple[Any, ...], list[int]] = {}
    try:
        for key, *row in zip(before.ids, before.columns["revision"], before.columns["state"], *changes.values(),
                             strict=True):  # fmt: skip
            groups.setdefault(tuple(row), []).append(key)
    except TypeError:  # JSON cannot be grouped
        groups = {}
    if groups and len(groups) <= max(1, len(before) // 20):
        for (revision, state, *values), ids in groups.items():
            for some in bulk.pieces(ids):
                rows = model._default_manager.filter(pk__in=some, revision=revision, state=state)
                _all_or_none(rows.update(**dict(zip(changes, values, strict=True))), len(some))
        return
    quote = connection.ops.quote_name
    columns = [field_at(model, name) for name in changes]
    ready = [bulk.prepared(field, values) for field, values in zip(columns, changes.values(), strict=True)]
    sets = ", ".join(f"{quote(str(field.column))} = %s" for field in columns)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE id = %s AND revision = %s AND state = %s"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            list(zip(*ready, before.ids, before.columns["revision"], before.columns["state"], strict=True)),
        )
        _all_or_none(cursor.rowcount, len(before))


def _all_or_none(written: int, wanted: int) -> None:
    if written != wanted:
        raise Refused("registers.at_once", messages.AT_ONCE)


def _take_part(opened: Act, register: Register, before: Batch, after: Batch) -> None:
    if register.after_save is not None:
        register.after_save(opened, after.ids)
    searching.keep(register, before, after)
    whole = Changed(register.code, before, replace(after, spans=spans(register.spans, after.ids)))
    for part in registry.after_change:
        part(opened, whole)

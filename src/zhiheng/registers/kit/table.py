"""A register's model seen as columns: which fields it has, its rows read and locked as a `Batch`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from django.db import models

from zhiheng.journal.bulk import pieces
from zhiheng.registers.kit.batch import Batch, Span

KEPT_BY_KIT = ("revision", "recorded_at", "changed_at", "act", "origin", "source", "withdrawn")
"""Columns of `Record` that only the kit fills."""
NOT_TOLD = frozenset({"id", "recorded_at", "changed_at", "act"})
"""Columns that the journal's digest leaves out, because its entry says them."""

Column: TypeAlias = "models.Field[Any, Any]"


@cache
def fields(model: type[models.Model]) -> Mapping[str, Column]:
    """Every stored field but the primary key, by its name, in the model's order."""
    return {field.name: field for field in model._meta.concrete_fields if not field.primary_key}


@cache
def attnames(model: type[models.Model]) -> Mapping[str, str]:
    """Name or `attname` of a field → `attname`."""
    found = {}
    for name, field in fields(model).items():
        found[name] = found[field.attname] = field.attname
    return found


def field_at(model: type[models.Model], attname: str) -> Column:
    return next(field for field in fields(model).values() if field.attname == attname)


def read(model: type[models.Model], ids: Collection[int], *, lock: bool = False) -> Batch:
    """The rows with these primary keys, in their order; missing ones are left out.

    With `lock` they stay ours until the transaction ends (SQLite has one writer anyway).
    """
    names = [field.attname for field in fields(model).values()]
    rows: list[tuple[Any, ...]] = []
    manager = model._default_manager
    for some in pieces(sorted(ids)):
        found = manager.filter(pk__in=some).order_by("pk")
        rows += list((found.select_for_update() if lock else found).values_list("pk", *names))
    return batch(names, rows)


def batch(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Batch:
    """Rows that begin with their primary key as a batch."""
    if not rows:
        return Batch((), dict.fromkeys(names, ()))
    ids, *columns = zip(*rows, strict=True)
    return Batch(ids, dict(zip(names, columns, strict=True)))


def spans(model: type[models.Model] | None, ids: Collection[int]) -> Mapping[int, Sequence[Span]]:
    """The valid spans of records; {} for a register without spans."""
    found: dict[int, list[Span]] = {}
    if model is None:
        return found
    for some in pieces(sorted(ids)):
        rows = model._default_manager.filter(record__in=some).order_by("record", "valid_from")
        for record, start, end in rows.values_list("record", "valid_from", "valid_to"):
            found.setdefault(record, []).append((start, end))
    return found


def told(columns: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The columns that the journal's digest is made of."""
    return {name: values for name, values in columns.items() if name not in NOT_TOLD}


def picked(source: Batch, positions: Iterable[int]) -> Batch:
    """Some rows of a batch."""
    at = list(positions)
    if len(at) == len(source):
        return source
    return Batch(
        [source.ids[one] for one in at],
        {name: [values[one] for one in at] for name, values in source.columns.items()},
        {source.ids[one]: source.spans[source.ids[one]] for one in at if source.ids[one] in source.spans},
    )

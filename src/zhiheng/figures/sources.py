"""The evidence of a register read as columns, by a raw cursor: no model instance is made on the way.

Withdrawn records and those in a state that never counts are left in the database.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection

from zhiheng.bodies.models import Place
from zhiheng.figures.declared import kind_of
from zhiheng.figures.vector import EMPTY, NO_DAY, Coded, Column, Days, Ints, Spans, Table, day_number
from zhiheng.registers.kit.batch import Batch, Span
from zhiheng.registers.kit.declaration import Register

CHUNK = 500_000
"""Records that are held at once while a register is read through."""
KEYS_AT_ONCE = 200
"""Groups that one statement asks for."""
KNOWN = ("withdrawn", "state")
"""Columns that the reading itself has decided on."""

Key = tuple[Any, ...]


def place_numbers() -> Ints:
    """Primary key of a place → its permanent number, by position. One query."""
    rows = list(Place.objects.values_list("pk", "number"))
    numbers = np.full(max((pk for pk, _ in rows), default=0) + 1, -1, np.int64)
    for pk, number in rows:
        numbers[pk] = number
    return numbers


@dataclass(frozen=True)
class Source:
    """A register's evidence, as far as definitions read it.

    Attributes:
        names: columns that are wanted, beside the primary key.
    """

    register: Register
    names: tuple[str, ...]

    @cached_property
    def _fields(self) -> Mapping[str, Any]:
        return {field.attname: field for field in self.register.model._meta.concrete_fields}

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if name not in KNOWN and name != "id")

    def kind(self, name: str) -> str:
        return "whole" if name == "id" else kind_of(self._fields[name])

    def _column(self, name: str) -> str:
        return str(connection.ops.quote_name(self._fields[name].column))

    @property
    def _table(self) -> str:
        return str(connection.ops.quote_name(self.register.table))

    @property
    def _counting(self) -> tuple[str, list[Any]]:
        """The condition for records that can count at all."""
        states = self.register.counts_in
        there = f"{self._column('withdrawn')} = %s"
        if not states:
            return there, [False]
        marks = ", ".join(["%s"] * len(states))
        return f"{there} AND {self._column('state')} IN ({marks})", [False, *states]

    # The whole register

    def tables(self, numbers: Ints, *, together: Sequence[str] = (), size: int = CHUNK) -> Iterator[Table]:
        """All records, a chunk at a time.

        Args:
            numbers: permanent numbers of places (`place_numbers`).
            together: columns whose equal values must not be torn apart: the whole of a group is in one chunk.
        """
        for rows in _whole_groups(self._rows(together, size), len(together), size):
            yield self._as_table(rows, len(together), numbers)

    def _rows(self, together: Sequence[str], size: int) -> Iterator[list[Key]]:
        """Rows of group key, primary key and wanted columns, in pieces."""
        asked = [*(self._column(name) for name in together), self._column("id"), *map(self._number, self.wanted)]
        where, values = self._counting
        order = ", ".join(self._column(name) for name in (*together, "id"))
        statement = f"SELECT {', '.join(asked)} FROM {self._table} WHERE {where} ORDER BY {order}"  # noqa: S608 - our own names
        with connection.chunked_cursor() as cursor:
            cursor.execute(statement, values)
            while rows := cursor.fetchmany(size):
                yield rows

    def _number(self, name: str) -> str:
        """The column as it is read: days as numbers, so that no object is made of each."""
        column = self._column(name)
        if self.kind(name) != "day":
            return column
        if connection.vendor == "sqlite":
            return f"CAST(replace({column}, '-', '') AS INTEGER)"
        return f"({column} - DATE '1970-01-01')"

    def _as_table(self, rows: list[Key], keys: int, numbers: Ints) -> Table:
        columns = list(zip(*rows, strict=True))[keys:]
        ids = np.fromiter(columns[0], np.int64, len(rows))
        made: dict[str, Column] = {
            name: self._as_column(name, values) for name, values in zip(self.wanted, columns[1:], strict=True)
        }
        made |= _known(self.register, len(rows))
        return Table(ids, made, self._spans(ids), numbers)

    def _as_column(self, name: str, values: Sequence[Any]) -> Column:
        kind = self.kind(name)
        if kind == "text":
            return _coded(values)
        if kind == "flag":
            found = _coded(values)
            return Coded(found.codes, [None if value is None else bool(value) for value in found.values])
        if kind == "day":
            return Days(_days(values))
        return _wholes(values)

    def _spans(self, ids: Ints) -> Spans | None:
        if self.register.spans is None:
            return None
        rows = [row for some in _pieces(np.sort(ids)) for row in self._spans_of(some)]  # groups come in no order of keys
        owner = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        starts = np.fromiter((day_number(row[1]) for row in rows), np.int64, len(rows))
        ends = np.fromiter((day_number(row[2]) for row in rows), np.int64, len(rows))
        order = np.argsort(ids)
        return Spans(order[np.searchsorted(ids[order], owner)], starts, ends)

    def _spans_of(self, ids: Sequence[int]) -> list[Any]:
        """Spans of some records. Neighbours are asked for by their bounds, which is one walk through the index."""
        model = self.register.spans
        assert model is not None
        first, last = int(ids[0]), int(ids[-1])
        if last - first < 2 * len(ids):
            inside = set(map(int, ids))
            rows = model._default_manager.filter(record__gte=first, record__lte=last)
            return [row for row in rows.values_list("record", "valid_from", "valid_to") if row[0] in inside]
        rows = model._default_manager.filter(record__in=[int(one) for one in ids])
        return list(rows.values_list("record", "valid_from", "valid_to"))

    # Some groups

    def members(self, once_by: Sequence[str], keys: Collection[Key]) -> Batch:
        """The records of some groups that can count, with their spans. One statement for 200 groups."""
        names = tuple(dict.fromkeys((*once_by, *self.wanted)))
        rows: list[Key] = []
        full = [key for key in keys if None not in key]
        for start in range(0, len(full), KEYS_AT_ONCE):
            some = full[start : start + KEYS_AT_ONCE]
            rows += self._found(names, *_among([self._column(name) for name in once_by], self._as_kept(once_by, some)))
        for key in keys:
            if None in key:
                rows += self._found(names, *self._equal(once_by, key))
        ids = [row[0] for row in rows]
        columns = {name: self._natural(name, [row[at] for row in rows]) for at, name in enumerate(names, 1)}
        count = len(rows)
        columns |= {"withdrawn": [False] * count, "state": [(*self.register.counts_in, "")[0]] * count}
        return Batch(ids, columns, self._spans_by_record(ids))

    def _found(self, names: Sequence[str], condition: str, values: Sequence[Any]) -> list[Key]:
        where, counting = self._counting
        asked = ", ".join(self._column(name) for name in ("id", *names))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {asked} FROM {self._table} WHERE {condition} AND {where}",  # noqa: S608 - our own names
                [*values, *counting],
            )
            return list(cursor.fetchall())

    def _as_kept(self, once_by: Sequence[str], keys: Sequence[Key]) -> list[Key]:
        if connection.vendor != "sqlite":
            return list(keys)
        return [tuple(one.isoformat() if isinstance(one, date) else one for one in key) for key in keys]

    def _equal(self, once_by: Sequence[str], key: Key) -> tuple[str, list[Any]]:
        (kept,) = self._as_kept(once_by, [key])
        pairs = zip((self._column(name) for name in once_by), kept, strict=True)
        tests = [f"{column} IS NULL" if value is None else f"{column} = %s" for column, value in pairs]
        return " AND ".join(tests), [value for value in kept if value is not None]

    def _natural(self, name: str, values: list[Any]) -> list[Any]:
        """Values as Python holds them; SQLite keeps days as text and flags as numbers."""
        kind = self.kind(name)
        if kind == "day":
            return [date.fromisoformat(value) if isinstance(value, str) else value for value in values]
        return [None if value is None else bool(value) for value in values] if kind == "flag" else values

    def _spans_by_record(self, ids: Sequence[int]) -> Mapping[int, Sequence[Span]]:
        found: dict[int, list[Span]] = {}
        if self.register.spans is not None:
            for some in _pieces(sorted(ids)):
                for record, start, end in self._spans_of(some):
                    found.setdefault(record, []).append((start, end))
        return found


def _among(columns: Sequence[str], keys: Sequence[Key]) -> tuple[str, list[Any]]:
    """A condition that holds for each of the keys."""
    values = [value for key in keys for value in key]
    one = ", ".join(["%s"] * len(columns))
    if len(columns) == 1:
        return f"{columns[0]} IN ({', '.join([one] * len(keys))})", values
    rows = ", ".join([f"({one})"] * len(keys))
    rows = f"VALUES {rows}" if connection.vendor == "sqlite" else rows
    return f"({', '.join(columns)}) IN ({rows})", values


def _whole_groups(pieces: Iterator[list[Key]], keys: int, size: int) -> Iterator[list[Key]]:
    """The pieces, cut where one group ends and the next begins."""
    kept: list[Key] = []
    for rows in pieces:
        if not keys:
            yield rows
            continue
        rows = kept + rows
        last = rows[-1][:keys]
        cut = len(rows)
        while cut and rows[cut - 1][:keys] == last:
            cut -= 1
        kept = rows[cut:]
        if cut:
            yield rows[:cut]
    if kept:
        yield kept


def _pieces(ids: Sequence[int] | Ints) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), 900):
        yield ids[start : start + 900]  # type: ignore[misc]


def _known(register: Register, count: int) -> dict[str, Column]:
    same = np.zeros(count, np.int8)
    return {"withdrawn": Coded(same, [False]), "state": Coded(same, [(*register.counts_in, "")[0]])}


def _coded(values: Sequence[Any]) -> Coded:
    known = {value: code for code, value in enumerate(dict.fromkeys(values))}
    return Coded(np.fromiter(map(known.__getitem__, values), np.int32, len(values)), list(known))


def _wholes(values: Sequence[Any]) -> Ints:
    try:
        return np.fromiter(values, np.int64, len(values))
    except TypeError:  # some are empty
        return np.fromiter((EMPTY if value is None else value for value in values), np.int64, len(values))


def _days(values: Sequence[Any]) -> Ints:
    """Days as `day_number` writes them; PostgreSQL gives days since 1970."""
    try:
        numbers = np.fromiter(values, np.int64, len(values))
        empty = None
    except TypeError:
        numbers = np.fromiter((NO_DAY if value is None else value for value in values), np.int64, len(values))
        empty = np.fromiter((value is None for value in values), np.bool_, len(values))
    if connection.vendor == "sqlite":
        return numbers
    found = from_1970(numbers)
    return found if empty is None else np.where(empty, NO_DAY, found)


def from_1970(days: Ints) -> Ints:
    """Days since 1970 as `day_number` writes them."""
    at = days.astype("datetime64[D]")
    month = at.astype("datetime64[M]")
    index = month.astype(np.int64) + 1970 * 12
    return np.asarray(index // 12 * 10000 + (index % 12 + 1) * 100 + (at - month).astype(np.int64) + 1)

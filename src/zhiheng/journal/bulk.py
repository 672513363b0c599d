"""Rows of one table written as columns: one statement for a set, COPY on PostgreSQL, executemany elsewhere.

Model instances cost some 10 µs a row and step; these paths touch a row once, in C. Nothing is checked here: the caller has.
"""

import gc
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.db import connections, models

T = TypeVar("T")
COPY_FROM = 40
COPY_AT_ONCE = 10_000
"""Below this number of rows a COPY costs more than it saves."""
AT_ONCE = 900
"""Values in one IN list; older SQLite takes 999 parameters."""
_AS_THEY_ARE = frozenset({
    "AutoField", "BigAutoField", "BigIntegerField", "BinaryField", "BooleanField", "CharField", "ForeignKey",
    "IntegerField", "PositiveBigIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField",
    "SmallIntegerField", "TextField",
})  # fmt: skip


@contextmanager
def roomy(using: str = "default") -> Iterator[None]:
    """Around an act that writes very many rows.

    SQLite keeps more pages in memory, so that none is written twice; Python does not look for garbage in millions of
    living cells.
    """
    connection = connections[using]
    collecting = gc.isenabled()
    before = None
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            (before,) = cursor.execute("PRAGMA cache_size").fetchone()
            cursor.execute("PRAGMA cache_size = -131072")
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
        if before is not None and connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA cache_size = {int(before)}")


def pieces(values: Sequence[T], size: int = AT_ONCE) -> Iterator[Sequence[T]]:
    """The values in pieces that fit one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def prepared(field: "models.Field[Any, Any]", values: Sequence[Any], using: str = "default") -> Sequence[Any]:
    """A column as the database driver takes it. Each distinct value is turned once."""
    if field.get_internal_type() in _AS_THEY_ARE and not _is_odd_key(field):
        return values
    connection = connections[using]
    if isinstance(values, list) and len(values) > 1 and values.count(values[0]) == len(values):
        return [field.get_db_prep_save(values[0], connection)] * len(values)
    if isinstance(field, models.JSONField) and not any(values) and set(map(type, values)) == {dict}:
        return [field.get_db_prep_save({}, connection)] * len(values)
    try:
        turned = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    except TypeError:  # JSON: not hashable
        return [field.get_db_prep_save(value, connection) for value in values]
    return list(map(turned.__getitem__, values))


def _is_odd_key(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.ForeignKey) and field.target_field.get_internal_type() not in _AS_THEY_ARE


def insert(
    model: type[models.Model],
    columns: Mapping[str, Sequence[Any]],
    *,
    spelled: Collection[str] = (),
    using: str = "default",
) -> None:
    """Write rows given as columns by field or `attname`. Every column that has no default in the database must be there.

    Args:
        spelled: columns that hold text which the database reads itself (JSON).
    """
    if not columns or not len(next(iter(columns.values()))):
        return
    connection = connections[using]
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in columns]
    ready = [
        values if name in spelled else prepared(field, values, using)  # type: ignore[arg-type]
        for name, field, values in zip(columns, fields, columns.values(), strict=True)
    ]
    table = quote(model._meta.db_table)
    names = ", ".join(quote(field.column) for field in fields)  # type: ignore[arg-type, union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(ready[0]) >= COPY_FROM:
            lines = zip(*map(_copied, ready), strict=True)
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                while some := list(islice(lines, COPY_AT_ONCE)):
                    copy.write(("\n".join(map("\t".join, some)) + "\n").encode())
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - our own names
                list(zip(*ready, strict=True)),
            )


def _copied(values: Sequence[Any]) -> Sequence[str]:
    """A column as COPY reads it; each distinct value is spelled once, a column of plain text not at all."""
    types = set(map(type, values))
    if len(types) == 1 and isinstance(values, list) and values.count(values[0]) == len(values):
        return [_one_copied(values[0])] * len(values)
    if types == {str}:
        return values if not _TO_ESCAPE.search("".join(values)) else list(map(_escaped, values))
    if types == {int}:
        return list(map(str, values))
    if types == {bytes}:
        return ["\\\\x" + value.hex() for value in values]
    if len(types - {type(None)}) <= 1:
        told = {value: _one_copied(value) for value in set(values)}
        return list(map(told.__getitem__, values))
    return list(map(_one_copied, values))


def _one_copied(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "\\\\x" + bytes(value).hex()
    if hasattr(value, "obj"):  # psycopg's wrapper of JSON
        return _escaped(value.dumps(value.obj))
    return _escaped(value.isoformat() if isinstance(value, date) else str(value))


_TO_ESCAPE = re.compile(r"[\\\n\r\t\x08\x0b\x0c]")


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(lambda sign: "\\" + _SPELLED.get(sign[0], sign[0]), text)


_SPELLED = {"\n": "n", "\r": "r", "\t": "t", "\x08": "b", "\x0b": "v", "\x0c": "f"}


def new_keys(model: type[models.Model], count: int, using: str = "default") -> list[int]:
    """Primary keys for rows that are about to be written, never used before. The caller is in a transaction.

    On SQLite the transaction already is the only writer; AUTOINCREMENT remembers keys of rows that are gone.
    """
    connection = connections[using]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), model._meta.pk.column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return list(range(last + 1, last + 1 + count))

"""Unbound tables: what the compiler knows of a register's columns is taken from its Django model and nowhere else.

Columns of other types (JSON, instants, identifiers of acts) are left out: no definition may look at them.
"""

from functools import cache
from typing import Any

import ibis
import ibis.expr.datatypes as dt
from django.db import models

TYPES: "tuple[tuple[type[models.Field[Any, Any]], dt.DataType], ...]" = (
    (models.BooleanField, dt.boolean),
    (models.DateField, dt.date),
    (models.BigIntegerField, dt.int64),
    (models.IntegerField, dt.int32),
    (models.CharField, dt.string),
    (models.TextField, dt.string),
)


@cache
def table_of(model: type[models.Model]) -> ibis.Table:
    """The table of a model, as it is called in the database, with the columns that a definition may look at."""
    fields = [(field, type_of(field)) for field in model._meta.concrete_fields]
    schema = {str(field.column): kind for field, kind in fields if kind is not None}
    return ibis.table(schema, name=model._meta.db_table)


def type_of(field: "models.Field[Any, Any]") -> dt.DataType | None:
    """The type of a column; None for types that no definition looks at."""
    if isinstance(field, models.ForeignKey):
        kind = type_of(field.target_field)
        return kind and kind.copy(nullable=field.null)
    if isinstance(field, models.DateTimeField):  # a subclass of DateField
        return None
    kinds = (kind.copy(nullable=field.null) for class_, kind in TYPES if isinstance(field, class_))
    return next(kinds, None)

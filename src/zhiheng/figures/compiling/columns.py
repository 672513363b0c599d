"""What the compiler knows of a register's columns: taken from its Django model and nowhere else."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import models

KINDS: "tuple[tuple[type[models.Field[Any, Any]], str], ...]" = (
    (models.BooleanField, "flag"),
    (models.DateField, "day"),
    (models.IntegerField, "whole"),
    (models.CharField, "text"),
    (models.TextField, "text"),
)


@cache
def kinds_of(model: type[models.Model]) -> Mapping[str, str]:
    """Column → its kind. Columns of other types (JSON, instants) are left out: no definition may look at them."""
    told = ((str(field.column), _kind(field)) for field in model._meta.concrete_fields)
    return {column: kind for column, kind in told if kind}


def _kind(field: "models.Field[Any, Any]") -> str:
    if isinstance(field, models.ForeignKey):
        return _kind(field.target_field)
    if isinstance(field, models.DateTimeField):  # a subclass of DateField
        return ""
    return next((kind for class_, kind in KINDS if isinstance(field, class_)), "")

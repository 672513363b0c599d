"""What the compiler knows of a register's columns: taken from its Django model and nowhere else."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from django.db import models

from zhiheng.figures.declared import kind_of


class Column(NamedTuple):
    """How a column is called in the database, and its kind: text, flag, day or whole."""

    name: str
    kind: str


@cache
def columns_of(model: type[models.Model]) -> Mapping[str, Column]:
    """By the names that definitions use. Columns that no definition may look at (JSON, instants) are left out."""
    told = ((field, kind_of(field)) for field in model._meta.concrete_fields)
    return {field.attname: Column(str(field.column), _KINDS.get(kind, kind)) for field, kind in told if kind}


_KINDS = {"key": "whole"}

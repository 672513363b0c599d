"""Conditions on a record's own columns, as `definitions.Condition` means them, in booleans that are never unknown.

SQL answers "unknown" when a column is empty, and NOT leaves it unknown. So a condition is made false for an empty column
before it is denied.
"""

import operator
from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.types as ir

from zhiheng.figures.compiling.bound import Bound
from zhiheng.figures.definitions import Condition, Conditions

_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "above": operator.gt,
    "below": operator.lt,
    "from": operator.ge,
    "until": operator.lt,
}


def holds(table: ir.Table, conditions: Conditions, bound: Bound) -> ir.BooleanValue | None:
    """Whether all conditions hold; None where there are none. It may be unknown, which CASE and WHERE read as false."""
    asked = [_asked(table[condition.column], condition, bound) for condition in conditions]
    return ibis.and_(*asked) if asked else None


def _asked(column: ir.Column, condition: Condition, bound: Bound) -> ir.BooleanValue:
    value: Any = condition.value
    match condition.operator:
        case "is":
            return _is(column, value, bound)
        case "is_not":
            return _is_not(column, value, bound)
        case "in":
            return _in(column, value, bound)
        case "not_in":
            return _not_in(column, value, bound)
        case compared:
            return _COMPARED[compared](column, bound(value))


def _is(column: ir.Column, value: Any, bound: Bound) -> ir.BooleanValue:
    if value == "":
        return _is_empty(column, bound)
    if isinstance(value, bool):
        return column if value else ~column
    return column == bound(value)


def _is_not(column: ir.Column, value: Any, bound: Bound) -> ir.BooleanValue:
    if value == "":
        return ~_is_empty(column, bound)
    return column.isnull() | ~_is(column, value, bound)


def _in(column: ir.Column, values: tuple[Any, ...], bound: Bound) -> ir.BooleanValue:
    asked = [_is(column, value, bound) for value in values if value == "" or isinstance(value, bool)]
    if plain := [bound(value) for value in values if not (value == "" or isinstance(value, bool))]:
        asked.append(column.isin(plain))
    return ibis.or_(*asked) if asked else ibis.literal(False)


def _not_in(column: ir.Column, values: tuple[Any, ...], bound: Bound) -> ir.BooleanValue:
    if "" in values:
        return ~_is_empty(column, bound) & ~_in(column, tuple(value for value in values if value != ""), bound)
    return column.isnull() | ~_in(column, values, bound)


def is_written(column: ir.Column, values: tuple[str, ...], bound: Bound) -> ir.BooleanValue:
    """Whether the column holds one of these values, each as `Definition.class_for` writes it down."""
    return _in(column, tuple(typed for value in values if (typed := _typed(column, value)) is not None), bound)


def _typed(column: ir.Column, value: str) -> str | int | bool | None:
    if column.type().is_boolean():
        return {"true": True, "false": False}.get(value)
    if column.type().is_integer():
        return int(value) if value.lstrip("-").isdecimal() and str(int(value)) == value else None
    return value


def _is_empty(column: ir.Column, bound: Bound) -> ir.BooleanValue:
    """None, or the text without a letter; the only two that are the same."""
    return column.isnull() | (column == bound("")) if column.type().is_string() else column.isnull()

"""Expressions over one column of a record: conditions, months and amounts, by "operator kind".

Each is compiled once for an engine, over a column that stands for any of its kind, and filled in wherever it is asked.

SQL answers "unknown" when a column is empty, and NOT leaves it unknown. What `definitions.Condition` means knows no such
answer, so what is denied says itself what holds for an empty column. Elsewhere unknown is read as no, by CASE and WHERE.
"""

from collections.abc import Iterator

import ibis
import ibis.expr.types as ir

from zhiheng.figures.compiling.source.bound import asked, constant

Named = tuple[str, ir.Value]


def leaves() -> ir.Table:
    """All of them, in one row of columns."""
    columns = ibis.table({"text": "string", "flag": "boolean", "day": "date", "whole": "int32"}, name="zz_leaf")
    return columns.select(**dict(_leaves(columns)))


def _leaves(columns: ir.Table) -> Iterator[Named]:
    """Whole numbers are taken as short ones, so that amounts are widened before they are multiplied."""
    for kind in columns.columns:
        column = columns[kind]
        yield f"is_empty {kind}", column.isnull() | (column == "") if kind == "text" else column.isnull()
        yield f"is_not_empty {kind}", column.notnull() & (column != "") if kind == "text" else column.notnull()
        yield f"is_filled {kind}", column.notnull()
        if kind == "flag":
            yield from _of_flag(column)
        else:
            yield from _of_values(kind, column)
    yield "month day", slot(columns["day"])
    yield "amount whole", columns["whole"].fill_null(0).cast("int64")


def _of_flag(column: ir.BooleanColumn) -> Iterator[Named]:
    yield "is_true flag", column
    yield "is_false flag", ~column
    yield "is_not_true flag", column.isnull() | ~column
    yield "is_not_false flag", column.isnull() | column


def _of_values(kind: str, column: ir.Column) -> Iterator[Named]:
    value = asked(kind)
    yield f"is {kind}", column == value
    yield f"is_not {kind}", column.isnull() | (column != value)
    yield f"in {kind}", column.isin([value])
    yield f"not_in {kind}", column.isnull() | column.notin([value])
    if kind != "text":
        yield f"at_least {kind}", column >= value
        yield f"at_most {kind}", column <= value
        yield f"above {kind}", column > value
        yield f"below {kind}", column < value


def slot(day: ir.Value, empty: ir.Value | int | None = None) -> ir.Value:
    """The slot of the month of a day, or another one where there is no day."""
    no_day = [] if empty is None else [(day.isnull(), empty)]
    inside = (day.year() * 12 + day.month() - constant("offset")).cast("int64")
    return ibis.cases(
        *no_day, (day < constant("first_day"), 0), (day >= constant("day_after"), constant("beyond")), else_=inside
    )

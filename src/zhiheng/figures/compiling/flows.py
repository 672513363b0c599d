"""Sums over records by the month of a day: ratios, events, sums and weighted means.

Where something counts once, only the record that stands for its group is added: the earliest member, then the one with
the smallest id. Both are minima over the group, so every definition can be asked in the same pass over the same groups.
"""

import functools
import math
import operator
from collections.abc import Mapping

import ibis.expr.types as ir

from zhiheng.figures.compiling.asked import Question, Sum
from zhiheng.figures.compiling.bound import Bound
from zhiheng.figures.compiling.pieces import (
    besides,
    common_to,
    flag,
    flags,
    numbered,
    slot,
    standing,
    taking_part,
    where_all,
)

Columns = tuple[tuple[str, int], ...]
"""Columns and their factors, as in `definitions.Part`."""


def flow(question: Question, records: ir.Table, bound: Bound) -> ir.Table:
    """place, month, class where asked, and a column for each sum: sum_0, sum_1 …"""
    grain, sums = question.grain, question.sums
    common = common_to(sums)
    members = numbered(besides(one.of, common) for one in sums)
    wheres = numbered(one.where for one in sums)
    amounts = numbered(one.columns for one in sums if one.columns)
    taken = taking_part(records, grain, common, bound)
    rows = taken.select(
        place=taken[grain.place],
        month=slot(taken[grain.on], grain.months, bound),
        **({"class": taken[grain.class_by]} if grain.class_by else {}),
        **({"id": taken.id, "day": taken[grain.on]} if grain.once_by else {}),
        **{f"key_{number}": taken[column] for number, column in enumerate(grain.once_by)},
        **flags("member", members, taken, bound),
        **flags("where", wheres, taken, bound),
        **{f"amount_{number}": _product(taken, columns) for columns, number in amounts.items()},
    ).alias("members")
    if grain.once_by:
        rows = standing(rows, members, [f"key_{number}" for number in range(len(grain.once_by))])

    def added(one: Sum) -> ir.IntegerScalar:
        of = besides(one.of, common)
        counts = rows[f"stands_{members[of]}"] if grain.once_by else flag("member", of, members, rows)
        amount = where_all((counts, flag("where", one.where, wheres, rows)), _amount(rows, one, amounts), 0)
        return amount.sum() if isinstance(amount, ir.Column) else rows.count()

    keys = ["place", "month", *(["class"] if grain.class_by else [])]
    return rows.group_by(keys).aggregate(**{f"sum_{number}": added(one) for number, one in enumerate(sums)})


def _amount(rows: ir.Table, one: Sum, amounts: Mapping[Columns, int]) -> ir.Column | int:
    return rows[f"amount_{amounts[one.columns]}"] if one.columns else 1


def _product(table: ir.Table, columns: Columns) -> ir.IntegerValue:
    """The product of columns, empty ones as 0, and of their factors; in 64 bits, whatever the columns have."""
    factor = math.prod(factor for _, factor in columns)
    product = functools.reduce(operator.mul, (table[column].fill_null(0).cast("int64") for column, _ in columns))
    return product if factor == 1 else product * factor

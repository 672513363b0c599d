"""What is valid at the end of each month, told by the months in which something begins or ceases to be valid.

The spans of a group may overlap and have gaps. Where they begin and end, the group's depth (how many of its spans cover
a month) goes up and down; a group begins to be valid where its depth leaves 0, and ceases where it returns to 0.
"""

from datetime import date

import ibis
import ibis.expr.types as ir

from zhiheng.figures.compiling.asked import Grain, Question
from zhiheng.figures.compiling.bound import Bound
from zhiheng.figures.compiling.conditions import is_written
from zhiheng.figures.compiling.pieces import (
    Numbered,
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
from zhiheng.figures.definitions import Months


def stock(question: Question, records: ir.Table, spans: ir.Table, bound: Bound) -> ir.Table:
    """place, month, class where asked, and a column for each sum: sum_0, sum_1 …

    Where classes are given in the grain, `class` is the number of the class in them, else the value of the column.
    """
    grain, sums = question.grain, question.sums
    common = common_to(sums)
    members = numbered(besides(one.of, common) for one in sums)
    rows = _rows(grain, taking_part(records, grain, common, bound), spans, members, bound)
    by_class = ["class"] if grain.class_by else []
    if grain.once_by:
        counted = rows.filter(rows["class"].notnull()) if grain.classes else rows
        steps = _placed(_steps(counted, grain.months, ["group", *by_class], members), rows, members)
    else:
        steps = _steps(rows, grain.months, ["group", "place", *by_class], members)
    return steps.group_by(["place", "month", *by_class]).aggregate(
        **{f"sum_{number}": steps[f"step_{members[besides(one.of, common)]}"].sum() for number, one in enumerate(sums)}
    )


def _rows(grain: Grain, taken: ir.Table, spans: ir.Table, members: Numbered, bound: Bound) -> ir.Table:
    """A row a span: its group, from which month on it covers the last day, and from which on no longer."""
    lasting = spans.filter(spans.valid_from.isnull() | spans.valid_to.isnull() | (spans.valid_from < spans.valid_to))
    beyond = grain.months.count + 2  # a span without end ends after the last slot, where nobody looks
    rows = (
        taken.join(lasting, taken.id == lasting.record_id)
        .select(
            id=taken.id,
            place=taken[grain.place],
            day=lasting.valid_from.fill_null(bound(date.min)),
            start=slot(lasting.valid_from, grain.months, bound, empty=0),
            stop=slot(lasting.valid_to, grain.months, bound, empty=beyond),
            **({"class": _class(taken, grain, bound)} if grain.class_by else {}),
            **{f"key_{number}": taken[column] for number, column in enumerate(grain.once_by)},
            **flags("member", members, taken, bound),
        )
        .alias("spans")
    )
    keys = [f"key_{number}" for number in range(len(grain.once_by))]
    return rows.mutate(group=rows.id.min().over(group_by=keys) if keys else rows.id).alias("grouped")


def _class(taken: ir.Table, grain: Grain, bound: Bound) -> ir.Value:
    """The value that divides into classes, or the number of the class where the grain says which values a class has."""
    column = taken[grain.class_by]
    if not grain.classes:
        return column
    return ibis.cases(
        *((is_written(column, values, bound), number) for number, (_, values) in enumerate(grain.classes))
    )


def _steps(rows: ir.Table, months: Months, group: list[str], members: Numbered) -> ir.Table:
    """By group and month: +1 where its validity begins, −1 where it ceases, 0 where only its depth changes."""

    def events(table: ir.Table, month: str, step: int) -> ir.Table:
        told = {of: flag("member", of, members, table) for of in members}
        steps = {f"event_{members[of]}": where_all((member,), step, 0) for of, member in told.items()}
        return table.select(*group, month=table[month], **steps)

    begin = rows.filter(rows["start"] < rows["stop"])
    cease = begin.filter(begin["stop"] <= months.count + 1)
    both = ibis.union(events(begin, "start", 1), events(cease, "stop", -1)).alias("events")
    numbers = members.values()
    changes = both.group_by([*group, "month"]).aggregate(**{f"change_{n}": both[f"event_{n}"].sum() for n in numbers})
    so_far = ibis.cumulative_window(group_by=group, order_by="month")
    depths = changes.mutate(**{f"depth_{n}": changes[f"change_{n}"].sum().over(so_far) for n in numbers}).alias(
        "depths"
    )

    def step(number: int) -> ir.IntegerValue:
        now, change = depths[f"depth_{number}"], depths[f"change_{number}"]
        return where_all((now > 0,), 1, 0) - where_all((now - change > 0,), 1, 0)

    return depths.select(*group, "month", **{f"step_{n}": step(n) for n in numbers}).alias("steps")


def _placed(steps: ir.Table, rows: ir.Table, members: Numbered) -> ir.Table:
    """The steps of a group at its place: that of the record whose span begins first, then of the smallest id."""
    first = standing(rows, members, ["group"])
    numbers = members.values()
    here = {f"here_{n}": where_all((first[f"stands_{n}"],), 1, 0).max() for n in numbers}
    places = first.group_by(["group", "place"]).aggregate(**here).alias("places")
    both = steps.join(places, "group")
    kept = [name for name in steps.columns if not name.startswith("step_")]
    return both.select(*kept, "place", **{f"step_{n}": both[f"step_{n}"] * both[f"here_{n}"] for n in numbers})

"""The four shapes that every query has, written once in Ibis for one sum, one key and one class.

A name that ends in a mark stands for several, or for none: `__s` a sum, `__m` a set of members, `__k` a column that
counts once, `__c` the class. A column that begins with `leaf_` is not in the table: an expression over the record's own
columns is put in its place (`leaves`). So a shape is compiled once for an engine, however many definitions there are.
"""

import ibis
import ibis.expr.types as ir

from zhiheng.figures.compiling.source.bound import constant
from zhiheng.figures.compiling.source.leaves import slot

RECORDS, SPANS = "zz_records", "zz_spans"
PLACE_MONTH_CLASS = ("place", "month", "class__c")


def shapes() -> dict[str, ir.Table]:
    """By name. Each gives place, month, class where asked, and sum_0, sum_1 …"""
    return {"flow": _flow(), "flow once": _flow_once(), "stock": _stock(), "stock once": _stock_once()}


def _records() -> ir.Table:
    whole = ["leaf_id", "leaf_place", "leaf_month", "leaf_adds__s"]
    types = dict.fromkeys(whole, "int64") | dict.fromkeys(["leaf_class__c", "leaf_key__k"], "string")
    return ibis.table(
        types | {"leaf_day": "date", "leaf_taking_part": "boolean", "leaf_member__m": "boolean"}, name=RECORDS
    )


def _taken(*columns: str) -> ir.Table:
    """Records that may count, with the leaves that a shape needs."""
    records = _records()
    taken = records.filter(records.leaf_taking_part)
    return taken.select(**{column: taken[f"leaf_{column}"] for column in columns}).alias("members")


def _flow() -> ir.Table:
    """Records are added in the month of their day."""
    members = _taken("place", "month", "class__c", "adds__s")
    return members.group_by(PLACE_MONTH_CLASS).aggregate(sum__s=members["adds__s"].sum())


def _flow_once() -> ir.Table:
    """Of a group, only the record that stands for it is added."""
    standing = _standing(_taken("place", "month", "class__c", "key__k", "id", "day", "member__m", "adds__s"), "key__k")
    adds = _where(standing["id"] == standing["first_id__m"], standing["adds__s"], 0)
    return standing.group_by(PLACE_MONTH_CLASS).aggregate(sum__s=adds.sum())


def _standing(rows: ir.Table, group: str) -> ir.Table:
    """Which record stands for its group: of its members those of the earliest day, of these the one with the smallest id.

    Both are minima over the group, asked for each set of members, so the rows are sorted into groups only once.
    """
    first = _where(rows["member__m"], rows["day"]).min().over(group_by=group)
    by_day = rows.mutate(first_day__m=first).alias("by_day")
    on_that_day = by_day["member__m"] & (by_day["day"] == by_day["first_day__m"])
    return by_day.mutate(first_id__m=_where(on_that_day, by_day["id"]).min().over(group_by=group)).alias("standing")


def _stock() -> ir.Table:
    """Each record is valid by itself."""
    rows = _spans("id", "place", "class__c", "member__m")
    steps = _steps(rows, ["id", "place", "class__c"])
    return steps.group_by(PLACE_MONTH_CLASS).aggregate(sum__m=steps["step__m"].sum())


def _stock_once() -> ir.Table:
    """A group is valid where any of its members is, at the place of the one whose span begins first.

    The place is carried to each row of the group, not joined: SQLite would join groups by nested loops. So each sum has
    a query of its own, for its members may begin elsewhere.
    """
    standing = _standing(_spans("id", "place", "class__c", "key__k", "member__m"), "key__k")
    of_first = _where(standing["id"] == standing["first_id__m"], standing["place"])
    placed = standing.select(
        "start", "stop", "class__c", "key__k", "member__m", place=of_first.min().over(group_by="key__k")
    ).alias("placed")
    steps = _steps(placed, ["place", "key__k", "class__c"])
    return steps.group_by(PLACE_MONTH_CLASS).aggregate(sum__m=steps["step__m"].sum())


def _spans(*columns: str) -> ir.Table:
    """The spans of records: from which month on each covers the last day, and from which on no longer."""
    spans = ibis.table({"record_id": "int64", "valid_from": "date", "valid_to": "date"}, name=SPANS)
    lasting = spans.filter(spans.valid_from.isnull() | spans.valid_to.isnull() | (spans.valid_from < spans.valid_to))
    records = _records()
    taken = records.filter(records.leaf_taking_part)
    return (
        taken.join(lasting, taken.leaf_id == lasting.record_id)
        .select(
            **{column: taken[f"leaf_{column}"] for column in columns},
            day=lasting.valid_from.fill_null(constant("earliest")),
            start=slot(lasting.valid_from, empty=0),
            stop=slot(lasting.valid_to, empty=constant("open")),
        )
        .alias("members")
    )


def _steps(rows: ir.Table, group: list[str]) -> ir.Table:
    """By group and month: +1 where its validity begins, −1 where it ceases, 0 where it only changes its depth.

    The depth is how many of its spans cover a month. They may overlap and have gaps; the group begins to be valid where
    its depth leaves 0, and ceases where it returns to 0.
    """

    def events(table: ir.Table, month: str, step: int) -> ir.Table:
        return table.select(*group, month=table[month], event__m=_where(table["member__m"], step, 0))

    begin = rows.filter(rows["start"] < rows["stop"])
    cease = rows.filter(rows["start"] < rows["stop"], rows["stop"] <= constant("beyond"))
    both = ibis.union(events(begin, "start", 1), events(cease, "stop", -1)).alias("events")
    changes = both.group_by([*group, "month"]).aggregate(change__m=both["event__m"].sum()).alias("changes")
    so_far = ibis.cumulative_window(group_by=group, order_by="month")
    depths = changes.mutate(depth__m=changes["change__m"].sum().over(so_far)).alias("depths")
    now, before = depths["depth__m"], depths["depth__m"] - depths["change__m"]
    step = _where(now > 0, 1, 0) - _where(before > 0, 1, 0)
    return depths.select(*group, "month", step__m=step).alias("steps")


def _where(asked: ir.BooleanValue, value: ir.Value | int, otherwise: int | None = None) -> ir.Column:
    """The value where something holds; unknown is no."""
    return ibis.cases((asked, value), else_=otherwise)

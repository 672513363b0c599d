"""Pieces that flows and stocks share: which rows take part, months, and columns that several sums look at."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

import ibis
import ibis.expr.types as ir

from zhiheng.figures.compiling.asked import Grain, Sum
from zhiheng.figures.compiling.bound import Bound
from zhiheng.figures.compiling.conditions import holds
from zhiheng.figures.definitions import Conditions, Months

Asked = TypeVar("Asked", bound=Hashable)
Numbered = Mapping[Conditions, int]
"""Sets of conditions that several sums may share → the number of the column that tells whether they hold."""


def taking_part(records: ir.Table, grain: Grain, common: Conditions, bound: Bound) -> ir.Table:
    """Records that may count for any of the sums: in a state that counts, with a place and a day, as all sums ask."""
    place, day = records[grain.place], records[grain.on] if grain.on else None
    asked = [
        ~records.withdrawn,
        records.state.isin([bound(state) for state in grain.states]) if grain.states else None,
        place.notnull() if place.type().nullable else None,
        day.notnull() if day is not None and day.type().nullable else None,
        holds(records, common, bound),
    ]
    return records.filter([one for one in asked if one is not None])


def common_to(sums: Iterable[Sum]) -> Conditions:
    """Conditions of membership that all sums share."""
    first, *others = (one.of for one in sums)
    return tuple(condition for condition in first if all(condition in other for other in others))


def besides(asked: Conditions, common: Conditions) -> Conditions:
    return tuple(condition for condition in asked if condition not in common)


def numbered(asked: Iterable[Asked]) -> Mapping[Asked, int]:
    """What several sums ask alike is computed once: each, without doubles, and the number of its column."""
    return {one: number for number, one in enumerate(dict.fromkeys(asked))}


def flags(prefix: str, asked: Numbered, table: ir.Table, bound: Bound) -> dict[str, ir.BooleanValue]:
    """Columns that tell whether conditions hold; () needs none."""
    told = {f"{prefix}_{number}": holds(table, conditions, bound) for conditions, number in asked.items()}
    return {name: flag for name, flag in told.items() if flag is not None}


def flag(prefix: str, conditions: Conditions, asked: Numbered, table: ir.Table) -> ir.BooleanValue | None:
    """Such a column; None where nothing is asked."""
    return table[f"{prefix}_{asked[conditions]}"] if conditions else None


def where_all(flags: Iterable[ir.BooleanValue | None], value: Any, otherwise: int | None = None) -> ir.Value:
    """The value where all flags hold, unknown being no; just the value where nothing is asked."""
    asked = [one for one in flags if one is not None]
    if asked:
        return ibis.cases((ibis.and_(*asked), value), else_=otherwise)
    return value if isinstance(value, ir.Value) else ibis.literal(value)


def standing(rows: ir.Table, members: Numbered, group: list[str]) -> ir.Table:
    """Which record stands for its group: of the members those of the earliest day, of these the smallest id.

    Both are minima over the group, asked for each set of members, so the rows are sorted into groups only once.
    """

    def least(flags: Mapping[int, list[ir.BooleanValue | None]], value: ir.Value, prefix: str) -> dict[str, ir.Value]:
        return {f"{prefix}_{n}": where_all(asked, value).min().over(group_by=group) for n, asked in flags.items()}

    of_member = {number: [flag("member", of, members, rows)] for of, number in members.items()}
    by_day = rows.mutate(**least(of_member, rows.day, "first_day")).alias("by_day")
    of_day = {
        number: [flag("member", of, members, by_day), by_day.day == by_day[f"first_day_{number}"]]
        for of, number in members.items()
    }
    by_id = by_day.mutate(**least(of_day, by_day.id, "first_id")).alias("by_id")
    return by_id.mutate(**{f"stands_{n}": by_id.id == by_id[f"first_id_{n}"] for n in members.values()})


def slot(day: ir.DateValue, months: Months, bound: Bound, empty: int | None = None) -> ir.IntegerValue:
    """The slot of the month of a day, or another where there is no day."""
    before, after = bound(first_day(months.first)), bound(first_day(months.first + months.count))
    inside = (day.year() * 12 + day.month() - months.first).cast("int64")
    asked = [] if empty is None else [(day.isnull(), empty)]
    return ibis.cases(*asked, (day < before, 0), (day >= after, months.count + 1), else_=inside)


def first_day(month: int) -> date:
    """The first day of a month that is counted from year 0."""
    return date(month // 12, month % 12 + 1, 1)

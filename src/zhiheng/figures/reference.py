"""The plain loop over groups: slow, obvious, and the opinion that the fast ones are compared with."""

from collections import defaultdict
from collections.abc import Iterable

from zhiheng.figures.contributions import Amounts, Record, added, contributions
from zhiheng.figures.definitions import Definition


def amounts(definition: Definition, records: Iterable[Record]) -> Amounts:
    """Everything that the records of a register add to an indicator, as cell → amount without zeros."""
    total: Amounts = {}
    for group in groups(definition, records).values():
        added(total, contributions(definition, group))
    return {cell: amount for cell, amount in total.items() if amount}


def groups(definition: Definition, records: Iterable[Record]) -> dict[tuple[object, ...], list[Record]]:
    """Records by what is counted once; each record alone where nothing says so."""
    found: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    keys = definition.once_by or ("id",)
    for record in records:
        found[tuple(record[column] for column in keys)].append(record)
    return found

"""Rows as columns: how sets of records travel between the kit, the registers and the figures.

A set of 100 000 rows is one object with a list per column, so that nothing has to touch each row in a loop.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Span = tuple[date | None, date | None]
"""Half-open: first day, first day that no longer counts; None is open."""


@dataclass(frozen=True)
class Batch:
    """Records of one register, column by column.

    Attributes:
        ids: primary keys, in the order of the columns.
        columns: column name (`attname`: "place_id", "state") → values, as long as `ids`.
        spans: primary key → its valid spans, for registers that have them.
    """

    ids: Sequence[int]
    columns: Mapping[str, Sequence[Any]]
    spans: Mapping[int, Sequence[Span]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One mapping a record, `id` among them."""
        names = list(self.columns)
        for key, *values in zip(self.ids, *(self.columns[name] for name in names), strict=True):
            yield {"id": key, **dict(zip(names, values, strict=True))}


EMPTY = Batch((), {})


@dataclass(frozen=True)
class Changed:
    """One set of changed rows of one register: as they were and as they are. A new row stands only in `after`."""

    register: str
    before: Batch = EMPTY
    after: Batch = EMPTY

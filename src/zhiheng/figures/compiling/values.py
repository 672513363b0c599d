"""Values that a statement is run with. They are typed and bound, and never part of its text.

In a compiled text the place of a value is written as a call, `bound_day(0)`: its kind, and the number of a constant or,
within an expression over one column, the value that it asks for.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhiheng.figures.definitions import Months

CALL = re.compile(r"\bbound_(text|day|whole)\((\d+)\)", re.IGNORECASE)
CONSTANTS = {
    "first_day": "day",
    "day_after": "day",
    "offset": "whole",
    "beyond": "whole",
    "open": "whole",
    "earliest": "day",
}
"""What is the same for a whole query → its kind. Its number is its place here."""
OF_LEAF = len(CONSTANTS)
"""The number of the value that a leaf asks for."""


def constants(months: Months) -> tuple[Any, ...]:
    """The values of the constants for the months of a plan, by number."""
    values = {
        "first_day": _first_day(months.first),
        "day_after": _first_day(months.first + months.count),
        "offset": months.first,  # a month counted as year × 12 + month, without the − 1, gives slots from 1
        "beyond": months.count + 1,
        "open": months.count + 2,
        "earliest": date.min,
    }
    return tuple(values[name] for name in CONSTANTS)


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def kind_of(value: Any) -> str:
    """Text, day or whole. Truth has none: whether a flag is set is asked of its column."""
    if type(value) not in _KINDS:
        raise TypeError(f"a statement binds texts, whole numbers and days; found {value!r}")
    return _KINDS[type(value)]


_KINDS = {str: "text", int: "whole", date: "day"}


@dataclass
class Bound:
    """The values of one statement, each once, by name."""

    values: dict[str, Any] = field(default_factory=dict)
    _names: dict[tuple[type, Any], str] = field(default_factory=dict)

    def name(self, value: Any) -> str:
        known = self._names.setdefault((type(value), value), f"v{len(self._names)}")
        self.values[known] = value
        return known

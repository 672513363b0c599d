"""Values that a statement is run with. They are typed, numbered, and never part of its text.

An Ibis literal would be written into the text. A value is therefore put into the expression as a call of a function
that exists nowhere, `bound_text(3)`; when the text is made, the call becomes the placeholder of the engine.
"""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir

CALL = re.compile(r"\bbound_(text|day|whole)\((\d+)\)", re.IGNORECASE)


def _call(kind: str, returns: type) -> Callable[[int], ir.Scalar]:
    def call(number: int) -> Any:
        """The place of a value. It is never called; only its name and its types are used."""

    named: Any = ibis.udf.scalar.builtin(call, name=f"bound_{kind}", signature=((int,), returns))
    return named  # type: ignore[no-any-return]


CALLS = {str: _call("text", str), int: _call("whole", int), datetime.date: _call("day", datetime.date)}


@dataclass
class Bound:
    """The values of one statement, each once."""

    values: list[Any] = field(default_factory=list)
    _seen: dict[tuple[type, Any], ir.Scalar] = field(default_factory=dict)

    def __call__(self, value: Any) -> ir.Scalar:
        """The place of this value in the expression. Truth has none: whether a flag is set is asked of its column."""
        if type(value) not in CALLS:
            raise TypeError(f"a statement binds texts, whole numbers and days; found {value!r}")
        known = self._seen.get((type(value), value))
        if known is None:
            known = self._seen[type(value), value] = CALLS[type(value)](len(self.values))
            self.values.append(value)
        return known

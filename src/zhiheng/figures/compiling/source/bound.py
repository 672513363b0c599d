"""The places of values in an expression of Ibis.

A literal would be written into the text. A value is therefore a call of a function that exists nowhere.
"""

import datetime
from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.types as ir

from zhiheng.figures.compiling.values import CONSTANTS, OF_LEAF


def _call(kind: str, returns: type) -> Callable[[int], ir.Scalar]:
    def call(number: int) -> Any:
        """The place of a value. It is never called; only its name and its types are used."""

    named: Any = ibis.udf.scalar.builtin(call, name=f"bound_{kind}", signature=((int,), returns))
    return named  # type: ignore[no-any-return]


_CALLS = {"text": _call("text", str), "whole": _call("whole", int), "day": _call("day", datetime.date)}


def constant(name: str) -> ir.Scalar:
    """The place of a constant."""
    return _CALLS[CONSTANTS[name]](list(CONSTANTS).index(name))


def asked(kind: str) -> ir.Scalar:
    """The place of the value that a leaf asks for."""
    return _CALLS[kind](OF_LEAF)

"""An expression becomes SQL text with the placeholders of its engine."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis.backends.sql.compilers as compilers
import ibis.expr.types as ir

from zhiheng.figures.compiling.bound import CALL

CLICKHOUSE_TYPES = {"text": "String", "day": "Date32", "whole": "Int64"}


@dataclass(frozen=True)
class Dialect:
    """How an engine is spoken to: the compiler that Ibis has for it, and how a value is named in its text."""

    name: str
    compiler: str
    placeholder: Callable[[str, str], str]
    """(kind of value, its name) → what stands in the text."""
    doubles_percent: bool = False
    """Django's cursors read % as the start of a placeholder."""
    earliest: date = date.min
    """No column holds an earlier day, and no value may be one."""


DIALECTS = {
    one.name: one
    for one in (
        Dialect("sqlite", "sqlite", lambda _, name: f"%({name})s", doubles_percent=True),
        Dialect("postgresql", "postgres", lambda _, name: f"%({name})s", doubles_percent=True),
        Dialect("duckdb", "duckdb", lambda _, name: f"${name}"),
        Dialect(
            "clickhouse",
            "clickhouse",
            lambda kind, name: f"{{{name}:{CLICKHOUSE_TYPES[kind]}}}",
            earliest=date(1900, 1, 1),
        ),
        Dialect("spark", "pyspark", lambda _, name: f":{name}"),
    )
}


def text_of(expression: ir.Table, dialect: Dialect) -> str:
    """The SQL text, on several lines, with placeholders v0, v1 …"""
    compiler = getattr(compilers, dialect.compiler).compiler
    text = compiler.to_sqlglot(expression).sql(dialect=compiler.dialect, pretty=True)
    if dialect.doubles_percent:
        text = text.replace("%", "%%")

    def placeholder(call: re.Match[str]) -> str:
        return dialect.placeholder(call[1].lower(), f"v{call[2]}")

    return CALL.sub(placeholder, text)


def named(values: list[Any], dialect: Dialect) -> dict[str, Any]:
    """The values by the names of their placeholders."""
    early = dialect.earliest
    return {f"v{n}": max(value, early) if isinstance(value, date) else value for n, value in enumerate(values)}

"""How each engine wants its text, and how the compiled texts are read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from zhiheng.figures.compiling.values import Bound, kind_of

TEXTS = Path(__file__).parent / "text"
HEADING = re.compile(r"^-- (.+)\n", re.MULTILINE)
CLICKHOUSE_TYPES = {"text": "String", "day": "Date32", "whole": "Int64"}


@dataclass(frozen=True)
class Dialect:
    """An engine.

    Attributes:
        compiler: what Ibis calls it.
        placeholder: kind of a value and its name → what stands in the text.
        quote: what stands around names.
        doubles_percent: Django's cursors read % as the beginning of a placeholder.
        earliest: no column holds an earlier day, and no value may be one.
    """

    name: str
    compiler: str
    placeholder: Callable[[str, str], str]
    quote: str = '"'
    doubles_percent: bool = False
    earliest: date = date.min

    def quoted(self, name: str) -> str:
        return f"{self.quote}{name}{self.quote}"

    def place(self, value: Any, bound: Bound) -> str:
        """What stands in the text for a value."""
        return self.placeholder(
            kind_of(value), bound.name(max(value, self.earliest) if isinstance(value, date) else value)
        )

    @property
    def path(self) -> Path:
        """The texts that were compiled for it."""
        return TEXTS / f"{self.name}.sql"


def _clickhouse(kind: str, name: str) -> str:
    return f"{{{name}:{CLICKHOUSE_TYPES[kind]}}}"


DIALECTS = {
    one.name: one
    for one in (
        Dialect("sqlite", "sqlite", lambda _, name: f"%({name})s", doubles_percent=True),
        Dialect("postgresql", "postgres", lambda _, name: f"%({name})s", doubles_percent=True),
        Dialect("duckdb", "duckdb", lambda _, name: f"${name}"),
        Dialect("clickhouse", "clickhouse", _clickhouse, earliest=date(1900, 1, 1)),
        Dialect("spark", "pyspark", lambda _, name: f":{name}", quote="`", earliest=date(1000, 1, 1)),
    )
}


@cache
def texts(name: str) -> Mapping[str, str]:
    """The compiled texts of an engine: "flow", "stock once", "is text" … → text."""
    dialect = DIALECTS[name]
    _, *parts = HEADING.split(dialect.path.read_text(encoding="utf-8"))
    found = {heading: text.strip() for heading, text in zip(parts[::2], parts[1::2], strict=True)}
    return {key: text.replace("%", "%%") for key, text in found.items()} if dialect.doubles_percent else found

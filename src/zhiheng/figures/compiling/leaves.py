"""What is filled into a shape for one register: its columns, its conditions and amounts, in the texts of an engine.

Texts over one column were compiled; they are joined here by AND, OR, CASE and ×, which are the same everywhere.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhiheng.figures.compiling.columns import Column
from zhiheng.figures.compiling.dialects import Dialect, texts
from zhiheng.figures.compiling.values import CALL, OF_LEAF, Bound
from zhiheng.figures.definitions import Condition, Conditions, is_empty

COLUMN = re.compile(r"""["`]t0["`]\.["`](?:text|flag|day|whole)["`]""")
RECORD = "zz_record"
"""Stands for the name that the shape has given to the table of records."""
_SAME = {"from": "at_least", "until": "below"}


@dataclass(frozen=True)
class Leaves:
    """Texts over the columns of one table."""

    dialect: Dialect
    columns: Mapping[str, Column]
    bound: Bound

    def column(self, column: str) -> str:
        if column not in self.columns:
            raise LookupError(f"no definition may look at {column}")
        return f"{RECORD}.{self.dialect.quoted(self.columns[column].name)}"

    def of(self, name: str, column: str, *values: Any) -> str:
        """The expression of this name over a column, asking for these values."""
        column_text = self.column(column)
        text = texts(self.dialect.name)[f"{name} {self.columns[column].kind}"]
        places = ", ".join(self.dialect.place(value, self.bound) for value in values)
        text = CALL.sub(lambda call: places if int(call[2]) == OF_LEAF else call[0], text)
        return COLUMN.sub(lambda _: column_text, text)

    def holds(self, condition: Condition) -> str:
        """Whether a condition holds, as `Condition.holds` says; unknown is no."""
        column, name, value = condition.column, condition.operator, condition.value
        if name in {"in", "not_in"}:
            return self._in(column, value if isinstance(value, tuple) else (value,), denied=name == "not_in")
        if isinstance(value, bool):
            return self.of(f"{name}_{str(value).lower()}", column)
        if is_empty(value):
            return self.of(f"{name}_empty", column)
        return self.of(_SAME.get(name, name), column, value)

    def _in(self, column: str, values: tuple[Any, ...], *, denied: bool) -> str:
        """One of several values. What is denied must hold of each, what is asked of any."""
        single = [value for value in values if is_empty(value) or isinstance(value, bool)]
        others = [value for value in values if value not in single]
        name = "is_not" if denied else "is"
        asked = [self.holds(Condition(column, name, value)) for value in single]
        asked += [self.of("not_in" if denied else "in", column, *others)] if others else []
        if not asked:
            return "1 = 1" if denied else "1 = 0"
        return together(asked, "AND" if denied else "OR")

    def all_hold(self, conditions: Conditions) -> str:
        return together([self.holds(condition) for condition in conditions], "AND") or "1 = 1"

    def adds(self, where: Conditions, columns: Iterable[tuple[str, int]]) -> str:
        """The product of columns and factors where all conditions hold, else 0."""
        factors = [factor for _, factor in columns if factor != 1]
        product = [self.of("amount", column) for column, _ in columns]
        product += [self.dialect.place(factor, self.bound) for factor in factors]
        amount = " * ".join(product) or "1"
        return f"CASE WHEN {self.all_hold(where)} THEN {amount} ELSE 0 END" if where else amount

    def number_of_class(self, column: str, classes: Iterable[tuple[str, tuple[str, ...]]]) -> str:
        """The number of the class that has the value of the column; unknown where none has it."""
        cases = []
        for number, (_, written) in enumerate(classes):
            if values := [value for one in written if (value := _typed(one, self.columns[column].kind)) is not None]:
                cases.append(f"WHEN {self._in(column, tuple(values), denied=False)} THEN {number}")
        return f"CASE {' '.join(cases) or 'WHEN 1 = 0 THEN 0'} END"


def together(asked: list[str], word: str) -> str:
    """Several questions as one, each in its brackets; "" for none."""
    return asked[0] if len(asked) == 1 else f" {word} ".join(f"({one})" for one in asked)


def _typed(written: str, kind: str) -> Any:
    """A value of a class column, from the way in which `Definition.class_for` writes it; None where nothing is written so."""
    if kind == "flag":
        return {"true": True, "false": False}.get(written)
    if kind == "whole":
        return int(written) if re.fullmatch(r"0|-?[1-9]\d*", written) else None
    return written

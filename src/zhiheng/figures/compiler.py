"""Definitions as SQL over the evidence, for every engine that Zhiheng stands on.

What differs between engines was compiled by Ibis (`compiling/source`, `just golden`) and stands as text in
`compiling/text`; here it is filled in for definitions and run on Django's cursor, inside the caller's transaction. So a
process that asks for figures never imports Ibis. Nothing is divided or rounded; every amount is a whole number.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zhiheng.figures.compiling import asked, columns, filling
from zhiheng.figures.compiling.asked import Question
from zhiheng.figures.contributions import Amounts
from zhiheng.figures.definitions import Definition
from zhiheng.figures.sources import place_numbers
from zhiheng.registers.kit import registry
from zhiheng.registers.kit.declaration import Register

ENGINES = ("sqlite", "postgresql", "duckdb", "clickhouse", "spark")

Row = Sequence[Any]
RegisterOf = Callable[[str], Register]
Entry = tuple[int, int, int, int]
"""Month, number of the place, number of the cell, amount: as they are packed."""


@dataclass(frozen=True)
class Statement:
    """One query: text with placeholders, values by their names, and what its answer means.

    Attributes:
        flags: the class column holds true and false, which databases hand out as numbers.
    """

    sql: str
    values: Mapping[str, Any]
    question: Question
    flags: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the answer, in order."""
        by_class = ("class",) if self.question.grain.class_by else ()
        return ("place", "month", *by_class, *(f"sum_{number}" for number in range(len(self.question.sums))))


Run = Callable[[Statement], Iterable[Row]]


def statements(
    definitions: Iterable[Definition], engine: str, register_of: RegisterOf = registry.register
) -> Iterator[Statement]:
    """The queries that answer these definitions on an engine; definitions share one where they can."""
    for question in asked.questions(tuple(definitions)):
        register, by = register_of(question.grain.register), question.grain.class_by
        sql, values = filling.filled(question, register, engine)
        yield Statement(sql, values, question, bool(by) and columns.columns_of(register.model)[by].kind == "flag")


def amounts(
    connection: Any, definitions: Iterable[Definition], register_of: RegisterOf = registry.register
) -> dict[Definition, Amounts]:
    """What all evidence adds to each definition, as `reference.amounts` would say it.

    Args:
        connection: a connection of Django to SQLite or PostgreSQL, or one of DuckDB over the same tables.
    """
    engine, run = _engine(connection)
    wanted = list(definitions)
    return read(wanted, ((one, run(one)) for one in statements(wanted, engine, register_of)))


def read(
    definitions: Iterable[Definition], answers: Iterable[tuple[Statement, Iterable[Row]]]
) -> dict[Definition, Amounts]:
    """The answers of an engine as cell → amount, without zeros."""
    found: dict[Definition, Amounts] = {definition: {} for definition in definitions}
    for statement, rows in answers:
        for row in rows:
            _take(statement, row, found)
    return {definition: {cell: value for cell, value in cells.items() if value} for definition, cells in found.items()}


def _take(statement: Statement, row: Row, found: Mapping[Definition, Amounts]) -> None:
    """Add one row of an answer to the cells of its class, and of the whole where every record has at most one class."""
    grain = statement.question.grain
    place, month = row[0], _whole(row[1])
    value = row[2] if grain.class_by else None
    for one, told in zip(statement.question.sums, row[3 if grain.class_by else 2 :], strict=True):
        if told:
            for class_ in _classes(statement, one.definition, value):
                cell = (one.part, class_, place, month)
                cells = found[one.definition]
                cells[cell] = cells.get(cell, 0) + _whole(told)


def _classes(statement: Statement, definition: Definition, value: Any) -> tuple[str, ...]:
    """The classes of a row's value, "" being the whole; spans of a class that counts once are only of that class."""
    if classes := statement.question.grain.classes:
        return () if value is None else (classes[value][0],)
    if statement.flags and value is not None:
        value = bool(value)
    class_ = definition.class_for(value)
    return ("", class_) if class_ else ("",)


def _whole(value: Any) -> int:
    """A whole number, whatever the engine calls it. SQLite turns products beyond 64 bits into floats, silently."""
    if isinstance(value, float) or value != int(value):
        raise ArithmeticError(f"an engine answered {value!r} where only whole numbers are added")
    return int(value)


def rebuild(
    connection: Any,
    definitions: Iterable[Definition],
    cell_of: Callable[[Definition, str, str], int],
    place_of: Callable[[int], int],
    register_of: RegisterOf = registry.register,
) -> list[Entry]:
    """Everything that the evidence adds, in the form and order in which it is packed.

    Args:
        cell_of: definition, part and class → number of the cell.
        place_of: primary key of a place → its permanent number.
    """
    total: dict[tuple[int, int, int], int] = {}
    for definition, cells in amounts(connection, definitions, register_of).items():
        for (part, class_, place, month), amount in cells.items():
            key = (month, place_of(place), cell_of(definition, part, class_))
            total[key] = total.get(key, 0) + amount
    return [(*key, amount) for key, amount in sorted(total.items()) if amount]


class Opinion:
    """What SQL says, as `rebuild.check` asks for it: a definition → (part, class, number of the place, slot) → amount.

    All definitions are asked together when the first is, so that they share queries and see one state of the evidence.
    """

    def __init__(
        self, connection: Any, definitions: Iterable[Definition], register_of: RegisterOf = registry.register
    ) -> None:
        self._asked = connection, tuple(definitions), register_of

    def __call__(self, definition: Definition) -> dict[tuple[str, str, int, int], int]:
        amounts, numbers = self._found
        return {
            (part, class_, int(numbers[place]), month): amount
            for (part, class_, place, month), amount in amounts[definition].items()
        }

    @cached_property
    def _found(self) -> tuple[dict[Definition, Amounts], Any]:
        return amounts(*self._asked), place_numbers()


def _engine(connection: Any) -> tuple[str, Run]:
    """What a connection speaks, and how it is asked."""
    if (vendor := getattr(connection, "vendor", None)) in {"sqlite", "postgresql"}:
        return vendor, lambda statement: _on_cursor(connection, statement)
    if type(connection).__module__.split(".")[0].lstrip("_") == "duckdb":
        return "duckdb", lambda statement: connection.execute(statement.sql, dict(statement.values)).fetchall()
    raise TypeError(f"no queries are compiled for {type(connection).__name__}")


def _on_cursor(connection: Any, statement: Statement) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, dict(statement.values))
        return list(cursor.fetchall())

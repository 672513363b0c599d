"""Definitions as SQL over the evidence, for every engine that Zhiheng stands on.

Ibis compiles and does nothing else: expressions over unbound tables become text, and the text runs on Django's cursor,
inside the caller's transaction. It is imported when something is compiled, so a web process that only reads figures
never pays for it. Nothing is divided or rounded here; every amount is a whole number.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhiheng.figures.contributions import Amounts
from zhiheng.figures.definitions import Definition
from zhiheng.registers.kit import registry
from zhiheng.registers.kit.declaration import Register

if TYPE_CHECKING:
    from zhiheng.figures.compiling.asked import Question

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
    question: "Question"
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
    from zhiheng.figures.compiling import asked, making

    for question in asked.questions(list(definitions)):
        register, by = register_of(question.grain.register), question.grain.class_by
        sql, values = making.made(question, register, engine)
        yield Statement(sql, values, question, bool(by) and making.has_flags(register, by))


def amounts(
    connection: Any, definitions: Iterable[Definition], register_of: RegisterOf = registry.register
) -> dict[Definition, Amounts]:
    """What all evidence adds to each definition, as `reference.amounts` would say it.

    Args:
        connection: a connection of Django to SQLite or PostgreSQL, or one of DuckDB over the same tables.
    """
    engine, run = _engine(connection)
    asked = list(definitions)
    return read(asked, ((one, run(one)) for one in statements(asked, engine, register_of)))


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
    if statement.question.grain.classes:
        return (statement.question.grain.classes[value][0],)
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
    place_of: Callable[[Any], int],
    register_of: RegisterOf = registry.register,
) -> list[Entry]:
    """Everything that the evidence adds, in the form and order in which it is packed.

    Args:
        cell_of: definition, part and class → number of the cell.
        place_of: place as records name it → its permanent number.
    """
    total: dict[tuple[int, int, int], int] = {}
    for definition, cells in amounts(connection, definitions, register_of).items():
        for (part, class_, place, month), amount in cells.items():
            key = (month, place_of(place), cell_of(definition, part, class_))
            total[key] = total.get(key, 0) + amount
    return [(*key, amount) for key, amount in sorted(total.items()) if amount]


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

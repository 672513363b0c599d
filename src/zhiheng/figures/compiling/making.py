"""From a question to the text and the values of a query."""

import ibis.expr.types as ir

from zhiheng.figures.compiling.asked import Question
from zhiheng.figures.compiling.bound import Bound
from zhiheng.figures.compiling.flows import flow
from zhiheng.figures.compiling.stocks import stock
from zhiheng.figures.compiling.tables import table_of
from zhiheng.figures.compiling.text import DIALECTS, named, text_of
from zhiheng.registers.kit.declaration import Register


def made(question: Question, register: Register, engine: str) -> tuple[str, dict[str, object]]:
    """The text of a query for an engine, and its values by the names that stand in the text."""
    bound = Bound()
    expression = _expression(question, register, bound)
    return text_of(expression, DIALECTS[engine]), named(bound.values, DIALECTS[engine])


def _expression(question: Question, register: Register, bound: Bound) -> ir.Table:
    records = table_of(register.model)
    if not question.grain.stock:
        return flow(question, records, bound)
    if register.spans is None:
        raise LookupError(f"{register.code} keeps no spans")
    return stock(question, records, table_of(register.spans), bound)


def has_flags(register: Register, column: str) -> bool:
    """Whether a column is true or false; databases hand such values out as numbers."""
    return bool(table_of(register.model)[column].type().is_boolean())

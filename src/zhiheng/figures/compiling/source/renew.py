"""Compiles shapes and leaves for every engine and writes their texts beside: `just golden`.

The texts are committed, so that a change of Ibis, of sqlglot or of a shape is seen as a difference of SQL and reviewed,
and so that nothing has to be compiled, or Ibis be imported, where figures are asked. A test compiles them anew.

What is repeated in a shape is written ⟨m …⟩, with the letter of its mark.
"""

import re
from collections.abc import Iterator
from typing import Any

import ibis.backends.sql.compilers as compilers
import ibis.expr.types as ir
import sqlglot.expressions as sge

from zhiheng.figures.compiling.dialects import DIALECTS, Dialect
from zhiheng.figures.compiling.source.leaves import leaves
from zhiheng.figures.compiling.source.shapes import shapes

MARK = re.compile(r"__([smkc])\b")


def text_of(dialect: Dialect) -> str:
    """Everything that is compiled for an engine, as it stands in its file."""
    return "\n\n".join(f"-- {heading}\n{text}" for heading, text in _texts(dialect)) + "\n"


def _texts(dialect: Dialect) -> Iterator[tuple[str, str]]:
    for name, shape in shapes().items():
        tree, ibis_dialect = _tree(shape, dialect)
        yield name, _marked(tree, ibis_dialect)
    tree, ibis_dialect = _tree(leaves(), dialect)
    for item in tree.expressions:
        yield item.alias, item.unalias().sql(dialect=ibis_dialect)


def _tree(expression: ir.Table, dialect: Dialect) -> tuple[sge.Select, Any]:
    compiler = getattr(compilers, dialect.compiler).compiler
    return compiler.to_sqlglot(expression).copy(), compiler.dialect


def _marked(tree: sge.Select, dialect: Any) -> str:
    """The text of a shape. What is repeated is taken out of its list, from the inside outwards, and written in its place."""
    taken: list[str] = []

    def written(node: sge.Expression) -> str:
        text: str = node.sql(dialect=dialect, pretty=True)
        return re.sub(r"zz_taken_(\d+)", lambda found: taken[int(found[1])], text)

    for select in tree.find_all(sge.Select):
        _name_groups(select)

    def repeated(element: sge.Expression) -> sge.Expression:
        text = written(element)
        marks = set(MARK.findall(re.sub("⟨.*?⟩", "", text, flags=re.DOTALL)))
        if not marks:
            return element
        taken.append(f"⟨{'s' if 's' in marks else marks.pop()} {text}⟩")
        return sge.Var(this=f"zz_taken_{len(taken) - 1}")

    for node in reversed(list(tree.walk())):
        for key in _lists(node):
            node.set(key, [repeated(element) for element in node.args[key]])
    return written(tree)


def _lists(node: Any) -> list[str]:
    asked = {sge.Select: "expressions", sge.Group: "expressions", sge.Window: "partition_by"}
    return [key for class_, key in asked.items() if isinstance(node, class_) and node.args.get(key)]


def _name_groups(select: sge.Select) -> None:
    """GROUP BY 1, 2 by name: the numbers would be wrong where a repeated column is left out."""
    group = select.args.get("group")
    if group is not None:
        named = [select.expressions[int(one.this) - 1].unalias() if one.is_int else one for one in group.expressions]
        group.set("expressions", [one.copy() for one in named])


def main() -> None:
    for dialect in DIALECTS.values():
        dialect.path.write_text(text_of(dialect), encoding="utf-8")


if __name__ == "__main__":
    main()

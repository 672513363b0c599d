"""SQL that a person can read: what is compiled for each engine, and what a few definitions become.

`just golden` renews the files; the difference is reviewed like any other change.
"""

import os
from datetime import date
from pathlib import Path

import pytest

from tests.engines.world import MONTHS, REGISTER, register_of
from zhiheng.figures import compiler
from zhiheng.figures.compiling.dialects import DIALECTS
from zhiheng.figures.definitions import Condition, Definition, Part

FOLDER = Path(__file__).parent / "sql"
RENEW = os.environ.get("ZHIHENG_GOLDEN") == "renew"

PASSED = Part("part", (Condition("passed", "is", True),))
OF_GOODS = (Condition("category", "in", ("food", "device")), Condition("batch", "is_not", ""))


def definition(kind, *parts, **more):
    return Definition("plan", "one", kind, REGISTER, MONTHS, parts, states=("final",), **more)


GOLDEN = {
    "pass_rate.sqlite": [
        definition("ratio", PASSED, Part("whole"), on="drawn_on", of=OF_GOODS, class_by="category", classes=("food",)),
    ],
    "pass_rate_of_batches_once.postgresql": [
        definition("ratio", PASSED, Part("whole"), on="drawn_on", of=OF_GOODS, once_by=("batch", "holder")),
    ],
    "two_amounts_in_one_query.duckdb": [
        definition("sum", Part("part", (), (("amount", 100),)), on="drawn_on", of=(Condition("level", "at_least", 2),)),
        definition("sum", Part("part", (), (("weight", 1),)), on="drawn_on", of=(Condition("drawn_on", "from", date(2016, 7, 1)),)),
    ],
    "weighted_mean.spark": [
        definition(
            "weighted_mean",
            Part("part", (), (("weight", 1), ("amount", 1))), Part("whole", (), (("weight", 1),)),
            Part("square", (), (("weight", 1), ("weight", 1))), Part("count"), on="drawn_on",
        ),
    ],
    "certificates_in_date.clickhouse": [definition("count_valid", Part("part"))],
    "holders_of_certificates_by_class.postgresql": [
        definition(
            "count_valid", Part("part"), of=(Condition("category", "is_not", "toy"),), once_by=("holder",),
            class_by="category", class_of=(("device", "goods"), ("food", "goods")), classes=("goods",),
        ),
    ],
}  # fmt: skip


def compare(path, text):
    if RENEW:
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"{path.name} differs; just golden renews it"


@pytest.mark.parametrize("name", GOLDEN)
def test_statements_are_as_reviewed(name):
    """A definition becomes this text, with these values beside it."""
    found = compiler.statements(GOLDEN[name], name.rpartition(".")[2], register_of)
    written = [
        "\n".join([*(f"-- {key} = {value!r}" for key, value in one.values.items()), one.sql]) + "\n" for one in found
    ]

    compare(FOLDER / f"{name}.sql", "\n".join(written))


@pytest.mark.parametrize("engine", DIALECTS)
def test_compiled_texts_are_what_ibis_compiles_now(engine):
    """The texts that the program fills in are those that shapes and leaves give with the Ibis and sqlglot of the lock."""
    from zhiheng.figures.compiling.source import renew

    compare(DIALECTS[engine].path, renew.text_of(DIALECTS[engine]))

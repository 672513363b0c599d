"""What the compiler promises besides being right: values stay out of the text, and Ibis out of the process."""

import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest

from tests.engines.world import MONTHS, REGISTER, SAMPLES, register_of
from zhiheng.figures import compiler
from zhiheng.figures.compiling.asked import MOST_SUMS
from zhiheng.figures.definitions import Condition, Definition, Part

ENGINES = sorted(compiler.ENGINES)
NASTY = 'x\'; DROP TABLE engines_sample; --%s⟨m "t0"."leaf_id"⟩ zz_records bound_day(0)'


def events(*conditions, name="events", **more):
    return Definition(
        "plan", name, "count_events", REGISTER, MONTHS, (Part("part"),), on="drawn_on", of=conditions, **more
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_values_are_bound_and_never_part_of_the_text(engine):
    """Whatever a package asks for, the text is the same and the value stands beside it."""
    (harmless,) = compiler.statements([events(Condition("category", "is", "food"))], engine, register_of)
    (nasty,) = compiler.statements([events(Condition("category", "is", NASTY))], engine, register_of)

    assert nasty.sql == harmless.sql
    assert NASTY in nasty.values.values()
    assert set(nasty.values) == set(harmless.values)


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_of_a_shape_is_left_in_a_statement(engine):
    """Marks, leaves and places of values are all filled in, with and without keys and classes."""
    asked = [
        Definition(
            "plan", f"{kind}{once}{by}", kind, REGISTER, MONTHS, (Part("part", (), (("amount", 1),) if kind == "sum" else ()),),
            on="" if kind == "count_valid" else "drawn_on", once_by=once, class_by=by, classes=("food",) if by else (),
        )
        for kind in ("sum", "count_events", "count_valid")
        for once in ((), ("batch",), ("batch", "holder"))
        for by in ("", "category")
    ]  # fmt: skip
    for statement in compiler.statements(asked, engine, register_of):
        left = [word for word in ("⟨", "⟩", "__", "leaf_", "zz_", "bound_") if word in statement.sql.lower()]
        assert not left, statement.sql


def test_definitions_share_a_query_where_they_count_alike():
    """Three definitions by the same day are three sums of one pass; one that counts once needs another."""
    asked = [events(Condition("level", "is", level), name=f"e{level}") for level in range(3)]

    (shared,) = compiler.statements(asked, "sqlite", register_of)
    assert shared.columns == ("place", "month", "sum_0", "sum_1", "sum_2")
    assert len(list(compiler.statements([*asked, events(once_by=("batch",))], "sqlite", register_of))) == 2


def test_a_query_has_only_so_many_sums():
    """PostgreSQL and SQLite bound the columns of an answer, so many definitions are asked in several queries."""
    asked = [events(Condition("level", "is", level), name=f"e{level}") for level in range(MOST_SUMS + 1)]

    assert [len(one.question.sums) for one in compiler.statements(asked, "sqlite", register_of)] == [MOST_SUMS, 1]


def test_a_number_that_is_not_whole_is_refused():
    """SQLite turns a product beyond 64 bits into a float; such an answer is a fault, not a figure."""
    (statement,) = compiler.statements([events()], "sqlite", register_of)

    with pytest.raises(ArithmeticError, match="only whole numbers"):
        compiler.read([events()], [(statement, [(1, 1, 1.8e19)])])
    told = compiler.read([events()], [(statement, [(1, 1, Decimal(7))])])
    assert told == {events(): {("part", "", 1, 1): 7}}, "PostgreSQL sums whole numbers as decimals"


def test_columns_that_no_definition_may_look_at_are_refused():
    """JSON facts, instants and names that the register does not have."""
    for column in ("facts", "recorded_at", "nothing"):
        with pytest.raises(LookupError, match=column):
            list(compiler.statements([events(Condition(column, "is", "x"))], "sqlite", register_of))


def test_a_stock_needs_a_register_with_spans():
    """A register without spans cannot say what is valid."""
    import dataclasses

    stock = Definition("plan", "s", "count_valid", REGISTER, MONTHS, (Part("part"),))
    with pytest.raises(LookupError, match="spans"):
        list(compiler.statements([stock], "sqlite", lambda code: dataclasses.replace(SAMPLES, spans=None)))


def test_days_before_all_columns_are_bound_as_the_earliest_that_an_engine_knows():
    """ClickHouse's days begin in 1900; a condition on an older one means the same there."""
    asked = [events(Condition("drawn_on", "from", date(1066, 10, 14)))]

    (clickhouse,) = compiler.statements(asked, "clickhouse", register_of)
    (sqlite,) = compiler.statements(asked, "sqlite", register_of)
    assert date(1900, 1, 1) in clickhouse.values.values()
    assert date(1066, 10, 14) in sqlite.values.values()


def test_ibis_is_not_imported_where_statements_are_made():
    """A process that asks for figures does not pay the second that importing Ibis takes."""
    told = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "zhiheng.config.settings_test"
import django; django.setup()
from tests.unit.figures.test_compiler import compiler, events, register_of
assert list(compiler.statements([events()], "postgresql", register_of))
print(sorted({"ibis", "sqlglot"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False)

    assert done.stdout.strip() == "[]", done.stderr

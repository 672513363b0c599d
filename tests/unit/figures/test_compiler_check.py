"""SQL over the evidence agrees with the live array, on the database itself and on columns exported from it."""

from datetime import date

import pytest
from django.db import connection

from tests.registers_app.declarations import PERMITS, SAMPLES
from zhiheng.figures import columnar, compiler, inforce, rebuild
from zhiheng.registers.kit import services as kit

from . import computed
from .computed import PLAN, actor, at, permit, sample

pytestmark = pytest.mark.django_db


def opinions():
    """Two ways: SQL on the database, and on DuckDB over its columns."""
    definitions = inforce.current().of(PLAN).values()
    duck = columnar.in_memory()
    columnar.to_duckdb(duck, [SAMPLES, PERMITS])
    return {"sql": compiler.Opinion(connection, definitions), "duckdb": compiler.Opinion(duck, definitions)}


@pytest.fixture
def evidence():
    """Samples that pass, fail, are the same product of a firm, are corrected and withdrawn; permits that touch and end."""
    computed.adopted()
    sample("111", "2018-03-05", passed=True)
    sample("121", "2018-03-31", passed=False, kind="toy")
    sample("112", "2018-04-01", product="brick", measured=7)
    sample("111", "2018-06-30", product="brick", passed=False)
    moved = sample("121", "2019-01-01")
    computed.correct(moved, drawn_on=date(2017, 12, 31))
    kit.withdraw(actor(), SAMPLES, [sample("111", "2018-03-06")], at=at("2019-07-09"), reason="重复")
    permit("111", "2017-05-10", "2018-05-09")
    permit("121", "2018-05-10", "2019-05-09")
    permit("112", "2015-01-01", "2016-02-29", "B2")


def test_sql_and_columns_agree_with_the_array(evidence):
    """All definitions in force: a rate by class, one that counts once, permits in date once by firm, a sum, a mean."""
    checked = rebuild.check(PLAN, opinions())

    assert checked.differences == ()
    assert checked.indicators == len(computed.INDICATORS)
    assert checked.entries > 20


def test_a_record_behind_the_back_of_the_array_is_found_by_both(evidence):
    """A row that was changed without an act is told by each way, with place and month."""
    SAMPLES.model.objects.filter(drawn_on=date(2018, 3, 31)).update(measured=999)

    found = {
        (one.way, one.indicator, one.month, one.other - one.array)
        for one in rebuild.check(PLAN, opinions()).differences
    }
    assert {("sql", "a1", 27, -501), ("duckdb", "a1", 27, -501)} <= found

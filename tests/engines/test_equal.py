"""The database of the run and DuckDB say of random definitions over random evidence what the plain loop says.

`just engines` does the same with all five engines and more cases; its result stands in docs/engines.md.
"""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import transaction

from zhiheng.figures import compiler, reference
from zhiheng.figures.definitions import Definition, Months, Part

from .engines import Django, DuckDB, store
from .world import MONTHS, REGISTER, Evidence, definitions, evidence, register_of


@pytest.fixture(scope="module")
def duckdb():
    return DuckDB()


@pytest.mark.parametrize("seed", range(12))
def test_engines_agree_with_the_plain_loop(seed, places, duckdb):
    """Twenty definitions, asked together, give the same amounts in each cell, place and month."""
    random = Random(seed)
    given, asked = evidence(random, places, most=60), definitions(random, 20)
    store(given)

    expected = {one: reference.amounts(one, given.as_read()) for one in asked}
    for engine in (Django(), duckdb):
        engine.take(given)
        assert engine.answer(asked) == expected, engine.name


def test_every_day_falls_into_its_month(places, duckdb):
    """A record on each day from two months before the plan to two months after it, leap year and turns of years inside."""
    days = [date(2015, 11, 1) + timedelta(number) for number in range(851)]
    blank = dict.fromkeys(("seat_id", "category", "passed", "level", "amount", "weight", "batch", "holder"))
    given = Evidence([
        {"id": number, "place_id": places[0], "state": "final", "withdrawn": False, "drawn_on": day, **blank}
        for number, day in enumerate(days, 1)
    ])  # fmt: skip
    events = Definition("plan", "days", "count_events", REGISTER, MONTHS, (Part("part"),), on="drawn_on")
    store(given)

    lengths = {slot: sum(MONTHS.slot(day) == slot for day in days) for slot in range(MONTHS.count + 2)}
    assert (lengths[2], lengths[14]) == (29, 28), "February 2016 and 2017"
    for engine in (Django(), duckdb):
        engine.take(given)
        assert engine.answer([events])[events] == {
            ("part", "", places[0], slot): count for slot, count in lengths.items()
        }


def test_a_plan_may_begin_within_a_year(places, duckdb):
    """July 2016 is slot 1 of a plan that begins then, and all before it slot 0; after its eight months all is slot 9."""
    given = evidence(Random(5), places, most=60)
    months = Months.between(date(2016, 7, 1), date(2017, 3, 1))
    events = Definition("plan", "mid", "count_events", REGISTER, months, (Part("part"),), on="drawn_on")
    store(given)

    expected = reference.amounts(events, given.as_read())
    assert {slot for *_, slot in expected} >= {0, 2, 9}
    for engine in (Django(), duckdb):
        engine.take(given)
        assert engine.answer([events])[events] == expected


def test_rows_of_a_transaction_are_seen_and_go_with_it(places):
    """The statements run on Django's own cursor: what an open act has written counts, and nothing is committed for it."""
    events = Definition("plan", "e", "count_events", REGISTER, MONTHS, (Part("part"),), on="drawn_on")
    given = evidence(Random(3), places, most=20)
    with transaction.atomic():
        store(given)
        assert Django().answer([events])[events] == reference.amounts(events, given.as_read()) != {}
        transaction.set_rollback(True)

    assert Django().answer([events])[events] == {}


def test_entries_come_as_they_are_packed(places):
    """Sorted by month, place and cell, with permanent numbers, and without zeros."""
    random = Random(8)
    given, asked = evidence(random, places, most=60), definitions(random, 6)
    numbers = {place: 900 + number for number, place in enumerate(places)}
    store(given)

    cells = {}
    found = compiler.rebuild(
        Django().connection, asked, lambda *cell: cells.setdefault(cell, len(cells)), numbers.__getitem__, register_of
    )

    expected = {
        (month, numbers[place], cells[one, part, class_], amount)
        for one in asked
        for (part, class_, place, month), amount in reference.amounts(one, given.as_read()).items()
    }
    assert found == sorted(found)
    assert set(found) == expected

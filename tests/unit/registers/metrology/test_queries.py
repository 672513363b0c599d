"""What the page of traceability asks: lines, coverage, the picture with its limit, a chain, what hangs on a standard."""

import pytest

from tests.unit.registers.metrology.town import (
    BUREAU,
    DAY,
    NANO,
    chain,
    day,
    demand,
    firm,
    instrument,
    person,
    settled,
    verified,
)  # fmt: skip
from zhiheng.registers.metrology import queries
from zhiheng.registers.metrology.rules.tracing import Coverage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _town(db):
    settled()


@pytest.fixture
def keys():
    found = chain()
    owner = firm()
    found["d1"] = demand("d1", served_by=found["county"])
    found["d2"] = demand("d2", place="12")
    for number in range(3):
        gauge = instrument(f"YLB-{number}", owner=owner)
        verified(f"J-{number}", "2019-02-01", instrument=gauge, used=found["county"], last_day="2019-07-31")
    found["untraced"] = instrument("YLB-9", owner=owner)
    return found


def line(found, number):
    return next(one for one in found.lines if one.number == number)


def test_coverage_and_lines(keys):
    found = queries.traceability(BUREAU, on=DAY)

    assert found.demands == Coverage(1, 2, 1)
    assert found.instruments == Coverage(3, 4, 3)
    assert found.by_place == {"11": Coverage(1, 1, 1), "12": Coverage(0, 1, 0)}
    assert line(found, "d2").reason == "no_link"
    assert line(found, "YLB-0").until == day("2019-08-01")
    assert line(found, "YLB-0").state == "soon"
    assert line(found, "YLB-0").link.certificate_number == "J-0"
    assert line(found, "d1").until == day("2020-01-01")


def test_the_most_urgent_stand_first(keys):
    states = [one.state for one in queries.traceability(BUREAU, on=DAY).lines]

    assert states == sorted(states, key=["broken", "soon", "valid"].index)


def test_a_break_above_is_named_where_it_is(keys):
    """On 10 January 2020 all calibrations lapsed: the county's own is what its demand needs first."""
    found = queries.traceability(BUREAU, on=day("2020-01-10"))

    assert line(found, "R-P-1").reason == "lapsed"
    assert line(found, "L-P-1").reason == "lapsed"
    assert line(found, "d1").reason in ("parent_not_valid", "parent_broken")
    assert line(found, "d1").where == "B-P-1"


def test_readers_see_the_places_of_their_posts(keys):
    found = queries.traceability(person("clerk", "12"), on=DAY)

    assert [one.number for one in found.lines if one.code != "standard"] == ["d2"]
    assert found.demands.whole == 1


def test_one_place_can_be_looked_at(keys):
    assert queries.traceability(BUREAU, on=DAY, places=["11"]).demands == Coverage(1, 1, 1)


def test_a_chain_up_to_the_primary_standard(keys):
    found = queries.chosen(BUREAU, ("demand", keys["d1"]), on=DAY)

    assert [link.number for link in found.chain] == ["B-P-1", "L-P-1", "R-P-1", "N-P-1"]
    assert found.chain[1].certificate_number == "C2019-2"
    assert found.chain[0].uncertainty == NANO // 50


def test_what_would_break_if_a_standard_lapsed(keys):
    found = queries.chosen(BUREAU, ("standard", keys["prefecture"]), on=DAY)

    assert found.below == {"standard": 1, "demand": 1, "instrument": 3}
    assert queries.chosen(BUREAU, ("demand", keys["d1"]), on=DAY).below == {}


def test_what_is_not_there_or_not_theirs(keys):
    assert queries.chosen(BUREAU, ("demand", 999_999), on=DAY) is None
    assert queries.chosen(person("clerk", "12"), ("demand", keys["d1"]), on=DAY) is None
    assert queries.found_key("standard", "B-P-1") == ("standard", keys["county"])
    assert queries.found_key("something", "B-P-1") is None


def test_same_kind_instruments_stand_as_one_in_the_picture(keys):
    picture = queries.traceability(BUREAU, on=DAY).picture

    (group,) = [node for node in picture.nodes if node.count == 3]
    assert (group.label, group.state, group.layer) == ("pressure_gauge", "soon", queries.USED)
    assert picture.left_out == 0
    ids = {node.id for node in picture.nodes}
    assert all(edge.child in ids and edge.parent in ids for edge in picture.edges)


def test_the_picture_never_has_more_than_its_limit_and_says_what_it_left_out(keys, monkeypatch):
    monkeypatch.setattr(queries, "MOST_DRAWN", 4)

    found = queries.traceability(BUREAU, on=DAY)

    assert len(found.picture.nodes) == 4
    assert found.picture.left_out > 0
    assert len(found.lines) == 10  # the table has all


def test_the_number_of_queries_does_not_grow(keys, django_assert_max_num_queries):
    for number in range(10):
        demand(f"x{number}", served_by=keys["county"])

    with django_assert_max_num_queries(12):
        queries.traceability(BUREAU, on=DAY)

"""Who answers for a duty on a day: bodies merge, split and hand over, and the duty goes along."""

from datetime import date

import pytest

from zhiheng.bodies.rules import Held, Span, Step, held

FOOD, MARKET, SCIENCE, STATE, CITY = 1, 2, 3, 4, 5
MERGED = date(2019, 1, 1)
MERGER = Step(MERGED, "merge", FOOD, MARKET, None)


def who(body, day, *steps, duty=None, lives=None):
    return held(body, day, steps, lives or {}, duty).body


def test_a_merger_moves_everything_on_its_day():
    """The day of the merger is the first day of the new body's duty."""
    assert who(FOOD, date(2018, 12, 31), MERGER) == FOOD
    assert who(FOOD, MERGED, MERGER) == MARKET


def test_steps_follow_each_other():
    """After a merger, what the new body hands over goes on; what it handed over before does not."""
    later = Step(date(2021, 1, 1), "merge", MARKET, STATE, None)
    before = Step(date(2018, 6, 1), "merge", MARKET, CITY, None)

    assert who(FOOD, date(2021, 1, 1), later, MERGER) == STATE
    assert who(FOOD, date(2020, 1, 1), before, MERGER) == MARKET


def test_a_transfer_moves_listed_duties_only():
    transfer = Step(MERGED, "transfer", SCIENCE, MARKET, frozenset({"3.2.3-a"}))

    assert who(SCIENCE, MERGED, transfer, duty="3.2.3-a") == MARKET
    assert who(SCIENCE, MERGED, transfer, duty="2.3.1-a") == SCIENCE
    assert who(SCIENCE, MERGED, transfer) == SCIENCE


@pytest.mark.parametrize(("duty", "taker"), [("a", STATE), ("b", CITY), (None, CITY)])
def test_a_split_names_what_one_part_takes(duty, taker):
    """On one day listed duties go first; all others go to the part that takes the rest."""
    rest = Step(MERGED, "split", MARKET, CITY, None)
    listed = Step(MERGED, "split", MARKET, STATE, frozenset({"a"}))

    assert who(MARKET, MERGED, rest, listed, duty=duty) == taker


def test_duties_may_come_back():
    back = Step(date(2020, 1, 1), "merge", MARKET, FOOD, None)

    found = held(FOOD, date(2020, 1, 1), [MERGER, back], {})

    assert found == Held(FOOD, (MERGER, back))


def test_two_bodies_that_swap_on_one_day_end_the_walk():
    swap = Step(MERGED, "merge", MARKET, FOOD, None)

    assert held(FOOD, MERGED, [MERGER, swap], {}).steps == (MERGER, swap)


def test_an_end_without_successor_is_said():
    ended = held(FOOD, MERGED, [], {FOOD: Span(None, MERGED)})
    before = held(FOOD, date(2018, 12, 31), [], {FOOD: Span(None, MERGED)})

    assert (ended.body, ended.ended) == (FOOD, True)
    assert not before.ended

"""How targets stand together: counts add up, what moved is named, the most pressing comes first."""

from datetime import date

import pytest

from tests.unit.supervision.standings import standing
from zhiheng.judgement.shapes import WORDS
from zhiheng.supervision.queries import GOOD, NEEDS_ATTENTION, attention, press, quarter_before, summary

MET, BEHIND, COURSE, NONE = "2018 90, 2020 92", "2018 80", "2018 91", ""
DAY = date(2019, 7, 15)


def by_end(code, figures, on="2019-07-15", **told):
    return standing("by_end", ">=90", figures, on, code=code, **told)


def test_counts_add_up_and_name_every_verdict():
    listed = [by_end("a", COURSE), by_end("b", BEHIND), by_end("c", NONE), by_end("d", COURSE)]

    found = summary(listed)

    assert found.total == 4
    assert list(found.counts) == list(WORDS)
    assert {word: count for word, count in found.counts.items() if count} == {
        "on_course": 2, "behind": 1, "no_data": 1
    }  # fmt: skip


def test_nothing_to_count_is_nothing():
    assert summary([]).total == 0


def test_what_became_better_or_worse_is_named_and_no_change_is_not():
    now = [by_end("a", COURSE), by_end("b", BEHIND), by_end("c", COURSE)]
    before = [by_end("a", BEHIND), by_end("b", COURSE), by_end("c", COURSE)]

    found = summary(now, before)

    assert (found.better, found.worse) == (("a",), ("b",))


def test_a_target_that_was_not_there_before_has_not_moved():
    found = summary([by_end("a", COURSE)], [by_end("other", BEHIND)])

    assert (found.better, found.worse) == ((), ())


def test_every_verdict_has_a_rank():
    assert set(GOOD) == set(WORDS)
    assert set(WORDS) >= NEEDS_ATTENTION


def test_only_what_is_not_well_needs_attention():
    listed = [by_end("a", COURSE), by_end("b", BEHIND), by_end("c", NONE)]

    assert [one.target.code for one in attention(listed, DAY)] == ["b", "c"]


def test_a_larger_gap_is_more_pressing_and_weight_counts():
    listed = [by_end("small", "2018 88"), by_end("large", "2018 80"), by_end("heavy", "2018 85", weight=5)]

    assert [one.target.code for one in attention(listed, DAY)] == ["heavy", "large", "small"]


def test_what_is_missed_for_good_comes_before_what_can_still_be_mended():
    broken = standing("hold", ">=90", "2016 89.9, 2017 95, 2018 95", code="broken")

    assert [one.target.code for one in attention([by_end("large", "2018 10"), broken], DAY)][0] == "broken"


def test_equal_ones_stand_in_the_order_of_the_plan():
    listed = [by_end("second", "2018 80", position=2), by_end("first", "2018 80", position=1)]

    assert [one.target.code for one in attention(listed, DAY)] == ["first", "second"]


def test_the_same_gap_presses_more_the_less_time_is_left():
    one = by_end("a", "2018 80")

    assert press(one, date(2020, 7, 1)) > press(one, DAY)


@pytest.mark.parametrize("figures", ["2018 91", ""])
def test_without_a_gap_there_is_nothing_to_press(figures):
    assert press(by_end("a", figures), DAY) is None


def test_the_quarter_before_is_asked_as_it_was_known_then():
    day, until = quarter_before(DAY)

    assert day == date(2019, 6, 30)
    assert until.isoformat() == "2019-07-01T00:00:00+08:00"

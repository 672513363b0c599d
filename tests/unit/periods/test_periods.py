"""Time as officials count it."""

from datetime import date

import pytest

from zhiheng.periods import (
    Calendar,
    NotAnnounced,
    Period,
    PeriodError,
    add_working_days,
    period_on,
    periods_between,
    working_days_between,
)


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2019", date(2019, 1, 1), date(2020, 1, 1)),
        ("2019H2", date(2019, 7, 1), date(2020, 1, 1)),
        ("2019Q4", date(2019, 10, 1), date(2020, 1, 1)),
        ("201906", date(2019, 6, 1), date(2019, 7, 1)),
        ("201912", date(2019, 12, 1), date(2020, 1, 1)),
        ("A2020", date(2019, 7, 1), date(2020, 7, 1)),
        ("2021-01/2021-07", date(2021, 1, 1), date(2021, 8, 1)),
    ],
)
def test_a_code_names_its_first_day_and_the_first_day_after_it(code, start, end):
    period = Period.parse(code)

    assert (period.start, period.end, period.code) == (start, end, code)


@pytest.mark.parametrize("found", ["", "19", "2019Q5", "201913", "201900", "2019-7-1", "A19", "2019q2", "2021-07/2021-01", "2019/2020", "0000", "二〇一九", "２０１９"])  # fmt: skip
def test_anything_else_is_no_period(found):
    with pytest.raises(PeriodError):
        Period.parse(found)


def test_an_assessment_year_begins_where_the_plan_says():
    assert Period.parse("A2020", first_month=1).start == date(2020, 1, 1)
    assert Period.parse("A2020", first_month=10).start == date(2019, 10, 1)
    assert period_on(date(2019, 6, 30), "assessment_year").code == "A2019"
    assert period_on(date(2019, 7, 1), "assessment_year").code == "A2020"


def test_the_next_and_the_one_before_keep_their_kind():
    assert Period.parse("2019Q4").next().code == "2020Q1"
    assert Period.parse("202001").previous().code == "201912"
    assert Period.parse("A2020").next().code == "A2021"
    assert Period.parse("2021-01/2021-07").previous().code == "2020-06/2020-12"
    assert Period.parse("2020Q2").same_last_year().code == "2019Q2"
    assert Period.parse("A2020", first_month=10).next() == Period.parse("A2021", first_month=10)


def test_only_whole_periods_lie_in_a_span():
    plan = date(2016, 1, 1), date(2021, 1, 1)

    assert [p.code for p in periods_between(*plan, "year")] == ["2016", "2017", "2018", "2019", "2020"]
    assert [p.code for p in periods_between(*plan, "assessment_year")] == ["A2017", "A2018", "A2019", "A2020"]
    assert periods_between(date(2016, 1, 2), date(2016, 12, 31), "year") == []


def test_periods_sort_by_their_start_and_longer_ones_come_first():
    codes = ["201901", "2019Q1", "2019", "2018Q4"]

    assert [p.code for p in sorted(map(Period.parse, codes))] == ["2018Q4", "2019", "2019Q1", "201901"]


def test_a_period_knows_its_months_and_what_it_covers():
    quarter = Period.parse("2019Q2")

    assert [month.code for month in quarter.months()] == ["201904", "201905", "201906"]
    assert Period.parse("2019").covers(quarter)
    assert not quarter.covers(Period.parse("2019"))
    assert quarter.contains(date(2019, 6, 30))
    assert not quarter.contains(date(2019, 7, 1))
    assert quarter.last_day == date(2019, 6, 30)


LABOUR_DAY_2019 = Calendar(
    days={
        date(2019, 4, 28): "workday",  # a Sunday
        date(2019, 5, 1): "holiday",
        date(2019, 5, 2): "holiday",
        date(2019, 5, 3): "holiday",
        date(2019, 5, 5): "workday",  # a Sunday
    },
    announced={2019: "notice of the State Council"},
)


def test_a_worked_sunday_counts_and_a_holiday_does_not():
    """From Friday 26 April: Sunday 28, Monday 29, Tuesday 30, then Sunday 5 May, Monday 6."""
    assert add_working_days(LABOUR_DAY_2019, date(2019, 4, 26), 5) == date(2019, 5, 6)
    assert working_days_between(LABOUR_DAY_2019, date(2019, 4, 26), date(2019, 5, 6)) == 5
    assert working_days_between(LABOUR_DAY_2019, date(2019, 5, 6), date(2019, 4, 26)) == -5


def test_a_term_of_no_days_ends_where_it_begins():
    assert add_working_days(LABOUR_DAY_2019, date(2019, 5, 1), 0) == date(2019, 5, 1)


def test_a_term_into_a_year_that_is_not_announced_is_not_guessed():
    with pytest.raises(NotAnnounced) as refused:
        add_working_days(LABOUR_DAY_2019, date(2019, 12, 30), 3)

    assert refused.value.year == 2020


def test_a_term_has_no_negative_length():
    with pytest.raises(ValueError, match="negative"):
        add_working_days(LABOUR_DAY_2019, date(2019, 5, 6), -1)

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
    ("code", "kind", "start", "end"),
    [
        ("2019", "year", date(2019, 1, 1), date(2020, 1, 1)),
        ("2019H2", "half", date(2019, 7, 1), date(2020, 1, 1)),
        ("2019Q2", "quarter", date(2019, 4, 1), date(2019, 7, 1)),
        ("201912", "month", date(2019, 12, 1), date(2020, 1, 1)),
        ("A2020", "assessment_year", date(2019, 7, 1), date(2020, 7, 1)),
        ("2021-01/2021-07", "span", date(2021, 1, 1), date(2021, 8, 1)),
    ],
)
def test_a_code_names_a_half_open_span(code: str, kind: str, start: date, end: date) -> None:
    period = Period.parse(code)

    assert (period.code, period.kind, period.start, period.end) == (code, kind, start, end)
    assert period.contains(start)
    assert not period.contains(end)


@pytest.mark.parametrize(
    "found", ["", "19", "2019Q5", "201913", "2019-13", "A19", "20190101", "2021-07/2021-01", "2019/2020", "２０１９"]
)
def test_what_is_no_code_is_refused_by_name(found: str) -> None:
    with pytest.raises(PeriodError) as refused:
        Period.parse(found)

    assert refused.value.found == found


def test_a_month_may_be_written_with_a_dash() -> None:
    assert Period.parse("2019-06") == Period.parse("201906")


def test_the_assessment_year_begins_where_the_plan_says() -> None:
    april = Period.parse("A2020", first_month=4)
    january = Period.parse("A2020", first_month=1)

    assert (april.start, april.end) == (date(2019, 4, 1), date(2020, 4, 1))
    assert (january.start, january.end) == (date(2020, 1, 1), date(2021, 1, 1))
    assert april.next().code == "A2021"
    assert april.next().start == date(2020, 4, 1)


def test_a_day_lies_in_one_period_of_each_kind() -> None:
    day = date(2019, 7, 15)

    assert [period_on(day, kind).code for kind in ("year", "half", "quarter", "month", "assessment_year")] == [
        "2019", "2019H2", "2019Q3", "201907", "A2020",
    ]  # fmt: skip
    assert period_on(date(2019, 6, 30), "assessment_year").code == "A2019"


def test_only_whole_periods_lie_in_a_span() -> None:
    years = periods_between(date(2016, 1, 1), date(2021, 1, 1), "assessment_year")

    assert [year.code for year in years] == ["A2017", "A2018", "A2019", "A2020"]


def test_neighbours_and_the_year_before() -> None:
    quarter = Period.parse("2019Q1")

    assert (quarter.previous().code, quarter.next().code, quarter.same_last_year().code) == (
        "2018Q4",
        "2019Q2",
        "2018Q1",
    )
    assert [month.code for month in quarter.months()] == ["201901", "201902", "201903"]
    assert quarter.last_day == date(2019, 3, 31)


def test_periods_sort_by_start_and_the_longer_first() -> None:
    codes = ["201902", "2019Q1", "2019", "201901", "2018"]

    assert [period.code for period in sorted(map(Period.parse, codes))] == [
        "2018",
        "2019",
        "2019Q1",
        "201901",
        "201902",
    ]


# National Day 2019: 1–7 October free, 29 September and 12 October worked; Saturday and Sunday else.
AUTUMN = Calendar(
    days={
        date(2019, 9, 29): "workday",
        **{date(2019, 10, day): "holiday" for day in (1, 2, 3, 4, 7)},
        date(2019, 10, 12): "workday",
    },
    announced={2019: "国办发明电〔2018〕15号"},
)


def test_a_term_skips_the_holiday_and_counts_the_make_up_day() -> None:
    # 29 and 30 September, then 8, 9, 10 October
    assert add_working_days(AUTUMN, date(2019, 9, 28), 5) == date(2019, 10, 10)


def test_the_day_of_the_event_is_not_counted() -> None:
    assert add_working_days(AUTUMN, date(2019, 9, 23), 1) == date(2019, 9, 24)
    assert add_working_days(AUTUMN, date(2019, 9, 23), 0) == date(2019, 9, 23)


def test_days_between_are_the_term_read_backwards() -> None:
    start, end = date(2019, 9, 28), date(2019, 10, 10)

    assert working_days_between(AUTUMN, start, end) == 5
    assert working_days_between(AUTUMN, end, start) == -5


def test_a_year_that_is_not_announced_is_said_and_not_guessed() -> None:
    with pytest.raises(NotAnnounced) as refused:
        add_working_days(AUTUMN, date(2019, 12, 30), 3)

    assert refused.value.year == 2020

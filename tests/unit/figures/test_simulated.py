"""The invented figures of a demonstration: the same everywhere, sums right, corrections told on their day."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from zhiheng.figures.simulated import DemoSpec, SeriesSpec, rate_at, reports, rows_of
from zhiheng.packages.lines import parse
from zhiheng.packages.reading import typed
from zhiheng.periods import Period

DEMO = """
seed: 7
begins: 2018-01-02
reading_day: 2019-07-15
region: "1"
adopt_on: 2018-01-03
days_after: {month: 6, quarter: 8, year: 27}
file_names: {month: "m-{period}.csv", quarter: "q-{period}.csv", year: "y-{period}.csv", change: "c-{period}-{on}.csv"}
people: []
"""
SERIES = """
indicator: p1
every: quarter
source: 季报
wholes: {"11": ["100", "140"], "12": ["50", "50"]}
rates: {"2018Q1": "84", "2018Q4": "90"}
wobble: "1"
yearly: sum
pinned: {2018Q4: {"11": ["120", "130"]}}
changes:
  - {on: 2019-03-08, period: 2018Q4, place: "11", part: "120", whole: "133", note: 补入3份}
"""


def read(text, schema):
    raw, problems = parse(text, "x.yaml")
    reading = typed(raw, schema, "x.yaml")
    assert (problems, reading.problems) == ([], ())
    return reading.value


def made(series=SERIES, demo=DEMO):
    return reports(read(demo, DemoSpec), [read(series, SeriesSpec)])


def cells(report):
    return {(row.place, row.period): (row.part, row.whole) for row in report.rows}


def test_the_same_lines_make_the_same_figures_always():
    assert made() == made()
    assert made() != made(demo=DEMO.replace("seed: 7", "seed: 8"))


def test_another_series_moves_no_figure_of_this_one():
    other = read(SERIES.replace("p1", "p2"), SeriesSpec)
    demo, this = read(DEMO, DemoSpec), read(SERIES, SeriesSpec)

    together = {row for report in reports(demo, [other, this]) for row in report.rows if row.indicator == "p1"}

    assert together == {row for report in reports(demo, [this]) for row in report.rows}


def test_the_region_is_the_sum_of_its_places_and_the_year_of_its_quarters():
    rows = {(row.place, row.period): row for row in rows_of(read(SERIES, SeriesSpec), read(DEMO, DemoSpec))}

    for period in ("2018Q1", "2018Q3", "2018", "2019Q2"):
        whole, east, west = (rows[place, period] for place in ("1", "11", "12"))
        assert (whole.part, whole.whole) == (east.part + west.part, east.whole + west.whole)
    quarters = [rows["11", f"2018Q{number}"].part for number in (1, 2, 3, 4)]
    assert rows["11", "2018"].part == sum(quarters)
    assert all(0 <= row.part <= row.whole for row in rows.values())
    assert ("1", "2019") not in rows  # the year is not over


def test_reports_arrive_after_their_period_and_none_after_the_reading_day():
    found = made()

    assert [(report.on, report.name) for report in found][:2] == [
        (date(2018, 4, 9), "q-2018Q1.csv"),
        (date(2018, 7, 9), "q-2018Q2.csv"),
    ]
    assert max(report.on for report in found) == date(2019, 7, 9)


def test_a_correction_is_told_later_with_every_sum_that_it_enters():
    by_name = {report.name: cells(report) for report in made()}

    first, year = by_name["q-2018Q4.csv"], by_name["y-2018.csv"]
    anew = by_name["c-2018Q4-2019-03-08.csv"]

    assert first["11", "2018Q4"] == (120, 130)
    assert anew["11", "2018Q4"] == (120, 133)
    assert anew["1", "2018Q4"][1] == first["1", "2018Q4"][1] + 3
    assert anew["1", "2018"][1] == year["1", "2018"][1] + 3
    assert anew["11", "2018"][1] == year["11", "2018"][1] + 3
    assert set(anew) == {("11", "2018Q4"), ("1", "2018Q4"), ("11", "2018"), ("1", "2018")}


def test_a_correction_before_the_year_is_reported_is_in_the_year_from_the_start():
    found = made(SERIES.replace("2019-03-08", "2019-01-15"))
    by_name = {report.name: report for report in found}

    assert set(cells(by_name["c-2018Q4-2019-01-15.csv"])) == {("11", "2018Q4"), ("1", "2018Q4")}
    later = {report.name: cells(report) for report in made()}
    assert cells(by_name["y-2018.csv"])["1", "2018"][1] == later["y-2018.csv"]["1", "2018"][1] + 3
    assert all(row.note == "" for row in by_name["y-2018.csv"].rows)


def test_a_late_figure_comes_in_a_file_of_its_own():
    series = """
indicator: s2
every: year
source: 调查
points: {"2018": {value: "85.3", low: "83.6", high: "87.0", sample: 388, population: 2260}}
late: {"2018": 41}
"""
    [report] = made(series)

    assert (report.on, report.name) == (date(2019, 3, 10), "c-2018-2019-03-10.csv")
    assert (report.rows[0].low, report.rows[0].sample) == (Decimal("83.6"), 388)


@pytest.mark.parametrize(
    ("period", "rate"),
    [("2018Q1", 84), ("2018Q4", 90), ("2019Q2", 90), ("2017Q1", 84), ("2018Q2", 84 + Fraction(6 * 90, 273))],
)
def test_rates_run_straight_between_what_is_given(period, rate):
    given = {"2018Q1": Decimal(84), "2018Q4": Decimal(90)}

    assert rate_at(given, Period.parse(period)) == rate


def test_a_series_says_one_kind_of_thing():
    raw, _ = parse(SERIES + 'values: {"2018": "1"}\n', "x.yaml")

    [problem] = typed(raw, SeriesSpec, "x.yaml").problems

    assert "wholes" in problem.sentence("en")

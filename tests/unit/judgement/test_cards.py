"""The worked examples of the indicator cards, judged. Each number can be checked by head or in indicators.md."""

from dataclasses import replace
from datetime import date
from fractions import Fraction as F

import pytest

from zhiheng.judgement.judge import for_period, judge
from zhiheng.judgement.shapes import Baseline, Point, Target
from zhiheng.judgement.showing import shown_gap, shown_value
from zhiheng.periods import Period

END = date(2021, 1, 1)


def a_target(threshold, comparator=">=", **changes):
    told = {"code": "x", "rule": "by_end", "starts": date(2016, 1, 1), "ends": END, "sampled": True} | changes
    return Target(comparator=comparator, threshold=(F(threshold),), **told)


def in_2020(part, whole):
    return [Point.of_share(Period.parse("2020"), F(part), F(whole))]


@pytest.mark.parametrize(
    ("card", "threshold", "comparator", "part", "whole", "word", "text"),
    [
        ("P1", 90, ">=", 223, 240, "met", "92.92"),
        ("P2", 96, ">=", 583, 600, "met", "97.17"),
        ("P3a", 90, ">", 588, 600, "met", "98.00"),
        ("P3d", 90, ">", 36, 40, "not_met", "90.00"),
        ("E1", 100, "=", 12, 12, "met", "100.00"),
        ("E2, on the line", 98, ">=", 196, 200, "met", "98.00"),
        ("E2, just below", 98, ">=", 195, 199, "not_met", "97.99"),  # 97.98995
        ("V1", 65, ">=", 283, 358, "met", "79.05"),
        ("V2", 98, ">=", 56_960, 57_500, "met", "99.06"),
        ("V4", 90, ">=", 769, 855, "not_met", "89.94"),
        ("V5", 23, ">=", 21_627, 270_000, "not_met", "8.01"),
        ("V6", 40, ">=", "10.13", "24.9", "met", "40.68"),
        ("M1", 95, ">=", 85, 89, "met", "95.51"),
        ("M1, one standard expired", 95, ">=", 84, 89, "not_met", "94.38"),
        ("M2", 98, ">=", 4312, 4386, "met", "98.31"),
        ("M2, late ones left out", 98, ">=", 4285, 4386, "not_met", "97.70"),
    ],
)
def test_a_card(card, threshold, comparator, part, whole, word, text):
    target = a_target(threshold, comparator, decimals=2)

    verdict = judge(target, in_2020(part, whole), END)

    shown = shown_value(target, verdict)
    assert shown is not None
    assert verdict.word == word
    assert shown.text == text


def test_a_medical_device_more_is_what_is_missing():
    """36 of 40 against "more than 90 %": not a percentage, one batch."""
    verdict = judge(a_target(90, ">"), in_2020(36, 40), END)

    assert (verdict.gap, verdict.needed_parts) == (0, 1)


@pytest.mark.parametrize(("part", "whole", "missing"), [(39, 40, 1), (0, 40, 40), (38, 40, 2)])
def test_all_of_them_can_be_what_is_missing(part, whole, missing):
    assert judge(a_target(100), in_2020(part, whole), END).needed_parts == missing


@pytest.mark.parametrize(("value", "gap"), [("2", "1"), ("6.5", "1.5"), ("4", "-1"), ("3", "0")])
def test_the_gap_of_a_range_is_the_way_to_its_nearer_end(value, gap):
    target = replace(a_target(3), comparator="range", threshold=(F(3), F(5)))

    assert judge(target, [Point(Period.parse("2020"), F(value))], END).gap == F(gap)


@pytest.mark.parametrize(("comparator", "value", "gap"), [("=", "98", "2"), ("=", "102", "2"), ("<=", "101", "1"), (">=", "99", "1")])  # fmt: skip
def test_a_gap_is_what_is_missing_in_the_unit(comparator, value, gap):
    assert judge(a_target(100, comparator), [Point(Period.parse("2020"), F(value))], END).gap == F(gap)


def test_a_count_says_by_when_the_first_is_expected():
    target = a_target(3, rule="cumulative", flow=True, path={Period.parse("2018"): F(0), Period.parse("2019"): F(1)})
    points = [Point(Period.parse(year), F(0)) for year in ("2016", "2017", "2018")]

    verdict = judge(target, points, date(2019, 7, 15))

    assert verdict.reason.code == "none_due_yet"
    assert verdict.reason.values["expected_for"] == Period.parse("2019")


def test_a_count_is_compared_with_the_last_interim_value_that_is_due():
    target = a_target(3, rule="cumulative", flow=True, path={Period.parse("2017"): F(1), Period.parse("2018"): F(2)})
    points = [Point(Period.parse(year), F(0)) for year in ("2016", "2017", "2018")]

    reason = judge(target, points, date(2019, 7, 15)).reason

    assert (reason.values["expected"], reason.values["expected_for"]) == (2, Period.parse("2018"))


def test_no_number_of_parts_can_reach_more_than_all():
    assert judge(a_target(100, ">"), in_2020(40, 40), END).needed_parts is None


def test_the_gap_of_89_94_shows_as_6_hundredths():
    """The value is not rounded up, and the gap is not rounded away."""
    target = a_target(90)

    verdict = judge(target, in_2020(769, 855), END)

    assert verdict.gap is not None
    assert shown_value(target, verdict).text == "89.9"
    assert shown_gap(target, verdict.gap) == "0.06"


def test_the_target_page_tells_pace_and_what_is_left():
    """87.2 in the second quarter of 2019: 2.8 short, six quarters left, 0.46 a quarter; it fell 0.2 a quarter over four."""
    quarters = {"2018Q2": "88.0", "2018Q3": "88.2", "2018Q4": "87.9", "2019Q1": "87.6", "2019Q2": "87.2"}
    points = [Point(Period.parse(code), F(value)) for code, value in quarters.items()]
    target = a_target(90, path={Period.parse("2019"): F("89.5")}, baseline=Baseline(Period.parse("2015"), F(84)))

    verdict = judge(target, points, date(2019, 7, 15))

    assert verdict.word == "behind"
    assert (verdict.gap, verdict.line, verdict.interim) == (F("2.8"), F("89.5"), True)
    assert verdict.pace is not None
    assert (verdict.pace.every, verdict.pace.remaining, verdict.pace.needed) == ("quarter", 6, F("2.8") / 6)
    assert (verdict.pace.recent, verdict.pace.recent_periods) == (F("-0.2"), 4)


def test_a_count_tells_how_many_a_year_are_left_to_do():
    target = a_target(15, rule="increase", flow=True, unit="个", baseline=Baseline(Period.parse("2015")))
    points = [Point(Period.parse(year), F(n)) for year, n in {"2016": 3, "2017": 3, "2018": 2}.items()]

    verdict = judge(target, points, date(2019, 7, 15))

    assert verdict.value == 8
    assert verdict.pace is not None
    assert (verdict.pace.remaining, verdict.pace.needed, verdict.pace.recent) == (2, F(7, 2), F(8, 3))


def test_a_yearly_target_is_judged_like_the_target_itself():
    target = a_target(90, path={Period.parse("2018"): F(88), Period.parse("2019"): F("89.5")})
    points = [Point(Period.parse("2018"), F("88.1"))]

    assert judge(for_period(target, Period.parse("2018")), points, date(2019, 2, 1)).word == "met"
    assert judge(for_period(target, Period.parse("2019")), points, date(2019, 7, 1)).word == "on_course"


def test_a_flagged_target_is_not_scored_before_a_decision():
    implausible = a_target(23, flags=("target_implausible",))
    settled = a_target(23, flags=("target_implausible",), settled=("target_implausible",))

    open_one, decided = (judge(target, in_2020(21_627, 270_000), END) for target in (implausible, settled))

    assert (open_one.scored, open_one.open_flags) == (False, ("target_implausible",))
    assert (decided.scored, decided.open_flags, decided.flags) == (True, (), ("target_implausible",))
    assert open_one.word == decided.word == "not_met"


def test_a_target_that_is_not_to_be_scored_is_not():
    assert not judge(a_target(23, scored=False), in_2020(1, 2), END).scored


def test_a_class_that_misses_more_speaks_first():
    target = a_target(90, ">", classes=("drug", "device"))
    points = [
        Point.of_share(Period.parse("2020"), 17, 20, class_code="drug"),
        Point.of_share(Period.parse("2020"), 16, 20, class_code="device"),
    ]

    verdict = judge(target, points, END)

    assert verdict.class_code == "device"
    assert {code: one.value for code, one in verdict.by_class.items()} == {"drug": 85, "device": 80}


def test_a_target_without_its_threshold_cannot_be_made():
    with pytest.raises(ValueError, match="threshold"):
        Target("x", "by_end", date(2016, 1, 1), END)
    with pytest.raises(ValueError, match="stage"):
        Target("x", "milestone", date(2016, 1, 1), END, stage="c", stages=("a", "b"))

"""What a verdict carries besides its word: the value that was compared, its period, line and gap."""

from datetime import date
from fractions import Fraction as F

import pytest

from tests.spec.tables import points_of, target_of
from zhiheng.judgement.judge import for_period, judge
from zhiheng.periods import Period


def judged(rule, target, figures, on="2019-07-15"):
    return judge(target_of(rule, target), points_of(figures), date.fromisoformat(on))


def P(code):
    return Period.parse(code)


def test_a_broken_hold_shows_todays_value_and_tells_the_first_period_that_broke_it():
    verdict = judged("hold", ">=95", "2016 94, 2017 93.5, 2018 96.2")

    assert (verdict.value, verdict.period, verdict.gap) == (F("96.2"), P("2018"), 1)
    assert verdict.reason.values == {
        "broken": P("2016"), "value": 94, "gap": 1, "count": 2, "threshold": 95
    }  # fmt: skip


def test_a_hold_that_holds_shows_its_latest_value_and_margin():
    verdict = judged("hold", ">=95", "2016 99, 2017 96, 2018 97")

    assert (verdict.value, verdict.period, verdict.gap, verdict.line) == (97, P("2018"), -2, 95)
    assert (verdict.reason.values["count"], verdict.reason.values["period"]) == (3, P("2018"))


def test_a_hold_with_gaps_names_them():
    verdict = judged("hold", ">=95", "2016 95, 2018 97")

    assert verdict.reason.values["missing"] == (P("2017"),)
    assert (verdict.value, verdict.reason.values["period"]) == (97, P("2018"))


def test_an_unsure_hold_names_its_latest_unsure_period():
    verdict = judged("hold", ">=85 ; inferred", "2016 86 [84 88], 2017 85.5 [84 87]", "2018-07-15")

    assert verdict.reason.values["unsure"] == P("2017")
    assert (verdict.reason.values["low"], verdict.reason.values["high"]) == (84, 87)


def test_a_count_is_the_sum_and_says_when_it_was_reached():
    verdict = judged("cumulative", ">=3 ; flow", "2016 1, 2017 2, 2018 1")

    assert (verdict.value, verdict.gap, verdict.line, verdict.interim) == (4, -1, 3, False)
    assert verdict.reason.values["period"] == P("2017")


def test_a_count_under_way_is_compared_with_the_whole_number_expected_by_now():
    """3 in five years is 1.8 after three: one is expected."""
    verdict = judged("cumulative", ">=3 ; flow", "2016 1, 2017 0, 2018 1")

    assert (verdict.line, verdict.interim, verdict.gap) == (1, True, 1)
    assert verdict.reason.values["expected_for"] == P("2018")


def test_an_exceeded_count_tells_by_how_much_and_since_when():
    verdict = judged("cumulative", "<=2 ; flow ; down", "2016 1, 2017 1, 2018 2")

    assert (verdict.gap, verdict.reason.values["period"]) == (2, P("2018"))


def test_a_gap_in_a_count_names_the_periods():
    verdict = judged("cumulative", ">=3 ; flow", "2016 0, 2018 0")

    assert (verdict.reason.values["missing"], verdict.value) == ((P("2017"),), None)


def test_missing_figures_name_every_due_period_and_the_first_due_day():
    verdict = judged("by_end", ">=90 ; lag 90", "2016 85", "2019-07-15")

    assert verdict.reason.values == {"missing": (P("2017"), P("2018")), "due_on": date(2018, 3, 31)}


def test_a_milestone_tells_how_many_stages_are_left():
    verdict = judged("milestone", "stages drawn listed built → built", "2020 =drawn", "2021-01-01")

    assert verdict.stage == "drawn"
    assert verdict.reason.values == {"stage": "drawn", "demanded": "built", "steps_left": 2}


def test_a_milestone_counts_its_stages():
    verdict = judged("milestone", "stages drawn listed built → built ; path 2018=2", "2018 =drawn")

    told = verdict.reason.values
    assert (told["number"], told["expected"], told["of"], told["expected_for"]) == (1, 2, 3, P("2018"))


def test_a_milestone_says_by_when_the_first_stage_is_expected():
    verdict = judged("milestone", "stages drawn built → built ; path 2018=0 2019=1 2020=2", "")

    assert verdict.reason.values["expected_for"] == P("2019")


def test_a_trend_tells_first_last_and_sens_slope():
    """Slopes of 80, 84, 86: 4, 2 and 3 a year; their median is 3."""
    verdict = judged("trend", "base 2015=80", "2016 84, 2017 86", "2018-07-15")

    assert verdict.reason.values == {
        "first": 80, "first_period": P("2015"), "last": 86, "last_period": P("2017"), "slope": 3
    }  # fmt: skip
    assert (verdict.value, verdict.line, verdict.period) == (86, 80, P("2017"))


def test_a_falling_trend_keeps_its_signs():
    verdict = judged("trend", "base 2015=10 ; down", "2016 9, 2017 7", "2018-07-15")

    assert (verdict.reason.values["first"], verdict.reason.values["last"], verdict.reason.values["slope"]) == (
        10, 7, F(-3, 2)
    )  # fmt: skip


def test_a_large_step_back_tells_what_would_be_allowed():
    verdict = judged("trend", "base 2015=80", "2016 84, 2017 82.9, 2018 90")

    told = verdict.reason.values
    assert (told["step"], told["allowed"], told["step_period"]) == (F("1.1"), 1, P("2017"))


def test_an_interval_goes_with_the_value_that_was_compared():
    verdict = judged("by_end", ">=90 ; sampled", "2018 160/200, 2020 180/200", "2021-01-01")

    assert verdict.interval is not None
    assert verdict.interval.low < verdict.value < verdict.interval.high
    assert (verdict.interval.method, verdict.interval.sides) == ("wilson", 2)


def test_a_count_has_no_interval():
    assert judged("stock", ">=20 ; sampled", "2018 22").interval is None


def test_a_yearly_target_forgets_what_comes_later_and_keeps_what_came_before():
    target = target_of("by_end", ">=90 ; path 2017=86 2018=88 2019=89")

    yearly = for_period(target, P("2018"))

    assert (yearly.last, yearly.threshold, dict(yearly.path)) == (P("2018"), (88,), {P("2017"): 86})
    assert for_period(target, P("2020")) == target
    with pytest.raises(KeyError):
        for_period(target, P("2016"))


def test_classes_share_their_flags_and_each_keeps_its_verdict():
    verdict = judged("by_end", ">90 ; classes drug device", "drug:2020 95 provisional, device:2020 89", "2021-01-01")

    assert (verdict.word, verdict.class_code, verdict.flags) == ("not_met", "device", ("provisional",))
    assert {code: one.word for code, one in verdict.by_class.items()} == {"drug": "met", "device": "not_met"}


def test_classes_of_a_target_that_is_not_to_be_scored_are_not_scored():
    assert not judged("by_end", ">90 ; classes drug ; unscored", "drug:2020 95", "2021-01-01").scored

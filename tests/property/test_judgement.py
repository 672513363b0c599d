"""What is always so of a verdict. The seed is fixed; ZHIHENG_NIGHT=1 searches longer and elsewhere."""

import os
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction as F

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiheng.judgement.intervals import clopper_pearson, wilson
from zhiheng.judgement.judge import judge
from zhiheng.judgement.reasons import CATALOGUE
from zhiheng.judgement.shapes import RULES, Baseline, Point, Target
from zhiheng.judgement.showing import shown_value
from zhiheng.periods import Period, periods_between
from zhiheng.quantities import exact, round_half_even, satisfies, shown

NIGHT = bool(os.environ.get("ZHIHENG_NIGHT"))
often = settings(
    derandomize=not NIGHT, max_examples=3000 if NIGHT else 120, deadline=None, suppress_health_check=list(HealthCheck)
)

STARTS, ENDS = date(2016, 1, 1), date(2021, 1, 1)
YEARS = periods_between(STARTS, ENDS, "year")
ALL = [*YEARS, *periods_between(STARTS, ENDS, "quarter"), *periods_between(date(2014, 1, 1), STARTS, "year")]
STAGES = ("drawn", "listed", "built", "accepted")

numbers = st.fractions(min_value=0, max_value=100, max_denominator=50)
days = st.sampled_from((date(2019, 7, 15), ENDS, date(2021, 6, 1))) | st.dates(date(2015, 12, 1), date(2021, 12, 31))
shares = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda two: (min(two), max(two)))


@st.composite
def targets(draw, rules=RULES, comparators=(">=", ">", "=", "<=", "<", "range"), readings=("as_counted", "inferred")):
    rule = draw(st.sampled_from(rules))
    comparator = draw(st.sampled_from(comparators)) if rule not in {"trend", "milestone"} else ">="
    ends = sorted(draw(st.tuples(numbers, numbers)))
    threshold = {"range": tuple(ends)}.get(comparator, (ends[1],)) if rule not in {"trend", "milestone"} else ()
    return Target(
        code="t", rule=rule, starts=STARTS, ends=ENDS, comparator=comparator, threshold=threshold,
        stage=draw(st.sampled_from(STAGES)) if rule == "milestone" else "", stages=STAGES,
        reading=draw(st.sampled_from(readings)), direction=draw(st.sampled_from(("up", "down"))),
        baseline=draw(st.none() | st.builds(Baseline, st.just(Period.parse("2015")), st.none() | numbers)),
        path=draw(st.just({}) | st.dictionaries(st.sampled_from(YEARS), numbers, max_size=5)) if rule != "milestone" else {},
        flow=draw(st.booleans()), sampled=draw(st.booleans()), lag_days=draw(st.sampled_from((0, 90))),
        ended_on=draw(st.none() | st.none() | st.dates(date(2016, 2, 1), date(2020, 12, 1))),
        flags=draw(st.sampled_from(((), ("target_implausible",)))),
    )  # fmt: skip


@st.composite
def points(draw, rule):
    periods = draw(st.just(YEARS) | st.just(YEARS[:3]) | st.lists(st.sampled_from(ALL), unique=True, max_size=10))
    if rule == "milestone":
        return [Point(period, reached=draw(st.sampled_from(STAGES))) for period in periods]
    return [_figure(draw, period) for period in periods]


def _figure(draw, period):
    if draw(st.booleans()):
        part, whole = draw(shares)
        return Point.of_share(period, part, whole, stage=draw(st.sampled_from(("final", "provisional"))))
    return Point(period, draw(numbers))


@st.composite
def cases(draw, **kinds):
    target = draw(targets(**kinds))
    return target, draw(points(target.rule)), draw(days)


@often
@given(cases())
def test_every_case_has_one_verdict_and_one_reason_that_allows_it(case):
    target, figures, on = case

    verdict = judge(target, figures, on)

    assert verdict.word in CATALOGUE[verdict.reason.code].words
    assert verdict.value is not None or verdict.word != "on_course" or target.rule == "milestone"


@often
@given(cases(), st.randoms(use_true_random=False))
def test_a_replay_is_equal_and_the_order_of_figures_does_not_matter(case, luck):
    target, figures, on = case
    first = judge(target, figures, on)

    luck.shuffle(figures)

    assert judge(target, figures, on) == first


@often
@given(cases(readings=("as_counted",)), st.integers(2, 1000))
def test_the_same_shares_of_more_cases_have_the_same_verdict(case, factor):
    """Scale free, as counted: 9 of 10 is 900 of 1000."""
    target, figures, on = case
    more = [
        point
        if point.part is None or point.whole is None
        else Point.of_share(point.period, point.part * factor, point.whole * factor, stage=point.stage)
        for point in figures
    ]

    before, after = judge(target, figures, on), judge(target, more, on)

    assert (before.word, before.value, before.gap) == (after.word, after.value, after.gap)


@often
@given(cases(rules=("by_end", "hold", "stock"), comparators=(">=", ">")), st.data())
def test_one_more_pass_never_turns_met_into_unmet(case, data):
    target, figures, on = case
    if judge(target, figures, on).word != "met":
        return
    at = data.draw(st.integers(0, len(figures) - 1))
    point = figures[at]
    if point.part is None or point.whole is None or not point.whole:
        return

    better = [*figures]
    better[at] = Point.of_share(point.period, point.part + 1, point.whole + 1, stage=point.stage)

    assert judge(target, better, on).word == "met"


@often
@given(cases(rules=("cumulative", "increase"), comparators=(">=", ">")), st.sampled_from(YEARS))
def test_one_more_event_never_turns_met_into_unmet(case, year):
    target, figures, on = case
    target = replace(target, flow=True, reading="as_counted")
    if judge(target, figures, on).word != "met":
        return

    more = [replace(p, value=p.value + 1, part=None, whole=None) if p.value is not None else p for p in figures]

    assert judge(target, more, on).word == "met"


@often
@given(cases(rules=("by_end", "hold", "stock", "cumulative", "increase"), comparators=(">=", ">")), numbers)
def test_what_meets_a_threshold_meets_a_lower_one(case, less):
    target, figures, on = case
    target = replace(target, path={})
    lower = replace(target, threshold=(target.threshold[0] - less,))

    if judge(target, figures, on).word == "met":
        assert judge(lower, figures, on).word == "met"


@often
@given(cases(rules=("by_end", "stock"), comparators=(">=", ">", "=", "<=", "<", "range")))
def test_by_end_is_never_decided_before_its_last_period_has_ended(case):
    target, figures, on = case

    if on < target.last.end and (target.ended_on is None or on < target.ended_on):
        assert judge(target, figures, on).word not in {"met", "not_met"}


@often
@given(cases(rules=("hold",), readings=("as_counted",)), st.integers(1, 2000))
def test_a_broken_hold_stays_broken(case, later):
    target, figures, on = case
    target = replace(target, ended_on=None)

    if judge(target, figures, on).word == "not_met":
        assert judge(target, figures, on + timedelta(days=later)).word == "not_met"


@often
@given(cases(readings=("as_counted",)))
def test_as_counted_can_always_tell(case):
    target, figures, on = case

    assert judge(target, figures, on).word != "cannot_tell"


@often
@given(cases())
def test_figures_of_the_future_and_of_other_classes_change_nothing(case):
    target, figures, on = case
    later = [Point(Period.parse("2030"), F(100)), Point(YEARS[0], F(100), class_code="other")]

    assert judge(target, [*figures, *later], on) == judge(target, figures, on)


@often
@given(cases())
def test_an_unsettled_flag_keeps_a_target_from_being_scored(case):
    target, figures, on = case
    verdict = judge(target, figures, on)

    assert verdict.scored == (not verdict.open_flags)
    assert not judge(replace(target, settled=verdict.open_flags), figures, on).open_flags


@often
@given(cases(rules=("by_end", "hold", "stock", "cumulative")))
def test_a_shown_value_never_crosses_its_threshold(case):
    target, figures, on = case
    verdict = judge(target, figures, on)
    text = shown_value(target, verdict)
    if text is None or verdict.value is None:
        return

    ends = target.threshold
    line = (ends[0], ends[1]) if len(ends) > 1 else ends[0]
    if target.comparator == "=" and round_half_even(ends[0], 12) != ends[0]:
        return  # no decimal number equals a third
    assert satisfies(exact(text.text), target.comparator, line) == satisfies(verdict.value, target.comparator, line)


@often
@given(numbers, st.integers(0, 3))
def test_without_a_line_a_shown_value_is_the_nearest(value, decimals):
    assert abs(exact(shown(value, decimals).text) - value) * 2 <= F(1, 10**decimals)


@often
@given(shares)
def test_intervals_hold_the_share(share):
    part, whole = share
    if not whole:
        return
    score, exact_one = wilson(part, whole), clopper_pearson(part, whole)

    for low, high in (score, exact_one):
        assert 0 <= low <= F(part, whole) <= high <= 1

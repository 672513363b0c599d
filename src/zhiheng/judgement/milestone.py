"""milestone 里程碑: a named stage is reached, with evidence. Reached once, it is met; until then stages are counted."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import floor

from zhiheng.judgement import finding as say
from zhiheng.judgement.finding import Finding, latest
from zhiheng.judgement.paths import Expected
from zhiheng.judgement.reasons import reason
from zhiheng.judgement.shapes import Point, Target
from zhiheng.periods import Period


def judge_milestone(target: Target, points: Sequence[Point], on: date) -> Finding:
    """The latest stage that is recorded decides, also before its period has ended: evidence is evidence."""
    current = latest(point for point in points if point.reached)
    number = number_of(target, current)
    wanted = target.stages.index(target.stage) + 1
    if current is not None and number >= wanted:
        found = reason("stage_reached", stage=current.reached, period=current.period)
        return Finding("met", found, used=(current,), stage=current.reached)
    if say.is_due(target, target.last, on):
        return _at_the_end(target, current, wanted - number)
    return _under_way(target, current, number, on)


def number_of(target: Target, point: Point | None) -> int:
    """Which stage a point has reached, counted from 1; 0 for none."""
    return target.stages.index(point.reached) + 1 if point else 0


def expected_number(target: Target, period: Period) -> Expected:
    """How many stages are expected by the end of a period: by the path, else evenly over the plan, rounded down."""
    if target.path:
        given = [one for one in sorted(target.path) if one.end <= period.end]
        return Expected(target.path[given[-1]], given[-1]) if given else Expected(Fraction(0), period)
    wanted = target.stages.index(target.stage) + 1
    gone = sum(1 for one in target.periods if one.end <= period.end)
    return Expected(Fraction(floor(Fraction(wanted * gone, len(target.periods)))), period)


def first_expecting(target: Target) -> Period:
    """The first period by whose end a stage is expected."""
    for period in sorted({*target.periods, *target.path}):
        if expected_number(target, period).value > 0:
            return period
    return target.last


def _at_the_end(target: Target, current: Point | None, left: int) -> Finding:
    if current is None:
        return say.missing(target, [target.last])
    if say.is_ended(target):
        return Finding(
            "not_met", reason("ended_short", ended_on=target.ended_on), used=(current,), stage=current.reached
        )
    found = reason("stage_missed", stage=current.reached, demanded=target.stage, steps_left=left)
    return Finding("not_met", found, used=(current,), stage=current.reached)


def _under_way(target: Target, current: Point | None, number: int, on: date) -> Finding:
    past = [period for period in sorted({*say.due(target, on), *target.path}) if say.is_due(target, period, on)]
    expected = expected_number(target, past[-1]) if past else Expected(Fraction(0), target.periods[0])
    if current is None and expected.value > 0:
        return say.missing(target, past[-1:])
    if current is None:
        return Finding(
            "not_due", reason("no_stage_due_yet", demanded=target.stage, expected_for=first_expecting(target))
        )
    on_course = number >= expected.value
    found = reason(
        "stage_on_path" if on_course else "stage_behind", stage=current.reached, demanded=target.stage, number=number,
        expected=expected.value, of=target.stages.index(target.stage) + 1, expected_for=expected.period,
    )  # fmt: skip
    return Finding("on_course" if on_course else "behind", found, used=(current,), stage=current.reached)

"""trend 趋势向好: the last value is better than the first, with at most one step back, and that a small one.

The test of indicators.md 1.5; Sen's slope, the median of all pairwise slopes, goes with it as a supporting figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from statistics import median

from zhiheng.judgement import finding as say
from zhiheng.judgement.finding import Finding
from zhiheng.judgement.reasons import reason
from zhiheng.judgement.shapes import Point, Reason, Target, Value, Word
from zhiheng.periods import Period

LARGEST_STEP_BACK = Fraction(1, 10)
STEPS_BACK = 1


@dataclass(frozen=True)
class Step:
    """A value and its period, turned so that more is better."""

    period: Period
    value: Fraction
    explained: bool = False


def judge_trend(target: Target, points: Sequence[Point], on: date) -> Finding:
    """Whole periods only; the baseline, where its value is known, is the first of them."""
    if on < target.periods[0].end:
        return say.first_open(target.periods[0])
    judged = [point for point in points if point.period in target.periods and not point.is_empty]
    judged.sort(key=lambda point: point.period)
    late = [period for period in say.due(target, on) if period > (judged[-1].period if judged else _before(target))]
    if late:
        return say.missing(target, late)
    steps = _steps(target, judged)
    if len(steps) < 2:
        return _too_short(target, steps, tuple(judged))
    found = _tested(target, steps)
    over = bool(judged) and judged[-1].period == target.last
    value = judged[-1].value if judged else None
    passed = found.code == "trend_holds"
    if not passed and over and say.is_ended(target):
        return say.ended_short(target, value, None, tuple(judged))
    words: tuple[Word, Word] = ("met", "not_met") if over else ("on_course", "behind")
    return Finding(words[0 if passed else 1], found, value, tuple(judged), _turn(target, steps[0].value))


def _before(target: Target) -> Period:
    return target.periods[0].previous()


def _turn(target: Target, value: Fraction) -> Fraction:
    return value if target.rises else -value


def _steps(target: Target, judged: Sequence[Point]) -> list[Step]:
    steps = [Step(p.period, _turn(target, p.value), p.explained) for p in judged if p.value is not None]
    base = target.baseline
    if base is not None and base.value is not None:
        steps.insert(0, Step(base.period, _turn(target, base.value)))
    return steps


def _too_short(target: Target, steps: Sequence[Step], used: tuple[Point, ...]) -> Finding:
    """One value is no trend: wait for the second, where it is still to come."""
    known = {step.period for step in steps}
    if target.last not in known and len(target.periods) > 1:
        following = target.periods[1] if target.periods[0] in known else target.periods[0]
        return say.first_open(following)
    return Finding("no_data", reason("trend_too_short", count=len(steps)), used=used)


def _tested(target: Target, steps: Sequence[Step]) -> Reason:
    first, last = steps[0], steps[-1]
    slope = _turn(target, sen_slope(steps))
    span: dict[str, Value] = {"first_period": first.period, "last_period": last.period}
    ends: dict[str, Value] = {
        "first": _turn(target, first.value),
        "last": _turn(target, last.value),
        "slope": slope,
        **span,
    }
    gained = last.value - first.value
    if gained <= 0:
        return reason("trend_not_better", **ends)
    back = [(before, after) for before, after in pairwise(steps) if after.value < before.value]
    if len(back) > STEPS_BACK:
        return reason("trend_steps_back", count=len(back), slope=slope, **span)
    for before, after in back:
        step = before.value - after.value
        if step > gained * LARGEST_STEP_BACK and not after.explained:
            allowed = gained * LARGEST_STEP_BACK
            return reason("trend_large_step_back", step=step, step_period=after.period, allowed=allowed, **span)
    return reason("trend_holds", **ends)


def sen_slope(steps: Sequence[Step]) -> Fraction:
    """The median slope over all pairs of values, per year."""
    slopes = [
        (later.value - earlier.value) * 12 / Fraction(_months(later.period) - _months(earlier.period))
        for index, earlier in enumerate(steps)
        for later in steps[index + 1 :]
        if later.period.end != earlier.period.end
    ]
    return Fraction(median(slopes)) if slopes else Fraction(0)


def _months(period: Period) -> int:
    return period.end.year * 12 + period.end.month

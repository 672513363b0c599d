"""increase 新增达到: growth over a dated baseline, from events counted or from a level that is compared with its start."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from zhiheng.judgement.counts import judge_events
from zhiheng.judgement.finding import Finding, latest
from zhiheng.judgement.levels import judge_level
from zhiheng.judgement.reasons import reason
from zhiheng.judgement.shapes import Baseline, Point, Target


def judge_increase(target: Target, points: Sequence[Point], on: date) -> Finding:
    """Events are summed from the day after the baseline; a level is judged by what it has grown."""
    if target.flow:
        return judge_events(target, points, on)
    if target.baseline is None or target.baseline.value is None:
        return _without_baseline(target, points, on)
    grown = [_less(point, target.baseline.value) for point in points]
    from_nothing = replace(target, baseline=Baseline(target.baseline.period, Fraction(0)))
    final = latest(point for point in grown if point.period.end == target.last.end)
    return judge_level(from_nothing, grown, on, final)


def _less(point: Point, start: Fraction) -> Point:
    """The point as growth; a share stays no share, since its growth is none."""
    if point.value is None:
        return point
    low, high = (None if bound is None else bound - start for bound in (point.low, point.high))
    return replace(point, value=point.value - start, part=None, whole=None, low=low, high=high)


def _without_baseline(target: Target, points: Sequence[Point], on: date) -> Finding:
    current = latest(point for point in points if not point.is_empty)
    if current is None or current.value is None:
        return judge_level(target, [], on, None)
    found = reason("no_baseline", period=current.period, value=current.value)
    return Finding("no_data", found, used=(current,))

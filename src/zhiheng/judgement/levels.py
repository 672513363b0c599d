"""A level against its threshold at the end, and against what is expected until then. Shared by the rules that compare levels."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from zhiheng.judgement import finding as say
from zhiheng.judgement.comparing import at_least, gap, satisfied
from zhiheng.judgement.finding import Finding, ends
from zhiheng.judgement.intervals import interval_of
from zhiheng.judgement.paths import expected_level
from zhiheng.judgement.reasons import reason
from zhiheng.judgement.shapes import Interval, Point, Target, Value
from zhiheng.periods import Period

Answer = Literal["yes", "no", "unsure", "unknown"]


def judge_level(target: Target, points: Sequence[Point], on: date, final: Point | None) -> Finding:
    """Judge by the final point where there is one, else by the latest.

    Args:
        points: those of the plan's span that have ended by `on`.
        final: the point that counts for the last period.
    """
    if final is not None:
        return say.nothing_occurred(final) if final.is_empty else at_the_end(target, final)
    first = first_judged(target)
    if on < first.end:
        return say.first_open(first)
    expected = [period for period in say.due(target, on) if period >= first]
    current = say.latest(point for point in points if not point.is_empty)
    newest = say.latest(points)
    late = [period for period in expected if newest is None or period.end > newest.period.end]
    if late or target.last in expected:
        return say.missing(target, late or [target.last])
    if current is None:
        return say.nothing_occurred(newest) if newest else say.first_open(first)
    return under_way(target, current)


def first_judged(target: Target) -> Period:
    """The first period to judge: where only a path says what is expected when, the first that it names."""
    if target.path and target.baseline is None:
        return min(target.path)
    return target.periods[0]


def at_the_end(target: Target, point: Point) -> Finding:
    """The last period decides."""
    value = _value(point)
    known: dict[str, Value] = {"value": value, "period": point.period, **ends(target)}
    short = gap(target, value)
    answer, interval = answered(target, point)
    line = target.threshold[0]
    if answer == "yes":
        return Finding("met", reason("end_reached", **known), value, (point,), line, gap=short)
    if answer == "no":
        if say.is_ended(target):
            return say.ended_short(target, value, short, (point,))
        return Finding("not_met", reason("end_missed", **known, gap=short), value, (point,), line, gap=short)
    return _undecided(target, point, interval)


def under_way(target: Target, point: Point) -> Finding:
    """Before the end: against the interim path; without one, against the threshold."""
    value = _value(point)
    short = gap(target, value)
    expected = expected_level(target, point.period)
    if expected is None or expected.period == target.last:
        return _without_path(target, point)
    on_course = at_least(target, value, expected.value)
    found = reason(
        "path_reached" if on_course else "path_missed", value=value, expected=expected.value,
        expected_for=expected.period, period=point.period, difference=abs(value - expected.value),
    )  # fmt: skip
    word: Literal["on_course", "behind"] = "on_course" if on_course else "behind"
    return Finding(word, found, value, (point,), expected.value, interim=True, gap=short)


def _without_path(target: Target, point: Point) -> Finding:
    value = _value(point)
    short = gap(target, value)
    known: dict[str, Value] = {"value": value, "period": point.period, **ends(target)}
    answer, interval = answered(target, point)
    line = target.threshold[0]
    if answer == "yes":
        return Finding("on_course", reason("there_already", **known), value, (point,), line, gap=short)
    if answer == "no":
        return Finding("behind", reason("not_there_yet", **known, gap=short), value, (point,), line, gap=short)
    return _undecided(target, point, interval)


def _undecided(target: Target, point: Point, interval: Interval | None) -> Finding:
    value = _value(point)
    known: dict[str, Value] = {"value": value, "period": point.period, **ends(target)}
    bounds: dict[str, Value] = {"low": interval.low, "high": interval.high} if interval else {}
    found = reason("interval_covers" if interval else "no_interval", **known, **bounds)
    return Finding("cannot_tell", found, value, (point,), target.threshold[0], gap=gap(target, value))


def answered(target: Target, point: Point) -> tuple[Answer, Interval | None]:
    """Whether a point satisfies the target under its reading: the point itself decides, or the interval does."""
    if target.reading == "as_counted":
        return ("yes" if satisfied(target, _value(point)) else "no"), None
    interval = interval_of(point, target)
    if interval is None:
        return "unknown", None
    low, high = satisfied(target, interval.low), satisfied(target, interval.high)
    if low and high:
        return "yes", interval
    if target.comparator in {"=", "range"}:
        apart = interval.high < target.threshold[0] or interval.low > target.threshold[-1]
        return ("no" if apart else "unsure"), interval
    return ("unsure" if low or high else "no"), interval


def _value(point: Point) -> Fraction:
    if point.value is None:
        raise ValueError(f"{point.period}: a level is judged, so the point needs a value")
    return point.value

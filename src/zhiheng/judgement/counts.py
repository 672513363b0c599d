"""Counting events over a span: what has happened stays counted. Shared by cumulative targets and growth in events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate

from zhiheng.judgement import finding as say
from zhiheng.judgement.comparing import ONLY_ABOVE, at_least, gap, satisfied
from zhiheng.judgement.finding import Finding, ends
from zhiheng.judgement.paths import expected_count, first_expecting
from zhiheng.judgement.reasons import reason
from zhiheng.judgement.shapes import Point, Reason, Target, Value, Word
from zhiheng.periods import Period


@dataclass(frozen=True)
class Count:
    """What is known of a count: its total, the points that it adds up from, and due periods that nothing covers."""

    total: Fraction
    used: tuple[Point, ...]
    missing: tuple[Period, ...]


def judge_events(target: Target, points: Sequence[Point], on: date) -> Finding:
    count = counted(target, points, on)
    if not count.used:
        return _nothing_known(target, count, on)
    if _decided(target, count.total):
        return _reached(target, count) if target.comparator in ONLY_ABOVE else _exceeded(target, count)
    if _is_over(target, count, on):
        return _at_the_end(target, count)
    return _under_way(target, count, on)


def counted(target: Target, points: Sequence[Point], on: date) -> Count:
    """Add up the points, each month once: of points that overlap the longer is taken. Totals to date are not added."""
    known = [point for point in points if point.value is not None]
    if not target.flow:
        newest = say.latest(known)
        used: tuple[Point, ...] = (newest,) if newest else ()
        after = newest.period.end if newest else date.min
        late = tuple(period for period in say.due(target, on) if period.end > after)
        return Count(_value(newest) if newest else Fraction(0), used, late)
    used = _apart(known)
    late = tuple(period for period in say.due(target, on) if not _covered(period, used))
    return Count(sum((_value(point) for point in used), Fraction(0)), used, late)


def running(count: Count) -> tuple[tuple[Period, Fraction], ...]:
    """What the count had come to at the end of each point that it adds up from."""
    totals = accumulate(_value(point) for point in count.used)
    return tuple(zip((point.period for point in count.used), totals, strict=True))


def _apart(points: Sequence[Point]) -> tuple[Point, ...]:
    taken: list[Point] = []
    for point in sorted(points, key=lambda one: one.period):
        if not taken or point.period.start >= taken[-1].period.end:
            taken.append(point)
    return tuple(taken)


def _covered(period: Period, points: Sequence[Point]) -> bool:
    """Whether points lie over every month of a period."""
    return all(any(point.period.covers(month) for point in points) for month in period.months())


def _value(point: Point) -> Fraction:
    assert point.value is not None
    return point.value


def _decided(target: Target, total: Fraction) -> bool:
    """Whether nothing that still happens can change the answer, since a count only grows."""
    if target.comparator in ONLY_ABOVE:
        return satisfied(target, total)
    if target.comparator in {"=", "range"}:
        return total > target.threshold[-1]
    return not satisfied(target, total)


def _is_over(target: Target, count: Count, on: date) -> bool:
    """Whether every period has ended and has its figure, or should have it."""
    complete = not count.missing and count.used[-1].period.end >= target.closes
    return on >= target.closes and (complete or say.is_due(target, target.last, on))


def _nothing_known(target: Target, count: Count, on: date) -> Finding:
    return say.missing(target, count.missing) if count.missing else say.first_open(target.periods[0])


def _reached(target: Target, count: Count) -> Finding:
    running, reached_in = Fraction(0), count.used[-1].period
    for point in count.used:
        running += _value(point)
        if satisfied(target, running):
            reached_in = point.period
            break
    until = count.used[-1].period
    found = reason("count_reached", total=count.total, period=reached_in, until=until, **ends(target))
    return _of(target, count, "met", found)


def _exceeded(target: Target, count: Count) -> Finding:
    short = gap(target, count.total)
    found = reason("count_exceeded", total=count.total, period=count.used[-1].period, gap=short, **ends(target))
    return _of(target, count, "not_met", found)


def _at_the_end(target: Target, count: Count) -> Finding:
    if count.missing:
        return _gaps(target, count)
    if satisfied(target, count.total):
        return _of(target, count, "met", reason("count_kept", total=count.total, **ends(target)))
    short = gap(target, count.total)
    if say.is_ended(target):
        return say.ended_short(target, count.total, short, count.used)
    return _of(target, count, "not_met", reason("count_missed", total=count.total, gap=short, **ends(target)))


def _gaps(target: Target, count: Count) -> Finding:
    found = reason("count_gaps", total=count.total, missing=count.missing, **ends(target))
    return Finding("no_data", found, used=count.used)


def _under_way(target: Target, count: Count, on: date) -> Finding:
    past = say.due(target, on)
    expected = expected_count(target, past[-1]) if past else None
    if expected is None:
        return _unpaced(target, count)
    good = at_least(target, count.total, expected.value)
    if count.missing and not (good and target.rises):
        return _gaps(target, count)
    if good and not count.total and not expected.value and target.rises:
        found = reason("none_due_yet", expected_for=first_expecting(target), **ends(target))
        return _of(target, count, "not_due", found)
    known: dict[str, Value] = {
        "total": count.total,
        "expected": expected.value,
        "expected_for": expected.period,
        **ends(target),
    }
    if good:
        return _of(target, count, "on_course", reason("count_on_path", **known), expected.value)
    code = "count_below_path" if target.rises else "count_above_path"
    found = reason(code, **known, difference=abs(count.total - expected.value))
    return _of(target, count, "behind", found, expected.value)


def _unpaced(target: Target, count: Count) -> Finding:
    """No figure is expected by now: the first period has not ended, or the least is best and no path divides it."""
    if count.missing:
        return _gaps(target, count)
    if target.rises and not count.total:
        return _of(
            target, count, "not_due", reason("none_due_yet", expected_for=first_expecting(target), **ends(target))
        )
    if target.rises:
        found = reason(
            "count_on_path", total=count.total, expected=Fraction(0), expected_for=target.periods[0], **ends(target)
        )
        return _of(target, count, "on_course", found, Fraction(0))
    return _of(target, count, "on_course", reason("count_within", total=count.total, **ends(target)))


def _of(target: Target, count: Count, word: Word, found: Reason, expected: Fraction | None = None) -> Finding:
    line = target.threshold[0] if expected is None else expected
    return Finding(
        word, found, count.total, count.used, line, interim=expected is not None, gap=gap(target, count.total)
    )

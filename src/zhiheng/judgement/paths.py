"""What is expected before the end: an interim value that is given, else a straight line from the baseline."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from zhiheng.judgement.shapes import Target
from zhiheng.periods import Period

WHOLE_ONES = {"stock", "increase"}
"""Rules that count things: of a straight line only whole ones are expected."""


@dataclass(frozen=True)
class Expected:
    """An interim value and the period that it is expected for."""

    value: Fraction
    period: Period


def month_of(period: Period) -> int:
    """The month in which a period has ended, counted from year 0."""
    return period.end.year * 12 + period.end.month


def expected_level(target: Target, period: Period) -> Expected | None:
    """The interim value that a level of a period is compared with; None where neither path nor baseline says one.

    A level is compared with the value of the judged period that it lies in: the second quarter of 2019 with the value for 2019.
    """
    judged = next((one for one in target.periods if one.covers(period)), None) or _next_judged(target, period)
    for given in (period, judged):
        if given in target.path:
            return Expected(target.path[given], given)
    value = _on_line(target, month_of(judged))
    if value is not None and target.rule in WHOLE_ONES:
        value = Fraction(floor(value) if target.rises else ceil(value))
    return None if value is None else Expected(value, judged)


def _next_judged(target: Target, period: Period) -> Period:
    return next((one for one in target.periods if one.end >= period.end), target.last)


def expected_count(target: Target, period: Period) -> Expected | None:
    """What a count must have come to by the end of a judged period: a whole number, so the line is rounded down.

    Without path and baseline a count starts from nothing on the plan's first day.
    """
    given = [one for one in sorted(target.path) if one.end <= period.end]
    if target.path:
        return Expected(target.path[given[-1]], given[-1]) if given else Expected(Fraction(0), period)
    if not target.rises:
        return None
    total = month_of(target.last) - _month(target)
    gone = max(0, min(month_of(period) - _month(target), total))
    return Expected(Fraction(floor(target.threshold[0] * gone / total)), period)


def _month(target: Target) -> int:
    return target.starts.year * 12 + target.starts.month


def first_expecting(target: Target) -> Period:
    """The first period by whose end anything is expected of a count."""
    for period in sorted({*target.periods, *target.path}):
        expected = expected_count(target, period)
        if expected and expected.value > 0:
            return period
    return target.last


def _anchors(target: Target) -> list[tuple[int, Fraction]]:
    """Known points of the path, by month: baseline, given values, and the threshold at the end."""
    ends = {month_of(period): value for period, value in target.path.items()}
    if target.baseline is not None and target.baseline.value is not None:
        ends.setdefault(month_of(target.baseline.period), target.baseline.value)
    if not ends:
        return []
    ends.setdefault(month_of(target.last), goal(target))
    return sorted(ends.items())


def goal(target: Target) -> Fraction:
    """The end of the threshold that the direction comes to first."""
    return target.threshold[0] if target.rises else target.threshold[-1]


def _on_line(target: Target, month: int) -> Fraction | None:
    """The value on straight lines between anchors; never stricter than the threshold itself."""
    anchors = _anchors(target)
    before = [one for one in anchors if one[0] <= month]
    after = [one for one in anchors if one[0] >= month]
    if not before or not after:
        return None
    (start, low), (end, high) = before[-1], after[0]
    value = low if start == end else low + (high - low) * (month - start) / (end - start)
    return min(value, goal(target)) if target.rises else max(value, goal(target))

"""How fast it must go from here, and how fast it went."""

from collections.abc import Sequence
from fractions import Fraction

from zhiheng.judgement.comparing import gap
from zhiheng.judgement.finding import Finding
from zhiheng.judgement.shapes import Pace, Point, Target
from zhiheng.periods import MONTHS, Period

LOOK_BACK = {"month": 12, "quarter": 4, "half": 2, "year": 3, "assessment_year": 3}
"""How many periods back the recent pace is taken over: a year, or three where figures are yearly."""
UNDER_WAY = {"on_course", "behind", "cannot_tell"}


def pace_of(target: Target, found: Finding, points: Sequence[Point]) -> Pace | None:
    """Steps that are left and their size, in periods of the kind that figures come in; None where nothing is under way."""
    if found.word not in UNDER_WAY or not found.used or found.value is None or not target.threshold:
        return None
    last = found.used[-1].period
    kind = last.kind if last.kind in MONTHS else target.every
    left = _months(last, target.last) // MONTHS[kind]
    short = gap(target, found.value)
    needed = short / left if left > 0 and short > 0 and target.rule != "hold" else None
    recent, over = _recent_events(target, found.used, kind) if target.flow else _recent_level(points, last, kind)
    return Pace(kind, max(left, 0), needed, recent, over)


def _months(earlier: Period, later: Period) -> int:
    return (later.end.year - earlier.end.year) * 12 + later.end.month - earlier.end.month


def _recent_level(points: Sequence[Point], last: Period, kind: str) -> tuple[Fraction | None, int]:
    """The mean change per period between the last value and the earliest within the look-back."""
    series = {point.period: point.value for point in points if point.period.kind == kind and point.value is not None}
    now = series.get(last)
    if now is None:
        return None, 0
    period, oldest, steps = last, None, 0
    for step in range(1, LOOK_BACK[kind] + 1):
        period = period.previous()
        if period in series:
            oldest, steps = series[period], step
    return (None, 0) if oldest is None else ((now - oldest) / steps, steps)


def _recent_events(target: Target, used: Sequence[Point], kind: str) -> tuple[Fraction | None, int]:
    """The mean number of events per period over the look-back."""
    values = [point.value for point in used if point.period.kind == kind and point.value is not None]
    recent = values[-LOOK_BACK[kind] :]
    return (sum(recent, Fraction(0)) / len(recent), len(recent)) if recent else (None, 0)

"""What a temporal rule finds, before flags, pace and interval are added; and the findings that every rule shares."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from zhiheng.judgement.reasons import reason
from zhiheng.judgement.shapes import Point, Reason, Target, Word
from zhiheng.periods import Period


@dataclass(frozen=True)
class Finding:
    """A verdict in the making. `used` are the points that it rests on, the one that decides last."""

    word: Word
    reason: Reason
    value: Fraction | None = None
    used: tuple[Point, ...] = ()
    line: Fraction | None = None
    interim: bool = False
    gap: Fraction | None = None
    stage: str = ""


def ends(target: Target) -> dict[str, Fraction]:
    """The threshold as a reason carries it; a range has a second end."""
    named = {"threshold": target.threshold[0]}
    return named | {"threshold_to": target.threshold[1]} if len(target.threshold) > 1 else named


def due_on(target: Target, period: Period) -> date:
    """The last day on which a period's figure is in time; from the next day on it is missed."""
    return period.last_day + timedelta(days=target.lag_days)


def is_due(target: Target, period: Period, on: date) -> bool:
    """Whether a period's figure must be there."""
    return due_on(target, period) < on


def due(target: Target, on: date) -> list[Period]:
    """The judged periods whose figures must be there."""
    return [period for period in target.periods if is_due(target, period, on)]


def latest(points: Iterable[Point]) -> Point | None:
    """The point whose period ends last; of those that end together the longest."""
    return max(points, key=lambda point: (point.period.end, -point.period.start.toordinal()), default=None)


def missing(target: Target, periods: Sequence[Period]) -> Finding:
    """Figures that are due have not come."""
    found = reason("missing", missing=tuple(periods), due_on=due_on(target, periods[0]))
    return Finding("no_data", found)


def first_open(period: Period) -> Finding:
    return Finding("not_due", reason("first_period_open", period=period))


def nothing_occurred(point: Point) -> Finding:
    return Finding("no_data", reason("nothing_occurred", period=point.period), used=(point,))


def ended_short(target: Target, value: Fraction | None, gap: Fraction | None, used: tuple[Point, ...]) -> Finding:
    """What is counted ceased to exist before the target was reached."""
    line = target.threshold[0] if target.threshold else None
    return Finding("not_met", reason("ended_short", ended_on=target.ended_on), value, used, line, gap=gap)


def is_ended(target: Target) -> bool:
    """True where the target closes before the plan does."""
    return target.closes < target.ends

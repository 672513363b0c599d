"""How an exact value stands to a threshold: satisfied or not, by how much, and how many more would do."""

from fractions import Fraction
from math import ceil, floor

from zhiheng.judgement.shapes import Point, Target
from zhiheng.quantities import satisfies

PER_CENT = Fraction(100)
ONLY_ABOVE = {">=", ">"}


def satisfied(target: Target, value: Fraction, threshold: tuple[Fraction, ...] | None = None) -> bool:
    """Whether the exact value satisfies the target's threshold (or another one, by the same comparator)."""
    ends = threshold or target.threshold
    return satisfies(value, target.comparator, (ends[0], ends[-1]) if target.comparator == "range" else ends[0])


def gap(target: Target, value: Fraction, threshold: tuple[Fraction, ...] | None = None) -> Fraction:
    """How much is missing, in the unit. Negative: the margin. 0: on the line, which a strict comparator fails."""
    ends = threshold or target.threshold
    if target.comparator == "range":
        return max(ends[0] - value, value - ends[-1])
    if target.comparator == "=":
        return abs(ends[0] - value)
    return ends[0] - value if target.comparator in ONLY_ABOVE else value - ends[0]


def needed_parts(target: Target, point: Point) -> int | None:
    """How many more parts of the same whole would satisfy the threshold; None where that says nothing.

    36 of 40 against "more than 90 %" needs one more: the target misses by a batch, not by a percentage.
    """
    counted, value = point.counted, point.value
    if counted is None or value is None or target.comparator not in ONLY_ABOVE or satisfied(target, value):
        return None
    part, whole = counted
    per = value / Fraction(part, whole) if part else PER_CENT
    line = target.threshold[0] / per * whole
    wanted = ceil(line) if target.comparator == ">=" else floor(line) + 1
    return wanted - part if wanted <= whole else None


def at_least(target: Target, value: Fraction, expected: Fraction) -> bool:
    """Whether a value is at or beyond what the path expects, in the direction that is better."""
    return value >= expected if target.rises else value <= expected

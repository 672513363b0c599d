"""A verdict's numbers as they are shown: rounded for the eye, and on their true side of every line they were compared with."""

from fractions import Fraction

from zhiheng.judgement.shapes import Target, Verdict
from zhiheng.quantities import Line, Shown, shown, shown_difference


def lines_of(target: Target, verdict: Verdict) -> list[Line]:
    """The lines that the verdict's value was compared with: the threshold, and the interim value before the end."""
    lines: list[Line] = []
    if target.threshold:
        both = target.threshold
        lines.append((target.comparator, (both[0], both[1]) if len(both) > 1 else both[0]))
    if verdict.interim and verdict.line is not None:
        lines.append((">=" if target.rises else "<=", verdict.line))
    return lines


def shown_value(target: Target, verdict: Verdict) -> Shown | None:
    """The value, or None where there is none."""
    if verdict.value is None:
        return None
    return shown(verdict.value, target.decimals, also=lines_of(target, verdict))


def shown_gap(target: Target, difference: Fraction) -> str:
    """A gap or difference without sign and unit."""
    return shown_difference(difference, target.decimals)

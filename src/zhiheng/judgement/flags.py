"""Flags: what a reader must know beside the verdict. They never change it."""

from datetime import date

from zhiheng.judgement.finding import Finding
from zhiheng.judgement.shapes import FINAL_STAGES, FLAGS, Interval, Point, Target

SMALL_SAMPLE = 30


def flags_of(target: Target, found: Finding, interval: Interval | None, on: date) -> tuple[str, ...]:
    """The target's own flags and those that its figures bring, in the order of the list."""
    raised = set(target.flags)
    if target.ended_on is not None and target.ended_on <= on:
        raised.add("institution_abolished")
    if any(point.stage not in FINAL_STAGES for point in found.used):
        raised.add("provisional")
    if any(not point.complete for point in found.used):
        raised.add("incomplete_census")
    if found.used and found.value is not None and _is_small(target, found.used[-1]):
        raised.add("small_sample")
    if _is_uncertain(target, found, interval):
        raised.add("uncertain")
    return tuple(flag for flag in FLAGS if flag in raised)


def _is_uncertain(target: Target, found: Finding, interval: Interval | None) -> bool:
    """Whether the point decided although the interval covers the line; where the interval itself decided, nothing is left open."""
    by_point = target.reading == "as_counted" or found.interim
    return by_point and interval is not None and found.line is not None and interval.covers(found.line)


def _is_small(target: Target, point: Point) -> bool:
    """Whether fewer were observed than a share can be read from."""
    if point.sample is not None:
        return point.sample < SMALL_SAMPLE
    return target.sampled and point.counted is not None and point.counted[1] < SMALL_SAMPLE

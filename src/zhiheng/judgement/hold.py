"""hold 逐期保持: every period satisfies the threshold, never on average. Broken once, it is missed for good."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhiheng.judgement import finding as say
from zhiheng.judgement.comparing import gap
from zhiheng.judgement.finding import Finding, ends
from zhiheng.judgement.intervals import interval_of
from zhiheng.judgement.levels import answered
from zhiheng.judgement.reasons import reason
from zhiheng.judgement.shapes import Point, Reason, Target, Word
from zhiheng.periods import Period


@dataclass(frozen=True)
class Strip:
    """The periods of a hold: those that satisfy it, that break it, that leave it open, and due ones without a figure."""

    good: tuple[Point, ...]
    broken: tuple[Point, ...]
    unsure: tuple[Point, ...]
    empty: tuple[Point, ...]
    missing: tuple[Period, ...]


def judge_hold(target: Target, points: Sequence[Point], on: date) -> Finding:
    strip = strip_of(target, points, on)
    current = say.latest(point for point in points if not point.is_empty)
    if strip.broken:
        return _broken(target, strip, current)
    if on < target.periods[0].end:
        return say.first_open(target.periods[0])
    if strip.missing:
        return _with_missing(target, strip, current)
    if strip.unsure:
        return _unsure(target, strip)
    if not strip.good:
        return say.nothing_occurred(strip.empty[-1]) if strip.empty else say.first_open(target.periods[0])
    complete = len(strip.good) + len(strip.empty) == len(target.periods)
    if complete:
        return _held(target, strip)
    return _at_risk(target, strip, current) or _holding(target, strip)


def strip_of(target: Target, points: Sequence[Point], on: date) -> Strip:
    """The judged periods, sorted by how they stand."""
    by_period = {point.period: point for point in points}
    known = [by_period[period] for period in target.periods if period in by_period]
    late = [period for period in say.due(target, on) if period not in by_period]
    said = {point.period: _answer(target, point) for point in known if not point.is_empty}

    def those(*answers: str) -> tuple[Point, ...]:
        return tuple(point for point in known if said.get(point.period) in answers)

    empty = tuple(point for point in known if point.is_empty)
    return Strip(those("yes"), those("no"), those("unsure", "unknown"), empty, tuple(late))


def threshold_of(target: Target, period: Period) -> Target:
    """The target as it stands for a period: a yearly value, where one is given, takes the threshold's place in all of its year."""
    own = next((value for given, value in target.path.items() if given.covers(period)), None)
    return target if own is None or target.comparator == "range" else replace(target, threshold=(own,))


def _answer(target: Target, point: Point) -> str:
    return answered(threshold_of(target, point.period), point)[0]


def _broken(target: Target, strip: Strip, current: Point | None) -> Finding:
    """The value is today's; the period that broke it stands in reason and gap."""
    first = strip.broken[0]
    assert first.value is not None
    own = threshold_of(target, first.period)
    short = gap(own, first.value)
    found = reason(
        "hold_broken", broken=first.period, value=first.value, gap=short, count=len(strip.broken), **ends(own)
    )
    value = current.value if current else first.value
    used = (*strip.good, *strip.broken, current) if current else (*strip.good, *strip.broken)
    return Finding("not_met", found, value, used, own.threshold[0], gap=short)


def _with_missing(target: Target, strip: Strip, current: Point | None) -> Finding:
    if not strip.good and not strip.unsure:
        return say.missing(target, strip.missing)
    if target.last in strip.missing or len(_known(strip)) + len(strip.missing) == len(target.periods):
        found = reason("held_with_gaps", missing=strip.missing, count=len(strip.good), **ends(target))
        return Finding("no_data", found, used=strip.good)
    newest = say.latest(_known(strip))
    if newest is None or strip.missing[-1].end > newest.period.end:
        return say.missing(target, strip.missing)
    if strip.unsure:
        return _unsure(target, strip)
    risk = _at_risk(target, strip, current)
    if risk:
        return risk
    last = strip.good[-1]
    found = reason(
        "holding_with_gaps", count=len(strip.good), period=last.period, missing=strip.missing, **ends(target)
    )
    return _going(target, strip, "on_course", found)


def _known(strip: Strip) -> list[Point]:
    return [*strip.good, *strip.broken, *strip.unsure, *strip.empty]


def _unsure(target: Target, strip: Strip) -> Finding:
    point = strip.unsure[-1]
    own = threshold_of(target, point.period)
    interval = interval_of(point, own)
    assert point.value is not None
    if interval is None:
        found = reason("no_interval", value=point.value, period=point.period, **ends(own))
    else:
        found = reason("hold_unsure", unsure=point.period, low=interval.low, high=interval.high, **ends(own))
    return Finding("cannot_tell", found, point.value, (point,), own.threshold[0], gap=gap(own, point.value))


def _held(target: Target, strip: Strip) -> Finding:
    return _going(target, strip, "met", reason("held", count=len(strip.good), **ends(target)))


def _holding(target: Target, strip: Strip) -> Finding:
    last = strip.good[-1]
    return _going(
        target, strip, "on_course", reason("holding", count=len(strip.good), period=last.period, **ends(target))
    )


def _going(target: Target, strip: Strip, word: Word, found: Reason) -> Finding:
    last = strip.good[-1]
    assert last.value is not None
    own = threshold_of(target, last.period)
    return Finding(word, found, last.value, strip.good, own.threshold[0], gap=gap(own, last.value))


def _at_risk(target: Target, strip: Strip, current: Point | None) -> Finding | None:
    """A figure within the open period that does not satisfy breaks nothing yet, and is said."""
    known = say.latest(_known(strip))
    if current is None or current.value is None or (known and current.period.end <= known.period.end):
        return None
    if answered(target, current)[0] != "no":
        return None
    short = gap(target, current.value)
    found = reason("hold_at_risk", value=current.value, period=current.period, gap=short, **ends(target))
    return Finding("behind", found, current.value, (*strip.good, current), target.threshold[0], gap=short)

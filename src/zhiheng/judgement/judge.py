"""Judge a target: points and a day in, a verdict with its reason out. Nothing is read, nothing is kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from zhiheng.judgement.by_end import judge_by_end
from zhiheng.judgement.comparing import needed_parts
from zhiheng.judgement.counts import counted, running
from zhiheng.judgement.cumulative import judge_cumulative
from zhiheng.judgement.finding import Finding
from zhiheng.judgement.flags import flags_of
from zhiheng.judgement.hold import judge_hold
from zhiheng.judgement.increase import judge_increase
from zhiheng.judgement.intervals import interval_of
from zhiheng.judgement.milestone import judge_milestone
from zhiheng.judgement.pace import pace_of
from zhiheng.judgement.shapes import NEEDS_DECISION, Interval, Point, Target, Verdict, Word
from zhiheng.judgement.stock import judge_stock
from zhiheng.judgement.trend import judge_trend
from zhiheng.periods import Period

JUDGES: Mapping[str, Callable[[Target, Sequence[Point], date], Finding]] = {
    "by_end": judge_by_end,
    "hold": judge_hold,
    "cumulative": judge_cumulative,
    "increase": judge_increase,
    "stock": judge_stock,
    "trend": judge_trend,
    "milestone": judge_milestone,
}
COUNTING = frozenset({"cumulative", "increase"})
"""Rules that add up events over the plan's life, where the indicator tells events."""
DECIDES: tuple[Word, ...] = ("not_met", "behind", "cannot_tell", "no_data", "not_due", "on_course", "met")
"""Where classes differ, the first of these speaks for the whole: a target is met only if each class meets it."""


def judge(target: Target, points: Iterable[Point], on: date) -> Verdict:
    """The verdict on a target on a day.

    Args:
        points: current figures of one place, in any order, those of other periods and classes among them.
        on: the day of asking; periods that have not ended by then do not count.
    """
    known = list(points)
    if target.ended_on is not None and on < target.ended_on:
        target = replace(target, ended_on=None)  # nobody knew it then
    if target.classes:
        return _each_class(target, known, on)
    return _judge(target, [point for point in known if not point.class_code], on)


def for_period(target: Target, period: Period) -> Target:
    """The target that is due at the end of one period: its yearly value as the threshold (年度目标).

    Raises:
        KeyError: no value is given for the period.
    """
    if period == target.last and period not in target.path:
        return target
    path = {one: value for one, value in target.path.items() if one.end < period.end}
    return replace(target, ends=period.end, threshold=(target.path[period],), path=path)


def _judge(target: Target, points: Sequence[Point], on: date) -> Verdict:
    usable = sorted((p for p in points if _counts(target, p, on)), key=lambda p: p.period)
    found = JUDGES[target.rule](target, usable, on)
    decisive = found.used[-1] if found.used else None
    interval = _shown_interval(target, found)
    flags = flags_of(target, found, interval, on)
    unsettled = tuple(flag for flag in flags if flag in NEEDS_DECISION and flag not in target.settled)
    return Verdict(
        word=found.word,
        reason=found.reason,
        value=found.value,
        stage=found.stage,
        period=decisive.period if decisive else None,
        line=found.line,
        interim=found.interim,
        gap=found.gap,
        needed_parts=_needed(target, found),
        pace=pace_of(target, found, usable),
        interval=interval,
        flags=flags,
        open_flags=unsettled,
        scored=target.scored and not unsettled,
    )


def running_total(
    target: Target, points: Iterable[Point], on: date, class_code: str = ""
) -> tuple[tuple[Period, Fraction], ...]:
    """What a count over the plan's life had come to, period by period; empty for a target that counts nothing so."""
    if target.rule not in COUNTING or not target.flow:
        return ()
    usable = [p for p in points if p.class_code == class_code and _counts(target, p, on)]
    return running(counted(target, usable, on))


def _counts(target: Target, point: Point, on: date) -> bool:
    """Whether a point lies in the span that is judged and had happened by the day."""
    start = target.starts
    if target.rule == "increase" and target.flow and target.baseline is not None:
        start = target.baseline.period.end
    if point.period.start < start:
        return False
    if target.rule == "milestone":
        return point.period.start <= on and point.period.start < target.closes
    until = target.last.end if target.flow else target.closes
    return point.period.end <= min(until, target.ends) and point.period.end <= on


def _shown_interval(target: Target, found: Finding) -> Interval | None:
    """The interval of the value that was compared; a count, a growth or a trend has none."""
    if not found.used or found.value is None or target.rule not in {"by_end", "hold"}:
        return None
    return interval_of(found.used[-1], target)


def _needed(target: Target, found: Finding) -> int | None:
    if found.word not in {"not_met", "behind"} or target.rule != "by_end" or not found.used:
        return None
    return needed_parts(target, found.used[-1])


def _each_class(target: Target, points: Sequence[Point], on: date) -> Verdict:
    single = replace(target, classes=())
    verdicts = {
        code: _judge(single, [point for point in points if point.class_code == code], on) for code in target.classes
    }
    deciding = min(verdicts, key=lambda code: _rank(verdicts[code]))
    flags = sorted({flag for verdict in verdicts.values() for flag in verdict.flags})
    unsettled = sorted({flag for verdict in verdicts.values() for flag in verdict.open_flags})
    return replace(
        verdicts[deciding],
        class_code=deciding,
        by_class=verdicts,
        flags=tuple(flags),
        open_flags=tuple(unsettled),
        scored=target.scored and not unsettled,
    )


def _rank(verdict: Verdict) -> tuple[int, object]:
    """Order of classes: the word that decides first, then the largest gap."""
    return DECIDES.index(verdict.word), -verdict.gap if verdict.gap is not None else 0

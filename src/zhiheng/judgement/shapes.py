"""The values that judging takes and gives: target, points, verdict. All exact, all frozen, so that a verdict replays.

Whoever judges builds a `Target` from a plan and `Point`s from figures, both in the target's unit (90 for 90 %).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal, Self

from zhiheng.periods import FIRST_MONTH, Period, period_on, periods_between

Word = Literal["met", "not_met", "on_course", "behind", "cannot_tell", "no_data", "not_due"]
Rule = Literal["by_end", "hold", "cumulative", "increase", "stock", "trend", "milestone"]
Value = Fraction | int | str | date | Period | tuple[Period, ...]

WORDS: tuple[Word, ...] = ("met", "on_course", "behind", "not_met", "cannot_tell", "no_data", "not_due")
RULES: tuple[Rule, ...] = ("by_end", "hold", "cumulative", "increase", "stock", "trend", "milestone")
FLAGS = (
    "provisional", "uncertain", "small_sample", "institution_abolished", "target_implausible", "incomplete_census",
)  # fmt: skip
NEEDS_DECISION = ("small_sample", "institution_abolished", "target_implausible", "incomplete_census")
"""Flags under which a target is not scored before a decision is recorded; the other two only inform."""
_DAY = timedelta(days=1)
FINAL_STAGES = ("final", "revised")


@dataclass(frozen=True)
class Baseline:
    """The dated value from which growth or a linear path starts. `value` None: only the date is known."""

    period: Period
    value: Fraction | None = None


@dataclass(frozen=True)
class Point:
    """A figure as it is judged: a share, a value or a stage reached.

    Args:
        value: in the target's unit; None for a stage, and for 0 of 0, where nothing occurred.
        part, whole: exact, where the value is a share.
        reached: code of the stage, for a milestone.
        stage: data stage; all but `final` and `revised` make the verdict provisional.
        low, high: an interval that the source states; it is taken as it stands.
        sample, population: how many were observed, of how many.
        complete: False where a census has not reached every unit.
        explained: a recorded explanation exists for a fall (trend only).
    """

    period: Period
    value: Fraction | None = None
    part: Fraction | None = None
    whole: Fraction | None = None
    reached: str = ""
    class_code: str = ""
    stage: str = "final"
    low: Fraction | None = None
    high: Fraction | None = None
    sample: int | None = None
    population: int | None = None
    complete: bool = True
    explained: bool = False

    @classmethod
    def of_share(
        cls, period: Period, part: Fraction | int, whole: Fraction | int, *, per: int = 100, class_code: str = "",
        stage: str = "final", sample: int | None = None, population: int | None = None, complete: bool = True,
    ) -> Self:  # fmt: skip
        """A share as a point of a target in percent (`per` 100), per mille (1000) or as a plain ratio (1)."""
        value = per * Fraction(part) / Fraction(whole) if whole else None
        return cls(
            period, value, Fraction(part), Fraction(whole), class_code=class_code, stage=stage, sample=sample,
            population=population, complete=complete,
        )  # fmt: skip

    @property
    def is_empty(self) -> bool:
        """True for 0 of 0: nothing occurred, which is neither good nor bad."""
        return self.value is None and not self.reached

    @property
    def counted(self) -> tuple[int, int] | None:
        """Part and whole where both are whole numbers, so that they can be a sample."""
        if self.part is None or self.whole is None or not self.whole:
            return None
        if self.part.denominator != 1 or self.whole.denominator != 1 or not 0 <= self.part <= self.whole:
            return None
        return self.part.numerator, self.whole.numerator


@dataclass(frozen=True)
class Target:
    """What is demanded, with exact semantics.

    Args:
        threshold: one number, two for `range`, none for `trend` and `milestone`.
        stage, stages: for a milestone the stage that is demanded, and all stages in order.
        starts, ends: first day of the plan and first day after it.
        direction: "up" or "down", what is better; decides for `=`, `range` and `trend`.
        path: interim values by period. A milestone's are numbers of stages.
        classes: each must satisfy the target.
        flags: what is known about the target itself; `settled` are those on which a decision is recorded.
        ended_on: first day on which the thing that is counted no longer existed.
        flow: each point tells what happened within its period (otherwise what there is at its end).
        sampled: a share is an observation of a sample, so that it has an interval; else only where a point says so.
        method: "wilson" or "clopper_pearson".
        lag_days: days after the end of a period within which its figure may come before it is missed.
    """

    code: str
    rule: Rule
    starts: date
    ends: date
    comparator: str = ">="
    threshold: tuple[Fraction, ...] = ()
    stage: str = ""
    stages: tuple[str, ...] = ()
    reading: Literal["as_counted", "inferred"] = "as_counted"
    every: str = "year"
    first_month: int = FIRST_MONTH
    direction: str = "up"
    unit: str = "%"
    decimals: int = 1
    baseline: Baseline | None = None
    path: Mapping[Period, Fraction] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    ended_on: date | None = None
    scored: bool = True
    flow: bool = False
    sampled: bool = False
    method: str = "wilson"
    lag_days: int = 0

    def __post_init__(self) -> None:
        needed = 0 if self.rule in {"trend", "milestone"} else 2 if self.comparator == "range" else 1
        if len(self.threshold) != needed:
            raise ValueError(f"target {self.code}: {needed} threshold(s) needed, {len(self.threshold)} given")
        if self.rule == "milestone" and self.stage not in self.stages:
            raise ValueError(f"target {self.code}: stage {self.stage!r} is none of its stages")

    @property
    def closes(self) -> date:
        """First day on which nothing counts any more: the plan's end, or earlier where the institution ended."""
        return min(self.ends, self.ended_on) if self.ended_on else self.ends

    @property
    def periods(self) -> list[Period]:
        """The periods that are judged, in order; at least one.

        Where the institution ended within a period, that period still counts events, but no longer tells a level.
        """
        whole = periods_between(self.starts, self.ends, self.every, self.first_month)
        open_ones = [one for one in whole if (one.start if self.flow else one.end - _DAY) < self.closes]
        return open_ones or [period_on(max(self.starts, self.closes - _DAY), self.every, self.first_month)]

    @property
    def last(self) -> Period:
        """The period that decides in the end."""
        return self.periods[-1]

    @property
    def rises(self) -> bool:
        """True where more is better."""
        if self.comparator in {">=", ">"} and self.rule != "trend":
            return True
        if self.comparator in {"<=", "<"}:
            return False
        return self.direction != "down"


@dataclass(frozen=True)
class Reason:
    """Why: a code of `reasons.CATALOGUE` and the exact values that its sentence needs."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Interval:
    """Where the population's value lies by a stated method. `sides` 1: each bound for itself holds at the level."""

    low: Fraction
    high: Fraction
    method: str
    sides: int = 2
    percent: int = 95

    def covers(self, line: Fraction) -> bool:
        return self.low <= line <= self.high


@dataclass(frozen=True)
class Pace:
    """How fast it must go and how fast it went, in the unit per period of `every`; None where there is too little to say."""

    every: str
    remaining: int
    needed: Fraction | None
    recent: Fraction | None
    recent_periods: int = 0


@dataclass(frozen=True)
class Verdict:
    """The computed answer to a target.

    Args:
        value: what was compared (for counts the total, for growth the increment); None without data.
        period: of the point that the value comes from.
        line: what it was compared with; `interim` tells that it was the path and not the threshold.
        gap: how much is missing to the threshold, in the unit; negative is the margin, 0 on the line.
        needed_parts: how many more parts of the same whole would do (shares that miss only).
        open_flags: flags that need a decision which is not recorded.
        scored: whether it may be scored; where not, it is left out and never counts as 0.
        class_code, by_class: the class that decided, and the verdict of each.
    """

    word: Word
    reason: Reason
    value: Fraction | None = None
    stage: str = ""
    period: Period | None = None
    line: Fraction | None = None
    interim: bool = False
    gap: Fraction | None = None
    needed_parts: int | None = None
    pace: Pace | None = None
    interval: Interval | None = None
    flags: tuple[str, ...] = ()
    open_flags: tuple[str, ...] = ()
    scored: bool = True
    class_code: str = ""
    by_class: Mapping[str, "Verdict"] = field(default_factory=dict)

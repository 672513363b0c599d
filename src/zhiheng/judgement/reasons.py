"""Every reason that a verdict can carry, with what its values are called and what it means.

A verdict has exactly one of them. Sentences for people stand in `supervision.messages`; a test keeps both complete.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from zhiheng.judgement.shapes import Reason, Value, Word


@dataclass(frozen=True)
class Meaning:
    """What a reason says, under which verdicts it may stand, and the names of its values."""

    words: tuple[Word, ...]
    values: tuple[str, ...]
    says: str


CATALOGUE: Mapping[str, Meaning] = {
    # a level that is compared at the end, or with what is expected until then: by_end, stock, increase of a level
    "end_reached": Meaning(("met",), ("value", "threshold", "period"), "The value of the last period satisfies the threshold."),
    "end_missed": Meaning(("not_met",), ("value", "threshold", "period", "gap"), "The value of the last period does not satisfy the threshold."),
    "path_reached": Meaning(("on_course",), ("value", "expected", "expected_for", "period", "difference"), "The value is at or beyond what the interim path expects."),
    "path_missed": Meaning(("behind",), ("value", "expected", "expected_for", "period", "difference"), "The value is short of what the interim path expects."),
    "there_already": Meaning(("on_course",), ("value", "threshold", "period"), "There is no interim path; the value satisfies the threshold already."),
    "not_there_yet": Meaning(("behind",), ("value", "threshold", "period", "gap"), "There is no interim path; the value does not satisfy the threshold yet."),
    "interval_covers": Meaning(("cannot_tell",), ("value", "low", "high", "threshold", "period"), "A claim about a population: the interval covers the threshold, so the sample allows neither answer."),
    "no_interval": Meaning(("cannot_tell",), ("value", "threshold", "period"), "A claim about a population, but the figure says nothing about its sample."),
    # hold
    "held": Meaning(("met",), ("count", "threshold"), "Every period of the plan satisfies the threshold."),
    "holding": Meaning(("on_course",), ("count", "threshold", "period"), "Every period so far satisfies the threshold."),
    "holding_with_gaps": Meaning(("on_course",), ("count", "threshold", "period", "missing"), "Every known period satisfies the threshold; earlier ones are missing."),
    "hold_broken": Meaning(("not_met",), ("broken", "value", "threshold", "gap", "count"), "At least one period does not satisfy the threshold; the first that broke it is named."),
    "hold_at_risk": Meaning(("behind",), ("value", "threshold", "period", "gap"), "Every whole period satisfies the threshold, but the latest figure within the open one does not."),
    "hold_unsure": Meaning(("cannot_tell",), ("unsure", "low", "high", "threshold"), "A claim about a population: no period is surely broken, but the interval of one covers the threshold."),
    # counts over the plan's life: cumulative, increase of events
    "count_reached": Meaning(("met",), ("total", "until", "threshold", "period"), "The count reached the threshold in the period named; what happened stays counted, and the total goes on to the last figure."),
    "count_kept": Meaning(("met",), ("total", "threshold"), "At the end of the plan the count satisfies the threshold."),
    "count_missed": Meaning(("not_met",), ("total", "threshold", "gap"), "At the end of the plan the count does not satisfy the threshold."),
    "count_exceeded": Meaning(("not_met",), ("total", "threshold", "period", "gap"), "The count has gone beyond the most that is allowed, and what happened stays counted."),
    "count_on_path": Meaning(("on_course",), ("total", "expected", "expected_for", "threshold"), "The count is at or beyond what is expected by now."),
    "count_below_path": Meaning(("behind",), ("total", "expected", "expected_for", "threshold", "difference"), "The count is short of what is expected by now."),
    "count_above_path": Meaning(("behind",), ("total", "expected", "expected_for", "threshold", "difference"), "The count has gone beyond what is expected by now; the least is better."),
    "count_within": Meaning(("on_course",), ("total", "threshold"), "The count is within what is allowed, and there is no interim path."),
    "count_gaps": Meaning(("no_data",), ("total", "threshold", "missing"), "The known events do not decide, and figures of some periods are missing."),
    "none_due_yet": Meaning(("not_due",), ("threshold", "expected_for"), "Nothing is there, and by the path nothing is expected before the period named."),
    # trend
    "trend_holds": Meaning(("met", "on_course"), ("first", "first_period", "last", "last_period", "slope"), "The last value is better than the first, with at most one small step back."),
    "trend_not_better": Meaning(("not_met", "behind"), ("first", "first_period", "last", "last_period", "slope"), "The last value is not better than the first."),
    "trend_steps_back": Meaning(("not_met", "behind"), ("count", "first_period", "last_period", "slope"), "The value went back more than once."),
    "trend_large_step_back": Meaning(("not_met", "behind"), ("step", "step_period", "allowed", "first_period", "last_period"), "One step back is larger than a tenth of the whole improvement and not explained."),
    "trend_too_short": Meaning(("no_data",), ("count",), "A trend needs two values; there are fewer."),
    # milestone
    "stage_reached": Meaning(("met",), ("stage", "period"), "The stage is reached, with evidence."),
    "stage_missed": Meaning(("not_met",), ("stage", "demanded", "steps_left"), "The plan is over and the stage is not reached."),
    "stage_on_path": Meaning(("on_course",), ("stage", "demanded", "number", "expected", "of", "expected_for"), "As many stages are reached as are expected by now."),
    "stage_behind": Meaning(("behind",), ("stage", "demanded", "number", "expected", "of", "expected_for"), "Fewer stages are reached than are expected by now."),
    "no_stage_due_yet": Meaning(("not_due",), ("demanded", "expected_for"), "No stage is recorded, and none is expected before the period named."),
    # any rule
    "ended_short": Meaning(("not_met",), ("ended_on",), "What is counted ceased to exist before the target was reached, so that it cannot be reached any more."),
    "missing": Meaning(("no_data",), ("missing", "due_on"), "A figure that is due has not come."),
    "held_with_gaps": Meaning(("no_data",), ("missing", "count", "threshold"), "The plan is over; every known period satisfies the threshold, but some are missing."),
    "nothing_occurred": Meaning(("no_data",), ("period",), "Nothing occurred that could be counted: 0 of 0 is neither good nor bad."),
    "no_baseline": Meaning(("no_data",), ("period", "value"), "Growth is demanded, but the value that it starts from is not known."),
    "first_period_open": Meaning(("not_due",), ("period",), "The first period to judge has not ended, or its figure is not due yet."),
}  # fmt: skip
"""Where a target has a range, `threshold` is its lower end and `threshold_to` its upper end."""


def reason(code: str, **values: Value | None) -> Reason:
    """A reason with its values.

    Raises:
        KeyError, TypeError: a code or a value that the catalogue does not list, or one left out.
    """
    wanted = set(CATALOGUE[code].values)
    given = {name: value for name, value in values.items() if value is not None}
    if set(given) - {"threshold_to"} != wanted:
        raise TypeError(f"{code}: needs {sorted(wanted)}, has {sorted(given)}")
    return Reason(code, given)

"""Verdicts in words: a sentence and a few words for every reason that judging can give.

The few words stand in rows of the overview, where about twenty Chinese characters have room; the sentence names period, value, gap and rule.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiheng.judgement.shapes import Reason, Target, Value, Verdict
from zhiheng.judgement.showing import lines_of, shown_gap
from zhiheng.periods import Period, in_words
from zhiheng.plan.shapes import said as words_in
from zhiheng.quantities import grouped, shown, unit
from zhiheng.supervision.queries import Standing

SENTENCES: Mapping[str, tuple[Promise, Promise]] = {
    # code: (the sentence, the few words)
    "end_reached": (_("%(period)s: %(value)s, which satisfies %(threshold)s."), _("%(value)s, satisfies %(threshold)s")),
    "end_missed": (
        _("%(period)s: %(value)s, short of %(line)s by %(gap)s."), _("short by %(gap)s")
    ),
    "path_reached": (
        _("%(period)s: %(value)s, %(difference)s better than the interim value of %(expected)s for %(expected_for)s."),
        _("%(difference)s better than the path"),
    ),
    "path_reached_exactly": (
        _("%(period)s: %(value)s, exactly the interim value for %(expected_for)s."), _("on the path: %(value)s")
    ),
    "path_missed": (
        _("%(period)s: %(value)s, %(difference)s short of the interim value of %(expected)s for %(expected_for)s."),
        _("%(difference)s short of the path"),
    ),
    "there_already": (
        _("%(period)s: %(value)s already satisfies %(threshold)s; there is no interim path, and the last period decides."), _("satisfies %(threshold)s now")
    ),
    "not_there_yet": (
        _("%(period)s: %(value)s does not yet satisfy %(threshold)s, short by %(gap)s; there is no interim path."), _("short of %(line)s by %(gap)s")
    ),
    "not_there_yet_exactly": (
        _("%(period)s: %(value)s stands exactly on the line; %(threshold)s does not include it."),
        _("%(value)s, not included in %(threshold)s"),
    ),
    "end_missed_exactly": (
        _("%(period)s: %(value)s stands exactly on the line; %(threshold)s does not include it."),
        _("%(value)s, not included in %(threshold)s"),
    ),
    "interval_covers": (
        _("%(period)s: %(value)s, but with this sample the true value may lie anywhere from %(low)s to %(high)s, on either side of %(line)s."),
        _("%(low)s to %(high)s covers the threshold"),
    ),
    "no_interval": (
        _("%(period)s: %(value)s, but the figure says nothing about its sample, so it allows no claim about all."),
        _("sample not stated"),
    ),
    "held": (_("All %(count)s periods satisfy %(threshold)s."), _("held in %(count)s periods")),
    "holding": (
        _("All %(count)s periods up to %(period)s satisfy %(threshold)s."), _("held in %(count)s periods so far")
    ),
    "holding_with_gaps": (
        _("All %(count)s known periods up to %(period)s satisfy %(threshold)s; missing: %(missing)s."),
        _("held so far, some periods missing"),
    ),
    "hold_broken": (
        _("%(broken)s: %(value)s, short of %(line)s by %(gap)s; every period must satisfy it. Periods that broke it: %(count)s."),
        _("%(broken)s: %(value)s, every period counts"),
    ),
    "hold_at_risk": (
        _("Every whole period satisfies %(threshold)s, but the latest figure (%(period)s: %(value)s) misses it by %(gap)s."),
        _("latest figure %(gap)s short"),
    ),
    "hold_unsure": (
        _("No period surely misses %(threshold)s, but that of %(unsure)s may lie anywhere from %(low)s to %(high)s."),
        _("%(low)s to %(high)s covers the threshold"),
    ),
    "count_reached": (_("%(total)s by %(until)s; the demand of %(threshold)s was reached in %(period)s."), _("%(total)s of %(threshold)s")),
    "count_kept": (_("%(total)s at the end of the plan, within %(threshold)s."), _("%(total)s, within %(threshold)s")),
    "count_missed": (_("%(total)s at the end of the plan, short of %(line)s by %(gap)s."), _("%(gap)s short at the end")),
    "count_exceeded": (_("%(total)s by %(period)s, %(gap)s more than the %(line)s allowed."), _("%(gap)s more than allowed")),
    "count_on_path": (
        _("%(total)s so far; %(expected)s were expected by %(expected_for)s, %(threshold)s by the end."),
        _("%(total)s, %(expected)s expected by now"),
    ),
    "count_below_path": (
        _("%(total)s so far, %(difference)s fewer than expected by %(expected_for)s (%(expected)s); %(threshold)s by the end."),
        _("%(difference)s fewer than expected"),
    ),
    "count_above_path": (
        _("%(total)s so far, %(difference)s more than expected by %(expected_for)s (%(expected)s); fewer is better."),
        _("%(difference)s more than expected"),
    ),
    "count_within": (_("%(total)s so far, within %(threshold)s."), _("%(total)s, within %(threshold)s")),
    "count_gaps": (
        _("%(total)s are known; that does not decide %(threshold)s, and figures are missing for %(missing)s."),
        _("figures of some periods missing"),
    ),
    "none_due_yet": (
        _("Nothing is recorded yet, and nothing is expected before %(expected_for)s."), _("first expected in %(expected_for)s")
    ),
    "trend_holds": (
        _("From %(first)s (%(first_period)s) to %(last)s (%(last_period)s), with no more than one small step back."),
        _("better than %(first_period)s"),
    ),
    "trend_not_better": (
        _("%(last)s (%(last_period)s) is not better than %(first)s (%(first_period)s)."), _("not better than %(first_period)s")
    ),
    "trend_steps_back": (
        _("The value went back %(count)s times between %(first_period)s and %(last_period)s; once is allowed."),
        _("went back %(count)s times"),
    ),
    "trend_large_step_back": (
        _("The step back of %(step)s in %(step_period)s is larger than the %(allowed)s that are allowed, and not explained."),
        _("large step back in %(step_period)s"),
    ),
    "trend_too_short": (_("A trend needs two values; there are %(count)s."), _("too few values for a trend")),
    "stage_reached": (_("The stage “%(stage)s” was reached (%(period)s)."), _("reached: %(stage)s")),
    "stage_missed": (
        _("At the end of the plan: “%(stage)s”; “%(demanded)s” was demanded, %(steps_left)s stages further."),
        _("%(steps_left)s stages short at the end"),
    ),
    "stage_on_path": (
        _("Reached: “%(stage)s” (stage %(number)s of %(of)s); stage %(expected)s was expected by %(expected_for)s, “%(demanded)s” by the end."),
        _("stage %(number)s of %(of)s, as expected"),
    ),
    "stage_behind": (
        _("Reached: “%(stage)s” (stage %(number)s of %(of)s); stage %(expected)s was expected by %(expected_for)s, “%(demanded)s” by the end."),
        _("stage %(number)s, %(expected)s expected"),
    ),
    "no_stage_due_yet": (
        _("No stage is recorded yet, and none is expected before %(expected_for)s; “%(demanded)s” by the end."),
        _("first expected in %(expected_for)s"),
    ),
    "ended_short": (
        _("What is counted ceased to exist on %(ended_on)s, before the target was reached; it can no longer be reached."),
        _("institution ended on %(ended_on)s"),
    ),
    "missing": (_("The figure for %(missing)s has not come; it was due on %(due_on)s."), _("figure for %(missing)s is missing")),
    "held_with_gaps": (
        _("All %(count)s known periods satisfy %(threshold)s, but figures are missing for %(missing)s."),
        _("figures of some periods missing"),
    ),
    "nothing_occurred": (
        _("%(period)s: 0 of 0. Nothing occurred, so there is nothing to judge."), _("nothing occurred in %(period)s")
    ),
    "no_baseline": (
        _("%(period)s: %(value)s, but the value that growth is counted from is not known."), _("baseline not known")
    ),
    "first_period_open": (_("The first period to judge is %(period)s; its figure is not due yet."), _("first judged: %(period)s")),
}  # fmt: skip

WORDS: Mapping[str, Promise] = {
    "met": pgettext_lazy("verdict", "Met"),
    "on_course": pgettext_lazy("verdict", "On course"),
    "behind": pgettext_lazy("verdict", "Behind"),
    "not_met": pgettext_lazy("verdict", "Not met"),
    "cannot_tell": pgettext_lazy("verdict", "Cannot tell"),
    "no_data": pgettext_lazy("verdict", "No data"),
    "not_due": pgettext_lazy("verdict", "Not due"),
}

FLAGS: Mapping[str, Promise] = {
    "provisional": _("A figure is not final yet; the verdict is made again when it is."),
    "uncertain": _("The 95% interval lies on both sides of the line; the figure as counted decides."),
    "small_sample": _("Fewer than 30 were observed; the target is scored after a decision."),
    "institution_abolished": _("What is counted no longer exists; the target is scored after a decision."),
    "target_implausible": _("The threshold does not suit this place as it is written; the target is scored after a decision."),
    "incomplete_census": _("Not every unit was counted; the target is scored after a decision."),
}  # fmt: skip
OWED = _("The figure for %(missing)s has not come; %(body)s was to give it by %(due_on)s.")
OF_CLASS = _("%(name)s: %(said)s")

MOST_NAMED = 3
VALUES = frozenset({"value", "low", "high", "total", "expected", "first", "last"})
DIFFERENCES = frozenset({"gap", "difference", "step", "allowed", "slope"})
COUNTS = frozenset({"count", "number", "of", "steps_left"})
SIGNS = {">=": "≥", "<=": "≤"}
SIGN_MARKS = "≥≤><="
BETWEEN_CHARACTERS = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
ONE = {
    "enterprises": "enterprise", "items": "item", "batches": "batch", "times": "time", "households": "household",
    "visits": "visit", "institutions": "institution", "sites": "site", "people": "person", "units": "unit", "sets": "set",
    "points": "point", "stages": "stage", "days": "day", "hours": "hour", "years": "year", "periods": "period",
}  # fmt: skip
ONE_OF_MANY = re.compile(rf"(?<![\d.,\u2009])1 ({'|'.join(ONE)})\b")


def word(verdict: str) -> str:
    """The word for a verdict."""
    return str(WORDS[verdict])


def about(flag: str) -> str:
    """What a flag says, as one sentence."""
    return str(FLAGS[flag])


def sentence(standing: Standing, body: str = "") -> str:
    """The reason of a verdict as one sentence in the reader's language.

    Args:
        body: who is to give the figures, by name; a missing figure is then said to be theirs to give.
    """
    owed = OWED if body and standing.verdict.reason.code == "missing" else None
    return _told(standing, 0, owed, body)


def short(standing: Standing) -> str:
    """The reason in a few words, for a row."""
    return _told(standing, 1)


def _told(standing: Standing, which: int, instead: Promise | None = None, body: str = "") -> str:
    reason = standing.verdict.reason
    exactly = f"{reason.code}_exactly"
    nothing_between = any(reason.values.get(name) == 0 for name in ("gap", "difference"))
    code = exactly if nothing_between and exactly in SENTENCES else reason.code
    values = spoken(standing, reason, most_named=1 if which else MOST_NAMED)
    said = _set(str(instead or SENTENCES[code][which]) % {**values, "body": body})
    group = standing.verdict.class_code
    return str(OF_CLASS) % {"name": class_name(standing, group), "said": said} if group else said


def class_name(standing: Standing, code: str) -> str:
    """A class of the target's indicator by its name; one that the plan does not name stands as its code."""
    return words_in(standing.target.class_names.get(code) or {}, _language()) or code


def _set(said: str) -> str:
    """A sentence as it is set: in Chinese a space stands beside figures, not between two characters; in English 1 is singular."""
    return BETWEEN_CHARACTERS.sub("", said) if _language() == "zh-Hans" else singular(said)


def singular(text: str) -> str:
    """1 items → 1 item."""
    return ONE_OF_MANY.sub(lambda found: f"1 {ONE.get(found[1], found[1])}", text)


def spoken(standing: Standing, reason: Reason, most_named: int = MOST_NAMED) -> dict[str, str]:
    """The values of a reason as people write them, by name; `line` is the threshold without its sign."""
    told = {name: _spoken(name, value, standing, reason, most_named) for name, value in reason.values.items()}
    return told | {"line": told["threshold"].lstrip(SIGN_MARKS)} if "threshold" in told else told


def _spoken(name: str, value: Value, standing: Standing, reason: Reason, most_named: int) -> str:
    target, verdict = standing.judged, standing.verdict
    if isinstance(value, Period):
        return in_words(value, _language())
    if isinstance(value, tuple):
        return _list_of(value, most_named)
    if isinstance(value, date):
        return _day(value)
    if name == "threshold":
        return _aim(target, (value, reason.values["threshold_to"]) if "threshold_to" in reason.values else (value,))
    if name in {"stage", "demanded"}:
        return _stage(str(value), standing)
    if isinstance(value, (int, Fraction)):
        return _number(name, Fraction(value), standing, target, verdict)
    return str(value)


def _number(name: str, value: Fraction, standing: Standing, target: Target, verdict: Verdict) -> str:
    if name in COUNTS or target.rule == "milestone":
        return grouped(value)
    if name in DIFFERENCES:
        return f"{shown_gap(target, value)} {unit(target.unit).difference[_language()]}"
    against = lines_of(target, verdict) if name in VALUES - {"expected"} else []
    return with_unit(shown(value, target.decimals, also=against).text, target.unit)


def with_unit(text: str, code: str) -> str:
    """87.2%, 1 284 家; in English 1 item."""
    known = unit(code)
    told = f"{text} {known.name[_language()]}" if known.spaced else f"{text}%"
    return told if _language() == "zh-Hans" else singular(told)


def aim(target: Target) -> str:
    """What a target demands, as a sign and a number: ≥90%, 3–5 家."""
    return _aim(target, target.threshold)


def _aim(target: Target, threshold: Sequence[Value]) -> str:
    """A threshold with the target's sign: its own, or that of one period."""
    numbers = "–".join(grouped(end) for end in threshold if isinstance(end, Fraction))
    sign = "" if target.comparator == "range" else SIGNS.get(target.comparator, target.comparator)
    return f"{sign}{with_unit(numbers, target.unit)}"


def _stage(code: str, standing: Standing) -> str:
    names: Mapping[str, object] = next((s["name"] for s in standing.indicator.stages if s["code"] == code), {})
    return str(names.get(_language()) or names.get("zh-Hans") or code)


def _list_of(periods: tuple[Period, ...], most_named: int) -> str:
    named = [in_words(period, _language()) for period in periods[:most_named]]
    joined = ("、" if _language() == "zh-Hans" else ", ").join(named)
    rest = len(periods) - most_named
    return joined if rest <= 0 else str(_("%(periods)s and %(count)s more")) % {"periods": joined, "count": rest}


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if _language() == "zh-Hans" else f"{day.day} {day:%B %Y}"


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh-Hans"

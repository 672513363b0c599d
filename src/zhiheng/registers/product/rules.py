"""What follows from the facts of a sampled batch: verdicts of items, the conclusion that counts, the state, what may not be.

Everything is a pure function of the record's own values, so that an import, a form and a correction mean the same.
The state is a function of the facts, too: whoever moves a batch on fills in a fact, and the state follows.
"""

import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from zhiheng.quantities import round_half_even
from zhiheng.registers.parties.rules import Found, name_key

Values = Mapping[str, Any]

PRODUCTION_LINKS = ("production", "processing", "farm", "slaughter")
MILLIONTHS = 1_000_000
TEN_THOUSANDTHS = 10_000

# ---------------------------------------------------------------------------------------------- items and verdicts


@dataclass(frozen=True)
class Measurement:
    """One measured item against its limit.

    Args:
        kind: `max`, `min`, `range`, `absent`, or `stated` for a limit in words (the laboratory's verdict is taken).
        measured: exact; None where nothing was found or the report says it in words.
        qualifier: "" as measured, "<" below the detection limit `measured`, ">" above it, "ND" not detected.
        decimals: places of the limit, where the standard says that rounded values are compared (修约值比较法); None: the
            full value is compared (全数值比较法).
        stated: the laboratory's verdict, where the limit is stated in words.
    """

    kind: str
    low: Decimal | None = None
    high: Decimal | None = None
    measured: Decimal | None = None
    qualifier: str = ""
    decimals: int | None = None
    stated: str = "none"


def judge_item(item: Measurement) -> str:
    """`pass`, `fail`, or `none` where the values cannot tell."""
    if item.kind == "stated":
        return item.stated
    if item.qualifier == "ND":
        return "pass" if item.kind in ("absent", "max") else "none"
    if item.measured is None:
        return "none"
    value = Fraction(item.measured)
    if item.decimals is not None:
        value = Fraction(round_half_even(value, item.decimals))
    return _against(item, value)


def _against(item: Measurement, value: Fraction) -> str:
    if item.kind == "absent":
        return {"<": "pass", "": "fail" if value > 0 else "pass"}.get(item.qualifier, "fail")
    low = Fraction(item.low) if item.low is not None and item.kind in ("min", "range") else None
    high = Fraction(item.high) if item.high is not None and item.kind in ("max", "range") else None
    if low is None and high is None:
        return "none"
    too_low = low is not None and value < low
    too_high = high is not None and value > high
    if item.qualifier == "<":  # somewhere below the value
        if high is not None and value <= high and low is None:
            return "pass"
        return "fail" if low is not None and value <= low else "none"
    if item.qualifier == ">":
        if low is not None and value >= low and high is None:
            return "pass"
        return "fail" if high is not None and value >= high else "none"
    return "fail" if too_low or too_high else "pass"


def conclusion_of(verdicts: Iterable[str]) -> str:
    """A batch fails when any item fails, passes when every judged item passes; `none` without a judged item."""
    judged = [verdict for verdict in verdicts if verdict != "none"]
    if not judged:
        return "none"
    return "fail" if "fail" in judged else "pass"


def after_retest(first: Mapping[str, str], again: Mapping[str, str]) -> str:
    """The conclusion after a retest: its items replace those of the first test, all others stand."""
    return conclusion_of({**first, **again}.values())


# ------------------------------------------------------------------------------------------------- what follows


ANNULLING = ("process", "authenticity")
"""Objections that, upheld, void the whole batch: it was not sampled by the rules, or is not the named producer's."""


def final_conclusion(typed: Values) -> str:
    """The only conclusion that counts: `none` before its day, `void` where the sampling fell, else retest before test."""
    if not typed.get("concluded_on"):
        return "none"
    if typed.get("process_result") == "upheld":
        return "void"
    if typed.get("objection_result") == "upheld" and typed.get("objection_kind") in ANNULLING:
        return "void"
    again = typed.get("retest_conclusion") or "none"
    return again if again != "none" else str(typed.get("conclusion") or "none")


def link_group(link: str) -> str:
    """Production or circulation: where the goods were made, or where they were sold and used."""
    return "production" if link in PRODUCTION_LINKS else "circulation"


def weight(inclusion: int | None, response: int | None) -> int | None:
    """How many units a batch stands for, in ten-thousandths; None where it was not drawn by design."""
    if not inclusion:
        return None
    exact = Fraction(response or TEN_THOUSANDTHS, 1) * MILLIONTHS / inclusion
    return int(round_half_even(exact, 0))


def compared(text: object) -> str:
    """Half-width, capitals, without spaces: as batch numbers and product names are compared."""
    written = str(text or "")
    if not written.isascii():
        written = unicodedata.normalize("NFKC", written)
    return "".join(written.upper().split())


def batch_key(typed: Values) -> str:
    """Product and batch. Without a batch number the day of production, else the sheet itself: nothing unknown is the same."""
    batch = compared(typed.get("batch_no"))
    if not batch and typed.get("produced_on"):
        batch = f"@{typed['produced_on']}"
    if not batch:
        batch = f"#{compared(typed.get('sheet_no'))}"
    return f"{name_key(str(typed.get('product_name') or ''))[:180]}|{batch[:110]}"


def party(typed: Values, name: str) -> Any:
    """A foreign key as it was typed, by either of its names."""
    return typed.get(f"{name}_id") or typed.get(name)


def derived(typed: Values) -> dict[str, Any]:
    """The columns that nobody types."""
    return {
        "sheet_no": compared(typed.get("sheet_no")),
        "programme": str(typed.get("programme") or "").strip(),
        "link_group": link_group(str(typed.get("link") or "")),
        "weight": weight(typed.get("inclusion"), typed.get("response")),
        "producer_key": "" if party(typed, "producer") else name_key(str(typed.get("producer_name") or "")),
        "batch_key": batch_key(typed),
        "final_conclusion": final_conclusion(typed),
    }


# -------------------------------------------------------------------------------------------------------- states

Rung = tuple[str, Callable[[Values], bool]]


def _has(name: str) -> Callable[[Values], bool]:
    return lambda facts: bool(facts.get(name))


def _outcome(*found: str) -> Callable[[Values], bool]:
    return lambda facts: facts.get("outcome") in found


_UNSAMPLED: tuple[Rung, ...] = (
    ("spoilt", _outcome("test_impossible")),
    ("rejected", _outcome("lab_reject")),
    ("refused", _outcome("refused")),
    ("stopped", _outcome("unlawful")),
    ("not_sampled", _has("outcome")),
)
_FIRST: tuple[Rung, ...] = (
    ("served", _has("served_on")),
    ("reported", _has("reported_on")),
    ("received", _has("received_on")),
    ("sampled", _has("sampled_on")),
)
ORDER_18: tuple[Rung, ...] = (
    *_UNSAMPLED,
    ("closed", _has("closed_on")),
    ("halted", _has("halted_on")),
    ("announced", _has("announced_on")),
    ("rechecked", _has("rechecked_on")),
    ("correcting", _has("ordered_on")),
    ("annulled", lambda facts: final_conclusion(facts) == "void"),
    ("final", _has("concluded_on")),
    ("retest_running", _has("retest_arranged_on")),
    ("retest_notified", _has("retest_notified_on")),
    ("objected", lambda facts: bool(facts.get("objected_on")) and not facts.get("objection_result")),
    *_FIRST,
)
ORDER_15: tuple[Rung, ...] = (
    *_UNSAMPLED,
    ("closed", _has("closed_on")),
    ("handling", _has("ordered_on")),
    ("annulled", lambda facts: final_conclusion(facts) == "void"),
    ("final", _has("concluded_on")),
    ("retest_running", _has("retest_started_on")),
    ("retest_accepted", _has("retest_accepted_on")),
    ("retest_asked", _has("retest_asked_on")),
    ("objected", lambda facts: bool(facts.get("objected_on")) and not facts.get("objection_result")),
    ("process_objected", lambda facts: bool(facts.get("process_objected_on")) and not facts.get("process_result")),
    *_FIRST,
)


def state_of(ladder: Sequence[Rung], facts: Values) -> str:
    """The furthest stage that the facts show; `dispatched` where there are none."""
    return next((state for state, holds in ladder if holds(facts)), "dispatched")


# --------------------------------------------------------------------------------------------------------- checks

_STEPS = (
    "sampled_on", "process_objected_on", "process_decided_on", "received_on", "reported_on", "served_on", "objected_on", "objection_decided_on",
    "retest_notified_on", "retest_asked_on", "retest_arranged_on", "retest_accepted_on", "retest_started_on",
    "retest_reported_on", "concluded_on", "ordered_on", "rechecked_on", "announced_on", "second_recheck_on",
    "halted_on", "closed_on",
)  # fmt: skip
_LOOSE = frozenset(
    {
        "process_objected_on",
        "process_decided_on",
        "received_on",
        "reported_on",
        "served_on",
        "objected_on",
        "objection_decided_on",
        "retest_asked_on",
        "retest_notified_on",
    }
)
"""Steps that may lie on either side of each other: the laboratory goes on while an objection to the sampling is decided, and
an objection may be decided while a retest is asked for."""


def days_in_order(typed: Values) -> list[Found]:
    """No step lies before an earlier one, and nothing was made after it was sampled."""
    found = []
    made, sampled = typed.get("produced_on"), typed.get("sampled_on")
    if made and sampled and made > sampled:
        found.append(Found("made_after_sampling", "produced_on", {"made": made, "sampled": sampled}))
    before: tuple[str, date] | None = None
    for name in _STEPS:
        day = typed.get(name)
        if not day:
            continue
        if before is not None and day < before[1]:
            if not (name in _LOOSE and before[0] in _LOOSE):
                found.append(Found("day_before", name, {"day": day, "before": before[1]}))
            continue
        before = (name, day)
    return found


def conclusion_complete(typed: Values) -> list[Found]:
    """A conclusion has its day and report, a failure says what failed; and the other way round."""
    conclusion = typed.get("conclusion") or "none"
    monitoring = typed.get("programme_type") == "risk_monitoring"
    if conclusion == "none":
        if typed.get("reported_on") and not monitoring:
            return [Found("report_without_conclusion", "conclusion")]
        if typed.get("concluded_on") and not typed.get("outcome") and final_conclusion(typed) != "void":
            return [Found("final_without_conclusion", "conclusion")]
        return []
    found = [] if typed.get("reported_on") else [Found("conclusion_without_day", "reported_on")]
    if monitoring:
        found.append(Found("monitoring_has_no_conclusion", "conclusion"))
    if conclusion == "fail" and not str(typed.get("failed_items") or "").strip():
        found.append(Found("failed_items_missing", "failed_items"))
    if conclusion == "fail" and not str(typed.get("judged_by") or "").strip():
        found.append(Found("judged_by_missing", "judged_by", soft=True))
    return found


def outcome_alone(typed: Values) -> list[Found]:
    """A batch without a sample or test has neither conclusion nor final day."""
    if typed.get("outcome") and ((typed.get("conclusion") or "none") != "none" or typed.get("concluded_on")):
        return [Found("outcome_with_conclusion", "outcome")]
    return []


def retest_complete(typed: Values) -> list[Found]:
    """A retest has day, laboratory and conclusion, and another laboratory than the first test."""
    conclusion = typed.get("retest_conclusion") or "none"
    found = []
    if (conclusion != "none") != bool(typed.get("retest_reported_on")):
        name = "retest_reported_on" if conclusion != "none" else "retest_conclusion"
        found.append(Found("retest_day_and_conclusion", name))
    if conclusion != "none" and (typed.get("conclusion") or "none") != "fail":
        found.append(Found("retest_of_a_pass", "retest_conclusion"))
    first, again = compared(typed.get("laboratory")), compared(typed.get("retest_laboratory"))
    if again and again == first:
        found.append(Found("same_laboratory", "retest_laboratory", {"laboratory": typed.get("laboratory")}))
    return found


def objection_complete(typed: Values) -> list[Found]:
    if typed.get("objected_on") and not typed.get("objection_kind"):
        return [Found("objection_kind_missing", "objection_kind")]
    if bool(typed.get("objection_result")) != bool(typed.get("objection_decided_on")):
        name = "objection_decided_on" if typed.get("objection_result") else "objection_result"
        return [Found("objection_day_and_result", name)]
    if typed.get("objection_result") and not typed.get("objected_on"):
        return [Found("objection_without_day", "objected_on")]
    if bool(typed.get("process_result")) != bool(typed.get("process_decided_on")):
        name = "process_decided_on" if typed.get("process_result") else "process_result"
        return [Found("objection_day_and_result", name)]
    return []


def parties_named(typed: Values) -> list[Found]:
    """Who was sampled is known by register or by name."""
    if party(typed, "sampled_party") or str(typed.get("sampled_party_name") or "").strip():
        return []
    if typed.get("link") == "production" and party(typed, "producer"):
        return []
    return [Found("sampled_party_missing", "sampled_party_name")]


def quantities_fit(typed: Values) -> list[Found]:
    """What was taken lies in what was there."""
    stock = typed.get("lot_size")
    taken = (typed.get("taken") or 0) + (typed.get("reserve") or 0)
    if stock is not None and taken > stock:
        return [Found("more_than_stock", "taken", {"taken": taken, "stock": stock})]
    return []


def design_fits(typed: Values) -> list[Found]:
    """Chances and strata belong to units that were drawn at random."""
    found = []
    chance, response = typed.get("inclusion"), typed.get("response")
    if chance is not None and not 0 < chance <= MILLIONTHS:
        found.append(Found("no_chance", "inclusion"))
    if response is not None and response < TEN_THOUSANDTHS:
        found.append(Found("response_below_one", "response"))
    if typed.get("method") == "risk_targeted" and chance is not None:
        found.append(Found("aimed_has_no_chance", "inclusion"))
    if typed.get("method") == "stratified_random" and not str(typed.get("stratum") or "").strip():
        found.append(Found("stratum_missing", "stratum"))
    return found


SHEET = (
    days_in_order, conclusion_complete, outcome_alone, retest_complete, objection_complete, parties_named,
    quantities_fit, design_fits,
)  # fmt: skip


# ---------------------------------------------------------------------------------------- retests and repetition


def retest_refusal(typed: Values, last_day: date | None) -> str:
    """The ground on which order 15 does not accept a retest; empty where it is to be accepted.

    Args:
        last_day: the last day on which it may be asked for; None where working days are not announced.
    """
    asked = typed.get("retest_asked_on")
    if typed.get("microbes"):
        return "microbes"
    shelf = typed.get("shelf_life_to")
    if shelf and asked and asked > shelf:
        return "past_shelf_life"
    if asked and last_day is not None and asked > last_day:
        return "late"
    if typed.get("reserve_at") == "none":
        return "reserve_unusable"
    return ""


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def may_sample_again(last_on: date | None, day: date, ground: str = "") -> bool:
    """Order 18 art. 8: not within six months, except as follow-up of a failed product or in an emergency."""
    return last_on is None or bool(ground) or day >= add_months(last_on, 6)


def failed(typed: Values) -> list[Found]:
    """What is corrected and rechecked is a batch that finally failed."""
    if final_conclusion(typed) == "fail":
        return []
    return [Found("not_failed", "", {"conclusion": final_conclusion(typed)})]


def objection_upheld(typed: Values) -> list[Found]:
    """Only an objection to the sampling or the origin that is upheld voids a batch."""
    if typed.get("objection_kind") not in ANNULLING:
        return [Found("objection_does_not_annul", "objection_kind")]
    return [] if typed.get("objection_result") == "upheld" else [Found("objection_not_upheld", "objection_result")]


def objection_ends(typed: Values) -> list[Found]:
    """An objection that is upheld does not make the first result final."""
    return [Found("objection_is_upheld", "objection_result")] if typed.get("objection_result") == "upheld" else []


def sampling_stands(typed: Values) -> list[Found]:
    """Testing goes on where an objection to the sampling was not upheld."""
    return [Found("objection_is_upheld", "process_result")] if typed.get("process_result") == "upheld" else []


def sampling_fell(typed: Values) -> list[Found]:
    return [] if typed.get("process_result") == "upheld" else [Found("objection_not_upheld", "process_result")]


def silent_long_enough(days: int) -> Callable[[Values], list[Found]]:
    """A failed result becomes final by silence only when the term of the party is over.

    The term ends with a holiday rolled on, which the clocks on the page say exactly; this is the shortest it can be.
    """

    def silence(typed: Values) -> list[Found]:
        served, final = typed.get("served_on"), typed.get("concluded_on")
        if (typed.get("conclusion") or "none") != "fail" or not served or not final:
            return []
        if (final - served).days <= days:
            return [Found("objection_period_open", "concluded_on", {"served": served, "days": days})]
        return []

    return silence


def retest_decided(typed: Values) -> list[Found]:
    if (typed.get("retest_conclusion") or "none") == "none":
        return [Found("retest_day_and_conclusion", "retest_conclusion")]
    return retest_complete(typed)


def recheck_passed(typed: Values) -> list[Found]:
    name = "second_recheck_conclusion" if typed.get("announced_on") else "recheck_conclusion"
    return [] if typed.get(name) == "pass" else [Found("recheck_not_passed", name)]


def recheck_failed(typed: Values) -> list[Found]:
    name = "second_recheck_conclusion" if typed.get("announced_on") else "recheck_conclusion"
    return [] if typed.get(name) == "fail" else [Found("recheck_not_failed", name)]


def handed_over(typed: Values) -> list[Found]:
    return (
        [] if typed.get("closing") in ("handed_over", "case_filed") else [Found("closing_not_handed_over", "closing")]
    )


def closing_is(*allowed: str) -> Callable[[Values], list[Found]]:
    def fitting(typed: Values) -> list[Found]:
        return [] if typed.get("closing") in allowed else [Found("closing_of_another_kind", "closing")]

    return fitting


def outcome_is(*allowed: str) -> Callable[[Values], list[Found]]:
    """The reason that a move asks for is one of those that belong to it."""

    def fitting(typed: Values) -> list[Found]:
        return [] if typed.get("outcome") in allowed else [Found("outcome_of_another_kind", "outcome")]

    return fitting


# ------------------------------------------------------------------------------------------------------ catalogue


def consulted_long_enough(typed: Values) -> list[Found]:
    """Comments are open for seven days at least."""
    start, end = typed.get("consulted_from"), typed.get("consulted_to")
    if start and end and (end - start).days < 7:
        return [Found("consultation_short", "consulted_to", {"days": (end - start).days})]
    return []


def has_a_standard(typed: Values) -> list[Found]:
    """No product stands on the list without a standard to judge it by."""
    return [] if str(typed.get("standards") or "").strip() else [Found("standard_missing", "standards")]


def risk_is_sampled(typed: Values) -> list[Found]:
    """A product of high risk is sampled, or somebody says why not."""
    if typed.get("risk_level") in ("high", "serious") and not typed.get("batches_a_year"):
        return [Found("risk_without_batches", "batches_a_year", soft=True)]
    return []


def frame_holds_plan(typed: Values) -> list[Found]:
    if (typed.get("planned") or 0) > (typed.get("population") or 0):
        return [Found("planned_above_frame", "planned", {"planned": typed["planned"], "frame": typed["population"]})]
    return []


# ---------------------------------------------------------------------------------------------- trade across borders


def batches_add_up(typed: Values) -> list[Found]:
    """No more batches fail than were inspected."""
    inspected, failed_ = typed.get("batches_inspected") or 0, typed.get("batches_failed") or 0
    if failed_ > inspected:
        return [Found("more_failed", "batches_failed", {"failed": failed_, "inspected": inspected})]
    return []


def chapter_fits(typed: Values) -> list[Found]:
    """An HS chapter has two digits."""
    chapter = compared(typed.get("hs_chapter"))
    return [] if len(chapter) == 2 and chapter.isdigit() else [Found("no_chapter", "hs_chapter", {"found": chapter})]


def trade_derived(typed: Values) -> dict[str, Any]:
    inspected, failed_ = typed.get("batches_inspected") or 0, typed.get("batches_failed") or 0
    return {"hs_chapter": compared(typed.get("hs_chapter")), "batches_passed": max(inspected - failed_, 0)}

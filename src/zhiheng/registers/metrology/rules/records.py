"""What is right about the records of metrology, and what follows from what was typed: pure, on typed values."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiheng.registers.metrology.rules import catalogue, cycles, numbering, tracing

Values = Mapping[str, Any]
MOST_YEARS_CERTIFIED = 5
REEXAMINE_MONTHS = 6
REVIEW_YEARS = 3
BAR_YEARS = 3
KEY_USER_TCE = 5_000
"""Key energy users: 10 000 tonnes by the national list, from 5 000 by local ones."""

ENERGY_RATES: Mapping[str, tuple[int, int, int]] = {
    "electricity": (100, 100, 95),
    "coal": (100, 100, 90),
    "light_oil": (100, 100, 95),
    "heavy_oil": (100, 100, 90),
    "gas": (100, 100, 90),
    "steam": (100, 80, 70),
    "water": (100, 95, 80),
}
"""GB 17167: per cent of meters for the whole unit, main sub-units and main equipment. General knowledge, to be confirmed."""

RANKS: Mapping[tuple[str, str], int] = {
    ("primary", "national"): tracing.PRIMARY,
    ("outside", ""): tracing.OUTSIDE,
    ("public", "region"): tracing.REGION,
    ("public", "prefecture"): tracing.PREFECTURE,
    ("public", "county"): tracing.COUNTY,
    ("department", ""): tracing.HIGHEST,
    ("enterprise", ""): tracing.HIGHEST,
    ("lower", ""): tracing.LOWER,
}


@dataclass(frozen=True)
class Found:
    """What is wrong: a code of `messages.py`, the field where it stands, values; a soft one asks for a reason only."""

    code: str
    field: str = ""
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    soft: bool = False


def rank(kind: str, level: str) -> int | None:
    """Where a standard stands in the hierarchy; None when kind and level do not go together."""
    return RANKS.get((kind, level), RANKS.get((kind, "")))


def same_range(typed: Values) -> list[Found]:
    """A range needs both ends in order, and a unit."""
    low, high = typed.get("range_low"), typed.get("range_high")
    found = []
    if low is not None and high is not None and high < low:
        found.append(Found("range_reversed", "range_high"))
    if (low is None) != (high is None):
        found.append(Found("range_half", "range_low" if low is None else "range_high"))
    if (low is not None or high is not None) and not typed.get("unit"):
        found.append(Found("unit_missing", "unit"))
    return found


# standards


def standard_fits(typed: Values) -> list[Found]:
    """Kind and level go together; what hands values on states its quantity, range and uncertainty, and its holder."""
    kind, level = typed["kind"], typed["level"]
    if rank(kind, level) is None:
        return [Found("level_differs", "level")]
    if kind in ("primary", "outside"):
        return []
    needed = ("quantity", "range_low", "range_high", "unit", "uncertainty", "holder")
    return [Found("standard_needs", name) for name in needed if typed.get(name) in (None, "")]


def standard_number_form(typed: Values) -> list[Found]:
    found = []
    if typed.get("kind") == "outside" and not numbering.is_accredited(typed["number"]):
        found.append(Found("accreditation_form", "number", {"found": typed["number"]}, soft=True))
    number = typed.get("certificate_number")
    if number and numbering.standard_number(number) is None:
        found.append(Found("standard_number_form", "certificate_number", {"found": number}, soft=True))
    code = typed.get("classification")
    if code and not (len(code) == 8 and code.isascii() and code.isdecimal()):
        found.append(Found("classification_form", "classification", {"found": code}))
    return found


def certified_in_order(typed: Values) -> list[Found]:
    """A certificate ends after it begins, and runs at most five years."""
    begun, last = typed.get("certified_on"), typed.get("last_day")
    if last is None:
        return []
    if begun is None:
        return [Found("certified_when", "certified_on")]
    if last < begun:
        return [Found("ends_before_begin", "last_day", {"begun": begun})]
    if last >= cycles.months_after(begun, 12 * MOST_YEARS_CERTIFIED):
        return [Found("certified_too_long", "last_day", {"years": MOST_YEARS_CERTIFIED})]
    return []


def ready_to_apply(typed: Values) -> list[Found]:
    """A new standard needs two qualified persons and records of stability and repeatability."""
    found = []
    if (typed.get("persons") or 0) < 2:
        found.append(Found("two_persons", "persons"))
    found.extend(
        Found("not_examined", name) for name in ("stability_on", "repeatability_on") if typed.get(name) is None
    )
    return found


def certified(typed: Values) -> list[Found]:
    """With its certificate a standard may be used; a public one needs a second certificate."""
    found = certified_in_order(typed)
    if typed.get("kind") == "public" and not typed.get("public_number"):
        found.append(Found("public_number_missing", "public_number"))
    return found


def paused_in_order(typed: Values) -> list[Found]:
    """Back in use not before it was taken out; the standard and the instrument name these days alike."""
    paused, restored = typed.get("paused_on"), typed.get("restored_on")
    if paused is not None and restored is not None and restored < paused and typed.get("state") in ("in_use", None):
        return [Found("restored_before_paused", "restored_on", {"paused": paused})]
    return []


def restored(typed: Values) -> list[Found]:
    paused, back = typed.get("paused_on"), typed.get("restored_on")
    if paused is not None and back is not None and back < paused:
        return [Found("restored_before_paused", "restored_on", {"paused": paused})]
    return []


def standard_derived(typed: Values) -> Values:
    """Numbers in one spelling; the day by which re-examination is applied for, six months before the end."""
    last = typed.get("last_day")
    document = numbering.document(typed.get("method") or "")
    return {
        "number": numbering.plain(typed["number"] or ""),
        "certificate_number": numbering.plain(typed.get("certificate_number") or ""),
        "public_number": numbering.plain(typed.get("public_number") or ""),
        "method": document.key if document else typed.get("method") or "",
        "reexamine_by": None if last is None else cycles.months_after(last, -REEXAMINE_MONTHS),
    }


# instruments


def instrument_derived(typed: Values) -> Values:
    """Number in one spelling; quantity, mode and cycle from its kind where they were not typed."""
    kind = catalogue.shipped().get(typed.get("kind") or "")
    rule = cycles.rule_for(kind.code, typed.get("used_from") or date.min) if kind else None
    mode = typed.get("mode") or (kind.mode if kind else cycles.PERIODIC)
    months = typed.get("cycle_months")
    return {
        "number": numbering.plain(typed["number"] or ""),
        "quantity": kind.quantity if kind else "",
        "mode": mode,
        "cycle_months": months if months is not None or rule is None or rule.mode != mode else rule.months,
        "next_due_on": typed.get("used_from") if typed.get("state") is None else typed.get("next_due_on"),  # a new one
    }


def cycle_not_longer(typed: Values) -> list[Found]:
    """For key managed instruments the cycle of the regulation is the longest."""
    rule = cycles.rule_for(typed["kind"], typed["used_from"])
    months = typed.get("cycle_months")
    found = []
    if typed["mode"] != cycles.FIRST_ONLY and months is None:
        found.append(Found("cycle_missing", "cycle_months"))
    if typed["use"] not in catalogue.COMPULSORY_USES or rule is None:
        return found
    if rule.months is not None and months is not None and months > rule.months:
        found.append(Found("cycle_longer", "cycle_months", {"months": rule.months, "document": rule.document}))
    if typed["mode"] != rule.mode:
        found.append(Found("mode_differs", "mode", {"document": rule.document}, soft=True))
    return found


def approval_form(typed: Values) -> list[Found]:
    number = typed.get("approval")
    if number and not numbering.is_type_approval(number):
        return [Found("approval_form", "approval", {"found": number}, soft=True)]
    return []


def gone_in_order(typed: Values) -> list[Found]:
    gone = typed.get("gone_on")
    if gone is not None and gone < typed["used_from"]:
        return [Found("gone_before_used", "gone_on", {"used": typed["used_from"]})]
    return []


# certificates


def one_subject(typed: Values) -> list[Found]:
    """It is about an instrument or about a standard, and the standard used is another one."""
    instrument, standard = typed.get("instrument"), typed.get("standard")
    if instrument is None and standard is None:
        return [Found("subject_missing", "instrument")]
    if instrument is not None and standard is not None:
        return [Found("subject_twice", "standard")]
    if standard is not None and standard == typed.get("used"):
        return [Found("used_itself", "used")]
    return []


def result_fits(typed: Values) -> list[Found]:
    """Which results a kind of certificate can have, and whether it carries a last day."""
    kind, result, last = typed["kind"], typed["result"], typed.get("last_day")
    allowed = {
        "verification": ("pass", "limited"),
        "rejection": ("fail",),
        "calibration": ("calibrated", "pass", "fail", "limited"),
        "dcc": ("calibrated", "pass", "fail", "limited"),
        "test": ("pass", "fail", "limited"),
    }[kind]
    if result not in allowed:
        return [Found("result_differs", "result")]
    if kind == "rejection" and last is not None:
        return [Found("rejected_until", "last_day")]
    if last is not None and last < typed["done_on"]:
        return [Found("ends_before_begin", "last_day", {"begun": typed["done_on"]})]
    return []


def certificate_number_form(typed: Values) -> list[Found]:
    if not numbering.is_certificate_number(typed["number"]):
        return [Found("certificate_number_form", "number", {"found": typed["number"]}, soft=True)]
    return []


def used_is_named(typed: Values) -> list[Found]:
    """Without the standard that was used the chain cannot be followed."""
    return (
        [] if typed.get("used") is not None or typed["result"] == "fail" else [Found("used_missing", "used", soft=True)]
    )


def revoked_in_order(typed: Values) -> list[Found]:
    revoked = typed.get("revoked_on")
    if revoked is not None and revoked < typed["done_on"]:
        return [Found("revoked_before_done", "revoked_on", {"done": typed["done_on"]})]
    return []


def certificate_derived(typed: Values) -> Values:
    document = numbering.document(typed.get("method") or "")
    return {
        "number": numbering.plain(typed["number"] or ""),
        "issuer": " ".join((typed.get("issuer") or "").split()),
        "method": document.key if document else typed.get("method") or "",
    }


# demands


def demand_fits(typed: Values) -> list[Found]:
    """A demand states range and unit: without them nothing can cover it."""
    found = [
        Found("demand_needs", name) for name in ("range_low", "range_high", "unit") if typed.get(name) in (None, "")
    ]
    ended = typed.get("ended_on")
    if ended is not None and ended < typed["since"]:
        found.append(Found("ended_before_since", "ended_on", {"since": typed["since"]}))
    if typed.get("served_by") is not None and typed.get("served_by") == typed.get("also_served_by"):
        found.append(Found("served_twice", "also_served_by"))
    return found


# honest metrology


def honest_derived(typed: Values) -> Values:
    """Reviewed after three years; who was removed may declare again after three."""
    declared, removed = typed.get("declared_on"), typed.get("removed_on")
    checked = typed.get("checked_on") if typed.get("check_passed") else None
    start = max((day for day in (declared, checked) if day is not None), default=None)
    barred = typed.get("barred_until")
    return {
        "review_by": None if start is None else cycles.months_after(start, 12 * REVIEW_YEARS),
        "barred_until": barred or (None if removed is None else cycles.months_after(removed, 12 * BAR_YEARS)),
    }


def honest_in_order(typed: Values) -> list[Found]:
    declared = typed["declared_on"]
    return [
        Found("before_declared", name, {"declared": declared})
        for name in ("checked_on", "demonstrated_on", "warned_on", "removed_on")
        if typed.get(name) is not None and typed[name] < declared
    ]


def check_says_what(typed: Values) -> list[Found]:
    """A check in which something was not in order says what."""
    if typed.get("check_passed") is False and not typed.get("check_found"):
        return [Found("check_found_missing", "check_found")]
    return []


def check_passed(typed: Values) -> list[Found]:
    return [] if typed.get("check_passed") else [Found("check_not_passed", "check_passed")]


# energy metrology


def energy_derived(typed: Values) -> Values:
    """The rate that the standard asks for, whether it is met, and whether the user is a key user."""
    carrier, level = typed.get("carrier"), typed.get("level")
    rates = ENERGY_RATES.get(carrier or "")
    needed = rates[level - 1] if rates and level in (1, 2, 3) else 0
    required, equipped, verified = (typed.get(name) or 0 for name in ("required", "equipped", "verified"))
    return {
        "rate_needed": needed,
        "meets": bool(required) and 100 * equipped >= needed * required and verified == equipped,
        "key_user": (typed.get("consumption_tce") or 0) >= KEY_USER_TCE,
    }


def energy_in_order(typed: Values) -> list[Found]:
    if typed["verified"] > typed["equipped"]:
        return [Found("verified_more", "verified", {"equipped": typed["equipped"]})]
    audited, corrected = typed.get("audited_on"), typed.get("corrected_on")
    if audited is not None and corrected is not None and corrected < audited:
        return [Found("corrected_before_audit", "corrected_on", {"audited": audited})]
    return []

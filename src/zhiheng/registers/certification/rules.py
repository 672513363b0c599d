"""Certificates and licences: what their numbers say, when they are valid, and what may not be.

Validity is half-open here: a paper that says "valid to D" counts up to and with D, so its span ends on the day after.
A suspension takes days out of the middle; revocation, cancellation and expiry end it for good.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from zhiheng.registers.parties.rules import Found, name_key

Values = Mapping[str, Any]
Span = tuple[date | None, date | None]
_DAY = timedelta(days=1)
_DASHES = str.maketrans(dict.fromkeys("‐‑–—−－", "-"))

# -------------------------------------------------------------------------------------------------------- numbers


@dataclass(frozen=True)
class Number:
    """A certificate or licence number, read.

    Attributes:
        layout: name of the form that it follows; empty where it follows none that we know for the scheme.
        parts: what its places say: year, body, division, class, serial, child.
        check: `good`, `wrong`, or `none` where the form has no check digit (only a look-up proves those).
    """

    text: str
    layout: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    check: str = "none"

    @property
    def year(self) -> int | None:
        """The year that the number carries, in full."""
        found = self.parts.get("year")
        if not found:
            return None
        return int(found) if len(found) == 4 else 2000 + int(found)


_FORMS: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "ccc": (("ccc", re.compile(r"(?P<year>(?:19|20)\d\d)(?P<body>\d\d)(?P<class_>\d{4})(?P<serial>\d{6})\Z")),),
    "organic": (
        ("organic_old", re.compile(r"(?P<body>\d{3}|F\d\d)OP(?P<year>\d\d)(?P<serial>\d{5})(?:-(?P<child>\d+))?\Z")),
        ("organic_new", re.compile(r"(?P<body>\d{4})OP(?P<year>\d\d)(?P<serial>\d{5})(?:-(?P<child>\d+))?\Z")),
    ),
    "organic_mark": (
        ("organic_mark_17", re.compile(r"(?P<body>\d{3})(?P<year>\d\d)(?P<serial>\d{12})\Z")),
        ("organic_mark_18", re.compile(r"(?P<body>\d{4})(?P<year>\d\d)(?P<serial>\d{12})\Z")),
    ),
    "green_food": (
        ("green_firm", re.compile(r"GF(?P<division>\d{6})(?P<year>\d\d)(?P<serial>\d{4})\Z")),
        ("green_product", re.compile(r"LB-(?P<class_>\d\d)-(?P<year>\d\d)(?P<rest>\d{8,9})A?\Z")),
    ),
    "pollution_free": (("pollution_free", re.compile(r"WGH-(?P<rest>[0-9A-Z-]+)\Z")),),
    "body": (("approval", re.compile(r"CNCA-(?P<kind>RF|R)-(?P<year>\d{4})-(?P<serial>\d{2,4})\Z")),),
    "food_production": (
        ("sc", re.compile(r"SC(?P<kind>[12]\d\d)(?P<division>\d{6})(?P<serial>\d{4})(?P<check>\d)\Z")),
        ("qs", re.compile(r"QS(?P<division>\d{4})(?P<class_>\d{4})(?P<serial>\d{4})\Z")),
    ),
    "industrial_production": (
        ("xk", re.compile(r"(?:\((?P<province>[\u4e00-\u9fff])\))?XK(?P<trade>\d\d)-(?P<class_>\d{3})-(?P<serial>\d{5})\Z")),
    ),
    "food_contact": (
        ("xk", re.compile(r"(?:\((?P<province>[\u4e00-\u9fff])\))?XK(?P<trade>\d\d)-(?P<class_>\d{3})-(?P<serial>\d{5})\Z")),
    ),
    "cosmetic_production": (("cosmetic", re.compile(r"(?P<province>[\u4e00-\u9fff])妆(?P<year>\d{4})(?P<serial>\d{4})\Z")),),
    "special_equipment": (("ts", re.compile(r"TS(?P<kind>\d{4})(?P<rest>[0-9A-Z]{3})-(?P<year>\d{4})\Z")),),
}  # fmt: skip
"""Scheme → the forms that its numbers may have. A scheme that is not here has the issuing body's own form."""

FORMLESS = frozenset({"low_carbon", "energy_saving", "enms", "qms", "ems", "ohs", "fsms", "haccp", "service", "other"})


def tidy(found: str) -> str:
    """A number as it is kept: half-width, capitals, one kind of hyphen, no spaces."""
    return "".join(unicodedata.normalize("NFKC", found).upper().translate(_DASHES).split())


def read_number(scheme: str, found: str) -> Number:
    """What a number says, by the forms of its scheme."""
    text = tidy(found)
    for layout, form in _FORMS.get("organic" if scheme == "organic_conversion" else scheme, ()):
        if match := form.match(text):
            parts = {name.rstrip("_"): value for name, value in match.groupdict().items() if value is not None}
            return Number(text, layout, parts, _checked(layout, text))
    return Number(text)


def _checked(layout: str, text: str) -> str:
    if layout != "sc":
        return "none"
    return "good" if mod_11_10(text[2:15]) == text[15] else "wrong"


def mod_11_10(digits: str) -> str:
    """The check digit of GB/T 17710 (ISO 7064) MOD 11,10, as food production licences carry it."""
    product = 10
    for digit in digits:
        product = (product + int(digit)) % 10 or 10
        product = product * 2 % 11
    return str((11 - product) % 10)


def number_fits(scheme_field: str = "scheme") -> Callable[[Values], list[Found]]:
    """The check of a record's number against its scheme: form, check digit, year and place."""

    def fits(typed: Values) -> list[Found]:
        scheme, found = str(typed.get(scheme_field) or ""), str(typed.get("number") or "")
        if not tidy(found):
            return [Found("number_missing", "number")]
        read = read_number(scheme, found)
        if not read.layout:
            known = scheme in _FORMS or scheme == "organic_conversion"
            return [Found("number_form", "number", {"found": read.text}, soft=True)] if known else []
        faults = []
        if read.check == "wrong":
            right = mod_11_10(read.text[2:15])
            faults.append(Found("number_check", "number", {"found": read.text[15], "expected": right}, soft=True))
        issued = typed.get("first_issued_on") or typed.get("valid_from")
        if read.year is not None and issued and read.year > issued.year:
            faults.append(Found("number_year", "number", {"year": read.year, "issued": issued}, soft=True))
        return faults

    return fits


# -------------------------------------------------------------------------------------------------------- validity


def spans(start: date | None, through: date | None, ended_on: date | None, paused: Iterable[Span]) -> list[Span]:
    """The days on which a paper is valid: from its first day through its last, without suspensions, up to its end.

    Args:
        through: the last day that the paper names, itself valid; None where it names none.
        ended_on: the day of revocation or cancellation; that day no longer counts.
        paused: suspensions as half-open spans; an open one lasts.
    """
    end = through + _DAY if through else None
    if ended_on is not None and (end is None or ended_on < end):
        end = ended_on
    if start is not None and end is not None and end <= start:
        return []
    valid: list[Span] = [(start, end)]
    for since, until in sorted(paused, key=lambda span: span[0] or date.min):
        valid = [piece for span in valid for piece in _without(span, since, until)]
    return valid


def _without(span: Span, since: date | None, until: date | None) -> list[Span]:
    """What is left of a span when another one is taken out of it."""
    start, end = span
    if since is not None and until is not None and until <= since:
        return [span]
    pieces: list[Span] = []
    if since is not None and (start is None or start < since):
        pieces.append((start, min(end, since) if end is not None else since))
    if until is not None and (end is None or until < end):
        pieces.append((max(start, until) if start is not None else until, end))
    return pieces


def is_valid_on(valid: Sequence[Span], day: date) -> bool:
    return any((start is None or start <= day) and (end is None or day < end) for start, end in valid)


def suspensions(known: Sequence[Span], state: str, since: date | None, until: date | None) -> list[Span]:
    """The suspensions of a paper after its record was saved: the last one follows the record, earlier ones stay.

    Args:
        known: as they were kept, in order; the last one is open while the paper is suspended.
        state: of the record as it stands now.
        since, until: `suspended_on` and `restored_on` of the record, which always speak of the last suspension.
    """
    if since is None:
        return list(known)
    end = until if until is not None and until > since else None  # an earlier day ended an earlier suspension
    last = known[-1] if known else None
    if last is not None and (last[1] is None or last[0] == since or state != "suspended"):
        return [*known[:-1], (since, end)]
    return [*known, (since, end)]


# ---------------------------------------------------------------------------------------------------------- checks

TERMS: Mapping[str, int] = {
    "ccc": 60, "organic": 12, "organic_conversion": 12, "green_food": 36, "pollution_free": 36, "low_carbon": 36,
    "energy_saving": 36, "enms": 36, "qms": 36, "ems": 36, "ohs": 36, "fsms": 36, "haccp": 36,
}  # fmt: skip
"""Scheme → longest usual validity in months [general knowledge, organic and green food verified]."""
POLLUTION_FREE_ENDED = date(2018, 1, 1)
"""From this day no pollution-free certification is applied for, examined or issued (农办质〔2017〕41号)."""
SUSPENSION_MONTHS = 6
REQUESTED_MONTHS = 12


def days_in_order(typed: Values) -> list[Found]:
    """No day lies before the one that comes first. `restored_on` may lie before `suspended_on`: it ended an earlier one."""
    found = []
    pairs = (
        ("first_issued_on", "valid_from"), ("valid_from", "valid_through"), ("valid_from", "suspended_on"),
        ("suspended_on", "suspended_to"), ("valid_from", "ended_on"),
    )  # fmt: skip
    for first, then in pairs:
        one, other = typed.get(first), typed.get(then)
        if one and other and other < one:
            found.append(Found("day_before", then, {"day": other, "before": one}))
    return found


def term_fits(typed: Values) -> list[Found]:
    """A certificate runs no longer than its scheme allows."""
    start, through, months = typed.get("valid_from"), typed.get("valid_through"), TERMS.get(str(typed.get("scheme")))
    if not (start and through and months):
        return []
    if (through - start).days > months * 31:
        return [Found("term_long", "valid_through", {"months": months}, soft=True)]
    return []


def scheme_open(typed: Values) -> list[Found]:
    """No pollution-free certificate is first issued after the scheme ended."""
    first = typed.get("first_issued_on")
    if typed.get("scheme") == "pollution_free" and first and first >= POLLUTION_FREE_ENDED:
        return [Found("pollution_free_ended", "first_issued_on", {"ended": POLLUTION_FREE_ENDED})]
    return []


def suspension_fits(typed: Values) -> list[Found]:
    """A suspension has a reason and a last day, six months on, or twelve where the holder asked for it."""
    since, limit = typed.get("suspended_on"), typed.get("suspended_to")
    found = []
    if since and not typed.get("suspended_for"):
        found.append(Found("suspension_reason_missing", "suspended_for"))
    if since and limit:
        months = REQUESTED_MONTHS if typed.get("suspended_for") in ("holder", "season") else SUSPENSION_MONTHS
        if (limit - since).days > months * 31:
            found.append(Found("suspension_long", "suspended_to", {"months": months}, soft=True))
    return found


def restored_in_time(typed: Values) -> list[Found]:
    """A suspended certificate comes back after it was suspended and before its limit; afterwards it is revoked."""
    since, limit, back = typed.get("suspended_on"), typed.get("suspended_to"), typed.get("restored_on")
    if back and since and back <= since:
        return [Found("day_before", "restored_on", {"day": back, "before": since})]
    if back and limit and back > limit:
        return [Found("restored_late", "restored_on", {"limit": limit})]
    return []


def end_fits(typed: Values) -> list[Found]:
    """An ended paper says why."""
    if bool(typed.get("ended_on")) != bool(typed.get("ended_for")):
        return [Found("end_day_and_reason", "ended_for" if typed.get("ended_on") else "ended_on")]
    return []


def ended_as(first: str) -> Callable[[Values], list[Found]]:
    """The reason of an end belongs to its kind: R revoked, C cancelled, X expired."""

    def fitting(typed: Values) -> list[Found]:
        reason = str(typed.get("ended_for") or "")
        return [] if reason.startswith(first) else [Found("end_of_another_kind", "ended_for")]

    return fitting


def expired(typed: Values) -> list[Found]:
    """A paper expires after its last day, not before."""
    through, ended = typed.get("valid_through"), typed.get("ended_on")
    if other := ended_as("X")(typed):
        return other
    if through is None:
        return [Found("no_last_day", "valid_through")]
    return [Found("not_yet_expired", "ended_on", {"through": through})] if ended and ended <= through else []


def certificate_state(typed: Values) -> str:
    """The state that the facts of a paper show."""
    if typed.get("ended_on"):
        return {"R": "revoked", "C": "cancelled", "X": "expired"}.get(
            str(typed.get("ended_for") or "")[:1], "cancelled"
        )
    since, back = typed.get("suspended_on"), typed.get("restored_on")
    return "suspended" if since and not (back and back > since) else "valid"


def derived(typed: Values) -> dict[str, Any]:
    """The columns of a certificate or licence that nobody types."""
    return {"number": tidy(str(typed.get("number") or "")), "state": certificate_state(typed)}


def approval_fits(typed: Values) -> list[Found]:
    """The approval number of a certification body: CNCA-R-2002-001, RF for foreign ones."""
    found = tidy(str(typed.get("approval_no") or ""))
    if not found:
        return [Found("number_missing", "approval_no")]
    return (
        [] if read_number("body", found).layout else [Found("number_form", "approval_no", {"found": found}, soft=True)]
    )


def body_derived(typed: Values) -> dict[str, Any]:
    return {"approval_no": tidy(str(typed.get("approval_no") or ""))}


def product_derived(typed: Values) -> dict[str, Any]:
    return {"product_key": name_key(str(typed.get("product") or ""))[:200]}


def product_named(typed: Values) -> list[Found]:
    return [] if name_key(str(typed.get("product") or "")) else [Found("product_missing", "product")]


# ------------------------------------------------------------------------------------------------- supervision

PASSED = "ok"


def check_complete(typed: Values) -> list[Found]:
    """Findings are counted where there are some, and a check without findings has none."""
    findings, result = typed.get("findings") or 0, typed.get("result") or ""
    found = []
    if result == PASSED and findings:
        found.append(Found("findings_in_a_pass", "findings", {"findings": findings}))
    if result and result != PASSED and not findings:
        found.append(Found("findings_missing", "findings"))
    if bool(result) != bool(typed.get("checked_on")):
        found.append(Found("check_day_and_result", "checked_on" if result else "result"))
    return found


def check_subject(typed: Values) -> list[Found]:
    """Exactly who is checked: a certification body, or the holder of a certificate or licence."""
    of = typed.get("subject")
    body, holder = typed.get("body_id") or typed.get("body"), typed.get("holder_id") or typed.get("holder")
    if of == "body" and not body:
        return [Found("body_missing", "body")]
    if of != "body" and not holder:
        return [Found("holder_missing", "holder")]
    return []


def check_days(typed: Values) -> list[Found]:
    found = []
    for first, then in (("checked_on", "due_on"), ("checked_on", "closed_on")):
        one, other = typed.get(first), typed.get(then)
        if one and other and other < one:
            found.append(Found("day_before", then, {"day": other, "before": one}))
    return found


def clean(typed: Values) -> list[Found]:
    return [] if typed.get("result") == PASSED else [Found("not_clean", "result")]


def not_clean(typed: Values) -> list[Found]:
    if typed.get("result") in ("", None, PASSED):
        return [Found("clean", "result")]
    return check_complete(typed)


def closed_by(*measures: str) -> Callable[[Values], list[Found]]:
    """What was done about the findings belongs to the way in which the check ends."""

    def fitting(typed: Values) -> list[Found]:
        return [] if typed.get("measure") in measures else [Found("measure_missing", "measure")]

    return fitting


def check_state(typed: Values) -> str:
    """The state that the facts of a check show."""
    if typed.get("closed_on"):
        return "transferred" if typed.get("measure") in ("transferred", "case_filed") else "closed"
    if not typed.get("checked_on"):
        return "planned"
    return "clean" if typed.get("result") == PASSED else "correcting"


def check_derived(typed: Values) -> dict[str, Any]:
    day = typed.get("checked_on")
    return {"state": check_state(typed), "year": day.year if day else None}

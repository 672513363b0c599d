"""The words for codes: verdicts, rules, flags, stages, kinds. One place, so that the same thing is always called the same."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

VERDICTS: dict[str, Promise] = {
    "met": pgettext_lazy("verdict", "Met"),
    "on_course": pgettext_lazy("verdict", "On course"),
    "behind": pgettext_lazy("verdict", "Behind"),
    "not_met": pgettext_lazy("verdict", "Not met"),
    "cannot_tell": pgettext_lazy("verdict", "Cannot tell"),
    "no_data": pgettext_lazy("verdict", "No data"),
    "not_due": pgettext_lazy("verdict", "Not due"),
}
"""In the order in which pages count them."""

MODIFIERS = {
    "met": "met", "on_course": "on", "behind": "behind", "not_met": "bad", "cannot_tell": "unsure", "no_data": "none",
    "not_due": "notdue", "near": "near", "overdue": "bad", "normal": "on", "done": "met", "waiting": "notdue", "unknown": "none",
}  # fmt: skip
"""Code → shape and colour."""

TASK_STATES: dict[str, Promise] = {
    "normal": pgettext_lazy("task", "On time"),
    "near": pgettext_lazy("task", "Due soon"),
    "behind": pgettext_lazy("task", "Behind"),
    "overdue": pgettext_lazy("task", "Overdue"),
    "done": pgettext_lazy("task", "Closed"),
    "waiting": pgettext_lazy("task", "Not begun"),
    "unknown": pgettext_lazy("task", "No evidence yet"),
}

RULES: dict[str, Promise] = {
    "by_end": pgettext_lazy("temporal rule", "by the end"),
    "hold": pgettext_lazy("temporal rule", "hold in every period"),
    "cumulative": pgettext_lazy("temporal rule", "cumulative"),
    "increase": pgettext_lazy("temporal rule", "increase"),
    "stock": pgettext_lazy("temporal rule", "stock"),
    "trend": pgettext_lazy("temporal rule", "trend"),
    "milestone": pgettext_lazy("temporal rule", "milestone"),
}

READINGS: dict[str, Promise] = {
    "as_counted": pgettext_lazy("reading", "as counted"),
    "inferred": pgettext_lazy("reading", "inferred"),
}

FLAGS: dict[str, Promise] = {
    "provisional": pgettext_lazy("flag", "Provisional"),
    "uncertain": pgettext_lazy("flag", "Interval crosses the threshold"),
    "small_sample": pgettext_lazy("flag", "Small sample"),
    "institution_abolished": pgettext_lazy("flag", "Institution abolished"),
    "target_implausible": pgettext_lazy("flag", "Target to be clarified"),
    "incomplete_census": pgettext_lazy("flag", "Census incomplete"),
}

STAGES: dict[str, Promise] = {
    "provisional": pgettext_lazy("data stage", "Provisional"),
    "preliminary": pgettext_lazy("data stage", "Preliminary"),
    "final": pgettext_lazy("data stage", "Final"),
    "revised": pgettext_lazy("data stage", "Revised"),
}

SOURCES: dict[str, Promise] = {
    "computed": pgettext_lazy("source", "Computed"),
    "reported": pgettext_lazy("source", "Reported"),
    "published": pgettext_lazy("source", "Published"),
    "milestone": pgettext_lazy("source", "Milestone with evidence"),
}

SUCCESSIONS: dict[str, Promise] = {
    "merge": pgettext_lazy("succession", "Merge"),
    "split": pgettext_lazy("succession", "Split"),
    "transfer": pgettext_lazy("succession", "Transfer of duties"),
    "rename": pgettext_lazy("succession", "Rename"),
}

EVIDENCE: dict[str, Promise] = {
    "document": pgettext_lazy("evidence", "Document"),
    "register": pgettext_lazy("evidence", "Register"),
    "indicator": pgettext_lazy("evidence", "Indicator"),
    "event": pgettext_lazy("evidence", "Event"),
}

MARKS: dict[str, Promise] = {
    "verified": pgettext_lazy("mark", "Verified"),
    "general_knowledge": pgettext_lazy("mark", "General knowledge, to be confirmed"),
    "design_choice": pgettext_lazy("mark", "Our choice"),
}

COMPARATORS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}


def word(table: dict[str, Promise], code: str) -> str:
    """The word for a code; a code without a word stands for itself, so that nothing is ever blank."""
    return str(table.get(code, code))

"""The form by which a recorded decision chooses another reading of an unclear text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhiheng.plan.shapes import QuestionView, TargetView
from zhiheng.web.addresses import to
from zhiheng.web.presenters import pieces


@dataclass(frozen=True)
class Option:
    code: str
    words: str
    note: str
    stands: bool
    chosen: bool


@dataclass(frozen=True)
class Deciding:
    target: str
    name: str
    question: str
    options: Sequence[Option]
    typed: Mapping[str, str]
    errors: Sequence[tuple[str, str]]
    by_field: Mapping[str, str]
    back: str


def deciding(
    request: HttpRequest,
    target: TargetView,
    name: str,
    question: QuestionView,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> Deciding:
    wanted = typed.get("reading") or ""
    options = [
        Option(
            one.code, pieces.words(one.text), pieces.words(one.note), one.code == question.chosen, one.code == wanted
        )
        for one in question.readings
    ]
    return Deciding(
        target.code,
        name,
        pieces.words(question.text),
        options,
        typed,
        list(errors.items()),
        errors,
        to(request, "target", target.code) + "#questions",
    )


FIELD_OF = {
    "plan.reason_missing": "reason", "plan.decider_missing": "decided_by", "plan.decided_later": "decided_on",
    "plan.reading_stands": "reading", "plan.no_reading": "reading", "plan.decided_meanwhile": "reading",
}  # fmt: skip
"""Refusal → the field that it belongs to."""


def no_day(found: str) -> str:
    return _("“%(found)s” is not a day. Write year-month-day, for example 2019-07-12.") % {"found": found}

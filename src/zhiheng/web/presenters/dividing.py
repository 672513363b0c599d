"""The page of yearly and per-place target values: what a workbook says, cell by cell, before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhiheng.plan.dividing import DividedValues
from zhiheng.web import formats
from zhiheng.web.addresses import to

MOST = 200
"""Rows shown; the sentence above them counts all."""


@dataclass(frozen=True)
class Row:
    cell: str
    outcome: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class ValuesPage:
    title: str
    error: str
    step: int
    steps: Sequence[str]
    name: str
    summary: str
    faults: Sequence[str]
    rows: Sequence[Row]
    more: int
    token: str
    can_confirm: bool
    again: str
    template: str
    back: str


def empty(request: HttpRequest, error: str) -> ValuesPage:
    return ValuesPage(
        _("Yearly values of targets"), error, 1, _steps(), "", "", (), (), 0, "", False, to(request, "values"),
        to(request, "values-xlsx"), to(request, "targets"),
    )  # fmt: skip


def trial(request: HttpRequest, report: DividedValues, token: str, names: Mapping[str, str]) -> ValuesPage:
    """`names` gives the words of targets and places by their codes."""
    words = {"new": _("new"), "changed": _("changed"), "same": _("unchanged")}
    order = {"changed": 0, "new": 1, "same": 2}
    counts = report.counts()
    rows = [
        Row(
            row.cell, words[row.outcome], f"{names.get(row.target, row.target)} · {names.get(row.place, row.place)} · {row.year}",
            formats.count(row.before) if row.before is not None else "", formats.count(row.value),
        )
        for row in sorted(report.rows, key=lambda row: order[row.outcome])
    ]  # fmt: skip
    fresh = counts["new"] + counts["changed"]
    return ValuesPage(
        _("Yearly values of targets"), "", 2, _steps(), report.name, _summary(report, fresh),
        [str(fault) for fault in report.faults], rows[:MOST], max(0, len(rows) - MOST), token,
        bool(token and fresh and not report.faults), to(request, "values"), to(request, "values-xlsx"), to(request, "targets"),
    )  # fmt: skip


def _steps() -> list[str]:
    return [_("Choose a file"), _("Trial"), _("Confirm")]


def _summary(report: DividedValues, fresh: int) -> str:
    if not report.faults and not fresh:
        return _("All %(rows)s values stand already; nothing changes.") % {"rows": len(report.rows)}
    told = _("%(new)s new, %(changed)s changed, %(same)s unchanged, %(wrong)s to mend; nothing is written yet.")
    counts = report.counts()
    wrong = len(report.faults)
    return told % {"new": counts["new"], "changed": counts["changed"], "same": counts["same"], "wrong": wrong}

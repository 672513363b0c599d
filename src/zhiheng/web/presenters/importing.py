"""The import page: what a file says, row by row, before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhiheng.figures.report import ImportReport, RowResult
from zhiheng.web import formats
from zhiheng.web.addresses import to

MOST = 200
"""Rows shown; the counts above them are of all."""


@dataclass(frozen=True)
class Row:
    number: int
    outcome: str
    outcome_word: str
    what: str
    before: str
    after: str
    sentences: Sequence[str]


@dataclass(frozen=True)
class ImportPage:
    title: str
    error: str
    step: int
    steps: Sequence[str]
    name: str
    summary: str
    problem: str
    counts: Sequence[tuple[str, str, int]]
    rows: Sequence[Row]
    more: int
    columns: Sequence[tuple[str, str]]
    unmatched: Sequence[str]
    token: str
    can_confirm: bool
    can_partly: bool
    again: str


def _steps() -> list[str]:
    return [_("Choose a file"), _("Trial"), _("Confirm")]


def _outcomes() -> dict[str, str]:
    return {"new": _("new"), "changed": _("changed"), "same": _("unchanged"), "wrong": _("to mend")}


def empty(request: HttpRequest, error: str) -> ImportPage:
    return ImportPage(
        _("Import figures"), error, 1, _steps(), "", "", "", (), (), 0, (), (), "", False, False, to(request, "import")
    )


def trial(request: HttpRequest, report: ImportReport, token: str, names: Mapping[str, str]) -> ImportPage:
    """`names` gives the words of indicators and places by their codes."""
    words = _outcomes()
    order = {"wrong": 0, "changed": 1, "new": 2, "same": 3}
    rows = sorted(report.rows, key=lambda row: (order[row.outcome], row.number))
    fresh = report.counts["new"] + report.counts["changed"]
    return ImportPage(
        _("Import figures"), "", 2, _steps(), report.name, report.summary(), report.problem,
        [(code, words[code], number) for code, number in report.counts.items()],
        [_row(row, words, names) for row in rows[:MOST]], max(0, len(rows) - MOST),
        list(report.columns.items()), report.unmatched, token,
        bool(token and fresh and not report.wrong), bool(token and fresh and report.wrong), to(request, "import"),
    )  # fmt: skip


def _row(row: RowResult, words: dict[str, str], names: Mapping[str, str]) -> Row:
    said = row.after or row.before
    written = (said.indicator, said.place, said.period) if said else row.said
    *about, period = [names.get(one, one) for one in written] or [""]
    what = " · ".join(one for one in (*about, formats.period(period)) if one)
    return Row(row.number, row.outcome, words[row.outcome], what, _value(row.before), _value(row.after), row.sentences)


def _value(content: object) -> str:
    part, whole, value, reached = (getattr(content, name, None) for name in ("part", "whole", "value", "reached"))
    if part is not None and whole is not None:
        return f"{formats.count(part)} / {formats.count(whole)}"
    return formats.count(value) if value is not None else str(reached or "")

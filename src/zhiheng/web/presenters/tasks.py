"""任务, read only: what the plan asks to be done, by whom, with which dated nodes and which evidence closes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhiheng.plan.shapes import ClauseView, DutyView, NodeView, TaskView
from zhiheng.web import formats, script
from zhiheng.web import words as named
from zhiheng.web.addresses import to
from zhiheng.web.presenters import pieces
from zhiheng.web.presenters.standing import Standing, text_of


@dataclass(frozen=True)
class TaskRow:
    code: str
    title: str
    address: str
    clause: str
    clause_address: str
    body: str
    body_address: str
    nodes: int
    first_due: str
    last_due: str


@dataclass(frozen=True)
class Tasks:
    title: str
    sub: str
    rows: Sequence[TaskRow]
    total: int
    q: str
    chapter: str
    chapters: Sequence[tuple[str, str]]
    reset: str


@dataclass(frozen=True)
class Node:
    code: str
    name: str
    due: str
    past: bool
    kind: str
    evidence: str
    mark: str
    note: str


@dataclass(frozen=True)
class TaskPage:
    code: str
    title: str
    statement: str
    note: str
    clause: str
    clause_address: str
    leads: Sequence[pieces.Holder]
    supports: Sequence[pieces.Holder]
    nodes: Sequence[Node]
    targets: Sequence[tuple[str, str, str, str]]
    crumbs: Sequence[tuple[str, str]]


def tasks(
    request: HttpRequest,
    views: Sequence[TaskView],
    clauses: Mapping[str, ClauseView],
    duties: Mapping[str, DutyView],
    q: str,
    chapter: str,
    names: pieces.Names,
) -> Tasks:
    rows = [_row(request, view, duties, names) for view in views]
    words = script.simplified(q.strip()).lower()
    shown = [
        row
        for row in rows
        if (not chapter or f"{row.clause}.".startswith(f"{chapter}."))
        and (not words or words in f"{row.code} {row.title} {row.body}".lower())
    ]
    sections = list(dict.fromkeys(".".join(view.clause.split(".")[:2]) for view in views))
    return Tasks(
        _("Tasks"),
        _("What the plan asks to be done. Reporting on nodes is not built yet; dates and evidence are those of the package."),
        shown, len(rows), q, chapter,
        [(code, f"{code} {pieces.words(clauses[code].title)}" if code in clauses else code) for code in sections],
        to(request, "tasks"),
    )  # fmt: skip


def _row(request: HttpRequest, view: TaskView, duties: Mapping[str, DutyView], names: pieces.Names) -> TaskRow:
    duty = duties.get(view.duty or "")
    lead = next(iter(duty.answering(task=view.code)), None) if duty else None
    dues = sorted(node.due for node in view.nodes if node.due)
    return TaskRow(
        view.code, pieces.words(view.title), to(request, "task", view.code), view.clause, to(request, "clause", view.clause),
        pieces.lead_name(lead, names), to(request, "body", lead.now_body) if lead else "", len(view.nodes),
        formats.day(dues[0]) if dues else _("no day stated"), formats.day(dues[-1]) if dues else _("no day stated"),
    )  # fmt: skip


def task(
    request: HttpRequest,
    view: TaskView,
    clause: ClauseView,
    duty: DutyView | None,
    served: Sequence[Standing],
    on: date,
    names: pieces.Names,
) -> TaskPage:
    return TaskPage(
        view.code, pieces.words(view.title), pieces.words(view.statement), pieces.words(view.note),
        f"{clause.code} {pieces.words(clause.title)}", to(request, "clause", clause.code),
        [pieces.holder(request, one, names) for one in duty.answering(task=view.code)] if duty else [],
        [pieces.holder(request, one, names) for one in duty.answering(task=view.code, role="support")] if duty else [],
        [_node(node, on) for node in view.nodes],
        [(one.verdict, pieces.name_of(one.target, one.indicator), text_of(one), to(request, "target", one.target.code)) for one in served],
        [(_("Tasks"), to(request, "tasks"))],
    )  # fmt: skip


def _node(node: NodeView, on: date) -> Node:
    kind = node.evidence.get("kind", "")
    told = (
        pieces.words(node.evidence.get("what")) or named.register(node.evidence.get("register", "")) or node.evidence.get("indicator") or ""
    )  # fmt: skip
    return Node(
        node.code, pieces.words(node.name), formats.day(node.due), node.due is not None and node.due < on,
        named.word(named.EVIDENCE, kind), str(told), named.word(named.MARKS, node.mark) if node.mark else "", pieces.words(node.note),
    )  # fmt: skip

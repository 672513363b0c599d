"""Search: every code, name and sentence of the plan, in simplified script, whatever script was typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhiheng.bodies.queries import Bodies
from zhiheng.figures.shapes import IndicatorView
from zhiheng.plan.shapes import ClauseView, TargetView, TaskView
from zhiheng.web import script
from zhiheng.web.addresses import to
from zhiheng.web.presenters import pieces

MOST = 60


@dataclass(frozen=True)
class Hit:
    kind: str
    name: str
    address: str
    sub: str


@dataclass(frozen=True)
class SearchPage:
    q: str
    hits: Sequence[Hit]
    exact: str
    """Address of the one thing that has exactly this code."""


@dataclass(frozen=True)
class Known:
    clauses: Sequence[ClauseView]
    targets: Sequence[TargetView]
    tasks: Sequence[TaskView]
    bodies: Bodies
    indicators: Mapping[str, IndicatorView]


@dataclass(frozen=True)
class _Entry:
    code: str
    hit: Hit
    words: str


def search(request: HttpRequest, q: str, known: Known) -> SearchPage:
    asked = script.simplified(q.strip()).lower()
    if not asked:
        return SearchPage(q, (), "")
    entries = list(_entries(request, known))
    exact = [entry for entry in entries if entry.code.lower() == asked]
    if exact:
        return SearchPage(q, (), exact[0].hit.address)
    words = asked.split()
    return SearchPage(q, [entry.hit for entry in entries if all(word in entry.words for word in words)][:MOST], "")


def _entries(request: HttpRequest, known: Known) -> Iterator[_Entry]:
    def entry(code: str, kind: str, name: str, address: str, sub: str = "", more: str = "") -> _Entry:
        return _Entry(code, Hit(kind, name, address, sub), script.simplified(f"{code} {name} {sub} {more}").lower())

    for target in known.targets:
        name = pieces.name_of(target, known.indicators.get(target.indicator))
        yield entry(target.code, _("Target"), f"{target.code} {name}", to(request, "target", target.code))
    for clause in known.clauses:
        name = f"{clause.code} {pieces.words(clause.title)}"
        yield entry(
            clause.code,
            _("Clause"),
            name,
            to(request, "clause", clause.code),
            pieces.words(clause.statement),
            clause.text,
        )
    for task in known.tasks:
        yield entry(
            task.code,
            _("Task"),
            f"{task.code} {pieces.words(task.title)}",
            to(request, "task", task.code),
            pieces.words(task.statement),
        )
    for body in known.bodies:
        names = list(dict.fromkeys(pieces.words(label.name) for label in body.labels))
        shorts = " ".join(pieces.words(label.short) for label in body.labels)
        yield entry(
            body.code,
            _("Body"),
            names[-1] if names else body.code,
            to(request, "body", body.code),
            "、".join(names[:-1]),
            shorts,
        )

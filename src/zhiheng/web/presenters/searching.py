"""Search: every code, name and sentence of the plan, in simplified script, whatever script was typed; names also by pinyin initials."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhiheng.bodies.queries import Bodies
from zhiheng.figures.shapes import IndicatorView
from zhiheng.plan.shapes import ClauseView, TargetView, TaskView
from zhiheng.registers.kit import finding
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
class Records:
    """What was found in one register: the newest few, and how many there are."""

    label: str
    hits: Sequence[Hit]
    count: str
    address: str
    """The register's list with the same words, where there are more than are shown; else ""."""


@dataclass(frozen=True)
class SearchPage:
    q: str
    hits: Sequence[Hit]
    exact: str
    """Address of the one thing that has exactly this code."""
    total: int = 0
    records: Sequence[Records] = ()


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
    names: Sequence[str]
    """What it is called: also by initials, and before everything else that is only written about it."""
    words: str


def search(request: HttpRequest, q: str, known: Known) -> SearchPage:
    asked = script.simplified(q.strip()).lower()
    if not asked:
        return SearchPage(q, (), "")
    entries = list(_entries(request, known))
    exact = [entry for entry in entries if entry.code.lower() == asked]
    if exact:
        return SearchPage(q, (), exact[0].hit.address)
    ranked = [
        (rank, entry.hit)
        for entry in entries
        if (rank := finding.rank(asked, entry.code, entry.names, entry.words)) is not None
    ]
    ranked.sort(key=lambda pair: pair[0])
    return SearchPage(q, [hit for _rank, hit in ranked[:MOST]], "", len(ranked))


def _entries(request: HttpRequest, known: Known) -> Iterator[_Entry]:
    def entry(
        code: str, kind: str, name: str, address: str, sub: str = "", more: str = "", also: Sequence[str] = ()
    ) -> _Entry:
        names = [script.simplified(one).lower() for one in (name, *also) if one]
        return _Entry(code, Hit(kind, name, address, sub), names, script.simplified(f"{code} {sub} {more}").lower())

    for target in known.targets:
        indicator = known.indicators.get(target.indicator)
        name, short = pieces.name_of(target, indicator), pieces.short_of(target, indicator)
        yield entry(target.code, _("Target"), f"{target.code} {name}", to(request, "target", target.code), also=[short])
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
    for indicator in known.indicators.values():
        yield entry(
            indicator.code,
            _("Indicator"),
            f"{indicator.code} {pieces.words(indicator.name)}",
            to(request, "indicator", indicator.code),
            pieces.words(indicator.definition),
            also=[pieces.words(indicator.short)],
        )
    for body in known.bodies:
        names = list(dict.fromkeys(pieces.words(label.name) for label in body.labels))
        shorts = [pieces.words(label.short) for label in body.labels]
        yield entry(
            body.code,
            _("Body"),
            names[-1] if names else body.code,
            to(request, "body", body.code),
            "、".join(names[:-1]),
            also=[*names[:-1], *shorts],
        )

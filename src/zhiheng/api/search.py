"""One search over the plan and the registers: codes, names, initials, numbers, within the reader's rights."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from zhiheng.api.asking import asked, plan_of
from zhiheng.api.described import Reader
from zhiheng.api.plans import AsOf, On, Plan
from zhiheng.api.problems import BadRequest
from zhiheng.bodies import queries as bodies
from zhiheng.figures import queries as figures
from zhiheng.journal.refusal import Refused
from zhiheng.plan import queries as plans
from zhiheng.registers.kit import finding, queries

router = Router(tags=["search"])
Kind = Literal["target", "clause", "task", "indicator", "body", "record"]


@dataclass(frozen=True)
class _Entry:
    kind: Kind
    code: str
    name: str
    names: Sequence[str]
    words: str = ""


@router.get("/search", response=dict[str, Any], summary="查找规划与登记 · Search plan and registers")
def search(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=200, description="名称的一部分、拼音首字母、代码、编号 · part of a name, initials, code, number")],
    plan: Plan = None,
    most: Annotated[int, Query(ge=1, le=50, description="每组至多 · at most so many a group")] = 10,
    on: On = None,
    as_of: AsOf = None,
) -> Any:  # fmt: skip
    """Traditional script is understood; every word of the question must be found."""
    if "\x00" in q:
        raise BadRequest("/query/q", "NUL", "text")
    one = asked(request)
    words = finding.simplified(q)
    groups = [*_of_plan(request, plan, words, most), *_of_registers(one.actor, words, one.day, most)]
    return {"q": q, "total": sum(group["count"] for group in groups), "groups": groups}


def _of_registers(actor: Any, words: str, on: Any, most: int) -> Iterator[dict[str, Any]]:
    for group in queries.search(actor, words, on=on, most=most):
        reader = Reader(actor, group.register)
        yield {
            "kind": "record", "register": group.register.code, "label": str(group.register.label_plural),
            "count": group.count, "more": group.more,
            "items": [{"id": one.id, "code": one.name, "shown": _shown(reader, one)} for one in group.found],
        }  # fmt: skip


def _shown(reader: Reader, found: queries.Found) -> dict[str, str]:
    personal = () if reader.all_personal else reader.register.personal
    return {name: text for name, text in found.shown.items() if name not in personal}


def _of_plan(request: HttpRequest, plan: str | None, words: str, most: int) -> Iterator[dict[str, Any]]:
    """What the plan holds, the best found first; nothing where no plan is adopted and none was named."""
    try:
        entries = list(_entries(request, plan))
    except Refused:
        if plan:
            raise
        return
    by_kind: dict[str, list[tuple[int, _Entry]]] = {}
    for entry in entries:
        rank = finding.rank(words, entry.code, entry.names, entry.words)
        if rank is not None:
            by_kind.setdefault(entry.kind, []).append((rank, entry))
    for kind, found in by_kind.items():
        found.sort(key=lambda pair: pair[0])
        yield {
            "kind": kind, "register": None, "label": None, "count": len(found), "more": False,
            "items": [{"id": None, "code": entry.code, "name": entry.name} for _rank, entry in found[:most]],
        }  # fmt: skip


def _entries(request: HttpRequest, plan: str | None) -> Iterator[_Entry]:
    one, known = asked(request), plan_of(request, plan)
    wanted: dict[str, Any] = {"plan": known.code, "as_of": one.as_of}
    indicators = figures.indicators(known.code, version=known.version)
    for target in plans.targets(one.actor, **wanted):
        of = indicators.get(target.indicator)
        names = _languages(of.name, of.short) if of else ()
        yield _Entry("target", target.code, names[0] if names else target.code, names)
    for clause in plans.clauses(one.actor, **wanted):
        names = _languages(clause.title)
        yield _Entry("clause", clause.code, names[0] if names else clause.code, names, f"{_languages(clause.statement)} {clause.text}")  # fmt: skip
    for task in plans.tasks(one.actor, **wanted):
        names = _languages(task.title)
        yield _Entry("task", task.code, names[0] if names else task.code, names, str(_languages(task.statement)))
    for code, view in indicators.items():
        names = _languages(view.name, view.short)
        yield _Entry("indicator", code, names[0] if names else code, names, str(_languages(view.definition)))
    for body in bodies.bodies(one.day, known.code):
        names = [name for label in reversed(body.labels) for name in _languages(label.name, label.short)]
        yield _Entry("body", body.code, names[0] if names else body.code, names)


def _languages(*told: Mapping[str, str]) -> list[str]:
    """Every way in which something is called, simplified Chinese first."""
    found = [one[language] for one in told for language in ("zh-Hans", *one) if one.get(language)]
    return list(dict.fromkeys(found))

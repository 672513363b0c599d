"""Points that the package itself marks as open: told as questions, also where they would else be errors."""

from collections.abc import Iterable
from dataclasses import replace

from zhiheng.packages.lines import Row, Table
from zhiheng.packages.problems import Place, Problem
from zhiheng.packages.words import Words, quoted
from zhiheng.plan.package import OpenSpec, PlanPackage


def questions(plan: PlanPackage) -> list[Problem]:
    """One question for each open point; a point that names nothing is an error."""
    return [_question(plan, point) for point in plan.open]


def _question(plan: PlanPackage, point: OpenSpec) -> Problem:
    place = _place(plan, point)
    if place is None:
        found = quoted(f"{point.file} {_where(point)}") + Words("，没有这样的条目", ", no such entry")
        allowed = Words("写 file、code、key，指向包内的条目", "file, code and key of an entry of the package")
        return Problem("open_point_nowhere", point.at(), "open.yaml", found, allowed)
    return Problem(
        "open_point", place, _where(point), Words("待定问题", "an open point"), point.text.words(), "question"
    )


def softened(plan: PlanPackage, problems: Iterable[Problem]) -> list[Problem]:
    """Errors at a place that is marked as open become questions: the author knows of them."""
    opened = {(place.file, place.line) for point in plan.open if (place := _place(plan, point)) is not None}
    return [
        replace(problem, level="question")
        if problem.level == "error" and (problem.file, problem.line) in opened
        else problem
        for problem in problems
    ]


def _place(plan: PlanPackage, point: OpenSpec) -> Place | None:
    """The line of the key that is open, else of its entry."""
    raw = plan.package.raw(point.file)
    entry = raw if point.code is None else _entry(raw, point.code)
    if not isinstance(entry, Table):
        return None
    return entry.at(point.key) if point.key else entry.place


def _entry(raw: object, code: str) -> Table | None:
    """The entry with a code, at any depth."""
    if isinstance(raw, Table) and raw.get("code") == code:
        return raw
    inner = raw.values() if isinstance(raw, Table) else raw if isinstance(raw, Row) else ()
    return next((found for value in inner if (found := _entry(value, code)) is not None), None)


def _where(point: OpenSpec) -> str:
    return " › ".join(part for part in (point.code, point.key) if part)

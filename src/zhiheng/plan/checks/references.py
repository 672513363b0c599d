"""Codes that stand twice and references that lead nowhere."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from zhiheng.packages.lines import Row, Table
from zhiheng.packages.problems import Place, Problem
from zhiheng.packages.reading import unknown_code
from zhiheng.packages.schema import MARKS
from zhiheng.packages.words import Words, quoted
from zhiheng.plan.package import (
    HolderSpec,
    PlanPackage,
    QuestionSpec,
    TargetSpec,
    TaskSpec,
    again,
    named,
)

CLAUSE = Words("条款", "clause")
DUTY = Words("责任", "duty")
TARGET = Words("目标", "target")
TASK = Words("任务", "task")
INDICATOR = Words("指标", "indicator")
BODY = Words("机构", "body")
AREA = Words("地区", "place")
SOURCE = Words("来源", "source")
CODE = Words("代码", "code")


def check(plan: PlanPackage) -> Iterator[Problem]:
    """Everything about codes and references."""
    yield from codes_once(plan)
    yield from clause_tree(plan)
    yield from holders(plan)
    yield from targets(plan)
    yield from tasks(plan)
    yield from incentives(plan)
    yield from numbers(plan)
    yield from cases(plan)
    yield from spans(plan)
    yield from successions(plan)
    yield from region(plan)
    yield from sources(plan)


class _Finder:
    """Looks one code up among the known ones."""

    def __init__(self, known: Iterable[str], kind: Words, silent: bool = False) -> None:
        self.known, self.kind, self.silent = list(dict.fromkeys(known)), kind, silent

    def __call__(self, code: str | None, place: Place, where: str) -> Iterator[Problem]:
        if code is not None and code not in self.known and not self.silent:
            yield unknown_code(place, where, code, self.known, self.kind)


def clause_codes(plan: PlanPackage) -> _Finder:
    return _finder(plan, "clauses", CLAUSE)


def duty_codes(plan: PlanPackage) -> _Finder:
    return _finder(plan, "duties", DUTY)


def target_codes(plan: PlanPackage) -> _Finder:
    return _finder(plan, "targets", TARGET)


def task_codes(plan: PlanPackage) -> _Finder:
    return _finder(plan, "tasks", TASK)


def indicator_codes(plan: PlanPackage) -> _Finder:
    return _finder(plan, "indicators", INDICATOR)


def place_codes(plan: PlanPackage) -> _Finder:
    return _finder(plan, "places", AREA)


def body_codes(plan: PlanPackage) -> _Finder:
    return _finder(plan, "bodies", BODY)


_FILE = {"duties": "clauses.yaml", "places": "bodies.yaml", "indicators": "indicators/"}


def _finder(plan: PlanPackage, kind: str, words: Words) -> _Finder:
    """Looks among the codes of a kind; silent where its file is missing or cannot be read, since that is told already."""
    file = _FILE.get(kind, f"{kind}.yaml")
    broken = any(problem.file.startswith(file) for problem in plan.unreadable())
    return _Finder(plan.package.codes(kind), words, silent=broken)


def codes_once(plan: PlanPackage) -> Iterator[Problem]:
    """Each code stands once among its kind; duties once in the whole document."""
    groups: list[Iterable[Any]] = [plan.sources, plan.clauses, plan.targets, plan.tasks, plan.incentives]
    groups.append([duty for _, duty in plan.duties()])
    groups += [task.nodes for task in plan.tasks]
    groups += [target.questions for target in plan.targets]
    groups += [question.readings for target in plan.targets for question in target.questions]
    for group in groups:
        yield from _once(group)
    yield from _files_once(plan)


def _once(entries: Iterable[Any]) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for entry in entries:
        key = "key" if hasattr(entry, "key") else "code"
        code, place = getattr(entry, key), entry.at(key)
        if code in seen:
            yield again(place, code, seen[code])
        seen.setdefault(code, place)


def _files_once(plan: PlanPackage) -> Iterator[Problem]:
    """A file of `indicators/` is named for the code in it."""
    for file in plan.package.under("indicators"):
        raw = plan.package.raw(file)
        code = raw.get("code") if isinstance(raw, Table) else None
        if isinstance(raw, Table) and code and file != f"indicators/{code}.yaml":
            allowed = Words("文件名与代码相同：", "a file named for its code: ") + quoted(f"indicators/{code}.yaml")
            yield Problem("file_name", raw.at("code"), "code", quoted(str(code)), allowed)


def clause_tree(plan: PlanPackage) -> Iterator[Problem]:
    """The clause above every clause stands before it."""
    seen: set[str] = set()
    for clause in plan.clauses:
        if clause.parent is not None and clause.parent not in seen:
            found = quoted(clause.code) + Words(
                f"，它上面的 {clause.parent} 不在前面", f", without {clause.parent} before it"
            )
            allowed = Words("先写上级条款，按原文顺序", "the clause above first, in order of the text")
            yield Problem("clause_order", clause.at("code"), clause.code, found, allowed)
        seen.add(clause.code)


def holders(plan: PlanPackage) -> Iterator[Problem]:
    """Every holder of a duty is a body of the package; exceptions name targets or tasks."""
    bodies, targets, tasks = body_codes(plan), target_codes(plan), task_codes(plan)
    for _, duty in plan.duties():
        for _role, holder, _exception in duty.holders():
            yield from bodies(holder.body, holder.at("body"), named(duty, "body"))
            yield from _carried(holder, duty.code)
        for exception in duty.exceptions:
            yield from targets(exception.target, exception.at("target"), named(duty, "exceptions › target"))
            yield from tasks(exception.task, exception.at("task"), named(duty, "exceptions › task"))


def _carried(holder: HolderSpec, duty: str) -> Iterator[Problem]:
    if holder.carried is not None and holder.as_.startswith(holder.carried):
        found = quoted(holder.as_) + Words("，已带前缀", ", which has the prefix already")
        allowed = Words("原文写了前缀时不写 carried", "no carried where the text writes the prefix")
        yield Problem("carried_twice", holder.at("carried"), duty, found, allowed)


def targets(plan: PlanPackage) -> Iterator[Problem]:
    clauses, duties, areas = clause_codes(plan), duty_codes(plan), place_codes(plan)
    indicators = indicator_codes(plan)
    for target in plan.targets:
        yield from clauses(target.clause, target.at("clause"), named(target, "clause"))
        yield from duties(target.duty, target.at("duty"), named(target, "duty"))
        yield from _same_clause(plan, target)
        yield from indicators(target.indicator, target.at("indicator"), named(target, "indicator"))
        for place in target.places:
            yield from areas(place, target.at("places"), named(target, "places"))
        for question in target.questions:
            yield from _question(target, question, indicators)


def _question(target: TargetSpec, question: QuestionSpec, indicators: _Finder) -> Iterator[Problem]:
    where = named(target, f"questions › {question.code}")
    yield from _Finder([reading.code for reading in question.readings], Words("读法", "reading"))(
        question.chosen, question.at("chosen"), where
    )
    for reading in question.readings:
        yield from indicators(reading.set_.indicator, reading.set_.at("indicator"), f"{where} › {reading.code}")


def _same_clause(plan: PlanPackage, entry: TargetSpec | TaskSpec) -> Iterator[Problem]:
    """A target's or task's duty is a bracket of its own clause, or of one above it."""
    found = plan.duty(entry.duty)
    if found is None:
        return
    clause = found[0].code
    if entry.clause != clause and not entry.clause.startswith(f"{clause}."):
        told = quoted(str(entry.duty)) + Words(f"，它属于条款 {clause}", f", which stands in clause {clause}")
        allowed = Words(f"条款 {entry.clause} 或其上级的责任", f"a duty of clause {entry.clause} or of one above it")
        yield Problem("duty_of_other_clause", entry.at("duty"), named(entry, "duty"), told, allowed)


def tasks(plan: PlanPackage) -> Iterator[Problem]:
    clauses, duties, targets = clause_codes(plan), duty_codes(plan), target_codes(plan)
    indicators = indicator_codes(plan)
    for task in plan.tasks:
        yield from clauses(task.clause, task.at("clause"), named(task, "clause"))
        yield from duties(task.duty, task.at("duty"), named(task, "duty"))
        yield from _same_clause(plan, task)
        for index, code in enumerate(task.targets):
            yield from targets(code, task.at("targets", index), named(task, "targets"))
        for node in task.nodes:
            evidence = node.evidence
            where = named(task, f"{node.code} › evidence")
            yield from indicators(evidence.indicator, evidence.at("indicator"), where)


def incentives(plan: PlanPackage) -> Iterator[Problem]:
    clauses, duties = clause_codes(plan), duty_codes(plan)
    for incentive in plan.incentives:
        yield from clauses(incentive.clause, incentive.at("clause"), named(incentive, "clause"))
        yield from duties(incentive.duty, incentive.at("duty"), named(incentive, "duty"))


def numbers(plan: PlanPackage) -> Iterator[Problem]:
    """A number with a reason may say where it is told instead."""
    package = plan.package
    kinds = ("incentives", "targets", "tasks", "clauses", "duties")
    seen = _Finder(chain.from_iterable(package.codes(kind) for kind in kinds), CODE)
    for clause in plan.clauses:
        for number in clause.numbers:
            yield from seen(number.see, number.at("see"), named(clause, "numbers › see"))


def cases(plan: PlanPackage) -> Iterator[Problem]:
    targets, areas = target_codes(plan), place_codes(plan)
    for entries in plan.cases.values():
        for case in entries:
            yield from targets(case.target, case.at("target"), case.name)
            yield from areas(case.place, case.at("place"), case.name)


def spans(plan: PlanPackage) -> Iterator[Problem]:
    """Offsets stand for clauses, duties and targets that exist, inside the text; no clause is left out."""
    if plan.spans is None:
        return
    groups = (
        ("clauses", clause_codes(plan), {code: span.at_ for code, span in plan.spans.clauses.items()}),
        ("duties", duty_codes(plan), plan.spans.duties),
        ("targets", target_codes(plan), plan.spans.targets),
    )
    for key, finder, found in groups:
        for code, (_, end) in found.items():
            place = plan.package.line_of("text/spans.yaml", key, code)
            yield from finder(code, place, key)
            if end > plan.spans.length:
                allowed = Words(f"不超过正文长度 {plan.spans.length}", f"not beyond the text's {plan.spans.length}")
                yield Problem("span_beyond_text", place, f"{key} › {code}", quoted(str(end)), allowed)


def successions(plan: PlanPackage) -> Iterator[Problem]:
    """The bodies that succeed each other exist, and so do the duties or targets that move."""
    package = plan.package
    raw = package.raw("bodies.yaml")
    rows = raw.get("successions") if isinstance(raw, Table) else None
    duties, targets = duty_codes(plan), target_codes(plan)
    words = Words("责任或目标", "duty or target")
    moved = _Finder([*duties.known, *targets.known], words, silent=duties.silent or targets.silent)
    bodies = body_codes(plan)
    for row in rows if isinstance(rows, Row) else []:
        if not isinstance(row, Table):
            continue
        for key in ("from", "to"):
            for code in _codes(row.get(key)):
                yield from bodies(code, row.at(key), f"successions › {key}")
        if row.get("duties") != "all":
            for code in _codes(row.get("duties")):
                yield from moved(code, row.at("duties"), "successions › duties")


def _codes(value: Any) -> list[str]:
    """One code or a list of codes."""
    return [code for code in (value if isinstance(value, list) else [value]) if isinstance(code, str)]


def region(plan: PlanPackage) -> Iterator[Problem]:
    if plan.plan is not None:
        yield from place_codes(plan)(plan.plan.region, plan.plan.at("region"), "region")


def sources(plan: PlanPackage) -> Iterator[Problem]:
    """Wherever a mark stands, its source is one of `sources.yaml`, and `verified` names one."""
    known = _finder(plan, "sources", SOURCE)
    for file in plan.package.files:
        if file.endswith(".yaml") and not file.startswith("demo/"):
            for table in _all_tables(plan.package.raw(file)):
                yield from _source(table, known)


def _source(table: Table, known: _Finder) -> Iterator[Problem]:
    mark, source = table.get("mark"), table.get("source")
    if not isinstance(mark, str):
        return
    if mark not in MARKS:
        allowed = Words("、".join(MARKS), ", ".join(MARKS))
        yield Problem("not_allowed", table.at("mark"), "mark", quoted(mark), allowed)
    if isinstance(source, str):
        yield from known(source, table.at("source"), "source")
    elif mark == "verified" and source is None:
        allowed = Words("同时写 source：sources.yaml 的 key", "a source beside it: a key of sources.yaml")
        yield Problem("mark_without_source", table.at("mark"), "mark", quoted(mark), allowed)


def _all_tables(raw: Any) -> Iterator[Table]:
    if isinstance(raw, Table):
        yield raw
    inner = raw.values() if isinstance(raw, Table) else raw if isinstance(raw, Row) else ()
    for value in inner:
        yield from _all_tables(value)

"""Does a target say something that can be judged? Asked of the target and of every reading of it."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from typing import Any

from zhiheng.packages.lines import Row, Table
from zhiheng.packages.problems import Place, Problem
from zhiheng.packages.schema import WRITTEN_NUMBER
from zhiheng.packages.words import Words, listed, quoted
from zhiheng.plan.package import PlanPackage, TargetSpec, named

MOST_READINGS = 64


def check(plan: PlanPackage) -> Iterator[Problem]:
    for target in plan.targets:
        told: set[tuple[str, Place]] = set()
        for reading, where in _readings(target):
            for problem in _one(plan, reading, where):
                if (problem.code, problem.place) not in told:
                    told.add((problem.code, problem.place))
                    yield problem


def _readings(target: TargetSpec) -> Iterator[tuple[TargetSpec, str]]:
    """The target as written, and as it reads under each combination of answers."""
    yield target, named(target)
    choices = [[(question.code, reading.code) for reading in question.readings] for question in target.questions]
    for number, combination in enumerate(product(*choices)):
        if number >= MOST_READINGS:
            return
        if combination:
            answer = ", ".join(f"{question}={reading}" for question, reading in combination)
            yield target.read_with(dict(combination)), f"{target.code} ({answer})"


def _one(plan: PlanPackage, target: TargetSpec, where: str) -> Iterator[Problem]:
    yield from _threshold(target, target.threshold, target.at("threshold"), where)
    yield from _direction(target, where)
    for code, place in target.places.items():
        yield from _threshold(target, place.threshold or target.threshold, place.at("threshold"), f"{where} › {code}")
    yield from _with_indicator(plan, target, where)
    yield from _in_the_plan(plan, target, where)


def _threshold(target: TargetSpec, threshold: tuple[str, ...] | None, place: Place, where: str) -> Iterator[Problem]:
    """The threshold fits the comparator and the temporal rule."""
    if target.rule == "trend":
        if threshold is not None:
            allowed = Words("rule: trend 不写 threshold", "no threshold with rule trend")
            yield _problem("threshold_of_trend", place, where, _shown(threshold), allowed)
    elif threshold is None:
        found = Words("缺少 threshold", "no threshold")
        yield _problem(
            "no_threshold",
            target.at("rule"),
            where,
            found,
            Words(f"rule: {target.rule} 要写 threshold", f"a threshold with rule {target.rule}"),
        )
    elif target.rule != "milestone":
        yield from _numeric(target, threshold, place, where)


def _numeric(target: TargetSpec, threshold: tuple[str, ...], place: Place, where: str) -> Iterator[Problem]:
    numbers = [Decimal(end) for end in threshold if WRITTEN_NUMBER.fullmatch(end)]
    needed = 2 if target.comparator == "range" else 1
    if len(numbers) != len(threshold):
        allowed = Words("数字，不带单位，例如 90", "a number without unit, such as 90")
        yield _problem("threshold_not_number", place, where, _shown(threshold), allowed)
    elif len(threshold) != needed:
        allowed = Words(
            "comparator: range 写两个数，其他写一个数", "two numbers with comparator range, one with any other"
        )
        yield _problem("threshold_count", place, where, _shown(threshold), allowed)
    elif needed == 2 and numbers[0] >= numbers[1]:
        allowed = Words("先小后大的两个数", "two numbers, the smaller first")
        yield _problem("range_order", place, where, _shown(threshold), allowed)


def _direction(target: TargetSpec, where: str) -> Iterator[Problem]:
    """A comparator is needed for a number; a trend only rises or falls; a milestone is reached."""
    place = target.at("comparator")
    if target.rule == "trend":
        allowed_here: tuple[str | None, ...] = (None, ">", "<", ">=", "<=")
    elif target.rule == "milestone":
        allowed_here = (None, ">=")
    elif target.comparator is None:
        found = Words("缺少 comparator", "no comparator")
        yield _problem(
            "no_comparator", target.at(), where, found, Words(">=、>、=、<=、<、range", ">=, >, =, <=, <, range")
        )
        return
    else:
        return
    if target.comparator not in allowed_here:
        words = [word for word in allowed_here if word]
        allowed = Words(f"rule: {target.rule} 时不写或写 ", f"with rule {target.rule} nothing or ") + listed(words)
        yield _problem("comparator_of_rule", place, where, quoted(str(target.comparator)), allowed)


def _with_indicator(plan: PlanPackage, target: TargetSpec, where: str) -> Iterator[Problem]:
    """Milestone rule, stages and classes agree with the indicator's file."""
    raw = plan.package.raw(f"indicators/{target.indicator}.yaml")
    if not isinstance(raw, Table):
        return
    milestone = raw.get("kind") == "milestone"
    if milestone != (target.rule == "milestone"):
        found = quoted(target.rule) + Words(
            f"，指标 {target.indicator} 的 kind 是 {raw.get('kind')}",
            f", while indicator {target.indicator} is of kind {raw.get('kind')}",
        )
        allowed = Words(
            "milestone 目标配 milestone 指标", "rule milestone with an indicator of kind milestone, and only there"
        )
        yield _problem("rule_of_kind", target.at("rule"), where, found, allowed)
    elif milestone and target.threshold is not None:
        yield from _stage(raw, target, where)
    yield from _classes(raw, target, where)


def _stage(raw: Table, target: TargetSpec, where: str) -> Iterator[Problem]:
    stages = _codes_of(raw.get("stages"))
    if target.threshold is not None and target.threshold[0] not in stages:
        found = _shown(target.threshold) + Words("，没有这样的阶段", ", no such stage")
        yield _problem(
            "unknown_stage",
            target.at("threshold"),
            where,
            found,
            listed(stages) if stages else Words("（指标没有写阶段）", "(the indicator has no stages)"),
        )


def _classes(raw: Table, target: TargetSpec, where: str) -> Iterator[Problem]:
    known = _codes_of(raw.get("classes"))
    for index, code in enumerate(target.classes):
        if code not in known:
            found = quoted(code) + Words("，指标没有这样的类别", ", no such class of the indicator")
            allowed = listed(known) if known else Words("（指标没有写类别）", "(the indicator has no classes)")
            yield _problem("unknown_class", target.at("classes", index), where, found, allowed)


def _codes_of(rows: Any) -> list[str]:
    """Codes of a list of codes or of coded entries."""
    if not isinstance(rows, Row):
        return []
    return [str(row.get("code")) if isinstance(row, Table) else str(row) for row in rows]


def _in_the_plan(plan: PlanPackage, target: TargetSpec, where: str) -> Iterator[Problem]:
    """Interim values lie inside the plan's years, a baseline before its end, an end inside it."""
    if plan.plan is None:
        return
    first, last = plan.plan.from_.year, plan.plan.until.year
    for path, place in [(target.path, target), *((p.path, target) for p in target.places.values())]:
        for period in path:
            if not first <= int(period.lstrip("A")[:4]) <= last:
                found = quoted(period)
                allowed = Words(f"规划期内的时段（{first}—{last}）", f"periods of the plan ({first} to {last})")
                yield _problem("path_outside_plan", place.at("path"), f"{where} › path", found, allowed)
    if target.weight <= 0:
        yield _problem(
            "weight", target.at("weight"), where, quoted(str(target.weight)), Words("大于 0 的数", "a number above 0")
        )


def _shown(threshold: tuple[str, ...]) -> Words:
    return quoted("—".join(threshold))


def _problem(code: str, place: Place, where: str, found: Words, allowed: Words) -> Problem:
    return Problem(code, place, where, found, allowed)

"""Matching a package with a copy of its official text: offsets for `text/spans.yaml`, and numbers without a target; pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from zhiheng.packages.lines import Table
from zhiheng.packages.problems import Problem
from zhiheng.packages.schema import WRITTEN_NUMBER
from zhiheng.packages.words import Words, quoted
from zhiheng.plan.package import ClauseSpec, DutySpec, PlanPackage, TargetSpec, named
from zhiheng.plan.text import Aim, Bracket, Copy, Found, Span, digest, numbers, phrases
from zhiheng.policy.canonical import canonical

LEAST_COMMON = 4  # characters that a phrase must share with a target's name to be taken for it
_HEADING = re.compile(r"[(]?[0-9一二三四五六七八九十]{1,3}[).、]")
_LONGEST_HEADING = 20
_BRACKET = re.compile(r"(?<=.)\(.*")
_RUN = 2  # a single shared character says nothing


@dataclass(frozen=True)
class Described:
    """Where everything of the package stands in the copy, and what could not be placed."""

    copy: Copy
    duties: Mapping[str, Span]
    targets: Mapping[str, Span]
    missing_clauses: tuple[str, ...]
    unplaced: tuple[str, ...]  # duties and targets
    extra_clauses: tuple[str, ...]  # of the copy, unknown to the package

    def yaml(self) -> str:
        """The content of `text/spans.yaml`."""
        lines = [
            "# Written by `zhiheng plan text`: where things stand in the canonical official text. The text itself is not here.",
            f"digest: {self.copy.digest}",
            f"length: {len(self.copy.canonical)}",
            "clauses:",
        ]
        for code, span in self.copy.clauses.items():
            if code not in self.extra_clauses:
                lines.append(_clause_line(code, span, self.copy.text(span)))
        for key, spans in (("duties", self.duties), ("targets", self.targets)):
            lines.append(f"{key}:" if spans else f"{key}: {{}}")
            lines += [f'  "{code}": [{start}, {end}]' for code, (start, end) in spans.items()]
        return "\n".join(lines) + "\n"


def _clause_line(code: str, span: Span, text: str) -> str:
    parts = " ".join(f"{digest(phrase)[:8]}:{len(phrase)}" for phrase, _ in phrases(text))
    return f'  "{code}": {{at: [{span[0]}, {span[1]}], digest: {digest(text)}, parts: "{parts}"}}'


def describe(plan: PlanPackage, copy: Copy) -> Described:
    """Place every clause, duty and target of the package in the copy."""
    known = plan.clauses.codes
    duties = dict(_duties(plan, copy))
    targets = dict(_targets(plan, copy))
    unplaced = [duty.code for _, duty in plan.duties() if duty.code not in duties]
    unplaced += [target.code for target in plan.targets if target.code not in targets]
    return Described(
        copy, duties, targets, tuple(code for code in known if code not in copy.clauses), tuple(unplaced),
        tuple(code for code in copy.clauses if code not in known),
    )  # fmt: skip


def _duties(plan: PlanPackage, copy: Copy) -> Iterator[tuple[str, Span]]:
    """Brackets of a clause in order; where their number differs, by the names in them."""
    found: dict[str, list[Bracket]] = defaultdict(list)
    for bracket in copy.brackets:
        found[bracket.clause].append(bracket)
    for clause in plan.clauses:
        brackets = found[clause.code]
        if len(brackets) == len(clause.duties):
            yield from ((duty.code, bracket.span) for duty, bracket in zip(clause.duties, brackets, strict=True))
        else:
            yield from _by_names(clause, list(brackets))


def _by_names(clause: ClauseSpec, brackets: list[Bracket]) -> Iterator[tuple[str, Span]]:
    for duty in clause.duties:
        best = max(brackets, key=lambda bracket: _shared(duty, bracket), default=None)
        if best is not None and _shared(duty, best) > 0:
            brackets.remove(best)
            yield duty.code, best.span


def _shared(duty: DutySpec, bracket: Bracket) -> int:
    """How many names a duty and a bracket have in common."""
    ours = {(role, canonical(holder.as_)) for role, holder, _ in duty.holders()}
    theirs = {("lead", name) for name in bracket.lead} | {("support", name) for name in bracket.support}
    return len(ours & theirs)


def _targets(plan: PlanPackage, copy: Copy) -> Iterator[tuple[str, Span]]:
    aims: dict[str, list[Aim]] = defaultdict(list)
    for aim in copy.aims:
        aims[aim.clause].append(aim)
    for target in plan.targets:
        names = target_names(plan, target)
        fitting = [aim.span for aim in aims[target.clause] if _asks(target, aim)]
        phrase = _phrase(copy, target.clause, names)
        spans = fitting if phrase is None else [*fitting, phrase]
        if spans:
            # max takes the first of equals: an aim with the target's number goes before a mere phrase.
            yield target.code, max(spans, key=lambda span: _shares(names, copy.text(span)))


def _shares(names: list[str], text: str) -> int:
    """How many characters a stretch of text shares with the name that it shares most with."""
    return max((_common(text, name) for name in names), default=0)


def target_names(plan: PlanPackage, target: TargetSpec) -> list[str]:
    """The Chinese names that a target is known by: its own, its indicator's, and that one's short name."""
    raw = plan.package.raw(f"indicators/{target.indicator}.yaml")
    said = [raw.get(key) for key in ("name", "short")] if isinstance(raw, Table) else []
    names = [str(one["zh-Hans"]) for one in said if isinstance(one, Table) and one.get("zh-Hans")]
    return [*([target.name.zh] if target.name else []), *names]


def _asks(target: TargetSpec, aim: Aim) -> bool:
    """The aim's number is the target's, in one of the ways that it may be meant."""
    ours = {Decimal(end) for end in target.threshold or () if WRITTEN_NUMBER.fullmatch(end)}
    return bool(ours) and any(ours == {Decimal(number) for number in amount} for amount in aim.amounts)


def _phrase(copy: Copy, clause: str, names: list[str]) -> Span | None:
    """The phrase of a clause that shares most with one of the target's names, in runs of at least two characters."""
    if clause not in copy.clauses:
        return None
    start = copy.clauses[clause][0]
    best, most = None, LEAST_COMMON - 1
    for phrase, (first, _) in phrases(copy.text(copy.clauses[clause])):
        if first == 0 and len(phrase) <= _LONGEST_HEADING and _HEADING.match(phrase):
            continue
        wording = _BRACKET.sub("", phrase).rstrip("。；;，,：:")  # a bracket says who, not what
        common = _shares(names, wording)
        if common > most:
            best, most = (start + first, start + first + len(wording)), common
    return best


def _common(one: str, other: str) -> int:
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= _RUN)


# checks against the text


def check(plan: PlanPackage, copy: Copy) -> Iterator[Problem]:
    """What a copy of the official text shows that the package alone does not."""
    described = describe(plan, copy)
    for code in described.extra_clauses:
        found = quoted(f"{code} {copy.text(copy.clauses[code])[:20]}") + Words(
            "，条款表里没有", ", not among the clauses"
        )
        allowed = Words("原文的每一条都写进 clauses.yaml", "every clause of the text in clauses.yaml")
        yield Problem("clause_of_text", plan.package.line_of("clauses.yaml"), "", found, allowed)
    for clause in plan.clauses:
        if clause.code in copy.clauses:
            yield from _numbers(plan, copy, clause)
        else:
            found = quoted(clause.code) + Words("，原文里没有这一条", ", which the text does not have")
            yield Problem(
                "clause_not_in_text",
                clause.at("code"),
                clause.code,
                found,
                Words("原文中的条款", "a clause of the text"),
            )
    yield from _brackets(plan, copy)


def _brackets(plan: PlanPackage, copy: Copy) -> Iterator[Problem]:
    """As many duties as brackets, clause by clause."""
    counts: dict[str, int] = defaultdict(int)
    for bracket in copy.brackets:
        counts[bracket.clause] += 1
    for clause in plan.clauses:
        if clause.code in copy.clauses and counts[clause.code] != len(clause.duties):
            found = Words(
                f"{len(clause.duties)} 项责任，原文有 {counts[clause.code]} 个责任括注",
                f"{len(clause.duties)} duties, while the text has {counts[clause.code]} brackets",
            )
            allowed = Words("每个括注一项责任，按原文顺序", "one duty a bracket, in order of the text")
            yield Problem("brackets", clause.at("duties"), named(clause, "duties"), found, allowed, "note")


def _numbers(plan: PlanPackage, copy: Copy, clause: ClauseSpec) -> Iterator[Problem]:
    """Every number of a goal clause is a target's or has its reason; what the package says stands in the text."""
    start, end = copy.clauses[clause.code]
    text = copy.canonical[start:end]
    targets = [target for target in plan.targets if target.clause == clause.code]
    aims = [aim for aim in copy.aims if aim.clause == clause.code and any(_asks(target, aim) for target in targets)]
    found = numbers(text, clause.printed or "")
    for one in found if _is_goal(plan, clause) else []:
        at = start + one.span[0]
        if (
            not any(aim.span[0] <= at < aim.span[1] for aim in aims)
            and not _asked(targets, one)
            and not _declared(clause, one, text)
        ):
            yield _without_target(clause, one)
    for declared in clause.numbers:
        if canonical(declared.found) not in text:
            told = quoted(declared.found) + Words("，本条原文里没有", ", not in the text of this clause")
            yield Problem("number_not_in_text", declared.at("found"), clause.code, told, _AS_WRITTEN, "note")
    written = {Decimal(one.number) for one in found}
    for target in targets:
        if _is_numeric(target) and not any(_asks(target, aim) for aim in aims) and not written & _thresholds(target):
            told = quoted("—".join(target.threshold or ())) + Words(
                "，本条原文里没有这个数", ", a number that the clause does not write"
            )
            yield Problem("threshold_not_in_text", target.at("threshold"), target.code, told, _AS_WRITTEN, "note")


_AS_WRITTEN = Words("原文中的写法", "as the text writes it")


def _without_target(clause: ClauseSpec, found: Found) -> Problem:
    told = quoted(found.number) + Words(
        f"（“{found.around}”），没有对应的目标", f' ("{found.around}"), without a target'
    )
    allowed = Words("写一个目标，或在 numbers 中写明理由", "a target, or a reason under numbers")
    return Problem(
        "number_without_target", clause.at("numbers" if clause.numbers else "code"), clause.code, told, allowed
    )


def _is_numeric(target: TargetSpec) -> bool:
    return target.rule not in {"trend", "milestone"}


def _thresholds(target: TargetSpec) -> set[Decimal]:
    """The numbers that the target asks, in each of its readings."""
    readings = [reading.set_.threshold for question in target.questions for reading in question.readings]
    ends = [end for threshold in (target.threshold, *readings) for end in threshold or ()]
    return {Decimal(end) for end in ends if WRITTEN_NUMBER.fullmatch(end)}


def _is_goal(plan: PlanPackage, clause: ClauseSpec) -> bool:
    """A clause of a chapter that holds targets."""
    chapter = clause.code.partition(".")[0]
    return any(target.clause.partition(".")[0] == chapter for target in plan.targets)


def _asked(targets: list[TargetSpec], found: Found) -> bool:
    """A target of the clause asks this number, in one of its readings."""
    return any(Decimal(found.number) in _thresholds(target) for target in targets)


def _declared(clause: ClauseSpec, found: Found, text: str) -> bool:
    """A declared number covers it: its words stand in the text around the number."""
    for declared in clause.numbers:
        words, at = canonical(declared.found), -1
        while (at := text.find(words, at + 1)) >= 0:
            if at <= found.span[0] and found.span[1] <= at + len(words):
                return True
    return False

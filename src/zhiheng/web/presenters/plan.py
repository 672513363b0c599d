"""规划全文 and the page of one clause: the document as it reads, with lamps and values where a target stands, and dated owners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhiheng.plan.shapes import ClauseView, DutyView, IncentiveView, Mark, PlanView, QuestionView, TaskView
from zhiheng.quantities import Money
from zhiheng.web import script
from zhiheng.web.addresses import to
from zhiheng.web.presenters import pieces
from zhiheng.web.presenters.standing import Standing, text_of


@dataclass(frozen=True)
class Phrase:
    """A run of the clause's text; with a verdict it is what a target asks."""

    text: str
    verdict: str = ""
    value: str = ""
    address: str = ""
    title: str = ""
    holder: bool = False


@dataclass(frozen=True)
class Measured:
    """A target in the margin."""

    verdict: str
    name: str
    value: str
    address: str


@dataclass(frozen=True)
class DutyLine:
    what: str
    leads: Sequence[pieces.Holder]
    supports: Sequence[pieces.Holder]
    joint: bool
    open_ended: bool


@dataclass(frozen=True)
class Node:
    """A clause in the tree on the left."""

    code: str
    title: str
    address: str
    level: int
    worst: str
    attention: int
    printed: str


@dataclass(frozen=True)
class ClauseShown:
    code: str
    printed: str
    title: str
    depth: int
    address: str
    language: str
    official: bool
    differs: bool
    phrases: Sequence[Phrase]
    statement: str
    measured: Sequence[Measured]
    duties: Sequence[DutyLine]
    tasks: Sequence[tuple[str, str]]
    incentives: Sequence[tuple[str, str]]
    notes: Sequence[tuple[str, str, bool]]
    readings: Sequence[tuple[str, str, bool]]
    """Unclear points that change nothing at a glance; folded."""
    qualitative: bool
    is_heading: bool


@dataclass(frozen=True)
class PlanPage:
    title: str
    sub: str
    tree: Sequence[Node]
    clauses: Sequence[ClauseShown]
    diff_address: str


@dataclass(frozen=True)
class ClausePage:
    clause: ClauseShown
    crumbs: Sequence[tuple[str, str]]
    before: tuple[str, str] | None
    after: tuple[str, str] | None
    children: Sequence[Node]
    numbers: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Given:
    plan: PlanView
    clauses: Sequence[ClauseView]
    marks: Mapping[str, Sequence[Mark]]
    duties: Mapping[str, DutyView]
    standings: Mapping[str, Standing]
    tasks: Mapping[str, TaskView]
    incentives: Mapping[str, IncentiveView]
    names: pieces.Names


_WORST = ("not_met", "behind", "cannot_tell", "no_data")


def plan(request: HttpRequest, given: Given) -> PlanPage:
    text = (
        _("official text as attached")
        if given.plan.has_text
        else _("in our own words; for the official text see the paper itself")
    )
    sub = _("%(plan)s · %(targets)s targets, %(tasks)s tasks · %(text)s") % {
        "plan": pieces.words(given.plan.title), "targets": len(given.standings), "tasks": len(given.tasks), "text": text,
    }  # fmt: skip
    return PlanPage(
        _("Full text"),
        sub,
        tree(request, given),
        [shown(request, clause, given) for clause in given.clauses],
        to(request, "plan-diff"),
    )


def tree(request: HttpRequest, given: Given) -> list[Node]:
    return [_node(request, clause, given, anchor=True) for clause in given.clauses]


def _node(request: HttpRequest, clause: ClauseView, given: Given, *, anchor: bool) -> Node:
    under = [one for one in given.standings.values() if one.needs_attention and _within(one.target.clause, clause.code)]
    worst = next((word for word in _WORST if any(one.verdict == word for one in under)), "")
    address = f"#c{clause.code}" if anchor else to(request, "clause", clause.code)
    return Node(
        clause.code, pieces.words(clause.title), address, min(clause.depth, 2), worst, len(under), clause.printed
    )


def _within(code: str, above: str) -> bool:
    return f"{code}.".startswith(f"{above}.")


def shown(request: HttpRequest, clause: ClauseView, given: Given) -> ClauseShown:
    traditional = bool(clause.text) and script.simplified(clause.text) != clause.text
    return ClauseShown(
        code=clause.code,
        printed=clause.printed,
        title=pieces.words(clause.title),
        depth=clause.depth,
        address=to(request, "clause", clause.code),
        language="zh-Hant" if traditional else "zh-Hans" if clause.text else "",
        official=bool(clause.text),
        differs=clause.differs,
        phrases=_phrases(request, clause, given) if clause.text else [],
        statement=pieces.words(clause.statement),
        measured=[_measured(request, given.standings[code]) for code in clause.targets if code in given.standings],
        duties=[_duty(request, given.duties[code], given.names) for code in clause.duties if code in given.duties],
        tasks=[
            (f"{code} {pieces.words(given.tasks[code].title)}", to(request, "task", code))
            for code in clause.tasks
            if code in given.tasks
        ],
        incentives=[_incentive(given.incentives[code]) for code in clause.incentives if code in given.incentives],
        notes=[note for note in _notes(request, clause, given) if not note[1] or note[2]],
        readings=[note for note in _notes(request, clause, given) if note[1] and not note[2]],
        qualitative=clause.qualitative,
        is_heading=not (clause.targets or clause.duties or clause.tasks or clause.text or clause.statement),
    )


def _phrases(request: HttpRequest, clause: ClauseView, given: Given) -> list[Phrase]:
    """The official text cut at the phrases that belong to targets; each carries its lamp."""
    phrases: list[Phrase] = []
    at = 0
    for mark in given.marks.get(clause.code, ()):
        if mark.start < at or mark.kind != "target" or mark.code not in given.standings:
            continue
        one = given.standings[mark.code]
        phrases.append(Phrase(clause.text[at : mark.start]))
        phrases.append(
            Phrase(
                clause.text[mark.start : mark.end],
                one.verdict,
                _value(one),
                to(request, "target", mark.code),
                one.reason,
            )
        )
        at = mark.end
    phrases.append(Phrase(clause.text[at:]))
    return [phrase for phrase in phrases if phrase.text]


def _value(one: Standing) -> str:
    return text_of(one)


def _measured(request: HttpRequest, one: Standing) -> Measured:
    return Measured(
        one.verdict, pieces.short_of(one.target, one.indicator), _value(one), to(request, "target", one.target.code)
    )


def _duty(request: HttpRequest, duty: DutyView, names: pieces.Names) -> DutyLine:
    return DutyLine(
        pieces.words(duty.what),
        [pieces.holder(request, one, names) for one in duty.holders if one.role == "lead"],
        [pieces.holder(request, one, names) for one in duty.holders if one.role == "support"],
        duty.joint,
        duty.open_ended,
    )


def _incentive(incentive: IncentiveView) -> tuple[str, str]:
    amount = (
        _("%(wan)s ten thousand yuan") % {"wan": Money(incentive.amount_fen).wan_yuan} if incentive.amount_fen else ""
    )
    return pieces.words(incentive.purpose), " ".join(part for part in (pieces.words(incentive.per), amount) if part)


def _notes(request: HttpRequest, clause: ClauseView, given: Given) -> list[tuple[str, str, bool]]:
    """(words, address, strong): what is unclear at the targets of the clause, and the clause's own note."""
    found = [(pieces.words(clause.note), "", False)] if pieces.words(clause.note) else []
    for code in clause.targets:
        one = given.standings.get(code)
        found += [_unclear(request, one, question) for question in one.target.questions] if one else []
    return found


def _unclear(request: HttpRequest, one: Standing, question: QuestionView) -> tuple[str, str, bool]:
    """An unclear point in a sentence; strong where the target cannot be scored before a decision."""
    told = _("%(name)s: %(question)s Read as: %(reading)s") % {
        "name": pieces.short_of(one.target, one.indicator),
        "question": pieces.words(question.text),
        "reading": pieces.words(question.reading.text),
    }
    address = to(request, "target", one.target.code) + "#questions"
    return told, address, not question.decisions and "target_implausible" in one.flags


def clause(request: HttpRequest, code: str, given: Given) -> ClausePage:
    codes = [one.code for one in given.clauses]
    at = codes.index(code)
    here = given.clauses[at]

    def near(index: int) -> tuple[str, str] | None:
        if not 0 <= index < len(codes):
            return None
        other = given.clauses[index]
        return f"{other.code} {pieces.words(other.title)}", to(request, "clause", other.code)

    above = [one for one in given.clauses if one.code != code and _within(code, one.code)]
    return ClausePage(
        clause=shown(request, here, given),
        crumbs=[(_("Plan"), to(request, "plan"))]
        + [(f"{one.code} {pieces.words(one.title)}", to(request, "clause", one.code)) for one in above],
        before=near(at - 1),
        after=near(at + 1),
        children=[_node(request, one, given, anchor=False) for one in given.clauses if one.parent == code],
        numbers=[
            (str(one.get("found", "")), _reasons().get(one.get("reason", ""), ""), pieces.words(one.get("note")))
            for one in here.numbers
        ],
    )


def _reasons() -> dict[str, str]:
    """Why a number of the text is no target."""
    return {
        "award": _("a sum of money, kept with the incentives"), "date": _("a date"), "document": _("part of another paper's name"),
        "name": _("part of a name"), "list": _("numbering of the text"), "repeated": _("the same number stands in another clause"),
        "scope": _("says how much is covered, not how well"), "schedule": _("the date of a task"), "other": _("another reason, see the note"),
    }  # fmt: skip

"""目标: the list with its filters, and the same rows for csv and xlsx."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiheng.bodies.queries import PlaceOn
from zhiheng.plan.shapes import ClauseView, DutyView
from zhiheng.registers.kit import initials
from zhiheng.web import formats, script
from zhiheng.web import words as named
from zhiheng.web.addresses import to
from zhiheng.web.presenters import drawing, pieces
from zhiheng.web.presenters.overview import share_text, spark_of
from zhiheng.web.presenters.standing import Standing, period_of, text_of

ATTENTION, OPEN = "attention", "open"
SORTS = ("text", "verdict", "gap")
_ORDER = ("not_met", "behind", "cannot_tell", "no_data", "on_course", "met", "not_due")


@dataclass(frozen=True)
class Filters:
    """What the address asks for; empty values ask for nothing."""

    chapter: str = ""
    state: str = ""
    body: str = ""
    q: str = ""
    sort: str = "text"

    @property
    def any(self) -> bool:
        return bool(self.chapter or self.state or self.body or self.q)


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    address: str
    clause: str
    verdict: str
    verdict_word: str
    reason: str
    value: pieces.Shown
    count: str
    period: str
    aim: str
    rule: str
    gap: str
    spark: drawing.Spark | None
    body: str
    body_address: str
    flags: Sequence[str]


@dataclass(frozen=True)
class Option:
    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Targets:
    title: str
    sub: str
    rows: Sequence[Row]
    total: int
    filters: Filters
    chapters: Sequence[Option]
    states: Sequence[Option]
    bodies: Sequence[Option]
    sorts: Sequence[Option]
    csv: str
    xlsx: str
    reset: str
    action: str
    """The page's own path: the filters' form carries day and place as fields."""


def targets(
    request: HttpRequest,
    standings: Sequence[Standing],
    clauses: Sequence[ClauseView],
    duties: Mapping[str, DutyView],
    filters: Filters,
    query: str,
    names: pieces.Names,
    place: PlaceOn | None = None,
) -> Targets:
    """The list as the filters ask for it. Every option comes from the same rows, so none leads to nothing."""
    rows = [(one, _row(request, one, duties, names)) for one in standings]
    shown = [(one, row) for one, row in rows if _asked(one, row, filters)]
    shown.sort(key=lambda pair: _sort_key(pair[0], filters.sort))
    titles = {clause.code: f"{clause.code} {pieces.words(clause.title)}" for clause in clauses}
    sections = list(dict.fromkeys(_section(one.target.clause) for one, _row_ in rows))
    return Targets(
        title=_("Targets"),
        sub=_sub(place),
        action=request.path,
        rows=[row for _one, row in shown],
        total=len(rows),
        filters=filters,
        chapters=[Option(code, titles.get(code, code), code == filters.chapter) for code in sections],
        states=[Option(ATTENTION, _("needs attention"), filters.state == ATTENTION), Option(OPEN, _("reading to decide"), filters.state == OPEN)]
        + [Option(code, str(word), code == filters.state) for code, word in named.VERDICTS.items()],
        bodies=[
            Option(code, name, code == filters.body)
            for code, name in dict(sorted((row.body_address.split("?")[0].rsplit("/", 1)[-1], row.body) for _one, row in rows if row.body_address)).items()
        ],
        sorts=[
            Option("text", _("order of the text"), filters.sort == "text"),
            Option("verdict", _("verdict"), filters.sort == "verdict"),
            Option("gap", _("gap, largest first"), filters.sort == "gap"),
        ],
        csv=to(request, "targets-csv", query=query),
        xlsx=to(request, "targets-xlsx", query=query),
        reset=to(request, "targets"),
    )  # fmt: skip


def _sub(place: PlaceOn | None) -> str:
    if place is None:
        return _("All targets of the plan, each with its verdict, value and lead body.")
    return _("The targets that %(place)s has figures for, judged by its own figures.") % {
        "place": place.name(formats.language())
    }


def _section(clause: str) -> str:
    """2.1 for 2.1.1; a clause of two numbers stands for itself."""
    parts = clause.split(".")
    return ".".join(parts[:2])


def _asked(one: Standing, row: Row, filters: Filters) -> bool:
    if filters.chapter and not f"{one.target.clause}.".startswith(f"{filters.chapter}."):
        return False
    if filters.state == ATTENTION and not one.needs_attention:
        return False
    if filters.state == OPEN and not one.awaits_decision:
        return False
    if filters.state and filters.state not in {ATTENTION, OPEN} and one.verdict != filters.state:
        return False
    if filters.body and row.body_address.split("?")[0].rsplit("/", 1)[-1] != filters.body:
        return False
    words = script.simplified(filters.q.strip()).lower()
    return not words or words in f"{row.code} {row.name} {row.clause} {row.body}".lower() or _by_initials(words, row)


def _by_initials(asked: str, row: Row) -> bool:
    return initials.can_be(asked) and any(initials.found(asked, name) for name in (row.name, row.body))


def _sort_key(one: Standing, sort: str) -> tuple[object, ...]:
    if sort == "verdict":
        return _ORDER.index(one.verdict), one.target.position
    if sort == "gap":
        share = abs(one.gap / (one.target.threshold[0] or 1)) if one.gap is not None and one.target.threshold else None  # type: ignore[operator]
        return share is None, -(share or 0), one.target.position
    return (one.target.position,)


def _row(request: HttpRequest, one: Standing, duties: Mapping[str, DutyView], names: pieces.Names) -> Row:
    duty = duties.get(one.target.duty or "")
    lead = next(iter(duty.answering(target=one.target.code)), None) if duty else None
    return Row(
        code=one.target.code,
        name=pieces.name_of(one.target, one.indicator),
        address=to(request, "target", one.target.code),
        clause=one.target.clause,
        verdict=one.verdict,
        verdict_word=named.word(named.VERDICTS, one.verdict),
        reason=one.short or one.reason,
        value=pieces.figure(request, one.figure, text_of(one)),
        count=share_text(one),
        period=period_of(one) or pgettext("period", "none yet"),
        aim=pieces.aim_text(one.target, one.indicator),
        rule=named.word(named.RULES, one.target.rule),
        gap=one.gap_text,
        spark=spark_of(one),
        body=pieces.lead_name(lead, names),
        body_address=to(request, "body", lead.now_body) if lead else "",
        flags=[named.word(named.FLAGS, flag) for flag in one.flags],
    )


def sheet(page: Targets) -> tuple[list[str], list[list[str]]]:
    """Heads and rows for a file: exactly the rows on the page, plain digits."""
    heads = [
        _("Code"), _("Target"), _("Clause"), _("Verdict"), _("Reason"), _("Value"), _("Numerator / denominator"), _("Period"),
        _("Threshold"), _("Temporal rule"), _("Gap"), _("Lead"), _("Flags"),
    ]  # fmt: skip
    rows = [
        [
            row.code, row.name, row.clause, row.verdict_word, row.reason, row.value.text, row.count, row.period, row.aim,
            row.rule, row.gap, row.body, "；".join(row.flags),
        ]
        for row in page.rows
    ]  # fmt: skip
    return heads, [[cell.replace("\u2009", "") for cell in row] for row in rows]

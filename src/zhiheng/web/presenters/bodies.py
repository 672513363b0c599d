"""机构沿革: bodies, their names then and now, where they came from and what they answer for on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhiheng.bodies.queries import Bodies, BodyOn, Places, SuccessionOn
from zhiheng.plan.shapes import DutyView, HolderView
from zhiheng.web import formats
from zhiheng.web import words as named
from zhiheng.web.addresses import to
from zhiheng.web.presenters import pieces


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    address: str
    place: str
    former: str
    existed: bool
    duties: int


@dataclass(frozen=True)
class BodyList:
    title: str
    sub: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Step:
    day: str
    iso: str
    words: str
    sub: str
    now: bool


@dataclass(frozen=True)
class Name:
    name: str
    span: str


@dataclass(frozen=True)
class DutyRow:
    clause: str
    clause_address: str
    what: str
    role: str
    written: str


@dataclass(frozen=True)
class BodyPage:
    title: str
    sub: str
    names: Sequence[Name]
    steps: Sequence[Step]
    duties: Sequence[DutyRow]
    day: str
    followed_by: tuple[str, str] | None
    members: Sequence[tuple[str, str]]


def bodies(request: HttpRequest, known: Bodies, places: Places, duties: Sequence[DutyView]) -> BodyList:
    counts: dict[str, int] = {}
    for duty in duties:
        for code in {one.now_body for one in duty.holders if not one.ended}:
            counts[code] = counts.get(code, 0) + 1
    rows = [
        Row(
            body.code, _name(body), to(request, "body", body.code),
            places[body.place].short(formats.language()) if body.place in places else body.place,
            _former(body), body.existed(known.day), counts.get(body.code, 0),
        )
        for body in known
    ]  # fmt: skip
    rows.sort(key=lambda row: not row.existed)
    return BodyList(
        _("Bodies"),
        _("Names and duties on %(day)s. History stays with the name of its time.") % {"day": formats.day(known.day)},
        rows,
    )


def _name(body: BodyOn) -> str:
    if body.label is not None:
        return body.name(formats.language())
    last = body.labels[-1] if body.labels else None
    return pieces.words(last.name) if last else body.code


def _former(body: BodyOn) -> str:
    """Other names that the body bore."""
    now = _name(body)
    return "、".join(dict.fromkeys(name for label in body.labels if (name := pieces.words(label.name)) != now))


def body(
    request: HttpRequest,
    code: str,
    known: Bodies,
    held: Sequence[tuple[DutyView, HolderView]],
    members: Sequence[BodyOn],
) -> BodyPage:
    found = known[code]
    existed = found.existed(known.day)
    taker = known.holder(code)
    follows = (
        None if existed or taker.ended or not taker.moved else (_name(taker.body), to(request, "body", taker.body.code))
    )
    sub = _("as it was on %(day)s") if existed else _("did not exist on %(day)s")
    return BodyPage(
        _name(found),
        sub % {"day": formats.day(known.day)},
        [Name(pieces.words(label.name), _span(label.span.start, label.span.end)) for label in found.labels],
        [_step(step, known.day) for step in known.lineage(code)],
        [_duty(request, duty, holder) for duty, holder in held],
        formats.day(known.day),
        follows,
        [(_name(member), to(request, "body", member.code)) for member in members],
    )


def _span(start: date | None, end: date | None) -> str:
    if start and end:
        return _("%(start)s until before %(end)s") % {"start": formats.day(start), "end": formats.day(end)}
    if start:
        return _("since %(start)s") % {"start": formats.day(start)}
    if end:
        return _("until before %(end)s") % {"end": formats.day(end)}
    return _("as far as is known")


def _step(step: SuccessionOn, on: date) -> Step:
    mark = named.word(named.MARKS, step.mark) if step.mark else ""
    scope = _("all duties") if step.duties is None else _("%(n)s duties") % {"n": len(step.duties)}
    words = _("%(kind)s: %(giver)s → %(taker)s (%(scope)s)") % {
        "kind": named.word(named.SUCCESSIONS, step.kind), "giver": _name(step.giver), "taker": _name(step.taker), "scope": scope,
    }  # fmt: skip
    return Step(
        formats.day(step.on),
        step.on.isoformat(),
        words,
        "；".join(part.rstrip("。.") for part in (pieces.words(step.note), mark) if part),
        step.on <= on,
    )


def _duty(request: HttpRequest, duty: DutyView, holder: HolderView) -> DutyRow:
    role = _("lead") if holder.role == "lead" else _("support")
    return DutyRow(duty.clause, to(request, "clause", duty.clause), pieces.words(duty.what), role, holder.written)

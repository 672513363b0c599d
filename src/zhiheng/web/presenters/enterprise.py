"""One enterprise: who it is, under which names it is known, and everything that the registers hold about it; and two records as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiheng.registers.kit import columns as kit
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.queries import RecordView, Row
from zhiheng.web import formats
from zhiheng.web.addresses import to
from zhiheng.web.presenters import registers as base
from zhiheng.web.presenters import registers_record
from zhiheng.web.presenters.registers import Crumb, Tag
from zhiheng.web.presenters.registers_record import Fact, Stage

Linked = tuple[Register, str, str, int, Sequence[Row]]
"""A register, the field by which it names the enterprise, what is typed to ask for it, how many records, the latest of them."""
MOST_COLUMNS = 5
MOST_EVENTS = 20


@dataclass(frozen=True)
class Part:
    """Records of one register about the enterprise."""

    words: str
    ways: Sequence[tuple[str, str, str]]
    """By which field the records name it: words, number of records, address of the list."""
    heads: Sequence[str]
    rows: Sequence["PartRow"]


@dataclass(frozen=True)
class PartRow:
    address: str
    cells: Sequence[str]
    tags: Sequence[Tag]


@dataclass(frozen=True)
class NameLine:
    name: str
    sub: str


@dataclass(frozen=True)
class Pair:
    """Another record that is probably the same enterprise, and where the two are put side by side."""

    name: str
    sub: str
    address: str
    merging: str


@dataclass(frozen=True)
class MergedLine:
    number: int
    name: str
    sub: str
    undo: str


@dataclass(frozen=True)
class EnterprisePage:
    title: str
    number: str
    sub: str
    tags: Sequence[Tag]
    crumbs: Sequence[Crumb]
    note: str
    note_link: tuple[str, str] | None
    facts: Sequence[Fact]
    unstated: str
    names: Sequence[NameLine]
    parts: Sequence[Part]
    parts_none: str
    events: Sequence[Stage]
    alike: Sequence[Pair]
    merged: Sequence[MergedLine]
    merging: str
    correcting: str
    whole: str
    paper: str
    provenance: Sequence[str]


@dataclass(frozen=True)
class Found:
    """What the view read about an enterprise beside its own record."""

    names: Sequence[Any]
    linked: Sequence[Linked]
    """Register, field, what is typed to ask for it, number of records, the latest of them."""
    alike: Sequence[Row]
    merges: Sequence[tuple[int, str, date, str]]
    into: tuple[str, str] | None
    may_merge: bool


def enterprise(request: HttpRequest, view: RecordView, beside: registers_record.Beside, found: Found) -> EnterprisePage:
    register, row = view.register, view.row
    words, number = base.title(register, row)
    segment = base.segment(register, row.id, base.named(register, row))
    record = base.address(request, register, row.id, base.named(register, row))
    standing = not row.withdrawn and request.as_of is None  # type: ignore[attr-defined]
    merging = to(request, "enterprise-merge", segment)
    note = _("This record was merged; what it stood for is now") if found.into else ""
    if row.withdrawn and not found.into:
        note = _("This record was withdrawn. See its history for when and why.")
    return EnterprisePage(
        title=words,
        number=number or str(row.values.get("old_number") or ""),
        sub=registers_record.sub(register, row),
        tags=[base.state_tag(register, row.values["state"])],
        crumbs=[(str(register.label_plural), to(request, "register", register.code))],
        note=note,
        note_link=found.into,
        facts=registers_record.facts(request, view, beside, may_correct=beside.may_correct and standing),
        unstated=registers_record.unstated(view),
        names=[NameLine(one.name, _name_sub(one)) for one in found.names],
        parts=_parts(request, found.linked),
        parts_none=_("No register names this enterprise yet."),
        events=_events(found.linked),
        alike=[_pair(request, register, one, merging, may=found.may_merge and standing) for one in found.alike],
        merged=[_merged(request, segment, one, may=found.may_merge) for one in found.merges],
        merging=merging if found.may_merge and standing else "",
        correcting=base.address(request, register, row.id, base.named(register, row), "record-correct") if beside.may_correct and standing else "",
        whole=record,
        paper=to(request, "enterprise", segment, query="print=1"),
        provenance=[_("Record %(code)s %(number)s, revision %(revision)s") % {"code": register.code, "number": view.id, "revision": view.revision}],
    )  # fmt: skip


def _name_sub(one: Any) -> str:
    kind = str(one.KINDS.get(one.kind, one.kind))
    span = ""
    if one.valid_from or one.valid_to:
        span = f"{one.valid_from or '…'} – {one.valid_to or '…'}"
    return " · ".join(part for part in (kind, span, one.uscc) if part)


def _parts(request: HttpRequest, linked: Sequence[Linked]) -> list[Part]:
    """One part a register, though its records may name the enterprise by several fields."""
    by_register: dict[str, list[Linked]] = {}
    for one in linked:
        by_register.setdefault(one[0].code, []).append(one)
    return [_part(request, some) for some in by_register.values()]


def _part(request: HttpRequest, some: Sequence[Linked]) -> Part:
    """The latest records of a register, by a few of its listed columns; the enterprise itself needs no column."""
    register = some[0][0]
    known = kit.described(register)
    called = base.called_by(register, register.listed)
    away = {"state", called, register.named_by, *(field for _register, field, _typed, _count, _rows in some)}
    names = [name for name in register.listed if name not in away][: MOST_COLUMNS - 1]
    rows = {row.id: row for _register, _field, _typed, _count, found in some for row in found}
    lines = []
    for row in sorted(rows.values(), key=lambda row: -row.id):
        words, number = base.title(register, row)
        cells = [
            " ".join(text for text in (words, number) if text),
            *(base.text_of(register, known[name], row.shown.get(name, "")) for name in names),
        ]
        lines.append(
            PartRow(base.of_row(request, register, row), cells, [base.state_tag(register, row.values["state"])])
        )
    ways = [
        (
            _("by %(field)s") % {"field": known[field].label},
            formats.count(count),
            base.bare(request, "register", register.code, asked=[(field, typed)]),
        )
        for _register, field, typed, count, _rows in some
    ]
    heads = [str(known[called].label), *(str(known[name].label) for name in names), str(known["state"].label)]
    return Part(str(register.label_plural), ways, heads, lines)


def _events(linked: Sequence[Linked]) -> list[Stage]:
    """What happened, register by register, on one line of time; the latest first."""
    told: set[tuple[date, str, str]] = set()
    for register, _field, _typed, _count, rows in linked:
        for row in rows:
            day = row.values.get(kit.describe(register, register.counts_on).attname) if register.counts_on else None
            if isinstance(day, date):
                words, number = base.title(register, row)
                state = str(register.states.get(row.values["state"], row.values["state"]))
                name = " ".join(part for part in (words, number) if part)
                told.add((day, f"{register.label}{pgettext('label', ': ')}{name}", state))
    return [
        Stage(words, day.isoformat(), done=True, notes=[state])
        for day, words, state in sorted(told, reverse=True)[:MOST_EVENTS]
    ]


def _pair(request: HttpRequest, register: Register, row: Row, merging: str, *, may: bool) -> Pair:
    words, number = base.title(register, row)
    other = base.segment(register, row.id, base.named(register, row))
    link = f"{merging}{'&' if '?' in merging else '?'}with={other}" if may else ""
    sub = " · ".join(part for part in (number, row.shown.get("place", "")) if part)
    return Pair(words, sub, base.of_row(request, register, row), link)


def _merged(request: HttpRequest, segment: str, one: tuple[int, str, date, str], *, may: bool) -> MergedLine:
    number, name, on, reason = one
    sub = _("on %(day)s: %(reason)s") % {"day": formats.day(on), "reason": reason}
    return MergedLine(number, name, sub, to(request, "enterprise-unmerge", segment) if may else "")


# Two records as one


@dataclass(frozen=True)
class PairRow:
    """A field of the two records side by side; where they differ somebody chooses."""

    name: str
    words: str
    kept: str
    gone: str
    differs: bool
    takes: bool
    choice: str = ""
    error: str = ""


@dataclass(frozen=True)
class MergePage:
    title: str
    sub: str
    crumbs: Sequence[Crumb]
    self: str
    back: str
    error: str
    q: str
    candidates: Sequence[Pair]
    rows: Sequence[PairRow] = ()
    kept: str = ""
    gone: str = ""
    kept_number: str = ""
    gone_number: str = ""
    other: str = ""
    swap: str = ""
    moves: Sequence[tuple[str, str]] = ()
    reason: str = ""
    reason_error: str = ""
    errors: Sequence[tuple[str, str]] = ()


def choosing(request: HttpRequest, view: RecordView, candidates: Sequence[Row], q: str) -> MergePage:
    """Which other record is the same enterprise."""
    register, row = view.register, view.row
    words, _number = base.title(register, row)
    segment = base.segment(register, row.id, base.named(register, row))
    merging = to(request, "enterprise-merge", segment)
    back = base.of_row(request, register, row)
    return MergePage(
        _("Merge two records of one enterprise"),
        _("“%(name)s” stays; choose the record that goes into it.") % {"name": words},
        [(str(register.label_plural), to(request, "register", register.code)), (words, back)],
        merging,
        back,
        "",
        q,
        [_pair(request, register, one, merging, may=True) for one in candidates if one.id != row.id],
    )


def side_by_side(
    request: HttpRequest,
    view: RecordView,
    other: RecordView,
    conflicts: Sequence[str],
    filled: Sequence[str],
    moves: Sequence[tuple[Register, int]],
    choices: Mapping[str, str],
    *,
    reason: str = "",
    errors: Mapping[str, str] | None = None,
    refused: str = "",
) -> MergePage:
    """The two records field by field: what agrees, what is taken over, and what somebody has to choose."""
    register, row, gone = view.register, view.row, other.row
    errors = errors or {}
    names = [base.title(register, one)[0] for one in (row, gone)]
    segments = [base.segment(register, one.id, base.named(register, one)) for one in (row, gone)]
    merging = to(request, "enterprise-merge", segments[0])
    rows = []
    for what in registers_record.shown_fields(register):
        mine, theirs = row.shown.get(what.name, ""), gone.shown.get(what.name, "")
        if not mine and not theirs:
            continue
        key = what.attname if what.attname in conflicts else what.name
        rows.append(
            PairRow(key, str(what.label), mine or pgettext("fact", "not stated"), theirs or pgettext("fact", "not stated"),
                    key in conflicts, key in filled or what.attname in filled, choices.get(key, ""), errors.get(key, ""))
        )  # fmt: skip
    swap = to(request, "enterprise-merge", segments[1], query=f"with={segments[0]}")
    return MergePage(
        _("Merge two records of one enterprise"),
        _("Everything that names the one that goes will name the one that stays, and figures that count enterprises once follow. A merging can be undone."),
        [(str(register.label_plural), to(request, "register", register.code)), (names[0], base.of_row(request, register, row))],
        merging,
        base.of_row(request, register, row),
        refused,
        "",
        (),
        rows,
        names[0],
        names[1],
        base.number_of(register, row),
        base.number_of(register, gone),
        segments[1],
        swap,
        [(str(one.label_plural), formats.count(n)) for one, n in moves],
        reason,
        errors.get("reason", ""),
        [(name, sentence) for name, sentence in errors.items()],
    )  # fmt: skip

"""One record as a page: what it is, until when it holds, each fact with its source, what was done to it and what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zhiheng.registers.kit import columns as kit
from zhiheng.registers.kit.batch import Span
from zhiheng.registers.kit.columns import Described
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.queries import OpenMove, RecordView, Row, Step
from zhiheng.registers.kit.table import KEPT_BY_KIT
from zhiheng.web import formats
from zhiheng.web import words as words_for
from zhiheng.web.presenters import pieces
from zhiheng.web.presenters import registers as base
from zhiheng.web.presenters.registers import Clock, Crumb, Tag

WIDTH, EDGE = 880, 10
"""Of the validity bar."""
BROUGHT = frozenset({"imported", "api", "file"})
"""Ways of recording in which nobody typed the value."""


@dataclass(frozen=True)
class Side:
    source: str
    text: str
    stands: bool
    address: str = ""
    action: str = ""


@dataclass(frozen=True)
class Conflict:
    rule: str
    sides: Sequence[Side]


@dataclass(frozen=True)
class Fact:
    words: str
    text: str
    source: str
    missing: str = ""
    address: str = ""
    code: str = ""
    conflict: Conflict | None = None


@dataclass(frozen=True)
class BarPart:
    look: str
    x: int
    width: int


@dataclass(frozen=True)
class Validity:
    words: str
    sub: str
    label: str
    start: str
    end: str
    parts: Sequence[BarPart]
    now: int | None
    now_x: int = 0
    now_anchor: str = "middle"
    now_words: str = ""


@dataclass(frozen=True)
class MoveLink:
    words: str
    address: str
    sub: str
    clock: Clock | None


@dataclass(frozen=True)
class Stage:
    words: str
    day: str = ""
    now: bool = False
    done: bool = False
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Counted:
    words: str
    address: str
    sub: str
    verdict: str = ""


@dataclass(frozen=True)
class Change:
    at: str
    field: str
    before: str
    after: str
    by: str
    reason: str
    entry: str
    first: bool = False
    blanked: bool = False


@dataclass(frozen=True)
class File:
    name: str
    address: str
    sub: str


@dataclass(frozen=True)
class LinkedLine:
    words: str
    count: str
    address: str
    sub: str = ""


@dataclass(frozen=True)
class RecordPage:
    title: str
    number: str
    sub: str
    tags: Sequence[Tag]
    crumbs: Sequence[Crumb]
    withdrawn: str
    validity: Validity | None
    facts: Sequence[Fact]
    unstated: str
    moves: Sequence[MoveLink]
    main_moves: Sequence[MoveLink]
    counted: Sequence[Counted]
    counted_none: str
    life: Sequence[Stage]
    evidence: Sequence[File]
    evidence_kinds: Sequence[base.Option]
    attaching: str
    linked: Sequence[LinkedLine]
    history: Sequence[Change]
    history_sub: str
    before: str
    after: str
    correcting: str
    json: str
    paper: str
    provenance: Sequence[str]


@dataclass(frozen=True)
class Beside:
    """What the page shows beside the record itself, as the view found it."""

    steps: Sequence[Step]
    moves: Sequence[OpenMove]
    spans: Sequence[Span]
    names: Mapping[tuple[str, int], tuple[str, str]]
    """(field, primary key of the other record) → its address and its number."""
    counted: Sequence[Counted]
    linked: Sequence[LinkedLine]
    before: str
    after: str
    may_correct: bool
    may_attach: bool
    bodies: pieces.Names


def record(request: HttpRequest, view: RecordView, beside: Beside) -> RecordPage:
    register, row = view.register, view.row
    words, number = base.title(register, row)
    day = request.day  # type: ignore[attr-defined]
    past = request.as_of is not None  # type: ignore[attr-defined]
    moves = [] if past else [_move(request, register, row, one, day) for one in beside.moves]
    may = [link for link, one in zip(moves, beside.moves, strict=True) if one.may] if moves else []
    standing = beside.may_correct and not past and not row.withdrawn
    return RecordPage(
        title=words,
        number=number,
        sub=sub(register, row),
        tags=_tags(register, row, beside.spans, day),
        crumbs=base.crumbs(request, register),
        withdrawn=_withdrawn(row, beside.steps, beside.bodies),
        validity=validity(beside.spans, day) if register.spans is not None and not row.withdrawn else None,
        facts=facts(request, view, beside, may_correct=standing),
        unstated=unstated(view),
        moves=moves,
        main_moves=[one for one in may if one.clock is not None][:1],
        counted=beside.counted,
        counted_none=_not_counted(register, row),
        life=life(register, beside.steps, beside.moves if not past else (), beside.bodies, day),
        evidence=[_file(request, register, row, kind, one) for kind, one in view.attachments],
        evidence_kinds=[base.Option(code, str(label)) for code, label in register.evidence.items()],
        attaching=_at(request, register, row, "record-attach")
        if beside.may_attach and register.evidence and not past
        else "",
        linked=beside.linked,
        history=changes(register, beside.steps, beside.bodies),
        history_sub=_times(beside.steps),
        before=beside.before,
        after=beside.after,
        correcting=_at(request, register, row, "record-correct") if standing else "",
        json=_at(request, register, row, "record-json"),
        paper=_at(request, register, row, "record")
        + ("&" if "?" in _at(request, register, row, "record") else "?")
        + "print=1",
        provenance=_provenance(register, view, beside.steps),
    )


def _at(request: HttpRequest, register: Register, row: Row, page: str, *more: str) -> str:
    return base.address(request, register, row.id, base.named(register, row), page, *more)


def sub(register: Register, row: Row) -> str:
    """The listed facts in one line, without days and without those that stand in the title."""
    title, number = base.title(register, row)
    known = kit.described(register)
    names = [
        name
        for name in register.listed
        if name not in {"state", register.named_by} and known[name].kind in {"text", "choice", "place", "reference"}
    ]
    texts = [row.shown.get(name, "") for name in names if is_stated(row, known[name])]
    return " · ".join(text for text in dict.fromkeys(texts) if text and text not in {title, number})


NOTHING = "none"
"""The code of choices that says that nothing was found or decided yet."""


def is_stated(row: Row, what: Described) -> bool:
    """Something stands in a field; a choice that says "nothing yet" is nothing."""
    return bool(row.shown.get(what.name, "")) and not (
        what.kind == "choice" and row.values.get(what.attname) == NOTHING
    )


def _tags(register: Register, row: Row, spans: Sequence[Span], day: date) -> list[Tag]:
    tags = [base.withdrawn_tag()] if row.withdrawn else []
    if register.spans is not None and not row.withdrawn:
        tags.append(base.valid_tag(spans, day))
    state = base.state_tag(register, row.values["state"])
    return tags if base.said_already(state, tags) else [*tags, state]


def _withdrawn(row: Row, steps: Sequence[Step], names: pieces.Names) -> str:
    if not row.withdrawn:
        return ""
    last = next(one for one in reversed(steps) if one.values.get("withdrawn"))
    words = _("Withdrawn on %(day)s by %(who)s: %(reason)s It counts in no figure.")
    return words % {"day": formats.day(local(last.at)), "who": who(last.who, names), "reason": sentence(last.reason)}


def who(reference: str, names: pieces.Names) -> str:
    """A person by name; a program or somebody unknown by post and body."""
    return pieces.signer(reference, names) if "/" in reference else reference


def sentence(text: str) -> str:
    """A reason as it was typed, ended as a sentence."""
    text = text.strip()
    return text if not text or text[-1] in "。.！!？?；;" else text + ("。" if formats.chinese() else ". ")


def local(at: Any) -> date:
    day: date = timezone.localtime(at).date()
    return day


# Validity


def validity(spans: Sequence[Span], day: date) -> Validity | None:
    """The spans in which a record holds as one bar, with today on it."""
    known = [one for one in spans if one[0] is not None]
    if not known:
        return None
    start = min(one[0] for one in known if one[0] is not None)
    ends = [end - timedelta(days=1) for _start, end in known if end is not None]
    open_end = len(ends) < len(known)
    end = max([*ends, day] if open_end else ends)
    whole = max(1, (end - start).days)

    def x(at: date) -> int:
        return EDGE + round(WIDTH * min(max((at - start).days, 0), whole) / whole)

    parts = []
    for first, after in known:
        to = after - timedelta(days=1) if after is not None else end
        assert first is not None
        parts.append(BarPart("ok", x(first), max(2, x(to) - x(first))))
    last = base.last_day(spans, day)
    if last is not None and last - timedelta(days=base.SOON) < last:
        soon = max(start, last - timedelta(days=base.SOON))
        parts.append(BarPart("soon", x(soon), max(2, x(last) - x(soon))))
    words, sub = _validity_words(spans, day, last, end, open_end=open_end)
    now = x(day) if start <= day <= end else None
    at = min(max(now or 0, 40), 860)
    return Validity(
        words,
        sub,
        f"{words} {sub}",
        _("from %(day)s") % {"day": start.isoformat()},
        pgettext("validity", "no end stated") if open_end else _("until %(day)s") % {"day": end.isoformat()},
        parts,
        now,
        at,
        "start" if at <= 40 else "end" if at >= 860 else "middle",
        pgettext("bar", "%(day)s") % {"day": day.isoformat()},
    )


def _validity_words(
    spans: Sequence[Span], day: date, last: date | None, end: date, *, open_end: bool
) -> tuple[str, str]:
    if last is not None:
        return base.left((last - day).days), _("valid until %(day)s (calendar days)") % {"day": formats.day(last)}
    if base.is_valid(spans, day):
        return pgettext("validity", "valid"), pgettext("validity", "no end stated")
    later = [start for start, _end in spans if start is not None and start > day]
    if later:
        return pgettext("validity", "not valid today"), _("valid again from %(day)s") % {"day": formats.day(min(later))}
    return pgettext("validity", "not valid"), _("was valid until %(day)s") % {"day": formats.day(end)}


# Facts


def shown_fields(register: Register) -> list[Described]:
    """Fields of the paper form in its order, then whatever else the model names for people."""
    known = kit.described(register)
    names = [*register.entry, *(name for name in known if name not in register.entry)]
    hidden = {*KEPT_BY_KIT, "state", "facts"}
    return [
        known[name]
        for name in dict.fromkeys(names)
        if name not in hidden and (name in register.entry or base.is_labelled(known[name]))
    ]


def facts(request: HttpRequest, view: RecordView, beside: Beside, *, may_correct: bool) -> list[Fact]:
    register, row = view.register, view.row
    told = []
    for what in shown_fields(register):
        text = base.text_of(register, what, row.shown.get(what.name, ""))
        step = view.sources.get(what.name)
        address, code = beside.names.get((what.name, row.values.get(what.attname) or 0), ("", ""))
        conflict = _conflict(request, register, row, what, beside.steps, may_correct=may_correct)
        if not is_stated(row, what) and conflict is None and not (step is not None and step.blanked and what.personal):
            continue
        told.append(Fact(str(what.label), text, source(step), _missing(step, what), address, code, conflict))
    local_facts = row.values.get("facts") or {}
    step = view.sources.get("facts")
    return [*told, *(Fact(str(name), str(value), source(step)) for name, value in local_facts.items())]


def unstated(view: RecordView) -> str:
    """Fields of the form in which nothing stands, by name."""
    known = kit.described(view.register)
    return listed([str(known[name].label) for name in view.register.entry if not is_stated(view.row, known[name])])


def _missing(step: Step | None, what: Described) -> str:
    return (
        pgettext("fact", "personal data, blanked")
        if step is not None and step.blanked and what.personal
        else pgettext("fact", "not stated")
    )


def origins() -> dict[str, str]:
    return {
        "typed": pgettext("origin", "typed"), "imported": pgettext("origin", "imported"), "api": pgettext("origin", "sent by a program"),
        "file": pgettext("origin", "read from a file"), "simulated": pgettext("origin", "demonstration"),
    }  # fmt: skip


def is_brought(step: Step) -> bool:
    """A file or a program gave the values of this step; nobody typed them."""
    return step.verb.endswith((".import", ".undo")) or (step.revision == 1 and step.origin in BROUGHT)


def source(step: Step | None) -> str:
    """Where a value comes from: the paper or file that was named, else how it came; and the day.

    A row keeps origin and source of its recording or last import, so what a later hand did is told by its verb.
    """
    if step is None:
        return ""
    if step.revision == 1 or is_brought(step):
        words = step.source or origins().get(step.origin, step.origin)
    else:
        corrected = step.verb.endswith(".correct")
        words = pgettext("origin", "corrected") if corrected else pgettext("origin", "with a step")
    return f"{words} {local(step.at).isoformat()}"


def _conflict(
    request: HttpRequest, register: Register, row: Row, what: Described, steps: Sequence[Step], *, may_correct: bool
) -> Conflict | None:
    """A value that a file brought over one that somebody had typed, until somebody types again."""
    pair = differing(what, steps)
    if pair is None or row.withdrawn:
        return None
    before, now = pair
    old = next((change for change in now.changes if change[0] == what.name), None)
    if old is None:
        return None
    stands = Side(source(now), base.text_of(register, what, old[2]), True)
    other = Side(
        source(before),
        base.text_of(register, what, old[1]) or pgettext("fact", "not stated"),
        False,
        f"{_at(request, register, row, 'record-correct')}?take={what.name}" if may_correct else "",
        _("Take this one") if may_correct else "",
    )
    rule = _("The later one stands until somebody who keeps this register decides.")
    return Conflict(rule, [stands, other])


def differing(what: Described, steps: Sequence[Step]) -> tuple[Step, Step] | None:
    """The typed step whose value a later file replaced, and that file's step; None where the sources agree or somebody decided."""
    giver: Step | None = None
    found: tuple[Step, Step] | None = None
    for at, step in enumerate(steps):
        if found is not None and not is_brought(step):
            found = None
        if at == 0 or steps[at - 1].values.get(what.attname) != step.values.get(what.attname):
            if giver is not None and not is_brought(giver) and is_brought(step):
                found = (giver, step)
            giver = step
    return found


# Moves and life


def _move(request: HttpRequest, register: Register, row: Row, one: OpenMove, day: date) -> MoveLink:
    known = kit.described(register)
    parts = [_("becomes “%(state)s”") % {"state": register.states.get(one.move.to, one.move.to)}]
    if one.move.clause or one.due is not None:
        parts.append(clause(one.due.rule.clause if one.due is not None else one.move.clause))
    if one.due is not None:
        parts.append(base.term(one.due))
    if one.missing:
        parts.append(_("asks for: %(fields)s") % {"fields": listed([str(known[name].label) for name in one.missing])})
    if one.needs:
        parts.append(
            _("needs a document: %(kinds)s")
            % {"kinds": listed([str(register.evidence.get(kind, kind)) for kind in one.needs])}
        )
    if not one.may:
        parts.append(_("your posts do not include this step"))
    link = _at(request, register, row, "record-move", one.move.code) if one.may else ""
    return MoveLink(
        str(one.move.label),
        link,
        pgettext("list", "; ").join(part for part in parts if part),
        base.due_clock(one.due, day),
    )


def clause(code: str) -> str:
    """Law and article in words; what has no number of an article names the law alone."""
    law, _slash, article = code.partition("/")
    name = words_for.word(words_for.LAWS, law)
    return (
        _("%(law)s, article %(article)s") % {"law": name, "article": article}
        if article.replace("-", "").isdigit()
        else name
    )


def listed(words: Sequence[str]) -> str:
    return pgettext("between items", ", ").join(words)


def life(
    register: Register, steps: Sequence[Step], moves: Sequence[OpenMove], names: pieces.Names, day: date
) -> list[Stage]:
    """Every state that the record went through, the latest first, above it what can follow by which day."""
    past = []
    for at, step in enumerate(steps):
        withdrawn = bool(step.values.get("withdrawn"))
        if at and step.state == steps[at - 1].state and withdrawn == bool(steps[at - 1].values.get("withdrawn")):
            continue
        words = pgettext("record", "withdrawn") if withdrawn else str(register.states.get(step.state, step.state))
        notes = [part for part in (who(step.who, names), step.reason) if part and part != "–"]
        past.append(Stage(words, local(step.at).isoformat(), done=True, notes=notes))
    ahead = [
        Stage(
            str(one.move.label),
            one.due.day.isoformat(),
            notes=[_("at the latest; %(clause)s") % {"clause": clause(one.due.rule.clause)}],
        )
        for one in moves
        if one.due is not None and one.due.day is not None and one.due.day >= day
    ]
    now = past[-1]
    here = Stage(now.words, now.day, True, True, now.notes)
    return [*ahead, here, *reversed(past[:-1])]


# History


def changes(register: Register, steps: Sequence[Step], names: pieces.Names) -> list[Change]:
    """Field by field, the latest first; the recording itself closes the list."""
    told: list[Change] = []
    known = kit.described(register)
    for at, step in enumerate(steps):
        entry = _("no. %(seq)s") % {"seq": formats.count(step.seq)} if step.seq is not None else ""
        when = timezone.localtime(step.at).strftime("%Y-%m-%d %H:%M")
        if at == 0:
            words = origins().get(step.origin, step.origin)
            said = (
                f"{words}（{step.source}）"
                if step.source and formats.chinese()
                else f"{words} ({step.source})"
                if step.source
                else words
            )
            told.append(
                Change(
                    when,
                    pgettext("history", "first recording"),
                    "",
                    said,
                    who(step.who, names),
                    step.reason,
                    entry,
                    first=True,
                )
            )
            continue
        for name, old, new in step.changes:
            what = known[name]
            blanked = (step.blanked or steps[at - 1].blanked) and what.personal
            before, after = (
                base.text_of(register, what, text) or pgettext("fact", "not stated") for text in (old, new)
            )
            label = pgettext("record", "withdrawn") if name == "withdrawn" else str(what.label)
            if name == "withdrawn" or base.is_labelled(what):
                told.append(
                    Change(when, label, before, after, who(step.who, names), step.reason, entry, blanked=blanked)
                )
    return list(reversed(told))


def _times(steps: Sequence[Step]) -> str:
    n = len(steps) - 1
    return (
        ngettext("%(n)s change since it was recorded", "%(n)s changes since it was recorded", n) % {"n": n} if n else ""
    )


# Beside


def _not_counted(register: Register, row: Row) -> str:
    if row.withdrawn:
        return _("A withdrawn record counts in no figure.")
    if register.counts_in and row.values["state"] not in register.counts_in:
        states = listed([str(register.states[state]) for state in register.counts_in])
        return _("It counts when it is “%(states)s”.") % {"states": states}
    return _("No indicator of this plan counts it.")


def same(field: str, register: str) -> str:
    """同一企业的检定证书."""
    return _("%(register)s with the same %(field)s") % {"register": register, "field": field}


def _file(request: HttpRequest, register: Register, row: Row, kind: str, one: Any) -> File:
    size = max(1, round(one.blob.size / 1000))
    sub = _("%(kind)s, %(size)s kB, digest %(start)s…%(end)s") % {
        "kind": register.evidence.get(kind, kind), "size": formats.count(size), "start": one.blob_id[:4], "end": one.blob_id[-2:],
    }  # fmt: skip
    return File(one.name, _at(request, register, row, "record-file", str(one.pk)), sub)


def _provenance(register: Register, view: RecordView, steps: Sequence[Step]) -> list[str]:
    last = steps[-1]
    told = [
        _("Record %(code)s %(number)s, revision %(revision)s") % {"code": register.code, "number": view.id, "revision": view.revision},
        _("recorded %(day)s") % {"day": formats.day(local(steps[0].at))},
    ]  # fmt: skip
    if last.seq is not None:
        told.append(_("journal entry %(seq)s") % {"seq": formats.count(last.seq)})
    return told

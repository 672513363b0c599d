"""Forms of registers: a new record, a correction, a step, a withdrawal. What was typed stays; what is to be mended stands beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zhiheng.registers.kit import columns as kit
from zhiheng.registers.kit.columns import Described
from zhiheng.registers.kit.declaration import Move, Register
from zhiheng.registers.kit.queries import OpenMove, RecordView, Row
from zhiheng.registers.kit.table import fields
from zhiheng.web import formats
from zhiheng.web.presenters import registers as base
from zhiheng.web.presenters import registers_record
from zhiheng.web.presenters.registers import Clock, Crumb, Option

LONG = 200
"""A text that may be longer than this is typed in a field of several lines."""
MANY_FIELDS = 16
"""Forms with more fields fold what is filled in by later steps."""
SHOWN_RECORDS = 100


@dataclass(frozen=True)
class Field:
    """One field of a form, as it was typed, with what is to be mended."""

    name: str
    words: str
    kind: str
    value: str = ""
    options: Sequence[Option] = ()
    help: str = ""
    error: str = ""
    required: bool = False
    wide: bool = False
    list: str = ""
    placeholder: str = ""
    stands: str = ""
    """What a colleague recorded meanwhile."""


Errors = Mapping[str, str]
Error = tuple[str, str]


@dataclass(frozen=True)
class Section:
    words: str
    fields: Sequence[Field]
    open: bool = True


@dataclass(frozen=True)
class AlikeLine:
    name: str
    sub: str
    state: str
    address: str


@dataclass(frozen=True)
class FormPage:
    title: str
    sub: str
    crumbs: Sequence[Crumb]
    self: str
    back: str
    button: str
    again: str
    fields: Sequence[Field]
    sections: Sequence[Section]
    source: Field | None
    reason: Field | None
    revision: int
    errors: Sequence[Error] = ()
    soft: Sequence[Error] = ()
    alike: Sequence[AlikeLine] = ()
    alike_words: str = ""
    not_alike: bool = False
    conflict: str = ""
    hint: str = ""
    withdrawing: str = ""


@dataclass(frozen=True)
class Typed:
    """What came with a form, and what was found in it."""

    texts: Mapping[str, str]
    errors: Errors
    soft: Sequence[Error] = ()
    source: str = ""
    reason: str = ""
    whole: Sequence[str] = ()
    """Sentences about the record as a whole."""

    def summary(self, known: Mapping[str, Described]) -> list[Error]:
        """Every fault once, in the order of the form, in the words that stand at the field."""
        at_fields = [
            (name, self.errors[name]) for name in (*known, "source", "reason", "file", "kind") if name in self.errors
        ]
        return [*(("form", sentence) for sentence in self.whole), *at_fields]


BLANK = Typed({}, {})


def field(what: Described, text: str, error: str, places: Sequence[tuple[str, str]], options: str = "") -> Field:
    """How one field of a register is typed."""
    words, help_ = str(what.label), str(what.help or "")
    made = Field(what.name, words, what.kind, text, help=help_, error=error, required=what.required)
    if what.kind == "place":
        return replace(made, kind="choice", options=[Option(code, name, text == code) for code, name in places])
    if what.kind == "choice":
        return replace(
            made,
            kind="choice",
            options=[Option(str(code), str(label), text in {str(code), str(label)}) for code, label in what.choices],
        )
    if what.kind == "yes_no":
        answers = [
            Option("yes", str(kit.YES), text in {"yes", str(kit.YES)}),
            Option("no", str(kit.NO), text in {"no", str(kit.NO)}),
        ]
        unsaid = [Option("", pgettext("answer", "not stated"), not text)] if what.nullable or not what.required else []
        return replace(made, kind="boolean", options=[*answers, *unsaid], required=what.required and not what.nullable)
    if what.kind in {"date", "instant"}:
        return replace(
            made,
            kind="date",
            placeholder=_("for example %(text)s")
            % {"text": "2019-07-05" if what.kind == "date" else "2019-07-05 09:30"},
        )
    if what.kind == "reference":
        return replace(made, kind="reference", list=options)
    if what.kind in base.NUMBERS:
        return replace(made, kind="number")
    long = what.longest is None or what.longest > LONG
    return replace(made, kind="text" if long else "line", wide=long)


def texts_of(register: Register, values: Mapping[str, Any], row: Row | None = None) -> dict[str, str]:
    """A record's values as they would be typed; other records by number and name."""
    told = {}
    for name in register.entry:
        what = kit.describe(register, name)
        value = values.get(what.attname)
        text = kit.written_column(what, [value])[0]
        if what.kind == "reference" and row is not None and row.shown.get(name, "") not in {"", text}:
            text = f"{text} {row.shown[name]}"
        if what.kind in {"choice", "yes_no"} and value is not None:
            text = ("yes" if value else "no") if what.kind == "yes_no" else str(value)
        told[name] = text
    return told


def fields_of(
    request: HttpRequest, register: Register, names: Iterable[str], typed: Typed, places: Sequence[tuple[str, str]]
) -> list[Field]:
    made = []
    for name in names:
        what = kit.describe(register, name)
        options = base.bare(request, "record-options", register.code, name) if what.kind == "reference" else ""
        made.append(field(what, typed.texts.get(name, ""), typed.errors.get(name, ""), places, options))
    return made


def new(
    request: HttpRequest,
    register: Register,
    typed: Typed,
    places: Sequence[tuple[str, str]],
    *,
    alike: Sequence[Row] = (),
    not_alike: bool = False,
) -> FormPage:
    """The form of a new record, in the order of the paper form."""
    main, sections = _sections(request, register, typed, places)
    return FormPage(
        title=_("Record: %(register)s") % {"register": register.label},
        sub=str(register.help),
        crumbs=base.crumbs(request, register),
        self=base.bare(request, "record-new", register.code),
        back=base.bare(request, "register", register.code),
        button=pgettext("verb", "Record"),
        again=_("Record it and another"),
        fields=main,
        sections=sections,
        source=_source(typed),
        reason=_reason(typed) if typed.soft or typed.reason else None,
        revision=0,
        errors=typed.summary(kit.described(register)),
        soft=typed.soft,
        alike=[_alike(request, register, row) for row in alike],
        alike_words=_alike_words(len(alike)),
        not_alike=not_alike,
    )


def correct(
    request: HttpRequest,
    view: RecordView,
    typed: Typed,
    places: Sequence[tuple[str, str]],
    *,
    settled: bool,
    revision: int,
    conflict: str = "",
    stands: Mapping[str, str] | None = None,
) -> FormPage:
    """The same form with what stands; `stands` is what a colleague recorded while it was open."""
    register, row = view.register, view.row
    words, number = base.title(register, row)
    main, sections = _sections(request, register, typed, places, stands or {})
    return FormPage(
        title=_("Correct: %(record)s") % {"record": words},
        sub=number,
        crumbs=base.crumbs(request, register, (number or words, base.of_row(request, register, row))),
        self=base.address(request, register, row.id, base.named(register, row), "record-correct"),
        back=base.of_row(request, register, row),
        button=_("Save the correction"),
        again="",
        fields=main,
        sections=sections,
        source=None,
        reason=_reason(typed, required=settled),
        revision=revision,
        errors=typed.summary(kit.described(register)),
        soft=typed.soft,
        conflict=conflict,
        hint=_("What stood before stays in the history of changes; figures follow at once."),
        withdrawing=base.address(request, register, row.id, base.named(register, row), "record-withdraw"),
    )


def _sections(
    request: HttpRequest,
    register: Register,
    typed: Typed,
    places: Sequence[tuple[str, str]],
    stands: Mapping[str, str] | None = None,
) -> tuple[list[Field], list[Section]]:
    """Short forms whole; long ones with what later steps fill in folded under the name of the step."""
    by_step = _steps(register) if len(register.entry) > MANY_FIELDS else {}
    made = {one.name: one for one in fields_of(request, register, register.entry, typed, places)}
    if stands:
        made = {name: replace(one, stands=stands.get(name, "")) for name, one in made.items()}
    main = [one for name, one in made.items() if name not in by_step]
    sections = []
    for step in dict.fromkeys(by_step.values()):
        some = [made[name] for name, of in by_step.items() if of == step]
        if some:
            sections.append(Section(step, some, any(_is_told(register, one) for one in some)))
    return main, sections


def _is_told(register: Register, one: Field) -> bool:
    """Something stands in a field that the model did not put there by itself."""
    return bool(one.error or one.stands or (one.value and one.value != default_text(register, one.name)))


def default_text(register: Register, name: str) -> str:
    """What the model takes by itself, as it would be typed; "" where it takes nothing."""
    found = fields(register.model)[name]
    if not found.has_default() or found.get_default() in (None, ""):
        return ""
    value, what = found.get_default(), kit.describe(register, name)
    return (
        ("yes" if value else "no")
        if what.kind == "yes_no"
        else str(value)
        if what.kind == "choice"
        else kit.written(what, value)
    )


def _steps(register: Register) -> dict[str, str]:
    """Field → the later step that fills it in: the first that asks for it, else the first after the beginning that may.

    Fields that a record cannot begin without stay in front.
    """
    later = [move for move in register.moves if register.first_state not in move.from_]
    told: dict[str, str] = {}
    for name in register.entry:
        if kit.describe(register, name).required and not default_text(register, name):
            continue
        step = next((move for move in register.moves if name in move.asks), None)
        step = step or next((move for move in later if name in move.may_fill), None)
        if step is not None:
            told[name] = str(step.label)
    return told


def _source(typed: Typed) -> Field:
    help_ = _("The paper that this is taken from, with its number. It stands beside each fact.")
    return Field(
        "source", _("Source"), "line", typed.source, help=help_, error=typed.errors.get("source", ""), wide=True
    )


def _reason(typed: Typed, *, required: bool = False) -> Field:
    help_ = _("It stands in the history and in the journal.")
    return Field(
        "reason", pgettext("form", "Reason"), "line", typed.reason, help=help_, error=typed.errors.get("reason", ""),
        required=required or bool(typed.soft), wide=True,
    )  # fmt: skip


def _alike(request: HttpRequest, register: Register, row: Row) -> AlikeLine:
    words, number = base.title(register, row)
    rest = [row.shown.get(name, "") for name in register.listed[1:] if name not in {"state", register.named_by}]
    sub = " · ".join(text for text in (number, *rest) if text)
    return AlikeLine(words, sub, str(register.states.get(row.values["state"], "")), base.of_row(request, register, row))


def _alike_words(n: int) -> str:
    return ngettext("One record is like this one", "%(n)s records are like this one", n) % {"n": n}


# Steps


@dataclass(frozen=True)
class MovedRecord:
    name: str
    address: str
    state: str
    goes: bool
    words: str


@dataclass(frozen=True)
class MovePage:
    title: str
    sub: str
    crumbs: Sequence[Crumb]
    self: str
    back: str
    facts: Sequence[tuple[str, str]]
    clock: Clock | None
    fields: Sequence[Field]
    evidence: str
    evidence_error: str
    evidence_kinds: Sequence[Option]
    reason: Field | None
    errors: Sequence[Error]
    soft: Sequence[Error]
    refused: str
    refused_address: str
    records: Sequence[MovedRecord]
    more: str
    kept: Sequence[tuple[str, str]]
    can: bool
    button: str


def move_one(
    request: HttpRequest,
    view: RecordView,
    step: Move,
    opened: OpenMove | None,
    typed: Typed,
    places: Sequence[tuple[str, str]],
    refused: str = "",
) -> MovePage:
    """A step of one record: what it does, under which article, until when, what it asks for."""
    register, row = view.register, view.row
    words, number = base.title(register, row)
    back = base.of_row(request, register, row)
    return MovePage(
        title=f"{step.label}",
        sub=" · ".join(text for text in (words, number) if text),
        crumbs=base.crumbs(request, register, (number or words, back)),
        self=base.address(request, register, row.id, base.named(register, row), "record-move", step.code),
        back=back,
        facts=_facts(register, step, opened, str(register.states.get(row.values["state"], row.values["state"]))),
        clock=base.due_clock(opened.due, request.day) if opened else None,  # type: ignore[attr-defined]
        fields=_asked(request, register, step, typed, places),
        evidence=_evidence(register, opened.needs) if opened else "",
        evidence_error=typed.errors.get("file", ""),
        evidence_kinds=[Option(kind, str(register.evidence.get(kind, kind))) for kind in opened.needs]
        if opened
        else (),
        reason=_reason(typed),
        errors=typed.summary(kit.described(register)),
        soft=typed.soft,
        refused=refused,
        refused_address=back if refused else "",
        records=(),
        more="",
        kept=(),
        can=opened is not None and opened.may,
        button=str(step.label),
    )


def _asked(
    request: HttpRequest, register: Register, step: Move, typed: Typed, places: Sequence[tuple[str, str]]
) -> list[Field]:
    made = fields_of(request, register, dict.fromkeys((*step.asks, *step.may_fill)), typed, places)
    return [replace(one, required=one.name in step.asks) for one in made]


def _facts(register: Register, step: Move, opened: OpenMove | None, now: str = "") -> list[tuple[str, str]]:
    froms = registers_record.listed([str(register.states.get(state, state)) for state in step.from_])
    told = [
        (
            _("What it does"),
            _("“%(before)s” becomes “%(after)s”")
            % {"before": now if opened else froms, "after": register.states.get(step.to, step.to)},
        )
    ]
    due = opened.due if opened else None
    clause = due.rule.clause if due is not None else step.clause
    if clause:
        told.append((_("Basis"), registers_record.clause(clause)))
    if due is not None:
        told.append((_("Term"), base.term(due)))
    if step.ends:
        told.append((_("Afterwards"), _("The record is settled; later changes are corrections with a reason.")))
    return told


def _evidence(register: Register, kinds: Sequence[str]) -> str:
    if not kinds:
        return ""
    return _("Document: %(kinds)s") % {"kinds": " / ".join(str(register.evidence.get(kind, kind)) for kind in kinds)}


def move_many(
    request: HttpRequest,
    register: Register,
    step: Move,
    records: Sequence[MovedRecord],
    ids: Sequence[int],
    typed: Typed,
    places: Sequence[tuple[str, str]],
    refused: str = "",
) -> MovePage:
    """A step of several records: first what happens to each, then what is filled in for all."""
    going = [one for one in records if one.goes]
    staying = len(records) - len(going)
    sub = ngettext("%(n)s record goes", "%(n)s records go", len(going)) % {"n": len(going)}
    if staying:
        sub = _("%(go)s; %(stay)s stay as they are") % {"go": sub, "stay": staying}
    button = _("%(step)s: %(n)s records") if len(going) != 1 else _("%(step)s: %(n)s record")
    return MovePage(
        title=str(step.label),
        sub=sub,
        crumbs=base.crumbs(request, register),
        self=base.bare(request, "records-move", register.code),
        back=base.bare(request, "register", register.code),
        facts=_facts(register, step, None),
        clock=None,
        fields=_asked(request, register, step, typed, places) if going else (),
        evidence="",
        evidence_error="",
        evidence_kinds=(),
        reason=_reason(typed) if going else None,
        errors=typed.summary(kit.described(register)),
        soft=typed.soft,
        refused=refused,
        refused_address="",
        records=records[:SHOWN_RECORDS],
        more=_("%(n)s further records are not shown.") % {"n": len(records) - SHOWN_RECORDS}
        if len(records) > SHOWN_RECORDS
        else "",
        kept=[("move", step.code), *(("id", str(key)) for key in ids)],
        can=bool(going),
        button=button % {"step": step.label, "n": formats.count(len(going))},
    )


def withdraw(request: HttpRequest, view: RecordView, typed: Typed, refused: str = "") -> MovePage:
    """Withdrawing a record that should never have been recorded."""
    register, row = view.register, view.row
    words, number = base.title(register, row)
    back = base.of_row(request, register, row)
    reason = replace(_reason(typed), required=True)
    return MovePage(
        title=_("Withdraw this record"),
        sub=" · ".join(text for text in (words, number) if text),
        crumbs=base.crumbs(request, register, (number or words, back)),
        self=base.address(request, register, row.id, base.named(register, row), "record-withdraw"),
        back=back,
        facts=[
            (_("What it does"), _("The record counts in no figure any more; it stays in the history with the reason.")),
            (
                _("When not"),
                _(
                    "Where the thing itself ended – a certificate revoked, an instrument scrapped – take the step for it instead."
                ),
            ),
        ],
        clock=None,
        fields=(),
        evidence="",
        evidence_error="",
        evidence_kinds=(),
        reason=reason,
        errors=typed.summary(kit.described(register)),
        soft=(),
        refused=refused,
        refused_address=back if refused else "",
        records=(),
        more="",
        kept=(),
        can=not row.withdrawn,
        button=_("Withdraw this record"),
    )


def day_words(on: date) -> str:
    return formats.day(on)

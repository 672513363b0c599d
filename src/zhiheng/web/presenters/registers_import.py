"""Importing into a register, step by step: file or rows, columns, trial, receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zhiheng.registers.kit import columns as kit
from zhiheng.registers.kit import matching
from zhiheng.registers.kit.cells import letter
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.models import Receipt
from zhiheng.registers.kit.trials import Trial
from zhiheng.web import formats
from zhiheng.web.presenters import registers as base
from zhiheng.web.presenters.registers import Crumb, Option

SHOWN = 100
SAMPLES = 3
UNDO_WITHIN = timedelta(hours=24)
Error = tuple[str, str]


@dataclass(frozen=True)
class ReceiptLine:
    at: str
    name: str
    summary: str
    state: str
    address: str


@dataclass(frozen=True)
class Match:
    number: int
    column: str
    head: str
    sample: str
    options: Sequence[Option]
    chosen: bool
    note: str = ""


@dataclass(frozen=True)
class FaultLine:
    cell: str
    field: str
    found: str
    sentence: str


@dataclass(frozen=True)
class ChangeLine:
    row: int
    outcome: str
    name: str
    address: str
    fields: Sequence[tuple[str, str, str]]
    note: str = ""
    alike: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class ImportPage:
    title: str
    crumbs: Sequence[Crumb]
    steps: Sequence[str]
    step: int
    self: str
    back: str
    template: str = ""
    errors: Sequence[Error] = ()
    pasted: str = ""
    receipts: Sequence[ReceiptLine] = ()
    name: str = ""
    summary: str = ""
    token: str = ""
    matches: Sequence[Match] = ()
    lacking: str = ""
    counts: Sequence[tuple[str, str, bool]] = ()
    returned: str = ""
    rematch: str = ""
    faults: Sequence[FaultLine] = ()
    more_faults: str = ""
    changes: Sequence[ChangeLine] = ()
    more_changes: str = ""
    can_all: bool = False
    can_right: bool = False
    all_words: str = ""
    right_words: str = ""
    reason: str = ""
    reason_error: str = ""
    reason_help: str = ""
    facts: Sequence[tuple[str, str]] = ()
    undo: str = ""
    undo_words: str = ""


def steps() -> list[str]:
    return [
        pgettext("step", "File or rows"), pgettext("step", "Columns"), pgettext("step", "Trial"), pgettext("step", "Receipt"),
    ]  # fmt: skip


def _frame(request: HttpRequest, register: Register, step: int) -> dict[str, object]:
    return {
        "title": _("Import: %(register)s") % {"register": register.label_plural},
        "crumbs": base.crumbs(request, register),
        "steps": steps(),
        "step": step,
        "self": base.bare(request, "register-import", register.code),
        "back": base.bare(request, "register", register.code),
    }


def start(
    request: HttpRequest,
    register: Register,
    receipts: Sequence[Receipt],
    error: str = "",
    pasted: str = "",
    *,
    rows: bool = False,
) -> ImportPage:
    """Where a file is chosen or rows are pasted; under it what this person imported before."""
    return ImportPage(
        **_frame(request, register, 1),  # type: ignore[arg-type]
        template=base.bare(request, "register-template", register.code),
        errors=[("rows" if rows else "file", error)] if error else (),
        pasted=pasted,
        receipts=[_receipt_line(request, register, one) for one in receipts],
    )


# Columns


def columns(request: HttpRequest, trial: Trial, token: str) -> ImportPage:
    """Which head is which field; what a person chooses is remembered for files with the same heads."""
    register = trial.register
    assert trial.matched is not None
    assert trial.sheet is not None
    return ImportPage(
        **_frame(request, register, 2),  # type: ignore[arg-type]
        name=trial.name,
        summary=_("%(n)s rows below the heads") % {"n": formats.count(len(trial.sheet.rows) - trial.matched.last - 1)},
        token=token,
        matches=_matches(register, trial),
        lacking=trial.message,
    )


def _matches(register: Register, trial: Trial) -> list[Match]:
    found, sheet = trial.matched, trial.sheet
    assert found is not None
    assert sheet is not None
    by_column = {at: name for name, at in found.columns.items()}
    below = sheet.rows[found.last + 1 :]
    told = []
    for at, head in enumerate(found.heads):
        if not head or by_column.get(at) == matching.ID:
            continue
        name = by_column.get(at) or found.guesses.get(at, "")
        samples = [row[at].strip() for row in below if row[at].strip()][:SAMPLES]
        note = ""
        if at in found.guesses and at not in by_column:
            note = _("probably; look whether it is so")
        elif at in found.aside:
            note = _("left out last time")
        options = [
            Option(field, str(kit.describe(register, field).label), field == name)
            for field in matching.typed_names(register)
        ]
        told.append(
            Match(at, letter(at), head, pgettext("between items", ", ").join(samples), options, bool(name), note)
        )
    return told


def needs_a_person(trial: Trial) -> bool:
    """Some column was not understood, or a field that new records need has none."""
    return trial.matched is not None and not trial.matched.ours and bool(trial.matched.unmatched or trial.message)


# Trial


def tried(
    request: HttpRequest,
    trial: Trial,
    token: str,
    names: Mapping[int, tuple[str, str]],
    reason: str = "",
    reason_error: str = "",
) -> ImportPage:
    """What the import would do; nothing is written yet.

    Args:
        names: primary key of standing records → name and address.
    """
    register, counts = trial.register, trial.counts
    faults = list(trial.faults())
    hard = {one.row for one in trial.found if one.hard}
    right = counts["new"] + counts["changed"]
    soft_only = counts["wrong"] - len(hard) if not reason else 0
    changes = _changes(trial, names)
    numbers = {"n": formats.count(right + max(0, soft_only))}
    return ImportPage(
        **_frame(request, register, 3),  # type: ignore[arg-type]
        name=trial.name,
        summary=_sum(counts),
        token=token,
        counts=_counts(trial),
        returned=base.bare(request, "register-returned", register.code, asked=[("token", token)]) if faults and trial.sheet and trial.sheet.kind == "xlsx" else "",
        rematch=base.bare(request, "register-import", register.code, asked=[("token", token)]) if trial.matched and not trial.matched.ours else "",
        faults=[_fault(trial, one) for one in faults[:SHOWN]],
        more_faults=_("%(n)s further cells are not shown; the workbook has them all.") % {"n": formats.count(len(faults) - SHOWN)} if len(faults) > SHOWN else "",
        changes=changes[:SHOWN],
        more_changes=_("%(n)s further rows are not shown.") % {"n": formats.count(len(changes) - SHOWN)} if len(changes) > SHOWN else "",
        can_all=not hard and bool(right or trial.needs_reason) and not trial.message,
        can_right=bool(hard) and right > 0,
        all_words=_("Import %(n)s rows") % numbers,
        right_words=_("Import the %(n)s right rows only") % {"n": formats.count(right)},
        reason=reason,
        reason_error=reason_error,
        reason_help=_("Some rows are unusual; they are taken with a reason. It stands in the journal.")
        if trial.needs_reason
        else _("It stands in the journal beside the entry; may stay empty."),
    )  # fmt: skip


def outcomes() -> dict[str, str]:
    return {
        "new": pgettext("outcome", "new"), "changed": pgettext("outcome", "changed"), "same": pgettext("outcome", "the same"),
        "wrong": pgettext("outcome", "to mend"),
    }  # fmt: skip


def _counts(trial: Trial) -> list[tuple[str, str, bool]]:
    words = outcomes()
    told = [
        (words[name], formats.count(trial.counts[name]), name == "wrong" and trial.counts[name] > 0) for name in words
    ]
    told.insert(3, (pgettext("outcome", "like a record that is there"), formats.count(len(trial.likely)), False))
    if trial.left:
        told.append((pgettext("outcome", "no record (totals, notes)"), formats.count(len(trial.left)), False))
    return told


def _sum(counts: Mapping[str, int]) -> str:
    words = outcomes()
    return pgettext("between items", ", ").join(f"{words[name]} {formats.count(counts[name])}" for name in words)


def _fault(trial: Trial, one: object) -> FaultLine:
    field = getattr(one, "field", "")
    label = str(kit.describe(trial.register, field).label) if field else ""
    column, row = getattr(one, "column", ""), getattr(one, "row", 0)
    found = ""
    if trial.sheet is not None and trial.matched is not None and column and field in trial.matched.columns:
        cells = trial.sheet.rows[row - 1]
        found = cells[trial.matched.columns[field]].strip()
    place = f"{column}{row}" if column else _("row %(n)s") % {"n": row}
    return FaultLine(place, label, found, getattr(one, "sentence", ""))


def _changes(trial: Trial, names: Mapping[int, tuple[str, str]]) -> list[ChangeLine]:
    """Changed rows with old and new, then new rows that are like a standing record, then the other new ones."""
    words, register = outcomes(), trial.register
    told: list[ChangeLine] = []
    for at, outcome in enumerate(trial.outcomes):
        key = trial.records[at]
        if outcome == "changed" and key is not None:
            name, address = names.get(key, (f"{base.NUMBERED}{key}", ""))
            fields = [
                (str(kit.describe(register, field).label), old, new) for field, old, new in trial.changes.get(at, ())
            ]
            told.append(ChangeLine(trial.numbers[at], words[outcome], name, address, fields))
    for alike in (True, False):
        for at, outcome in enumerate(trial.outcomes):
            if outcome == "new" and (at in trial.likely) is alike:
                like = [names[key] for key in trial.likely.get(at, ()) if key in names][:SAMPLES]
                note = _("like: ") if like else ""
                told.append(ChangeLine(trial.numbers[at], words[outcome], _written(trial, at), "", (), note, like))
    return told


def _written(trial: Trial, at: int) -> str:
    """What the file calls a row: its number and its name, as they are written."""
    if trial.sheet is None or trial.matched is None:
        return ""
    cells = trial.sheet.rows[trial.numbers[at] - 1]
    wanted = dict.fromkeys((base.called_by(trial.register, trial.register.listed), trial.register.named_by))
    return " ".join(cells[trial.matched.columns[name]].strip() for name in wanted if name in trial.matched.columns)


# Receipt


def _receipt_line(request: HttpRequest, register: Register, one: Receipt) -> ReceiptLine:
    state = pgettext("receipt", "undone") if one.undone_at else ""
    address = base.bare(request, "receipt", register.code, str(one.act))
    return ReceiptLine(_when(one.at), one.name, _sum(_of(one)), state, address)


def _of(one: Receipt) -> dict[str, int]:
    return {"new": one.new, "changed": one.changed, "same": one.same, "wrong": one.wrong}


def _when(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def receipt(request: HttpRequest, register: Register, one: Receipt, seq: int | None, now: datetime) -> ImportPage:
    """What was written, and until when it can be taken back."""
    until = one.at + UNDO_WITHIN
    open_ = one.undone_at is None and now <= until
    if one.undone_at is not None:
        words = _("Undone on %(at)s; the journal keeps both.") % {"at": _when(one.undone_at)}
    elif open_:
        words = _("It can be undone until %(at)s, as long as none of its records has moved on.") % {"at": _when(until)}
    else:
        words = _("The 24 hours in which it could be undone are over; single records can be corrected or withdrawn.")
    facts = [
        (_("File"), one.name),
        (_("When"), _when(one.at)),
        (_("Result"), _sum(_of(one))),
        (_("Digest of the file"), f"{one.sha256[:16]}…"),
    ]
    if seq is not None:
        facts.append((_("Journal entry"), _("no. %(seq)s") % {"seq": formats.count(seq)}))
    written = one.new + one.changed
    summary = ngettext("%(n)s record is written", "%(n)s records are written", written) % {"n": formats.count(written)}
    return ImportPage(
        **_frame(request, register, 4),  # type: ignore[arg-type]
        name=_("Receipt"),
        summary=pgettext("receipt", "undone") if one.undone_at else summary,
        facts=facts,
        undo=base.bare(request, "receipt-undo", register.code, str(one.act)) if open_ else "",
        undo_words=words,
    )

"""What the API says of registers, records, steps and documents: plain values, exact numbers as text, codes rather than names."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from zhiheng.accounts.rights import Actor
from zhiheng.api import shown
from zhiheng.figures.evidence import Counted
from zhiheng.files.models import Attachment
from zhiheng.registers.kit import columns, rights
from zhiheng.registers.kit.clocks import Due
from zhiheng.registers.kit.columns import Described
from zhiheng.registers.kit.declaration import Move, Register, Within
from zhiheng.registers.kit.queries import OpenMove, RecordView, Step
from zhiheng.registers.kit.table import KEPT_BY_KIT

UNTOLD = frozenset({"act", "facts"})
"""Fields that no list is asked or sorted by: the act is a number of the journal, facts are free."""
ALWAYS = ("id", "revision")


def register(one: Register, actor: Actor) -> dict[str, Any]:
    """A register as its declaration says it, with what this reader may do in it."""
    return {
        "code": one.code, "label": str(one.label), "label_plural": str(one.label_plural), "area": one.area,
        "help": str(one.help), "named_by": one.named_by, "key": list(one.key),
        "fields": [field(one, what) for what in columns.described(one).values() if what.name not in UNTOLD],
        "entry": list(one.entry), "listed": list(one.listed), "searched": list(one.searched), "totals": list(one.totals),
        "states": choices(one.states.items()), "first_state": one.first_state,
        "moves": [move(one, step) for step in one.moves],
        "counts_on": one.counts_on or None, "counts_in": list(one.counts_in), "stock": one.spans is not None,
        "tabs": [{"code": tab.code, "label": str(tab.label)} for tab in one.tabs],
        "evidence": choices(one.evidence.items()),
        "may_record": rights.may(actor, rights.recording(one)),
    }  # fmt: skip


def field(one: Register, what: Described) -> dict[str, Any]:
    return {
        "name": what.name, "label": str(what.label), "type": what.kind, "required": what.required,
        "help": str(what.help), "choices": choices(what.choices), "decimals": what.decimals,
        "longest": what.longest, "lookup": "code" if what.kind == "place" else what.lookup or None,
        "typed": what.name in one.entry, "kept": what.name in KEPT_BY_KIT,
        "public": what.name in one.public, "personal": what.personal,
    }  # fmt: skip


def choices(pairs: Iterable[tuple[str, Any]]) -> list[dict[str, str]]:
    return [{"code": str(code), "label": str(label)} for code, label in pairs]


def move(one: Register, step: Move) -> dict[str, Any]:
    """A step: from where, to where, by whom, by which article and within which clock."""
    return {
        "code": step.code, "label": str(step.label), "from": list(step.from_), "to": step.to,
        "roles": list(step.by), "clause": step.clause or None, "within": [clock(rule) for rule in step.within],
        "asks": list(step.asks), "may_fill": list(step.may_fill), "evidence": list(step.evidence), "ends": step.ends,
    }  # fmt: skip


def clock(rule: Within) -> dict[str, Any]:
    return {
        "days": rule.days, "working": rule.working, "starts": rule.starts, "clause": rule.clause,
        "extension": rule.extension, "valid_from": shown.plain(rule.valid_from), "valid_to": shown.plain(rule.valid_to),
    }  # fmt: skip


# Records


class Reader:
    """What one reader is given of the records of one register: personal fields only where he may record."""

    def __init__(self, actor: Actor, register: Register) -> None:
        self.register = register
        self.recording = rights.place_keys(actor, rights.recording(register))
        seeing = rights.place_keys(actor, rights.seeing(register))
        self.all_personal = self.recording is None or (seeing is not None and seeing <= self.recording)
        """Whether no record that he sees keeps its personal fields from him: only then may he ask by them."""

    def usual(self) -> list[str]:
        """Everything that a form holds, the state and the source."""
        entry = self.register.entry
        return [*entry, *(name for name in ("state", "source") if name not in entry)]

    def known(self) -> list[str]:
        return [name for name in columns.described(self.register) if name != "act"]

    def records(
        self, rows: Sequence[Mapping[str, Any]], names: Sequence[str], *, labels: bool, on: date
    ) -> list[dict[str, Any]]:
        """Rows of the database as objects by field. With `labels` also as people read them."""
        known = columns.described(self.register)
        values = {name: given(known[name], [row[known[name].attname] for row in rows]) for name in names}
        texts = {
            name: columns.shown_column(known[name], [row[known[name].attname] for row in rows], on)
            for name in (names if labels else ())
        }
        told = []
        for at, row in enumerate(rows):
            seen = self.seen(row, names)
            one = {"id": row["id"], "revision": row["revision"], **{name: values[name][at] for name in seen}}
            if labels:
                one["labels"] = {name: texts[name][at] for name in seen}
            told.append(one)
        return told

    def seen(self, row: Mapping[str, Any], names: Iterable[str]) -> list[str]:
        """The fields of a row that are given."""
        if self.recording is None or row["place_id"] in self.recording:
            return list(names)
        return [name for name in names if name not in self.register.personal]


def given(what: Described, values: Sequence[Any]) -> list[Any]:
    """A column as JSON holds it without loss: references by what they are typed by, choices by code."""
    if what.kind in ("whole", "yes_no", "facts", "choice"):
        return list(values)
    if what.kind == "text":
        return [None if value is None else str(value) for value in values]
    if what.kind in ("place", "reference"):
        return [text or None for text in columns.written_column(what, values)]
    if what.kind == "number":
        return [None if value is None else shown.number(columns.exact(what, value)) for value in values]
    return [shown.plain(value) for value in values]


def steps(reader: Reader, history: Sequence[Step]) -> list[dict[str, Any]]:
    """What each act did to a record, oldest first; personal fields only where they are given."""
    told = []
    for step in history:
        seen = set(reader.seen(step.values, [name for name, _old, _new in step.changes]))
        told.append(
            {
                "revision": step.revision, "at": shown.plain(step.at), "by": step.who, "verb": step.verb,
                "reason": step.reason, "entry": step.seq, "act": str(step.act), "origin": step.origin,
                "source": step.source, "state": step.state, "blanked": step.blanked,
                "changes": [
                    {"field": name, "old": old, "new": new} for name, old, new in step.changes if name in seen
                ],
            }
        )  # fmt: skip
    return told


def open_move(register: Register, opened: OpenMove, on: date) -> dict[str, Any]:
    return {
        "code": opened.move.code, "label": str(opened.move.label), "to": opened.move.to, "may": opened.may,
        "clause": opened.move.clause or None, "due": due(opened.due, on), "asks": list(opened.move.asks),
        "may_fill": list(opened.move.may_fill), "missing": list(opened.missing), "needs": list(opened.needs),
    }  # fmt: skip


def due(one: Due | None, on: date) -> dict[str, Any] | None:
    """By when and under which article; without a day while the working days of that year are not announced."""
    if one is None:
        return None
    return {
        "day": shown.plain(one.day), "started": shown.plain(one.started), "clause": one.rule.clause,
        "days": one.rule.days, "working": one.rule.working, "extended": shown.plain(one.extended),
        "overdue": one.overdue(on), "left": one.left(on), "not_announced": one.not_announced,
    }  # fmt: skip


def counted(one: Counted) -> dict[str, Any]:
    return {
        "plan": one.plan, "indicator": one.indicator, "month": f"{one.month:%Y%m}" if one.month else None,
        "class": one.class_code, "in_part": one.in_part, "stands_for": one.stands_for,
    }  # fmt: skip


def attachment(kind: str, one: Attachment) -> dict[str, Any]:
    return {
        "id": one.pk, "kind": kind, "name": one.name, "size": one.blob.size, "sha256": one.blob.sha256,
        "type": one.blob.kind, "act": str(one.act),
    }  # fmt: skip


def record(
    reader: Reader, view: RecordView, history: Sequence[Step], moves: Sequence[OpenMove], found: Collection[Counted], on: date
) -> dict[str, Any]:  # fmt: skip
    """One record, whole."""
    names = [*reader.usual(), "withdrawn", "origin", "recorded_at", "changed_at", "facts"]
    own = [name for name in columns.described(reader.register) if name not in {*names, *KEPT_BY_KIT}]
    (told,) = reader.records([view.row.values], [*names, *own], labels=True, on=on)
    return {
        **told,
        "register": reader.register.code,
        "history": steps(reader, history),
        "moves": [open_move(reader.register, one, on) for one in moves],
        "counted_in": [counted(one) for one in found],
        "attachments": [attachment(kind, one) for kind, one in view.attachments],
    }

"""The verbs of every register: record, correct, move, withdraw, attach. One function a verb, for one record and for many.

Each: rights → rows locked → checks → rows, old rows, journal → whoever takes part. Nothing is written when one row is not right.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models
from django.utils import timezone

from zhiheng.accounts.models import Person
from zhiheng.accounts.rights import Actor
from zhiheng.files import services as files
from zhiheng.files.models import Attachment
from zhiheng.files.services import Kept
from zhiheng.journal import queries as journal
from zhiheng.journal.acts import Act, act, forget_salts
from zhiheng.journal.bulk import pieces
from zhiheng.journal.models import Change
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import checking, conditions, messages, registry, rights, writing
from zhiheng.registers.kit.batch import Batch
from zhiheng.registers.kit.declaration import Fault, Move, Register
from zhiheng.registers.kit.faults import Faulty, Found
from zhiheng.registers.kit.models import ORIGINS, Receipt, Revision, SavedView
from zhiheng.registers.kit.table import attnames, field_at, fields, picked, read

Columns = Mapping[str, Sequence[Any]]


# Record


def record(
    actor: Actor,
    register: Register,
    values: Mapping[str, Any],
    *,
    at: datetime,
    origin: str = "typed",
    source: str = "",
    reason: str = "",
) -> int:
    """Record one fact: typed values by field. Returns its primary key.

    Args:
        reason: why the record stands although a soft check asked for a look.

    Raises:
        Refused: `registers.not_allowed`, `registers.at_once`.
        Faulty: with every fault of the values.
    """
    columns = {name: [value] for name, value in values.items()}
    return record_many(actor, register, columns, at=at, origin=origin, source=source, reason=reason)[0]


def record_many(
    actor: Actor,
    register: Register,
    columns: Columns,
    *,
    at: datetime,
    origin: str = "typed",
    source: str | Sequence[str] = "",
    reason: str = "",
) -> list[int]:
    """Record a set of facts, given as columns; returns their primary keys in order. All or nothing."""
    if origin not in ORIGINS:
        raise ValueError(f"unknown origin {origin!r}; known are {ORIGINS}")
    given = whole(register, columns)
    rights.require(actor, rights.recording(register), given["place_id"])
    try:
        with act(actor, f"{register.code}.record", register.code, reason, at=at) as opened:
            standing, found = checking.examined(register, given)
            _refuse_faults(register, found, reason)
            return writing.new(opened, register, standing, origin=origin, source=source)
    except IntegrityError as error:
        raise at_once(error) from error


def whole(register: Register, columns: Columns) -> dict[str, Sequence[Any]]:
    """Typed columns with those that were left out (empty, or the model's default).

    Raises:
        ValueError: for a column that cannot be typed, or columns of unlike length.
    """
    given = checking.normal(register, columns)
    if "state" in given and "state" not in register.entry:
        raise ValueError(f"the state of {register.code} moves by its moves")
    count = len(next(iter(given.values())))
    if any(len(values) != count for values in given.values()):
        raise ValueError("columns of unlike length")
    filled = {
        field.attname: given[field.attname] if field.attname in given else [empty_value(field) for _ in range(count)]
        for field in checking.typed_fields(register)
    }
    if "state" in given:
        filled["state"] = given["state"]
    return filled


def empty_value(field: Any) -> Any:
    """What a field holds that nobody filled in."""
    if field.has_default():
        return field.get_default()
    return None if field.null or not field.empty_strings_allowed else ""


def _refuse_faults(register: Register, found: Sequence[Found], reason: str) -> None:
    """Hard faults always refuse; soft ones until a reason is given."""
    if any(one.hard for one in found) or (found and not reason.strip()):
        raise Faulty(register, sorted(found, key=lambda one: (not one.hard, one.row)))


def at_once(error: IntegrityError) -> Refused:
    """Only what two people can cause at the same moment; everything else is a fault of the program."""
    if "unique" not in str(error).lower():
        raise error
    return Refused("registers.at_once", messages.AT_ONCE)


# Correct


def correct(
    actor: Actor,
    register: Register,
    record: int,
    values: Mapping[str, Any],
    *,
    at: datetime,
    reason: str = "",
    seen: int | None = None,
) -> bool:
    """Correct typed values of one record; False when nothing differs.

    Args:
        reason: needed where the record is settled or a soft check asks for it.
        seen: revision that the corrector looked at; another one standing now is refused.
    """
    columns = {name: [value] for name, value in values.items()}
    changed = correct_many(
        actor, register, [record], columns, at=at, reason=reason, seen=None if seen is None else [seen]
    )
    return bool(changed)


def correct_many(
    actor: Actor,
    register: Register,
    records: Sequence[int],
    columns: Columns,
    *,
    at: datetime,
    reason: str = "",
    seen: Sequence[int] | None = None,
) -> list[int]:
    """Correct a set: a column of new values for each field, in the order of `records`. Returns the keys that changed.

    Raises:
        Refused: `registers.not_there`, `registers.not_allowed`, `registers.withdrawn`, `registers.changed_meanwhile`,
            `registers.reason_needed`.
        Faulty: with every fault of the rows as they would stand.
    """
    given = checking.normal(register, columns)
    if "state" in given and "state" not in register.entry:
        raise ValueError(f"the state of {register.code} moves by its moves")
    try:
        with act(
            actor, f"{register.code}.correct", _subject(register, records), reason, at=at, skip_empty=True
        ) as opened:
            before, order = _locked(actor, register, records)
            changes: dict[str, Sequence[Any]] = {name: [values[one] for one in order] for name, values in given.items()}
            rights.require(
                actor, rights.recording(register), {*before.columns["place_id"], *changes.get("place_id", ())}
            )
            _refuse_withdrawn(register, before)
            _refuse_other_revision(register, before, None if seen is None else [seen[one] for one in order])
            after, found = checking.examined(register, {**before.columns, **changes}, ids=before.ids, only=set(changes))
            _refuse_faults(register, found, reason)
            changes = {name: values for name, values in after.items() if values is not before.columns[name]}
            touched = _differing(before, changes)
            _refuse_settled_without_reason(register, [before.columns["state"][one] for one in touched], reason)
            return writing.changed(opened, register, before, changes)
    except IntegrityError as error:
        raise at_once(error) from error


def _differing(before: Batch, changes: Columns) -> list[int]:
    return [
        at
        for at in range(len(before))
        if any(before.columns[name][at] != values[at] for name, values in changes.items())
    ]


def _subject(register: Register, records: Collection[int]) -> str:
    return f"{register.code}/{next(iter(records))}" if len(records) == 1 else register.code


def _locked(actor: Actor, register: Register, records: Sequence[int]) -> tuple[Batch, list[int]]:
    """The rows, ours until the end of the act, and for each the position at which it was asked for."""
    if not records:
        raise Refused("registers.empty_set", messages.EMPTY_SET)
    wanted = {key: at for at, key in enumerate(records)}
    if len(wanted) != len(records):
        raise ValueError("a record stands twice in the set")
    before = read(register.model, wanted, lock=True)
    seen = rights.place_keys(actor, rights.seeing(register))
    if len(before) != len(wanted) or (seen is not None and not set(before.columns["place_id"]) <= seen):
        raise Refused("registers.not_there", messages.NOT_THERE)
    return before, [wanted[key] for key in before.ids]


def _refuse_withdrawn(register: Register, before: Batch) -> None:
    if True in before.columns["withdrawn"]:
        at = before.columns["withdrawn"].index(True)
        raise Refused("registers.withdrawn", messages.WITHDRAWN, **_last_hand(register, before, at))


def _refuse_other_revision(register: Register, before: Batch, seen: Sequence[int] | None) -> None:
    for at, (stands, was) in enumerate(zip(before.columns["revision"], seen or (), strict=False)):
        if stands != was:
            raise Refused("registers.changed_meanwhile", messages.CHANGED_MEANWHILE, **_last_hand(register, before, at))


def settled(register: Register) -> frozenset[str]:
    """States in which a record is settled: later changes need a correction with a reason."""
    return frozenset(move.to for move in register.moves if move.ends)


def _refuse_settled_without_reason(register: Register, states: Iterable[str], reason: str) -> None:
    if not reason.strip() and settled(register) & set(states):
        raise Refused("registers.reason_needed", messages.REASON_NEEDED)


def _last_hand(register: Register, before: Batch, at: int) -> dict[str, object]:
    """Name of a record, and who wrote it last on which day."""
    entry = journal.entries_of([before.columns["act"][at]]).get(before.columns["act"][at])
    return {
        "name": before.columns[attnames(register.model)[register.named_by]][at] or before.ids[at],
        "who": hand(entry.actor) if entry else "–",
        "day": timezone.localtime(before.columns["changed_at"][at]).date().isoformat(),
    }


def hand(reference: str) -> str:
    """Who acted, as colleagues know them: the person's name, else what the journal wrote."""
    name = Person.objects.filter(code=reference.split("/", 1)[0]).values_list("name", flat=True).first()
    return name or reference


# Move


def move(
    actor: Actor,
    register: Register,
    records: Sequence[int],
    move: str,
    values: Mapping[str, Any] | None = None,
    *,
    at: datetime,
    reason: str = "",
) -> list[int]:
    """Move a set of records from one state to the next; the same values are filled in for all. All or nothing.

    Raises:
        Refused: `registers.no_such_move`, `registers.not_there`, `registers.not_allowed`, `registers.withdrawn`,
            `registers.moved_on` (says the state that was found and who put it there), `registers.evidence_needed`.
        Faulty: a field that the move asks for is empty, or what must hold does not.
    """
    step = next((one for one in register.moves if one.code == move), None)
    if step is None:
        raise Refused("registers.no_such_move", messages.NO_SUCH_MOVE)
    given = _fillable(register, step, values or {})
    verb = f"{register.code}.{step.code}"
    with act(actor, verb, _subject(register, records), reason, at=at) as opened:
        before, _ = _locked(actor, register, records)
        rights.require(actor, rights.moving(step), before.columns["place_id"])
        _refuse_withdrawn(register, before)
        _refuse_moved_on(register, step, before)
        changes: dict[str, Sequence[Any]] = {name: [value] * len(before) for name, value in given.items()}
        after, found = _after_move(register, step, before, changes)
        _refuse_faults(register, found, reason)
        _refuse_without_evidence(register, step, before)
        changes = {name: values for name, values in after.items() if values is not before.columns[name]}
        return writing.changed(opened, register, before, {**changes, "state": [step.to] * len(before)})


def _fillable(register: Register, step: Move, values: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: column[0] for name, column in checking.normal(register, {n: [v] for n, v in values.items()}).items()}
    known = attnames(register.model)
    allowed = {known[name] for name in (*step.asks, *step.may_fill)}
    for name in given:
        if name not in allowed:
            raise Refused("registers.not_in_move", messages.NOT_IN_MOVE, label=checking.shown(register, name))
    return given


def _refuse_moved_on(register: Register, step: Move, before: Batch) -> None:
    for at, state in enumerate(before.columns["state"]):
        if state not in step.from_:
            raise Refused(
                "registers.moved_on", messages.MOVED_ON,
                state=register.states.get(state, state), to=register.states.get(step.to, step.to), found=state,
                **_last_hand(register, before, at),
            )  # fmt: skip


def _after_move(
    register: Register, step: Move, before: Batch, changes: Columns
) -> tuple[dict[str, Sequence[Any]], list[Found]]:
    """Rows as they would stand, and: asked fields that are empty, values that are not right, checks of register and move."""
    known = attnames(register.model)
    standing = {**before.columns, **changes}
    missing = [
        Found(at, Fault("missing", name))
        for name in step.asks
        for at, value in enumerate(standing[known[name]])
        if value is None or value == ""
    ]
    after, found = checking.examined(
        register, standing, ids=before.ids, only=set(changes), aside={one.row for one in missing}
    )
    faults = [*missing, *found]
    if step.check is not None and not faults:
        for at, row in enumerate(checking.rows(register, after)):
            faults += [Found(at, fault) for fault in step.check(row)]
    return after, faults


def _refuse_without_evidence(register: Register, step: Move, before: Batch) -> None:
    if not step.evidence:
        return
    there = {
        record
        for kind in step.evidence
        for record in Attachment.objects.filter(
            register=evidence_of(register, kind), record__in=[str(key) for key in before.ids]
        ).values_list("record", flat=True)
    }
    for at, key in enumerate(before.ids):
        if str(key) not in there:
            kinds = " / ".join(str(register.evidence.get(kind, kind)) for kind in step.evidence)
            raise Refused(
                "registers.evidence_needed", messages.EVIDENCE_NEEDED, kinds=kinds,
                name=before.columns[attnames(register.model)[register.named_by]][at],
            )  # fmt: skip


# Withdraw


def withdraw(actor: Actor, register: Register, records: Sequence[int], *, at: datetime, reason: str) -> list[int]:
    """Withdraw records that should never have been recorded: they stay, marked, and count no longer.

    Raises:
        Refused: `registers.reason_needed` and as in `correct_many`.
    """
    if not reason.strip():
        raise Refused("registers.reason_needed", messages.REASON_NEEDED)
    with act(actor, f"{register.code}.withdraw", _subject(register, records), reason, at=at) as opened:
        before, _ = _locked(actor, register, records)
        rights.require(actor, rights.recording(register), before.columns["place_id"])
        _refuse_withdrawn(register, before)
        return writing.changed(opened, register, before, {"withdrawn": [True] * len(before)})


# Take back


UNDO_WITHIN = timedelta(hours=24)


def undo(actor: Actor, act_id: UUID, *, at: datetime, reason: str = "") -> int:
    """Take back an import: new records are withdrawn, corrected ones get their earlier values again. Returns how many.

    Raises:
        Refused: `registers.no_such_import`, `registers.not_allowed`, `registers.undone_already`, `registers.too_late`,
            `registers.moved_since` when one of the records was changed after the import.
    """
    receipt = Receipt.objects.filter(act=act_id).first()
    if receipt is None or not registry.known(receipt.register):
        raise Refused("registers.no_such_import", messages.NO_SUCH_IMPORT)
    register = registry.register(receipt.register)
    if at - receipt.at > UNDO_WITHIN:
        raise Refused("registers.too_late", messages.TOO_LATE)
    with act(actor, f"{register.code}.undo", register.code, reason or receipt.name, at=at) as opened:
        taken = Receipt.objects.filter(pk=receipt.pk, undone_by__isnull=True).update(undone_by=opened.id, undone_at=at)
        if not taken:
            raise Refused("registers.undone_already", messages.UNDONE_ALREADY)
        written = Change.objects.filter(act=act_id, register=register.code).order_by("position")
        keys = [int(record) for record in written.values_list("record", flat=True)]
        before, _ = _locked(actor, register, keys)
        rights.require(actor, rights.recording(register), before.columns["place_id"])
        _refuse_moved_since(register, before, act_id)
        _take_back(opened, register, before)
        return len(before)


def _refuse_moved_since(register: Register, before: Batch, act_id: UUID) -> None:
    moved = [at for at, wrote in enumerate(before.columns["act"]) if wrote != act_id]
    if moved:
        name = before.columns[attnames(register.model)[register.named_by]][moved[0]]
        raise Refused("registers.moved_since", messages.MOVED_SINCE, count=len(moved), name=name)


def _take_back(opened: Act, register: Register, before: Batch) -> None:
    fresh = [at for at, revision in enumerate(before.columns["revision"]) if revision == 1]
    writing.changed(opened, register, picked(before, fresh), {"withdrawn": [True] * len(fresh)})
    earlier = [at for at, revision in enumerate(before.columns["revision"]) if revision > 1]
    if not earlier:
        return
    some = picked(before, earlier)
    wanted = dict(zip(some.ids, some.columns["revision"], strict=True))
    kept = {
        one.record: one
        for piece in pieces(sorted(wanted))
        for one in Revision.objects.filter(register=register.code, record__in=piece)
        if one.revision == wanted[one.record] - 1
    }
    rows = [conditions.typed_row(register, key, kept[key].values) for key in some.ids]
    names = [name for name in rows[0] if name not in ("id", "revision")]
    writing.changed(opened, register, some, {name: [row[name] for row in rows] for name in names})


# Personal fields


def blank(actor: Actor, register: Register, records: Sequence[int], *, at: datetime, reason: str) -> int:
    """Blank the personal fields of records, in what stands and in every earlier revision. Returns how many records.

    The salts of those revisions go, too: the digests in the journal stay and no longer tell what stood there.

    Raises:
        Refused: `registers.no_personal`, `registers.reason_needed`, `registers.not_there`, `registers.not_allowed`.
    """
    if not register.personal:
        raise Refused("registers.no_personal", messages.NO_PERSONAL)
    if not reason.strip():
        raise Refused("registers.reason_needed", messages.REASON_NEEDED)
    known = attnames(register.model)
    names = [known[name] for name in register.personal]
    with act(actor, f"{register.code}.blank", _subject(register, records), reason, at=at) as opened:
        before, _ = _locked(actor, register, records)
        rights.require(actor, rights.recording(register), before.columns["place_id"])
        empty = {name: _blank(register, name) for name in names}
        writing.changed(opened, register, before, {name: [value] * len(before) for name, value in empty.items()})
        for some in pieces(before.ids):
            _blank_revisions(opened, register, some, empty)
        return len(before)


def _blank(register: Register, name: str) -> Any:
    field = field_at(register.model, name)
    return None if field.null else ("" if field.empty_strings_allowed else field.get_default())


def _blank_revisions(opened: Act, register: Register, records: Sequence[int], empty: Mapping[str, Any]) -> None:
    """Earlier rows keep everything but the personal fields; where there were some, the salt goes."""
    touched = []
    for one in Revision.objects.filter(register=register.code, record__in=records):
        if any(one.values.get(name) not in (None, value) for name, value in empty.items()):
            one.values = {**one.values, **empty}
            one.blanked = True
            touched.append(one)
    Revision.objects.bulk_update(touched, ["values", "blanked"], batch_size=200)
    forget_salts(register.code, [(str(one.record), one.revision) for one in touched])


# Merged enterprises


def repoint(
    opened: Act, model: type[models.Model], old: int, new: int, *, registers: Iterable[Register] | None = None
) -> dict[str, list[int]]:
    """Let every record that points to one row of a model point to another, in all registers, as one set each.

    For merging enterprises, within the act of the merge, whose service has asked for the right. What hangs on the
    records, the journal and the figures follow, because each changed row is an ordinary revision.

    Returns:
        register code → primary keys that were re-pointed; `repoint_back` takes them to undo it.
    """
    moved: dict[str, list[int]] = {}
    for register in registry.registers() if registers is None else registers:
        for field in fields(register.model).values():
            if field.is_relation and field.related_model is model:
                keys = list(
                    register.model._default_manager.filter(**{field.attname: old})
                    .order_by("pk")
                    .values_list("pk", flat=True)
                )
                moved.setdefault(register.code, []).extend(_pointed(opened, register, field.attname, keys, new))
    return {code: sorted(set(keys)) for code, keys in moved.items() if keys}


def repoint_back(
    opened: Act, model: type[models.Model], moved: Mapping[str, Sequence[int]], old: int, new: int
) -> None:
    """Undo `repoint`: those of the records that still point to `new` point to `old` again."""
    for code, keys in moved.items():
        register = registry.register(code)
        for field in fields(register.model).values():
            if field.is_relation and field.related_model is model:
                _pointed(opened, register, field.attname, keys, old, only=new)


def _pointed(
    opened: Act, register: Register, name: str, keys: Sequence[int], to: int, only: int | None = None
) -> list[int]:
    if not keys:
        return []
    before = read(register.model, keys, lock=True)
    if only is not None:
        before = picked(before, [at for at, value in enumerate(before.columns[name]) if value == only])
    return writing.changed(opened, register, before, {name: [to] * len(before)})


# Saved views


def save_view(actor: Actor, register: Register, name: str, asked: Mapping[str, Any], *, at: datetime) -> None:
    """Keep filters, order and columns under a name, for this person; the same name again replaces them.

    Raises:
        Refused: `registers.name_needed`.
    """
    name = name.strip()
    if not 0 < len(name) <= 60:
        raise Refused("registers.name_needed", messages.NAME_NEEDED)
    rights.require(actor, rights.seeing(register), ())
    with act(actor, "registers.save_view", register.code, name, at=at) as opened:
        SavedView.objects.update_or_create(
            owner=actor.code, register=register.code, name=name, defaults={"asked": dict(asked), "act": opened.id}
        )


def drop_view(actor: Actor, register: Register, name: str, *, at: datetime) -> None:
    """Forget a saved view of this person.

    Raises:
        Refused: `registers.no_such_view`.
    """
    with act(actor, "registers.drop_view", register.code, name, at=at):
        gone, _ = SavedView.objects.filter(owner=actor.code, register=register.code, name=name).delete()
        if not gone:
            raise Refused("registers.no_such_view", messages.NO_SUCH_VIEW)


# Evidence


def evidence_of(register: Register, kind: str) -> str:
    """The name under which the room of files keeps documents of one kind of a register."""
    return f"{register.code}/{kind}"


def attach(actor: Actor, register: Register, record: int, kept: Kept, kind: str, *, at: datetime) -> Attachment:
    """Attach a kept file to a record as evidence of a kind that the register knows.

    Raises:
        Refused: `registers.no_such_evidence`, `registers.not_there`, `registers.not_allowed`.
    """
    if kind not in register.evidence:
        raise Refused("registers.no_such_evidence", messages.NO_SUCH_EVIDENCE, kind=kind)
    with act(actor, f"{register.code}.attach", f"{register.code}/{record}", at=at, skip_empty=True) as opened:
        before, _ = _locked(actor, register, [record])
        may = frozenset(role for step in register.moves for role in step.by) | rights.recording(register)
        rights.require(actor, may, before.columns["place_id"])
        return files.attach(kept, evidence_of(register, kind), record, opened=opened)

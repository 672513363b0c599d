"""Merging two records of one enterprise, and taking a merging back.

Everything that points to the merged record points to the kept one afterwards, register by register and as one set each,
so that what is counted once per enterprise follows. What was re-pointed is written down, so that it can be taken back.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import lazy

from zhiheng.accounts.rights import Actor
from zhiheng.accounts.roles import DEPARTMENT, OFFICE, OPERATOR
from zhiheng.journal.acts import Act, act
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import registry, rights, writing
from zhiheng.registers.kit.batch import Batch
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.table import fields, read
from zhiheng.registers.parties import messages, rules
from zhiheng.registers.parties.declarations import ENTERPRISE
from zhiheng.registers.parties.models import Enterprise, EnterpriseName, Merge

MAY_MERGE = frozenset({OFFICE, DEPARTMENT, OPERATOR})


def merging(actor: Actor, kept: int, gone: int) -> rules.Merging:
    """What a merging would settle by itself, and the fields in which the two records differ.

    Raises:
        Refused: `parties.same_enterprise`, `parties.already_merged`, `registers.not_allowed`.
    """
    ours, theirs = _both(actor, kept, gone, lock=False)
    return rules.merging(ours, theirs)


def merge(
    actor: Actor, kept: int, gone: int, choices: Mapping[str, str] | None = None, *, reason: str, at: datetime
) -> Merge:
    """Let one record take the place of another one of the same enterprise.

    Args:
        choices: field in which the two differ → "kept" or "gone", for every one of them.

    Raises:
        Refused: `parties.same_enterprise`, `parties.already_merged`, `parties.unsettled` (says which fields),
            `parties.reason_missing`, `registers.not_allowed`.
    """
    if not reason.strip():
        raise Refused("parties.reason_missing", messages.REASON_MISSING)
    with act(actor, "parties.merge", f"{ENTERPRISE.code}/{kept}", reason, at=at) as opened:
        ours, theirs = _both(actor, kept, gone, lock=True)
        found = rules.merging(ours, theirs)
        if open_ := rules.unsettled(found, choices or {}):
            raise Refused("parties.unsettled", messages.UNSETTLED, fields=lazy(_labels, str)(tuple(open_)))
        values = _settled(found, choices or {})
        _write(opened, gone, {"state": "merged", "merged_into_id": kept, "withdrawn": True})
        _write(opened, kept, _with_derived(ours, values))
        _take_names(opened, ours, theirs)
        made = Merge.objects.create(
            kept_id=kept, gone_id=gone, state_before=theirs["state"],
            taken={name: {"before": _plain(ours[name]), "after": _plain(value)} for name, value in values.items()},
            pointed=_repoint(opened, gone, kept), reason=reason, at=at, act=opened.id,
        )  # fmt: skip
        opened.changed("parties.merge", made.pk, None, _told(made))
        return made


def undo(actor: Actor, merge: int, *, reason: str, at: datetime) -> Merge:
    """Take a merging back: the record stands again, and what still points to the kept one points to it as before.

    Values that were taken over go back unless somebody changed them since.

    Raises:
        Refused: `parties.not_merged`, `parties.merged_on` where the kept record was merged itself, `registers.not_allowed`.
    """
    if not reason.strip():
        raise Refused("parties.reason_missing", messages.REASON_MISSING)
    with act(actor, "parties.undo_merge", f"parties.merge/{merge}", reason, at=at) as opened:
        made = Merge.objects.select_for_update().get(pk=merge)
        if made.undone_at is not None:
            on = timezone.localtime(made.undone_at).date().isoformat()
            raise Refused("parties.not_merged", messages.NOT_MERGED, on=on)
        ours, theirs = _row(made.kept_id, lock=True), _row(made.gone_id, lock=True)
        rights.require(actor, MAY_MERGE, {ours["place_id"], theirs["place_id"]})
        if ours["state"] == "merged":
            raise Refused("parties.merged_on", messages.MERGED_ON, name=ours["name"])
        before = _told(made)
        back = {name: _given(name, was["before"]) for name, was in made.taken.items()
                if _plain(ours[name]) == was["after"]}  # fmt: skip
        _write(opened, made.kept_id, _with_derived(ours, back))
        _write(opened, made.gone_id, {"state": made.state_before, "merged_into_id": None, "withdrawn": False})
        EnterpriseName.objects.filter(act=made.act, kind="merged").delete()
        _point_back(opened, made)
        Merge.objects.filter(pk=merge).update(undone_at=at, undone_act=opened.id)
        made.refresh_from_db()
        opened.changed("parties.merge", made.pk, before, _told(made))
        return made


# Reading and writing single enterprises


def _row(key: int, *, lock: bool) -> dict[str, Any]:
    found = read(Enterprise, [key], lock=lock)
    if not found.ids:
        raise Refused("registers.not_there", messages.NOT_THERE)
    return next(found.rows())


def _both(actor: Actor, kept: int, gone: int, *, lock: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    if kept == gone:
        raise Refused("parties.same_enterprise", messages.SAME_ENTERPRISE)
    low, high = (_row(key, lock=lock) for key in sorted((kept, gone)))
    ours, theirs = (low, high) if kept < gone else (high, low)
    rights.require(actor, MAY_MERGE, {ours["place_id"], theirs["place_id"]})
    for one in (ours, theirs):
        if one["state"] == "merged":
            raise Refused("parties.already_merged", messages.ALREADY_MERGED, name=one["name"])
    return ours, theirs


def _settled(found: rules.Merging, choices: Mapping[str, str]) -> dict[str, Any]:
    chosen = {one.field: one.gone for one in found.conflicts if choices[one.field] == "gone"}
    return {**found.filled, **chosen}


def _with_derived(row: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, **rules.derived({**row, **values})} if values else {}


def _write(opened: Act, key: int, values: Mapping[str, Any]) -> None:
    if values:
        before = read(Enterprise, [key], lock=True)
        writing.changed(opened, ENTERPRISE, before, {name: [value] for name, value in values.items()})


def _take_names(opened: Act, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> None:
    """The kept record is found by everything that found the merged one."""
    known = EnterpriseName.objects.filter(enterprise=theirs["id"])
    names = [(theirs["name"], theirs["uscc"] or ""), *known.values_list("name", "uscc")]
    rows = {
        rules.name_key(name): EnterpriseName(
            enterprise_id=ours["id"], kind="merged", name=name, name_key=rules.name_key(name), uscc=code, act=opened.id
        )
        for name, code in reversed(names)
    }
    EnterpriseName.objects.bulk_create(rows.values(), ignore_conflicts=True)


# Re-pointing, field by field: a record may point to both enterprises


def _pointers() -> Iterator[tuple[Register, str]]:
    """Every field of every register that points to an enterprise."""
    for register in registry.registers():
        for field in fields(register.model).values():
            if field.is_relation and field.related_model is Enterprise:
                yield register, field.attname


def _repoint(opened: Act, old: int, new: int) -> list[dict[str, Any]]:
    pointed = []
    for register, attname in _pointers():
        rows = register.model._default_manager.filter(**{attname: old}).exclude(pk=old if register is ENTERPRISE else 0)
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if keys and (moved := _point(opened, register, attname, keys, old, new)):
            pointed.append({"register": register.code, "field": attname, "records": moved})
    return pointed


def _point_back(opened: Act, made: Merge) -> None:
    for one in made.pointed:
        register = registry.register(one["register"])
        _point(opened, register, one["field"], one["records"], made.kept_id, made.gone_id)


def _point(opened: Act, register: Register, attname: str, keys: Sequence[int], old: int, new: int) -> list[int]:
    """Records that still point to `old` point to `new`; returns those that did."""
    found = read(register.model, keys, lock=True)
    at = [one for one, value in enumerate(found.columns[attname]) if value == old]
    if not at:
        return []
    before = Batch(
        [found.ids[one] for one in at],
        {name: [values[one] for one in at] for name, values in found.columns.items()},
    )
    return writing.changed(opened, register, before, {attname: [new] * len(at)})


# Values in words and in JSON


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _given(name: str, value: Any) -> Any:
    """A value that was kept as JSON, as its column takes it."""
    return date.fromisoformat(value) if value is not None and name.endswith("_on") else value


def _labels(names: Sequence[str]) -> str:
    separator = str(messages.LIST_SEPARATOR)
    return separator.join(str(_label(name)) for name in names)


def _label(name: str) -> Any:
    return next(field.verbose_name for field in fields(Enterprise).values() if name in (field.name, field.attname))


def _told(made: Merge) -> dict[str, Any]:
    return {
        "kept": made.kept_id, "gone": made.gone_id, "taken": made.taken, "pointed": made.pointed, "reason": made.reason,
        "undone": made.undone_act,
    }  # fmt: skip

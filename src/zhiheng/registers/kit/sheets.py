"""The round trip of files: a template out, any ledger in; a dry run first, then all rows or only the right ones.

The same file twice changes nothing: a row is known by its hidden number, else by the register's key.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import Q

from zhiheng.accounts.rights import Actor
from zhiheng.files import services as files
from zhiheng.journal import bulk
from zhiheng.journal.acts import Act, act
from zhiheng.registers.kit import cells, checking, columns, conditions, matching, messages, rights, services, writing
from zhiheng.registers.kit.batch import Batch
from zhiheng.registers.kit.cells import Sheet, UnreadableError
from zhiheng.registers.kit.declaration import Fault, Register
from zhiheng.registers.kit.faults import Found
from zhiheng.registers.kit.matching import ID, Matched
from zhiheng.registers.kit.models import Matching, Receipt
from zhiheng.registers.kit.table import attnames, picked, read
from zhiheng.registers.kit.trials import Outcome, Trial
from zhiheng.registers.kit.workbooks import returned, template

__all__ = ["LARGEST", "MOST_ROWS", "bring_in", "returned", "template", "trial"]

LARGEST = 60_000_000
MOST_ROWS = 200_000
MOST_LIKELY = 5_000
FILES = "registers.import"
_TOTALS = frozenset({"合计", "总计", "小计", "total", "sum"})

ByHand = Mapping[str, str]


def trial(
    actor: Actor,
    register: Register,
    *,
    name: str,
    content: bytes,
    by_hand: ByHand | None = None,
    reason: str = "",
) -> Trial:
    """Read a file and say what importing it would do. Writes nothing.

    Args:
        by_hand: head as written → field, as matched by a person ("" leaves the column aside).
        reason: as it would be given with the import; rows that need one are wrong without it.

    Raises:
        Refused: `registers.not_allowed` for an actor who may not record in this register anywhere.
    """
    rights.require(actor, rights.recording(register), ())
    read_in = _read(register, name, content, by_hand)
    if isinstance(read_in, Trial):
        return read_in
    told = _examined(actor, register, read_in, reason, lock=False)
    return _trial(read_in, told, likely=_likely(actor, register, told))


def bring_in(
    actor: Actor,
    register: Register,
    *,
    name: str,
    content: bytes,
    at: datetime,
    partial: bool = False,
    by_hand: ByHand | None = None,
    reason: str = "",
) -> Trial:
    """Import a file: all rows, or nothing when one is wrong; with `partial` the right rows.

    What was written can be taken back within a day (`services.undo` with the trial's act). The file itself is kept.

    Raises:
        Refused: `registers.not_allowed`, `registers.at_once`, or a file of a kind that is not kept.
    """
    rights.require(actor, rights.recording(register), ())
    with bulk.roomy():
        read_in = _read(register, name, content, by_hand)
        if isinstance(read_in, Trial):
            return read_in
        try:
            return _brought_in(actor, register, read_in, content, at=at, partial=partial, reason=reason)
        except IntegrityError as error:
            raise services.at_once(error) from error


def _brought_in(
    actor: Actor, register: Register, read_in: "_ReadIn", content: bytes, *, at: datetime, partial: bool, reason: str
) -> Trial:
    """Looked at once more under the locks, then written."""
    name = read_in.name
    with act(actor, f"{register.code}.import", register.code, reason or name, at=at, skip_empty=True) as opened:
        told = _examined(actor, register, read_in, reason, lock=True)
        done = _trial(read_in, told)
        if (done.wrong and not partial) or not done.counts["new"] + done.counts["changed"]:
            return done
        written = _written(opened, register, read_in, told)
        files.attach(files.keep([content], name), FILES, opened.id, opened=opened)
        _remember(opened, register, read_in.matched)
        _receipt(opened, actor, done)
    return replace(done, act=opened.id, written=written)


# Reading


@dataclass(frozen=True)
class _ReadIn:
    """A file's records as typed columns by `attname`, with the faults of reading them."""

    register: Register
    name: str
    sha256: str
    sheet: Sheet
    matched: Matched
    numbers: Sequence[int]
    left: Sequence[int]
    typed: Mapping[str, Sequence[Any]]
    empty: Mapping[str, Sequence[bool] | None]
    """Which cells were empty, by `attname`; None where none was."""
    found: Sequence[Found]
    ids: Sequence[str]


def _read(register: Register, name: str, content: bytes, by_hand: ByHand | None) -> _ReadIn | Trial:
    digest = hashlib.sha256(content).hexdigest()
    try:
        sheets = cells.sheets(content, largest=LARGEST, most_rows=MOST_ROWS)
        sheet, heads = matching.best_sheet(register, sheets, by_hand)
    except UnreadableError as error:
        return Trial(register, name, digest, message=messages.about_file(error.code, error.values))
    numbers, left, texts = _records(register, sheet, heads)
    if not numbers:
        return Trial(register, name, digest, sheet, heads, left=left, message=messages.about_file("no_rows", {}))
    typed: dict[str, Sequence[Any]] = {}
    empty: dict[str, Sequence[bool] | None] = {}
    found: list[Found] = []
    for field, column in texts.items():
        if field == ID:
            continue
        what = columns.describe(register, field)
        typed[what.attname], faults = columns.read_column(what, column)
        found += [Found(at, fault) for at, fault in faults.items()]
        empty[what.attname] = [not text.strip() for text in column] if "" in column or " " in column else None
    return _ReadIn(register, name, digest, sheet, heads, numbers, left, typed, empty, found, texts.get(ID, ()))


def _records(
    register: Register, sheet: Sheet, heads: Matched
) -> tuple[Sequence[int], list[int], dict[str, Sequence[str]]]:
    """Numbers of the rows that hold records, of those that hold none, and the cells of each matched column."""
    below = sheet.rows[heads.last + 1 :]
    if not below:
        return (), [], {}
    across = list(zip(*below, strict=True))
    texts: dict[str, Sequence[str]] = {field: across[at] for field, at in heads.columns.items()}
    named = texts.get(register.named_by, ())
    first = heads.last + 2
    doubtful = [at for at in range(len(below)) if not named or not named[at].strip()]
    doubtful += (
        [at for at in range(len(below)) if columns.joined(below[at][0]) in _TOTALS]
        if any(one in _TOTALS for one in {text.strip() for text in across[0]})
        else []
    )
    blank, left = set(), []
    known = set(matching.known_heads(register))
    for at in dict.fromkeys(doubtful):
        told = [texts[field][at].strip() for field in texts if field != ID and texts[field][at].strip()]
        if not any(map(str.strip, below[at])) or (heads.ours and not told):
            blank.add(at)
        elif len(told) <= 1 or columns.joined(below[at][0]) in _TOTALS or _is_head(told, known):
            left.append(at)
    out = blank | set(left)
    if not out:
        return range(first, first + len(below)), [], texts
    kept = [at for at in range(len(below)) if at not in out]
    return (
        [first + at for at in kept],
        [first + at for at in left],
        {field: [column[at] for at in kept] for field, column in texts.items()},
    )


def _is_head(told: Sequence[str], known: set[str]) -> bool:
    return all(matching.head_key(text) in known for text in told)


# What each row would do


@dataclass(frozen=True)
class _Examined:
    whole: Mapping[str, Sequence[Any]]
    """Every typed column of every row as it would stand, by `attname`."""
    before: Batch
    position: Sequence[int | None]
    """Position in `before` of the record that a row is about."""
    outcomes: Sequence[Outcome]
    found: Sequence[Found]
    changed: Mapping[int, Sequence[str]]
    """Row → names of the columns that differ."""


def _examined(actor: Actor, register: Register, read_in: _ReadIn, reason: str, *, lock: bool) -> _Examined:
    count = len(read_in.numbers)
    found = list(read_in.found)
    unread = {one.row for one in found}
    targets = _targets(register, read_in)
    before = read(register.model, {key for key in targets if key is not None}, lock=lock)
    seen = rights.place_keys(actor, rights.seeing(register))
    here = {key: at for at, key in enumerate(before.ids) if seen is None or before.columns["place_id"][at] in seen}
    position: list[int | None] = [None] * count
    if before.ids or any(targets):
        position = [here.get(key) if key is not None else None for key in targets]
        found += _not_there(register, read_in, targets, position)
    completed = _completed(register, read_in, before, position, unread)
    whole, told = checking.examined(register, completed, aside=unread, duplicates=False)
    changed = _changes(before, position, whole) if before.ids else {}
    found += _of_written_rows(told, unread, position, changed)
    found += _repeated(register, read_in, whole, targets)
    found += _not_yours(actor, register, read_in, whole, before, position, changed)
    found += _moved_on(register, read_in, before, position, changed, reason)
    wrong = {one.row for one in found if one.hard or not reason.strip()}
    outcomes: list[Outcome] = [
        "wrong" if at in wrong else "new" if position[at] is None else "changed" if at in changed else "same"
        for at in range(count)
    ]
    return _Examined(whole, before, position, outcomes, found, changed)


def _targets(register: Register, read_in: _ReadIn) -> list[int | None]:
    """Primary key of the record that each row is about: by its hidden number, else by the register's key."""
    targets: list[int | None] = [None] * len(read_in.numbers)
    for at, told in enumerate(read_in.ids):
        number = told.split("/", 1)[0].strip()
        if number.isascii() and number.isdigit():
            targets[at] = int(number)
    names = [attnames(register.model)[name] for name in register.key]
    if names and all(name in read_in.typed for name in names):
        keys = list(zip(*(read_in.typed[name] for name in names), strict=True))
        standing = checking.standing(register, keys)
        if standing:
            targets = [told if told is not None else standing.get(key) for told, key in zip(targets, keys, strict=True)]
    return targets


def _not_there(
    register: Register, read_in: _ReadIn, targets: Sequence[int | None], position: Sequence[int | None]
) -> list[Found]:
    found = []
    for at, (key, here) in enumerate(zip(targets, position, strict=True)):
        if key is not None and here is None:
            by_number = bool(read_in.ids) and bool(read_in.ids[at].strip())
            name = "" if by_number else register.key[-1]
            found.append(Found(at, Fault("gone" if by_number else "elsewhere", name)))
    return found


def _completed(
    register: Register,
    read_in: _ReadIn,
    before: Batch,
    position: Sequence[int | None],
    unread: set[int],
) -> dict[str, Sequence[Any]]:
    """Typed columns as they would stand: what the file says, else what stands, else what the model takes by itself.

    An empty cell of our own template empties the field; in any other ledger it takes nothing back.
    """
    whole: dict[str, Sequence[Any]] = {}
    count = len(position)
    standing = [at for at, here in enumerate(position) if here is not None]
    for field in checking.typed_fields(register):
        name = field.attname
        given = read_in.typed.get(name)
        fresh = services.empty_value(field)
        column: list[Any]
        if given is None:
            column = [fresh] * count
        elif read_in.empty[name] is None or (fresh in (None, "") and not standing):
            column = given if not standing else list(given)  # type: ignore[assignment]
        else:
            blank = read_in.empty[name]
            column = [fresh if no else value for value, no in zip(given, blank or (), strict=True)]
        for at in standing:
            here = position[at] or 0
            if given is None or (not read_in.matched.ours and read_in.empty[name] and read_in.empty[name][at]):  # type: ignore[index]
                column[at] = before.columns[name][here]
        whole[name] = column
    if "source" in read_in.typed:
        whole["source"] = read_in.typed["source"]
    if "state" in register.entry and "state" in read_in.typed:
        whole["state"] = [value or register.first_state for value in read_in.typed["state"]]
    return whole


def _changes(before: Batch, position: Sequence[int | None], whole: Mapping[str, Sequence[Any]]) -> dict[int, list[str]]:
    """Rows about standing records, with the columns in which they differ."""
    changed: dict[int, list[str]] = {}
    for name, values in whole.items():
        if name == "source":
            continue
        stands = before.columns[name]
        for at, here in enumerate(position):
            if here is not None and values[at] != stands[here]:
                changed.setdefault(at, []).append(name)
    return changed


def _of_written_rows(
    told: Sequence[Found], unread: Collection[int], position: Sequence[int | None], changed: Mapping[int, Sequence[str]]
) -> list[Found]:
    """Faults of rows that would be written. A cell that could not be read is None by now; it is not also called empty."""
    return [
        one
        for one in told
        if (position[one.row] is None or one.row in changed) and not (one.fault.code == "missing" and one.row in unread)
    ]


def _repeated(
    register: Register, read_in: _ReadIn, whole: Mapping[str, Sequence[Any]], targets: Sequence[int | None]
) -> list[Found]:
    keys = checking.keys(register, whole)
    found = checking.repeats(register, keys, read_in.numbers) if keys is not None and len(set(keys)) < len(keys) else []
    known = {one.row for one in found}
    first: dict[int, int] = {}
    for at, key in enumerate(targets):
        if key is not None and first.setdefault(key, at) != at and at not in known:
            found.append(Found(at, Fault("twice", "", {"row": read_in.numbers[first[key]]})))
    return found


def _not_yours(
    actor: Actor,
    register: Register,
    read_in: _ReadIn,
    whole: Mapping[str, Sequence[Any]],
    before: Batch,
    position: Sequence[int | None],
    changed: Mapping[int, Sequence[str]],
) -> list[Found]:
    """Rows about places in which the actor may not record."""
    allowed = rights.place_keys(actor, rights.recording(register))
    if allowed is None:
        return []
    column = whole["place_id"]
    bad = {key for key in set(column) if key is not None and key not in allowed}
    foreign = {key for key in before.columns["place_id"] if key not in allowed} if before.ids else set()
    if not bad and not foreign:
        return []
    names = columns.references_shown(columns.describe(register, "place"), bad | foreign, actor.day)
    found = []
    for at, key in enumerate(column):
        here = position[at]
        stands = before.columns["place_id"][here] if here is not None else key
        concerned = here is None or at in changed
        wrong = key if key in bad else stands if stands in foreign else None
        if concerned and wrong is not None:
            found.append(Found(at, Fault("not_your_place", "place", {"found": names.get(wrong, wrong)})))
    return found


def _moved_on(
    register: Register,
    read_in: _ReadIn,
    before: Batch,
    position: Sequence[int | None],
    changed: Mapping[int, Sequence[str]],
    reason: str,
) -> list[Found]:
    """Changes of records that were changed since the template was made, are settled, or were withdrawn."""
    found = []
    settled = services.settled(register)
    for at in changed:
        here = position[at]
        if here is None:
            continue
        seen = read_in.ids[at].partition("/")[2].strip() if read_in.ids else ""
        if before.columns["withdrawn"][here]:
            found.append(Found(at, Fault("withdrawn")))
        elif seen.isdigit() and int(seen) != before.columns["revision"][here]:
            found.append(Found(at, Fault("changed_meanwhile", register.named_by)))
        elif before.columns["state"][here] in settled and not reason.strip():
            state = register.states.get(before.columns["state"][here], "")
            found.append(Found(at, Fault("settled", register.named_by, {"state": state})))
    return found


def _trial(read_in: _ReadIn, told: _Examined, likely: Mapping[int, Sequence[int]] | None = None) -> Trial:
    register = read_in.register
    if names := _without_column(read_in, told):
        return Trial(
            register, read_in.name, read_in.sha256, read_in.sheet, read_in.matched, left=read_in.left,
            message=messages.about_file("no_columns", {"names": "、".join(names)}),
        )  # fmt: skip
    return Trial(
        register, read_in.name, read_in.sha256, read_in.sheet, read_in.matched, read_in.numbers, told.outcomes,
        [None if here is None else told.before.ids[here] for here in told.position],
        told.found, _old_and_new(register, told), likely or {}, read_in.left,
    )  # fmt: skip


def _without_column(read_in: _ReadIn, told: _Examined) -> list[str]:
    """Labels of fields that new records need and that no column brings: the columns are to be matched first."""
    missing = {one.fault.field for one in told.found if one.fault.code == "missing"}
    return [
        str(what.label)
        for name, what in columns.described(read_in.register).items()
        if name in missing and what.attname not in read_in.typed
    ]


def _old_and_new(register: Register, told: _Examined) -> dict[int, list[tuple[str, str, str]]]:
    """Position → (field, old, new) as written, for changed rows."""
    shown: dict[int, list[tuple[str, str, str]]] = {}
    by_name: dict[str, list[int]] = {}
    for at, names in told.changed.items():
        for name in names:
            by_name.setdefault(name, []).append(at)
    for name, rows in by_name.items():
        what = columns.describe(register, name)
        old = [told.before.columns[name][told.position[at] or 0] for at in rows]
        new = [told.whole[name][at] for at in rows]
        texts = columns.written_column(what, [*old, *new])
        for number, at in enumerate(rows):
            shown.setdefault(at, []).append((what.name, texts[number], texts[len(rows) + number]))
    return shown


def _likely(actor: Actor, register: Register, told: _Examined) -> dict[int, list[int]]:
    """For new rows the standing records that are likely the same, as the register says."""
    fresh = [at for at, outcome in enumerate(told.outcomes) if outcome == "new"]
    if register.alike is None or not fresh or len(fresh) > MOST_LIKELY:
        return {}
    asked: list[tuple[int, Q]] = []
    for at, row in zip(fresh, checking.rows(register, told.whole, fresh), strict=True):
        if (one := register.alike(row)) is not None:
            asked.append((at, one))
    found: dict[int, list[int]] = {}
    seen = rights.place_keys(actor, rights.seeing(register))
    for start in range(0, len(asked), 50):
        some = asked[start : start + 50]
        any_of = Q()
        for _, one in some:
            any_of |= one
        standing = register.model._default_manager.filter(any_of, withdrawn=False)
        rows = list((standing if seen is None else standing.filter(place_id__in=seen)).values()[:500])
        for at, one in some:
            if keys := [row["id"] for row in rows if conditions.holds(one, row, register.model)]:
                found[at] = keys
    return found


# Writing


def _written(opened: Act, register: Register, read_in: _ReadIn, told: _Examined) -> int:
    outcomes = told.outcomes
    fresh = [at for at, outcome in enumerate(outcomes) if outcome == "new"]
    given = dict(told.whole)
    source = given.pop("source", None)
    if fresh:
        every = len(fresh) == len(outcomes)
        whole = given if every else {name: [values[at] for at in fresh] for name, values in given.items()}
        named: str | list[str] = read_in.name
        if source is not None:
            named = [source[at] or read_in.name for at in fresh]
        writing.new(opened, register, whole, origin="imported", source=named)
    rows = [at for at, outcome in enumerate(outcomes) if outcome == "changed"]
    if rows:
        before = picked(told.before, [told.position[at] or 0 for at in rows])
        names = {name for at in rows for name in told.changed[at]}
        changes: dict[str, Sequence[Any]] = {name: [given[name][at] for at in rows] for name in names}
        changes["origin"] = ["imported"] * len(rows)
        changes["source"] = [(source[at] if source is not None else "") or read_in.name for at in rows]
        writing.changed(opened, register, before, changes)
    return len(fresh) + len(rows)


def _remember(opened: Act, register: Register, heads: Matched) -> None:
    """What a person matched by hand; heads that are known anyway need no remembering."""
    told = matching.to_remember(heads)
    known = matching.known_heads(register)
    if heads.ours or all(known.get(head) == name for head, name in told.items()):
        return
    Matching.objects.update_or_create(
        register=register.code, heads=matching.digest(heads.heads), defaults={"fields": told, "act": opened.id}
    )


def _receipt(opened: Act, actor: Actor, done: Trial) -> None:
    Receipt.objects.create(
        act=opened.id, register=done.register.code, at=opened.at, owner=actor.code, name=done.name[:200],
        sha256=done.sha256, **done.counts,
    )  # fmt: skip

"""`act` is the only way to open a writing transaction.

Rows are written under it as usual and told to the act (`changed`). The last statements before COMMIT lock the single
head row, take the next number, insert the entry and its few tree nodes, and move the head. No lock is taken after it
and the work under it does not grow with the act, so numbers are gap-free and in commit order.
"""

import secrets
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef

from zhiheng.journal import bulk, tree
from zhiheng.journal.canonical import canonical, canonical_texts
from zhiheng.journal.models import Change, Entry, Head, Node, Salt, Salts

VERSION = 1
Values = Mapping[str, Any]
Key = tuple[str, str]  # register, record


@runtime_checkable
class Signed(Protocol):
    """Anyone who can act: says how the journal names them. Never a personal name."""

    @property
    def reference(self) -> str: ...


@dataclass(frozen=True)
class Told:
    """What happened to a set of different records of one register, each with its canonical bytes before and after."""

    register: str
    records: Sequence[str]
    before: Sequence[bytes | None]
    after: Sequence[bytes | None]
    new: bool = False
    positions: Sequence[int] = ()


@dataclass
class Act:
    """An open act. Rows written under it carry `id`; its number is not known before the commit.

    Attributes:
        kept: what rooms above keep until the end of the act; `before_entry` are their last steps, called before the head
            row is locked. What a joined act kept goes with it when it is taken back.
        at: the instant that was asked for. The entry may carry a later one: never before the previous entry's.
    """

    id: uuid.UUID
    at: datetime
    actor: str
    verb: str
    subject: str
    reason: str
    plan: str
    skip_empty: bool
    seq: int | None = None
    reading_day: date | None = None
    raises_definitions: bool = False
    thread: int = field(default_factory=threading.get_ident)
    told: list["Told"] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)
    before_entry: list[Callable[["Act"], None]] = field(default_factory=list)

    def changed(self, register: str, record: object, before: Values | None, after: Values | None) -> None:
        """Tell what happened to one record: its values before (None: it is new) and after (None: it is gone).

        Values are spelled at once, so the mappings may change afterwards. A record told several times in one act counts
        once, from its first before to its last after; one that ends as it began does not count.
        """
        self.told.append(
            Told(
                register,
                [str(record)],
                [None if before is None else canonical(before)],
                [None if after is None else canonical(after)],
            )
        )

    def changed_many(
        self,
        register: str,
        records: Iterable[object],
        before: Sequence[bytes | None] | None,
        after: Sequence[bytes | None] | None,
    ) -> None:
        """The same for a set of different records whose values are spelled already (`canonical.canonical_rows`).

        Args:
            before: canonical bytes of each; None as a whole says that all are new and the journal never knew them.
            after: canonical bytes of each; None as a whole: all are gone.
        """
        names = [str(record) for record in records]
        nothing: list[bytes | None] = [None] * len(names)
        self.told.append(
            Told(
                register,
                names,
                nothing if before is None else before,
                nothing if after is None else after,
                new=before is None,
            )
        )

    def new_definitions(self) -> None:
        """The act changes what figures mean: the number of the definition set goes up by one."""
        self.raises_definitions = True

    def fix_reading_day(self, day: date) -> None:
        """Only for the first entry of a simulated database (`clock.simulate`)."""
        self.reading_day = day


_open: ContextVar[Act | None] = ContextVar("zhiheng_open_act", default=None)


def current() -> Act | None:
    """The act that is open in this thread, if any."""
    opened = _open.get()
    # A context may be copied into another thread, but the transaction is not.
    return opened if opened is not None and opened.thread == threading.get_ident() else None


@contextmanager
def act(
    actor: Signed | str,
    verb: str,
    subject: object,
    reason: str = "",
    *,
    at: datetime,
    plan: str = "",
    skip_empty: bool = False,
) -> Iterator[Act]:
    """Open an act, or join the one that is open.

    The outermost act writes one entry when its block ends; an exception leaves neither rows nor entry. A joined act
    that raises takes back its own part only, whatever the outer one does with the exception.

    Args:
        actor: who acts; an object with `reference`, or that text itself. No personal names.
        verb: room and verb, "plan.adopt".
        subject: code of what is acted on.
        reason: the recorded reason, as written by the actor. It can never be blanked.
        at: the instant, from the clock that the face read.
        plan: plan and version that the act belongs to, "code/1".
        skip_empty: write no entry when no record changed, for verbs that may be repeated without effect.

    Cost at the end: one query for the known revisions per 900 changed records, then four statements under the head lock.
    """
    if (joined := current()) is not None:
        with _taken_back_on_error(joined), transaction.atomic():
            yield joined
        return
    opened = Act(
        uuid.uuid4(), at.astimezone(UTC), _reference(actor), verb, str(subject), reason, plan, skip_empty=skip_empty
    )
    token = _open.set(opened)
    try:
        with transaction.atomic(durable=True):
            yield opened
            _close(opened)
    finally:
        _open.reset(token)


def _reference(actor: Signed | str) -> str:
    return actor if isinstance(actor, str) else actor.reference


@contextmanager
def _taken_back_on_error(joined: Act) -> Iterator[None]:
    known, raises = len(joined.told), joined.raises_definitions
    kept, steps = len(joined.kept), len(joined.before_entry)
    try:
        yield
    except BaseException:
        del joined.told[known:], joined.kept[kept:], joined.before_entry[steps:]
        joined.raises_definitions = raises
        raise


def _close(opened: Act) -> None:
    sets = _folded(opened.told)
    count = sum(len(told.records) for told in sets)
    if opened.skip_empty and not count and not opened.raises_definitions:
        return
    leaves, salts = [b""] * count, secrets.token_bytes(16 * count)
    for told in sets:
        for position, leaf in zip(told.positions, _store(opened.id, told, salts), strict=True):
            leaves[position] = leaf
    if count:
        bulk.insert(Salts, {"act": [opened.id], "salts": [salts]})
    for step in opened.before_entry:
        step(opened)
    _enter(opened, count, tree.root_of(leaves))


def _folded(told: list[Told]) -> list[Told]:
    """One change a record; positions say in which order the records were first told.

    Registers that were told of once, which is all of a large import, are taken as they are.
    """
    often = {register for register, times in Counter(one.register for one in told).items() if times > 1}
    changes = _folded_changes([one for one in told if one.register in often])
    known = {one.register for one in told if not one.new}
    position, sets, places = 0, [], {}
    for one in told:
        if one.register not in often:
            kept = _without_standing(one)
            sets.append(replace(kept, positions=range(position, position + len(kept.records))))
            position += len(kept.records)
            continue
        for record in one.records:
            key = (one.register, record)
            if key in changes and key not in places:
                places[key] = position
                position += 1
    for register in sorted(often):
        rows = [(place, key[1], *changes[key]) for key, place in places.items() if key[0] == register]
        told_columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
        positions, records, before, after = told_columns
        sets.append(Told(register, records, before, after, new=register not in known, positions=positions))
    return sets


def _folded_changes(told: Iterable[Told]) -> dict[Key, tuple[bytes | None, bytes | None]]:
    """From the first before to the last after of each record; without those that end as they began."""
    folded: dict[Key, tuple[bytes | None, bytes | None]] = {}
    for one in told:
        for record, before, after in zip(one.records, one.before, one.after, strict=True):
            key = (one.register, record)
            folded[key] = (folded[key][0] if key in folded else before, after)
    return {key: sides for key, sides in folded.items() if sides[0] != sides[1]}


def _without_standing(told: Told) -> Told:
    """Without records that end as they began."""
    if told.new and None not in told.after:
        return told
    kept = [at for at, (before, after) in enumerate(zip(told.before, told.after, strict=True)) if before != after]
    return replace(
        told,
        records=[told.records[at] for at in kept],
        before=[told.before[at] for at in kept],
        after=[told.after[at] for at in kept],
    )


def _store(act_id: uuid.UUID, told: Told, salts: bytes) -> list[bytes]:
    """Write the changes of a set; returns the hashes of its leaves. `salts` are those of the whole act, by position."""
    register, count = told.register, len(told.records)
    if not count:
        return []
    last = {} if told.new else _last_revisions(register, told.records)
    revisions = [last[record][0] + 1 if record in last else 1 for record in told.records] if last else [1] * count
    after = [
        None if value is None else sha256(salts[16 * at : 16 * at + 16] + value).digest()
        for at, value in zip(told.positions, told.after, strict=True)
    ]
    before: Sequence[bytes | None] = [None] * count if told.new else _digests_before(told, last)
    bulk.insert(Change, {
        "act": [act_id] * count,
        "position": told.positions,
        "register": [register] * count,
        "record": told.records,
        "revision": revisions,
        "before": before,
        "after": after,
    })  # fmt: skip
    return _leaf_hashes(register, told.records, revisions, before, after)


def _digests_before(told: Told, last: Mapping[str, tuple[int, bytes | None]]) -> list[bytes | None]:
    """The digest that each record had before; rows that were written before the journal knew them are salted now."""
    digests: list[bytes | None] = []
    salted: list[tuple[str, bytes]] = []
    for record, before in zip(told.records, told.before, strict=True):
        digest = None
        if before is not None and (digest := last.get(record, (0, None))[1]) is None:
            salt = secrets.token_bytes(16)
            salted.append((record, salt))
            digest = salted_digest(salt, before)
        digests.append(digest)
    bulk.insert(Salt, {
        "register": [told.register] * len(salted),
        "record": [record for record, _ in salted],
        "revision": [last[record][0] if record in last else 0 for record, _ in salted],
        "salt": [salt for _, salt in salted],
    })  # fmt: skip
    return digests


def _leaf_hashes(
    register: str,
    records: Sequence[str],
    revisions: Sequence[int],
    before: Sequence[bytes | None],
    after: Sequence[bytes | None],
) -> list[bytes]:
    """Hashes of the leaves as `change_leaf` spells them: digests need no escaping, so only names are spelled out."""
    name = canonical(register)
    names = [text.encode() for text in canonical_texts(records)]
    return [
        sha256(
            b'\x00{"after":%b,"before":%b,"record":%b,"register":%b,"revision":%d}'
            % (
                b"null" if new is None else b'"%b"' % new.hex().encode(),
                b"null" if old is None else b'"%b"' % old.hex().encode(),
                record,
                name,
                revision,
            )
        ).digest()
        for record, revision, old, new in zip(names, revisions, before, after, strict=True)
    ]


def salt_of(register: str, record: object, revision: int) -> bytes | None:
    """The salt in the digest of a revision; None when it was forgotten or never was."""
    change = Change.objects.filter(register=register, record=str(record), revision=revision).first()
    if change is None or change.after is None:
        kept = Salt.objects.filter(register=register, record=str(record), revision=revision).first()
        return bytes(kept.salt) if kept else None
    salts = bytes(Salts.objects.get(act=change.act).salts)
    salt = salts[16 * change.position : 16 * change.position + 16]
    return salt if any(salt) else None


def forget_salts(register: str, revisions: Iterable[tuple[str, int]]) -> None:
    """Let the digests of (record, revision) no longer tell what they were made of: for values that must be forgotten."""
    wanted = set(revisions)
    places: dict[uuid.UUID, list[int]] = {}
    for some in bulk.pieces(sorted({record for record, _ in wanted})):
        Salt.objects.filter(
            pk__in=[
                one.pk
                for one in Salt.objects.filter(register=register, record__in=some)
                if (one.record, one.revision) in wanted
            ]
        ).delete()
        changes = Change.objects.filter(register=register, record__in=some)
        for act_id, position, record, revision in changes.values_list("act", "position", "record", "revision"):
            if (record, revision) in wanted:
                places.setdefault(act_id, []).append(position)
    for act_id, positions in places.items():
        kept = Salts.objects.select_for_update().get(act=act_id)
        salts = bytearray(kept.salts)
        for position in positions:
            salts[16 * position : 16 * position + 16] = bytes(16)
        Salts.objects.filter(act=act_id).update(salts=bytes(salts))


def salted_digest(salt: bytes, values: bytes) -> bytes:
    """SHA-256 over the salt and the canonical bytes of a record's values."""
    return sha256(salt + values).digest()


def _last_revisions(register: str, records: Sequence[str]) -> dict[str, tuple[int, bytes | None]]:
    """The last known revision of each record, with its digest; records that the journal does not know are left out."""
    last: dict[str, tuple[int, bytes | None]] = {}
    newer = Change.objects.filter(
        register=OuterRef("register"), record=OuterRef("record"), revision__gt=OuterRef("revision")
    )
    for some in bulk.pieces(records):
        rows = Change.objects.filter(~Exists(newer), register=register, record__in=some)
        for record, revision, after in rows.values_list("record", "revision", "after"):
            last[record] = (revision, None if after is None else bytes(after))
    return last


def change_leaf(change: Change) -> bytes:
    """The bytes of one leaf of an act's own tree."""
    return canonical(
        {
            "after": None if change.after is None else bytes(change.after),
            "before": None if change.before is None else bytes(change.before),
            "record": change.record,
            "register": change.register,
            "revision": change.revision,
        }
    )


def entry_body(entry: Entry) -> bytes:
    """The bytes of one leaf of the journal's tree, made from the entry's columns. Their form is final."""
    return canonical(
        {
            "act": entry.act,
            "actor": entry.actor,
            "at": entry.at,
            "changes": {"count": entry.changes, "root": bytes(entry.changes_root)},
            "definitions": entry.definitions,
            "plan": entry.plan,
            "reason": entry.reason,
            "seq": entry.seq,
            "subject": entry.subject,
            "v": VERSION,
            "verb": entry.verb,
        }
    )


def _enter(opened: Act, count: int, root: bytes) -> None:
    """The last statements before COMMIT."""
    head = Head.objects.select_for_update().get(pk=1)
    _refuse_times_beyond(opened.at, head.reading_day)
    entry = Entry(
        seq=head.size + 1, act=opened.id, at=max(opened.at, head.at or opened.at),
        actor=opened.actor, verb=opened.verb, subject=opened.subject, reason=opened.reason, plan=opened.plan,
        definitions=head.definitions + opened.raises_definitions, changes=count, changes_root=root,
    )  # fmt: skip
    entry.body = entry_body(entry)
    peaks, nodes = tree.grown(head.size, tree.peaks_unpacked(bytes(head.peaks)), tree.leaf_hash(entry.body))
    entry.save(force_insert=True)
    Node.objects.bulk_create(Node(level=level, index=index, hash=hash_) for (level, index), hash_ in nodes)
    Head.objects.filter(pk=1).update(
        size=entry.seq, at=entry.at, definitions=entry.definitions, peaks=tree.peaks_packed(peaks),
        reading_day=opened.reading_day or head.reading_day,
    )  # fmt: skip
    opened.seq = entry.seq


def _refuse_times_beyond(at: datetime, reading_day: date | None) -> None:
    """A wall clock that slips into a simulated history would end it; this is a fault of the program."""
    if reading_day is not None:
        end = datetime.combine(reading_day + timedelta(days=1), time.min, ZoneInfo("Asia/Shanghai"))
        if at >= end:
            raise ValueError(f"{at} lies after the reading day {reading_day} of this simulated database")

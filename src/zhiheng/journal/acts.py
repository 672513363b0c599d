"""`act` is the only way to open a writing transaction.

Rows are written under it as usual and told to the act (`changed`). The last statements before COMMIT lock the single
head row, take the next number, insert the entry and its few tree nodes, and move the head. No lock is taken after it
and the work under it does not grow with the act, so numbers are gap-free and in commit order.
"""

import secrets
import threading
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from zhiheng.journal.canonical import canonical
from zhiheng.journal.models import Change, Entry, Head, Node, Salt

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
    try:
        yield
    except BaseException:
        del joined.told[known:]
        joined.raises_definitions = raises
        raise


def _close(opened: Act) -> None:
    sets = _folded(opened.told)
    count = sum(len(told.records) for told in sets)
    if opened.skip_empty and not count and not opened.raises_definitions:
        return
    leaves = [b""] * count
    for told in sets:
        for position, leaf in zip(told.positions, _store(opened.id, told), strict=True):
            leaves[position] = leaf
    _enter(opened, count, tree.root_of(leaves))


def _folded(told: list[Told]) -> list[Told]:
    """One set a register, one change a record; positions say in which order the records were first told."""
    if len(told) == 1:
        return [_without_standing(told[0])]
    folded: dict[Key, tuple[bytes | None, bytes | None]] = {}
    known: set[str] = set()
    for one in told:
        known |= set() if one.new else {one.register}
        for record, before, after in zip(one.records, one.before, one.after, strict=True):
            key = (one.register, record)
            folded[key] = (folded[key][0] if key in folded else before, after)
    by_register: dict[str, list[tuple[int, str, bytes | None, bytes | None]]] = {}
    kept = ((key, sides) for key, sides in folded.items() if sides[0] != sides[1])
    for position, ((register, record), (before, after)) in enumerate(kept):
        by_register.setdefault(register, []).append((position, record, before, after))
    return [
        Told(
            register,
            [row[1] for row in rows],
            [row[2] for row in rows],
            [row[3] for row in rows],
            new=register not in known,
            positions=[row[0] for row in rows],
        )
        for register, rows in by_register.items()
    ]


def _without_standing(told: Told) -> Told:
    """Without records that end as they began."""
    kept = [at for at, (before, after) in enumerate(zip(told.before, told.after, strict=True)) if before != after]
    positions = range(len(kept))
    if len(kept) == len(told.records):
        return replace(told, positions=positions)
    return replace(
        told,
        positions=positions,
        records=[told.records[at] for at in kept],
        before=[told.before[at] for at in kept],
        after=[told.after[at] for at in kept],
    )


def _store(act_id: uuid.UUID, told: Told) -> list[bytes]:
    """Write changes and salts of a set; returns the hashes of its leaves."""
    register, count = told.register, len(told.records)
    last = {} if told.new else _last_revisions(register, told.records)
    revisions = [last.get(record, (0, None))[0] + 1 for record in told.records] if last else [1] * count
    after, salts = _digests(told.after)
    before = _digests_before(told, last) if not told.new else ([None] * count, [])
    salted = [(record, revision, salt) for record, revision, salt in zip(told.records, revisions, salts, strict=True)
              if salt is not None]  # fmt: skip
    # Rows that were written before the journal knew them are salted now, as revision 0.
    salted += [(told.records[at], 0, salt) for at, salt in before[1]]
    bulk.insert(Salt, {
        "register": [register] * len(salted),
        "record": [record for record, _, _ in salted],
        "revision": [revision for _, revision, _ in salted],
        "salt": [salt for _, _, salt in salted],
    })  # fmt: skip
    bulk.insert(Change, {
        "act": [act_id] * count,
        "position": told.positions,
        "register": [register] * count,
        "record": told.records,
        "revision": revisions,
        "before": before[0],
        "after": after,
    })  # fmt: skip
    return _leaf_hashes(register, told.records, revisions, before[0], after)


def _digests(values: Sequence[bytes | None]) -> tuple[list[bytes | None], list[bytes | None]]:
    """Salted digests of canonical values, and the salts; None where there is no value."""
    random = secrets.token_bytes(16 * len(values))
    salts = [
        None if value is None else random[at : at + 16]
        for at, value in zip(range(0, len(random), 16), values, strict=True)
    ]
    return [
        None if salt is None or value is None else sha256(salt + value).digest()
        for salt, value in zip(salts, values, strict=True)
    ], salts


def _digests_before(
    told: Told, last: Mapping[str, tuple[int, bytes | None]]
) -> tuple[list[bytes | None], list[tuple[int, bytes]]]:
    """The digest that each record had before, and new salts by position for records that the journal did not know."""
    digests: list[bytes | None] = []
    salts = []
    for at, (record, before) in enumerate(zip(told.records, told.before, strict=True)):
        digest = None
        if before is not None and (digest := last.get(record, (0, None))[1]) is None:
            salt = secrets.token_bytes(16)
            salts.append((at, salt))
            digest = salted_digest(salt, before)
        digests.append(digest)
    return digests, salts


def _leaf_hashes(
    register: str,
    records: Sequence[str],
    revisions: Sequence[int],
    before: Sequence[bytes | None],
    after: Sequence[bytes | None],
) -> list[bytes]:
    """Hashes of the leaves as `change_leaf` spells them: digests need no escaping, so only names are spelled out."""
    name = canonical(register)
    names = [canonical(record) for record in records]
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


def forget_salts(register: str, revisions: Iterable[tuple[str, int]]) -> None:
    """Let the digests of (record, revision) no longer tell what they were made of: for values that must be forgotten."""
    by_revision: dict[int, list[str]] = {}
    for record, revision in revisions:
        by_revision.setdefault(revision, []).append(record)
    for revision, records in by_revision.items():
        for some in bulk.pieces(records):
            Salt.objects.filter(register=register, record__in=some, revision=revision).delete()


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

"""`act` is the only way to open a writing transaction.

Rows are written under it as usual and told to the act (`changed`). The last statements before COMMIT lock the single
head row, take the next number, insert the entry and its few tree nodes, and move the head. No lock is taken after it
and the work under it does not grow with the act, so numbers are gap-free and in commit order.
"""

import secrets
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef

from zhiheng.journal import tree
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
    told: list[tuple[Key, bytes | None, bytes | None]] = field(default_factory=list)

    def changed(self, register: str, record: object, before: Values | None, after: Values | None) -> None:
        """Tell what happened to one record: its values before (None: it is new) and after (None: it is gone).

        Values are spelled at once, so the mappings may change afterwards. A record told several times in one act counts
        once, from its first before to its last after; one that ends as it began does not count.
        """
        self.told.append((
            (register, str(record)),
            None if before is None else canonical(before),
            None if after is None else canonical(after),
        ))  # fmt: skip

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

    Cost at the end: one query for the known revisions per 500 changed records, then four statements under the head lock.
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
    changes = _with_digests(opened.id, _folded(opened.told))
    if opened.skip_empty and not changes and not opened.raises_definitions:
        return
    Change.objects.bulk_create(changes, batch_size=500)
    root = tree.root_of(tree.leaf_hash(change_leaf(change)) for change in changes)
    _enter(opened, len(changes), root)


def _folded(told: list[tuple[Key, bytes | None, bytes | None]]) -> dict[Key, tuple[bytes | None, bytes | None]]:
    """One change a record, in the order in which the records were first told."""
    folded: dict[Key, tuple[bytes | None, bytes | None]] = {}
    for key, before, after in told:
        folded[key] = (folded[key][0] if key in folded else before, after)
    return {key: sides for key, sides in folded.items() if sides[0] != sides[1]}


def _with_digests(act_id: uuid.UUID, changes: Mapping[Key, tuple[bytes | None, bytes | None]]) -> list[Change]:
    last = _last_revisions(list(changes))
    salts: list[Salt] = []
    rows = []
    for position, ((register, record), (before, after)) in enumerate(changes.items()):
        revision, digest = last.get((register, record), (0, None))
        if before is not None and digest is None:  # written before the journal knew it: salted now, as revision 0
            digest = _digest(salts, register, record, revision, before)
        rows.append(
            Change(
                act=act_id, position=position, register=register, record=record, revision=revision + 1,
                before=digest if before is not None else None,
                after=None if after is None else _digest(salts, register, record, revision + 1, after),
            )
        )  # fmt: skip
    Salt.objects.bulk_create(salts, batch_size=500)
    return rows


def _digest(salts: list[Salt], register: str, record: str, revision: int, values: bytes) -> bytes:
    salt = secrets.token_bytes(16)
    salts.append(Salt(register=register, record=record, revision=revision, salt=salt))
    return salted_digest(salt, values)


def salted_digest(salt: bytes, values: bytes) -> bytes:
    """SHA-256 over the salt and the canonical bytes of a record's values."""
    return sha256(salt + values).digest()


def _last_revisions(keys: list[Key]) -> dict[Key, tuple[int, bytes | None]]:
    last: dict[Key, tuple[int, bytes | None]] = {}
    by_register: dict[str, list[str]] = {}
    for register, record in keys:
        by_register.setdefault(register, []).append(record)
    newer = Change.objects.filter(
        register=OuterRef("register"), record=OuterRef("record"), revision__gt=OuterRef("revision")
    )
    for register, records in by_register.items():
        for start in range(0, len(records), 500):
            known = Change.objects.filter(~Exists(newer), register=register, record__in=records[start : start + 500])
            for row in known:
                last[register, row.record] = (row.revision, None if row.after is None else bytes(row.after))
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

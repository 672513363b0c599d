"""Does the journal still say what it said? Guards in place, entries, nodes and head in agreement."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from zhiheng.journal import guards, tree
from zhiheng.journal.acts import change_leaf, entry_body
from zhiheng.journal.models import Change, Entry, Head, Node


@register(Tags.database)
def guards_stand(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Django's check: `manage.py check --database default`; also run by `migrate`."""
    return [
        Error(
            f"The guard {name} of the journal is missing in database {database}.",
            hint="Find out who removed it, compare the journal with its last checkpoint, then run `migrate`.",
            id="journal.E001",
        )
        for database in databases or []
        for name in guards.missing(database)
    ]


def start_up(database: str = DEFAULT_DB_ALIAS) -> list[str]:
    """What keeps a server from starting: a missing guard, or a head that does not fit the last entry. Few queries."""
    try:
        problems = [f"guard missing: {name}" for name in guards.missing(database)]
        return [*problems, *_head_fits(database)]
    except DatabaseError as error:
        return [f"the journal cannot be read: {error}"]


def whole(database: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Everything recomputed from the entries: bytes, change trees, nodes, head. Reads the whole journal once."""
    return [*start_up(database), *_entries_fit(database)]


def _head_fits(database: str) -> Iterator[str]:
    head = Head.objects.using(database).first()
    if head is None:
        yield "the head row is missing"
        return
    last = Entry.objects.using(database).order_by("-seq").first()
    if head.size != (last.seq if last else 0):
        yield f"the head counts {head.size} entries, the last entry is {last.seq if last else 0}"
    elif last and (head.at, head.definitions) != (last.at, last.definitions):
        yield f"the head does not carry what entry {last.seq} says"
    first = Entry.objects.using(database).filter(seq=1).first()
    said = first.subject if first and first.verb == "simulated" else None
    if said != (head.reading_day.isoformat() if head.reading_day else None):
        yield f"the head reads on {head.reading_day}, the first entry says {said}"


def _entries_fit(database: str) -> Iterator[str]:
    nodes: dict[tree.Place, bytes] = {
        (level, index): bytes(hash_)
        for level, index, hash_ in Node.objects.using(database).values_list("level", "index", "hash").iterator()
    }
    peaks: list[bytes] = []
    before: Entry | None = None
    for size, entry in enumerate(Entry.objects.using(database).order_by("seq").iterator()):
        if entry.seq != size + 1:
            yield f"entry {size + 1} is missing"
            return
        if before and entry.at < before.at:
            yield f"entry {entry.seq} lies before entry {before.seq} in time"
        if bytes(entry.body) != entry_body(entry):
            yield f"the columns of entry {entry.seq} differ from its bytes"
        yield from _changes_fit(entry, database)
        peaks, new = tree.grown(size, peaks, tree.leaf_hash(bytes(entry.body)))
        for place, hash_ in new:
            if nodes.pop(place, None) != hash_:
                yield f"node {place} differs from entry {entry.seq}"
        before = entry
    yield from (f"node {place} stands for no entry" for place in nodes)
    head = Head.objects.using(database).first()
    if head and tree.peaks_unpacked(bytes(head.peaks)) != peaks:
        yield "the head's hashes differ from the entries"


def _changes_fit(entry: Entry, database: str) -> Iterator[str]:
    changes = Change.objects.using(database).filter(act=entry.act).order_by("position")
    leaves = [tree.leaf_hash(change_leaf(change)) for change in changes]
    if (len(leaves), tree.root_of(leaves)) != (entry.changes, bytes(entry.changes_root)):
        yield f"the changes of entry {entry.seq} differ from what it says"

"""Reads of the journal: entries, roots, proofs."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from zhiheng.journal import tree
from zhiheng.journal.acts import change_leaf
from zhiheng.journal.models import Change, Entry, Head, Node


@dataclass(frozen=True)
class InclusionProof:
    """Shows that a leaf is in a tree: anyone can follow `path` from the leaf's bytes to the root."""

    index: int
    size: int
    leaf: bytes
    path: list[bytes]
    root: bytes

    def holds(self) -> bool:
        return tree.proves_inclusion(self.index, self.size, tree.leaf_hash(self.leaf), self.path, self.root)


@dataclass(frozen=True)
class ConsistencyProof:
    """Shows that an older tree is the beginning of a newer one."""

    old: int
    new: int
    path: list[bytes]
    old_root: bytes
    new_root: bytes

    def holds(self) -> bool:
        return tree.proves_consistency(self.old, self.new, self.path, self.old_root, self.new_root)


def size() -> int:
    """Number of entries."""
    return Head.objects.values_list("size", flat=True).first() or 0


def entries_about(subject: object) -> QuerySet[Entry]:
    """Entries on one subject, oldest first."""
    return Entry.objects.filter(subject=str(subject)).order_by("seq")


def entries_of(acts: Iterable[UUID]) -> dict[UUID, Entry]:
    """The entries of acts, by the act's id that rows carry: who wrote the row, when, why. One query for 500 acts."""
    wanted, found = list(dict.fromkeys(acts)), {}
    for start in range(0, len(wanted), 500):
        found.update({entry.act: entry for entry in Entry.objects.filter(act__in=wanted[start : start + 500])})
    return found


def history(register: str, record: object) -> list[tuple[Change, Entry]]:
    """Every change of one record with its entry, oldest first. Two queries."""
    changes = list(Change.objects.filter(register=register, record=str(record)).order_by("revision"))
    entries = entries_of(change.act for change in changes)
    return [(change, entries[change.act]) for change in changes]


def root(at_size: int) -> bytes:
    """The root hash of the first `at_size` entries. One query."""
    return tree.root(at_size, _nodes(tree.cover(0, at_size)))


def inclusion(seq: int, at_size: int | None = None) -> InclusionProof:
    """Proof that entry `seq` is in the journal of `at_size` entries (default: all). At most four queries."""
    whole = size() if at_size is None else at_size
    spans = tree.inclusion_spans(seq - 1, whole)
    nodes = _nodes([*tree.places_of(spans), *tree.cover(0, whole)])
    body = Entry.objects.values_list("body", flat=True).get(seq=seq)
    return InclusionProof(seq - 1, whole, bytes(body), tree.proof(spans, nodes), tree.root(whole, nodes))


def consistency(old: int, new: int) -> ConsistencyProof:
    """Proof that the journal of `old` entries is the beginning of the journal of `new` entries. One query."""
    spans = tree.consistency_spans(old, new)
    nodes = _nodes([*tree.places_of(spans), *tree.cover(0, old), *tree.cover(0, new)])
    return ConsistencyProof(old, new, tree.proof(spans, nodes), tree.root(old, nodes), tree.root(new, nodes))


def change_inclusion(change: Change) -> InclusionProof:
    """Proof that a record's change is in its act; with `inclusion` of the entry it proves the record. One query."""
    leaves = [change_leaf(row) for row in Change.objects.filter(act=change.act).order_by("position")]
    nodes = tree.all_nodes([tree.leaf_hash(leaf) for leaf in leaves])
    spans = tree.inclusion_spans(change.position, len(leaves))
    return InclusionProof(
        change.position, len(leaves), leaves[change.position], tree.proof(spans, nodes), tree.root(len(leaves), nodes)
    )


def _nodes(places: list[tree.Place]) -> dict[tree.Place, bytes]:
    if not places:
        return {}
    by_level: dict[int, set[int]] = {}
    for level, index in places:
        by_level.setdefault(level, set()).add(index)
    wanted = Q()
    for level, indexes in by_level.items():
        wanted |= Q(level=level, index__in=indexes)
    rows = Node.objects.filter(wanted).values_list("level", "index", "hash")
    return {(level, index): bytes(hash_) for level, index, hash_ in rows}

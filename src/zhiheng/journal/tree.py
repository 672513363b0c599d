"""The Merkle tree of RFC 9162, section 2.1, as arithmetic on positions.

A full node (level, index) stands for the leaves index·2^level up to, not including, (index + 1)·2^level. Once full it
never changes, so each is stored once; the root and the proofs of any size, past or present, are folded from O(log n)
of them. Functions named `..._nodes` say which nodes are needed, so that a caller can fetch them in one query.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import pairwise

Place = tuple[int, int]  # (level, index)
Nodes = Mapping[Place, bytes]

EMPTY = sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def cover(start: int, end: int) -> list[Place]:
    """The full nodes, left to right, that make up the subtree over leaves start … end - 1.

    `start` must be a place where RFC 9162 can cut, that is a multiple of the largest power of two within the span.
    """
    places = []
    while start < end:
        level = (end - start).bit_length() - 1
        places.append((level, start >> level))
        start += 1 << level
    return places


def folded(hashes: Sequence[bytes]) -> bytes:
    """One hash from the hashes of a cover: joined from the right, as RFC 9162 joins a ragged edge."""
    if not hashes:
        return EMPTY
    joined = hashes[-1]
    for left in reversed(hashes[:-1]):
        joined = node_hash(left, joined)
    return joined


def grown(size: int, peaks: Sequence[bytes], leaf: bytes) -> tuple[list[bytes], list[tuple[Place, bytes]]]:
    """Append one leaf hash to a tree of `size` leaves whose cover has the hashes `peaks`.

    Returns:
        the new peaks, and the full nodes that came to be (the leaf first): one on average, O(log n) at most.
    """
    kept, new, level, index, joined = list(peaks), [((0, size), leaf)], 0, size, leaf
    while index & 1:
        joined = node_hash(kept.pop(), joined)
        level, index = level + 1, index >> 1
        new.append(((level, index), joined))
    return [*kept, joined], new


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes. Level by level: an odd last node goes up as it is, which is where RFC 9162 cuts."""
    level = list(leaves)
    if not level:
        return EMPTY
    while len(level) > 1:
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        level = above if len(level) % 2 == 0 else [*above, level[-1]]
    return level[0]


def all_nodes(leaves: Sequence[bytes]) -> dict[Place, bytes]:
    """Every full node over leaf hashes, for trees that are small or checked as a whole."""
    nodes: dict[Place, bytes] = {}
    peaks: list[bytes] = []
    for size, leaf in enumerate(leaves):
        peaks, new = grown(size, peaks, leaf)
        nodes.update(new)
    return nodes


def root(size: int, nodes: Nodes) -> bytes:
    """The root of the first `size` leaves, from stored full nodes (`cover(0, size)`)."""
    return folded([nodes[place] for place in cover(0, size)])


def _halves(start: int, end: int) -> int:
    """Where RFC 9162 cuts a span of at least two leaves: after the largest power of two smaller than its length."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def inclusion_spans(index: int, size: int) -> list[tuple[int, int]]:
    """Spans of leaves whose hashes prove that leaf `index` is in the tree of `size` leaves, lowest first."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    spans, start, end = [], 0, size
    while end - start > 1:
        cut = _halves(start, end)
        if index < cut:
            spans.append((cut, end))
            end = cut
        else:
            spans.append((start, cut))
            start = cut
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[tuple[int, int]]:
    """Spans whose hashes prove that the tree of `old` leaves is the beginning of the tree of `new` leaves."""
    if not 0 < old <= new:
        raise ValueError(f"no proof from {old} to {new}")
    spans, start, end, whole = [], 0, new, True
    while old != end:
        cut = _halves(start, end)
        if old <= cut:
            spans.append((cut, end))
            end = cut
        else:
            spans.append((start, cut))
            start, whole = cut, False
    if not whole:
        spans.append((start, end))
    return spans[::-1]


def places_of(spans: Iterable[tuple[int, int]]) -> list[Place]:
    """All full nodes that a proof needs."""
    return [place for span in spans for place in cover(*span)]


def proof(spans: Iterable[tuple[int, int]], nodes: Nodes) -> list[bytes]:
    return [folded([nodes[place] for place in cover(*span)]) for span in spans]


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == 32 for value in values)


def proves_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2: does the path lead from this leaf hash to this root?"""
    if not 0 <= index < size or not _are_hashes(leaf, root, *path):
        return False
    at, last, joined = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            joined = node_hash(step, joined)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            joined = node_hash(joined, step)
        at, last = at >> 1, last >> 1
    return last == 0 and joined == root


def proves_consistency(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """RFC 9162, 2.1.4.2: does the path show that the old tree is the beginning of the new one?"""
    if not 0 < old <= new or not _are_hashes(old_root, new_root, *path):
        return False
    if old == new:
        return not path and old_root == new_root
    steps = list(path)
    if old & (old - 1) == 0:  # an old tree that is a full node is its own first step
        steps.insert(0, old_root)
    if not steps:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, step)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def peaks_packed(peaks: Sequence[bytes]) -> bytes:
    return b"".join(peaks)


def peaks_unpacked(packed: bytes) -> list[bytes]:
    return [packed[first:past] for first, past in pairwise(range(0, len(packed) + 1, 32))]

"""How what an act adds is packed: entries of 18 bytes one after the other, so that rows can simply be joined.

Long ones are compressed. A payload is read in microseconds, whatever stands in it.
"""

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiheng.figures.vector import ENTRY

PLAIN, COMPRESSED = 0, 1
LONG = 1 << 16
PIECE = 18 << 16


def packed(entries: NDArray[Any]) -> tuple[int, bytes]:
    """Form and payload of entries."""
    raw = entries.tobytes()
    return (COMPRESSED, zlib.compress(raw, 1)) if len(raw) > LONG else (PLAIN, raw)


def unpacked(rows: Iterable[tuple[int, bytes | memoryview]]) -> Iterator[NDArray[Any]]:
    """The entries of several rows in their order, in pieces: short rows joined, long ones as they are unpacked."""
    short: list[bytes] = []
    for form, payload in rows:
        if form == COMPRESSED:
            yield from _joined(short)
            short = []
            yield from _streamed(bytes(payload))
        else:
            short.append(bytes(payload))
    yield from _joined(short)


def _joined(short: list[bytes]) -> Iterator[NDArray[Any]]:
    if raw := b"".join(short):
        yield np.frombuffer(raw, ENTRY)


def _streamed(payload: bytes) -> Iterator[NDArray[Any]]:
    """A long row piece by piece, so that the history of a province needs no memory twice its size."""
    opened = zlib.decompressobj()
    kept, rest = b"", payload
    while rest or not opened.eof:
        raw = kept + opened.decompress(rest, PIECE)
        rest = opened.unconsumed_tail
        whole = len(raw) // ENTRY.itemsize * ENTRY.itemsize
        kept = raw[whole:]
        if whole:
            yield np.frombuffer(raw[:whole], ENTRY)
        if not rest and (opened.eof or not whole):
            break

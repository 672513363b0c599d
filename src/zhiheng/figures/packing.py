"""How what an act adds is packed: entries of 18 bytes one after the other, so that rows can simply be joined.

Long ones are compressed. A payload is read in microseconds, whatever stands in it.
"""

import zlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiheng.figures.vector import ENTRY, NOTHING

PLAIN, COMPRESSED = 0, 1
LONG = 1 << 16


def packed(entries: NDArray[Any]) -> tuple[int, bytes]:
    """Form and payload of entries."""
    raw = entries.tobytes()
    return (COMPRESSED, zlib.compress(raw, 1)) if len(raw) > LONG else (PLAIN, raw)


def unpacked(rows: Iterable[tuple[int, bytes | memoryview]]) -> NDArray[Any]:
    """The entries of several rows, one after the other."""
    raw = b"".join(zlib.decompress(payload) if form == COMPRESSED else bytes(payload) for form, payload in rows)
    return np.frombuffer(raw, ENTRY) if raw else NOTHING

"""An official copy beside stored spans: where each span stands in the copy, and what differs.

Both texts are canonical, so that script, width and white space do not count as differences.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

_STEP = 12


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a span of the first text stands in the second; `None` when too little of it is there."""

    start: int
    end: int
    same: bool


def align(first: str, second: str, spans: Mapping[str, tuple[int, int]]) -> dict[str, Placed | None]:
    """Find spans of one canonical text in another copy of it."""
    blocks = _blocks(first, second)
    starts = [block[0] for block in blocks]
    return {key: _placed(first, second, span, blocks, starts) for key, span in spans.items()}


def _blocks(first: str, second: str) -> list[tuple[int, int, int]]:
    """Stretches that agree, in order of both texts: (place in first, place in second, length)."""
    if first == second:
        return [(0, 0, len(first))]
    found: list[tuple[int, int, int]] = []
    a = b = 0
    while a < len(first) and b < len(second):
        run = _common(first, second, a, b)
        if run:
            found.append((a, b, run))
            a, b = a + run, b + run
        step = _next(first, second, a, b)
        if step is None:
            break
        a, b = step
    return found


def _common(first: str, second: str, a: int, b: int) -> int:
    length = min(len(first) - a, len(second) - b)
    low = 0
    while low < length:
        size = min(4096, length - low)
        if first[a + low : a + low + size] == second[b + low : b + low + size]:
            low += size
            continue
        return low + next(n for n in range(size) if first[a + low + n] != second[b + low + n])
    return low


def _next(first: str, second: str, a: int, b: int) -> tuple[int, int] | None:
    """The nearest place behind a difference where both texts go on together."""
    for ahead in range(0, 4000):
        if a + ahead + _STEP > len(first):
            break
        at = second.find(first[a + ahead : a + ahead + _STEP], b, b + ahead + 8000)
        if at >= 0:
            return a + ahead, at
    tail = SequenceMatcher(None, first[a : a + 200], second[b : b + 200], autojunk=False).find_longest_match()
    return (a + tail.a, b + tail.b) if tail.size >= 4 else None


def _placed(
    first: str, second: str, span: tuple[int, int], blocks: list[tuple[int, int, int]], starts: list[int]
) -> Placed | None:
    start, end = span
    at = max(0, bisect_right(starts, start) - 1)
    inside: list[tuple[int, int]] = []
    covered = 0
    for a, b, length in blocks[at:]:
        if a >= end:
            break
        low, high = max(a, start), min(a + length, end)
        if low < high:
            inside.append((b + low - a, b + high - a))
            covered += high - low
    if covered * 2 < end - start or not inside:
        return None
    begin, beyond = inside[0][0], inside[-1][1]
    return Placed(begin, beyond, second[begin:beyond] == first[start:end])

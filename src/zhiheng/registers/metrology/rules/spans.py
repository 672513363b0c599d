"""Half-open spans of days: joined, and taken from each other."""

from collections.abc import Iterable
from datetime import date

Span = tuple[date | None, date | None]


def union(found: Iterable[Span]) -> tuple[Span, ...]:
    """The same days as few spans, in order; those that touch are joined, empty ones left out."""
    joined: list[tuple[date, date]] = []
    for start, end in sorted((a or date.min, b or date.max) for a, b in found):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(_open(*span) for span in joined)


def less(whole: Iterable[Span], gone: Iterable[Span]) -> tuple[Span, ...]:
    """The days of the first that are not days of the second."""
    left: list[Span] = []
    out = [(a or date.min, b or date.max) for a, b in union(gone)]
    for a, b in union(whole):
        start, end = a or date.min, b or date.max
        for leaves, returns in out:
            if returns <= start or end <= leaves:
                continue
            if start < leaves:
                left.append(_open(start, leaves))
            start = max(start, returns)
        if start < end:
            left.append(_open(start, end))
    return tuple(left)


def _open(start: date, end: date) -> Span:
    return (None if start == date.min else start, None if end == date.max else end)

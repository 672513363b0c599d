"""What the background worker does for figures: definitions taken over, keyframes of past months, a fresh snapshot.

Web processes never write these files; without a worker they only start more slowly and look back more slowly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np

from zhiheng.figures import inforce, live, live_files
from zhiheng.figures.live_files import Frame
from zhiheng.figures.live_trees import Trees
from zhiheng.journal.clock import ZONE
from zhiheng.journal.models import Entry
from zhiheng.periods import Period, period_on


@dataclass(frozen=True)
class Done:
    """What one round did for a plan."""

    plan: str
    seq: int
    keyframes: tuple[Path, ...]
    snapshot: Path | None


def plans() -> list[str]:
    """Plans that have computed figures."""
    return sorted({plan for plan, _ in inforce.current().numbers})


def tick(at: datetime) -> list[Done]:
    """One round for every plan: keyframes of months that are over, and a snapshot where something is new."""
    return [_tick(plan, at) for plan in plans()]


def _tick(plan: str, at: datetime) -> Done:
    made = tuple(keyframes(plan, at))
    book = live.book(plan)
    seq = book.follow()
    newest = next(iter(live_files.heads(plan, "snapshot")), None)
    same = newest is not None and newest.seq == seq and live.wrote(newest.act, newest.seq)
    return Done(plan, seq, made, None if same else snapshot(plan))


def snapshot(plan: str) -> Path:
    """Write the array as it stands; older snapshots go."""
    path = live_files.write(live.book(plan).frame(), "snapshot")
    live_files.keep_only(plan, "snapshot", path)
    return path


def keyframes(plan: str, at: datetime) -> Iterator[Path]:
    """Write the array after the last entry of each month that is over and has none yet."""
    known = [head for head in live_files.heads(plan, "keyframe") if live.wrote(head.act, head.seq)]
    frame = next((read for head in known if (read := live_files.read(head, mapped=False))), None)
    state, seq = _beginning(plan, frame)
    for month_end in _month_ends(seq, at):
        entry = Entry.objects.filter(at__lt=month_end).order_by("-at", "-seq").values_list("seq", "act").first()
        if entry is None or entry[0] <= seq:
            continue
        for entries in live.rows_between(plan, seq, entry[0]):
            state.take(entries)
        seq = entry[0]
        yield live_files.write(Frame(plan, seq, str(entry[1]), state.leaves, dict(state.sums)), "keyframe")


def _beginning(plan: str, frame: Frame | None) -> tuple[live.State, int]:
    """The last keyframe as an array to go on with, with the sums of every tree that ever was in force."""
    state = live.State(frame.leaves) if frame is not None else live.State(np.zeros((0, 0, 0), np.int64))
    state.reserve(*live.size_of(plan))
    trees = Trees.read()
    for day in (date.min, *trees.bounds):
        state.sum_up(trees.on(day))
    return state, frame.seq if frame is not None else 0


def _month_ends(seq: int, at: datetime) -> Iterator[datetime]:
    """The instants at which months ended, from the month of the entry after `seq` to the last one that is over."""
    first = Entry.objects.filter(seq__gt=seq).order_by("seq").values_list("at", flat=True).first()
    if first is None:
        return
    month: Period = period_on(first.astimezone(ZONE).date(), "month")
    while month.end <= at.astimezone(ZONE).date():
        yield datetime(month.end.year, month.end.month, 1, tzinfo=ZONE)
        month = month.next()

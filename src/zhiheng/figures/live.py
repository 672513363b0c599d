"""The figures of a process: a private array [slot, place, cell] that follows the journal.

Leaves hold what was recorded for the place itself; beside them stand the sums of every inner place, one small array
for each tree that was asked for. A reader first applies the packed rows newer than its number, then slices. A period's
sum is a difference of two running sums, so a month, a year to date and an assessment year cost the same.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from zhiheng.figures import inforce, live_files, packing, sources, vector
from zhiheng.figures.definitions import CellKey, Months
from zhiheng.figures.live_files import Frame
from zhiheng.figures.live_trees import Tree, Trees
from zhiheng.figures.vector import Ints
from zhiheng.journal.clock import ZONE
from zhiheng.journal.models import Entry
from zhiheng.periods import Period

ROWS_AT_ONCE = 2000
REMEMBERED = 8
"""States of past days whose rows are kept ready."""
_HEAD = """
SELECT h.size, h.definitions, newest.act, known.act FROM journal_head h
LEFT JOIN journal_entry newest ON newest.seq = h.size LEFT JOIN journal_entry known ON known.seq = %s WHERE h.id = 1
"""
_ROWS = """
SELECT d.form, d.payload FROM journal_entry e JOIN figures_delta d ON d.act = e.act
WHERE d.plan = %s AND e.seq > %s AND e.seq <= %s ORDER BY e.seq
"""


@dataclass
class State:
    """An array of figures and the sums of inner places that are kept beside it."""

    leaves: Ints
    sums: dict[str, Ints] = field(default_factory=dict)
    trees: dict[str, Tree] = field(default_factory=dict)

    def take(self, entries: NDArray[Any]) -> None:
        """Add entries to leaves and sums; the array grows where they lie outside it."""
        if not len(entries):
            return
        months, places, cells, amounts = (entries[name].astype(np.int64) for name in entries.dtype.names or ())
        self._reach(int(months.max()) + 1, int(places.max()) + 1, int(cells.max()) + 1)
        added(self.leaves, months, places, cells, amounts)
        for mark, tree in self.trees.items():
            above = tree.above_of(places)
            for step in above.T:
                inside = np.flatnonzero(step >= 0)
                added(self.sums[mark], months[inside], step[inside], cells[inside], amounts[inside])

    def _reach(self, *wanted: int) -> None:
        """Grow where that is needed, a little more than needed but for the months."""
        pairs = list(zip(wanted, self.leaves.shape, strict=True))
        if any(need > have for need, have in pairs):
            _, places, cells = (have if need <= have else need + need // 8 for need, have in pairs)
            self.reserve(wanted[0], places, cells)

    def reserve(self, *shape: int) -> None:
        """Make the array at least so large: slots, places, cells."""
        slots, places, cells = map(max, shape, self.leaves.shape)
        self.leaves = grown(self.leaves, (slots, places, cells))
        self.sums = {mark: grown(sums, (slots, sums.shape[1], cells)) for mark, sums in self.sums.items()}

    def sum_up(self, tree: Tree) -> None:
        """Keep the sums of a tree's inner places from here on."""
        if tree.mark not in self.sums:
            self.sums[tree.mark] = summed(self.leaves, tree)
        self.trees[tree.mark] = tree


def added(into: Ints, slots: Ints, places: Ints, cells: Ints, amounts: Ints) -> None:
    """Add amounts to an array that lies in one piece; NumPy is several times quicker with one index than with three."""
    flat = (slots * into.shape[1] + places) * into.shape[2] + cells
    np.add.at(into.reshape(-1), flat, amounts)


def grown(array: Ints, shape: tuple[int, ...]) -> Ints:
    """The array in a larger shape, zero where it was not."""
    if array.shape == shape:
        return array
    larger = np.zeros(shape, np.int64)
    larger[tuple(slice(0, size) for size in array.shape)] = array
    return larger


def summed(leaves: Ints, tree: Tree) -> Ints:
    """The sums of a tree's inner places over all cells, month by month."""
    found = np.zeros((leaves.shape[0], len(tree.inner), leaves.shape[2]), np.int64)
    above = tree.above_of(np.arange(leaves.shape[1]))
    for step in above.T:
        inside = np.flatnonzero(step >= 0)
        if not len(inside):
            continue
        order = inside[np.argsort(step[inside], kind="stable")]
        starts = np.flatnonzero(np.r_[True, np.diff(step[order]) != 0])
        at = step[order[starts]]
        for slot in range(leaves.shape[0]):
            found[slot, at] += np.add.reduceat(leaves[slot, order], starts, axis=0)
    return found


class Book:
    """One plan's figures in this process. Several threads may ask it; one at a time takes new rows in."""

    def __init__(self, plan: str) -> None:
        self.plan = plan
        self._lock = threading.RLock()
        self._forget()

    def _forget(self) -> None:
        self.seq = 0
        self.act: Any = None
        self.definitions = -1
        self.state = State(np.zeros((0, 0, 0), np.int64))
        self.trees: Trees | None = None
        self.touched: dict[tuple[str, int], int] = {}
        self.past: OrderedDict[int, Past] = OrderedDict()
        self.started = self.measured = False

    # Following

    def follow(self) -> int:
        """Take in everything that was committed; the number of the last entry known. One query where nothing is new.

        Where the journal is another one than before (restored, emptied by a test), everything is read anew.
        """
        with self._lock:
            size, definitions, newest, known = self._head()
            if self.started and (size < self.seq or (self.seq and known != self.act)):
                self._forget()
            if not self.started:
                self._start(size)
            if definitions != self.definitions:
                self.trees, self.definitions = None, definitions
                self.measured = any(plan == self.plan for plan, _ in inforce.current().measures)
            if size != self.seq:
                try:
                    self._take(size)
                except BaseException:
                    self._forget()  # half a row may have been added
                    raise
                self.seq, self.act = size, newest
            return self.seq

    def _head(self) -> tuple[int, int, Any, Any]:
        with connection.cursor() as cursor:
            cursor.execute(_HEAD, [self.seq])
            size, definitions, newest, known = cursor.fetchone() or (0, 0, None, None)
        return size, definitions, newest, known

    def _start(self, size: int) -> None:
        """From the newest snapshot that fits, else from nothing."""
        self.started = True
        for head in live_files.heads(self.plan, "snapshot"):
            if head.seq <= size and wrote(head.act, head.seq) and (frame := live_files.read(head, mapped=False)):
                self.state = State(frame.leaves, dict(frame.sums))
                self._adopt_sums(self.state)
                self.seq = frame.seq
                break
        else:
            self.state.reserve(*size_of(self.plan))
        self._take_touched(0, self.seq)

    def _adopt_sums(self, state: State) -> None:
        """Go on with those kept sums whose tree is still known; the others are made anew when they are asked for."""
        known = self._trees()
        for day in (date.min, *known.bounds):
            tree = known.on(day)
            if tree.mark in state.sums:
                state.trees[tree.mark] = tree
        state.sums = {mark: sums for mark, sums in state.sums.items() if mark in state.trees}

    def _take(self, size: int) -> None:
        for entries in rows_between(self.plan, self.seq, size):
            self.state.take(entries)
        if self.measured:
            self._take_touched(self.seq, size)

    def _take_touched(self, after: int, size: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT t.indicator, t.place, MAX(e.seq) FROM journal_entry e JOIN figures_touched t ON t.act = e.act"
                " WHERE t.plan = %s AND e.seq > %s AND e.seq <= %s GROUP BY t.indicator, t.place",
                [self.plan, after, size],
            )
            self.touched.update({(indicator, place): seq for indicator, place, seq in cursor.fetchall()})

    def _trees(self) -> Trees:
        if self.trees is None:
            self.trees = Trees.read()
        return self.trees

    # Reading

    def read(
        self,
        places: Sequence[int],
        cells: Sequence[int],
        periods: Sequence[Period],
        months: Months,
        stocks: Sequence[bool],
        *,
        tree: date | None = None,
        as_of: int | None = None,
    ) -> Ints:
        """The sums [period, place, cell] of places by permanent number, with all that lies in them.

        A period's flow is what happened in its months (those before the plan's first are not there); a stock is what
        is valid on its last day. Each period is added up under the tree of its last day, or of the day `tree`.

        Args:
            stocks: for each cell whether it is a stock.
            as_of: number of the entry up to which things were known; None for now.
        """
        first, last = _slots(periods, months)
        at, columns = np.asarray(places, np.int64), np.asarray(cells, np.int64)
        stock = np.flatnonzero(np.asarray(stocks, np.bool_))
        found = np.zeros((len(periods), len(at), len(columns)), np.int64)
        with self._lock:
            self.follow()
            view: State | Past = self.state if as_of is None or as_of >= self.seq else self._at(as_of)
            blocks = [(_gathered(view, on, at, columns), wanted) for on, wanted in self._by_tree(periods, tree)]
        for block, wanted in blocks:
            running = np.zeros((block.shape[0] + 1, *block.shape[1:]), np.int64)
            np.cumsum(block, axis=0, out=running[1:])
            begins = running[np.minimum(first[wanted], len(running) - 1)]
            begins[:, :, stock] = 0
            found[wanted] = running[np.minimum(last[wanted] + 1, len(running) - 1)] - begins
        return found

    def _by_tree(self, periods: Sequence[Period], day: date | None) -> list[tuple[Tree, Ints]]:
        """The periods by the tree that they are added up under, as positions."""
        known = self._trees()
        if day is not None:
            return [(known.on(day), np.arange(len(periods)))]
        trees = known.on_the_last_days([period.end for period in periods])
        by_tree: dict[str, tuple[Tree, list[int]]] = {}
        for number, tree in enumerate(trees):
            by_tree.setdefault(tree.mark, (tree, []))[1].append(number)
        return [(tree, np.array(wanted)) for tree, wanted in by_tree.values()]

    def is_touched(self, indicator: str) -> bool:
        """Whether any act ever changed records of a measured indicator, as far as followed."""
        with self._lock:
            return any(code == indicator for code, _place in self.touched)

    def touched_since(self, indicator: str, place: int, day: date) -> int:
        """The last entry that touched a measured indicator in a place or in one within it; 0 for none."""
        with self._lock:
            self.follow()
            return self.touched_by(indicator, place, day)

    def touched_by(self, indicator: str, place: int, day: date) -> int:
        """The same, of what is known already: nothing is asked of the database but a tree that was not read yet."""
        with self._lock:
            inside = self._trees().on(day).below(place).tolist()
            return max(self.touched.get((indicator, at), 0) for at in (-1, *inside))

    def tree_on(self, day: date) -> Tree:
        """The tree in force on a day."""
        with self._lock:
            return self._trees().on(day)

    # As it was

    def _at(self, seq: int) -> "Past":
        """What was known after an entry, from the nearest array that is at hand."""
        if seq not in self.past:
            self.past[seq] = self._past(seq)
            while len(self.past) > REMEMBERED:
                self.past.popitem(last=False)
        self.past.move_to_end(seq)
        found = self.past[seq]
        if found.frame is None and found.seq != self.seq:  # the live array went on: what it took in is taken out again
            found.differs_by(vector.summed(np.concatenate([found.entries, self._without(found.seq)])), self.seq)
        return found

    def _without(self, seq: int) -> NDArray[Any]:
        """What takes out again what the live array took in after an entry."""
        entries = vector.summed(_joined(rows_between(self.plan, seq, self.seq))).copy()
        entries["amount"] *= -1
        return entries

    def _past(self, seq: int) -> "Past":
        frame = self._keyframe(seq)
        if frame is not None and seq - frame.seq <= self.seq - seq:
            entries = vector.summed(_joined(rows_between(self.plan, frame.seq, seq)))
            return Past(State(frame.leaves, dict(frame.sums)), entries, frame.seq, frame)
        return Past(self.state, self._without(seq), self.seq, None)

    def _keyframe(self, seq: int) -> Frame | None:
        for head in live_files.heads(self.plan, "keyframe"):
            if head.seq <= seq and wrote(head.act, head.seq) and (frame := _mapped(head)) is not None:
                return frame
        return None

    # For the worker, and for new definitions

    def leaves_of(self, cells: Ints) -> Ints:
        """What stands for some cells in every place itself: [slot, place, cell]."""
        with self._lock:
            self.follow()
            known = cells < self.state.leaves.shape[2]
            found = np.zeros((*self.state.leaves.shape[:2], len(cells)), np.int64)
            found[:, :, known] = self.state.leaves[:, :, cells[known]]
            self.trees = None  # they may be those of an act that is taken back
            return found

    def frame(self) -> Frame:
        """The array as it stands, for a snapshot."""
        with self._lock:
            self.follow()
            return Frame(self.plan, self.seq, str(_as_uuid(self.act)), self.state.leaves, dict(self.state.sums))


@dataclass
class Past:
    """An array and the entries by which it differs from what was known on a past day."""

    state: State
    entries: NDArray[Any]
    seq: int
    frame: Frame | None
    _sorted: dict[str, tuple[Ints, Ints]] = field(default_factory=dict)

    def differs_by(self, entries: NDArray[Any], seq: int) -> None:
        """The array went on to another entry."""
        self.entries, self.seq = entries, seq
        self._sorted.clear()

    def lying_in(self, tree: Tree, places: Ints) -> tuple[Ints, Ints]:
        """For places, by their position in the list: the positions of the entries that lie in each."""
        if tree.mark not in self._sorted:
            self._sorted[tree.mark] = self._by_place(tree)
        keys, entries = self._sorted[tree.mark]
        inner = np.array([tree.position_of(int(place)) for place in places], np.int64)
        wanted = np.where(inner < 0, places, -1 - inner)
        starts, ends = np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, side="right")
        rows = np.repeat(np.arange(len(places)), ends - starts)
        found = [entries[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        return rows, np.concatenate(found) if found else np.zeros(0, np.int64)

    def _by_place(self, tree: Tree) -> tuple[Ints, Ints]:
        """The entries under each place: by its number for the place itself, as −1 − position for inner places."""
        where = self.entries["place"].astype(np.int64)
        keys, entries = [where], [np.arange(len(where))]
        for step in tree.above_of(where).T:
            inside = np.flatnonzero(step >= 0)
            keys.append(-1 - step[inside])
            entries.append(inside)
        every = np.concatenate(keys)
        order = np.argsort(every, kind="stable")
        return every[order], np.concatenate(entries)[order]


def _gathered(view: "State | Past", tree: Tree, places: Ints, cells: Ints) -> Ints:
    """A block [slot, place, cell] of sums over subtrees."""
    state = view.state if isinstance(view, Past) else view
    block = _block(state, tree, places, cells)
    if isinstance(view, Past) and len(view.entries):
        block = _with_entries(block, view, tree, places, cells)
    return block


def _block(state: State, tree: Tree, places: Ints, cells: Ints) -> Ints:
    state.sum_up(tree)
    slots, known_places, known_cells = state.leaves.shape
    block = np.zeros((slots, len(places), len(cells)), np.int64)
    there = np.flatnonzero(cells < known_cells)
    inner = np.array([tree.position_of(int(place)) for place in places], np.int64)
    for source, at, rows in (
        (state.leaves, places, np.flatnonzero((inner < 0) & (places < known_places))),
        (state.sums[tree.mark], inner, np.flatnonzero(inner >= 0)),
    ):
        if len(rows) and len(there):
            block[:, rows[:, None], there] = source[:, at[rows][:, None], cells[there]]
    return block


def _with_entries(block: Ints, past: Past, tree: Tree, places: Ints, cells: Ints) -> Ints:
    """The block with the entries of a past day added where they lie in its places and cells."""
    entries = past.entries
    column = np.full(int(max(cells.max(initial=0), entries["cell"].max())) + 1, -1, np.int64)
    column[cells] = np.arange(len(cells))
    rows, at = past.lying_in(tree, places)
    kept = np.flatnonzero(column[entries["cell"][at]] >= 0)
    if not len(kept):
        return block
    rows, chosen = rows[kept], entries[at[kept]]
    if (more := int(chosen["month"].max()) + 1) > len(block):
        block = grown(block, (more, *block.shape[1:]))
    added(block, chosen["month"].astype(np.int64), rows, column[chosen["cell"]], chosen["amount"].astype(np.int64))
    return block


def _slots(periods: Sequence[Period], months: Months) -> tuple[Ints, Ints]:
    """First and last slot of each period, within the plan's months."""
    first = np.array([period.start.year * 12 + period.start.month for period in periods], np.int64) - months.first
    after = np.array([period.end.year * 12 + period.end.month for period in periods], np.int64) - months.first
    return np.clip(first, 1, months.count + 1), np.clip(after - 1, 0, months.count)


# Rows of the journal


def rows_between(plan: str, after: int, until: int) -> Iterator[NDArray[Any]]:
    """What the entries after one up to another added, in their order, some rows at a time."""
    few = until - after <= ROWS_AT_ONCE  # a cursor that the server keeps open costs more than it saves
    with connection.cursor() if few else connection.chunked_cursor() as cursor:
        cursor.execute(_ROWS, [plan, after, until])
        while rows := cursor.fetchall() if few else cursor.fetchmany(ROWS_AT_ONCE):
            yield from packing.unpacked(rows)
            if few:
                break


def _joined(pieces: Iterable[NDArray[Any]]) -> NDArray[Any]:
    found = list(pieces)
    return np.concatenate(found) if found else vector.NOTHING


def seq_at(instant: datetime) -> int:
    """The number of the last entry at or before an instant; 0 before the first. One query."""
    found = Entry.objects.filter(at__lte=instant).order_by("-at", "-seq").values_list("seq", flat=True).first()
    return int(found or 0)


def wrote(act: str, seq: int) -> bool:
    """Whether an entry of this database was written by this act."""
    return seq == 0 or Entry.objects.filter(seq=seq, act=act).exists()


def _as_uuid(found: object) -> UUID:
    return found if isinstance(found, UUID) else UUID(str(found)) if found else UUID(int=0)


def size_of(plan: str) -> tuple[int, int, int]:
    """The size that a plan's definitions ask for: slots, places, cells."""
    known = inforce.current()
    months = [definition.months.count for definition in known.of(plan).values()]
    cells = [number for (of, _), numbers in known.numbers.items() if of == plan for number in numbers.values()]
    return max(months, default=0) + 2, int(sources.place_numbers().max()) + 1, max(cells, default=-1) + 1


# One process


_books: dict[str, Book] = {}
_frames: dict[tuple[str, int, str], Frame | None] = {}
_door = threading.Lock()


def book(plan: str) -> Book:
    """This process's figures of a plan."""
    with _door:
        if plan not in _books:
            _books[plan] = Book(plan)
        return _books[plan]


def forget() -> None:
    """Drop everything that this process holds: after a fork, when locks and arrays may be half changed, and in tests."""
    global _door
    _door = threading.Lock()
    _books.clear()
    _frames.clear()


os.register_at_fork(after_in_child=forget)


def _mapped(head: live_files.Head) -> Frame | None:
    """A keyframe as a map of its file; its bytes are summed once a process."""
    key = (str(head.path), head.seq, head.act)
    if key not in _frames:
        _frames[key] = live_files.read(head, mapped=True)
    return _frames[key]


# What others ask


def cells_of(plan: str, indicators: Iterable[str]) -> dict[str, Mapping[CellKey, int]]:
    """Indicator → part and class → number of its cell, for indicators that are computed."""
    known = inforce.current()
    return {code: known.numbers[plan, code] for code in indicators if (plan, code) in known.definitions}


def read(
    plan: str,
    places: Sequence[int],
    cells: Mapping[str, Sequence[CellKey]],
    periods: Sequence[Period],
    *,
    tree: date | None = None,
    as_of: datetime | None = None,
) -> Ints:
    """The sums [period, place, cell] of computed indicators, cells in the order in which they are named.

    Args:
        places: permanent numbers.
        cells: indicator → parts and classes, each as in `definitions.cells`.
        tree: day of the tree to add up under; None takes for each period the tree of its last day.
        as_of: instant up to which things were known; None for now.
    """
    known = inforce.current()
    numbers: list[int] = []
    stocks: list[bool] = []
    months = Months(0, 0)
    for code, keys in cells.items():
        definition = known.definitions[plan, code]
        months = definition.months
        numbers += [known.numbers[plan, code][key] for key in keys]
        stocks += [definition.stock] * len(keys)
    seq = None if as_of is None else seq_at(as_of)
    return book(plan).read(places, numbers, periods, months, stocks, tree=tree, as_of=seq)


def end_of(day: date) -> datetime:
    """The last instant of a day here."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, 999_999, ZONE)

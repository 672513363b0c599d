"""The trees of places as arrays over permanent numbers: who lies in whom on a day.

Re-parenting writes nothing into figures; which tree is in force decides only what is added up when they are read.
A place that has ended stays where it lay last, so that what was recorded in it is not lost to those above it.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from zhiheng.bodies.models import Place, PlaceParent
from zhiheng.figures.vector import Ints


@dataclass(frozen=True, eq=False)
class Tree:
    """One tree. `parents` holds for each number that of the place above, −1 for none."""

    parents: Ints

    @cached_property
    def mark(self) -> str:
        """What tells this tree from another, also in a file."""
        used = np.flatnonzero(self.parents >= 0)
        return hashlib.sha256(np.stack([used, self.parents[used]]).astype("<i8").tobytes()).hexdigest()[:16]

    @cached_property
    def inner(self) -> Ints:
        """The numbers of places that have others in them."""
        return np.unique(self.parents[self.parents >= 0])

    @cached_property
    def position(self) -> Ints:
        """Number → position in `inner`, −1 for leaves."""
        found = np.full(len(self.parents), -1, np.int64)
        found[self.inner] = np.arange(len(self.inner))
        return found

    @cached_property
    def above(self) -> Ints:
        """[number, step]: positions in `inner` of the place itself and of those above it, −1 where there is none."""
        at = np.arange(len(self.parents))
        steps: list[Ints] = []
        while (at >= 0).any():
            if len(steps) > len(self.parents):
                raise ValueError("places lie in each other")
            steps.append(np.where(at >= 0, self.position[at], -1))
            at = np.where(at >= 0, self.parents[at], -1)
        return np.stack(steps, axis=1)

    def position_of(self, number: int) -> int:
        """Where a place's sum stands in `inner`; −1 where the place has no others in it."""
        return int(self.position[number]) if number < len(self.position) else -1

    def above_of(self, numbers: Ints) -> Ints:
        """`above` for places; one that the tree does not know stands alone."""
        known = numbers < len(self.parents)
        found = np.full((len(numbers), self.above.shape[1]), -1, np.int64)
        found[known] = self.above[numbers[known]]
        return found

    def below(self, number: int) -> Ints:
        """The numbers of a place and of all places in it."""
        position = self.position_of(number)
        if position < 0:
            return np.array([number])
        return np.flatnonzero((self.above == position).any(axis=1))


@dataclass
class Trees:
    """Every tree that was ever in force, read once and asked by day."""

    bounds: list[date]
    size: int
    _spans: list[tuple[int, int, date, date]]
    _ended: Mapping[int, date]
    _found: dict[int, Tree]
    _same: dict[str, Tree]

    @classmethod
    def read(cls) -> "Trees":
        """Two queries."""
        places = list(Place.objects.values_list("number", "valid_to"))
        spans = [
            (child, parent, start or date.min, end or date.max)
            for child, parent, start, end in PlaceParent.objects.values_list(
                "place__number", "parent__number", "valid_from", "valid_to"
            )
        ]
        ended = {number: end for number, end in places if end is not None}
        bounds = sorted({day for _, _, start, end in spans for day in (start, end)} | set(ended.values()))
        return cls(bounds, max((number for number, _ in places), default=0) + 1, spans, ended, {}, {})

    def on(self, day: date) -> Tree:
        """The tree in force on a day; days between two changes share one, and so do trees that are the same."""
        return self._at(bisect_right(self.bounds, day), day)

    def on_the_last_days(self, ends: Sequence[date]) -> list[Tree]:
        """For each first day after a period the tree of the period's last day."""
        return [self._at(bisect_left(self.bounds, end), end - timedelta(days=1)) for end in ends]

    def _at(self, at: int, day: date) -> Tree:
        if at not in self._found:
            made = self._made(day)
            self._found[at] = self._same.setdefault(made.mark, made)
        return self._found[at]

    def _made(self, day: date) -> Tree:
        parents = np.full(self.size, -1, np.int64)
        lay: dict[int, date] = {}
        for child, parent, start, end in self._spans:
            ended = self._ended.get(child, date.max) <= day
            in_force = start <= day < end
            if in_force or (ended and start <= day and end > lay.get(child, date.min)):
                parents[child] = parent
                lay[child] = date.max if in_force else end
        return Tree(parents)

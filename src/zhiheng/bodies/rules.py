"""Who answers for a duty on a day, and how names and trees are read: pure, on values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

ALL = "*"
"""The duties of a succession that hands over everything."""


@dataclass(frozen=True)
class Span:
    """Half-open; a missing bound is as far back or ahead as we know."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: "Span") -> bool:
        return (self.end is None or other.start is None or other.start < self.end) and (
            other.end is None or self.start is None or self.start < other.end
        )


@dataclass(frozen=True)
class Step:
    """One succession: from `on`, `taker` answers for the `duties` of `giver` (or for all of them)."""

    on: date
    kind: str
    giver: int
    taker: int
    duties: frozenset[str] | None  # None: all

    def moves(self, duty: str | None) -> bool:
        """Does it take this duty along? A split or transfer of listed duties leaves all others where they are."""
        return self.duties is None or (duty is not None and duty in self.duties)


@dataclass(frozen=True)
class Held:
    """Where a duty lies on a day, and the steps that brought it there (none: where it began).

    `ended`: the body at the end of the walk no longer exists on that day and nobody took over.
    """

    body: int
    steps: tuple[Step, ...] = ()
    ended: bool = False


def held(body: int, day: date, steps: Iterable[Step], lives: Mapping[int, Span], duty: str | None = None) -> Held:
    """Walk the successions from the body that first held a duty to the one that holds it on a day.

    Steps are taken in the order of their days. On one day a listed duty goes before "all", because a split names what
    it takes and leaves the rest to the other part.
    """
    walk: tuple[Step, ...] = ()
    at, since = body, date.min
    ahead = sorted(steps, key=lambda step: (step.on, step.duties is None))
    while True:
        following = next(
            (
                step for step in ahead
                if step.giver == at and since <= step.on <= day and step.moves(duty) and step not in walk
            ), None,
        )  # fmt: skip
        if following is None:
            break
        walk, at, since = (*walk, following), following.taker, following.on
    life = lives.get(at, Span())
    return Held(at, walk, ended=life.end is not None and life.end <= day)


@dataclass(frozen=True)
class Label:
    """A name valid for a span, by language."""

    span: Span
    name: Mapping[str, str]
    short: Mapping[str, str] = field(default_factory=dict)


def label_on(labels: Sequence[Label], day: date) -> Label | None:
    """The name in force; on a day outside every span the nearest one, so that nothing is ever nameless."""
    valid = [label for label in labels if label.span.holds(day)]
    if valid:
        return max(valid, key=lambda label: label.span.start or date.min)
    started = [label for label in labels if (label.span.start or date.min) <= day]
    if started:
        return max(started, key=lambda label: label.span.start or date.min)
    return min(labels, key=lambda label: label.span.start or date.min, default=None)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in a language, else in simplified Chinese, else in any; empty when there is none.

    `zh-hant` takes simplified Chinese: pages convert it.
    """
    by_code = {code.lower(): text for code, text in texts.items()}
    for code in (language.lower(), "zh-hans", *by_code):
        if by_code.get(code):
            return by_code[code]
    return ""


def cycle(parents: Mapping[int | str, int | str]) -> list[int | str]:
    """Places that lie in themselves through their parents, in order; empty when the map is a forest."""
    clear: set[int | str] = set()
    for start in parents:
        path: list[int | str] = []
        at: int | str | None = start
        while at is not None and at not in clear:
            if at in path:
                return path[path.index(at) :]
            path.append(at)
            at = parents.get(at)
        clear.update(path)
    return []

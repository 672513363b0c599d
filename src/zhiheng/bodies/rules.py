"""Who answers for a duty on a day, and how names and trees are read: pure, on values."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


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


def cycle(parents: Mapping[str, str]) -> list[str]:
    """Places that lie in themselves through their parents, in order; empty when the map is a forest."""
    clear: set[str] = set()
    for start in parents:
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in clear:
            if at in path:
                return path[path.index(at) :]
            path.append(at)
            at = parents.get(at)
        clear.update(path)
    return []


def as_compared(text: str) -> str:
    """A name as it is compared: half-width, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


Facts = Mapping[str, Any]
GROWING = ("names", "parents", "members")


def extends(more: Facts, less: Facts) -> list[str]:
    """Keys in which `more` contradicts `less`; empty when it only knows more.

    Knowing more is: an open end that is now closed, further names, parents or members, further aliases. Two plans
    that share a place or body can so be amended one after the other.
    """
    against = [key for key in sorted(less) if key not in (*GROWING, "until", "aliases") and more.get(key) != less[key]]
    if less.get("until") not in (None, more.get("until")):
        against.append("until")
    against += [key for key in GROWING if not _rows_extend(more.get(key, ()), less.get(key, ()))]
    if not set(less.get("aliases", ())) <= set(more.get("aliases", ())):
        against.append("aliases")
    return against


def _rows_extend(more: Sequence[Facts], less: Sequence[Facts]) -> bool:
    def known(row: Facts) -> bool:
        return any(
            {**row, "until": None} == {**other, "until": None} and row["until"] in (None, other["until"])
            for other in more
        )

    return all(map(known, less))

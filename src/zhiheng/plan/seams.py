"""The seam through which rooms above and below take part in checking and adopting a package.

`config` fills `rooms` at start-up, in floor order. Each room looks at its own files of the package and writes its own
rows, all in the one transaction of the act.
"""

from collections.abc import Callable
from dataclasses import dataclass

from zhiheng.journal.acts import Act
from zhiheng.packages.problems import Problem, in_order
from zhiheng.packages.reading import Package


@dataclass(frozen=True)
class Room:
    """A room's part in a package."""

    name: str
    check: Callable[[Package], list[Problem]] | None = None
    adopt: Callable[[Package, Act], None] | None = None


rooms: list[Room] = []


def check(package: Package) -> list[Problem]:
    """What every room finds in the package, by file and line."""
    return in_order(problem for room in rooms if room.check for problem in room.check(package))


def adopt(package: Package, opened: Act) -> None:
    """Let every room write its part, from the lowest floor up."""
    for room in rooms:
        if room.adopt:
            room.adopt(package, opened)

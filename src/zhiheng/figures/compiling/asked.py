"""What one query is asked: sums that can be taken together in one pass over a register.

Definitions that count by the same day, once by the same columns and in the same classes stand in one query, each with
its own conditional sums. Thirty definitions then read the evidence a few times, not thirty times.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from zhiheng.figures.definitions import Conditions, Definition, Months

MOST_SUMS = 200
"""Sums of one query. PostgreSQL carries 1664 columns and SQLite 2000; a sum has up to five on its way."""


@dataclass(frozen=True)
class Grain:
    """What the sums of one query share; the fields are those of `Definition`.

    Attributes:
        class_by: column whose value is handed out with the sums, to be turned into classes afterwards; "" for none.
        classes: class → values of `class_by`, where the class must be known within the query: the union of the spans
            of a class is not the sum over its values.
    """

    register: str
    months: Months
    states: tuple[str, ...]
    place: str
    stock: bool
    on: str
    once_by: tuple[str, ...]
    class_by: str
    classes: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Sum:
    """One column of the answer: where it goes, and what it adds up. The last three are as in `Definition` and `Part`."""

    definition: Definition
    part: str
    of: Conditions
    where: Conditions
    columns: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Question:
    grain: Grain
    sums: tuple[Sum, ...]

    @cached_property
    def common(self) -> Conditions:
        """What all sums ask of a member."""
        first, *others = {one.of: None for one in self.sums}
        return tuple(condition for condition in dict.fromkeys(first) if all(condition in other for other in others))


def questions(definitions: Sequence[Definition]) -> Iterator[Question]:
    """The queries that together answer all definitions, in the order in which they first appear."""
    sums: dict[Grain, list[Sum]] = defaultdict(list)
    for definition in definitions:
        for grain in _grains(definition):
            sums[grain] += [
                Sum(definition, part.name, definition.of, part.where, part.columns) for part in definition.parts
            ]
    for grain, asked in sums.items():
        most = 1 if grain.stock and grain.once_by else MOST_SUMS  # the place of such a group depends on its members
        for start in range(0, len(asked), most):
            yield Question(grain, tuple(asked[start : start + most]))


def _grains(definition: Definition) -> Iterator[Grain]:
    """One grain, or for stocks that count once two: in all, and by class."""

    def grain(class_by: str, classes: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> Grain:
        return Grain(
            definition.register, definition.months, definition.states, definition.place,
            definition.stock, definition.on, definition.once_by, class_by, classes,
        )  # fmt: skip

    if definition.stock and definition.once_by and definition.classes:
        yield grain("")
        yield grain(definition.class_by, values_of_classes(definition))
    else:
        yield grain(definition.class_by if definition.classes else "")


def values_of_classes(definition: Definition) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Class → values of the column, as `class_of` writes them; without `class_of` a class is its own value."""
    pairs = definition.class_of or [(class_, class_) for class_ in definition.classes]
    return tuple(
        (class_, tuple(value for value, of in pairs if of == class_ and value)) for class_ in definition.classes
    )

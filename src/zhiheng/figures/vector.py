"""The meaning of `contributions`, over columns: for files of records, and for the whole of the evidence.

Every step is a handful of array operations on all records at once. What it gives is equal to `reference`, number for
number; a property test holds the two together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiheng.figures.definitions import Condition, Definition, Months, Part, is_empty

Ints = NDArray[Any]
Mask = NDArray[Any]

ENTRY = np.dtype([("month", "<i2"), ("place", "<i4"), ("cell", "<i4"), ("amount", "<i8")])
"""What is added where: slot of the month, place, number of the cell, amount. 18 bytes, as packed rows hold it."""
NOTHING = np.zeros(0, ENTRY)

EMPTY = np.iinfo(np.int64).min
"""An empty whole number among whole numbers."""
NO_DAY = 0
OPEN = np.iinfo(np.int32).max
"""The slot in which an open span ends: never."""


def day_number(day: date | None) -> int:
    """A day as the number that its digits write, 20180331; 0 for none. Numbers sort as days do."""
    return NO_DAY if day is None else day.year * 10000 + day.month * 100 + day.day


@dataclass(frozen=True)
class Coded:
    """A column as positions in the list of its distinct values."""

    codes: NDArray[np.integer[Any]]
    values: Sequence[Any]


def coded(values: Iterable[Any]) -> Coded:
    """A column of any hashable values, coded. (True and 1 are one value, as they are to Python.)"""
    known: dict[Any, int] = {}
    codes = [known.setdefault(value, len(known)) for value in values]
    return Coded(np.array(codes, np.int32), list(known))


@dataclass(frozen=True)
class Days:
    """A column of days as `day_number` writes them, 0 where there is none."""

    numbers: Ints


Column = Sequence[Any] | Coded | Days | Ints
"""Values as Python holds them, coded ones, days as numbers, or whole numbers (EMPTY for none)."""


@dataclass(frozen=True)
class Spans:
    """Valid spans of many records: position of the record, first day, first day after (both as numbers, 0 is open)."""

    owner: Ints
    starts: Ints
    ends: Ints


@dataclass
class Table:
    """Records of one register, column by column; what was worked out of a column is kept for the next definition.

    Attributes:
        numbers: primary key of a place → its permanent number, by position; None leaves places as they are written.
    """

    ids: Ints
    columns: Mapping[str, Column]
    spans: Spans | None = None
    numbers: Ints | None = None
    _kept: dict[Any, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def coded(self, name: str) -> Coded:
        def make() -> Coded:
            column = self.columns[name]
            if isinstance(column, Coded):
                return column
            numbers = column.numbers if isinstance(column, Days) else column
            if isinstance(numbers, np.ndarray):
                values, codes = np.unique(numbers, return_inverse=True)
                none = NO_DAY if isinstance(column, Days) else EMPTY
                return Coded(codes, [None if value == none else value for value in values.tolist()])
            return coded(numbers)

        found: Coded = self._once(("coded", name), make)
        return found

    def whole(self, name: str) -> Ints:
        """A column of whole numbers, EMPTY where there is none."""

        def make() -> Ints:
            column = self.columns[name]
            if isinstance(column, np.ndarray):
                return column
            if isinstance(column, Coded):
                return np.take(_whole(column.values), column.codes)
            return _whole(column.numbers if isinstance(column, Days) else column)

        found: Ints = self._once(("whole", name), make)
        return found

    def day(self, name: str) -> Ints:
        """A column of days as numbers, 0 where there is none."""

        def make() -> Ints:
            column = self.columns[name]
            if isinstance(column, Days):
                return column.numbers
            if isinstance(column, Coded):
                return np.take(np.array([day_number(value) for value in column.values], np.int64), column.codes)
            return np.array([day_number(value) for value in column], np.int64)

        found: Ints = self._once(("day", name), make)
        return found

    def place(self, name: str) -> Ints:
        """The places of a column by permanent number; −1 where there is none."""

        def make() -> Ints:
            written = self.whole(name)
            none = written == EMPTY
            asked = np.where(none, 0, written)
            return np.where(none, -1, asked if self.numbers is None else self.numbers[asked])

        found: Ints = self._once(("place", name), make)
        return found

    def holds(self, condition: Condition) -> Mask:
        """For each record whether it satisfies a condition."""

        def make() -> Mask:
            column = self.columns[condition.column]
            days = isinstance(column, Days)
            meant = _numbered(condition) if days else condition
            numbers = column.numbers if isinstance(column, Days) else column
            if isinstance(numbers, np.ndarray) and condition.operator in _COMPARED and meant.value != "":
                return _compared(numbers, meant, NO_DAY if days else EMPTY)
            known = self.coded(condition.column)
            return np.take(np.array([meant.holds(value) for value in known.values], np.bool_), known.codes)

        found: Mask = self._once(condition, make)
        return found

    def counted(self, states: tuple[str, ...]) -> Mask:
        """For each record whether it is there and in a state that counts."""

        def make() -> Mask:
            there = ~self.holds(Condition("withdrawn", "is", True))
            return there & self.holds(Condition("state", "in", states)) if states else there

        found: Mask = self._once(("counted", states), make)
        return found

    def slots(self, name: str, months: Months) -> Ints:
        """The slot of the month of each record's day."""
        found: Ints = self._once(("slots", name, months), lambda: slots_of(self.day(name), months))
        return found

    def addresses(self, definition: Definition, places: int) -> Ints:
        """Slot and place of each record as one number, for an array of so many places."""

        def make() -> Ints:
            return self.slots(definition.on, definition.months) * places + self.place(definition.place)

        found: Ints = self._once(("addresses", definition.on, definition.months, definition.place, places), make)
        return found

    def groups(self, once_by: tuple[str, ...]) -> Ints:
        """For each record the number of its group."""

        def make() -> Ints:
            together = np.zeros(len(self), np.int64)
            for name in once_by:
                known = self.coded(name)
                together = together * len(known.values) + known.codes
                together = np.unique(together, return_inverse=True)[1].astype(np.int64)
            return together

        found: Ints = self._once(("groups", once_by), make)
        return found


_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "is": np.equal, "is_not": np.not_equal, "at_least": np.greater_equal, "at_most": np.less_equal,
    "above": np.greater, "below": np.less, "from": np.greater_equal, "until": np.less,
}  # fmt: skip


def _whole(values: Iterable[Any]) -> Ints:
    return np.array([EMPTY if is_empty(value) else value for value in values], np.int64)


def _numbered(condition: Condition) -> Condition:
    """The condition as it is put to a column of numbers, where a day is a number too."""

    def number(value: Any) -> Any:
        return day_number(value) if isinstance(value, date) else value

    value = condition.value
    asked = tuple(map(number, value)) if isinstance(value, tuple) else number(value)
    return Condition(condition.column, condition.operator, asked)


def _compared(column: Ints, condition: Condition, empty: int) -> Mask:
    """A comparison with a column of numbers; only `is_not` holds of an empty one."""
    found = _COMPARED[condition.operator](column, condition.value)
    return np.asarray(found if condition.operator in {"is", "is_not"} else found & (column != empty))


def slots_of(days: Ints, months: Months) -> Ints:
    """The slots of days given as numbers."""
    index = days // 10000 * 12 + days // 100 % 100 - 1
    return np.asarray(np.clip(index - months.first + 1, 0, months.count + 1))


def amounts(definition: Definition, table: Table) -> NDArray[Any]:
    """What the records add, as entries with the cell's position in `cells(definition)`, sorted, without zero amounts."""
    found = [entries(*adds) for adds in _adds(definition, table)]
    return summed(np.concatenate(found) if found else NOTHING)


_Adds = tuple[Ints, Ints, Ints, Ints]
"""Slots, places, cells (by position) and amounts, of equal length."""


def _adds(definition: Definition, table: Table) -> list[_Adds]:
    return _stock(definition, table) if definition.stock else _flow(definition, table)


def entries(slots: Ints, places: Ints, cells: Ints, counts: Ints) -> NDArray[Any]:
    found = np.empty(len(slots), ENTRY)
    found["month"], found["place"], found["cell"], found["amount"] = slots, places, cells, counts
    return found


def summed(found: NDArray[Any]) -> NDArray[Any]:
    """Entries added up by month, place and cell; sorted, without those that come to zero."""
    if not len(found):
        return found
    place, cell = found["place"].astype(np.int64), found["cell"].astype(np.int64)
    width = int(cell.max()) + 1
    together = (found["month"].astype(np.int64) * (int(place.max()) + 1) + place) * width + cell
    order = np.argsort(together, kind="stable")
    ordered = together[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    kept = found[order[starts]]
    kept["amount"] = np.add.reduceat(found["amount"][order], starts)
    return np.asarray(kept[kept["amount"] != 0])


def _members(definition: Definition, table: Table) -> Ints:
    """Positions of the records that take part."""
    mask = table.counted(definition.states) & (table.place(definition.place) >= 0)
    if definition.on:
        mask = mask & (table.day(definition.on) != NO_DAY)
    for condition in definition.of:
        mask = mask & table.holds(condition)
    return np.flatnonzero(mask)


def _flow(definition: Definition, table: Table) -> list[_Adds]:
    """Each part once for the whole, and once more for those in a class."""
    chosen = _representatives(definition, table)
    slots, places, classes = (
        table.slots(definition.on, definition.months), table.place(definition.place), _classes(definition, table)
    )  # fmt: skip
    found = []
    for position, part in enumerate(definition.parts):
        first = position * (1 + len(definition.classes))
        inside = chosen if not part.where else chosen[_satisfying(part, table, chosen)]
        counts = _product(part, table, inside)
        found.append((slots[inside], places[inside], np.full(len(inside), first), counts))
        if classes is not None:
            of = classes[inside]
            kept = np.flatnonzero(of)
            found.append((slots[inside[kept]], places[inside[kept]], first + of[kept], counts[kept]))
    return found


def _representatives(definition: Definition, table: Table) -> Ints:
    """One record a group: the earliest member, then the smallest id."""
    members = _members(definition, table)
    if not definition.once_by:
        return members
    groups = table.groups(definition.once_by)[members]
    order = np.lexsort((table.ids[members], table.day(definition.on)[members], groups))
    ordered = groups[order]
    return members[order[np.r_[True, ordered[1:] != ordered[:-1]]]] if len(order) else members


def _satisfying(part: Part, table: Table, chosen: Ints) -> Mask:
    mask = np.ones(len(chosen), np.bool_)
    for condition in part.where:
        mask = mask & table.holds(condition)[chosen]
    return mask


def _product(part: Part, table: Table, chosen: Ints) -> Ints:
    """What each of the chosen adds: 1, or the product of columns, where an empty one counts 0."""
    product = np.ones(len(chosen), np.int64)
    for column, factor in part.columns:
        values = table.whole(column)[chosen]
        product = product * np.where(values == EMPTY, 0, values * factor)
    return product


def _classes(definition: Definition, table: Table) -> Ints | None:
    """For each record the number of its class, 0 for none; None where nothing is divided."""
    if not definition.class_by:
        return None
    known = table.coded(definition.class_by)
    position = {class_: number for number, class_ in enumerate(definition.classes, 1)}
    of_value = [position.get(definition.class_for(value), 0) for value in known.values]
    return np.take(np.array(of_value, np.int64), known.codes)


def _stock(definition: Definition, table: Table) -> list[_Adds]:
    spans = table.spans
    if spans is None:
        return []
    member = np.zeros(len(table), np.bool_)
    member[_members(definition, table)] = True
    lasting = (spans.starts == NO_DAY) | (spans.ends == NO_DAY) | (spans.starts < spans.ends)
    picked = np.flatnonzero(member[spans.owner] & lasting)
    if not len(picked):
        return []
    owner, starts, ends = spans.owner[picked], spans.starts[picked], spans.ends[picked]
    groups = table.groups(definition.once_by)[owner] if definition.once_by else owner
    places = _where_it_began(table, definition, owner, starts, groups)
    begin = np.where(starts == NO_DAY, 0, slots_of(starts, definition.months))
    end = np.where(ends == NO_DAY, OPEN, slots_of(ends, definition.months))
    found = [_joined(groups, np.zeros(len(groups), np.int64), begin, end, places)]
    classes = _classes(definition, table)
    if classes is not None and len(inside := np.flatnonzero(classes[owner])):
        found.append(_joined(groups[inside], classes[owner[inside]], begin[inside], end[inside], places))
    return found


def _where_it_began(table: Table, definition: Definition, owner: Ints, starts: Ints, groups: Ints) -> Ints:
    """Group → place of the member whose validity begins first, then the smallest id."""
    order = np.lexsort((table.ids[owner], starts, groups))
    ordered = groups[order]
    first = order[np.r_[True, ordered[1:] != ordered[:-1]]]
    places = np.zeros(int(groups.max()) + 1, np.int64)
    places[groups[first]] = table.place(definition.place)[owner[first]]
    return places


def _joined(groups: Ints, classes: Ints, begin: Ints, end: Ints, places: Ints) -> _Adds:
    """The union of the spans of each group and class, as +1 where it begins and −1 where it ends."""
    order = np.lexsort((begin, classes, groups))
    groups, classes, begin, end = groups[order], classes[order], begin[order], end[order]
    another = np.r_[True, (groups[1:] != groups[:-1]) | (classes[1:] != classes[:-1])]
    # The furthest end so far, counted anew in each group: groups are lifted above each other.
    lift = np.cumsum(another) * (int(OPEN) + 1)
    reach = np.maximum.accumulate(end + lift) - lift
    apart = another | np.r_[True, begin[1:] > reach[:-1]]
    begins = np.flatnonzero(apart)
    last = np.r_[begins[1:] - 1, len(end) - 1]
    closed = last[reach[last] != OPEN]
    where = np.r_[begins, closed]
    slots = np.r_[begin[begins], reach[closed]]
    signs = np.r_[np.ones(len(begins), np.int64), -np.ones(len(closed), np.int64)]
    return slots, places[groups[where]], classes[where], signs


def accumulate(definition: Definition, table: Table, into: Ints, cells: Sequence[int]) -> None:
    """Add what the records add to a dense array [slot, place, cell], for rebuilds.

    Args:
        cells: for each of `cells(definition)` its number along the array's last axis.
    """
    if definition.stock:
        for slots, places, at, counts in _stock(definition, table):
            np.add.at(into, (slots, places, np.asarray(cells)[at]), counts)
        return
    chosen = _representatives(definition, table)
    where = table.addresses(definition, into.shape[1])[chosen]
    classes = _classes(definition, table)
    of = None if classes is None else classes[chosen]
    width = 1 + len(definition.classes)
    dense = _Dense(into, where, of, width)
    counted = [number for number, part in enumerate(definition.parts) if not part.columns]
    masks = {where_: number for number, where_ in enumerate({definition.parts[number].where: 0 for number in counted})}
    if counted:
        bits = [_satisfying(Part("", where_), table, chosen) for where_ in masks]
        histogram = dense.histogram(bits)
        for number in counted:
            satisfied = [code for code in range(1 << len(bits)) if code >> masks[definition.parts[number].where] & 1]
            dense.add(histogram[..., satisfied].sum(axis=-1), cells[number * width : (number + 1) * width])
    for number, part in enumerate(definition.parts):
        if part.columns:
            values = np.where(_satisfying(part, table, chosen), _product(part, table, chosen), 0)
            dense.add(dense.weighed(values), cells[number * width : (number + 1) * width])


@dataclass(frozen=True)
class _Dense:
    """A dense array that is added to: where each record lies in it, and its class."""

    into: Ints
    where: Ints
    of: Ints | None
    width: int

    @property
    def size(self) -> int:
        return int(self.into.shape[0] * self.into.shape[1])

    def histogram(self, bits: Sequence[Mask]) -> Ints:
        """How many records there are by address, class and satisfied masks, in one pass: [address, class, mask code]."""
        codes = 1 << len(bits)
        together = self.where if self.of is None else self.where * self.width + self.of
        if codes > 1:
            together = together * codes
            for number, mask in enumerate(bits):
                together = together + (mask.astype(np.int64) << number)
        classes = 1 if self.of is None else self.width
        return np.bincount(together, minlength=self.size * classes * codes).reshape(self.size, classes, codes)

    def weighed(self, values: Ints) -> Ints:
        """Sums of whole numbers by address and class; `bincount` would add them as floats."""
        classes = 1 if self.of is None else self.width
        sums = np.zeros(self.size * classes, np.int64)
        np.add.at(sums, self.where if self.of is None else self.where * self.width + self.of, values)
        return sums.reshape(self.size, classes)

    def add(self, sums: Ints, cells: Sequence[int]) -> None:
        """Add sums by address and class to the cells of a part: the whole first, then its classes."""
        shape = self.into.shape[:2]
        self.into[..., cells[0]] += sums.sum(axis=1).reshape(shape)
        for class_ in range(1, sums.shape[1]):
            self.into[..., cells[class_]] += sums[:, class_].reshape(shape)

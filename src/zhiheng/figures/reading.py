"""From cells to figures: which column is which, which indicator and place are meant, what every cell says. Pure.

The caller brings what the plan knows (`Known`); the answer is one `Row` for each line, with its content or its faults.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeVar

from zhiheng.figures import rules
from zhiheng.figures.rules import Content, Fault, FaultError, Shape
from zhiheng.figures.tables import HEAD_WITHIN, Line, Sheet, UnreadableError

Bounds = tuple[date, date]
T = TypeVar("T")


@dataclass(frozen=True)
class KnownPlace:
    """A place of the plan: all names that it ever had, and when it exists."""

    code: str
    names: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None

    def exists_in(self, bounds: Bounds) -> bool:
        """True when it exists on at least one day of the span."""
        return (self.valid_from is None or self.valid_from < bounds[1]) and (
            self.valid_to is None or self.valid_to > bounds[0]
        )


@dataclass(frozen=True)
class KnownIndicator:
    """An indicator of the plan: what a figure of it may be, and how officials may call it."""

    shape: Shape
    names: tuple[str, ...]
    source_kind: str = "reported"
    stages: Mapping[str, str] = field(default_factory=dict)
    """Stage of a milestone as it is written (code or name) → code."""
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """What a file is read against."""

    indicators: Mapping[str, KnownIndicator]
    places: Mapping[str, KnownPlace]
    heads: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    bounds: Callable[[str], Bounds]
    on: date

    @property
    def indicators_by_name(self) -> dict[str, KnownIndicator]:
        return {name: item for code, item in self.indicators.items() for name in _spellings(code, item.names)}

    @property
    def places_by_name(self) -> dict[str, KnownPlace]:
        return {name: item for code, item in self.places.items() for name in _spellings(code, item.names)}


@dataclass(frozen=True)
class Row:
    """One line of the file after reading. `content` is None when a fault is hard."""

    number: int
    content: Content | None
    faults: tuple[Fault, ...] = ()
    said: tuple[str, ...] = ()
    """Indicator, place and period as the line writes them, for a line that could not be read."""

    @property
    def wrong(self) -> bool:
        return any(not fault.soft for fault in self.faults)


@dataclass(frozen=True)
class Read:
    """A file after reading."""

    columns: Mapping[str, int]
    head: int
    rows: tuple[Row, ...]
    unmatched: tuple[str, ...] = ()
    """Column heads that were not understood; their cells were left aside."""


def _spellings(code: str, names: Iterable[str]) -> set[str]:
    return {rules.joined(code), *(rules.joined(name) for name in names)}


def _called(written: str, known: Mapping[str, T]) -> T | None:
    """The thing that a cell names: by code, by a name, or by "code name" as the template's drop-down writes it."""
    key = rules.joined(written)
    first = rules.plain(written).split(" ", 1)[0]
    return known.get(key) or known.get(rules.joined(first))


def read(sheet: Sheet, known: Known) -> Read:
    """Every line of a sheet as a figure or as faults.

    Raises:
        UnreadableError: `no_heads` when no line names the needed columns.
    """
    head = head_of(sheet.lines, known.heads)
    columns = rules.columns_of(head.cells, known.heads)
    unmatched = tuple(
        cell.strip() for index, cell in enumerate(head.cells) if cell.strip() and index not in columns.values()
    )
    below = [line for line in sheet.lines if line.number > head.number and not rules.is_head(line.cells, known.heads)]
    reader = _Reader(known, columns)
    rows = [row for line in below if (row := reader.row(line)) is not None]
    if not rows:
        raise UnreadableError("empty_file")
    return Read(columns, head.number, _without_repeats(rows), unmatched)


def head_of(lines: tuple[Line, ...], heads: Mapping[str, str]) -> Line:
    """The first row that names the needed columns."""
    for line in lines[:HEAD_WITHIN]:
        if rules.is_head(line.cells, heads):
            return line
    raise UnreadableError("no_heads", found="、".join(cell for cell in lines[0].cells if cell.strip())[:120])


def _without_repeats(rows: list[Row]) -> tuple[Row, ...]:
    """The second row about the same thing is a fault: nobody can tell which of the two is meant."""
    first: dict[tuple[str, ...], int] = {}
    kept = []
    for row in rows:
        if row.content is not None:
            seen = first.setdefault(row.content.key, row.number)
            if seen != row.number:
                fault = Fault("repeated", "period", row.content.period, {"row": str(seen)})
                row = replace(row, content=None, faults=(fault,))
        kept.append(row)
    return tuple(kept)


class _Reader:
    """Reads lines under one set of columns."""

    def __init__(self, known: Known, columns: Mapping[str, int]) -> None:
        self.known = known
        self.columns = columns
        self.indicators = known.indicators_by_name
        self.places = known.places_by_name

    def row(self, line: Line) -> Row | None:
        """One line as a row; None for a line of the template that was left empty (only pre-filled cells stand)."""
        cells = {column: line.cell(index).strip() for column, index in self.columns.items()}
        if not any(cells.get(column) for column in ("part", "whole", "value", "note", "sample", "low", "high")):
            said = [column for column in rules.NEEDED if cells.get(column)]
            if len(said) == len(rules.NEEDED):
                fault = Fault("nothing_said", _first(self.columns, "part", "value"))
                return Row(line.number, None, (fault,), tuple(cells[column] for column in said))
            if not said:
                return None
        written = tuple(cells.get(column, "") for column in rules.NEEDED)
        faults: list[Fault] = []
        content = self._content(cells, faults)
        if content is None or faults:
            return Row(line.number, None, tuple(faults), written)
        found = self.known.indicators[content.indicator]
        checked = [*rules.faults_of(content, found.shape), *self._placed(content, cells), *self._over(content, cells)]
        wrong = any(not fault.soft for fault in checked)
        return Row(line.number, None if wrong else content, tuple(checked), written)

    def _content(self, cells: Mapping[str, str], faults: list[Fault]) -> Content | None:
        indicator = self._tried(faults, self._indicator, cells)
        place = self._tried(faults, self._place, cells)
        period = self._tried(faults, self._period, cells)
        numbers = {name: self._tried(faults, _number, cells, name) for name in ("part", "whole", "low", "high")}
        counts = {name: self._tried(faults, _count, cells, name) for name in ("sample", "population")}
        if indicator is None:
            return None
        value = self._tried(faults, self._value, cells, indicator)
        kind = self._tried(faults, self._word, cells, "kind", indicator.source_kind)
        stage = self._tried(faults, self._word, cells, "stage", "final")
        mark = self._tried(faults, self._word, cells, "mark", "")
        class_code = self._tried(faults, self._class, cells, indicator)
        self._tried(faults, self._unit, cells, indicator)
        if faults or place is None or period is None:
            return None
        return Content(
            indicator=indicator.shape.code, place=place.code, period=period, class_code=class_code,
            value=value if isinstance(value, Decimal) else None, reached=value if isinstance(value, str) else "",
            source_kind=kind, stage=stage, mark=mark,
            note=rules.plain(cells.get("note", "")), source=rules.plain(cells.get("source", "")), **numbers, **counts,
        )  # fmt: skip

    @staticmethod
    def _tried(faults: list[Fault], reading: Callable[..., Any], *given: Any) -> Any:
        try:
            return reading(*given)
        except FaultError as error:
            faults.append(error.fault)
            return None

    def _indicator(self, cells: Mapping[str, str]) -> KnownIndicator:
        written = cells.get("indicator", "")
        found = _called(written, self.indicators)
        if found is None:
            raise FaultError(_unknown("indicator", written, self.indicators))
        return found

    def _place(self, cells: Mapping[str, str]) -> KnownPlace:
        written = cells.get("place", "")
        found = _called(written, self.places)
        if found is None:
            raise FaultError(_unknown("place", written, self.places))
        return found

    @staticmethod
    def _period(cells: Mapping[str, str]) -> str:
        written = cells.get("period", "")
        if not written:
            raise FaultError(Fault("missing", "period"))
        return rules.period(written)

    @staticmethod
    def _value(cells: Mapping[str, str], indicator: KnownIndicator) -> Decimal | str | None:
        written = cells.get("value", "")
        if not written:
            return None
        if indicator.shape.kind != "milestone":
            return rules.number(written, "value")
        found = _called(written, {rules.joined(name): code for name, code in indicator.stages.items()})
        if found is None:
            allowed = "、".join(dict.fromkeys(indicator.stages))
            raise FaultError(Fault("unknown_stage", "value", written, {"allowed": allowed}))
        return str(found)

    def _word(self, cells: Mapping[str, str], column: str, otherwise: str) -> str:
        written = cells.get(column, "")
        if not written:
            return otherwise
        known = self.known.words[column]
        if (found := known.get(rules.joined(written))) is None:
            raise FaultError(Fault("unknown_word", column, written, {"allowed": "、".join(known)}))
        return found

    @staticmethod
    def _class(cells: Mapping[str, str], indicator: KnownIndicator) -> str:
        written = rules.plain(cells.get("class", ""))
        if written and written not in indicator.classes:
            allowed = "、".join(indicator.classes) or "–"
            raise FaultError(Fault("unknown_class", "class", written, {"allowed": allowed}))
        return written

    @staticmethod
    def _unit(cells: Mapping[str, str], indicator: KnownIndicator) -> None:
        """The unit of a value; counts beside a share have units of their own and are not asked."""
        written = cells.get("unit", "")
        if written and cells.get("value") and rules.joined(written) != rules.joined(indicator.shape.unit):
            raise FaultError(Fault("unit", "unit", written, {"unit": indicator.shape.unit}))

    def _placed(self, content: Content, cells: Mapping[str, str]) -> list[Fault]:
        if self.known.places[content.place].exists_in(self.known.bounds(content.period)):
            return []
        return [Fault("place_not_then", "place", cells["place"])]

    def _over(self, content: Content, cells: Mapping[str, str]) -> list[Fault]:
        """Only a provisional figure may stand for a period that still runs."""
        if self.known.bounds(content.period)[1] <= self.known.on or content.stage == "provisional":
            return []
        return [Fault("period_not_over", "period", cells["period"], {"on": self.known.on.isoformat()})]


def _first(columns: Mapping[str, int], *names: str) -> str | None:
    return next((name for name in names if name in columns), None)


def _number(cells: Mapping[str, str], column: str) -> Decimal | None:
    written = cells.get(column, "")
    return rules.number(written, column) if written else None


def _count(cells: Mapping[str, str], column: str) -> int | None:
    written = cells.get(column, "")
    return rules.count(written, column) if written else None


def _unknown(column: str, written: str, known: Iterable[str]) -> Fault:
    if not written:
        return Fault("missing", column)
    near = get_close_matches(rules.joined(written), list(known), n=3, cutoff=0.4)
    return Fault(f"unknown_{column}", column, written, {"near": "、".join(near) or "–"})

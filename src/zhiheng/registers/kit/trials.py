"""What reading a file gave: each row's outcome, what would change, and every fault with its cell."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from uuid import UUID

from zhiheng.registers.kit import messages
from zhiheng.registers.kit.cells import Sheet, letter
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.faults import Found
from zhiheng.registers.kit.matching import Matched

Outcome = Literal["new", "changed", "same", "wrong"]


@dataclass(frozen=True)
class CellFault:
    """A fault where it stands in the file: `column` is the letter, "" where the row as a whole is meant."""

    row: int
    column: str
    field: str
    sentence: str
    soft: bool

    @property
    def cell(self) -> str:
        return f"{self.column or 'A'}{self.row}"

    @property
    def placed(self) -> str:
        """The sentence with its place before it."""
        place = messages.CELL if self.column else messages.ROW
        return str(place) % {"row": self.row, "column": self.column, "said": self.sentence}


@dataclass(frozen=True)
class Trial:
    """A file after reading, before or after writing.

    Attributes:
        numbers: row number in the file of each record; `outcomes`, `records`, `changes`, `likely` follow them by position.
        records: primary key of the record that a row is about; None for a new one.
        changes: position → (field, old, new), as written.
        likely: position of a new row → records that are likely the same; only looked for in files of some thousand rows.
        left: numbers of rows that hold no record (totals, notes).
        message: why the file as a whole was not read, else "".
        act: the act that wrote it; None for a dry run, or when nothing was written.
    """

    register: Register
    name: str
    sha256: str
    sheet: Sheet | None = None
    matched: Matched | None = None
    numbers: Sequence[int] = ()
    outcomes: Sequence[Outcome] = ()
    records: Sequence[int | None] = ()
    found: Sequence[Found] = ()
    changes: Mapping[int, Sequence[tuple[str, str, str]]] = field(default_factory=dict)
    likely: Mapping[int, Sequence[int]] = field(default_factory=dict)
    left: Sequence[int] = ()
    message: str = ""
    act: UUID | None = None
    written: int = 0

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many rows are new, changed, same, wrong."""
        told = Counter(self.outcomes)
        return {name: told[name] for name in ("new", "changed", "same", "wrong")}

    @property
    def wrong(self) -> bool:
        return bool(self.message) or self.counts["wrong"] > 0

    @property
    def needs_reason(self) -> bool:
        """Rows that pass when a reason is given: something is unlikely, and nothing is wrong."""
        return any(not one.hard for one in self.found)

    def faults(self) -> Iterator[CellFault]:
        """Every fault with its cell, in the order of the file."""
        places = self.matched.columns if self.matched else {}
        for one in sorted(self.found, key=lambda found: (found.row, places.get(found.fault.field, -1))):
            at = places.get(one.fault.field)
            yield CellFault(
                self.numbers[one.row],
                "" if at is None else letter(at),
                one.fault.field,
                messages.sentence(self.register, one.fault),
                one.fault.soft,
            )

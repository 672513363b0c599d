"""Cells of an uploaded file as text with their addresses: CSV in the usual encodings, or the first sheet of a workbook.

Nothing is understood here; `rules` reads the cells.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from zhiheng.registers.kit import cells
from zhiheng.registers.kit.cells import UnreadableError, letter

LARGEST = 10_000_000
LARGEST_UNPACKED = 100_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
HEAD_WITHIN = 30
__all__ = ["HEAD_WITHIN", "Line", "Sheet", "UnreadableError", "letter", "read"]


@dataclass(frozen=True)
class Line:
    """One row of cells; `number` is the row as the person's own program counts it."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int | None) -> str:
        return self.cells[index] if index is not None and index < len(self.cells) else ""

    @property
    def blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Sheet:
    """The rows of a file that hold anything."""

    kind: str  # "csv" or "xlsx"
    lines: tuple[Line, ...]


def read(content: bytes, is_head: Callable[[tuple[str, ...]], bool]) -> Sheet:
    """The rows of a CSV file or of one sheet of a workbook, told apart by their content.

    Of a workbook the first visible sheet is taken that has a row of column heads, else the first visible one.

    Raises:
        UnreadableError: empty, too large, too many rows or columns, another kind of file, unknown encoding.
    """
    if not content.strip():
        raise UnreadableError("empty_file")
    if len(content) > LARGEST:
        raise UnreadableError("file_too_large", size=cells.megabytes(len(content)), most=cells.megabytes(LARGEST))
    if cells.is_workbook(content):
        return Sheet("xlsx", _bounded(_workbook(content, is_head)))
    cells.refuse_other_kinds(content)
    return Sheet("csv", _bounded(_separated(cells.decoded(content))))


def _bounded(lines: list[Line]) -> tuple[Line, ...]:
    filled = tuple(line for line in lines if not line.blank)
    if not filled:
        raise UnreadableError("empty_file")
    if len(filled) > MOST_ROWS:
        raise UnreadableError("too_many_rows", rows=str(len(filled)), most=str(MOST_ROWS))
    if max(len(line.cells) for line in filled) > MOST_COLUMNS:
        raise UnreadableError("too_many_columns", most=str(MOST_COLUMNS))
    return filled


def _separated(text: str) -> list[Line]:
    """Rows of separated text; one that goes over several lines is counted by its first."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=cells.separator(text))
    lines: list[Line] = []
    start = 1
    try:
        for row in reader:
            lines.append(Line(start, tuple(row)))
            start = reader.line_num + 1
    except csv.Error:
        raise UnreadableError("broken_csv", row=str(reader.line_num)) from None
    return lines


def _workbook(content: bytes, is_head: Callable[[tuple[str, ...]], bool]) -> list[Line]:
    cells.refuse_bombs(content, LARGEST_UNPACKED)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [meta.name for meta in book.sheets_metadata if meta.visible == SheetVisibleEnum.Visible]
        sheets = [_lines(book, name) for name in visible or book.sheet_names]
    except (CalamineError, IndexError, OSError, ValueError):
        raise UnreadableError("not_a_table") from None
    filled = [lines for lines in sheets if lines]
    headed = (lines for lines in filled if any(is_head(line.cells) for line in lines[:HEAD_WITHIN]))
    return next(headed, filled[0] if filled else [])


def _lines(book: CalamineWorkbook, name: str) -> list[Line]:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [Line(number, tuple(_text(cell) for cell in row)) for number, row in enumerate(rows, 1)]


def _text(cell: Any) -> str:
    """Spreadsheets turn a typed 2019年6月 into the first of that month, so a first is read as its month."""
    if isinstance(cell, datetime):
        cell = cell.date()
    return cells.as_text(cell, lambda first: f"{first:%Y-%m}")

"""Cells of an uploaded file as text with their addresses: CSV in the usual encodings, or the first sheet of a workbook.

Nothing is understood here; `rules` reads the cells.
"""

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

LARGEST = 10_000_000
LARGEST_UNPACKED = 100_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
HEAD_WITHIN = 30


class UnreadableError(Exception):
    """The file as a whole cannot be read: a code and what the sentence needs."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


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


def letter(index: int) -> str:
    """The name of a column in a spreadsheet: 0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def read(content: bytes, is_head: Callable[[tuple[str, ...]], bool]) -> Sheet:
    """The rows of a CSV file or of one sheet of a workbook, told apart by their content.

    Of a workbook the first visible sheet is taken that has a row of column heads, else the first visible one.

    Raises:
        UnreadableError: empty, too large, too many rows or columns, another kind of file, unknown encoding.
    """
    if not content.strip():
        raise UnreadableError("empty_file")
    if len(content) > LARGEST:
        raise UnreadableError("file_too_large", size=_megabytes(len(content)), most=_megabytes(LARGEST))
    if content.startswith(b"PK\x03\x04"):
        return Sheet("xlsx", _bounded(_workbook(content, is_head)))
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise UnreadableError("not_a_table")
    return Sheet("csv", _bounded(_separated(_decoded(content))))


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}"


def _bounded(lines: list[Line]) -> tuple[Line, ...]:
    filled = tuple(line for line in lines if not line.blank)
    if not filled:
        raise UnreadableError("empty_file")
    if len(filled) > MOST_ROWS:
        raise UnreadableError("too_many_rows", rows=str(len(filled)), most=str(MOST_ROWS))
    if max(len(line.cells) for line in filled) > MOST_COLUMNS:
        raise UnreadableError("too_many_columns", most=str(MOST_COLUMNS))
    return filled


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("unknown_encoding", byte=f"0x{content[0]:02X}", at="1")  # UTF-16
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            fault = error
        else:
            if "\x00" in text:
                raise UnreadableError("not_a_table")
            return text
    raise UnreadableError("unknown_encoding", byte=f"0x{content[fault.start]:02X}", at=str(fault.start + 1))


def _separated(text: str) -> list[Line]:
    """Rows of separated text; the separator is the commonest of comma, tab and semicolon in the first line that has one."""
    first = next((line for line in text.splitlines() if any(mark in line for mark in ",\t;")), "")
    separator = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines: list[Line] = []
    start = 1
    try:
        for cells in reader:
            lines.append(Line(start, tuple(cells)))
            start = reader.line_num + 1
    except csv.Error:
        raise UnreadableError("broken_csv", row=str(reader.line_num)) from None
    return lines


def _workbook(content: bytes, is_head: Callable[[tuple[str, ...]], bool]) -> list[Line]:
    _refuse_bombs(content)
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


def _refuse_bombs(content: bytes) -> None:
    try:
        unpacked = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except zipfile.BadZipFile:
        raise UnreadableError("not_a_table") from None
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableError("file_too_large", size=_megabytes(unpacked), most=_megabytes(LARGEST_UNPACKED))


def _text(cell: Any) -> str:
    """A cell as a person would have typed it. A spreadsheet keeps 15 significant digits, so no more are believed."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        # Spreadsheets turn a typed 2019年6月 into the first of that month.
        return f"{cell:%Y-%m}" if cell.day == 1 else cell.isoformat()
    return str(cell)

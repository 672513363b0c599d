"""Cells of an uploaded file as text: CSV in the usual encodings, or the sheets of a workbook. Nothing is understood here."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

LARGEST_UNPACKED = 400_000_000
MOST_COLUMNS = 200
Rows = list[list[str]]


class UnreadableError(Exception):
    """The file as a whole cannot be read: a code and what the sentence needs."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet, row by row as the person's own program counts them; every row is as wide as the widest.

    Attributes:
        merged: ((first row, first column), (last row, last column)), counted from 0.
        hidden: the workbook's hidden sheets by name, for what our own templates say about themselves.
    """

    kind: str  # "csv" or "xlsx"
    name: str
    rows: Rows
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    hidden: Sequence[tuple[str, Rows]] = ()

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


def letter(index: int) -> str:
    """The name of a column in a spreadsheet: 0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}"


def sheets(content: bytes, *, largest: int, most_rows: int) -> list[Sheet]:
    """The visible sheets that hold anything; a CSV file is one.

    Raises:
        UnreadableError: empty, too large, too many rows or columns, another kind of file, unknown encoding.
    """
    if not content.strip():
        raise UnreadableError("empty_file")
    if len(content) > largest:
        raise UnreadableError("file_too_large", size=megabytes(len(content)), most=megabytes(largest))
    if is_workbook(content):
        found = _workbook(content)
    else:
        refuse_other_kinds(content)
        found = [Sheet("csv", "", separated(decoded(content)))]
    filled = [sheet for sheet in found if any(any(map(str.strip, row)) for row in sheet.rows)]
    if not filled:
        raise UnreadableError("empty_file")
    for sheet in filled:
        _refuse_too_many(sheet, most_rows)
    return filled


def _refuse_too_many(sheet: Sheet, most_rows: int) -> None:
    if len(sheet.rows) > most_rows:
        raise UnreadableError("too_many_rows", rows=str(len(sheet.rows)), most=str(most_rows))
    if sheet.width > MOST_COLUMNS:
        raise UnreadableError("too_many_columns", most=str(MOST_COLUMNS))


def is_workbook(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def refuse_other_kinds(content: bytes) -> None:
    """Old Office files, PDF, pictures: told apart by their first bytes."""
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise UnreadableError("not_a_table")


def decoded(content: bytes) -> str:
    """Text in UTF-8, with or without a mark, or GB18030.

    Raises:
        UnreadableError: `unknown_encoding`, or `not_a_table` where the bytes are no text.
    """
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


def separator(text: str) -> str:
    """The commonest of comma, tab and semicolon in the first line that has one."""
    end = 0
    while end >= 0:
        start, end = end, text.find("\n", end + 1)
        line = text[start : end if end >= 0 else len(text)]
        if any(mark in line for mark in ",\t;"):
            return max(",\t;", key=line.count)
    return ","


def separated(text: str) -> Rows:
    """Rows of separated text, all as wide as the widest."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))
    try:
        rows = list(reader)
    except csv.Error:
        raise UnreadableError("broken_csv", row=str(reader.line_num)) from None
    return squared(rows)


def squared(rows: Rows) -> Rows:
    """Shorter rows filled up with empty cells."""
    widths = set(map(len, rows))
    if len(widths) > 1:
        width = max(widths)
        for row in rows:
            row.extend([""] * (width - len(row)))
    return rows


def refuse_bombs(content: bytes, most: int = LARGEST_UNPACKED) -> None:
    """A workbook is a packed archive: what it unpacks to is bounded before anything is unpacked."""
    try:
        unpacked = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except zipfile.BadZipFile:
        raise UnreadableError("not_a_table") from None
    if unpacked > most:
        raise UnreadableError("file_too_large", size=megabytes(unpacked), most=megabytes(most))


def _workbook(content: bytes) -> list[Sheet]:
    refuse_bombs(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = {meta.name: meta.visible == SheetVisibleEnum.Visible for meta in book.sheets_metadata}
        pages = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        texts = {name: _texts(page) for name, page in pages.items()}
    except (CalamineError, IndexError, OSError, ValueError):
        raise UnreadableError("not_a_table") from None
    hidden = [(name, rows) for name, rows in texts.items() if not visible.get(name, True)]
    shown = [name for name in texts if visible.get(name, True)] or list(texts)
    return [Sheet("xlsx", name, texts[name], pages[name].merged_cell_ranges or (), hidden) for name in shown]


def _texts(page: CalamineSheet) -> Rows:
    """All cells as text. Column by column, because a column is mostly of one type."""
    rows = page.to_python(skip_empty_area=False)
    columns = [_column(column) for column in zip(*rows, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _column(values: Sequence[Any]) -> Sequence[str]:
    if all(type(value) is str for value in values):
        return values
    told = {(type(value), value): as_text(value) for value in values}
    return [told[type(value), value] for value in values]


def as_text(cell: Any, month: Callable[[date], str] | None = None) -> str:
    """A cell as a person would have typed it. A spreadsheet keeps 15 significant digits, so no more are believed.

    Args:
        month: how a first of a month is written, where spreadsheets turn months into days.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    if isinstance(cell, datetime):
        if cell.time() != time.min:
            return cell.isoformat(" ", "seconds")
        cell = cell.date()
    if isinstance(cell, date) and month is not None and cell.day == 1:
        return month(cell)
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)

"""Reading a workbook of yearly and per-place target values (年度目标分解); pure, every fault at its cell.

Two layouts are understood: one column a year (目标 | 地区 | 2019 | 2020), or one row a value (目标 | 地区 | 年份 | 目标值).
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import python_calamine

HEADS: Mapping[str, frozenset[str]] = {
    "target": frozenset({"目标", "目标代码", "目标编号", "代码", "编号", "target", "code"}),
    "place": frozenset({"地区", "地区代码", "地方", "区域", "旗县", "旗区", "县区", "市县", "place", "placecode"}),
    "year": frozenset({"年", "年份", "年度", "year"}),
    "value": frozenset({"值", "目标值", "年度目标", "年度目标值", "value", "threshold"}),
}
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年?(?:目标|目标值)?")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]+)?")
FINEST = 12
DEEPEST_HEAD = 20


class UnreadableError(Exception):
    """The file is no workbook; says what the reader told."""


class HeadMissingError(Exception):
    """No row names the columns that are needed; lists the missing ones."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(missing)
        self.missing = missing


@dataclass(frozen=True)
class Said:
    """One value that the sheet says, with the cells that say it. What could not be read stays text."""

    target: str
    target_cell: str
    place: str
    place_cell: str
    year: str
    year_cell: str
    value: str
    cell: str

    @property
    def number(self) -> Decimal | None:
        """The value as a number; None when it is none."""
        text = (
            self.value.replace(",", "")
            if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", self.value)
            else self.value
        )
        if not _NUMBER.fullmatch(text):
            return None
        try:
            return Decimal(text)
        except InvalidOperation:
            return None

    @property
    def too_fine(self) -> bool:
        _, _, decimals = self.value.partition(".")
        return len(decimals) > FINEST


def read(content: bytes) -> list[Said]:
    """Every value of the first sheet that has the heads, in order of its cells. Empty cells say nothing.

    Raises:
        UnreadableError: no workbook.
        HeadMissingError: no row with the heads.
    """
    missing: list[str] = ["target"]
    for rows in _sheets(content):
        for number, row in enumerate(rows[:DEEPEST_HEAD]):
            columns, years = _heads(row)
            missing = _missing(columns, years)
            if not missing:
                return list(_said(rows, number + 1, columns, years))
            if "target" in columns:
                raise HeadMissingError(missing)
    raise HeadMissingError(missing)


def _sheets(content: bytes) -> Iterator[list[list[Any]]]:
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        for name in book.sheet_names:
            yield book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableError(str(error).splitlines()[0] if str(error) else type(error).__name__) from None


def _heads(row: list[Any]) -> tuple[dict[str, int], dict[int, str]]:
    """Column of each head, and the columns that are years."""
    columns: dict[str, int] = {}
    years: dict[int, str] = {}
    for index, cell in enumerate(row):
        text = written(cell).replace(" ", "").lower()
        if match := _YEAR.fullmatch(text):
            years[index] = match[1]
        for head, words in HEADS.items():
            if text in words:
                columns.setdefault(head, index)
    return columns, years


def _missing(columns: Mapping[str, int], years: Mapping[int, str]) -> list[str]:
    missing = [head for head in ("target", "place") if head not in columns]
    if not years:
        missing += [head for head in ("year", "value") if head not in columns]
    return missing


def _said(rows: list[list[Any]], first: int, columns: Mapping[str, int], years: Mapping[int, str]) -> Iterator[Said]:
    for number, row in enumerate(rows[first:], start=first + 1):
        cells = {index: written(cell) for index, cell in enumerate(row)}
        target, place = (cells.get(columns[head], "") for head in ("target", "place"))
        at = {head: f"{letter(index)}{number}" for head, index in columns.items()}
        if years:
            found = [(year, f"{letter(index)}{first}", index) for index, year in years.items()]
        else:
            found = [(year_of(cells.get(columns["year"], "")), at["year"], columns["value"])]
        for year, year_cell, index in found:
            if value := cells.get(index, ""):
                yield Said(target, at["target"], place, at["place"], year, year_cell, value, f"{letter(index)}{number}")


def written(cell: Any) -> str:
    """A cell as text: whole numbers without .0, full-width digits as ASCII, white space off."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(Decimal(repr(cell)), "f")
    return unicodedata.normalize("NFKC", str(cell)).strip()


def year_of(text: str) -> str:
    match = _YEAR.fullmatch(text)
    return match[1] if match else text


def letter(index: int) -> str:
    """Column name of a workbook: 0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name

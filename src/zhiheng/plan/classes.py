"""What the classes of indicators are called: `codelists/classes.csv` of a package. Pure; never raises."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from zhiheng.packages.lines import Row, Table
from zhiheng.packages.problems import Place, Problem
from zhiheng.packages.reading import Package
from zhiheng.packages.words import Words, listed, quoted

FILE = "codelists/classes.csv"
KEYS = ("indicator", "class", "field")
"""Columns that are no language: whose class it is, its code, and the field of a record that tells it (may be empty)."""


@dataclass(frozen=True)
class ClassName:
    """A class of an indicator: its code there, and its name by language."""

    indicator: str
    code: str
    field: str
    name: dict[str, str]
    place: Place


def read(package: Package) -> tuple[list[ClassName], list[Problem]]:
    """Names in the order of the file, and what keeps a row from being read. Nothing where the package has no such file."""
    if not package.has(FILE):
        return [], []
    try:
        text = package.files[FILE].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = package.files[FILE][: error.start].count(b"\n") + 1
        found = Words(f"字节 0x{error.object[error.start]:02X}", f"byte 0x{error.object[error.start]:02X}")
        return [], [Problem("not_utf8", Place(FILE, line), "", found, Words("UTF-8 编码的文字", "text in UTF-8"))]
    rows = list(_rows(text))
    heads = rows[0][1] if rows else []
    if missing := [key for key in KEYS[:2] if key not in heads]:
        found = Words(f"没有 {'、'.join(missing)} 列", f"no column {', '.join(missing)}")
        return [], [Problem("missing_column", Place(FILE, 1), "", found, listed([*KEYS, "zh-Hans", "en"]))]
    names: list[ClassName] = []
    problems: list[Problem] = []
    for place, cells in rows[1:]:
        found_here = _named(heads, cells, place, names)
        (names if isinstance(found_here, ClassName) else problems).append(found_here)  # type: ignore[arg-type]
    return names, problems


def _rows(text: str) -> Iterator[tuple[Place, list[str]]]:
    """Rows that say something, each with the line that it begins on."""
    lines = csv.reader(io.StringIO(text, newline=""))
    start = 1
    for cells in lines:
        if any(cells):
            yield Place(FILE, start), [cell.strip() for cell in cells]
        start = lines.line_num + 1


def _named(heads: list[str], cells: list[str], place: Place, before: list[ClassName]) -> ClassName | Problem:
    told = dict(zip(heads, cells, strict=False))
    indicator, code = told.get("indicator", ""), told.get("class", "")
    name = {head: cell for head, cell in told.items() if head not in KEYS and cell}
    where = f"{indicator} › {code}"
    if len(cells) != len(heads) or not indicator or not code or not name:
        allowed = Words(
            "指标、类别代码和至少一种语言的名称",
            "an indicator, the code of a class, and a name in at least one language",
        )
        return Problem("wrong_form", place, where, quoted(",".join(cells)), allowed)
    first = next((one for one in before if (one.indicator, one.code) == (indicator, code)), None)
    if first is not None:
        found = Words(f"再次出现（首次在第 {first.place.line} 行）", f"again (first in line {first.place.line})")
        return Problem("twice", place, where, found, Words("每个类别一行", "one row a class"))
    return ClassName(indicator, code, told.get("field", ""), name, place)


def unknown(package: Package, names: list[ClassName]) -> Iterator[Problem]:
    """Names of classes that the package's indicators do not have."""
    for one in names:
        raw = package.raw(f"indicators/{one.indicator}.yaml")
        if not isinstance(raw, Table):
            allowed = listed(sorted(package.codes("indicators")))
            yield Problem("unknown_indicator", one.place, one.indicator, quoted(one.indicator), allowed)
            continue
        classes = raw.get("classes")
        known = [str(code) for code in classes] if isinstance(classes, Row) else []
        if one.code not in known:
            allowed = listed(known) if known else Words("（指标没有写类别）", "(the indicator has no classes)")
            yield Problem("unknown_class", one.place, f"{one.indicator} › {one.code}", quoted(one.code), allowed)

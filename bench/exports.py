# ruff: noqa: E402 - Django is set up first
"""Streamed export of 100 000 rows × 15 fields as csv, json and xlsx: first byte, whole time, memory; beside XlsxWriter.

usage: python bench/exports.py [ROWS]     (ZHIHENG_DATABASE names the database; `imports.py` makes the same rows)

The neighbour is XlsxWriter in its constant-memory mode, fed with the same texts, which are made beforehand. The lower
limit is Python's csv writer over the same texts.
"""

import csv
import io
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiheng.config.settings_test")
os.environ.setdefault("ZHIHENG_VAR", "/tmp/zhiheng-bench")

import django

django.setup()

import imports
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.registers_app.declarations import WIDE
from tests.registers_app.models import Wide
from zhiheng.accounts.rights import operator
from zhiheng.registers.kit import exports

ACTOR = operator(date(2022, 1, 1))


def memory() -> int:
    """Kilobytes that this process holds at most, up to now."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def streamed(kind: exports.Kind, into: Path) -> dict[str, float]:
    before, start, first, size = memory(), time.perf_counter(), 0.0, 0
    with into.open("wb") as file:
        for chunk in exports.export(ACTOR, WIDE, kind, on=date(2022, 1, 1)):
            first = first or time.perf_counter() - start
            size += file.write(chunk)
    whole = time.perf_counter() - start
    return {
        "first_byte_s": round(first, 3),
        "whole_s": round(whole, 2),
        "mb": round(size / 1e6, 1),
        "more_memory_mb": round((memory() - before) / 1024, 1),
    }


def texts() -> Iterator[list[str]]:
    content = b"".join(exports.export(ACTOR, WIDE, "csv", on=date(2022, 1, 1), names=WIDE.entry))
    return iter(list(csv.reader(io.StringIO(content.decode("utf-8-sig")))))


def neighbour(into: Path) -> tuple[float, float]:
    rows = list(texts())
    start = time.perf_counter()
    book = xlsxwriter.Workbook(str(into), {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    book.close()
    took = time.perf_counter() - start
    start = time.perf_counter()
    with into.with_suffix(".csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return took, time.perf_counter() - start


def main() -> None:
    imports.prepared()
    if Wide.objects.count() != imports.ROWS:
        imports.emptied()
        imports.imported(imports.written_file())
    folder = Path(os.environ["ZHIHENG_VAR"])
    told: dict[str, object] = {"rows": imports.ROWS, "database": imports.connection.vendor}
    kinds: tuple[exports.Kind, ...] = ("csv", "json", "xlsx")
    ours = {kind: streamed(kind, folder / f"export.{kind}") for kind in kinds}
    told |= ours
    read = CalamineWorkbook.from_path(str(folder / "export.xlsx")).get_sheet_by_index(0).to_python()
    assert len(read) == imports.ROWS + 1
    other, limit = neighbour(folder / "neighbour.xlsx")
    told |= {
        "xlsxwriter_s": round(other, 2),
        "xlsx_times_faster": round(other / ours["xlsx"]["whole_s"], 1),
        "csv_writer_alone_s": round(limit, 2),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()

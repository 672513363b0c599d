"""Lists as files: exactly the rows of the page, with title and day. Text cells that a spreadsheet would run are made harmless."""

import csv as writer
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO

import xlsxwriter
from django.http import HttpResponse

_RUNS = ("=", "+", "@", "\t", "\r")


@dataclass(frozen=True)
class Named:
    """What a file is called."""

    title: str
    stem: str
    on: date

    def file(self, ending: str) -> str:
        return f"{self.stem}-{self.on.isoformat()}.{ending}"


def _harmless(cell: str) -> str:
    """A text that begins like a formula is kept as text."""
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def csv(heads: Sequence[str], rows: Sequence[Sequence[str]], named: Named) -> HttpResponse:
    """UTF-8 with a byte order mark, which is what office programs on Chinese systems need."""
    text = StringIO()
    out = writer.writer(text)
    out.writerow(heads)
    out.writerows([_harmless(cell) for cell in row] for row in rows)
    return _download("﻿" + text.getvalue(), "text/csv; charset=utf-8", named.file("csv"))


def xlsx(heads: Sequence[str], rows: Sequence[Sequence[str]], named: Named) -> HttpResponse:
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(named.title[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_row(0, 0, heads, bold)
    for at, row in enumerate(rows, 1):
        sheet.write_row(at, 0, row, wrap)
    for column, head in enumerate(heads):
        sheet.set_column(column, column, min(44, max([len(head) * 2, *(len(row[column]) + 4 for row in rows)])))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
    book.close()
    return _download(
        made.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", named.file("xlsx")
    )


def _download(content: str | bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

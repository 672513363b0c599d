"""Workbooks that go out: the template to fill in, and an uploaded file given back with its faults marked in the cells.

No macros, and every text is written as text, so that nothing typed by one person is run as a formula by another.
"""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import xlsxwriter
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zhiheng.figures import messages, reading, rules, tables
from zhiheng.figures.known import known_for, shipped_words
from zhiheng.figures.queries import indicators
from zhiheng.figures.reading import Known
from zhiheng.figures.report import ImportReport, RowResult
from zhiheng.figures.shapes import IndicatorView

TEMPLATE_COLUMNS = (
    "indicator", "place", "period", "part", "whole", "value", "unit", "stage", "source", "note",
    "low", "high", "sample", "population",
)  # fmt: skip
EMPTY_ROWS = 200
YELLOW, GREY, RED = "#FFFBE6", "#EEF1F5", "#FBE3E4"
Expected = Iterable[tuple[str, str, str]]


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    edge = {"border": 1, "border_color": "#D5DCE3", "valign": "vcenter", "num_format": "@"}
    looks: dict[str, dict[str, Any]] = {
        "head": {**edge, "bold": True, "bg_color": GREY, "text_wrap": True},
        "open": {**edge, "bg_color": YELLOW, "locked": False},
        "set": {**edge, "bg_color": GREY},
        "plain": edge,
        "wrong": {**edge, "bg_color": RED, "font_color": "#8E121C"},
        "look": {**edge, "bg_color": "#FFF0D6"},
        "text": {"text_wrap": True, "valign": "top"},
        "title": {"bold": True, "font_size": 14},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


# The template


def template(plan: str, *, on: Any, expected: Expected = ()) -> bytes:
    """A workbook to fill in: one figure a row, drop-downs for indicator, place and data stage.

    Args:
        on: the day on which it is made, for the places that exist.
        expected: (indicator, place, period) that are owed; they stand in grey rows with only the numbers to fill in.

    Raises:
        Refused: when no such plan has been adopted.
    """
    known = known_for(plan, on, {})
    views = indicators(plan)
    into = io.BytesIO()
    book = xlsxwriter.Workbook(into, {"in_memory": True})
    looks = _formats(book)
    sheet = book.add_worksheet(pgettext("sheet", "Figures"))
    _heads(sheet, looks)
    _template_rows(sheet, looks, list(expected), views, known)
    _drop_downs(book, sheet, views, known)
    _explanation(book.add_worksheet(_("How to fill in")), looks, views)
    sheet.activate()
    book.close()
    return into.getvalue()


def _heads(sheet: Worksheet, looks: Mapping[str, Format]) -> None:
    """A hidden row with the columns' ids over the row that people read."""
    for index, column in enumerate(TEMPLATE_COLUMNS):
        sheet.write_string(0, index, column)
        sheet.write_string(1, index, str(messages.COLUMNS[column]), looks["head"])
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 2, 16)
    sheet.set_column(3, 13, 12)
    sheet.freeze_panes(2, 3)
    sheet.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True, "delete_rows": True})


def _template_rows(
    sheet: Worksheet,
    looks: Mapping[str, Format],
    expected: list[tuple[str, str, str]],
    views: Mapping[str, IndicatorView],
    known: Known,
) -> None:
    for row in range(2, 2 + max(EMPTY_ROWS, len(expected) + 20)):
        filled = _pre_filled(expected[row - 2], views, known) if row - 2 < len(expected) else {}
        for index, column in enumerate(TEMPLATE_COLUMNS):
            if column in filled:
                sheet.write_string(row, index, filled[column], looks["set"])
            else:
                sheet.write_blank(row, index, None, looks["open"])


def _pre_filled(asked: tuple[str, str, str], views: Mapping[str, IndicatorView], known: Known) -> dict[str, str]:
    indicator, place, period = asked
    filled = {"indicator": _option(indicator, _said(views[indicator].short)), "place": place, "period": period}
    names = known.places[place].names if place in known.places else ()
    return {**filled, "place": _option(place, *names[:1]), "unit": views[indicator].unit}


def _option(code: str, *names: str) -> str:
    return " ".join((code, *names))


def _said(names: Mapping[str, str]) -> str:
    """A name of the package in the reader's language, else in Chinese."""
    wanted = "zh-Hans" if (get_language() or "").startswith("zh") else "en"
    return names.get(wanted) or names.get("zh-Hans") or next(iter(names.values()))


def _drop_downs(book: xlsxwriter.Workbook, sheet: Worksheet, views: Mapping[str, IndicatorView], known: Known) -> None:
    """Lists stand on a hidden sheet: a list typed into the rule itself may not exceed 255 signs."""
    lists = {
        "indicator": [_option(code, _said(view.short)) for code, view in views.items()],
        "place": [_option(code, *place.names[:1]) for code, place in known.places.items()],
        "stage": _one_word_each(shipped_words()["stage"]),
    }
    hidden = book.add_worksheet("_lists")
    hidden.hide()
    for index, (column, options) in enumerate(lists.items()):
        for row, option in enumerate(options):
            hidden.write_string(row, index, option)
        letter = tables.letter(index)
        at = TEMPLATE_COLUMNS.index(column)
        sheet.data_validation(
            2, at, 1_000, at,
            {
                "validate": "list",
                "source": f"=_lists!${letter}$1:${letter}${len(options)}",
                "error_type": "warning",
                "error_title": str(messages.COLUMNS[column]),
                "error_message": _("Choose from the list, or write a code or a full name."),
            },
        )  # fmt: skip


def _one_word_each(words: Mapping[str, str]) -> list[str]:
    """The first word for each code; the code itself is none."""
    first: dict[str, str] = {}
    for word, code in words.items():
        if word != code:
            first.setdefault(code, word)
    return list(first.values())


def _explanation(sheet: Worksheet, looks: Mapping[str, Format], views: Mapping[str, IndicatorView]) -> None:
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 3, 44)
    sheet.write_string(0, 0, _("How to fill in"), looks["title"])
    told = [
        _("Yellow cells are to be filled in; grey ones are given."),
        _("One figure a row. A rate is reported as numerator and denominator, never as a percentage."),
        _("Empty is not 0. Write 0 where nothing occurred, and delete rows for which there is nothing to report."),
        _("Periods: 2019, 2019Q2 or 2019年第2季度, 201906 or 2019年6月."),
        _("For a milestone the value is the stage that was reached."),
    ]
    for row, line in enumerate(told, 1):
        sheet.merge_range(row, 0, row, 3, line, looks["text"])
    heads = [
        pgettext("column", "Code"),
        messages.COLUMNS["indicator"],
        messages.COLUMNS["part"],
        messages.COLUMNS["whole"],
    ]
    start = len(told) + 2
    for column, head in enumerate(heads):
        sheet.write_string(start, column, str(head), looks["head"])
    for row, (code, view) in enumerate(views.items(), start + 1):
        stages = "、".join(_said(stage["name"]) for stage in view.stages)
        below = _said(view.whole) if view.whole else stages or view.unit
        for column, text in enumerate((code, _said(view.name), _said(view.part) if view.part else "", below)):
            sheet.write_string(row, column, text, looks["text"])


# The file given back


def returned(content: bytes, report: ImportReport, plan: str, *, on: Any, only_wrong: bool = False) -> bytes:
    """The uploaded rows as a workbook, wrong cells red with a comment, the sentences in a last column and on a sheet of
    their own with links. Right rows stand untouched; with `only_wrong` they are left out (they were taken).

    Raises:
        UnreadableError: when the file could not be read in the first place.
    """
    known = known_for(plan, on, {})
    sheet = tables.read(content, lambda cells: rules.is_head(cells, known.heads))
    results = {row.number: row for row in report.rows}
    head = reading.head_of(sheet.lines, known.heads).number
    lines = [line for line in sheet.lines if not only_wrong or line.number <= head or _is_wrong(results, line.number)]
    into = io.BytesIO()
    book = xlsxwriter.Workbook(into, {"in_memory": True})
    looks = _formats(book)
    page = book.add_worksheet(pgettext("sheet", "Figures"))
    width = max(len(line.cells) for line in lines)
    listed: list[tuple[str, str]] = []
    for position, line in enumerate(lines):
        row = position if only_wrong else line.number - 1
        result = results.get(line.number)
        _given_back(page, looks, row, line, result, report.columns)
        if line.number == head:
            page.write_string(row, width, _("What to look at"), looks["head"])
        if result is not None and result.sentences:
            page.write_string(row, width, " ".join(result.sentences), looks["text"])
            listed += [
                (f"{tables.letter(_column(result, index, report))}{row + 1}", sentence)
                for index, sentence in enumerate(result.sentences)
            ]
    page.set_column(0, width - 1, 16)
    page.set_column(width, width, 80)
    _list_of_faults(book.add_worksheet(_("List of faults")), looks, page.get_name(), listed)
    book.close()
    return into.getvalue()


def _is_wrong(results: Mapping[int, RowResult], number: int) -> bool:
    return number in results and results[number].outcome == "wrong"


def _column(result: RowResult, index: int, report: ImportReport) -> int:
    """Index of the column that a fault is about; the first when it is about the row."""
    letter = report.columns.get(result.faults[index].column or "", "A")
    return next(at for at in range(tables.MOST_COLUMNS) if tables.letter(at) == letter)


def _given_back(
    page: Worksheet,
    looks: Mapping[str, Format],
    row: int,
    line: tables.Line,
    result: RowResult | None,
    columns: Mapping[str, str],
) -> None:
    marked: dict[str, tuple[bool, str]] = {}
    for fault, sentence in zip(result.faults, result.sentences, strict=True) if result else ():
        marked[columns.get(fault.column or "", "A")] = (fault.soft, sentence)
    for index, cell in enumerate(line.cells):
        soft, sentence = marked.get(tables.letter(index), (True, ""))
        look = looks["plain"] if not sentence else looks["look" if soft else "wrong"]
        page.write_string(row, index, cell, look)
        if sentence:
            page.write_comment(row, index, sentence, {"x_scale": 2})


def _list_of_faults(
    sheet: Worksheet, looks: Mapping[str, Format], page: str, listed: Iterable[tuple[str, str]]
) -> None:
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, pgettext("column", "Cell"), looks["head"])
    sheet.write_string(0, 1, _("What was found and what to do"), looks["head"])
    for row, (cell, sentence) in enumerate(listed, 1):
        sheet.write_url(row, 0, f"internal:'{page}'!{cell}", string=cell)
        sheet.write_string(row, 1, sentence, looks["text"])

"""Workbooks that go out: the template to fill in, and an uploaded file given back with its faults marked in the cells.

No macros, and every text is written as text, so that nothing typed by one person is run as a formula by another.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zhiheng.accounts.rights import Actor
from zhiheng.bodies import queries as bodies
from zhiheng.registers.kit import columns, matching, rights
from zhiheng.registers.kit.cells import letter
from zhiheng.registers.kit.columns import Described
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.trials import CellFault, Trial

EMPTY_ROWS = 300
MOST_OPTIONS = 500
FIRST = 3
"""Row of the first record in a template, counted from 0: ids (hidden), title, heads stand above."""
YELLOW, GREY, RED, AMBER = "#FFFBE6", "#EEF1F5", "#FBE3E4", "#FFF0D6"

Looks = Mapping[str, Format]


def _looks(book: xlsxwriter.Workbook) -> Looks:
    edge = {"border": 1, "border_color": "#D5DCE3", "valign": "vcenter", "num_format": "@"}
    told: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 14, "valign": "vcenter"},
        "head": {**edge, "bold": True, "bg_color": GREY, "text_wrap": True},
        "needed": {**edge, "bold": True, "bg_color": GREY, "text_wrap": True, "font_color": "#8E121C"},
        "open": {**edge, "bg_color": YELLOW, "locked": False},
        "set": {**edge, "bg_color": GREY},
        "plain": edge,
        "wrong": {**edge, "bg_color": RED, "font_color": "#8E121C", "locked": False},
        "look": {**edge, "bg_color": AMBER, "locked": False},
        "text": {"text_wrap": True, "valign": "top"},
    }
    return {name: book.add_format(look) for name, look in told.items()}


# The template


def template(actor: Actor, register: Register, *, on: date, records: Sequence[int] = ()) -> bytes:
    """A workbook to fill in: one record a row; with records, their values stand in it and can be corrected.

    Args:
        on: the day on which it is made, for the places that exist.
        records: primary keys of records to correct, in this order; those that the actor may not see are left out.

    Raises:
        Refused: `registers.not_allowed`.
    """
    rights.require(actor, rights.recording(register), ())
    ids, rows = _standing(actor, register, records)
    return _book(register, on, _options(actor, register, on), ids, rows)


def _standing(actor: Actor, register: Register, records: Sequence[int]) -> tuple[list[str], list[list[str]]]:
    """The hidden numbers (record/revision) and the written cells of records."""
    if not records:
        return [], []
    keys = rights.place_keys(actor, rights.seeing(register))
    found = {row["id"]: row for row in register.model._default_manager.filter(pk__in=records, withdrawn=False).values()
             if keys is None or row["place_id"] in keys}  # fmt: skip
    kept = [found[key] for key in records if key in found]
    texts = []
    for name in register.entry:
        what = columns.describe(register, name)
        texts.append(columns.written_column(what, [row[what.attname] for row in kept]))
    return [f"{row['id']}/{row['revision']}" for row in kept], [list(row) for row in zip(*texts, strict=True)]


def _book(
    register: Register,
    on: date,
    options: Mapping[str, Sequence[str]],
    ids: Sequence[str],
    rows: Sequence[Sequence[str]],
    marks: Mapping[int, Sequence[CellFault]] | None = None,
) -> bytes:
    into = io.BytesIO()
    book = xlsxwriter.Workbook(into, {"in_memory": True})
    looks = _looks(book)
    sheet = book.add_worksheet(_sheet_name(register))
    _heads(sheet, looks, register)
    width = len(register.entry)
    marked = marks or {}
    for at in range(max(len(rows) + 20, 0 if marks is not None else EMPTY_ROWS)):
        number = FIRST + at
        cells = rows[at] if at < len(rows) else [""] * width
        sheet.write_string(number, 0, ids[at] if at < len(ids) else "", looks["set"])
        faults = {fault.field: fault for fault in marked.get(number + 1, ())}
        for index, (name, text) in enumerate(zip(register.entry, cells, strict=True), 1):
            known = at < len(ids) and ids[at] and name in register.key
            _cell(sheet, looks, number, index, text, faults.get(name), "set" if known else "open")
    _drop_downs(book, sheet, register, options)
    _explanation(book.add_worksheet(_("How to fill in")), looks, register)
    if marks is not None:
        _faults_beside(sheet, looks, width + 1, FIRST - 1, marked)
        _list_of_faults(book.add_worksheet(_("List of faults")), looks, sheet.get_name(), _flat(marked))
    _signed(book, register, on, sheet.get_name())
    sheet.activate()
    book.close()
    return into.getvalue()


def _sheet_name(register: Register) -> str:
    """Without the signs that a sheet's name may not hold."""
    return "".join(sign for sign in str(register.label_plural) if sign not in "[]:*?/\\'")[:31] or "Records"


def _heads(sheet: Worksheet, looks: Looks, register: Register) -> None:
    """A hidden row with the fields' ids over title and heads that people read; the first column holds hidden numbers."""
    sheet.write_string(0, 0, matching.ID)
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_column(0, 0, 12, None, {"hidden": True})
    sheet.merge_range(1, 1, 1, max(2, len(register.entry)), str(register.label_plural), looks["title"])
    sheet.set_row(1, 28)
    for index, name in enumerate(register.entry, 1):
        what = columns.describe(register, name)
        sheet.write_string(0, index, name)
        star = "*" if what.required else ""
        sheet.write_string(2, index, f"{what.label}{star}", looks["needed" if what.required else "head"])
        sheet.set_column(index, index, 20 if what.kind in ("text", "reference") else 14)
    sheet.freeze_panes(FIRST, 2)
    sheet.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True, "delete_rows": True,
                       "sort": True, "autofilter": True})  # fmt: skip


def _cell(
    sheet: Worksheet, looks: Looks, row: int, column: int, text: str, fault: CellFault | None, otherwise: str
) -> None:
    look = looks[otherwise if fault is None else "look" if fault.soft else "wrong"]
    if text:
        sheet.write_string(row, column, text, look)
    else:
        sheet.write_blank(row, column, None, look)
    if fault is not None:
        sheet.write_comment(row, column, fault.placed, {"x_scale": 2, "y_scale": 1.2})


def _options(actor: Actor, register: Register, on: date) -> dict[str, list[str]]:
    """Field → what a drop-down offers, for fields with few enough possibilities."""
    told: dict[str, list[str]] = {}
    for name in register.entry:
        what = columns.describe(register, name)
        if what.kind == "choice":
            told[name] = [str(label) for _code, label in what.choices]
        elif what.kind == "yes_no":
            told[name] = [str(columns.YES), str(columns.NO)]
        elif what.kind == "place":
            told[name] = _places(actor, register, on)
        elif what.kind == "reference":
            told[name] = _known(what)
    return {name: options for name, options in told.items() if 0 < len(options) <= MOST_OPTIONS}


def _places(actor: Actor, register: Register, on: date) -> list[str]:
    allowed = rights.places(actor, rights.recording(register))
    return [f"{one.code} {one.name()}" for one in bodies.places(on) if allowed is None or one.code in allowed]


def _known(what: Described) -> list[str]:
    """Records of the other register as number and name; none where they are too many for a list."""
    if not what.lookup:
        return []
    rows = columns.alive(what.model._default_manager.all()).order_by(what.lookup)[: MOST_OPTIONS + 1]
    return [f"{getattr(one, what.lookup)} {one}".strip() for one in rows]


def _drop_downs(
    book: xlsxwriter.Workbook, sheet: Worksheet, register: Register, options: Mapping[str, Sequence[str]]
) -> None:
    """Lists stand on a hidden sheet: a list typed into the rule itself may not exceed 255 signs."""
    hidden = book.add_worksheet("_lists")
    hidden.hide()
    for at, (_name, choices) in enumerate(options.items()):
        for row, option in enumerate(choices):
            hidden.write_string(row, at, option)
    places = {name: letter(at) for at, name in enumerate(options)}
    for index, name in enumerate(register.entry, 1):
        what = columns.describe(register, name)
        rule: dict[str, Any] = {"validate": "any"}
        if name in options:
            rule = {
                "validate": "list",
                "source": f"=_lists!${places[name]}$1:${places[name]}${len(options[name])}",
                "error_type": "warning",
                "error_title": str(what.label)[:32],
                "error_message": _("Choose from the list, or write a code or a full name.")[:255],
            }
        rule |= {"input_title": str(what.label)[:32], "input_message": how_to_fill(what)[:255]}
        sheet.data_validation(FIRST, index, 20_000, index, rule)


def how_to_fill(what: Described) -> str:
    """How a field is filled in, in a sentence or two."""
    told = {
        "date": _("A date, for example 2023-04-01 or 2023年4月1日."),
        "instant": _("A date with time, for example 2023-04-01 09:30."),
        "whole": _("A whole number."),
        "number": _("A number with at most %(decimals)s decimals.") % {"decimals": what.decimals},
        "decimal": _("A number."),
        "yes_no": _("是 or 否."),
        "choice": _("Choose from the list."),
        "place": _("Code or name of the place."),
        "reference": _("Number or code under which it is recorded."),
        "text": _("Text of at most %(most)s characters.") % {"most": what.longest} if what.longest else _("Text."),
        "facts": _("Text."),
    }[what.kind]
    needed = _("Must be filled in.") if what.required else _("May stay empty.")
    return " ".join(filter(None, (str(what.help), told, needed)))


def _explanation(sheet: Worksheet, looks: Looks, register: Register) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 70)
    sheet.set_column(2, 2, 60)
    sheet.write_string(0, 0, _("How to fill in"), looks["title"])
    told = [
        str(register.help),
        _("Yellow cells are to be filled in; grey ones are given. One record a row."),
        _("Heads with * must be filled in. Empty is not 0."),
        _("Full-width digits, thousands separators and Chinese dates are understood."),
        _("The hidden first row and column tie this file to the register; leave them as they are."),
    ]
    row = 1
    for line in filter(None, told):
        sheet.merge_range(row, 0, row, 2, line, looks["text"])
        row += 1
    for at, head in enumerate(
        (pgettext("column", "Field"), _("How to fill in"), pgettext("column", "Possible values"))
    ):
        sheet.write_string(row + 1, at, head, looks["head"])
    for name in register.entry:
        what = columns.describe(register, name)
        sheet.write_string(row + 2, 0, str(what.label), looks["text"])
        sheet.write_string(row + 2, 1, how_to_fill(what), looks["text"])
        sheet.write_string(row + 2, 2, "、".join(str(label) for _code, label in what.choices), looks["text"])
        row += 1


def _signed(book: xlsxwriter.Workbook, register: Register, on: date, name: str) -> None:
    """A hidden sheet that says which register and version this is; a file without it is read by its heads."""
    rows = [("register", register.code), ("version", matching.version(register)), ("sheet", name),
            ("first", str(FIRST)), ("made_on", on.isoformat())]  # fmt: skip
    sheet = book.add_worksheet(matching.SIGNED_SHEET)
    sheet.very_hidden()
    for at, (key, value) in enumerate([*rows, ("signature", matching.signature(rows))]):
        sheet.write_string(at, 0, key)
        sheet.write_string(at, 1, value)


# The file given back


def returned(actor: Actor, trial: Trial, *, on: date, only_wrong: bool = False) -> bytes:
    """The uploaded rows as a workbook: wrong cells red with a comment, the sentences in a last column and on a sheet of
    their own with links. Right rows stand untouched; with `only_wrong` they are left out (they were taken).

    A template of ours comes back as one, with its drop-downs; it can be mended and uploaded again.

    Raises:
        ValueError: when the file could not be read in the first place.
    """
    if trial.sheet is None or trial.matched is None:
        raise ValueError("a file that could not be read cannot be given back")
    by_row: dict[int, list[CellFault]] = {}
    for fault in trial.faults():
        by_row.setdefault(fault.row, []).append(fault)
    wrong = {number for number, outcome in zip(trial.numbers, trial.outcomes, strict=True) if outcome == "wrong"}
    if trial.matched.ours:
        return _ours(actor, trial, on, by_row, wrong if only_wrong else None)
    return _theirs(trial, by_row, wrong if only_wrong else None)


def _ours(actor: Actor, trial: Trial, on: date, by_row: Mapping[int, list[CellFault]], only: set[int] | None) -> bytes:
    sheet, heads, register = trial.sheet, trial.matched, trial.register
    assert sheet is not None
    assert heads is not None
    ids, rows, marks = [], [], {}
    for number, cells in enumerate(sheet.rows[FIRST:], FIRST + 1):
        if only is not None and number not in only:
            continue
        at = heads.columns.get(matching.ID)
        ids.append(cells[at] if at is not None else "")
        rows.append([cells[heads.columns[name]] if name in heads.columns else "" for name in register.entry])
        if number in by_row:
            row = FIRST + len(rows)
            marks[row] = [_moved(fault, row, register) for fault in by_row[number]]
    return _book(register, on, _options(actor, register, on), ids, rows, marks)


def _moved(fault: CellFault, row: int, register: Register) -> CellFault:
    """The same fault in the workbook given back, where columns stand as in a fresh template."""
    column = letter(register.entry.index(fault.field) + 1) if fault.field in register.entry else ""
    return CellFault(row, column, fault.field, fault.sentence, fault.soft)


def _theirs(trial: Trial, by_row: Mapping[int, list[CellFault]], only: set[int] | None) -> bytes:
    sheet, heads = trial.sheet, trial.matched
    assert sheet is not None
    assert heads is not None
    into = io.BytesIO()
    book = xlsxwriter.Workbook(into, {"in_memory": True})
    looks = _looks(book)
    page = book.add_worksheet((sheet.name or _sheet_name(trial.register))[:31])
    marks: dict[int, list[CellFault]] = {}
    row = 0
    covered = _merged(page, looks, sheet.merged, heads.last, sheet.rows)
    for number, cells in enumerate(sheet.rows, 1):
        if only is not None and number > heads.last + 1 and number not in only:
            continue
        faults = [CellFault(row + 1, one.column, one.field, one.sentence, one.soft) for one in by_row.get(number, ())]
        if faults:
            marks[row + 1] = faults
        at_cell = {one.column: one for one in faults}
        for index, text in enumerate(cells):
            if (row, index) not in covered:
                look = "head" if heads.first < number <= heads.last + 1 else "plain"
                _cell(page, looks, row, index, text, at_cell.get(letter(index)), look)
        row += 1
    page.set_column(0, sheet.width - 1, 16)
    page.freeze_panes(heads.last + 1, 0)
    _faults_beside(page, looks, sheet.width, heads.last, marks)
    _list_of_faults(book.add_worksheet(_("List of faults")), looks, page.get_name(), _flat(marks))
    book.close()
    return into.getvalue()


def _merged(
    page: Worksheet, looks: Looks, merged: Iterable[Any], last_head: int, rows: Sequence[Sequence[str]]
) -> set[tuple[int, int]]:
    """Merge the heads as they were; returns the cells that are written by it."""
    covered: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in merged:
        if bottom <= last_head and (top, left) != (bottom, right):
            page.merge_range(top, left, bottom, right, rows[top][left], looks["head"])
            covered |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
    return covered


def _faults_beside(
    sheet: Worksheet, looks: Looks, column: int, head: int, marks: Mapping[int, Sequence[CellFault]]
) -> None:
    """The last column: all sentences of a row."""
    sheet.set_column(column, column, 80)
    sheet.write_string(head, column, _("What to look at"), looks["head"])
    for row, faults in marks.items():
        sheet.write_string(row - 1, column, " ".join(fault.sentence for fault in faults), looks["text"])


def _flat(marks: Mapping[int, Sequence[CellFault]]) -> list[tuple[str, str]]:
    return [(fault.cell, fault.placed) for faults in marks.values() for fault in faults]


def _list_of_faults(sheet: Worksheet, looks: Looks, page: str, listed: Sequence[tuple[str, str]]) -> None:
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, pgettext("column", "Cell"), looks["head"])
    sheet.write_string(0, 1, _("What was found and what to do"), looks["head"])
    links = len(listed) <= 60_000  # a sheet holds at most 65 530 links
    for row, (cell, sentence) in enumerate(listed, 1):
        if links:
            sheet.write_url(row, 0, f"internal:'{page}'!{cell}", string=cell)
        else:
            sheet.write_string(row, 0, cell)
        sheet.write_string(row, 1, sentence, looks["text"])

"""All sentences of the kit: faults in fields, refusals, states of clocks."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiheng.registers.kit.declaration import Fault, Register
from zhiheng.registers.kit.table import fields

FAULTS: dict[str, Promise] = {
    "missing": _("“%(label)s” is empty. Fill it in."),
    "too_long": _("“%(label)s” has %(length)s characters; at most %(most)s are kept. Shorten it."),
    "not_a_choice": _("“%(label)s”: “%(found)s” is not in the list. Choose one of: %(allowed)s."),
    "not_accepted": _("“%(label)s”: “%(found)s”. %(said)s"),
    "too_small": _("“%(label)s”: %(found)s is less than %(limit)s. Check the number."),
    "too_large": _("“%(label)s”: %(found)s is more than %(limit)s. Check the number."),
    "not_a_number": _("“%(label)s”: “%(found)s” is not a number. Write digits only, for example 1234.5."),
    "not_whole": _("“%(label)s”: “%(found)s” is not a whole number. Write it without decimals."),
    "too_fine": _("“%(label)s”: “%(found)s” has more than %(decimals)s decimals. Round it to %(decimals)s."),
    "too_big": _("“%(label)s”: “%(found)s” is larger than can be kept. Check number and unit."),
    "not_a_date": _("“%(label)s”: “%(found)s” is not a date. Write year-month-day, for example 2023-04-01."),
    "not_an_instant": _(
        "“%(label)s”: “%(found)s” is not a date with time. Write it like 2023-04-01 09:30."
    ),
    "not_yes_or_no": _("“%(label)s”: “%(found)s” is neither yes nor no. Write 是 or 否."),
    "no_such": _("“%(label)s”: “%(found)s” is not recorded. Record it first, or check how it is written."),
    "several_such": _("“%(label)s”: “%(found)s” can mean several. Write the code or number instead of the name."),
    "no_such_place": _("“%(label)s”: “%(found)s” is no place that is known. Write its code or its full name."),
    "not_your_place": _("“%(label)s”: your posts do not cover “%(found)s”. Leave the row to the colleagues there."),
    "repeated": _("“%(label)s”: “%(found)s” stands in row %(row)s already. Keep one of the two rows."),
    "taken": _("“%(label)s”: “%(found)s” is recorded already. Open that record and correct it there."),
    "not_keepable": _("“%(label)s” holds signs or a value that cannot be kept. Type it again; write numbers among local facts as text."),
    "gone": _("The record that this row was made from is no longer there. Delete the row, or clear its hidden number."),
    "elsewhere": _("“%(label)s”: this is recorded already, in a place that your posts do not cover. Ask the colleagues there."),
    "twice": _("The same record stands in row %(row)s already. Keep one of the two rows."),
    "withdrawn": _("The record that this row was made from was withdrawn. Delete the row."),
    "changed_meanwhile": _("“%(label)s”: the record was changed since this template was made. Download it again, or correct the record on its page."),
    "settled": _("“%(label)s”: the record is “%(state)s”. Give a reason for the whole import, or leave the row out."),
}  # fmt: skip

FILES: dict[str, Promise] = {
    "empty_file": _("The file holds nothing. Choose the file with its content."),
    "file_too_large": _("The file has %(size)s MB; up to %(most)s MB are read. Split it by year or by place."),
    "too_many_rows": _("The file has %(rows)s rows; up to %(most)s are read at once. Split it by year or by place."),
    "too_many_columns": _("The sheet has more than %(most)s columns. Write one record a row, as in the template."),
    "not_a_table": _("This is neither a CSV file nor an xlsx workbook. Save it as “Excel workbook (.xlsx)” or “CSV” and upload it again."),
    "unknown_encoding": _("The text is neither UTF-8 nor GB18030: byte %(byte)s at position %(at)s. Save it again as “CSV UTF-8”."),
    "broken_csv": _("The rows cannot be told apart near row %(row)s: a quotation mark is not closed. Mend it or save the table as xlsx."),
    "no_heads": _("No row names the fields of this register. Found in the first row: %(found)s. Use the template, or match the columns by hand."),
    "no_columns": _("The file has no column for %(names)s. Match the columns by hand, or use the template."),
    "no_rows": _("Below the heads stands no record. Fill in at least one row."),
}  # fmt: skip
CELL = _("Row %(row)s, column %(column)s, %(said)s")
ROW = _("Row %(row)s: %(said)s")

SEVERAL = _("%(count)s things are to be looked at. The first: %(first)s")
REASON_NEEDED = _("This record is settled. Say in a few words why it is corrected.")
NOT_ALLOWED = _("Your posts on this day do not include this here. It may be done by: %(who)s.")
NOT_THERE = _("There is no such record, or it belongs to a place that your posts do not cover.")
MOVED_ON = _("“%(name)s” is now “%(state)s” (%(who)s, %(day)s), so it cannot be moved to “%(to)s” from here. Look at the record again.")  # fmt: skip
WITHDRAWN = _("“%(name)s” was withdrawn (%(who)s, %(day)s). A withdrawn record stays as it is.")
CHANGED_MEANWHILE = _("“%(name)s” was changed meanwhile (%(who)s, %(day)s). Look at it again, then repeat the change.")
NO_SUCH_MOVE = _("This register has no such step.")
EVIDENCE_NEEDED = _("This step needs a document: %(kinds)s. Attach it to “%(name)s” first.")
NOT_IN_MOVE = _("“%(label)s” cannot be changed by this step.")
AT_ONCE = _("A colleague recorded the same thing at this moment. Look at the list, then repeat.")
EMPTY_SET = _("Nothing was chosen. Choose at least one record.")
NO_SUCH_IMPORT = _("There is no such import, or it is not yours to take back.")
UNDONE_ALREADY = _("This import was taken back already.")
TOO_LATE = _("An import can be taken back within 24 hours; this one is older. Correct or withdraw the records instead.")
MOVED_SINCE = _("%(count)s of these records were changed after the import, “%(name)s” among them. Correct or withdraw them one by one.")  # fmt: skip
NO_SUCH_VIEW = _("There is no saved view of this name.")
NAME_NEEDED = _("Give the view a name of at most 60 characters.")
NO_PERSONAL = _("This register keeps no personal fields.")
NO_SUCH_EVIDENCE = _("This register has no documents of the kind “%(kind)s”.")
NO_SUCH_FILTER = _("The list cannot be asked by “%(found)s”. Choose from the filters above it.")


def label(register: Register, field: str) -> str:
    """What a field is called."""
    known = fields(register.model)
    for name, found in known.items():
        if field in (name, found.attname):
            return str(found.verbose_name)
    return field


def sentence(register: Register, fault: Fault) -> str:
    """The whole sentence of a fault, in the reader's language: the kit's own, else the chapter's."""
    template = register.sentences.get(fault.code) or FAULTS[fault.code]
    values: Mapping[str, Any] = {"label": label(register, fault.field), **fault.values}
    return str(template) % {name: _shown(value) for name, value in values.items()}


def _shown(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, (list, tuple, set, frozenset)) else str(value)


def about_file(code: str, values: Mapping[str, str]) -> str:
    """Why a file as a whole cannot be read, and what to do."""
    return str(FILES[code]) % values

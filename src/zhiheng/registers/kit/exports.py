"""Lists as files, streamed: csv, json and xlsx in constant memory, the first bytes at once.

The xlsx is written as text by a writer of our own, because a list of 100 000 rows takes a general library some ten seconds.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from heapq import merge
from itertools import islice
from typing import Any, Literal

from zhiheng.accounts.rights import Actor, require
from zhiheng.accounts.roles import MAY
from zhiheng.registers.kit import columns, queries, rights
from zhiheng.registers.kit.columns import Described
from zhiheng.registers.kit.conditions import Filters
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.table import KEPT_BY_KIT, fields

Kind = Literal["csv", "json", "xlsx"]
AT_ONCE = 4_000
MOST_ROWS_OF_A_SHEET = 1_048_000
TYPES: Mapping[Kind, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Columns = Mapping[str, Sequence[Any]]


def export(
    actor: Actor,
    register: Register,
    kind: Kind,
    filters: Filters | None = None,
    *,
    on: date,
    as_of: datetime | None = None,
    tab: str = "",
    names: Sequence[str] = (),
) -> Iterator[bytes]:
    """The rows of a list as chunks of a file. References and choices are written so that they can be read in again.

    Rows are those that the actor may see and take away; personal fields go only to those who may record them.

    Args:
        names: fields in their order; without it everything that a form holds, the state and the source.

    Raises:
        Refused: `rights.registers.export`, and as in `queries.rows`.
    """
    require(actor, "registers.export")
    told = [columns.describe(register, name) for name in _names(actor, register, names)]
    batches = _batches(actor, register, told, filters or {}, on, as_of, tab)
    return _WRITERS[kind](register, told, batches)


def _names(actor: Actor, register: Register, names: Sequence[str]) -> list[str]:
    asked = names or (*register.entry, *(name for name in ("state", "source") if name not in register.entry))
    known = [name for name in fields(register.model) if name not in KEPT_BY_KIT or name == "source"]
    personal = set() if rights.may(actor, rights.recording(register)) else set(register.personal)
    return [name for name in asked if name in known and name not in personal]


def _batches(
    actor: Actor,
    register: Register,
    told: Sequence[Described],
    filters: Filters,
    on: date,
    as_of: datetime | None,
    tab: str,
) -> Iterator[Columns]:
    """Rows in the order of their keys, some thousand at a time, as columns. One query, read as it is written."""
    asked = queries.asked_of(register, filters, tab, on, as_of)
    current, past = queries.known_rows(actor, register, asked, as_of)
    keys = rights.place_keys(actor, MAY["registers.export"])
    if keys is not None:
        current = current.filter(place_id__in=keys)
        past = [row for row in past if row["place_id"] in keys]
    attnames = [what.attname for what in told]
    found: Iterator[tuple[Any, ...]] = current.order_by("pk").values_list("pk", *attnames).iterator(AT_ONCE)
    if past:
        old = [(row["id"], *(row[name] for name in attnames)) for row in sorted(past, key=lambda row: row["id"])]
        found = merge(found, old, key=lambda row: row[0])

    def batches() -> Iterator[Columns]:
        while some := list(islice(found, AT_ONCE)):
            yield dict(zip(("id", *attnames), zip(*some, strict=True), strict=True))

    return batches()


class _Texts:
    """Columns as text; what a reference is called is looked up once for the whole file."""

    def __init__(self) -> None:
        self._names: dict[str, dict[Any, str]] = {}

    def __call__(self, what: Described, values: Sequence[Any]) -> list[str]:
        if what.kind not in ("place", "reference"):
            return columns.written_column(what, values)
        known = self._names.setdefault(what.name, {})
        if unknown := set(values) - known.keys() - {None}:
            known.update(columns.references_written(what, unknown))
        return columns.written_column(what, values, known)


# csv


def _csv(register: Register, told: Sequence[Described], batches: Iterator[Columns]) -> Iterator[bytes]:
    """With a byte order mark, so that spreadsheets read it as UTF-8."""
    into, texts = io.StringIO(newline=""), _Texts()
    out = csv.writer(into)
    out.writerow([str(what.label) for what in told])
    yield b"\xef\xbb\xbf" + _taken(into)
    for batch in batches:
        cells = [_guarded(what, texts(what, batch[what.attname])) for what in told]
        out.writerows(zip(*cells, strict=True))
        yield _taken(into)


def _taken(into: io.StringIO) -> bytes:
    chunk = into.getvalue().encode("utf-8", "replace")
    into.seek(0)
    into.truncate()
    return chunk


def _guarded(what: Described, texts: list[str]) -> list[str]:
    """Text that a spreadsheet would run as a formula gets an apostrophe; `columns` takes it away again."""
    if what.kind not in ("text", "reference", "facts"):
        return texts
    return [columns.GUARD + text if text[:1] in columns.FORMULA else text for text in texts]


# json


def _json(register: Register, told: Sequence[Described], batches: Iterator[Columns]) -> Iterator[bytes]:
    """An array of objects by field: whole numbers and yes or no as such, other numbers as text, exactly."""
    texts, first = _Texts(), True
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    yield b"["
    names = ["id", *(what.name for what in told)]
    for batch in batches:
        cells = [batch["id"], *(_json_values(what, batch[what.attname], texts) for what in told)]
        rows = [encode(dict(zip(names, row, strict=True))) for row in zip(*cells, strict=True)]
        yield (("" if first else ",") + "\n" + ",\n".join(rows)).encode("utf-8", "replace")
        first = False
    yield b"\n]\n"


def _json_values(what: Described, values: Sequence[Any], texts: _Texts) -> Sequence[Any]:
    if what.kind in ("whole", "yes_no", "facts"):
        return values
    if what.kind == "choice":
        return values
    return [text or None for text in texts(what, values)] if what.kind != "text" else values


# xlsx

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    '</fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FIRST_DAY = date(1899, 12, 30).toordinal()


class _Sink(io.RawIOBase):
    """Takes what the archive writes and gives it away in chunks; nothing can be sought in it."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, chunk: Any) -> int:
        self._chunks.append(bytes(chunk))
        return len(chunk)

    def taken(self) -> bytes:
        chunk = b"".join(self._chunks)
        self._chunks.clear()
        return chunk


def _xlsx(register: Register, told: Sequence[Described], batches: Iterator[Columns]) -> Iterator[bytes]:
    sink, texts = _Sink(), _Texts()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        book.writestr("xl/styles.xml", _STYLES)
        yield sink.taken()
        number, waiting = 0, next(batches, None)
        while waiting is not None or number == 0:
            number += 1
            with book.open(f"xl/worksheets/sheet{number}.xml", "w") as sheet:
                sheet.write(_sheet_begin(told).encode())
                yield sink.taken()
                rows = 0
                while waiting is not None and rows < MOST_ROWS_OF_A_SHEET:
                    sheet.write(_rows(told, waiting, texts))
                    yield sink.taken()
                    rows += len(waiting["id"])
                    waiting = next(batches, None)
                sheet.write(b"</sheetData></worksheet>")
            yield sink.taken()
        _rest(book, register, number)
    yield sink.taken()


def _sheet_begin(told: Sequence[Described]) -> str:
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{24 if what.kind in ("text", "reference") else 14}" customWidth="1"/>'
        for at, what in enumerate(told, 1)
    )
    heads = "".join(f'<c s="2" t="inlineStr"><is><t>{_escaped(str(what.label))}</t></is></c>' for what in told)
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData><row>{heads}</row>"
    )


def _rows(told: Sequence[Described], batch: Columns, texts: _Texts) -> bytes:
    cells = [_cells(what, batch[what.attname], texts) for what in told]
    return ("<row>" + "</row><row>".join(map("".join, zip(*cells, strict=True))) + "</row>").encode("utf-8", "replace")


def _cells(what: Described, values: Sequence[Any], texts: _Texts) -> list[str]:
    """A column of cells as XML. Days are days and numbers are numbers; everything else is text and never a formula."""
    shaped: Callable[[Any], str] | None = {"date": _day, "whole": _number, "number": _number}.get(what.kind)
    if shaped is not None:
        written = values if what.kind != "number" else columns.written_column(what, values)
        known = {value: shaped(value) for value in set(written)}
        return [known[value] for value in written]
    escaped = _escaped("\x1f".join(text.replace("\x1f", "") for text in texts(what, values)), keep="\x1f").split("\x1f")
    return [f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else "<c/>" for text in escaped]


def _escaped(text: str, keep: str = "") -> str:
    if not keep or _NOT_IN_XML.search(text.replace(keep, "")):
        text = keep.join(_NOT_IN_XML.sub("", part) for part in text.split(keep)) if keep else _NOT_IN_XML.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _day(value: date | None) -> str:
    """A day as spreadsheets count it; before 1900-03-01 they count wrongly, so it stays text."""
    if value is None:
        return "<c/>"
    serial = value.toordinal() - _FIRST_DAY
    return f'<c s="1"><v>{serial}</v></c>' if serial > 60 else f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def _number(value: Any) -> str:
    """More digits than a spreadsheet keeps are written as text, so that none is lost."""
    if value is None or value == "":
        return "<c/>"
    digits = str(value).strip("-").replace(".", "").lstrip("0")
    return f"<c><v>{value}</v></c>" if len(digits) <= 15 else f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def _rest(book: zipfile.ZipFile, register: Register, sheets: int) -> None:
    """What can only be written when the number of sheets is known."""
    name = "".join(sign for sign in str(register.label_plural) if sign not in "[]:*?/\\'")[:26] or "Records"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        for at in range(1, sheets + 1)
    )
    book.writestr(
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/>{parts}</Types>',
    )
    listed = "".join(
        f'<sheet name="{_attribute(name if at == 1 else f"{name} {at}")}" sheetId="{at}" r:id="r{at}"/>'
        for at in range(1, sheets + 1)
    )
    book.writestr(
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
    )
    targets = [("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, sheets + 1)]
    book.writestr("xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")]))


def _attribute(text: str) -> str:
    return _escaped(text).replace('"', "&quot;")


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


_WRITERS: Mapping[Kind, Callable[[Register, Sequence[Described], Iterator[Columns]], Iterator[bytes]]] = {
    "csv": _csv,
    "json": _json,
    "xlsx": _xlsx,
}

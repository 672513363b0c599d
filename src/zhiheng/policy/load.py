"""From a file's bytes to text: txt, docx, html, pdf.

Tables come out as lines whose cells are parted by tabs, so that one reader of tables serves all formats. Numbers that
a word processor makes by itself are written out, since they are part of the document.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhiheng.policy.model import Note
from zhiheng.policy.unreadable import UnreadableError

LIMIT_MB = 64
_HAN_DIGITS = "零一二三四五六七八九"
_BLOCKS = {
    "p", "div", "br", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "ul", "ol", "dl",
    "dt", "dd", "blockquote", "pre", "body", "header", "footer", "main", "center", "hr", "caption", "figcaption",
}  # fmt: skip
_SKIPPED = {"script", "style", "noscript", "template", "head", "nav", "button", "select", "form", "iframe", "svg"}


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file, what kind of file it was, and what a person should know about it."""

    text: str
    kind: str
    notes: tuple[Note, ...] = ()


def load(path: Path) -> Source:
    """The text of a file; raises `UnreadableError` with one sentence when there is none."""
    if not path.is_file():
        raise UnreadableError("not_found", name=path.name)
    size = path.stat().st_size
    if size > LIMIT_MB * 1_000_000:
        raise UnreadableError("too_large", name=path.name, size=size // 1_000_000, limit=LIMIT_MB)
    return load_bytes(path.read_bytes(), path.name)


def load_bytes(data: bytes, name: str) -> Source:
    """The text of a file that has been read already; the content decides what kind it is, not the name."""
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise UnreadableError("empty", name=name)
    reader = _reader(data, name)
    source = reader(data, name)
    if not source.text.strip():
        raise UnreadableError("empty", name=name)
    return source


def _reader(data: bytes, name: str) -> Callable[[bytes, str], Source]:
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return _pdf
    if data.startswith(b"PK\x03\x04"):
        return _docx
    if data.startswith(
        (
            b"\xd0\xcf\x11\xe0",
            b"\x7fELF",
            b"\x89PNG",
            b"\xff\xd8\xff",
            b"GIF8",
            b"BM",
            b"Rar!",
            b"\x1f\x8b",
            b"7z\xbc\xaf",
        )
    ):
        raise UnreadableError("binary", name=name, found=data[:4].hex(" "))
    opening = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if opening.startswith((b"<!doctype html", b"<html", b"<?xml")) or (
        name.lower().endswith((".html", ".htm")) and b"<" in opening
    ):
        return _html
    if re.match(rb"<(?:meta|head|body|div|p|table|h[1-6])[\s>]", opening):
        return _html
    return _plain


# --- plain text -------------------------------------------------------------------------------------------------


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text and its encoding: UTF-8 with or without mark, UTF-16 with mark, GB18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError as problem:
            raise UnreadableError(
                "wrong_encoding", name=name, offset=problem.start, found=_hex(data, problem.start)
            ) from problem
    _refuse_binary(data, name)
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as problem:
        until = problem.start
    if _says_something(data, until):
        raise _mixed(data, name, "UTF-8", _stepped_back(data, until))
    changes = _utf_8_inside(data)
    if changes is not None and _looks_chinese(data[:changes].decode("gb18030", "ignore")):
        raise _mixed(data, name, "GB18030", changes)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as problem:
        if problem.start >= 8 and _looks_chinese(data[: problem.start].decode("gb18030", "ignore")):
            raise _mixed(data, name, "GB18030", problem.start) from problem
        raise UnreadableError("wrong_encoding", name=name, offset=until, found=_hex(data, until)) from problem
    if not _looks_chinese(text):
        raise UnreadableError("wrong_encoding", name=name, offset=until, found=_hex(data, until))
    return text, "GB18030"


def _mixed(data: bytes, name: str, first: str, at: int) -> UnreadableError:
    return UnreadableError("mixed_encoding", name=name, first=first, offset=at, found=_hex(data, at))


def _stepped_back(data: bytes, at: int) -> int:
    """Two bytes of GB18030 may pass for one rare character of UTF-8: such ones belong to what follows."""
    while at >= 2 and 0xC2 <= data[at - 2] <= 0xDF and 0x80 <= data[at - 1] <= 0xBF:
        at -= 2
    return at


def _says_something(data: bytes, until: int) -> bool:
    """Whether several Chinese characters stand, in UTF-8, before the place that is not UTF-8."""
    return sum(1 for char in data[:until].decode("utf-8", "ignore") if "\u4e00" <= char <= "\u9fff") >= 4


def _looks_chinese(text: str) -> bool:
    """GB18030 accepts nearly any bytes: real text is mostly common characters and signs."""
    sample = text[:200_000]
    odd = sum(1 for char in sample if "\ue000" <= char <= "\uf8ff" or "\x80" <= char <= "\x9f" or char > "\uffff")
    common = sum(1 for char in sample if "\u4e00" <= char <= "\u9fff" or char in "，。、；：“”（）\n" or char.isascii())
    han = sum(1 for char in sample if "\u4e00" <= char <= "\u9fff")
    return odd * 50 <= len(sample) and common * 10 >= len(sample) * 8 and han * 10 >= len(sample)


_UTF_8_STOPS = tuple(sign.encode() for sign in "，。、；：（）的")


def _utf_8_inside(data: bytes) -> int | None:
    """Where UTF-8 text begins inside bytes that also pass for GB18030; its full stops and commas give it away."""
    hits = sorted(at for sign in _UTF_8_STOPS if (at := data.find(sign)) >= 0)
    for at in hits[:8]:
        piece = data[at : at + 90]
        good = sum(
            1 for char in piece.decode("utf-8", "ignore") if "\u4e00" <= char <= "\u9fff" or char in "，。、；：（）"
        )
        if good >= 24:
            while (
                at >= 3 and 0xE3 <= data[at - 3] <= 0xE9 and 0x80 <= data[at - 2] < 0xC0 and 0x80 <= data[at - 1] < 0xC0
            ):
                at -= 3
            return at
    return None


def _hex(data: bytes, at: int) -> str:
    return data[at : at + 2].hex(" ").upper()


def _refuse_binary(data: bytes, name: str) -> None:
    sample = data[:65536]
    control = sum(1 for byte in sample if byte < 9 or 13 < byte < 32)
    if b"\x00" in sample or control * 20 > len(sample):
        raise UnreadableError("binary", name=name, found=data[:4].hex(" ").upper())


def _plain(data: bytes, name: str) -> Source:
    text, encoding = decode(data, name)
    notes = () if encoding == "UTF-8" else (Note("encoding", (("found", encoding),)),)
    return Source(text, "txt", notes)


# --- html -------------------------------------------------------------------------------------------------------


def _html(data: bytes, name: str) -> Source:
    from lxml import html

    text, encoding = _decode_html(data, name)
    try:
        root = html.fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    except Exception as problem:  # lxml has many ways to say that nothing is there
        raise UnreadableError("damaged", name=name, kind="html") from problem
    out: list[str] = []
    _html_text(root, out)
    lines = [_tidy(line) for line in "".join(out).split("\n")]
    notes = () if encoding == "UTF-8" else (Note("encoding", (("found", encoding),)),)
    return Source("\n".join(line for line in lines if line), "html", notes)


def _decode_html(data: bytes, name: str) -> tuple[str, str]:
    text, encoding = decode(data, name)
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text), encoding


def _tidy(line: str) -> str:
    return (
        "\t".join(cell.strip(" \r\u3000\u00a0") for cell in line.split("\t"))
        if "\t" in line
        else line.strip(" \r\u3000\u00a0")
    )


def _html_text(node: Any, out: list[str]) -> None:
    tag = node.tag.lower() if isinstance(node.tag, str) else ""
    if not tag or tag in _SKIPPED:
        return
    if tag == "table" and not _is_layout(node):
        out.append("\n")
        out.extend(_table_lines(_html_rows(node)))
        return
    block = tag in _BLOCKS
    if block:
        out.append("\n")
    if node.text:
        out.append(re.sub(r"\s*\n\s*", " ", node.text) if tag != "pre" else node.text)
    for child in node:
        _html_text(child, out)
        if child.tail:
            out.append(re.sub(r"\s*\n\s*", " ", child.tail) if tag != "pre" else child.tail)
    if block:
        out.append("\n")


def _is_layout(table: Any) -> bool:
    """A table that only arranges the page: it holds another table, or its rows have one cell."""
    rows = table.xpath("./tr|./*/tr")
    widest = max((len(row.xpath("./td|./th")) for row in rows), default=0)
    if widest <= 1:
        return True
    return any(len("".join(cell.itertext())) > 1500 for cell in table.xpath("./tr/td|./*/tr/td")) and bool(
        table.xpath(".//table|.//p")
    )


def _html_rows(table: Any) -> Iterator[list[tuple[str, int, int]]]:
    for row in table.xpath("./tr|./*/tr"):
        cells: list[tuple[str, int, int]] = []
        for cell in row.xpath("./td|./th"):
            text = _cell_text(cell)
            cells.append((text, _span(cell.get("rowspan")), _span(cell.get("colspan"))))
        yield cells


def _cell_text(cell: Any) -> str:
    pieces: list[str] = []
    for node in cell.iter():
        if not isinstance(node.tag, str) or node.tag in _SKIPPED:
            continue
        if node.tag in ("br", "p", "div", "li", "tr") and pieces:
            pieces.append(" ")
        if node.text:
            pieces.append(node.text)
        if node is not cell and node.tail:
            pieces.append(node.tail)
    return " ".join("".join(pieces).split())


def _span(value: str | None) -> int:
    return min(int(value), 200) if value and value.isdigit() and int(value) > 0 else 1


def _table_lines(rows: Iterator[list[tuple[str, int, int]]]) -> Iterator[str]:
    """Lines of cells; a cell that spans rows stands in each of them, so that every row is whole."""
    hanging: dict[int, tuple[str, int]] = {}
    for cells in rows:
        line: list[str] = []
        waiting = list(cells)
        while waiting or len(line) in hanging:
            at = len(line)
            if at in hanging:
                text, left = hanging.pop(at)
                line.append(text)
                if left > 1:
                    hanging[at] = (text, left - 1)
                continue
            text, down, across = waiting.pop(0)
            for step in range(across):
                if down > 1:
                    hanging[at + step] = (text, down - 1)
                line.append(text if step == 0 else "")
        if any(line):
            yield "\t".join(line) + "\n"


# --- docx -------------------------------------------------------------------------------------------------------


def _docx(data: bytes, name: str) -> Source:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "word/document.xml" not in archive.namelist():
                raise UnreadableError("binary", name=name, found=data[:4].hex(" "))
    except zipfile.BadZipFile as problem:
        raise UnreadableError("damaged", name=name, kind="docx") from problem
    import docx
    from docx.oxml.ns import qn

    try:
        document = docx.Document(io.BytesIO(data))
    except Exception as problem:  # a damaged archive fails in many ways
        raise UnreadableError("damaged", name=name, kind="docx") from problem
    numbers = _Numbers(document, qn)
    lines: list[str] = []
    for element in document.element.body.iterchildren():
        if element.tag == qn("w:p"):
            lines.append(numbers.before(element) + _docx_paragraph(element, qn))
        elif element.tag == qn("w:tbl"):
            lines += [line.rstrip("\n") for line in _table_lines(_docx_rows(element, qn))]
        elif element.tag == qn("w:sdt"):
            lines += [numbers.before(p) + _docx_paragraph(p, qn) for p in element.iter(qn("w:p"))]
    return Source("\n".join(lines), "docx")


def _docx_paragraph(element: Any, qn: Callable[[str], str]) -> str:
    pieces: list[str] = []
    for node in element.iter():
        if node.tag == qn("w:t"):
            pieces.append(node.text or "")
        elif node.tag in (qn("w:br"), qn("w:cr")):
            pieces.append("\n")
        elif node.tag == qn("w:tab"):
            pieces.append(" ")
        elif node.tag == qn("w:noBreakHyphen"):
            pieces.append("-")
    return "".join(pieces)


def _docx_rows(table: Any, qn: Callable[[str], str]) -> Iterator[list[tuple[str, int, int]]]:
    """Cells of a table; a cell that goes on downwards is written again in each row."""
    above: dict[int, str] = {}
    for row in table.iterchildren(qn("w:tr")):
        cells: list[tuple[str, int, int]] = []
        at = 0
        for cell in row.iterchildren(qn("w:tc")):
            text = " ".join(" ".join(_docx_paragraph(p, qn).split()) for p in cell.iter(qn("w:p"))).strip()
            spans = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            across = _span(spans.get(qn("w:val")) if spans is not None else None)
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merge is not None and merge.get(qn("w:val")) != "restart":
                text = above.get(at, text)
            above[at] = text
            cells.append((text, 1, across))
            at += across
        yield cells


class _Numbers:
    """The numbers that Word makes for lists: 一、, （一）, 1. are not in the text of a paragraph."""

    def __init__(self, document: Any, qn: Callable[[str], str]) -> None:
        self.qn = qn
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.abstract: dict[str, str] = {}
        self.styles: dict[str, tuple[str, int]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {a.get(qn("w:abstractNumId")): self._levels(a) for a in root.findall(qn("w:abstractNum"))}
        for num in root.findall(qn("w:num")):
            number, of = num.get(qn("w:numId")), num.find(qn("w:abstractNumId"))
            if of is not None:
                self.abstract[number] = of.get(qn("w:val"))
                self.levels[number] = abstract.get(of.get(qn("w:val")), {})
        for style in document.styles.element.findall(qn("w:style")):
            found = self._number_of(style.find(qn("w:pPr")))
            if found is not None:
                self.styles[style.get(qn("w:styleId"))] = found

    def _levels(self, abstract: Any) -> dict[int, tuple[str, str, int]]:
        found: dict[int, tuple[str, str, int]] = {}
        for level in abstract.findall(self.qn("w:lvl")):
            kind, text, start = (level.find(self.qn(f"w:{tag}")) for tag in ("numFmt", "lvlText", "start"))
            if kind is not None and text is not None:
                first = int(start.get(self.qn("w:val"))) if start is not None else 1
                found[int(level.get(self.qn("w:ilvl")))] = (
                    kind.get(self.qn("w:val")),
                    text.get(self.qn("w:val")) or "",
                    first,
                )
        return found

    def _number_of(self, properties: Any) -> tuple[str, int] | None:
        if properties is None:
            return None
        found = properties.find(self.qn("w:numPr"))
        if found is None:
            return None
        number, level = found.find(self.qn("w:numId")), found.find(self.qn("w:ilvl"))
        if number is None:
            return None
        return number.get(self.qn("w:val")), int(level.get(self.qn("w:val"))) if level is not None else 0

    def before(self, paragraph: Any) -> str:
        """What Word prints before a paragraph."""
        properties = paragraph.find(self.qn("w:pPr"))
        found = self._number_of(properties)
        if found is None and properties is not None:
            style = properties.find(self.qn("w:pStyle"))
            found = self.styles.get(style.get(self.qn("w:val"))) if style is not None else None
        if found is None or found[1] not in self.levels.get(found[0], {}):
            return ""
        number, level = found
        levels = self.levels[number]
        counts = self.counts.setdefault(self.abstract[number], {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        kind, text, _ = levels[level]
        if kind in ("bullet", "none"):
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of = levels.get(at, (kind, "", 1))
            return _counted(counts.get(at, of[2]), of[0])

        return re.sub(r"%(\d)", shown, text)


def _counted(number: int, kind: str) -> str:
    if kind.startswith(("chinese", "japanese", "ideograph", "taiwanese")):
        return _in_han(number)
    if kind.startswith("decimalEnclosed") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if kind == "lowerLetter":
        return chr(ord("a") + (number - 1) % 26)
    if kind == "upperLetter":
        return chr(ord("A") + (number - 1) % 26)
    return str(number)


def _in_han(number: int) -> str:
    if number < 10:
        return _HAN_DIGITS[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _HAN_DIGITS[tens % 10]) + "十" + (_HAN_DIGITS[ones] if ones else "")


# --- pdf --------------------------------------------------------------------------------------------------------


def _pdf(data: bytes, name: str) -> Source:
    first, pages = _by_pdfium(data, name)
    if not first.strip():
        raise UnreadableError("scanned_pdf", name=name, pages=pages)
    second = _by_pdfminer(data)
    notes: list[Note] = []
    a, b = ("".join(text.split()) for text in (first, second))
    if sorted(a) != sorted(b):
        notes.append(Note("pdf_readers_differ", (("pypdfium2", str(len(a))), ("pdfminer", str(len(b))))))
    han = sum(1 for char in first if "\u4e00" <= char <= "\u9fff")
    if pages and han < pages * 10:
        notes.append(Note("little_text_in_pdf", (("characters", str(han)), ("pages", str(pages)))))
    return Source(first, "pdf", tuple(notes))


def _by_pdfium(data: bytes, name: str) -> tuple[str, int]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        if "assword" in str(problem):
            raise UnreadableError("encrypted_pdf", name=name) from problem
        raise UnreadableError("damaged", name=name, kind="pdf") from problem
    try:
        pages = []
        for page in document:
            text = page.get_textpage()
            pages.append(text.get_text_range().replace("\r\n", "\n").replace("\ufffe", "").replace("\x02", ""))
            text.close()
            page.close()
        return "\f\n".join(pages), len(pages)
    finally:
        document.close()


def _by_pdfminer(data: bytes) -> str:
    from pdfminer.high_level import extract_text

    try:
        return extract_text(io.BytesIO(data))
    except Exception:  # noqa: BLE001 - the second opinion may fail where the first read the page; the note says it
        return ""

"""What a file is, told by its bytes and never by its name."""

import json
import zipfile
from pathlib import PurePath
from typing import IO
from unicodedata import normalize
from xml.parsers import expat

PDF, PNG, JPEG, XLSX, DOCX, XML, JSON, TEXT = "pdf", "png", "jpeg", "xlsx", "docx", "xml", "json", "text"

ENDINGS: dict[str, frozenset[str]] = {
    PDF: frozenset({"pdf"}),
    PNG: frozenset({"png"}),
    JPEG: frozenset({"jpg", "jpeg"}),
    XLSX: frozenset({"xlsx"}),
    DOCX: frozenset({"docx"}),
    XML: frozenset({"xml", "txt"}),
    JSON: frozenset({"json", "txt", "csv"}),  # a table of one number is JSON too
    TEXT: frozenset({"txt", "csv"}),
}
"""Type by content → endings that a name of this type may have."""

OLD_OFFICE, MACROS, PROGRAM, PACKED, BINARY = "old_office", "macros", "program", "packed", "binary"
"""What is recognised so that the refusal can name it."""

_STARTS = [
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\x1f\x8b", PACKED),
    (b"7z\xbc\xaf\x27\x1c", PACKED),
    (b"Rar!", PACKED),
]
_CONTROL = frozenset(range(32)) - frozenset(b"\t\n\r\x0c") | {127}
_MOST_PARTS = 10_000


def kind_of(file: IO[bytes]) -> str:
    """The type of a file by its content: a key of `ENDINGS`, or one of the recognised types that are not taken."""
    file.seek(0)
    head = file.read(16)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(file)
    for start, kind in _STARTS:
        if head.startswith(start) and (kind != PROGRAM or b"\x00" in _whole(file)[:4096]):
            return kind
    return _kind_of_text(_whole(file))


def _whole(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _kind_of_zip(file: IO[bytes]) -> str:
    """Office files are zips with known parts; only their directory is read, so nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return PACKED
    if len(parts) > _MOST_PARTS or "[Content_Types].xml" not in parts:
        return PACKED
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        return MACROS
    if "xl/workbook.xml" in parts:
        return XLSX
    return DOCX if "word/document.xml" in parts else PACKED


def _kind_of_text(content: bytes) -> str:
    text = decoded(content)
    if text is None:
        return BINARY
    if text.lstrip().startswith("<") and _is_xml(content):
        return XML
    return JSON if _is_json(text) else TEXT


def decoded(content: bytes) -> str | None:
    """The text of UTF-8 (with or without mark) or GB18030 bytes; None when they are no text."""
    if len(content.translate(None, bytes(_CONTROL))) != len(content):
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


class _HasDoctypeError(Exception):
    pass


def _is_xml(content: bytes) -> bool:
    """Well-formed and without a document type, which could make it grow or reach outside when read."""

    def refuse(*_: object) -> None:
        raise _HasDoctypeError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, _HasDoctypeError):
        return False
    return True


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def ending(name: str) -> str:
    """ "报告.PDF" → "pdf"; empty when the name has none."""
    return PurePath(name).suffix.lstrip(".").lower()


def plain_name(name: str) -> str:
    """The name without folders and control characters, at most 200 characters, its ending kept."""
    last = normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(letter for letter in last if letter.isprintable()).strip().lstrip(".")
    if len(clean) > 200:
        suffix = PurePath(clean).suffix[:20]
        clean = clean[: 200 - len(suffix)] + suffix
    return clean

"""Files are kept once by their content, and refused with a sentence when they are not what they say."""

import io
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import override_settings

from zhiheng.files import queries, services
from zhiheng.files.models import Attachment, Blob
from zhiheng.journal import check
from zhiheng.journal.acts import act
from zhiheng.journal.models import Change, Entry
from zhiheng.journal.refusal import Refused

NINE = datetime(2019, 7, 1, 1, 0, tzinfo=UTC)
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"


def office(*parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for part in ("[Content_Types].xml", *parts):
            packed.writestr(part, "<x/>")
    return file.getvalue()


XLSX, DOCX = office("xl/workbook.xml"), office("word/document.xml")

TAKEN = [
    ("报告.pdf", PDF, "pdf"),
    ("a.PNG", PNG, "png"),
    ("a.jpg", JPEG, "jpeg"),
    ("a.jpeg", JPEG, "jpeg"),
    ("台账.xlsx", XLSX, "xlsx"),
    ("通知.docx", DOCX, "docx"),
    ("a.txt", "阿拉善".encode("gb18030"), "text"),
    ("a.csv", "\ufeff地区,合格\n左旗,180\n".encode(), "text"),
    ("one.csv", b"5\n", "json"),
    ("a.json", b'{"a": 1}', "json"),
    ("a.xml", b"<?xml version='1.0'?><a/>", "xml"),
]
REFUSED = [
    ("a.pdf", b"", "files.empty"),
    ("", PDF, "files.no_name"),
    ("..", PDF, "files.no_name"),
    ("a.pdf", b"x" * 3001, "files.too_large"),
    ("a.exe", b"MZ\x90\x00\x03", "files.not_taken"),
    ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 8, "files.not_taken"),
    ("a.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin"), "files.not_taken"),
    ("a.zip", office("other.txt"), "files.not_taken"),
    ("a.docx", b"PK\x03\x04 cut off", "files.not_taken"),
    ("a.txt", b"text\x00text", "files.not_taken"),
    ("a.pdf", PNG, "files.other_ending"),
    ("a.exe", b"only text", "files.other_ending"),
    ("a.xlsx", DOCX, "files.other_ending"),
    ("a.html", b"<html><body></body></html>", "files.other_ending"),
    ("a.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "files.other_ending"),
    ("a.json", b"{", "files.other_ending"),
    ("a", PDF, "files.other_ending"),
]


@pytest.fixture(autouse=True)
def media(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path, FILES_LARGEST_BYTES=3000):
        yield tmp_path


def files_under(folder):
    return [path for path in Path(folder).rglob("*") if path.is_file()]


@pytest.mark.parametrize(("name", "content", "kind"), TAKEN)
def test_the_content_tells_the_type(media, name, content, kind):
    kept = services.keep([content[:3], content[3:]], name)

    assert (kept.kind, kept.size, kept.name) == (kind, len(content), name)
    assert kept.sha256 == sha256(content).hexdigest()
    assert [path.read_bytes() for path in files_under(media)] == [content]


@pytest.mark.parametrize(("name", "content", "code"), REFUSED)
def test_a_refusal_says_why_and_leaves_nothing(media, name, content, code):
    with pytest.raises(Refused) as refused:
        services.keep([content], name)

    assert refused.value.code == code
    assert "%(" not in str(refused.value)
    assert files_under(media) == []


def test_reading_stops_at_the_limit():
    """An endless upload is cut off, not stored and measured afterwards."""

    def endless():
        while True:
            yield b"x" * 1000

    with pytest.raises(Refused, match="a.txt"):
        services.keep(endless(), "a.txt")


def test_a_type_can_be_left_out_by_setting():
    with override_settings(FILES_KINDS=["pdf"]), pytest.raises(Refused) as refused:
        services.keep([PNG], "a.png")
    assert refused.value.values["taken"] == "pdf"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("C:\\temp\\报告.pdf", "报告.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (".hidden.pdf", "hidden.pdf"),
        ("a\x00\nb\u202e.pdf", "ab.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_names_are_cleaned(name, plain):
    assert services.keep([PDF], name).name == plain


@pytest.mark.django_db
def test_the_same_file_twice_is_one_blob(media):
    """Attached to two records under two names: one blob, two attachments; again: nothing new."""
    with act("li", "files.add", "a", at=NINE) as opened:
        for record, name in [("1", "a.pdf"), ("2", "b.pdf"), ("1", "a.pdf")]:
            services.attach(services.keep([PDF], name), "plan.task", record, opened=opened)
    with act("li", "files.add", "a", at=NINE, skip_empty=True) as again:
        services.attach(services.keep([PDF], "a.pdf"), "plan.task", "1", opened=again)

    assert Blob.objects.count() == 1
    assert len(files_under(media)) == 1
    assert [row.name for row in queries.attachments("plan.task", 1)] == ["a.pdf"]
    assert Attachment.objects.count() == 2
    assert (Entry.objects.count(), Change.objects.count()) == (1, 2)
    assert Attachment.objects.first().act == opened.id
    assert check.whole() == []


@pytest.mark.django_db
def test_damage_is_found():
    with act("li", "files.add", "a", at=NINE) as opened:
        one = services.attach(services.keep([PDF], "a.pdf"), "r", "1", opened=opened)
        other = services.attach(services.keep([PNG], "a.png"), "r", "1", opened=opened)
    assert list(queries.damaged()) == []

    path = queries.bytes_of(one.blob)
    path.chmod(0o600)
    path.write_bytes(PDF + b" ")
    queries.bytes_of(other.blob).unlink()

    assert dict(queries.damaged()) == {one.blob_id: "changed", other.blob_id: "missing"}

"""The guides tell the truth: pictures are there, pages answer, commands exist, and terms are those of the pages and of the glossary."""

import re
import struct
import zlib
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po
from django.urls import resolve
from typer.main import get_command

from zhiheng.accounts import services
from zhiheng.accounts.rights import operator
from zhiheng.cli.main import SUBJECTS

ROOT = Path(__file__).resolve().parents[3]
GUIDES = sorted((ROOT / "docs" / "guide").glob("*.md"))
READMES = sorted(ROOT.glob("README*.md"))
PICTURES = ROOT / "docs" / "pictures"
LISTED = yaml.safe_load((PICTURES / "pictures.yaml").read_text(encoding="utf-8"))
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
COMMAND = re.compile(r"^ {4}zhiheng (\w+)(?: ([a-z]\w*))?", re.MULTILINE)
OPTION = re.compile(r"(?<!\S)--[a-z-]+")
CELL = re.compile(r"[^|]+")
SMALL = 120_000
MOST_PICTURES = 7

guides = pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)


def links(page):
    """(is a picture, words, address) of each link."""
    return [(bool(mark), words, address) for mark, words, address in LINK.findall(page.read_text(encoding="utf-8"))]


def pictures_of(page):
    return [Path(address).name for is_picture, _, address in links(page) if is_picture]


def sentences():
    """Everything that the pages may say in Chinese: the catalogues of all rooms."""
    for path in (ROOT / "src").rglob("locale/zh_Hans/LC_MESSAGES/django.po"):
        with path.open("rb") as stream:
            for message in read_po(stream):
                yield from [message.string] if isinstance(message.string, str) else message.string


def terms():
    """The Chinese column of the glossary."""
    for line in (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in CELL.findall(line)]
        if line.startswith("| `") and len(cells) > 2:
            yield from re.split(r"[、·]", cells[2])


def test_there_is_a_guide_for_leaders_and_one_for_the_office():
    assert {"leader", "office"} <= {guide.stem for guide in GUIDES}


@guides
def test_a_guide_has_three_to_seven_pictures_with_words_for_who_cannot_see_them(guide):
    shown = [words for is_picture, words, _ in links(guide) if is_picture]

    assert 3 <= len(shown) <= MOST_PICTURES
    assert all(len(words) >= 3 for words in shown)


@pytest.mark.parametrize("page", [*GUIDES, *READMES], ids=lambda path: path.name)
def test_every_picture_that_a_page_names_is_there(page):
    for is_picture, _, address in links(page):
        if is_picture:
            assert (page.parent / address).is_file(), f"{page.name} names {address}: take it with `just pictures`"


def test_no_picture_lies_about_that_no_page_shows():
    shown = {name for page in [*GUIDES, *READMES] for name in pictures_of(page)}

    assert {path.name for path in PICTURES.glob("*.png")} == shown == {f"{one['name']}.png" for one in LISTED}


@pytest.mark.parametrize("picture", sorted(PICTURES.glob("*.png")), ids=lambda path: path.stem)
def test_a_picture_is_a_small_png_that_can_be_read(picture):
    content = picture.read_bytes()
    width, height, depth, kind = struct.unpack(">IIBB", content[16:26])
    body = content[content.index(b"IDAT") - 4 :]
    (length,) = struct.unpack(">I", body[:4])

    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(content) < SMALL
    assert (depth, kind) == (8, 3)
    assert len(zlib.decompress(body[8 : 8 + length])) == height * (width + 1)


@guides
def test_every_page_that_a_guide_names_answers(guide):
    pages = [address for is_picture, _, address in links(guide) if not is_picture]

    assert pages
    for address in pages:
        assert address.startswith("../"), f"{address}: write ../page, so that the link keeps the reader's language"
        resolve(address.removeprefix(".."))


@pytest.mark.parametrize("shot", LISTED, ids=lambda shot: shot["name"])
def test_every_page_that_is_photographed_exists(shot):
    resolve(shot["page"].partition("?")[0])


@guides
def test_every_term_in_bold_is_one_of_the_glossary_or_of_the_pages(guide):
    known = {*terms(), *sentences()}
    strange = [term for term in BOLD.findall(guide.read_text(encoding="utf-8")) if term not in known]

    assert not strange, f"{guide.name}: neither the glossary nor a page says {'、'.join(strange)}"


@guides
def test_every_command_that_a_guide_names_exists_with_its_options(guide):
    text = guide.read_text(encoding="utf-8")
    for line in re.findall(r"^ {4}zhiheng .+", text, re.MULTILINE):
        subject, name = COMMAND.match(line).groups()
        assert subject in SUBJECTS, line
        command = get_command(import_module(SUBJECTS[subject]).app)
        command = command.commands[name] if hasattr(command, "commands") else command
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(OPTION.findall(line)) <= known, line


@pytest.mark.django_db
@guides
def test_a_guide_and_its_pictures_are_served_to_who_is_signed_in(guide, client):
    at = datetime(2019, 7, 1, 1, 0, tzinfo=UTC)
    client.force_login(
        services.create_person("li", "李明", "a long enough secret", actor=operator(date(2019, 7, 1)), at=at)
    )

    page = client.get(f"/guide/{guide.stem}")

    assert page.status_code == 200
    assert "**" not in page.content.decode()
    for name in pictures_of(guide):
        picture = client.get(f"/pictures/{name}")
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")


@pytest.mark.django_db
def test_a_picture_that_is_not_there_is_said_to_be_missing(client):
    at = datetime(2019, 7, 1, 1, 0, tzinfo=UTC)
    client.force_login(
        services.create_person("li", "李明", "a long enough secret", actor=operator(date(2019, 7, 1)), at=at)
    )

    assert client.get("/pictures/nowhere.png").status_code == 404
    assert client.get("/pictures/..%2Fpictures.yaml").status_code == 404

"""People, posts and the journal from the command line."""

import pytest
from django.utils import translation
from typer.testing import CliRunner

from zhiheng.accounts.models import Person, Post
from zhiheng.bodies.models import Body, BodyListing, Place
from zhiheng.cli.main import app
from zhiheng.journal.models import Entry

SECRET = "a long enough secret\n"


@pytest.fixture
def bureau(db):
    place = Place.objects.create(code="1", number=1, slug="city", kind="city")
    body = Body.objects.create(place=place, code="bureau", kind="department")
    BodyListing.objects.create(plan="town-2020", code="bureau", body=body)


@pytest.fixture(autouse=True)
def language():
    """Commands choose the language of their process; here that is the language of the tests."""
    with translation.override(translation.get_language()):
        yield


def run(*words, typed=""):
    return CliRunner().invoke(app, list(words), input=typed)


@pytest.mark.usefixtures("bureau")
def test_a_person_is_added_posted_listed_and_ended():
    assert run("people", "add", "li", "李明", "--password-from-input", typed=SECRET).output == "已新增 李明（li）。\n"
    assert (
        "李明 自 2019-07-01 起任 office"
        in run("people", "post", "li", "office", "town-2020", "bureau", "--start", "2019-07-01").output
    )
    assert run("people", "list", "--on", "2019-07-15").output == "li\t李明\toffice@bureau\n"
    assert run("people", "end", "li", "--on", "2019-09-01", "-l", "en").output == "Ended 1 posts.\n"
    assert run("people", "list", "--on", "2019-09-01").output == "li\t李明\t—\n"
    assert run("people", "password", "li", "--password-from-input", typed="another long secret\n").exit_code == 0

    assert Person.objects.get().check_password("another long secret")
    assert Post.objects.get().valid_to.isoformat() == "2019-09-01"
    checked = run("journal", "check", "-l", "en")
    assert (checked.exit_code, checked.output[:33]) == (0, "The journal is whole: 4 entries, ")
    assert run("journal", "show", "--last", "1").output.split("\t")[2:5] == [
        "operator/operator@server",
        "accounts.change_password",
        "li",
    ]


@pytest.mark.usefixtures("bureau")
def test_refusals_are_sentences_and_leave_nothing():
    for words, typed in [
        (("people", "add", "Li", "李明", "--password-from-input"), SECRET),
        (("people", "add", "li", "李明", "--password-from-input"), "short\n"),
        (("people", "post", "nobody", "office", "town-2020", "bureau"), ""),
        (("people", "password", "nobody", "--password-from-input"), SECRET),
    ]:
        result = run(*words, typed=typed)
        assert result.exit_code == 1
        assert result.output.strip()
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_a_damaged_journal_is_told():
    """The exit code is for scripts that watch."""
    from zhiheng.journal import guards

    guards.remove()
    assert run("journal", "check").exit_code == 1

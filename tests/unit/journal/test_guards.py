"""The database itself refuses to change the journal, after every migration too."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from zhiheng.journal import check, guards
from zhiheng.journal.acts import act
from zhiheng.journal.models import Change, Entry, Head, Node

NINE = datetime(2019, 7, 1, 1, 0, tzinfo=UTC)
GROWING = [Entry, Change, Node]


@pytest.fixture
def one_entry(db):
    enter()


def enter():
    with act("li", "a", "1", at=NINE) as opened:
        opened.changed("r", 1, None, {"a": 1})


def refuses(doing):
    with pytest.raises(IntegrityError, match="the journal only grows"), transaction.atomic():
        doing()


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("one_entry")
@pytest.mark.parametrize("model", GROWING)
def test_rows_are_neither_changed_nor_removed(model):
    field = model._meta.get_fields()[1].name
    refuses(lambda: model.objects.update(**{field: F(field)}))
    refuses(lambda: sql(f"DELETE FROM {model._meta.db_table}"))
    refuses(lambda: model.objects.all().delete())


@pytest.mark.usefixtures("one_entry")
@pytest.mark.parametrize("model", [*GROWING, Head])
def test_rows_are_not_pushed_out(model):
    """The ways around a delete trigger: SQLite's INSERT OR REPLACE fires none, nor does PostgreSQL's TRUNCATE."""
    table = model._meta.db_table
    ways = {
        "sqlite": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "postgresql": f"TRUNCATE {table} CASCADE",
    }
    refuses(lambda: sql(ways[connection.vendor]))


@pytest.mark.usefixtures("one_entry")
@pytest.mark.parametrize(
    "change",
    [
        {"size": 0},
        {"at": datetime(2018, 1, 1, tzinfo=UTC)},
        {"reading_day": NINE.date()},
    ],
)
def test_the_head_never_goes_back(change):
    refuses(lambda: Head.objects.update(**change))


@pytest.mark.usefixtures("one_entry")
def test_the_head_stays():
    refuses(lambda: sql("DELETE FROM journal_head"))


@pytest.mark.django_db
def test_a_missing_guard_is_found_and_put_back_aloud():
    name = min(guards._wanted(connection.vendor))
    table = guards._wanted(connection.vendor)[name][0]
    sql(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))

    found = check.guards_stand(None, databases=["default"])
    assert [error.id for error in found] == ["journal.E001"]
    assert f"guard missing: {name}" in check.start_up()

    said = StringIO()
    call_command("migrate", verbosity=0, stderr=said)
    assert f"The guard {name} of the journal was missing" in said.getvalue()
    assert check.start_up() == []


WEAKENED = {
    "sqlite": (
        "journal_entry_no_delete",
        "DROP TRIGGER journal_entry_no_delete",
        [
            "CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry WHEN 0 BEGIN SELECT 1; END",
            "CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_node BEGIN SELECT RAISE(ABORT, 'no'); END",
        ],
    ),
    "postgresql": (
        "journal_entry_only_grows",
        "DROP TRIGGER journal_entry_only_grows ON journal_entry",
        [
            "CREATE TRIGGER journal_entry_only_grows BEFORE TRUNCATE ON journal_entry EXECUTE FUNCTION journal_refuse();"
            " ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER journal_entry_only_grows",
            "CREATE TRIGGER journal_entry_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry"
            " EXECUTE FUNCTION journal_refuse()",
        ],
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("way", [0, 1])
def test_a_weakened_guard_counts_as_missing(way):
    """On other events, on another table, with a condition, or silent for replication: the name alone is not enough."""
    name, drop, made = WEAKENED[connection.vendor]
    sql(drop)
    sql(made[way])

    assert guards.missing() == [name]


@pytest.mark.django_db(transaction=True)
def test_guards_survive_a_remade_table():
    """Django remakes a SQLite table to alter it; its triggers go with the old table, without a word."""
    enter()
    if connection.vendor == "sqlite":
        with connection.schema_editor() as editor:
            editor._remake_table(Entry)
        assert guards.missing() == ["journal_entry_no_delete", "journal_entry_no_replace", "journal_entry_no_update"]

    call_command("migrate", verbosity=0, stderr=StringIO())

    assert guards.missing() == []
    refuses(lambda: Entry.objects.update(reason="other"))
    assert check.whole() == []


@pytest.mark.django_db
def test_a_real_database_is_not_flushed(settings):
    settings.JOURNAL_MAY_BE_FLUSHED = False
    with pytest.raises(CommandError, match="only grows"):
        call_command("flush", interactive=False)


@pytest.mark.django_db
def test_the_check_finds_what_was_changed_behind_the_guards():
    """A row changed with the guards taken away no longer fits the tree."""
    for _ in range(3):
        enter()
    guards.remove()
    Entry.objects.filter(seq=2).update(reason="rewritten")
    Change.objects.filter(revision=2).update(record="2")
    guards.install()

    assert check.whole() == [
        "the columns of entry 2 differ from its bytes",
        "the changes of entry 2 differ from what it says",
    ]


@pytest.mark.django_db
def test_the_check_finds_bytes_that_no_longer_fit_the_tree():
    enter()
    guards.remove()
    entry = Entry.objects.get()
    Entry.objects.update(body=bytes(entry.body).replace(b'"li"', b'"wu"'), actor="wu")
    guards.install()

    assert check.whole() == ["node (0, 0) differs from entry 1", "the head's hashes differ from the entries"]

"""Real writers on a real database: numbers without gaps, in the order of commits, whatever happens.

On SQLite a file of its own, on PostgreSQL (ZHIHENG_DATABASE) a database of its own beside the named one.
"""

import json
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest

HANDS = Path(__file__).with_name("hands.py")
PROBE = "CREATE TABLE probe (id integer PRIMARY KEY, n integer NOT NULL)"
ROWS = "INSERT INTO probe VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0)"


def python(address, *arguments):
    environment = {
        **os.environ,
        "ZHIHENG_DATABASE": address,
        "DJANGO_SETTINGS_MODULE": "zhiheng.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def prepared(address):
    """Django's own tables are not needed here: only the journal's and a few rows."""
    python(address, "-m", "django", "migrate", "journal", "-v", "0")
    make = f"import django; django.setup(); from django.db import connection as c; k = c.cursor(); k.execute({PROBE!r}); k.execute({ROWS!r})"
    python(address, "-c", make)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A prepared database that each test copies."""
    if on_postgresql():
        with postgresql() as made:
            yield made
    else:
        file = tmp_path_factory.mktemp("journal") / "template.sqlite3"
        prepared(f"sqlite://{file}")
        yield file


@pytest.fixture
def database(template, tmp_path):
    if on_postgresql():
        name = f"zhiheng_copy_{uuid.uuid4().hex[:12]}"
        server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield beside(name)
        server(f'DROP DATABASE "{name}" WITH (FORCE)')
    else:
        shutil.copy(template, tmp_path / "copy.sqlite3")
        yield f"sqlite://{tmp_path / 'copy.sqlite3'}"


def on_postgresql():
    return os.environ.get("ZHIHENG_DATABASE", "").startswith("postgres")


def beside(name):
    return urlsplit(os.environ["ZHIHENG_DATABASE"])._replace(path=f"/{name}").geturl()


def server(statement):
    import psycopg

    with psycopg.connect(os.environ["ZHIHENG_DATABASE"], autocommit=True) as connection:
        connection.execute(statement)


class postgresql:  # noqa: N801 - used as a word
    def __enter__(self):
        self.name = f"zhiheng_journal_{uuid.uuid4().hex[:12]}"
        server(f'CREATE DATABASE "{self.name}"')
        prepared(beside(self.name))
        return self.name

    def __exit__(self, *_):
        server(f'DROP DATABASE "{self.name}" WITH (FORCE)')


def hands(database, shape):
    return json.loads(python(database, str(HANDS), shape))


def numbers(result):
    return [seq for seq, _ in result["entries"]]


def test_writers_in_opposite_row_order(database):
    """Both finish, all six acts count once, and a writer that had to begin again left nothing behind."""
    result = hands(database, "opposite")

    assert numbers(result) == list(range(1, 7))
    assert (result["rows"]["1"], result["rows"]["2"]) == (6, 6)
    assert len({actor for _, actor in result["entries"]}) == 6
    assert all("deadlock" in told for told in result["retries"])
    assert result["problems"] == []


def test_a_long_act_beside_fifty_quick_ones(database):
    """A reader never sees number n without all before it; on PostgreSQL the quick ones do not wait for the long one."""
    result = hands(database, "beside")

    assert result["gaps"] == []
    assert result["looks"] > 3
    assert numbers(result) == list(range(1, 52))
    assert sum(result["rows"].values()) == 51
    assert result["problems"] == []
    if on_postgresql():
        assert result["long"] == 51


def test_killed_between_any_two_statements(database):
    """Rows and entry are both there or both not, and the journal is whole, wherever the process was killed."""
    result = hands(database, "killed")
    told = result["told"]

    assert len(told) > 10
    for step in told[:-2]:  # killed before the COMMIT
        assert step["after"] == step["before"], step
    for step in told[-2:]:  # killed after the COMMIT, and not killed at all
        assert step["after"] == [step["before"][0] + 3, step["before"][1] + 1], step
    assert all(step["problems"] == [] for step in told)
    assert numbers(result) == [1, 2]

"""Two people at once, on a real database: one wins, the other is told, nothing is lost or doubled.

On SQLite a file of its own, on PostgreSQL (ZHIHENG_DATABASE) a database of its own beside the named one.
"""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest

HANDS = Path(__file__).with_name("hands.py")
ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("at-once")
    named = os.environ.get("ZHIHENG_DATABASE", "")
    if not named.startswith("postgres"):
        return run(f"sqlite://{folder / 'at-once.sqlite3'}", folder)
    import psycopg

    name = f"zhiheng_kit_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(named, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            return run(urlsplit(named)._replace(path=f"/{name}").geturl(), folder)
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(address, folder):
    environment = {
        **os.environ,
        "ZHIHENG_DATABASE": address,
        "ZHIHENG_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "zhiheng.config.settings_test",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
    }
    done = subprocess.run(
        [sys.executable, str(HANDS)], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_of_two_officials_who_move_one_record_one_wins(result):
    """Each round both try; the loser is told in which state the record was found."""
    one, other = result["moves"]["told"]
    assert all(sorted(pair) == ["done", "registers.moved_on"] for pair in zip(one, other, strict=True))
    assert result["moves"]["states"] == [["final", 2]]
    assert result["moves"]["revisions"] == len(one)


def test_of_two_officials_who_record_one_number_one_wins(result):
    one, other = result["numbers"]["told"]
    for pair in zip(one, other, strict=True):
        assert min(pair) == "done"
        assert max(pair) in {"registers.faulty", "registers.at_once"}
    assert result["numbers"]["rows"] == len(one)


def test_sets_that_cross_each_other_leave_whole_histories(result):
    """A file, a correction of a set and a move of a set run into each other: every revision is there once."""
    sets = result["sets"]
    assert sets["chains_whole"]
    assert sets["journal_agrees"]
    assert set(sets["told"][0]) | set(sets["told"][1]) <= {"done", "registers.at_once"}
    assert sets["files"] == sets["told"][0].count("done")


def test_the_journal_is_whole_afterwards(result):
    assert result["problems"] == []
    assert not result["gaps"]

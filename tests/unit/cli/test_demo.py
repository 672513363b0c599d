"""`zhiheng demo` in a process of its own: made once, kept, and never over someone's other files."""

import json
import os
import sqlite3
import subprocess
import sys

import pytest

from tests.unit.figures.test_demo import package


@pytest.fixture
def run(tmp_path):
    """The command in an empty folder with one small package."""
    made = package()
    for name, content in made.files.items():
        path = tmp_path / "plans" / made.name / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def run(*words, home="home", code="from zhiheng.cli.main import main; main()"):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIHENG_", "DJANGO_"))}
        return subprocess.run(
            [sys.executable, "-c", code, "demo", "--no-serve", *words],
            cwd=tmp_path,
            env={**kept, "ZHIHENG_DEMO": str(tmp_path / home), "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_the_first_start_makes_the_database_and_the_second_keeps_it(run, tmp_path):
    first = run()
    database = tmp_path / "home" / "zhiheng.sqlite3"
    before = database.read_bytes()

    second = run()

    assert (first.returncode, second.returncode) == (0, 0), first.stdout + first.stderr
    assert second.stdout == ""
    assert database.read_bytes() == before
    assert sqlite3.connect(database).execute("SELECT reading_day FROM journal_head").fetchone() == ("2019-07-15",)
    told = json.loads((tmp_path / "home" / "demo.json").read_text(encoding="utf-8"))
    assert [person["code"] for person in told["people"]] == ["office", "leader"]
    assert not list((tmp_path / "home").glob("being-made*"))


def test_a_start_that_was_cut_short_begins_anew(run, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "being-made.sqlite3").write_bytes(b"half")

    assert run().returncode == 0
    assert (tmp_path / "home" / "demo.json").is_file()


def test_a_folder_with_other_files_is_left_alone(run, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.txt").write_text("x", encoding="utf-8")

    refused = run("--fresh")

    assert refused.returncode == 2
    assert (tmp_path / "home" / "thesis.txt").is_file()


def test_changed_packages_are_pointed_out_and_not_played_over_someone_s_work(run, tmp_path):
    run()
    line = tmp_path / "plans" / package().name / "demo" / "demo.yaml"
    line.write_text(line.read_text(encoding="utf-8").replace("seed: 7", "seed: 8"), encoding="utf-8")

    assert "--fresh" in run().stdout


def test_the_process_that_made_the_database_also_reads_it(run, tmp_path):
    """The server starts in the same process as the first start; it must not look for the file under its old name."""
    code = """
from zhiheng.cli.main import app
app(standalone_mode=False)
from django.db import connection
print(connection.cursor().execute("SELECT count(*) FROM accounts_person").fetchone()[0], "people")
"""

    done = run(code=code)

    assert "2 people" in done.stdout, done.stderr
    assert not list((tmp_path / "home").glob("being-made*"))

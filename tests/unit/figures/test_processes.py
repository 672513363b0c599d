"""Real processes on a real database: nothing lost, nothing counted twice, whoever is killed.

On SQLite a file of its own, on PostgreSQL (ZHIHENG_DATABASE) a database of its own beside the named one. ZHIHENG_NIGHT
multiplies how often the hands work.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from tests.unit.journal.test_commits import beside, on_postgresql, server

HANDS = Path(__file__).with_name("live_hands.py")
TIMES = int(os.environ.get("ZHIHENG_NIGHT", "1"))


def started(address, *arguments):
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        env={**os.environ, "ZHIHENG_DATABASE": address[0], "ZHIHENG_VAR": address[1], "PYTHONPATH": os.pathsep.join(sys.path),
             "DJANGO_SETTINGS_MODULE": "zhiheng.config.settings_test"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(process, *, killed=False):
    """The lines that a process said; one that fell on its own fails the test."""
    out, err = process.communicate(timeout=120 + 3600 * (TIMES > 1))
    assert killed or process.returncode == 0, err
    lines = out.splitlines()
    if lines and killed:
        lines = [line for line in lines if line.endswith(("}", "]")) or line.isdigit()]
    return [json.loads(line) for line in lines]


def hands(address, *arguments):
    return ended(started(address, HANDS, *arguments))


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A migrated database with the plan adopted, that each test copies."""
    home = tmp_path_factory.mktemp("figures")
    if on_postgresql():
        name = f"zhiheng_figures_{uuid.uuid4().hex[:12]}"
        server(f'CREATE DATABASE "{name}"')
        address = beside(name)
    else:
        name = home / "template.sqlite3"
        address = f"sqlite://{name}"
    ended(started((address, str(home)), "-m", "django", "migrate", "-v", "0"))
    (keys,) = hands((address, str(home)), "begin")
    yield name, keys
    if on_postgresql():
        server(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database(template, tmp_path):
    """The address of a copy and its folder of files."""
    name, _ = template
    if on_postgresql():
        copy = f"zhiheng_copy_{uuid.uuid4().hex[:12]}"
        server(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
        yield beside(copy), str(tmp_path)
        server(f'DROP DATABASE "{copy}" WITH (FORCE)')
    else:
        shutil.copy(name, tmp_path / "copy.sqlite3")
        yield f"sqlite://{tmp_path / 'copy.sqlite3'}", str(tmp_path)


def judged(database):
    (told,) = hands(database, "judge")
    assert told["differences"] == []
    assert told["journal"] == []
    return told


def test_two_processes_edit_members_of_one_group(database, template):
    """Day, place, verdict and product of two samples that count once go back and forth; the sums stay right."""
    first, second = template[1]
    times = 60 if TIMES == 1 else 5000

    for process in [started(database, HANDS, "edit", key, times) for key in (first, second)]:
        assert ended(process) == [{"done": times}]

    judged(database)


def test_many_writers_and_readers_at_once(database):
    """Every reader sees the rate only grow; in the end every act that came through counts once."""
    times = 12 * TIMES
    readers = [started(database, HANDS, "look", 6 * TIMES) for _ in range(2)]
    writers = [started(database, HANDS, "record", f"w{number}", times) for number in range(4)]

    keys = [key for process in writers for key in ended(process)]
    looks = [ended(process) for process in readers]

    assert len(set(keys)) == 4 * times
    assert all(set(told) == {"looks", "whole"} for lines in looks for told in lines), looks
    told = judged(database)
    assert (told["final"], told["whole"]) == (4 * times + 2, 4 * times + 2)
    assert set(keys) <= set(told["keys"])


def test_definitions_change_while_others_write(database):
    """No act is committed under definitions that are no longer in force."""
    times = 15 * TIMES
    writers = [started(database, HANDS, "record", f"w{number}", times) for number in range(2)]
    (told,) = hands(database, "redefine", 4 * TIMES)
    keys = [key for process in writers for key in ended(process)]

    assert told == {"done": 4 * TIMES}
    assert len(keys) == 2 * times
    judged(database)


def test_killed_writers_readers_and_worker(database):
    """Each is killed at a random moment, again and again; what a writer said was done is there, once."""
    said = []
    for round_ in range(3 * TIMES):
        processes = [
            started(database, HANDS, "record", f"r{round_}", 1000),
            started(database, HANDS, "look", 1000),
            started(database, HANDS, "tick"),
        ]
        said.append(json.loads(processes[0].stdout.readline()))  # it has begun to write
        processes[2].stdout.readline()
        time.sleep(0.2 + 0.37 * round_ % 1)
        for process in processes:
            process.send_signal(signal.SIGKILL)
        lines = [ended(process, killed=True) for process in processes]
        said += lines[0]
        assert not [told for told in lines[1] if "fault" in told]

    told = judged(database)
    assert len(said) > 3 * TIMES
    assert set(said) <= set(told["keys"])
    assert told["final"] == told["whole"]


def test_killed_between_any_two_statements(database):
    """Records, entry, row and figure are all there or all not, wherever the process was killed."""
    lines = hands(database, "killed")

    assert len(lines) > 15
    for step in lines[:-2]:
        assert step["after"] == step["before"], step
    entries, rows, final, part, whole = lines[0]["before"]
    for step in lines[-2:]:
        assert step["before"] in ([entries, rows, final, part, whole], lines[-2]["after"])
    assert lines[-2]["after"] == [entries + 1, rows + 1, final + 3, part + 3, whole + 3]
    assert all(step["differences"] == 0 for step in lines)

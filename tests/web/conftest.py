"""A demonstration league for pages: once in the test's own database, once behind a real server for the browser."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.db import transaction
from django.test import Client

from zhiheng.accounts.models import Person
from zhiheng.figures import demo
from zhiheng.packages.reading import open_package

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "plans" / "alxa-2020"


@pytest.fixture(scope="module")
def league(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The demonstration as it stands on its reading day; whatever a test changes is taken back."""
    outer = transaction.atomic()
    outer._from_testcase = True  # acts are durable: only a test's own transaction may stand around them
    with django_db_blocker.unblock(), outer:
        with_records = getattr(request.module, "WITH_RECORDS", False)  # they take a while
        demo.play([demo.load(open_package(PACKAGE), records=with_records)])
        yield
        transaction.set_rollback(True)


def signed_in(code: str) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(Person.objects.get(code=code))
    return client


@pytest.fixture
def leader(league: None, db: None) -> Client:
    return signed_in("leader")


@pytest.fixture
def office(league: None, db: None) -> Client:
    return signed_in("office")


@dataclass(frozen=True)
class Site:
    """A server with the demonstration, and who may sign in."""

    address: str
    passwords: dict[str, str]


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`zhiheng demo` on a free port, as a person starts it."""
    home = tmp_path_factory.mktemp("site") / "demo"
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIHENG_", "DJANGO_"))}
    environment |= {"ZHIHENG_DEMO": str(home), "ZHIHENG_PLANS": str(ROOT / "plans"), "PYTHONPATH": str(ROOT / "src")}
    call = (
        "import sys; sys.argv = ['zhiheng', 'demo', '--port', sys.argv[1]]; from zhiheng.cli.main import main; main()"
    )
    log = (home.parent / "log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-c", call, str(port)], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server, home.parent / "log")
        people = json.loads((home / "demo.json").read_text(encoding="utf-8"))["people"]
        yield Site(address, {one["code"]: one["password"] for one in people})
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def _wait(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urlopen(f"{address}/sign-in", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the demonstration did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


def words_of(html: str) -> str:
    """The words of a page without markup, spaces made one."""
    bare = re.sub(r"<(script|style)[\s\S]*?</\1>", " ", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", bare))

"""`./zhiheng test`: all gates, then the whole suite on SQLite and on PostgreSQL.

Arguments are handed to pytest; with arguments the gates are left out and the suite runs once, on the database that ZHIHENG_DATABASE names or on SQLite.

Environment
    ZHIHENG_SAMPLES        folder of sample documents and data; tests that need it skip without it
    ZHIHENG_TEST_POSTGRES  address of a PostgreSQL that may be used (postgres://user:password@host:port/name); else a cluster of our own is made
    CI                     with CI=true a missing PostgreSQL or Chromium is a fault, not a reason to skip
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
STRICT = os.environ.get("CI") == "true"

GATES: list[tuple[str, list[str]]] = [
    ("style", ["ruff", "check", "."]),
    ("form", ["ruff", "format", "--check", "."]),
    ("types", ["mypy"]),
    ("contracts between rooms", ["lint-imports", "--no-cache"]),
    ("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("deployment", ["python", "manage.py", "check", "--deploy", "--fail-level", "ERROR"]),
    ("translations", ["python", "-m", "zhiheng.cli.translations", "check"]),
    ("plan packages", ["zhiheng", "plan", "check"]),
    ("addresses in lock files", ["python", "tests/addresses.py"]),
]


def gate(name: str, command: list[str], environment: dict[str, str]) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    print(f"gate {name}: {'ok' if done.returncode == 0 else 'NOT OK'} ({time.monotonic() - started:.0f} s)", flush=True)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", flush=True)
    return done.returncode == 0


def pytest(arguments: list[str], environment: dict[str, str]) -> int:
    return subprocess.run([str(BIN / "pytest"), *arguments], cwd=ROOT, env=environment, check=False).returncode


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextlib.contextmanager
def postgres() -> Iterator[str | None]:
    """The address of a PostgreSQL for the tests: the one named, or a cluster of our own that is removed afterwards."""
    if address := os.environ.get("ZHIHENG_TEST_POSTGRES"):
        yield address
        return
    tools = sorted(str(tool) for tool in Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = shutil.which("initdb") or (tools[-1] if tools else None)
    if not initdb:
        yield None
        return
    home = Path(tempfile.mkdtemp(prefix="zhiheng-pg-"))
    port = free_port()
    as_user: list[str] = []
    if os.name == "posix" and os.geteuid() == 0:
        shutil.chown(home, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    control = [*as_user, str(Path(initdb).parent / "pg_ctl"), "-D", str(home / "data"), "-w", "-s"]
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
    try:
        initialise = [
            initdb,
            "-D",
            str(home / "data"),
            "-U",
            "zhiheng",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        subprocess.run([*as_user, *initialise], check=True, stdout=subprocess.DEVNULL, cwd="/")
        subprocess.run([*control, "-l", str(home / "log"), "-o", options, "start"], check=True, cwd="/")
        yield f"postgres://zhiheng@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, cwd="/")
        shutil.rmtree(home, ignore_errors=True)


def main() -> int:
    environment = {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    environment.setdefault(
        "ZHIHENG_SECRET_KEY", "only for tests, never for a server: 0123456789abcdefghijklmnopqrstuvwxyz"
    )
    chosen = sys.argv[1:]
    if chosen:
        return pytest(chosen, environment)
    good = [gate(name, command, environment) for name, command in GATES]
    workers = ["-n", str(min(4, os.cpu_count() or 1))]
    print("the suite on SQLite", flush=True)
    codes = [pytest(workers, environment)]
    with postgres() as address:
        if address:
            print("the suite on PostgreSQL", flush=True)
            codes.append(pytest([*workers, "-m", "not browser"], {**environment, "ZHIHENG_DATABASE": address}))
        else:
            print("no PostgreSQL found: its run was left out (Debian: apt-get install postgresql)", flush=True)
            good.append(not STRICT)
    return 0 if all(good) and not any(codes) else 1


if __name__ == "__main__":
    raise SystemExit(main())

"""`just engines`: random definitions over random evidence on all engines, and the table of what was found.

usage: python -m tests.engines.compare [--rounds N] [--spark-rounds N] [--write] [ENGINE …]

Every engine is asked the same definitions over the same evidence and compared with the plain loop (`figures.reference`).
An engine that cannot be run is listed with its reason, never left out. `--write` puts the table into docs/engines.md.
"""

import argparse
import contextlib
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "engines.md"
BEGIN, END = "<!-- what was found: just engines -->\n", "<!-- end -->\n"
DEFINITIONS = 24


@dataclass
class Found:
    """What was found of one engine."""

    engine: str
    version: str = "–"
    cases: int = 0
    amounts: int = 0
    unequal: list[str] = field(default_factory=list)
    seconds: float = 0
    reason: str = ""

    @property
    def verdict(self) -> str:
        if self.reason:
            return f"not run: {self.reason}"
        return f"{len(self.unequal)} differ: {', '.join(self.unequal[:5])}" if self.unequal else "equal"

    def row(self) -> str:
        return (
            f"| {self.engine} | {self.version} | {self.cases} | {self.amounts} | {self.verdict} | {self.seconds:.0f} |"
        )


def set_up(postgres: str | None) -> None:
    """SQLite in memory as the default database, and PostgreSQL beside it where there is one."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhiheng.config.settings_test"
    os.environ.pop("ZHIHENG_DATABASE", None)
    import django
    from django.conf import settings

    from zhiheng.config.settings import database

    settings.DATABASES["default"] = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    if postgres:
        settings.DATABASES["postgresql"] = database(postgres)
    django.setup()
    from django.db import connections

    from tests.engines.world import Sample, SampleSpan
    from zhiheng.bodies.models import Place

    for alias in settings.DATABASES:
        with connections[alias].schema_editor() as editor:
            for model in (Place, Sample, SampleSpan):
                editor.create_model(model)
        for number in PLACES:
            Place.objects.using(alias).create(
                id=number, code=str(number), number=number, slug=str(number), kind="town", valid_from=date(2000, 1, 1)
            )


PLACES = [1, 2, 3, 4]


def compare(engine: Any, rounds: int) -> Found:
    from tests.engines import world
    from tests.engines.engines import store
    from zhiheng.figures import reference

    found = Found(engine.name, engine.version)
    started = time.monotonic()
    for seed in range(rounds):
        random = Random(seed)
        evidence = world.evidence(random, PLACES, most=30 if seed % 4 else 400)
        definitions = world.definitions(random, DEFINITIONS)
        store(evidence)
        engine.take(evidence)
        answered = engine.answer(definitions)
        for definition in definitions:
            expected = reference.amounts(definition, evidence.as_read())
            found.cases += 1
            found.amounts += len(expected)
            if answered[definition] != expected:
                found.unequal.append(f"{definition.kind} {definition.indicator} of round {seed}")
    found.seconds = time.monotonic() - started
    print(found.row(), flush=True)
    return found


def engines(folder: Path, postgres: str | None) -> dict[str, Callable[[], Any]]:
    from tests.engines.engines import ClickHouse, Django, DuckDB, Spark

    def postgresql() -> Any:
        if not postgres:
            raise RuntimeError("no PostgreSQL on this machine")
        return Django("postgresql")

    return {
        "sqlite": Django,
        "postgresql": postgresql,
        "duckdb": DuckDB,
        "clickhouse": lambda: ClickHouse(folder),
        "spark": lambda: Spark(folder),
    }


def run(chosen: list[str], rounds: int, spark_rounds: int, postgres: str | None) -> Iterator[Found]:
    with tempfile.TemporaryDirectory(prefix="zhiheng-engines-") as folder:
        for name, opened in engines(Path(folder), postgres).items():
            if chosen and name not in chosen:
                continue
            try:
                engine = opened()
            except (ImportError, RuntimeError) as missing:
                yield Found(name, reason=str(missing).splitlines()[0])
            else:
                yield compare(engine, spark_rounds if name == "spark" else rounds)


def table(found: list[Found]) -> str:
    import ibis
    import sqlglot

    return "\n".join([
        f"{date.today().isoformat()}, Python {platform.python_version()}, texts compiled by Ibis {ibis.__version__} and"
        f" sqlglot {sqlglot.__version__}. A case is one definition over one round's evidence; an amount is one number in a"
        " cell, place and month.",
        "",
        "| engine | version | cases | amounts | against the plain loop | seconds |",
        "|---|---|---|---|---|---|",
        *(one.row() for one in found),
        "",
    ])  # fmt: skip


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("engines", nargs="*")
    asked.add_argument("--rounds", type=int, default=60)
    asked.add_argument("--spark-rounds", type=int, default=8)
    asked.add_argument("--write", action="store_true")
    told = asked.parse_args()
    from tests.run import postgres

    with contextlib.ExitStack() as stack:
        address = stack.enter_context(postgres()) if not told.engines or "postgresql" in told.engines else None
        set_up(address)
        found = list(run(told.engines, told.rounds, told.spark_rounds, address))
    text = table(found)
    print(text)
    if told.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(before + BEGIN + text + END + rest.partition(END)[2], encoding="utf-8")
    return 1 if any(one.unequal for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())

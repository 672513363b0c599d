# ruff: noqa: E402 - Django is set up first
"""How long it takes to import 100 000 rows × 15 fields, fully checked, with journal, beside a raw load of the same rows.

usage: python bench/imports.py [ROWS] [RUNS]       (ZHIHENG_DATABASE names the database; its tables must exist)


The raw load reads the file and writes the same rows into the same table with executemany or COPY, and checks nothing.
The neighbour, django-import-export, is measured by `neighbour_imports.py`, since it is no part of this project. CPU seconds stand beside the
wall clock: they are what can be compared on a machine that others use, too (on PostgreSQL only those of this process).
"""

import csv
import io
import json
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiheng.config.settings_test")
os.environ.setdefault("ZHIHENG_VAR", "/tmp/zhiheng-bench")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from tests.registers_app.declarations import WIDE
from tests.registers_app.models import Firm, Wide
from zhiheng.accounts.rights import operator
from zhiheng.bodies.models import Place, PlaceName
from zhiheng.registers.kit import columns, sheets

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 100_000
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
AT = datetime(2022, 1, 1, tzinfo=UTC)
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def prepared() -> None:
    """An empty database with a hundred places and five thousand firms."""
    call_command("migrate", verbosity=0)
    emptied()
    if not Firm.objects.exists():
        places = [Place(code=f"1529{n:08d}", number=1000 + n, slug=f"b{n}", kind="town") for n in range(100)]
        Place.objects.bulk_create(places)
        PlaceName.objects.bulk_create(PlaceName(place=place, name={"zh-Hans": f"镇{place.number}"}) for place in places)
        Firm.objects.bulk_create(Firm(code=code, name=f"企业{n:05d}") for n, code in enumerate(codes()))


def codes() -> list[str]:
    told = random.Random(7)
    return ["91152900" + "".join(told.choices(SIGNS, k=10)) for _ in range(5000)]


def emptied() -> None:
    """The journal refuses DELETE, so its tables stay as they are; the register's rows go."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Wide._meta.db_table}")


def written_file(bad: float = 0.0) -> bytes:
    """The csv file; with `bad`, that share of rows has one wrong cell each."""
    told, firms = random.Random(3), codes()
    into = io.StringIO()
    out = csv.writer(into)
    out.writerow([str(columns.describe(WIDE, name).label) for name in WIDE.entry])
    wrong = {2: "91152900BAD", 6: "2019-13-01", 9: "很多", 10: "飞机", 13: "GB 1"}
    for n in range(ROWS):
        day = date(2016, 1, 1) + timedelta(told.randrange(1800))
        product = told.randrange(200)
        row = [
            f"1529{told.randrange(100):08d}", f"CY{n:09d}", firms[told.randrange(5000)], f"产品{product}", f"牌{product % 37}",
            f"B{told.randrange(10**6):06d}", day.isoformat(), (day + timedelta(told.randrange(1, 45))).isoformat(),
            told.choice(["是", "否"]), f"{told.random() * 10:.3f}", told.choice(["食品", "玩具", "工具"]),
            told.randrange(1, 5), f"P{product:04d}", f"GB/T {1000 + product}-{2000 + product % 24}", f"备注{n % 1000}",
        ]  # fmt: skip
        if told.random() < bad:
            at = told.choice(list(wrong))
            row[at] = wrong[at]
        out.writerow(row)
    return into.getvalue().encode("utf-8-sig")


def raw_load(content: bytes) -> None:
    """Read the file, look up the two keys, write. Nothing is checked, nothing is remembered."""
    places = dict(Place.objects.values_list("code", "pk"))
    firms = dict(Firm.objects.values_list("code", "pk"))
    kinds = {str(label): code for code, label in Wide._meta.get_field("kind").choices}
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    next(rows)
    names = [Wide._meta.get_field(name).column for name in WIDE.entry]
    kept = {"state": "final", "revision": 1, "recorded_at": AT.isoformat(), "changed_at": AT.isoformat(), "act": "0" * 32,
            "origin": "file", "source": "", "withdrawn": False, "facts": "{}", "year": 0}  # fmt: skip
    table = connection.ops.quote_name(Wide._meta.db_table)
    listed = ", ".join(connection.ops.quote_name(name) for name in (*names, *kept))
    more = tuple(kept.values())

    def told() -> object:
        for row in rows:
            row[0], row[2] = places[row[0]], firms[row[2]]
            row[8], row[9], row[10] = row[8] == "是", int(row[9].replace(".", "")), kinds[row[10]]
            yield (*row, *more)

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
                for row in told():
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * (len(names) + len(kept)))
            cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", told())


def imported(content: bytes, *, partial: bool = False) -> sheets.Trial:
    return sheets.bring_in(operator(date(2022, 1, 1)), WIDE, name="bench.csv", content=content, at=AT, partial=partial)


def measured(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Medians of wall clock and CPU seconds."""
    walls, cpus = [], []
    for _ in range(runs):
        emptied()
        start, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - start)
        cpus.append(time.process_time() - cpu)
    return statistics.median(walls), statistics.median(cpus)


def main() -> None:
    prepared()
    clean, bad = written_file(), written_file(0.1)
    done: list[sheets.Trial] = []
    jobs: dict[str, Callable[[], object]] = {
        "raw": lambda: raw_load(clean),
        "import": lambda: imported(clean),
        "ten_percent_bad": lambda: done.append(imported(bad, partial=True)),
        "trial": lambda: sheets.trial(operator(date(2022, 1, 1)), WIDE, name="b.csv", content=clean),
    }
    took = {}
    for name, job in jobs.items():
        took[name] = measured(job)
        if name in ("raw", "import"):
            assert Wide.objects.count() == ROWS
    named = {fault.cell for fault in done[-1].faults()}
    assert len(named) == done[-1].counts["wrong"]
    told: dict[str, object] = {"database": connection.vendor, "rows": ROWS, "fields": len(WIDE.entry)}
    for at, clock in enumerate(("wall", "cpu")):
        told |= {f"{name}_{clock}_s": round(seconds[at], 2) for name, seconds in took.items()}
        told[f"import_over_raw_{clock}"] = round(took["import"][at] / took["raw"][at], 2)
        told[f"bad_over_clean_{clock}"] = round(took["ten_percent_bad"][at] / took["import"][at], 2)
    told |= {
        "cells_named": len(named),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()

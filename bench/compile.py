"""How long definitions take to become SQL: cold and again, and what compiling each with Ibis would cost.

usage: python bench/compile.py

Cold is a fresh process: reading the texts of an engine is in it, importing Django is not. Ibis is not imported on that
way; its import and one compilation of all shapes for an engine (`just golden`) are measured apart.

Limits are on processor time, which other work on the machine does not change; elapsed time stands beside it.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMITS = {30: 0.1, 250: 0.5}
RUNS = 3

COLD = """
import json, os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "zhiheng.config.settings_test"
sys.path[:0] = ["src", "."]
import django; django.setup()
from random import Random
from tests.engines.world import definitions, register_of
from zhiheng.figures import compiler
asked = definitions(Random(1), int(sys.argv[1]))
times = []
for _ in range(2):
    begun, spent = time.perf_counter(), time.process_time()
    made = list(compiler.statements(asked, sys.argv[2], register_of))
    times += [time.process_time() - spent, time.perf_counter() - begun]
assert not {"ibis", "sqlglot"} & set(sys.modules)
print(json.dumps([*times, len(made)]))
"""
IBIS = """
import json, os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "zhiheng.config.settings_test"
sys.path[:0] = ["src", "."]
import django; django.setup()
begun = time.perf_counter()
from zhiheng.figures.compiling.source import renew
imported = time.perf_counter() - begun
begun = time.perf_counter()
renew.text_of(renew.DIALECTS[sys.argv[1]])
print(json.dumps([imported, time.perf_counter() - begun]))
"""


def fresh(program: str, *arguments: str) -> list[float]:
    environment = {**os.environ, "PYTHONPATH": "src"}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(done.stdout))


def main() -> int:
    within = True
    print(
        "| definitions | engine | queries | cold, ms of processor | cold, ms elapsed | again, ms of processor | limit |"
    )
    print("|---|---|---|---|---|---|---|")
    for count, limit in LIMITS.items():
        for engine in ("sqlite", "postgresql", "clickhouse"):
            runs = [fresh(COLD, str(count), engine) for _ in range(RUNS)]
            spent, elapsed, again = (statistics.median(run[at] for run in runs) * 1000 for at in range(3))
            within &= spent <= limit * 1000
            print(
                f"| {count} | {engine} | {runs[0][-1]} | {spent:.0f} | {elapsed:.0f} | {again:.0f} | {limit * 1000:.0f} |",
                flush=True,
            )
    imported, compiled = fresh(IBIS, "postgresql")
    print(f"\nIbis, on `just golden` only: import {imported:.2f} s, all shapes of one engine {compiled:.2f} s")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())

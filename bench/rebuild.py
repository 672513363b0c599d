"""All figures anew: from the database beside a bare read of the same columns, and from decoded columns beside DuckDB.

usage: python bench/rebuild.py SCALE [ADDRESS]
"""

import os
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import world
from bench.live import opened

RUNS = 3


def definitions():
    from zhiheng.figures import inforce

    known = inforce.current()
    return list(known.of(world.PLAN).values()), known


def from_database() -> float:
    from zhiheng.figures import rebuild

    asked, known = definitions()
    width = 1 + max(int(known.cells(one).max()) for one in asked)
    begun = time.perf_counter()
    array = rebuild.rebuilt(asked, [known.cells(one).tolist() for one in asked], rebuild.shape_for(asked, width))
    took = time.perf_counter() - begun
    assert array.any()
    return took


def bare_read() -> float:
    """The columns that definitions read, fetched and thrown away."""
    from django.db import connection

    from zhiheng.registers.kit import registry

    asked, _ = definitions()
    begun = time.perf_counter()
    for code in dict.fromkeys(one.register for one in asked):
        register = registry.register(code)
        names = dict.fromkeys(name for one in asked if one.register == code for name in one.columns)
        wanted = ", ".join(["id", *(name for name in names if name not in {"withdrawn", "state"})])
        statements = [f"SELECT {wanted} FROM {register.table} WHERE NOT withdrawn AND state = 'final'"]
        if register.spans is not None:
            statements.append(f"SELECT record_id, valid_from, valid_to FROM {register.spans._meta.db_table}")
        for statement in statements:
            with connection.chunked_cursor() as cursor:
                cursor.execute(statement)
                while cursor.fetchmany(100_000):
                    pass
    return time.perf_counter() - begun


def checked() -> None:
    from zhiheng.figures import rebuild

    begun = time.perf_counter()
    found = rebuild.check(world.PLAN, {})
    print(f"array = rebuild: {found.equal}, {found.entries} cells, {time.perf_counter() - begun:.1f} s")


def tables(scale: str):
    """The evidence as decoded columns, as a rebuild meets them."""
    from zhiheng.figures.sources import from_1970, place_numbers
    from zhiheng.figures.vector import EMPTY, Coded, Days, Spans, Table

    first = int((np.datetime64(world.FIRST) - np.datetime64("1970-01-01")).astype(int))
    numbers = place_numbers()
    for code, columns in world.evidence(scale).items():
        size = len(columns["place"])
        same = np.zeros(size, np.int8)
        made = {"withdrawn": Coded(same, [False]), "state": Coded(same, ["final"])}
        for name, values in columns.items():
            if name in world.FLAGS:
                made[name] = Coded((values + 1).astype(np.int8), [None, False, True])
            elif name in world.DAY_COLUMNS:
                made[name] = Days(from_1970(values + first))
            else:
                made["place_id" if name == "place" else name] = np.where(values < 0, EMPTY, values)
        spans = None
        if "from" in made:
            spans = Spans(np.arange(size), made.pop("from").numbers, made.pop("to").numbers)
        yield f"bench.{code}", Table(np.arange(size), made, spans, numbers)


def decoded(made) -> tuple[float, np.ndarray]:
    from zhiheng.figures import vector
    from zhiheng.figures.live import summed
    from zhiheng.figures.live_trees import Trees

    asked, known = definitions()
    width = 1 + max(int(known.cells(one).max()) for one in asked)
    from zhiheng.figures.rebuild import shape_for

    tree = Trees.read().on(world.FIRST)
    begun = time.perf_counter()
    array = np.zeros(shape_for(asked, width), np.int64)
    for code, table in made:
        for one in asked:
            if one.register == code:
                vector.accumulate(one, table, array, known.cells(one).tolist())
    summed(array, tree)
    return time.perf_counter() - begun, array


def main() -> None:
    scale, *more = sys.argv[1:]
    opened(scale, more[0] if more else None)
    print(f"{scale}, {more[0] if more else 'SQLite'}, load {os.getloadavg()[0]:.1f}")
    pairs = [(from_database(), bare_read()) for _ in range(RUNS)]
    ours, bare = (sorted(column)[RUNS // 2] for column in zip(*pairs, strict=True))
    print(f"rebuild from the database {ours:6.2f} s, bare read {bare:6.2f} s: ×{ours / bare:.2f} (goal ≤ ×1.5)")
    checked()
    from bench import hand

    con = hand.loaded(scale)
    took, peers = [], []
    for _ in range(RUNS):
        made = list(tables(scale))  # without anything that an earlier run worked out
        seconds, array = decoded(made)
        took.append(seconds)
        begun = time.perf_counter()
        rows = con.execute(hand.job()).fetchnumpy()
        peers.append(time.perf_counter() - begun)
    total = int(rows["n"][rows["place"] == 1].sum())
    from zhiheng.figures import inforce

    n = inforce.current().numbers[world.PLAN, "i01"]["part", ""]
    assert total == int(array[1:61, :, n].sum()), (total, int(array[1:61, :, n].sum()))
    ours, peer = sorted(took)[RUNS // 2], sorted(peers)[RUNS // 2]
    print(
        f"from decoded columns {ours:6.2f} s, DuckDB on its own table {peer:6.2f} s: ×{peer / ours:.2f} faster (goal ≥ ×1.5)"
    )


if __name__ == "__main__":
    main()

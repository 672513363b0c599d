"""From a saved fact to the figure of every ancestor; dashboards now and as known on a past day; memory.

usage: python bench/live.py SCALE [ADDRESS]      SCALE tiny, league or province; the database is made where it is missing
       env ZHIHENG_BENCH   folder for databases (default var/bench)

Two processes: one records a sample through the kit and tells the other when its commit returned; the other follows and
reads the figures of the sample's place and of all above it. Beside it, in the same run: the same dashboard by a scan of
the evidence with DuckDB on its own table (where it is installed).
"""

import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import world

WRITES = 300


def opened(scale: str, address: str | None) -> None:
    home = Path(os.environ.get("ZHIHENG_BENCH") or world.ROOT / "var" / "bench")
    var = home / f"var-{scale}" if address is None else home / "var-named"
    var.mkdir(parents=True, exist_ok=True)
    file = home / f"{scale}.sqlite3"
    fresh = address is None and not file.exists()
    world.started(address or f"sqlite://{file}", str(var))
    if fresh:
        world.filled(scale)


def cells():
    from zhiheng.figures import inforce
    from zhiheng.figures.definitions import cells as keys

    return {code: keys(definition) for code, definition in inforce.current().of(world.PLAN).items()}


def months():
    from zhiheng.periods import Period

    return [Period.parse(f"{2021 + at // 12}{at % 12 + 1:02}") for at in range(60)]


def to_date():
    from zhiheng.periods import Period

    return [Period.parse(f"{2021 + at // 12}-01/{2021 + at // 12}-{at % 12 + 1:02}") for at in range(60)]


# The reader


def follower(scale: str, address: str | None) -> None:
    """Answer each line "place instant" with the time from that instant to the figures of all above the place."""
    opened(scale, address)
    from zhiheng.figures import live

    land, asked, month = world.land(scale), cells(), months()[-1:]
    live.read(world.PLAN, [1], asked, month)
    print("ready", flush=True)
    for line in sys.stdin:
        place, instant = line.split()
        found = live.read(world.PLAN, land.above(int(place)), asked, month)
        print(time.monotonic() - float(instant), int(found[0, -1, 0]), flush=True)


def saved_fact(scale: str, address: str | None) -> None:
    from zhiheng.bodies.models import Place
    from zhiheng.registers.kit import registry, services

    land, dice = world.land(scale), np.random.default_rng(1)
    register = registry.register("bench.drawn")
    arguments = [sys.executable, __file__, "follow", scale, *([address] if address else [])]
    reader = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert reader.stdin
    assert reader.stdout
    assert reader.stdout.readline() == "ready\n"
    places = dict(Place.objects.in_bulk())
    waited, wrote, seen = [], [], []
    for _ in range(WRITES):
        number = int(dice.integers(land.towns.start, land.towns.stop))
        values = {
            "place": places[number], "drawn_on": date(2025, 12, 5), "sector": 1, "risk": 1, "passed": True,
            "large": False, "stage": 0, "lag": 7, "weight": 150,
        }  # fmt: skip
        begun = time.monotonic()
        services.record(world.actor(), register, values, at=datetime.now(UTC))
        done = time.monotonic()
        reader.stdin.write(f"{number} {done}\n")
        reader.stdin.flush()
        took, total = reader.stdout.readline().split()
        waited.append(float(took))
        wrote.append(done - begun)
        seen.append(int(total))
    reader.stdin.close()
    reader.wait()
    assert np.diff(seen).tolist() == [1] * (WRITES - 1), "the reader missed a fact"
    print(f"saved fact: recorded through the kit        {world.percentiles(wrote)}")
    print(f"saved fact → figures of all ancestors       {world.percentiles(waited)}   (goal p95 ≤ 3 ms)")


# Dashboards


def dashboards(scale: str) -> float:
    """Thirty indicators of a banner and what lies in it, 60 months with year to date."""
    from zhiheng.figures import live, live_worker

    land, asked, dice = world.land(scale), cells(), np.random.default_rng(2)
    both = [*months(), *to_date()]
    banners = [int(one) for one in dice.choice(list(land.banners), 200)]
    live.read(world.PLAN, [1], asked, both)
    now, units = [], []
    for banner in banners:
        begun = time.perf_counter()
        places = [banner, *land.children(banner)]
        live.read(world.PLAN, places, asked, both)
        now.append(time.perf_counter() - begun)
        units.append(len(places))
    width = sum(map(len, asked.values()))
    print(
        f"dashboard, {width} cells × {statistics.mean(units):.0f} units × 120      {world.percentiles(now)}   (goal ≤ 2 ms)"
    )
    list(live_worker.keyframes(world.PLAN, datetime.now(UTC) + timedelta(days=40)))
    live_worker.snapshot(world.PLAN)
    instant = datetime.now(UTC) - timedelta(seconds=2)
    begun = time.perf_counter()
    live.read(world.PLAN, [banners[0]], asked, both, as_of=instant)
    print(f"first look at a past day                    {(time.perf_counter() - begun) * 1000:11.2f} ms")
    past = []
    for banner in banners:
        begun = time.perf_counter()
        live.read(world.PLAN, [banner, *land.children(banner)], asked, both, as_of=instant)
        past.append(time.perf_counter() - begun)
    ratio = statistics.median(past) / statistics.median(now)
    print(f"the same as known on a past day             {world.percentiles(past)}   ×{ratio:.1f} (goal ≤ ×5)")
    return statistics.median(now)


def start(scale: str, address: str | None) -> None:
    """How long a fresh process needs to its first figure, and what it holds."""
    arguments = [sys.executable, __file__, "once", scale, *([address] if address else [])]
    for name in ("with a snapshot", "without"):
        print(
            f"fresh process {name:28}",
            subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.strip(),
        )
        from zhiheng.figures import live_files

        for path in live_files.folder(world.PLAN).glob("snapshot-*"):
            path.unlink()


def once(scale: str, address: str | None) -> None:
    opened(scale, address)
    from zhiheng.figures import live

    before = world.memory()
    begun = time.perf_counter()
    live.read(world.PLAN, [1], cells(), months())
    took = time.perf_counter() - begun
    print(f"{took * 1000:11.0f} ms   memory {before:.0f} → {world.memory():.0f} MB (goal ≤ 200)")


def scan(scale: str, ours: float) -> None:
    """The dashboard of one banner by a scan with DuckDB."""
    try:
        from bench import hand
    except ImportError:
        print("DuckDB is not installed: no scan beside it")
        return
    land, dice = world.land(scale), np.random.default_rng(2)
    con = hand.loaded(scale)
    took = []
    for banner in dice.choice(list(land.banners), 8):
        children = land.children(int(banner))
        begun = time.perf_counter()
        con.execute(hand.dashboard(children[0], children[-1])).fetchnumpy()
        took.append(time.perf_counter() - begun)
    ratio = statistics.median(took) / ours
    print(f"DuckDB scan of one banner, months only      {world.percentiles(took)}   ×{ratio:.0f} ours (goal ≥ ×80)")


def main() -> None:
    scale, *more = sys.argv[1:]
    address = more[0] if more else None
    opened(scale, address)
    print(f"{scale}, {address or 'SQLite'}, load {os.getloadavg()[0]:.1f}")
    saved_fact(scale, address)
    ours = dashboards(scale)
    start(scale, address)
    scan(scale, ours)


if __name__ == "__main__":
    shapes = {"follow": follower, "once": once}
    if sys.argv[1] in shapes:
        shapes[sys.argv[1]](sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)
    else:
        main()

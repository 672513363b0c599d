"""What figures cost a writer: sets of samples recorded through the kit, with figures and without.

usage: python bench/writes.py SCALE [ADDRESS]
"""

import os
import statistics
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import world
from bench.live import opened


def columns(scale: str, count: int, dice: np.random.Generator) -> dict[str, list]:
    """A set of samples as an import hands it on."""
    towns = world.land(scale).towns
    days = [date(2021, 1, 1) + timedelta(days=at) for at in range(world.DAYS)]
    return {
        "place_id": dice.integers(towns.start, towns.stop, count).tolist(),
        "drawn_on": [days[at] for at in dice.integers(0, world.DAYS, count).tolist()],
        "sector": dice.integers(0, 4, count).tolist(), "risk": dice.integers(0, 4, count).tolist(),
        "passed": (dice.random(count) < 0.9).tolist(), "large": (dice.random(count) < 0.1).tolist(),
        "stage": dice.integers(0, 3, count).tolist(), "lag": dice.integers(2, 46, count).tolist(),
        "weight": dice.integers(80, 960, count).tolist(),
    }  # fmt: skip


def recorded(given: dict[str, list], *, bare: bool) -> float:
    """Seconds to record a set: the whole verb, or only what stands below rights and checks."""
    from zhiheng.journal.acts import act
    from zhiheng.registers.kit import registry, services, writing

    register = registry.register("bench.drawn")
    begun = time.perf_counter()
    if bare:
        with act("bench", "bench.drawn.record", "bench.drawn", at=datetime.now(UTC)) as opened_:
            writing.new(opened_, register, services.whole(register, given), origin="imported", source="")
    else:
        services.record_many(world.actor(), register, given, at=datetime.now(UTC))
    return time.perf_counter() - begun


def main() -> None:
    scale, *more = sys.argv[1:]
    opened(scale, more[0] if more else None)
    from zhiheng.registers.kit import registry

    print(f"{scale}, {more[0] if more else 'SQLite'}, load {os.getloadavg()[0]:.1f}")
    part = list(registry.after_change)
    dice = np.random.default_rng(5)
    sizes = ((1, 60), (100, 20), (10_000, 3), (100_000, 2))
    for count, runs in sizes:
        for bare in (False, True):
            took: dict[bool, list[float]] = {True: [], False: []}
            for _ in range(runs):
                for figures in (True, False):
                    registry.after_change[:] = part if figures else []
                    took[figures].append(recorded(columns(scale, count, dice), bare=bare))
            on, off = (statistics.median(took[figures]) * 1000 for figures in (True, False))
            verb = "written" if bare else "recorded through the kit"
            print(
                f"{count:7} {verb:26} with figures {on:9.2f} ms, without {off:9.2f} ms: ×{on / off:.2f} (goal ≤ ×1.3)"
            )
    registry.after_change[:] = part
    print("facts recorded without figures stay so: throw this database away")


if __name__ == "__main__":
    main()

"""Writers, readers and the worker for `test_processes.py`, each a process of its own: `python live_hands.py SHAPE …`.

They work on the database that ZHIHENG_DATABASE names and print what they did as JSON, a line an act.
"""

import json
import os
import random
import signal
import sys
import time
from datetime import UTC, date, datetime

import django

django.setup()

from django.db import OperationalError, connection  # noqa: E402

from tests.registers_app.declarations import SAMPLES  # noqa: E402
from tests.unit.figures import computed  # noqa: E402
from zhiheng.figures import live, live_worker, rebuild  # noqa: E402
from zhiheng.figures.models import Delta  # noqa: E402
from zhiheng.journal import check  # noqa: E402
from zhiheng.journal.models import Entry  # noqa: E402
from zhiheng.registers.kit import services as kit  # noqa: E402


def say(what: object) -> None:
    print(json.dumps(what), flush=True)


def begin() -> None:
    """The plan, and two samples of one product in two banners."""
    computed.adopted()
    say([
        computed.sample("111", "2018-05-02", number="S-A", product="奶"),
        computed.sample("121", "2018-03-01", number="S-B", product="奶"),
    ])  # fmt: skip


def again(what, *arguments, **more):  # type: ignore[no-untyped-def]
    """Do it until it is done: PostgreSQL ends one of two writers that wait for each other."""
    while True:
        try:
            return what(*arguments, **more)
        except OperationalError as error:
            if "deadlock" not in str(error) and "locked" not in str(error):
                raise


def edit(key: str, times: str) -> None:
    """Correct one member of the group again and again: its day, its place, its verdict, whether it belongs at all."""
    dice = random.Random(int(key))
    for _ in range(int(times)):
        values = {
            "drawn_on": date(2018, dice.randint(1, 12), dice.randint(1, 28)),
            "place": computed.place(dice.choice(["111", "112", "121"])),
            "passed": dice.random() < 0.5,
            "product": dice.choice(["奶", "奶", "茶"]),
        }
        moment = datetime.now(UTC)
        again(kit.correct, computed.actor(), SAMPLES, int(key), values, at=moment, reason="更正")
    say({"done": int(times)})


def record(name: str, times: str) -> None:
    """Record and confirm samples of few products, and say each when its act is through."""
    dice = random.Random(name)
    for number in range(int(times)):
        values = {
            "place": computed.place(dice.choice(["111", "112", "121"])), "number": f"{name}-{number}",
            "firm": computed.firm(dice.choice(["A1", "B2"])), "product": dice.choice(["砖", "瓦", "奶"]),
            "kind": "food", "drawn_on": date(2018, dice.randint(1, 12), 5), "tested_on": date(2019, 7, 5),
        }  # fmt: skip
        key = again(kit.record, computed.actor(), SAMPLES, values, at=datetime.now(UTC))
        again(kit.move, computed.actor(), SAMPLES, [key], "confirm", {"passed": True}, at=datetime.now(UTC))
        say(key)


def look(seconds: str) -> None:
    """Read all the time: a rate of samples that only come never goes back, and its part is its whole."""
    until, last, looks = time.monotonic() + float(seconds), 0, 0
    while time.monotonic() < until:
        part, whole = computed.figure("p1", computed.CITY, "2018")
        if whole < last or part > whole:
            say({"fault": [last, part, whole]})
        last, looks = whole, looks + 1
        time.sleep(0.002)
    say({"looks": looks, "whole": last})


def tick() -> None:
    """Write snapshots until killed."""
    while True:
        live_worker.tick(datetime.now(UTC))
        live_worker.snapshot(computed.PLAN)
        say({"seq": live.book(computed.PLAN).seq})


def redefine(times: str) -> None:
    """Adopt one version of the plan after the other while others write."""
    for version in range(2, int(times) + 2):
        kinds = ["[food]", "[toy]", "[food, toy]"][version % 3]
        again(
            computed.adopted, version, datetime.now(UTC).date().isoformat(),
            p1=computed.RATE.replace("[food, toy]", kinds, 1),
            p2=computed.ONCE.replace("[firm, product]", ["[firm]", "[product]"][version % 2]),
        )  # fmt: skip
    say({"done": int(times)})


def killed() -> None:
    """A set of records is confirmed, killed before each statement, before COMMIT and after it."""
    keys = [computed.sample("111", "2018-05-02", product="茶", final=False) for _ in range(3)]
    for point in range(200):
        before = standing()
        connection.close()
        child = os.fork()
        if child == 0:
            confirm_killed_at(point, keys)
        _, status = os.waitpid(child, 0)
        say({"point": point, "before": before, "after": standing(), "differences": len(differences())})
        if not os.WIFSIGNALED(status):
            break


def standing() -> list[int]:
    figure = computed.figure("p1", computed.CITY, "2018")
    return [Entry.objects.count(), Delta.objects.count(), SAMPLES.model.objects.filter(state="final").count(), *figure]


def confirm_killed_at(point: int, keys: list[int]) -> None:
    """Never returns."""
    reached = 0

    def die_here() -> None:
        nonlocal reached
        if reached == point:
            os.kill(os.getpid(), signal.SIGKILL)
        reached += 1

    def before_each(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        die_here()
        return execute(sql, params, many, context)

    commit = connection._commit

    def commit_between() -> None:
        die_here()
        commit()
        die_here()

    connection._commit = commit_between
    with connection.execute_wrapper(before_each):
        kit.move(computed.actor(), SAMPLES, keys, "confirm", {"passed": True, "tested_on": date(2022, 7, 5)},
                 at=datetime.now(UTC))  # fmt: skip
    os._exit(0)


def differences() -> list[object]:
    live.forget()
    return [str(one) for one in rebuild.check(computed.PLAN, rebuild.ways(computed.PLAN)).differences]


def judge() -> None:
    """What stands in the end, by every opinion."""
    known = SAMPLES.model.objects.filter(state="final")
    say({
        "differences": differences(), "journal": check.whole(),
        "final": known.count(), "whole": computed.figure("p1", computed.CITY, "2018")[1],
        "keys": list(known.order_by("pk").values_list("pk", flat=True)),
    })  # fmt: skip


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])

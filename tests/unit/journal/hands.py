"""Writers for `test_commits.py`, run as a process of their own: `python hands.py SHAPE`.

They write to the database that ZHIHENG_DATABASE names and print what happened as JSON. The table `probe` stands for
the rows of any register.
"""

import json
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime

import django

django.setup()

from django.db import OperationalError, connection  # noqa: E402

from zhiheng.journal import check  # noqa: E402
from zhiheng.journal.acts import act  # noqa: E402
from zhiheng.journal.models import Entry  # noqa: E402

LONG = float(os.environ.get("ZHIHENG_LONG_ACT_SECONDS", "0.8"))


def add_one(row: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE probe SET n = n + 1 WHERE id = %s", [row])


def act_on(rows: list[int], name: str, pause: float = 0.0) -> None:
    with act(name, "probe.add", rows[0], at=datetime.now(UTC)) as opened:
        for row in rows:
            add_one(row)
            time.sleep(pause)
            opened.changed("probe", row, None, {"row": row, "by": name})


def act_until_done(rows: list[int], name: str, pause: float, retries: list[str]) -> None:
    """PostgreSQL ends one of two writers that wait for each other; that one begins again."""
    while True:
        try:
            return act_on(rows, name, pause)
        except OperationalError as error:
            retries.append(str(error).splitlines()[0])


def in_threads(*jobs: object) -> None:
    def run(job: object) -> None:
        try:
            job()  # type: ignore[operator]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def opposite() -> dict[str, object]:
    """Two writers, three acts each, on the same two rows in opposite order."""
    retries: list[str] = []
    in_threads(
        lambda: [act_until_done([1, 2], f"up-{n}", 0.01, retries) for n in range(3)],
        lambda: [act_until_done([2, 1], f"down-{n}", 0.01, retries) for n in range(3)],
    )
    return {"retries": retries}


def beside() -> dict[str, object]:
    """One long act beside fifty quick ones, while a reader looks all the time."""
    done, gaps, looks = threading.Event(), [], []
    begun = threading.Event()

    def long_act() -> None:
        with act("long", "probe.add", 1, at=datetime.now(UTC)):
            add_one(1)
            begun.set()
            time.sleep(LONG)

    def quick(hand: int) -> None:
        begun.wait(10)
        for n in range(10):
            act_on([hand + 2], f"quick-{hand}-{n}")

    def look() -> None:
        while not done.is_set():
            seen = list(Entry.objects.order_by("seq").values_list("seq", flat=True))
            looks.append(len(seen))
            if seen != list(range(1, len(seen) + 1)):
                gaps.append(seen)
            time.sleep(0.005)

    reader = threading.Thread(target=look)
    reader.start()
    in_threads(long_act, *(lambda hand=hand: quick(hand) for hand in range(5)))
    done.set()
    reader.join()
    return {"gaps": gaps, "looks": len(set(looks)), "long": Entry.objects.get(actor="long").seq}


def killed() -> dict[str, object]:
    """An act is killed before each of its statements, before COMMIT and after it."""
    told: list[dict[str, object]] = []
    for point in range(60):
        before = standing()
        connection.close()
        child = os.fork()
        if child == 0:
            act_killed_at(point)
        _, status = os.waitpid(child, 0)
        told.append({"point": point, "before": before, "after": standing(), "problems": check.whole()})
        if not os.WIFSIGNALED(status):
            break
    return {"told": told}


def standing() -> tuple[int, int]:
    """The sum over the rows, the number of entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT SUM(n) FROM probe")
        return int(cursor.fetchone()[0]), Entry.objects.count()


def act_killed_at(point: int) -> None:
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
        act_on([1, 2, 3], f"killed-{point}")
    os._exit(0)


if __name__ == "__main__":
    result = {"opposite": opposite, "beside": beside, "killed": killed}[sys.argv[1]]()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, n FROM probe ORDER BY id")
        result["rows"] = dict(cursor.fetchall())
    result["entries"] = [[entry.seq, entry.actor] for entry in Entry.objects.order_by("seq")]
    result["problems"] = check.whole()
    sys.stdout.write(json.dumps(result))

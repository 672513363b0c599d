"""Two officials at once, run as a process of their own on the database that ZHIHENG_DATABASE names; prints JSON."""

import json
import sys
import threading

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402

from tests.registers_app.declarations import SAMPLES  # noqa: E402
from tests.registers_app.models import Sample  # noqa: E402
from tests.unit.registers.kit.world import at, person, recorded, sample, settled_land  # noqa: E402
from zhiheng.journal import check  # noqa: E402
from zhiheng.journal.models import Change, Entry  # noqa: E402
from zhiheng.journal.refusal import Refused  # noqa: E402
from zhiheng.registers.kit import services, sheets  # noqa: E402
from zhiheng.registers.kit.models import Revision  # noqa: E402

ROUNDS = 12
HEADS = "地区,样品编号,企业,产品,类别,抽样日期\n"


def together(*jobs):
    """Run jobs in threads that start each round at the same moment; returns what each said."""
    barrier = threading.Barrier(len(jobs))
    told = [[] for _ in jobs]

    def run(number, job):
        try:
            for turn in range(ROUNDS):
                barrier.wait(30)
                told[number].append(attempt(job, turn))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, job)) for number, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def attempt(job, turn):
    while True:
        try:
            job(turn)
            return "done"
        except Refused as refused:
            return refused.code
        except OperationalError as error:  # PostgreSQL ends one of two that wait for each other; it begins again
            if "deadlock" not in str(error):
                raise


def moves():
    """Both confirm the same record."""
    keys = [recorded(number=f"S{n}") for n in range(ROUNDS)]
    one = person("office", code="wang")
    other = person("office", code="li")
    told = together(
        lambda n: services.move(one, SAMPLES, [keys[n]], "confirm", at=at("2019-07-08")),
        lambda n: services.move(other, SAMPLES, [keys[n]], "confirm", at=at("2019-07-08")),
    )
    states = sorted(set(Sample.objects.values_list("state", "revision")))
    return {"told": told, "states": states, "revisions": Revision.objects.count()}


def numbers():
    """Both record the same number."""
    one, other = person("office", code="wang"), person("office", code="li")
    told = together(
        lambda n: services.record(one, SAMPLES, sample(number=f"N{n}"), at=at("2019-07-08")),
        lambda n: services.record(other, SAMPLES, sample(number=f"N{n}"), at=at("2019-07-08")),
    )
    return {"told": told, "rows": Sample.objects.filter(number__startswith="N").count()}


def sets():
    """One moves a set upwards, the other corrects it downwards, while a file with the same numbers comes in."""
    keys = [recorded(number=f"S{n}") for n in range(ROUNDS)]
    one = person("office", code="wang")
    body = "".join(f"东县,S{n},A1,木,工具,2019-07-01\n" for n in range(ROUNDS))

    def bring(n):
        content = (HEADS + body + f"东县,F{n},A1,砖,工具,2019-07-01\n").encode()
        sheets.bring_in(one, SAMPLES, name="a.csv", content=content, at=at("2019-07-08"), reason="更正")

    def correct(n):
        services.correct_many(
            one, SAMPLES, keys[::-1], {"product": [f"瓦{n}"] * len(keys)}, at=at("2019-07-08"), reason="x"
        )

    def move(n):
        services.move(one, SAMPLES, keys[: n + 1], "confirm" if n % 2 == 0 else "object", at=at("2019-07-08"))

    told = together(bring, correct, move)
    lengths = {key: Revision.objects.filter(record=key).count() for key in keys}
    rows = {row.pk: row.revision for row in Sample.objects.filter(pk__in=keys)}
    return {
        "told": told[:2],
        "chains_whole": all(rows[key] == lengths[key] + 1 for key in keys),
        "journal_agrees": all(
            Change.objects.filter(register="trial.sample", record=str(key)).count() == rows[key] for key in keys
        ),
        "files": Sample.objects.filter(number__startswith="F").count(),
    }


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    settled_land()
    result = {}
    for shape in (moves, numbers):
        result[shape.__name__] = shape()
    Sample.objects.all().update(number="", withdrawn=True)
    Revision.objects.all().delete()
    result["sets"] = sets()
    result["problems"] = check.whole()
    result["gaps"] = list(Entry.objects.order_by("seq").values_list("seq", flat=True)) != list(
        range(1, Entry.objects.count() + 1)
    )
    sys.stdout.write(json.dumps(result))

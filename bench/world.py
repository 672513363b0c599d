"""What the benchmarks run on: places, a plan of thirty indicators, and seeded evidence of 10⁵ or 10⁷ facts.

Half of the facts are samples, 30 % complaints, 8 % certificates, 12 % instruments; the sizes of townships have a heavy
tail. The evidence of one scale is always the same.
"""

import itertools
import os
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
PLAN = "bench-2025"
FIRST, DAYS = date(2021, 1, 1), 1826
SHAPES = {  # facts, banners, townships
    "tiny": (2_000, 3, 12),
    "league": (100_000, 8, 100),
    "province": (10_000_000, 110, 3_000),
}
NAME = "{zh-Hans: 名, en: name}"
SAMPLE, COMPLAINT = "register: bench.drawn", "register: bench.complaint"


def started(address: str, var: str) -> None:
    """Start Django on a database."""
    os.environ |= {"ZHIHENG_DATABASE": address, "ZHIHENG_VAR": var, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    sys.path[:0] = [path for path in (str(ROOT), str(ROOT / "src")) if path not in sys.path]
    import django

    django.setup()


# The thirty indicators


def where(*conditions: str) -> str:
    return "[" + ", ".join(f"{{{condition}}}" for condition in conditions) + "]"


def ratio(register: str, part: str, whole: str = "", more: str = "", sums: tuple[str, str] = ("", "")) -> str:
    amounts = [
        f"{key}: {{name: {NAME}, where: {where(*([condition] if condition else []))}{f', sum_of: {column}' if column else ''}}}"
        for key, condition, column in (("part", part, sums[0]), ("whole", whole, sums[1]))
    ]
    return "\n".join(["kind: ratio", register, *amounts, more])


def counted(kind: str, register: str, condition: str = "", column: str = "") -> str:
    summed = f", sum_of: {column}" if column else ""
    return (
        f"kind: {kind}\n{register}\npart: {{name: {NAME}, where: {where(*([condition] if condition else []))}{summed}}}"
    )


PASSED = 'field: passed, is: "true"'
INDICATORS = {
    "i01": counted("count_events", SAMPLE),
    "i02": ratio(SAMPLE, PASSED, more="classes: [s0, s1, s2, s3]\nclass_by: sector\n"
                 "class_of: {\"0\": s0, \"1\": s1, \"2\": s2, \"3\": s3}"),
    "i07": f"kind: weighted_mean\n{SAMPLE}\npart: {{name: {NAME}, where: [{{{PASSED}}}]}}\n"
           f"whole: {{name: {NAME}, sum_of: weight}}",
    "i08": ratio(SAMPLE, PASSED, 'field: risk, is: "3"'),
    "i10": ratio(SAMPLE, PASSED, 'field: large, is: "true"'),
    "i11": ratio(SAMPLE, PASSED, 'field: large, is: "false"'),
    "i12": counted("sum", SAMPLE, column="lag"),
    "i13": ratio(SAMPLE, 'field: stage, is: "1"'),
    "i15": ratio(SAMPLE, PASSED, 'field: stage, is: "2"'),
    "i16": counted("count_events", COMPLAINT),
    "i17": ratio(COMPLAINT, 'field: accepted_days, at_most: "7"'),
    "i18": ratio(COMPLAINT, 'field: closed_days, at_most: "60"'),
    "i19": ratio(COMPLAINT, 'field: satisfied, is: "true"', 'field: satisfied, is_not: ""'),
    "i20": counted("sum", COMPLAINT, column="redress"),
    "i21": counted("sum", COMPLAINT, 'field: closed_days, is_not: ""', "closed_days"),
    "i22": counted("count_events", COMPLAINT, 'field: category, is: "0"'),
    "i23": ratio(COMPLAINT, 'field: category, in: ["1", "2", "3"]'),
    "i25": counted("count_valid", "register: bench.certificate", 'field: kind, is: "0"'),
    "i26": counted("count_valid", "register: bench.certificate", 'field: kind, in: ["1", "2"]'),
    "i27": counted("count_events", "register: bench.certificate"),
    "i28": counted("count_valid", "register: bench.verified", 'field: mandatory, is: "true"'),
    "i29": counted("count_valid", "register: bench.installed", 'field: mandatory, is: "true"'),
    "i30": ratio("register: bench.verified", PASSED),
}  # fmt: skip


def package(**changed: str):
    from zhiheng.packages.reading import Package

    files = {
        "plan.yaml": f"""
schema: 1
code: {PLAN}
version: {1 + len(changed)}
title: {NAME}
short: {NAME}
region: "1"
from: {FIRST}
until: 2026-01-01
first_month: 7
document: {{number: 试}}
""",
        "clauses.yaml": f"[{{code: \"1\", level: item, title: {NAME}, statement: {NAME}}}]",
        "targets.yaml": "[]",
        "bodies.yaml": "places: []\nbodies: []",
    }  # fmt: skip
    for code, told in {**INDICATORS, **changed}.items():
        files[f"indicators/{code}.yaml"] = (
            f"code: {code}\nname: {NAME}\nshort: {NAME}\nunit: 批\ndefinition: {NAME}\nsource: {{kind: computed}}\n"
            f"versions: [{{number: 1, from: 2021-01-01}}]\nwritten_by: 某人\nnext_review: 2027-06-30\n{told}\n"
        )
    return Package(PLAN, {name: text.encode() for name, text in files.items()})


def adopted(**changed: str) -> None:
    """Put the plan into force over whatever evidence there is."""
    from zhiheng.figures import services
    from zhiheng.journal.acts import act
    from zhiheng.plan import adopting

    with act("bench", "plan.adopt", PLAN, at=datetime.now(UTC)) as opened:
        for room in (adopting, services):
            room.adopt(package(**changed), opened)


def actor():
    from zhiheng.accounts.rights import Actor, PostHeld

    return Actor("bench", "试", date(2026, 1, 1), (PostHeld("office", "office", 1, None),))


# Places and evidence


@dataclass(frozen=True)
class Land:
    """Permanent numbers: 1 the nation, 2 the province, 3 … leagues, banners, townships; parents by number."""

    leagues: range
    banners: range
    towns: range
    parents: dict[int, int]

    def above(self, number: int) -> list[int]:
        found = [number]
        while found[-1] in self.parents:
            found.append(self.parents[found[-1]])
        return found

    def children(self, number: int) -> list[int]:
        return [child for child, parent in self.parents.items() if parent == number]


def land(scale: str) -> Land:
    _, banners, towns = SHAPES[scale]
    leagues = max(1, banners // 8)
    spans = [range(3, 3 + leagues), range(3 + leagues, 3 + leagues + banners)]
    spans.append(range(spans[1].stop, spans[1].stop + towns))
    parents = {2: 1} | dict.fromkeys(spans[0], 2)
    for upper, lower in itertools.pairwise(spans):
        parents |= {number: upper[at * len(upper) // len(lower)] for at, number in enumerate(lower)}
    return Land(*spans, parents)


def evidence(scale: str) -> dict[str, dict[str, np.ndarray]]:
    """Register → columns; places by number, days since 2021-01-01, −1 for an empty one."""
    facts, _, towns = SHAPES[scale]
    dice = np.random.Generator(np.random.PCG64(52))
    tail = np.cumsum(dice.pareto(1.6, towns) + 0.2)
    first = land(scale).towns.start

    def rows(count):
        return first + np.minimum(np.searchsorted(tail / tail[-1], dice.random(count)), towns - 1)

    drawn, complaint, certificate, instrument = (facts * part // 100 for part in (50, 30, 8, 12))
    day = np.clip(np.arange(drawn) * DAYS // drawn + dice.integers(-20, 21, drawn), 0, DAYS - 1)
    risk = dice.choice(4, drawn, p=[0.45, 0.3, 0.17, 0.08])
    found = {
        "drawn": {
            "place": rows(drawn), "drawn_on": day, "sector": dice.integers(0, 4, drawn), "risk": risk,
            "passed": (dice.random(drawn) < 0.93 - 0.04 * risk).astype(int),
            "large": (dice.random(drawn) < 0.12).astype(int), "stage": dice.choice(3, drawn, p=[0.7, 0.2, 0.1]),
            "lag": dice.integers(2, 46, drawn), "weight": dice.integers(80, 960, drawn),
        },
        "complaint": {
            "place": rows(complaint), "made_on": np.sort(dice.integers(0, DAYS, complaint)),
            "category": dice.integers(0, 10, complaint), "accepted_days": dice.integers(0, 12, complaint),
            "closed_days": np.where(dice.random(complaint) < 0.93, dice.gamma(2.0, 14.0, complaint).astype(int), -1),
            "satisfied": dice.choice([-1, 0, 1], complaint, p=[0.44, 0.1, 0.46]),
            "redress": (dice.gamma(1.1, 30_000.0, complaint)).astype(int),
        },
    }  # fmt: skip
    start = dice.integers(-900, DAYS, certificate)
    found["certificate"] = {
        "place": rows(certificate), "started_on": start, "kind": dice.integers(0, 6, certificate),
        "from": start, "to": start + dice.choice([365, 1095, 1826], certificate),
    }  # fmt: skip
    at, start = rows(instrument), dice.integers(-400, DAYS - 30, instrument)
    verified = np.minimum(start + dice.integers(0, 60, instrument), DAYS - 1)
    mandatory = (dice.random(instrument) < 0.7).astype(int)
    found["verified"] = {
        "place": at, "verified_on": verified, "mandatory": mandatory,
        "passed": (dice.random(instrument) < 0.965).astype(int),
        "from": verified, "to": verified + dice.choice([180, 365, 730], instrument),
    }  # fmt: skip
    found["installed"] = {
        "place": at, "mandatory": mandatory, "from": start, "to": start + dice.integers(400, 4000, instrument),
    }  # fmt: skip
    return found


DAY_COLUMNS = {"drawn_on", "made_on", "started_on", "verified_on", "from", "to"}
FLAGS = {"passed", "large", "mandatory", "satisfied"}
EMPTY_BY = {"closed_days", "satisfied"}


def filled(scale: str) -> None:
    """Make the database: tables, places, evidence, plan in force. The indexes of the evidence come after the rows."""
    from django.core.management import call_command

    from zhiheng.bodies.models import Place, PlaceParent

    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)
    country = land(scale)
    numbers = [1, 2, *country.leagues, *country.banners, *country.towns]
    Place.objects.bulk_create(
        [Place(pk=number, number=number, code=str(number), slug=f"p{number}", kind="place") for number in numbers],
        batch_size=500,
    )
    PlaceParent.objects.bulk_create(
        [PlaceParent(place_id=child, parent_id=parent) for child, parent in country.parents.items()], batch_size=500
    )
    for code, columns in evidence(scale).items():
        _load(code, columns)
    adopted()


CHUNK = 250_000
CONSTANT = {
    "state": "'final'", "revision": "1", "recorded_at": "'2021-01-01 00:00:00'", "changed_at": "'2021-01-01 00:00:00'",
    "origin": "'imported'", "source": "''", "facts": "'{}'",
}  # fmt: skip


def _load(code: str, columns: dict[str, np.ndarray]) -> None:
    from zhiheng.registers.kit import registry

    register = registry.register(f"bench.{code}")
    spans = {name: columns[name] for name in ("from", "to") if name in columns}
    own = {("place_id" if name == "place" else name): values for name, values in columns.items() if name not in spans}
    _rows(register.table, own, keyed=True)
    if spans:
        ids = np.arange(1, len(columns["place"]) + 1)
        table = register.spans._meta.db_table
        _rows(table, {"record_id": ids, "valid_from": spans["from"], "valid_to": spans["to"]}, keyed=False)


def _rows(table: str, columns: dict[str, np.ndarray], *, keyed: bool) -> None:
    from django.db import connection

    size = len(next(iter(columns.values())))
    with connection.cursor() as cursor:
        indexes = _without_indexes(cursor, table)
        for start in range(0, size, CHUNK):
            part = slice(start, start + CHUNK)
            ready = [np.arange(start + 1, min(start + CHUNK, size) + 1).tolist()]
            ready += [_values(name, values[part]) for name, values in columns.items()]
            _write(cursor, table, ["id", *columns], ready, keyed)
        for statement in indexes:
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {size})")
            cursor.execute(f"ANALYZE {table}")


def _values(name: str, values: np.ndarray) -> list:
    from django.db import connection

    if name in DAY_COLUMNS or name.startswith("valid_"):
        return (np.datetime64(FIRST) + values).astype(str).tolist()
    found = values.tolist()
    if name in EMPTY_BY:
        found = [None if value < 0 else value for value in found]
    if name in FLAGS and connection.vendor == "postgresql":
        return [None if value is None else bool(value) for value in found]
    return found


def _without_indexes(cursor, table: str) -> list[str]:
    """Drop the indexes of a table; the statements that make them again."""
    from django.db import connection

    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql > ''", [table]
        )
    else:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
            [table],
        )
    rows = cursor.fetchall()
    for name, _ in rows:
        cursor.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in rows]


def _write(cursor, table: str, names: list[str], ready: list[list], keyed: bool) -> None:
    from django.db import connection, transaction

    constant = {
        **CONSTANT,
        "withdrawn": "false" if connection.vendor == "postgresql" else "0",
        "act": "'00000000-0000-0000-0000-000000000000'" if connection.vendor == "postgresql" else f"'{'0' * 32}'",
    }
    constant = constant if keyed else {}  # fmt: skip
    with transaction.atomic():
        if connection.vendor == "postgresql":
            for name, value in constant.items():
                cursor.execute(f'ALTER TABLE {table} ALTER COLUMN "{name}" SET DEFAULT {value}')
            with cursor.cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
                for row in zip(*ready, strict=True):
                    copy.write_row(row)
            return
        columns = ", ".join(f'"{name}"' for name in (*names, *constant))
        marks = ", ".join(["?"] * len(names) + list(constant.values()))
        connection.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", zip(*ready, strict=True))


def percentiles(seconds: list[float]) -> str:
    p50, p95 = np.percentile(seconds, [50, 95]) * 1000
    return f"p50 {p50:7.2f} ms   p95 {p95:7.2f} ms"


def memory() -> float:
    """Resident memory of this process in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0

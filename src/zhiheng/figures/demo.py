"""Plays a demonstration into an empty database: everything that would have been recorded, in the order of its time.

The files are made by `simulated.py` and go through the same import as any other, so that vintages, late reports and
`as_of` are real. The database begins with the entry `simulated` and can never become a real one.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache, partial
from typing import Any

import xlsxwriter

from zhiheng.accounts import services as accounts
from zhiheng.accounts.models import Person
from zhiheng.accounts.rights import Actor, actor, operator
from zhiheng.bodies.models import Place
from zhiheng.bodies.queries import body_of
from zhiheng.figures import services, simulated_metrology, simulated_papers, simulated_records
from zhiheng.figures.simulated import (
    COLUMNS,
    DEMO,
    SERIES,
    DecisionSpec,
    DemoSpec,
    PersonSpec,
    Report,
    SeriesSpec,
    ValuesSpec,
    reports,
    scaled,
)
from zhiheng.figures.simulated_metrology import MetrologySpec
from zhiheng.figures.simulated_papers import PapersSpec
from zhiheng.figures.simulated_records import RECORDS, Handed, SamplesOnly
from zhiheng.journal import clock
from zhiheng.journal.clock import ZONE
from zhiheng.packages.problems import Problem
from zhiheng.packages.reading import Package, Reading
from zhiheng.plan import dividing
from zhiheng.plan import services as plans
from zhiheng.registers.kit import registry
from zhiheng.registers.kit import services as kit
from zhiheng.registers.kit.declaration import Register

SIMULATED = "演示数据 · demonstration"
MORNING, NOON = time(9, 0), time(12, 0)
Said = Callable[[str], None]


class BrokenDemoError(Exception):
    """The package's `demo/` cannot be played; says why. For package authors."""


class RecordsSpec(SamplesOnly):
    """`demo/records.yaml`."""

    papers: PapersSpec | None = None
    metrology: MetrologySpec | None = None


@dataclass(frozen=True)
class Demo:
    """The demonstration of a package."""

    package: Package
    spec: DemoSpec
    series: list[SeriesSpec]
    records: RecordsSpec | None = None


@dataclass(frozen=True)
class Step:
    """One thing that happens on a day."""

    on: date
    name: str
    do: Callable[[datetime], None]


SCALES = {"league": 1, "province": 60}
"""Name → how many times as many records are made as the package says."""


def load(package: Package, scale: str = "league") -> Demo | None:
    """The demonstration that a package brings; None when it brings none.

    Args:
        scale: a key of `SCALES`.

    Raises:
        BrokenDemoError: with file, line and what is allowed.
    """
    if not package.has(DEMO):
        return None
    spec: Reading[DemoSpec] = package.read(DEMO, DemoSpec)
    series: Reading[list[SeriesSpec]] = package.read(SERIES, list[SeriesSpec])
    if spec.value is None or series.value is None:
        raise BrokenDemoError(_told([*package.form, *spec.problems, *series.problems]))
    if not package.has(RECORDS):
        return Demo(package, spec.value, series.value)
    records: Reading[RecordsSpec] = package.read(RECORDS, RecordsSpec)
    if records.value is None:
        raise BrokenDemoError(_told([*package.form, *records.problems]))
    times = SCALES[scale]
    return Demo(package, spec.value, [scaled(one, times) for one in series.value], _scaled(records.value, times))


def _scaled(records: RecordsSpec, times: int) -> RecordsSpec:
    """More enterprises and instruments, though not as many times as there are samples."""
    if times == 1:
        return records
    firms, metrology = records.enterprises, records.metrology
    update: dict[str, Any] = {
        "enterprises": firms.model_copy(
            update={"places": {code: count * times for code, count in firms.places.items()}}
        )
    }
    if metrology is not None:
        more = {code: count * times for code, count in metrology.instruments.items()}
        update["metrology"] = metrology.model_copy(update={"instruments": more})
    return records.model_copy(update=update)


def _told(problems: list[Problem]) -> str:
    return "\n".join(problem.sentence("zh-hans") for problem in problems)


def play(demos: list[Demo], say: Said = lambda _: None) -> None:
    """Play demonstrations into an empty database, all of them before the first one's reading day.

    Raises:
        Refused: when the database holds entries already, or when a step is refused.
        BrokenDemoError: when a file of the demonstration would not be taken as it stands.
    """
    _of_day.cache_clear()
    first = demos[0].spec
    clock.simulate(first.reading_day, at=_at(first.begins, MORNING), actor=operator(first.begins))
    steps = sorted((step for demo in demos for step in _steps(demo)), key=lambda step: step.on)
    for number, step in enumerate(steps, 1):
        step.do(_at(step.on, NOON))
        say(f"{number}/{len(steps)} {step.on} {step.name}")


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZONE)


def _steps(demo: Demo) -> Iterator[Step]:
    spec, plan = demo.spec, str(demo.package.raw("plan.yaml")["code"])
    yield Step(spec.adopt_on, plan, partial(_adopt, demo))
    for values in spec.values:
        yield Step(values.on, values.name, partial(_divide, demo, plan, values))
    for one in spec.decisions:
        yield Step(one.on, one.document or one.target, partial(_decide, demo, plan, one))
    for report in reports(spec, demo.series):
        yield Step(report.on, report.name, partial(_bring, demo, plan, report))
    if demo.records is not None:
        yield from _of_records(demo, demo.records)


def _adopt(demo: Demo, at: datetime) -> None:
    by = operator(at.astimezone(ZONE).date())
    plans.adopt(demo.package, actor=by, at=at)
    plan = str(demo.package.raw("plan.yaml")["code"])
    for person in demo.spec.people:
        _appoint(plan, person, by, at)


def _appoint(plan: str, spec: PersonSpec, by: Actor, at: datetime) -> None:
    person = Person.objects.filter(code=spec.code).first()
    person = person or accounts.create_person(spec.code, spec.name, spec.password, actor=by, at=at)
    accounts.appoint(person, spec.role, body_of(plan, spec.body), at.astimezone(ZONE).date(), actor=by, at=at)


def _office(demo: Demo, at: datetime) -> Actor:
    """The person of the coordinating office, who records what comes in. Read once a day: a day holds many steps."""
    spec = next(person for person in demo.spec.people if person.role == "office")
    return _of_day(spec.code, at.astimezone(ZONE).date())


@lru_cache(maxsize=1)
def _of_day(code: str, day: date) -> Actor:
    return actor(Person.objects.get(code=code), day)


def _bring(demo: Demo, plan: str, report: Report, at: datetime) -> None:
    into = io.StringIO(newline="")
    writer = csv.writer(into, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(row.cells() for row in report.rows)
    content = ("\ufeff" + into.getvalue()).encode()
    found = services.import_figures(_office(demo, at), plan, name=report.name, content=content, at=at, dry_run=False)
    if found.problem or found.wrong:
        sentences = [sentence for row in found.wrong[:5] for sentence in row.sentences]
        raise BrokenDemoError("\n".join([report.name, found.problem, *sentences]))


def _decide(demo: Demo, plan: str, one: DecisionSpec, at: datetime) -> None:
    deciding = plans.Deciding(one.target, one.question, one.reading, one.by, one.on, one.reason, one.document)
    plans.decide(plan, deciding, actor=_office(demo, at), at=at)


def _divide(demo: Demo, plan: str, values: ValuesSpec, at: datetime) -> None:
    into = io.BytesIO()
    book = xlsxwriter.Workbook(into, {"in_memory": True})
    sheet = book.add_worksheet()
    rows = [
        [target, demo.spec.region, year, format(value, "f")]
        for target, years in values.rows.items()
        for year, value in years.items()
    ]
    for number, row in enumerate([["target", "place", "year", "value"], *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    found = dividing.import_values(
        _office(demo, at), plan, name=values.name, content=into.getvalue(), at=at, dry_run=False
    )
    if found.faults:
        raise BrokenDemoError("\n".join([values.name, *map(str, found.faults)]))


# Records


def _of_records(demo: Demo, spec: RecordsSpec) -> Iterator[Step]:
    """The enterprises on the first day, then every set of records on the day on which it is handed in."""
    known = simulated_records.firms(spec.enterprises, demo.spec.seed, demo.spec.begins)
    keys = _Keys()
    everything = [Handed(demo.spec.adopt_on, "parties.enterprise", known.rows)]
    everything += simulated_records.handed(spec, demo.spec, demo.series, known)
    if spec.papers is not None:
        everything += simulated_papers.handed(spec.papers, demo.spec, demo.series, known)
    if spec.metrology is not None:
        everything += simulated_metrology.handed(spec.metrology, demo.spec, demo.series, known)
    for handed in everything:
        yield Step(handed.on, handed.register, partial(_hand_in, demo, keys, handed))


class _Keys:
    """Primary keys by what files call a record: places by code, enterprises by USCC, samples by the number of their sheet."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.records: dict[tuple[str, str], int] = {}

    def place(self, code: str) -> int:
        if not self.places:
            self.places = dict(Place.objects.values_list("code", "pk"))
        return self.places[code]


def _hand_in(demo: Demo, keys: _Keys, handed: Handed, at: datetime) -> None:
    register = registry.register(handed.register)
    actor = _office(demo, at)
    names = list(dict.fromkeys(name for row in handed.rows for name in row))
    if handed.move:
        _move(demo, keys, register, handed, at)
        return
    if handed.anew:
        _say_anew(actor, keys, register, handed, at)
        return
    columns = {name: [_typed(keys, register, name, row.get(name)) for row in handed.rows] for name in names}
    ids = kit.record_many(actor, register, columns, at=at, origin="simulated", source=handed.source, reason=SIMULATED)
    for row, key in zip(handed.rows, ids, strict=True):
        keys.records[handed.register, str(row[register.named_by])] = key


def _move(demo: Demo, keys: _Keys, register: Register, handed: Handed, at: datetime) -> None:
    """Let each record go on."""
    by = _office(demo, at)
    for row in handed.rows:
        values = {name: _typed(keys, register, name, value) for name, value in row.items() if name != register.named_by}
        kit.move(
            by,
            register,
            [keys.records[register.code, str(row[register.named_by])]],
            handed.move,
            values,
            at=at,
            reason=SIMULATED,
        )


def _say_anew(actor: Actor, keys: _Keys, register: Register, handed: Handed, at: datetime) -> None:
    """Corrections of the same fields together: each set is one act."""
    alike: dict[tuple[str, ...], list[simulated_records.Row]] = {}
    for row in handed.rows:
        alike.setdefault(tuple(name for name in row if name != register.named_by), []).append(row)
    for names, rows in alike.items():
        records = [keys.records[register.code, str(row[register.named_by])] for row in rows]
        columns = {name: [_typed(keys, register, name, row[name]) for row in rows] for name in names}
        kit.correct_many(actor, register, records, columns, at=at, reason=handed.source or SIMULATED)


def _typed(keys: _Keys, register: Register, name: str, value: Any) -> Any:
    """A value as the kit takes it: places and other records by primary key, an empty cell as the field has it."""
    field: Any = register.model._meta.get_field(name)
    if value is None:
        return None if field.null else field.get_default()
    if name == "place":
        return keys.place(value)
    if field.is_relation:
        return keys.records[registry.of_model(field.related_model).code, value]
    return value

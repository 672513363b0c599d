"""Invented figures of a demonstration, the same on every machine: from a few lines in `demo/` to what was reported when.

Pure: a series says how many were counted and which share passed at a few periods; between them it runs straight, and a
seeded wobble makes it look like life. The wobble of a cell depends on seed, indicator, place and period only, so that
a new line in the package moves no other figure.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from zhiheng.figures.package import STAGES
from zhiheng.packages.problems import Problem
from zhiheng.packages.reading import Package, Reading, unknown_code
from zhiheng.packages.schema import Code, Day, Model, Number, Text, Whole, not_allowed, one_of
from zhiheng.packages.words import Words
from zhiheng.periods import Period, PeriodError, periods_between

DEMO, SERIES = "demo/demo.yaml", "demo/series.yaml"
INDICATOR, PLACE = Words("指标", "indicator"), Words("地区", "place")


def _period(value: object) -> str:
    try:
        return Period.parse(str(value)).code
    except PeriodError:
        raise not_allowed("时段，例如 2019Q2", "a period such as 2019Q2") from None


PeriodCode = Annotated[str, BeforeValidator(_period)]
Pair = Annotated[list[Number], Field(min_length=2, max_length=2)]
Stage = Annotated[str, one_of(*STAGES)]


class PersonSpec(Model):
    """Someone who may sign in to the demonstration."""

    code: Code
    name: Text
    role: Code
    body: Code
    password: Text


class DecisionSpec(Model):
    """A decision on a reading of a target."""

    on: Day
    target: Code
    question: Code
    reading: Code
    by: Text
    reason: Text
    document: Text = ""


class ValuesSpec(Model):
    """Yearly values of targets (年度目标分解), brought in as one workbook."""

    on: Day
    name: Text
    rows: dict[Code, dict[PeriodCode, Number]]


class PointSpec(Model):
    """What a survey or another source says of one period, with its interval."""

    value: Number
    low: Number | None = None
    high: Number | None = None
    sample: Whole | None = None
    population: Whole | None = None


class ChangeSpec(Model):
    """Something that is said anew about one period, later: a correction, or a further data stage."""

    on: Day
    period: PeriodCode
    place: Code | None = None
    part: Number | None = None
    whole: Number | None = None
    value: Number | None = None
    stage: Stage = "final"
    note: Text


class SeriesSpec(Model):
    """One indicator's figures over the demonstration's time. Exactly one of shares, values, points, stages."""

    indicator: Code
    every: Annotated[str, one_of("year", "quarter", "month")]
    source: Text
    kind: Annotated[str, one_of("reported", "published")] = "reported"
    stage: Stage = "final"
    wholes: dict[Code, Pair] = {}  # place → counted in the first and in the last period
    swing: Number = Decimal(10)  # percent by which what was counted swings from period to period
    rates: dict[PeriodCode, Number] = {}  # percent at some periods, straight between
    wobble: Number = Decimal(0)  # percentage points
    offsets: dict[Code, Number] = {}  # place → percentage points above or below
    decimals: Whole = 0  # of part and whole
    pinned: dict[PeriodCode, dict[Code, Pair]] = {}
    yearly: Annotated[str, one_of("sum", "none")] = "none"  # whether the year is reported too, as the sum of its parts
    values: dict[PeriodCode, Number] = {}
    points: dict[PeriodCode, PointSpec] = {}
    stages: dict[PeriodCode, Code] = {}
    late: dict[PeriodCode, Whole] = {}  # period → days after the usual day
    changes: list[ChangeSpec] = []
    records: Annotated[str, one_of("true", "false")] = "false"  # nothing is reported: `records.yaml` makes the records

    @model_validator(mode="after")
    def says_one_kind_of_thing(self) -> "SeriesSpec":
        if sum(map(bool, (self.wholes, self.values, self.points, self.stages))) != 1:
            raise not_allowed("wholes、values、points、stages 之一", "one of wholes, values, points, stages")
        if bool(self.wholes) != bool(self.rates):
            raise not_allowed("wholes 与 rates 一起写", "wholes and rates together")
        return self


class DemoSpec(Model):
    """`demo/demo.yaml`."""

    seed: Whole
    begins: Day
    reading_day: Day
    region: Code
    adopt_on: Day
    days_after: dict[Code, Whole]  # month, quarter, year → days after the end of a period on which its figures come
    file_names: dict[Code, Text]  # month, quarter, year, change → name of the file, {period} or {on} in it
    people: list[PersonSpec]
    values: list[ValuesSpec] = []
    decisions: list[DecisionSpec] = []


def check(package: Package) -> Iterator[Problem]:
    """The problems of a package's demonstration; none where it brings none."""
    if not package.has(DEMO):
        return
    yield from package.read(DEMO, DemoSpec).problems
    reading: Reading[list[SeriesSpec]] = package.read(SERIES, list[SeriesSpec])
    yield from reading.problems
    indicators, places = package.codes("indicators"), package.codes("places")
    for one in reading.value or []:
        if one.indicator not in indicators:
            yield unknown_code(one.at("indicator"), one.indicator, one.indicator, indicators, INDICATOR)
        for place in one.wholes:
            if place not in places:
                yield unknown_code(one.at("wholes"), one.indicator, place, places, PLACE)


COLUMNS = (
    "indicator", "place", "period", "part", "whole", "value", "kind", "stage", "source", "note",
    "low", "high", "sample", "population",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One row of a report, as it is written into the file."""

    indicator: str
    place: str
    period: str
    part: Decimal | None = None
    whole: Decimal | None = None
    value: Decimal | str | None = None
    kind: str = "reported"
    stage: str = "final"
    source: str = ""
    note: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    sample: int | None = None
    population: int | None = None

    def cells(self) -> list[str]:
        return ["" if (cell := getattr(self, name)) is None else _written(cell) for name in COLUMNS]


def _written(cell: object) -> str:
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


@dataclass(frozen=True)
class Report:
    """A file of rows that reaches the office on a day."""

    on: date
    name: str
    rows: tuple[Told, ...]


def reports(demo: DemoSpec, series: list[SeriesSpec]) -> list[Report]:
    """Every file of the demonstration in order of time: the usual reports, late ones, and what is said anew."""
    files: dict[tuple[date, str], list[Told]] = {}
    for one in series:
        if one.records == "true":
            continue
        first = {(row.place, row.period): row for row in rows_of(one, demo)}
        now = dict(first)
        for change in sorted(one.changes, key=lambda change: change.on):
            name = demo.file_names["change"].format(on=change.on.isoformat(), period=change.period)
            for row in _changed(change, now, demo.region):
                now[row.place, row.period] = row
                if _arrival(row, one, demo)[0] < change.on:
                    files.setdefault((change.on, name), []).append(row)
                else:  # the sum has not been reported yet: it comes right the first time
                    first[row.place, row.period] = replace(row, note="")
        for row in first.values():
            files.setdefault(_arrival(row, one, demo), []).append(row)
    made = [Report(on, name, tuple(rows)) for (on, name), rows in files.items() if on <= demo.reading_day]
    return sorted(made, key=lambda report: (report.on, report.name))


def _arrival(row: Told, series: SeriesSpec, demo: DemoSpec) -> tuple[date, str]:
    """Day and file of a row: by the length of its period, later where the series says so."""
    period = Period.parse(row.period)
    late = series.late.get(row.period, 0)
    on = period.end + timedelta(days=demo.days_after[period.kind] + late)
    name = demo.file_names[period.kind].format(period=row.period, on=on.isoformat())
    return on, name if not late else demo.file_names["change"].format(period=row.period, on=on.isoformat())


def rows_of(series: SeriesSpec, demo: DemoSpec) -> Iterator[Told]:
    """The rows that are reported first, by period."""
    base = Told(series.indicator, demo.region, "", kind=series.kind, stage=series.stage, source=series.source)
    for period, value in series.values.items():
        yield replace(base, period=period, value=value)
    for period, stage in series.stages.items():
        yield replace(base, period=period, value=stage)
    for period, point in series.points.items():
        yield replace(
            base, period=period, value=point.value, low=point.low, high=point.high, sample=point.sample,
            population=point.population,
        )  # fmt: skip
    if series.wholes:
        yield from _shares(series, demo, base)


def scaled(series: SeriesSpec, times: int) -> SeriesSpec:
    """The series of a larger country: so many times as much is counted, with the same shares."""
    if times == 1 or series.records == "false" or not series.wholes:
        return series
    return series.model_copy(
        update={
            "wholes": {place: [one * times for one in pair] for place, pair in series.wholes.items()},
            "pinned": {
                period: {place: [one * times for one in pair] for place, pair in cells.items()}
                for period, cells in series.pinned.items()
            },
            "changes": [
                change.model_copy(update={"part": _times(change.part, times), "whole": _times(change.whole, times)})
                for change in series.changes
            ],
        }
    )


def _times(number: Decimal | None, times: int) -> Decimal | None:
    return None if number is None else number * times


def shares(series: SeriesSpec, demo: DemoSpec) -> dict[str, dict[str, tuple[Decimal, Decimal]]]:
    """Period → place → part and whole, as far as the demonstration goes."""
    span = periods_between(demo.begins.replace(month=1, day=1), demo.reading_day, series.every)
    wanted = [period for period in span if _first(series) <= period.start]
    cells: dict[str, dict[str, tuple[Decimal, Decimal]]] = {}
    for index, period in enumerate(wanted):
        along = Fraction(index, max(1, len(wanted) - 1))
        cells[period.code] = {place: _cell(series, demo, period, place, along) for place in series.wholes}
    return cells


def _shares(series: SeriesSpec, demo: DemoSpec, base: Told) -> Iterator[Told]:
    cells = shares(series, demo)
    for period, by_place in cells.items():
        yield from _with_region(base, period, by_place, demo.region)
    if series.yearly == "sum":
        for year, summed in _years([Period.parse(code) for code in cells], cells).items():
            yield from _with_region(base, year, summed, demo.region)


def _first(series: SeriesSpec) -> date:
    return min(Period.parse(code).start for code in series.rates)


def _with_region(base: Told, period: str, shares: Mapping[str, tuple[Decimal, Decimal]], region: str) -> Iterator[Told]:
    """The rows of the places, and before them their sum: parts and wholes are added, never averaged."""
    if region not in shares:
        part = sum((share[0] for share in shares.values()), Decimal(0))
        whole = sum((share[1] for share in shares.values()), Decimal(0))
        yield replace(base, period=period, place=region, part=part, whole=whole)
    for place, (part, whole) in shares.items():
        yield replace(base, period=period, place=place, part=part, whole=whole)


def _years(
    periods: list[Period], cells: Mapping[str, Mapping[str, tuple[Decimal, Decimal]]]
) -> dict[str, dict[str, tuple[Decimal, Decimal]]]:
    """Year → place → sums, for years of which every part is there."""
    parts: dict[str, list[str]] = {}
    for period in periods:
        parts.setdefault(str(period.start.year), []).append(period.code)
    months = {period.code: len(period.months()) for period in periods}
    full = {year: codes for year, codes in parts.items() if sum(months[code] for code in codes) == 12}
    return {
        year: {
            place: (
                sum((cells[code][place][0] for code in codes), Decimal(0)),
                sum((cells[code][place][1] for code in codes), Decimal(0)),
            )
            for place in cells[codes[0]]
        }
        for year, codes in full.items()
    }


def _cell(series: SeriesSpec, demo: DemoSpec, period: Period, place: str, along: Fraction) -> tuple[Decimal, Decimal]:
    """Part and whole of one cell."""
    if place in series.pinned.get(period.code, {}):
        part, whole = series.pinned[period.code][place]
        return part, whole
    first, last = (Fraction(end) for end in series.wholes[place])
    swing = 1 + Fraction(series.swing) / 100 * _drawn(demo.seed, series.indicator, place, period.code, "whole")
    counted = max(Fraction(1), (first + (last - first) * along) * swing) if last else Fraction(0)
    rate = rate_at(series.rates, period) + Fraction(series.offsets.get(place, 0))
    rate += Fraction(series.wobble) * _drawn(demo.seed, series.indicator, place, period.code, "rate")
    unit = 10**series.decimals
    whole_units = round(counted * unit)
    part_units = min(whole_units, max(0, round(whole_units * rate / 100)))
    return Decimal(part_units) / unit, Decimal(whole_units) / unit


def rate_at(rates: Mapping[str, Decimal], period: Period) -> Fraction:
    """The rate of a period: as given, else on the straight line between those given, else the nearest."""
    known = sorted((Period.parse(code).start, Fraction(rate)) for code, rate in rates.items())
    before = [one for one in known if one[0] <= period.start] or known[:1]
    after = [one for one in known if one[0] >= period.start] or known[-1:]
    (start, low), (end, high) = before[-1], after[0]
    if start >= end:
        return low
    return low + (high - low) * (period.start - start).days / (end - start).days


def _drawn(seed: int, *names: str) -> Fraction:
    """A number from −1 to 1 that these names always draw."""
    raw = hashlib.sha256("|".join((str(seed), *names)).encode()).digest()
    return Fraction(int.from_bytes(raw[:4], "big"), 2**31) - 1


def _changed(change: ChangeSpec, now: Mapping[tuple[str, str], Told], region: str) -> list[Told]:
    """The rows that are said anew: the place's, and the sums that it enters."""
    place = change.place or region
    old = now[place, change.period]
    new = replace(old, stage=change.stage, note=change.note)
    if change.value is not None:
        return [replace(new, value=change.value)]
    new = replace(new, part=change.part, whole=change.whole)
    period = Period.parse(change.period)
    sums = [
        row
        for row in now.values()
        if row.place in {place, region} and row is not old and Period.parse(row.period).covers(period)
    ]
    more = _less(new.part, old.part), _less(new.whole, old.whole)
    return [
        new,
        *(
            replace(row, part=_plus(row.part, more[0]), whole=_plus(row.whole, more[1]), note=change.note)
            for row in sums
        ),
    ]


def _less(new: Decimal | None, old: Decimal | None) -> Decimal:
    return (new or Decimal(0)) - (old or Decimal(0))


def _plus(old: Decimal | None, more: Decimal) -> Decimal:
    return (old or Decimal(0)) + more

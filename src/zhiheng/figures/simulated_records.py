"""Invented records of a demonstration, the same on every machine: what was sampled, where, with which result, and when it came.

Pure. How many batches a place had in a period and how many passed stands in `demo/series.yaml`; this page makes exactly that many records, so
that figures computed from records and the plan's story agree. Whoever looks finds what registers look like in life: results that come late,
objections of which some are upheld, a weaker summer, and a place that hands in the same values again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any, TypeVar

from pydantic import Field

from zhiheng.figures.simulated import DemoSpec, SeriesSpec, shares
from zhiheng.packages.schema import Code, Model, Text, Whole
from zhiheng.periods import Period
from zhiheng.registers.parties import uscc

RECORDS = "demo/records.yaml"
LATE_DAYS = (25, 110)
T = TypeVar("T")
Row = dict[str, Any]


class EnterprisesSpec(Model):
    """Who makes and sells: how many in each place, and the words of which names are made."""

    places: dict[Code, Whole]
    towns: dict[Code, list[Text]]
    words: list[Text]
    trades: dict[Code, list[Text]]  # industry code → what enterprises of it call themselves
    forms: dict[Text, Whole]


class CopiedSpec(Model):
    """A place that from a period on hands in what it handed in the period before."""

    place: Code
    since: Code


class SamplesSpec(Model):
    """The records of one sampling register."""

    indicator: Code
    register_: Code = Field(alias="register")
    programmes: dict[Code, Whole]
    beside: dict[Code, Whole] = {}  # programmes that do not count, percent of those that do
    refused: Whole = 0  # percent
    level: Code = "prefecture"
    method: Code = "risk_targeted"
    links: dict[Code, Whole]
    products: dict[Code, list[list[Text]]]  # category → name, standard, items that fail
    laboratories: list[Text]
    retests: Text  # laboratory of retests
    samplers: list[Text]
    late: Whole = 0  # percent that comes after the usual day
    objected: Whole = 0  # percent of all
    upheld: Whole = 0  # percent of those
    summer: Whole = 0  # percent of the failures of a quarter that fall into June to August
    copied: CopiedSpec | None = None


class SamplesOnly(Model):
    """The part of `demo/records.yaml` that is about enterprises and samples."""

    enterprises: EnterprisesSpec
    samples: list[SamplesSpec]


@dataclass(frozen=True)
class Handed:
    """A set of rows that reaches a register on a day: new ones, or what is said anew about earlier ones (by their key)."""

    on: date
    register: str
    rows: Sequence[Row]
    anew: bool = False
    source: str = ""
    move: str = ""
    """The move of the register by which rows (by their key) go on; what else a row says is filled in with it."""


def random_of(seed: int, *names: object) -> Random:
    """A source of chance that these names always give."""
    return Random(hashlib.sha256("|".join((str(seed), *map(str, names))).encode()).digest())


def picked(chance: Random, weights: Mapping[T, int]) -> T:
    """One of the keys, by weight. `random()` alone is the same in every version of Python."""
    sums = list(accumulate(weights.values()))
    at = chance.random() * sums[-1]
    return next(key for key, bound in zip(weights, sums, strict=True) if at < bound)


def one_of(chance: Random, things: Sequence[T]) -> T:
    return things[int(chance.random() * len(things))]


def collected(day: date) -> date:
    """The next day on which a place hands in what is there: the 6th and the 21st."""
    for on in (date(day.year, day.month, 6), date(day.year, day.month, 21)):
        if day <= on:
            return on
    return Period.parse(f"{day:%Y%m}").end + timedelta(days=5)


# Enterprises


@dataclass(frozen=True)
class Firms:
    """The enterprises of the demonstration, by place; `weight` makes some of them large."""

    rows: Sequence[Row]
    by_place: Mapping[str, Sequence[Row]] = field(repr=False)

    def one(self, chance: Random, place: str) -> Row:
        """One enterprise of a place; few of them are met often, as in life."""
        near = self.by_place.get(place) or self.rows
        return near[int(chance.random() ** 2 * len(near))]


def firms(spec: EnterprisesSpec, seed: int, began: date) -> Firms:
    """Every enterprise once, with a right code and a name that no other bears."""
    rows: list[Row] = []
    names: set[str] = set()
    by_place: dict[str, list[Row]] = defaultdict(list)
    for place, count in spec.places.items():
        chance = random_of(seed, "firms", place)
        for number in range(count):
            industry = one_of(chance, list(spec.trades))
            name = _name(chance, spec, place, industry)
            while name in names:
                name = _name(chance, spec, place, industry)
            names.add(name)
            row = {
                "uscc": code_of(place, len(rows)), "name": name, "place": place, "industry": industry,
                "size": picked(chance, {"micro": 6, "small": 9, "medium": 3, "large": 1}),
                "established_on": began - timedelta(days=int(chance.random() * 6000) + 60),
            }  # fmt: skip
            rows.append(row)
            by_place[place].append(row)
            if number == 0:
                row["size"] = "large"
    return Firms(rows, by_place)


def _name(chance: Random, spec: EnterprisesSpec, place: str, industry: str) -> str:
    town = one_of(chance, spec.towns.get(place) or next(iter(spec.towns.values())))
    return town + one_of(chance, spec.words) + one_of(chance, spec.words) + one_of(chance, spec.trades[industry]) + picked(chance, spec.forms)  # fmt: skip


def code_of(place: str, number: int) -> str:
    """A right unified social credit code that no enterprise bears: organisation codes beginning MA9Z are not given out."""
    organisation = "MA9" + _base(number, 5)
    first = "91" + place[:6] + organisation + uscc.organisation_check(organisation)
    return first + uscc.check_symbol(first)


def _base(number: int, digits: int) -> str:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    found = ""
    for _digit in range(digits):
        found = signs[number % len(signs)] + found
        number //= len(signs)
    return found


# Samples


def handed(spec: SamplesOnly, demo: DemoSpec, series: Sequence[SeriesSpec], known: Firms) -> list[Handed]:
    """Everything that reaches the sampling registers, in order of time, up to the reading day."""
    by_indicator = {one.indicator: one for one in series}
    found: list[Handed] = []
    for samples in spec.samples:
        found += _of_register(samples, by_indicator[samples.indicator], demo, known)
    return sorted(
        (one for one in found if one.on <= demo.reading_day), key=lambda one: (one.on, one.register, one.anew)
    )


@dataclass(frozen=True)
class _Batch:
    """One batch: the row as it stands in the end, and as it was first handed in where an objection came between."""

    final: Row
    first: Row | None
    comes: date
    decided: date | None


def _of_register(samples: SamplesSpec, series: SeriesSpec, demo: DemoSpec, known: Firms) -> list[Handed]:
    new: dict[date, list[Row]] = defaultdict(list)
    anew: dict[date, list[Row]] = defaultdict(list)
    for batch in _batches(samples, series, demo, known):
        new[batch.comes].append(batch.first or batch.final)
        if batch.first is not None and batch.decided is not None:
            anew[batch.decided].append({name: batch.final[name] for name in ("sheet_no", *_differing(batch))})
    source = series.source
    first = [Handed(on, samples.register_, rows, source=source) for on, rows in new.items()]
    return first + [Handed(on, samples.register_, rows, anew=True, source=source) for on, rows in anew.items()]


def _differing(batch: _Batch) -> list[str]:
    return [name for name, value in batch.final.items() if batch.first is not None and batch.first.get(name) != value]


def _batches(samples: SamplesSpec, series: SeriesSpec, demo: DemoSpec, known: Firms) -> Iterator[_Batch]:
    added = {
        (change.period, change.place or demo.region): change.on for change in series.changes if change.whole is not None
    }
    before: dict[str, list[_Batch]] = {}
    for period, cells in shares(series, demo).items():
        for place, (part, whole) in cells.items():
            if samples.copied and place == samples.copied.place and period >= samples.copied.since and place in before:
                made = [_copied(batch, period, number) for number, batch in enumerate(before[place])]
            else:
                made = list(_of_cell(samples, series, demo, known, period, place, int(part), int(whole)))
            before[place] = made
            on = added.get((period, place))
            if on is not None:
                made += _of_change(samples, series, demo, known, period, place, on)
            yield from made


def _of_change(samples: SamplesSpec, series: SeriesSpec, demo: DemoSpec, known: Firms, period: str, place: str, on: date) -> list[_Batch]:  # fmt: skip
    """The batches by which a cell grew when it was said anew; they come on that day."""
    change = next(one for one in series.changes if (one.period, one.place or demo.region) == (period, place))
    part, whole = shares(series, demo)[period][place]
    more = int((change.whole or whole) - whole), int((change.part or part) - part)
    made = _of_cell(samples, series, demo, known, period, place, more[1], more[0], which="late")
    return [_Batch(one.final, None, on, None) for one in made]


def _of_cell(
    samples: SamplesSpec, series: SeriesSpec, demo: DemoSpec, known: Firms, period: str, place: str, passed: int,
    whole: int, which: str = "",
) -> Iterator[_Batch]:  # fmt: skip
    """The batches of one place and period: so many that count, and some beside them that do not."""
    chance = random_of(demo.seed, samples.register_, place, period, which)
    results = ["pass"] * passed + ["fail"] * (whole - passed)
    for number, result in enumerate(results):
        month = _month(chance, samples, Period.parse(period), result)
        programme = picked(chance, samples.programmes)
        batch = _batch(chance, samples, known, place, month, f"{period}-{place}{which}-{number:04}", programme, result)
        yield batch if which else _disputed(chance, samples, batch, (whole - passed) / whole)
    if which:
        return
    for programme, percent in samples.beside.items():
        for number in range(round(whole * percent / 100)):
            month = _month(chance, samples, Period.parse(period), "pass")
            result = "none" if programme == "risk_monitoring" else picked(chance, {"pass": 4, "fail": 1})
            key = f"{period}-{place}-{programme[:4]}{number:03}"
            yield _batch(chance, samples, known, place, month, key, programme, result)
    for number in range(round(whole * samples.refused / 100)):
        month = _month(chance, samples, Period.parse(period), "pass")
        key = f"{period}-{place}-ref{number:03}"
        batch = _batch(chance, samples, known, place, month, key, picked(chance, samples.programmes), "none")
        yield _Batch(_without_result(batch.final), None, batch.comes, None)


def _month(chance: Random, samples: SamplesSpec, period: Period, result: str) -> Period:
    """The month in which the conclusion falls; failures lean towards summer where the register says so."""
    months = period.months()
    summer = [month for month in months if month.start.month in (6, 7, 8)]
    if result == "fail" and summer and len(summer) < len(months) and chance.random() * 100 < samples.summer:
        return one_of(chance, summer)
    if result == "fail" and summer and len(summer) < len(months) and samples.summer:
        return one_of(chance, [month for month in months if month not in summer])
    return one_of(chance, months)


def _batch(
    chance: Random, samples: SamplesSpec, known: Firms, place: str, month: Period, key: str, programme: str, result: str
) -> _Batch:
    """One batch with every step of an undisturbed life, concluded within the month."""
    concluded = month.start + timedelta(days=int(chance.random() * (month.end - month.start).days))
    served = concluded - timedelta(days=int(chance.random() * 3))
    reported = served - timedelta(days=1 + int(chance.random() * 4))
    received = reported - timedelta(days=8 + int(chance.random() * 12))
    sampled = received - timedelta(days=int(chance.random() * 4))
    category = one_of(chance, list(samples.products))
    name, standard, *items = one_of(chance, samples.products[category])
    link = picked(chance, samples.links)
    producer, party = known.one(chance, place), known.one(chance, place)
    row: Row = {
        "sheet_no": f"{_initials(samples.register_)}{key}", "programme": f"{month.start.year}-{programme}",
        "programme_type": programme, "level": samples.level, "method": samples.method, "place": place, "link": link,
        "product_category": category, "product_name": name, "batch_no": f"{sampled:%y%m}{int(chance.random() * 10**5):05}",
        "produced_on": sampled - timedelta(days=10 + int(chance.random() * 80)), "claimed_standard": standard,
        "producer": producer["uscc"], "sampled_party": producer["uscc"] if link == "production" else party["uscc"],
        "sampled_on": sampled, "samplers": one_of(chance, samples.samplers), "laboratory": one_of(chance, samples.laboratories),
        "received_on": received, "conclusion": "none",
    }  # fmt: skip
    if result != "none":
        row |= {
            "report_no": f"R{row['sheet_no']}", "reported_on": reported, "served_on": served, "conclusion": result,
            "concluded_on": concluded,
        }  # fmt: skip
    if result == "fail":
        row |= {"failed_items": one_of(chance, items), "judged_by": standard, "item_group": "safety"}
    usual = _usual(concluded)
    late = chance.random() * 100 < samples.late
    delay = timedelta(days=LATE_DAYS[0] + int(chance.random() * (LATE_DAYS[1] - LATE_DAYS[0])))
    comes = collected(usual + delay) if late else usual
    return _Batch(row, None, comes, None)


def _initials(register: str) -> str:
    return register.split(".")[-1][:2].upper()


def _without_result(row: Row) -> Row:
    """The party refused to be sampled: there is neither sample nor test."""
    gone = {"received_on", "report_no", "reported_on", "served_on", "concluded_on", "laboratory", "batch_no", "produced_on", "sampled_on"}  # fmt: skip
    return {name: value for name, value in row.items() if name not in gone} | {
        "outcome": "refused",
        "conclusion": "none",
    }


def _disputed(chance: Random, samples: SamplesSpec, batch: _Batch, failing: float) -> _Batch:
    """With an objection, where one was made: an upheld one turned a failure into a pass, one that was not upheld left it."""
    upheld = chance.random() * 10_000 < samples.objected * samples.upheld
    rejected = chance.random() * 10_000 * max(failing, 0.01) < samples.objected * (100 - samples.upheld)
    row = batch.final
    if row["conclusion"] == "pass" and upheld:
        as_failed = {"conclusion": "fail", "failed_items": _an_item(chance, samples, row), "judged_by": row["claimed_standard"], "item_group": "safety"}  # fmt: skip
        return _objected(chance, samples, row | as_failed, "upheld")
    if row["conclusion"] == "fail" and rejected:
        return _objected(chance, samples, row, "rejected")
    return batch


def _an_item(chance: Random, samples: SamplesSpec, row: Row) -> str:
    known = next(one for one in samples.products[row["product_category"]] if one[0] == row["product_name"])
    return one_of(chance, known[2:])


def _objected(chance: Random, samples: SamplesSpec, row: Row, result: str) -> _Batch:
    """First handed in with the objection open, then with the decision, which makes the conclusion final.

    The conclusion keeps its day; everything before it lies so much earlier that there is time for the dispute.
    """
    final_on: date = row["concluded_on"]
    again = final_on - timedelta(days=int(chance.random() * 3))
    earlier = timedelta(days=16 + int(chance.random() * 20))
    shifted = {name: value - earlier if isinstance(value, date) and name != "concluded_on" else value for name, value in row.items()}  # fmt: skip
    open_row = shifted | {
        "objected_on": shifted["served_on"] + timedelta(days=1 + int(chance.random() * 5)), "objection_kind": "result",
        "concluded_on": None,
    }  # fmt: skip
    decision: Row = {"objection_decided_on": again, "objection_result": result, "concluded_on": final_on}
    if result == "upheld":
        decision |= {"retest_laboratory": samples.retests, "retest_reported_on": again, "retest_conclusion": "pass"}
    empty = {"objection_decided_on": None, "objection_result": "", "retest_laboratory": "", "retest_reported_on": None, "retest_conclusion": "none"}  # fmt: skip
    return _Batch(empty | open_row | decision, empty | open_row, _usual(open_row["served_on"]), _usual(final_on))


def _usual(day: date) -> date:
    """The day on which what happened in a month is handed in."""
    return collected(Period.parse(f"{day:%Y%m}").end)


def _copied(batch: _Batch, period: str, number: int) -> _Batch:
    """The same values once more, a quarter on: only the sheet and the days are new."""
    moved = timedelta(days=91)
    row = {name: value + moved if isinstance(value, date) and name != "produced_on" else value for name, value in batch.final.items()}  # fmt: skip
    prefix, place = str(row["sheet_no"])[:2], str(row["place"])
    return _Batch({**row, "sheet_no": f"{prefix}{period}-{place}-c{number:03}"}, None, batch.comes + moved, None)

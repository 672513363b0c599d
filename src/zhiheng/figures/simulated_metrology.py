"""Invented metrology of a demonstration: standards with their chains, demands, instruments with a verification each year.

Pure. Most instruments are verified before they fall due; some late, a few were forgotten and fall due again every January. The share of
demands whose chain holds follows the series of the plan's story, by the day on which a standard began to serve them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from zhiheng.figures.simulated import DemoSpec, SeriesSpec, rate_at, shares
from zhiheng.figures.simulated_records import Firms, Handed, Row, collected, picked, random_of
from zhiheng.packages.schema import Code, Model, Number, Text, Whole
from zhiheng.periods import Period, period_on

STANDARD, CERTIFICATE, INSTRUMENT, DEMAND = (
    "metrology.standard", "metrology.certificate", "metrology.instrument", "metrology.demand",
)  # fmt: skip
DAY = timedelta(days=1)
UNIT = 10**9
"""Ranges and uncertainties are whole numbers of a billionth of the unit."""


class KindSpec(Model):
    """One kind of instrument."""

    name: Text
    use: Code
    weight: Whole
    months: Whole
    quantity: Code
    method: Text


class MetrologySpec(Model):
    """The metrology of the demonstration."""

    coverage: Code  # indicator whose series says how many demands there are and how many are covered
    verified: Code  # indicator whose series says which share is verified on time
    quantities: dict[Code, Text]  # quantity → unit
    names: dict[Code, Text]  # quantity → what the standard is called
    laboratory: Text  # accredited laboratory elsewhere
    accreditation: Text
    institute: Text  # who verifies here
    groups: dict[Code, Whole]  # place → demands
    kinds: dict[Code, KindSpec]
    instruments: dict[Code, Whole]  # place → how many
    forgotten: Number  # percent of due days that nobody thinks of
    rejected: Number  # percent that does not conform


def handed(spec: MetrologySpec, demo: DemoSpec, series: Sequence[SeriesSpec], known: Firms) -> list[Handed]:
    """Everything that reaches the registers of metrology up to the reading day."""
    by_indicator = {one.indicator: one for one in series}
    found = list(_standards(spec, demo, known))
    found += _demands(spec, demo, by_indicator[spec.coverage])
    found += _instruments(spec, demo, by_indicator[spec.verified], known)
    return [one for one in found if one.on <= demo.reading_day]


# Standards: a laboratory elsewhere, and one public standard here for each quantity, calibrated every year


def _standards(spec: MetrologySpec, demo: DemoSpec, known: Firms) -> Iterator[Handed]:
    holder = known.by_place[demo.region][0]["uscc"]
    tops, ours, certificates = [], [], []
    for quantity, unit in spec.quantities.items():
        base: Row = {
            "place": demo.region,
            "quantity": quantity,
            "range_low": 0,
            "range_high": 1000 * UNIT,
            "unit": unit,
        }
        tops.append(base | {"number": f"{spec.accreditation}-{quantity[:4].upper()}", "name": spec.laboratory, "kind": "outside", "level": "region", "uncertainty": UNIT // 10_000})  # fmt: skip
        certified = demo.begins - timedelta(days=200)
        ours.append(
            base
            | {
                "number": standard_of(quantity), "name": spec.names[quantity], "kind": "public", "level": "prefecture",
                "holder": holder, "uncertainty": UNIT // 100, "certificate_number": standard_of(quantity),
                "certified_on": certified, "last_day": certified + timedelta(days=5 * 365), "issued_by": spec.laboratory,
            }
        )  # fmt: skip
        certificates += [(base, quantity, year) for year in range(demo.begins.year - 1, demo.reading_day.year + 1)]
    first = demo.adopt_on + DAY
    yield Handed(first, STANDARD, tops)
    accredited = {
        "certificate_number": spec.accreditation,
        "certified_on": demo.begins - timedelta(days=400),
        "last_day": demo.begins + timedelta(days=1400),
    }
    yield Handed(first, STANDARD, [{"number": row["number"], **accredited} for row in tops], move="certify")
    certified_by = ("certificate_number", "certified_on", "last_day", "issued_by")
    yield Handed(
        first + DAY,
        STANDARD,
        [{name: value for name, value in row.items() if name not in certified_by} for row in ours],
    )
    yield Handed(
        first + DAY, STANDARD, [{name: row[name] for name in ("number", *certified_by)} for row in ours], move="certify"
    )
    for base, quantity, year in certificates:
        done = date(year, 9, 10) if year < demo.begins.year else date(year, 6, 20)
        row = base | {
            "number": f"WB{year}-{quantity[:6].upper()}", "issuer": spec.laboratory, "accreditation": spec.accreditation,
            "kind": "calibration", "standard": standard_of(quantity), "used": f"{spec.accreditation}-{quantity[:4].upper()}",
            "done_on": done, "last_day": done + timedelta(days=379), "result": "calibrated", "uncertainty": UNIT // 200,
        }  # fmt: skip
        del row["quantity"]
        yield Handed(max(collected(done), first + 2 * DAY), CERTIFICATE, [row])


def standard_of(quantity: str) -> str:
    return f"AL-{quantity[:6].upper()}-01"


# Demands


def _demands(spec: MetrologySpec, demo: DemoSpec, series: SeriesSpec) -> Iterator[Handed]:
    """All demands from the first; those beyond the covered share are served from the quarter in which the share has risen."""
    cells = shares(series, demo)
    places = [place for place, count in spec.groups.items() for _one in range(count)]
    quantities = list(spec.quantities)
    covered = {code: sum(int(part) for part, _whole in cell.values()) for code, cell in cells.items()}
    start = covered[next(iter(covered))]
    order = sorted(range(len(places)), key=lambda number: random_of(demo.seed, "demand", number).random())
    rows = []
    for rank, number in enumerate(order):
        quantity = quantities[number % len(quantities)]
        rows.append(
            {
                "code": f"LZ-{number + 1:03}", "name": f"{spec.names[quantity]} {number + 1}", "place": places[number],
                "quantity": quantity, "range_low": 0, "range_high": 500 * UNIT, "unit": spec.quantities[quantity],
                "max_error": UNIT, "instruments": 1 + number % 40, "since": demo.begins - timedelta(days=400),
                "served_by": standard_of(quantity) if rank < start else None,
            }
        )  # fmt: skip
    yield Handed(demo.adopt_on + 3 * DAY, DEMAND, rows)
    before = start
    for code, count in covered.items():
        served = [rows[rank] for rank in range(before, min(count, len(rows)))]
        before = max(before, count)
        if served:
            on = collected(Period.parse(code).start + timedelta(days=10))
            anew = [{"code": row["code"], "served_by": standard_of(str(row["quantity"]))} for row in served]
            yield Handed(on, DEMAND, anew, anew=True)


# Instruments


def _instruments(spec: MetrologySpec, demo: DemoSpec, series: SeriesSpec, known: Firms) -> Iterator[Handed]:
    rows: list[Row] = []
    done: dict[date, list[Row]] = defaultdict(list)
    first = demo.adopt_on + 4 * DAY
    for place, count in spec.instruments.items():
        chance = random_of(demo.seed, "instruments", place)
        for number in range(count):
            code = picked(chance, {code: kind.weight for code, kind in spec.kinds.items()})
            unit = spec.quantities[spec.kinds[code].quantity]
            row = _instrument(chance, spec.kinds[code], code, unit, known, place, number, demo)
            rows.append(row)
            for certificate in _verifications(chance, spec, series, demo, row, spec.kinds[code]):
                done[max(collected(certificate["done_on"]), first + DAY)].append(certificate)
    yield Handed(first, INSTRUMENT, rows)
    for on, certificates in sorted(done.items()):
        yield Handed(on, CERTIFICATE, certificates)


def _instrument(
    chance: Random, kind: KindSpec, code: str, unit: str, known: Firms, place: str, number: int, demo: DemoSpec
) -> Row:
    used_from = demo.begins - timedelta(days=30 + int(chance.random() * 30 * kind.months))
    return {
        "number": f"{place}-{number + 1:04}", "name": kind.name, "kind": code, "use": kind.use,
        "owner": known.one(chance, place)["uscc"], "place": place, "serial": f"S{int(chance.random() * 10**8):08}",
        "mode": "periodic", "cycle_months": kind.months, "used_from": used_from, "range_low": 0, "range_high": 500 * UNIT,
        "unit": unit,
    }  # fmt: skip


def _verifications(chance: Random, spec: MetrologySpec, series: SeriesSpec, demo: DemoSpec, row: Row, kind: KindSpec) -> Iterator[Row]:  # fmt: skip
    """One certificate a cycle: before the due day as a rule, some after it, some never again."""
    due: date = row["used_from"]
    serial = 0
    while due <= demo.reading_day:
        early = due <= demo.begins
        if not early and _happens(chance, spec.forgotten):
            return
        rate = rate_at(series.rates, period_on(due, "quarter"))
        on_time = early or chance.random() * 100 < float(rate) + float(spec.forgotten)
        day = due - timedelta(days=int(chance.random() * 20)) if on_time else due + timedelta(days=4 + int(chance.random() * 50))  # fmt: skip
        if day > demo.reading_day:
            return
        serial += 1
        fails = not early and _happens(chance, spec.rejected)
        yield _certificate(spec, row, kind, day, serial, fails=fails)
        if fails:  # mended and verified again
            day += timedelta(days=5)
            serial += 1
            yield _certificate(spec, row, kind, day, serial, fails=False)
        due = _last_day(day, kind.months)


def _happens(chance: Random, percent: Decimal) -> bool:
    return chance.random() < Fraction(percent) / 100


def _certificate(spec: MetrologySpec, row: Row, kind: KindSpec, day: date, serial: int, *, fails: bool) -> Row:
    return {
        "number": f"JD{row['number']}-{serial:02}", "issuer": spec.institute, "kind": "rejection" if fails else "verification",
        "instrument": row["number"], "place": row["place"], "used": standard_of(kind.quantity), "method": kind.method,
        "done_on": day, "last_day": None if fails else _last_day(day, kind.months), "result": "fail" if fails else "pass",
    }  # fmt: skip


def _last_day(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    start = date(index // 12, index % 12 + 1, 1)
    end = Period.parse(f"{start:%Y%m}").end
    return min(start + timedelta(days=day.day - 1), end - DAY) - DAY

"""Invented certificates and licences of a demonstration: first issues, yearly renewals, suspensions, papers that lapsed and nobody noticed.

Pure. The counts that the plan's story needs stand in `demo/series.yaml` (holders of energy and low-carbon certificates, new organic and green
products); the rest is life around them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from zhiheng.figures.simulated import DemoSpec, SeriesSpec
from zhiheng.figures.simulated_records import Firms, Handed, Row, collected, one_of, picked, random_of
from zhiheng.packages.schema import Code, Model, Text, Whole
from zhiheng.periods import Period
from zhiheng.registers.certification.rules import mod_11_10

CERTIFICATE, PRODUCT, LICENCE, BODY, CHECK = (
    "certification.certificate", "certification.certificate_product", "certification.licence", "certification.body",
    "certification.check",
)  # fmt: skip
YEAR = timedelta(days=365)
Happened = Callable[[Row], date]


class PapersSpec(Model):
    """The papers of the demonstration."""

    bodies: list[list[Text]]  # approval number, name
    held: Code  # indicator whose series says how many holders there are
    held_schemes: dict[Code, list[Text]]  # scheme → standards
    new: Code  # indicator whose series says how many products are new
    new_schemes: dict[Code, Whole]
    products: list[Text]
    others: dict[Code, list[Text]]  # scheme → standards
    other_count: Whole
    licences: Whole
    licence_issuer: Text
    suspended: Whole  # percent of the others
    checks: Whole  # a year
    inspectors: Text


def handed(spec: PapersSpec, demo: DemoSpec, series: Sequence[SeriesSpec], known: Firms) -> list[Handed]:
    """Everything that reaches the registers of certification up to the reading day, in order of time."""
    by_indicator = {one.indicator: one for one in series}
    found = [Handed(demo.adopt_on, BODY, [_body(number, name, demo) for number, name in spec.bodies])]
    found += _held(spec, demo, by_indicator[spec.held], known)
    found += _new(spec, demo, by_indicator[spec.new], known)
    found += _others(spec, demo, known)
    found += _licences(spec, demo, known)
    found += _checks(spec, demo, known)
    return [one for one in found if one.on <= demo.reading_day]


def _body(number: str, name: str, demo: DemoSpec) -> Row:
    return {"approval_no": number, "name": name, "place": demo.region, "approved_on": date(2003, 1, 1)}


def _certificate(chance: Random, spec: PapersSpec, scheme: str, standard: str, holder: Row, number: str, start: date, first: date, years: int) -> Row:  # fmt: skip
    body = one_of(chance, spec.bodies)
    return {
        "scheme": scheme, "number": number, "holder": holder["uscc"], "place": holder["place"], "body": body[0],
        "scope": str(holder["name"]), "standard": standard, "first_issued_on": first, "valid_from": start,
        "valid_through": start + years * YEAR - timedelta(days=1), "looked_up": "match", "looked_up_on": start,
    }  # fmt: skip


# Holders that are counted as a stock


def _held(spec: PapersSpec, demo: DemoSpec, series: SeriesSpec, known: Firms) -> Iterator[Handed]:
    """One holder more where the series rises; the last one's certificate was suspended and nobody asked since."""
    chance = random_of(demo.seed, "held")
    before = 0
    holders = iter([row for row in known.rows if row["size"] in {"large", "medium"}])
    for code, value in series.values.items():
        for _more in range(int(value) - before):
            yield _first_held(chance, spec, next(holders), Period.parse(code), before)
            before += 1
    holder = next(holders)
    row = _first_held(chance, spec, holder, Period.parse(list(series.values)[len(series.values) // 2]), before).rows[0]
    since = row["valid_from"] + timedelta(days=20)
    paused = {"suspended_on": since, "suspended_to": since + timedelta(days=180), "suspended_for": "surveillance"}
    yield Handed(collected(row["valid_from"]), CERTIFICATE, [row | paused])


def _first_held(chance: Random, spec: PapersSpec, holder: Row, period: Period, number: int) -> Handed:
    scheme = one_of(chance, list(spec.held_schemes))
    start = period.start + timedelta(days=int(chance.random() * 60))
    row = _certificate(chance, spec, scheme, one_of(chance, spec.held_schemes[scheme]), holder, f"{start.year}-{scheme[:2].upper()}-{number:04}", start, start, 3)  # fmt: skip
    return Handed(collected(start), CERTIFICATE, [row])


# New products


def _new(spec: PapersSpec, demo: DemoSpec, series: SeriesSpec, known: Firms) -> Iterator[Handed]:
    """So many first certificates in each period, one product each; an organic one is renewed every year."""
    chance = random_of(demo.seed, "new")
    serial = 0
    for code, value in series.values.items():
        period = Period.parse(code)
        for _one in range(int(value)):
            serial += 1
            start = period.start + timedelta(days=int(chance.random() * 80))
            open_schemes = {
                scheme: weight
                for scheme, weight in spec.new_schemes.items()
                if scheme != "pollution_free" or start < date(2018, 1, 1)
            }
            yield from _one_product(chance, spec, demo, known, picked(chance, open_schemes), start, serial)


NUMBERS: Mapping[str, str] = {"organic": "{body}OP{year:02}{serial:05}", "green_food": "GF152921{year:02}{serial:04}", "pollution_free": "WGH-{year:02}-{serial:05}"}  # fmt: skip
YEARS: Mapping[str, int] = {"organic": 1, "green_food": 3, "pollution_free": 3}
STANDARDS: Mapping[str, str] = {"organic": "GB/T 19630", "green_food": "NY/T 391", "pollution_free": "NY/T 5295"}


def _one_product(chance: Random, spec: PapersSpec, demo: DemoSpec, known: Firms, scheme: str, start: date, serial: int) -> Iterator[Handed]:  # fmt: skip
    place = picked(chance, {row["place"]: 1 for row in known.rows if row["place"] != demo.region})
    holder, product = known.one(chance, place), spec.products[serial % len(spec.products)]
    renewals = -(-(demo.reading_day - start).days // 365) if scheme == "organic" else 1
    lapses = chance.random() < 0.15
    for year in range(1 if lapses else renewals):
        valid_from = start + year * YEAR
        number = NUMBERS[scheme].format(body="103", year=valid_from.year % 100, serial=serial)
        row = _certificate(chance, spec, scheme, STANDARDS[scheme], holder, number, valid_from, start, YEARS[scheme])
        yield Handed(collected(valid_from), CERTIFICATE, [row])
        if year == 0:
            listed = {"certificate": number, "product": product, "place": place, "first_issued_on": start}
            yield Handed(collected(valid_from) + timedelta(days=1), PRODUCT, [listed])


# Everything else


def _others(spec: PapersSpec, demo: DemoSpec, known: Firms) -> Iterator[Handed]:
    """Management systems and compulsory certificates, most from before the plan; some suspended, some forgotten."""
    chance = random_of(demo.seed, "others")
    rows = []
    for number in range(spec.other_count):
        scheme = one_of(chance, list(spec.others))
        start = demo.begins - timedelta(days=int(chance.random() * 700)) + timedelta(days=int(chance.random() * 1100))
        holder = one_of(chance, known.rows)
        written = f"{start.year}{10 + number % 80:02}{1501 + number % 400:04}{number:06}" if scheme == "ccc" else f"{start.year}{scheme[:1].upper()}{number:05}R0M"  # fmt: skip
        row = _certificate(chance, spec, scheme, one_of(chance, spec.others[scheme]), holder, written, start, start, 3)
        if chance.random() * 100 < spec.suspended:
            since = start + timedelta(days=200 + int(chance.random() * 300))
            row |= {"suspended_on": since, "suspended_to": since + timedelta(days=170), "suspended_for": "surveillance"}
            if chance.random() < 0.6:
                row["restored_on"] = since + timedelta(days=90)
        rows.append(row)
    yield from _by_day(CERTIFICATE, rows, demo, lambda row: max(row["valid_from"], row.get("restored_on") or row.get("suspended_on") or row["valid_from"]))  # fmt: skip


def _licences(spec: PapersSpec, demo: DemoSpec, known: Firms) -> Iterator[Handed]:
    chance = random_of(demo.seed, "licences")
    rows = []
    for number in range(spec.licences):
        holder = one_of(chance, known.rows)
        start = demo.begins - timedelta(days=int(chance.random() * 1200)) + timedelta(days=int(chance.random() * 1500))
        digits = f"1{number % 31 + 1:02}{holder['place'][:6]}{number:04}"
        rows.append(
            {
                "kind": "food_production", "number": f"SC{digits}{mod_11_10(digits)}", "holder": holder["uscc"],
                "place": holder["place"], "issuer": spec.licence_issuer, "first_issued_on": start, "valid_from": start,
                "valid_through": start + 5 * YEAR,
            }
        )  # fmt: skip
    yield from _by_day(LICENCE, rows, demo, lambda row: row["valid_from"])


def _checks(spec: PapersSpec, demo: DemoSpec, known: Firms) -> Iterator[Handed]:
    """Checks of certificate holders, drawn at random, most without findings."""
    chance = random_of(demo.seed, "checks")
    rows = []
    for year in range(demo.begins.year, demo.reading_day.year + 1):
        for number in range(spec.checks):
            day = date(year, 3, 1) + timedelta(days=int(chance.random() * 240))
            holder = one_of(chance, known.rows)
            found = chance.random() < 0.25
            row = {
                "check_no": f"RZ{year}-{number:03}", "programme": str(year), "at_random": True, "subject": "holder",
                "holder": holder["uscc"], "place": holder["place"], "inspectors": spec.inspectors,
                "planned_on": day - timedelta(days=20), "checked_on": day, "findings": 2 if found else 0, "serious": 0,
                "result": "minor" if found else "ok",
            }  # fmt: skip
            rows.append(row)
    yield from _by_day(CHECK, rows, demo, lambda row: row["checked_on"])


def _by_day(register: str, rows: Sequence[Row], demo: DemoSpec, happened: Happened) -> Iterator[Handed]:
    """Rows in the sets in which they are handed in; what is older than the plan comes with the first."""
    sets: dict[date, list[Row]] = {}
    for row in rows:
        if happened(row) <= demo.reading_day:
            sets.setdefault(max(collected(happened(row)), demo.adopt_on + timedelta(days=1)), []).append(row)
    for on, some in sorted(sets.items()):
        yield Handed(on, register, some)

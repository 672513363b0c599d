"""A little world for computed figures: a city, two banners with townships, a zone that leaves its banner in mid-2018,
and indicators over the trial registers of samples and permits."""

from datetime import UTC, date, datetime

from tests.registers_app.declarations import PERMITS, SAMPLES
from tests.registers_app.models import Firm
from zhiheng.accounts.rights import Actor, PostHeld, operator
from zhiheng.bodies import services as bodies
from zhiheng.bodies.models import Place
from zhiheng.figures import live, rebuild, services
from zhiheng.journal.acts import act
from zhiheng.packages.reading import Package
from zhiheng.periods import Period
from zhiheng.plan import adopting
from zhiheng.registers.kit import services as kit

PLAN = "steppe-2020"
CITY, EAST, WEST, TOWN, ZONE_, HILL = 1, 2, 3, 4, 5, 6
"""Permanent numbers: the city; the banners east and west; in the east a town and the zone; in the west a hill town."""
NAME = "{zh-Hans: 名, en: name}"


def indicator(code: str, told: str) -> str:
    return f"""
code: {code}
name: {NAME}
short: {NAME}
unit: 批
definition: {NAME}
source: {{kind: computed}}
versions: [{{number: 1, from: 2016-01-01}}]
written_by: 某人
next_review: 2027-06-30
{told}
"""


FINAL = f'part: {{name: {NAME}, where: [{{field: passed, is: "true"}}]}}\nwhole: {{name: {NAME}}}'
RATE = f"""kind: ratio
register: trial.sample
where: [{{field: kind, in: [food, toy]}}]
{FINAL}
classes: [food, toy]
class_by: kind"""
ONCE = f"""kind: ratio
register: trial.sample
{FINAL}
counts_once_by: [firm, product]"""
VALID = f"""kind: count_valid
register: trial.permit
part: {{name: {NAME}}}
counts_once_by: [firm]"""
AMOUNT = f"""kind: sum
register: trial.sample
part: {{name: {NAME}, sum_of: measured}}"""
WEIGHTED = f"""kind: weighted_mean
register: trial.sample
part: {{name: {NAME}, where: [{{field: passed, is: "true"}}]}}
whole: {{name: {NAME}, sum_of: measured}}"""

PLACES = f"""
places:
  - {{code: "1", number: 1, kind: city, slug: city, names: [{{name: {NAME}}}]}}
  - {{code: "11", number: 2, kind: banner, parent: "1", slug: east, names: [{{name: {NAME}}}]}}
  - {{code: "12", number: 3, kind: banner, parent: "1", slug: west, names: [{{name: {NAME}}}]}}
  - {{code: "111", number: 4, kind: town, parent: "11", slug: town, names: [{{name: {NAME}}}]}}
  - code: "112"
    number: 5
    kind: zone
    parent: "11"
    parents: [{{from: 2018-07-01, parent: "1"}}]
    slug: zone
    names: [{{name: {NAME}}}]
  - {{code: "121", number: 6, kind: town, parent: "12", slug: hill, names: [{{name: {NAME}}}]}}
bodies:
  - {{code: quality, place: "1", kind: department, names: [{{name: {NAME}}}]}}
"""  # fmt: skip
FILES = {
    "bodies.yaml": PLACES,
    "clauses.yaml": f"""
- code: "1"
  level: item
  title: {NAME}
  statement: {NAME}
  duties: [{{code: 1-a, what: {NAME}, lead: [{{body: quality, as: 质量局}}]}}]
""",
    "targets.yaml": """
- {code: p1, clause: "1", duty: 1-a, indicator: p1, comparator: ">=", threshold: "90", rule: by_end}
""",
}
INDICATORS = {"p1": RATE, "p2": ONCE, "c1": VALID, "a1": AMOUNT, "w1": WEIGHTED}


def plan(version: int = 1, until: str = "2021-01-01") -> str:
    return f"""
schema: 1
code: {PLAN}
version: {version}
title: {NAME}
short: {NAME}
region: "1"
from: 2016-01-01
until: {until}
first_month: 7
document: {{number: 试〔2016〕1号}}
"""


def package(version: int = 1, until: str = "2021-01-01", **indicators: str) -> Package:
    """The package; indicators by code replace or add to those of this world."""
    told = INDICATORS | indicators
    files = (
        FILES | {"plan.yaml": plan(version, until)} | {f"indicators/{c}.yaml": indicator(c, t) for c, t in told.items()}
    )
    return Package(PLAN, {path: text.encode() for path, text in files.items()})


def at(text: str) -> datetime:
    """An instant: "2019-07-05" is noon of that day in Shanghai."""
    return datetime.fromisoformat(f"{text}T04:00").replace(tzinfo=UTC)


def adopted(version: int = 1, on: str = "2016-01-04", until: str = "2021-01-01", **indicators: str) -> None:
    """Adopt a version of the plan, through every room."""
    with act(operator(date(2016, 1, 4)), "plan.adopt", PLAN, at=at(on)) as opened:
        for room in (bodies, adopting, services):
            room.adopt(package(version, until, **indicators), opened)
    for code in ("A1", "B2", "C3"):
        Firm.objects.get_or_create(code=code, defaults={"name": code})


def actor() -> Actor:
    return Actor("wang", "王", date(2019, 7, 15), (PostHeld("office", "office", 1, None),))


def place(code: str) -> Place:
    return Place.objects.get(code=code)


_number = iter(range(1, 1_000_000))


def sample(where: str = "111", drawn: str = "2018-03-05", *, on: str = "2019-07-06", final: bool = True, **more) -> int:
    """Record a sample, and confirm it unless told otherwise."""
    values = {
        "place": place(where), "number": f"S{next(_number)}", "firm": firm("A1"), "product": f"砖{next(_number)}",
        "kind": "food", "drawn_on": date.fromisoformat(drawn), "tested_on": date(2022, 7, 5), "passed": True,
        "measured": 1500, **more,
    }  # fmt: skip
    key = kit.record(actor(), SAMPLES, values, at=at(on))
    if final:
        confirm(key, on=on, passed=values["passed"])
    return key


def confirm(key: int, *, passed: bool, on: str = "2019-07-06") -> None:
    kit.move(actor(), SAMPLES, [key], "confirm", {"passed": passed}, at=at(on))


def correct(key: int, *, on: str = "2019-07-08", **values) -> None:
    kit.correct(actor(), SAMPLES, key, values, at=at(on), reason="更正")


def permit(
    where: str = "111",
    issued: str = "2017-05-10",
    ends: str = "2019-05-09",
    holder: str = "A1",
    *,
    on: str = "2019-07-06",
) -> int:
    values = {
        "place": place(where), "number": f"P{next(_number)}", "firm": firm(holder),
        "issued_on": date.fromisoformat(issued), "ends_on": date.fromisoformat(ends),
    }  # fmt: skip
    return kit.record(actor(), PERMITS, values, at=at(on))


def firm(code: str) -> Firm:
    return Firm.objects.get(code=code)


def figure(
    code: str, number: int, period: str, *, class_: str = "", tree: str = "", as_of: str = ""
) -> tuple[int, ...]:
    """The parts of a figure in the order of its definition: (part, whole) of a rate, (part,) of a count."""
    keys = [key for key in live.cells_of(PLAN, [code])[code] if key[1] == class_]
    found = live.read(
        PLAN, [number], {code: keys}, [Period.parse(period)],
        tree=date.fromisoformat(tree) if tree else None,
        as_of=live.end_of(date.fromisoformat(as_of)) if as_of else None,
    )  # fmt: skip
    return tuple(found[0, 0].tolist())


def all_agree() -> bool:
    """Array, columns, SQL and plain loop give the same; else a failure that says where not."""
    checked = rebuild.check(PLAN, rebuild.ways(PLAN))
    assert checked.ways == ("vector", "sql", "reference")
    assert checked.differences == ()
    return checked.entries > 0

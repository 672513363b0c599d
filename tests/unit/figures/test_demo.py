"""A demonstration fills an empty database in the order of its time, through the same doors as real work."""

from datetime import date

import pytest

from tests.unit.figures.test_simulated import DEMO, SERIES
from tests.unit.figures.world import FILES, PLAN, office
from zhiheng.accounts.rights import actor
from zhiheng.accounts.signing_in import Person
from zhiheng.figures import demo, queries, simulated
from zhiheng.journal import clock
from zhiheng.journal.models import Entry
from zhiheng.journal.refusal import Refused
from zhiheng.packages.reading import Package

pytestmark = pytest.mark.django_db

PEOPLE = """
people:
  - {code: office, name: 王主任, role: office, body: quality, password: guan-zhi-liang-2019}
  - {code: leader, name: 包市长, role: leader, body: quality, password: kan-quan-meng-2019}
values:
  - {on: 2018-02-01, name: 分解表.xlsx, rows: {p1: {"2018": "86", "2019": "88", "2020": "90"}}}
"""
SERIES_FILE = "- " + SERIES.strip().replace("\n", "\n  ")


def package(**changed: str) -> Package:
    files = FILES | {
        "demo/demo.yaml": DEMO.replace("people: []", PEOPLE),
        "demo/series.yaml": SERIES_FILE.replace('"2018Q1": "84"', '"2018Q3": "84"'),
    }
    for old, new in changed.values():
        files = {name: text.replace(old, new) for name, text in files.items()}
    return Package(PLAN, {name: text.encode() for name, text in files.items()})


@pytest.fixture
def played():
    steps: list[str] = []
    demo.play([demo.load(package())], steps.append)
    return steps


def test_the_database_is_simulated_from_its_first_entry_and_stays_so(played):
    first = Entry.objects.get(seq=1)

    assert (first.verb, first.subject) == ("simulated", "2019-07-15")
    assert (clock.read().day, clock.read().simulated) == (date(2019, 7, 15), True)
    assert len(played) == Entry.objects.count() - 1 - 2 * 2  # each step is an act, but for people and their posts


def test_acts_are_entered_in_the_order_of_their_time_and_none_after_the_reading_day(played):
    times = list(Entry.objects.order_by("seq").values_list("at", flat=True))

    assert times == sorted(times)
    assert times[-1].date() <= date(2019, 7, 15)


def test_what_was_known_differs_from_day_to_day(played):
    def share(on):
        view = queries.figure(office(), PLAN, "p1", "11", "2018Q4", as_of=on)
        return (view.part, view.whole)

    assert share(date(2019, 3, 7)) == (120, 130)
    assert share(date(2019, 3, 8)) == (120, 133)


def test_the_people_of_the_demonstration_may_sign_in_and_hold_their_posts(played):
    person = Person.objects.get(code="office")

    assert person.check_password("guan-zhi-liang-2019")
    assert actor(person, date(2019, 7, 15)).roles == {"office"}


def test_a_demonstration_is_never_played_into_a_database_that_holds_something(played):
    with pytest.raises(Refused):
        demo.play([demo.load(package())])


def test_a_wrong_line_is_told_with_file_and_line():
    broken = package(line=("every: quarter\n  source", "every: often\n  source"))

    with pytest.raises(demo.BrokenDemoError, match=r"demo/series.yaml 第 2 行"):
        demo.load(broken)


def test_the_check_of_a_package_reads_its_demonstration():
    def told(**changed):
        return [(one.file, one.line, one.code) for one in simulated.check(package(**changed))]

    assert told() == []
    assert told(line=("every: quarter\n  source", "every: often\n  source")) == [("demo/series.yaml", 2, "not_allowed")]
    assert told(place=('"12": ["50", "50"]', '"99": ["50", "50"]')) == [("demo/series.yaml", 4, "unknown_reference")]


def test_a_row_that_would_not_be_taken_stops_the_play():
    """The west county does not exist before July 2018."""
    broken = package(start=('"2018Q3": "84"', '"2018Q1": "84"'))

    with pytest.raises(demo.BrokenDemoError, match="q-2018Q1.csv"):
        demo.play([demo.load(broken)])


def test_a_package_without_a_demonstration_brings_none():
    assert demo.load(Package(PLAN, {})) is None

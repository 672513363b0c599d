"""Lists, one record and its history, what is open and due, search: within rights, today and as of a day."""

from datetime import date

import pytest

from tests.registers_app.declarations import PERMITS, SAMPLES
from tests.registers_app.models import Sample
from tests.unit.registers.kit.world import DAY, at, clerk, office, permit, person, recorded, settled_land
from zhiheng.bodies.models import CalendarDay, CalendarYear, Place
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import queries, services

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def land():
    return settled_land()


def numbers(page):
    return [row.values["number"] for row in page.rows]


def listed(actor=None, filters=None, **how):
    return queries.rows(actor or office(), SAMPLES, filters, on=DAY, **how)


def test_a_list_shows_names_not_codes():
    recorded()
    (row,) = listed().rows
    assert row.shown == {
        "number": "S1", "firm": "甲公司", "kind": "工具", "drawn_on": "2019-07-01", "passed": "是", "state": "已报",
    }  # fmt: skip


def test_filters():
    recorded(number="A1", kind="food", drawn_on=date(2019, 6, 1))
    recorded(number="A2", kind="toy", product="木马")
    recorded(number="B1", kind="tool", place=Place.objects.get(code="12"))

    for filters, expected in (
        ({"kind": "toy"}, ["A2"]),
        ({"kind": ["食品", "玩具"]}, ["A1", "A2"]),
        ({"drawn_on__from": "2019.7.1"}, ["A2", "B1"]),
        ({"drawn_on__to": "2019-06-01"}, ["A1"]),
        ({"place": "东县"}, ["A1", "A2"]),
        ({"place": "1"}, ["A1", "A2", "B1"]),
        ({"q": "a 马"}, ["A2"]),
        ({"number__has": "1"}, ["A1", "B1"]),
        ({"kind": ""}, ["A1", "A2", "B1"]),
    ):
        assert sorted(numbers(listed(filters=filters))) == expected, filters


def test_an_unknown_filter_is_refused_in_words():
    with pytest.raises(Refused) as refused:
        listed(filters={"colour": "red"})
    assert refused.value.code == "registers.no_such_filter"
    with pytest.raises(Refused) as refused:
        listed(filters={"drawn_on__from": "gestern"})
    assert "gestern" in str(refused.value)


def test_rights_cut_the_list():
    recorded(number="A1")
    recorded(number="B1", place=Place.objects.get(code="12"))
    assert numbers(listed(clerk("11"))) == ["A1"]
    assert listed(clerk("11")).total == 1
    permit()
    with pytest.raises(Refused):
        queries.rows(clerk("11"), PERMITS, on=DAY)


def test_pages_follow_each_other_without_gap_or_repeat_whatever_the_order():
    """Empty values come last; a row recorded between two pages moves nobody."""
    for n in range(7):
        recorded(number=f"S{n}", tested_on=None if n % 3 == 0 else date(2019, 7, 2 + n % 2), passed=None)
    for sort in (("tested_on",), ("-tested_on",), ("-tested_on", "number"), ("number",), ()):
        seen, cursor = [], ""
        while True:
            page = listed(sort=sort, after=cursor, size=2)
            seen += numbers(page)
            if not (cursor := page.next):
                break
        assert seen == numbers(listed(sort=sort)), sort
        assert sorted(seen) == [f"S{n}" for n in range(7)], sort


def test_tabs_and_totals():
    recorded(number="A1", measured=1500)
    recorded(number="A2", measured=2000, drawn_on=date(2019, 3, 1))
    key = recorded(number="A3", measured=500)
    services.move(office(), SAMPLES, [key], "confirm", at=at("2019-07-07"))

    assert [(tab.code, count) for tab, count in queries.tabs(office(), SAMPLES, on=DAY)] == [("fresh", 2), ("open", 2)]
    assert numbers(listed(tab="open")) == ["A2", "A1"]
    count, sums = queries.totals(office(), SAMPLES, on=DAY)
    assert (count, str(sums["measured"])) == (3, "4.000")


def test_withdrawn_records_show_only_when_asked_for():
    key = recorded()
    services.withdraw(office(), SAMPLES, [key], at=at("2019-07-07"), reason="录错")
    assert listed().total == 0
    assert listed(filters={"withdrawn": "是"}).rows[0].withdrawn


def test_as_of_shows_what_was_known_then():
    """S1 corrected on 8 July, S2 withdrawn on 9 July, S3 recorded on 10 July."""
    first = recorded(number="S1", product="砖", kind="tool", on="2019-07-05")
    second = recorded(number="S2", on="2019-07-06")
    services.correct(office(), SAMPLES, first, {"kind": "toy"}, at=at("2019-07-08"))
    services.withdraw(office(), SAMPLES, [second], at=at("2019-07-09"), reason="录错")
    recorded(number="S3", on="2019-07-10")

    def known(day, **filters):
        return numbers(listed(filters=filters, as_of=at(day), sort=["number"]))

    assert known("2019-07-05") == ["S1"]
    assert known("2019-07-07") == ["S1", "S2"]
    assert known("2019-07-07", kind="tool") == ["S1", "S2"]
    assert known("2019-07-08", kind="tool") == ["S2"]
    assert known("2019-07-09") == ["S1"]
    assert known("2019-07-10") == ["S1", "S3"]
    assert listed(filters={"kind": "tool"}, as_of=at("2019-07-07")).total == 2
    assert queries.record(office(), SAMPLES, first, on=DAY, as_of=at("2019-07-07")).row.values["kind"] == "tool"
    with pytest.raises(Refused):
        queries.record(office(), SAMPLES, first, on=DAY, as_of=at("2019-07-04"))


def test_pages_as_of_follow_each_other():
    keys = [recorded(number=f"S{n}", on="2019-07-05") for n in range(6)]
    services.correct(office(), SAMPLES, keys[1], {"product": "瓦"}, at=at("2019-07-08"))
    services.correct(office(), SAMPLES, keys[4], {"product": "瓦"}, at=at("2019-07-08"))
    seen, cursor = [], ""
    while True:
        page = listed(as_of=at("2019-07-06"), sort=["number"], size=2, after=cursor)
        seen += [(row.values["number"], row.values["product"]) for row in page.rows]
        if not (cursor := page.next):
            break
    assert seen == [(f"S{n}", "砖") for n in range(6)]


def test_history_is_field_by_field():
    key = recorded(passed=None, tested_on=None)
    services.correct(
        office(),
        SAMPLES,
        key,
        {"product": "瓦", "firm": None or Sample.objects.get().firm},
        at=at("2019-07-07"),
        reason="看错",
    )
    services.move(
        office(), SAMPLES, [key], "confirm", {"passed": True, "tested_on": date(2019, 7, 6)}, at=at("2019-07-08")
    )

    first, second, third = queries.history(office(), SAMPLES, key, on=DAY)
    assert first.changes == ()
    assert (second.changes, second.reason, second.who) == ((("product", "砖", "瓦"),), "看错", "wang/office@office")
    assert third.changes == (
        ("state", "已报", "已定"), ("tested_on", "", "2019-07-06"), ("passed", "", "是"),
    )  # fmt: skip
    assert [step.seq for step in (first, second, third)] == [1, 2, 3]

    view = queries.record(office(), SAMPLES, key, on=DAY)
    assert view.sources["product"].revision == 2
    assert view.sources["number"].revision == 1
    assert [(state, step.revision if step else None) for state, _, step in view.life] == [
        ("reported", 1), ("objected", None), ("final", 3),
    ]  # fmt: skip


def announced(*years):
    for year in years:
        CalendarYear.objects.create(year=year, announced=True, source="国办发")
    CalendarDay.objects.create(day=date(2019, 10, 1), working=False, name="国庆", year_id=2019)


def test_open_moves_say_by_when_under_which_article():
    """Ten working days after Friday 5 July 2019 end on Friday 19 July."""
    announced(2019)
    key = recorded(tested_on=date(2019, 7, 5))
    moves = {one.move.code: one for one in queries.moves_open(clerk(), SAMPLES, key, DAY)}

    assert (moves["object"].due.day, moves["object"].due.rule.clause, moves["object"].may) == (
        date(2019, 7, 19),
        "law/15",
        True,
    )
    assert (moves["confirm"].may, moves["confirm"].due, moves["prove"].needs) == (False, None, ("report",))


def test_a_case_takes_the_rule_of_the_day_that_started_it():
    """The term was 15 days until the end of 2018."""
    announced(2018, 2019)
    key = recorded(drawn_on=date(2018, 6, 1), tested_on=date(2018, 6, 1))
    (move,) = (one for one in queries.moves_open(clerk(), SAMPLES, key, DAY) if one.move.code == "object")
    assert (move.due.rule.days, move.due.day) == (15, date(2018, 6, 22))


def test_a_year_that_is_not_announced_is_said():
    announced(2019)
    key = recorded(drawn_on=date(2019, 12, 1), tested_on=date(2019, 12, 25))
    (move,) = (one for one in queries.moves_open(clerk(), SAMPLES, key, DAY) if one.move.code == "object")
    assert (move.due.day, move.due.not_announced) == (None, 2020)


def test_deadlines_are_those_that_one_may_act_on():
    announced(2019)
    late = recorded(number="S1", drawn_on=date(2019, 6, 1), tested_on=date(2019, 6, 3))
    soon = recorded(number="S2", tested_on=date(2019, 7, 5))
    recorded(number="S3", tested_on=None, passed=None)

    found = queries.deadlines(clerk("11"), DAY)
    assert [(one.id, one.due.overdue(DAY)) for one in found] == [(late, True), (soon, False)]
    assert queries.deadlines(clerk("12"), DAY) == []


def test_search_over_all_registers_within_rights():
    recorded(number="S-2019-7", product="红砖")
    permit(number="X-2019-1")
    assert [(one.register.code, one.name) for one in queries.found(office(), "2019", on=DAY) if one.register.area == "trial"] == [
        ("trial.permit", "X-2019-1"), ("trial.sample", "S-2019-7"),
    ]  # fmt: skip
    assert [one.name for one in queries.found(person("clerk", "11"), "红砖", on=DAY)] == ["S-2019-7"]
    assert queries.found(person("clerk", "12"), "红砖", on=DAY) == []


def test_likely_duplicates_are_found_before_saving():
    key = recorded(number="S1")
    values = {"number": "S2", "firm": Sample.objects.get().firm_id, "drawn_on": date(2019, 7, 1), "product": "砖"}
    assert [row.id for row in queries.alike(office(), SAMPLES, values, on=DAY)] == [key]
    assert queries.alike(office(), SAMPLES, {**values, "product": "瓦"}, on=DAY) == ()

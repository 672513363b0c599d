"""Figures that follow from records at once: every change of evidence, on every tree, as known on every day."""

from datetime import date

import pytest

from tests.registers_app.declarations import SAMPLES
from zhiheng.figures import inforce, live
from zhiheng.figures.models import Cell, Compiled, Delta
from zhiheng.journal.acts import act
from zhiheng.registers.kit import services as kit

from .computed import (
    CITY,
    EAST,
    HILL,
    PLAN,
    RATE,
    TOWN,
    WEST,
    ZONE_,
    actor,
    adopted,
    all_agree,
    at,
    confirm,
    correct,
    figure,
    firm,
    permit,
    place,
    sample,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(settings, tmp_path):
    settings.VAR = tmp_path
    live.forget()
    inforce.forget()
    adopted()
    yield
    live.forget()


def test_a_confirmed_sample_moves_every_figure_above_it():
    sample("111", "2018-03-05", passed=False)

    for number in (TOWN, EAST, CITY):
        assert figure("p1", number, "201803") == (0, 1)
    assert figure("p1", WEST, "201803") == (0, 0)
    assert all_agree()


def test_a_sample_counts_when_it_is_final_and_no_longer_when_it_is_withdrawn():
    key = sample("111", final=False)
    assert figure("p1", CITY, "2018") == (0, 0)

    confirm(key, passed=True)
    assert figure("p1", CITY, "2018") == (1, 1)

    kit.withdraw(actor(), SAMPLES, [key], at=at("2019-07-09"), reason="重复")
    assert figure("p1", CITY, "2018") == (0, 0)
    assert not Delta.objects.filter(payload=b"").exists()


def test_an_objection_won_turns_the_verdict_of_its_month():
    """The late correction belongs to the month in which the sample was drawn."""
    key = sample("111", "2017-11-30", passed=False)
    assert figure("p1", EAST, "201711") == (0, 1)

    correct(key, passed=True)

    assert figure("p1", EAST, "201711") == (1, 1)
    assert figure("p1", EAST, "2019") == (0, 0)
    assert all_agree()


def test_a_correction_moves_a_sample_to_another_place_month_and_class():
    key = sample("111", "2018-03-05")

    correct(key, place=place("121"), drawn_on=date(2018, 4, 1), kind="toy")

    assert figure("p1", EAST, "2018") == (0, 0)
    assert figure("p1", HILL, "201804") == (1, 1)
    assert figure("p1", CITY, "201804", class_="toy") == (1, 1)
    assert figure("p1", CITY, "2018", class_="food") == (0, 0)
    assert all_agree()


def test_a_record_of_the_city_itself_counts_in_the_city_alone():
    sample("1", "2018-03-05")

    assert figure("p1", CITY, "201803") == (1, 1)
    assert figure("p1", EAST, "201803") == (0, 0)
    assert all_agree()


def test_samples_of_one_product_count_once_while_they_come_and_go():
    """The second, earlier one becomes the representative; when it is withdrawn the first stands again."""
    first = sample("111", "2018-05-02", product="奶", passed=False)
    assert figure("p2", TOWN, "201805") == (0, 1)

    second = sample("121", "2018-03-01", product="奶", passed=True)
    assert figure("p2", CITY, "2018") == (1, 1)
    assert figure("p2", HILL, "201803") == (1, 1)
    assert figure("p2", TOWN, "201805") == (0, 0)

    kit.withdraw(actor(), SAMPLES, [second], at=at("2019-07-09"), reason="误报")
    assert figure("p2", TOWN, "201805") == (0, 1)
    correct(first, product="茶")
    assert figure("p2", TOWN, "201805") == (0, 1)
    assert all_agree()


def test_merged_enterprises_are_one_where_holders_count_once():
    """Two holders of permits become one: the union of their permits counts, and two again when it is undone."""
    permit("111", "2018-01-10", "2018-06-30", "A1")
    second = permit("121", "2018-03-01", "2018-12-31", "B2")
    assert figure("c1", CITY, "201804") == (2,)

    from tests.registers_app.declarations import PERMITS

    kit.correct(actor(), PERMITS, second, {"firm": firm("A1")}, at=at("2019-07-08"), reason="企业合并")
    assert [figure("c1", CITY, month) for month in ("201801", "201804", "201808", "201901")] == [(1,), (1,), (1,), (0,)]
    assert figure("c1", HILL, "201808") == (0,)

    kit.correct(actor(), PERMITS, second, {"firm": firm("B2")}, at=at("2019-07-09"), reason="合并撤销")
    assert figure("c1", CITY, "201804") == (2,)
    assert all_agree()


def test_a_permit_older_than_the_plan_is_valid_from_its_first_month_on():
    permit("111", "2014-05-10", "2017-05-09")

    assert [figure("c1", CITY, period) for period in ("201601", "2016", "201704", "201705")] == [(1,), (1,), (1,), (0,)]
    assert all_agree()


def test_sums_and_weights_are_whole_numbers():
    sample("111", measured=1500)
    sample("121", measured=250, passed=False)

    assert figure("a1", CITY, "2018") == (1750,)
    assert figure("w1", CITY, "2018") == (1500, 1750, 1500**2 + 250**2, 2)
    assert all_agree()


def test_year_to_date_quarters_and_assessment_years_are_sums_of_their_months():
    for drawn in ("2018-01-15", "2018-04-15", "2018-08-15", "2019-02-15"):
        sample("111", drawn)

    assert [figure("p1", CITY, period)[1] for period in ("2018Q1", "2018Q2", "2018H2", "2018", "A2019")] == [
        1,
        1,
        1,
        3,
        2,
    ]
    assert [figure("p1", CITY, f"2018-01/2018-{month}")[1] for month in ("01", "03", "04", "08")] == [1, 1, 2, 3]


def test_a_zone_that_leaves_its_banner_in_mid_2018():
    """Each period is added up under the tree of its last day, for the whole of the period: the zone's samples of the
    spring of 2018 are the banner's in the first half, and no longer in the year."""
    sample("111", "2017-05-05")
    for drawn in ("2017-09-05", "2018-03-05", "2018-09-05"):
        sample("112", drawn)

    assert figure("p1", EAST, "2017")[1] == 2
    assert figure("p1", EAST, "2018H1")[1] == 1
    assert figure("p1", EAST, "2018-01/2018-06")[1] == 1
    assert figure("p1", EAST, "2018-01/2018-07")[1] == 0
    assert figure("p1", EAST, "2018")[1] == 0
    assert figure("p1", EAST, "A2018")[1] == 2
    assert figure("p1", ZONE_, "2018")[1] == 2
    assert [figure("p1", CITY, period)[1] for period in ("2017", "2018", "A2018")] == [2, 2, 2]


def test_a_named_tree_restates_every_period():
    """Under the tree of 2019 the zone never lay in the banner; under that of 2017 it always did."""
    for drawn in ("2017-09-05", "2018-03-05", "2018-09-05"):
        sample("112", drawn)

    assert [figure("p1", EAST, period, tree="2019-01-01")[1] for period in ("2017", "2018", "A2018")] == [0, 0, 0]
    assert [figure("p1", EAST, period, tree="2017-01-01")[1] for period in ("2017", "2018", "A2018")] == [1, 2, 2]
    assert figure("p1", CITY, "2018", tree="2017-01-01") == figure("p1", CITY, "2018", tree="2019-01-01")


def test_a_stock_is_added_up_under_the_tree_of_the_last_day():
    permit("112", "2017-01-10", "2019-12-31")

    assert [figure("c1", EAST, month) for month in ("201806", "201807")] == [(1,), (0,)]
    assert figure("c1", EAST, "201807", tree="2018-06-30") == (1,)


def test_figures_as_they_were_known():
    key = sample("111", passed=False, on="2019-07-06")
    correct(key, passed=True, on="2019-07-08")
    sample("121", on="2019-07-10")

    known = {day: figure("p1", CITY, "2018", as_of=f"2019-07-{day}") for day in ("05", "06", "07", "08", "09", "10")}

    assert known == {"05": (0, 0), "06": (0, 1), "07": (0, 1), "08": (1, 1), "09": (1, 1), "10": (2, 2)}
    assert figure("p1", HILL, "2018", as_of="2019-07-09") == (0, 0)


def test_what_was_known_stays_right_while_the_array_goes_on():
    sample("111", on="2019-07-06")
    assert figure("p1", CITY, "2018", as_of="2019-07-06") == (1, 1)

    sample("121", on="2019-07-08")

    assert figure("p1", CITY, "2018", as_of="2019-07-06") == (1, 1)
    assert figure("p1", CITY, "2018") == (2, 2)


def test_a_changed_definition_stores_the_difference_and_nothing_else():
    """Version 2 counts toys only: its act carries one row; indicators that stay the same carry nothing."""
    sample("111", kind="food")
    sample("111", kind="toy", passed=False)
    cells = Cell.objects.count()
    rows = Delta.objects.count()

    adopted(2, on="2019-07-20", p1=RATE.replace("[food, toy]", "[toy]", 1))

    assert figure("p1", CITY, "2018") == (0, 1)
    assert figure("p1", CITY, "2018", class_="food") == (0, 0)
    assert figure("p1", CITY, "2018", as_of="2019-07-19") == (1, 2)
    assert Cell.objects.count() == cells
    assert Delta.objects.count() == rows + 1
    assert Compiled.objects.filter(indicator="p1").count() == 2
    assert Compiled.objects.filter(indicator="c1").count() == 1
    assert all_agree()


def test_adopting_the_same_meaning_again_writes_nothing():
    sample("111")
    rows = Delta.objects.count()

    adopted(2, on="2019-07-20")

    assert Delta.objects.count() == rows
    assert Compiled.objects.count() == 5


def test_evidence_recorded_after_a_change_of_definitions_counts_by_the_new_ones():
    adopted(2, on="2019-07-01", p1=RATE.replace("[food, toy]", "[toy]", 1))

    sample("111", kind="food", on="2019-07-06")
    sample("111", kind="toy", on="2019-07-06")

    assert figure("p1", CITY, "2018") == (1, 1)
    assert all_agree()


def test_an_indicator_that_is_computed_no_longer_leaves_no_sum_behind():
    sample("111")

    adopted(2, on="2019-07-20", p1=RATE.replace("kind: ratio", "kind: coverage", 1))

    assert "p1" not in live.cells_of(PLAN, ["p1"])
    numbers = list(Cell.objects.filter(indicator="p1").values_list("number", flat=True))
    live.book(PLAN).follow()
    assert not live.book(PLAN).state.leaves[:, :, numbers].any()
    assert all_agree()


def test_a_wider_plan_shows_what_lay_beyond_its_last_month():
    sample("111", "2021-03-05")
    assert figure("p1", CITY, "2020") == (0, 0)

    adopted(2, on="2021-03-10", until="2022-01-01")

    assert figure("p1", CITY, "202103") == (1, 1)
    assert all_agree()


def test_a_set_of_records_is_one_row_however_large():
    count = 300
    columns = {
        "place": [place("111")] * count, "number": [f"M{n}" for n in range(count)], "firm": [firm("A1")] * count,
        "product": [f"瓦{n % 40}" for n in range(count)], "kind": ["food", "toy", "tool"] * 100,
        "drawn_on": [date(2018, 1 + n % 12, 1) for n in range(count)],
    }  # fmt: skip
    keys = kit.record_many(actor(), SAMPLES, columns, at=at("2019-07-06"))
    before = Delta.objects.count()

    kit.move(actor(), SAMPLES, keys, "confirm", {"passed": True, "tested_on": date(2019, 7, 5)}, at=at("2019-07-07"))

    assert Delta.objects.count() == before + 1
    assert figure("p1", CITY, "2018") == (200, 200)
    assert figure("p2", CITY, "2018") == (40, 40)
    assert all_agree()


def sample_and_fail(where):
    with act("试", "trial", "x", at=at("2019-07-06")):
        sample(where)
        raise ZeroDivisionError


def test_a_joined_act_that_is_taken_back_adds_nothing():
    with act("试", "trial", "x", at=at("2019-07-06")):
        sample("111")
        with pytest.raises(ZeroDivisionError):
            sample_and_fail("121")

    assert figure("p1", CITY, "2018") == (1, 1)
    assert all_agree()


def test_an_act_that_fails_leaves_no_figure():
    with pytest.raises(ZeroDivisionError):
        sample_and_fail("111")

    assert figure("p1", CITY, "2018") == (0, 0)


def test_a_place_that_ended_keeps_its_figures_in_those_above(django_assert_num_queries):
    sample("121", "2018-03-05")
    ended = place("121")
    ended.valid_to = date(2018, 9, 1)
    ended.save()
    ended.parents.update(valid_to=date(2018, 9, 1))
    live.forget()

    assert figure("p1", WEST, "2018")[1] == 1
    with django_assert_num_queries(3):  # definitions twice, the journal's head once
        figure("p1", WEST, "2018")


def test_spans_are_found_although_groups_come_in_another_order_than_records():
    for holder in ("C3", "A1", "B2"):
        permit("111", "2017-05-10", "2019-05-09", holder)

    assert figure("c1", CITY, "2018") == (3,)
    assert all_agree()

"""Reading figures: what was known when, passports, what is missing, what a package ships."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from tests.unit.figures.world import PLAN, adopted, at, bring, nobody, office, package
from zhiheng.accounts.rights import operator
from zhiheng.figures import queries, services
from zhiheng.figures.models import Figure, Indicator
from zhiheng.journal.acts import act
from zhiheng.journal.models import Entry
from zhiheng.journal.refusal import Refused
from zhiheng.plan import queries as plans

pytestmark = pytest.mark.django_db


def test_any_day_s_knowledge_can_be_asked_for_again():
    actor = adopted()
    bring(actor, "p1,1,2019Q1,90,100,,,,\n", on="2019-04-10")
    bring(actor, "p1,1,2019Q1,91,100,,,,\np1,1,2019Q2,80,100,,,,\n", on="2019-07-05")

    def known(as_of):
        return [(view.period, view.part) for view in queries.series(actor, PLAN, "p1", "1", as_of=as_of)]

    assert known(date(2019, 4, 9)) == []
    assert known(date(2019, 4, 10)) == [("2019Q1", 90)]
    assert known(date(2019, 7, 4)) == [("2019Q1", 90)]
    assert known(None) == [("2019Q1", 91), ("2019Q2", 80)]


def test_all_series_takes_two_queries_and_agrees_with_each(django_assert_num_queries):
    actor = adopted()
    bring(actor, "p1,1,2019Q1,90,100,,,,\np1,11,2019Q1,40,50,,,,\nc1,1,2018,,,7,,,\n")

    with django_assert_num_queries(2):  # what was told, and whether registers compute anything
        found = queries.all_series(actor, PLAN)

    assert set(found) == {("p1", "1", ""), ("p1", "11", ""), ("c1", "1", "")}
    assert all(found[key] == queries.series(actor, PLAN, key[0], key[1]) for key in found)


def test_readers_see_their_places_and_strangers_nothing():
    bring(adopted(), "p1,1,2019Q1,90,100,,,,\np1,11,2019Q1,40,50,,,,\n")

    assert set(queries.all_series(office("11"), PLAN)) == {("p1", "11", "")}
    with pytest.raises(Refused):
        queries.all_series(nobody(), PLAN)


def test_values_come_back_exactly_as_they_were_told():
    """Nine decimals and nine digits before the point survive the database."""
    actor = adopted()
    bring(actor, "p1,1,2019Q1,405.800000001,412345678.5,,,,\n")

    [view] = queries.series(actor, PLAN, "p1", "1")

    assert (view.part, view.whole) == (Decimal("405.800000001"), Decimal("412345678.5"))


def test_a_passport_tells_versions_acts_definition_and_areas():
    actor = adopted()
    bring(actor, "p1,1,2019Q2,130,150,,,,\np1,11,2019Q2,90,100,,,,\np1,12,2019Q2,40,50,,,,\n", called="初报.csv")
    bring(actor, "p1,1,2019Q2,129,150,,,,补入迟到报告\n", on="2019-07-12", called="更正.csv")

    passport = queries.passport(actor, PLAN, "p1", "1", "2019Q2", areas=["11", "12"])

    assert [(one.figure.part, one.before and one.before.part) for one in passport.versions] == [(130, None), (129, 130)]
    assert passport.recorded.seq == Entry.objects.order_by("-seq").first().seq
    assert passport.recorded.actor == "wang/office@office"
    assert passport.definition["number"] == 2  # in force since 2018
    assert passport.awaited == "product.sampling"
    assert [area.place for area in passport.areas] == ["11", "12"]
    assert passport.adds_up is False  # 90 + 40 were 130 before the correction
    assert passport.figure.document_name == "更正.csv"
    assert queries.passport(actor, PLAN, "p1", "1", "2018Q4") is None


def test_a_passport_as_of_an_earlier_day_does_not_know_the_correction():
    actor = adopted()
    bring(actor, "p1,1,2019Q2,130,150,,,,\n")
    bring(actor, "p1,1,2019Q2,129,150,,,,\n", on="2019-07-12")

    passport = queries.passport(actor, PLAN, "p1", "1", "2019Q2", as_of=date(2019, 7, 11))

    assert (passport.figure.part, len(passport.versions)) == (130, 1)


def test_a_passport_number_finds_its_figure():
    actor = adopted()
    bring(actor, "p1,1,2019Q2,130,150,,,,\n")
    [view] = queries.series(actor, PLAN, "p1", "1")

    assert queries.by_short_code(actor, PLAN, view.short.lower()) == [view]
    assert queries.by_short_code(actor, PLAN, "2222-22") == []


SHIPPED = (
    "indicator,place,period,part,whole,value,unit,kind,stage,source,mark,note\n"
    "c1,1,2014,,,5,家,published,provisional,https://example.org/a,verified,\n"
    "c1,1,2014,,,6,家,published,final,https://example.org/b,verified,\n"
)


def test_a_package_s_figures_come_with_it_in_order_of_their_data_stage():
    actor = adopted(figures=SHIPPED)

    told = queries.vintages(actor, PLAN, "c1", "1", "2014")

    assert [(view.value, view.stage, view.document_name) for view in told] == [
        (5, "provisional", "figures/past.csv"),
        (6, "final", "figures/past.csv"),
    ]


def test_adopting_again_changes_nothing_and_another_definition_needs_another_version():
    adopted(figures=SHIPPED)
    counts = Figure.objects.count(), Indicator.objects.count()

    with act(operator(date(2016, 2, 1)), "plan.adopt", PLAN, at=at("2016-02-01"), skip_empty=True) as opened:
        services.adopt(package(figures=SHIPPED), opened)
    assert (Figure.objects.count(), Indicator.objects.count()) == counts
    assert opened.seq is None  # nothing to enter

    changed = package()
    changed.files["indicators/c1.yaml"] = changed.files["indicators/c1.yaml"].replace(b"decimals: 0", b"decimals: 1")
    with pytest.raises(Refused), act("x", "plan.adopt", PLAN, at=at("2016-02-02")) as opened:
        services.adopt(changed, opened)


def test_coverage_says_what_is_missing_late_or_not_yet_due():
    actor = adopted()
    bring(actor, "c1,1,2016,,,3,,,\n", on="2017-02-01")  # due by 31 March
    bring(actor, "c1,1,2017,,,4,,,\n", on="2018-04-30")  # 30 days after its day

    found = queries.coverage(actor, PLAN, on=date(2019, 4, 10))
    cells = {(cell.indicator, cell.period): cell for cell in found.cells if cell.place == "1"}

    assert cells["c1", "2016"].state == "came"
    assert (cells["c1", "2017"].state, cells["c1", "2017"].days_late) == ("late", 29)
    assert (cells["c1", "2018"].state, cells["c1", "2018"].days_late) == ("missing", 9)
    assert cells["p1", "2019Q1"].state == "not_due"
    assert cells["p1", "2018Q4"].state == "missing"
    assert ("c1", "2019") not in cells
    assert found.median_days_late == 29  # what is missing for nine days is not among those that came late


def test_where_nothing_came_late_there_is_no_median_delay():
    actor = adopted()
    bring(actor, "c1,1,2016,,,3,,,\n", on="2017-02-01")

    found = queries.coverage(actor, PLAN, on=date(2019, 4, 10))

    assert found.missing
    assert found.median_days_late is None


def test_figures_are_known_until_the_last_day_that_one_is_about():
    actor = adopted()
    plan = plans.plan(actor, PLAN)
    assert queries.known_until(actor, plan, on=date(2019, 4, 10)) is None

    bring(actor, "c1,1,2016,,,3,,,\n", on="2017-02-01")
    bring(actor, "c1,1,2017,,,4,,,\n", on="2018-04-30")

    assert queries.known_until(actor, plan, on=date(2019, 4, 10)) == date(2017, 12, 31)
    assert queries.known_until(actor, plan, on=date(2017, 6, 1)) == date(2016, 12, 31)
    assert queries.known_until(actor, plan, on=date(2019, 4, 10), as_of=date(2018, 4, 29)) == date(2016, 12, 31)


def test_a_county_is_expected_from_the_first_period_that_it_reported():
    actor = adopted()
    bring(actor, "p1,11,2018Q4,45,50,,,,\n", on="2019-01-10")

    cells = queries.coverage(actor, PLAN, on=date(2019, 7, 1)).cells

    assert [(cell.period, cell.state) for cell in cells if cell.place == "11"] == [
        ("2018Q4", "came"),
        ("2019Q1", "missing"),
        ("2019Q2", "not_due"),
    ]


@pytest.mark.parametrize("verb", ["UPDATE figures_indicator SET code = code", "DELETE FROM figures_indicator"])
def test_the_database_itself_refuses_to_change_what_was_adopted(verb):
    """The triggers stand beside the queryset's own refusal, for whoever writes past it."""
    adopted()

    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)

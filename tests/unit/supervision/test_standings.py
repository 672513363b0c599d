"""Targets of an adopted plan judged by figures that were brought in: real rows, from the package to the verdict."""

from datetime import date
from fractions import Fraction

import pytest

from tests.spec.tables import points_of
from tests.unit.figures import world
from tests.unit.figures.world import PLAN, adopted, at, bring, nobody
from tests.unit.supervision.standings import standing
from zhiheng.figures import services as figures_services
from zhiheng.figures.queries import until
from zhiheng.journal.refusal import Refused
from zhiheng.judgement.judge import running_total
from zhiheng.supervision import queries

pytestmark = pytest.mark.django_db
DAY = date(2019, 7, 15)

TARGETS = """
- {code: p1, clause: "1", duty: 1-a, indicator: p1, comparator: ">=", threshold: "90", rule: by_end, every: year,
   path: {"2018": "88", "2019": "89.5"}, places: {"11": {threshold: "80"}}}
- {code: c1, clause: "1", duty: 1-a, indicator: c1, comparator: ">=", threshold: "20", rule: stock}
- code: t1
  clause: "1"
  duty: 1-a
  indicator: t1
  threshold: built
  rule: milestone
  flags: [target_implausible]
  questions:
    - code: score
      text: {zh-Hans: 是否计分, en: Is it scored}
      chosen: "yes"
      readings:
        - {code: "yes", text: {zh-Hans: 计分, en: scored}, set: {}}
        - {code: "no", text: {zh-Hans: 不计分, en: not scored}, set: {scored: false}}
"""


@pytest.fixture
def office(monkeypatch):
    """The little world of figures with three targets."""
    monkeypatch.setitem(world.FILES, "targets.yaml", TARGETS)
    drawn = world.FILES["indicators/p1.yaml"].replace("product.sampling", "product.industrial")
    monkeypatch.setitem(world.FILES, "indicators/p1.yaml", drawn)
    return adopted()


def words(listed):
    return {one.target.code: one.verdict.word for one in listed}


def test_without_figures_everything_is_missing_or_not_due(office):
    assert words(queries.standings(office, on=DAY)) == {"p1": "no_data", "c1": "no_data", "t1": "no_data"}
    assert words(queries.standings(office, on=date(2016, 2, 1))) == {"p1": "not_due", "c1": "not_due", "t1": "not_due"}


def test_a_figure_is_judged_against_the_interim_value_of_its_year(office):
    """1291 of 1480 are 87.2 %, 2.3 short of the 89.5 for 2019."""
    bring(office, "p1,试验市,2019Q2,1291,1480,,,,\n")

    [one, *_] = queries.standings(office, on=DAY)

    assert (one.verdict.word, one.verdict.reason.code) == ("behind", "path_missed")
    assert one.verdict.value == Fraction(129100, 1480)
    assert one.figure is not None
    assert (one.figure.period, one.figure.part) == ("2019Q2", 1291)
    assert one.verdict.interval is not None, "the register holds samples"


def test_a_place_is_judged_by_its_own_threshold(office):
    bring(office, "p1,东县,2019Q2,164,200,,,,\n")

    here = queries.standings(office, on=DAY, place="11")

    assert here[0].judged.threshold == (80,)
    assert (here[0].place, here[0].verdict.word) == ("11", "on_course")


def test_counts_and_stages_come_as_they_were_reported(office):
    bring(office, "c1,试验市,2018,,,22,家,,\nt1,试验市,2018,,,built,,,\n")

    found = {one.target.code: one for one in queries.standings(office, on=DAY)}

    assert (found["c1"].verdict.word, found["c1"].verdict.value) == ("on_course", 22)
    assert (found["t1"].verdict.word, found["t1"].verdict.stage) == ("met", "built")


def test_a_flagged_target_is_not_scored_before_it_is_decided(office):
    found = {one.target.code: one for one in queries.standings(office, on=DAY)}

    assert (found["t1"].verdict.scored, found["t1"].verdict.open_flags) == (False, ("target_implausible",))
    assert found["p1"].verdict.scored


def test_an_earlier_days_knowledge_gives_that_days_verdict(office):
    bring(office, "p1,试验市,2018Q4,180,200,,,,\n", on="2019-01-10")
    bring(office, "p1,试验市,2018Q4,170,200,,,,\n", on="2019-06-10", called="b.csv")
    day = date(2019, 3, 1)

    then, now = (queries.standings(office, on=day, as_of=known)[0] for known in (until(day), None))

    assert (then.verdict.word, now.verdict.word) == ("on_course", "behind")


def test_a_figure_is_missed_only_after_its_days_of_grace(office):
    """Ninety days for a yearly figure, as the page of completeness counts them."""
    bring(office, "p1,试验市,2017Q4,180,200,,,,\n", on="2018-01-10")

    in_time, late = (queries.standings(office, on=day)[0].verdict for day in (date(2019, 3, 31), date(2019, 4, 1)))

    assert (in_time.word, late.word) == ("on_course", "no_data")
    assert late.reason.values["due_on"] == date(2019, 3, 31)


def test_a_withdrawn_figure_decides_nothing(office):
    bring(office, "c1,试验市,2018,,,22,家,,\n")
    figures_services.withdraw(
        office, PLAN, indicator="c1", place="1", period="2018", reason="重复报送", at=at("2019-07-06")
    )

    assert words(queries.standings(office, on=DAY))["c1"] == "no_data"


def test_all_targets_cost_as_many_queries_as_one(office, django_assert_max_num_queries):
    bring(office, "p1,试验市,2019Q2,1291,1480,,,,\n")

    with django_assert_max_num_queries(32):  # what is computed asks for trees, definitions and the journal, once
        known = queries.known(office)
    with django_assert_max_num_queries(0):
        for place in ("1", "11", "12"):
            known.standings(DAY, place)


def test_events_are_counted_over_the_life_of_the_plan():
    """The running total, from the figures that were judged: a figure before the plan is none of them."""
    one = standing("increase", ">=5 ; base 2015 ; flow", "2015 9, 2016 2, 2017 3, 2018 1")
    judged, points = one.judged, points_of("2015 9, 2016 2, 2017 3, 2018 1")

    running = running_total(judged, points, DAY)

    assert [(period.code, total) for period, total in running] == [("2016", 2), ("2017", 5), ("2018", 6)]
    assert running[-1][1] == one.verdict.value


@pytest.mark.parametrize("rule", ["by_end", "hold", "stock"])
def test_a_level_has_no_running_total(rule):
    assert running_total(standing(rule, ">=5", "2018 6").judged, points_of("2018 6"), DAY) == ()


def test_who_has_no_post_sees_nothing(office):
    with pytest.raises(Refused):
        queries.standings(nobody(), on=DAY)

"""Measured figures are computed from their records when something touched them, and only then."""

import dataclasses

import pytest

from tests.registers_app.declarations import PERMITS, SAMPLES
from tests.registers_app.models import Sample
from zhiheng.figures import inforce, live, measures
from zhiheng.figures.models import Measured as Row
from zhiheng.figures.models import Touched
from zhiheng.periods import Period
from zhiheng.registers.kit import registry
from zhiheng.registers.kit.declaration import Measure, Measured

from .computed import CITY, EAST, NAME, PLAN, TOWN, WEST, adopted, at, correct, permit, sample

pytestmark = pytest.mark.django_db
MEDIAN = f"""kind: index
register: trial.sample
measure: lots
part: {{name: {NAME}}}"""


@pytest.fixture
def asked():
    """Each time that the measure was computed: the places."""
    return []


@pytest.fixture(autouse=True, params=[False, True], ids=["in places", "everywhere"])
def world(request, settings, tmp_path, monkeypatch, asked):
    def lots(start, end, places, as_of):
        asked.append(len(places))
        drawn = Sample.objects.filter(place__in=places, drawn_on__gte=start, drawn_on__lt=end, state="final")
        return Measured(drawn.filter(passed=True).count(), drawn.count(), {"food": (0, drawn.count())}, ())

    measure = Measure("lots", "批次", lots, ("trial.sample",), everywhere=request.param)
    declared = dataclasses.replace(SAMPLES, measures=(measure,))
    monkeypatch.setitem(registry._registers, "trial.sample", declared)
    settings.VAR = tmp_path
    for module in (live, inforce, measures):
        module.forget()
    adopted(x1=MEDIAN)
    yield
    for module in (live, inforce, measures):
        module.forget()


def measured(number, period="2018"):
    found = Period.parse(period)
    return measures.measured(PLAN, "x1", number, found.start, found.end)


def test_a_measure_is_computed_once_while_nothing_touches_it(asked):
    sample("111")

    assert [measured(EAST), measured(EAST)] == [Measured(1, 1, {"food": (0, 1)}, ())] * 2
    assert len(asked) == 1
    assert measured(CITY).whole == 1
    permit("111")
    measured(EAST)
    assert asked == [2, 6]


def test_a_change_touches_its_places_and_those_above(asked, request):
    key = sample("111")
    before = [measured(number).part for number in (TOWN, WEST, CITY)]
    everywhere = "everywhere" in request.node.name

    correct(key, passed=False)

    assert [measured(number).part for number in (TOWN, WEST, CITY)] == [0, 0, 0]
    assert before == [1, 0, 1]
    assert len(asked) == 3 + (3 if everywhere else 2)
    assert set(Touched.objects.values_list("indicator", "place")) == {("x1", -1 if everywhere else TOWN)}


def test_a_past_day_is_asked_for_with_its_instant():
    sample("111")

    found = Period.parse("2018")
    assert measures.measured(PLAN, "x1", CITY, found.start, found.end, as_of=at("2019-07-06")).whole == 1


def test_the_worker_leaves_results_where_a_fresh_process_finds_them(asked):
    sample("111")
    measured(CITY)
    assert measures.store() == 1
    measures.forget()
    live.forget()

    assert measured(CITY).by_class == {"food": (0, 1)}
    assert len(asked) == 1
    assert Row.objects.count() == 1


def test_what_is_not_measured_is_none():
    found = Period.parse("2018")

    assert measures.measured(PLAN, "p1", CITY, found.start, found.end) is None
    assert "x1" not in live.cells_of(PLAN, ["x1"])
    assert PERMITS.measures == ()

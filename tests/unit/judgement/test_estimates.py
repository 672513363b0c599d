"""Estimates from samples that were not drawn with equal chances, against published and hand-made numbers."""

import csv
import json
import os
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiheng.judgement import estimates
from zhiheng.judgement.estimates import Observed, Stratum

SAMPLES = Path(os.environ.get("ZHIHENG_SAMPLES", "/nowhere")) / "vectors"
published = [
    pytest.mark.samples,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="ZHIHENG_SAMPLES names no folder"),
]


def near(value, expected, digits=6):
    return abs(float(value) - expected) < 0.6 * 10**-digits


def test_a_sample_aimed_at_risk_misses_the_target_that_the_whole_reaches():
    """60 of 100 risky and 40 of 900 ordinary units: 84 % of the results pass, but 95 % of all units conform."""
    found = estimates.stratified([Stratum("high", 100, 60, 45, risk=3), Stratum("low", 900, 40, 39, risk=1)])

    assert found.raw == Fraction(84, 100)
    assert found.share == Fraction(9525, 10_000)
    assert near(found.variance, 0.00049646, 8)
    assert near(found.effective, 91.132, 3)
    low, high = found.interval()
    assert (near(low, 0.887668), near(high, 0.980727)) == (True, True)
    low, high = found.interval(sides=1)
    assert (near(low, 0.901052), near(high, 0.977855)) == (True, True)
    assert not found.is_partial


def test_unequal_chances_never_give_more_than_everything():
    """Five units of ten: dividing by the known ten gives 1.375; dividing by the sum of weights gives 0.89."""
    drawn = [("1", "0.8"), ("0", "0.6"), ("1", "0.2"), ("1", "0.4"), ("1", "0.2")]
    units = [Observed(Fraction(value), Fraction(chance)) for value, chance in drawn]

    found = estimates.hajek(units)

    assert sum(unit.weight for unit in units) == Fraction(185, 12)  # 15.41667
    assert found.share == Fraction(33, 37)  # 13.75 ÷ 15.41667
    assert near(found.variance, 0.00696037, 8)
    assert found.raw == Fraction(4, 5)


def test_batches_of_one_enterprise_move_together():
    """Ten batches of two enterprises tell hardly more than two results."""
    units = [
        Observed(Fraction(passes), Fraction(1, 10), cluster=enterprise)
        for enterprise, passes in [("a", 1), ("b", 0)]
        for _ in range(5)
    ]

    together = estimates.hajek(units)
    apart = estimates.hajek([Observed(unit.value, unit.inclusion) for unit in units])

    assert together.share == apart.share == Fraction(1, 2)
    assert together.variance == Fraction(9, 10) * 2 * Fraction(1, 4) ** 2 * 2
    assert together.variance == 9 * apart.variance
    assert together.effective < 2 < apart.effective


def test_units_that_were_certain_to_be_drawn_leave_no_doubt():
    found = estimates.hajek([Observed(Fraction(1), Fraction(1)), Observed(Fraction(0), Fraction(1))])
    assert (found.share, found.variance) == (Fraction(1, 2), 0)


def test_all_results_alike_tell_by_the_spread_of_weights():
    """Without failures the variance is 0; the interval then rests on n ÷ (1 + CV²) = 100 ÷ 58 × … = 50/29."""
    units = [Observed(Fraction(1), Fraction(1, 3)), Observed(Fraction(1), Fraction(1, 7))]
    found = estimates.hajek(units)
    assert (found.share, found.variance, found.effective) == (1, 0, Fraction(50, 29))
    assert found.interval()[1] == 1
    assert found.interval()[0] < Fraction(1, 2)


def test_refusals_raise_the_weight_of_those_who_answered():
    """Of four drawn two answered: each stands for twice as many."""
    assert Observed(Fraction(1), Fraction(1, 10), response=Fraction(2)).weight == 20


def test_a_stratum_with_one_result_joins_its_nearest_neighbour():
    found = estimates.stratified(
        [Stratum("a", 100, 10, 9, risk=1), Stratum("b", 50, 1, 1, risk=4), Stratum("c", 30, 10, 8, risk=5)]
    )
    assert found.merged == (("b", "c"),)
    assert found.share == Fraction(100, 180) * Fraction(9, 10) + Fraction(80, 180) * Fraction(9, 11)


def test_a_stratum_without_results_is_named_and_left_out():
    found = estimates.stratified([Stratum("a", 100, 10, 9), Stratum("silent", 400, 0, 0), Stratum("none", 0, 0, 0)])
    assert found.missing == ("silent",)
    assert found.is_partial
    assert found.share == Fraction(9, 10)


def test_nothing_observed_is_no_estimate():
    assert estimates.stratified([Stratum("a", 100, 0, 0)]) is None
    assert estimates.hajek([]) is None
    assert estimates.linearised([]) is None


def test_one_result_gives_a_share_without_a_variance():
    found = estimates.stratified([Stratum("a", 100, 1, 1)])
    assert (found.share, found.variance, found.effective) == (1, None, 1)
    assert estimates.hajek([Observed(Fraction(1), Fraction(1, 2))]).variance is None


@pytest.mark.parametrize("chance", ["0", "-0.1", "1.1"])
def test_a_chance_is_a_chance(chance):
    with pytest.raises(ValueError, match="chance"):
        Observed(Fraction(1), Fraction(chance))


def test_more_cannot_pass_than_were_sampled():
    with pytest.raises(ValueError, match="stratum a"):
        Stratum("a", 10, 5, 6)


@given(
    st.lists(
        st.tuples(st.integers(2, 30), st.integers(0, 30), st.integers(0, 200)).filter(lambda s: s[1] <= s[0]),
        min_size=1, max_size=5,
    )
)  # fmt: skip
def test_both_roads_lead_to_the_same_stratified_estimate(drawn):
    """Unit by unit, or stratum by stratum: share, variance and design effect agree exactly."""
    strata = [
        Stratum(str(number), sampled + more, sampled, passed, risk=number)
        for number, (sampled, passed, more) in enumerate(drawn)
    ]
    units = [
        Observed(Fraction(int(unit < s.passed)), Fraction(s.sampled, s.population), stratum=s.code)
        for s in strata
        for unit in range(s.sampled)
    ]

    one = estimates.stratified(strata)
    other = estimates.linearised(units, {s.code: Fraction(s.sampled, s.population) for s in strata})

    assert (one.share, one.variance, one.raw) == (other.share, other.variance, other.raw)
    assert one.design_effect == other.design_effect
    assert 0 <= one.interval()[0] <= one.share <= one.interval()[1] <= 1


def rows(name):
    with (SAMPLES / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def values():
    return json.loads((SAMPLES / "survey_api.json").read_text(encoding="utf-8"))["computed"]


def schools(value, name="apistrat.csv", cluster=""):
    """The schools of the published sample with their chance to be drawn, and the drawn share of each stratum.

    The published weights of the districts are scaled to the number of all schools, 6194.
    """
    found, drawn, counted = [], {}, defaultdict(int)
    for row in rows(name):
        counted[row["stype"]] += 1
    for row in rows(name):
        stratum = "" if cluster else row["stype"]
        chance = Fraction(counted[stratum], int(row["fpc"])) if stratum else Fraction(183, 6194)
        drawn[stratum] = Fraction(15, int(row["fpc"])) if cluster else chance
        found.append(Observed(Fraction(value(row)), chance, stratum=stratum, cluster=row[cluster] if cluster else ""))
    return found, drawn


@pytest.mark.parametrize("_", [pytest.param(None, marks=published)])
def test_the_published_stratified_mean(_):
    """California's schools, by R's survey package: mean 662.287, standard error 9.409, design effect 1.204."""
    units, drawn = schools(lambda row: row["api00"])
    found, expected = estimates.linearised(units, drawn), values()

    assert near(found.share, expected["strat_mean_api00"]["est"])
    assert near(float(found.variance) ** 0.5, expected["strat_mean_api00"]["se"])
    assert near(found.design_effect, expected["strat_deff_api00"])


@pytest.mark.parametrize("_", [pytest.param(None, marks=published)])
def test_the_published_share_by_both_roads(_):
    units, drawn = schools(lambda row: int(row["awards"] == "Yes"))
    counts = defaultdict(lambda: [0, 0])
    for unit in units:
        counts[unit.stratum][0] += 1
        counts[unit.stratum][1] += int(unit.value)
    strata = [Stratum(code, values()["pop_types"][code], n, passed) for code, (n, passed) in counts.items()]
    expected = values()["strat_prop_awards"][1]

    for found in (estimates.linearised(units, drawn), estimates.stratified(strata)):
        assert near(found.share, expected["est"])
        assert near(float(found.variance) ** 0.5, expected["se"])


@pytest.mark.parametrize("_", [pytest.param(None, marks=published)])
def test_the_published_clusters(_):
    """Whole school districts were drawn: the mean of 183 schools tells no more than that of twenty."""
    units, drawn = schools(lambda row: row["api00"], "apiclus1.csv", cluster="dnum")
    found, expected = estimates.linearised(units, drawn), values()

    assert near(found.share, expected["clus1_mean_api00"]["est"])
    assert near(float(found.variance) ** 0.5, expected["clus1_mean_api00"]["se"])
    assert near(found.design_effect, expected["clus1_deff"])

"""Intervals against published and hand-checked values."""

from fractions import Fraction as F

import pytest

from zhiheng.judgement.intervals import clopper_pearson, wilson


def percent(bounds, decimals=2):
    return tuple(round(float(100 * bound), decimals) for bound in bounds)


def test_wilson_of_223_in_240():
    """indicators.md, card P1."""
    assert percent(wilson(223, 240)) == (88.95, 95.53)


def test_wilson_of_583_in_600():
    """indicators.md, card P2: [95.51, 98.22]."""
    assert percent(wilson(583, 600)) == (95.51, 98.22)


def test_wilson_stays_inside_at_both_ends():
    low, high = wilson(0, 10)
    assert low == 0
    assert percent((high,)) == (27.75,)
    low, high = wilson(10, 10)
    assert high == 1
    assert percent((low,)) == (72.25,)


@pytest.mark.parametrize(
    ("part", "whole", "bounds"),
    [
        (0, 10, (0.0, 30.85)),  # 1 − 0.025^(1/10)
        (10, 10, (69.15, 100.0)),
        (5, 10, (18.71, 81.29)),
        (1, 20, (0.13, 24.87)),
    ],
)
def test_clopper_pearson_against_tables(part, whole, bounds):
    assert percent(clopper_pearson(part, whole)) == bounds


def test_the_exact_interval_has_just_its_tail_outside():
    """5 of 10: at the upper bound, 5 or fewer have a probability of 2.5 %."""
    from math import comb

    upper = float(clopper_pearson(5, 10)[1])

    assert sum(comb(10, k) * upper**k * (1 - upper) ** (10 - k) for k in range(6)) == pytest.approx(0.025)


def test_one_side_is_nearer_than_two():
    assert wilson(223, 240, sides=1)[0] > wilson(223, 240)[0]
    assert clopper_pearson(223, 240, sides=1)[0] > clopper_pearson(223, 240)[0]


def test_a_small_population_narrows_and_a_whole_one_leaves_nothing():
    free, finite = wilson(180, 200), wilson(180, 200, population=250)

    assert free[0] < finite[0] < F(9, 10) < finite[1] < free[1]
    assert wilson(180, 200, population=200) == (F(9, 10), F(9, 10))
    assert clopper_pearson(180, 200, population=200) == (F(9, 10), F(9, 10))


def test_the_exact_interval_of_a_finite_population_counts_its_members():
    """3 of 4 drawn from 6: with 3 marked a draw of 3 or more has 3/15 = 20 %; the bounds are whole numbers of the 6."""
    low, high = clopper_pearson(3, 4, population=6)

    assert (low, high) == (F(3, 6), F(5, 6))


def test_the_finite_interval_is_symmetric():
    low, high = clopper_pearson(30, 40, population=100)
    mirror = clopper_pearson(10, 40, population=100)

    assert (low, high) == (1 - mirror[1], 1 - mirror[0])


def test_a_population_too_large_to_count_through_is_refused():
    with pytest.raises(ValueError, match="too large"):
        clopper_pearson(30, 40, population=10**6)


def test_a_large_sample_is_done_in_a_moment():
    low, high = clopper_pearson(12_910, 14_800)

    assert percent((low, high), 1) == (86.7, 87.8)

"""What is always so of periods and numbers."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from zhiheng.periods import Period, period_on
from zhiheng.quantities import exact, round_half_even, satisfies, shown

DAYS = st.dates(date(1950, 1, 1), date(2090, 1, 1))
KINDS = st.sampled_from(["year", "half", "quarter", "month", "assessment_year"])
VALUES = st.fractions(-1000, 1000, max_denominator=10_000)
THRESHOLDS = st.decimals(-1000, 1000, places=2).map(Fraction)


@given(DAYS, KINDS, st.integers(1, 12))
def test_a_period_holds_its_day_and_is_read_back_from_its_code(day: date, kind: str, first_month: int) -> None:
    period = period_on(day, kind, first_month)

    assert period.contains(day)
    assert Period.parse(period.code, first_month) == period


@given(DAYS, KINDS)
def test_neighbours_touch(day: date, kind: str) -> None:
    period = period_on(day, kind)

    assert period.next().start == period.end
    assert period.previous().end == period.start
    assert period.next().previous() == period


@given(VALUES, st.integers(2, 3), THRESHOLDS, st.sampled_from([">=", ">", "=", "<=", "<"]))
def test_what_is_shown_never_crosses_the_threshold(
    value: Fraction, decimals: int, threshold: Fraction, comparator: str
) -> None:
    said = exact(shown(value, decimals, threshold, comparator).text)

    assert satisfies(said, comparator, threshold) == satisfies(value, comparator, threshold)


@given(VALUES, st.integers(0, 3))
def test_rounding_moves_a_value_by_half_a_step_at_most(value: Fraction, decimals: int) -> None:
    assert abs(Fraction(round_half_even(value, decimals)) - value) <= Fraction(1, 2 * 10**decimals)

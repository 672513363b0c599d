"""Exact numbers, and how they are shown."""

from decimal import Decimal
from fractions import Fraction

import pytest

from zhiheng.quantities import (
    Money,
    NotANumber,
    Share,
    exact,
    grouped,
    round_half_even,
    round_half_up,
    shown,
    unit,
)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("90", Fraction(90)),
        ("１，２３４．５", Fraction(12345, 10)),
        ("1 284", Fraction(1284)),
        ("1\u2009284", Fraction(1284)),
        ("12,345,678", Fraction(12345678)),
        ("−3.5", Fraction(-7, 2)),
        ("50万", Fraction(500000)),
        ("1.2亿", Fraction(120000000)),
        (7, Fraction(7)),
        (Decimal("0.1"), Fraction(1, 10)),
    ],
)
def test_numbers_are_read_as_officials_write_them(written: object, number: Fraction) -> None:
    assert exact(written) == number  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    ["", " ", "-", "九十", "1,23", "1,2345", ",123", "1.2.3", "1e5", "95%", "0.1,234", True, 0.5, Decimal("NaN")],
)
def test_what_is_no_exact_number_is_refused(written: object) -> None:
    with pytest.raises(NotANumber):
        exact(written)  # type: ignore[arg-type]


def test_a_percent_sign_is_read_only_where_percentages_stand() -> None:
    assert exact("95%", percent=True) == exact("95％", percent=True) == 95


@pytest.mark.parametrize(
    ("value", "rounded"), [("97.125", "97.12"), ("97.135", "97.14"), ("98.005", "98.00"), ("-97.125", "-97.12")]
)
def test_rounding_by_gb_t_8170(value: str, rounded: str) -> None:
    assert str(round_half_even(Fraction(value), 2)) == rounded


def test_scores_round_ties_away_from_zero() -> None:
    assert [str(round_half_up(Fraction(value), 2)) for value in ("86.375", "86.385", "-86.385", "-0.001")] == [
        "86.38", "86.39", "-86.39", "0.00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "comparator", "text", "truncated"),
    [
        ("89.96", ">=", "89.9", True),  # would round to 90.0, which it has not reached
        ("89.94", ">=", "89.9", False),
        ("90", ">=", "90.0", False),
        ("90", ">", "90.0", False),
        ("90.01", ">", "90.1", True),  # would round to 90.0, which is not more than 90
        ("90.04", "<=", "90.1", True),
        ("89.96", "<", "89.9", True),
        ("90.04", "=", "90.1", True),
    ],
)
def test_what_is_shown_stands_on_its_true_side(value: str, comparator: str, text: str, truncated: bool) -> None:
    said = shown(Fraction(value), 1, Fraction(90), comparator)

    assert (said.text, said.truncated) == (text, truncated)


def test_without_a_threshold_a_value_is_simply_rounded() -> None:
    assert shown(Fraction(769, 855) * 100, 1).text == "89.9"
    assert shown(Fraction(-1, 30), 1).text == "0.0"


def test_digits_stand_in_groups_with_a_true_minus() -> None:
    assert (grouped(1284), grouped(-1234567), grouped(Decimal("1284.50")), grouped(Fraction(1, 8))) == (
        "1\u2009284", "−1\u2009234\u2009567", "1\u2009284.50", "0.125",
    )  # fmt: skip


def test_a_fraction_without_end_is_not_written_out() -> None:
    with pytest.raises(NotANumber):
        grouped(Fraction(1, 3))


def test_a_share_adds_counts_and_never_averages() -> None:
    together = Share(180, 200) + Share(19, 20)

    assert together == Share(199, 220)
    assert together.percent == Fraction(19900, 220)


def test_a_share_of_nothing_has_no_percentage() -> None:
    assert Share(0, 0).percent is None


def test_money_is_whole_fen() -> None:
    assert Money.of_yuan("500000") == Money(50_000_000)
    assert Money.of_yuan("500000").wan_yuan == "50.00"
    with pytest.raises(NotANumber):
        Money.of_yuan("0.005")


def test_a_difference_of_percentages_is_in_percentage_points() -> None:
    assert unit("%").difference == {"zh-Hans": "百分点", "en": "percentage points"}
    assert unit("家").difference == unit("家").name

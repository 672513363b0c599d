"""Exact numbers, and how they are shown without ever crossing a threshold."""

from decimal import Decimal
from fractions import Fraction as F

import pytest

from zhiheng.quantities import (
    Money,
    NotANumber,
    Share,
    exact,
    grouped,
    round_half_even,
    round_half_up,
    satisfies,
    shown,
    shown_difference,
    unit,
)


@pytest.mark.parametrize(("value", "rounded"), [("97.125", "97.12"), ("97.135", "97.14"), ("98.005", "98.00"), ("-97.125", "-97.12")])  # fmt: skip
def test_values_are_rounded_to_the_even_digit(value, rounded):
    """GB/T 8170; the vectors of indicators.md 1.2."""
    assert round_half_even(F(value), 2) == Decimal(rounded)


def test_195_of_199_rounds_from_its_exact_value():
    assert str(round_half_even(F(100 * 195, 199), 2)) == "97.99"


def test_scores_are_rounded_half_up():
    assert str(round_half_up(F("89.125"), 2)) == "89.13"
    assert str(round_half_up(F("-0.125"), 2)) == "-0.13"


@pytest.mark.parametrize(
    ("value", "comparator", "threshold", "text", "truncated"),
    [
        ("89.96", ">=", "90", "89.9", True),  # a miss is not shown as a hit
        ("89.94", ">=", "90", "89.9", False),
        ("90.04", ">=", "90", "90.0", False),  # "90 or more" is satisfied either way
        ("90.04", ">", "90", "90.1", True),  # a hit is not shown as a miss
        ("89.96", ">", "90", "89.9", True),
        ("90", ">", "90", "90.0", False),
        ("99.97", "=", "100", "99.9", True),
        ("5.04", "<=", "5", "5.1", True),
        ("4.96", "<", "5", "4.9", True),
        ("89.55", ">=", "89.55", "89.6", False),
        ("89.5499", ">=", "89.55", "89.5", False),
    ],
)
def test_a_shown_value_stays_on_its_side(value, comparator, threshold, text, truncated):
    found = shown(F(value), 1, F(threshold), comparator)

    assert (found.text, found.truncated) == (text, truncated)


def test_89_995_shows_below_90_with_two_decimals():
    assert shown(F("89.995"), 2, F(90), ">=").text == "89.99"


def test_a_value_between_two_near_lines_gets_more_decimals():
    assert shown(F("3.04"), 1, (F("3.01"), F("3.02")), "range").text == "3.1"
    assert shown(F("3.015"), 1, (F("3.01"), F("3.02")), "range").text == "3.01"


def test_a_shown_value_crosses_the_interim_line_no_more_than_the_threshold():
    assert shown(F("89.46"), 1, F(90), ">=", also=[(">=", F("89.5"))]).text == "89.4"


@pytest.mark.parametrize(("value", "text"), [("2.8", "2.8"), ("0.06", "0.06"), ("0.04", "0.04"), ("0", "0.0"), ("-0.1", "0.1"), ("0.096", "0.10")])  # fmt: skip
def test_a_difference_that_is_there_is_seen(value, text):
    assert shown_difference(F(value), 1) == text


def test_comparators_are_exact():
    assert satisfies(F(90), ">=", F(90))
    assert not satisfies(F(90), ">", F(90))
    assert satisfies(F(3), "range", (F(3), F(5)))
    with pytest.raises(ValueError, match="no comparison"):
        satisfies(F(1), "~", F(1))
    with pytest.raises(ValueError, match="no comparison"):
        satisfies(F(1), "range", F(1))


@pytest.mark.parametrize(("found", "number"), [("1,284", 1284), ("1 284", 1284), ("１２８４", 1284), ("−3", -3), ("2.20亿", 220_000_000), ("50万", 500_000), ("+4.5", F(9, 2))])  # fmt: skip
def test_numbers_are_read_as_officials_write_them(found, number):
    assert exact(found) == number


@pytest.mark.parametrize("found", ["", " ", "1,23", "12,34,567", "1e3", "1.", ".5", "--1", "95%", "abc", "nan", "1/2", "１.２.３"])  # fmt: skip
def test_anything_else_is_no_number(found):
    with pytest.raises(NotANumber):
        exact(found)


@pytest.mark.parametrize("found", [0.1, True, Decimal("NaN")])
def test_what_is_not_exact_is_refused(found):
    with pytest.raises(NotANumber):
        exact(found)


def test_a_percent_sign_is_read_only_where_percentages_stand():
    assert exact("95%", percent=True) == 95


def test_a_share_of_nothing_is_no_share():
    assert Share(0, 0).percent is None
    assert Share(223, 240).percent == F(22300, 240)
    assert Share(1, 2) + Share(2, 2) == Share(3, 4)
    with pytest.raises(ValueError, match="negative"):
        Share(-1, 2)


def test_groups_of_three_are_set_apart_by_a_thin_space():
    assert grouped(1284) == "1\u2009284"
    assert grouped(-1234567) == "−1\u2009234\u2009567"
    assert grouped(F(5, 2)) == "2.5"
    with pytest.raises(NotANumber):
        grouped(F(1, 3))


def test_money_is_whole_fen():
    assert Money.of_yuan("500000").wan_yuan == "50.00"
    assert Money(150).yuan == Decimal("1.50")
    with pytest.raises(NotANumber):
        Money.of_yuan("0.001")


def test_a_difference_of_percentages_is_in_percentage_points():
    assert unit("%").difference["zh-Hans"] == "百分点"
    assert unit("家").difference == unit("家").name
    assert unit("峰").name == {"zh-Hans": "峰", "en": "峰"}

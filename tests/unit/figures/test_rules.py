"""How typed cells are read: numbers, periods, and what a figure may be under its indicator."""

from decimal import Decimal

import pytest

from zhiheng.figures import rules
from zhiheng.figures.rules import Content, FaultError, Shape

RATE = Shape("p1", "ratio", "%", every="quarter", low=Decimal(85), high=Decimal(99))
COUNT = Shape("c1", "count_valid", "家")
STAGED = Shape("st2", "milestone", "阶段", stages=("drafted", "published"))


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("１，２３４", "1234"),
        ("1,234", "1234"),
        ("1 480", "1480"),
        ("87.2%", "87.2"),
        ("８７．２％", "87.2"),
        ("−5", "-5"),
        ("1.2万", "12000"),
        ("0.50", "0.5"),
    ],
)
def test_numbers_as_officials_type_them(written, means):
    assert rules.number(written, "part") == Decimal(means)


@pytest.mark.parametrize("written", ["1,23", "约90", "九十", "1e5", "87.2.1", "-", "0x10"])
def test_what_is_no_number_is_told_with_what_was_found(written):
    with pytest.raises(FaultError) as caught:
        rules.number(written, "whole")

    assert (caught.value.fault.code, caught.value.fault.column, caught.value.fault.found) == (
        "not_a_number",
        "whole",
        written,
    )


@pytest.mark.parametrize("written", ["0.0000000001", "1000000000", "1." + "0" * 40 + "1"])
def test_a_number_that_could_not_be_kept_exactly_is_refused(written):
    """Never rounded on the way in."""
    with pytest.raises(FaultError) as caught:
        rules.number(written, "value")

    assert caught.value.fault.code == "too_long"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2019", "2019"),
        ("２０１９年", "2019"),
        ("2019年度", "2019"),
        ("2019年第2季度", "2019Q2"),
        ("2019年二季度", "2019Q2"),
        ("2019 年 第 2 季度", "2019Q2"),
        ("2019q2", "2019Q2"),
        ("2019年上半年", "2019H1"),
        ("2019年6月", "201906"),
        ("2019-06", "201906"),
        ("201906", "201906"),
        ("A2020", "A2020"),
        ("2019—2020考核年度", "A2020"),
        ("2021年1-7月", "2021-01/2021-07"),
    ],
)
def test_periods_as_officials_write_them(written, code):
    assert rules.period(written) == code


@pytest.mark.parametrize("written", ["2019年13月", "2019.1", "19年", "去年", "2019-06-05", "2021年7-1月", "2019Q5"])
def test_what_is_no_period_is_refused_rather_than_guessed(written):
    """2019.1 may be January or October, once a spreadsheet has read it as a number."""
    with pytest.raises(FaultError):
        rules.period(written)


def test_several_numbers_share_one_power_of_ten():
    scale, units = rules.scaled(Decimal("405.8"), Decimal(412), None)

    assert (scale, units) == (1, (4058, 4120, None))
    assert [rules.exact(number, scale) for number in units] == [Decimal("405.8"), Decimal(412), None]


def codes(content, shape):
    return [fault.code for fault in rules.faults_of(content, shape)]


def said(**values):
    return Content(**{"indicator": "x", "place": "1", "period": "2019", **values})


@pytest.mark.parametrize(
    ("content", "shape", "faults"),
    [
        (said(part=Decimal(180), whole=Decimal(200)), RATE, []),
        (said(part=Decimal(0), whole=Decimal(0)), RATE, []),  # nothing occurred
        (said(), RATE, ["nothing_said"]),
        (said(part=Decimal(1)), RATE, ["half_a_share"]),
        (said(part=Decimal(1), whole=Decimal(2), value=Decimal(50)), RATE, ["share_and_value"]),
        (said(part=Decimal(201), whole=Decimal(200)), RATE, ["part_above_whole"]),
        (said(part=Decimal(-1), whole=Decimal(200)), RATE, ["below_zero"]),
        (said(value=Decimal(90)), RATE, ["share_needed"]),
        (said(value=Decimal(90), source_kind="published"), RATE, []),
        (said(value=Decimal("0.872"), source_kind="published"), RATE, ["a_hundredth"]),
        (said(value=Decimal(60), source_kind="published"), RATE, ["unusual"]),
        (said(value=Decimal("3.5")), COUNT, ["not_a_number_of_things"]),
        (said(value=Decimal(-1)), COUNT, ["not_a_number_of_things"]),
        (said(reached="published"), STAGED, []),
        (said(reached="opened"), STAGED, ["unknown_stage"]),
        (said(value=Decimal(2)), STAGED, ["stage_needed"]),
        (said(value=Decimal(3), period="2019Q2"), COUNT, ["period_kind"]),
        (said(value=Decimal(3), period="2019Q2", source_kind="published"), COUNT, []),
        (said(value=Decimal(85), low=Decimal(83)), COUNT, ["half_an_interval"]),
        (said(value=Decimal(85), low=Decimal(86), high=Decimal(88)), COUNT, ["outside_interval"]),
        (said(withdrawn=True), RATE, ["withdrawal_without_reason"]),
    ],
)
def test_what_a_figure_may_be(content, shape, faults):
    assert codes(content, shape) == faults


def test_an_unusual_value_only_asks_for_a_second_look():
    [fault] = rules.faults_of(said(part=Decimal(60), whole=Decimal(100)), RATE)

    assert fault.soft
    assert (fault.found, fault.values["low"], fault.values["high"]) == ("60", "85", "99")


def test_rows_that_say_the_same_have_one_fingerprint_however_they_were_written():
    assert said(value=Decimal("90.0")).digest("a") == said(value=Decimal(90)).digest("a")
    assert said(value=Decimal(90)).digest("a") != said(value=Decimal(90)).digest("b")


def test_a_passport_number_checks_itself_and_never_changes():
    assert rules.short_code("alpha", ("p1", "1", "2019", "")) == "PPXD-7V"
    assert rules.short_code("alpha", ("p1", "1", "2020", "")) != "PPXD-7V"

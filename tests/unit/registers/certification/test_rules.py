"""Numbers, validity and what may not be, for certificates and licences."""

import inspect
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiheng.registers.certification import messages, rules

D = date


@pytest.mark.parametrize(
    ("scheme", "found", "layout", "parts"),
    [
        ("ccc", "2016010901123456", "ccc", {"year": "2016", "body": "01", "class": "0901", "serial": "123456"}),
        ("organic", "134OP1600012-1", "organic_old", {"body": "134", "year": "16", "serial": "00012", "child": "1"}),
        ("organic", "1340ＯＰ2300012", "organic_new", {"body": "1340", "year": "23", "serial": "00012"}),
        ("organic_conversion", "F12OP1600012", "organic_old", {"body": "F12", "year": "16", "serial": "00012"}),
        ("organic_mark", "13416000000000001", "organic_mark_17", {"body": "134", "year": "16", "serial": "000000000001"}),
        ("organic_mark", "134016000000000001", "organic_mark_18", {"body": "1340", "year": "16", "serial": "000000000001"}),
        ("green_food", "gf152921200003", "green_firm", {"division": "152921", "year": "20", "serial": "0003"}),
        ("green_food", "LB—01—190812345A", "", {}),
        ("green_food", "LB-01-19081234567A", "green_product", {"class": "01", "year": "19", "rest": "081234567"}),
        ("body", "CNCA-R-2002-001", "approval", {"kind": "R", "year": "2002", "serial": "001"}),
        ("body", "CNCA－RF－2002－01", "approval", {"kind": "RF", "year": "2002", "serial": "01"}),
        ("industrial_production", "XK13-014-00001", "xk", {"trade": "13", "class": "014", "serial": "00001"}),
        ("industrial_production", "（蒙）XK13-014-00001", "xk",
         {"province": "蒙", "trade": "13", "class": "014", "serial": "00001"}),
        ("food_production", "QS152901010001", "qs", {"division": "1529", "class": "0101", "serial": "0001"}),
        ("cosmetic_production", "蒙妆20200001", "cosmetic", {"province": "蒙", "year": "2020", "serial": "0001"}),
        ("ccc", "20160109011234", "", {}),
        ("enms", "00119EN0001R0M", "", {}),
    ],
)  # fmt: skip
def test_what_a_number_says(scheme, found, layout, parts):
    read = rules.read_number(scheme, found)
    assert (read.layout, dict(read.parts)) == (layout, parts)


def test_the_check_digit_of_a_food_production_licence():
    """ISO 7064 MOD 11,10: the standard's own example is 0794 with check digit 5."""
    assert rules.mod_11_10("0794") == "5"
    body = "1061529210001"
    right = rules.mod_11_10(body)
    assert rules.read_number("food_production", f"SC{body}{right}").check == "good"
    wrong = str((int(right) + 1) % 10)
    assert rules.read_number("food_production", f"SC{body}{wrong}").check == "wrong"


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_of_a_licence_is_always_found(body, at, step):
    slip = body[:at] + str((int(body[at]) + step) % 10) + body[at + 1 :]
    assert rules.mod_11_10(slip) != rules.mod_11_10(body)


def test_a_paper_counts_through_its_last_day():
    """Valid to 30 June: on the 30th yes, on 1 July no."""
    valid = rules.spans(D(2024, 7, 1), D(2025, 6, 30), None, [])
    assert valid == [(D(2024, 7, 1), D(2025, 7, 1))]
    assert rules.is_valid_on(valid, D(2025, 6, 30))
    assert not rules.is_valid_on(valid, D(2025, 7, 1))


@pytest.mark.parametrize(
    ("ended_on", "paused", "spans"),
    [
        (None, [(D(2019, 3, 1), D(2019, 4, 1)), (D(2019, 9, 1), D(2019, 9, 15))],
         [(D(2019, 1, 1), D(2019, 3, 1)), (D(2019, 4, 1), D(2019, 9, 1)), (D(2019, 9, 15), D(2020, 1, 1))]),
        (None, [(D(2019, 9, 1), None)], [(D(2019, 1, 1), D(2019, 9, 1))]),
        (D(2019, 10, 1), [(D(2019, 9, 1), None)], [(D(2019, 1, 1), D(2019, 9, 1))]),
        (D(2019, 10, 1), [], [(D(2019, 1, 1), D(2019, 10, 1))]),
        (D(2019, 1, 1), [], []),
        (D(2021, 1, 1), [], [(D(2019, 1, 1), D(2020, 1, 1))]),  # revoked after it had lapsed
        (None, [(D(2018, 1, 1), D(2018, 2, 1))], [(D(2019, 1, 1), D(2020, 1, 1))]),
        (None, [(D(2018, 12, 1), D(2019, 2, 1))], [(D(2019, 2, 1), D(2020, 1, 1))]),
        (None, [(D(2019, 1, 1), None)], []),
        (None, [(D(2019, 2, 1), D(2019, 4, 1)), (D(2019, 3, 1), D(2019, 5, 1))],
         [(D(2019, 1, 1), D(2019, 2, 1)), (D(2019, 5, 1), D(2020, 1, 1))]),
    ],
)  # fmt: skip
def test_suspensions_take_days_out_and_an_end_ends(ended_on, paused, spans):
    assert rules.spans(D(2019, 1, 1), D(2019, 12, 31), ended_on, paused) == spans


DAY = st.dates(D(2019, 1, 1), D(2020, 12, 31))


@given(DAY, st.none() | DAY, st.none() | DAY, st.lists(st.tuples(DAY, st.none() | DAY), max_size=4), DAY)
def test_validity_is_what_a_reader_would_say_day_by_day(start, through, ended, paused, day):
    """Valid on a day: begun, not past the last day, not ended, in no suspension. And spans never touch or overlap."""
    paused = [(a, b) for a, b in paused if b is None or a < b]
    valid = rules.spans(start, through, ended, paused)

    by_hand = (
        start <= day
        and (through is None or day <= through)
        and (ended is None or day < ended)
        and not any(a <= day and (b is None or day < b) for a, b in paused)
    )
    assert rules.is_valid_on(valid, day) is by_hand
    assert all(end is None or start < end for start, end in valid)
    assert all(one[1] is not None and one[1] < other[0] for one, other in zip(valid, valid[1:], strict=False))


def test_the_record_speaks_of_its_last_suspension():
    """A second one is added; a correction of the last one replaces it; earlier ones stay."""
    first, second = D(2019, 3, 1), D(2019, 9, 1)
    back = D(2019, 4, 1)
    known = rules.suspensions([], "suspended", first, None)
    assert known == [(first, None)]
    known = rules.suspensions(known, "valid", first, back)
    assert known == [(first, back)]
    assert rules.suspensions(known, "valid", first + timedelta(1), back + timedelta(1)) == [
        (first + timedelta(1), back + timedelta(1))
    ]
    known = rules.suspensions(known, "suspended", second, back)  # the record still holds the earlier day of return
    assert known == [(first, back), (second, None)]
    assert rules.suspensions(known, "valid", None, None) == known


def codes(rule, **typed):
    return [one.code for one in rule(typed)]


@pytest.mark.parametrize(
    ("rule", "typed", "code"),
    [
        (rules.number_fits(), {"scheme": "ccc", "number": " "}, "number_missing"),
        (rules.number_fits(), {"scheme": "ccc", "number": "2016"}, "number_form"),
        (rules.number_fits(), {"scheme": "ccc", "number": "2018010901123456", "first_issued_on": D(2017, 1, 1)},
         "number_year"),
        (rules.number_fits("kind"), {"kind": "food_production", "number": "SC10615292100010"}, "number_check"),
        (rules.days_in_order, {"valid_from": D(2019, 1, 1), "valid_through": D(2018, 1, 1)}, "day_before"),
        (rules.term_fits, {"scheme": "organic", "valid_from": D(2019, 1, 1), "valid_through": D(2021, 1, 1)}, "term_long"),
        (rules.scheme_open, {"scheme": "pollution_free", "first_issued_on": D(2018, 1, 1)}, "pollution_free_ended"),
        (rules.suspension_fits, {"suspended_on": D(2019, 1, 1)}, "suspension_reason_missing"),
        (rules.suspension_fits, {"suspended_on": D(2019, 1, 1), "suspended_for": "mark", "suspended_to": D(2019, 9, 1)},
         "suspension_long"),
        (rules.restored_in_time, {"suspended_on": D(2019, 1, 1), "suspended_to": D(2019, 7, 1), "restored_on": D(2019, 7, 2)},
         "restored_late"),
        (rules.end_fits, {"ended_on": D(2019, 1, 1)}, "end_day_and_reason"),
        (rules.ended_as("R"), {"ended_for": "C01"}, "end_of_another_kind"),
        (rules.expired, {"ended_for": "X01"}, "no_last_day"),
        (rules.expired, {"ended_for": "X01", "valid_through": D(2019, 1, 1), "ended_on": D(2019, 1, 1)}, "not_yet_expired"),
        (rules.approval_fits, {"approval_no": "R-2002"}, "number_form"),
        (rules.check_complete, {"result": "ok", "findings": 1, "checked_on": D(2019, 1, 1)}, "findings_in_a_pass"),
        (rules.check_complete, {"result": "minor", "checked_on": D(2019, 1, 1)}, "findings_missing"),
        (rules.check_complete, {"result": "ok"}, "check_day_and_result"),
        (rules.check_subject, {"subject": "body"}, "body_missing"),
        (rules.check_subject, {"subject": "holder"}, "holder_missing"),
    ],
)  # fmt: skip
def test_what_may_not_be(rule, typed, code):
    assert codes(rule, **typed) == [code]


def test_a_pollution_free_certificate_of_before_stays():
    """The scheme ended with 2017; what was issued until then is recorded, and its renewal never was."""
    assert codes(rules.scheme_open, scheme="pollution_free", first_issued_on=D(2017, 12, 31)) == []
    assert codes(rules.scheme_open, scheme="organic", first_issued_on=D(2018, 1, 1)) == []


def test_every_fault_has_its_sentence():
    found = set(re.findall(r'Found\(\s*"(\w+)"', inspect.getsource(rules)))
    assert found == {*messages.PAPER, *messages.PRODUCT, *messages.BODY, *messages.CHECK}

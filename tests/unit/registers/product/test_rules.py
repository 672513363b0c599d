"""What follows from the facts of a batch: verdicts, the conclusion that counts, keys, and the state."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiheng.registers.product import rules
from zhiheng.registers.product.rules import Measurement

D = Decimal


@pytest.mark.parametrize(
    ("item", "verdict"),
    [
        (Measurement("max", high=D("0.5"), measured=D("0.5")), "pass"),
        (Measurement("max", high=D("0.5"), measured=D("0.51")), "fail"),
        (Measurement("min", low=D("20"), measured=D("20")), "pass"),
        (Measurement("min", low=D("20"), measured=D("19.999")), "fail"),
        (Measurement("range", low=D("6.5"), high=D("8.5"), measured=D("8.6")), "fail"),
        (Measurement("range", low=D("6.5"), high=D("8.5"), measured=D("6.5")), "pass"),
        (Measurement("absent", measured=D("0.001")), "fail"),
        (Measurement("absent", measured=D("0.01"), qualifier="<"), "pass"),
        (Measurement("absent", qualifier="ND"), "pass"),
        (Measurement("max", high=D("0.5"), qualifier="ND"), "pass"),
        (Measurement("min", low=D("0.5"), qualifier="ND"), "none"),
        (Measurement("max", high=D("0.5"), measured=D("0.1"), qualifier="<"), "pass"),
        (Measurement("max", high=D("0.5"), measured=D("1"), qualifier="<"), "none"),
        (Measurement("min", low=D("5"), measured=D("5"), qualifier="<"), "fail"),
        (Measurement("max", high=D("300"), measured=D("300"), qualifier=">"), "fail"),
        (Measurement("max", high=D("0.5")), "none"),
        (Measurement("max", measured=D("1")), "none"),
        (Measurement("stated", stated="fail"), "fail"),
    ],
)
def test_an_item_against_its_limit(item, verdict):
    """The limit itself passes; below the detection limit is judged only where it can be."""
    assert rules.judge_item(item) == verdict


def test_full_values_are_compared_unless_the_standard_rounds():
    """15.4546 exceeds 15 by its full value; rounded to whole numbers as the standard says, it does not. Rounded once."""
    measured = D("15.4546")
    assert rules.judge_item(Measurement("max", high=D("15"), measured=measured)) == "fail"
    assert rules.judge_item(Measurement("max", high=D("15"), measured=measured, decimals=0)) == "pass"
    assert rules.judge_item(Measurement("max", high=D("2"), measured=D("2.5"), decimals=0)) == "pass"


def test_one_failed_item_fails_the_batch():
    assert rules.conclusion_of(["pass", "fail", "none"]) == "fail"
    assert rules.conclusion_of(["pass", "none"]) == "pass"
    assert rules.conclusion_of(["none"]) == rules.conclusion_of([]) == "none"


def test_a_retest_replaces_only_the_disputed_items():
    first = {"lead": "fail", "label": "fail", "cadmium": "pass"}
    assert rules.after_retest(first, {"lead": "pass"}) == "fail"
    assert rules.after_retest(first, {"lead": "pass", "label": "pass"}) == "pass"


DAY = date(2021, 3, 1)


@pytest.mark.parametrize(
    ("facts", "final"),
    [
        ({"conclusion": "fail"}, "none"),
        ({"conclusion": "fail", "concluded_on": DAY}, "fail"),
        ({"conclusion": "fail", "retest_conclusion": "pass", "concluded_on": DAY}, "pass"),
        ({"conclusion": "fail", "retest_conclusion": "fail", "concluded_on": DAY}, "fail"),
        ({"conclusion": "fail", "objection_kind": "authenticity", "objection_result": "upheld", "concluded_on": DAY}, "void"),
        ({"process_result": "upheld", "concluded_on": DAY}, "void"),
        ({"conclusion": "fail", "objection_kind": "process", "objection_result": "rejected", "concluded_on": DAY}, "fail"),
        ({"conclusion": "fail", "objection_kind": "result", "objection_result": "upheld", "concluded_on": DAY}, "fail"),
    ],
)  # fmt: skip
def test_the_conclusion_that_counts(facts, final):
    assert rules.final_conclusion(facts) == final


def test_the_same_batch_is_known_by_product_and_number():
    """Written in other ways it is the same; without a number two sheets are two batches."""
    one = rules.batch_key({"product_name": "砂糖 （白）", "batch_no": "a 01", "sheet_no": "S1"})
    assert one == rules.batch_key({"product_name": "砂糖(白)", "batch_no": "Ａ01", "sheet_no": "S2"})
    assert rules.batch_key({"product_name": "砂糖", "sheet_no": "S1"}) != rules.batch_key(
        {"product_name": "砂糖", "sheet_no": "S2"}
    )
    made = {"product_name": "砂糖", "produced_on": DAY}
    assert rules.batch_key(made | {"sheet_no": "S1"}) == rules.batch_key(made | {"sheet_no": "S2"})


def test_a_batch_stands_for_as_many_as_its_chance_says():
    """Drawn with a chance of 5 %, it stands for 20; where half did not answer, for 40."""
    assert rules.weight(50_000, None) == 200_000
    assert rules.weight(50_000, 20_000) == 400_000
    assert rules.weight(None, 20_000) is None


@pytest.mark.parametrize(
    ("last", "day", "ground", "may"),
    [
        (date(2021, 1, 31), date(2021, 7, 30), "", False),
        (date(2021, 1, 31), date(2021, 7, 31), "", True),
        (date(2021, 8, 31), date(2022, 2, 28), "", True),  # half a year after the 31st ends with February
        (date(2021, 8, 31), date(2022, 2, 27), "", False),
        (date(2021, 8, 31), date(2021, 9, 1), "follow_up", True),
        (None, date(2021, 9, 1), "", True),
    ],
)
def test_not_twice_within_six_months(last, day, ground, may):
    assert rules.may_sample_again(last, day, ground) is may


@pytest.mark.parametrize(
    ("facts", "ground"),
    [
        ({"retest_asked_on": date(2021, 3, 10)}, ""),
        ({"retest_asked_on": date(2021, 3, 11)}, "late"),
        ({"retest_asked_on": date(2021, 3, 9), "microbes": True}, "microbes"),
        ({"retest_asked_on": date(2021, 3, 9), "shelf_life_to": date(2021, 3, 8)}, "past_shelf_life"),
        ({"retest_asked_on": date(2021, 3, 9), "reserve_at": "none"}, "reserve_unusable"),
    ],
)
def test_grounds_on_which_a_retest_is_not_accepted(facts, ground):
    """Order 15 art. 31; the last day here is 10 March."""
    assert rules.retest_refusal(facts, date(2021, 3, 10)) == ground


def test_a_working_day_calendar_that_is_not_announced_makes_nothing_late():
    assert rules.retest_refusal({"retest_asked_on": date(2031, 1, 1)}, None) == ""


def codes(rule, **typed):
    return [one.code for one in rule(typed)]


def test_days_follow_each_other():
    assert codes(rules.days_in_order, sampled_on=DAY, received_on=date(2021, 2, 28)) == ["day_before"]
    assert codes(rules.days_in_order, produced_on=date(2021, 3, 2), sampled_on=DAY) == ["made_after_sampling"]
    assert codes(rules.days_in_order, sampled_on=DAY, received_on=DAY, concluded_on=DAY) == []
    # An objection to the sampling is made before the result is served.
    assert codes(rules.days_in_order, sampled_on=DAY, objected_on=date(2021, 3, 3), served_on=date(2021, 4, 1)) == []


@pytest.mark.parametrize(
    ("rule", "typed", "code"),
    [
        (rules.conclusion_complete, {"reported_on": DAY}, "report_without_conclusion"),
        (rules.conclusion_complete, {"concluded_on": DAY}, "final_without_conclusion"),
        (rules.conclusion_complete, {"conclusion": "pass"}, "conclusion_without_day"),
        (rules.conclusion_complete, {"conclusion": "fail", "reported_on": DAY, "judged_by": "GB 1"}, "failed_items_missing"),
        (rules.conclusion_complete, {"conclusion": "fail", "reported_on": DAY, "failed_items": "铅"}, "judged_by_missing"),
        (rules.conclusion_complete, {"conclusion": "pass", "reported_on": DAY, "programme_type": "risk_monitoring"},
         "monitoring_has_no_conclusion"),
        (rules.outcome_alone, {"outcome": "refused", "conclusion": "pass"}, "outcome_with_conclusion"),
        (rules.retest_complete, {"retest_conclusion": "pass", "conclusion": "fail"}, "retest_day_and_conclusion"),
        (rules.retest_complete, {"retest_conclusion": "pass", "retest_reported_on": DAY, "conclusion": "pass"},
         "retest_of_a_pass"),
        (rules.retest_complete, {"laboratory": "甲 所", "retest_laboratory": "甲所"}, "same_laboratory"),
        (rules.objection_complete, {"objected_on": DAY}, "objection_kind_missing"),
        (rules.objection_complete, {"objected_on": DAY, "objection_kind": "result", "objection_result": "late"},
         "objection_day_and_result"),
        (rules.parties_named, {"link": "retail", "producer": 1}, "sampled_party_missing"),
        (rules.quantities_fit, {"lot_size": 10, "taken": 6, "reserve": 5}, "more_than_stock"),
        (rules.design_fits, {"inclusion": 0}, "no_chance"),
        (rules.design_fits, {"method": "risk_targeted", "inclusion": 50_000}, "aimed_has_no_chance"),
        (rules.design_fits, {"method": "stratified_random"}, "stratum_missing"),
        (rules.consulted_long_enough, {"consulted_from": DAY, "consulted_to": date(2021, 3, 7)}, "consultation_short"),
        (rules.has_a_standard, {}, "standard_missing"),
        (rules.risk_is_sampled, {"risk_level": "serious"}, "risk_without_batches"),
        (rules.frame_holds_plan, {"planned": 5, "population": 4}, "planned_above_frame"),
    ],
)  # fmt: skip
def test_what_may_not_be(rule, typed, code):
    assert codes(rule, **typed) == [code]


def test_a_failure_becomes_final_by_silence_only_after_the_term():
    """Served on 1 March: 16 March is the last of fifteen days, so it is final from the 17th at the earliest."""
    silent = rules.silent_long_enough(15)
    served = {"conclusion": "fail", "served_on": DAY}
    assert codes(silent, **served, concluded_on=date(2021, 3, 16)) == ["objection_period_open"]
    assert codes(silent, **served, concluded_on=date(2021, 3, 17)) == []
    assert codes(silent, conclusion="pass", served_on=DAY, concluded_on=DAY) == []


@given(st.sets(st.sampled_from(["sampled_on", "received_on", "reported_on", "served_on", "concluded_on", "closed_on"])))
def test_more_facts_never_lead_back(known):
    """Adding a later fact moves a batch on, never back."""
    order = ["dispatched", "sampled", "received", "reported", "served", "final", "closed"]
    facts = {"conclusion": "pass"} | dict.fromkeys(known, DAY)
    for ladder in (rules.ORDER_18, rules.ORDER_15):
        before = order.index(rules.state_of(ladder, facts))
        for name in ("sampled_on", "received_on", "reported_on", "served_on", "concluded_on", "closed_on"):
            assert order.index(rules.state_of(ladder, facts | {name: DAY})) >= before

"""Batches from the sampling sheet to the end, as officers, laboratories and enterprises live them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from tests.unit.registers.parties import land
from tests.unit.registers.parties.land import (
    DEPARTMENT,
    EAST,
    INSPECTOR,
    LABORATORY,
    OFFICE,
    WEST,
    at,
    enterprise,
    place,
)
from zhiheng.journal import check
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import services
from zhiheng.registers.kit.faults import Faulty
from zhiheng.registers.product import queries
from zhiheng.registers.product.declarations import CATALOGUE, FOOD, INDUSTRIAL, STRATUM, TRADE
from zhiheng.registers.product.models import FoodSample, IndustrialSample, TradeInspection
from zhiheng.registers.product.rules import Measurement
from zhiheng.registers.product.services import TestItem, conclude_retest, items, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    return land.land()


def sheet(register=INDUSTRIAL, **more):
    """The values of a sampling sheet; what the register needs more is filled in."""
    category = {"product.industrial": "electrical", "product.food": "processed"}[register.code]
    return {
        "place": place(), "sheet_no": "X-2021-001", "programme": "2021年电线电缆抽查", "programme_type": "supervision",
        "level": "prefecture", "link": "production", "product_category": category, "product_name": "电力电缆",
        "batch_no": "B1", "sampled_party_name": "东方电缆有限公司", "producer_name": "东方电缆有限公司", **more,
    }  # fmt: skip


RESULT = {
    "sampled_on": date(2021, 3, 1), "received_on": date(2021, 3, 3), "laboratory": "甲所",
    "reported_on": date(2021, 3, 20), "report_no": "R1", "conclusion": "pass", "served_on": date(2021, 3, 24),
    "concluded_on": date(2021, 4, 12),
}  # fmt: skip
FAILURE = {**RESULT, "conclusion": "fail", "failed_items": "绝缘厚度", "judged_by": "GB/T 5023.3-2008 2.2"}


def record(register=INDUSTRIAL, actor=OFFICE, reason="", on="2021-04-13", **more):
    return services.record(actor, register, sheet(register, **more), at=at(on), reason=reason)


def evidence(register, key, *kinds, actor=OFFICE):
    for kind in kinds:
        kept = kept_file(kind)
        services.attach(actor, register, key, kept, kind, at=at("2021-03-01"))


def kept_file(kind):
    from zhiheng.files import services as files

    return files.keep([b"%PDF-1.4\n" + kind.encode() + b"\n%%EOF\n"], f"{kind}.pdf")


def step(register, key, move, actor, on, **values):
    services.move(actor, register, [key], move, values, at=at(on))
    return register.model.objects.get(pk=key)


def refused(**more):
    with pytest.raises(Faulty) as told:
        record(**more)
    assert str(told.value)
    return {one.fault.code for one in told.value.found}


def test_a_finished_batch_of_a_ledger_stands_where_its_facts_say():
    """One row of last year's ledger is final at once; a second one that only was drawn is dispatched."""
    record(sheet_no="１ ", **RESULT)
    record(sheet_no="2")
    record(sheet_no="3", outcome="refused", sampled_on=None)

    found = IndustrialSample.objects.order_by("pk")
    assert [(one.sheet_no, one.state, one.final_conclusion) for one in found] == [
        ("1", "final", "pass"), ("2", "dispatched", "none"), ("3", "refused", "none"),
    ]  # fmt: skip
    assert {one.link_group for one in found} == {"production"}
    assert check.whole() == []


def test_the_same_sheet_is_the_same_record():
    record()
    assert refused(sheet_no="x-2021-001 ") == {"taken"}


def test_a_failure_says_what_failed_and_by_which_standard():
    assert refused(**{**FAILURE, "failed_items": ""}) == {"failed_items_missing"}
    assert refused(**{**FAILURE, "judged_by": ""}) == {"judged_by_missing"}, "a reason lets it pass"
    record(**{**FAILURE, "judged_by": ""}, reason="公告未载明依据")


def test_what_the_database_itself_keeps():
    """No final conclusion without its day, whatever wrote the row."""
    key = record()
    with pytest.raises(IntegrityError), transaction.atomic():
        IndustrialSample.objects.filter(pk=key).update(final_conclusion="pass")
    with pytest.raises(IntegrityError), transaction.atomic():
        IndustrialSample.objects.filter(pk=key).update(inclusion=0)


def test_correcting_a_conclusion_moves_the_figure_and_keeps_the_old_row():
    """A failure that was typed as a pass: the conclusion that counts follows, with a reason, and the old row stays."""
    key = record(**RESULT)

    with pytest.raises(Refused) as told:
        services.correct(OFFICE, INDUSTRIAL, key, {"conclusion": "fail"}, at=at("2021-05-01"), reason="")
    assert told.value.code in {"registers.faulty", "registers.reason_needed"}
    changed = {name: FAILURE[name] for name in ("conclusion", "failed_items", "judged_by")}
    services.correct(OFFICE, INDUSTRIAL, key, changed, at=at("2021-05-01"), reason="录入差错")

    found = IndustrialSample.objects.get(pk=key)
    assert (found.final_conclusion, found.state, found.revision) == ("fail", "final", 2)
    assert check.whole() == []


def test_from_dispatch_to_a_final_failure_and_its_correction():
    """Order 18: two papers at every stage; silence makes it final; an order, a recheck, and only then the end."""
    key = record(on="2021-02-20")
    evidence(INDUSTRIAL, key, "sampling_sheet", "test_report", "service_record")
    step(INDUSTRIAL, key, "sample", INSPECTOR, "2021-03-01", sampled_on=date(2021, 3, 1), samplers="孙某、李某")
    step(INDUSTRIAL, key, "receive", LABORATORY, "2021-03-03", received_on=date(2021, 3, 3), laboratory="甲所")
    found = step(
        INDUSTRIAL, key, "report", LABORATORY, "2021-03-20", reported_on=date(2021, 3, 20), report_no="R1",
        conclusion="fail", failed_items="绝缘厚度", judged_by="GB/T 5023.3-2008 2.2",
    )  # fmt: skip
    assert (found.state, found.final_conclusion) == ("reported", "none")
    step(INDUSTRIAL, key, "serve", INSPECTOR, "2021-03-24", served_on=date(2021, 3, 24))

    with pytest.raises(Faulty) as early:
        step(INDUSTRIAL, key, "conclude", DEPARTMENT, "2021-04-01", concluded_on=date(2021, 4, 1))
    assert [one.fault.code for one in early.value.found] == ["objection_period_open"]
    found = step(INDUSTRIAL, key, "conclude", DEPARTMENT, "2021-04-09", concluded_on=date(2021, 4, 9))
    assert (found.state, found.final_conclusion) == ("final", "fail")

    with pytest.raises(Refused) as without:
        step(INDUSTRIAL, key, "order", INSPECTOR, "2021-04-12", ordered_on=date(2021, 4, 12))
    assert without.value.code == "registers.evidence_needed"
    evidence(INDUSTRIAL, key, "order", "recheck_report", "decision")
    step(INDUSTRIAL, key, "order", INSPECTOR, "2021-04-12", ordered_on=date(2021, 4, 12))
    step(INDUSTRIAL, key, "recheck", INSPECTOR, "2021-06-01", rechecked_on=date(2021, 6, 1), recheck_conclusion="pass")
    found = step(INDUSTRIAL, key, "close", DEPARTMENT, "2021-06-05", closed_on=date(2021, 6, 5), closing="corrected")
    assert (found.state, found.final_conclusion, found.revision) == ("closed", "fail", 9)
    assert check.whole() == []


def test_nobody_moves_what_is_not_his():
    """An inspector of the east county neither concludes nor touches the west."""
    east, west = record(on="2021-02-20"), record(on="2021-02-20", sheet_no="W1", place=place(WEST))
    for key in (east, west):
        evidence(INDUSTRIAL, key, "sampling_sheet")
    taken = {"sampled_on": date(2021, 3, 1), "samplers": "孙某、李某"}

    with pytest.raises(Refused) as told:
        step(INDUSTRIAL, west, "sample", INSPECTOR, "2021-03-01", **taken)
    assert told.value.code in {"registers.not_there", "registers.not_allowed"}
    step(INDUSTRIAL, east, "sample", INSPECTOR, "2021-03-01", **taken)
    with pytest.raises(Refused) as twice:
        step(INDUSTRIAL, east, "sample", INSPECTOR, "2021-03-01", **taken)
    assert twice.value.code == "registers.moved_on"


def test_an_upheld_objection_to_the_origin_voids_the_batch():
    """It is no longer counted; its record stays with the reason."""
    key = record(**{**FAILURE, "concluded_on": None})
    evidence(INDUSTRIAL, key, "objection", "decision")
    step(
        INDUSTRIAL, key, "object", DEPARTMENT, "2021-04-01", objected_on=date(2021, 4, 1), objection_kind="authenticity"
    )
    decided = {"objection_decided_on": date(2021, 4, 20), "concluded_on": date(2021, 4, 20)}
    with pytest.raises(Faulty):
        step(INDUSTRIAL, key, "annul", DEPARTMENT, "2021-04-20", objection_result="rejected", **decided)

    found = step(INDUSTRIAL, key, "annul", DEPARTMENT, "2021-04-20", objection_result="upheld", **decided)

    assert (found.state, found.final_conclusion) == ("annulled", "void")
    assert "annulled" not in INDUSTRIAL.counts_in


def test_a_retest_decides_and_comes_from_another_laboratory():
    """Order 18: notified, arranged, concluded; the pass of the retest is the only conclusion that counts."""
    key = record(**{**FAILURE, "concluded_on": None})
    evidence(INDUSTRIAL, key, "objection", "service_record", "test_report")
    step(INDUSTRIAL, key, "object", DEPARTMENT, "2021-04-01", objected_on=date(2021, 4, 1), objection_kind="result")
    step(INDUSTRIAL, key, "notify_retest", INSPECTOR, "2021-04-05", retest_notified_on=date(2021, 4, 5))
    with pytest.raises(Faulty) as same:
        step(
            INDUSTRIAL, key, "arrange_retest", INSPECTOR, "2021-04-09", retest_arranged_on=date(2021, 4, 9),
            retest_laboratory="甲 所",
        )  # fmt: skip
    assert "same_laboratory" in {one.fault.code for one in same.value.found}
    step(
        INDUSTRIAL, key, "arrange_retest", INSPECTOR, "2021-04-09", retest_arranged_on=date(2021, 4, 9),
        retest_laboratory="乙所",
    )  # fmt: skip
    found = step(
        INDUSTRIAL, key, "conclude_retest", LABORATORY, "2021-04-28", retest_reported_on=date(2021, 4, 28),
        retest_conclusion="pass", concluded_on=date(2021, 4, 28),
    )  # fmt: skip
    assert (found.conclusion, found.retest_conclusion, found.final_conclusion) == ("fail", "pass", "pass")


def test_food_asks_for_its_retest_and_may_be_refused():
    """Order 15: the party asks; a microbiological failure is not retested, and the first result becomes final."""
    key = record(FOOD, **{**FAILURE, "concluded_on": None})
    evidence(FOOD, key, "request", "decision")
    step(FOOD, key, "ask_retest", DEPARTMENT, "2021-03-30", retest_asked_on=date(2021, 3, 30))
    found = step(
        FOOD, key, "refuse_retest", DEPARTMENT, "2021-04-02", retest_refusal="microbes", concluded_on=date(2021, 4, 2)
    )
    assert (found.state, found.final_conclusion) == ("final", "fail")


def test_an_objection_to_the_sampling_does_not_stop_a_later_one_to_the_standard():
    key = record(FOOD, sampled_on=date(2021, 3, 1))
    evidence(FOOD, key, "objection", "decision", "test_report", "service_record")
    step(FOOD, key, "object_process", DEPARTMENT, "2021-03-04", process_objected_on=date(2021, 3, 4))
    step(
        FOOD, key, "go_on", DEPARTMENT, "2021-03-20", process_decided_on=date(2021, 3, 20), process_result="rejected",
        received_on=date(2021, 3, 3), laboratory="甲所",
    )  # fmt: skip
    step(
        FOOD, key, "report", LABORATORY, "2021-03-25", reported_on=date(2021, 3, 25), report_no="R2", conclusion="fail",
        failed_items="菌落总数", judged_by="GB 7099-2015 3.4",
    )  # fmt: skip
    step(FOOD, key, "serve", INSPECTOR, "2021-03-26", served_on=date(2021, 3, 26))
    found = step(
        FOOD, key, "object", DEPARTMENT, "2021-03-30", objected_on=date(2021, 3, 30), objection_kind="standard"
    )
    assert found.state == "objected"


def lead(measured, high="0.2"):
    return TestItem(
        "铅", "GB 2762-2017 表1", Measurement("max", high=Decimal(high), measured=Decimal(measured)), unit="mg/kg"
    )


def test_the_conclusion_follows_from_the_items():
    """Lead at 0.31 against 0.2 fails the batch; the paper's own conclusion must agree."""
    key = record(FOOD, sampled_on=date(2021, 3, 1), received_on=date(2021, 3, 3), laboratory="甲所")
    evidence(FOOD, key, "test_report")
    told = [lead("0.31"), TestItem("标签", "GB 7718-2011 4.1", Measurement("stated", stated="pass"), group="label")]
    when = {"report_no": "R3", "on": date(2021, 3, 20), "at": at("2021-03-20")}

    with pytest.raises(Refused) as differs:
        report(LABORATORY, FOOD, key, told, stated="pass", **when)
    assert differs.value.code == "product.verdict_differs"
    assert str(differs.value)
    assert FoodSample.objects.get(pk=key).state == "received"

    assert report(LABORATORY, FOOD, key, told, **when) == "fail"
    found = FoodSample.objects.get(pk=key)
    assert (found.failed_items, found.judged_by) == ("铅 | 0.31mg/kg | ≤0.2 | GB 2762-2017 表1", "GB 2762-2017 表1")
    kept = items(OFFICE, FOOD, key)
    assert [(one.name, one.measured, one.high, one.scale, one.verdict) for one in kept] == [
        ("铅", 31, 20, 2, "fail"), ("标签", None, None, 0, "pass"),
    ]  # fmt: skip
    assert check.whole() == []


def test_the_items_of_a_retest_replace_the_disputed_ones():
    key = record(FOOD, sampled_on=date(2021, 3, 1), received_on=date(2021, 3, 3), laboratory="甲所")
    evidence(FOOD, key, "test_report", "service_record", "request")
    report(LABORATORY, FOOD, key, [lead("0.31")], report_no="R3", on=date(2021, 3, 20), at=at("2021-03-20"))
    step(FOOD, key, "serve", INSPECTOR, "2021-03-22", served_on=date(2021, 3, 22))
    step(FOOD, key, "ask_retest", DEPARTMENT, "2021-03-26", retest_asked_on=date(2021, 3, 26))
    step(
        FOOD,
        key,
        "accept_retest",
        DEPARTMENT,
        "2021-03-29",
        retest_accepted_on=date(2021, 3, 29),
        retest_laboratory="乙所",
    )
    step(FOOD, key, "start_retest", LABORATORY, "2021-04-02", retest_started_on=date(2021, 4, 2))

    again = conclude_retest(
        LABORATORY, FOOD, key, [lead("0.19")], on=date(2021, 4, 12), concluded_on=date(2021, 4, 13), at=at("2021-04-13")
    )

    assert again == "pass"
    assert FoodSample.objects.get(pk=key).final_conclusion == "pass"
    assert [(one.retested, one.verdict) for one in items(OFFICE, FOOD, key)] == [(False, "fail"), (True, "pass")]


def test_items_without_a_clause_or_a_value_make_no_report():
    key = record(FOOD, sampled_on=date(2021, 3, 1), received_on=date(2021, 3, 3), laboratory="甲所")
    when = {"report_no": "R3", "on": date(2021, 3, 20), "at": at("2021-03-20")}
    for told, code in (
        ([], "product.no_items"),
        ([TestItem("铅", " ", Measurement("max", high=Decimal(1), measured=Decimal(0)))], "product.no_clause"),
        ([TestItem("铅", "GB 2762-2017", Measurement("max", high=Decimal(1)))], "product.nothing_judged"),
    ):
        with pytest.raises(Refused) as found:
            report(LABORATORY, FOOD, key, told, **when)
        assert found.value.code == code
        assert str(found.value)


def drawn(number, passed, stratum, register=INDUSTRIAL, **more):
    """`number` batches of a stratum of which `passed` pass."""
    for at_number in range(number):
        result = RESULT if at_number < passed else FAILURE
        record(
            register, sheet_no=f"{stratum}{at_number}", batch_no=f"{stratum}{at_number}", stratum=stratum,
            method="stratified_random", **result, **more,
        )  # fmt: skip


def test_the_estimate_stands_beside_the_raw_rate():
    """3 of 4 risky and 2 of 2 ordinary batches: 83.3 % as counted; 20 and 80 in the frame make it 95 %."""
    programme = "2021年电线电缆抽查"
    for stratum, population, risk in (("risky", 20, 2), ("plain", 80, 1)):
        services.record(
            OFFICE, STRATUM, {"place": place(), "programme": programme, "stratum": stratum, "population": population,
                              "risk": risk}, at=at("2021-01-05"),
        )  # fmt: skip
    drawn(4, 3, "risky")
    drawn(2, 2, "plain")
    record(sheet_no="refused", outcome="refused")

    found = queries.estimated(OFFICE, INDUSTRIAL, date(2021, 1, 1), date(2022, 1, 1), programme=programme)

    assert (found.raw.part, found.raw.whole, found.designed) == (5, 6, 6)
    assert found.estimate.share == Fraction(95, 100)
    assert found.estimate.raw == Fraction(5, 6)
    assert found.without_result == {"refused": 1}
    low, high = found.estimate.interval()
    assert low < found.estimate.share < high


def test_batches_aimed_at_risk_tell_nothing_about_the_whole():
    record(**RESULT)
    found = queries.estimated(OFFICE, INDUSTRIAL, date(2021, 1, 1), date(2022, 1, 1))
    assert (found.raw.whole, found.estimate, found.why) == (1, None, "aimed")
    assert refused(sheet_no="2", inclusion=50_000) == {"aimed_has_no_chance"}


def test_chances_make_an_estimate_without_a_frame():
    """Drawn with chances of 0.1 and 0.4: one passes for ten, one fails for two and a half."""
    record(sheet_no="a", batch_no="a", method="random", inclusion=100_000, **RESULT)
    record(sheet_no="b", batch_no="b", method="random", inclusion=400_000, producer_name="西部", **FAILURE)
    found = queries.estimated(OFFICE, INDUSTRIAL, date(2021, 1, 1), date(2022, 1, 1))
    assert found.estimate.share == Fraction(4, 5)
    assert IndustrialSample.objects.get(sheet_no="A").weight == 100_000


def test_not_twice_within_six_months():
    """Sampled on 1 March; on 31 August only as a follow-up, on 1 September again. Another model is another product."""
    maker = enterprise(1, name="东方电缆有限公司")
    record(producer=maker, **RESULT)
    keys = [record(sheet_no=f"N{number}", producer=maker, model=model) for number, model in enumerate(["", "", "B"])]
    for key in keys:
        evidence(INDUSTRIAL, key, "sampling_sheet")
    taken = {"samplers": "孙某、李某"}

    with pytest.raises(Faulty) as early:
        step(INDUSTRIAL, keys[0], "sample", INSPECTOR, "2021-08-31", sampled_on=date(2021, 8, 31), **taken)
    (one,) = early.value.found
    assert (one.fault.code, one.fault.values["again"]) == ("sampled_lately", date(2021, 9, 1))
    assert str(early.value)

    step(INDUSTRIAL, keys[2], "sample", INSPECTOR, "2021-08-31", sampled_on=date(2021, 8, 31), **taken)
    step(
        INDUSTRIAL, keys[0], "sample", INSPECTOR, "2021-08-31", sampled_on=date(2021, 8, 31), repeat_ground="follow_up",
        **taken,
    )  # fmt: skip
    with pytest.raises(Faulty):
        step(INDUSTRIAL, keys[1], "sample", INSPECTOR, "2021-09-01", sampled_on=date(2021, 9, 1), **taken)


def test_a_product_comes_on_the_list_by_a_document():
    """Proposed, open for comments for a week, approved, published; without a standard it never gets there."""
    values = {
        "place": place("1"), "catalogue_year": 2021, "item_no": "7", "product_name": "电线电缆", "risk_level": "high",
        "standards": "GB/T 5023-2008", "batches_a_year": 20,
    }  # fmt: skip
    with pytest.raises(Faulty) as told:
        services.record(OFFICE, CATALOGUE, values | {"standards": ""}, at=at("2021-01-05"))
    assert [one.fault.code for one in told.value.found] == ["standard_missing"]
    key = services.record(OFFICE, CATALOGUE, values, at=at("2021-01-05"))
    evidence(CATALOGUE, key, "data_sheet", "decision", "announcement")
    with pytest.raises(Faulty):
        step(
            CATALOGUE, key, "consult", DEPARTMENT, "2021-01-10", consulted_from=date(2021, 1, 10),
            consulted_to=date(2021, 1, 12), reason="三年不合格率偏高",
        )  # fmt: skip
    step(
        CATALOGUE, key, "consult", DEPARTMENT, "2021-01-10", consulted_from=date(2021, 1, 10),
        consulted_to=date(2021, 1, 20), reason="三年不合格率偏高",
    )  # fmt: skip
    step(CATALOGUE, key, "approve", DEPARTMENT, "2021-01-25", document="某市监〔2021〕3号")
    assert step(CATALOGUE, key, "publish", OFFICE, "2021-02-01", published_on=date(2021, 2, 1)).state == "published"


def test_batches_of_trade_add_up():
    """1502 inspected, 16 failed: 1486 passed, which nobody types."""
    values = {
        "place": place(), "record_no": "M2021-01", "direction": "import", "hs_chapter": "２７", "inspected_on": date(2021, 1, 31),
        "batches_inspected": 1502, "batches_failed": 16,
    }  # fmt: skip
    key = services.record(OFFICE, TRADE, values, at=at("2021-02-05"))
    assert TradeInspection.objects.get(pk=key).batches_passed == 1486
    with pytest.raises(Faulty) as told:
        services.correct(OFFICE, TRADE, key, {"batches_failed": 1503, "hs_chapter": "x"}, at=at("2021-02-06"))
    assert {one.fault.code for one in told.value.found} == {"more_failed", "no_chapter"}


def test_the_east_does_not_see_the_west():
    key = record(FOOD, sampled_on=date(2021, 3, 1), received_on=date(2021, 3, 3), laboratory="甲所", place=place(WEST))
    evidence(FOOD, key, "test_report")
    report(LABORATORY, FOOD, key, [lead("0.1")], report_no="R3", on=date(2021, 3, 20), at=at("2021-03-20"))
    east = land.person("clerk", EAST, code="li")
    assert items(OFFICE, FOOD, key)
    assert items(east, FOOD, key) == []
    assert queries.estimated(east, FOOD, date(2021, 1, 1), date(2022, 1, 1)).raw.whole == 0

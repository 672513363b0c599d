"""Certificates and licences through suspensions to their end, certified products, and the checks of certification."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.unit.registers.parties import land
from tests.unit.registers.parties.land import DEPARTMENT, INSPECTOR, OFFICE, WEST, at, enterprise, place
from zhiheng.files import services as files
from zhiheng.journal import check
from zhiheng.journal.refusal import Refused
from zhiheng.registers.certification import queries
from zhiheng.registers.certification.declarations import BODY, CERTIFICATE, CHECK, LICENCE, PRODUCT, REGISTERS
from zhiheng.registers.certification.models import (
    Certificate,
    CertificateSpan,
    CertificateSuspension,
    CertifiedProduct,
    LicenceSpan,
)
from zhiheng.registers.kit import services
from zhiheng.registers.kit.faults import Faulty

pytestmark = pytest.mark.django_db
D = date


@pytest.fixture(autouse=True)
def places():
    return land.land()


@pytest.fixture
def holder():
    return enterprise(name="绿野农牧有限公司")


def certificate(holder, reason="", on="2021-01-05", **more):
    values = {
        "place": place(), "scheme": "organic", "number": "134OP1900012", "holder": holder,
        "first_issued_on": D(2019, 1, 1), "valid_from": D(2019, 1, 1), "valid_through": D(2019, 12, 31), **more,
    }  # fmt: skip
    return services.record(OFFICE, CERTIFICATE, values, at=at(on), reason=reason)


def step(register, key, move, on, actor=DEPARTMENT, **values):
    services.move(actor, register, [key], move, values, at=at(on))
    return register.model._default_manager.get(pk=key)


def evidence(register, key, *kinds):
    for kind in kinds:
        kept = files.keep([b"%PDF-1.4\n" + kind.encode() + b"\n%%EOF\n"], f"{kind}.pdf")
        services.attach(OFFICE, register, key, kept, kind, at=at("2021-01-06"))


def spans(key, model=CertificateSpan):
    return list(model.objects.filter(record=key).order_by("valid_from").values_list("valid_from", "valid_to"))


def test_two_suspensions_take_their_days_out(holder):
    """Suspended in March, restored in April, suspended again in September and revoked in October."""
    key = certificate(holder)
    evidence(CERTIFICATE, key, "notice")
    assert spans(key) == [(D(2019, 1, 1), D(2020, 1, 1))]

    step(CERTIFICATE, key, "suspend", "2021-02-01", suspended_on=D(2019, 3, 1), suspended_for="mark")
    assert spans(key) == [(D(2019, 1, 1), D(2019, 3, 1))]
    step(CERTIFICATE, key, "restore", "2021-02-02", restored_on=D(2019, 4, 1))
    found = step(CERTIFICATE, key, "suspend", "2021-02-03", suspended_on=D(2019, 9, 1), suspended_for="surveillance")
    assert found.state == "suspended"
    found = step(CERTIFICATE, key, "revoke", "2021-02-04", ended_on=D(2019, 10, 1), ended_for="R01")

    assert found.state == "revoked"
    assert spans(key) == [(D(2019, 1, 1), D(2019, 3, 1)), (D(2019, 4, 1), D(2019, 9, 1))]
    assert list(CertificateSuspension.objects.order_by("since").values_list("since", "until", "reason")) == [
        (D(2019, 3, 1), D(2019, 4, 1), "mark"),
        (D(2019, 9, 1), None, "surveillance"),
    ]
    assert check.whole() == []


def test_a_ledger_brings_a_suspended_and_an_ended_one(holder):
    """Imported as they stand; nobody has to move them afterwards."""
    suspended = certificate(holder, suspended_on=D(2019, 5, 1), suspended_for="fee")
    ended = certificate(holder, number="134OP1900013", ended_on=D(2019, 6, 1), ended_for="C01")
    restored = certificate(
        holder, number="134OP1900014", suspended_on=D(2019, 5, 1), suspended_for="fee", restored_on=D(2019, 6, 1)
    )
    assert [Certificate.objects.get(pk=key).state for key in (suspended, ended, restored)] == [
        "suspended", "cancelled", "valid",
    ]  # fmt: skip
    assert spans(suspended) == [(D(2019, 1, 1), D(2019, 5, 1))]
    assert spans(ended) == [(D(2019, 1, 1), D(2019, 6, 1))]
    assert spans(restored) == [(D(2019, 1, 1), D(2019, 5, 1)), (D(2019, 6, 1), D(2020, 1, 1))]


def test_a_correction_of_the_last_day_and_a_withdrawal_move_the_spans(holder):
    key = certificate(holder)
    services.correct(OFFICE, CERTIFICATE, key, {"valid_through": D(2019, 11, 30)}, at=at("2021-02-01"))
    assert spans(key) == [(D(2019, 1, 1), D(2019, 12, 1))]
    services.withdraw(OFFICE, CERTIFICATE, [key], at=at("2021-02-02"), reason="重复登记")
    assert spans(key) == []


def test_a_renewal_keeps_its_number_and_is_a_record_of_its_own(holder):
    """Organic certificates are renewed every year under the same number; the first day stays."""
    certificate(holder)
    certificate(holder, valid_from=D(2020, 1, 1), valid_through=D(2020, 12, 31))
    with pytest.raises(Faulty) as again:
        certificate(holder)
    assert [one.fault.code for one in again.value.found] == ["taken"]

    assert queries.valid_on(OFFICE, D(2020, 6, 1)).count() == 1
    assert queries.holders_on(OFFICE, D(2020, 6, 1), ["organic"]) == {holder}
    assert queries.holders_on(OFFICE, D(2021, 1, 1), ["organic"]) == set()


def test_unusual_numbers_and_terms_ask_for_a_reason(holder):
    with pytest.raises(Faulty) as told:
        certificate(holder, number="OP-12", valid_through=D(2021, 12, 31))
    assert {one.fault.code for one in told.value.found} == {"number_form", "term_long"}
    assert certificate(holder, number="OP-12", valid_through=D(2021, 12, 31), reason="旧版证书，编号与有效期照原件")


def test_restored_only_within_the_limit(holder):
    key = certificate(holder)
    evidence(CERTIFICATE, key, "notice")
    step(
        CERTIFICATE, key, "suspend", "2021-02-01", suspended_on=D(2019, 3, 1), suspended_for="holder",
        suspended_to=D(2019, 6, 1),
    )  # fmt: skip
    with pytest.raises(Faulty) as late:
        step(CERTIFICATE, key, "restore", "2021-02-02", restored_on=D(2019, 6, 2))
    assert [one.fault.code for one in late.value.found] == ["restored_late"]
    with pytest.raises(Faulty) as other:
        step(CERTIFICATE, key, "revoke", "2021-02-02", ended_on=D(2019, 6, 2), ended_for="C01")
    assert [one.fault.code for one in other.value.found] == ["end_of_another_kind"]
    with pytest.raises(Refused) as already:
        step(CERTIFICATE, key, "suspend", "2021-02-03", suspended_on=D(2019, 6, 1), suspended_for="mark")
    assert already.value.code == "registers.moved_on"


def test_it_expires_after_its_last_day(holder):
    key = certificate(holder)
    with pytest.raises(Faulty):
        step(CERTIFICATE, key, "expire", "2021-02-01", ended_on=D(2019, 12, 31), ended_for="X01")
    found = step(CERTIFICATE, key, "expire", "2021-02-01", ended_on=D(2020, 1, 1), ended_for="X01")
    assert found.state == "expired"
    assert spans(key) == [(D(2019, 1, 1), D(2020, 1, 1))]


def test_the_database_keeps_state_and_end_together(holder):
    key = certificate(holder)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=key).update(state="revoked")


def test_a_product_takes_holder_and_certification_from_its_certificate(holder):
    """The same product of two yearly certificates has one first day, so that renewals are not new."""
    first = certificate(holder)
    second = certificate(holder, valid_from=D(2020, 1, 1), valid_through=D(2020, 12, 31))
    for key in (first, second):
        services.record(
            OFFICE, PRODUCT, {"place": place(), "certificate": key, "product": "沙葱 （鲜）"}, at=at("2021-01-07")
        )
    rows = CertifiedProduct.objects.values_list("holder", "scheme", "product_key", "first_issued_on")
    assert set(rows) == {(holder, "organic", "沙葱鲜", D(2019, 1, 1))}
    with pytest.raises(Faulty) as empty:
        services.record(
            OFFICE, PRODUCT, {"place": place(), "certificate": first, "product": " （）"}, at=at("2021-01-07")
        )
    assert [one.fault.code for one in empty.value.found] == ["product_missing"]


def test_a_food_licence_and_its_check_digit(holder):
    values = {
        "place": place(), "kind": "food_production", "number": "SC10615292100010", "holder": holder,
        "first_issued_on": D(2019, 1, 1), "valid_from": D(2019, 1, 1), "valid_through": D(2023, 12, 31),
    }  # fmt: skip
    with pytest.raises(Faulty) as told:
        services.record(OFFICE, LICENCE, values, at=at("2021-01-05"))
    (one,) = told.value.found
    assert (one.fault.code, one.fault.soft) == ("number_check", True)
    right = f"SC1061529210001{one.fault.values['expected']}"
    key = services.record(OFFICE, LICENCE, values | {"number": right}, at=at("2021-01-05"))
    assert spans(key, LicenceSpan) == [(D(2019, 1, 1), D(2024, 1, 1))]


def planned(holder, number="J1", **more):
    values = {"place": place(), "check_no": number, "subject": "holder", "holder": holder, "at_random": True, **more}
    return services.record(OFFICE, CHECK, values, at=at("2021-01-10"))


def test_a_check_is_closed_only_when_its_findings_are(holder):
    clean, found = planned(holder), planned(holder, "J2")
    evidence(CHECK, clean, "record")
    evidence(CHECK, found, "record", "proof")
    assert step(CHECK, clean, "pass", "2021-03-01", INSPECTOR, checked_on=D(2021, 3, 1), result="ok").state == "clean"

    with pytest.raises(Faulty) as nothing:
        step(
            CHECK,
            found,
            "find",
            "2021-03-01",
            INSPECTOR,
            checked_on=D(2021, 3, 1),
            result="minor",
            findings=0,
            found="x",
        )
    assert {one.fault.code for one in nothing.value.found} == {"findings_missing"}
    step(
        CHECK, found, "find", "2021-03-01", INSPECTOR, checked_on=D(2021, 3, 1), result="minor", findings=2,
        found="超范围使用标志", due_on=D(2021, 4, 1),
    )  # fmt: skip
    with pytest.raises(Faulty):
        step(CHECK, found, "close", "2021-04-01", closed_on=D(2021, 4, 1), measure="case_filed")
    ended = step(CHECK, found, "close", "2021-04-01", closed_on=D(2021, 4, 1), measure="corrected")
    assert (ended.state, ended.year) == ("closed", 2021)

    assert queries.checked_share(OFFICE, 2021, ["organic"]).whole == 0
    certificate(holder, valid_from=D(2021, 1, 1), valid_through=D(2021, 12, 31))
    share = queries.checked_share(OFFICE, 2021, ["organic"])
    assert (share.part, share.whole) == (1, 1)


def test_a_body_is_checked_by_its_approval():
    body = services.record(
        OFFICE,
        BODY,
        {"place": place("1"), "approval_no": "cnca－R－2002－001", "name": "某认证中心"},
        at=at("2021-01-05"),
    )
    with pytest.raises(Faulty) as told:
        services.record(OFFICE, CHECK, {"place": place("1"), "check_no": "B1", "subject": "body"}, at=at("2021-01-10"))
    assert [one.fault.code for one in told.value.found] == ["body_missing"]
    assert services.record(
        OFFICE, CHECK, {"place": place("1"), "check_no": "B1", "subject": "body", "body": body}, at=at("2021-01-10")
    )


def test_the_west_is_not_seen_from_the_east(holder):
    certificate(holder, place=place(WEST), valid_from=D(2021, 1, 1), valid_through=D(2021, 12, 31))
    east = land.person("clerk", land.EAST, code="li")
    assert queries.valid_on(east, D(2021, 6, 1)).count() == 0
    assert queries.valid_on(OFFICE, D(2021, 6, 1)).count() == 1


@pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.code)
def test_declarations_name_what_is_there(register):
    fields = {field.name for field in register.model._meta.get_fields()}
    named = {*register.entry, *register.listed, *register.public, *register.filters, *register.totals, *register.key}
    assert named <= fields
    for move in register.moves:
        assert {*move.asks, *move.may_fill} <= fields, move.code
        assert set(move.evidence) <= set(register.evidence), move.code
        assert {*move.from_, move.to} <= set(register.states), move.code

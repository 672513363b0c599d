"""An enterprise is recorded once, by its code, whatever way it is written."""

import pytest
from django.db import IntegrityError, transaction

from zhiheng.journal import check
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import services
from zhiheng.registers.kit.faults import Faulty
from zhiheng.registers.parties import queries
from zhiheng.registers.parties.declarations import ENTERPRISE
from zhiheng.registers.parties.models import Enterprise

from . import land
from .land import CODES, OFFICE, at, enterprise

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    return land.land()


def refused(**values):
    with pytest.raises(Faulty) as told:
        enterprise(**values)
    assert str(told.value)
    return [(one.fault.code, one.fault.field) for one in told.value.found]


def test_what_follows_from_the_code_is_not_asked():
    """Kind and place of registration are read off the code; full-width and spaces are only a way of writing."""
    key = enterprise(uscc=" ９１１５ ２９００ ＭＡ０Ｎ １Ａ２Ｂ ３２", name="东方（某市）食品有限公司")

    found = Enterprise.objects.get(pk=key)
    assert (found.uscc, found.kind, found.division) == (CODES[0], "enterprise", "152900")
    assert found.name_key == "东方某市食品有限公司"
    assert check.whole() == []


def test_a_wrong_code_is_refused_with_its_place_and_what_was_probably_meant():
    assert refused(uscc="9115290OMA0N1A2B32") == [("uscc_letter_suggested", "uscc")]
    assert refused(uscc="91152900MA0N1A2B33") == [("uscc_check", "uscc")]
    assert refused(uscc="152921000012345") == [("uscc_old_number", "uscc")]


def test_somebody_without_a_code_has_an_old_number():
    assert refused(uscc=None) == [("number_missing", "uscc")]
    assert refused(uscc=None, old_number="12") == [("old_number_form", "old_number")]

    key = enterprise(uscc=None, old_number="152921000012345", name="王记豆腐坊")
    assert Enterprise.objects.get(pk=key).kind == "other"


def test_the_same_code_is_the_same_enterprise():
    enterprise()
    assert refused(uscc="91152900ma0n1a2b32", name="另一个名字") == [("taken", "old_number")]
    row = Enterprise.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_kind_that_differs_from_the_code_asks_for_a_reason():
    assert refused(kind="cooperative") == [("kind_differs", "kind")]
    key = enterprise(kind="cooperative", reason="营业执照登记为合作社")
    assert Enterprise.objects.get(pk=key).kind == "cooperative"


def test_it_is_found_by_code_name_and_former_name():
    key = enterprise(name="东方食品有限公司")
    enterprise(1, name="西部能源有限公司")
    queries_found = lambda text: [one.pk for one in queries.find(OFFICE, text)]  # noqa: E731
    assert queries_found("９１１５２９００ma0n1a2b32") == [key]
    assert queries_found("东方 食品") == [key]
    assert queries_found("不存在") == []

    services.correct(OFFICE, ENTERPRISE, key, {"name": "东方乳业有限公司"}, at=at("2021-03-01"))
    assert queries_found("东方乳业") == [key]
    assert queries_found("东方食品有限公司") == [key], "the former name finds it"
    assert [(one.name, one.kind) for one in queries.names(key)] == [("东方食品有限公司", "former")]
    assert check.whole() == []


def test_likely_duplicates_are_shown_before_saving():
    """One misread symbol, or the same name with another legal form."""
    key = enterprise(name="东方食品有限公司")
    for typed in (
        {"uscc": "9115290OMA0N1A2B32", "name": "完全两样"},
        {"uscc": CODES[1], "name": "东方食品股份有限公司"},
        {"uscc": "", "name": " 东方食品（有限公司）"},
    ):
        assert [one.pk for one in queries.alike(OFFICE, typed)] == [key], typed
    assert list(queries.alike(OFFICE, {"uscc": CODES[1], "name": "西部能源有限公司"})) == []


def test_pairs_that_look_alike_are_listed_for_the_office():
    first = enterprise(name="东方食品有限公司")
    second = enterprise(1, name="东方食品股份有限公司")
    enterprise(2, name="西部能源有限公司")
    assert queries.likely_duplicates(OFFICE) == [(first, second)]


def test_an_ended_enterprise_says_when():
    key = enterprise(established_on=None)
    with pytest.raises(Faulty) as told:
        services.move(OFFICE, ENTERPRISE, [key], "end", at=at("2021-04-01"))
    assert [one.fault.field for one in told.value.found] == ["ended_on"]

    services.move(OFFICE, ENTERPRISE, [key], "end", {"ended_on": land.DAY}, at=at("2021-07-16"))
    with pytest.raises(Refused) as again:
        services.move(OFFICE, ENTERPRISE, [key], "end", {"ended_on": land.DAY}, at=at("2021-07-17"))
    assert again.value.code == "registers.moved_on"

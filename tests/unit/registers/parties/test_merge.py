"""Two records of one enterprise become one; figures follow, and it can be taken back."""

from datetime import date

import pytest

from tests.unit.registers.parties import land
from tests.unit.registers.parties.land import CODES, DEPARTMENT, OFFICE, WEST, at, enterprise, place
from zhiheng.journal import check
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import registry, services
from zhiheng.registers.parties import queries
from zhiheng.registers.parties import services as parties
from zhiheng.registers.parties.declarations import ENTERPRISE
from zhiheng.registers.parties.models import Enterprise
from zhiheng.registers.product.declarations import FOOD
from zhiheng.registers.product.models import FoodSample

pytestmark = pytest.mark.django_db
NAMES = {"name": "kept", "uscc": "kept"}


@pytest.fixture(autouse=True)
def places():
    return land.land()


@pytest.fixture
def told():
    """Everything that the kit tells the rooms above."""
    heard = []

    def hear(act, changed):
        heard.append(changed)

    registry.after_change.append(hear)
    yield heard
    registry.after_change.remove(hear)


def sample(number, producer, party=None, **more):
    values = {
        "place": place(), "sheet_no": number, "programme": "2021年食品抽检", "programme_type": "supervision",
        "level": "county", "link": "production", "product_category": "processed", "product_name": "酸奶", "batch_no": "A1",
        "producer": producer, "sampled_party": party or producer, **more,
    }  # fmt: skip
    return services.record(OFFICE, FOOD, values, at=at("2021-02-01"))


def merge(kept, gone, choices=None, actor=OFFICE, reason="营业执照换发，同一企业"):
    return parties.merge(actor, kept, gone, NAMES if choices is None else choices, reason=reason, at=at("2021-03-01"))


def refused(*args, **more):
    with pytest.raises(Refused) as found:
        merge(*args, **more)
    assert str(found.value)
    return found.value


def test_what_the_two_say_differently_is_chosen_and_never_guessed():
    kept = enterprise(0, name="东方食品有限公司", size="small")
    gone = enterprise(1, name="东方食品股份有限公司", size="medium", address="东街1号")

    shown = parties.merging(OFFICE, kept, gone)
    assert {one.field: (one.kept, one.gone) for one in shown.conflicts} == {
        "uscc": (CODES[0], CODES[1]), "name": ("东方食品有限公司", "东方食品股份有限公司"), "size": ("small", "medium"),
    }  # fmt: skip
    assert dict(shown.filled) == {"address": "东街1号"}

    found = refused(kept, gone)
    assert found.code == "parties.unsettled"
    made = merge(kept, gone, {"uscc": "gone", "name": "kept", "size": "gone"})

    one = Enterprise.objects.get(pk=kept)
    assert (one.uscc, one.name, one.size, one.address) == (CODES[1], "东方食品有限公司", "medium", "东街1号")
    other = Enterprise.objects.get(pk=gone)
    assert (other.state, other.merged_into_id, other.withdrawn) == ("merged", kept, True)
    assert made.taken["size"] == {"before": "small", "after": "medium"}
    assert check.whole() == []


def test_records_follow_as_one_set_and_the_enterprise_is_found_by_both_codes(told):
    """Two batches of the same goods under two codes are one batch afterwards: producer and batch are the same."""
    kept, gone = enterprise(0), enterprise(1)
    sample("S1", kept)
    sample("S2", gone)
    sample("S3", gone, party=kept)
    told.clear()

    merge(kept, gone, {"uscc": "kept"})

    food = [one for one in told if one.register == "product.food"]
    assert [len(one.after) for one in food] == [1, 2], "one set a field: the party of S2, the producer of S2 and S3"
    assert set(FoodSample.objects.values_list("producer", "sampled_party", "batch_key").distinct()) == {
        (kept, kept, "酸奶|A1")
    }
    assert queries.by_code([CODES[0], CODES[1].lower()]) == {CODES[0]: kept, CODES[1].lower(): kept}
    assert [one.pk for one in queries.find(OFFICE, CODES[1])] == [kept]
    assert check.whole() == []


def test_a_merging_is_taken_back_field_by_field():
    """What pointed to the kept one before the merging stays there."""
    kept, gone = enterprise(0, size="small"), enterprise(1, size="large")
    only_producer = sample("S1", gone, party=kept)
    both = sample("S2", gone)
    theirs = sample("S3", kept)
    made = merge(kept, gone, {"uscc": "gone", "size": "gone"})

    parties.undo(OFFICE, made.pk, reason="原为两家企业", at=at("2021-03-05"))

    rows = {
        pk: (producer, party)
        for pk, producer, party in FoodSample.objects.values_list("pk", "producer", "sampled_party")
    }
    assert rows == {only_producer: (gone, kept), both: (gone, gone), theirs: (kept, kept)}
    one, other = Enterprise.objects.get(pk=kept), Enterprise.objects.get(pk=gone)
    assert (one.uscc, one.size, one.state) == (CODES[0], "small", "active")
    assert (other.uscc, other.state, other.merged_into, other.withdrawn) == (CODES[1], "active", None, False)
    assert queries.by_code([CODES[1]]) == {CODES[1]: gone}
    assert check.whole() == []

    with pytest.raises(Refused) as twice:
        parties.undo(OFFICE, made.pk, reason="再次", at=at("2021-03-06"))
    assert twice.value.code == "parties.not_merged"


def test_what_was_changed_since_does_not_go_back():
    kept, gone = enterprise(0, size="small"), enterprise(1, size="large")
    made = merge(kept, gone, {"uscc": "kept", "size": "gone"})
    services.correct(OFFICE, ENTERPRISE, kept, {"size": "micro"}, at=at("2021-03-02"))
    parties.undo(OFFICE, made.pk, reason="原为两家企业", at=at("2021-03-05"))
    assert Enterprise.objects.get(pk=kept).size == "micro"


def test_later_mergings_are_undone_first():
    first, second, third = enterprise(0), enterprise(1), enterprise(2)
    sample("S1", third)
    made = merge(second, third, {"uscc": "kept"})
    later = merge(first, second, {"uscc": "kept"})
    assert FoodSample.objects.get().producer_id == first
    assert Enterprise.objects.get(pk=third).merged_into_id == first, "the chain stays short"

    with pytest.raises(Refused) as found:
        parties.undo(OFFICE, made.pk, reason="有误", at=at("2021-03-05"))
    assert found.value.code == "parties.merged_on"
    parties.undo(OFFICE, later.pk, reason="有误", at=at("2021-03-06"))
    parties.undo(OFFICE, made.pk, reason="有误", at=at("2021-03-07"))
    assert FoodSample.objects.get().producer_id == third
    assert check.whole() == []


def test_who_may_merge_and_what_may_not_be_merged():
    kept, gone = enterprise(0), enterprise(1, place=place(WEST))
    assert refused(kept, kept).code == "parties.same_enterprise"
    assert refused(kept, gone, reason=" ").code == "parties.reason_missing"
    assert refused(kept, gone, actor=land.person("clerk", code="li")).code == "registers.not_allowed"
    assert refused(kept, gone, actor=land.person("department", land.EAST)).code == "registers.not_allowed"
    merge(kept, gone, {"uscc": "kept", "place_id": "kept"}, actor=DEPARTMENT)
    assert refused(kept, gone).code == "parties.already_merged"
    assert refused(gone, kept).code == "parties.already_merged"


def test_a_code_that_was_merged_away_may_not_hide_a_new_record():
    """The code of the merged record belongs to the kept one; whoever types it sees it before saving."""
    kept, gone = enterprise(0), enterprise(1)
    merge(kept, gone, {"uscc": "kept"})
    assert [one.pk for one in queries.alike(OFFICE, {"uscc": CODES[1], "name": "别的名字"})] == [kept]
    assert date(2021, 3, 1) == Enterprise.objects.get(pk=gone).changed_at.date()

"""The verbs of every register: what they write, what they refuse, and whom they tell."""

from datetime import date

import pytest

from tests.registers_app.declarations import PERMITS, SAMPLES
from tests.registers_app.models import Firm, PermitSpan, Sample
from tests.unit.registers.kit.world import at, clerk, office, permit, person, recorded, sample, settled_land
from zhiheng.bodies.models import Place
from zhiheng.files.services import Kept
from zhiheng.journal import acts, check
from zhiheng.journal import queries as journal
from zhiheng.journal.canonical import canonical
from zhiheng.journal.models import Change, Entry
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import registry, services
from zhiheng.registers.kit.faults import Faulty
from zhiheng.registers.kit.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def land():
    return settled_land()


@pytest.fixture
def told():
    """Everything that the kit tells the rooms above."""
    heard = []
    registry.after_change.append(lambda act, changed: heard.append(changed))
    yield heard
    registry.after_change.pop()


def test_recording_writes_row_entry_and_digest():
    key = recorded(number="S7")

    row = Sample.objects.get(pk=key)
    assert (row.state, row.revision, row.origin, row.year) == ("reported", 1, "typed", 2019)
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject, entry.act) == ("trial.sample.record", "trial.sample", row.act)
    assert Change.objects.get().record == str(key)
    assert check.whole() == []


def test_the_rooms_above_hear_of_a_set_once(told):
    services.record_many(
        office(), SAMPLES,
        {"place": [Place.objects.get(code="11")] * 3, "number": ["S1", "S2", "S3"], "firm": [Firm.objects.first()] * 3,
         "product": ["砖"] * 3, "kind": ["tool"] * 3, "drawn_on": [date(2019, 7, 1)] * 3},
        at=at("2019-07-06"),
    )  # fmt: skip

    (changed,) = told
    assert (changed.register, len(changed.before), list(changed.after.columns["number"])) == (
        "trial.sample", 0, ["S1", "S2", "S3"],
    )  # fmt: skip
    assert changed.after.columns["place_id"][0] == Place.objects.get(code="11").pk


def test_before_and_after_carry_the_valid_spans(told):
    key = permit()
    services.move(office(), PERMITS, [key], "suspend", {"suspended_on": date(2019, 5, 1)}, at=at("2019-07-07"))

    assert told[0].after.spans == {key: [(date(2019, 1, 1), date(2020, 1, 1))]}
    assert told[1].before.spans == {key: [(date(2019, 1, 1), date(2020, 1, 1))]}
    assert told[1].after.spans == {key: [(date(2019, 1, 1), date(2019, 5, 1))]}
    assert PermitSpan.objects.count() == 1


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(Faulty) as refused:
        recorded(number="", kind="car", product="长" * 81, tested_on=date(2019, 6, 1), stratum=9, standard="国标1")

    assert sorted((one.fault.field, one.fault.code) for one in refused.value.found) == [
        ("kind", "not_a_choice"), ("number", "missing"), ("product", "too_long"), ("standard", "not_accepted"),
        ("stratum", "too_large"),
    ]  # fmt: skip
    assert Sample.objects.count() == 0
    assert Entry.objects.count() == 0


def test_the_chapters_checks_speak_in_its_own_words():
    with pytest.raises(Faulty) as refused:
        recorded(tested_on=date(2019, 6, 1))

    assert str(refused.value) == "“检验日期” 2019-06-01 早于抽样日期 2019-07-01。请核对哪一个。"


def test_a_soft_fault_passes_with_a_reason():
    with pytest.raises(Faulty):
        recorded(measured=9_000_000)

    services.record(office(), SAMPLES, sample(measured=9_000_000), at=at("2019-07-06"), reason="复称两次")

    assert Entry.objects.get().reason == "复称两次"


def test_the_same_number_is_the_same_record():
    recorded(number="S1")
    with pytest.raises(Faulty) as refused:
        recorded(number="S1")

    assert refused.value.found[0].fault.code == "taken"


def test_a_number_may_be_used_again_after_a_withdrawal():
    key = recorded(number="S1")
    services.withdraw(office(), SAMPLES, [key], at=at("2019-07-07"), reason="录错了")

    assert recorded(number="S1") != key


def test_correcting_keeps_the_old_row_and_proves_it():
    """The old row's digest can be made again from the revision and its salt."""
    key = recorded(product="砖")
    assert services.correct(office(), SAMPLES, key, {"product": "瓦"}, at=at("2019-07-08"), reason="看错")

    row, old = Sample.objects.get(pk=key), Revision.objects.get()
    assert (row.product, row.revision, old.values["product"], old.revision) == ("瓦", 2, "砖", 1)
    assert (old.recorded_at, old.until) == (at("2019-07-06"), at("2019-07-08"))
    salt = acts.salt_of("trial.sample", key, 1)
    first, second = (change for change, _ in journal.history("trial.sample", key))
    assert bytes(first.after) == bytes(second.before) == acts.salted_digest(salt, canonical(old.values))


def test_correcting_nothing_writes_nothing():
    key = recorded()
    assert not services.correct(office(), SAMPLES, key, {"product": "砖"}, at=at("2019-07-08"))
    assert Entry.objects.count() == 1


def test_a_settled_record_needs_a_reason():
    key = recorded()
    services.move(office(), SAMPLES, [key], "confirm", at=at("2019-07-07"))
    with pytest.raises(Refused) as refused:
        services.correct(office(), SAMPLES, key, {"passed": False}, at=at("2019-07-08"))

    assert refused.value.code == "registers.reason_needed"


def test_two_looks_at_one_record_do_not_overwrite_each_other():
    key = recorded()
    services.correct(office(), SAMPLES, key, {"product": "瓦"}, at=at("2019-07-08"), seen=1)
    with pytest.raises(Refused) as refused:
        services.correct(office(), SAMPLES, key, {"product": "石"}, at=at("2019-07-09"), seen=1)

    assert refused.value.code == "registers.changed_meanwhile"


def test_a_move_is_refused_from_another_state_and_says_who_was_there():
    key = recorded()
    services.move(office(), SAMPLES, [key], "confirm", at=at("2019-07-07"))
    with pytest.raises(Refused) as refused:
        services.move(clerk(), SAMPLES, [key], "object", at=at("2019-07-08"))

    assert refused.value.code == "registers.moved_on"
    assert refused.value.values["found"] == "final"
    assert "已定" in str(refused.value)
    assert "2019-07-07" in str(refused.value)


def test_a_set_moves_whole_or_not_at_all():
    keys = [recorded(number=f"S{n}") for n in range(3)]
    services.move(office(), SAMPLES, keys[:1], "confirm", at=at("2019-07-07"))
    with pytest.raises(Refused):
        services.move(office(), SAMPLES, keys, "confirm", at=at("2019-07-08"))
    assert list(Sample.objects.order_by("pk").values_list("state", flat=True)) == ["final", "reported", "reported"]

    services.move(office(), SAMPLES, keys[1:], "confirm", at=at("2019-07-08"))
    assert set(Sample.objects.values_list("state", flat=True)) == {"final"}
    assert Entry.objects.order_by("-seq")[0].changes == 2


def test_a_move_asks_for_its_fields():
    key = recorded(passed=None, tested_on=None)
    with pytest.raises(Faulty) as refused:
        services.move(office(), SAMPLES, [key], "confirm", at=at("2019-07-07"))
    assert [(one.fault.code, one.fault.field) for one in refused.value.found] == [("missing", "passed")]

    services.move(
        office(), SAMPLES, [key], "confirm", {"passed": False, "tested_on": date(2019, 7, 6)}, at=at("2019-07-07")
    )
    assert Sample.objects.get().passed is False


def test_a_move_fills_only_what_it_may():
    key = recorded()
    with pytest.raises(Refused) as refused:
        services.move(office(), SAMPLES, [key], "confirm", {"product": "瓦"}, at=at("2019-07-07"))
    assert refused.value.code == "registers.not_in_move"


def test_a_step_that_needs_a_document_waits_for_it():
    key = recorded()
    with pytest.raises(Refused) as refused:
        services.move(office(), SAMPLES, [key], "prove", at=at("2019-07-07"))
    assert refused.value.code == "registers.evidence_needed"

    services.attach(office(), SAMPLES, key, Kept("ab" * 32, 10, "pdf", "报告.pdf"), "report", at=at("2019-07-07"))
    services.move(office(), SAMPLES, [key], "prove", at=at("2019-07-08"))
    assert Sample.objects.get().state == "final"


def test_rights_are_those_of_the_place():
    recorded(clerk("11"), number="S1")
    with pytest.raises(Refused) as refused:
        recorded(clerk("12"), number="S2")
    assert refused.value.code == "registers.not_allowed"
    with pytest.raises(Refused):
        recorded(person("leader"), number="S2")


def test_without_a_right_to_the_place_the_record_is_not_there():
    key = recorded()
    for attempt in (key, key + 1):
        with pytest.raises(Refused) as refused:
            services.correct(clerk("12"), SAMPLES, attempt, {"product": "瓦"}, at=at("2019-07-08"))
        assert refused.value.code == "registers.not_there"


def test_a_record_cannot_be_moved_to_a_place_of_others():
    key = recorded()
    with pytest.raises(Refused) as refused:
        services.correct(clerk("11"), SAMPLES, key, {"place": Place.objects.get(code="12")}, at=at("2019-07-08"))
    assert refused.value.code == "registers.not_allowed"


def test_a_withdrawn_record_stays_as_it_is():
    key = recorded()
    services.withdraw(office(), SAMPLES, [key], at=at("2019-07-07"), reason="录错了")
    for attempt in (
        lambda: services.correct(office(), SAMPLES, key, {"product": "瓦"}, at=at("2019-07-08")),
        lambda: services.move(office(), SAMPLES, [key], "confirm", at=at("2019-07-08")),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "registers.withdrawn"


def test_a_record_changed_twice_in_one_act_has_one_revision(told):
    with acts.act("li", "outer", "x", at=at("2019-07-06")):
        key = recorded()
        services.move(office(), SAMPLES, [key], "confirm", at=at("2019-07-06"))

    assert Sample.objects.get().revision == 1
    assert Revision.objects.count() == 0
    assert Change.objects.get().revision == 1
    assert len(told) == 2
    assert check.whole() == []

"""What is taken back, blanked, re-pointed; saved views; and rows written as columns, whatever they hold."""

import json

import pytest

from tests.registers_app.declarations import PERMITS, SAMPLES
from tests.registers_app.models import Firm, Permit, Sample
from tests.unit.registers.kit.world import DAY, at, clerk, office, permit, recorded, sample, settled_land
from zhiheng.bodies.models import Place
from zhiheng.journal import acts, check
from zhiheng.journal.canonical import canonical
from zhiheng.journal.models import Change
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import queries, registry, services
from zhiheng.registers.kit.faults import Faulty
from zhiheng.registers.kit.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def land():
    return settled_land()


def test_personal_fields_are_blanked_in_what_stands_and_in_what_stood():
    """The journal still holds together, and its digests no longer tell who it was."""
    key = recorded(contact="张三")
    services.correct(office(), SAMPLES, key, {"contact": "李四"}, at=at("2019-07-07"))
    services.correct(office(), SAMPLES, key, {"product": "瓦"}, at=at("2019-07-08"))
    assert services.blank(office(), SAMPLES, [key], at=at("2019-07-09"), reason="本人要求") == 1

    assert Sample.objects.get().contact == ""
    kept = list(Revision.objects.order_by("revision"))
    assert [(one.values["contact"], one.values["product"], one.blanked) for one in kept] == [
        ("", "砖", True), ("", "砖", True), ("", "瓦", True),
    ]  # fmt: skip
    assert "张三" not in json.dumps([one.values for one in kept], ensure_ascii=False)
    assert [acts.salt_of("trial.sample", key, revision) for revision in (1, 2, 3)] == [None, None, None]
    assert acts.salt_of("trial.sample", key, 4) is not None
    assert check.whole() == []


def test_blanking_one_record_leaves_the_salts_of_the_others():
    first, second = services.record_many(
        office(), SAMPLES, {name: [value, value] for name, value in sample(contact="张三").items()} | {"number": ["A", "B"]},
        at=at("2019-07-06"),
    )  # fmt: skip
    services.blank(office(), SAMPLES, [first], at=at("2019-07-09"), reason="本人要求")
    assert acts.salt_of("trial.sample", first, 1) is None
    salt = acts.salt_of("trial.sample", second, 1)
    services.correct(office(), SAMPLES, second, {"product": "瓦"}, at=at("2019-07-10"))
    old = Revision.objects.get(record=second)
    assert acts.salted_digest(salt, canonical(old.values)) == bytes(
        Change.objects.get(record=str(second), revision=1).after
    )


def test_blanking_needs_a_reason_and_personal_fields():
    key = recorded()
    for register, keys, reason, code in (
        (SAMPLES, [key], " ", "registers.reason_needed"),
        (PERMITS, [permit()], "本人要求", "registers.no_personal"),
    ):
        with pytest.raises(Refused) as refused:
            services.blank(office(), register, keys, at=at("2019-07-09"), reason=reason)
        assert refused.value.code == code


def test_records_of_a_merged_firm_follow_and_come_back():
    """As one set a register, with revisions; a record that was pointed elsewhere since stays where it is."""
    old, new = Firm.objects.order_by("code")
    keys = [recorded(number="S1"), recorded(number="S2")]
    other = recorded(number="S3", firm=new)
    held = permit()
    heard = []
    registry.after_change.append(lambda act, changed: heard.append((changed.register, len(changed.after))))
    try:
        with acts.act("office", "parties.merge", "A1", at=at("2019-07-08")) as opened:
            moved = services.repoint(opened, Firm, old.pk, new.pk)
    finally:
        registry.after_change.pop()

    assert moved == {"trial.permit": [held], "trial.sample": keys}
    assert heard == [("trial.permit", 1), ("trial.sample", 2)]
    assert set(Sample.objects.values_list("firm", flat=True)) == {new.pk}
    assert Revision.objects.filter(register="trial.sample").count() == 2

    third = Firm.objects.create(code="C3", name="丙公司")
    services.correct(office(), SAMPLES, keys[0], {"firm": third}, at=at("2019-07-09"))
    with acts.act("office", "parties.part", "A1", at=at("2019-07-10")) as opened:
        services.repoint_back(opened, Firm, moved, old.pk, new.pk)
    assert dict(Sample.objects.values_list("pk", "firm")) == {keys[0]: third.pk, keys[1]: old.pk, other: new.pk}
    assert Permit.objects.get().firm == old
    assert check.whole() == []


def test_saved_views_are_ones_own():
    services.save_view(office(), SAMPLES, "东县食品", {"filters": {"place": "11", "kind": "food"}}, at=at("2019-07-08"))
    services.save_view(office(), SAMPLES, "东县食品", {"filters": {"place": "11"}}, at=at("2019-07-09"))
    (view,) = queries.saved_views(office(), SAMPLES)
    assert (view.name, view.asked) == ("东县食品", {"filters": {"place": "11"}})
    assert queries.saved_views(clerk(), SAMPLES) == []
    with pytest.raises(Refused):
        services.drop_view(clerk(), SAMPLES, "东县食品", at=at("2019-07-10"))
    services.drop_view(office(), SAMPLES, "东县食品", at=at("2019-07-10"))
    assert queries.saved_views(office(), SAMPLES) == []


def test_columns_are_written_as_they_are_whatever_they_hold():
    """Fifty rows go by COPY on PostgreSQL, where tabs, line breaks and backslashes are signs of its own."""
    odd = ["a\tb", "a\nb", "a\\b", "\\N", "a\r\nb", "'\"", "é", "e\u0301", "%s", "\\x41", " ", "𠀀", "\x0b\x0c\x08"]
    count = 4 * len(odd)
    values = {name: [value] * count for name, value in sample().items()}
    values |= {"number": [f"S{n:02d}" for n in range(count)], "product": odd * 4, "contact": [""] * count}
    values |= {"tested_on": [None, sample()["tested_on"]] * (count // 2), "passed": [None, False] * (count // 2)}
    keys = services.record_many(office(), SAMPLES, values, at=at("2019-07-06"))

    rows = list(Sample.objects.filter(pk__in=keys).order_by("pk"))
    assert [row.product for row in rows] == odd * 4
    assert [row.passed for row in rows[:2]] == [None, False]
    assert rows[0].facts == {}
    assert rows[0].recorded_at == at("2019-07-06")
    services.correct_many(office(), SAMPLES, keys, {"product": [f"{text}!" for text in odd * 4]}, at=at("2019-07-07"))
    assert [one.values["product"] for one in Revision.objects.order_by("record")] == [
        "é" if text == "e\u0301" else text for text in odd * 4
    ]  # the journal spells NFC
    for one in Revision.objects.all():
        change = Change.objects.get(record=str(one.record), revision=1)
        assert acts.salted_digest(acts.salt_of("trial.sample", one.record, 1), canonical(one.values)) == bytes(
            change.after
        )
    assert check.whole() == []


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_signs_that_nobody_can_keep_are_said(text):
    with pytest.raises(Faulty) as refused:
        recorded(product=text)
    assert [one.fault.code for one in refused.value.found] == ["not_keepable"]


def test_local_facts_hold_text_and_whole_numbers():
    key = services.record(office(), SAMPLES, {**sample(), "facts": {"sumu": "巴彦", "n": 3}}, at=at("2019-07-06"))
    assert queries.record(office(), SAMPLES, key, on=DAY).row.values["facts"] == {"sumu": "巴彦", "n": 3}
    with pytest.raises(Faulty):
        services.record(office(), SAMPLES, {**sample(number="S2"), "facts": {"share": 0.5}}, at=at("2019-07-06"))
    assert Place.objects.count() == 3

"""Finding records: any part of a name, its pinyin initials, part of a number."""

import pytest

from tests.registers_app.declarations import SAMPLES
from tests.registers_app.models import Sample
from tests.unit.registers.kit.world import DAY, at, clerk, office, person, recorded, settled_land
from zhiheng.bodies.models import Place
from zhiheng.registers.kit import queries, searching, services
from zhiheng.registers.kit.models import Sought


@pytest.fixture(autouse=True)
def land(db):
    return settled_land()


def numbers(query, actor=None):
    groups = queries.search(actor or office(), query, on=DAY)
    return [one.name for group in groups if group.register is SAMPLES for one in group.found]


@pytest.mark.parametrize(
    ("query", "found"),
    [("红砖", True), ("砖", True), ("耐火", True), ("hz", True), ("nhhz", True), ("zh", False), ("红瓦", False),
     ("NO.2019", True), ("no.2019-0042", True), ("2019-00", True), ("0042", True), ("19-00", True), ("43", False), ("ＮＯ．２０１９", True),
     ("红砖 0042", True), ("红砖 0043", False)],
)  # fmt: skip
def test_a_record_is_found_by_part_of_its_name_initials_and_number(query, found):
    recorded(number="NO.2019-0042", product="耐火红砖")

    assert numbers(query) == (["NO.2019-0042"] if found else [])


def test_a_corrected_record_is_found_by_what_it_says_now():
    key = recorded(number="S1", product="红砖")
    services.correct(office(), SAMPLES, key, {"product": "青瓦"}, at=at("2019-07-07"))

    assert numbers("青瓦") == ["S1"]
    assert numbers("红砖") == []


def test_a_withdrawn_record_and_one_elsewhere_are_not_found():
    key = recorded(number="S1", product="红砖")
    recorded(number="S2", product="红砖", place=Place.objects.get(code="11"))
    services.withdraw(office(), SAMPLES, [key], at=at("2019-07-07"), reason="重复")

    assert numbers("红砖") == ["S2"]
    assert numbers("红砖", clerk("12")) == []
    assert queries.search(person("nobody", "11"), "红砖", on=DAY) == []


def test_a_search_says_how_many_there_are_and_shows_some():
    for n in range(5):
        recorded(number=f"S{n}", product="红砖")

    (group,) = [one for one in queries.search(office(), "红砖", on=DAY, most=2) if one.register is SAMPLES]

    assert (group.count, len(group.found), group.more) == (5, 2, False)
    assert [one.name for one in group.found] == ["S4", "S3"], "newest first"


def test_words_can_be_made_anew_for_records_that_have_none():
    recorded(number="S-2019-1", product="红砖")
    before = sorted(Sought.objects.values_list("register", "record", "words"))
    Sought.objects.all().delete()

    searching.rebuild(SAMPLES)

    assert sorted(Sought.objects.values_list("register", "record", "words")) == before
    assert numbers("hz") == ["S-2019-1"]


def test_a_move_writes_no_words():
    key = recorded(number="S1")
    kept = list(Sought.objects.values_list("pk", flat=True))

    services.move(office(), SAMPLES, [key], "confirm", at=at("2019-07-07"))

    assert list(Sought.objects.values_list("pk", flat=True)) == kept
    assert Sample.objects.get(pk=key).state == "final"

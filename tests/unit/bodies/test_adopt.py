"""Adopting places and bodies: once, again, corrected, and shared by two plans."""

from datetime import UTC, date, datetime

import pytest

from zhiheng.bodies import queries, services
from zhiheng.bodies.models import Body, Place, Succession
from zhiheng.journal import check
from zhiheng.journal.acts import act
from zhiheng.journal.models import Change, Entry
from zhiheng.journal.refusal import Refused

from .town import town

pytestmark = pytest.mark.django_db
NINE = datetime(2019, 7, 1, 1, 0, tzinfo=UTC)


def adopt(package):
    with act("li", "plan.adopt", "town", at=NINE, skip_empty=True) as opened:
        services.adopt(package, opened)


def refused(package):
    with pytest.raises(Refused) as told:
        adopt(package)
    assert str(told.value)  # every placeholder of the sentence has its value
    return told.value


def test_the_tree_is_that_of_its_day():
    """A zone begins, moves to another county, changes name and ends."""
    adopt(town())

    for day, name, path in [
        (date(2016, 12, 31), None, []),
        (date(2017, 1, 1), "旧区", ["1", "11", "19"]),
        (date(2018, 1, 1), "新区", ["1", "11", "19"]),
        (date(2018, 7, 1), "新区", ["1", "12", "19"]),
        (date(2020, 1, 1), None, []),
    ]:
        tree = queries.places(day)
        assert (tree["19"].name() if "19" in tree else None) == name
        assert [place.code for place in tree.path("19")] == path
    assert [place.code for place in queries.places(date(2018, 7, 1)).subtree("12")] == ["12", "19"]
    assert [place.code for place in queries.places(date(2018, 7, 1)).roots()] == ["1"]


def test_duties_follow_the_merger_and_history_keeps_its_names():
    adopt(town())

    before = queries.holder("food", date(2018, 12, 31))
    after = queries.holder("food", date(2019, 1, 1), plan="town-2020")

    assert (before.body.name(), before.moved) == ("某市食药监局", False)
    assert (after.body.name(), after.first.name(), after.ended) == ("某市市场监管局", "某市食药监局", False)
    assert [(step.kind, step.giver.code, step.note["en"]) for step in after.steps] == [("merge", "food", "merged")]
    assert queries.bodies(date(2018, 1, 1))["market"].name("en") == "Trade"
    assert [step.giver.code for step in queries.bodies(date(2019, 1, 1)).lineage("market")] == ["food"]


def test_members_of_a_group_on_a_day():
    adopt(town())

    assert [body.code for body in queries.members("all", date(2018, 12, 31))] == ["food", "market"]
    assert [body.code for body in queries.members("all", date(2019, 1, 1))] == ["market"]


@pytest.mark.parametrize(
    ("text", "day", "codes"),
    [
        ("食药监局", date(2018, 1, 1), ["food"]),
        ("食药监局", date(2019, 1, 1), []),
        ("市场(监管)局", date(2019, 1, 1), ["market"]),
        ("市场局", date(2018, 1, 1), []),
        ("市场局", date(2018, 6, 1), ["market"]),
    ],
)
def test_a_written_name_finds_its_body(text, day, codes):
    """By alias or by the name of the day, whatever the width of its brackets; never a body that did not exist."""
    adopt(town())

    assert [body.code for body in queries.bodies_written(text, day)] == codes


def test_adopting_again_changes_nothing():
    adopt(town())
    rows = list(Place.objects.values()), list(Body.objects.values()), list(Succession.objects.values())
    adopt(town())

    assert Entry.objects.count() == 1
    assert rows == (list(Place.objects.values()), list(Body.objects.values()), list(Succession.objects.values()))


def test_a_plan_alone_may_correct():
    adopt(town())
    adopt(town(("zh-Hans: 东县", "zh-Hans: 东城县"), ("kind: merge", "kind: transfer")))

    assert queries.places(date(2019, 1, 1))["11"].name() == "东城县"
    told = Change.objects.filter(revision=2).order_by("register")
    assert [(change.register, change.record) for change in told] == [
        ("bodies.place", "11"),
        ("bodies.succession", "town-2020/2019-01-01/food/market"),
    ]
    assert check.whole() == []


def test_numbers_are_permanent():
    adopt(town())

    assert refused(town(("number: 2", "number: 9"))).code == "bodies.number_moved"
    gone = ('code: "12", number: 3', 'code: "13", number: 3'), ('{from: 2018-07-01, parent: "12"}', "")
    assert refused(town(*gone)).code == "bodies.number_reused"


def test_what_was_adopted_is_not_left_out():
    adopt(town())

    assert (
        refused(town(('code: "12", number: 3', 'code: "13", number: 5'), ('{from: 2018-07-01, parent: "12"}', ""))).code
        == "bodies.place_left_out"
    )
    assert (
        refused(
            town(
                ("{code: food,", "{code: drugs,"),
                ("{body: food, until", "{body: drugs, until"),
                ("from: food", "from: drugs"),
            )
        ).code
        == "bodies.body_left_out"
    )


def test_plans_that_share_a_place_must_agree():
    adopt(town())

    told = refused(town(("zh-Hans: 东县", "zh-Hans: 东城县"), plan="county-2021"))

    assert told.code == "bodies.plans_differ"
    assert told.values == {"code": "11", "other": "town-2020", "what": "names"}
    assert not Place.objects.filter(listings__plan="county-2021").exists()


def test_a_second_plan_may_know_more_and_the_first_may_follow():
    """A new name is told by one plan after the other; neither is locked out, and the one that knows less undoes nothing."""
    adopt(town())
    adopt(town(plan="county-2021"))
    newer = (
        "names: [{name: {zh-Hans: 东县, en: East}}]",
        "names: [{until: 2022-01-01, name: {zh-Hans: 东县, en: East}}, {from: 2022-01-01, name: {zh-Hans: 东区, en: East}}]",
    )

    adopt(town(newer, plan="county-2021"))
    adopt(town())
    assert queries.places(date(2022, 1, 1))["11"].name() == "东区"
    assert queries.places(date(2021, 1, 1))["11"].name() == "东县"
    adopt(town(newer))
    assert queries.plans_listing_place("11") == ["county-2021", "town-2020"]


def test_each_plan_has_its_own_successions():
    """Codes of duties are each plan's own."""
    adopt(town())
    listed = ("kind: merge, from: food, to: market, duties: all", "kind: transfer, from: food, to: market, duties: [x]")
    adopt(town(listed, plan="county-2021"))
    day = date(2019, 1, 1)

    assert queries.holder("food", day, plan="town-2020").body.code == "market"
    assert queries.holder("food", day, plan="county-2021").body.code == "food"
    assert queries.holder("food", day, plan="county-2021").ended
    assert queries.holder("food", day, plan="county-2021", duty="x").body.code == "market"


def test_numbers_of_two_packages_do_not_collide():
    """Both count from 1; in this database each place keeps a number of its own."""
    adopt(town())
    other = town(*[(f'code: "{code}"', f'code: "9{code}"') for code in ("1", "11", "12", "19")], *[(f"slug: {slug}", f"slug: other-{slug}") for slug in ("city", "east", "west", "zone")], *[('parent: "1"', 'parent: "91"')] * 2, ('parent: "11"', 'parent: "911"'), ('parent: "12"', 'parent: "912"'), *[('place: "1"', 'place: "91"')] * 3, plan="other-2030")  # fmt: skip
    adopt(other)

    numbers = queries.place_numbers()
    assert sorted(numbers.values()) == list(range(1, 9))
    assert [numbers[code] for code in ("1", "11", "12", "19")] == [1, 2, 3, 4]
    assert {body.place for body in queries.bodies(date(2018, 1, 1), "other-2030")} == {"91"}


def test_a_short_address_belongs_to_one_place():
    adopt(town())
    assert (
        refused(
            town(*[(f'code: "{code}"', f'code: "9{code}"') for code in ("1", "11", "12", "19")], plan="other-2030")
        ).code
        == "bodies.slug_taken"
    )

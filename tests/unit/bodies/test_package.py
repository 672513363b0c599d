"""What keeps a bodies.yaml from being adopted, each told at its line."""

import pytest

from zhiheng.bodies.package import check

from .town import town

CASES = [
    (("number: 2", "number: 1"), "number_twice", 3),
    (("number: 2", "number: 0"), "number_from_1", 3),
    (('code: "12"', 'code: "11"'), "code_twice", 4),
    (("slug: west", "slug: east"), "slug_twice", 4),
    (('parent: "1", names: [{name: {zh-Hans: 东', 'parent: "7", names: [{name: {zh-Hans: 东'), "unknown_reference", 3),
    (("slug: city, names", 'slug: city, parent: "11", names'), "parents_in_a_ring", 2),
    (('slug: east, parent: "1"', 'slug: east, parent: "19"'), "parent_not_then", 3),
    (("from: 2018-07-01, parent", "from: 2016-07-01, parent"), "parents_in_order", 5),
    (("{until: 2018-01-01, from: 2017-01-01", "{until: 2018-02-01, from: 2017-01-01"), "names_in_order", 5),
    (("{until: 2018-01-01, from: 2017-01-01", "{until: 2018-01-01, from: 2017-02-01"), "name_gap", 5),
    (("until: 2019-01-01, names", "from: 2020-01-01, until: 2019-01-01, names"), "not_allowed", 7),
    (('food, place: "1"', 'food, place: "3"'), "unknown_reference", 7),
    (("kind: group", "kind: department"), "members_of_no_group", 9),
    (("2019-01-01}, market]", "2019-01-01}, other]"), "unknown_reference", 9),
    (("2019-01-01}, market]", "2019-01-01}, market, market]"), "member_twice", 9),
    (("2019-01-01}, market]", "2019-01-01}, all]"), "members_in_a_ring", 9),
    (("[市场监管局,", "[食药监局,"), "alias_twice", 8),
    (("[食药监局]", "[市场局]"), "alias_twice", 7),
    (("on: 2018-06-01", "on: 2018-06-02"), "rename_without_name", 11),
    (("kind: rename, from: market, to: market", "kind: rename, from: market, to: all"), "rename_of_two", 11),
    (("from: food, to: market", "from: food, to: nobody"), "unknown_reference", 12),
    (("from: food, to: market", "from: food, to: food"), "succession_to_itself", 12),
    (("on: 2019-01-01", "on: 2019-02-01"), "merge_without_end", 12),
    (("kind: merge, ", "kind: joined, "), "not_allowed", 12),
    (("successions:", "succession:"), "unknown_key", 10),
]


@pytest.mark.parametrize(("change", "code", "line"), CASES, ids=[f"{code}-{line}" for _, code, line in CASES])
def test_each_slip_is_told_at_its_line(change, code, line):
    problems = check(town(change))

    assert (code, line) in [(problem.code, problem.line) for problem in problems], problems
    assert all(problem.sentence("zh-hans").endswith("。") for problem in problems)


def test_the_unbent_package_is_clean():
    assert check(town()) == []


def test_one_alias_may_pass_from_an_ended_body_to_its_successor():
    """On any day it still points to one body only."""
    later = ("{code: market, place: \"1\", kind: department, names: [{until: 2018-06-01,", "{code: market, place: \"1\", kind: department, from: 2019-01-01, names: [{from: 2019-01-01, until: 2019-06-01,")  # fmt: skip
    package = town(
        later, ("{from: 2018-06-01, name", "{from: 2019-06-01, name"), ("[市场监管局,", "[食药监局,"),
        ("  - {on: 2018-06-01, kind: rename, from: market, to: market, duties: all}\n", ""), ("019-01-01}, market", "019-01-01}, {body: market, from: 2019-01-01}"),
    )  # fmt: skip

    assert check(package) == []


def test_two_takers_of_one_duty_on_one_day():
    split = (
        "  - {on: 2019-01-01, kind: merge",
        "  - {on: 2020-01-01, kind: transfer, from: market, to: all, duties: [a]}\n"
        "  - {on: 2020-01-01, kind: transfer, from: market, to: food, duties: [a]}\n"
        "  - {on: 2019-01-01, kind: merge",
    )
    codes = [problem.code for problem in check(town(split, ("department, until: 2019-01-01", "department")))]

    assert "duty_to_two" in codes

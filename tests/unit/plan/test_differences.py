"""Differences by code and field, between folders and adopted versions; and what became of the plan above."""

import pytest

from tests.unit.plan.conftest import later
from tests.unit.plan.small import READINGS, package
from zhiheng.journal.refusal import Refused
from zhiheng.plan import cutting, differences, queries, services
from zhiheng.plan.above import check as check_above
from zhiheng.plan.above import compare_packages as compare
from zhiheng.plan.adopting import rows_of
from zhiheng.plan.checks.all import check
from zhiheng.plan.package import read_plan


def told(old, new):
    found = differences.between(differences.of_package(read_plan(old)), differences.of_package(read_plan(new)))
    return [(one.kind, one.code, one.what, [(c.field, c.old, c.new) for c in one.fields]) for one in found]


def test_a_package_does_not_differ_from_itself():
    assert told(package(), package()) == []


def test_a_changed_threshold_is_told_old_and_new():
    changed = package({"targets.yaml": ('threshold: "90"', 'threshold: "92"')})

    assert told(package(), changed) == [("target", "p1", "changed", [("content.threshold", "90", "92")])]


def test_added_and_dropped_entries_are_told_by_code():
    changed = package({"tasks.yaml": ("1.1-01", "1.1-02")})

    assert [(kind, code, what) for kind, code, what, _ in told(package(), changed)] == [
        ("task", "1.1-02", "added"), ("task", "1.1-01", "dropped"),
        ("node", "1.1-02/1", "added"), ("node", "1.1-01/1", "dropped"),
    ]  # fmt: skip


def test_indicators_and_bodies_are_compared_too():
    changed = package({"indicators/p1.yaml": ("decimals: 1", "decimals: 2"), "bodies.yaml": ("slug: two", "slug: too")})

    assert told(package(), changed) == [
        ("indicators", "p1", "changed", [("decimals", "1", "2")]), ("places", "11", "changed", [("slug", "two", "too")]),
    ]  # fmt: skip


def test_the_order_of_files_and_entries_does_not_matter():
    text = package().files["targets.yaml"].decode()
    first, second = text.split("- code: m1")
    turned = "- code: m1" + second + first

    assert told(package(), package({"targets.yaml": turned})) == []


def test_an_adopted_version_says_what_its_package_said(adopted, server):
    given = package({"targets.yaml": ("  rule: by_end", "  rule: by_end" + READINGS.rstrip())})
    of_version = differences.of_rows(rows_of(adopted))

    assert differences.between(of_version, differences.of_package(read_plan(given))) == []
    second = package({"plan.yaml": ("version: 1", "version: 2")})
    version = services.adopt(second, actor=server, at=later(1)).version
    dropped = differences.between(of_version, differences.of_rows(rows_of(version)))
    assert [(one.kind, one.code, one.what) for one in dropped] == [("question", "p1/when", "dropped")]


@pytest.mark.parametrize(
    ("old", "new", "fate"),
    [
        ('threshold: "90"', 'threshold: "90"', "kept"),
        ('threshold: "90"', 'threshold: "95"', "raised"),
        ('threshold: "90"', 'threshold: "85.5"', "lowered"),
        ('comparator: ">="', 'comparator: ">"', "raised"),
        ("rule: by_end", "rule: hold", "raised"),
        ('comparator: ">="', 'comparator: "<="', "other"),
        ("rule: by_end", "rule: cumulative", "other"),
        ("threshold: opened", "threshold: built", "lowered"),
        ("code: p1\n", "code: x1\n", "left_out"),
    ],
)
def test_what_became_of_a_target_of_the_plan_above(old, new, fate):
    code = "m1" if "opened" in old else "p1"
    lower = read_plan(package({"targets.yaml": (old, new), "tasks.yaml": ("targets: [p1]", "targets: []")}))

    fates = {one.code: one.fate for one in compare(lower, read_plan(package()))}
    assert fates[code] == fate


def test_less_is_better_and_ranges_are_ordered_the_other_way():
    def at_most(threshold):
        return read_plan(package({"targets.yaml": ('comparator: ">="\n  threshold: "90"', f"comparator: {threshold}")}))

    less = at_most('"<="\n  threshold: "10"'), at_most('"<="\n  threshold: "12"')
    ranges = at_most('range\n  threshold: ["4", "5"]'), at_most('range\n  threshold: ["3", "6"]')
    for stricter, looser in (less, ranges):
        assert compare(stricter, looser)[0].fate == "raised"
        assert compare(looser, stricter)[0].fate == "lowered"


def test_a_target_with_another_code_names_the_one_above():
    lower = read_plan(
        package({"targets.yaml": ("code: p1\n", "code: x1\n  above: p1\n"), "tasks.yaml": ("[p1]", "[x1]")})
    )

    assert [(one.code, one.fate) for one in compare(lower, read_plan(package()))] == [("p1", "kept"), ("m1", "kept")]


def test_lowered_and_left_out_targets_are_noted_and_wrong_references_refused():
    lower = read_plan(package({"targets.yaml": ('threshold: "90"', 'threshold: "80"\n  above: p9')}))

    found = {(problem.code, problem.level) for problem in check_above(lower, read_plan(package()))}
    assert found == {("unknown_reference", "error"), ("above", "note")}


def test_an_adopted_plan_shows_what_it_made_of_the_one_above(adopted, office, server):
    """Decisions count: the plan above now asks for every year, so the same number at the end is less."""
    lower = package(
        {"plan.yaml": ("above: null", "above: tiny-2030"), "targets.yaml": ("threshold: opened", "threshold: built")}
    )
    lower.files["plan.yaml"] = lower.files["plan.yaml"].replace(b"code: tiny-2030", b"code: lower-2030")
    services.adopt(lower, actor=server, at=later(1))

    def fates(**named):
        return [(one.code, one.fate) for one in queries.against_above(office, plan="lower-2030", **named)]

    assert fates() == [("p1", "kept"), ("m1", "other")]
    assert fates(stages={"m1": ["built", "opened"]}) == [("p1", "kept"), ("m1", "lowered")]
    deciding = services.Deciding("p1", "when", "each", "领导小组", later(1).date(), "每年考核")
    services.decide("tiny-2030", deciding, actor=office, at=later(2))
    assert fates()[0] == ("p1", "lowered")
    assert queries.against_above(office, plan="tiny-2030") == []


def test_a_new_plan_keeps_its_ancestry_and_marks_what_to_check(tmp_path):
    cutting.write(cutting.cut(package({"text/spans.yaml": "digest: x\n", "figures/a.csv": "x\n", "demo/demo.yaml": "x: 1\n"}), "next-2035"), tmp_path / "next-2035")  # fmt: skip

    from zhiheng.packages.reading import open_package

    made = open_package(tmp_path / "next-2035")
    plan = read_plan(made)
    assert (plan.plan.code, plan.plan.version, plan.plan.cut_from) == ("next-2035", 1, "tiny-2030/1")
    assert not [name for name in made.files if name.startswith(("text/", "figures/", "demo/"))]
    problems = check(made)
    assert {problem.level for problem in problems} == {"question"}
    assert {"plan.yaml", "bodies.yaml", "tasks.yaml", "targets.yaml"} <= {problem.file for problem in problems}


def test_a_folder_that_exists_is_not_written_over(tmp_path):
    (tmp_path / "x").mkdir()
    with pytest.raises(FileExistsError):
        cutting.write({}, tmp_path / "x")


def test_a_package_without_a_readable_head_cannot_be_copied():
    with pytest.raises(cutting.NotCutError):
        cutting.cut(package({"plan.yaml": "code: [\n"}), "next")


CLASSES = "indicator,class,field,zh-Hans,en\np1,food,category,食品,Food\n"


def test_a_class_that_is_called_otherwise_is_told():
    changed = package({"codelists/classes.csv": CLASSES.replace("食品", "食用产品")})

    assert told(package({"codelists/classes.csv": CLASSES}), changed) == [
        ("indicatorclass", "p1/food", "changed", [("name.zh-Hans", "食品", "食用产品")])
    ]


def test_two_adopted_versions_are_compared_by_their_numbers(adopted, server, office):
    newer = package({"plan.yaml": ("version: 1", "version: 2"), "targets.yaml": ('threshold: "90"', 'threshold: "92"')})
    services.adopt(newer, actor=server, at=later(1))

    target, question = queries.differences(office, "tiny-2030", 1, 2)

    assert (target.kind, target.code, target.fields[0].new) == ("target", "p1", "92")
    assert (question.code, question.what) == ("p1/when", "dropped")
    assert queries.differences(office, "tiny-2030", 2, 2) == []
    with pytest.raises(Refused):
        queries.differences(office, "tiny-2030", 1, 9)

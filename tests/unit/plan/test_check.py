"""Every slip of an author is told with its file, its line, what was found and what is allowed."""

import pytest

from tests.unit.plan.small import package
from zhiheng.plan.checks.all import check

DUTY = "duty: 1.1-a\n  indicator: p1"
READINGS = """
  questions:
    - code: when
      text: {zh-Hans: 何时, en: when}
      chosen: last
      readings:
        - {code: last, text: {zh-Hans: 末年, en: last}, set: {}}
        - {code: each, text: {zh-Hans: 每年, en: each}, set: %s}
"""


def test_the_tiny_package_has_nothing_to_mend():
    assert check(package()) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "line"),
    [
        ("plan.yaml", "version: 1", "version: 1\nversion: 2", "duplicate_key", 4),
        ("plan.yaml", "region:", "colour: red\nregion:", "unknown_key", 6),
        ("plan.yaml", "until: 2031-01-01", "until: 2025-01-01", "not_allowed", 1),
        ("plan.yaml", "until: 2031-01-01", "until: 2031-02-30", "not_allowed", 8),
        ("plan.yaml", "from: 2026-01-01", "from: &day 2026-01-01", "anchor", 7),
        ("plan.yaml", "from: 2026-01-01", "from: !!str 2026-01-01", "tag", 7),
        ("plan.yaml", 'region: "1"', 'region: "9"', "unknown_reference", 6),
        ("plan.yaml", "first_month: 4", "first_month: 13", "not_allowed", 1),
        ("plan.yaml", "title:", "titel:", "missing_key", 1),
        ("plan.yaml", "code: tiny-2030", "code: [tiny", "syntax", 3),
        ("clauses.yaml", "body: works", "body: worms", "unknown_reference", 11),
        ("clauses.yaml", "as: 建设局", "as: 市建设局", "carried_twice", 11),
        ("clauses.yaml", "reason: award", "reason: because", "not_allowed", 13),
        ("clauses.yaml", "reason: award", "reason: other", "not_allowed", 13),
        ("clauses.yaml", "see: 1.1-r", "see: 1.1-x", "unknown_reference", 13),
        ("clauses.yaml", 'code: "1.1"', 'code: "2.1"', "clause_order", 2),
        ("targets.yaml", 'clause: "1.1"', 'clause: "1.2"', "unknown_reference", 2),
        ("targets.yaml", DUTY, "duty: 1.1-z\n  indicator: p1", "unknown_reference", 3),
        ("targets.yaml", "indicator: p1", "indicator: p9", "unknown_reference", 4),
        ("targets.yaml", 'threshold: "90"', 'threshold: "90%"', "threshold_not_number", 6),
        ("targets.yaml", 'threshold: "90"', 'threshold: ["80", "90"]', "threshold_count", 6),
        ("targets.yaml", '">="\n  threshold: "90"', 'range\n  threshold: ["90", "80"]', "range_order", 6),
        ("targets.yaml", '  threshold: "90"\n', "", "no_threshold", 6),
        ("targets.yaml", '  comparator: ">="\n', "", "no_comparator", 1),
        ("targets.yaml", "rule: by_end", "rule: trend", "threshold_of_trend", 6),
        ("targets.yaml", "rule: by_end", "rule: sometimes", "not_allowed", 7),
        ("targets.yaml", "threshold: opened", "threshold: closed", "unknown_stage", 13),
        ("targets.yaml", "rule: milestone", "rule: hold", "rule_of_kind", 14),
        ("targets.yaml", '"2028": "85"', '"2035": "85"', "path_outside_plan", 8),
        ("targets.yaml", '"2028": "85"', '"2028-01": "85"', "not_allowed", 8),
        ("targets.yaml", "code: m1", "code: p1", "duplicate_code", 9),
        ("targets.yaml", "rule: by_end", "rule: by_end\n  classes: [food, wine]", "unknown_class", 8),
        ("targets.yaml", "rule: by_end", "rule: by_end\n  weight: heavy", "not_allowed", 8),
        ("targets.yaml", "rule: by_end", 'rule: by_end\n  places: {"12": {threshold: "80"}}', "unknown_reference", 8),
        ("targets.yaml", "  rule: by_end", "  rule: by_end" + READINGS % "{rule: never}", "not_allowed", 14),
        ("targets.yaml", "  rule: by_end", "  rule: by_end" + READINGS % "{color: red}", "unknown_key", 14),
        ("targets.yaml", "  rule: by_end", "  rule: by_end" + READINGS % "{rule: trend}", "threshold_of_trend", 6),
        ("tasks.yaml", "targets: [p1]", "targets: [p1, p7]", "unknown_reference", 5),
        ("tasks.yaml", "kind: document, what", "kind: document, whot", "unknown_key", 7),
        ("tasks.yaml", "kind: document", "kind: indicator", "not_allowed", 7),
        ("tasks.yaml", "mark: design_choice", "mark: verified", "mark_without_source", 7),
        ("tasks.yaml", "mark: design_choice", "mark: verified, source: LAW-2", "unknown_reference", 7),
        ("incentives.yaml", '"50000"', "5万", "not_allowed", 1),
        ("bodies.yaml", "to: quality", "to: nobody", "unknown_reference", 8),
        ("bodies.yaml", "duties: all", "duties: [9-z]", "unknown_reference", 8),
        ("indicators/p1.yaml", "code: p1", "code: p2", "file_name", 1),
    ],
)  # fmt: skip
def test_a_slip_is_told_at_its_line(file, old, new, code, line):
    problems = check(package({file: (old, new)}))

    assert (code, file, line) in {(problem.code, problem.file, problem.line) for problem in problems}


def test_a_sentence_says_file_line_found_and_allowed_in_both_languages():
    (problem,) = check(package({"targets.yaml": ("indicator: p1", "indicator: p9")}))

    assert problem.sentence("zh-hans") == "targets.yaml 第 4 行，p1 › indicator：发现“p9”，没有这样的指标；允许：p1。"
    assert problem.sentence("en") == 'targets.yaml line 4, p1 › indicator: found "p9", no such indicator; allowed: p1.'


def test_an_unknown_key_lists_those_that_are_known():
    (problem,) = check(package({"sources.yaml": "- {key: A, titel: x, title: y}\n"}))

    assert "key, title, note, address" in problem.sentence("en")


def test_one_slip_does_not_hide_another():
    problems = check(package({"targets.yaml": ("indicator: p1", "indicator: p9\n  color: red\n  wieght: 1")}))

    assert [problem.code for problem in problems].count("unknown_key") == 2


def test_a_file_that_cannot_be_read_does_not_make_its_references_wrong():
    problems = check(package({"targets.yaml": "- [\n"}))

    assert [problem.code for problem in problems] == ["syntax"]


def test_a_missing_list_of_clauses_does_not_make_successions_wrong():
    made = package({"clauses.yaml": None, "bodies.yaml": ("duties: all", "duties: [1.1-a]")})

    assert [(problem.code, problem.file) for problem in check(made)] == [("missing_file", "clauses.yaml")]


def test_a_missing_file_is_told():
    (problem, *_) = check(package({"targets.yaml": None, "tasks.yaml": None}))

    assert (problem.code, problem.file) == ("missing_file", "targets.yaml")


def test_an_open_point_turns_its_error_into_a_question():
    """A draft may leave a duty open; the check asks and does not refuse."""
    problems = check(
        package(
            {
                "targets.yaml": (DUTY, "duty: unknown\n  indicator: p1"),
                "open.yaml": "- {file: targets.yaml, code: p1, key: duty, text: {zh-Hans: 谁负责？, en: who?}}\n",
            }
        )
    )

    assert {problem.level for problem in problems} == {"question"}
    assert any("谁负责？" in problem.sentence() for problem in problems)


def test_an_open_point_that_names_nothing_is_an_error():
    problems = check(package({"open.yaml": "- {file: targets.yaml, code: p8, text: {zh-Hans: 问, en: ask}}\n"}))

    assert [problem.code for problem in problems if problem.level == "error"] == ["open_point_nowhere"]


HEAD = "indicator,class,field,zh-Hans,en\n"


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("p1,food,category,食品,Food\np1,drug,,药品,Drugs\n", []),
        ("p1,toys,,玩具,Toys\n", [("unknown_class", 2)]),
        ("p9,food,,食品,Food\n", [("unknown_indicator", 2)]),
        ("p1,food,,食品,Food\np1,food,,食物,Food\n", [("twice", 3)]),
        ("p1,food,,,\n", [("wrong_form", 2)]),
        ('p1,food,,"食品\n（含保健食品）",Food\np1,toys,,玩具,Toys\n', [("unknown_class", 4)]),
    ],
)
def test_names_of_classes_stand_for_classes_that_exist(rows, found):
    problems = check(package({"codelists/classes.csv": HEAD + rows}))

    assert [(problem.code, problem.line) for problem in problems] == found


def test_a_list_of_classes_without_its_columns_is_told():
    (problem,) = check(package({"codelists/classes.csv": "class,zh-Hans\nfood,食品\n"}))

    assert (problem.code, problem.line) == ("missing_column", 1)
    assert "indicator" in problem.sentence()

"""What a plan package may say about figures, and how its author is told what is wrong."""

import pytest

from zhiheng.figures import shipped
from zhiheng.packages.reading import Package

NAMES = "{zh-Hans: 名, en: name}"
P1 = f"""
code: p1
name: {NAMES}
short: {NAMES}
kind: ratio
unit: "%"
definition: {NAMES}
part: {{name: {NAMES}, where: [{{field: conclusion, is: pass}}]}}
whole: {{name: {NAMES}}}
register: product.sampling
source: {{kind: computed, clause: "1.1"}}
every: quarter
sanity: {{low: "85", high: "99"}}
versions: [{{number: 1, from: 2026-01-01}}]
written_by: 某人
next_review: 2027-06-30
"""
M1 = f"""
code: m1
name: {NAMES}
short: {NAMES}
kind: milestone
unit: 级
decimals: 0
definition: {NAMES}
source: {{kind: milestone}}
stages:
  - {{code: drafted, name: {NAMES}, evidence: {NAMES}}}
  - {{code: in_force, name: {NAMES}, evidence: {NAMES}}}
versions: [{{number: 1, from: 2026-01-01}}]
written_by: 某人
next_review: 2027-06-30
"""
HEAD = "indicator,place,period,part,whole,value,unit,kind,stage,source,mark,note\n"
FILES = {
    "bodies.yaml": 'places: [{code: "1"}, {code: "11"}]',
    "clauses.yaml": '[{code: "1"}, {code: "1.1"}]',
    "sources.yaml": "[{key: YEARBOOK}]",
    "indicators/p1.yaml": P1,
    "indicators/m1.yaml": M1,
    "figures/past.csv": HEAD
    + "p1,1,2026Q1,180,200,,,reported,final,YEARBOOK,verified,\n"
    + "p1,1,2021-01/2021-07,,,90.5,%,published,final,https://example.org/a,verified,只作对照\n"
    + "m1,1,2026,,,in_force,,reported,final,YEARBOOK,verified,\n",
}


def package(**changed: str) -> Package:
    files = FILES | {
        name.replace("__", "/", 1).replace("_yaml", ".yaml").replace("_csv", ".csv"): text
        for name, text in changed.items()
    }
    return Package("tiny", {name: text.encode() for name, text in files.items()})


def problems(**changed: str) -> list[tuple[str, int, str]]:
    return [(found.file, found.line, found.code) for found in shipped.check(package(**changed))]


def test_a_right_package_has_no_problem_and_gives_its_figures():
    read = shipped.read(package())

    assert problems() == []
    assert list(read.indicators) == ["m1", "p1"]
    assert [(row.spec.indicator, row.spec.period, row.place.line) for row in read.figures] == [
        ("p1", "2026Q1", 2),
        ("p1", "2021-01/2021-07", 3),
        ("m1", "2026", 4),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("p9,1,2026,180,200,,,reported,final,YEARBOOK,verified,", "unknown_reference"),
        ("p1,99,2026,180,200,,,reported,final,YEARBOOK,verified,", "unknown_reference"),
        ("p1,1,2026,180,200,,,reported,final,NOWHERE,verified,", "unknown_reference"),
        ("p1,1,2026,180,,,,reported,final,YEARBOOK,verified,", "not_allowed"),
        ("p1,1,2026,180,200,90,,reported,final,YEARBOOK,verified,", "not_allowed"),
        ("p1,1,2026,201,200,,,reported,final,YEARBOOK,verified,", "part_above_whole"),
        ("p1,1,2026,,,90,%,reported,final,YEARBOOK,verified,", "share_needed"),
        ("p1,1,202613,180,200,,,reported,final,YEARBOOK,verified,", "not_allowed"),
        ("p1,1,202601,180,200,,,reported,final,YEARBOOK,verified,", "period_kind"),
        ("p1,1,2026,,,90,分,published,final,YEARBOOK,verified,", "unit"),
        ("p1,1,2026,,,0.9,%,published,final,YEARBOOK,verified,", "a_hundredth"),
        ("p1,1,2026,,,九十,%,published,final,YEARBOOK,verified,", "wrong_form"),
        ("m1,1,2026,,,opened,,reported,final,YEARBOOK,verified,", "unknown_stage"),
        ("p1,1,2026,180,200,,,guessed,final,YEARBOOK,verified,", "not_allowed"),
        ("p1,1,2026,180,200,,,reported,final,,verified,", "missing_key"),
        ("p1,1,2026,180,200", "wrong_form"),
    ],
)
def test_each_slip_in_a_row_is_told_with_file_and_line(row, code):
    assert problems(figures__past_csv=HEAD + row + "\n") == [("figures/past.csv", 2, code)]


def test_two_rows_about_one_thing_contradict_each_other_unless_their_data_stage_differs():
    first = "p1,1,2026,180,200,,,reported,provisional,YEARBOOK,verified,\n"

    assert problems(figures__past_csv=HEAD + first + first.replace("180", "181").replace("provisional", "final")) == []
    assert problems(figures__past_csv=HEAD + first + first.replace("180", "181")) == [
        ("figures/past.csv", 3, "duplicate_figure")
    ]


def test_an_unusual_figure_is_only_noted():
    [found] = shipped.check(package(figures__past_csv=HEAD + "p1,1,2026,1,2,,,reported,final,YEARBOOK,verified,\n"))

    assert (found.code, found.level) == ("unusual", "note")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("kind: ratio", "kind: rate", "not_allowed"),
        ("whole: ", "hole: ", "unknown_key"),
        ("number: 1, ", "number: 2, ", "not_allowed"),
        ('low: "85"', 'low: "100"', "not_allowed"),
        ("is: pass", "is: pass, is_not: fail", "not_allowed"),
        ('clause: "1.1"', 'clause: "7.7"', "unknown_reference"),
        ("every: quarter", "every: often", "not_allowed"),
    ],
)
def test_each_slip_in_an_indicator_is_told(old, new, code):
    found = [problem[2] for problem in problems(indicators__p1_yaml=P1.replace(old, new))]

    assert found == [code]


def test_columns_have_fixed_names():
    assert problems(figures__past_csv="indicator,place,when\np1,1,2026\n") == [
        ("figures/past.csv", 1, "unknown_column")
    ]


def test_a_file_in_another_encoding_names_the_byte():
    files = {**package().files, "figures/past.csv": HEAD.encode() + "p1,1,2026,,,阶段".encode("gb18030")}

    [found] = shipped.check(Package("tiny", files))

    assert (found.code, found.line) == ("not_utf8", 2)

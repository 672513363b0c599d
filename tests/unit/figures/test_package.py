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


COUNTED = P1.replace("source: {kind", "{more}source: {kind", 1)


def counted(more: str) -> list[str]:
    """What is said about the rate with some keys more."""
    text = COUNTED.replace("{more}", more + "\n")
    return [found.told("en") for found in shipped.check(package(indicators__p1_yaml=text))]


def test_an_indicator_says_how_its_records_are_counted():
    more = """where: [{field: sector, is: industrial}]
classes: [made, sold]
class_by: stage
class_of: {workshop: made, market: sold, "1": sold}
counts_for: place"""

    assert counted(more) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("class_of: {a: b}", "class_by where class_of is written"),
        ("class_by: stage", "classes where class_by is written"),
        (
            "class_by: stage\nclasses: [made]\nclass_of: {a: sold}",
            "each class of class_of among classes (missing: sold)",
        ),
        ("class_by: stage\nclasses: [made, made]", "each class once in classes"),
        ("scale: 2", "scale from 0 to 9, only where sum_of is written"),
        ("measure: lots", "measure only where figures do not add up; ratio adds up its records"),
        ("where: [{field: sector}]", "one of is, is_not"),
        (f"class_by: stage\nclasses: [{', '.join(f'c{at}' for at in range(65))}]", "at most 64 classes"),
    ],
)
def test_what_cannot_be_counted_is_said(more, said):
    (told,) = counted(more)

    assert said in told


def test_counting_needs_a_register():
    text = P1.replace("register: product.sampling", "where: [{field: sector, is: a}]")

    (told,) = [found.told("en") for found in shipped.check(package(indicators__p1_yaml=text))]
    assert "register where where is written" in told

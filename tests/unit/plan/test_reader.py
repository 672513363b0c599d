"""The reader's findings in a plan's words, on the invented paper that ships and on small papers written here."""

import os
from pathlib import Path

import pytest

from tests.unit.plan.conftest import AT
from zhiheng.packages.problems import errors
from zhiheng.packages.reading import Package, open_package
from zhiheng.plan import describing, queries, seams, services
from zhiheng.plan.package import read_plan
from zhiheng.plan.reader import UnreadableTextError, copy_of, dotted, read_file
from zhiheng.policy.reader import read

ROOT = Path(__file__).parents[3]
YUANLAN = ROOT / "plans/yuanlan-2030"
TEXT = ROOT / "samples/yuanlan-2026.txt"


@pytest.fixture(scope="module")
def paper():
    return read_file(TEXT.name, TEXT.read_bytes())


def test_titles_before_the_preamble_are_left_out(paper):
    assert paper.copy.canonical.startswith("为深入推进质量强省建设")


def test_the_closing_paragraph_is_a_clause_of_its_own(paper):
    assert paper.copy.text(paper.copy.clauses["9"]).startswith("各市、各部门")
    assert paper.copy.text(paper.copy.clauses["4.3"]).endswith("质量意识。")


def test_clauses_follow_each_other_without_gap(paper):
    spans = list(paper.copy.clauses.values())
    assert spans[0][0] == 0
    assert all(one[1] == following[0] for one, following in zip(spans, spans[1:], strict=False))
    assert spans[-1][1] == len(paper.copy.canonical)


def test_every_clause_duty_and_target_of_the_package_is_placed(paper):
    described = describing.describe(read_plan(open_package(YUANLAN)), paper.copy)

    assert (described.missing_clauses, described.extra_clauses, described.unplaced) == ((), (), ())
    said = {code: paper.copy.text(span) for code, span in described.targets.items()}
    assert said["u2"] == "全省质量提升专项资金累计投入6亿元以上"
    assert said["n1"] == "单位工业增加值能耗持续下降"
    assert said["k3"] == "区域公用品牌达到15个"
    assert paper.copy.text(described.duties["2.3.3-a"]) == "(省数据局牵头,省市场监管厅配合落实)"


def test_every_number_of_the_paper_has_a_target_or_a_reason(paper):
    assert list(describing.check(read_plan(open_package(YUANLAN)), paper.copy)) == []


def test_a_wrong_threshold_leaves_the_number_of_the_paper_without_a_target(paper):
    whole = open_package(YUANLAN)
    changed = whole.files["targets.yaml"].decode().replace('threshold: "5000"', 'threshold: "4000"')
    package = Package(whole.name, {**whole.files, "targets.yaml": changed.encode()})

    found = list(describing.check(read_plan(package), paper.copy))
    assert {(one.code, one.file) for one in found} == {
        ("number_without_target", "clauses.yaml"), ("threshold_not_in_text", "targets.yaml"),
    }  # fmt: skip
    assert "5000" in found[0].sentence("en")


def test_the_file_in_the_package_fits_the_paper(paper):
    """Digests and clauses are exact; a better reader may cut a target's phrase a little differently."""
    package = read_plan(open_package(YUANLAN))
    described = describing.describe(package, paper.copy)

    assert (package.spans.digest, package.spans.length) == (paper.copy.digest, len(paper.copy.canonical))
    assert {code: one.at_ for code, one in package.spans.clauses.items()} == dict(paper.copy.clauses)
    assert package.spans.duties.keys() == described.duties.keys()
    for code, (start, end) in package.spans.targets.items():
        assert start < described.targets[code][1]
        assert described.targets[code][0] < end


def test_an_adopted_plan_shows_the_paper_clause_by_clause(db, server, office, paper):
    done = services.adopt(open_package(YUANLAN), actor=server, at=AT, text=paper)

    assert done.alignment.differences == ()
    clause = queries.clause(office, "2.1.2")
    assert clause.text == "2.工程质量。每万套住宅质量投诉量控制在12件以内(省住建厅负责)。"
    assert [clause.text[mark.start : mark.end] for mark in queries.marks(office)["2.1.2"]] == [
        "每万套住宅质量投诉量控制在12件以内", "(省住建厅负责)",
    ]  # fmt: skip


def test_a_copy_in_traditional_script_with_other_heads_is_the_same_text(paper):
    import opencc

    body = TEXT.read_text(encoding="utf-8").split("\n", 8)[8]
    other = opencc.OpenCC("s2t").convert("某網站轉載\n時間：2026-03-05\n\n" + body)

    assert copy_of(read(other)).canonical == paper.copy.canonical


def test_a_file_without_text_is_refused_with_a_sentence():
    with pytest.raises(UnreadableTextError) as refused:
        read_file("空.txt", b"  \n")

    assert "空.txt" in refused.value.words.zh


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (("前言",), "0"), (("二", "(一)", "1"), "2.1.1"), (("十二", "(十一)"), "12.11"), (("三", "12", "(二)"), "3.12.2"),
        (("三", "二节", "二"), "3.2.2"), (("二", "2.3", "2.3.1"), "2.3.1"), (("附件2", "一"), "a2.1"), (("表", "4"), "t.4"),
    ],
)  # fmt: skip
def test_codes_are_dotted_numbers(path, code):
    assert dotted(path) == code


@pytest.mark.samples
def test_the_first_real_paper_is_placed_whole():
    samples = os.environ.get("ZHIHENG_SAMPLES")
    if not samples:
        pytest.skip("ZHIHENG_SAMPLES names no folder")
    text = Path(samples) / "policies/alxa-2016.txt"
    package = open_package(ROOT / "plans/alxa-2020")
    copy = read_file(text.name, text.read_bytes()).copy
    described = describing.describe(read_plan(package), copy)

    assert (described.missing_clauses, described.extra_clauses) == ((), ())
    assert len(described.duties) == 45
    assert set(described.unplaced) <= {"v7a"}
    assert errors(describing.check(read_plan(package), copy)) == []


def test_checking_needs_no_text():
    assert errors(seams.check(open_package(YUANLAN))) == []

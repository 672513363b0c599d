"""The official text beside its package: offsets, other copies, and numbers that need a target."""

import pytest

from tests.unit.plan.conftest import AT, later
from tests.unit.plan.small import READINGS, package
from zhiheng.journal.refusal import Refused
from zhiheng.packages.lines import parse
from zhiheng.plan import describing, queries, services
from zhiheng.plan.models import SourceText
from zhiheng.plan.package import SpansSpec, read_plan
from zhiheng.plan.services import TextFile
from zhiheng.plan.text import Aim, Bracket, Copy, align, numbers

FIRST = "一、总则。"
SECOND = "(一)质量。产品合格率达到90%以上,展馆建成开放(市质量局负责,建设局配合)。每个奖励5万元。"


def copy(second=SECOND, first=FIRST):
    """A copy as the reader gives it."""
    text = first + second
    at = len(first)

    def span(words):
        start = text.find(words)
        return (start, start + len(words)) if start >= 0 else None

    bracket = span("(市质量局负责,建设局配合)")
    aim = span("产品合格率达到90%以上")
    return Copy(
        text,
        {"1": (0, at), "1.1": (at, len(text))},
        (Bracket("1.1", bracket, ("市质量局",), ("建设局",)),) if bracket else (),
        (Aim("1.1", aim, (("90",),), "产品合格率"),) if aim else (),
    )


@pytest.fixture
def described():
    made = package({"indicators/m1.yaml": ("name: {zh-Hans: 名, en: name}", "name: {zh-Hans: 展馆建成, en: hall}")})
    return describing.describe(read_plan(made), copy())


def spans(described):
    content, problems = parse(described.yaml(), "text/spans.yaml")
    assert problems == []
    return SpansSpec.model_validate(content)


def test_everything_is_placed_where_it_stands(described):
    text = described.copy
    assert text.text(described.duties["1.1-a"]) == "(市质量局负责,建设局配合)"
    assert text.text(described.targets["p1"]) == "产品合格率达到90%以上"
    assert text.text(described.targets["m1"]) == "展馆建成开放"
    assert (described.missing_clauses, described.extra_clauses) == ((), ())


def test_the_file_holds_no_text(described):
    assert "合格率" not in described.yaml()
    assert spans(described).length == len(FIRST + SECOND)


def test_the_same_text_aligns_without_a_difference(described):
    alignment = align(spans(described), copy())

    assert (alignment.missing, alignment.differences) == ((), ())
    assert alignment.targets["p1"] == described.targets["p1"]


def test_another_copy_shows_what_it_writes_differently(described):
    other = copy(SECOND.replace("每个奖励5万元", "每个奖励6万元"), "一、总的原则。")
    alignment = align(spans(described), other)

    assert [(one.clause, one.text) for one in alignment.differences] == [
        ("1", "一、总的原则。"),
        ("1.1", "每个奖励6万元。"),
    ]
    assert other.text(alignment.targets["p1"]) == "产品合格率达到90%以上"
    assert other.text(alignment.duties["1.1-a"]) == "(市质量局负责,建设局配合)"


def test_a_target_in_a_stretch_that_differs_has_no_place(described):
    other = copy(SECOND.replace("90%", "九成"))

    assert "p1" not in align(spans(described), other).targets


def test_a_left_out_phrase_is_told(described):
    (one,) = align(spans(described), copy(SECOND.replace("每个奖励5万元。", ""))).differences

    assert (one.clause, one.text, one.ours) == ("1.1", "", 1)


def test_a_missing_clause_is_missing(described):
    other = Copy(FIRST, {"1": (0, len(FIRST))})

    assert align(spans(described), other).missing == ("1.1",)


@pytest.mark.parametrize(
    ("text", "printed", "found"),
    [
        ("1.产品质量。达到90%以上。", "1", ["90"]),
        ("到2020年底达到23%。", "", ["23"]),
        ("纲要(2011-2020年)提出,2016—2020年达到3家", "", ["3"]),
        ("依据〔2015〕92号文件,新增15个。", "", ["15"]),
        ("达到98.5%,不少于2000件。", "", ["98.5", "2000"]),
        ("没有数字。", "", []),
    ],
)
def test_numbers_that_say_something(text, printed, found):
    assert [one.number for one in numbers(text, printed)] == found


def test_a_number_without_a_target_or_a_reason_is_told():
    made = package(
        {"clauses.yaml": ("    - {found: 5万元, reason: award, see: 1.1-r}\n", "    - {found: 一馆, reason: name}\n")}
    )

    found = {(problem.code, problem.level) for problem in describing.check(read_plan(made), copy())}
    assert found == {("number_without_target", "error"), ("number_not_in_text", "note")}


def test_a_number_with_its_reason_is_silent():
    assert list(describing.check(read_plan(package()), copy())) == []


def test_clauses_of_one_that_the_other_lacks_are_told():
    other = Copy(FIRST + "二、其他。", {"1": (0, 5), "2": (5, 10)})

    codes = [problem.code for problem in describing.check(read_plan(package()), other)]
    assert codes == ["clause_of_text", "clause_not_in_text"]


# attaching a copy


def file(text):
    return TextFile("文件.txt", "0" * 64, text)


def test_a_text_is_attached_in_the_act_that_adopts(rooms, ground, server, office):
    done = services.adopt(package(), actor=server, at=AT, text=file(copy()))

    assert done.alignment.differences == ()
    clause = queries.clause(office, "1.1")
    assert clause.text == SECOND
    assert [(mark.kind, mark.code, clause.text[mark.start : mark.end]) for mark in queries.marks(office)["1.1"]][0] == (
        "target", "p1", "产品合格率达到90%以上",
    )  # fmt: skip


def test_a_text_can_be_attached_later_and_twice_changes_nothing(adopted, rooms, server, office):
    made = package({"targets.yaml": ("  rule: by_end", "  rule: by_end" + READINGS.rstrip())})
    for day in (1, 2):
        done = services.adopt(made, actor=server, at=later(day), text=file(copy()))
        assert done.stood_already

    assert SourceText.objects.count() == 1
    assert queries.plan(office).has_text
    assert not queries.plan(office, as_of=AT).has_text


def test_only_a_missing_clause_refuses_a_text(rooms, ground, server):
    with pytest.raises(Refused) as refused:
        services.adopt(package(), actor=server, at=AT, text=file(Copy(FIRST, {"1": (0, 5)})))

    assert refused.value.code == "plan.text_missing_clauses"
    assert "1.1" in str(refused.value)


def test_differences_of_a_copy_are_noted_and_shown(rooms, ground, server, office, described):
    made = package({"text/spans.yaml": described.yaml()})
    services.adopt(made, actor=server, at=AT, text=file(copy(SECOND.replace("5万元", "6万元"))))

    assert [clause.differs for clause in queries.clauses(office)] == [False, True]
    assert list(SourceText.objects.get().differs) == ["1.1"]

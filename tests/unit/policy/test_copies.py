"""Canonical texts, copies beside each other, and reading again after an edit."""

import pytest

from zhiheng.policy.align import align
from zhiheng.policy.canonical import canonical, canonical_map, folded
from zhiheng.policy.reader import read
from zhiheng.policy.rereading import Edit, reread

PAPER = (
    "平川市质量提升行动方案\n\n一、总体目标\n到2025年，产品质量监督抽查合格率达到95%以上，新增著名商标20件，"
    "全市重点产品质量安全水平持续提升，人民群众质量满意度明显提高，质量强市建设取得明显成效。（市市场监管局负责）\n\n"
    "二、重点任务\n（一）提升工程质量。大中型工程一次验收合格率达到100%，推广绿色建筑，落实工程质量终身责任制，"
    "严格执行分户验收，狠抓质量通病治理和保修制度的落实。（市住建局牵头，市交通局、水务局配合落实）\n"
)


def test_canonical_is_one_spelling():
    assert canonical("質量 ９５％（以上）") == canonical("质量95%(以上)") == "质量95%(以上)"


def test_folding_keeps_every_character_in_its_place():
    text = "質量強盟①〔２０１６〕　９５％—ﾊ"
    assert len(folded(text)) == len(text)


def test_the_map_leads_back():
    text = "達到 ９５ ％"
    canon, places = canonical_map(text)
    assert canon == "达到95%"
    assert [text[at] for at in places] == ["達", "到", "９", "５", "％"]


def test_a_copy_with_other_words_is_placed_and_told():
    first = canonical("第一句话没有变化也不会变化。第二句说合格率达到九成五以上才算。第三句话仍然没有变化。")
    second = canonical("第一句话没有变化也不会变化。第二句说合格率达到九成以上才算。第三句话仍然没有变化。")
    spans = {"a": (0, 14), "b": (14, 31), "c": (31, 42), "gone": (0, 0)}
    placed = align(first, second, spans)
    assert placed["a"] is not None
    assert placed["a"].same
    assert placed["b"] is not None
    assert not placed["b"].same
    assert placed["c"] is not None
    assert second[placed["c"].start : placed["c"].end] == "第三句话仍然没有变化。"


def test_a_missing_clause_is_placed_nowhere():
    assert align("甲乙丙丁戊己庚辛壬癸子丑寅卯", "完全不同的另一份文件内容在此", {"x": (0, 14)}) == {"x": None}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("95%", "96%"),
        ("20件", "25件，地理标志8件"),
        ("水务局", "水务局、农牧局"),
        ("推广绿色建筑，", ""),
        ("二、重点任务", "二、主要任务"),
    ],
)
def test_reading_again_equals_reading_anew(old, new):
    start = PAPER.index(old)
    again = reread(read(PAPER), Edit(start, start + len(old), new))
    assert again == read(PAPER.replace(old, new, 1))


def test_only_the_touched_paragraph_is_read(monkeypatch):
    reading = read(PAPER)
    monkeypatch.setattr("zhiheng.policy.rereading.read", lambda *_: pytest.fail("the whole was read"))
    start = PAPER.index("95%")
    again = reread(reading, Edit(start, start + 3, "97.5%"))
    assert [str(t.value) for t in again.targets] == ["97.5", "20", "100"]
    assert again.quote(again.targets[2]) == "大中型工程一次验收合格率达到100%"

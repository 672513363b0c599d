"""What is always so of a reading, whatever the text."""

import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from zhiheng.policy.canonical import canonical, canonical_map, folded
from zhiheng.policy.model import Reading
from zhiheng.policy.output import full
from zhiheng.policy.reader import read
from zhiheng.policy.rereading import Edit, reread

PIECES = [
    "一、总体目标", "二、", "（一）", "(二)", "1.", "2．", "（1）", "①", "第一章 总则", "第二条 ", "2.1 目标", "附件", "专栏1 指标",
    "到2025年，", "合格率", "达到95%以上", "超过", "不低于98.5%", "分别", "均", "、", "，", "。", "；", "\n", "\n\n", "\t", "  ", "|",
    "（市科委牵头，市财政局配合）", "（责任单位：", "列第一位者为牵头单位，下同", "等单位", "负责", "）", "（", "《", "》", "“", "”", "新增",
    "20家", "3—5个", "1,200万元", "奖励50万元", "序号\t指标\t2025年\t责任单位", "1\t合格率\t95\t市局", "質量", "％", "- 3 -", "2020年",
    "下降到", "5G", "百分之九十", "的企业", "左右", "以内", "40个工作日", "——", "壹、", "（配合）", "责任分工：",
    "│", "┌──┬──┐\n", "├──┼──┤\n", "├　　┼──┤\n", "└──┴──┘", "║", "+---+---+\n", "| 1 | 合格率 |\n", "│ 序号 │ 责任单位 │\n",
]  # fmt: skip
papers = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=60).map("".join)


def placed_well(reading: Reading) -> None:
    text = reading.text
    for item in (*reading.targets, *reading.duties, *reading.money, *reading.deadlines, *reading.institutions):
        assert 0 <= item.start < item.end <= len(text)
        assert text[item.start : item.end].strip()
    for target in reading.targets:
        assert target.start <= target.number_start < target.number_end <= target.end
    for duty in reading.duties:
        for body in (*duty.lead, *duty.support, *(b for e in duty.exceptions for b in e.lead)):
            assert duty.start <= body.start < body.end <= duty.end
            printed = iter(text[body.start : body.end])
            assert all(char in printed for char in body.name)  # in this order; a page number may stand between
    for clause in reading.clauses:
        assert 0 <= clause.start <= clause.end <= len(text)
        assert clause.title_start <= clause.title_end


@given(papers)
@settings(max_examples=300, deadline=None)
def test_every_offset_quotes_its_span(text):
    reading = read(text)
    placed_well(reading)
    full(reading)


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_text_makes_the_reader_stumble(text):
    placed_well(read(text))


@given(papers, st.data())
@settings(max_examples=200, deadline=None)
def test_reading_again_is_reading_anew(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 8)))
    words = data.draw(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)))
    again = reread(read(text), Edit(start, end, words))
    assert again == read(text[:start] + words + text[end:])


DRAWN = ["│", "│ 序号 │ 指标 │ 2025年 │ 责任单位 │\n", "│ 1 │ 合格率 │ 95 │ 市局 │\n", "│   │ 覆盖率达到90% │    │ 市教\n", "├──┼──┼──┼──┤\n",
    "├──┼　　┼──┼　　┤\n", "┌──┬──┬──┬──┐\n", "└──┴──┴──┴──┘\n", "┌────┐\n", "育局（牵头） │\n", "\n", "  ", "+--+--+\n", "| 2 | 5+3家 |\n", "|", "一、目标\n"]  # fmt: skip


@given(st.lists(st.sampled_from(DRAWN), max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_drawn_tables_quote_their_spans(text):
    reading = read(text)
    placed_well(reading)
    full(reading)


@given(st.lists(st.sampled_from(DRAWN), max_size=20).map("".join), st.data())
@settings(max_examples=150, deadline=None)
def test_drawn_tables_are_read_again_as_anew(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 4)))
    words = data.draw(st.sampled_from([*DRAWN, "20家", "，"]))
    assert reread(read(text), Edit(start, end, words)) == read(text[:start] + words + text[end:])


@given(st.text(max_size=200))
def test_folding_keeps_the_length(text):
    assert len(folded(text)) == len(text)


@given(st.text(st.sampled_from("质量質量强強９5５％%（( 　\n、，，,①—"), max_size=200))
def test_canonical_is_canonical(text):
    assert canonical(canonical(text)) == canonical(text)
    canon, places = canonical_map(text)
    assert canon == canonical(text)
    assert places == sorted(places)


def calls(text: str) -> int:
    """How many functions a reading calls: work counted, not timed."""
    count = 0

    def tick(frame: object, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tick)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return count


def test_work_grows_with_the_length_and_no_faster():
    paper = (
        "一、总体目标\n到2025年，合格率达到95%以上，新增20家、30个。（市科委牵头，市财政局、各区政府配合）\n"
        "（一）任务。建设3个基地，对企业给予50万元奖励；交工、竣工合格率均达到100%。\n1.落实责任（市教委、市商务委）。\n"
    )
    read(paper)
    for one in (paper, paper.replace("\n", ""), "达到95%以上、", "(市科委负责)", "分别达到1、2%", "一、甲。"):
        short, long = calls(one * 80), calls(one * 640)
        assert long <= 8 * 1.15 * short, one


def test_work_on_a_drawn_table_grows_with_its_length_and_no_faster():
    head = "┌──┬──┬──┬──┐\n│序号│指标│2025年│责任单位│\n├──┼──┼──┼──┤\n"
    closed = "│1│合格│95%│市教│\n│ │率│以上│育局│\n├──┼──┼──┼──┤\n"
    read(head + closed)
    for row in (
        closed,
        closed + closed.replace("├──┼──┼──┼──┤", "├──┼──┼　　┼──┤"),
        "│1│合格│95%│市教│\n├──┼──┼　　┼──┤\n",
    ):
        short, long = calls(head + row * 60), calls(head + row * 480)
        assert long <= 8 * 1.15 * short, row

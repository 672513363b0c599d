"""Bringing figures in: dry run, errors at row and column, the same file twice, all or nothing."""

import io
from decimal import Decimal

import pytest
import xlsxwriter
from django.utils import translation

from tests.unit.figures.world import HEADS, PLAN, adopted, at, bring, nobody, office
from zhiheng.figures import queries, services
from zhiheng.figures.models import Figure
from zhiheng.files.models import Attachment
from zhiheng.files.services import path_of
from zhiheng.journal.models import Change, Entry
from zhiheng.journal.refusal import Refused

pytestmark = pytest.mark.django_db

RIGHT = "产品抽查合格率,东县,2019年第2季度,１８０,200,,,抽查通报,\n"


@pytest.fixture(autouse=True)
def _in_chinese():
    with translation.override("zh-hans"):
        yield


def test_a_dry_run_writes_nothing_and_says_what_would_come():
    actor = adopted()

    report = bring(actor, RIGHT, dry_run=True)

    assert report.counts == {"new": 1, "changed": 0, "same": 0, "wrong": 0}
    assert Figure.objects.count() == 0
    assert report.summary() == "新增 1 · 修改 0 · 不变 0 · 有误 0。 这是试导入，还没有写入。"


def test_a_right_row_becomes_a_figure_with_its_document_and_an_entry():
    actor = adopted()

    report = bring(actor, RIGHT, called="第二季度.csv")

    row = Figure.objects.get()
    assert (row.indicator, row.place, row.period) == ("p1", "11", "2019Q2")
    assert (row.exact("part"), row.exact("whole"), row.vintage) == (Decimal(180), Decimal(200), 1)
    assert (row.document_name, row.document_sha256) == ("第二季度.csv", report.sha256)
    entry = Entry.objects.get(act=row.act)
    assert (entry.verb, entry.changes) == ("figures.import", 2)  # the figure and the kept file
    assert report.written == 1


def test_the_same_file_twice_changes_nothing_and_says_so():
    actor = adopted()
    bring(actor, RIGHT)
    entries = Entry.objects.count()

    again = bring(actor, RIGHT, on="2019-07-06")

    assert again.nothing_new
    assert again.summary() == "1 行都已录入过，没有变化。"
    assert (Figure.objects.count(), Entry.objects.count()) == (1, entries)


def test_an_old_file_does_not_undo_a_later_correction():
    """What a document said once and another corrected is known; saying it again is no news."""
    actor = adopted()
    bring(actor, RIGHT)
    bring(actor, RIGHT.replace("１８０", "181"), on="2019-07-06")

    again = bring(actor, RIGHT, on="2019-07-07")

    assert again.nothing_new
    assert queries.figure(actor, PLAN, "p1", "11", "2019Q2").part == 181


def test_a_correction_is_the_next_vintage_and_the_first_stays():
    actor = adopted()
    bring(actor, RIGHT)

    report = bring(actor, RIGHT.replace("１８０", "178"), on="2019-07-12")

    assert report.counts["changed"] == 1
    assert [(row.before.part, row.after.part) for row in report.rows] == [(Decimal(180), Decimal(178))]
    assert list(Figure.objects.order_by("vintage").values_list("vintage", "part")) == [(1, 180), (2, 178)]


def test_a_row_that_leaves_out_source_and_note_takes_nothing_back():
    actor = adopted()
    bring(actor, RIGHT.replace("抽查通报,", "抽查通报,补入迟到报告"))

    again = bring(actor, "p1,东县,2019Q2,180,200,,,,\n", on="2019-07-06", called="b.csv")

    assert again.nothing_new


WRONG = [
    ("产品,东县,2019Q2,180,200,,,,", "A", "“产品”不是本规划的指标"),
    (",东县,2019Q2,180,200,,,,", "A", "此处没有填写"),
    ("p1,南县,2019Q2,180,200,,,,", "B", "“南县”不是本规划的地区"),
    ("p1,西县,2018年第1季度,180,200,,,,", "B", "在这一期间还没有设立或已经撤销"),
    ("p1,东县,2019年13月,180,200,,,,", "C", "“2019年13月”不是期间"),
    ("p1,东县,2019年6月,180,200,,,,", "C", "与该指标的填报频率不合"),
    ("p1,东县,2019年第3季度,180,200,,,,", "C", "还没有结束"),
    ("p1,东县,2019Q2,约180,200,,,,", "D", "“约180”不是数字"),
    ("p1,东县,2019Q2,210,200,,,,", "D", "210 大于分母 200"),
    ("p1,东县,2019Q2,,200,,,,", "D", "分子、分母只写了一个"),
    ("p1,东县,2019Q2,,,87.2,,,", "D", "请写两个数"),
    ("p1,东县,2019Q2,,,,,,", "D", "空白不等于 0"),
    ("c1,试验市,2018,,,3.5,,,", "F", "3.5 不是个数"),
    ("c1,试验市,2018,,,3,件,,", "G", "请把数值换算成“家”"),
    ("t1,试验市,2018,,,3,,,", "F", "“3”不是该目标的阶段。可写：drawn、已规划、"),
]


@pytest.mark.parametrize(("row", "letter", "words"), WRONG)
def test_every_wrong_cell_is_told_by_row_column_and_what_to_do(row, letter, words):
    report = bring(adopted(), row + "\n")

    [sentence] = report.wrong[0].sentences
    assert sentence.startswith(f"第 2 行 {letter} 列「")
    assert words in sentence
    assert Figure.objects.count() == 0


def test_one_wrong_row_holds_back_all_by_default():
    report = bring(adopted(), RIGHT + "p1,东县,2019Q1,300,200,,,,\n")

    assert report.held_back
    assert Figure.objects.count() == 0
    assert "没有写入" in report.summary()


def test_the_right_rows_may_be_taken_first():
    report = bring(adopted(), RIGHT + "p1,东县,2019Q1,300,200,,,,\n", partial=True)

    assert (report.written, len(report.wrong)) == (1, 1)
    assert Figure.objects.get().period == "2019Q2"


def test_two_rows_about_one_thing_are_a_fault_of_the_second():
    report = bring(adopted(), RIGHT + "p1,11,2019Q2,179,200,,,,\n")

    assert [row.number for row in report.wrong] == [3]
    assert "与第 2 行是同一指标" in report.wrong[0].sentences[0]


def test_an_unusual_value_is_taken_with_a_word():
    report = bring(adopted(), "p1,东县,2019Q2,100,200,,,,\n")

    assert report.written == 1
    assert "50 不常见：通常在 80 至 100 % 之间" in report.looks[0].sentences[0]


def test_stages_are_written_by_name_or_code():
    actor = adopted()

    bring(actor, "检验体系,试验市,2017,,,已规划,,,\nt1,1,2018,,,built,,,\n")

    assert [view.reached for view in queries.series(actor, PLAN, "t1", "1")] == ["drawn", "built"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_usual_encodings_are_read(encoding):
    report = bring(adopted(), (HEADS + RIGHT).encode(encoding))

    assert report.written == 1


def test_tabs_titles_and_foreign_columns_are_understood():
    text = "某市产品抽查情况表\n\n序号\t指标\t旗区\t期间\t合格批次\t抽查批次（批）\n1\tp1\t东县\t2019年二季度\t1,180\t1,200\n"

    report = bring(adopted(), text.encode())

    assert (report.written, report.unmatched) == (1, ("序号",))
    assert Figure.objects.get().part == 1180


def workbook(rows):
    into = io.BytesIO()
    book = xlsxwriter.Workbook(into, {"in_memory": True})
    book.add_worksheet("说明").write(0, 0, "请填写")
    sheet = book.add_worksheet("数据")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return into.getvalue()


def test_a_workbook_is_read_where_its_heads_stand():
    content = workbook([["指标", "旗区", "期间", "分子", "分母"], ["p1", "东县", "2019Q2", 180, 200.0]])

    report = bring(adopted(), content, called="a.xlsx")

    assert report.written == 1
    assert (Figure.objects.get().part, Figure.objects.get().whole) == (180, 200)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "没有数据行"),
        (b"  \n", "没有数据行"),
        (HEADS.encode(), "没有数据行"),
        ("甲,乙\n1,2\n".encode(), "没有找到写有「指标」「地区」「期间」的表头"),
        (b"%PDF-1.7 x", "不是 CSV 文件"),
        (b"PK\x03\x04 broken", "不是 CSV 文件"),
        (HEADS.encode("utf-16"), "既不是 UTF-8 也不是 GB18030"),
        (b"\x81\xff\xfe\xff,\xff", "既不是 UTF-8 也不是 GB18030"),
        (HEADS.encode() + b"p1,11,2019Q2,1,2,,,,\n" * 20_001, "至多读取 20000 行"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_one_sentence(content, words):
    report = bring(adopted(), content)

    assert words in report.problem
    assert Figure.objects.count() == 0


def test_a_head_matched_by_hand_is_remembered():
    actor = adopted()
    text = "指标,旗区,期间,抽样数,好的\np1,东县,2019Q{},200,180\n"

    missed = bring(actor, text.format(1).encode())
    bring(actor, text.format(1).encode(), columns={"抽样数": "whole", "好的": "part"})
    again = bring(actor, text.format(2).encode(), on="2019-07-06")

    assert missed.unmatched == ("抽样数", "好的")
    assert again.written == 1


def test_only_who_may_import_imports_and_only_for_their_places():
    adopted()

    with pytest.raises(Refused):
        bring(nobody(), RIGHT)
    report = bring(office("12"), RIGHT)

    assert "本账号不能录入“11”的数据" in report.wrong[0].sentences[0]
    assert Figure.objects.count() == 0


def test_a_later_data_stage_adds_a_version_and_an_earlier_one_asks_for_a_look():
    actor = adopted()
    heads = "指标,旗区,期间,分子,分母,数据阶段\n"

    bring(actor, (heads + "p1,11,2019Q2,180,200,快报\n").encode())
    bring(actor, (heads + "p1,11,2019Q2,181,200,最终\n").encode())
    report = bring(actor, (heads + "p1,11,2019Q2,182,200,快报\n").encode(), dry_run=True)

    assert [view.stage for view in queries.vintages(actor, PLAN, "p1", "11", "2019Q2")] == ["provisional", "final"]
    assert "现行数据的阶段更靠后" in report.looks[0].sentences[0]


def test_a_withdrawn_figure_is_gone_from_series_but_keeps_its_page():
    actor = adopted()
    bring(actor, RIGHT)

    services.withdraw(actor, PLAN, "p1", "11", "2019Q2", reason="重复报送", at=at("2019-07-08"))

    assert queries.series(actor, PLAN, "p1", "11") == ()
    page = queries.figure(actor, PLAN, "p1", "11", "2019Q2")
    assert (page.withdrawn, page.note, page.vintage) == (True, "重复报送", 2)
    with pytest.raises(Refused):
        services.withdraw(actor, PLAN, "p1", "11", "2019Q2", reason="再撤", at=at("2019-07-09"))


def test_a_withdrawal_needs_a_reason_and_a_figure():
    actor = adopted()

    with pytest.raises(Refused, match="撤回要写理由"):
        services.withdraw(actor, PLAN, "p1", "11", "2019Q2", reason=" ", at=at("2019-07-08"))
    with pytest.raises(Refused, match="没有现行数据"):
        services.withdraw(actor, PLAN, "p1", "11", "2019Q2", reason="重复", at=at("2019-07-08"))


def test_the_file_is_kept_with_its_import():
    actor = adopted()

    report = bring(actor, RIGHT, called="第二季度.csv")

    [kept] = Attachment.objects.filter(register="figures.import", record=report.act.id)
    assert (kept.name, kept.blob_id) == ("第二季度.csv", report.sha256)
    assert path_of(report.sha256).read_bytes() == (HEADS + RIGHT).encode()


def test_each_vintage_leaves_its_fingerprint_in_the_journal():
    actor = adopted()
    bring(actor, RIGHT)
    bring(actor, RIGHT.replace("１８０", "178"), on="2019-07-12")

    first, second = Change.objects.filter(register="figures.figure").order_by("revision")

    assert first.before is None
    assert bytes(second.before) == bytes(first.after) != bytes(second.after)


def test_of_two_writers_at_once_one_wins_and_the_other_is_told(monkeypatch):
    """The second read the state before the first wrote: the vintage number exists once, so it cannot slip in beside it."""
    actor = adopted()
    bring(actor, RIGHT)
    monkeypatch.setattr(services, "_standing", lambda *_: {})

    with pytest.raises(Refused, match="同一时刻有人录入了"):
        bring(actor, RIGHT.replace("１８０", "179"))

    assert Figure.objects.count() == 1

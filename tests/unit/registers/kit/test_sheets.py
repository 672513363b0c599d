"""The round trip of files: what is read, what is written, what comes back."""

import io
from datetime import date, timedelta

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from tests.registers_app.declarations import SAMPLES
from tests.registers_app.models import Firm, Sample
from tests.unit.registers.kit.world import DAY, at, clerk, office, person, recorded, settled_land
from zhiheng.bodies.models import Place
from zhiheng.files.models import Attachment
from zhiheng.journal import check
from zhiheng.journal.models import Entry
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import queries, services, sheets
from zhiheng.registers.kit.models import Matching, Receipt, Revision

pytestmark = pytest.mark.django_db
HEADS = "地区,样品编号,企业,产品,标准,类别,抽样日期,检验日期,合格,实测值,层,联系人\n"
GOOD = (
    "东县,S1,A1,砖,GB/T 1234-2018,工具,2019-07-01,2019-07-05,合格,1.5,1,张三\n"
    '西县,S2,B2,瓦,,玩具,2019年7月2日,２０１９.7.6,不合格,"1,234.5",2,\n'
    "11,S3,A1,奶,,food,20190703,,,,,\n"
)


@pytest.fixture(autouse=True)
def land():
    return settled_land()


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def csv(text, encoding="utf-8-sig"):
    return (HEADS + text).encode(encoding)


def tried(content, actor=None, **how):
    return sheets.trial(actor or office(), SAMPLES, name="台账.csv", content=content, **how)


def brought(content, actor=None, name="台账.csv", on="2019-07-10", **how):
    return sheets.bring_in(actor or office(), SAMPLES, name=name, content=content, at=at(on), **how)


def workbook(*rows, merged=(), second=None):
    into = io.BytesIO()
    book = xlsxwriter.Workbook(into)
    page = book.add_worksheet("台账")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(number, column, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
            elif cell is not None:
                page.write(number, column, cell)
    for span in merged:
        page.merge_range(*span[:4], span[4])
    book.close()
    return into.getvalue()


def filled(content, changes):
    """Our template as a person fills it in: (row, column) → text, by a program that keeps the hidden sheets."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    into = io.BytesIO()
    out = xlsxwriter.Workbook(into)
    for meta in book.sheets_metadata:
        page = out.add_worksheet(meta.name)
        if meta.visible != SheetVisibleEnum.Visible:
            page.hide()
        rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
        told = {(number, column): cell for number, row in enumerate(rows) for column, cell in enumerate(row)}
        if meta.name == book.sheet_names[0]:
            told |= changes
        for (number, column), cell in told.items():
            page.write(number, column, cell)
    out.close()
    return into.getvalue()


def test_a_dry_run_says_what_would_happen_and_writes_nothing():
    trial = tried(csv(GOOD))

    assert (trial.counts, trial.message) == ({"new": 3, "changed": 0, "same": 0, "wrong": 0}, "")
    assert Entry.objects.count() == 0
    assert Sample.objects.count() == 0


def test_what_people_type_is_understood():
    done = brought(csv(GOOD))

    assert done.written == 3
    second = Sample.objects.get(number="S2")
    assert (second.place.code, second.kind, second.drawn_on, second.tested_on, second.passed, second.measured) == (
        "12", "toy", date(2019, 7, 2), date(2019, 7, 6), False, 1234500,
    )  # fmt: skip
    assert (second.origin, second.source, second.year) == ("imported", "台账.csv", 2019)
    assert Sample.objects.get(number="S3").stratum == 1
    assert Entry.objects.get().changes == 4  # three records and the file itself
    assert Attachment.objects.get().name == "台账.csv"
    assert check.whole() == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_usual_encodings(encoding):
    assert tried(csv(GOOD, encoding)).counts["new"] == 3


def test_the_same_file_twice_changes_nothing():
    brought(csv(GOOD))
    entries = Entry.objects.count()
    again = brought(csv(GOOD))

    assert again.counts == {"new": 0, "changed": 0, "same": 3, "wrong": 0}
    assert (again.act, Entry.objects.count(), Revision.objects.count()) == (None, entries, 0)


def test_a_changed_row_shows_old_and_new():
    brought(csv(GOOD))
    trial = tried(csv(GOOD.replace("砖", "红砖").replace("1.5,1,", "2.5,1,")))

    assert trial.counts == {"new": 0, "changed": 1, "same": 2, "wrong": 0}
    assert trial.changes == {0: [("product", "砖", "红砖"), ("measured", "1.500", "2.500")]}
    brought(csv(GOOD.replace("砖", "红砖")))
    row = Sample.objects.get(number="S1")
    assert (row.product, row.revision, Revision.objects.get().values["product"]) == ("红砖", 2, "砖")


def test_an_empty_cell_of_a_ledger_takes_nothing_back():
    brought(csv(GOOD))
    trial = tried(csv(GOOD.replace("张三", "").replace("合格,1.5", ",")))
    assert trial.counts["same"] == 3


def test_five_planted_errors_give_five_sentences_and_five_marked_cells():
    """Row 2: place; row 3: date; row 4: choice; row 5: number; row 6: tested before drawn."""
    text = (
        "南县,S1,A1,砖,,工具,2019-07-01,,,,,\n"
        "东县,S2,A1,砖,,工具,2019-13-01,,,,,\n"
        "东县,S3,A1,砖,,飞机,2019-07-01,,,,,\n"
        "东县,S4,A1,砖,,工具,2019-07-01,,,很多,,\n"
        "东县,S5,A1,砖,,工具,2019-07-01,2019-06-01,,,,\n"
        "东县,S6,A1,砖,,工具,2019-07-01,,,,,\n"
    )
    trial = tried(csv(text))

    assert [(fault.cell, fault.field) for fault in trial.faults()] == [
        ("A2", "place"), ("G3", "drawn_on"), ("F4", "kind"), ("J5", "measured"), ("H6", "tested_on"),
    ]  # fmt: skip
    assert [one.placed for one in trial.faults()][1] == (
        "第 3 行 G 列“抽样日期”：“2019-13-01”不是日期。请写成年-月-日，例如 2023-04-01。"
    )
    marked, listed, told = opened(sheets.returned(office(), trial, on=DAY))
    assert marked == ["A2", "F4", "G3", "H6", "J5"]
    assert [row[0] for row in listed[1:]] == ["A2", "G3", "F4", "J5", "H6"]
    assert told[1][-1].startswith("“地区”：没有名为“南县”的地区")
    assert told[6][-1] == ""


def opened(content):
    """Cells with comments, the list of faults, and the cells of the first sheet of a returned workbook."""
    import re
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        comments = packed.read("xl/comments1.xml").decode()
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return (
        sorted(re.findall(r'<comment ref="([A-Z]+\d+)"', comments)),
        book.get_sheet_by_name("错误清单").to_python(),
        book.get_sheet_by_index(0).to_python(skip_empty_area=False),
    )


def test_all_or_nothing_unless_asked_for_the_right_rows():
    text = GOOD + "东县,S4,A1,砖,,飞机,2019-07-01,,,,,\n"
    done = brought(csv(text))
    assert (done.act, Sample.objects.count(), Entry.objects.count()) == (None, 0, 0)

    done = brought(csv(text), partial=True)
    assert (done.written, done.counts["wrong"], Sample.objects.count()) == (3, 1, 3)
    rest = CalamineWorkbook.from_filelike(io.BytesIO(sheets.returned(office(), done, on=DAY, only_wrong=True)))
    assert [row[1] for row in rest.get_sheet_by_index(0).to_python()] == ["样品编号", "S4"]


def test_a_number_twice_in_a_file_is_said_with_the_row_of_the_first():
    trial = tried(csv(GOOD + "东县,S1,A1,砖,,工具,2019-07-01,,,,,\n"))
    (fault,) = trial.faults()
    assert (fault.cell, "第 2 行已经出现" in fault.sentence) == ("B5", True)


def test_unlikely_values_pass_with_a_reason():
    text = "东县,S1,A1,砖,,工具,2019-07-01,,,9000,,\n"
    assert tried(csv(text)).counts["wrong"] == 1
    assert tried(csv(text)).needs_reason
    assert brought(csv(text), reason="复称两次").written == 1


def test_rows_of_other_places_are_left_to_the_colleagues_there():
    trial = tried(csv(GOOD), clerk("11"))
    assert [(fault.cell, trial.outcomes[1]) for fault in trial.faults()] == [("A3", "wrong")]
    assert brought(csv(GOOD), clerk("11"), partial=True).written == 2
    brought(csv(GOOD))
    hidden = tried(csv(GOOD.replace("瓦", "砖")), clerk("11"))
    assert hidden.outcomes[1] == "wrong"
    with pytest.raises(Refused):
        tried(csv(GOOD), person("leader"))


def test_settled_records_change_only_with_a_reason():
    brought(csv(GOOD))
    services.move(office(), SAMPLES, [Sample.objects.get(number="S1").pk], "confirm", at=at("2019-07-11"))
    changed = csv(GOOD.replace("砖", "红砖"))
    assert tried(changed).counts == {"new": 0, "changed": 0, "same": 2, "wrong": 1}
    assert brought(changed, reason="报告更正").written == 1


def test_any_ledger_is_read_by_its_heads():
    """Title, two rows of merged heads, a column of numbers, a row of sums, a note, dates as dates."""
    content = workbook(
        ["2019年抽查台账"],
        ["序号", "旗县", "样品编号", "企业", "产品", "类别", None, "日期", None, "备注"],
        [None, None, None, None, None, None, "层", "抽样", "检验"],
        [1, "东县", "S1", "A1", "砖", "工具", 1, date(2019, 7, 1), date(2019, 7, 5), "好"],
        [2, "西县", "S2", "B2", "瓦", "玩具", 2, date(2019, 7, 2), None, None],
        ["合计", None, None, None, None, None, 3],
        ["填表人：张三"],
        merged=[(1, 7, 1, 8, "日期"), (0, 0, 0, 9, "2019年抽查台账"), (1, 1, 2, 1, "旗县")],
    )
    first = tried(content)
    assert first.message == "文件中没有这些列：地区、抽样日期。请手工匹配列，或使用模板。"
    assert first.matched.guesses == {7: "drawn_on", 8: "tested_on"}
    assert [first.matched.heads[at] for at in first.matched.unmatched] == [
        "序号",
        "旗县",
        "日期 / 抽样",
        "日期 / 检验",
        "备注",
    ]

    hand = {"旗县": "place", "日期 / 抽样": "drawn_on", "日期 / 检验": "tested_on", "备注": ""}
    done = brought(content, name="台账.xlsx", by_hand=hand)
    assert (done.written, list(done.numbers), list(done.left)) == (2, [4, 5], [6, 7])
    assert list(Sample.objects.order_by("number").values_list("drawn_on", "tested_on", "stratum")) == [
        (date(2019, 7, 1), date(2019, 7, 5), 1), (date(2019, 7, 2), None, 2),
    ]  # fmt: skip

    assert Matching.objects.count() == 1
    assert tried(content).counts["same"] == 2  # remembered


def test_a_ledger_given_back_keeps_its_heads():
    content = workbook(
        ["抽查台账"],
        ["地区", "样品编号", "企业", "产品", "类别", "抽样日期"],
        ["东县", "S1", "A1", "砖", "飞机", date(2019, 7, 1)],
        merged=[(0, 0, 0, 5, "抽查台账")],
    )
    marked, _, told = opened(sheets.returned(office(), tried(content), on=DAY))
    assert marked == ["E3"]
    assert told[0][0] == "抽查台账"


def test_a_template_goes_out_and_comes_in_again():
    done = brought(csv(GOOD))
    assert done.written == 3
    keys = list(Sample.objects.order_by("number").values_list("pk", flat=True))
    content = sheets.template(office(), SAMPLES, on=DAY, records=keys)
    assert tried(content).counts == {"new": 0, "changed": 0, "same": 3, "wrong": 0}

    # The first row gets another product and loses its contact; a fourth is new.
    entry = {name: at for at, name in enumerate(SAMPLES.entry, 1)}
    fourth = {
        "place": "11 东县",
        "number": "S4",
        "firm": "B2 乙公司",
        "product": "桶",
        "kind": "工具",
        "drawn_on": "2019.7.9",
    }
    changes = {(3, entry["product"]): "红砖", (3, entry["contact"]): ""}
    changes |= {(6, entry[name]): text for name, text in fourth.items()}
    trial = tried(filled(content, changes))
    assert trial.matched.ours
    assert trial.counts == {"new": 1, "changed": 1, "same": 2, "wrong": 0}
    assert trial.changes == {0: [("product", "砖", "红砖"), ("contact", "张三", "")]}


def test_a_template_knows_its_records_even_when_their_number_changes():
    key = recorded(number="S1")
    content = sheets.template(office(), SAMPLES, on=DAY, records=[key])
    entry = {name: at for at, name in enumerate(SAMPLES.entry, 1)}
    brought(filled(content, {(3, entry["number"]): "S9"}), name="模板.xlsx")
    assert Sample.objects.get().number == "S9"


def test_a_template_made_before_a_change_does_not_undo_it():
    key = recorded(number="S1")
    content = sheets.template(office(), SAMPLES, on=DAY, records=[key])
    services.correct(office(), SAMPLES, key, {"product": "瓦"}, at=at("2019-07-08"))
    entry = {name: at for at, name in enumerate(SAMPLES.entry, 1)}
    trial = tried(filled(content, {(3, entry["contact"]): "李四"}))
    assert [one.fault.code for one in trial.found] == ["changed_meanwhile"]


def test_a_forged_template_is_read_by_its_heads():
    """Someone wrote another record's hidden number: without the signature it says nothing."""
    key = recorded(number="S1")
    content = sheets.template(office(), SAMPLES, on=DAY, records=[key])
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    trial = tried(workbook(*rows[:3], *rows[3:4]))
    assert not trial.matched.ours
    assert "id" not in trial.matched.columns


def test_a_template_with_faults_comes_back_as_a_template():
    content = sheets.template(office(), SAMPLES, on=DAY)
    entry = {name: at for at, name in enumerate(SAMPLES.entry, 1)}
    row = {"place": "11", "number": "S4", "firm": "B2", "product": "桶", "kind": "飞机", "drawn_on": "2019.7.9"}
    trial = tried(filled(content, {(3, entry[name]): text for name, text in row.items()}))
    back = sheets.returned(office(), trial, on=DAY)

    marked, _, _ = opened(back)
    assert marked == ["G4"]
    mended = tried(filled(back, {(3, entry["kind"]): "工具"}))
    assert (mended.matched.ours, mended.counts["new"], mended.counts["wrong"]) == (True, 1, 0)


def test_templates_have_drop_downs_messages_and_words():
    import zipfile

    content = sheets.template(office(), SAMPLES, on=DAY)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        assert "vbaProject" not in " ".join(packed.namelist())
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert sheet.count("<dataValidation ") == len(SAMPLES.entry)
    assert 'hidden="1"' in sheet
    lists = [list(filter(None, column)) for column in zip(*book.get_sheet_by_name("_lists").to_python(), strict=True)]
    assert lists[0][1:] == ["11 东县", "12 西县"]
    assert ["食品", "玩具", "工具"] in lists
    assert ["A1 甲公司", "B2 乙公司"] in lists
    told = [row[0] for row in book.get_sheet_by_name("填写说明").to_python()]
    assert "样品编号" in told


def test_files_that_cannot_be_read_are_refused_in_a_sentence():
    for content in (b"", b"%PDF-1.4 x", "姓名,电话\n张三,1\n".encode(), HEADS.encode(), b"\xff\xfea\x00"):
        trial = tried(content)
        assert trial.message, content
        assert trial.wrong
        assert brought(content).act is None


def test_likely_duplicates_are_shown_before_saving():
    key = recorded(number="S1")
    trial = tried(csv("东县,S2,A1,砖,,工具,2019-07-01,,,,,\n东县,S3,A1,砖,,工具,2019-07-02,,,,,\n"))
    assert trial.likely == {0: [key]}


def test_an_import_can_be_taken_back_within_a_day():
    recorded(number="S1", product="旧砖")
    done = brought(csv(GOOD), on="2019-07-10")
    assert (done.counts["new"], done.counts["changed"]) == (2, 1)

    assert services.undo(office(), done.act, at=at("2019-07-10") + timedelta(hours=23)) == 3
    assert list(Sample.objects.order_by("number").values_list("number", "product", "withdrawn")) == [
        ("S1", "旧砖", False), ("S2", "瓦", True), ("S3", "奶", True),
    ]  # fmt: skip
    assert Receipt.objects.get().undone_by is not None
    with pytest.raises(Refused) as refused:
        services.undo(office(), done.act, at=at("2019-07-11"))
    assert refused.value.code == "registers.undone_already"
    assert brought(csv(GOOD), on="2019-07-11").counts["new"] == 2
    assert check.whole() == []


def test_an_import_that_others_built_on_is_not_taken_back():
    done = brought(csv(GOOD), on="2019-07-10")
    services.move(office(), SAMPLES, [Sample.objects.get(number="S1").pk], "confirm", at=at("2019-07-10"))
    with pytest.raises(Refused) as refused:
        services.undo(office(), done.act, at=at("2019-07-10"))
    assert refused.value.code == "registers.moved_since"
    assert Receipt.objects.get().undone_by is None
    with pytest.raises(Refused) as refused:
        services.undo(office(), done.act, at=at("2019-07-12"))
    assert refused.value.code == "registers.too_late"


def test_receipts_are_ones_own():
    brought(csv(GOOD))
    assert [receipt.new for receipt in queries.receipts(office(), SAMPLES)] == [3]
    assert queries.receipts(clerk(), SAMPLES) == []


def test_new_firms_are_not_made_by_a_slip_of_the_pen():
    trial = tried(csv(GOOD.replace(",A1,", ",A9,", 1)))
    assert [(fault.cell, "尚未登记" in fault.sentence) for fault in trial.faults()] == [("C2", True)]
    assert Firm.objects.count() == 2
    assert Place.objects.count() == 3

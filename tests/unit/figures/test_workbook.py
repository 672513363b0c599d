"""Workbooks out and back: the template is read as it was filled in, and faults come back in their cells."""

import io
import zipfile
from datetime import date

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from tests.unit.figures.world import HEADS, PLAN, adopted, bring
from zhiheng.figures import workbook

pytestmark = pytest.mark.django_db
DAY = date(2019, 7, 5)


@pytest.fixture(autouse=True)
def _in_chinese():
    with translation.override("zh-hans"):
        yield


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_the_template_names_columns_twice_and_offers_lists():
    adopted()

    found = sheets(workbook.template(PLAN, on=DAY, expected=[("p1", "11", "2019Q2")]))

    assert found["数据"][0][:3] == ["indicator", "place", "period"]
    assert found["数据"][1][:5] == ["指标", "地区", "期间", "分子", "分母"]
    assert found["数据"][2][:3] == ["p1 产品抽查", "11 东县", "2019Q2"]
    columns = [[cell for cell in column if cell] for column in zip(*found["_lists"], strict=True)]
    assert columns == [
        ["c1 认证", "p1 产品抽查", "t1 检验体系"],
        ["1 试验市", "11 东县", "12 西县"],
        ["快报", "年报初步数", "最终", "修订"],
    ]
    assert any("空白不等于 0" in str(row[0]) for row in found["填写说明"])


def test_a_template_filled_in_is_read_back():
    """What people add: the numbers in the yellow cells of the given row."""
    actor = adopted()
    blank = workbook.template(PLAN, on=DAY, expected=[("p1", "11", "2019Q2")])
    rows = [[str(cell) for cell in row] for row in sheets(blank)["数据"]]
    rows[2][3:5] = ["180", "200"]

    report = bring(actor, "\n".join(",".join(row) for row in rows).encode())

    assert (report.written, report.wrong) == (1, [])


def test_an_untouched_template_holds_nothing():
    actor = adopted()

    report = bring(actor, workbook.template(PLAN, on=DAY), called="空表.xlsx")

    assert "没有数据行" in report.problem


def test_faults_come_back_in_their_cells_and_on_a_sheet_of_their_own():
    content = (HEADS + "p1,东县,2019Q2,180,200,,,,\np1,东县,2019Q1,300,200,,,,\n").encode()
    report = bring(adopted(), content)

    back = workbook.returned(content, report, PLAN, on=DAY)

    found = sheets(back)
    assert found["数据"][0][-1] == "错误说明"
    assert found["数据"][1][:5] == ["p1", "东县", "2019Q2", "180", "200"]  # untouched
    assert found["数据"][2][-1].startswith("第 3 行 D 列「分子」：300 大于分母 200")
    assert found["错误清单"][1] == ["D3", found["数据"][2][-1]]
    with zipfile.ZipFile(io.BytesIO(back)) as packed:
        comments = packed.read("xl/comments1.xml").decode()
    assert "300 大于分母 200" in comments
    assert "D3" in comments


def test_only_the_wrong_rows_come_back_once_the_right_ones_are_taken():
    content = (HEADS + "p1,东县,2019Q2,180,200,,,,\np1,东县,2019Q1,300,200,,,,\n").encode()
    report = bring(adopted(), content, partial=True)

    rows = sheets(workbook.returned(content, report, PLAN, on=DAY, only_wrong=True))["数据"]

    assert [row[2] for row in rows] == ["期间", "2019Q1"]


def test_text_that_looks_like_a_formula_stays_text():
    content = (HEADS + '"=HYPERLINK(""x"")",东县,2019Q2,180,200,,,,\n').encode()
    report = bring(adopted(), content)

    back = workbook.returned(content, report, PLAN, on=DAY)

    with zipfile.ZipFile(io.BytesIO(back)) as packed:
        assert "<f>" not in packed.read("xl/worksheets/sheet1.xml").decode()
    assert sheets(back)["数据"][1][0] == '=HYPERLINK("x")'

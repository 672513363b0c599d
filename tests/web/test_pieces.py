"""Small drawings, numbers in words, script and files: without a database."""

import csv
import io
from datetime import date
from fractions import Fraction
from pathlib import Path
from time import perf_counter

import pytest
from django.utils import translation

from zhiheng.web import formats, script, sheets
from zhiheng.web.presenters import drawing, pieces


class TestTraditionalScript:
    def test_words_change_and_markup_stays(self):
        page = script.page_in_traditional('<a href="/目标?q=质量" title="质量">质量强盟</a>')

        assert page == '<a href="/目标?q=质量" title="質量">質量強盟</a>'

    def test_a_quotation_in_its_own_script_is_left_alone(self):
        page = script.page_in_traditional(
            '<p>规划</p><blockquote lang="zh-Hant">乾隆<b>里</b>程<br>规</blockquote><p>规划</p>'
        )

        assert page == '<p>規劃</p><blockquote lang="zh-Hant">乾隆<b>里</b>程<br>规</blockquote><p>規劃</p>'

    def test_what_a_person_typed_is_left_alone(self):
        page = script.page_in_traditional('<input value="规划"><textarea>规划</textarea>规划')

        assert page == '<input value="规划"><textarea>规划</textarea>規劃'

    def test_the_language_of_the_page_itself_does_not_stop_it(self):
        assert (
            script.page_in_traditional('<html lang="zh-Hant"><body>规划</body></html>')
            == '<html lang="zh-Hant"><body>規劃</body></html>'
        )

    def test_an_angle_bracket_in_a_quoted_value_does_not_end_a_tag(self):
        assert script.page_in_traditional('<a title="规 > 划">规</a>') == '<a title="規 > 劃">規</a>'

    def test_a_large_page_takes_little_time(self):
        page = (
            '<tr><td class="c-1"><a href="/targets/p1">工业产品质量监督抽查合格率</a></td><td>进度滞后</td></tr>' * 1000
        )
        script.page_in_traditional("热身")
        began = perf_counter()

        script.page_in_traditional(page)

        assert perf_counter() - began < 0.5

    def test_a_search_in_traditional_script_is_read_as_simplified(self):
        assert script.simplified("廢水排放達標率") == "废水排放达标率"


class TestNumbersInWords:
    @pytest.mark.parametrize(
        ("code", "zh", "en"),
        [
            ("2019", "2019年", "2019"),
            ("2019Q2", "2019年第2季度", "Q2 2019"),
            ("2019H1", "2019年上半年", "H1 2019"),
            ("201906", "2019年6月", "June 2019"),
            ("A2020", "2020考核年度（2019-07—2020-06）", "assessment year 2020 (2019-07—2020-06)"),
        ],
    )
    def test_periods(self, code, zh, en):
        with translation.override("zh-hans"):
            assert formats.period(code) == zh
        with translation.override("en"):
            assert formats.period(code) == en

    def test_days(self):
        with translation.override("zh-hans"):
            assert formats.day(date(2019, 7, 5)) == "2019年7月5日"
        with translation.override("en"):
            assert formats.day(date(2019, 7, 5)) == "5 July 2019"

    def test_a_value_just_below_its_threshold_is_never_shown_as_reaching_it(self):
        assert formats.number(Fraction(8996, 100), 1, threshold=Fraction(90), comparator=">=") == "89.9"
        assert formats.number(Fraction(90), 1, threshold=Fraction(90), comparator=">=") == "90.0"

    def test_units(self):
        with translation.override("zh-hans"):
            assert formats.with_unit("87.2", "%") == "87.2%"
            assert formats.with_unit("17", "家") == "17 家"
            assert formats.difference(Fraction(28, 10), "%", 1) == "2.8 百分点"
        with translation.override("en"):
            assert formats.difference(Fraction(28, 10), "%", 1) == "2.8 percentage points"


class TestDrawings:
    def test_a_spark_needs_two_values(self):
        assert drawing.spark([Fraction(1)], None, "") is None
        assert drawing.spark([Fraction(1), Fraction(1)], None, "") is not None

    def test_a_strip_is_hollow_where_the_interval_crosses_the_line(self):
        scale = drawing.strip_scale([Fraction(80), Fraction(100)])

        assert drawing.strip(scale, Fraction(90), (Fraction(85), Fraction(95)), Fraction(93), "").crosses
        assert not drawing.strip(scale, Fraction(90), (Fraction(85), Fraction(92)), Fraction(93), "").crosses

    def test_a_bullet_shows_the_way_from_the_start(self):
        labels = drawing.Labels("", "", "", "", "")

        at_start = drawing.bullet(Fraction(84), Fraction(84), Fraction(90), None, None, labels)
        at_end = drawing.bullet(Fraction(84), Fraction(90), Fraction(90), None, None, labels)

        assert at_start.bar == "0.0"
        assert float(at_end.bar) == pytest.approx(float(at_end.end) - 20)

    def test_a_bullet_works_where_less_is_better(self):
        labels = drawing.Labels("", "", "", "", "")

        half = drawing.bullet(Fraction(10), Fraction(8), Fraction(6), None, None, labels)

        assert float(half.bar) == pytest.approx((float(half.end) - 20) / 2, abs=0.1)


class TestQuotations:
    def test_the_phrase_that_is_meant_is_marked(self):
        quote = pieces.quoted("合格率达到90%以上。", "2.1.1", marks=[(3, 10)])

        assert [(run.text, run.marked) for run in quote.runs] == [
            ("合格率", False),
            ("达到90%以上", True),
            ("。", False),
        ]

    def test_an_official_text_in_traditional_script_says_so(self):
        assert pieces.quoted("質量強盟", "", official=True).language == "zh-Hant"
        assert pieces.quoted("质量强盟", "", official=True).language == "zh-Hans"
        assert pieces.quoted("质量强盟", "").language == ""


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless():
    response = sheets.csv(["a"], [['=HYPERLINK("x")'], ["−0.5"], ["@b"]], sheets.Named("t", "t", date(2019, 7, 15)))

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1:] == [['\'=HYPERLINK("x")'], ["−0.5"], ["'@b"]]
    assert response.headers["Content-Disposition"] == 'attachment; filename="t-2019-07-15.csv"'


class TestPhrasesInTraditionalScript:
    @pytest.mark.parametrize(
        ("words", "wanted"),
        [
            ("看表格", "看表格"), ("报表与图表", "報表與圖表"), ("发表以后", "發表以後"), ("手表", "手錶"),
            ("这里", "這裡"), ("重点里程碑", "重點里程碑"), ("复查和恢复", "複查和恢復"), ("答复", "答覆"), ("平台", "平臺"),
            ("干部", "幹部"), ("若干", "若干"), ("干旱", "乾旱"), ("方面", "方面"), ("面粉", "麵粉"), ("批准", "批准"),
            ("标准", "標準"), ("制度", "制度"), ("复制", "複製"), ("系统", "系統"), ("联系", "聯繫"), ("关系", "關係"),
            ("签字", "簽字"), ("只看调查", "只看調查"), ("还是只看", "還是只看"), ("一只羊", "一隻羊"), ("松木", "松木"),
            ("发现", "發現"), ("头发", "頭髮"),
        ],
    )  # fmt: skip
    def test_words_take_the_form_that_readers_expect(self, words, wanted):
        assert script.traditional(words) == wanted

    def test_every_sentence_of_the_pages_keeps_its_tables_and_its_only(self):
        catalogue = Path(script.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po"
        words = script.traditional(catalogue.read_text(encoding="utf-8"))

        assert not set("錶隻髮鬆") & set(words)

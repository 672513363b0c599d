"""What pages say of a standing, from figures to words, without a database or a browser."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from tests.unit.supervision.standings import blank
from zhiheng.figures.shapes import Cell, Coverage, FigureView, IndicatorView
from zhiheng.periods import Period
from zhiheng.plan.shapes import TargetView
from zhiheng.supervision import queries as supervision
from zhiheng.web import formats, reading, words
from zhiheng.web.presenters import drawing, overview, pieces, target
from zhiheng.web.presenters.standing import Standing, period_of, shown, text_of

DAY = date(2019, 7, 15)


@pytest.fixture(autouse=True)
def _in_chinese():
    with translation.override("zh-hans"):
        yield


def figure(period: str, value: str = "", **told: Any) -> FigureView:
    """A figure written as 12, or as 36/40."""
    span = Period.parse(period)
    part, _slash, whole = value.partition("/")
    numbers: dict[str, Any] = {"part": Decimal(part), "whole": Decimal(whole)} if whole else {"value": Decimal(part)}
    return FigureView("plan", "i", "1", period, span.start, span.end, **numbers, **told)


def standing(
    rule: str,
    threshold: str,
    figures: dict[str, str],
    on: date = DAY,
    unit: str = "%",
    kind: str = "ratio",
    body: str = "",
    part: str = "",
    **told: Any,
) -> Standing:
    aim = blank(
        TargetView, code="t", position=1, indicator="i", clause="1", rule=rule, comparator=told.pop("comparator", ">="),
        threshold=(Decimal(threshold),), reading="as_counted", every="year", weight=Decimal(1), path={}, places={},
        classes=(), flags=(), scored=True, region="1", valid_from=date(2016, 1, 1), valid_to=date(2021, 1, 1),
        first_month=7, notes=(), questions=(), name={},
    )  # fmt: skip
    counts = kind.startswith("count")
    indicator = blank(
        IndicatorView, code="i", kind=kind, unit=unit, decimals=0 if counts else 1, direction="up", every="year",
        stages=(), name={"zh-Hans": "指标"}, short={"zh-Hans": "指标"}, register="", part={"zh-Hans": part} if part else {}, whole={},
    )  # fmt: skip
    series = [figure(period, value, **told) for period, value in figures.items()]
    return shown(supervision.standing(aim, indicator, "1", series, on), body)


EVENTS = {"2016": "2", "2017": "3", "2018": "1"}


def counted(rule: str = "cumulative", figures: dict[str, str] | None = None, threshold: str = "5") -> Standing:
    return standing(rule, threshold, EVENTS if figures is None else figures, unit="个", kind="count_events")


class TestCounts:
    @pytest.mark.parametrize("rule", ["cumulative", "increase"])
    def test_the_value_is_the_total_that_was_judged(self, rule):
        one = counted(rule)

        assert (text_of(one), period_of(one)) == ("6 个", "截至2018年累计")
        assert one.value == 6

    def test_a_stock_shows_its_newest_figure(self):
        one = standing("stock", "5", EVENTS, unit="个", kind="count_valid")

        assert (text_of(one), period_of(one)) == ("1 个", "2018年")

    def test_the_chart_is_the_running_total_and_the_table_says_both(self):
        chart = target.course(counted(), DAY)

        assert chart is not None
        assert chart.data["value"] == [2.0, 5.0, 6.0, None, None]
        assert (chart.data["step"], chart.data["from"]) == (True, 0)
        assert [row.shown for row in chart.rows] == [
            "2 个（当期 2 个）",
            "5 个（当期 3 个）",
            "6 个（当期 1 个）",
            "未到期",
            "未到期",
        ]
        assert chart.title == "截至2018年共 6 个，其中最后一期 1 个"

    def test_years_and_quarters_stand_on_one_axis(self):
        chart = target.course(counted(figures={"2016": "2", "2017Q1": "1", "2017Q2": "1"}), DAY)

        assert chart is not None
        assert chart.data["value"][:6] == [None, None, None, 2.0, 3.0, 4.0]

    def test_the_spark_is_a_staircase(self):
        spark = overview.spark_of(counted())

        assert spark is not None
        assert "L" not in spark.line
        assert spark.line.count("H") == spark.line.count("V") == 2


class TestTheWay:
    def progress(self, figures: dict[str, str], threshold: str = "90", **told: Any) -> target.Progress:
        found = target.way(standing("by_end", threshold, figures, **told), DAY)
        assert found is not None
        return found

    def test_between_start_and_threshold_it_is_a_share(self):
        assert self.progress({"2016": "84", "2018": "87"}).title == "路程走了 50%，时间已过 71%"

    @pytest.mark.parametrize(
        ("figures", "title"),
        [
            ({"2016": "87.4", "2018": "87.2"}, "起点 87.4%，现值 87.2%"),
            ({"2016": "84", "2018": "92"}, "起点 84.0%，现值 92.0%"),
            ({"2016": "95", "2018": "93"}, "起点 95.0%，现值 93.0%"),
        ],
    )
    def test_otherwise_start_and_value_are_told(self, figures, title):
        progress = self.progress(figures)

        assert progress.title == title
        assert not any(end.endswith("%") for head, _words, end in progress.lines if head == "路程已走")

    def test_a_start_that_was_there_has_no_way_to_draw(self):
        progress = self.progress({"2016": "95", "2018": "93"})

        assert progress.bullet is None
        assert progress.sub == "起点已经达到目标值"

    def test_almost_there_is_not_all_of_the_way(self):
        assert self.progress({"2016": "80", "2018": "89.99"}).title.startswith("路程走了 99")

    def test_what_cannot_be_told_is_not_told_as_a_share(self):
        one = standing("by_end", "90", {"2016": "84", "2018": "87"})

        assert target._way_gone(one, one.course[0][1]) is not None
        assert target._way_gone(blank_verdict(one, "cannot_tell"), one.course[0][1]) is None

    def test_the_only_figure_is_no_way(self):
        assert target.way(standing("by_end", "90", {"2018": "87"}), DAY) is None

    def test_an_interval_behind_the_start_is_drawn_whole(self):
        labels = drawing.Labels("起点", "现值", "", "目标", "说明")
        bullet = drawing.bullet(
            *map(target.Fraction, (84, 85, 86)), None, (target.Fraction(83), target.Fraction(87)), labels
        )

        assert float(bullet.now) - float(bullet.low) == pytest.approx(float(bullet.high) - float(bullet.now), abs=0.2)

    def test_labels_that_would_touch_stand_in_two_lines(self):
        labels = drawing.Labels("83.9%，2016年第1季度", "现值 84%", "中期 84%", "目标 90%", "说明")
        bullet = drawing.bullet(*map(target.Fraction, (83, 84, 90)), target.Fraction(84), None, labels)

        assert bullet.mid_y == "92"


def blank_verdict(one: Standing, verdict: str) -> Standing:
    return Standing(**{**vars(one), "verdict": verdict})


class TestAxis:
    def test_an_index_is_drawn_near_its_values(self):
        chart = target.course(standing("by_end", "85", {"2017": "84.6", "2018": "85.3"}, unit="分", kind="index"), DAY)

        assert chart is not None
        assert chart.data["from"] >= 80

    @pytest.mark.parametrize(
        ("code", "zh", "en"),
        [("2016Q1", "2016年1季", "Q1 2016"), ("201601", "16年1月", "Jan 2016"), ("2016", "2016年", "2016"), ("2016H1", "2016年上半年", "H1 2016")],
    )  # fmt: skip
    def test_periods_are_short(self, code, zh, en):
        assert formats.short_period(code) == zh
        with translation.override("en"):
            assert formats.short_period(code) == en


def test_not_due_is_never_called_missing():
    early, late = (standing("by_end", "90", {}, on=day) for day in (date(2016, 5, 1), DAY))

    assert (early.verdict, text_of(early)) == ("not_due", "未到期")
    assert (late.verdict, text_of(late), late.gap_text) == ("no_data", "未报", "无法计算")


def test_who_owes_the_figure_stands_in_the_reason():
    assert "应由盟统计局于" in standing("by_end", "90", {}, body="盟统计局").reason


def test_a_small_gap_is_the_same_in_table_and_reason():
    """769 of 855 are 89.94 %: short by 0.06."""
    one = standing("by_end", "90", {"2018": "769/855"})

    assert one.gap_text == "0.06 百分点"
    assert one.gap_text in one.reason


@pytest.mark.parametrize(("part", "gap"), [("合格批次", "合格批次再多 1"), ("", "再多 1 个即可")])
def test_on_a_strict_line_what_is_needed_has_its_name(part, gap):
    assert standing("by_end", "90", {"2018": "36/40"}, comparator=">", part=part).gap_text == gap


def test_a_stage_and_the_flag_do_not_contradict_each_other():
    one = standing("by_end", "40", {"2018": "36.8"}, stage="preliminary")

    assert words.word(words.STAGES, "preliminary") == "初步数"
    assert words.word(words.STAGES, "provisional") == "快报"
    assert [words.word(words.FLAGS, flag) for flag in one.flags] == ["尚非最终数"]


@pytest.mark.parametrize(
    ("code", "name"), [("product.sampling", "“监督抽查”登记册"), ("new.table", "“new.table”登记册"), ("", "")]
)
def test_registers_stand_by_name(code, name):
    assert words.register(code) == name


def test_who_acted_is_a_post_at_a_body():
    names = {"office-1": pieces.Named("质量强盟办")}

    assert pieces.signer("x/office@office-1", names) == "质量工作办公室 · 质量强盟办"
    assert pieces.signer("operator/operator@server", names).endswith("本服务器")


class TestTheSentence:
    @pytest.mark.parametrize(
        ("counts", "parts"),
        [
            ({"met": 1, "on_course": 2, "behind": 1}, ["3 项已达标或进度正常", "1 项进度滞后"]),
            ({"not_due": 51}, ["51 项未到期"]),
            ({}, ["0 项已达标或进度正常"]),
        ],
    )
    def test_only_verdicts_that_a_target_has_are_named(self, counts, parts):
        assert overview._parts(overview.Counter(counts)) == parts

    @pytest.mark.parametrize(
        ("better", "worse", "said"),
        [
            ("ab", "c", "比上季度 2 项转好，1 项转差。"),
            ("ab", "", "比上季度 2 项转好。"),
            ("", "c", "比上季度 1 项转差。"),
        ],
    )
    def test_only_what_moved_is_named(self, better, worse, said):
        given: Any = SimpleNamespace(compared=True, better=frozenset(better), worse=frozenset(worse))

        assert overview._changed(given) == said


def test_lateness_is_that_of_figures_that_came_late():
    """A figure that is missing for two years is missing; it is not a delay of 729 days."""
    due = date(2018, 4, 1)
    cells = (
        Cell("i", "1", "2016", "", due, None, "missing", 729),
        Cell("i", "1", "2017", "", due, due, "came"),
        Cell("i", "1", "2018", "", due, date(2018, 4, 9), "late", 8),
    )

    assert Coverage(DAY, cells).median_days_late == 8
    assert Coverage(DAY, cells[:2]).median_days_late is None


@pytest.mark.parametrize(
    ("day", "as_of", "compared"),
    [
        (DAY, None, date(2019, 6, 30)),
        (DAY, date(2019, 3, 31), date(2018, 12, 31)),
        (date(2018, 5, 1), date(2019, 3, 31), date(2018, 3, 31)),
    ],
)
def test_earlier_knowledge_is_compared_with_the_quarter_before_it(monkeypatch, day, as_of, compared):
    asked: list[date] = []
    known = SimpleNamespace(standings=lambda on: asked.append(on) or [])
    monkeypatch.setattr(reading.supervision, "known", lambda *_, **__: known)
    plan = SimpleNamespace(valid_from=date(2016, 1, 1), code="plan")
    request: Any = SimpleNamespace(day=day, as_of_day=as_of, as_of=None, actor=None, _plan=plan, GET={})

    reading.before(request)

    assert asked == [compared]


def test_english_has_words_for_units_and_one_is_singular():
    with translation.override("en"):
        chart = target.course(counted(), DAY)

        assert chart is not None
        assert chart.head == "指标 (items)"
        assert chart.rows[2].shown == "6 items (1 item in the period)"
        assert formats.difference(target.Fraction(1), "家", 0) == "1 enterprise"


def test_a_chart_never_calls_a_period_missing_that_is_not_due():
    """The word beside a point that is not there stands for both; which of them it is says the table."""
    chart = target.course(standing("by_end", "90", {"2016": "88"}), DAY)

    assert chart is not None
    assert chart.data["missing"] == "尚无数据"
    assert [row.shown for row in chart.rows] == ["88.0%", "未报", "未报", "未到期", "未到期"]

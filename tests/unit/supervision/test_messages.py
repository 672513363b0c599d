"""A verdict in words: every reason has a sentence and a few words, in Chinese and in English, and nobody is blamed."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from tests.spec.manual import CHAPTERS
from tests.spec.tables import target_of
from tests.unit.supervision.standings import dressed, standing
from zhiheng.judgement.reasons import CATALOGUE
from zhiheng.judgement.shapes import FLAGS, WORDS
from zhiheng.supervision import messages

MOST_SIGNS = 22
ROWS = [(chapter.rule, row) for chapter in CHAPTERS for row in chapter.rows]


@pytest.fixture(autouse=True)
def _in_chinese():
    with translation.override("zh-hans"):
        yield


def test_every_reason_verdict_and_flag_has_its_words():
    assert set(CATALOGUE) == {code.removesuffix("_exactly") for code in messages.SENTENCES}
    assert set(messages.WORDS) == set(WORDS)
    assert set(messages.FLAGS) == set(FLAGS)


def test_verdicts_are_named_as_the_house_names_them():
    assert [messages.word(word) for word in WORDS] == [
        "已达标", "进度正常", "进度滞后", "未达标", "尚难判断", "缺数据", "未到期"
    ]  # fmt: skip


@pytest.mark.parametrize(("rule", "row"), ROWS, ids=str)
def test_every_fact_of_the_specification_reads_as_chinese(rule, row):
    one = dressed(target_of(rule, row.target), row.figures, date.fromisoformat(row.on))

    sentence, short = messages.sentence(one), messages.short(one)

    assert sentence.endswith("。")
    assert not re.search(r"%\(|Fraction|None|\b(?:of|the|is|by|so far)\b", sentence + short)
    assert not re.search(r"[\u4e00-\u9fff][,;:!?]", sentence + short), "full-width punctuation"
    assert not re.search("落后|不力|推诿|造假", sentence + short)


@pytest.mark.parametrize(("rule", "row"), [pair for pair in ROWS if "classes" not in pair[1].target], ids=str)
def test_the_few_words_fit_into_a_row(rule, row):
    """About 22 Chinese characters have room at 1366 px; digits and signs are half as wide."""
    one = dressed(target_of(rule, row.target), row.figures, date.fromisoformat(row.on))

    short = messages.short(one)

    assert sum(1 if ord(sign) > 0x2FFF else 0.5 for sign in short) <= MOST_SIGNS, short


@pytest.mark.parametrize(("rule", "row"), ROWS[::7], ids=str)
def test_the_same_facts_read_as_english(rule, row):
    with translation.override("en"):
        one = dressed(target_of(rule, row.target), row.figures, date.fromisoformat(row.on))

        assert not re.search(r"%\(", messages.sentence(one))
        assert messages.sentence(one).endswith(".")


@pytest.mark.parametrize(
    ("rule", "target", "figures", "on", "sentence", "short"),
    [
        (
            "by_end", ">=90 ; path 2018=88 2019=89.5", "2019Q2 87.2", "2019-07-15",
            "2019年第2季度为 87.2%，距2019年中期目标 89.5% 差 2.3 百分点。", "距中期目标差 2.3 百分点",
        ),
        (
            "by_end", ">90", "2018 36/40", "2019-01-15",
            "2018年为 90.0%，正好在线上；>90% 不含本数。", "90.0%，>90% 不含本数",
        ),
        (
            "by_end", ">=90", "2018 769/855", "2019-01-15",
            "2018年为 89.9%，尚未符合 ≥90%，还差 0.06 百分点；没有中期目标。", "距 90% 差 0.06 百分点",
        ),
        (
            "hold", ">=95", "2016 94.7, 2017 96", "2018-07-15",
            "2016年为 94.7%，距 95% 差 0.3 百分点；要求每期都符合，共有1期没有达到。", "2016年为 94.7%，须每期达到",
        ),
        (
            "by_end", ">=90 ; lag 90", "2017 91", "2019-07-15",
            "缺2018年的数据，应于2019年3月31日前提供。", "缺2018年数据",
        ),
        (
            "by_end", ">90 ; classes device", "device:2020 88", "2021-01-01",
            "device：2020年为 88.0%，距 90% 差 2.0 百分点。", "device：差 2.0 百分点",
        ),
    ],
)  # fmt: skip
def test_what_an_official_reads(rule, target, figures, on, sentence, short):
    one = standing(rule, target, figures, on)

    assert (messages.sentence(one), messages.short(one)) == (sentence, short)


def test_a_class_that_decides_is_called_by_its_name():
    one = standing("by_end", ">90 ; classes device", "device:2020 88", "2021-01-01")
    named = replace(
        one, target=replace(one.target, class_names={"device": {"zh-Hans": "医疗器械", "en": "Medical devices"}})
    )

    assert messages.sentence(named) == "医疗器械：2020年为 88.0%，距 90% 差 2.0 百分点。"
    with translation.override("en"):
        assert messages.short(named) == "Medical devices: short by 2.0 percentage points"


@pytest.mark.parametrize(
    ("rule", "target", "unit", "figures", "sentence"),
    [
        (
            "increase", ">=5 ; base 2015 ; flow", "个", "2016 2, 2017 3, 2018 1",
            "截至2018年共 6 个，2017年已达到要求的 ≥5 个。",
        ),
        (
            "cumulative", ">=20 ; flow", "家", "2016 4, 2017 4, 2018 1",
            "目前共 9 家，比2018年应有的 12 家少 3 家；期末要求 ≥20 家。",
        ),
    ],
)  # fmt: skip
def test_what_is_counted_over_the_life_of_the_plan(rule, target, unit, figures, sentence):
    """The total with the period that it goes up to, and the period in which it was enough: two things."""
    judged = replace(target_of(rule, target), unit=unit, decimals=0)

    assert messages.sentence(dressed(judged, figures, date(2019, 7, 15))) == sentence


def test_the_threshold_of_a_year_is_the_one_that_is_named():
    one = standing("hold", ">=95 ; path 2016=90", "2016 89.5")

    assert "距 90% 差 0.5 百分点" in messages.sentence(one)


def test_a_range_names_both_ends():
    assert messages.aim(target_of("by_end", "range 3 5")) == "3–5%"


def test_many_missing_periods_are_counted_and_not_listed():
    one = standing("by_end", ">=90 ; every quarter", "")

    assert messages.sentence(one).startswith("缺2016年第1季度、2016年第2季度、2016年第3季度等，另有11期的数据")


def test_a_flag_says_in_a_sentence_what_it_means():
    assert messages.about("small_sample") == "样本不足30，有记录的决定后才计分。"


def test_who_owes_a_missing_figure_is_named_where_it_is_known():
    one = standing("by_end", ">=90 ; lag 90", "2017 91")

    assert messages.sentence(one, "盟市场监管局") == "缺2018年的数据，应由盟市场监管局于2019年3月31日前提供。"


def test_a_reason_that_is_no_missing_figure_names_nobody():
    one = standing("by_end", ">=90", "2018 91")

    assert messages.sentence(one, "盟市场监管局") == messages.sentence(one)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("1 items", "1 item"), ("11 items", "11 items"), ("3.1 items", "3.1 items"), ("1 batches by 2017", "1 batch by 2017"), ("1\u2009001 people", "1\u2009001 people")],
)  # fmt: skip
def test_one_is_singular_in_english(text, shown):
    assert messages.singular(text) == shown


def test_english_names_the_line_and_not_its_sign():
    with translation.override("en"):
        one = standing("by_end", ">=95", "2018 94.5")

        assert messages.short(one) == "short of 95% by 0.5 percentage points"

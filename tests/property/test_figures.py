"""What is always so when tables of figures are read: nothing crashes, nothing is rounded, nothing is said twice."""

import csv
import io
from datetime import date
from decimal import Decimal
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from zhiheng.figures import reading, rules, tables
from zhiheng.figures.known import shipped_heads, shipped_words
from zhiheng.figures.reading import Known, KnownIndicator, KnownPlace
from zhiheng.figures.rules import Content, FaultError, Shape

KNOWN = Known(
    indicators={
        "p1": KnownIndicator(Shape("p1", "ratio", "%", every="quarter"), ("合格率",)),
        "c1": KnownIndicator(Shape("c1", "count_valid", "家"), ("企业",)),
        "t1": KnownIndicator(Shape("t1", "milestone", "级", ("a", "b")), ("体系",), stages={"a": "a", "已建": "b"}),
    },
    places={"1": KnownPlace("1", ("市",)), "11": KnownPlace("11", ("东县",), date(2018, 7, 1))},
    heads=shipped_heads(),
    words=shipped_words(),
    bounds=partial(rules.bounds, first_month=7),
    on=date(2019, 7, 15),
)
NUMBERS = st.decimals(
    min_value=Decimal(-999999999), max_value=Decimal(999999999), places=9, allow_nan=False, allow_infinity=False
)
CELLS = st.one_of(
    st.sampled_from(
        ["", "p1", "c1", "t1", "合格率", "1", "东县", "2019Q2", "2019年第2季度", "2018", "180", "200", "快报", "a"]
    ),
    st.text(max_size=12),
)


def is_head(cells):
    return rules.is_head(cells, KNOWN.heads)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_are_refused_with_a_reason(content):
    try:
        sheet = tables.read(content, is_head)
    except tables.UnreadableError:
        return
    assert all(not line.blank for line in sheet.lines)


@given(st.lists(st.lists(CELLS, min_size=8, max_size=8), min_size=1, max_size=8))
def test_every_line_becomes_a_figure_or_a_fault_that_names_its_row(rows):
    into = io.StringIO(newline="")
    csv.writer(into).writerows([["indicator", "place", "period", "part", "whole", "value", "stage", "sample"], *rows])
    try:
        read = reading.read(tables.read(into.getvalue().encode("utf-8", "ignore"), is_head), KNOWN)
    except tables.UnreadableError:
        return
    assert all((row.content is None) == row.wrong for row in read.rows)
    contents = [row.content for row in read.rows if row.content]
    assert len({content.key for content in contents}) == len(contents)
    for content in contents:
        assert not [
            fault for fault in rules.faults_of(content, KNOWN.indicators[content.indicator].shape) if not fault.soft
        ]


@given(NUMBERS)
def test_a_number_that_is_written_out_is_read_back_exactly(number):
    assert rules.number(format(number, "f"), "value") == number
    assert rules.number(rules.as_text(number) or "", "value") == number


@given(st.lists(st.one_of(st.none(), NUMBERS), min_size=1, max_size=5))
def test_numbers_survive_being_kept_as_whole_numbers(numbers):
    scale, units = rules.scaled(*numbers)

    assert [rules.exact(unit, scale) for unit in units] == numbers
    assert 0 <= scale <= rules.MOST_DECIMALS
    assert all(unit is None or abs(unit) < 2**63 for unit in units)


@given(st.text(max_size=30))
def test_a_period_is_read_as_itself_or_refused(text):
    try:
        code = rules.period(text)
    except FaultError:
        return
    assert rules.period(code) == code


@given(NUMBERS, NUMBERS)
def test_different_contents_have_different_fingerprints(one, other):
    first, second = (Content("p1", "1", "2019", value=value) for value in (one, other))

    assert (first.digest() == second.digest()) == (one == other)

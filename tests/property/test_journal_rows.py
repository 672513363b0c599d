"""Values written column by column are spelled as each row by itself would be."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from zhiheng.journal import tree
from zhiheng.journal.canonical import NotCanonicalError, canonical, canonical_rows, canonical_texts

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
VALUE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    TEXT,
    st.dates(),
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
    st.datetimes(timezones=st.just(UTC)),
    st.uuids(),
    st.binary(max_size=4),
    st.dictionaries(st.sampled_from("ab"), st.integers(0, 3)),
)
ONE_TYPE = st.sampled_from([TEXT, st.integers(-3, 2**54), st.booleans(), st.dates(), st.just({}), VALUE])


@st.composite
def tables(draw):
    height = draw(st.integers(1, 5))
    names = draw(st.lists(st.text("abc_%", min_size=1, max_size=3), min_size=1, max_size=4, unique=True))
    return {name: draw(st.lists(draw(ONE_TYPE), min_size=height, max_size=height)) for name in names}


@given(tables())
def test_rows_are_spelled_like_single_values(columns):
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    assert canonical_rows(columns) == [canonical(row) for row in rows]


def test_one_and_true_and_one_point_nought_are_not_mixed_up():
    columns = {"a": [1, True, Decimal("1.0"), 1], "b": [True, True, True, True], "c": [date(2019, 1, 1)] * 4}
    assert canonical_rows(columns) == [
        canonical(dict(zip("abc", row, strict=True))) for row in zip(*columns.values(), strict=True)
    ]


def test_floats_and_naive_instants_are_refused_in_columns_too():
    for value in (0.5, datetime(2019, 1, 1)):
        for column in ([value], [value, value], ["a", value]):
            try:
                canonical_rows({"a": column})
            except NotCanonicalError:
                continue
            raise AssertionError(value)


@given(st.lists(TEXT, max_size=5))
def test_texts(values):
    assert [text.encode() for text in canonical_texts(values)] == [canonical(value) for value in values]


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_the_root_is_that_of_the_tree_grown_leaf_by_leaf(leaves):
    peaks = []
    for size, leaf in enumerate(leaves):
        peaks, _ = tree.grown(size, peaks, leaf)
    assert tree.root_of(leaves) == tree.folded(peaks)

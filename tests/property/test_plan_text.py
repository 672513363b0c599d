"""What is always so of texts beside their packages, and of numbers kept in the database."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from zhiheng.packages.lines import parse
from zhiheng.plan.describing import Described
from zhiheng.plan.package import SpansSpec
from zhiheng.plan.rows import units_and_scale
from zhiheng.plan.text import Copy, align, phrases

LETTERS = st.text("质量目标率达到九十,;。:(0129%", min_size=1, max_size=30)
CLAUSES = st.lists(LETTERS, min_size=1, max_size=5)


def copy_of(texts):
    spans, at = {}, 0
    for number, text in enumerate(texts, start=1):
        spans[str(number)] = (at, at + len(text))
        at += len(text)
    return Copy("".join(texts), spans)


def spans_of(copy, targets):
    content, problems = parse(Described(copy, {}, targets, (), (), ()).yaml(), "text/spans.yaml")
    assert problems == []
    return SpansSpec.model_validate(content)


@given(LETTERS)
def test_phrases_are_the_text(text):
    assert "".join(phrase for phrase, _ in phrases(text)) == text
    assert all(text[start:end] == phrase for phrase, (start, end) in phrases(text))


@given(CLAUSES, st.data())
def test_a_text_agrees_with_itself(texts, data):
    copy = copy_of(texts)
    start = data.draw(st.integers(0, len(copy.canonical) - 1))
    clause = next(span for span in copy.clauses.values() if span[0] <= start < span[1])
    target = (start, data.draw(st.integers(start + 1, clause[1])))

    alignment = align(spans_of(copy, {"p1": target}), copy)

    assert (alignment.missing, alignment.differences) == ((), ())
    assert alignment.targets == {"p1": target}


@given(CLAUSES, CLAUSES, st.data())
def test_whatever_another_copy_says_a_placed_target_quotes_the_same_words(texts, others, data):
    ours, theirs = copy_of(texts), copy_of(others)
    start = data.draw(st.integers(0, len(ours.canonical) - 1))
    clause = next(span for span in ours.clauses.values() if span[0] <= start < span[1])
    target = (start, data.draw(st.integers(start + 1, clause[1])))

    alignment = align(spans_of(ours, {"p1": target}), theirs)

    for span in alignment.targets.values():
        assert theirs.text(span) == ours.text(target)
    for one in alignment.differences:
        assert theirs.text(one.span) == one.text


@given(CLAUSES, CLAUSES)
def test_a_clause_without_differences_is_the_same(texts, others):
    ours, theirs = copy_of(texts), copy_of(others)

    differing = align(spans_of(ours, {}), theirs).differing

    for code in ours.clauses.keys() & theirs.clauses.keys():
        same = ours.text(ours.clauses[code]) == theirs.text(theirs.clauses[code])
        assert same == (code not in differing)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**6), max_value=10**6, places=9))
def test_a_number_comes_back_from_the_database_as_it_was(number):
    units, scale = units_and_scale(number)

    assert Decimal(units).scaleb(-scale) == number
    assert 0 <= scale <= 9

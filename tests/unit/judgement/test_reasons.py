"""Every verdict has exactly one reason of the catalogue, and every reason of the catalogue occurs."""

import re
from datetime import date
from pathlib import Path

import pytest

import zhiheng.judgement
from zhiheng.judgement.judge import judge
from zhiheng.judgement.reasons import CATALOGUE, reason

SOURCE = Path(zhiheng.judgement.__path__[0])


def test_the_catalogue_lists_what_the_rules_say_and_nothing_else():
    said = set()
    for file in SOURCE.glob("*.py"):
        if file.name != "reasons.py":
            said |= set(re.findall(r'"([a-z]+(?:_[a-z]+)*)"', file.read_text(encoding="utf-8"))) & set(CATALOGUE)

    assert said == set(CATALOGUE)


def test_the_tables_of_the_specification_show_every_reason(spec_rows):
    assert {row.reason for _, row in spec_rows} == set(CATALOGUE)


def test_a_verdict_stands_under_a_word_that_its_reason_allows(spec_rows):
    from tests.spec.tables import points_of, target_of

    for rule, row in spec_rows:
        verdict = judge(target_of(rule, row.target), points_of(row.figures), date.fromisoformat(row.on))
        meaning = CATALOGUE[verdict.reason.code]

        assert verdict.word in meaning.words
        assert set(verdict.reason.values) - {"threshold_to"} == set(meaning.values)


def test_a_reason_without_its_values_is_a_mistake_of_the_rule():
    with pytest.raises(TypeError, match="needs"):
        reason("hold_broken", count=1)
    with pytest.raises(KeyError):
        reason("no_such_reason")

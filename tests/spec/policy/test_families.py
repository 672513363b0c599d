"""Whole families of targets, one sentence a case: what each promises, and that its neighbours promise nothing."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from zhiheng.policy.model import Target
from zhiheng.policy.reader import read

FAMILIES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "families.yaml").read_text("utf-8"))


def shown(target: Target) -> str:
    value = target.value
    number = "-".join(f"{one.normalize():f}" for one in value) if isinstance(value, tuple) else f"{value.normalize():f}"
    return f"{target.comparator} {number}"


def found_in(sentence: str, heading: str) -> Counter[str]:
    paper = f"平川市工作方案\n\n2024年2月6日\n\n一、{heading}\n{sentence}\n"
    return Counter(shown(target) for target in read(paper).targets)


def wanted_of(expected: str) -> Counter[str]:
    return Counter(part.strip() for part in expected.split(",") if part.strip())


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family["family"])
def test_every_sentence_of_the_family(family: dict[str, Any]) -> None:
    wrong: list[str] = []
    for line in family["lines"]:
        sentence, _, expected = line.partition("=>")
        found, wanted = found_in(sentence.strip(), family["under"]), wanted_of(expected)
        if found != wanted:
            wrong.append(f"{sentence.strip()} found {sorted(found)} instead of {sorted(wanted)}")
    assert wrong == []


def test_a_title_that_holds_a_number_promises_nothing() -> None:
    paper = "平川今年将新建60处养老设施\n\n2024年2月6日\n\n今年，平川市新建养老设施60处，新增床位900张。\n"
    assert Counter(shown(target) for target in read(paper).targets) == Counter({">= 60": 1, ">= 900": 1})

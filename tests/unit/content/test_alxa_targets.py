"""What the package `alxa-2020` says about its 51 indicators and targets, and that its worked cases come out so."""

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opencc import OpenCC

from zhiheng.packages.lines import Row, Table
from zhiheng.packages.reading import Package, open_package
from zhiheng.plan.package import PlanPackage, TargetSpec, read_plan

FOLDER = Path(__file__).parents[3] / "plans" / "alxa-2020"
LISTED = """
    p1 p2 p3a p3b p3c p3d p4 e1 e2 e3 e4 e5a e5b e5c s1 s2 s3 s4 v1 v2 v3 v4 v5 v6 v7a v7b v7c m1 m2 st1 st2 st3
    t1 t2 t3 t4 c1 c2 c3 i1 i2 i3 i4 b1 b2 b3 b4 b5 b6 b7 b8
"""
CODES = LISTED.split()
TABLE = """
    p1  >= 90  by_end     | p2  >= 96  by_end     | p3a >  90  by_end     | p3b >  90  by_end
    p3c >  90  by_end     | p3d >  90  by_end     | e1  >= 100 by_end     | e2  >= 98  by_end
    e3  >= 100 by_end     | e4  >= 100 by_end     | s1  >= 40  by_end     | s2  >= 85  by_end
    s3  >= 80  by_end     | v1  >= 65  by_end     | v2  >= 98  by_end     | v3  >= 95  hold
    v4  >= 90  by_end     | v5  >= 23  by_end     | v6  >= 40  by_end     | m1  >= 95  by_end
    m2  >= 98  by_end     | c1  >= 3   stock      | c2  >= 15  increase   | i1  >= 20  stock
    i2  >= 6   stock      | i3  >= 15  stock      | b1  >= 5   increase   | b2  >= 1   increase
    b3  >= 20  increase   | b4  >= 1   increase   | b5  >= 1   increase   | b6  >= 1   increase
    b7  >= 3   cumulative
"""
TRENDS = {"p4", "e5a", "e5b", "e5c", "v7a", "v7b", "v7c"}
MILESTONES = {
    "s4": "in-force", "st1": "accepted", "st2": "farms", "st3": "systems", "t1": "enterprises", "t2": "extended",
    "t3": "both", "t4": "raised", "c3": "closed", "i4": "formed", "b8": "published",
}  # fmt: skip
DEFECTS = {
    1: {"v5"}, 2: {"b1", "b3", "b5", "c2", "i3"}, 3: {"v6"}, 4: {"v3", "v4"}, 5: {"p3a", "p3b", "p3c", "p3d"},
    6: {"s1", "s2", "s3"}, 7: {"b1", "b2", "b3", "b4", "b5", "b6", "c1", "c2"}, 8: {"b5", "t3"}, 9: {"s1"},
    10: {"v1"}, 11: {"e1", "e2", "e3", "e4", "v3"},
    12: {"p3b", "p3d", "p4", "v1", "v3", "v4", "v7a", "v7c"},
}  # fmt: skip
HAN = r"[\u4e00-\u9fff]"


@pytest.fixture(scope="module")
def package() -> Package:
    return open_package(FOLDER)


@pytest.fixture(scope="module")
def plan(package: Package) -> PlanPackage:
    return read_plan(package)


@pytest.fixture(scope="module")
def targets(plan: PlanPackage) -> dict[str, TargetSpec]:
    return {target.code: target for target in plan.targets}


def test_there_are_51_targets_in_the_order_of_the_text(targets: dict[str, TargetSpec]) -> None:
    assert list(targets) == CODES


def test_each_target_has_an_indicator_of_its_own(package: Package, targets: dict[str, TargetSpec]) -> None:
    assert set(package.codes("indicators")) == set(CODES)
    assert [target.indicator for target in targets.values()] == CODES


def test_the_numbers_are_those_of_the_text(targets: dict[str, TargetSpec]) -> None:
    for cell in TABLE.replace("|", "\n").strip().splitlines():
        code, comparator, threshold, rule = cell.split()
        found = targets[code]
        assert (found.comparator, found.threshold, found.rule) == (comparator, (threshold,), rule), code


def test_a_trend_has_no_number_and_a_milestone_a_stage(targets: dict[str, TargetSpec]) -> None:
    assert {code for code, target in targets.items() if target.rule == "trend"} == TRENDS
    assert all(targets[code].threshold is None for code in TRENDS)
    found = {code: target.threshold for code, target in targets.items() if target.rule == "milestone"}
    assert found == {code: (stage,) for code, stage in MILESTONES.items()}


def test_only_satisfaction_is_a_claim_about_a_population(targets: dict[str, TargetSpec]) -> None:
    assert {code for code, target in targets.items() if target.reading == "inferred"} == {"s2", "s3"}


def test_increases_count_from_the_end_of_2015(targets: dict[str, TargetSpec]) -> None:
    increases = {code: target.baseline for code, target in targets.items() if target.rule == "increase"}
    assert set(increases) == {"c2", "b1", "b2", "b3", "b4", "b5", "b6"}
    assert all(baseline is not None and baseline.period == "2015" for baseline in increases.values())


def test_what_cannot_be_is_flagged_and_nothing_else(targets: dict[str, TargetSpec]) -> None:
    flags = {code: target.flags for code, target in targets.items() if target.flags}
    assert flags == {"v5": ["target_implausible"], "b3": ["institution_abolished"]}
    assert str(targets["b3"].ended_on) == "2018-06-01"


def test_each_defect_of_the_text_is_noted_where_it_bites(targets: dict[str, TargetSpec]) -> None:
    noted: dict[int, set[str]] = {}
    for target in targets.values():
        for note in target.notes:
            if note.defect:
                noted.setdefault(note.defect, set()).add(target.code)
    assert noted == DEFECTS


def test_every_question_offers_at_least_two_readings_and_chooses_one(targets: dict[str, TargetSpec]) -> None:
    for target in targets.values():
        for question in target.questions:
            assert len(question.readings) >= 2, (target.code, question.code)
            assert question.reading(question.chosen) is question.readings[0], (target.code, question.code)
            assert not question.readings[0].set_.changes(), "the chosen reading is the target as it stands"


def test_every_class_has_a_name(package: Package) -> None:
    named = {(row["indicator"], row["class"]) for row in _csv(FOLDER / "codelists" / "classes.csv")}
    used = {(code, str(name)) for code in CODES for name in package.raw(f"indicators/{code}.yaml").get("classes", [])}
    assert named == used


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Figures


def test_a_figure_is_about_one_of_our_indicators_and_says_where_it_comes_from() -> None:
    rows = [row for path in (FOLDER / "figures").glob("*.csv") for row in _csv(path)]
    assert rows
    for row in rows:
        assert row["indicator"] in CODES
        assert row["source"]
        assert row["mark"] == "verified"
        assert row["note"].endswith("。")
    keys = [(row["indicator"], row["place"], row["period"], row["class"]) for row in rows]
    assert len(set(keys)) == len(keys)


@pytest.mark.samples
def test_the_air_releases_are_copied_exactly() -> None:
    samples = os.environ.get("ZHIHENG_SAMPLES")
    if not samples:
        pytest.skip("ZHIHENG_SAMPLES is not set")
    published = _csv(Path(samples) / "air" / "inner_mongolia_bulletins.csv")
    ours = {(row["place"], row["period"]): row["value"] for row in _csv(FOLDER / "figures" / "air.csv")}
    alxa = {row["period"]: row["good_days_percent"] for row in published if row["area"] == "阿拉善盟"}
    assert ours["152900", "202201"] == alxa["2022-01"]
    assert ours["152900", "2021-01/2021-07"] == alxa["2021-01/2021-07"]
    for period, code in (("2022-01", "202201"), ("2021-01/2021-07", "2021-01/2021-07")):
        theirs = sorted(row["good_days_percent"] for row in published if row["period"] == period)
        assert sorted(value for (_, found), value in ours.items() if found == code) == theirs


# Words


def _texts(raw: Any) -> Iterator[str]:
    """Every Chinese sentence of a file."""
    if isinstance(raw, Table):
        for key, value in raw.items():
            if key == "zh-Hans" and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)
    elif isinstance(raw, Row):
        for value in raw:
            yield from _texts(value)


@pytest.fixture(scope="module")
def sentences(package: Package) -> list[str]:
    files = ["targets.yaml", *(f"indicators/{code}.yaml" for code in CODES)]
    return [text for file in files for text in _texts(package.raw(file))]


def test_chinese_sentences_use_full_width_punctuation(sentences: list[str]) -> None:
    wrong = [text for text in sentences if re.search(rf"{HAN}[,;:?!()]|[,;:?!()]{HAN}", text)]
    assert wrong == []


def test_nobody_is_blamed(sentences: list[str]) -> None:
    assert [text for text in sentences if re.search("落后|不力|造假|失职|驾驶舱", text)] == []


@pytest.mark.samples
def test_no_sentence_repeats_the_official_text(package: Package, sentences: list[str]) -> None:
    """Names of indicators and bodies are official; elsewhere a run of 14 characters is a quotation."""
    samples = os.environ.get("ZHIHENG_SAMPLES")
    if not samples:
        pytest.skip("ZHIHENG_SAMPLES is not set")
    text = OpenCC("t2s").convert((Path(samples) / "policies" / "alxa-2016.txt").read_text("utf-8"))
    official, run = re.sub(r"\s+", "", text), 14
    names = {package.raw(f"indicators/{code}.yaml")["name"]["zh-Hans"] for code in CODES}
    found = {
        sentence[start : start + run]
        for sentence in set(sentences) - names
        for start in range(len(sentence) - run + 1)
        if sentence[start : start + run] in official
    }
    assert found == set()

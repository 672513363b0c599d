"""The demonstration shows what registers look like in life: each trait that it promises is there, and can be counted."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from zhiheng.figures import demo, simulated_metrology, simulated_papers, simulated_records
from zhiheng.figures.simulated import shares
from zhiheng.packages.reading import open_package
from zhiheng.registers.parties import uscc

PACKAGE = Path(__file__).resolve().parents[3] / "plans" / "alxa-2020"
COUNTED = {"supervision", "special", "evaluation", "routine_monitoring"}


@pytest.fixture(scope="module")
def played():
    return demo.load(open_package(PACKAGE))


@pytest.fixture(scope="module")
def firms(played):
    return simulated_records.firms(played.records.enterprises, played.spec.seed, played.spec.begins)


@pytest.fixture(scope="module")
def samples(played, firms):
    return simulated_records.handed(played.records, played.spec, played.series, firms)


@pytest.fixture(scope="module")
def standing(samples):
    """Register → every batch as it stands in the end."""
    found: dict[str, dict[str, dict]] = {}
    for handed in samples:
        rows = found.setdefault(handed.register, {})
        for row in handed.rows:
            rows[row["sheet_no"]] = {**rows.get(row["sheet_no"], {}), **row}
    return {register: list(rows.values()) for register, rows in found.items()}


def test_it_is_the_same_every_time(played, firms):
    first, again = (simulated_records.handed(played.records, played.spec, played.series, firms) for _time in range(2))

    assert first == again


def test_every_enterprise_has_a_right_code_and_a_name_of_its_own(firms):
    assert all(uscc.is_code(row["uscc"]) for row in firms.rows)
    assert len({row["uscc"] for row in firms.rows}) == len({row["name"] for row in firms.rows}) == len(firms.rows)


def test_records_agree_with_the_series_that_tell_the_story(played, standing):
    series = next(one for one in played.series if one.indicator == "p1")
    part, whole = shares(series, played.spec)["2017Q2"]["152921"]

    mine = [
        row
        for row in standing["product.industrial"]
        if row["place"] == "152921"
        and row["programme_type"] in COUNTED
        and row.get("concluded_on")
        and (row["concluded_on"].year, (row["concluded_on"].month + 2) // 3) == (2017, 2)
    ]

    passed = [row for row in mine if (row.get("retest_conclusion") or "none", row["conclusion"]) != ("none", "fail")]
    assert (len(passed), len(mine)) == (part, whole)


def test_between_5_and_15_per_cent_come_late(samples):
    late = total = 0
    for handed in samples:
        for row in handed.rows:
            if not handed.anew and row.get("concluded_on"):
                total += 1
                late += handed.on > row["concluded_on"] + timedelta(days=45)

    assert 0.05 <= late / total <= 0.15


@pytest.mark.parametrize("register", ["product.industrial", "product.food"])
def test_2_to_4_per_cent_are_objected_to_and_20_to_40_per_cent_of_these_upheld(standing, register):
    rows = [row for row in standing[register] if row["programme_type"] in COUNTED]
    results = Counter(row["objection_result"] for row in rows if row.get("objected_on"))

    decided = results["upheld"] + results["rejected"]
    assert 0.02 <= sum(results.values()) / len(rows) <= 0.04
    assert 0.20 <= results["upheld"] / decided <= 0.40


def test_an_upheld_objection_was_first_handed_in_as_a_failure(samples):
    first = {row["sheet_no"]: row for handed in samples if not handed.anew for row in handed.rows}
    anew = [row for handed in samples if handed.anew for row in handed.rows if row.get("objection_result") == "upheld"]

    assert anew
    assert all(first[row["sheet_no"]]["conclusion"] == "fail" for row in anew)
    assert all(first[row["sheet_no"]]["concluded_on"] is None for row in anew)


@pytest.mark.parametrize("year", [2016, 2017, 2018])
def test_food_dips_by_two_points_or_more_in_summer(standing, year):
    def rate(months: set[int]) -> float:
        rows = [
            row
            for row in standing["product.food"]
            if row["programme_type"] in COUNTED and row.get("concluded_on")
            and row["concluded_on"].year == year and row["concluded_on"].month in months
        ]  # fmt: skip
        good = [row for row in rows if row["conclusion"] == "pass" or row.get("retest_conclusion") == "pass"]
        return 100 * len(good) / len(rows)

    summer = {6, 7, 8}
    assert rate(set(range(1, 13)) - summer) - rate(summer) >= 2


def test_one_place_hands_in_the_same_values_again(played, standing):
    copied = next(one.copied for one in played.records.samples if one.register_ == "product.food")

    def values(year: int, quarter: int) -> Counter:
        return Counter(
            (row["product_name"], row["batch_no"], row["producer"], row["conclusion"])
            for row in standing["product.food"]
            if row["place"] == copied.place and f"{year}Q{quarter}-" in row["sheet_no"]
            and row["programme_type"] in COUNTED
        )  # fmt: skip

    before, after = values(2018, 2), values(2018, 3)
    assert after
    assert sum((before & after).values()) == sum(after.values())


def test_some_instruments_were_verified_late_and_some_forgotten(played, firms):
    handed = simulated_metrology.handed(played.records.metrology, played.spec, played.series, firms)
    instruments = [row["number"] for one in handed if one.register == "metrology.instrument" for row in one.rows]
    last = {
        row["instrument"]: max(row["done_on"], row["done_on"])
        for one in handed
        if one.register == "metrology.certificate"
        for row in one.rows
        if "instrument" in row
    }

    forgotten = [one for one in instruments if last[one] < played.spec.reading_day - timedelta(days=500)]

    assert 0 < len(forgotten) < len(instruments) / 10


def test_some_certificates_are_suspended_and_some_of_these_came_back(played, firms):
    handed = simulated_papers.handed(played.records.papers, played.spec, played.series, firms)
    rows = [row for one in handed if one.register == "certification.certificate" for row in one.rows]

    suspended = [row for row in rows if row.get("suspended_on")]
    assert 0.03 <= len(suspended) / len(rows) <= 0.15
    assert 0 < len([row for row in suspended if row.get("restored_on")]) < len(suspended)

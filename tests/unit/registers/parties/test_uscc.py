"""Unified social credit codes: what is right, what is wrong, and where."""

import csv
import os
from pathlib import Path

import pytest

from zhiheng.registers.parties import uscc

RIGHT = [
    "91152900MA0N1A2B32",
    "91152921MA0PX7K9X4",
    "911529226734015899",
    "911529230851337761",
    "111529000116842173",
    "12152921460377159R",
    "92152921MA0QY4T878",
    "93152923MA0RB6U334",
    "51152900502844633E",
    "521529223398710671",
    "914403001922038216",
    "9144030071526726XG",
    "91110000802100433B",
    "91152900MA0N12340D",
    "53640000MJX173680A",
    "53640000MJX173672F",
    "91152921100000171Y",
]


@pytest.mark.parametrize("code", RIGHT)
def test_right_codes_are_taken(code):
    assert uscc.examine(code) == uscc.Examined(code)


@pytest.mark.parametrize("code", ["911529001000000240", "911529001000005690"])
def test_the_trap_of_the_empty_rest(code):
    """Where the weighted sum leaves no rest, 31 − 0 has no symbol: the check is 0, and nothing else is."""
    assert uscc.is_code(code)
    assert uscc.examine(code[:17] + "1").problem == uscc.Problem(
        "uscc_check", {"at": 18, "found": "1", "expected": "0"}
    )


def test_what_people_type_is_read():
    """Full-width, lower case, spaces and hyphens are ways of writing, not mistakes."""
    assert uscc.examine(" ９１１５２９００-ma0n1a2b32 ").code == "91152900MA0N1A2B32"
    assert uscc.examine("9115 2900 MA0N 1A2B 32").is_good


@pytest.mark.parametrize(
    ("typed", "problem", "values", "suggestion"),
    [
        ("", "uscc_empty", {}, ""),
        ("91152900MA0N1A2B3", "uscc_short", {"length": 17, "missing": 1}, ""),
        ("91152900MA0N1A2B322", "uscc_long", {"length": 19, "over": 1}, ""),
        ("152921000012345", "uscc_old_number", {"length": 15}, ""),
        ("9115290OMA0N1A2B32", "uscc_letter", {"at": 8, "found": "O", "meant": "0"}, "91152900MA0N1A2B32"),
        ("91I52900MA0N1A2B32", "uscc_letter", {"at": 3, "found": "I", "meant": "1"}, "91152900MA0N1A2B32"),
        ("911S2900MA0NIA2B32", "uscc_letter", {"at": 4, "found": "S", "meant": "5"}, "91152900MA0N1A2B32"),
        ("91152900MA0N1A2B3*", "uscc_symbol", {"at": 18, "found": "*"}, ""),
        ("91152900甲A0N1A2B32", "uscc_symbol", {"at": 9, "found": "甲"}, ""),
        ("9115A900MA0N1A2B32", "uscc_division", {"at": 5, "found": "A"}, ""),
        ("91152900MA0N1A2B33", "uscc_check", {"at": 18, "found": "3", "expected": "2"}, ""),
        ("9115290DMA0N1A2B32", "uscc_division", {"at": 8, "found": "D"}, "91152900MA0N1A2B32"),
        ("91152900MA0N1A2832", "uscc_check", {"at": 18, "found": "2", "expected": "Y"}, ""),  # two readings are right
    ],
)
def test_what_is_wrong_is_said_with_its_place(typed, problem, values, suggestion):
    """The code that was typed is never changed; a right one is offered only where exactly one reading gives it."""
    examined = uscc.examine(typed)

    assert examined.problem == uscc.Problem(problem, values)
    assert examined.suggestion == suggestion
    assert examined.code == uscc.normal(typed)


def test_an_irregular_organisation_code_is_a_doubt_only():
    """Legacy and household codes may break the inner check; the outer one decides."""
    irregular = "91152921MA0PX7K9" + "A"
    code = irregular + uscc.check_symbol(irregular)

    examined = uscc.examine(code)

    assert examined.is_good
    assert examined.doubts == (uscc.Problem("uscc_inner_check", {"at": 17, "found": "A", "expected": "X"}),)


def test_one_wrong_character_is_always_found():
    """The modulus is prime and every weight differs from 0, so that no single slip passes."""
    code = RIGHT[0]
    slips = [code[:at] + symbol + code[at + 1 :] for at in range(18) for symbol in uscc.ALPHABET if symbol != code[at]]
    assert not [slip for slip in slips if uscc.is_code(slip)]


def test_kind_and_place_are_read_off():
    assert [uscc.kind_of(code) for code in (RIGHT[0], RIGHT[6], RIGHT[7], "N2" + RIGHT[0][2:])] == [
        "enterprise", "household", "cooperative", "farm_collective",
    ]  # fmt: skip
    assert uscc.division_of("91152921MA0PX7K9X4") == "152921"


@pytest.mark.samples
def test_the_codes_of_the_sample_file():
    folder = os.environ.get("ZHIHENG_SAMPLES")
    if not folder:
        pytest.skip("ZHIHENG_SAMPLES is not set")
    with (Path(folder) / "enterprises" / "uscc.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 90
    assert [row["code"] for row in rows if uscc.is_code(row["code"]) != (row["valid"] == "1")] == []

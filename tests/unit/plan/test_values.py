"""Yearly and per-place values from a workbook: dry run first, errors at the cell, the same file twice changes nothing."""

import io
from decimal import Decimal

import pytest
import xlsxwriter

from tests.unit.plan.conftest import AT, later
from zhiheng.journal.models import Entry
from zhiheng.journal.refusal import Refused
from zhiheng.plan import dividing, queries
from zhiheng.plan.models import TargetValue


def workbook(*rows):
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return kept.getvalue()


TAKEN = later(1)
WIDE = workbook(
    ["2026年度目标分解", "", "", ""],
    ["目标", "地区", "2027年", "2030年"],
    ["p1", "石桥县", 80.5, 88],
    ["p1", "1", 84, 90],
)


def taken(actor, content, at=TAKEN, dry_run=False):
    return dividing.import_values(actor, None, name="分解.xlsx", content=content, at=at, dry_run=dry_run)


def test_a_dry_run_tells_and_writes_nothing(adopted, office):
    report = taken(office, WIDE, dry_run=True)

    assert report.counts() == {"new": 4, "changed": 0, "same": 0}
    assert (TargetValue.objects.count(), Entry.objects.count()) == (0, 1)


def test_values_become_the_path_and_the_threshold_of_the_place(adopted, office):
    report = taken(office, WIDE)

    target = queries.target(office, "p1")
    assert report.written == 4
    assert target.path == {"2027": 84, "2028": 85, "2030": 90}
    assert target.aim("11").threshold == (Decimal(88),)
    assert target.aim("11").path == {"2027": Decimal("80.5"), "2030": Decimal(88)}
    assert queries.target(office, "p1", as_of=AT).places == {}


def test_the_same_file_twice_changes_nothing(adopted, office):
    taken(office, WIDE)
    again = taken(office, WIDE, at=later(2))

    assert again.counts() == {"new": 0, "changed": 0, "same": 4}
    assert (again.written, TargetValue.objects.count(), Entry.objects.count()) == (0, 4, 2)


def test_a_corrected_value_is_a_new_vintage(adopted, office):
    taken(office, WIDE)
    taken(office, workbook(["目标", "地区", "年份", "目标值"], ["p1", "石桥", "2027", "81"]), at=later(3))

    assert queries.target(office, "p1").aim("11").path["2027"] == 81
    assert queries.target(office, "p1", as_of=later(2)).aim("11").path["2027"] == Decimal("80.5")
    assert [row.number for row in queries.value_history(office, "p1") if row.year == 2027 and row.place == "11"] == [
        2,
        1,
    ]


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["p7", "石桥县", "2027", 80], "no_target", "A2"),
        (["p1", "铁岭县", "2027", 80], "no_place", "B2"),
        (["p1", "石桥县", "2031", 80], "no_year", "C2"),
        (["p1", "石桥县", "明年", 80], "no_year", "C2"),
        (["p1", "石桥县", "2027", "八十"], "no_number", "D2"),
        (["p1", "石桥县", "2027", "80%"], "no_number", "D2"),
        (["p1", "石桥县", "2027", 0.8], "percent", "D2"),
        (["p1", "石桥县", "2027", "80.1234567890123"], "too_fine", "D2"),
        (["p1", "云岭市", "2030", 91], "last_year", "D2"),
        (["m1", "石桥县", "2027", 1], "not_numeric", "A2"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(adopted, office, row, code, cell):
    right = ["p1", "石桥县", "2028", 85]
    report = taken(office, workbook(["目标", "地区", "年份", "目标值"], row, right))

    (fault,) = report.faults
    assert (fault.code, fault.cell) == (code, cell)
    assert cell in str(fault)
    assert "%(" not in str(fault)
    assert not TargetValue.objects.exists()


def test_the_same_thing_said_twice_is_told(adopted, office):
    twice = workbook(["目标", "地区", "年份", "目标值"], ["p1", "11", 2027, 80], ["p1", "石桥县", 2027, 81])

    (fault,) = taken(office, twice).faults
    assert (fault.code, fault.cell, "D2" in str(fault)) == ("twice", "D3", True)


def test_a_county_office_divides_its_own_county_only(adopted, county_office):
    report = taken(county_office, WIDE)

    assert {(fault.code, fault.cell) for fault in report.faults} == {("not_yours", "B4")}


def test_a_leader_does_not_divide(adopted, leader):
    with pytest.raises(Refused) as refused:
        taken(leader, WIDE)

    assert refused.value.code == "rights.plan.divide"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"not a workbook", "plan.file_unreadable"),
        (workbook(["目标", "2027"], ["p1", 1]), "plan.file_heads"),
        (workbook(["目标", "地区", "2027"]), "plan.file_empty"),
    ],
)
def test_a_file_that_is_no_division_is_refused(adopted, office, content, code):
    with pytest.raises(Refused) as refused:
        taken(office, content)

    assert refused.value.code == code
    assert "%(" not in str(refused.value)

"""Lists as files: streamed, readable by spreadsheets, and readable again by us."""

import io
import json
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from tests.registers_app.declarations import SAMPLES
from tests.unit.registers.kit.world import DAY, at, clerk, office, person, recorded, settled_land
from zhiheng.bodies.models import Place
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import exports, services, sheets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def land():
    return settled_land()


def exported(kind, actor=None, **how):
    return b"".join(exports.export(actor or office(), SAMPLES, kind, how.pop("filters", None), on=DAY, **how))


def cells(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_xlsx_holds_days_numbers_and_text():
    recorded(product='<砖> & "瓦"\x07', measured=1500, contact="=1+1")
    heads, row = cells(exported("xlsx"))

    assert heads[:4] == ["地区", "样品编号", "企业", "产品"]
    told = dict(zip(heads, row, strict=True))
    assert told["产品"] == '<砖> & "瓦"'
    assert (told["抽样日期"], told["实测值"], told["合格"], told["状态"]) == (date(2019, 7, 1), 1.5, "是", "已报")
    assert told["联系人"] == "=1+1"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_exported_can_be_imported_and_changes_nothing(kind):
    recorded(number="S1", measured=-1500, contact="=1+1", product="+7")
    recorded(number="S2", passed=None, tested_on=None, place=Place.objects.get(code="12"), kind="toy")
    trial = sheets.trial(office(), SAMPLES, name=f"a.{kind}", content=exported(kind))
    assert (trial.counts, list(trial.faults())) == ({"new": 0, "changed": 0, "same": 2, "wrong": 0}, [])


def test_csv_does_not_run_as_a_formula():
    recorded(contact="=cmd|x")
    assert ",'=cmd|x" in exported("csv").decode("utf-8-sig")


def test_json_is_exact():
    key = recorded(measured=1500)
    (row,) = json.loads(exported("json"))
    assert (row["id"], row["measured"], row["passed"], row["place"], row["firm"], row["drawn_on"], row["kind"]) == (
        key, "1.500", True, "11", "A1", "2019-07-01", "tool",
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_an_empty_list_is_a_file_too(kind):
    content = exported(kind)
    assert json.loads(content) == [] if kind == "json" else content


def test_many_rows_come_in_many_chunks_and_none_is_lost(monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 3)
    monkeypatch.setattr(exports, "MOST_ROWS_OF_A_SHEET", 6)
    for n in range(10):
        recorded(number=f"S{n}")
    chunks = list(exports.export(office(), SAMPLES, "xlsx", on=DAY))
    assert len(chunks) > 5
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(chunks)))
    assert [len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names] == [7, 5]
    assert len(json.loads(exported("json"))) == 10
    assert len(exported("csv").splitlines()) == 11


def test_rights_places_and_personal_fields():
    recorded(number="S1", contact="张三")
    recorded(number="S2", place=Place.objects.get(code="12"))
    assert len(json.loads(exported("json", clerk("11")))) == 1
    assert "contact" in json.loads(exported("json", clerk("11")))[0]
    assert "contact" not in json.loads(exported("json", person("auditor")))[0]
    with pytest.raises(Refused):
        exported("csv", person("leader"))


def test_filters_and_as_of():
    key = recorded(number="S1", kind="tool", on="2019-07-05")
    recorded(number="S2", kind="toy", on="2019-07-09")
    services.correct(office(), SAMPLES, key, {"kind": "toy"}, at=at("2019-07-08"))
    assert [row["number"] for row in json.loads(exported("json", filters={"kind": "toy"}))] == ["S1", "S2"]
    then = json.loads(exported("json", as_of=at("2019-07-06")))
    assert [(row["number"], row["kind"]) for row in then] == [("S1", "tool")]
    assert [row["number"] for row in json.loads(exported("json", names=["number"]))] == ["S1", "S2"]

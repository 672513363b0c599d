"""How fields are read from what people type, and written so that they can be read again."""

from datetime import date

import pytest

from tests.registers_app.declarations import SAMPLES
from tests.registers_app.models import Firm
from tests.unit.registers.kit.world import DAY, settled_land
from zhiheng.registers.kit import columns, messages
from zhiheng.registers.kit.columns import NotRead, parse


@pytest.mark.parametrize(
    "text",
    [
        "2019-03-05",
        "2019年3月5日",
        "2019.3.5",
        "20190305",
        "2019/3/5",
        "２０１９年３月５日",
        "2019-03-05 00:00:00",
        " 2019 年 3 月 5 日 ",
    ],
)
def test_dates_in_their_many_forms(text):
    assert parse(SAMPLES, "drawn_on", text) == date(2019, 3, 5)


@pytest.mark.parametrize("text", ["2019-13-01", "2019-2-30", "3月5日", "昨天", "2019", "43529"])
def test_what_is_no_date(text):
    with pytest.raises(NotRead) as fault:
        parse(SAMPLES, "drawn_on", text)
    assert messages.sentence(SAMPLES, fault.value.fault).startswith(f"“抽样日期”：“{text}”")


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("1.5", 1500),
        ("1,234.5", 1234500),
        ("１２．５", 12500),
        ("-0.001", -1),
        ("95%", 95000),
        ("1.2万", 12000000),
        ("0", 0),
        ("", None),
    ],
)
def test_numbers_are_kept_as_whole_numbers(text, stored):
    """The scale of the field is 3 decimals."""
    assert parse(SAMPLES, "measured", text) == stored


@pytest.mark.parametrize(
    ("text", "code"),
    [("1.2345", "too_fine"), ("很多", "not_a_number"), ("1,23", "not_a_number"), ("9" * 20, "too_big")],
)
def test_what_is_no_such_number(text, code):
    with pytest.raises(NotRead) as fault:
        parse(SAMPLES, "measured", text)
    assert fault.value.fault.code == code


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("是", True),
        ("合格", True),
        ("√", True),
        ("Y", True),
        ("不合格", False),
        ("否", False),
        ("0", False),
        ("", None),
    ],
)
def test_yes_and_no(text, answer):
    assert parse(SAMPLES, "passed", text) is answer


@pytest.mark.parametrize("text", ["tool", "工具", " 工 具 ", "TOOL"])
def test_choices_by_code_or_label(text):
    assert parse(SAMPLES, "kind", text) == "tool"


def test_numbers_and_codes_lose_their_full_width_and_names_do_not():
    assert parse(SAMPLES, "number", "Ｓ－１") == "S-1"
    assert parse(SAMPLES, "product", "砖（红）") == "砖（红）"


@pytest.mark.django_db
def test_places_and_references():
    places = settled_land()
    assert (
        parse(SAMPLES, "place", "东县")
        == parse(SAMPLES, "place", "11")
        == parse(SAMPLES, "place", "11 东县")
        == places["11"].pk
    )
    assert parse(SAMPLES, "firm", "Ａ1") == Firm.objects.get(code="A1").pk
    for name, text, code in (("place", "南县", "no_such_place"), ("firm", "Z9", "no_such")):
        with pytest.raises(NotRead) as fault:
            parse(SAMPLES, name, text)
        assert fault.value.fault.code == code


@pytest.mark.django_db
def test_what_is_written_is_read_again():
    places = settled_land()
    typed = {
        "place": places["11"].pk, "firm": Firm.objects.get(code="B2").pk, "kind": "toy", "passed": False, "measured": -1500,
        "drawn_on": date(2019, 7, 1), "stratum": 3, "product": "砖 红",
    }  # fmt: skip
    for name, value in typed.items():
        what = columns.describe(SAMPLES, name)
        (text,) = columns.written_column(what, [value])
        assert columns.read_column(what, [text]) == ([value], {}), name
    assert columns.shown_column(columns.describe(SAMPLES, "place"), [places["11"].pk], DAY) == ["东县"]
    assert columns.shown_column(columns.describe(SAMPLES, "firm"), [typed["firm"]], DAY) == ["乙公司"]

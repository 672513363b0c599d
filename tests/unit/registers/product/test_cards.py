"""The worked examples of the indicators, from records to figures: what a card says by hand, the registers give."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from tests.unit.registers.parties import land
from tests.unit.registers.parties.land import CODES, OFFICE, at, place
from zhiheng.figures import shipped
from zhiheng.packages.reading import open_package
from zhiheng.registers.certification.declarations import CERTIFICATE, PRODUCT
from zhiheng.registers.kit import services
from zhiheng.registers.parties import services as parties
from zhiheng.registers.parties.declarations import ENTERPRISE
from zhiheng.registers.parties.uscc import check_symbol
from zhiheng.registers.product.declarations import FARM, INDUSTRIAL

declared = pytest.importorskip("zhiheng.figures.declared", reason="figures are not computed from registers yet")
rebuild = pytest.importorskip("zhiheng.figures.rebuild")
pytestmark = pytest.mark.django_db
PACKAGE = Path(__file__).parents[4] / "plans" / "alxa-2020"


@pytest.fixture(autouse=True)
def places():
    return land.land()


def figure(code):
    """(part, class) → amount, all months together but those outside the plan; by the slow, obvious reading."""
    package = open_package(PACKAGE)
    spec = shipped.read(package).indicators[code]
    definition = declared.defined(spec, "alxa-2020", declared.months_of(package))
    found = defaultdict(int)
    for (part, class_, month, _), amount in by_month(definition):
        if 0 < month <= definition.months.count:
            found[part, class_] += amount
    return {key: amount for key, amount in found.items() if amount}


def by_month(definition):
    """The reference's amounts with part, class, month and place in this order."""
    for (part, class_, place_number, month), amount in rebuild.by_reference(definition).items():
        yield (part, class_, month, place_number), amount


def rows(register, count, on="2020-06-01", reason="", **columns):
    """`count` records at once; a value that is a function gives that of the row."""
    given = {"place": place(), **columns}
    filled = {name: [value(row) if callable(value) else value for row in range(count)] for name, value in given.items()}
    return services.record_many(OFFICE, register, filled, at=at(on), reason=reason)


def batches(register, count, prefix, **more):
    category = {"product.industrial": "electrical", "product.farm": "livestock"}[register.code]
    values = {
        "sheet_no": lambda row: f"{prefix}{row}", "batch_no": lambda row: f"{prefix}{row}", "programme": "2020",
        "programme_type": "supervision", "level": "prefecture", "link": "production", "product_category": category,
        "product_name": "电缆", "producer_name": "某厂", "sampled_party_name": "某厂", "sampled_on": date(2020, 3, 1),
    }  # fmt: skip
    return rows(register, count, **values | more)


PASS = {"reported_on": date(2020, 3, 20), "conclusion": "pass", "concluded_on": date(2020, 4, 10)}
FAIL = PASS | {"conclusion": "fail", "failed_items": "绝缘", "judged_by": "GB/T 5023.3-2008 2.2"}


def test_industrial_products_p1():
    """246 drawn: 4 refused or without conclusion, 2 risk monitoring; of 19 first fails 2 were overturned: 223 of 240."""
    batches(INDUSTRIAL, 221, "P", **PASS)
    batches(INDUSTRIAL, 17, "F", **FAIL)
    batches(
        INDUSTRIAL,
        2,
        "R",
        **FAIL,
        retest_laboratory="乙所",
        retest_reported_on=date(2020, 4, 8),
        retest_conclusion="pass",
    )
    batches(INDUSTRIAL, 2, "X", outcome="refused", sampled_on=None)
    batches(INDUSTRIAL, 2, "O")
    batches(INDUSTRIAL, 2, "M", programme_type="risk_monitoring")

    found = figure("p1")

    assert (found["part", ""], found["whole", ""]) == (223, 240)
    assert (found["part", "production"], found["whole", "production"]) == (223, 240)
    assert ("whole", "circulation") not in found


def test_the_same_batch_counts_once_and_a_merging_makes_two_one():
    """Drawn twice in one programme it is one; under two codes it is two until the codes are found to be one enterprise."""
    makers = rows(ENTERPRISE, 2, uscc=lambda row: CODES[row], name=lambda row: f"某厂{row}", on="2020-01-02")
    same = {"batch_no": "B1", "producer": lambda row: makers[row % 2], **PASS}
    batches(INDUSTRIAL, 4, "S", **same)
    assert figure("p1")["whole", ""] == 2

    made = parties.merge(
        OFFICE, makers[0], makers[1], {"uscc": "kept", "name": "kept"}, reason="同一企业", at=at("2020-07-01")
    )
    assert figure("p1")["whole", ""] == 1
    parties.undo(OFFICE, made.pk, reason="原为两家", at=at("2020-07-02"))
    assert figure("p1")["whole", ""] == 2


def test_farm_products_p2():
    """Routine monitoring alone counts: 293/300 + 195/200 + 95/100 = 583/600; supervision sampling stays out."""
    routine = {"programme_type": "routine_monitoring", "link": "farm"}
    for category, passed, drawn in (("vegetables_fruit", 293, 300), ("livestock", 195, 200), ("aquatic", 95, 100)):
        batches(FARM, passed, f"{category}P", product_category=category, **routine, **PASS)
        batches(FARM, drawn - passed, f"{category}F", product_category=category, **routine, **FAIL)
    batches(FARM, 10, "S", **FAIL)

    found = figure("p2")

    assert (found["part", ""], found["whole", ""]) == (583, 600)
    assert (found["part", "aquatic"], found["whole", "aquatic"]) == (95, 100)


def holders(count):
    """So many enterprises, with codes that are right."""
    firsts = [f"911529210000{number:05}" for number in range(count)]
    return rows(
        ENTERPRISE, count, uscc=lambda row: firsts[row] + check_symbol(firsts[row]), name=lambda row: f"企业{row}",
        on="2016-01-02", reason="算例",
    )  # fmt: skip


def test_low_carbon_and_energy_c1():
    """Five certificates of four holders, one suspended: three at the end of the year."""
    holder = holders(4)
    of = [0, 0, 1, 2, 3]
    rows(
        CERTIFICATE, 5, scheme=lambda row: ("enms", "low_carbon", "enms", "enms", "enms")[row],
        number=lambda row: f"E{row}", holder=lambda row: holder[of[row]], first_issued_on=date(2018, 1, 1),
        valid_from=date(2018, 1, 1), valid_through=date(2020, 12, 31),
        suspended_on=lambda row: date(2019, 6, 1) if row == 4 else None,
        suspended_for=lambda row: "mark" if row == 4 else "",
    )  # fmt: skip
    rows(
        CERTIFICATE, 1, scheme="ems", number="14001", holder=holder[3], first_issued_on=date(2018, 1, 1),
        valid_from=date(2018, 1, 1), valid_through=date(2020, 12, 31),
    )  # fmt: skip
    found = figure("c1")
    assert (found["part", ""], found["part", "enms"], found["part", "low_carbon"]) == (3, 3, 1)


def test_first_certifications_c2():
    """34 rows: 13 renewals, 2 first issued in 2015, 1 in 2021; 18 are new."""
    (holder,) = holders(1)
    first = [date(2016, 5, 1)] * 18 + [date(2015, 5, 1)] * 2 + [date(2021, 5, 1)]

    def lines(of, number, start):
        """Certificates and their product lines: product `of[row]`, first issued on its day."""
        keys = rows(
            CERTIFICATE, len(of), scheme="organic", number=lambda row: f"134OP16{number}{of[row]:04}", holder=holder,
            first_issued_on=lambda row: first[of[row]], valid_from=lambda row: start or first[of[row]],
            valid_through=lambda row: (start or first[of[row]]).replace(month=12), reason="算例",
        )  # fmt: skip
        rows(PRODUCT, len(of), certificate=lambda row: keys[row], product=lambda row: f"产品{of[row]}")

    lines(list(range(21)), 1, None)
    lines(list(range(13)), 1, date(2017, 5, 1))  # renewals under the same number

    assert figure("c2") == {("part", ""): 18, ("part", "organic"): 18}

"""Ledgers of last year, as departments keep them, brought in by their heads."""

from datetime import date

import pytest
from django.utils import translation

from tests.unit.registers.parties import land
from tests.unit.registers.parties.land import CODES, OFFICE, at, enterprise
from zhiheng.journal import check
from zhiheng.registers.certification.declarations import CERTIFICATE
from zhiheng.registers.certification.models import Certificate, CertificateSpan
from zhiheng.registers.kit import sheets
from zhiheng.registers.parties.declarations import ENTERPRISE
from zhiheng.registers.parties.models import Enterprise
from zhiheng.registers.product.declarations import FOOD
from zhiheng.registers.product.models import FoodSample

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("zh-hans"):
        yield land.land()


def brought(register, text, **how):
    return sheets.bring_in(
        OFFICE, register, name="台账.csv", content=text.encode("utf-8-sig"), at=at("2021-05-01"), **how
    )


FOOD_HEADS = (
    "抽样单编号,任务,任务类型,任务级别,环节,类别,地区,产品,批号,生产者,被抽样单位名称,抽样日期,检验报告日期,检验结论,"
    "不合格项目,判定依据,定论日期\n"
)


def test_a_ledger_of_food_becomes_final_batches():
    """Full-width letters, Chinese dates, labels instead of codes; each row stands where its facts say."""
    maker = enterprise()
    rows = (
        f"DC2101,2021年食品抽检,监督抽查（抽检）,县（旗）,零售,加工食品,东县,酸奶,A1,{CODES[0]},东县超市,2021-03-01,2021-03-20,合格,,,2021-03-29\n"
        "ＤＣ2102,2021年食品抽检,监督抽查（抽检）,县（旗）,餐饮,餐饮具,西县,碗,,,西县饭店,2021年3月2日,2021-03-21,不合格,大肠菌群,GB 14934-2016 表1,2021-04-02\n"
        "DC2103,2021年食品抽检,风险监测,县（旗）,零售,食用农产品,东县,沙葱,,,东县市场,2021-03-03,,,,,\n"
    )

    done = brought(FOOD, FOOD_HEADS + rows)

    assert [one.placed for one in done.faults()] == []
    assert done.counts["new"] == 3
    found = FoodSample.objects.order_by("sheet_no").values_list(
        "sheet_no", "state", "final_conclusion", "link_group", "producer"
    )
    assert list(found) == [
        ("DC2101", "final", "pass", "circulation", maker), ("DC2102", "final", "fail", "circulation", None),
        ("DC2103", "sampled", "none", "circulation", None),
    ]  # fmt: skip
    assert FoodSample.objects.get(sheet_no="DC2102").sampled_on == date(2021, 3, 2)
    assert check.whole() == []

    brought(FOOD, FOOD_HEADS + rows)
    assert set(FoodSample.objects.values_list("revision", flat=True)) == {1}, "the same file twice changes nothing"


def test_a_misread_code_is_told_at_its_cell():
    """The letter O for a zero in the second row; the right row waits until the file is right, or is asked for alone."""
    text = f"统一社会信用代码,名称,地区\n{CODES[0]},东方食品有限公司,东县\n9115292OMA0PX7K9X4,西部能源有限公司,西县\n"

    done = brought(ENTERPRISE, text)

    (fault,) = done.faults()
    assert fault.cell == "A3"
    assert "第8位" in fault.sentence
    assert Enterprise.objects.count() == 0
    brought(ENTERPRISE, text, partial=True)
    assert list(Enterprise.objects.values_list("uscc", flat=True)) == [CODES[0]]


def test_certificates_come_with_their_suspensions():
    enterprise(name="绿野农牧有限公司")
    heads = "认证项目,编号,持证人,地区,首次发证日期,有效期起,有效期至,暂停日期,暂停原因,终止日期,终止原因\n"
    rows = (
        f"有机产品认证,134OP1900012,{CODES[0]},东县,2019-01-01,2019-01-01,2019-12-31,2019-05-01,接受调查,,\n"
        f"有机产品认证,134OP1900013,{CODES[0]},东县,2019-01-01,2019-01-01,2019-12-31,,,2019-10-01,撤销：严重缺陷\n"
    )
    done = brought(CERTIFICATE, heads + rows)
    assert [one.placed for one in done.faults()] == []
    assert list(Certificate.objects.order_by("number").values_list("state", flat=True)) == ["suspended", "revoked"]
    assert list(CertificateSpan.objects.order_by("record").values_list("valid_to", flat=True)) == [
        date(2019, 5, 1), date(2019, 10, 1),
    ]  # fmt: skip

"""P51 量值溯源: counts, the picture, one node's chain, and always the table; by place, day and what was known."""

import json
import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.unit.registers.metrology.test_dcc import small
from tests.web.conftest import PACKAGE, words_of
from zhiheng.accounts.rights import operator
from zhiheng.bodies.models import Place
from zhiheng.figures import demo
from zhiheng.packages.reading import open_package
from zhiheng.registers.kit import registry, services
from zhiheng.registers.metrology.models import Certificate
from zhiheng.registers.parties.models import Enterprise

pytestmark = pytest.mark.django_db

NANO = 10**9
SAMPLES = Path(os.environ.get("ZHIHENG_SAMPLES", "/nowhere"))
KEEPER = operator(date(2019, 7, 15))


def at(text):
    return datetime.fromisoformat(f"{text}T04:00").replace(tzinfo=UTC)


def day(text):
    return date.fromisoformat(text)


def record(code, values, on):
    values = {"place": Place.objects.get(code="152921"), **values}
    return services.record(KEEPER, registry.register(code), values, at=at(on), reason="台账")


@pytest.fixture(scope="module")
def league(django_db_setup, django_db_blocker):
    """The plan and its people without any record, so that the numbers below can be checked by head."""
    bare = replace(demo.load(open_package(PACKAGE)), series=[], records=None)
    outer = transaction.atomic()
    outer._from_testcase = True
    with django_db_blocker.unblock(), outer:
        demo.play([bare])
        yield
        transaction.set_rollback(True)


@pytest.fixture
def chain(league, db):
    """Primary → prefecture → three gauges and two demands; the second demand has no standard."""
    holder = record("parties.enterprise", {"uscc": "53640000MJX173680A", "name": "某计量测试所"}, "2019-01-02")
    top = {"number": "N-P-1", "name": "压力基准", "kind": "primary", "level": "national"}
    below = {
        "number": "L-P-1", "name": "活塞式压力计", "kind": "public", "level": "prefecture", "holder": holder,
        "quantity": "mechanical", "unit": "MPa", "range_low": 0, "range_high": 60 * NANO, "uncertainty": NANO // 50,
    }  # fmt: skip
    keys = {}
    for name, values in (("primary", top), ("standard", below)):
        keys[name] = record("metrology.standard", values, "2019-01-05")
        services.move(
            KEEPER, registry.register("metrology.standard"), [keys[name]], "certify",
            {"certificate_number": f"[2019]某量标法证字第{name.upper()[0]}1号", "certified_on": day("2019-01-05"),
             "last_day": day("2021-12-31"), "public_number": "[2019]某社量标证字第1号"}, at=at("2019-01-05"), reason="台账",
        )  # fmt: skip
    calibrated = {
        "number": "C-1", "issuer": "国家院", "kind": "calibration", "standard": keys["standard"], "used": keys["primary"],
        "done_on": day("2019-01-10"), "last_day": day("2020-01-09"), "result": "calibrated",
    }  # fmt: skip
    record("metrology.certificate", calibrated, "2019-01-10")
    for number in range(3):
        gauge = record(
            "metrology.instrument",
            {"number": f"YLB-{number}", "name": "压力表", "kind": "pressure_gauge", "use": "safety", "owner": holder,
             "range_low": 0, "range_high": NANO, "unit": "MPa", "used_from": day("2019-02-01")}, "2019-02-01",
        )  # fmt: skip
        record(
            "metrology.certificate",
            {"number": f"J-{number}", "issuer": "某计量测试所", "kind": "verification", "instrument": gauge,
             "used": keys["standard"], "done_on": day("2019-02-01"), "last_day": day("2019-07-31"), "result": "pass"}, "2019-02-01",
        )  # fmt: skip
    for code, served in (("D-1", keys["standard"]), ("D-2", None)):
        record(
            "metrology.demand",
            {"code": code, "name": f"压力需求{code}", "quantity": "mechanical", "range_low": 0, "range_high": NANO, "unit": "MPa",
             "max_error": NANO, "served_by": served, "since": day("2019-02-01")}, "2019-02-01",
        )  # fmt: skip
    return keys


def page(client, query=""):
    response = client.get(f"/metrology/traceability{query}")
    assert response.status_code == 200
    return response.content.decode()


def graph(html):
    return json.loads(re.search(r'<script id="tr-graph" type="application/json">(.*?)</script>', html, re.DOTALL)[1])


def test_counts_stand_on_top_with_the_target(chain, office):
    words = words_of(page(office))

    assert "量值需求覆盖率 50.0% 1 / 2，目标≥95%" in words
    assert "断链 1 当日没有完整溯源链" in words
    assert "30天内将断 3" in words


def test_every_line_stands_in_the_table_with_its_reason(chain, office):
    words = words_of(page(office))

    assert "D-2 压力需求D-2 力学 · 没有证书写明上级计量标准。" in words
    assert "YLB-0 压力表 弹性元件式压力表 左旗 L-P-1 活塞式压力计 J-0 2019-07-31 即将断链" in words
    assert "7行中的7行" in words


def test_the_picture_has_the_same_with_gauges_as_one(chain, office):
    told = graph(page(office))

    labels = {node["label"]: node for node in told["nodes"]}
    assert set(labels) == {"压力基准", "活塞式压力计", "弹性元件式压力表 ×3", "压力需求D-1", "压力需求D-2"}
    assert labels["弹性元件式压力表 ×3"]["state"] == "soon"
    assert labels["压力基准"]["x"] < labels["活塞式压力计"]["x"] < labels["压力需求D-1"]["x"]
    assert {(edge["source"], edge["target"]) for edge in told["edges"]} >= {
        (f"standard:{chain['primary']}", f"standard:{chain['standard']}")
    }


def test_a_group_opens_the_table_of_its_lines_and_a_node_itself(chain, office):
    addresses = {node["label"]: node["address"] for node in graph(page(office))["nodes"]}

    assert addresses["弹性元件式压力表 ×3"].endswith("#table")
    assert "YLB-2" in page(office, addresses["弹性元件式压力表 ×3"].split("traceability", 1)[1])
    assert "node=demand%2FD-1" in addresses["压力需求D-1"]


def test_one_node_shows_its_chain_with_certificates_and_uncertainty(chain, office):
    words = words_of(page(office, "?node=demand/D-1"))

    assert "D-1 压力需求D-1" in words
    assert "L-P-1 活塞式压力计 声明 – – 0.02 MPa 可溯源" in words
    assert "N-P-1 压力基准 C-1 2019-01-10 2020-01-09" in words


def test_a_standard_says_what_hangs_on_it(chain, office):
    assert "若此标准失效，影响1项需求、3件器具、0项下级标准。" in words_of(page(office, "?node=standard/L-P-1"))


def test_filters_and_page_numbers(chain, office):
    assert "7行中的1行" in words_of(page(office, "?state=broken"))
    assert "7行中的3行" in words_of(page(office, "?what=instrument"))
    assert "7行中的1行" in words_of(page(office, "?q=压力需求d-1"))
    assert "没有符合条件的内容" in words_of(page(office, "?q=没有的"))
    assert page(office, "?page=9999&ahead=x&node=x/y&quantity=no")


def test_another_day(chain, office):
    words = words_of(page(office, "?on=2020-03-01"))

    assert "2020年3月1日的状态" in words
    assert "量值需求覆盖率 0.0%" in words
    assert "证书有效期到2020年1月9日为止。" in words


def test_what_was_known_before_anything_was_recorded(chain, office):
    assert "量值需求覆盖率 无可计 0 / 0" in words_of(page(office, "?as_of=2018-12-31"))


def test_one_place(chain, office):
    assert "2行中的2行" in words_of(page(office, "?place=152922"))  # the standards above are named everywhere


def test_the_file_has_all_lines_that_the_filters_ask_for(chain, office):
    response = office.get("/metrology/traceability.csv?state=soon")

    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[0] == "类型,编号,名称,种类,地区,上级标准,证书,到期,状态,理由"


def test_without_any_record_it_says_what_to_do(league, office):
    words = words_of(page(office))

    assert "没有符合条件的内容" in words
    assert "先登记计量标准、器具和需求" in words


def test_who_is_not_signed_in_is_asked_to(client):
    assert client.get("/metrology/traceability").status_code == 302


def test_the_number_of_queries(chain, office, django_assert_max_num_queries):
    page(office)  # what a process reads once

    with django_assert_max_num_queries(60):
        page(office, "?node=standard/L-P-1")


def dcc(serial="A-7"):
    return SimpleUploadedFile("证书.xml", small().replace(b"A-7", serial.encode()), "text/xml")


@pytest.fixture
def gauge(chain, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return record(
        "metrology.instrument",
        {"number": "YLB-77", "name": "压力表", "kind": "pressure_gauge", "use": "process", "serial": "A-7", "model": "Y-100",
         "owner": Enterprise.objects.get(uscc="53640000MJX173680A").pk, "used_from": day("2019-02-01")}, "2019-02-01",
    )  # fmt: skip


READ = "/metrology/certificates/read"


def test_a_digital_certificate_is_read_and_told(gauge, office):
    response = office.post(READ, {"file": dcc(), "place": "152921", "used": "L-P-1"}, follow=True)

    words = words_of(response.content.decode())
    assert "证书RDJL2019-00123已登记：YLB-77 压力表，只给出量值，2019年3月5日；没有签名。" in words
    assert Certificate.objects.get(number="RDJL2019-00123").instrument_id == gauge
    assert "YLB-77 压力表" in words_of(page(office, "?q=RDJL2019"))


def test_without_the_standard_used_a_reason_is_asked_for(gauge, office):
    response = office.post(READ, {"file": dcc(), "place": "152921"})

    assert response.status_code == 422
    assert "没有写明所用的计量标准" in words_of(response.content.decode())
    assert office.post(READ, {"file": dcc(), "place": "152921", "reason": "外地实验室未注明"}).status_code == 302


def test_what_is_missing_stands_at_its_field_and_what_was_typed_stays(gauge, office):
    response = office.post(READ, {"used": "X-9", "about": "standard"})

    html = response.content.decode()
    assert response.status_code == 422
    for anchor in ("#file", "#place", "#about_number", "#used"):
        assert f'href="{anchor}"' in html
    assert 'value="X-9"' in html
    assert "“X-9”没有登记" in words_of(html)


def test_an_unknown_instrument_is_said_by_its_serial_number(gauge, office):
    response = office.post(READ, {"file": dcc("B-8"), "place": "152921", "used": "L-P-1"})

    assert response.status_code == 422
    assert "证书的对象序列号为“B-8”" in words_of(response.content.decode())


@pytest.mark.samples
@pytest.mark.skipif(not (SAMPLES / "dcc").is_dir(), reason="ZHIHENG_SAMPLES names no folder")
def test_the_manipulated_sample_is_refused_with_both_digests(gauge, office):
    content = (SAMPLES / "dcc" / "dcc_gp_temperature_typical_v12_signed_manipulated.xml").read_bytes()

    response = office.post(READ, {"file": SimpleUploadedFile("a.xml", content), "place": "152921", "used": "L-P-1"})

    words = words_of(response.content.decode())
    assert response.status_code == 422
    assert "现在的摘要开头是fa09890500240447，签名时是65bc6e537fb4a0d7" in words


def test_a_leader_reads_and_does_not_record(chain, leader):
    assert "读入数字校准证书" not in page(leader)
    assert leader.get(READ).status_code in (403, 409)

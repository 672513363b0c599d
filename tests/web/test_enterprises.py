"""The page of an enterprise, and two records of one enterprise becoming one."""

import re

import pytest

from tests.web.conftest import words_of
from zhiheng.accounts.rights import operator
from zhiheng.bodies.models import Place
from zhiheng.journal import clock
from zhiheng.registers.kit import registry, services
from zhiheng.registers.parties.models import Enterprise

CODE, OTHER = "91152921MA0N90015M", "91152921MA0N9004X3"


def enterprise(code: str, name: str, **more: object) -> int:
    moment = clock.read()
    values = {"uscc": code, "name": name, "place": Place.objects.get(code="152921"), **more}
    return services.record(operator(moment.day), registry.register("parties.enterprise"), values, at=moment.at)


def instrument(number: str, owner: int) -> int:
    moment = clock.read()
    register = registry.register("metrology.instrument")
    values = {
        "number": number, "name": "电子汽车衡", "kind": "truck_scale", "use": "trade", "owner": owner,
        "place": Place.objects.get(code="152921"), "used_from": moment.day, "mode": "periodic",
    }  # fmt: skip
    return services.record(operator(moment.day), register, values, at=moment.at, reason="测试")


@pytest.fixture
def pair(league, db):
    """Two records of one enterprise, each with an instrument; they differ in the address."""
    kept = enterprise(CODE, "阿拉善左旗某盐业有限公司", address="一号")
    gone = enterprise(OTHER, "阿拉善左旗某盐业公司", address="二号", phone="0483-1")
    return kept, gone, instrument("T-1", kept), instrument("T-2", gone)


def page(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return response.content.decode()


def test_everything_that_registers_hold_about_it_stands_on_its_page(office, pair):
    html = page(office, f"/enterprises/{CODE}")

    assert "阿拉善左旗某盐业有限公司" in html
    assert 'href="/registers/metrology.instrument/T-1"' in html
    assert f'href="/registers/metrology.instrument?owner={CODE}"' in html
    assert "T-2" not in html


def test_the_list_leads_to_the_page_and_the_page_to_history_and_steps(office, pair):
    assert f'href="/enterprises/{CODE}"' in page(office, "/registers/parties.enterprise")
    whole = f"/registers/parties.enterprise/{CODE}"
    assert f'href="{whole}"' in page(office, f"/enterprises/{CODE}")
    assert "更改记录" in page(office, whole)


def test_what_is_probably_the_same_enterprise_is_offered(office, pair):
    html = page(office, f"/enterprises/{CODE}")

    assert "可能是同一家企业" in html
    assert f"/enterprises/{CODE}/merge?with={OTHER}" in html


class TestMerging:
    ADDRESS = f"/enterprises/{CODE}/merge"

    def fields(self, html: str) -> list[str]:
        return sorted(set(re.findall(r'type="radio" name="(\w+)"', html)))

    def test_fields_that_differ_ask_for_a_choice_and_a_reason_is_needed(self, office, pair):
        html = page(office, f"{self.ADDRESS}?with={OTHER}")
        assert "address" in self.fields(html)
        assert "会补入" in html  # the phone that only the other one has

        sent = office.post(self.ADDRESS, {"with": OTHER})

        assert sent.status_code == 422
        assert "没有写理由" in sent.content.decode()
        assert Enterprise.objects.filter(state="merged").count() == 0

    def test_what_named_the_other_names_this_one_and_it_can_be_undone(self, office, pair):
        kept, gone, _mine, theirs = pair
        chosen = dict.fromkeys(self.fields(page(office, f"{self.ADDRESS}?with={OTHER}")), "kept")
        office.post(self.ADDRESS, {"with": OTHER, "reason": "营业执照为同一家", **chosen})

        html = page(office, f"/enterprises/{CODE}")
        assert 'href="/registers/metrology.instrument/T-2"' in html
        assert "阿拉善左旗某盐业公司" in html  # under its other names
        assert "已经合并" in words_of(page(office, f"/enterprises/{OTHER}"))

        number = re.search(r'name="merge" value="(\d+)"', html)[1]
        office.post(f"/enterprises/{CODE}/unmerge", {"merge": number, "reason": "查明为两家"})
        assert registry.register("metrology.instrument").model.objects.get(pk=theirs).owner_id == gone
        assert Enterprise.objects.get(pk=gone).state == "active"

    def test_who_may_not_merge_is_not_offered_it(self, leader, pair):
        assert "/merge" not in page(leader, f"/enterprises/{CODE}")
        assert leader.get(f"{self.ADDRESS}?with={OTHER}").status_code == 403

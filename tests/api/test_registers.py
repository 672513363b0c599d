"""Registers as programs use them: read, record, correct, move, withdraw, attach, take away."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.conftest import Program
from tests.registers_app.models import Sample
from tests.unit.registers.kit.world import settled_land
from zhiheng.accounts import services as people
from zhiheng.accounts import tokens
from zhiheng.accounts.rights import operator
from zhiheng.bodies.models import Body
from zhiheng.journal import clock

RECORDS = "/registers/trial.sample/records"


@pytest.fixture(scope="module")
def land(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A city with two counties, and keys for its office, and for a clerk and an auditor of the east county."""
    from django.conf import settings
    from django.db import transaction

    outer = transaction.atomic()
    outer._from_testcase = True  # acts are durable: only a test's own transaction may stand around them
    kept, settings.MEDIA_ROOT = settings.MEDIA_ROOT, str(tmp_path_factory.mktemp("files"))
    with django_db_blocker.unblock(), outer:
        places = settled_land()
        now = clock.read()
        chief = operator(now.day)
        keys = {}
        for code, role, place in [("chief", "office", "1"), ("li", "clerk", "11"), ("sun", "auditor", "11")]:
            body = Body.objects.create(code=f"body-{code}", place=places[place], kind="office")
            person = people.create_person(code, code.title(), "a long enough secret", actor=chief, at=now.at)
            people.appoint(person, role, body, date(2018, 1, 1), actor=chief, at=now.at)
            keys[code] = tokens.create(person, "test", now.day + timedelta(days=30), actor=chief, at=now.at)
        yield keys
        transaction.set_rollback(True)
    settings.MEDIA_ROOT = kept


@pytest.fixture
def office(land: dict[str, str], db: None) -> Program:
    return Program(land["chief"])


@pytest.fixture
def clerk(land: dict[str, str], db: None) -> Program:
    return Program(land["li"])


@pytest.fixture
def auditor(land: dict[str, str], db: None) -> Program:
    return Program(land["sun"])


def sample(number: str, **changes: Any) -> dict[str, Any]:
    """A sample as a program sends it: codes and names as people write them."""
    return {
        "place": "11", "number": number, "firm": "A1", "product": "红砖", "kind": "tool", "drawn_on": "2019-07-01",
        "tested_on": "2019-07-05", "passed": True, "measured": "1.25", "contact": "王某", **changes,
    }  # fmt: skip


def recorded(program: Program, *numbers: str, **changes: Any) -> list[int]:
    answer = program.post(RECORDS, {"records": [sample(number, **changes) for number in numbers]})
    assert answer.status_code == 201, answer.json()
    return answer.json()["ids"]


class TestWhatARegisterIs:
    def test_it_says_its_fields_its_steps_and_when_it_counts(self, office: Program):
        told = office.get("/registers/trial.sample").json()
        fields = {one["name"]: one for one in told["fields"]}

        assert fields["firm"]["type"] == "reference"
        assert fields["firm"]["lookup"] == "code"
        assert fields["measured"]["decimals"] == 3
        assert fields["contact"]["personal"]
        assert {"code": "tool", "label": "工具"} in fields["kind"]["choices"]
        assert (told["counts_on"], told["counts_in"]) == ("drawn_on", ["final"])
        confirm = next(one for one in told["moves"] if one["code"] == "confirm")
        assert (confirm["from"], confirm["to"], confirm["roles"]) == (["reported", "objected"], "final", ["office"])
        assert next(one for one in told["moves"] if one["code"] == "object")["within"][1]["clause"] == "law/15"

    def test_a_register_that_one_may_not_see_is_not_there(self, office: Program, clerk: Program):
        assert "trial.permit" in [one["code"] for one in office.get("/registers").json()["items"]]
        assert "trial.permit" not in [one["code"] for one in clerk.get("/registers").json()["items"]]
        assert clerk.get("/registers/trial.permit").status_code == 404
        assert clerk.get("/registers/nothing").json()["code"] == "registers.no_register"

    def test_a_field_named_like_a_word_of_the_address_can_still_be_asked(self, office: Program):
        """Certification bodies have `fields`."""
        asked = office.get(
            "/registers/certification.body/records", {"fields__is": "food", "fields": "approval_no,fields"}
        )

        assert asked.status_code == 200, asked.json()


class TestRecording:
    def test_one_record_comes_back_whole_with_its_address_and_tag(self, office: Program):
        answer = office.post(RECORDS, {"record": sample("S-1"), "source": "接口"})

        told = answer.json()
        assert answer.status_code == 201
        assert answer["Location"].endswith(f"/records/{told['id']}")
        assert answer["ETag"] == '"r1"'
        assert (told["number"], told["firm"], told["place"], told["measured"]) == ("S-1", "A1", "11", "1.25")
        assert told["labels"]["place"] == "东县"
        assert Sample.objects.get(pk=told["id"]).origin == "api"

    def test_every_fault_is_told_at_its_field_and_nothing_is_written(self, office: Program):
        rows = [sample("S-1"), sample("S-2", kind="boat"), sample("S-3", drawn_on="2019-13-01", firm="Z9")]

        answer = office.post(RECORDS, {"records": rows})

        told = answer.json()
        assert answer.status_code == 422
        assert answer["Content-Type"] == "application/problem+json"
        assert {one["pointer"] for one in told["errors"]} >= {
            "/records/1/kind",
            "/records/2/drawn_on",
            "/records/2/firm",
        }
        assert "2019-13-01" in json.dumps(told, ensure_ascii=False)
        assert not Sample.objects.exists()

    def test_a_check_of_the_chapter_has_its_pointer_too(self, office: Program):
        answer = office.post(RECORDS, {"records": [sample("S-1"), sample("S-2", tested_on="2019-06-01")]})

        assert [one["pointer"] for one in answer.json()["errors"]] == ["/records/1/tested_on"]

    def test_a_trial_writes_nothing_and_says_what_is_likely_the_same(self, office: Program):
        (key,) = recorded(office, "S-1")

        answer = office.post(f"{RECORDS}?dryRun=true", {"records": [sample("S-9"), sample("S-10", product="瓦")]})

        assert answer.json() == {"dry_run": True, "count": 2, "ids": [], "likely": {"0": [key]}}
        assert Sample.objects.count() == 1

    def test_what_is_only_unlikely_passes_with_a_reason(self, office: Program):
        row = sample("S-1", measured="6000")

        refused = office.post(RECORDS, {"record": row})
        passed = office.post(RECORDS, {"record": row, "reason": "复核无误"})

        assert [(one["pointer"], one["soft"]) for one in refused.json()["errors"]] == [("/record/measured", True)]
        assert passed.status_code == 201

    def test_a_field_that_nobody_types_is_named(self, office: Program):
        answer = office.post(RECORDS, {"record": sample("S-1", state="final", year=2019)})

        assert [one["pointer"] for one in answer.json()["errors"]] == ["/record/state", "/record/year"]

    def test_a_record_needs_a_place_and_one_that_the_posts_cover(self, clerk: Program):
        nowhere, elsewhere = sample("S-1"), sample("S-2", place="12")
        del nowhere["place"]

        assert clerk.post(RECORDS, {"record": nowhere}).json()["errors"][0]["pointer"] == "/record/place"
        assert clerk.post(RECORDS, {"record": elsewhere}).status_code == 403

    def test_numbers_are_read_exactly(self, office: Program):
        answer = office.post(RECORDS, json.dumps({"record": sample("S-1", measured=0)}).replace('"measured": 0', '"measured": 0.003'))  # fmt: skip

        assert Sample.objects.get(pk=answer.json()["id"]).measured == 3

    @pytest.mark.parametrize("body", [{}, {"record": {}, "records": [{}]}, {"records": []}, {"recrod": {}}, []])
    def test_what_holds_no_records_is_refused(self, office: Program, body: Any):
        assert office.post(RECORDS, body).status_code == 422

    def test_signs_that_no_database_keeps_are_faults(self, office: Program):
        answer = office.post(RECORDS, {"record": sample("S-1", product="a\x00b", contact=["x"])})

        assert [one["pointer"] for one in answer.json()["errors"]] == ["/record/product"]

    def test_the_same_request_twice_is_recorded_once(self, office: Program):
        for _turn in range(2):
            answer = office.post(RECORDS, {"record": sample("S-1")}, **{"Idempotency-Key": "once"})

        assert answer.status_code == 201
        assert Sample.objects.count() == 1


class TestLists:
    def test_pages_follow_each_other_in_the_order_asked_for(self, office: Program):
        recorded(office, *(f"S-{n:02}" for n in range(25)))
        seen, cursor = [], ""
        while cursor is not None:
            query = {"sort": "number", "limit": 10, "fields": "number", "cursor": cursor}
            told = office.get(RECORDS, {name: value for name, value in query.items() if value}).json()
            seen += [one["number"] for one in told["items"]]
            cursor = told["next"]

        assert seen == [f"S-{n:02}" for n in range(25)]

    def test_fields_are_asked_by_value_span_and_part(self, office: Program):
        recorded(office, "S-1", "S-2")
        recorded(office, "S-3", place="12", drawn_on="2019-06-01", product="瓦片")

        def numbers(**query: Any) -> list[str]:
            return sorted(one["number"] for one in office.get(RECORDS, query).json()["items"])

        assert numbers(place="12") == ["S-3"]
        assert numbers(place="某市") == ["S-1", "S-2", "S-3"]
        assert numbers(drawn_on__from="2019-07-01") == ["S-1", "S-2"]
        assert numbers(product__has="瓦") == ["S-3"]
        assert numbers(number=["S-1", "S-3"]) == ["S-1", "S-3"]
        assert numbers(q="红砖") == ["S-1", "S-2"]

    def test_totals_come_when_they_are_asked_for(self, office: Program):
        recorded(office, "S-1", "S-2")

        told = office.get(RECORDS, {"totals": "true", "limit": 1}).json()

        assert (told["total"], told["sums"]) == (2, {"measured": "2.500"})
        assert "total" not in office.get(RECORDS).json()

    @pytest.mark.parametrize(
        "query",
        [{"colour": "red"}, {"kind": "boat"}, {"sort": "colour"}, {"fields": "colour"}, {"cursor": "abc"}, {"tab": "none"},
         {"act": "x"}, {"place": "nowhere"}, {"drawn_on__from": "soon"}, {"drawn_on__near": "2019-07-01"}],
    )  # fmt: skip
    def test_what_cannot_be_asked_is_named(self, office: Program, query: dict[str, str]):
        assert office.get(RECORDS, query).status_code == 422

    def test_records_elsewhere_are_not_there(self, office: Program, clerk: Program):
        (here,) = recorded(office, "S-1")
        (there,) = recorded(office, "S-2", place="12")

        assert [one["id"] for one in clerk.get(RECORDS).json()["items"]] == [here]
        assert clerk.get(f"{RECORDS}/{there}").status_code == 404

    def test_personal_fields_go_only_to_those_who_may_record(self, office: Program, clerk: Program, auditor: Program):
        (key,) = recorded(office, "S-1")

        assert clerk.get(RECORDS).json()["items"][0]["contact"] == "王某"
        assert "contact" not in auditor.get(RECORDS).json()["items"][0]
        assert "contact" not in auditor.get(f"{RECORDS}/{key}").json()
        assert "王某" not in auditor.get(f"{RECORDS}/{key}").content.decode()
        assert auditor.get(RECORDS, {"contact__has": "王"}).status_code == 422
        assert auditor.get(RECORDS, {"sort": "contact"}).status_code == 422

    def test_they_can_be_taken_away_as_csv_json_and_xlsx(self, office: Program):
        recorded(office, "S-1", "S-2")

        table = b"".join(office.get(f"{RECORDS}.csv", {"number": "S-2"}).streaming_content).decode("utf-8-sig")
        listed = json.loads(b"".join(office.get(f"{RECORDS}.json", {"fields": "number,measured"}).streaming_content))
        book = b"".join(office.get(f"{RECORDS}.xlsx").streaming_content)

        assert [row["样品编号"] for row in csv.DictReader(io.StringIO(table))] == ["S-2"]
        assert listed[0] == {"id": listed[0]["id"], "number": "S-1", "measured": "1.250"}
        assert book[:2] == b"PK"


class TestOneRecord:
    def test_its_open_steps_say_by_when_and_under_which_article(self, office: Program):
        (key,) = recorded(office, "S-1")

        moves = {one["code"]: one for one in office.get(f"{RECORDS}/{key}").json()["moves"]}

        assert moves["object"]["due"]["clause"] == "law/15"
        assert not moves["object"]["may"]
        assert moves["prove"]["needs"] == ["report"]

    def test_a_correction_needs_the_tag_of_what_was_looked_at(self, office: Program):
        (key,) = recorded(office, "S-1")
        tag = office.get(f"{RECORDS}/{key}")["ETag"]

        without = office.patch(f"{RECORDS}/{key}", {"values": {"product": "瓦"}})
        first = office.patch(f"{RECORDS}/{key}", {"values": {"product": "瓦"}}, **{"If-Match": tag})
        second = office.patch(f"{RECORDS}/{key}", {"values": {"product": "砖"}}, **{"If-Match": tag})
        third = office.patch(f"{RECORDS}/{key}", {"values": {"product": "砖"}}, **{"If-Match": first["ETag"]})

        assert without.status_code == 428
        assert (first.status_code, first.json()["product"]) == (200, "瓦")
        assert (second.status_code, second.json()["code"]) == (412, "registers.changed_meanwhile")
        assert third.status_code == 200
        assert [one["changes"] for one in third.json()["history"][1:]] == [
            [{"field": "product", "old": "红砖", "new": "瓦"}],
            [{"field": "product", "old": "瓦", "new": "砖"}],
        ]

    def test_a_fault_in_a_correction_has_its_pointer(self, office: Program):
        (key,) = recorded(office, "S-1")

        answer = office.patch(f"{RECORDS}/{key}", {"values": {"stratum": 9}}, **{"If-Match": '"r1"'})

        assert [one["pointer"] for one in answer.json()["errors"]] == ["/values/stratum"]

    def test_a_step_is_taken_once(self, office: Program):
        (key,) = recorded(office, "S-1")

        first = office.post(f"{RECORDS}/{key}/moves/confirm", {})
        again = office.post(f"{RECORDS}/{key}/moves/confirm", {})

        assert (first.status_code, first.json()["state"]) == (200, "final")
        assert (again.status_code, again.json()["code"]) == (409, "registers.moved_on")
        assert office.post(f"{RECORDS}/{key}/moves/fly", {}).status_code == 404

    def test_a_set_moves_whole_or_not_at_all(self, office: Program):
        keys = recorded(office, "S-1", "S-2")
        (open_,) = recorded(office, "S-3", passed=None, tested_on=None)

        refused = office.post(f"{RECORDS}/moves/confirm", {"ids": [*keys, open_]})
        moved = office.post(f"{RECORDS}/moves/confirm", {"ids": [*keys, open_], "values": {"passed": False, "tested_on": "2019-07-06"}})  # fmt: skip

        error = refused.json()["errors"][0]
        assert (error["pointer"], error["record"]) == ("/values/passed", open_)
        assert moved.json()["count"] == 3
        assert set(Sample.objects.values_list("state", flat=True)) == {"final"}

    def test_withdrawing_needs_a_reason_and_leaves_the_record(self, office: Program):
        first, second = recorded(office, "S-1", "S-2")

        without = office.post(f"{RECORDS}/{first}/withdraw", {})
        gone = office.post(f"{RECORDS}/{first}/withdraw", {"reason": "重复"})
        several = office.post("/registers/trial.sample/withdraw", {"ids": [second], "reason": "重复"})

        assert (without.status_code, without.json()["code"]) == (422, "registers.reason_needed")
        assert gone.json()["withdrawn"] is True
        assert several.json() == {"count": 1, "ids": [second]}
        assert office.get(RECORDS).json()["items"] == []
        assert len(office.get(RECORDS, {"withdrawn": "all"}).json()["items"]) == 2

    def test_a_document_goes_up_and_comes_down(self, office: Program, land: dict[str, str]):
        (key,) = recorded(office, "S-1")
        head = {"Authorization": f"Bearer {land['chief']}"}
        address = f"/api/v1{RECORDS}/{key}/attachments"

        def up(name: str, kind: str, content: bytes = b"%PDF-1.4\n%%EOF\n") -> Any:
            return Client().post(f"{address}?kind={kind}", {"file": SimpleUploadedFile(name, content)}, headers=head)

        answer = up("检验报告.pdf", "report")
        listed = office.get(f"{RECORDS}/{key}/attachments").json()["items"]
        down = office.get(f"{RECORDS}/{key}/attachments/{answer.json()['id']}")

        assert answer.status_code == 201, answer.json()
        assert listed == [answer.json()]
        assert b"".join(down.streaming_content) == b"%PDF-1.4\n%%EOF\n"
        assert down["Content-Disposition"].startswith("attachment")
        assert up("检验报告.pdf", "photo").status_code == 422
        assert up("检验报告.exe", "report", b"MZ").status_code == 422
        assert office.get(f"{RECORDS}/{key}/attachments/99999").status_code == 404
        assert office.post(f"{RECORDS}/{key}/moves/prove", {}).status_code == 200

    def test_what_stood_on_an_earlier_day_can_be_asked_for_again(self, office: Program):
        (key,) = recorded(office, "S-1")
        yesterday = (datetime.now(UTC).date() - timedelta(days=2)).isoformat()

        assert office.get(RECORDS, {"as_of": yesterday}).json()["items"] == []
        assert office.get(f"{RECORDS}/{key}", {"as_of": yesterday}).status_code == 404


def numbers_found(program: Program, q: str, **query: Any) -> list[str]:
    told = program.get("/search", {"q": q, **query}).json()
    return [item["code"] for group in told["groups"] if group["register"] == "trial.sample" for item in group["items"]]


class TestSearch:
    def test_a_record_is_found_by_two_characters_initials_and_number(self, office: Program):
        recorded(office, "NO.2019-0042", product="耐火红砖")

        for q in ("红砖", "nhhz", "2019-0042", "0042", "紅磚"):
            assert numbers_found(office, q) == ["NO.2019-0042"], q
        assert numbers_found(office, "青瓦") == []

    def test_groups_say_how_many_there_are(self, office: Program):
        recorded(office, "S1", "S2", "S3")

        told = office.get("/search", {"q": "红砖", "most": 2}).json()
        group = next(one for one in told["groups"] if one["register"] == "trial.sample")

        assert (group["count"], len(group["items"]), group["more"]) == (3, 2, False)

    def test_records_elsewhere_and_registers_that_one_may_not_see_are_not_found(self, office: Program, clerk: Program):
        recorded(office, "S1", place="12")

        assert numbers_found(office, "红砖") == ["S1"]
        assert numbers_found(clerk, "红砖") == []

    def test_a_list_understands_the_same_words(self, office: Program):
        recorded(office, "S-2019-1", "S-2019-2")

        assert len(office.get(RECORDS, {"q": "hz"}).json()["items"]) == 2
        assert [one["number"] for one in office.get(RECORDS, {"q": "2019-2 红"}).json()["items"]] == ["S-2019-2"]

    def test_no_word_at_all_is_refused(self, office: Program):
        assert office.get("/search").status_code == 422
        assert office.get("/search", {"q": ""}).status_code == 422

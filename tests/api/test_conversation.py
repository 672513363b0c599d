"""What surrounds every request: keys, problems, tags, idempotency, pages, fields."""

import base64

from django.test import Client

from tests.api.conftest import Program
from zhiheng.figures.models import Figure

VALUES = {
    "dataValues": [
        {"dataElement": "s2", "period": "2016", "orgUnit": "152922", "value": "81.5", "comment": "survey"},
    ]
}


def test_without_a_key_nothing_is_told(db: None):
    answer = Client().get("/api/v1/targets")

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_key_may_come_as_bearer_or_as_the_password_of_basic(office: Program):
    basic = base64.b64encode(f"office:{office.key}".encode()).decode()

    assert office.get("/plans").status_code == 200
    assert Client().get("/api/v1/plans", headers={"Authorization": f"Basic {basic}"}).status_code == 200


def test_a_key_of_someone_else_opens_nothing_under_another_name(office: Program):
    basic = base64.b64encode(f"leader:{office.key}".encode()).decode()

    assert Client().get("/api/v1/plans", headers={"Authorization": f"Basic {basic}"}).status_code == 401


def test_what_has_not_moved_is_not_sent_again(office: Program):
    first = office.get("/verdicts")

    again = office.get("/verdicts", **{"If-None-Match": first["ETag"]})

    assert first.status_code == 200
    assert again.status_code == 304
    assert again.content == b""


def test_a_day_that_is_none_is_told_at_its_place(office: Program):
    answer = office.get("/verdicts", {"on": "2019-13-01"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/query/on"
    assert "2019-13-01" in answer.json()["detail"]


def test_pages_follow_each_other_without_gap_or_repeat(office: Program):
    seen, cursor = [], None
    while True:
        query = {"limit": 20, "fields": "code"} | ({"cursor": cursor} if cursor else {})
        page = office.get("/targets", query).json()
        seen += [item["code"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    whole = office.get("/targets", {"limit": 1000, "fields": "code"}).json()["items"]
    assert seen == [item["code"] for item in whole]
    assert len(seen) == 51


def test_a_cursor_that_was_never_given_is_refused(office: Program):
    assert office.get("/targets", {"cursor": "nonsense"}).status_code == 422


def test_an_unknown_field_is_named_with_those_that_there_are(office: Program):
    answer = office.get("/targets", {"fields": "code,weigth"})

    assert answer.status_code == 422
    assert "weigth" in answer.json()["detail"]
    assert "weight" in answer.json()["detail"]


def test_a_request_sent_twice_is_done_once(office: Program):
    before = Figure.objects.count()

    first = office.post("/dhis2/api/dataValueSets", VALUES, **{"Idempotency-Key": "a-1"})
    again = office.post("/dhis2/api/dataValueSets", VALUES, **{"Idempotency-Key": "a-1"})

    assert first.json()["response"]["importCount"] == again.json()["response"]["importCount"]
    assert again["Idempotent-Replay"] == "true"
    assert Figure.objects.count() == before + 1


def test_a_key_of_idempotency_stands_for_one_request_only(office: Program):
    office.post("/dhis2/api/dataValueSets?dryRun=true", VALUES, **{"Idempotency-Key": "b-1"})

    other = office.post("/dhis2/api/dataValueSets?dryRun=true", {"dataValues": []}, **{"Idempotency-Key": "b-1"})

    assert other.status_code == 422


def test_the_description_is_openapi_3_1_and_names_every_operation(office: Program):
    told = office.get("/openapi.json").json()

    assert told["openapi"].startswith("3.1")
    assert "/api/v1/verdicts" in told["paths"]

"""Figures of any place and period, and the records behind them, over the demonstration."""

from fractions import Fraction
from typing import Any

import pytest

from tests.api.conftest import Program
from zhiheng.figures import inforce

WITH_RECORDS = True


@pytest.fixture
def counted(office: Program) -> dict[str, Any]:
    """A figure of the whole league that a register computes from a part and a whole."""
    flows = sorted(code for (_plan, code), one in inforce.current().definitions.items() if not one.stock)
    for code in flows:
        for one in office.get("/figures", {"indicator": code, "limit": 1000}).json()["items"]:
            if one["kind"] == "computed" and one["whole"] and int(one["whole"]) > 5 and not one["class"]:
                return one
    raise AssertionError("the demonstration computes no share")


def asked(office: Program, **query: Any) -> list[dict[str, Any]]:
    answer = office.get("/figures", {"limit": 1000, **query})
    assert answer.status_code == 200, answer.json()
    return answer.json()["items"]


def test_months_on_request_add_up_to_their_span(office: Program, counted: dict[str, Any]):
    """No page shows months of an indicator that is due by the year; asked for, they are there and add up."""
    where = {"indicator": counted["indicator"], "place": counted["place"]}
    months = [asked(office, **where, period=f"2018{month:02}") for month in range(1, 7)]
    span = asked(office, **where, period="2018-01/2018-06")
    to_date = asked(office, **where, period="201806", to_date="year")

    whole = sum(int(one["whole"]) for found in months for one in found if not one["class"])
    assert [int(one["whole"]) for one in span if not one["class"]] == [whole]
    assert to_date == span


def test_the_places_within_one_add_up_to_it(office: Program, counted: dict[str, Any]):
    found = asked(office, indicator=counted["indicator"], within=counted["place"], period=counted["period"])
    own = [one for one in found if one["place"] == counted["place"] and not one["class"]]

    assert len({one["place"] for one in found}) > 2
    assert own[0]["whole"] == counted["whole"]


def test_a_tree_of_a_day_can_be_named(office: Program, counted: dict[str, Any]):
    where = {"indicator": counted["indicator"], "place": counted["place"], "period": counted["period"]}

    (found,) = [one for one in asked(office, **where, tree="2019-07-15") if not one["class"]]

    assert Fraction(found["whole"]) > 0


@pytest.mark.parametrize("query", [{"period": "2019Q7"}, {"to_date": "year"}, {"tree": "soon"}, {"to_date": "week", "period": "2018"}])  # fmt: skip
def test_what_cannot_be_asked_is_told(office: Program, query: dict[str, str]):
    assert office.get("/figures", query).status_code == 422


def test_a_place_that_there_is_not_is_told(office: Program):
    assert office.get("/figures", {"within": "nowhere"}).status_code == 404


def test_the_records_behind_a_figure_are_as_many_as_it_says(office: Program, counted: dict[str, Any]):
    address = f"/figures/{counted['indicator']}/{counted['place']}/{counted['period']}/records"
    keys: list[int] = []
    parts, cursor = 0, None
    while True:
        told = office.get(address, {"limit": 500} | ({"cursor": cursor} if cursor else {})).json()
        keys += [one["id"] for one in told["items"]]
        parts += sum(one["in_part"] for one in told["items"])
        cursor = told["next"]
        if cursor is None:
            break

    assert (str(len(keys)), str(parts)) == (counted["whole"], counted["part"])
    assert (told["whole"], told["part"]) == (len(keys), parts)
    assert len(set(keys)) == len(keys)
    only = office.get(address, {"only": "rest", "limit": 500}).json()["items"]
    assert not any(one["in_part"] for one in only)


def test_a_record_says_which_indicators_count_it(office: Program, counted: dict[str, Any]):
    address = f"/figures/{counted['indicator']}/{counted['place']}/{counted['period']}/records"
    behind = office.get(address, {"only": "part", "limit": 1}).json()

    record = office.get(f"/registers/{behind['register']}/records/{behind['items'][0]['id']}").json()

    mine = [one for one in record["counted_in"] if one["indicator"] == counted["indicator"]]
    assert [one["in_part"] for one in mine] == [True]


def test_a_figure_that_was_told_has_no_records_behind_it(office: Program):
    told = next(one for one in asked(office, indicator="v1") if one["kind"] != "computed")

    answer = office.get(f"/figures/v1/{told['place']}/{told['period']}/records")

    assert (answer.status_code, answer.json()["code"]) == (404, "figures.no_records")


def test_one_search_finds_plan_and_records(office: Program):
    groups = office.get("/search", {"q": "hgl"}).json()["groups"]
    assert {"target", "indicator"} <= {one["kind"] for one in groups}

    register = office.get("/registers/parties.enterprise/records", {"limit": 1}).json()["items"][0]
    found = office.get("/search", {"q": register["uscc"]}).json()["groups"]
    enterprises = next(one for one in found if one["register"] == "parties.enterprise")
    assert [one["code"] for one in enterprises["items"]] == [register["uscc"]]


def test_every_register_of_the_demonstration_can_be_read(office: Program):
    for one in office.get("/registers").json()["items"]:
        told = office.get(f"/registers/{one['code']}/records", {"limit": 2, "labels": "true", "totals": "true"})
        assert told.status_code == 200, one["code"]
        for record in told.json()["items"]:
            assert office.get(f"/registers/{one['code']}/records/{record['id']}").status_code == 200
        for kind in ("csv", "json", "xlsx"):
            assert b"".join(office.get(f"/registers/{one['code']}/records.{kind}").streaming_content)

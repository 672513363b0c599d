"""Targets, verdicts, figures and passports as programs read them."""

from fractions import Fraction

from tests.api.conftest import Program


def test_the_summary_counts_every_target_once(office: Program):
    told = office.get("/summary").json()

    assert told["total"] == 51
    assert sum(told["counts"].values()) == 51


def test_a_verdict_says_why_in_the_language_asked_for(office: Program):
    chinese = office.get("/targets/p1").json()["standing"]
    english = office.get("/targets/p1", {"lang": "en"}).json()["standing"]

    assert chinese["verdict"] == english["verdict"]
    assert chinese["reason"] == english["reason"]
    assert chinese["sentence"] != english["sentence"]


def test_numbers_are_exact_and_never_floats(office: Program):
    p1 = next(one for one in office.get("/verdicts", {"limit": 100}).json()["items"] if one["target"] == "p1")

    assert isinstance(p1["value"], str)
    assert Fraction(p1["value"]) > 80


def test_a_figure_leads_to_its_passport(office: Program):
    figure = office.get("/figures", {"indicator": "v1", "limit": 1}).json()["items"][0]

    passport = office.get(f"/figures/{figure['indicator']}/{figure['place']}/{figure['period']}").json()

    assert passport["figure"]["passport"] == figure["passport"]
    assert passport["vintages"][-1]["vintage"] == figure["vintage"]


def test_what_was_known_on_a_day_can_be_asked_for_again(office: Program):
    early = office.get("/figures", {"indicator": "v1", "as_of": "2017-12-31", "limit": 1000}).json()["items"]
    now = office.get("/figures", {"indicator": "v1", "limit": 1000}).json()["items"]

    assert 0 < len(early) < len(now)


def test_a_target_that_is_not_there_is_a_problem_that_says_where_the_list_is(office: Program):
    answer = office.get("/targets/zz9")

    assert answer.status_code == 404
    assert answer.json()["code"] == "plan.no_target"
    assert "/api/v1/targets" in answer.json()["detail"]

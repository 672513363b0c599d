"""A DHIS2 client sends figures and asks for analytics."""

import os
from pathlib import Path

import pytest

from tests.api.conftest import Program
from zhiheng.api.dhis2 import values
from zhiheng.api.dhis2.names import dhis2_period, period_code, uid
from zhiheng.figures.models import Figure
from zhiheng.periods import PeriodError

SET = "/dhis2/api/dataValueSets"
PLACE = "152921"


def value(element: str, number: str, period: str = "2018", place: str = PLACE, **more: str) -> dict[str, str]:
    return {"dataElement": element, "period": period, "orgUnit": place, "value": number, **more}


def test_the_financial_year_of_july_is_our_assessment_year():
    assert period_code("2019July", 7) == "A2020"
    assert dhis2_period("A2020", 7) == "2019July"
    assert dhis2_period("2019H1", 7) == "2019S1"
    with pytest.raises(PeriodError):
        period_code("2019April", 7)


def test_an_identifier_has_eleven_signs_and_begins_with_a_letter():
    found = uid("dataElement", "p1.part")

    assert len(found) == 11
    assert found[0].isalpha()
    assert found == uid("dataElement", "p1.part")


def test_numerator_and_denominator_make_one_figure(office: Program):
    sent = {"dataValues": [value("v3.part", "95"), value("v3.whole", "100")]}

    answer = office.post(SET, sent)

    assert answer.status_code == 200
    assert answer.json()["response"]["importCount"] == {"imported": 2, "updated": 0, "ignored": 0, "deleted": 0}
    row = Figure.objects.get(indicator="v3", place=PLACE, period="2018", withdrawn=False)
    assert (row.exact("part"), row.exact("whole")) == (95, 100)


def test_one_side_alone_takes_the_other_from_what_stands(office: Program):
    office.post(SET, {"dataValues": [value("v3.part", "95", "2017"), value("v3.whole", "100", "2017")]})

    answer = office.post(SET, {"dataValues": [value("v3.part", "96", "2017")]})

    assert answer.json()["response"]["importCount"]["updated"] == 1
    row = Figure.objects.filter(indicator="v3", place=PLACE, period="2017").order_by("-vintage")[0]
    assert (row.exact("part"), row.exact("whole")) == (96, 100)


def test_identifiers_stand_for_codes(office: Program):
    sent = {"dataValues": [value(uid("dataElement", "s2"), "81", "2016", uid("orgUnit", PLACE))]}

    assert office.post(SET, sent).json()["response"]["importCount"]["imported"] == 1


def test_a_dry_run_says_what_would_come_of_it_and_writes_nothing(office: Program):
    before = Figure.objects.count()

    answer = office.post(f"{SET}?dryRun=true", {"dataValues": [value("s2", "70", "2017")]})

    assert answer.json()["response"]["importCount"]["imported"] == 1
    assert Figure.objects.count() == before


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (value("nosuch", "1"), "dataElement"),
        (value("s2", "1", "2018W3"), "period"),
        (value("s2", "1", place="999999"), "orgUnit"),
        (value("s2", "1", categoryOptionCombo="bRowv6yZOF2"), "categoryOptionCombo"),
        (value("s2", "many"), "value"),
    ],
)
def test_each_value_that_is_not_taken_is_a_conflict_at_its_place(office: Program, wrong: dict[str, str], what: str):
    answer = office.post(SET, {"dataValues": [wrong]})

    assert answer.status_code == 409
    conflict = answer.json()["response"]["conflicts"][0]
    assert conflict["property"] == what
    assert conflict["indexes"] == [0]
    assert answer.json()["response"]["rejectedIndexes"] == [0]


def test_create_leaves_alone_what_stands_and_update_what_does_not(office: Program):
    office.post(SET, {"dataValues": [value("s3", "80", "2016")]})

    create = office.post(f"{SET}?importStrategy=CREATE", {"dataValues": [value("s3", "81", "2016")]}).json()
    update = office.post(f"{SET}?importStrategy=UPDATE", {"dataValues": [value("s3", "82", "2017")]}).json()

    assert create["response"]["importCount"]["ignored"] == 1
    assert update["response"]["importCount"]["ignored"] == 1


def test_delete_withdraws_with_a_reason(office: Program):
    office.post(SET, {"dataValues": [value("s3", "80", "2016")]})

    answer = office.post(
        f"{SET}?importStrategy=DELETE", {"dataValues": [value("s3", "", "2016", comment="wrong year")]}
    )

    assert answer.json()["response"]["importCount"]["deleted"] == 1
    last = Figure.objects.filter(indicator="s3", place=PLACE, period="2016").order_by("-vintage")[0]
    assert last.withdrawn
    assert last.note == "wrong year"


def test_the_leader_may_read_but_not_send(leader: Program):
    answer = leader.post(SET, {"dataValues": [value("s2", "70", "2017")]})

    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"


def test_what_was_sent_can_be_fetched_in_three_forms(office: Program):
    office.post(SET, {"dataValues": [value("s2", "81", "2016")]})
    query = {"dataElement": "s2", "period": "2016", "orgUnit": PLACE}

    found = [values.read(office.get(f"{SET}.{form}", query).content, form) for form in ("json", "csv", "xml")]

    assert found[0] == found[1] == found[2]
    assert [(one.element, one.period, one.unit, one.value) for one in found[0]] == [("s2", "2016", PLACE, "81")]


def test_a_share_is_a_numerator_and_a_denominator(office: Program):
    query = {"dimension": ["dx:v1", "pe:2018", "ou:152900"], "includeNumDen": "true"}

    told = office.get("/dhis2/api/analytics", query).json()

    assert [head["name"] for head in told["headers"]] == [
        "dx",
        "pe",
        "ou",
        "value",
        "numerator",
        "denominator",
        "factor",
    ]
    assert told["height"] == len(told["rows"])


def test_levels_and_children_name_the_places_below(office: Program):
    tree = office.get("/dhis2/api/organisationUnits").json()["organisationUnits"]
    children = [one["code"] for one in tree if one["parent"] and one["parent"]["code"] == "152900"]

    told = office.get("/dhis2/api/analytics", {"dimension": ["dx:p1", "pe:2018", "ou:USER_ORGUNIT_CHILDREN"]}).json()

    assert set(told["metaData"]["dimensions"]["ou"]) == set(children)


def test_a_dimension_that_is_missing_is_named(office: Program):
    answer = office.get("/dhis2/api/analytics", {"dimension": ["dx:p1", "pe:2018"]})

    assert answer.status_code == 422
    assert "ou:" in answer.json()["detail"]


def test_a_hostile_document_is_refused(office: Program):
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb">]><dataValueSet><dataValue dataElement="&b;" value="1"/></dataValueSet>'

    answer = office.post(SET, bomb, "application/xml")

    assert answer.status_code in {409, 422}


@pytest.mark.samples
@pytest.mark.skipif("ZHIHENG_SAMPLES" not in os.environ, reason="ZHIHENG_SAMPLES is not set")
def test_every_sample_of_the_format_is_read():
    folder = Path(os.environ["ZHIHENG_SAMPLES"]) / "dhis2"
    read = {
        path.name: values.read(path.read_bytes(), path.suffix[1:]) for path in sorted(folder.glob("data_value_set_*"))
    }

    assert len(read) == 8
    for name, found in read.items():
        assert found, name
        assert all(one.element and one.period and one.unit and one.value for one in found), name
    assert [one.value for one in read["data_value_set_1.xml"]] == ["12", "14", "16"]

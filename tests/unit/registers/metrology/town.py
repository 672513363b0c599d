"""A prefecture with two counties, a metrology institute, a gas company, and the chain of pressure above them."""

from datetime import UTC, date, datetime

from zhiheng.accounts.rights import Actor, PostHeld
from zhiheng.bodies.models import Place, PlaceName, PlaceParent
from zhiheng.registers.kit import registry, services
from zhiheng.registers.metrology.declarations import CERTIFICATE, DEMAND, INSTRUMENT, STANDARD

DAY = date(2019, 7, 15)
NANO = 10**9


def at(text):
    """ "2019-07-05" is noon of that day in Shanghai."""
    return datetime.fromisoformat(f"{text}T04:00").replace(tzinfo=UTC)


def day(text):
    return date.fromisoformat(text)


def person(role, *places, code="wang"):
    return Actor(code, code.title(), DAY, (PostHeld(role, "bureau", 1, frozenset(places) if places else None),))


BUREAU = person("department")


def settled():
    """Places "1" (prefecture), "11" and "12" (counties) by code."""
    places = {}
    for number, (code, name) in enumerate([("1", "某盟"), ("11", "东旗"), ("12", "西旗")], 1):
        places[code] = Place.objects.create(code=code, number=number, slug=f"p{code}", kind="county")
        PlaceName.objects.create(place=places[code], name={"zh-Hans": name}, short={"zh-Hans": name})
    for code in ("11", "12"):
        PlaceParent.objects.create(place=places[code], parent=places["1"])
    return places


def firm(name="某燃气公司", uscc="91152900MA0N12340D", place="11"):
    return services.record(
        BUREAU, registry.register("parties.enterprise"),
        {"uscc": uscc, "name": name, "place": Place.objects.get(code=place)}, at=at("2016-01-04"),
    )  # fmt: skip


def standard(number, kind, level, uncertainty=None, *, holder=None, on="2017-01-05", until="2021-12-31", **more):
    """A standard with its certificate, in use."""
    values = {
        "number": number, "name": f"压力标准 {number}", "kind": kind, "level": level, "holder": holder,
        "place": Place.objects.get(code="1"), "quantity": "mechanical", "unit": "MPa", "range_low": 0,
        "range_high": 60 * NANO, "uncertainty": uncertainty, "persons": 2, "stability_on": day("2016-06-01"),
        "repeatability_on": day("2016-06-01"), **more,
    }  # fmt: skip
    key = services.record(BUREAU, STANDARD, values, at=at(on), reason="台账")
    filled = {"certificate_number": f"[2017]蒙量标企证字第{key:03}号", "certified_on": day(on), "last_day": day(until)}
    if kind == "public":
        filled["public_number"] = f"[2017]蒙社量标证字第{key:03}号"
    services.move(BUREAU, STANDARD, [key], "certify", filled, at=at(on), reason="台账")
    return key


def instrument(number="YLB-001", *, owner, on="2017-01-10", **more):
    values = {
        "number": number, "name": "压力表", "kind": "pressure_gauge", "use": "safety", "owner": owner,
        "place": Place.objects.get(code="11"), "range_low": 0, "range_high": 2 * NANO, "unit": "MPa", "serial": number[-3:],
        "used_from": day(on), **more,
    }  # fmt: skip
    return services.record(BUREAU, INSTRUMENT, values, at=at(on))


def verified(
    number, on, *, instrument=None, standard=None, used=None, last_day=None, kind="verification", result="pass", **more
):
    """A certificate recorded on the day it was done."""
    values = {
        "number": number, "issuer": "某计量测试所", "kind": kind, "instrument": instrument, "standard": standard, "used": used,
        "place": Place.objects.get(code="11"), "done_on": day(on), "last_day": day(last_day) if last_day else None,
        "result": result, **more,
    }  # fmt: skip
    return services.record(BUREAU, CERTIFICATE, values, at=at(on), reason="台账")


def demand(
    code, *, place="11", served_by=None, error=NANO, high=NANO, since="2017-02-01", quantity="mechanical", **more
):
    values = {
        "code": code, "name": f"需求 {code}", "place": Place.objects.get(code=place), "quantity": quantity, "range_low": 0,
        "range_high": high, "unit": "MPa", "max_error": error, "served_by": served_by, "since": day(since), **more,
    }  # fmt: skip
    return services.record(BUREAU, DEMAND, values, at=at(since))


def chain():
    """Primary → region → prefecture → county, each calibrated yearly by the one above; primary keys by name."""
    institute = firm("某计量测试所", "53640000MJX173680A", "1")
    keys = {
        "primary": standard("N-P-1", "primary", "national", on="2016-02-01", until="2020-12-31"),
        "region": standard("R-P-1", "public", "region", NANO // 1000, holder=institute, max_error=NANO // 200),
        "prefecture": standard("L-P-1", "public", "prefecture", NANO // 200, holder=institute, max_error=NANO // 50),
        "county": standard(
            "B-P-1", "public", "county", NANO // 50, holder=institute, max_error=NANO // 10, until="2019-12-31"
        ),
    }
    above = [("region", "primary"), ("prefecture", "region"), ("county", "prefecture")]
    for number, (child, parent) in enumerate(above):
        verified(
            f"C2019-{number}", "2019-01-10", standard=keys[child], used=keys[parent], last_day="2020-01-09",
            kind="calibration", result="calibrated",
        )  # fmt: skip
    return keys

"""A city with two counties, people with posts there, and enterprises: the ground on which the stories of registers play."""

from datetime import UTC, date, datetime

from zhiheng.accounts.rights import Actor, PostHeld
from zhiheng.bodies.models import Place, PlaceName, PlaceParent
from zhiheng.registers.kit import services
from zhiheng.registers.parties.declarations import ENTERPRISE

DAY = date(2021, 7, 15)
EAST, WEST = "11", "12"
CODES = ["91152900MA0N1A2B32", "91152921MA0PX7K9X4", "911529226734015899", "911529230851337761", "92152921MA0QY4T878"]


def at(text):
    """ "2021-07-05" is noon of that day in Shanghai."""
    return datetime.fromisoformat(f"{text}T04:00").replace(tzinfo=UTC)


def land():
    """Places 1 (city), 11 and 12 (counties) by code."""
    places = {}
    for number, (code, name) in enumerate([("1", "某市"), (EAST, "东县"), (WEST, "西县")], 1):
        places[code] = Place.objects.create(code=code, number=number, slug=f"p{code}", kind="county")
        PlaceName.objects.create(place=places[code], name={"zh-Hans": name}, short={"zh-Hans": name})
    for code in (EAST, WEST):
        PlaceParent.objects.create(place=places[code], parent=places["1"])
    return places


def person(role, *places, code="wang"):
    """An actor with one post; everywhere when no place is named."""
    return Actor(code, code.title(), DAY, (PostHeld(role, "office", 1, frozenset(places) if places else None),))


OFFICE = person("office")
DEPARTMENT = person("department", code="zhao")
INSPECTOR = person("inspector", EAST, code="sun")
LABORATORY = person("laboratory", code="lab")


def place(code=EAST):
    return Place.objects.get(code=code)


def enterprise(number=0, name="东方食品有限公司", actor=OFFICE, on="2021-01-04", reason="", **more):
    """Record an enterprise; `number` picks its code. Returns its primary key."""
    values = {"place": place(), "uscc": CODES[number], "name": name, **more}
    return services.record(actor, ENTERPRISE, values, at=at(on), reason=reason)

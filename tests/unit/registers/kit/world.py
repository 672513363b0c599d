"""A city with two counties, a firm, and people with posts there."""

from datetime import UTC, date, datetime

from tests.registers_app.declarations import PERMITS, SAMPLES
from tests.registers_app.models import Firm
from zhiheng.accounts.rights import Actor, PostHeld
from zhiheng.bodies.models import Place, PlaceName, PlaceParent
from zhiheng.registers.kit import services

DAY = date(2019, 7, 15)


def at(text):
    """ "2019-07-05" is noon of that day in Shanghai."""
    return datetime.fromisoformat(f"{text}T04:00").replace(tzinfo=UTC)


def settled_land():
    """Places 1 (city), 11 and 12 (counties), and two firms; returns places by code."""
    places = {}
    for number, (code, name) in enumerate([("1", "某市"), ("11", "东县"), ("12", "西县")], 1):
        places[code] = Place.objects.create(code=code, number=number, slug=f"p{code}", kind="county")
        PlaceName.objects.create(
            place=places[code], name={"zh-Hans": name, "en": f"Place {code}"}, short={"zh-Hans": name}
        )
    for code in ("11", "12"):
        PlaceParent.objects.create(place=places[code], parent=places["1"])
    Firm.objects.create(code="A1", name="甲公司")
    Firm.objects.create(code="B2", name="乙公司")
    return places


def person(role, *places, code="wang"):
    """An actor with one post; everywhere when no place is named."""
    post = PostHeld(role, "office", 1, frozenset(places) if places else None)
    return Actor(code, code.title(), DAY, (post,))


def office():
    return person("office")


def clerk(*places):
    return person("clerk", *(places or ("11",)), code="li")


def sample(**changes):
    """Typed values of a sample in the east county."""
    return {
        "place": Place.objects.get(code="11"), "number": "S1", "firm": Firm.objects.get(code="A1"), "product": "砖",
        "kind": "tool", "drawn_on": date(2019, 7, 1), "tested_on": date(2019, 7, 5), "passed": True, **changes,
    }  # fmt: skip


def recorded(actor=None, on="2019-07-06", **changes):
    return services.record(actor or office(), SAMPLES, sample(**changes), at=at(on))


def permit(actor=None, on="2019-07-06", **changes):
    values = {
        "place": Place.objects.get(code="11"), "number": "P1", "firm": Firm.objects.get(code="A1"),
        "issued_on": date(2019, 1, 1), "ends_on": date(2019, 12, 31), **changes,
    }  # fmt: skip
    return services.record(actor or office(), PERMITS, values, at=at(on))

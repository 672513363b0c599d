"""The tiny package, adopted: its places and bodies stand, and the plan's own room takes part in the seam."""

from datetime import UTC, date, datetime

import pytest

from tests.unit.plan.small import READINGS, package
from zhiheng.accounts.rights import Actor, PostHeld, operator
from zhiheng.accounts.roles import LEADER, OFFICE
from zhiheng.bodies.models import Body, BodyListing, BodyName, Place, PlaceListing, PlaceName, PlaceParent, Succession
from zhiheng.plan import adopting, seams, services
from zhiheng.plan.checks.all import check

AT = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)


def later(days: int) -> datetime:
    return AT.replace(day=AT.day + days)


@pytest.fixture
def rooms(monkeypatch):
    """Only the plan's room: what the others write is written by hand below."""
    monkeypatch.setattr(seams, "rooms", [seams.Room("plan", check, adopting.adopt)])


@pytest.fixture
def ground(db):
    """Two places, two bodies; the body `works` hands everything to `quality` in 2028."""
    for number, (code, name) in enumerate({"1": "云岭市", "11": "石桥县"}.items(), start=1):
        place = Place.objects.create(code=code, number=number, slug=f"p{code}", kind="area")
        PlaceName.objects.create(
            place=place, name={"zh-Hans": name, "en": f"Place {code}"}, short={"zh-Hans": name[:2]}
        )
        PlaceListing.objects.create(plan="tiny-2030", place=place, number=number, facts="0" * 64)
    PlaceParent.objects.create(place=Place.objects.get(code="11"), parent=Place.objects.get(code="1"))
    for code, name in {"quality": "质量局", "works": "建设局"}.items():
        body = Body.objects.create(place=Place.objects.get(code="1"), code=code, kind="department")
        BodyName.objects.create(body=body, name={"zh-Hans": name, "en": code}, short={})
        BodyListing.objects.create(plan="tiny-2030", body=body, code=code, facts="0" * 64)
    bodies = {body.code: body for body in Body.objects.all()}
    Succession.objects.create(
        on=date(2028, 1, 1), kind="merge", giver=bodies["works"], taker=bodies["quality"], every_duty=True
    )


@pytest.fixture
def server():
    return operator(AT.date())


@pytest.fixture
def office():
    return _at_work(OFFICE)


@pytest.fixture
def leader():
    return _at_work(LEADER)


@pytest.fixture
def county_office():
    """An office whose posts reach the county only."""
    return Actor("zhou", "周", AT.date(), (PostHeld(OFFICE, "county", 9, frozenset({"11"})),))


@pytest.fixture
def nobody():
    return Actor("guest", "客", AT.date(), ())


def _at_work(role):
    return Actor("li", "李", AT.date(), (PostHeld(role, "quality", 1, frozenset({"1", "11"})),))


@pytest.fixture
def adopted(rooms, ground, server):
    """The tiny plan with one unclear target, adopted on 1 March 2026."""
    made = package({"targets.yaml": ("  rule: by_end", "  rule: by_end" + READINGS.rstrip())})
    return services.adopt(made, actor=server, at=AT).version

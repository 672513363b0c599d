"""The tiny package, adopted, and the people who read and decide."""

from datetime import UTC, datetime

import pytest

from tests.unit.plan.small import READINGS, package
from zhiheng.accounts.rights import Actor, PostHeld, operator
from zhiheng.accounts.roles import LEADER, OFFICE
from zhiheng.bodies.package import check as bodies_check
from zhiheng.bodies.services import adopt as bodies_adopt
from zhiheng.plan import adopting, seams, services
from zhiheng.plan.checks.all import check

AT = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)


def later(days: int) -> datetime:
    return AT.replace(day=AT.day + days)


@pytest.fixture
def rooms(monkeypatch):
    """The rooms that the plan itself needs; figures have their own tests."""
    monkeypatch.setattr(
        seams,
        "rooms",
        [seams.Room("bodies", bodies_check, bodies_adopt), seams.Room("plan", check, adopting.adopt)],
    )


@pytest.fixture
def ground(db):
    """A database. Places and bodies come with the package: `works` hands everything to `quality` in 2028."""


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

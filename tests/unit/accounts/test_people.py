"""People, their posts and what these allow."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from zhiheng.accounts import services
from zhiheng.accounts.models import Person, Post
from zhiheng.accounts.rights import Actor, PostHeld, actor, can, operator, require
from zhiheng.accounts.roles import MAY
from zhiheng.bodies.models import Body, Place, PlaceParent
from zhiheng.journal import check
from zhiheng.journal.models import Change, Entry
from zhiheng.journal.refusal import Refused

NINE = datetime(2019, 7, 1, 1, 0, tzinfo=UTC)
DAY = date(2019, 7, 1)
ADMIN = operator(DAY)


@pytest.fixture
def bodies(db):
    """A city with a county; a bureau in each; the county's ends in 2021."""
    city = Place.objects.create(code="1", number=1, slug="city", kind="city")
    county = Place.objects.create(code="11", number=2, slug="county", kind="county")
    PlaceParent.objects.create(place=county, parent=city)
    return (
        Body.objects.create(place=city, code="bureau", kind="department"),
        Body.objects.create(place=county, code="county-bureau", kind="department", valid_to=date(2021, 1, 1)),
    )


def person(code="li"):
    return services.create_person(code, "李明", "a long enough secret", actor=ADMIN, at=NINE)


def appointed(who, role, body, start=DAY, end=None):
    return services.appoint(who, role, body, start, end, actor=ADMIN, at=NINE)


def refusal(doing):
    with pytest.raises(Refused) as refused:
        doing()
    assert "%(" not in str(refused.value)
    return refused.value.code


def test_rights_follow_the_post_and_its_place(bodies):
    city, county = bodies
    leader, clerk = person("gao"), person("li")
    appointed(leader, "leader", city)
    appointed(clerk, "office", county)

    gao, li = actor(leader, DAY), actor(clerk, DAY)

    assert gao.places == {"1", "11"}
    assert li.places == {"11"}
    assert can(gao, "plan.decide", "11")
    assert not can(gao, "plan.adopt", "1")
    assert can(li, "figures.import", "11")
    assert not can(li, "figures.import", "1")
    assert gao.reference == "gao/leader@bureau"


def test_posts_hold_from_their_first_day_until_before_their_end(bodies):
    clerk = person()
    appointed(clerk, "office", bodies[0], date(2019, 7, 1), date(2019, 8, 1))

    held = {day: can(actor(clerk, day), "see") for day in (date(2019, 6, 30), DAY, date(2019, 7, 31), date(2019, 8, 1))}

    assert list(held.values()) == [False, True, True, False]
    assert actor(clerk, date(2019, 8, 1)).places == frozenset()


def test_a_refusal_names_who_may():
    """In the language of the reader, at the time of reading."""
    with pytest.raises(Refused) as refused:
        require(Actor("li", "李明", DAY, ()), "plan.decide", "1")
    assert refused.value.code == "rights.plan.decide"
    with override("en"):
        assert str(refused.value).endswith("It may be done by: Leader / Coordinating office.")


def test_an_unknown_verb_grants_nothing_and_is_a_fault():
    with pytest.raises(KeyError):
        can(ADMIN, "plan.invented")


def test_no_post_carries_the_operators_rights():
    """A role that no verb lists may do nothing; nobody but the command line manages people."""
    for verb in MAY:
        assert not can(Actor("x", "x", DAY, (PostHeld("other", "b", 1, None),)), verb)
    for role in ("leader", "office"):
        assert not can(Actor("x", "x", DAY, (PostHeld(role, "b", 1, None),)), "people.manage")


@pytest.mark.parametrize(
    ("code", "name", "password", "refused"),
    [
        ("Li", "李明", "a long enough secret", "person.code_form"),
        ("l", "李明", "a long enough secret", "person.code_form"),
        ("li ming", "李明", "a long enough secret", "person.code_form"),
        ("李明", "李明", "a long enough secret", "person.code_form"),
        ("li", "  ", "a long enough secret", "person.name_missing"),
        ("li", "李明", "short", "person.password"),
        ("li", "李明", "12345678901234", "person.password"),
        ("li.ming.01", "李明", "li.ming.012", "person.password"),
    ],
)
@pytest.mark.django_db
def test_what_makes_no_person(code, name, password, refused):
    assert refusal(lambda: services.create_person(code, name, password, actor=ADMIN, at=NINE)) == refused
    assert not Person.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_a_code_is_given_once():
    person()
    assert refusal(person) == "person.code_taken"
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_only_the_operator_manages_people():
    clerk = person()
    li = Actor("li", "李明", DAY, (PostHeld("office", "bureau", 1, None),))

    assert refusal(lambda: services.create_person("wu", "吴", None, actor=li, at=NINE)) == "rights.people.manage"
    services.change_password(clerk, "another long secret", actor=li, at=NINE)  # one's own
    assert Person.objects.get().check_password("another long secret")


@pytest.mark.django_db
def test_a_person_without_password_cannot_sign_in():
    services.create_person("wu", "吴", None, actor=ADMIN, at=NINE)
    assert not Person.objects.get().has_usable_password()


def test_posts_that_are_not_given(bodies):
    clerk = person()
    city, county = bodies
    appointed(clerk, "office", city, DAY, date(2020, 1, 1))

    assert refusal(lambda: appointed(clerk, "king", city)) == "post.role"
    assert refusal(lambda: appointed(clerk, "operator", city)) == "post.role"
    assert refusal(lambda: appointed(clerk, "office", city, DAY, DAY)) == "post.end"
    assert refusal(lambda: appointed(clerk, "office", county, date(2021, 1, 1))) == "post.body"
    assert refusal(lambda: appointed(clerk, "office", city, date(2019, 12, 31))) == "post.held"
    assert refusal(lambda: appointed(clerk, "office", city, date(2019, 1, 1))) == "post.held"
    appointed(clerk, "office", city, date(2020, 1, 1))
    appointed(clerk, "leader", city)


def test_a_post_ends_once(bodies):
    post = appointed(person(), "office", bodies[0])

    assert refusal(lambda: services.end_post(post, DAY, actor=ADMIN, at=NINE)) == "post.end"
    services.end_post(post, date(2019, 9, 1), actor=ADMIN, at=NINE, reason="调任")
    assert refusal(lambda: services.end_post(post, date(2019, 10, 1), actor=ADMIN, at=NINE)) == "post.ended"
    assert Post.objects.get().valid_to == date(2019, 9, 1)


def test_the_journal_names_codes_only(bodies):
    """Names of persons are in digests, never in an entry."""
    post = appointed(person(), "office", bodies[0])
    services.end_post(post, date(2019, 9, 1), actor=ADMIN, at=NINE)

    assert [entry.verb for entry in Entry.objects.order_by("seq")] == [
        "accounts.create_person",
        "accounts.appoint",
        "accounts.end_post",
    ]
    assert not any("李明".encode() in bytes(entry.body) for entry in Entry.objects.all())
    assert Change.objects.filter(register="accounts.post").count() == 2
    assert check.whole() == []


def test_a_closed_person_cannot_sign_in(bodies, client):
    clerk = person()
    services.close_person(clerk, "退休", actor=ADMIN, at=NINE)

    assert not client.login(username="li", password="a long enough secret")


def test_the_database_keeps_spans_in_order(bodies):
    clerk = person()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(person=clerk, role="office", body=bodies[0], valid_from=DAY, valid_to=DAY)

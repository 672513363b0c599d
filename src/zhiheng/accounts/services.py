"""The verbs on people and posts. Each checks, writes and enters the journal in one act."""

import re
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from zhiheng.accounts import messages
from zhiheng.accounts.models import Person, Post
from zhiheng.accounts.rights import Actor, require
from zhiheng.accounts.roles import ROLES
from zhiheng.bodies.models import Body, valid_on
from zhiheng.journal.acts import act
from zhiheng.journal.refusal import Refused

CODE = re.compile(r"[a-z0-9][a-z0-9.\-]{1,39}")
PEOPLE, POSTS = "accounts.person", "accounts.post"


def create_person(code: str, name: str, password: str | None, *, actor: Actor, at: datetime) -> Person:
    """Make a person who can hold posts; without a password the person cannot sign in yet.

    Raises:
        Refused: `person.code_form`, `person.code_taken`, `person.name_missing`, `person.password`.
    """
    require(actor, "people.manage")
    if not CODE.fullmatch(code):
        raise Refused("person.code_form", messages.CODE_FORM, code=code)
    if not name.strip():
        raise Refused("person.name_missing", messages.NAME_MISSING)
    person = Person(code=code, name=name.strip())
    _set_password(person, password)
    with act(actor, "accounts.create_person", code, at=at) as opened:
        if Person.objects.filter(code=code).exists():
            raise Refused("person.code_taken", messages.CODE_TAKEN, code=code)
        person.save(force_insert=True)
        opened.changed(PEOPLE, code, None, _person_values(person))
    return person


def change_password(person: Person, password: str, *, actor: Actor, at: datetime) -> None:
    """Set a new password. People may set their own; for others it takes the right to manage people."""
    if actor.code != person.code:
        require(actor, "people.manage")
    _set_password(person, password)
    with act(actor, "accounts.change_password", person.code, at=at):
        Person.objects.filter(pk=person.pk).update(password=person.password)


def close_person(person: Person, reason: str, *, actor: Actor, at: datetime) -> None:
    """The person may no longer sign in; what the person did stays."""
    require(actor, "people.manage")
    with act(actor, "accounts.close_person", person.code, reason, at=at) as opened:
        before = _person_values(person)
        if Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
            person.is_active = False
            opened.changed(PEOPLE, person.code, before, _person_values(person))


def appoint(
    person: Person, role: str, body: Body, valid_from: date, valid_to: date | None = None, *, actor: Actor, at: datetime
) -> Post:
    """Give a person a post in a body for a span.

    Raises:
        Refused: `post.role`, `post.end`, `post.body`, `post.held` when the same post overlaps the span.
    """
    require(actor, "people.manage")
    if role not in ROLES:
        raise Refused("post.role", messages.ROLE_UNKNOWN, role=role, roles=", ".join(ROLES))
    if valid_to is not None and valid_to <= valid_from:
        raise Refused("post.end", messages.END_BEFORE_START, start=valid_from, day=valid_to)
    if not Body.objects.filter(valid_on(valid_from), pk=body.pk).exists():
        raise Refused("post.body", messages.BODY_NOT_THEN, body=body.code, day=valid_from)
    post = Post(person=person, role=role, body=body, valid_from=valid_from, valid_to=valid_to)
    with act(actor, "accounts.appoint", person.code, at=at) as opened:
        # Locks the person, so that two appointments at once see each other.
        Person.objects.select_for_update().get(pk=person.pk)
        for other in Post.objects.filter(person=person, role=role, body=body):
            if _overlap(other, post):
                raise Refused("post.held", messages.POST_HELD, person=person.name, start=other.valid_from)
        post.save(force_insert=True)
        opened.changed(POSTS, post.pk, None, _post_values(post))
    return post


def end_post(post: Post, on: date, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """End an open post; `on` is the first day that it no longer holds."""
    require(actor, "people.manage")
    if on <= post.valid_from:
        raise Refused("post.end", messages.END_BEFORE_START, start=post.valid_from, day=on)
    with act(actor, "accounts.end_post", post.person.code, reason, at=at) as opened:
        before = _post_values(post)
        if not Post.objects.filter(pk=post.pk, valid_to__isnull=True).update(valid_to=on):
            post.refresh_from_db()
            raise Refused("post.ended", messages.POST_ENDED, day=post.valid_to)
        post.valid_to = on
        opened.changed(POSTS, post.pk, before, _post_values(post))


def _set_password(person: Person, password: str | None) -> None:
    if password is not None:
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise Refused("person.password", " ".join(error.messages)) from error
    person.set_password(password)  # None: no password will ever match


def _overlap(one: Post, other: Post) -> bool:
    return (one.valid_to is None or other.valid_from < one.valid_to) and (
        other.valid_to is None or one.valid_from < other.valid_to
    )


def _person_values(person: Person) -> dict[str, object]:
    return {"code": person.code, "is_active": person.is_active, "name": person.name}


def _post_values(post: Post) -> dict[str, object]:
    return {
        "body": post.body_id, "person": post.person.code, "role": post.role,
        "valid_from": post.valid_from, "valid_to": post.valid_to,
    }  # fmt: skip

"""Keys by which programs sign in for a person. Shown once when they are made; only a digest is kept."""

import hashlib
import secrets
from datetime import date, datetime

from zhiheng.accounts import messages
from zhiheng.accounts.models import Person, Token
from zhiheng.accounts.rights import Actor, require
from zhiheng.journal.acts import act
from zhiheng.journal.refusal import Refused

PREFIX = "zh_"
REGISTER = "accounts.token"


def create(person: Person, name: str, valid_to: date, *, actor: Actor, at: datetime) -> str:
    """A new key for a person; the return value is the only time that it can be read.

    Raises:
        Refused: `token.name_taken` while another key of this person bears the name, `token.past` for a day gone by.
    """
    require(actor, "people.manage")
    if valid_to <= actor.day:
        raise Refused("token.past", messages.TOKEN_PAST, day=valid_to)
    key = PREFIX + secrets.token_urlsafe(32)
    with act(actor, "accounts.create_token", f"{person.code}/{name}", at=at) as opened:
        if Token.objects.filter(person=person, name=name, revoked_at=None).exists():
            raise Refused("token.name_taken", messages.TOKEN_NAME_TAKEN, name=name)
        row = Token.objects.create(
            person=person, name=name, digest=_digest(key), created_at=at, valid_to=valid_to, act=opened.id
        )
        opened.changed(REGISTER, row.pk, None, _values(row))
    return key


def revoke(person: Person, name: str, *, actor: Actor, at: datetime) -> None:
    """The key no longer opens anything.

    Raises:
        Refused: `token.no_such` when no key in use bears the name.
    """
    require(actor, "people.manage")
    with act(actor, "accounts.revoke_token", f"{person.code}/{name}", at=at) as opened:
        row = Token.objects.select_for_update().filter(person=person, name=name, revoked_at=None).first()
        if row is None:
            raise Refused("token.no_such", messages.TOKEN_NO_SUCH, name=name)
        before = _values(row)
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        opened.changed(REGISTER, row.pk, before, _values(row))


def holder(key: str, day: date) -> Person | None:
    """Whose key this is, if it is good on the day. One query."""
    row = Token.objects.good_on(day).filter(digest=_digest(key)).select_related("person").first()
    return row.person if row else None


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _values(row: Token) -> dict[str, object]:
    return {
        "person": row.person.code,
        "name": row.name,
        "digest": row.digest,
        "valid_to": row.valid_to,
        "revoked_at": row.revoked_at,
    }

"""Who may see, record and move in a register, and in which places. Rights are always those of today's posts."""

from collections.abc import Collection, Iterable

from django.utils.functional import lazy

from zhiheng.accounts.messages import OPERATOR_NAME
from zhiheng.accounts.rights import Actor
from zhiheng.accounts.roles import MAY, OPERATOR, ROLES
from zhiheng.bodies.models import Place
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import messages
from zhiheng.registers.kit.declaration import Move, Register


def seeing(register: Register) -> frozenset[str]:
    """Roles that may see: whoever may record or move may, too."""
    if not register.sees:
        return MAY["registers.see"]
    moving = (role for move in register.moves for role in move.by)
    return frozenset((*register.sees, *register.records, *moving, OPERATOR))


def recording(register: Register) -> frozenset[str]:
    return frozenset((*register.records, OPERATOR))


def moving(move: Move) -> frozenset[str]:
    return frozenset((*move.by, OPERATOR))


def places(actor: Actor, roles: Collection[str]) -> frozenset[str] | None:
    """Codes of the places in which the actor holds one of the roles; None: everywhere."""
    held = [post for post in actor.posts if post.role in roles]
    if any(post.places is None for post in held):
        return None
    return frozenset(code for post in held for code in post.places or ())


def place_keys(actor: Actor, roles: Collection[str]) -> frozenset[int] | None:
    """The same as primary keys. One query."""
    codes = places(actor, roles)
    if codes is None:
        return None
    return frozenset(Place.objects.filter(code__in=codes).values_list("pk", flat=True)) if codes else frozenset()


def may(actor: Actor, roles: Collection[str], place: str | None = None) -> bool:
    """May the actor act in one of the roles in this place (None: anywhere)?"""
    return any(post.role in roles and post.covers(place) for post in actor.posts)


def require(actor: Actor, roles: Collection[str], keys: Iterable[int]) -> None:
    """Refuse an actor who does not hold one of the roles in every one of these places."""
    wanted = set(keys)
    allowed = place_keys(actor, roles)
    if not may(actor, roles) or (allowed is not None and not wanted <= allowed):
        raise Refused("registers.not_allowed", messages.NOT_ALLOWED, who=lazy(_who, str)(frozenset(roles)))


def _who(roles: frozenset[str]) -> str:
    return " / ".join(str(label) for role, label in ROLES.items() if role in roles) or str(OPERATOR_NAME)

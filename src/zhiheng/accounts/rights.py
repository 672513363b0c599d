"""Who may do what, where. Rights come from the posts held on the day; pages and services ask `can` and `require`."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import lazy

from zhiheng.accounts.messages import NOT_ALLOWED, OPERATOR_NAME
from zhiheng.accounts.models import Person, Post
from zhiheng.accounts.roles import MAY, OPERATOR, ROLES
from zhiheng.bodies import queries as bodies
from zhiheng.journal.refusal import Refused


@dataclass(frozen=True)
class PostHeld:
    """A post on the day: its role, its body and the places in which it has its rights (None: all)."""

    role: str
    body: str
    body_id: int | None
    places: frozenset[str] | None

    def covers(self, scope: str | None) -> bool:
        return scope is None or self.places is None or scope in self.places


@dataclass(frozen=True)
class Actor:
    """A person with the posts held on a day; what every service and query is given."""

    code: str
    name: str
    day: date
    posts: tuple[PostHeld, ...]

    @property
    def reference(self) -> str:
        """How the journal names the actor: code and posts, never the person's name."""
        held = "+".join(sorted({f"{post.role}@{post.body}" for post in self.posts}))
        return f"{self.code}/{held}" if held else self.code

    @property
    def places(self) -> frozenset[str] | None:
        """Place codes that the actor may read (None: all)."""
        if any(post.places is None for post in self.posts):
            return None
        return frozenset(code for post in self.posts for code in post.places or ())

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(post.role for post in self.posts)


def actor(person: Person, day: date) -> Actor:
    """The person as an actor on a day. Five queries; a face makes it once per request."""
    held = list(Post.objects.valid_on(day).filter(person=person).select_related("body__place").order_by("pk"))
    tree = bodies.places(day) if held else None
    return Actor(
        person.code,
        person.name,
        day,
        tuple(
            PostHeld(
                post.role, post.body.code, post.body_id,
                frozenset(place.code for place in tree.subtree(post.body.place.code)) if tree else frozenset(),
            )
            for post in held
        ),
    )  # fmt: skip


def operator(day: date) -> Actor:
    """Whoever runs commands on the server. Only the command line and set-up may act as this."""
    return Actor("operator", "", day, (PostHeld(OPERATOR, "server", None, None),))


def can(actor: Actor, verb: str, scope: str | None = None) -> bool:
    """May the actor do this, in this place (its code; None: in some place)?

    Raises:
        KeyError: for a verb that `roles.MAY` does not list, so that a slip in code never grants anything.
    """
    allowed = MAY[verb]
    return any(post.role in allowed and post.covers(scope) for post in actor.posts)


def require(actor: Actor, verb: str, scope: str | None = None) -> None:
    """Refuse what the actor may not do; the sentence says who may."""
    if not can(actor, verb, scope):
        raise Refused("rights." + verb, NOT_ALLOWED, who=lazy(_who_may, str)(verb))


def _who_may(verb: str) -> str:
    return " / ".join(str(label) for role, label in ROLES.items() if role in MAY[verb]) or str(OPERATOR_NAME)

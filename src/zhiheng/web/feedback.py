"""Suggestions: each is an entry of the journal, so that none can get lost and everyone inside can read them."""

from datetime import datetime

from zhiheng.accounts.rights import Actor
from zhiheng.journal.acts import act
from zhiheng.journal.models import Entry

VERB = "web.suggest"
MOST = 2000


def give(words: str, about: str, *, actor: Actor, at: datetime) -> int:
    """Record a suggestion about a page; the number of its entry."""
    with act(actor, VERB, about[:200], words[:MOST], at=at) as opened:
        pass
    return int(opened.seq or 0)


def given(most: int = 50) -> list[Entry]:
    """The last suggestions, newest first. One query."""
    return list(Entry.objects.filter(verb=VERB).order_by("-seq")[:most])

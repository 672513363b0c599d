"""How well a question finds something that has a code and names: one rule for the pages' search and for programs."""

from collections.abc import Sequence
from functools import cache

import opencc

from zhiheng.registers.kit import initials


def rank(asked: str, code: str, names: Sequence[str], words: str = "") -> int | None:
    """How well every word that was asked for is found; None where one is not.

    Args:
        asked: in simplified script; the case does not matter.
        names: what it is called: also found by initials, and before everything that is only written about it.

    Returns:
        0: it is the code itself, or begins it, or stands in a name; 1: by the initials of a name; 2: in the text.
    """
    plain = [name.lower() for name in names]
    about = words.lower()
    worst = 0
    for word in asked.lower().split():
        found = _one(word, code.lower(), plain, about)
        if found is None:
            return None
        worst = max(worst, found)
    return worst


def _one(word: str, code: str, names: Sequence[str], words: str) -> int | None:
    if code.startswith(word) or any(word in name for name in names):
        return 0
    if initials.can_be(word) and any(initials.found(word, name) for name in names):
        return 1
    return 2 if word in words else None


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """What a reader of traditional script typed, as our data are written."""
    return str(_to_simplified().convert(text))

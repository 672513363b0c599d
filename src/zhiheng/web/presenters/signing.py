"""The sign-in page."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SignIn:
    code: str
    error: str
    next: str
    accounts: Sequence[tuple[str, str, str]]
    """Demonstration accounts: sign-in code, password, what the person does. Empty in a real database."""


def page(code: str, error: str, goal: str, accounts: Sequence[tuple[str, str, str]]) -> SignIn:
    return SignIn(code, error, goal, accounts)

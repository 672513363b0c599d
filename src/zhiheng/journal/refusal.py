"""A refusal is an answer, not a fault: it says in a sentence what was found and what to do."""

from typing import Any


class Refused(Exception):
    """What a service raises when a rule does not allow what was asked; nothing has been written.

    Args:
        code: the rule, for tests and programs; permanent, ASCII.
        sentence: English source, usually from `gettext_lazy`, with named placeholders such as %(code)s.
        values: what fills the placeholders; may be lazy themselves.

    `str()` gives the sentence in the reader's language at that moment.
    """

    def __init__(self, code: str, sentence: object, /, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        return str(self.sentence) % self.values if self.values else str(self.sentence)

    def __repr__(self) -> str:
        return f"Refused({self.code!r}, {self.values!r})"

"""What is raised when typed values do not pass: every fault, each with its row, its field and its sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import messages
from zhiheng.registers.kit.declaration import Fault, Register


@dataclass(frozen=True)
class Found:
    """A fault in one row of a set (0 for a single record)."""

    row: int
    fault: Fault

    @property
    def hard(self) -> bool:
        return not self.fault.soft


class Faulty(Refused):
    """Refused because of what was typed. `str()` gives the sentence of the first fault; nothing was written."""

    def __init__(self, register: Register, found: Sequence[Found]) -> None:
        super().__init__("registers.faulty", "%(first)s")
        self.register = register
        self.found = tuple(found)

    def sentences(self) -> Iterator[tuple[Found, str]]:
        """Each fault with its sentence."""
        for one in self.found:
            yield one, messages.sentence(self.register, one.fault)

    def __str__(self) -> str:
        first = messages.sentence(self.register, self.found[0].fault)
        if len(self.found) == 1:
            return first
        return str(messages.SEVERAL) % {"count": len(self.found), "first": first}

    def __repr__(self) -> str:
        return f"Faulty({self.register.code!r}, {[(one.row, one.fault.code, one.fault.field) for one in self.found]})"

"""Which registers there are. Chapters tell theirs when their app is ready; nobody lists them by hand.

`after_change` is the seam through which rooms above take part in a change of evidence: `config` fills it, and each
function is called once per set of changed rows, inside the act.
"""

from collections.abc import Callable, Iterator

from django.db import models

from zhiheng.journal.acts import Act
from zhiheng.registers.kit.batch import Changed
from zhiheng.registers.kit.declaration import Register

_registers: dict[str, Register] = {}

after_change: list[Callable[[Act, Changed], None]] = []


def declare(*registers: Register) -> None:
    """Make registers known. Declaring the same one twice is harmless, another one by the same code is a fault."""
    for one in registers:
        if _registers.setdefault(one.code, one) is not one:
            raise ValueError(f"two registers are called {one.code}")


def register(code: str) -> Register:
    """The register with this code; KeyError when there is none."""
    return _registers[code]


def known(code: str) -> bool:
    return code in _registers


def of_model(model: type[models.Model]) -> Register:
    """The register whose records are of this model."""
    return next(one for one in _registers.values() if one.model is model)


def registers() -> Iterator[Register]:
    """All registers, by code."""
    return iter(sorted(_registers.values(), key=lambda one: one.code))

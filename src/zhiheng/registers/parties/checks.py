"""From pure rules to checks of the kit: the one place where a chapter's findings become the kit's faults."""

from collections.abc import Callable, Sequence

from zhiheng.registers.kit.declaration import Check, Fault, Typed
from zhiheng.registers.parties.rules import Found


def check(rule: Callable[[Typed], Sequence[Found]]) -> Check:
    """A pure rule as the kit calls it."""

    def checked(typed: Typed) -> list[Fault]:
        found = rule(typed)
        return [Fault(one.code, one.field, one.values, one.soft) for one in found] if found else []

    checked.__name__ = getattr(rule, "__name__", "check")
    checked.__doc__ = rule.__doc__
    return checked

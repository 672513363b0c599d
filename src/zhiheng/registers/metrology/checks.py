"""From pure rules to checks of the kit: the one place where the chapter's findings become the kit's faults."""

from collections.abc import Callable, Sequence

from zhiheng.registers.kit.declaration import Check, Fault, Typed
from zhiheng.registers.metrology.rules.records import Found


def check(*rules: Callable[[Typed], Sequence[Found]]) -> Check:
    """Pure rules as the kit calls them."""

    def checked(typed: Typed) -> list[Fault]:
        return [Fault(one.code, one.field, one.values, one.soft) for rule in rules for one in rule(typed)]

    return checked

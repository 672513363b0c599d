"""Legal clocks: by which day a move may or must be done. Pure; the calendar comes as a value.

A case takes the rule that was in force on the day that started it, whatever the law says today.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhiheng.periods import Calendar, NotAnnounced, add_working_days
from zhiheng.registers.kit.declaration import Within


@dataclass(frozen=True)
class Due:
    """When something is due.

    Attributes:
        started: the day that started the clock; it is not counted.
        day: the last day; None where it falls into a year whose working days are not announced.
        extended: the last day where the term is extended as the article allows; None without that.
        not_announced: the year whose working days are not announced, where that is why there is no day.
    """

    rule: Within
    started: date
    day: date | None
    extended: date | None = None
    not_announced: int | None = None

    def overdue(self, on: date) -> bool:
        return self.day is not None and on > self.day

    def left(self, on: date) -> int | None:
        """Days until the last one; negative when it is over, None when it is not known."""
        return None if self.day is None else (self.day - on).days


def in_force(rules: Sequence[Within], started: date) -> Within | None:
    """The rule of the day that started the case."""
    for rule in rules:
        if (rule.valid_from is None or rule.valid_from <= started) and (
            rule.valid_to is None or started < rule.valid_to
        ):
            return rule
    return None


def due(rules: Sequence[Within], started: date, calendar: Calendar) -> Due | None:
    """When a case that started on a day is due; None where no rule was in force."""
    rule = in_force(rules, started)
    if rule is None:
        return None
    try:
        day = _after(rule, started, rule.days, calendar)
    except NotAnnounced as missing:
        return Due(rule, started, None, None, missing.year)
    try:
        extended = _after(rule, started, rule.days + rule.extension, calendar) if rule.extension else None
    except NotAnnounced:
        extended = None
    return Due(rule, started, day, extended)


def _after(rule: Within, started: date, days: int, calendar: Calendar) -> date:
    return add_working_days(calendar, started, days) if rule.working else started + timedelta(days=days)

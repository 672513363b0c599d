"""When an instrument was due for verification, and whether it was verified on time: one `Due` for each due day.

The rate of key managed instruments counts these. Rules (indicator card M2):
- due before first use; after each passed verification on the last day of its validity; for what is verified once and then
  replaced, at the end of its permitted life;
- verified-and-rejected counts as verified; what comes after the due day is late, the grace is 0 days;
- an instrument that is out of use leaves the whole only with a record (seal), and is due again on the day it returns;
- what was forgotten stays due: on 1 January of each following year it is due again, for as long as it is in use.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhiheng.registers.metrology.rules.cycles import FIRST_ONLY, FIRST_REPLACED, last_good_day

PASS, FAIL, LIMITED = "pass", "fail", "limited"
FIRST_USE, CYCLE, END_OF_LIFE, BACK_IN_USE, CARRIED = "first_use", "cycle", "end_of_life", "back_in_use", "carried"
REASONS = (FIRST_USE, CYCLE, END_OF_LIFE, BACK_IN_USE, CARRIED)
GRACE_DAYS = 0


@dataclass(frozen=True)
class Verified:
    """One verification: its day, its result and the last day that its certificate is good (None: none stated)."""

    done_on: date
    result: str
    last_day: date | None = None
    certificate: int | None = None


@dataclass(frozen=True)
class Idle:
    """Out of use by a record, half-open: sealed, idle or in repair."""

    start: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Life:
    """What the due days of one instrument follow from.

    `months` is the cycle of periodic ones and the permitted life of those that are replaced.
    `used_until` is the day from which it no longer exists (scrapped, lost), half-open.
    """

    mode: str
    used_from: date
    months: int | None = None
    used_until: date | None = None
    idle: tuple[Idle, ...] = ()


@dataclass(frozen=True)
class Due:
    """One due day. `excused`: it was out of use by a record on that day and does not count."""

    on: date
    reason: str
    verified: Verified | None = None
    on_time: bool = False
    excused: bool = False


def dues(life: Life, verifications: Sequence[Verified], on: date, grace: int = GRACE_DAYS) -> tuple[Due, ...]:
    """All due days of an instrument as known on a day: the past ones, those carried over, and the next one.

    Args:
        life: the instrument.
        verifications: in any order; several on one day are one, the last given counts.
        on: the day of knowledge; what is forgotten is carried over to 1 January up to this day's year.
        grace: days after the due day that still count as on time.
    """
    done = sorted({one.done_on: one for one in verifications}.values(), key=lambda one: one.done_on)
    found: list[Due] = []
    due: tuple[date, str] | None = (life.used_from, FIRST_USE)
    used = 0  # verifications that have answered a due day
    while due is not None or used < len(done):
        answer = done[used] if used < len(done) else None
        if due is None:  # nothing was asked for, as after a rejection; a later verification begins a new cycle
            used, due = used + 1, _next(life, done[used], CYCLE)
            continue
        day, reason = due
        if life.used_until is not None and day >= life.used_until:
            found.extend(_replaced_in_time(life, day, reason))
            break
        entry = _due(life, day, reason, answer, grace)
        found.append(entry)
        back = _back_in_use(life, day) if entry.excused else None
        if back is not None and (answer is None or answer.done_on > day):
            due = (back, BACK_IN_USE)
            continue
        if not entry.excused:
            found.extend(_carried(life, day, answer, on))
        if answer is None:
            break
        used, due = used + 1, _next(life, answer, reason)
    return tuple(found)


def _due(life: Life, day: date, reason: str, answer: Verified | None, grace: int) -> Due:
    excused = any(span.holds(day) for span in life.idle)
    on_time = answer is not None and answer.done_on <= day + timedelta(days=grace)
    return Due(day, reason, answer, on_time and not excused, excused)


def _replaced_in_time(life: Life, day: date, reason: str) -> tuple[Due, ...]:
    """What is replaced in the year that its life ends, at the latest on the last day, has met its duty."""
    if reason == END_OF_LIFE and life.used_until is not None and life.used_until.year == day.year:
        return (Due(day, reason, None, on_time=True),)
    return ()


def _back_in_use(life: Life, day: date) -> date | None:
    """The day on which an instrument that was idle on its due day is used again."""
    while span := next((one for one in life.idle if one.holds(day)), None):
        if span.end is None:
            return None
        day = span.end
    return day


def _next(life: Life, answer: Verified, reason: str) -> tuple[date, str] | None:
    """The due day that follows from a verification that answered a due day of some reason; None when it sets none."""
    if life.mode == FIRST_ONLY:
        return None
    if life.mode == FIRST_REPLACED:
        ends = reason != END_OF_LIFE and life.months is not None
        return (last_good_day(life.used_from, life.months or 0), END_OF_LIFE) if ends else None
    if answer.result == FAIL:  # it may not be used; due again on the day that a repair record brings it back
        ends_of_repair = [one.end for one in life.idle if one.start >= answer.done_on and one.end is not None]
        return (min(ends_of_repair), BACK_IN_USE) if ends_of_repair else None
    days = [answer.last_day] if answer.last_day is not None else []
    if life.months is not None:
        days.append(last_good_day(answer.done_on, life.months))
    return (min(days), CYCLE) if days else None


def _carried(life: Life, due: date, answer: Verified | None, on: date) -> list[Due]:
    """The years after a missed due day, while nobody had verified it by 1 January and it was in use."""
    until = on if answer is None else answer.done_on
    found = []
    for year in range(due.year + 1, min(until, on).year + 1):
        day = date(year, 1, 1)
        gone = life.used_until is not None and day >= life.used_until
        if gone or (answer is not None and answer.done_on < day):
            break
        if not any(span.holds(day) for span in life.idle):
            found.append(Due(day, CARRIED, answer, on_time=False))
    return found


def in_date(life: Life, verifications: Sequence[Verified], day: date) -> bool:
    """Is the instrument in control on a day: in use, its last verification passed and still good?"""
    past = [one for one in verifications if one.done_on <= day]
    if not past or any(span.holds(day) for span in life.idle):
        return False
    last = max(past, key=lambda one: one.done_on)
    following = _next(life, last, FIRST_USE)
    return last.result != FAIL and (following is None or day <= following[0])

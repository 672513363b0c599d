"""The one clock. Faces read it once for each request or command and pass instants and days down.

A demonstration database begins with an entry `simulated` that fixes its reading day: there the clock always shows
that day, and nothing can turn the database into a real one.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from zhiheng.journal.acts import Signed, act
from zhiheng.journal.models import Head
from zhiheng.journal.refusal import Refused

ZONE = ZoneInfo("Asia/Shanghai")
SIMULATED = "simulated"


@dataclass(frozen=True)
class Moment:
    """What the clock showed: the instant for acts, the calendar day for reading, and whether the day is simulated."""

    at: datetime
    day: date
    simulated: bool


def moment(wall: datetime, reading_day: date | None, last: datetime | None) -> Moment:
    """What a wall clock means in this database.

    In a simulated database the hour runs on but the day stands still; and no moment lies before the last entry, so
    that everything recorded is known.
    """
    local = wall.astimezone(ZONE)
    if reading_day is None:
        return Moment(wall.astimezone(UTC), local.date(), simulated=False)
    at = datetime.combine(reading_day, local.timetz(), ZONE).astimezone(UTC)
    return Moment(max(at, last) if last else at, reading_day, simulated=True)


def read() -> Moment:
    """The moment now. One query."""
    head = Head.objects.values_list("reading_day", "at").first()
    reading_day, last = head or (None, None)
    return moment(datetime.now(UTC), reading_day, last)


def simulate(reading_day: date, *, at: datetime, actor: Signed | str) -> None:
    """Make an empty database a demonstration for good, read on one fixed day.

    Args:
        at: instant at which the simulated history begins; later acts carry instants up to the end of the reading day.
    """
    with act(actor, SIMULATED, reading_day.isoformat(), at=at) as opened:
        if Head.objects.values_list("size", flat=True).get() != 0:
            raise Refused(
                "journal.not_empty",
                _("This database already holds entries. A demonstration begins with an empty database."),
            )
        opened.fix_reading_day(reading_day)

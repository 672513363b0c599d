"""The first filling of the working-day table, from the `holidays` package.

The package answers any year, but knows the make-up days only of years whose notice had come out when it was released.
Other years are therefore marked as not announced, and no deadline may rest on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version


@dataclass(frozen=True)
class YearRead:
    """One year as a source gives it: days that differ from their weekday → (worked?, holiday)."""

    year: int
    announced: bool
    source: str
    days: Mapping[date, tuple[bool, str]]


def read_year(year: int) -> YearRead:
    """A year of mainland China's calendar. Cost: some milliseconds."""
    # Loading the package loads every country of the world: half a second that no start-up should wait for.
    from holidays.countries.china import China, ChinaStaticHolidays

    # A notice may take its make-up day from the year before, as 2005-12-31 for 2006.
    known = China(years=[year - 1, year, year + 1], language="zh_CN")  # type: ignore[no-untyped-call]
    days = {
        day: (False, name[:60]) for day, name in sorted(known.items()) if day.year == year and day.weekday() < 5
    }  # fmt: skip
    days |= {day: (True, "") for day in known.weekend_workdays if day.year == year and day.weekday() >= 5}
    announced = year in ChinaStaticHolidays.special_public_holidays
    return YearRead(year, announced, f"holidays {version('holidays')}", dict(sorted(days.items())))

"""Time as officials count it: months, quarters, years, assessment years, and days on which offices work.

Nothing here reads a clock. Spans are half-open: a period starts on `start` and `end` is the first day after it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import total_ordering
from typing import Literal, Self, get_args

Kind = Literal["year", "half", "quarter", "month", "assessment_year", "span"]
DayKind = Literal["holiday", "workday"]
MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "assessment_year": 12}
FIRST_MONTH = 7  # of the assessment year, where a plan says nothing else

_YEAR = re.compile(r"(\d{4})\Z", re.ASCII)
_MONTH = re.compile(r"(\d{4})-?(0[1-9]|1[0-2])\Z", re.ASCII)
_QUARTER = re.compile(r"(\d{4})Q([1-4])\Z", re.ASCII)
_HALF = re.compile(r"(\d{4})H([12])\Z", re.ASCII)
_ASSESSMENT = re.compile(r"A(\d{4})\Z", re.ASCII)


class PeriodError(ValueError):
    """What was found is no code of a period."""

    def __init__(self, found: str) -> None:
        super().__init__(f"no period: {found!r}")
        self.found = found


class NotAnnounced(LookupError):
    """The working days of this year have not been announced."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the working days of {year} are not announced")
        self.year = year


def _month_start(index: int) -> date:
    """The first day of a month counted from year 0."""
    return date(index // 12, index % 12 + 1, 1)


def _month_index(day: date) -> int:
    return day.year * 12 + day.month - 1


@total_ordering
@dataclass(frozen=True, eq=True)
class Period:
    """A month, quarter, half-year, year, assessment year or span of whole months, known by its code.

    Codes: `2019`, `2019H1`, `2019Q2`, `201906`, `A2020` (the assessment year that ends in 2020), `2021-01/2021-07`.
    Periods sort by start, longer ones first.
    """

    code: str
    kind: Kind
    start: date
    end: date

    @classmethod
    def parse(cls, found: str, first_month: int = FIRST_MONTH) -> Self:
        """The period that a code names.

        Args:
            found: the code; white space around it is ignored.
            first_month: month in which the plan's assessment year begins; 1 makes A2020 the calendar year 2020.

        Raises:
            PeriodError: no such code.
        """
        text = found.strip()
        try:
            if match := _YEAR.match(text):
                return cls._of("year", _month_index(date(int(match[1]), 1, 1)), first_month)
            if match := _MONTH.match(text):
                return cls._of("month", _month_index(date(int(match[1]), int(match[2]), 1)), first_month)
            if match := _QUARTER.match(text):
                return cls._of("quarter", _month_index(date(int(match[1]), int(match[2]) * 3 - 2, 1)), first_month)
            if match := _HALF.match(text):
                return cls._of("half", _month_index(date(int(match[1]), int(match[2]) * 6 - 5, 1)), first_month)
            if match := _ASSESSMENT.match(text):
                last_year = int(match[1])
                return cls._of("assessment_year", (last_year - (first_month > 1)) * 12 + first_month - 1, first_month)
            if "/" in text:
                return cls._span(text, first_month)
        except (ValueError, OverflowError):
            pass
        raise PeriodError(found)

    @classmethod
    def _span(cls, text: str, first_month: int) -> Self:
        first, last = (cls.parse(part, first_month) for part in text.split("/"))
        if first.kind != "month" or last.kind != "month" or last.start < first.start:
            raise PeriodError(text)
        return cls(f"{first.start:%Y-%m}/{last.start:%Y-%m}", "span", first.start, last.end)

    @classmethod
    def _of(cls, kind: Kind, first: int, first_month: int) -> Self:
        """The period of a kind that begins with the month counted `first`."""
        start, end = _month_start(first), _month_start(first + MONTHS[kind])
        codes = {
            "month": f"{start:%Y%m}",
            "quarter": f"{start.year:04}Q{(start.month + 2) // 3}",
            "half": f"{start.year:04}H{1 if start.month < 7 else 2}",
            "year": f"{start.year:04}",
            "assessment_year": f"A{start.year + (first_month > 1):04}",
        }
        return cls(codes[kind], kind, start, end)

    def __str__(self) -> str:
        return self.code

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return NotImplemented
        return (self.start, -self.end.toordinal(), self.code) < (other.start, -other.end.toordinal(), other.code)

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    def contains(self, day: date) -> bool:
        return self.start <= day < self.end

    def covers(self, other: "Period") -> bool:
        return self.start <= other.start and other.end <= self.end

    def months(self) -> list["Period"]:
        """The months of the period, in order."""
        return [
            Period._of("month", index, FIRST_MONTH) for index in range(_month_index(self.start), _month_index(self.end))
        ]

    def previous(self) -> "Period":
        return self._moved(-1)

    def next(self) -> "Period":
        return self._moved(1)

    def same_last_year(self) -> "Period":
        """The period of the same kind twelve months before."""
        return self._moved(-12 // self._length())

    def _length(self) -> int:
        return _month_index(self.end) - _month_index(self.start)

    def _moved(self, steps: int) -> "Period":
        first = _month_index(self.start) + steps * self._length()
        if self.kind == "span":
            months = _month_start(first), _month_start(first + self._length() - 1)
            return Period.parse(f"{months[0]:%Y-%m}/{months[1]:%Y-%m}")
        return Period._of(self.kind, first, self.start.month if self.kind == "assessment_year" else FIRST_MONTH)


def period_on(day: date, kind: str, first_month: int = FIRST_MONTH) -> Period:
    """The month, quarter, half-year, year or assessment year that a day lies in."""
    if kind not in get_args(Kind) or kind == "span":
        raise PeriodError(kind)
    length = MONTHS[kind]
    shift = first_month - 1 if kind == "assessment_year" else 0
    first = (_month_index(day) - shift) // length * length + shift
    return Period._of(kind, first, first_month)  # type: ignore[arg-type]


def periods_between(start: date, end: date, kind: str, first_month: int = FIRST_MONTH) -> list[Period]:
    """The periods of a kind that lie whole in the span from `start` to before `end`, in order."""
    found = []
    period = period_on(start, kind, first_month)
    while period.end <= end:
        if period.start >= start:
            found.append(period)
        period = period.next()
    return found


def in_words(period: Period, language: str = "zh-Hans") -> str:
    """A period as people write it, in Chinese or English: 2019年第2季度, Q2 2019."""
    return (_in_english if language.startswith("en") else _in_chinese)(period)


def _in_chinese(period: Period) -> str:
    year, month = period.start.year, period.start.month
    whole = f"{year}年{month}月—{period.last_day.year}年{period.last_day.month}月"
    return {
        "year": f"{year}年",
        "half": f"{year}年{'上' if month < 7 else '下'}半年",
        "quarter": f"{year}年第{(month + 2) // 3}季度",
        "month": f"{year}年{month}月",
        "assessment_year": f"{period.code[1:]}考核年度（{whole}）",
        "span": whole,
    }[period.kind]


def _in_english(period: Period) -> str:
    year, month = period.start.year, period.start.month
    whole = f"{_MONTH_NAMES[month - 1]} {year} to {_MONTH_NAMES[period.last_day.month - 1]} {period.last_day.year}"
    return {
        "year": f"{year}",
        "half": f"H{1 if month < 7 else 2} {year}",
        "quarter": f"Q{(month + 2) // 3} {year}",
        "month": f"{_MONTH_NAMES[month - 1]} {year}",
        "assessment_year": f"assessment year {period.code[1:]} ({whole})",
        "span": whole,
    }[period.kind]


_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True)
class Calendar:
    """Which days offices work: weekdays, but for the days that the State named otherwise.

    Args:
        days: a weekday that is a holiday, or a day of a weekend that is worked.
        announced: year -> the document that announced its holidays; a year that is absent is not announced.
    """

    days: Mapping[date, DayKind] = field(default_factory=dict)
    announced: Mapping[int, str] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Raises NotAnnounced where the year's holidays are not known."""
        if day.year not in self.announced:
            raise NotAnnounced(day.year)
        named = self.days.get(day)
        return named == "workday" if named else day.weekday() < 5

    def working_days(self, start: date, end: date) -> Iterator[date]:
        """Working days from `start` to before `end`."""
        return (day for day in _days(start, end) if self.is_working(day))


def _days(start: date, end: date) -> Iterator[date]:
    for ordinal in range(start.toordinal(), end.toordinal()):
        yield date.fromordinal(ordinal)


def add_working_days(calendar: Calendar, day: date, count: int) -> date:
    """The last day of a term of `count` working days; the day of the event itself is not counted.

    Raises:
        NotAnnounced: the term reaches into a year whose working days are not announced.
        ValueError: a negative count.
    """
    if count < 0:
        raise ValueError("a term has no negative length")
    while count:
        day += timedelta(days=1)
        count -= calendar.is_working(day)
    return day


def working_days_between(calendar: Calendar, start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; negative where `end` lies before `start`."""
    if end < start:
        return -working_days_between(calendar, end, start)
    after = timedelta(days=1)
    return sum(1 for _ in calendar.working_days(start + after, end + after))

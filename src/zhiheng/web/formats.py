"""Days, periods and numbers as pages write them, in the reader's language."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiheng.periods import Period, PeriodError, in_words
from zhiheng.quantities import grouped, shown, shown_difference, unit
from zhiheng.supervision.messages import singular

_MONTHS = [
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
]
MINUS = "−"


def language() -> str:
    """The tag by which names are looked up: Chinese pages read simplified Chinese, whatever script they are sent in."""
    return "en" if (get_language() or "").startswith("en") else "zh-Hans"


def chinese() -> bool:
    return language() != "en"


def day(on: date | None) -> str:
    """2019年7月5日, or 5 July 2019."""
    if on is None:
        return _("no day stated")
    return f"{on.year}年{on.month}月{on.day}日" if chinese() else f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def month(on: date) -> str:
    """2018-11, as it stands beside names."""
    return f"{on.year}-{on.month:02}"


def period(code: str, first_month: int = 7) -> str:
    """A period's code in words."""
    try:
        found = Period.parse(code, first_month)
    except PeriodError:
        return code
    year = found.start.year
    if found.kind == "assessment_year":
        span = f"{month(found.start)}—{month(found.last_day)}"
        return (
            f"{found.end.year if found.start.month > 1 else year}考核年度（{span}）"
            if chinese()
            else f"assessment year {code[1:]} ({span})"
        )
    if found.kind != "span":
        return in_words(found, language())
    return f"{month(found.start)}—{month(found.last_day)}"


def short_period(code: str, first_month: int = 7) -> str:
    """A period as it stands on an axis: 2016年1季, 16年1月; Q1 2016, Jan 2016."""
    try:
        found = Period.parse(code, first_month)
    except PeriodError:
        return code
    year, number = found.start.year, found.start.month
    if found.kind == "quarter":
        return f"{year}年{code[-1]}季" if chinese() else f"Q{code[-1]} {year}"
    if found.kind == "month":
        return f"{year % 100:02}年{number}月" if chinese() else f"{_MONTHS[number - 1][:3]} {year}"
    if found.kind == "assessment_year":
        return f"{code[1:]}考核年度" if chinese() else code
    return period(code, first_month)


def fraction(value: Decimal | Fraction | int) -> Fraction:
    return Fraction(value)


def number(
    value: Decimal | Fraction | None,
    decimals: int,
    *,
    threshold: Decimal | Fraction | None = None,
    comparator: str | None = None,
) -> str:
    """A value with its decimals, on its true side of the threshold. A missing one is a word."""
    if value is None:
        return _("no value")
    against = None if threshold is None or comparator not in {">=", ">", "<=", "<", "="} else Fraction(threshold)
    return shown(Fraction(value), decimals, against, comparator if against is not None else None).text


def with_unit(text: str, code: str) -> str:
    """87.2%, 1 284 家 – or 1 284 enterprises. A unit that is no unit (a stage) stands alone."""
    if code == "%":
        return f"{text}%"
    name = unit(code).name.get(language(), code)
    told = f"{text} {name}" if name else text
    return _counted(told)


def unit_name(code: str) -> str:
    """个 or items, as it stands in the head of a column."""
    return unit(code).name.get(language(), code)


def difference(value: Fraction, code: str, decimals: int) -> str:
    """A difference in its own words: percentage points for percentages."""
    name = unit(code).difference.get(language(), code)
    return _counted(f"{shown_difference(abs(value), decimals)} {name}")


def with_difference(text: str, code: str) -> str:
    """A difference that is rounded already, with its unit."""
    name = unit(code).difference.get(language(), code)
    return _counted(f"{text} {'pp' if code == '%' and not chinese() else name}")


def _counted(text: str) -> str:
    """In English one is singular."""
    return text if chinese() else singular(text)


def count(value: Decimal | int) -> str:
    return grouped(value)


def aim(comparator: str | None, threshold: tuple[Decimal, ...] | None, code: str) -> str:
    """≥ 90%, > 90%, 3–5 家."""
    if not threshold:
        return ""
    texts = [grouped(end) for end in threshold]
    sign = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}.get(comparator or "", "")
    return f"{sign}{with_unit('–'.join(texts), code)}"

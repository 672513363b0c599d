"""What DHIS2 calls our things: identifiers, data elements, periods. Pure.

Every indicator whose figure is a share is two data elements, `p1.part` and `p1.whole`; any other is one, `p1`. Each has its code and a
DHIS2 identifier of eleven signs made from it, so that clients may use either.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from zhiheng.figures.rules import PART_WITHIN_WHOLE
from zhiheng.periods import Period, PeriodError

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SIGNS = LETTERS + "0123456789"
DEFAULT = "default"
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip


def uid(kind: str, code: str) -> str:
    """The DHIS2 identifier of one of our codes: eleven signs, a letter first, always the same."""
    number = int.from_bytes(hashlib.sha256(f"{kind}:{code}".encode()).digest()[:12], "big")
    signs = [LETTERS[number % len(LETTERS)]]
    number //= len(LETTERS)
    for _sign in range(10):
        signs.append(SIGNS[number % len(SIGNS)])
        number //= len(SIGNS)
    return "".join(signs)


@dataclass(frozen=True)
class Element:
    """A data element: one side of an indicator's figure."""

    code: str
    indicator: str
    column: str
    """"part", "whole" or "value"."""


def elements_of(indicator: str, kind: str) -> list[Element]:
    """The data elements of an indicator."""
    if kind in PART_WITHIN_WHOLE or kind == "weighted_mean":
        return [Element(f"{indicator}.{side}", indicator, side) for side in ("part", "whole")]
    return [Element(indicator, indicator, "value")]


def by_any_name(kind: str, codes: Mapping[str, object]) -> dict[str, str]:
    """Code or identifier → code."""
    return {name: code for code in codes for name in (code, uid(kind, code))}


_BY_MONTH = re.compile(
    r"(\d{4})(January|February|March|April|May|June|July|August|September|October|November|December)"
)
_SIX_MONTHS = re.compile(r"(\d{4})S([12])")


def period_code(written: str, first_month: int) -> str:
    """Our code of a period as DHIS2 writes it: "2019", "2019Q2", "201906", "2019S1", "2019July" (July 2019 to June 2020: A2020).

    Raises:
        PeriodError: for a period of another kind, or a year that begins in another month than the plan's.
    """
    if found := _BY_MONTH.fullmatch(written):
        year, month = int(found[1]), MONTHS.index(found[2]) + 1
        if month != first_month:
            raise PeriodError(written)
        return f"A{year + (month > 1)}"
    if found := _SIX_MONTHS.fullmatch(written):
        return f"{found[1]}H{found[2]}"
    period = Period.parse(written, first_month)
    if period.code != written or "/" in written or written.startswith("A") or "H" in written:
        raise PeriodError(written)
    return period.code


def dhis2_period(code: str, first_month: int) -> str | None:
    """A period of ours as DHIS2 writes it; None for a span of months, which DHIS2 does not have."""
    if "/" in code:
        return None
    if code.startswith("A"):
        return f"{int(code[1:]) - (first_month > 1)}{MONTHS[first_month - 1]}"
    return code.replace("H", "S")

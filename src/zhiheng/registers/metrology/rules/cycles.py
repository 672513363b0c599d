"""How often a kind of instrument is verified: rules as dated data, and the arithmetic of due days.

Three modes (计量法, catalogue of compulsory verification): *periodic*; *first only* – verified once, scrapped when out of
tolerance; *first and replaced* – verified once, replaced when its permitted life ends.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

PERIODIC, FIRST_ONLY, FIRST_REPLACED = "periodic", "first_only", "first_replaced"
MODES = (PERIODIC, FIRST_ONLY, FIRST_REPLACED)


@dataclass(frozen=True)
class CycleRule:
    """The rule of one verification regulation for one kind of instrument.

    `months` is the cycle, or the permitted life for what is replaced; None for first-only.
    `mark` says how sure we are: every value is to be confirmed by a metrologist before use.
    """

    kind: str
    document: str
    mode: str
    months: int | None
    valid_from: date | None
    valid_to: date | None
    mark: str

    def holds(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


def parsed(lines: Iterable[str]) -> tuple[CycleRule, ...]:
    """Rules from a table with a head line; empty cells are open."""
    return tuple(
        CycleRule(
            row["kind"], row["document"], row["mode"], int(row["months"]) if row["months"] else None,
            _day(row["valid_from"]), _day(row["valid_to"]), row["mark"],
        )
        for row in csv.DictReader(lines)
    )  # fmt: skip


def _day(found: str) -> date | None:
    return date.fromisoformat(found) if found else None


@cache
def shipped() -> tuple[CycleRule, ...]:
    """The rules that come with Zhiheng."""
    text = resources.files("zhiheng.registers.metrology").joinpath("tables/cycles.csv").read_text("utf-8")
    return parsed(text.splitlines())


def rule_for(kind: str, day: date, rules: Sequence[CycleRule] | None = None) -> CycleRule | None:
    """The rule in force for a kind of instrument on the day of its verification; the newest where two hold."""
    holding = [one for one in (shipped() if rules is None else rules) if one.kind == kind and one.holds(day)]
    return max(holding, key=lambda one: one.valid_from or date.min, default=None)


def months_after(day: date, months: int) -> date:
    """The same day some months on, clamped to the month's end: 31 August and 6 months is 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def last_good_day(done_on: date, months: int) -> date:
    """The paper's last day (有效期至): month addition clamps, then one day is taken off.

    Verified 2024-02-29 for 12 months is good until 2025-02-27.
    """
    return months_after(done_on, months) - timedelta(days=1)

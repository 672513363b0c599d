"""The State's catalogues of instruments under compulsory management, by edition, and which instruments they make "key".

Three editions follow each other, and a series that crosses their borders has a break: 1987 (55 items), announcement 48
of 2019, announcement 42 of 2020. An instrument is key managed when the edition in force lists its kind *and* it is used
in trade, safety, medical care or environmental monitoring (计量法, article 9).
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from zhiheng.registers.metrology.rules.cycles import MODES

TRADE, SAFETY, MEDICAL, ENVIRONMENT, PROCESS, OTHER = "trade", "safety", "medical", "environment", "process", "other"
USES = (TRADE, SAFETY, MEDICAL, ENVIRONMENT, PROCESS, OTHER)
COMPULSORY_USES = frozenset({TRADE, SAFETY, MEDICAL, ENVIRONMENT})


@dataclass(frozen=True)
class Edition:
    """A catalogue and when it was in force (half-open)."""

    code: str
    document: str
    valid_from: date
    valid_to: date | None

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


EDITIONS = (
    Edition("1987", "强制检定的工作计量器具明细目录（1987）", date(1987, 5, 28), date(2019, 11, 1)),
    Edition("2019-48", "市场监管总局公告2019年第48号", date(2019, 11, 1), date(2020, 10, 26)),
    Edition("2020-42", "市场监管总局公告2020年第42号", date(2020, 10, 26), None),
)


@dataclass(frozen=True)
class Kind:
    """A kind of instrument: its name, quantity and the editions that list it for compulsory verification.

    `from_day`: compulsory only from a day inside an edition (charging piles: 2023-01-01).
    """

    code: str
    name: str
    english: str
    quantity: str
    mode: str
    editions: frozenset[str]
    from_day: date | None
    mark: str


def parsed(lines: Iterable[str]) -> Mapping[str, Kind]:
    """Kinds by code from a table with a head line.

    Raises:
        ValueError: a mode or edition that does not exist.
    """
    known = {edition.code for edition in EDITIONS}
    kinds: dict[str, Kind] = {}
    for row in csv.DictReader(lines):
        editions = frozenset(row["editions"].split())
        if row["mode"] not in MODES or not editions <= known:
            raise ValueError(f"{row['code']}: {row['mode']}, {sorted(editions - known)}")
        kinds[row["code"]] = Kind(
            row["code"], row["name"], row["english"], row["quantity"], row["mode"], editions,
            date.fromisoformat(row["from_day"]) if row["from_day"] else None, row["mark"],
        )  # fmt: skip
    return kinds


@cache
def shipped() -> Mapping[str, Kind]:
    """The kinds that come with Zhiheng."""
    text = resources.files("zhiheng.registers.metrology").joinpath("tables/kinds.csv").read_text("utf-8")
    return parsed(text.splitlines())


def edition_on(day: date) -> Edition | None:
    """The edition in force on a day; None before the first."""
    return next((edition for edition in EDITIONS if edition.holds(day)), None)


def is_key_managed(kind: str, use: str, day: date, kinds: Mapping[str, Kind] | None = None) -> bool:
    """Does the catalogue of the day make this instrument subject to compulsory verification?"""
    found, edition = (shipped() if kinds is None else kinds).get(kind), edition_on(day)
    return (
        found is not None
        and edition is not None
        and use in COMPULSORY_USES
        and edition.code in found.editions
        and (found.from_day is None or found.from_day <= day)
    )

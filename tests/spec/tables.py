"""How the tables of the specification are written and read.

A table states facts: a target and figures in a short notation, the day of asking, and the verdict. The same table is
run as a test and printed in the manual.

    target    >=90 ; path 2018=88.5 2019=89.5 ; base 2015=84      (what is not said: by the end of 2016–2020, yearly)
    figures   2018 180/200, 2019Q2 87.2 provisional, food:2020 36/40, 2020 85.3 [83.6 87.0], 2020 =accepted
"""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from zhiheng.judgement.shapes import Baseline, Point, Target
from zhiheng.periods import Period

STARTS, ENDS = date(2016, 1, 1), date(2021, 1, 1)
NOTHING = "–"
COLUMNS = ("fact", "target", "figures", "on", "verdict", "reason", "flags")


@dataclass(frozen=True)
class Row:
    """One fact of a table."""

    fact: str
    target: str
    figures: str
    on: str
    verdict: str
    reason: str
    flags: str = ""

    def __str__(self) -> str:
        return self.fact


@dataclass(frozen=True)
class Chapter:
    """A part of the manual: heading, what it means, its table."""

    rule: str
    heading: str
    text: str
    rows: tuple[Row, ...]


def chapter(rule: str, heading: str, text: str, table: str) -> Chapter:
    return Chapter(rule, heading, "\n\n".join(part.strip() for part in text.strip().split("\n\n")), rows(table))


def rows(table: str) -> tuple[Row, ...]:
    """The rows of a table of columns set apart by |. A target or day left empty repeats the one above; – says nothing."""
    found: list[Row] = []
    for line in table.strip().splitlines():
        if not line.strip() or set(line.strip()) <= set("-+|"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        cells += [""] * (len(COLUMNS) - len(cells))
        if found:
            cells[1], cells[3] = cells[1] or found[-1].target, cells[3] or found[-1].on
        cells[1] = "" if cells[1] == NOTHING else cells[1]
        found.append(Row(*cells))
    return tuple(found)


def target_of(rule: str, written: str) -> Target:
    """A target from its short notation."""
    told: dict[str, object] = {"code": "t", "rule": rule, "starts": STARTS, "ends": ENDS, "sampled": False}
    first_month = 7
    for part in (one.strip() for one in written.split(";")):
        name, _, rest = part.partition(" ")
        if found := re.fullmatch(r"(>=|<=|>|<|=)(\S+)", part):
            told |= {"comparator": found[1], "threshold": (Fraction(found[2]),)}
        elif name == "range":
            told |= {"comparator": "range", "threshold": tuple(map(Fraction, rest.split()))}
        elif name == "path":
            told["path"] = {Period.parse(k, first_month): Fraction(v) for k, v in (x.split("=") for x in rest.split())}
        elif name == "base":
            code, _, value = rest.partition("=")
            told["baseline"] = Baseline(Period.parse(code), Fraction(value) if value else None)
        elif name == "stages":
            told["stages"] = tuple(rest.replace("→", " ").split()[:-1])
            told["stage"] = rest.split()[-1]
        elif name in {"rule", "every", "method"}:
            told[name] = rest
        elif name in {"classes", "flags", "settled"}:
            told[name] = tuple(rest.split())
        elif name == "lag":
            told["lag_days"] = int(rest)
        elif name == "ended":
            told["ended_on"] = date.fromisoformat(rest)
        elif name == "plan":
            start, end = rest.split()
            told |= {"starts": date.fromisoformat(start), "ends": date.fromisoformat(end)}
        elif name == "inferred":
            told["reading"] = "inferred"
        elif name in {"down", "up"}:
            told["direction"] = name
        elif name in {"flow", "sampled"}:
            told[name] = True
        elif part == "unscored":
            told["scored"] = False
        elif part:
            raise ValueError(f"no such word for a target: {part!r}")
    return Target(**told)  # type: ignore[arg-type]


FIGURE = re.compile(
    r"(?:(?P<group>[a-z]+):)?(?P<period>\S+) +"
    r"(?:=(?P<stage>\w+)|(?P<part>[\d.]+)/(?P<whole>[\d.]+)|(?P<value>-?[\d.]+))"
    r"(?: +of +(?P<population>\d+))?(?: +\[(?P<low>\S+) (?P<high>\S+)\])?(?P<words>(?: +(?:provisional|revised|incomplete|explained))*)"
)


def points_of(written: str) -> list[Point]:
    """Figures from their short notation."""
    return [_point(one.strip()) for one in written.split(",") if one.strip()]


def _point(written: str) -> Point:
    found = FIGURE.fullmatch(written)
    if found is None:
        raise ValueError(f"no figure: {written!r}")
    period, words = Period.parse(found["period"]), found["words"].split()
    stage = next((word for word in words if word in {"provisional", "revised"}), "final")
    group, population = found["group"] or "", int(found["population"]) if found["population"] else None
    if found["part"]:
        return Point.of_share(
            period, Fraction(found["part"]), Fraction(found["whole"]), class_code=group, stage=stage,
            sample=int(found["whole"]) if population else None, population=population,
            complete="incomplete" not in words,
        )  # fmt: skip
    return Point(
        period, Fraction(found["value"]) if found["value"] else None, reached=found["stage"] or "", class_code=group,
        stage=stage, low=Fraction(found["low"]) if found["low"] else None,
        high=Fraction(found["high"]) if found["high"] else None, complete="incomplete" not in words,
        explained="explained" in words,
    )  # fmt: skip

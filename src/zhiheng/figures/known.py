"""What a plan knows about figures, as values that pure code can read a file against: indicators, places, words."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

from zhiheng.bodies.models import Place, PlaceName
from zhiheng.figures import messages, rules
from zhiheng.figures.models import Head, Indicator
from zhiheng.figures.reading import Known, KnownIndicator, KnownPlace
from zhiheng.figures.rules import Shape
from zhiheng.journal.refusal import Refused
from zhiheng.periods import FIRST_MONTH
from zhiheng.plan.models import Version

HERE = Path(__file__).parent


@cache
def _table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def shipped_heads() -> dict[str, str]:
    """Head as it is compared → column: our own ids and the heads that Chinese tables use."""
    own = {column: column for column in rules.COLUMNS}
    return own | {rules.header_key(row["header"]): row["column"] for row in _table("headers.csv")}


@cache
def shipped_words() -> dict[str, dict[str, str]]:
    """List → word as it is compared → code."""
    words: dict[str, dict[str, str]] = {"kind": {}, "stage": {}, "mark": {}}
    for row in _table("words.csv"):
        words[row["list"]][rules.joined(row["word"])] = row["code"]
        words[row["list"]].setdefault(row["code"], row["code"])
    return words


def indicators(plan: str) -> dict[str, Indicator]:
    """The indicators of a plan's latest adopted version, by code, in the order of the package. One query."""
    rows = list(Indicator.objects.filter(plan=plan).order_by("version", "pk"))
    latest = rows[-1].version if rows else 0
    return {row.code: row for row in rows if row.version == latest}


def known_for(plan: str, on: date, columns: Mapping[str, str]) -> Known:
    """What files of a plan are read against on a day. Five queries.

    Raises:
        Refused: when no such plan has been adopted.
    """
    adopted = indicators(plan)
    if not adopted:
        raise Refused("figures.no_plan", messages.NO_PLAN, plan=plan)
    heads = (
        shipped_heads()
        | _heads_of(adopted.values())
        | dict(Head.objects.filter(plan=plan).values_list("head", "column"))
    )
    by_hand = {rules.header_key(head): column for head, column in columns.items()}
    return Known(
        indicators={code: _known_indicator(row) for code, row in adopted.items()},
        places=known_places(plan),
        heads=heads | by_hand,
        words=shipped_words(),
        bounds=partial(rules.bounds, first_month=first_month(plan)),
        on=on,
    )


def first_month(plan: str) -> int:
    """Month in which the plan's assessment year begins, by its latest version. One query."""
    months = Version.objects.filter(plan__code=plan).order_by("-number").values_list("first_month", flat=True)
    return int(months.first() or FIRST_MONTH)


def spoken(names: Mapping[str, str]) -> list[str]:
    """The words of a name, Chinese first. (PostgreSQL does not keep the order in which they were written.)"""
    return [names[language] for language in sorted(names, key=lambda language: (language != "zh-Hans", language))]


def _known_indicator(row: Indicator) -> KnownIndicator:
    told = row.definition
    sanity = told.get("sanity") or {}
    stages = told.get("stages") or []
    shape = Shape(
        row.code, row.kind, row.unit, tuple(stage["code"] for stage in stages), row.every,
        _decimal(sanity.get("low")), _decimal(sanity.get("high")),
    )  # fmt: skip
    names = dict.fromkeys([*spoken(told["name"]), *spoken(told["short"])])
    written = {name: stage["code"] for stage in stages for name in (stage["code"], *spoken(stage["name"]))}
    return KnownIndicator(shape, tuple(names), source_kind(told), written, tuple(told.get("classes") or ()))


def _heads_of(adopted: Iterable[Indicator]) -> dict[str, str]:
    """The plan's own words for what stands above and below the line are heads too (合格批次, 抽查批次)."""
    return {
        rules.header_key(name): column
        for row in adopted
        for column in ("part", "whole")
        for name in ((row.definition.get(column) or {}).get("name") or {}).values()
    }


def source_kind(definition: Mapping[str, Any]) -> str:
    """Who says the figure while no register computes it: the body that reports it, or the office that publishes it."""
    published = "published" in {definition.get("kind"), definition.get("until_register"), definition["source"]["kind"]}
    return "published" if published else "reported"


def known_places(plan: str) -> dict[str, KnownPlace]:
    """Every place that the plan lists, under all names that it ever had. Two queries."""
    names: dict[int, dict[str, None]] = defaultdict(dict)
    rows = PlaceName.objects.filter(place__listings__plan=plan).order_by("place", "-valid_from")
    for owner, name, short in rows.values_list("place", "name", "short"):
        names[owner] |= dict.fromkeys([*spoken(name), *spoken(short)])
    return {
        row.code: KnownPlace(row.code, tuple(names[row.pk]), row.valid_from, row.valid_to)
        for row in Place.objects.filter(listings__plan=plan).order_by("number")
    }


def _decimal(text: object) -> Decimal | None:
    return None if text is None else Decimal(str(text))

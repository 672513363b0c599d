"""Recording what a target asks of places and years (年度目标分解) from a workbook: dry run first, all or nothing."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from django.db import IntegrityError

from zhiheng.accounts.rights import Actor, can, require
from zhiheng.bodies import queries as bodies
from zhiheng.journal.acts import Act, act
from zhiheng.journal.clock import ZONE
from zhiheng.journal.refusal import Refused
from zhiheng.plan import messages, queries, rows, sheet
from zhiheng.plan.adopting import values
from zhiheng.plan.models import Plan, TargetValue
from zhiheng.plan.shapes import PlanView, TargetView
from zhiheng.plan.sheet import Said

DIVIDE = "plan.divide"
Outcome = Literal["new", "changed", "same"]
Key = tuple[str, str, int]  # target, place, year


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be taken, and the sentence that says why and what to write."""

    code: str
    cell: str
    sentence: object
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(messages.AT_CELL) % {"cell": self.cell, "sentence": str(self.sentence) % self.values}


@dataclass(frozen=True)
class ValueRow:
    """One value of the file, and what stands now."""

    cell: str
    target: str
    place: str
    year: int
    value: Decimal
    before: Decimal | None
    outcome: Outcome


@dataclass(frozen=True)
class DividedValues:
    """A workbook read against what stands. With faults nothing is written."""

    name: str
    rows: tuple[ValueRow, ...]
    faults: tuple[Fault, ...]
    dry_run: bool
    written: int = 0

    def counts(self) -> dict[Outcome, int]:
        return {outcome: sum(row.outcome == outcome for row in self.rows) for outcome in ("new", "changed", "same")}


def import_values(
    actor: Actor, plan: str | None, *, name: str, content: bytes, at: datetime, dry_run: bool = True, reason: str = ""
) -> DividedValues:
    """Read yearly and per-place values from a workbook and record those that are new.

    Raises:
        Refused: no right; `plan.file_unreadable`, `plan.file_heads`, `plan.file_empty`, `plan.values_meanwhile`.
    """
    require(actor, DIVIDE)
    view = queries.plan(actor, plan)
    said = _read(name, content)
    reader = _Reader(actor, view, at)
    taken = list(reader.take(said))
    report = DividedValues(name, tuple(row for row in taken if isinstance(row, ValueRow)), tuple(row for row in taken if isinstance(row, Fault)), dry_run)  # fmt: skip
    fresh = [row for row in report.rows if row.outcome != "same"]
    if dry_run or report.faults or not fresh:
        return report
    digest = hashlib.sha256(content).hexdigest()
    try:
        with act(actor, DIVIDE, view.code, reason or name, at=at, plan=f"{view.code}/{view.version}") as opened:
            written = _write(opened, actor, view, fresh, name, digest)
    except IntegrityError:
        raise Refused("plan.values_meanwhile", messages.VALUES_MEANWHILE) from None
    return DividedValues(name, report.rows, (), dry_run, written)


def _read(name: str, content: bytes) -> list[Said]:
    try:
        said = sheet.read(content)
    except sheet.UnreadableError as error:
        raise Refused("plan.file_unreadable", messages.FILE_UNREADABLE, name=name, told=str(error)) from None
    except sheet.HeadMissingError as error:
        raise Refused(
            "plan.file_heads",
            messages.HEAD_MISSING,
            missing="、".join(str(messages.HEADS[head]) for head in error.missing),
        ) from None
    if not said:
        raise Refused("plan.file_empty", messages.FILE_EMPTY, name=name)
    return said


class _Reader:
    """Reads what a sheet says against the plan's targets, places and standing values."""

    def __init__(self, actor: Actor, view: PlanView, at: datetime) -> None:
        self.actor, self.view = actor, view
        self.targets = {target.code: target for target in queries.targets(actor, plan=view.code)}
        self.places = _place_names(view, at)
        self.last = view.last_day.year
        self.standing = _standing(view.code)

    def take(self, said: list[Said]) -> Iterator[ValueRow | Fault]:
        seen: dict[Key, str] = {}
        for one in said:
            taken = self._one(one)
            if isinstance(taken, ValueRow):
                key = (taken.target, taken.place, taken.year)
                if key in seen:
                    taken = Fault("twice", one.cell, messages.CELL_TWICE, {"found": one.value, "first": seen[key]})
                else:
                    seen[key] = one.cell
            yield taken

    def _one(self, one: Said) -> ValueRow | Fault:
        target = self.targets.get(one.target)
        if target is None:
            example = next(iter(self.targets), "")
            return Fault(
                "no_target", one.target_cell, messages.CELL_NO_TARGET, {"found": one.target, "example": example}
            )
        place = self.places.get(one.place)
        if place is None:
            return Fault("no_place", one.place_cell, messages.CELL_NO_PLACE, {"found": one.place})
        if not can(self.actor, DIVIDE, place):
            return Fault("not_yours", one.place_cell, messages.CELL_NOT_YOURS, {"found": one.place})
        return self._year(one, target, place)

    def _year(self, one: Said, target: TargetView, place: str) -> ValueRow | Fault:
        first = self.view.valid_from.year
        if not one.year.isdecimal() or not first <= int(one.year) <= self.last:
            found = {"found": one.year, "first": first, "last": self.last}
            return Fault("no_year", one.year_cell, messages.CELL_NO_YEAR, found)
        if target.threshold is None or len(target.threshold) != 1:
            return Fault("not_numeric", one.target_cell, messages.CELL_NOT_NUMERIC, {"found": target.code})
        return self._value(one, target, place, target.threshold[0])

    def _value(self, one: Said, target: TargetView, place: str, threshold: Decimal) -> ValueRow | Fault:
        value, year = one.number, int(one.year)
        if value is None:
            return Fault("no_number", one.cell, messages.CELL_NO_NUMBER, {"found": one.value})
        if one.too_fine:
            return Fault("too_fine", one.cell, messages.CELL_TOO_FINE, {"found": one.value})
        if _looks_like_a_percent_cell(value, threshold):
            likely = {
                "found": one.value,
                "threshold": format(threshold, "f"),
                "likely": format((value * 100).normalize(), "f"),
            }
            return Fault("percent", one.cell, messages.CELL_PERCENT, likely)
        if place == self.view.region and year == self.last and value != threshold:
            found = {"found": one.value, "threshold": format(threshold, "f")}
            return Fault("last_year", one.cell, messages.CELL_LAST_YEAR, found)
        before = self.standing.get((target.code, place, year))
        outcome: Outcome = "new" if before is None else "same" if before == value else "changed"
        return ValueRow(one.cell, target.code, place, year, value, before, outcome)


def _looks_like_a_percent_cell(value: Decimal, threshold: Decimal) -> bool:
    """A cell formatted as 90 % holds 0.9; workbooks do not tell the reader."""
    return 0 < value < 1 and 20 <= threshold <= 100


def _place_names(view: PlanView, at: datetime) -> dict[str, str]:
    """Code, name and short name in every language → code, for the plan's own places."""
    known: dict[str, set[str]] = {}
    for place in bodies.places(at.astimezone(ZONE).date(), view.code):
        labels = [*place.label.name.values(), *place.label.short.values()] if place.label else []
        for label in [] if place.context else [place.code, *labels]:
            known.setdefault(label, set()).add(place.code)
    return {label: codes.pop() for label, codes in known.items() if len(codes) == 1}


def _standing(plan: str) -> dict[Key, Decimal]:
    found: dict[Key, Decimal] = {}
    for row in TargetValue.objects.filter(plan__code=plan).order_by("number"):
        if row.value is None:
            found.pop((row.target, row.place, row.year), None)
        else:
            found[row.target, row.place, row.year] = row.value
    return found


def _write(opened: Act, actor: Actor, view: PlanView, fresh: list[ValueRow], name: str, digest: str) -> int:
    plan = Plan.objects.get(code=view.code)
    vintages = _vintages(plan)
    made = []
    for row in fresh:
        units, scale = rows.units_and_scale(row.value)
        made.append(
            TargetValue(
                plan=plan, target=row.target, place=row.place, year=row.year,
                number=vintages.get((row.target, row.place, row.year), 0) + 1, units=units, scale=scale,
                document=name, file_digest=digest, recorded_at=opened.at, recorded_by=actor.reference, act=opened.id,
            )
        )  # fmt: skip
    TargetValue.objects.bulk_create(made, batch_size=200)
    for value in made:
        record = f"{view.code}/{value.target}/{value.place}/{value.year}/{value.number}"
        opened.changed("plan.value", record, None, values(value))
    return len(made)


def _vintages(plan: Plan) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for key in TargetValue.objects.filter(plan=plan).values_list("target", "place", "year", "number"):
        found[key[:3]] = max(found.get(key[:3], 0), key[3])
    return found

"""Data values → figures, through the same import that a file goes: dry run, rights, faults, journal are the same.

Two values that are numerator and denominator of one figure become one row; a side that was not sent is taken from what stands.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from zhiheng.accounts.rights import Actor
from zhiheng.api.dhis2.names import DEFAULT, Element, by_any_name, elements_of, period_code, uid
from zhiheng.api.dhis2.values import DataValue
from zhiheng.bodies import queries as bodies
from zhiheng.figures import queries as figures
from zhiheng.figures import services
from zhiheng.figures.report import ImportReport
from zhiheng.figures.rules import as_text
from zhiheng.figures.shapes import FigureView
from zhiheng.journal.refusal import Refused
from zhiheng.periods import PeriodError
from zhiheng.plan.shapes import PlanView

STRATEGIES = ("CREATE_AND_UPDATE", "CREATE", "UPDATE", "DELETE")
NAMES = {"NEW_AND_UPDATES": "CREATE_AND_UPDATE", "NEW": "CREATE", "UPDATES": "UPDATE", "DELETES": "DELETE"}
Key = tuple[str, str, str, str]  # indicator, place, period, class


@dataclass(frozen=True)
class Conflict:
    """Why a value was not taken."""

    object: str
    value: str
    code: str
    property: str
    index: int

    def shown(self) -> dict[str, Any]:
        return {
            "object": self.object, "value": self.value, "errorCode": self.code, "property": self.property,
            "indexes": [self.index],
        }  # fmt: skip


@dataclass
class Outcome:
    """What became of a data value set."""

    imported: int = 0
    updated: int = 0
    deleted: int = 0
    ignored: int = 0
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def status(self) -> str:
        taken = self.imported + self.updated + self.deleted
        return "SUCCESS" if not self.conflicts else "WARNING" if taken else "ERROR"


@dataclass
class _Sent:
    """What was sent about one figure: its sides, its note, and the positions of the values in the body."""

    sides: dict[str, str] = field(default_factory=dict)
    note: str = ""
    deleted: bool = False
    indexes: list[int] = field(default_factory=list)


class Importer:
    """One body of values, read against a plan as it stands."""

    def __init__(self, actor: Actor, plan: PlanView, at: datetime) -> None:
        self.actor, self.plan, self.at = actor, plan, at
        self.indicators = figures.indicators(plan.code, version=plan.version)
        defined = [one for code, view in self.indicators.items() for one in elements_of(code, view.kind)]
        self.elements: Mapping[str, Element] = {one.code: one for one in defined}
        self.element_names = by_any_name("dataElement", self.elements)
        self.place_names = by_any_name("orgUnit", bodies.place_numbers())
        self.outcome = Outcome()

    def run(self, values: Sequence[DataValue], strategy: str, *, dry_run: bool) -> Outcome:
        """Import the values, or say what would come of it."""
        sent = self._sent(values)
        standing = self._standing(sent)
        gone = {key: one for key, one in sent.items() if one.deleted or strategy == "DELETE"}
        self._withdraw(gone, standing, dry_run=dry_run)
        told = {key: one for key, one in sent.items() if key not in gone}
        kept = self._by_strategy(told, standing, strategy)
        if kept:
            self._import(kept, standing, dry_run=dry_run)
        return self.outcome

    # what was meant

    def _sent(self, values: Sequence[DataValue]) -> dict[Key, _Sent]:
        sent: dict[Key, _Sent] = defaultdict(_Sent)
        for index, one in enumerate(values):
            element = self.elements.get(self.element_names.get(one.element, ""))
            place = self.place_names.get(one.unit)
            if element is None:
                self._refuse(
                    one.element,
                    _("No such data element in the plan %(plan)s.") % {"plan": self.plan.code},
                    "E7610",
                    "dataElement",
                    index,
                )
                continue
            if place is None:
                self._refuse(one.unit, _("No such place."), "E7612", "orgUnit", index)
                continue
            try:
                period = period_code(one.period, self.plan.first_month)
            except PeriodError:
                self._refuse(
                    one.period,
                    _("No such period. Allowed: 2019, 2019S1, 2019Q2, 201906 or the plan's own year such as 2019July."),
                    "E7611",
                    "period",
                    index,
                )
                continue
            group = self._class(element.indicator, one.option)
            if group is None:
                self._refuse(one.option, _("No such class of this indicator."), "E7613", "categoryOptionCombo", index)
                continue
            figure = sent[element.indicator, place, period, group]
            figure.sides[element.column] = one.value
            figure.note = one.comment or figure.note
            figure.deleted |= one.deleted
            figure.indexes.append(index)
        return dict(sent)

    def _class(self, indicator: str, written: str) -> str | None:
        """The class that a category option combination stands for, "" for the whole."""
        if written in {"", DEFAULT, uid("categoryOptionCombo", DEFAULT)}:
            return ""
        classes = self.indicators[indicator].classes
        return by_any_name("categoryOptionCombo", dict.fromkeys(classes)).get(written)

    def _refuse(self, found: str, told: str, code: str, what: str, index: int) -> None:
        self.outcome.ignored += 1
        self.outcome.conflicts.append(Conflict(found, told, code, what, index))

    # what stands

    def _standing(self, sent: Mapping[Key, _Sent]) -> dict[Key, FigureView]:
        wanted = {(key[0], key[1]) for key in sent}
        found = figures.all_series(self.actor, self.plan.code)
        return {
            (view.indicator, view.place, view.period, view.class_code): view
            for (indicator, place, _class), series in found.items()
            if (indicator, place) in wanted
            for view in series
            if view.source_kind != "computed"
        }

    def _by_strategy(self, told: dict[Key, _Sent], standing: Mapping[Key, FigureView], strategy: str) -> dict[Key, _Sent]:  # fmt: skip
        if strategy == "CREATE_AND_UPDATE":
            return told
        wanted = strategy == "UPDATE"
        for key, one in told.items():
            if (key in standing) != wanted:
                self.outcome.ignored += len(one.indexes)
        return {key: one for key, one in told.items() if (key in standing) == wanted}

    # what is done

    def _withdraw(self, gone: Mapping[Key, _Sent], standing: Mapping[Key, FigureView], *, dry_run: bool) -> None:
        for key, one in gone.items():
            if key not in standing:
                self.outcome.ignored += len(one.indexes)
                continue
            try:
                if not dry_run:
                    reason = one.note or _("Deleted by a data value set.")
                    services.withdraw(
                        self.actor, self.plan.code, *key[:3], reason=reason, at=self.at, class_code=key[3]
                    )
            except Refused as refused:
                for index in one.indexes:
                    self._refuse(key[0], str(refused), "E7619", "value", index)
            else:
                self.outcome.deleted += len(one.indexes)

    def _import(self, kept: Mapping[Key, _Sent], standing: Mapping[Key, FigureView], *, dry_run: bool) -> None:
        content = _as_file(kept, standing)
        report = services.import_figures(
            self.actor,
            self.plan.code,
            name="dataValueSet.csv",
            content=content,
            at=self.at,
            dry_run=dry_run,
            partial=True,
        )
        if report.problem:
            raise Refused("figures.unreadable", report.problem.replace("%", "%%"))
        self._count(list(kept.values()), report)

    def _count(self, sent: Sequence[_Sent], report: ImportReport) -> None:
        for one, row in zip(sent, report.rows, strict=True):
            size = len(one.indexes)
            if row.outcome == "wrong":
                for index in one.indexes:
                    self._refuse(" ".join(row.said), " ".join(row.sentences), "E7619", "value", index)
            elif row.outcome == "new":
                self.outcome.imported += size
            elif row.outcome == "changed":
                self.outcome.updated += size
            else:
                self.outcome.ignored += size


def _as_file(kept: Mapping[Key, _Sent], standing: Mapping[Key, FigureView]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["indicator", "place", "period", "class", "part", "whole", "value", "source", "note"])
    for key, one in kept.items():
        sides = dict(one.sides)
        before = standing.get(key)
        if before is not None and before.part is not None and "value" not in sides:
            sides.setdefault("part", as_text(before.part) or "")
            sides.setdefault("whole", as_text(before.whole) or "")
        table.writerow([*key, *(sides.get(side, "") for side in ("part", "whole", "value")), "DHIS2", one.note])
    return out.getvalue().encode("utf-8-sig")

"""The records behind a figure, and the figures that a record is in. Asked of the register as it stands, not of the array."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhiheng.figures import inforce
from zhiheng.figures.contributions import is_member, satisfies
from zhiheng.figures.definitions import Condition, Definition
from zhiheng.figures.reference import groups
from zhiheng.figures.sources import Source
from zhiheng.journal.clock import ZONE
from zhiheng.periods import Period
from zhiheng.registers.kit import registry
from zhiheng.registers.kit.batch import Batch

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Behind:
    """The records that a figure was counted from, by primary key: the whole, and the part of it.

    Of records that count once only the one that stands for its group is named. A count has no whole: it is its part.
    """

    register: str
    whole: tuple[int, ...]
    part: tuple[int, ...]
    more: bool = False
    """There are more than could be named."""


@dataclass(frozen=True)
class Counted:
    """An indicator that counts a record, and where: the month by its date, the record's own place, its class."""

    plan: str
    indicator: str
    month: date | None
    class_code: str
    in_part: bool
    stands_for: int
    """Primary key of the record that stands for its group; the record itself as a rule."""


def behind(definition: Definition, places: Collection[int], period: Period, class_code: str, most: int) -> Behind:
    """The records of a period, in some places (primary keys). Cost: the candidates, and the groups that they belong to."""
    candidates = _candidates(definition, places, period)[: most + 1]
    found = Source(registry.register(definition.register), definition.columns)
    ids = list(candidates.values_list("pk", flat=True))
    rows = _with_groups(definition, found, ids)
    whole, part = [], []
    for first in _representatives(definition, rows):
        if not _inside(definition, first, places, period):
            continue
        if class_code and definition.class_for(first[definition.class_by]) != class_code:
            continue
        whole.append(first["id"])
        if satisfies(first, definition.parts[0].where):
            part.append(first["id"])
    counts = len(definition.parts) == 1
    return Behind(definition.register, () if counts else tuple(whole), tuple(part), len(ids) > most)


def _candidates(definition: Definition, places: Collection[int], period: Period) -> QuerySet[Any]:
    register = registry.register(definition.register)
    rows = register.model._default_manager.filter(withdrawn=False, **{f"{definition.place}__in": list(places)})
    if definition.states:
        rows = rows.filter(state__in=definition.states)
    for condition in definition.of:
        rows = rows.filter(as_q(condition))
    if not definition.stock:
        rows = rows.filter(**{f"{definition.on}__gte": period.start, f"{definition.on}__lt": period.end})
        return rows.order_by(definition.on, "pk")
    assert register.spans is not None
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=period.last_day)
    valid = register.spans._default_manager.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gt=period.last_day))
    return rows.filter(pk__in=valid.values("record")).order_by("pk")


def as_q(condition: Condition) -> Q:
    """A condition as Django asks it; empty is None or "", as everywhere in definitions."""
    column, value = condition.column, condition.value
    empty = Q(**{f"{column}__isnull": True}) | (Q(**{column: ""}) if _is_text(value) else Q())
    match condition.operator:
        case "is" | "is_not":
            asked = empty if value == "" else Q(**{column: value})
            return asked if condition.operator == "is" else ~asked | (Q() if value == "" else empty)
        case "in" | "not_in":
            assert isinstance(value, tuple)
            named = Q(**{f"{column}__in": [one for one in value if one != ""]})
            asked = named | empty if "" in value else named
            return asked if condition.operator == "in" else ~named & ~empty if "" in value else ~named | empty
    return Q(**{f"{column}__{_LOOKUPS[condition.operator]}": value})


_LOOKUPS = {"at_least": "gte", "from": "gte", "at_most": "lte", "above": "gt", "below": "lt", "until": "lt"}


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, tuple) and any(isinstance(one, str) for one in value))


def _with_groups(definition: Definition, source: Source, ids: Sequence[int]) -> list[Row]:
    """The candidates with everything else that belongs to their groups."""
    own = source.members(("id",), [(one,) for one in ids])
    if not definition.once_by:
        return list(_rows(own))
    keys = set(zip(*(own.columns[name] for name in definition.once_by), strict=True))
    return list(_rows(source.members(definition.once_by, keys)))


def _rows(batch: Batch) -> Iterator[Row]:
    for row in batch.rows():
        yield {**row, "spans": batch.spans.get(row["id"], ())}


def _representatives(definition: Definition, rows: Sequence[Row]) -> Iterator[Row]:
    for group in groups(definition, rows).values():
        members = [row for row in group if is_member(definition, row)]
        if definition.stock:
            yield from members
        elif members:
            yield min(members, key=lambda row: (row[definition.on], row["id"]))


def _inside(definition: Definition, row: Row, places: Collection[int], period: Period) -> bool:
    if row[definition.place] not in places:
        return False
    return definition.stock or period.start <= row[definition.on] < period.end


@dataclass(frozen=True)
class HandedIn:
    """How late the records of an indicator were recorded: how many there are, and how many after some days."""

    indicator: str
    register: str
    records: int
    late: int


def handed_in(definition: Definition, places: Collection[int] | None, since: date, until: date, days: int) -> HandedIn:
    """The records about days of a span that were recorded later than some days after their day. One query.

    Args:
        places: primary keys; None for everywhere.
    """
    rows = registry.register(definition.register).model._default_manager.filter(
        withdrawn=False, **{f"{definition.on}__gte": since, f"{definition.on}__lt": until}
    )
    if places is not None:
        rows = rows.filter(**{f"{definition.place}__in": list(places)})
    if definition.states:
        rows = rows.filter(state__in=definition.states)
    for condition in definition.of:
        rows = rows.filter(as_q(condition))
    count = late = 0
    for day, at in rows.order_by().values_list(definition.on, "recorded_at").iterator(chunk_size=5000):
        count += 1
        late += (at.astimezone(ZONE).date() - day).days > days
    return HandedIn(definition.indicator, definition.register, count, late)


def counted_in(register: str, record: int) -> list[Counted]:
    """Every indicator that counts a record as it stands, by plan and code. A few queries an indicator of the register."""
    found: list[Counted] = []
    for definition in inforce.current().by_register.get(register, ()):
        source = Source(registry.register(register), definition.columns)
        rows = _with_groups(definition, source, [record])
        own = next((row for row in rows if row["id"] == record), None)
        if own is None or not is_member(definition, own):
            continue
        group = next(group for group in groups(definition, rows).values() if any(row["id"] == record for row in group))
        first = own if definition.stock else next(_representatives(definition, group))
        found.append(
            Counted(
                definition.plan, definition.indicator, None if definition.stock else first[definition.on],
                definition.class_for(own[definition.class_by]) if definition.class_by else "",
                satisfies(first, definition.parts[0].where), first["id"],
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.plan, one.indicator))

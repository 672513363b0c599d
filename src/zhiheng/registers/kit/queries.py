"""Reads of registers that page, API and command line share: lists, one record, its history, open moves, what is due, search.

All within the places of today's posts; without a right to a place its records are not there. `as_of` takes the rows that
stood at an instant, from the journal's own order: an act counts from the time that its entry carries.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, F, Q, QuerySet, Sum

from zhiheng.accounts.rights import Actor
from zhiheng.bodies import queries as bodies
from zhiheng.files.models import Attachment
from zhiheng.journal import queries as journal
from zhiheng.journal.models import Entry
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import checking, clocks, columns, conditions, messages, registry, rights, searching, services
from zhiheng.registers.kit.clocks import Due
from zhiheng.registers.kit.conditions import Filters
from zhiheng.registers.kit.declaration import Move, Register, Tab
from zhiheng.registers.kit.models import Receipt, Revision, SavedView
from zhiheng.registers.kit.table import KEPT_BY_KIT, attnames, fields

MOST_ROWS = 500
HIDDEN = frozenset(KEPT_BY_KIT) - {"source"}


@dataclass(frozen=True)
class Row:
    """One record of a list: typed values by `attname`, and texts for people by field for the listed columns."""

    id: int
    values: Mapping[str, Any]
    shown: Mapping[str, str]

    @property
    def withdrawn(self) -> bool:
        return bool(self.values["withdrawn"])


@dataclass(frozen=True)
class Page:
    """Some rows of a list. `next` is the cursor of the page after it, "" at the end; `total` counts all rows."""

    register: Register
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    next: str
    total: int
    sums: Mapping[str, Decimal] = field(default_factory=dict)


def visible(actor: Actor, register: Register) -> "QuerySet[Any]":
    """The records that the actor may see, withdrawn ones among them.

    Raises:
        Refused: `registers.not_allowed` for an actor without any post that may.
    """
    roles = rights.seeing(register)
    rights.require(actor, roles, ())
    keys = rights.place_keys(actor, roles)
    every = register.model._default_manager.all()
    return every if keys is None else every.filter(place_id__in=keys)


def rows(
    actor: Actor,
    register: Register,
    filters: Filters | None = None,
    *,
    on: date,
    as_of: datetime | None = None,
    tab: str = "",
    sort: Sequence[str] = (),
    shown: Sequence[str] = (),
    after: str = "",
    size: int = 50,
    counted: bool = True,
) -> Page:
    """A page of a list.

    Args:
        filters: as in `conditions.Filters`; `withdrawn` shows withdrawn records, which else are left out.
        on: the day whose names and places are shown, and which tabs ask about.
        tab: code of one of the register's tabs.
        sort: fields, falling with "-" before them; newest first without it.
        shown: columns; the register's list columns without it.
        after: cursor of an earlier page, for the same filters and order.
        counted: whether `total` is wanted (0 without it); counting looks at every row that satisfies the filters.
    """
    asked = asked_of(register, filters or {}, tab, on, as_of)
    names = tuple(shown) or register.listed
    order = conditions.order(register, sort)
    size = max(1, min(size, MOST_ROWS))
    current, past = known_rows(actor, register, asked, as_of)
    total = current.count() + len(past) if counted else 0
    if after:
        last = _cursor_read(register, order, after)
        current = current.filter(conditions.beyond(order, last))
        key = conditions.sort_key(order, {name: value for (name, _), value in zip(order, last, strict=True)})
        past = [row for row in past if conditions.sort_key(order, row) > key]
    found = [dict(row) for row in _ordered(current, order).values()[: size + 1]]
    if past:
        found = sorted([*found, *past], key=lambda row: conditions.sort_key(order, row))[: size + 1]
    page = found[:size]
    cursor = _cursor(order, page[-1]) if len(found) > size else ""
    return Page(register, names, _shown_rows(register, page, names, on), cursor, total)


def totals(
    actor: Actor,
    register: Register,
    filters: Filters | None = None,
    *,
    on: date,
    as_of: datetime | None = None,
    tab: str = "",
) -> tuple[int, Mapping[str, Decimal]]:
    """How many records a list holds, and the sums of the register's total columns in their shown unit."""
    current, past = known_rows(actor, register, asked_of(register, filters or {}, tab, on, as_of), as_of)
    known = attnames(register.model)
    sums = current.aggregate(_count=Count("pk"), **{f"_{name}": Sum(known[name]) for name in register.totals})
    described = columns.described(register)
    told = {}
    for name in register.totals:
        whole = (sums[f"_{name}"] or 0) + sum(row[known[name]] or 0 for row in past)
        told[name] = columns.exact(described[name], whole)
    return sums["_count"] + len(past), told


def tabs(actor: Actor, register: Register, *, on: date) -> list[tuple[Tab, int]]:
    """The register's tabs with the number of records in each. One query."""
    if not register.tabs:
        return []
    counts = visible(actor, register).filter(withdrawn=False).aggregate(
        **{f"n{at}": Count("pk", filter=tab.where(on)) for at, tab in enumerate(register.tabs)}
    )  # fmt: skip
    return [(tab, counts[f"n{at}"]) for at, tab in enumerate(register.tabs)]


def asked_of(register: Register, filters: Filters, tab: str, on: date, as_of: datetime | None = None) -> Q:
    """Filters and tab as one condition; withdrawn records are left out unless they are asked for.

    Words are looked for in what is kept for search; of the past nothing is, so that there the columns are read.
    """
    words = str(filters.get("q") or "") if as_of is None else ""
    asked = conditions.condition(register, {**filters, "q": ""} if words else filters, on)
    if words.strip():
        asked &= searching.condition(register, words)
    if tab:
        found = next((one for one in register.tabs if one.code == tab), None)
        if found is None:
            raise Refused("registers.no_such_filter", messages.NO_SUCH_FILTER, found=tab)
        asked &= found.where(on)
    return asked if "withdrawn" in filters else asked & Q(withdrawn=False)


def known_rows(
    actor: Actor, register: Register, asked: Q, as_of: datetime | None
) -> tuple["QuerySet[Any]", list[dict[str, Any]]]:
    """Rows of today that satisfy what is asked and stood at the instant already, and rows of the past that did."""
    if as_of is None:
        return visible(actor, register).filter(asked), []
    later = Entry.objects.filter(at__gt=as_of).values("act")
    keys = rights.place_keys(actor, rights.seeing(register))
    current = visible(actor, register).exclude(act__in=later).filter(asked)
    past = [
        row
        for row in _past(register, as_of)
        if (keys is None or row["place_id"] in keys) and conditions.holds(asked, row, register.model)
    ]
    return current, past


def _past(register: Register, as_of: datetime, record: int | None = None) -> Iterator[dict[str, Any]]:
    """Records that were changed after an instant, as they stood then."""
    later = Entry.objects.filter(at__gt=as_of).values("act")
    changed = register.model._default_manager.filter(act__in=later)
    old = Revision.objects.filter(register=register.code).exclude(act__in=later)
    old = old.filter(record=record) if record is not None else old.filter(record__in=changed.values("pk"))
    done: set[int] = set()
    for revision in old.order_by("record", "-revision").iterator():
        if revision.record not in done:
            done.add(revision.record)
            yield _row_of(register, revision)


def _row_of(register: Register, revision: Revision) -> dict[str, Any]:
    return {
        **conditions.typed_row(register, revision.record, revision.values),
        "act": revision.act, "recorded_at": revision.recorded_at, "changed_at": revision.recorded_at,
    }  # fmt: skip


def _ordered(found: "QuerySet[Any]", order: conditions.Order) -> "QuerySet[Any]":
    return found.order_by(*(
        F(name).desc(nulls_last=True) if falling else F(name).asc(nulls_last=True) for name, falling in order
    ))  # fmt: skip


def _cursor(order: conditions.Order, row: Mapping[str, Any]) -> str:
    told = json.dumps([row[name] for name, _ in order], cls=DjangoJSONEncoder, ensure_ascii=False)
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _cursor_read(register: Register, order: conditions.Order, cursor: str) -> list[Any]:
    known = {one.attname: one for one in fields(register.model).values()}
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [
            value if name not in known or value is None else known[name].to_python(value)
            for (name, _), value in zip(order, told, strict=True)
        ]
    except Exception as error:  # whatever was typed into the address
        raise Refused("registers.no_such_filter", messages.NO_SUCH_FILTER, found="after") from error


def _shown_rows(
    register: Register, page: Sequence[Mapping[str, Any]], names: Sequence[str], on: date
) -> tuple[Row, ...]:
    known = columns.described(register)
    texts = {}
    for name in names:
        what = known[name]
        texts[name] = columns.shown_column(what, [row[what.attname] for row in page], on)
    return tuple(Row(row["id"], row, {name: texts[name][at] for name in names}) for at, row in enumerate(page))


# One record


@dataclass(frozen=True)
class Step:
    """What one act did to a record: who, when, why, and each field old → new (as shown to people)."""

    revision: int
    at: datetime
    who: str
    verb: str
    reason: str
    act: UUID
    seq: int | None
    origin: str
    source: str
    state: str
    changes: tuple[tuple[str, str, str], ...]
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    blanked: bool = False


@dataclass(frozen=True)
class RecordView:
    """One record, whole: its row, where each fact comes from, the states that it went through."""

    register: Register
    row: Row
    revision: int
    sources: Mapping[str, Step]
    """Field → the step that gave it the value that it has."""
    life: tuple[tuple[str, Any, Step | None], ...]
    """Every state of the register in order, with the step that reached it last (None: not reached)."""
    attachments: tuple[tuple[str, Attachment], ...]

    @property
    def id(self) -> int:
        return self.row.id


def record(actor: Actor, register: Register, key: int, *, on: date, as_of: datetime | None = None) -> RecordView:
    """One record, as it stands or stood at an instant.

    Raises:
        Refused: `registers.not_there`.
    """
    steps = history(actor, register, key, on=on, as_of=as_of)
    last = steps[-1]
    names = [name for name in fields(register.model) if name not in HIDDEN]
    (row,) = _shown_rows(register, [last.values], names, on)
    sources: dict[str, Step] = {}
    reached: dict[str, Step] = {}
    for at, step in enumerate(steps):
        for name, what in columns.described(register).items():
            if at == 0 or steps[at - 1].values.get(what.attname) != step.values.get(what.attname):
                sources[name] = step
        if at == 0 or steps[at - 1].state != step.state:
            reached[step.state] = step
    life = tuple((state, label, reached.get(state)) for state, label in register.states.items())
    return RecordView(register, row, last.revision, sources, life, tuple(attachments(actor, register, key)))


def history(
    actor: Actor,
    register: Register,
    key: int,
    *,
    on: date,
    as_of: datetime | None = None,
) -> list[Step]:
    """Every revision of one record, oldest first, field by field. The fields of the first are in its values.

    Raises:
        Refused: `registers.not_there`.
    """
    current = visible(actor, register).filter(pk=key).values().first()
    if current is None:
        raise Refused("registers.not_there", messages.NOT_THERE)
    old = list(Revision.objects.filter(register=register.code, record=key).order_by("revision"))
    told = [(_row_of(register, one), one.blanked) for one in old] + [(dict(current), False)]
    entries = journal.entries_of(row["act"] for row, _ in told)
    if as_of is not None:
        told = [(row, blanked) for row, blanked in told if row["act"] in entries and entries[row["act"]].at <= as_of]
        if not told:
            raise Refused("registers.not_there", messages.NOT_THERE)
    hands = {reference: services.hand(reference) for reference in {entry.actor for entry in entries.values()}}
    steps: list[Step] = []
    for at, (row, blanked) in enumerate(told):
        entry = entries.get(row["act"])
        before = told[at - 1][0] if at else None
        steps.append(Step(
            revision=row["revision"],
            at=entry.at if entry else row["changed_at"],
            who=hands[entry.actor] if entry else "–",
            verb=entry.verb if entry else "",
            reason=entry.reason if entry else "",
            act=row["act"],
            seq=entry.seq if entry else None,
            origin=row["origin"],
            source=row["source"],
            state=row["state"],
            changes=_differences(register, before, row, on) if before is not None else (),
            values=row,
            blanked=blanked,
        ))  # fmt: skip
    return steps


def _differences(
    register: Register, before: Mapping[str, Any], after: Mapping[str, Any], on: date
) -> tuple[tuple[str, str, str], ...]:
    told = []
    for name, what in columns.described(register).items():
        if name in KEPT_BY_KIT and name != "withdrawn":
            continue
        pair = [before.get(what.attname), after.get(what.attname)]
        if pair[0] != pair[1]:
            told.append((name, *columns.shown_column(what, pair, on)))
    return tuple(told)  # type: ignore[arg-type]


def attachments(actor: Actor, register: Register, key: int) -> Iterator[tuple[str, Attachment]]:
    """Documents of a record with their kind. The caller has seen the record (`record`, `history`)."""
    kinds = {services.evidence_of(register, kind): kind for kind in register.evidence}
    found = Attachment.objects.filter(register__in=kinds, record=str(key)).select_related("blob").order_by("pk")
    for one in found:
        yield kinds[one.register], one


def alike(actor: Actor, register: Register, values: Mapping[str, Any], *, on: date) -> tuple[Row, ...]:
    """Records that are likely the same as what was typed (by key, and as the register says), at most ten."""
    given = {name: column[0] for name, column in checking.normal(register, {n: [v] for n, v in values.items()}).items()}
    typed = next(checking.rows(register, {name: [value] for name, value in given.items()}))
    by_key = [attnames(register.model)[name] for name in register.key]
    asked = (
        Q(**{name: given[name] for name in by_key})
        if by_key and all(given.get(name) for name in by_key)
        else Q(pk__in=())
    )
    likely = register.alike(typed) if register.alike is not None else None
    if likely is not None:
        asked |= likely
    found = visible(actor, register).filter(asked, withdrawn=False).order_by("-pk").values()[:10]
    return _shown_rows(register, [dict(row) for row in found], register.listed, on)


# Moves and clocks


@dataclass(frozen=True)
class OpenMove:
    """A step that a record can take now.

    Attributes:
        may: whether this actor may take it.
        due: by when, where a clock runs.
        missing: fields that it asks for and that are still empty.
        needs: kinds of document of which one must still be attached.
    """

    move: Move
    may: bool
    due: Due | None
    missing: tuple[str, ...]
    needs: tuple[str, ...]


def moves_open(actor: Actor, register: Register, record: int, on: date) -> list[OpenMove]:
    """The steps that are open for a record, in the order of the declaration.

    Raises:
        Refused: `registers.not_there`.
    """
    row = (
        visible(actor, register)
        .filter(pk=record)
        .values("state", "withdrawn", "place__code", *_starts(register))
        .first()
    )
    if row is None:
        raise Refused("registers.not_there", messages.NOT_THERE)
    if row["withdrawn"]:
        return []
    values = register.model._default_manager.filter(pk=record).values().get()
    calendar = bodies.working_days()
    kinds = {kind for kind, _ in attachments(actor, register, record)}
    known = attnames(register.model)
    return [
        OpenMove(
            step,
            rights.may(actor, rights.moving(step), row["place__code"]),
            _due(step, row, calendar),
            tuple(name for name in step.asks if values[known[name]] in (None, "")),
            () if not step.evidence or kinds & set(step.evidence) else step.evidence,
        )
        for step in register.moves_from(row["state"])
    ]


def _starts(register: Register) -> list[str]:
    return sorted({rule.starts for step in register.moves for rule in step.within})


def _due(step: Move, row: Mapping[str, Any], calendar: Any) -> Due | None:
    for name in dict.fromkeys(rule.starts for rule in step.within):
        started = row[name]
        if started is not None:
            day = started if not isinstance(started, datetime) else started.astimezone(columns.ZONE).date()
            return clocks.due([rule for rule in step.within if rule.starts == name], day, calendar)
    return None


@dataclass(frozen=True)
class Deadline:
    """A step that somebody must or may take by a day."""

    register: Register
    id: int
    name: str
    place: int
    move: Move
    due: Due


def deadlines(actor: Actor, on: date, *, within: int = 15) -> list[Deadline]:
    """Steps that the actor may take and that are overdue or due within some days, soonest first; over all registers.

    A few queries a register that has clocks. Cases whose last day is not announced yet are among them, at the end.
    """
    calendar = bodies.working_days()
    found: list[Deadline] = []
    for register in registry.registers():
        for step in register.moves:
            if step.within and rights.may(actor, rights.moving(step)):
                found += _deadlines_of(actor, register, step, calendar, on + timedelta(days=within))
    return sorted(found, key=lambda one: (one.due.day is None, one.due.day or on, one.register.code, one.id))


def _deadlines_of(actor: Actor, register: Register, step: Move, calendar: Any, until: date) -> Iterator[Deadline]:
    keys = rights.place_keys(actor, rights.moving(step))
    waiting = register.model._default_manager.filter(state__in=step.from_, withdrawn=False)
    if keys is not None:
        waiting = waiting.filter(place_id__in=keys)
    starts = sorted({rule.starts for rule in step.within})
    told: dict[tuple[Any, ...], Due | None] = {}
    for pk, name, place, *days in waiting.values_list("pk", register.named_by, "place_id", *starts):
        key = tuple(days)
        if key not in told:
            told[key] = _due(step, dict(zip(starts, days, strict=True)), calendar)
        due = told[key]
        if due is not None and (due.day is None or due.day <= until):
            yield Deadline(register, pk, str(name), place, step, due)


# Search, receipts, saved views


@dataclass(frozen=True)
class Found:
    """A record that a search found."""

    register: Register
    id: int
    name: str
    shown: Mapping[str, str]


@dataclass(frozen=True)
class Group:
    """The records of one register that a search found, newest first: some, and how many there are, counted up to a limit."""

    register: Register
    found: tuple[Found, ...]
    count: int

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count >= COUNTED


COUNTED = 1000


def search(actor: Actor, query: str, *, on: date, most: int = 10) -> list[Group]:
    """Records that every word of the query finds (`searching`), by register, within the actor's places; withdrawn ones are not."""
    if not query.strip():
        return []
    groups = (_group(actor, register, query, on, most) for register in registry.registers()
              if rights.may(actor, rights.seeing(register)))  # fmt: skip
    return [one for one in groups if one.count]


def _group(actor: Actor, register: Register, query: str, on: date, most: int) -> Group:
    asked = visible(actor, register).filter(searching.condition(register, query), withdrawn=False)
    keys = list(asked.order_by("-pk").values_list("pk", flat=True)[:COUNTED])
    page = [dict(row) for row in register.model._default_manager.filter(pk__in=keys[:most]).order_by("-pk").values()]
    name = attnames(register.model)[register.named_by]
    shown = _shown_rows(register, page, _listed(actor, register), on)
    return Group(
        register, tuple(Found(register, row.id, str(row.values[name] or ""), row.shown) for row in shown), len(keys)
    )


def _listed(actor: Actor, register: Register) -> list[str]:
    """Columns of the list, without personal fields for who may not record."""
    personal = () if rights.may(actor, rights.recording(register)) else register.personal
    return [name for name in register.listed if name not in personal]


def found(actor: Actor, query: str, *, on: date, most: int = 10) -> list[Found]:
    """The same as one list: at most some a register."""
    return [one for group in search(actor, query, on=on, most=most) for one in group.found]


def receipts(actor: Actor, register: Register | None = None, *, most: int = 50) -> list[Receipt]:
    """The actor's own imports, newest first."""
    mine = Receipt.objects.filter(owner=actor.code)
    return list((mine.filter(register=register.code) if register else mine).order_by("-pk")[:most])


def saved_views(actor: Actor, register: Register) -> list[SavedView]:
    """The actor's own saved views of a register, by name."""
    return list(SavedView.objects.filter(owner=actor.code, register=register.code).order_by("name"))


def acts_of(records: Iterable[Row]) -> dict[UUID, Entry]:
    """The entries that wrote these rows."""
    return journal.entries_of(row.values["act"] for row in records)

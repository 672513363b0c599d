"""What a register says about itself, once: from this the kit makes lists, forms, templates, imports, exports and the API.

A declaration is data about a hand-written model. If it wants an `if`, it wants a function in the chapter's `rules.py`.
"""

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models

Typed = Mapping[str, Any]
"""What was typed: field → typed value, a frozen copy. A field that was left empty is there, as None or ""."""


@dataclass(frozen=True)
class Fault:
    """What a check found: a code of the chapter's messages, the field where it stands ("" for the whole record), values."""

    code: str
    field: str = ""
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    soft: bool = False
    """A soft fault asks for a short reason and lets the record pass."""


Check = Callable[[Typed], Sequence[Fault]]


@dataclass(frozen=True)
class Within:
    """A legal clock: how long after an event something may or must be done.

    A case takes the rule in force on the day that it was received, so a chapter lists several with their spans.
    """

    days: int
    working: bool
    starts: str
    """The date field that starts it."""
    clause: str
    """Law and article, "order-18/34"."""
    extension: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
    mark: str = ""


@dataclass(frozen=True)
class Move:
    """A change of state: from where, to where, by whom, within which clock, under which article.

    Attributes:
        by: roles of `accounts.roles` that may do it, within the places of their posts.
        asks: fields that must be filled in with the move; `may_fill` those that can be.
        check: what must hold, on the record's values after the move's fields were filled in.
        evidence: kinds of attachment of which at least one must be there.
        ends: the record is settled by this; later changes need a correction.
    """

    code: str
    label: Any
    from_: tuple[str, ...]
    to: str
    by: tuple[str, ...]
    within: tuple[Within, ...] = ()
    clause: str = ""
    asks: tuple[str, ...] = ()
    may_fill: tuple[str, ...] = ()
    check: Check | None = None
    evidence: tuple[str, ...] = ()
    ends: bool = False


@dataclass(frozen=True)
class Where:
    """One condition on a record's own column, as in packages: `operator` is a key of `figures` conditions, "is", "in" …"""

    field: str
    operator: str
    value: Any


@dataclass(frozen=True)
class Measured:
    """What a measure gives for a day and a set of places: part and whole, in all and by class."""

    part: int
    whole: int
    by_class: Mapping[str, tuple[int, int]] = dataclasses.field(default_factory=dict)
    records: Collection[int] = ()
    """Records that make up the whole, for the passport; may stay empty where they are too many to name."""


@dataclass(frozen=True)
class Measure:
    """A figure that cannot be added up, recomputed exactly from its records when they were touched.

    Attributes:
        compute: (first day, first day after, primary keys of the places, knowledge up to this instant or None) → Measured.
        touched_by: codes of the registers whose changes may move it.
        everywhere: a change in one place may move every other place (a chain of traceability does).
        prepare: does once for a span and knowledge what is the same for every set of places; gives what answers for one set.
    """

    code: str
    label: Any
    compute: Callable[[date, date, frozenset[int], datetime | None], Measured]
    touched_by: tuple[str, ...]
    everywhere: bool = False
    prepare: Callable[[date, date, datetime | None], Callable[[frozenset[int]], Measured]] | None = None


@dataclass(frozen=True)
class Tab:
    """A saved view that ships with the register: 有效 / 30天内到期 / 已失效 / 待核."""

    code: str
    label: Any
    where: Callable[[date], models.Q]


@dataclass(frozen=True)
class Register:
    """A register: a typed model and what the kit needs to know about it.

    Attributes:
        code: "room.name", permanent, as packages, addresses, journal and API name it.
        label, label_plural: its name; `area` is the entry of the rail that its pages stand under.
        named_by: the field by which people and files name a record (USCC, certificate number); unique where `key` is it.
        key: fields that together make the same record; the second import of a file finds them and changes nothing.
        entry: fields of the form, in the order of the paper form; also columns of template and import.
        listed, public, searched, filters: columns of the list, of the open view; fields of search and of the filter row.
        personal: fields about a natural person: blanked on demand, never listed in public.
        lookups: foreign key → field of the other register's model by which it is typed ("producer": "uscc").
        scales: whole-number column → power of ten that it is divided by when shown and typed.
        counts_on, counts_in: the date by which a record belongs to a period, and the states in which it counts (() = all).
        spans: model with `record`, `valid_from`, `valid_to` (half-open, None = open) holding when a record is valid,
            kept by the chapter in the same act; for registers that are counted as stocks.
        records, sees: roles that may record and correct; roles that may see (() = whoever signs in).
        sampled: its records are drawn samples, so that a share of them has an interval.
        sentences: fault code → sentence (lazy, named placeholders).
        fields_of_state: state → its place in the life line, in order, with label.
        alike: likely duplicates of what was typed, shown before saving.
        before_save: derives columns from typed ones (verdict from items, canonical names); pure; returns the additions.
        after_save: writes what hangs on the records (spans, due rows) inside the act, given their primary keys.
    """

    code: str
    model: type[models.Model]
    label: Any
    label_plural: Any
    area: str
    named_by: str
    key: tuple[str, ...]
    entry: tuple[str, ...]
    listed: tuple[str, ...]
    first_state: str
    states: Mapping[str, Any]
    public: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    lookups: Mapping[str, str] = dataclasses.field(default_factory=dict)
    scales: Mapping[str, int] = dataclasses.field(default_factory=dict)
    counts_on: str = ""
    counts_in: tuple[str, ...] = ()
    spans: type[models.Model] | None = None
    moves: tuple[Move, ...] = ()
    checks: tuple[Check, ...] = ()
    sampled: bool = False
    sentences: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    predicates: Mapping[str, tuple[Where, ...]] = dataclasses.field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    tabs: tuple[Tab, ...] = ()
    records: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()
    evidence: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    alike: Callable[[Typed], models.Q | None] | None = None
    before_save: Callable[[Typed], Typed] | None = None
    after_save: Callable[[Any, Sequence[int]], None] | None = None
    help: Any = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def move(self, code: str) -> Move:
        return next(one for one in self.moves if one.code == code)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        return tuple(one for one in self.moves if state in one.from_)

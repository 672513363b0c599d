"""What a list is asked, as conditions on a register's own columns; and the same conditions on rows of the past.

Rows of the past are taken from revisions, so conditions must be answerable without the database, too.
"""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from zhiheng.bodies import queries as bodies
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import columns, messages
from zhiheng.registers.kit.columns import Described, NotRead
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.table import attnames, fields

Filters = Mapping[str, Any]
"""Field → value or list of values; `field__from`, `field__to` (both included), `field__has` (part of a text); `q` (words);
`id` (primary keys: exactly these records, none where there are none)."""
_SUFFIXES = {"from": "gte", "to": "lte", "has": "icontains"}


def condition(register: Register, filters: Filters, on: date) -> Q:
    """Filters as typed in an address or by a program (texts are read as in forms).

    Raises:
        Refused: `registers.no_such_filter`, or `registers.faulty_filter` with the sentence of what could not be read.
    """
    asked = Q()
    for key, given in filters.items():
        if key == "id":
            asked &= Q(pk__in=tuple(given))
            continue
        if given in (None, "", [], ()):
            continue
        asked &= _words(register, str(given)) if key == "q" else _one(register, key, given, on)
    return asked


def _one(register: Register, key: str, given: Any, on: date) -> Q:
    name, _, suffix = key.partition("__")
    known = columns.described(register)
    if name not in known or (suffix and suffix not in _SUFFIXES):
        raise Refused("registers.no_such_filter", messages.NO_SUCH_FILTER, found=key)
    what = known[name]
    if suffix == "has":
        return Q((f"{what.attname}__icontains", str(given)))
    values = [_typed(register, what, value) for value in (given if isinstance(given, (list, tuple, set)) else [given])]
    if suffix:
        return Q((f"{what.attname}__{_SUFFIXES[suffix]}", values[0]))
    if what.kind == "place":
        return Q((f"{what.attname}__in", _within(values, on)))
    return Q((what.attname, values[0])) if len(values) == 1 else Q((f"{what.attname}__in", values))


def _typed(register: Register, what: Described, value: Any) -> Any:
    if not isinstance(value, str):
        return getattr(value, "pk", value)
    try:
        return columns.parse(register, what.name, value)
    except NotRead as fault:
        raise Refused("registers.faulty_filter", "%(said)s", said=messages.sentence(register, fault.fault)) from None


def _within(keys: Iterable[int], on: date) -> list[int]:
    """The places and all places in them, in the tree of the day."""
    tree = bodies.places(on)
    codes = {place.id: place.code for place in tree}
    return sorted(set(keys) | {one.id for key in keys if key in codes for one in tree.subtree(codes[key])})


def _words(register: Register, text: str) -> Q:
    """Every word stands in one of the searched fields."""
    names = register.searched or (register.named_by,)
    asked = Q()
    for word in columns.plain(text).split():
        any_field = Q()
        for name in names:
            any_field |= Q((f"{attnames(register.model).get(name, name)}__icontains", word))
        asked &= any_field
    return asked


# The same on rows of the past


def holds(asked: Q, row: Mapping[str, Any], model: type[models.Model]) -> bool:
    """Whether a row (by `attname`) satisfies a condition. One that reaches into another table asks that table, as it is today.

    Raises:
        ValueError: for a condition with an expression, or with a lookup that is not known here.
    """
    told = (holds(part, row, model) if isinstance(part, Q) else _leaf(part, row, model) for part in asked.children)
    combined = any(told) if asked.connector == Q.OR and asked.children else all(told)
    return combined != asked.negated


def _leaf(part: Any, row: Mapping[str, Any], model: type[models.Model]) -> bool:
    key, wanted = part
    name, _, lookup = key.partition("__")
    name = "id" if name == "pk" else name
    known = fields(model)
    if name in known and known[name].is_relation and lookup and lookup not in _LOOKUPS:
        related = known[name].related_model._meta.default_manager  # type: ignore[union-attr]
        return bool(related.filter(pk=row[known[name].attname], **{lookup: wanted}).exists())  # type: ignore[union-attr]
    name = name if name in row else f"{name}_id"
    if name not in row or lookup not in _LOOKUPS:
        raise ValueError(f"{key} cannot be asked of a row of the past")
    if hasattr(wanted, "resolve_expression"):
        raise ValueError(f"{key} is compared with an expression")
    return _LOOKUPS[lookup](row[name], wanted)


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda value, wanted: value is not None and compare(value, wanted)


_LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "": operator.eq,
    "exact": operator.eq,
    "in": lambda value, wanted: value in wanted,
    "isnull": lambda value, wanted: (value is None) == wanted,
    "gte": _compared(operator.ge),
    "gt": _compared(operator.gt),
    "lte": _compared(operator.le),
    "lt": _compared(operator.lt),
    "range": _compared(lambda value, wanted: wanted[0] <= value <= wanted[1]),
    "icontains": _compared(lambda value, wanted: str(wanted).lower() in str(value).lower()),
    "contains": _compared(lambda value, wanted: str(wanted) in str(value)),
    "startswith": _compared(lambda value, wanted: str(value).startswith(str(wanted))),
    "iexact": _compared(lambda value, wanted: str(value).lower() == str(wanted).lower()),
}


# Order and pages

Order = Sequence[tuple[str, bool]]
"""(attname, falling), ending with the primary key, so that no two rows are equal."""


def order(register: Register, sort: Sequence[str]) -> list[tuple[str, bool]]:
    """The order of a list from names such as "-drawn_on"; newest first where nothing is asked.

    Raises:
        Refused: `registers.no_such_filter` for a field that there is not.
    """
    known = attnames(register.model)
    asked = []
    for name in sort:
        plain, falling = name.lstrip("-"), name.startswith("-")
        if plain not in known:
            raise Refused("registers.no_such_filter", messages.NO_SUCH_FILTER, found=name)
        asked.append((known[plain], falling))
    return [*asked, ("id", not asked or asked[-1][1])]


def beyond(order: Order, last: Sequence[Any]) -> Q:
    """Rows that come after a row with these values; empty values come last in either direction."""
    asked, equal = Q(), Q()
    for (name, falling), value in zip(order, last, strict=True):
        after = Q((f"{name}__{'lt' if falling else 'gt'}", value)) if value is not None else None
        nullable = name != "id"
        if after is not None:
            asked |= equal & ((after | Q((f"{name}__isnull", True))) if nullable else after)
        equal &= Q((name, value)) if value is not None else Q((f"{name}__isnull", True))
    return asked


def sort_key(order: Order, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple((row[name] is None, _Falling(row[name]) if falling else row[name]) for name, falling in order)


class _Falling:
    """Sorts the other way round."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: "_Falling") -> bool:
        return self.value is not None and bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Falling) and self.value == other.value

    __hash__ = None  # type: ignore[assignment]


def typed_row(register: Register, key: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the past as typed values, from what a revision kept."""
    return {
        "id": key,
        **{
            one.attname: one.to_python(values[one.attname])
            for one in fields(register.model).values()
            if one.attname in values
        },
    }

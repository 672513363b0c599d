"""Finding records by a word: any part of what they are called or numbered, or pinyin initials.

`LIKE` over the searched columns reads whole rows. What is searched is kept once more, in one narrow row a record, written in the act
that writes the record: one `LIKE` over these takes half the time and knows the initials. A record is also found by what another
one is called (its producer), and that is looked for there, so that a new name finds it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q

from zhiheng.journal import bulk
from zhiheng.registers.kit import columns, initials, registry
from zhiheng.registers.kit.batch import Batch
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.models import Sought
from zhiheng.registers.kit.table import attnames

# Kept in the act that writes the records


def keep(register: Register, before: Batch, after: Batch) -> None:
    """Keep what changed records are found by. Nothing is written where no searched field changed."""
    names = own(register)
    if all(before.columns.get(name) is after.columns.get(name) for name in names):
        return  # whoever writes leaves columns that do not change as they are
    for some in bulk.pieces(list(before.ids)):
        Sought.objects.filter(register=register.code, record__in=some).delete()
    _add(register, names, after)


def own(register: Register) -> list[str]:
    """The searched columns of the register itself, by `attname`."""
    known = attnames(register.model)
    asked = register.searched or (register.named_by,)
    return [known[name] for name in asked if name in known]


def _add(register: Register, names: Sequence[str], batch: Batch) -> None:
    """Each distinct value is looked at once."""
    told = []
    for name in names:
        values = batch.columns[name]
        lines = {value: "\n".join(_lines(value)) for value in set(values)}
        told.append([lines[value] for value in values])
    words = ["\n".join(filter(None, lines)) for lines in zip(*told, strict=True)]
    bulk.insert(Sought, {"register": [register.code] * len(words), "record": list(batch.ids), "words": words})


def _lines(value: Any) -> Iterator[str]:
    text = columns.joined("" if value is None else str(value))
    if text:
        yield text
    if not text.isascii():
        yield initials.written(text)


def rebuild(register: Register) -> int:
    """Keep anew what all records are found by, for records older than that. Returns how many records."""
    Sought.objects.filter(register=register.code).delete()
    names, last, count = own(register), 0, 0
    while names:
        rows = list(register.model._default_manager.filter(pk__gt=last).order_by("pk").values_list("pk", *names)[:5000])
        if not rows:
            break
        ids, *values = zip(*rows, strict=True)
        _add(register, names, Batch(ids, dict(zip(names, values, strict=True))))
        last, count = ids[-1], count + len(ids)
    return count


# Asked


def condition(register: Register, text: str) -> Q:
    """Records for which every word of a text is found. A handful of short queries; the rest is asked by the condition."""
    asked = Q()
    for word in columns.plain(text).lower().split():
        asked &= _one(register, word)
    return asked


MOST_OTHERS = 2000
"""Other records (producers) that one word may stand for; so many enterprises bear it that it tells nothing more."""


def _one(register: Register, word: str) -> Q:
    """Other tables are asked first: where they hold nothing, the records need not be looked at for it."""
    found = Q(pk__in=_records(register, word))
    for path in register.searched:
        field, _, rest = path.partition("__")
        if rest and (others := list(_others(register, field, rest, word)[:MOST_OTHERS])):
            found |= Q(**{f"{field}__in": others}) if _is_own(register, field) else Q(pk__in=others)
    return found


def _is_own(register: Register, field: str) -> bool:
    """Whether the field is a column of the register; else another table points to its records."""
    return bool(register.model._meta.get_field(field).concrete)


def _others(register: Register, field: str, rest: str, word: str) -> Any:
    """Primary keys of what a field names and the word finds; of records themselves, where another table points to them."""
    related: Any = register.model._meta.get_field(field)
    other = related.related_model
    known = next((one for one in registry.registers() if one.model is other), None)
    if known is not None and related.concrete and attnames(other).get(rest) in own(known):
        return _records(known, word).values_list("record", flat=True)
    named = other._default_manager.filter(**{f"{rest}__icontains": word})
    return named.values_list("pk" if related.concrete else related.field.attname, flat=True)


def _records(register: Register, word: str) -> Any:
    """Primary keys of the records of a register that a word finds by their own fields, as a query."""
    return Sought.objects.filter(register=register.code, words__contains=word).values("record")

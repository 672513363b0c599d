"""Finding records by a word: any part of a name, its pinyin initials, the beginning of a number.

`LIKE` over the searched columns of a million records takes one to two seconds. A register's names are few thousand, whatever
it holds, so a part is looked for among them; numbers are looked for by their beginning and by the beginning of each part
between their signs. What a record is called by through another record (its producer) is looked for there, so that a new name finds it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Length

from zhiheng.journal import bulk
from zhiheng.registers.kit import columns, initials, registry
from zhiheng.registers.kit.batch import Batch
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.models import Name, Word
from zhiheng.registers.kit.table import attnames

LONGEST = 80
MOST_NAMES = 300
"""Names that one word may stand for; of more the shortest are taken."""
_PART = re.compile(r"(?<=[^0-9a-z])[0-9a-z]")
PARTS, SHORTEST = 4, 3


# Kept in the act that writes the records


def keep(register: Register, before: Batch, after: Batch) -> None:
    """Keep the words of changed records as they are now. Nothing is written where no searched field changed."""
    names = own(register)
    if not names:
        return
    old, new = _words(names, before), _words(names, after)
    gone = old - new
    for some in bulk.pieces(sorted(gone), 200):
        asked = Q()
        for text, record in some:
            asked |= Q(text=text, record=record)
        Word.objects.filter(asked, register=register.code).delete()
    _add(register, sorted(new - old))


def own(register: Register) -> list[str]:
    """The searched columns of the register itself, by `attname`."""
    known = attnames(register.model)
    asked = register.searched or (register.named_by,)
    return [known[name] for name in asked if name in known]


def _words(names: Sequence[str], batch: Batch) -> set[tuple[str, int]]:
    """(text, record) of a set. Each distinct text is looked at once."""
    found: set[tuple[str, int]] = set()
    for name in names:
        values = batch.columns.get(name, ())
        told = {value: tuple(_texts(value)) for value in set(values) if value not in (None, "")}
        found.update(
            (text, key) for key, value in zip(batch.ids, values, strict=True) if value in told for text in told[value]
        )
    return found


def _texts(value: Any) -> Iterator[str]:
    text = columns.joined(str(value))[:LONGEST]
    if text:
        yield text
    if text.isascii():
        for part in islice(_PART.finditer(text), PARTS):
            if len(text) - part.start() >= SHORTEST:
                yield text[part.start() :]


def _add(register: Register, words: Sequence[tuple[str, int]]) -> None:
    bulk.insert(
        Word,
        {
            "register": [register.code] * len(words),
            "text": [text for text, _ in words],
            "record": [record for _, record in words],
        },
    )
    named = sorted({text for text, _ in words if not text.isascii()})
    Name.objects.bulk_create(
        (Name(register=register.code, text=text, initials=initials.written(text)) for text in named),
        ignore_conflicts=True, batch_size=300,
    )  # fmt: skip


def rebuild(register: Register) -> int:
    """Keep the words of all records anew, for records that were written before words were kept. Returns how many words."""
    Word.objects.filter(register=register.code).delete()
    Name.objects.filter(register=register.code).delete()
    names, last = own(register), 0
    while names:
        rows = list(register.model._default_manager.filter(pk__gt=last).order_by("pk").values_list("pk", *names)[:5000])
        if not rows:
            break
        ids, *values = zip(*rows, strict=True)
        _add(register, sorted(_words(names, Batch(ids, dict(zip(names, values, strict=True))))))
        last = ids[-1]
    return Word.objects.filter(register=register.code).count()


# Asked


def condition(register: Register, text: str) -> Q:
    """Records for which every word of a text is found. A handful of short queries; the rest is asked by the condition."""
    asked = Q()
    for word in columns.plain(text).lower().split():
        asked &= _one(register, word)
    return asked


def _one(register: Register, word: str) -> Q:
    found = Q(pk__in=_records(register, word))
    for path in register.searched:
        field, _, rest = path.partition("__")
        if rest:
            found |= _through(register, field, rest, word)
    return found


def _through(register: Register, field: str, rest: str, word: str) -> Q:
    """By what another record is called: a register of its own, else any table."""
    related = register.model._meta.get_field(field)
    other: Any = related.related_model
    known = next((one for one in registry.registers() if one.model is other), None)
    if known is not None and related.concrete and rest in attnames(other) and attnames(other)[rest] in own(known):
        return Q(**{f"{field}__in": _records(known, word)})
    if related.concrete:
        return Q(**{f"{field}__in": other._default_manager.filter(**{f"{rest}__icontains": word}).values("pk")})
    back = related.field.attname  # type: ignore[union-attr]
    return Q(pk__in=other._default_manager.filter(**{f"{rest}__icontains": word}).values(back))


def _records(register: Register, word: str) -> Any:
    """Primary keys of the records of a register that a word finds by their own fields, as a query."""
    asked = _begins(word)
    if len(word) > 1 or not word.isascii():
        asked |= Q(text__in=_names(register, word))
    return Word.objects.filter(asked, register=register.code).values("record")


def _begins(word: str) -> Q:
    """SQLite's LIKE knows no case and takes no index; PostgreSQL's order of letters may not be that of their numbers."""
    if connection.vendor == "postgresql":
        return Q(text__startswith=word)
    return Q(text__gte=word, text__lt=word + "\U0010ffff")


def _names(register: Register, word: str) -> list[str]:
    """Names that hold the word, or whose initials do; the shortest first."""
    asked = Q(text__contains=word)
    if initials.can_be(word):
        asked |= Q(initials__contains=word)
    found = Name.objects.filter(asked, register=register.code).order_by(Length("text"), "text")
    return list(found.values_list("text", flat=True)[:MOST_NAMES])

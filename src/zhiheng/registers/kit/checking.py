"""What holds for typed values, column by column: the model's own rules first, then the chapter's checks row by row.

A column of 100 000 values is looked at as a set of distinct values wherever that tells the same.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import (
    BaseValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
)
from django.db import models

from zhiheng.journal.bulk import pieces
from zhiheng.journal.canonical import NotCanonicalError, canonical
from zhiheng.registers.kit.declaration import Fault, Register
from zhiheng.registers.kit.faults import Found
from zhiheng.registers.kit.table import KEPT_BY_KIT, Column, attnames, field_at, fields

Columns = Mapping[str, Sequence[Any]]


def normal(register: Register, columns: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Columns by `attname`, instances as primary keys.

    Raises:
        ValueError: for a column that the register does not have or that only the kit fills.
    """
    known = attnames(register.model)
    found: dict[str, Sequence[Any]] = {}
    for name, values in columns.items():
        if name not in known or name in KEPT_BY_KIT:
            raise ValueError(f"{register.code} has no column {name} that can be typed")
        if known[name] != name and any(isinstance(value, models.Model) for value in values):
            values = [value.pk if isinstance(value, models.Model) else value for value in values]
        found[known[name]] = values
    return found


def typed_fields(register: Register) -> list[Column]:
    """Fields that can be typed, those that must be there among them."""
    return [field for name, field in fields(register.model).items() if name not in KEPT_BY_KIT and name != "state"]


def rows(register: Register, columns: Columns, at: Iterable[int] | None = None) -> Iterator[dict[str, Any]]:
    """Each row as checks and `before_save` see it: foreign keys stand under name and `attname`, as primary keys."""
    names: list[str] = []
    values: list[Sequence[Any]] = []
    for field in fields(register.model).values():
        if field.attname in columns:
            for name in dict.fromkeys((field.name, field.attname)):
                names.append(name)
                values.append(columns[field.attname])
    if at is None:
        for row in zip(*values, strict=True):
            yield dict(zip(names, row, strict=True))
    else:
        for one in at:
            yield {name: column[one] for name, column in zip(names, values, strict=True)}


def examined(
    register: Register,
    columns: Columns,
    *,
    ids: Sequence[int] = (),
    only: Collection[str] | None = None,
    aside: Collection[int] = (),
    duplicates: bool = True,
) -> tuple[dict[str, Sequence[Any]], list[Found]]:
    """Rows as they would stand, with what the chapter derives, and every fault in them.

    Args:
        columns: all typed columns by `attname`, whole.
        ids: primary keys of the rows, where they exist already; they are no duplicates of themselves.
        only: attnames whose values are looked at (the others stand already); None for all.
        aside: rows that have faults already: nothing is derived or checked for them as a whole.
        duplicates: look for the key in earlier rows and other records.
    """
    faults: list[Found] = []
    known = typed_fields(register)
    for field in known:
        if not field.editable and register.before_save is not None:
            continue  # the chapter derives it; what it gives is looked at below
        if field.attname in columns and (only is None or field.attname in only):
            faults += in_column(register, field, columns[field.attname])
    bad = {one.row for one in faults if one.hard}.union(aside)
    whole, more = _row_by_row(register, columns, bad)
    faults += more
    for field in known:
        if field.attname in whole and whole[field.attname] is not columns.get(field.attname):
            told = in_column(register, field, whole[field.attname])
            faults += [one for one in told if one.row not in bad]
    if duplicates and (only is None or _touches_key(register, {*only, *_new_names(columns, whole)})):
        faults += _duplicates(register, whole, ids)
    return whole, faults


def _new_names(columns: Columns, whole: Columns) -> list[str]:
    return [name for name, values in whole.items() if values is not columns.get(name)]


def _row_by_row(
    register: Register, columns: Columns, bad: Collection[int]
) -> tuple[dict[str, Sequence[Any]], list[Found]]:
    """What `before_save` derives and what the chapter's checks say, for rows whose values are right each by itself."""
    derive, checks = register.before_save, register.checks
    whole = dict(columns)
    if derive is None and not checks:
        return whole, []
    known = attnames(register.model)
    more: dict[str, list[Any]] = {}
    faults: list[Found] = []
    for at, row in enumerate(rows(register, columns)):
        if at in bad:
            continue
        if derive is not None:
            for name, value in derive(row).items():
                attname = known[name]
                if attname not in more:  # a chapter may derive the state, which nobody types
                    more[attname] = list(columns[attname]) if attname in columns else _first_states(register, columns)
                more[attname][at] = row[name] = row[attname] = value
        for check in checks:
            if told := check(row):
                faults += [Found(at, fault) for fault in told]
    return {**whole, **more}, faults


def _first_states(register: Register, columns: Columns) -> list[Any]:
    return [register.first_state] * len(next(iter(columns.values())))


def in_column(register: Register, field: Column, values: Sequence[Any]) -> list[Found]:
    """Faults of single values: missing, too long, not in the list, refused by a validator of the field."""
    try:
        distinct = set(values)
    except TypeError:
        return _unkeepable(field, values)
    told: dict[Any, Fault] = {}
    for empty in (None, ""):
        if empty in distinct:
            distinct.discard(empty)
            if not (field.blank or not field.editable or (empty is None and field.null)) or (
                empty is None and not field.null
            ):
                told[empty] = Fault("missing", field.name)
    told.update(_unwritable(field, distinct))
    for check in _value_checks(field):
        told.update(check(distinct - told.keys() if told else distinct))
    if field.is_relation and distinct:
        told.update(_unknown(field, distinct))
    return [Found(at, told[value]) for at, value in enumerate(values) if value in told] if told else []


def _unkeepable(field: Column, values: Sequence[Any]) -> list[Found]:
    faults: list[Found] = []
    if not any(values):
        return faults
    for at, value in enumerate(values):
        try:
            canonical(value)
        except NotCanonicalError:
            faults.append(Found(at, Fault("not_keepable", field.name)))
    return faults


Told = Mapping[Any, Fault]


def _unwritable(field: Column, values: Collection[Any]) -> Told:
    """Signs that no database or journal keeps: NUL, and halves of surrogate pairs."""
    texts = [value for value in values if isinstance(value, str)]
    if _writable("".join(texts)):
        return {}
    return {text: Fault("not_keepable", field.name) for text in texts if not _writable(text)}


def _writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _value_checks(field: Column) -> Iterator[Callable[[Collection[Any]], Told]]:
    if field.choices:
        yield lambda values: _not_chosen(field, values)
    for validator in field.validators:
        if field.choices and isinstance(validator, MaxLengthValidator):
            continue
        yield lambda values, validator=validator: _by_validator(field, validator, values)  # type: ignore[misc]


def _not_chosen(field: Column, values: Collection[Any]) -> Told:
    allowed = dict(field.flatchoices)
    return {
        value: Fault("not_a_choice", field.name, {"found": value, "allowed": tuple(map(str, allowed.values()))})
        for value in values
        if value not in allowed
    }


_BOUNDS: dict[type[BaseValidator], str] = {MinValueValidator: "too_small", MaxValueValidator: "too_large"}


def _by_validator(field: Column, validator: Any, values: Collection[Any]) -> Told:
    if type(validator) is MaxLengthValidator:
        most = _limit(validator)
        return {
            value: Fault("too_long", field.name, {"length": len(value), "most": most})
            for value in values
            if len(value) > most
        }
    if type(validator) is RegexValidator and not validator.inverse_match:
        search = validator.regex.search  # type: ignore[union-attr]  # compiled when it is first asked for
        values = [value for value in values if not search(str(value))]
    elif type(validator) in _BOUNDS:
        limit, least = _limit(validator), isinstance(validator, MinValueValidator)
        values = [value for value in values if (value < limit if least else value > limit)]
    told = {}
    for value in values:
        try:
            validator(value)
        except ValidationError as error:
            told[value] = _said(field, validator, value, error)
    return told


def _said(field: Column, validator: Any, value: Any, error: ValidationError) -> Fault:
    if type(validator) in _BOUNDS:
        return Fault(_BOUNDS[type(validator)], field.name, {"found": value, "limit": _limit(validator)})
    return Fault("not_accepted", field.name, {"found": value, "said": " ".join(error.messages)})


def _limit(validator: Any) -> Any:
    return validator.limit_value() if callable(validator.limit_value) else validator.limit_value


def _unknown(field: Column, keys: Collection[Any]) -> Told:
    """Primary keys that the other table does not have."""
    related = field.related_model._meta.default_manager  # type: ignore[union-attr]
    there: set[Any] = set()
    for some in pieces(sorted(keys)):
        there.update(related.filter(pk__in=some).values_list("pk", flat=True))  # type: ignore[union-attr]
    return {key: Fault("no_such", field.name, {"found": key}) for key in keys if key not in there}


# Duplicates


def keys(register: Register, columns: Columns) -> list[tuple[Any, ...]] | None:
    """The value of `key` for each row; None where a column of it is not there."""
    names = [attnames(register.model)[name] for name in register.key]
    if not names or not all(name in columns for name in names):
        return None
    return list(zip(*(columns[name] for name in names), strict=True))


def _touches_key(register: Register, only: Collection[str]) -> bool:
    return any(attnames(register.model)[name] in only for name in register.key)


def standing(register: Register, asked: Collection[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    """Key → primary key of the records that bear it and are not withdrawn. Asked by the key's most telling column."""
    names = [attnames(register.model)[name] for name in register.key]
    alive = register.model._default_manager.filter(withdrawn=False)
    if not asked or not alive.exists():
        return {}
    wanted = {key for key in asked if not _is_empty(key)}
    if not wanted:
        return {}
    there: dict[tuple[Any, ...], int] = {}
    widest = max(range(len(names)), key=lambda at: len({key[at] for key in wanted}))
    for some in pieces(list({key[widest] for key in wanted})):
        for pk, *key in alive.filter(**{f"{names[widest]}__in": some}).values_list("pk", *names):
            there[tuple(key)] = pk
    return {key: there[key] for key in wanted if key in there}


def _duplicates(register: Register, columns: Columns, ids: Sequence[int]) -> list[Found]:
    """Rows whose key stands in an earlier row or in another record."""
    found_keys = keys(register, columns)
    if found_keys is None:
        return []
    there = standing(register, found_keys)
    own = set(ids)
    faults = []
    if there:
        faults = [
            Found(at, Fault("taken", register.key[-1], {"found": named(key)}))
            for at, key in enumerate(found_keys)
            if key in there and there[key] not in own
        ]
    if len(set(found_keys)) < len(found_keys):
        faults += repeats(register, found_keys)
    return faults


def repeats(register: Register, found_keys: Sequence[tuple[Any, ...]], numbers: Sequence[int] = ()) -> list[Found]:
    """Rows whose key stands in an earlier row of the same set (said by its number); empty keys are no keys."""
    often = {key for key, times in Counter(found_keys).items() if times > 1 and not _is_empty(key)}
    first: dict[tuple[Any, ...], int] = {}
    faults = []
    for at, key in enumerate(found_keys):
        if key in often and first.setdefault(key, at) != at:
            row = numbers[first[key]] if numbers else first[key] + 1
            faults.append(Found(at, Fault("repeated", register.key[-1], {"found": named(key), "row": row})))
    return faults


def _is_empty(key: tuple[Any, ...]) -> bool:
    return all(value in (None, "") for value in key)


def named(key: tuple[Any, ...]) -> str:
    return " / ".join(str(value) for value in key)


def shown(register: Register, attname: str) -> str:
    return str(field_at(register.model, attname).verbose_name)

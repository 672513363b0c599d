"""What a program sends about records: objects by field, read as a form reads them; each fault with its pointer."""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from zhiheng.api.problems import Faults
from zhiheng.registers.kit import columns, services
from zhiheng.registers.kit.declaration import Fault, Register
from zhiheng.registers.kit.faults import Faulty, Found
from zhiheng.registers.kit.table import fields

MOST = 20_000
"""Most records of one request."""
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]


def _keepable(text: str) -> str:
    """No sign that a database does not keep."""
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError("NUL and lone surrogates cannot be kept")
    return text


Words = Annotated[str, AfterValidator(_keepable)]
Reason = Annotated[Words, Field(max_length=1000, description="原因 · why, where one is needed")]
Values = Annotated[dict[str, Any], Field(description="字段与值 · values by field")]


class Strict(Schema):
    """A body; a word that it does not know is told, because it would be lost."""

    model_config = ConfigDict(extra="forbid")
    reason: Reason = ""


class Recorded(Strict):
    """One record, or many: all or none."""

    record: Values | None = None
    records: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST)] | None = None
    source: Annotated[Words, Field(max_length=300, description="来源 · where it comes from")] = ""


class Corrected(Strict):
    values: Values


class Moved(Strict):
    values: Values = {}


class MovedMany(Moved):
    ids: Annotated[list[Key], Field(min_length=1, max_length=MOST)]


class Withdrawn(Strict):
    pass


class WithdrawnMany(Strict):
    ids: Annotated[list[Key], Field(min_length=1, max_length=MOST)]


Where = Callable[[int], str]
"""Position in the set → pointer of that record in the body."""


def typed(
    register: Register, rows: Sequence[Mapping[str, Any]], names: Sequence[str], where: Where
) -> tuple[dict[str, Sequence[Any]], list[Found]]:
    """Columns of typed values, and every fault of a value that cannot be read. A field that a row leaves out takes its default.

    Raises:
        Faults: for a field that the register does not have, or that nobody types.
    """
    _refuse_unknown(register, rows, names, where)
    given = [name for name in names if any(name in row for row in rows)]
    read: dict[str, Sequence[Any]] = {}
    found: list[Found] = []
    for name in given:
        read[name], faults = _column(register, name, rows)
        found += [Found(at, fault) for at, fault in sorted(faults.items())]
    return read, found


def _refuse_unknown(register: Register, rows: Sequence[Mapping[str, Any]], names: Sequence[str], where: Where) -> None:
    allowed = frozenset(names)
    errors = [
        {
            "pointer": pointer(where(at), name),
            "detail": _("“%(name)s” cannot be filled in here. Known are: %(allowed)s.")
            % {"name": name[:80], "allowed": "、".join(names)},
            "soft": False,
        }
        for at, row in enumerate(rows)
        for name in row
        if name not in allowed
    ]
    if errors:
        raise Faults("registers.no_such_field", errors)


def _column(register: Register, name: str, rows: Sequence[Mapping[str, Any]]) -> tuple[list[Any], dict[int, Fault]]:
    what, field = columns.describe(register, name), fields(register.model)[name]
    texts, faults = [], {}
    for at, row in enumerate(rows):
        text = _text(row.get(name))
        if text is None:
            faults[at] = Fault("not_keepable", name)
        texts.append(text or "")
    values, more = columns.read_column(what, texts)
    told = [value if name in row else services.empty_value(field) for value, row in zip(values, rows, strict=True)]
    return told, {**more, **faults}


def _text(value: Any) -> str | None:
    """A value as it would be typed; None for what nobody can type."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() and abs(value.adjusted()) < 40 else None
    if isinstance(value, int):
        return str(value) if abs(value) < 10**40 else None
    try:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        return _keepable(text)
    except (ValueError, RecursionError):
        return None


def refuse(register: Register, found: Sequence[Found], where: Where) -> None:
    """Tell faults that were found before anything was asked of the kit."""
    if found:
        raise told(Faulty(register, found), where)


def told(refused: Faulty, where: Where, records: Sequence[int] = ()) -> Faults:
    """The faults of the kit with a pointer each; hard ones first, as the kit gives them.

    Args:
        records: primary keys of the set, where the body names records instead of holding them.
    """
    errors = [
        {
            "pointer": pointer(where(one.row), one.fault.field), "detail": sentence, "code": one.fault.code,
            "soft": one.fault.soft, **({"record": records[one.row]} if records else {}),
        }
        for one, sentence in refused.sentences()
    ]  # fmt: skip
    return Faults(refused.code, errors, str(refused))


def pointer(base: str, field: str) -> str:
    """RFC 6901."""
    return f"{base}/{field.replace('~', '~0').replace('/', '~1')}" if field else base

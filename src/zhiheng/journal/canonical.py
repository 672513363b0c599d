"""One spelling for every value: RFC 8785 JSON, with the choices that this journal fixes for good.

UTF-8 in NFC, ASCII keys in order, no spaces, no floats. Decimals, and integers that a JavaScript number cannot
hold, are written as strings; days as 2019-07-15, instants as UTC with six digits of a second.
"""

import re
import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from typing import cast

LARGEST_INTEGER = 2**53 - 1


class NotCanonicalError(TypeError):
    """A value that has no single spelling. Developers see it; officials never do."""


def canonical(value: object) -> bytes:
    """The bytes that stand for a value.

    Raises:
        NotCanonicalError: for floats, naive instants, keys that are not ASCII text, lone surrogates and unknown types.
    """
    try:
        return _written(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonicalError(f"text with a lone surrogate at {error.start}") from error


def instant(at: datetime) -> str:
    """2019-07-15T01:02:03.000004Z. The six digits always stand, so that order of text is order of time."""
    if at.tzinfo is None:
        raise NotCanonicalError(f"an instant without a zone: {at!r}")
    # strftime would write the year 900 with three digits on some systems
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def decimal(number: Decimal) -> str:
    """Plain notation without trailing zeros, so that 1.5 read back from a column as 1.500 stays the same value."""
    if not number.is_finite():
        raise NotCanonicalError(f"a number that is not finite: {number}")
    plain = format(number, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain in {"-0", ""} else plain


def _written(value: object) -> str:  # one line a type; the order matters: bool is an int, datetime is a date
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return str(int(value)) if abs(value) <= LARGEST_INTEGER else f'"{int(value)}"'
    if isinstance(value, Decimal):
        return f'"{decimal(value)}"'
    if isinstance(value, datetime):
        return f'"{instant(value)}"'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, uuid.UUID):
        return f'"{value}"'
    if isinstance(value, bytes):
        return f'"{value.hex()}"'
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, Sequence):
        return f"[{','.join(map(_written, value))}]"
    raise NotCanonicalError(f"{type(value).__name__} has no canonical spelling: {value!r}")


def _text(value: str) -> str:
    # The standard library escapes exactly what RFC 8785 3.2.2.2 asks for, with lower-case \u00xx.
    return encode_basestring(unicodedata.normalize("NFC", value))


def _object(value: Mapping[object, object]) -> str:
    keys = list(value)
    if not all(isinstance(key, str) and key.isascii() for key in keys):
        raise NotCanonicalError(f"keys must be ASCII text: {keys!r}")
    return "{" + ",".join(f"{_text(key)}:{_written(value[key])}" for key in sorted(keys)) + "}"  # type: ignore[arg-type,type-var]


_TO_ESCAPE = re.compile(r'["\\\x00-\x1f]')


def canonical_rows(columns: Mapping[str, Sequence[object]]) -> list[bytes]:
    """What `canonical` makes of each row, for rows that are given as columns; each distinct value is spelled once.

    Raises:
        NotCanonicalError: as `canonical` does.
    """
    names = sorted(columns)
    if not names:
        return []
    if not all(name.isascii() for name in names):
        raise NotCanonicalError(f"keys must be ASCII text: {names!r}")
    shape, spelled = "", []
    for name in names:
        values = columns[name]
        if _is_all_one(values):
            told = _written(values[0]).replace("%", "%%")  # the same for all: part of the shape
        elif (plain := _plain_texts(values)) is not None:
            told = '"%s"'
            spelled.append(plain)
        else:
            told = "%s"
            spelled.append(_spelled(values))
        shape += f",{_text(name).replace('%', '%%')}:{told}"
    shape = "{" + shape[1:] + "}"
    count = len(columns[names[0]])
    try:
        if not spelled:
            return [(shape % ()).encode("utf-8")] * count
        return [(shape % row).encode("utf-8") for row in zip(*spelled, strict=True)]
    except UnicodeEncodeError as error:
        raise NotCanonicalError(f"text with a lone surrogate at {error.start}") from error


def canonical_texts(values: Sequence[str]) -> list[str]:
    """Texts as they are spelled, in quotation marks."""
    plain = _plain_texts(values)
    return [_text(value) for value in values] if plain is None else [f'"{value}"' for value in plain]


def _is_all_one(values: Sequence[object]) -> bool:
    first = values[0] if len(values) else None
    if isinstance(first, dict):
        return not any(values) and set(map(type, values)) == {dict}
    return (
        len(values) > 1
        and isinstance(first, (str, int, date, type(None)))
        and values.count(first) == len(values)
        and len(set(map(type, values))) == 1  # 1 and True are equal
    )


def _plain_texts(values: Sequence[object]) -> Sequence[str] | None:
    """The values themselves, when all are text that is spelled as it stands."""
    try:
        joined = "\u2028".join(values)  # type: ignore[arg-type]
    except TypeError:
        return None
    if _TO_ESCAPE.search(joined) or not unicodedata.is_normalized("NFC", joined):
        return None
    return values  # type: ignore[return-value]


def _spelled(values: Sequence[object]) -> Sequence[str]:
    types = set(map(type, values))
    if types == {int}:
        numbers = cast(Sequence[int], values)
        if max(map(abs, numbers)) <= LARGEST_INTEGER:
            return list(map(str, numbers))
    try:
        if len(types) == 1:
            told = {value: _written(value) for value in set(values)}
            return list(map(told.__getitem__, values))
        # 1, True and 1.0 are equal and spelled differently, so the type is part of the key.
        known = {key: _written(key[1]) for key in {(type(value), value) for value in values}}
        return [known[type(value), value] for value in values]
    except TypeError as error:
        if isinstance(error, NotCanonicalError):
            raise
        return [_written(value) for value in values]

"""What one field of a register is: label, kind, choices, how it is read from text and written as text.

One place for form, sheet, list, API and export. Reading takes a whole column: each distinct text is understood once.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language, pgettext_lazy

from zhiheng import quantities
from zhiheng.bodies.models import Place, PlaceName
from zhiheng.journal.bulk import pieces
from zhiheng.registers.kit.declaration import Fault, Register
from zhiheng.registers.kit.table import KEPT_BY_KIT, Column, fields

ZONE = ZoneInfo("Asia/Shanghai")
YES, NO = pgettext_lazy("answer", "yes"), pgettext_lazy("answer", "no")
FORMULA, GUARD = frozenset("=+@\t"), "'"
"""What makes a spreadsheet run a text, and what keeps it from that; reading takes the guard away."""
_YES = frozenset({"是", "有", "对", "√", "✓", "✔", "y", "yes", "true", "t", "1"})
_NO = frozenset({"否", "无", "不", "×", "✗", "✘", "x", "n", "no", "false", "f", "0"})


@dataclass(frozen=True)
class Described:
    """One field as forms, lists, sheets and the API see it.

    Attributes:
        kind: text, choice, date, instant, whole, number (scaled), yes_no, place, reference, facts.
        choices: code and label, for choices and states.
        decimals: of a number; what is stored is the number × 10^decimals.
        lookup: field of the other model by which a reference is typed.
        longest: most characters of a text.
        normal: full-width letters and digits are made half-width when it is typed (numbers, codes).
    """

    name: str
    attname: str
    label: Any
    kind: str
    required: bool
    help: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    decimals: int = 0
    lookup: str = ""
    longest: int | None = None
    personal: bool = False
    normal: bool = False
    nullable: bool = False
    model: Any = field(default=None, compare=False, repr=False)


_KINDS: dict[str, str] = {
    "BooleanField": "yes_no", "DateField": "date", "DateTimeField": "instant", "JSONField": "facts",
    "DecimalField": "decimal", "UUIDField": "text",
    **dict.fromkeys((
        "BigIntegerField", "IntegerField", "PositiveBigIntegerField", "PositiveIntegerField",
        "PositiveSmallIntegerField", "SmallIntegerField"), "whole"),
}  # fmt: skip


_known: dict[str, tuple[Register, Mapping[str, Described]]] = {}


def described(register: Register) -> Mapping[str, Described]:
    """Every field of a register by name, in the order of the model."""
    known = _known.get(register.code)
    if known is None or known[0] is not register:
        told = {name: _one(register, name, found) for name, found in fields(register.model).items()}
        known = _known[register.code] = (register, told)
    return known[1]


def describe(register: Register, name: str) -> Described:
    """One field by its name or `attname`."""
    known = described(register)
    return known[name] if name in known else next(one for one in known.values() if one.attname == name)


def _one(register: Register, name: str, found: Column) -> Described:
    kind = _KINDS.get(found.get_internal_type(), "text")
    choices: tuple[tuple[str, Any], ...] = ()
    if found.is_relation:
        kind = "place" if found.related_model is Place else "reference"
    elif name == "state":
        kind, choices = "choice", tuple(register.states.items())
    elif found.choices:
        kind, choices = "choice", tuple((code, label) for code, label in found.flatchoices if code not in (None, ""))
    elif kind == "whole" and name in register.scales:
        kind = "number"
    coded = name in register.key or name == register.named_by
    return Described(
        name=name,
        attname=found.attname,
        label=found.verbose_name,
        kind=kind,
        required=not found.blank and name not in KEPT_BY_KIT,
        help=found.help_text,
        choices=choices,
        decimals=register.scales.get(name, 0),
        lookup=register.lookups.get(name, "") if kind == "reference" else "",
        longest=found.max_length if kind == "text" else None,
        personal=name in register.personal,
        normal=coded or any(isinstance(one, RegexValidator) for one in found.validators),
        nullable=found.null,
        model=found.related_model if found.is_relation else None,
    )


# Reading


class NotRead(Exception):
    """A text is not what the field holds: the fault says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def plain(text: str) -> str:
    """Half-width letters, digits and signs; no blanks at the ends."""
    return unicodedata.normalize("NFKC", text).replace("\u200b", "").strip()


def joined(text: str) -> str:
    """As names are compared: half-width, no blanks, lower case."""
    return "".join(plain(text).split()).lower()


def parse(register: Register, name: str, text: str) -> Any:
    """The typed value of a text; an empty text is None or "".

    Raises:
        NotRead: with the fault.
    """
    values, faults = read_column(describe(register, name), [text])
    if faults:
        raise NotRead(faults[0])
    return values[0]


def read_column(what: Described, texts: Sequence[str]) -> tuple[Sequence[Any], dict[int, Fault]]:
    """Typed values of a column of texts, and faults by position (their value is None)."""
    if what.kind == "text" and (simple := _simple_texts(what, texts)) is not None:
        return simple, {}
    distinct = dict.fromkeys(texts)
    read: Mapping[str, Any]
    if what.kind in ("place", "reference"):
        read = _references(what, distinct)
    else:
        read = {text: _tried(_READERS[what.kind], what, text) for text in distinct}
    bad = {text for text, value in read.items() if isinstance(value, Fault)}
    if not bad:
        return [read[text] for text in texts], {}
    faults = {at: read[text] for at, text in enumerate(texts) if text in bad}
    return [None if text in bad else read[text] for text in texts], faults


def _simple_texts(what: Described, texts: Sequence[str]) -> list[str] | None:
    """Texts that need no more than their ends trimmed; None where some need a look."""
    together = "\n".join(texts)
    if (
        "\u200b" in together
        or (what.normal and not together.isascii())
        or not unicodedata.is_normalized("NFC", together)
    ):
        return None
    trimmed = [text.strip() for text in texts]
    return [_unguarded(text) for text in trimmed] if GUARD in together else trimmed


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == GUARD and text[1:2] in FORMULA else text


def _tried(reader: Callable[[Described, str], Any], what: Described, text: str) -> Any:
    written = plain(text) if what.kind not in ("text", "facts") else text
    if not written.strip():
        return _nothing(what)
    try:
        return reader(what, written)
    except NotRead as fault:
        return fault.fault


def _nothing(what: Described) -> Any:
    return "" if what.kind in ("text", "choice") and not what.nullable else ({} if what.kind == "facts" else None)


def _not_read(code: str, what: Described, text: str, **more: Any) -> NotRead:
    return NotRead(Fault(code, what.name, {"found": text, **more}))


def _text(what: Described, text: str) -> str:
    return _unguarded(plain(text) if what.normal else unicodedata.normalize("NFC", text).replace("\u200b", "").strip())


def _choice(what: Described, text: str) -> str:
    wanted = joined(text)
    for code, label in what.choices:
        if wanted in (joined(str(code)), joined(str(label)), joined(f"{code}{label}")):
            return code
    allowed = tuple(str(label) for _, label in what.choices)
    raise _not_read("not_a_choice", what, text, allowed=allowed)


def _yes_no(what: Described, text: str) -> bool:
    """是 and 否 in their many forms, or the field's own name: 合格 and 不合格."""
    wanted, name = joined(text), joined(str(what.label))
    if wanted in _YES or wanted == name:
        return True
    if wanted in _NO or wanted in (f"不{name}", f"未{name}", f"非{name}", f"无{name}"):
        return False
    raise _not_read("not_yes_or_no", what, text)


_WHOLE = re.compile(r"-?\d{1,18}")
_SIMPLE = re.compile(r"(-?)(\d{1,15})(?:\.(\d+))?")
_GREATEST = 2**63 - 1


def _whole(what: Described, text: str) -> int:
    if _WHOLE.fullmatch(text):
        return int(text)
    number = _exact(what, text)
    if number.denominator != 1:
        raise _not_read("not_whole", what, text)
    return _kept(what, text, number.numerator)


def _number(what: Described, text: str) -> int:
    """The number × 10^decimals, exactly."""
    if (simple := _SIMPLE.fullmatch(text)) and len(simple[3] or "") <= what.decimals:
        return int(simple[1] + simple[2] + (simple[3] or "").ljust(what.decimals, "0"))
    number = _exact(what, text) * 10**what.decimals
    if number.denominator != 1:
        raise _not_read("too_fine", what, text, decimals=what.decimals)
    return _kept(what, text, number.numerator)


def _exact(what: Described, text: str) -> Any:
    try:
        return quantities.exact(text, percent=True)
    except quantities.NotANumber:
        raise _not_read("not_a_number", what, text) from None


def _kept(what: Described, text: str, number: int) -> int:
    if abs(number) > _GREATEST:
        raise _not_read("too_big", what, text)
    return number


def _decimal(what: Described, text: str) -> Decimal:
    number = _exact(what, text)
    return Decimal(number.numerator) / Decimal(number.denominator)


_DATE = re.compile(r"(\d{4})(?:\s*[-/.年]\s*)(\d{1,2})(?:\s*[-/.月]\s*)(\d{1,2})\s*日?(?:[ T]0?0:00(?::00(?:\.0+)?)?)?")
_DENSE = re.compile(r"(\d{4})(\d{2})(\d{2})")


def _date(what: Described, text: str) -> date:
    found = _DATE.fullmatch(text) or _DENSE.fullmatch(text)
    if found is None:
        raise _not_read("not_a_date", what, text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise _not_read("not_a_date", what, text) from None


def _instant(what: Described, text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise _not_read("not_an_instant", what, text) from None
    return (found if found.tzinfo else found.replace(tzinfo=ZONE)).astimezone(UTC)


def _facts(what: Described, text: str) -> Any:
    try:
        found = json.loads(text, parse_float=str)
    except ValueError:
        raise _not_read("not_keepable", what, text) from None
    return found


_READERS: dict[str, Callable[[Described, str], Any]] = {
    "text": _text, "choice": _choice, "yes_no": _yes_no, "whole": _whole, "number": _number, "decimal": _decimal,
    "date": _date, "instant": _instant, "facts": _facts,
}  # fmt: skip


def _references(what: Described, texts: Iterable[str]) -> dict[str, Any]:
    """Text → primary key or fault. Places by code or any name they ever had, others by their lookup field."""
    written = {text: plain(text) for text in texts}
    known = _places(written.values()) if what.kind == "place" else _others(what, set(written.values()))
    read: dict[str, Any] = {}
    for text, wanted in written.items():
        if not wanted:
            read[text] = None
            continue
        found = known.get(wanted) or known.get(joined(wanted)) or known.get(joined(wanted.split(" ", 1)[0])) or set()
        if len(found) == 1:
            read[text] = next(iter(found))
        else:
            missing = "no_such_place" if what.kind == "place" else "no_such"
            read[text] = Fault("several_such" if found else missing, what.name, {"found": wanted})
    return read


def _places(texts: Iterable[str]) -> Mapping[str, set[int]]:
    """All places by code and by every name: there are hundreds, so all are read. A code goes before a name."""
    if not any(texts):
        return {}
    named: dict[str, set[int]] = {}
    for key, names, short in PlaceName.objects.values_list("place_id", "name", "short"):
        for name in (*names.values(), *short.values()):
            named.setdefault(joined(name), set()).add(key)
    coded = {joined(code): {key} for key, code in Place.objects.values_list("pk", "code")}
    return {**named, **coded}


def _others(what: Described, texts: set[str]) -> Mapping[str, set[int]]:
    lookup = what.lookup or "pk"
    wanted = sorted(text for text in texts | {text.split(" ", 1)[0] for text in texts} if text)
    if lookup == "pk":
        wanted = [text for text in wanted if text.isascii() and text.isdigit()]
    found: dict[str, set[int]] = {}
    for some in pieces(wanted):
        rows = what.model._default_manager.filter(**{f"{lookup}__in": some})
        for key, value in alive(rows).values_list("pk", lookup):
            found.setdefault(joined(str(value)), set()).add(key)
    return found


def alive(rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """Without withdrawn records, where the other model is a register."""
    return rows.filter(withdrawn=False) if "withdrawn" in fields(rows.model) else rows  # type: ignore[arg-type]


# Writing


def written_column(what: Described, values: Sequence[Any], names: Mapping[Any, str] | None = None) -> list[str]:
    """A column as it can be read back: references by their lookup, choices by label, numbers unscaled, days as 2019-07-01."""
    if what.kind == "text":
        return ["" if value is None else str(value) for value in values]
    if what.kind in ("place", "reference"):
        names = references_written(what, values) if names is None else names
        return ["" if value is None else names.get(value, str(value)) for value in values]
    try:
        told = {value: written(what, value) for value in set(values)}
    except TypeError:
        return [written(what, value) for value in values]
    return [told[value] for value in values]


def written(what: Described, value: Any) -> str:
    """One value as text (not for references)."""
    if value is None:
        return ""
    if what.kind == "choice":
        return str(dict(what.choices).get(value, value))
    if what.kind == "yes_no":
        return str(YES if value else NO)
    if what.kind == "number":
        return str(exact(what, value))
    if what.kind == "instant":
        return value.astimezone(ZONE).isoformat(sep=" ", timespec="seconds")[:19]  # type: ignore[no-any-return]
    if what.kind == "facts":
        return json.dumps(value, ensure_ascii=False) if value else ""
    return value.isoformat() if isinstance(value, date) else str(value)


def exact(what: Described, value: int) -> Decimal:
    """The number that a scaled whole number stands for."""
    return Decimal(value).scaleb(-what.decimals) if what.decimals else Decimal(value)


def references_written(what: Described, keys: Iterable[Any]) -> dict[Any, str]:
    """Primary key → what would be typed: a place's code, else the lookup's value."""
    lookup = "code" if what.kind == "place" else (what.lookup or "pk")
    told: dict[Any, str] = {}
    for some in pieces(sorted({key for key in keys if key is not None})):
        rows = what.model._default_manager.filter(pk__in=some)
        told.update((key, str(value)) for key, value in rows.values_list("pk", lookup))
    return told


def references_shown(what: Described, keys: Iterable[Any], on: date) -> dict[Any, str]:
    """Primary key → name for people: a place's name on the day, else what the record calls itself."""
    wanted = sorted({key for key in keys if key is not None})
    if what.kind == "place":
        return _place_names(wanted, on)
    told: dict[Any, str] = {}
    for some in pieces(wanted):
        told.update((key, str(one)) for key, one in what.model._default_manager.in_bulk(some).items())
    return told


def _place_names(keys: Sequence[int], on: date) -> dict[Any, str]:
    """The name on the day; for a place that did not exist then, the last one that it bore before, or the first."""
    language = get_language() or "zh-hans"
    told: dict[Any, str] = {}
    rows = (
        PlaceName.objects.filter(place__in=keys)
        .order_by("valid_from")
        .values_list("place_id", "valid_from", "name", "short")
    )
    for key, start, name, short in rows:
        if key not in told or start is None or start <= on:
            told[key] = _in_language(short, language) or _in_language(name, language)
    return told


def _in_language(names: Mapping[str, str], language: str) -> str:
    wanted = "en" if language.startswith("en") else "zh-Hans"
    return names.get(wanted) or names.get("zh-Hans") or next(iter(names.values()), "")


def shown_column(what: Described, values: Sequence[Any], on: date) -> list[str]:
    """A column for people: like `written_column`, with names instead of codes."""
    names = references_shown(what, values, on) if what.kind in ("place", "reference") else None
    return written_column(what, values, names)

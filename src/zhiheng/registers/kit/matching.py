"""Which column of a file is which field: our own templates by their hidden row of ids, any other ledger by its heads.

Heads may stand in up to three rows, merged for reading; what a person matched by hand is remembered by the ledger's heads.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from django.core.signing import BadSignature, Signer

from zhiheng.registers.kit import columns
from zhiheng.registers.kit.cells import Rows, Sheet, UnreadableError
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.models import Matching

HEAD_WITHIN = 30
HEAD_ROWS = 3
ID = "id"
SIGNED_SHEET = "_zhiheng"
LIKELY = 0.6
_BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】")


@dataclass(frozen=True)
class Matched:
    """The heads of a sheet and what they mean.

    Attributes:
        first, last: head rows, counted from 0; records stand below.
        heads: what is written over each column, several rows joined by " / ".
        columns: field → index of its column; `id` for the hidden numbers of our own template.
        guesses: index of a column that was not understood → the field that it likely is, to be confirmed by a person.
        aside: columns that a person said are left aside.
        ours: a template of ours with its signature intact.
    """

    first: int
    last: int
    heads: tuple[str, ...]
    columns: Mapping[str, int]
    guesses: Mapping[int, str] = field(default_factory=dict)
    aside: frozenset[int] = frozenset()
    ours: bool = False

    @property
    def unmatched(self) -> tuple[int, ...]:
        """Columns with a head that were not understood."""
        known = {*self.columns.values(), *self.aside}
        return tuple(at for at, head in enumerate(self.heads) if head and at not in known)


def head_key(text: str) -> str:
    """A column head as it is compared: without units in brackets, star and colon."""
    return _BRACKET.sub("", columns.joined(text)).strip("*:：/").replace("/", "")


def typed_names(register: Register) -> tuple[str, ...]:
    """Fields that a file may bring, in the order of the form."""
    return (*register.entry, *(name for name in ("source",) if name not in register.entry))


def known_heads(register: Register) -> dict[str, str]:
    """Every spelling of a head → field."""
    known: dict[str, str] = {}
    for name in typed_names(register):
        what = columns.describe(register, name)
        for spelling in (name, what.attname, str(what.label)):
            known.setdefault(head_key(spelling), name)
    return known


def matched(register: Register, sheet: Sheet, by_hand: Mapping[str, str] | None = None) -> Matched | None:
    """What the columns of a sheet mean; None where no row names at least one field.

    Args:
        by_hand: head as written → field ("" to leave it aside), as a person matched it now.
    """
    if (first := _template_rows(register, sheet)) is not None:
        ids = sheet.rows[0]
        names = {ID, *typed_names(register)}
        return Matched(
            0, first - 1, tuple(sheet.rows[first - 1]),
            {name.strip(): at for at, name in enumerate(ids) if name.strip() in names}, ours=True,
        )  # fmt: skip
    known = known_heads(register)
    hand = {head_key(head): name for head, name in (by_hand or {}).items()}
    best: tuple[int, int, int] | None = None
    for start in range(min(HEAD_WITHIN, len(sheet.rows))):
        for depth in range(1, min(HEAD_ROWS, len(sheet.rows) - start) + 1):
            score = len(set(_fields(_parts(sheet, start, depth), {**known, **hand}).values()) - {""})
            if score and (best is None or (score, -depth) > best[:2]):
                best = (score, -depth, start)
    if best is None:
        return None
    start, depth = best[2], -best[1]
    parts = _parts(sheet, start, depth)
    heads = tuple(" / ".join(dict.fromkeys(part for part in column if part)) for column in parts)
    remembered = {**_remembered(register, heads), **hand}
    found = _fields(parts, {**known, **remembered})
    by_field: dict[str, int] = {}
    for at, name in found.items():
        if name:
            by_field.setdefault(name, at)
    aside = frozenset(at for at, name in found.items() if not name)
    return Matched(start, start + depth - 1, heads, by_field, _guesses(register, heads, by_field, aside), aside)


def _parts(sheet: Sheet, start: int, depth: int) -> list[tuple[str, ...]]:
    """For each column the texts of its head rows, merged cells filled into every column that they cover."""
    rows = [list(sheet.rows[at]) for at in range(start, start + depth)]
    for (top, left), (bottom, right) in sheet.merged:
        for at in range(max(top, start), min(bottom, start + depth - 1) + 1):
            if at == top:  # a cell merged downwards stays above, and its lower half is empty
                for column in range(left, min(right, len(rows[at - start]) - 1) + 1):
                    rows[at - start][column] = sheet.rows[top][left]
    if not sheet.merged:
        for upper, lower in pairwise(rows):
            for at in range(1, len(upper)):
                if not upper[at].strip() and lower[at].strip() and upper[at - 1].strip() and lower[at - 1].strip():
                    upper[at] = upper[at - 1]
    return [tuple(row[column].strip() for row in rows) for column in range(sheet.width)]


def _fields(parts: Sequence[tuple[str, ...]], known: Mapping[str, str]) -> dict[int, str]:
    """Column → field for the heads that are known; the most telling spelling goes first: all rows, then the lowest."""
    found: dict[int, str] = {}
    for at, column in enumerate(parts):
        told = [part for part in column if part]
        if not told:
            continue
        for spelling in ("".join(told), *(told[-1:] if column[-1] else []), told[0]):
            key = head_key(spelling)
            if key in known and (known[key] == "" or known[key] not in found.values()):
                found[at] = known[key]
                break
    return found


def _guesses(
    register: Register, heads: Sequence[str], found: Mapping[str, int], aside: frozenset[int]
) -> dict[int, str]:
    """The most alike field for each head that was not understood, each field once."""
    labels = {
        name: head_key(str(columns.describe(register, name).label))
        for name in typed_names(register)
        if name not in found
    }
    pairs = [
        (_likeness(head_key(head), label), at, name)
        for at, head in enumerate(heads)
        if head and at not in found.values() and at not in aside
        for name, label in labels.items()
    ]
    guesses: dict[int, str] = {}
    for likeness, at, name in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if likeness >= LIKELY and at not in guesses and name not in guesses.values():
            guesses[at] = name
    return guesses


def _likeness(one: str, other: str) -> float:
    if len(one) >= 2 and len(other) >= 2 and (one in other or other in one):
        return 0.9
    common = sum((Counter(one) & Counter(other)).values())
    same_signs = 1.9 * common / (len(one) + len(other)) if one and other else 0  # 日期抽样 is 抽样日期
    return max(SequenceMatcher(None, one, other).ratio(), same_signs)


def best_sheet(
    register: Register, sheets: Iterable[Sheet], by_hand: Mapping[str, str] | None = None
) -> tuple[Sheet, Matched]:
    """The sheet whose heads tell most.

    Raises:
        UnreadableError: `no_heads` when none names a field.
    """
    found: tuple[Sheet, Matched] | None = None
    first: Sheet | None = None
    for sheet in sheets:
        first = first or sheet
        one = matched(register, sheet, by_hand)
        if one is not None and (found is None or len(one.columns) > len(found[1].columns)):
            found = (sheet, one)
    if found is None:
        row = next((row for row in first.rows if any(map(str.strip, row))), []) if first else []
        raise UnreadableError("no_heads", found="、".join(cell.strip() for cell in row if cell.strip())[:120])
    return found


# Remembered by the ledger's heads


def digest(heads: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(map(head_key, heads)).encode()).hexdigest()


def _remembered(register: Register, heads: Sequence[str]) -> dict[str, str]:
    kept = Matching.objects.filter(register=register.code, heads=digest(heads)).values_list("fields", flat=True).first()
    return dict(kept or {})


def to_remember(matched: Matched) -> dict[str, str]:
    """Head as it is compared → field, for every column that was understood or left aside."""
    told = {head_key(matched.heads[at]): name for name, at in matched.columns.items() if name != ID}
    return {**told, **{head_key(matched.heads[at]): "" for at in matched.aside}}


# Our own templates


def version(register: Register) -> str:
    """Changes when a field, its kind or its choices change: an old template is told from a new one."""
    told = [
        (what.name, what.kind, [str(code) for code, _ in what.choices])
        for what in (columns.describe(register, name) for name in register.entry)
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def signature(rows: Iterable[tuple[str, str]]) -> str:
    return Signer(salt="registers.template").signature("\x1f".join(f"{name}={value}" for name, value in rows))


def _template_rows(register: Register, sheet: Sheet) -> int | None:
    """Index of the first row of records in a template of this register; None for any other file."""
    told = signed(sheet.hidden)
    if told is None or told.get("register") != register.code or told.get("sheet", sheet.name) != sheet.name:
        return None
    first = told.get("first", "")
    return int(first) if first.isdigit() and 0 < int(first) <= len(sheet.rows) else None


def signed(hidden: Sequence[tuple[str, Rows]]) -> dict[str, str] | None:
    """What a template says about itself, if its signature holds."""
    for name, rows in hidden:
        if name == SIGNED_SHEET:
            pairs = [(row[0], row[1]) for row in rows if len(row) > 1]
            told = dict(pairs)
            given = told.pop("signature", "")
            try:
                Signer(salt="registers.template").unsign(
                    "\x1f".join(f"{key}={value}" for key, value in pairs if key != "signature") + ":" + given
                )
            except BadSignature:
                return None
            return told
    return None

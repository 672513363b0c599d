"""What is right about an enterprise's record, which records are probably the same one, and what a merging must settle."""

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from zhiheng.registers.parties import uscc

Values = Mapping[str, Any]

_LEGAL_FORMS = (
    "股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "农民专业合作社联合社", "农民专业合作社", "专业合作社",
    "合作社", "个体工商户",
)  # fmt: skip
_NOT_COMPARED = re.compile(r"[\s()（）【】\[\]《》<>·•.,，。、'\"“”‘’\-—–_/]+")


@dataclass(frozen=True)
class Found:
    """What is wrong: a code of `messages.py`, the field where it stands, values; a soft one asks for a reason only."""

    code: str
    field: str = ""
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    soft: bool = False


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """A name as names are compared: half-width, capitals, no spaces, brackets and punctuation."""
    return _NOT_COMPARED.sub("", unicodedata.normalize("NFKC", name).upper())


def name_stem(name: str) -> str:
    """The name without its legal form, by which likely duplicates are found; never empty where the name is not."""
    key = name_key(name)
    for form in _LEGAL_FORMS:
        if key.endswith(form) and len(key) > len(form):
            return key[: -len(form)]
    return key


def examined(typed: Values) -> list[Found]:
    """Is there a number, and is it a right one?"""
    code, old = str(typed.get("uscc") or ""), str(typed.get("old_number") or "")
    if not code and not old:
        return [Found("number_missing", "uscc")]
    found: list[Found] = []
    if code:
        read = uscc.examine(code)
        if read.problem is not None:
            values = dict(read.problem.values) | ({"suggestion": read.suggestion} if read.suggestion else {})
            code_of = read.problem.code + ("_suggested" if read.suggestion else "")
            found.append(Found(code_of, "uscc", values))
        found += [Found(doubt.code, "uscc", dict(doubt.values), soft=True) for doubt in read.doubts]
    if old and not (old.isascii() and old.isdigit() and len(old) in uscc.OLD_LENGTHS):
        found.append(Found("old_number_form", "old_number", {"length": len(old)}))
    return found


def kind_fits(typed: Values) -> list[Found]:
    """Does the kind that was typed agree with the one that the code names?"""
    kind, code = typed.get("kind"), uscc.normal(str(typed.get("uscc") or ""))
    if not kind or not uscc.is_code(code) or uscc.kind_of(code) in (kind, "other"):
        return []
    return [Found("kind_differs", "kind", {"found": kind, "named": uscc.kind_of(code)}, soft=True)]


def life_in_order(typed: Values) -> list[Found]:
    began, ended = typed.get("established_on"), typed.get("ended_on")
    if began and ended and ended < began:
        return [Found("ended_before_established", "ended_on", {"began": began, "ended": ended})]
    return []


def derived(typed: Values) -> dict[str, Any]:
    """What follows from what was typed: the code as it is stored, the kind and place that it names, the compared name."""
    code = uscc.normal(str(typed.get("uscc") or ""))
    named = code if uscc.is_code(code) else ""
    return {
        "uscc": code or None,
        "name_key": name_key(str(typed.get("name") or "")),
        "kind": typed.get("kind") or (uscc.kind_of(named) if named else "other"),
        "division": uscc.division_of(named) if named else "",
    }


MERGED_FIELDS = (
    "uscc", "old_number", "name", "kind", "size", "industry", "address", "established_on", "ended_on", "contact",
    "phone", "place_id",
)  # fmt: skip


@dataclass(frozen=True)
class Conflict:
    """A field in which two records of one enterprise say different things."""

    field: str
    kept: Any
    gone: Any


@dataclass(frozen=True)
class Merging:
    """What a merging of two records would settle by itself, and what somebody has to choose."""

    filled: Mapping[str, Any]
    """Fields that the kept record lacks and takes from the other one."""
    conflicts: tuple[Conflict, ...]


def merging(kept: Values, gone: Values) -> Merging:
    filled: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    for name in MERGED_FIELDS:
        ours, theirs = kept.get(name) or None, gone.get(name) or None
        if theirs is None or ours == theirs:
            continue
        if ours is None:
            filled[name] = theirs
        else:
            conflicts.append(Conflict(name, ours, theirs))
    return Merging(filled, tuple(conflicts))


def unsettled(found: Merging, choices: Mapping[str, str]) -> list[str]:
    """Conflicting fields for which nobody has chosen "kept" or "gone"."""
    return [one.field for one in found.conflicts if choices.get(one.field) not in ("kept", "gone")]


def name_on(names: Iterable[tuple[str, date | None, date | None]], current: str, day: date) -> str:
    """What an enterprise was called on a day; former names carry their half-open spans."""
    for name, start, end in names:
        if (start is None or start <= day) and end is not None and day < end:
            return name
    return current


def class_has_code(typed: Values) -> list[Found]:
    return [] if str(typed.get("code") or "").strip() else [Found("class_code_empty", "code")]

"""What two states of a plan say differently, by code and field; for folders and for adopted versions alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from zhiheng.packages.lines import Row, Table
from zhiheng.packages.reading import Package
from zhiheng.plan.adopting import Built, build
from zhiheng.plan.models import Plan
from zhiheng.plan.package import PlanPackage

Contents = Mapping[str, Mapping[str, Mapping[str, str]]]  # kind → code → field → value as text
OF_PLAN = (
    "version",
    "clause",
    "duty",
    "dutyholder",
    "target",
    "question",
    "task",
    "node",
    "incentive",
    "indicatorclass",
)
KINDS = (*OF_PLAN, "indicators", "places", "bodies")
_ALWAYS_DIFFERENT = {"position", "digest", "number", "spans"}


@dataclass(frozen=True)
class FieldChange:
    """One field of an entry, before and after; empty where it was not there."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Difference:
    """One entry that was added, changed or dropped."""

    kind: str
    code: str
    what: Literal["added", "changed", "dropped"]
    fields: tuple[FieldChange, ...] = ()


def of_package(plan: PlanPackage) -> Contents:
    """What a folder says: the plan's rows, and indicators, places and bodies as written."""
    assert plan.plan is not None, "plan.yaml must be readable"
    found = of_rows(build(plan, Plan(code=plan.plan.code)))
    return {**found, **{kind: _raw(plan.package, kind) for kind in ("indicators", "places", "bodies")}}


def of_rows(built: Built) -> dict[str, dict[str, dict[str, str]]]:
    """What rows say, in the words of the journal."""
    found: dict[str, dict[str, dict[str, str]]] = {kind: {} for kind in OF_PLAN}
    prefix = f"{built.version.plan.code}/{built.version.number}/"
    for register, record, told in built.told():
        kind = register.removeprefix("plan.")
        code = record.removeprefix(prefix) if kind != "version" else "plan"
        kept = {key: value for key, value in told.items() if key not in _ALWAYS_DIFFERENT}
        found[kind][code] = dict(_flat(kept))
    return found


def _raw(package: Package, kind: str) -> dict[str, dict[str, str]]:
    return {str(entry["code"]): dict(_flat(entry)) for entry in package.entries(kind) if "code" in entry}


def _flat(value: Any, under: str = "") -> Iterator[tuple[str, str]]:
    """Field paths and their values as text; what is empty is left out."""
    if isinstance(value, dict | Table):
        for key, inner in value.items():
            yield from _flat(inner, f"{under}.{key}" if under else str(key))
    elif isinstance(value, list | tuple | Row):
        coded = [item for item in value if isinstance(item, dict) and "code" in item]
        if len(coded) == len(value):
            for item in coded:
                yield from _flat({key: one for key, one in item.items() if key != "code"}, f"{under}.{item['code']}")
        elif any(isinstance(item, dict) for item in value):
            for number, item in enumerate(value, start=1):
                yield from _flat(item, f"{under}.{number}")
        else:
            yield under, "、".join(str(item) for item in value)
    elif value is not None and value != "":
        yield under, str(value)


def between(old: Contents, new: Contents) -> list[Difference]:
    """Every difference, by kind and in the order of the newer state; dropped entries last."""
    found = []
    for kind in KINDS:
        if kind in old and kind in new:
            found += list(_of_kind(kind, old[kind], new[kind]))
    return found


def _of_kind(
    kind: str, old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]
) -> Iterator[Difference]:
    for code, fields in new.items():
        if code not in old:
            yield Difference(kind, code, "added")
        elif changes := tuple(_fields(old[code], fields)):
            yield Difference(kind, code, "changed", changes)
    yield from (Difference(kind, code, "dropped") for code in old if code not in new)


def _fields(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[FieldChange]:
    for name in dict.fromkeys([*old, *new]):
        if old.get(name, "") != new.get(name, ""):
            yield FieldChange(name, old.get(name, ""), new.get(name, ""))

"""What a lower government's plan made of the plan above it: kept, raised, lowered or left out, target by target; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from zhiheng.packages.lines import Row, Table
from zhiheng.packages.problems import Problem
from zhiheng.packages.schema import WRITTEN_NUMBER
from zhiheng.packages.words import Words, quoted
from zhiheng.plan.package import PlanPackage

Fate = Literal["kept", "raised", "lowered", "left_out", "added", "other"]
"""`other`: asked in another way (indicator, rule or comparator), so that no order can be told."""


@dataclass(frozen=True)
class Asked:
    """What a target asks, whether a package or an adopted plan says it."""

    code: str
    indicator: str
    rule: str
    comparator: str | None
    threshold: tuple[str, ...] | None
    above: str | None = None  # code of the target of the plan above, where it differs

    @property
    def words(self) -> str:
        return " ".join(part for part in (self.comparator, "—".join(self.threshold or ()), self.rule) if part)


@dataclass(frozen=True)
class Compared:
    """One target of the upper plan (or one that the lower plan added) and what became of it."""

    fate: Fate
    upper: Asked | None
    lower: Asked | None

    @property
    def code(self) -> str:
        found = self.upper or self.lower
        assert found is not None  # one of the two is always there
        return found.code


Stages = Mapping[str, Sequence[str]]
"""Indicator → codes of its stages in order, so that milestones can be ordered."""


def asked(plan: PlanPackage) -> list[Asked]:
    """What the targets of a package ask."""
    return [
        Asked(target.code, target.indicator, target.rule, target.comparator, target.threshold, target.above)
        for target in plan.targets
    ]


def stages(plan: PlanPackage) -> dict[str, list[str]]:
    """The stages of every milestone indicator of a package."""
    found: dict[str, list[str]] = {}
    for raw in plan.package.entries("indicators"):
        rows = raw.get("stages")
        if isinstance(rows, Row):
            found[str(raw.get("code"))] = [str(row.get("code")) for row in rows if isinstance(row, Table)]
    return found


def compare(lower: Iterable[Asked], upper: Iterable[Asked], stages: Stages) -> list[Compared]:
    """Every target of the upper plan in its order, then those that only the lower plan has."""
    ours, theirs = list(lower), list(upper)
    carried: dict[str, Asked] = {}
    for target in ours:
        carried.setdefault(target.above or target.code, target)
    found = [_one(target, carried.get(target.code), stages) for target in theirs]
    known = {target.code for target in theirs}
    added = [target for target in ours if (target.above or target.code) not in known]
    return [*found, *(Compared("added", None, target) for target in added)]


def compare_packages(lower: PlanPackage, upper: PlanPackage) -> list[Compared]:
    return compare(asked(lower), asked(upper), stages(upper))


def _one(upper: Asked, lower: Asked | None, stages: Stages) -> Compared:
    return Compared("left_out" if lower is None else _fate(upper, lower, stages), upper, lower)


def _fate(upper: Asked, lower: Asked, stages: Stages) -> Fate:
    if lower.indicator != upper.indicator or _family(lower) != _family(upper):
        return "other"
    signs = [
        _threshold_sign(upper, lower, stages), _strictness(lower) - _strictness(upper), _rule_sign(upper, lower),
    ]  # fmt: skip
    if None in signs:
        return "other"
    up, down = any(sign > 0 for sign in signs if sign), any(sign < 0 for sign in signs if sign)
    return "other" if up and down else "raised" if up else "lowered" if down else "kept"


def _family(target: Asked) -> str:
    """Targets that can be ordered: at least, at most, exactly, within, reaching a stage, rising."""
    if target.rule in {"milestone", "trend"}:
        return target.rule
    return {">": ">=", "<": "<="}.get(target.comparator or "", target.comparator or "")


def _strictness(target: Asked) -> int:
    """`more than 90` asks more than `90 or more`."""
    return 1 if target.comparator in {">", "<"} and target.rule != "trend" else 0


def _rule_sign(upper: Asked, lower: Asked) -> int | None:
    """Holding in every period asks more than reaching at the end; other rules have no order."""
    if upper.rule == lower.rule:
        return 0
    if {upper.rule, lower.rule} == {"by_end", "hold"}:
        return 1 if lower.rule == "hold" else -1
    return None


def _threshold_sign(upper: Asked, lower: Asked, stages: Stages) -> int | None:
    family = _family(upper)
    if family == "trend":
        return 0
    if family == "milestone":
        return _stage_sign(upper, lower, stages.get(upper.indicator, ()))
    ours, theirs = _numbers(lower), _numbers(upper)
    if ours is None or theirs is None:
        return None
    if family == "range":
        return _range_sign(ours, theirs)
    if family == "=":
        return 0 if ours == theirs else None
    more = (ours[0] > theirs[0]) - (ours[0] < theirs[0])
    return -more if family == "<=" else more


def _range_sign(ours: list[Decimal], theirs: list[Decimal]) -> int | None:
    """A range within the upper one asks more, one around it less."""
    if ours == theirs:
        return 0
    if theirs[0] <= ours[0] and ours[1] <= theirs[1]:
        return 1
    return -1 if ours[0] <= theirs[0] and theirs[1] <= ours[1] else None


def _stage_sign(upper: Asked, lower: Asked, stages: Sequence[str]) -> int | None:
    if upper.threshold == lower.threshold:
        return 0
    wanted = [(target.threshold or ("",))[0] for target in (lower, upper)]
    if any(stage not in stages for stage in wanted):
        return None
    places = [stages.index(stage) for stage in wanted]
    return (places[0] > places[1]) - (places[0] < places[1])


def _numbers(target: Asked) -> list[Decimal] | None:
    written = target.threshold or ()
    return [Decimal(end) for end in written] if written and all(map(WRITTEN_NUMBER.fullmatch, written)) else None


# as problems of the lower package

_WORDS: dict[Fate, Words] = {
    "kept": Words("保持", "kept"),
    "raised": Words("提高", "raised"),
    "lowered": Words("降低", "lowered"),
    "left_out": Words("未列入", "left out"),
    "added": Words("新增", "added"),
    "other": Words("换了问法", "asked in another way"),
}


def fate_words(fate: Fate) -> Words:
    return _WORDS[fate]


def check(lower: PlanPackage, upper: PlanPackage) -> Iterator[Problem]:
    """References to the plan above resolve; lowered and left-out targets are noted."""
    known = upper.targets.codes
    for target in lower.targets:
        if target.above is not None and target.above not in known:
            found = quoted(target.above) + Words("，上级规划没有这个目标", ", which the plan above does not have")
            allowed = Words("上级规划的目标代码", "a target code of the plan above")
            yield Problem("unknown_reference", target.at("above"), f"{target.code} › above", found, allowed)
    for one in compare_packages(lower, upper):
        if one.fate in {"lowered", "left_out", "other"}:
            yield _note(lower, one)


def _note(lower: PlanPackage, one: Compared) -> Problem:
    entry = lower.targets.get(one.lower.code) if one.lower is not None else None
    place = entry.at("threshold") if entry is not None else lower.package.line_of("targets.yaml")
    ours, theirs = (target.words if target is not None else "—" for target in (one.lower, one.upper))
    found = fate_words(one.fate) + Words(
        f"上级目标 {one.code}（上级 {theirs}，本级 {ours}）",
        f" target {one.code} of the plan above (above {theirs}, here {ours})",
    )
    return Problem(
        "above", place, one.code, found, Words("如实保留，页面会显示", "it may stand; the pages show it"), "note"
    )

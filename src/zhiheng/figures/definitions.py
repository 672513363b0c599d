"""What an indicator means, as data that four readers share: reference, vector, compiler and live array.

A definition is made from the package's `IndicatorSpec` and from what the register says about itself (`Evidence`). It
names columns, never fields of Django, and holds only values, so that it can be stored, compared and compiled.

Empty (None or "") is one value, the same in every engine: it satisfies `is: ""` and every `is_not` and `not_in` that
does not name it, and no comparison. There is no third truth value.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from zhiheng.figures.package import SUMMED, AmountSpec, ConditionSpec, IndicatorSpec

Scalar = str | int | bool | date


class Undefinable(ValueError):
    """The register cannot give what the indicator asks for: a code for the messages, where it stands, what was found."""

    def __init__(self, code: str, key: str, found: str = "", allowed: Iterable[str] = ()) -> None:
        super().__init__(f"{code}: {key} {found}")
        self.code = code
        self.key = key
        self.found = found
        self.allowed = tuple(allowed)


@dataclass(frozen=True)
class Condition:
    """One question to one column. `until` is half-open, as every span: the first day that no longer counts."""

    column: str
    operator: str
    value: Scalar | tuple[Scalar, ...]

    def holds(self, value: Any) -> bool:
        """Whether a record with this value in the column is meant."""
        test = _NEGATED.get(self.operator, self.operator)
        return _TESTS[test](value, self.value) != (test != self.operator)


def is_empty(value: object) -> bool:
    return value is None or value == ""


def _is(value: Any, asked: Any) -> bool:
    return is_empty(value) if asked == "" else bool(value == asked)


_NEGATED = {"is_not": "is", "not_in": "in"}
_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "is": _is,
    "in": lambda value, asked: any(_is(value, one) for one in asked),
    "at_least": lambda value, asked: not is_empty(value) and value >= asked,
    "at_most": lambda value, asked: not is_empty(value) and value <= asked,
    "above": lambda value, asked: not is_empty(value) and value > asked,
    "below": lambda value, asked: not is_empty(value) and value < asked,
    "from": lambda value, asked: not is_empty(value) and value >= asked,
    "until": lambda value, asked: not is_empty(value) and value < asked,
}
OPERATORS = (*_TESTS, *_NEGATED)
Conditions = tuple[Condition, ...]


@dataclass(frozen=True)
class Months:
    """The months of a plan: slot 1 is its first, slot 0 everything before, slot `count` + 1 everything after."""

    first: int
    """Months since year 0: 12 × year + month − 1."""
    count: int

    @classmethod
    def between(cls, start: date, end: date) -> "Months":
        """The months from that of `start` to before that of `end` (a day within a month takes the month in)."""
        first, last = index_of(start), index_of(end) + (end.day > 1)
        return cls(first, last - first)

    def slot(self, day: date) -> int:
        return min(max(index_of(day) - self.first + 1, 0), self.count + 1)


def index_of(day: date) -> int:
    return day.year * 12 + day.month - 1


@dataclass(frozen=True)
class Part:
    """One additive part of a figure: 1, or the product of columns, for each group whose representative satisfies it.

    Attributes:
        where: what the representative must satisfy beyond being a member at all.
        columns: column and the factor that brings it to the definition's power of ten; () counts 1. Empty counts 0.
        power: the power of ten that its sums are divided by when shown.
    """

    name: str
    where: Conditions = ()
    columns: tuple[tuple[str, int], ...] = ()
    power: int = 0


@dataclass(frozen=True)
class Definition:
    """An additive indicator over one register.

    Attributes:
        months: the plan's months.
        states: states in which a record counts; () = all.
        of: what a record must satisfy to be a member of its group (common filter and filter of the whole).
        once_by: columns whose values make a group; () = every record is its own group.
        on: column of the date that decides the month; "" for stocks, which have spans.
        place: column of the place that it counts for.
        class_by, class_of, classes: column that divides into classes, its value → class, and the classes listed.
            Without `class_of` the value itself is the class.
    """

    plan: str
    indicator: str
    kind: str
    register: str
    months: Months
    parts: tuple[Part, ...]
    place: str = "place_id"
    on: str = ""
    states: tuple[str, ...] = ()
    of: Conditions = ()
    once_by: tuple[str, ...] = ()
    class_by: str = ""
    class_of: tuple[tuple[str, str], ...] = ()
    classes: tuple[str, ...] = ()

    @property
    def stock(self) -> bool:
        """True where spans count: what is valid stays in every month until it ends."""
        return self.kind == "count_valid"

    def class_for(self, value: Any) -> str:
        """The class that a value of `class_by` belongs to; "" for none."""
        if not self.class_by or is_empty(value):
            return ""
        written = str(value).lower() if isinstance(value, bool) else str(value)
        found = self._class_of.get(written, "") if self.class_of else written
        return found if found in self.classes else ""

    @cached_property
    def _class_of(self) -> dict[str, str]:
        return dict(self.class_of)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the definition reads, without doubles; `withdrawn` and `state` among them."""
        asked = [*self.of, *(condition for part in self.parts for condition in part.where)]
        named = [
            "withdrawn", "state", self.place, self.on, self.class_by, *self.once_by,
            *(condition.column for condition in asked),
            *(column for part in self.parts for column, _ in part.columns),
        ]  # fmt: skip
        return tuple(dict.fromkeys(name for name in named if name))


CellKey = tuple[str, str]
"""Part and class; class "" is the whole of the indicator."""


def cells(definition: Definition) -> tuple[CellKey, ...]:
    """The cells that a definition fills, part by part."""
    classes = ("", *definition.classes) if definition.class_by else ("",)
    return tuple((part.name, class_) for part in definition.parts for class_ in classes)


@dataclass(frozen=True)
class Evidence:
    """What a definition must know about a register. Kinds of columns: text, flag, whole, day, key (of another record).

    Attributes:
        fields: name as packages write it (field or column) → column.
        powers: whole-number column → power of ten that it is divided by when shown.
        predicates: name → field, operator and value of each condition, as the register declares them.
    """

    code: str
    fields: Mapping[str, str]
    kinds: Mapping[str, str]
    counts_on: str = ""
    counts_in: tuple[str, ...] = ()
    spans: bool = False
    powers: Mapping[str, int] = field(default_factory=dict)
    predicates: Mapping[str, tuple[tuple[str, str, Any], ...]] = field(default_factory=dict)
    measures: tuple[str, ...] = ()

    def column(self, name: str, key: str) -> str:
        """The column behind a field. Raises Undefinable, naming the key of the package where it was asked for."""
        if name not in self.fields:
            raise Undefinable("unknown_field", key, name, sorted(self.fields))
        return self.fields[name]


def is_additive(spec: IndicatorSpec) -> bool:
    """Whether its figures add up; the rest is measured, reported or published."""
    return spec.register_ is not None and spec.kind in SUMMED and spec.measure is None


def definition_of(spec: IndicatorSpec, evidence: Evidence, plan: str, months: Months) -> Definition:
    """The meaning of an additive indicator over a register.

    Raises:
        Undefinable: the register lacks a field, or has it in another form than the indicator asks for.
    """
    common = _conditions(spec.where, evidence, "where")
    part = _conditions(spec.part.where if spec.part else [], evidence, "part")
    whole = _conditions(spec.whole.where if spec.whole else [], evidence, "whole")
    has_whole = spec.kind in {"ratio", "weighted_mean"}
    stock = spec.kind == "count_valid"
    if stock and not evidence.spans:
        raise Undefinable("no_spans", "register", evidence.code)
    once_by = (
        () if spec.kind == "sum" else tuple(evidence.column(name, "counts_once_by") for name in spec.counts_once_by)
    )
    return Definition(
        plan, spec.code, spec.kind, evidence.code, months,
        parts=_parts(spec, evidence, part if has_whole else ()),
        place=_place(spec, evidence),
        on="" if stock else _on(spec, evidence),
        states=evidence.counts_in,
        of=common + (whole if has_whole else part),
        once_by=once_by,
        class_by=_class_by(spec, evidence),
        class_of=tuple(sorted(spec.class_of.items())),
        classes=tuple(spec.classes) if spec.class_by else (),
    )  # fmt: skip


def _place(spec: IndicatorSpec, evidence: Evidence) -> str:
    column = evidence.column(spec.counts_for or "place", "counts_for")
    if evidence.kinds[column] != "key":
        raise Undefinable("not_a_place", "counts_for", spec.counts_for or "place")
    return column


def _on(spec: IndicatorSpec, evidence: Evidence) -> str:
    """The date of the record's period: as the indicator says, else as the register does."""
    name = spec.counts_on or evidence.counts_on
    column = evidence.column(name, "counts_on")
    if evidence.kinds[column] != "day":
        raise Undefinable("not_a_day", "counts_on", name)
    return column


def _class_by(spec: IndicatorSpec, evidence: Evidence) -> str:
    if spec.class_by is None:
        return ""
    column = evidence.column(spec.class_by, "class_by")
    if evidence.kinds[column] == "day":
        raise Undefinable("no_classes", "class_by", spec.class_by)
    return column


def _parts(spec: IndicatorSpec, evidence: Evidence, where: Conditions) -> tuple[Part, ...]:
    """The additive parts by kind; `where` is what the representative must satisfy to be in the part."""
    scale = _scale(spec, evidence)
    amount = _amount(spec.part, evidence, scale, "part")
    weight = _amount(spec.whole, evidence, scale, "whole")
    if spec.kind == "sum" and not amount:
        raise Undefinable("nothing_to_sum", "part", "", ["sum_of"])
    if spec.kind == "weighted_mean":
        if not weight:
            raise Undefinable("nothing_to_weigh", "whole", "", ["sum_of"])
        return (
            Part("part", where, weight + amount, scale * (len(amount) + 1)),
            Part("whole", (), weight, scale),
            Part("square", (), weight + weight, scale * 2),
            Part("count"),
        )
    if spec.kind in {"count_events", "count_valid"} and amount:
        raise Undefinable("only_counted", "part", str(spec.part and spec.part.sum_of))
    part = Part("part", where, amount, scale if amount else 0)
    return (part, Part("whole", (), weight, scale if weight else 0)) if spec.kind == "ratio" else (part,)


def _summed(spec: IndicatorSpec) -> list[tuple[str, str]]:
    named = (("part", spec.part), ("whole", spec.whole))
    return [(key, amount.sum_of) for key, amount in named if amount is not None and amount.sum_of is not None]


def _scale(spec: IndicatorSpec, evidence: Evidence) -> int:
    """The power of ten that sums are kept in: the indicator's, else the finest of its columns."""
    powers = [evidence.powers.get(evidence.column(name, key), 0) for key, name in _summed(spec)]
    scale = max(powers, default=0) if spec.scale is None else spec.scale
    if powers and scale < max(powers):
        raise Undefinable("scale_too_small", "scale", str(scale), [str(max(powers))])
    return scale


def _amount(spec: AmountSpec | None, evidence: Evidence, scale: int, key: str) -> tuple[tuple[str, int], ...]:
    if spec is None or spec.sum_of is None:
        return ()
    column = evidence.column(spec.sum_of, key)
    if evidence.kinds[column] != "whole":
        raise Undefinable("not_a_quantity", key, spec.sum_of)
    return ((column, 10 ** (scale - evidence.powers.get(column, 0))),)


def _conditions(specs: Iterable[ConditionSpec], evidence: Evidence, key: str) -> Conditions:
    return tuple(condition for spec in specs for condition in _condition(spec, evidence, key))


def _condition(spec: ConditionSpec, evidence: Evidence, key: str) -> Conditions:
    if spec.named is not None:
        if spec.named not in evidence.predicates:
            raise Undefinable("unknown_predicate", key, spec.named, sorted(evidence.predicates))
        told = evidence.predicates[spec.named]
        return tuple(
            _typed(evidence.column(name, key), operator, value, evidence, key) for name, operator, value in told
        )
    column = evidence.column(spec.field, key)
    asked = {
        alias: value
        for name, info in type(spec).model_fields.items()
        if (alias := info.alias or name) in OPERATORS and (value := getattr(spec, name)) is not None
    }
    return tuple(_typed(column, operator, value, evidence, key) for operator, value in asked.items())


_FOR = {"at_least": "whole", "at_most": "whole", "above": "whole", "below": "whole", "from": "day", "until": "day"}
_TOWARDS = {"at_least": ROUND_CEILING, "below": ROUND_CEILING, "at_most": ROUND_FLOOR, "above": ROUND_FLOOR}


def _typed(column: str, operator: str, value: Any, evidence: Evidence, key: str) -> Condition:
    """The condition with its value in the column's own type; thresholds become the whole number that decides alike."""
    kind = evidence.kinds[column]
    if _FOR.get(operator, kind) != kind:
        raise Undefinable("not_compared", key, f"{column} {operator}")
    power = evidence.powers.get(column, 0)
    if operator in _TOWARDS:
        scaled = (Decimal(value) * 10**power).to_integral_value(rounding=_TOWARDS[operator])
        return Condition(column, operator, int(scaled))
    if operator in {"in", "not_in"}:
        return Condition(column, operator, tuple(_value(one, kind, power, column, key) for one in value))
    return Condition(column, operator, _value(value, kind, power, column, key))


def _value(value: Any, kind: str, power: int, column: str, key: str) -> Scalar:
    """One value as the column holds it; "" asks for an empty one in a column of any kind."""
    if value == "" or (kind == "text" and isinstance(value, str)):
        return str(value)
    try:
        if kind == "flag":
            return {"true": True, "false": False}[str(value).lower()]
        if kind == "day":
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        if kind in {"whole", "key"} and (scaled := Decimal(str(value)) * 10**power) == int(scaled):
            return int(scaled)
    except (KeyError, ValueError, InvalidOperation):
        pass
    raise Undefinable("wrong_value", key, f"{column}: {value}", [kind])


# Definitions as they are kept


def written(definition: Definition) -> dict[str, Any]:
    """The definition as JSON, complete: what is kept as the meaning in force."""
    return {
        "plan": definition.plan, "indicator": definition.indicator, "kind": definition.kind,
        "register": definition.register, "months": [definition.months.first, definition.months.count],
        "parts": [
            {"name": part.name, "where": _spelled(part.where), "columns": [list(pair) for pair in part.columns],
             "power": part.power}
            for part in definition.parts
        ],
        "place": definition.place, "on": definition.on, "states": list(definition.states),
        "of": _spelled(definition.of), "once_by": list(definition.once_by), "class_by": definition.class_by,
        "class_of": [list(pair) for pair in definition.class_of], "classes": list(definition.classes),
    }  # fmt: skip


def read(told: Mapping[str, Any]) -> Definition:
    """The definition that `written` wrote."""
    return Definition(
        told["plan"], told["indicator"], told["kind"], told["register"], Months(*told["months"]),
        tuple(
            Part(part["name"], _unspelled(part["where"]), tuple((name, factor) for name, factor in part["columns"]),
                 part["power"])
            for part in told["parts"]
        ),
        told["place"], told["on"], tuple(told["states"]), _unspelled(told["of"]), tuple(told["once_by"]),
        told["class_by"], tuple((value, class_) for value, class_ in told["class_of"]), tuple(told["classes"]),
    )  # fmt: skip


def _spelled(conditions: Conditions) -> list[list[Any]]:
    return [[one.column, one.operator, _kept(one.value)] for one in conditions]


def _kept(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_kept(one) for one in value]
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _unspelled(told: Iterable[Sequence[Any]]) -> Conditions:
    return tuple(Condition(column, operator, _meant(value)) for column, operator, value in told)


def _meant(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_meant(one) for one in value)
    return date.fromisoformat(value["day"]) if isinstance(value, dict) else value

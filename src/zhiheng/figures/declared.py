"""What registers declare, as definitions need it; and what a package asks of them, checked.

Here the models of the registers are looked at; `definitions` knows only names, kinds and values.
"""

from collections.abc import Iterator
from datetime import date

from django.db import models

from zhiheng.figures import shipped
from zhiheng.figures.definitions import Definition, Evidence, Months, Undefinable, definition_of, is_additive
from zhiheng.figures.package import SUMMED, IndicatorSpec
from zhiheng.packages.lines import Table
from zhiheng.packages.problems import Place, Problem, in_order
from zhiheng.packages.reading import Package
from zhiheng.packages.words import Words, listed, quoted
from zhiheng.registers.kit import registry
from zhiheng.registers.kit.declaration import Register

MOST_BYTES = 200 * 2**20
"""What the array of one process may take."""
BYTES = 8


def kind_of(field: "models.Field[object, object]") -> str:
    """How definitions see a column; "" for one that no indicator can use (an instant, JSON, a decimal)."""
    if isinstance(field, models.ForeignKey):
        return "key"
    if isinstance(field, models.BooleanField):
        return "flag"
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return "day"
    if isinstance(field, models.IntegerField):
        return "whole"
    return "text" if isinstance(field, models.CharField | models.TextField) else ""


def evidence(register: Register) -> Evidence:
    """The columns of a register, with what it says about counting."""
    fields: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for field in register.model._meta.concrete_fields:
        if kind := kind_of(field):
            fields[field.name] = fields[field.attname] = field.attname
            kinds[field.attname] = kind
    return Evidence(
        register.code,
        fields,
        kinds,
        register.counts_on,
        register.counts_in,
        register.spans is not None,
        {fields[name]: power for name, power in register.scales.items() if name in fields},
        {
            name: tuple((one.field, one.operator, one.value) for one in conditions)
            for name, conditions in register.predicates.items()
        },
        tuple(measure.code for measure in register.measures),
    )


def defined(spec: IndicatorSpec, plan: str, months: Months) -> Definition | None:
    """The definition of an indicator whose figures add up and whose register is there.

    Raises:
        Undefinable: the register cannot give what the indicator asks for.
    """
    if not is_additive(spec) or spec.register_ is None or not registry.known(spec.register_):
        return None
    return definition_of(spec, evidence(registry.register(spec.register_)), plan, months)


def measured(spec: IndicatorSpec) -> str | None:
    """The measure of the register that computes an indicator that does not add up; None where there is none.

    Raises:
        Undefinable: the register has no such measure.
    """
    if spec.measure is None or spec.register_ is None or not registry.known(spec.register_):
        return None
    known = [measure.code for measure in registry.register(spec.register_).measures]
    if spec.measure not in known:
        raise Undefinable("unknown_measure", "measure", spec.measure, known)
    return spec.measure


# The package


def check(package: Package) -> list[Problem]:
    """Where registers cannot give what the package's indicators ask for. Registers that are not built say nothing."""
    months = months_of(package)
    found = [problem for spec in shipped.read(package).indicators.values() for problem in _problems(spec, months)]
    too_much = memory(package)
    return in_order([*found, *([too_much] if too_much and too_much.level == "error" else [])])


def _problems(spec: IndicatorSpec, months: Months) -> Iterator[Problem]:
    try:
        defined(spec, "", months)
        measured(spec)
    except Undefinable as fault:
        allowed = listed(list(fault.allowed), 30) if fault.allowed else _ALLOWED[fault.code]
        yield Problem("undefinable", spec.at(fault.key), f"{spec.code} › {fault.key}", quoted(fault.found), allowed)


_ALLOWED = {
    "unknown_field": Words("登记册的字段", "a field of the register"),
    "not_a_place": Words("表示地区的字段", "a field that names a place"),
    "not_a_day": Words("日期字段", "a field that holds a day"),
    "not_compared": Words("at_least、below 等用于数量，from、until 用于日期", "at_least, below … for quantities, from and until for days"),
    "wrong_value": Words("该字段能有的值", "a value that the field can have"),
    "unknown_predicate": Words("登记册声明的条件", "a filter that the register declares"),
    "no_classes": Words("文字、数量或是否字段", "a field of text, numbers, or yes and no"),
    "nothing_to_sum": Words("part 写 sum_of", "part with sum_of"),
    "nothing_to_weigh": Words("whole 写 sum_of（权重）", "whole with sum_of (the weight)"),
    "only_counted": Words("不写 sum_of，只数记录", "no sum_of: records are counted"),
    "not_a_quantity": Words("整数字段", "a field of whole numbers"),
    "no_spans": Words("有有效期的登记册", "a register whose records are valid for a time"),
    "scale_too_small": Words("不小于字段的小数位", "not below the power of ten of the field"),
    "unknown_measure": Words("登记册声明的 measure", "a measure that the register declares"),
}  # fmt: skip


def months_of(package: Package) -> Months:
    """The months that the plan is in force."""
    plan = package.raw("plan.yaml")
    told = plan if isinstance(plan, Table) else {}
    try:
        return Months.between(date.fromisoformat(told["from"]), date.fromisoformat(told["until"]))
    except (KeyError, ValueError, TypeError):
        return Months(0, 0)


def memory(package: Package) -> Problem | None:
    """How much each web process needs for the package's computed indicators; an error where it is too much.

    None when no indicator is computed. Places count as many as the package names.
    """
    months = months_of(package)
    count, computed = 0, 0
    for spec in shipped.read(package).indicators.values():
        if spec.register_ is not None and spec.kind in SUMMED:
            count += _cells(spec)
            computed += 1
    places = len(package.codes("places"))
    size = count * places * (months.count + 2) * BYTES
    if not count:
        return None
    found = Words(
        f"{computed} 项由登记册计算的指标，每个网页进程约需 {size / 2**20:.1f} MB（{count} 格 × {places} 地区 × {months.count + 2} 月）",
        f"{computed} indicators computed from registers: about {size / 2**20:.1f} MB in each web process"
        f" ({count} cells × {places} places × {months.count + 2} months)",
    )
    allowed = Words(f"至多 {MOST_BYTES // 2**20} MB", f"at most {MOST_BYTES // 2**20} MB")
    return Problem("memory", Place("plan.yaml"), "", found, allowed, "error" if size > MOST_BYTES else "note")


def _cells(spec: IndicatorSpec) -> int:
    parts = {"ratio": 2, "weighted_mean": 4}.get(spec.kind, 1)
    return parts * (1 + (len(spec.classes) if spec.class_by else 0))

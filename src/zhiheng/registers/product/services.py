"""Verbs that the kit does not have: the tested items of a batch, and the test report whose conclusion follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import lazy

from zhiheng.accounts.rights import Actor
from zhiheng.journal.acts import Act, act
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import rights
from zhiheng.registers.kit import services as kit
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.product import choices, messages, models, rules
from zhiheng.registers.product.rules import Measurement

ITEMS: Mapping[type[models.Sample], type[models.Item]] = {
    models.IndustrialSample: models.IndustrialItem,
    models.FoodSample: models.FoodItem,
    models.DrugSample: models.DrugItem,
    models.CosmeticSample: models.CosmeticItem,
    models.DeviceSample: models.DeviceItem,
    models.FarmSample: models.FarmItem,
}


@dataclass(frozen=True)
class TestItem:
    """One item of a test report, as the laboratory gives it."""

    __test__ = False  # no test class, whatever its name says

    name: str
    clause: str
    measurement: Measurement
    method: str = ""
    unit: str = ""
    group: str = "safety"
    severe: bool = False
    written: str = ""

    @property
    def verdict(self) -> str:
        return rules.judge_item(self.measurement)


def report(
    actor: Actor,
    register: Register,
    record: int,
    items: Sequence[TestItem],
    *,
    report_no: str,
    on: date,
    at: datetime,
    stated: str = "",
    reason: str = "",
) -> str:
    """Issue the test report of a batch from its items; the conclusion follows from them. Returns the conclusion.

    Args:
        stated: the conclusion that the laboratory's paper states; one that the items contradict is refused.

    Raises:
        Refused: `product.no_items`, `product.verdict_differs`, and what `kit.services.move` raises.
    """
    conclusion = _conclusion(items, stated)
    failed = [one for one in items if one.verdict == "fail"]
    values = {
        "reported_on": on, "report_no": report_no, "conclusion": conclusion, "failed_items": as_written(failed),
        "judged_by": "；".join(dict.fromkeys(one.clause for one in failed))[:200],
        "item_group": _group(failed),
    }  # fmt: skip
    with act(actor, f"{register.code}.report", f"{register.code}/{record}", reason, at=at) as opened:
        kit.move(actor, register, [record], "report", values, at=at, reason=reason)
        _keep(opened, register, record, items, retested=False)
    return conclusion


def conclude_retest(
    actor: Actor,
    register: Register,
    record: int,
    items: Sequence[TestItem],
    *,
    on: date,
    concluded_on: date,
    at: datetime,
    reason: str = "",
) -> str:
    """Conclude a retest from its items: they replace those of the first test, all others stand. Returns the conclusion."""
    _conclusion(items, "")
    first = dict(_items(register)._default_manager.filter(sample=record, retested=False).values_list("name", "verdict"))
    conclusion = rules.after_retest(first, {one.name: one.verdict for one in items})
    values = {"retest_reported_on": on, "retest_conclusion": conclusion, "concluded_on": concluded_on}
    with act(actor, f"{register.code}.conclude_retest", f"{register.code}/{record}", reason, at=at) as opened:
        kit.move(actor, register, [record], "conclude_retest", values, at=at, reason=reason)
        _keep(opened, register, record, items, retested=True)
    return conclusion


def _conclusion(items: Sequence[TestItem], stated: str) -> str:
    if not items:
        raise Refused("product.no_items", messages.NO_ITEMS)
    if nameless := next((one for one in items if not one.clause.strip()), None):
        raise Refused("product.no_clause", messages.NO_CLAUSE, item=nameless.name)
    conclusion = rules.conclusion_of(one.verdict for one in items)
    if conclusion == "none":
        raise Refused("product.nothing_judged", messages.NOTHING_JUDGED)
    if stated and stated != conclusion:
        raise Refused(
            "product.verdict_differs", messages.VERDICT_DIFFERS,
            items=lazy(_label, str)(conclusion), report=lazy(_label, str)(stated),
        )  # fmt: skip
    return conclusion


def _label(conclusion: str) -> str:
    return str(choices.CONCLUSIONS[conclusion])


def _group(failed: Sequence[TestItem]) -> str:
    """`label` where only labels and manuals failed, so that both ways of counting can be compared."""
    groups = {one.group for one in failed}
    return "label" if groups == {"label"} else "safety" if groups else ""


def as_written(failed: Sequence[TestItem]) -> str:
    """Failed items one a line: name, measured value, limit, clause."""
    lines = []
    for one in failed:
        measured = one.written or _number(one.measurement.measured, one.measurement.qualifier)
        parts = (one.name, f"{measured}{one.unit}", _limit(one.measurement), one.clause)
        lines.append(" | ".join(part for part in parts if part))
    return "\n".join(lines)


def _limit(measurement: Measurement) -> str:
    low, high = _number(measurement.low), _number(measurement.high)
    return {"max": f"≤{high}", "min": f"≥{low}", "range": f"{low}–{high}"}.get(measurement.kind, "")


def _number(value: Decimal | None, qualifier: str = "") -> str:
    return qualifier if value is None else f"{qualifier}{value:f}"


def _items(register: Register) -> type[Any]:
    return ITEMS[register.model]  # type: ignore[index]


def _keep(opened: Act, register: Register, record: int, items: Sequence[TestItem], *, retested: bool) -> None:
    """The items as rows, told to the journal as one leaf of their batch."""
    model = _items(register)
    rows = [_row(model, opened, record, number, one, retested=retested) for number, one in enumerate(items, 1)]
    model._default_manager.bulk_create(rows, batch_size=200)
    told = {"items": [_told(one) for one in items], "retested": retested}
    key = f"{record}/{'retest' if retested else 'test'}"
    opened.changed(f"{register.code}.items", key, None, told)


def _told(item: TestItem) -> dict[str, Any]:
    values = asdict(item)
    measurement = values.pop("measurement")
    exact = {name: str(value) if isinstance(value, Decimal) else value for name, value in measurement.items()}
    return {**values, **exact, "verdict": item.verdict}


def _row(
    model: type[models.Item], opened: Act, record: int, number: int, item: TestItem, *, retested: bool
) -> models.Item:
    measured = item.measurement
    scale = max(_places(value) for value in (measured.low, measured.high, measured.measured))
    return model(
        sample_id=record, number=number, name=item.name, group=item.group, method=item.method, clause=item.clause,
        limit_kind=measured.kind, low=_units(measured.low, scale), high=_units(measured.high, scale),
        measured=_units(measured.measured, scale), scale=scale, qualifier=measured.qualifier, written=item.written,
        unit=item.unit, verdict=item.verdict, severe=item.severe, retested=retested, act=opened.id,
    )  # type: ignore[misc]  # fmt: skip


def _places(value: Decimal | None) -> int:
    """Decimals of an exact number; 0 for a whole one."""
    if value is None:
        return 0
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _units(value: Decimal | None, scale: int) -> int | None:
    return None if value is None else int(value.scaleb(scale))


def items(actor: Actor, register: Register, record: int) -> list[models.Item]:
    """The tested items of a batch, those of the retest last; nothing where the actor may not see its place."""
    places = rights.place_keys(actor, rights.seeing(register))
    found = _items(register)._default_manager.filter(sample=record)
    if places is not None:
        found = found.filter(sample__place__in=places)
    return list(found.order_by("retested", "number"))

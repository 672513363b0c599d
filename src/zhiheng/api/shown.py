"""What the API says of each thing: plain values, exact numbers as text, days as year-month-day."""

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from zhiheng import quantities
from zhiheng.bodies.queries import PlaceOn
from zhiheng.figures.shapes import FigureView, IndicatorView, Passport
from zhiheng.judgement.kinds import per_whole
from zhiheng.periods import Period
from zhiheng.plan.shapes import PlanView, TargetView
from zhiheng.supervision import messages
from zhiheng.supervision.queries import Standing


def plain(value: Any) -> Any:
    """A value as JSON holds it without loss: decimals and fractions as text (a fraction that does not end as "a/b")."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Period):
        return value.code
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, Fraction):
        return fraction(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(one) for one in value]
    return str(value)


def number(value: Decimal | None) -> str | None:
    """Plain notation without trailing zeros."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def fraction(value: Fraction) -> str:
    """An exact decimal where there is one, else "a/b"."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    return number(Decimal((value * 10**places).numerator).scaleb(-places)) or "0"


def plan(view: PlanView) -> dict[str, Any]:
    return {
        "code": view.code, "version": view.version, "title": dict(view.title), "region": view.region,
        "valid_from": view.valid_from.isoformat(), "valid_to": view.valid_to.isoformat(),
        "first_month": view.first_month, "default": view.default, "above": view.above or None,
        "adopted_at": view.adopted_at.isoformat(), "digest": view.digest,
    }  # fmt: skip


def place(one: PlaceOn, level: int) -> dict[str, Any]:
    return {
        "code": one.code, "number": one.number, "name": one.name("zh-hans"), "name_en": one.name("en"),
        "kind": one.kind, "parent": one.parent, "level": level, "context": one.context,
    }  # fmt: skip


def indicator(view: IndicatorView) -> dict[str, Any]:
    return {
        "code": view.code, "kind": view.kind, "unit": view.unit, "decimals": view.decimals, "every": view.every,
        "direction": view.direction, "name": dict(view.name), "short": dict(view.short),
        "definition": dict(view.definition), "formula": dict(view.formula), "register": view.register or None,
        "source": view.source_kind, "classes": list(view.classes), "stages": plain(view.stages),
        "versions": plain(view.versions), "next_review": view.next_review,
    }  # fmt: skip


def figure(view: FigureView, defined: IndicatorView | None) -> dict[str, Any]:
    shown = None
    if defined is not None and (point := exact_point(view, defined)) is not None:
        shown = str(quantities.round_half_even(point, defined.decimals))
    return {
        "indicator": view.indicator, "place": view.place, "period": view.period, "class": view.class_code,
        "part": number(view.part), "whole": number(view.whole), "value": number(view.value),
        "shown": shown, "unit": defined.unit if defined else None, "reached": view.reached or None,
        "low": number(view.low), "high": number(view.high), "sample": view.sample, "population": view.population,
        "kind": view.source_kind, "stage": view.stage, "source": view.source, "note": view.note,
        "vintage": view.vintage, "vintages": view.vintages, "withdrawn": view.withdrawn, "passport": view.short,
        "recorded_at": plain(view.recorded_at), "act": plain(view.act),
    }  # fmt: skip


def exact_point(view: FigureView, defined: IndicatorView) -> Fraction | None:
    """The exact value in the indicator's unit: a share times 100, or the value itself."""
    if view.part is not None:
        return (
            per_whole(defined.kind, defined.unit) * Fraction(view.part) / Fraction(view.whole) if view.whole else None
        )
    return None if view.value is None else Fraction(view.value)


def passport(found: Passport) -> dict[str, Any]:
    return {
        "figure": figure(found.figure, found.indicator),
        "indicator": indicator(found.indicator),
        "definition": plain(found.definition),
        "areas": [figure(one, found.indicator) for one in found.areas],
        "adds_up": found.adds_up,
        "vintages": [
            {
                "vintage": one.figure.vintage, "part": number(one.figure.part), "whole": number(one.figure.whole),
                "value": number(one.figure.value), "stage": one.figure.stage,
                "recorded_at": plain(one.figure.recorded_at),
                "entry": one.recorded.seq if one.recorded else None,
                "by": one.recorded.actor if one.recorded else None,
                "reason": one.recorded.reason if one.recorded else None,
            }
            for one in found.versions
        ],
    }  # fmt: skip


def target(view: TargetView) -> dict[str, Any]:
    return {
        "code": view.code, "clause": view.clause, "duty": view.duty, "indicator": view.indicator, "rule": view.rule,
        "comparator": view.comparator, "threshold": plain(view.threshold), "stage": view.stage,
        "reading": view.reading, "every": view.every, "weight": number(view.weight), "path": plain(view.path),
        "baseline": plain(view.baseline), "places": plain(view.places), "classes": list(view.classes),
        "flags": list(view.flags), "scored": view.scored, "region": view.region,
        "valid_from": view.valid_from.isoformat(), "valid_to": view.valid_to.isoformat(),
    }  # fmt: skip


def verdict(one: Standing) -> dict[str, Any]:
    judged = one.verdict
    return {
        "target": one.target.code, "place": one.place, "verdict": judged.word, "sentence": messages.sentence(one),
        "reason": {"code": judged.reason.code, "values": plain(judged.reason.values)},
        "value": plain(judged.value), "stage": judged.stage or None, "period": judged.period.code if judged.period else None,
        "line": plain(judged.line), "interim": judged.interim, "gap": plain(judged.gap),
        "needed_parts": judged.needed_parts, "pace": plain(judged.pace), "interval": plain(judged.interval),
        "flags": list(judged.flags), "open_flags": list(judged.open_flags), "scored": judged.scored,
        "class": judged.class_code or None,
    }  # fmt: skip

"""Standings made by hand: a target and figures in the short notation of the specification, dressed as plan and figures give them."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from tests.spec.tables import points_of, target_of
from zhiheng.figures.shapes import IndicatorView
from zhiheng.judgement.judge import judge
from zhiheng.judgement.shapes import Target
from zhiheng.plan.shapes import TargetView
from zhiheng.supervision.queries import Standing

NAMES = {"drawn": "框架", "listed": "明细表已印发", "built": "建成", "accepted": "通过验收"}


def blank(kind: type, /, **told: Any) -> Any:
    """A view with everything empty but what is told."""
    known = {field.name for field in fields(kind)}
    assert set(told) <= known
    return kind(**{name: told.get(name) for name in known})


def standing(rule: str, written: str, figures: str = "", on: str = "2019-07-15", **told: Any) -> Standing:
    """The standing of one target; `told` are code, position and weight."""
    return dressed(target_of(rule, written), figures, date.fromisoformat(on), **told)


def dressed(judged: Target, figures: str, on: date, code: str = "t", position: int = 1, weight: int = 1) -> Standing:
    stages = tuple(
        {"code": stage, "name": {"zh-Hans": NAMES.get(stage, stage), "en": stage}} for stage in judged.stages
    )
    target = blank(TargetView, code=code, position=position, weight=Decimal(weight), rule=judged.rule, class_names={})
    indicator = blank(IndicatorView, code=code, unit=judged.unit, decimals=judged.decimals, stages=stages)
    return Standing(target, indicator, "1", judged, judge(judged, points_of(figures), on))

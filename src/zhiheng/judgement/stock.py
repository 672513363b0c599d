"""stock 存量达到: as many as demanded are valid on the plan's last day. What is valid today may expire."""

from collections.abc import Sequence
from datetime import date

from zhiheng.judgement.finding import Finding, latest
from zhiheng.judgement.levels import judge_level
from zhiheng.judgement.shapes import Point, Target


def judge_stock(target: Target, points: Sequence[Point], on: date) -> Finding:
    """A stock is counted on a day, so any period that ends with the plan's last period tells it."""
    final = latest(point for point in points if point.period.end == target.last.end)
    return judge_level(target, points, on, final)

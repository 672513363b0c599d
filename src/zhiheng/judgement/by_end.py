"""by_end 期末达到: the threshold holds for the last period of the plan. Never met before that period has ended."""

from collections.abc import Sequence
from datetime import date

from zhiheng.judgement.finding import Finding
from zhiheng.judgement.levels import judge_level
from zhiheng.judgement.shapes import Point, Target


def judge_by_end(target: Target, points: Sequence[Point], on: date) -> Finding:
    """Only a figure of the whole last period decides: a rate of its last quarter is another figure."""
    final = next((point for point in points if point.period == target.last), None)
    return judge_level(target, points, on, final)

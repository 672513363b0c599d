"""cumulative 累计达到: events over the plan's whole life. Once reached it stays reached."""

from collections.abc import Sequence
from datetime import date

from zhiheng.judgement.counts import judge_events
from zhiheng.judgement.finding import Finding
from zhiheng.judgement.shapes import Point, Target


def judge_cumulative(target: Target, points: Sequence[Point], on: date) -> Finding:
    """Each point is a part of the count (`flow`), or else the count up to its end."""
    return judge_events(target, points, on)

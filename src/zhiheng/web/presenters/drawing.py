"""Geometry of the small server-side drawings: spark, interval strip, bullet. Numbers in, coordinates out."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Spark:
    line: str
    target: str
    x: str
    y: str
    words: str


@dataclass(frozen=True)
class Strip:
    """Point and interval on a scale that all rows of a table share."""

    width: int
    x: str
    interval: str
    target: str
    crosses: bool
    words: str


@dataclass(frozen=True)
class Bullet:
    bar: str
    low: str
    high: str
    inner: str
    mid: str
    mid_label: str
    mid_anchor: str
    end: str
    end_label: str
    now: str
    now_y: str
    now_label: str
    now_anchor: str
    from_label: str
    words: str


@dataclass(frozen=True)
class Scale:
    """Values from low to high on so many pixels, from an offset on."""

    low: Fraction
    high: Fraction
    width: int
    offset: int = 0

    def at(self, value: Fraction) -> float:
        span = self.high - self.low
        share = Fraction(1, 2) if not span else (value - self.low) / span
        return float(self.offset + self.width * min(Fraction(1), max(Fraction(0), share)))


def _n(value: float) -> str:
    return f"{value:.1f}"


def spark(values: Sequence[Fraction], target: Fraction | None, words: str) -> Spark | None:
    """A line of 96 × 24 with its last point marked; None for fewer than two values."""
    if len(values) < 2:
        return None
    low, high = min(values), max(values)
    shown = target if target is not None and low - (high - low) * 2 <= target <= high + (high - low) * 2 else None
    if shown is not None:
        low, high = min(low, shown), max(high, shown)
    up, along = Scale(low, high, 18), 88 / (len(values) - 1)
    points = [(2 + along * index, 21 - up.at(value)) for index, value in enumerate(values)]
    line = "M" + "L".join(f"{_n(x)},{_n(y)}" for x, y in points)
    dashed = f"M2,{_n(21 - up.at(shown))}H92" if shown is not None else ""
    return Spark(line, dashed, _n(points[-1][0]), _n(points[-1][1]), words)


def strip_scale(values: Sequence[Fraction], width: int = 200) -> Scale:
    """One scale for all strips of a table, with some air on both sides."""
    low, high = (min(values), max(values)) if values else (Fraction(0), Fraction(1))
    air = (high - low) / 12 or Fraction(1)
    return Scale(low - air, high + air, width)


def strip(
    scale: Scale, value: Fraction, interval: tuple[Fraction, Fraction] | None, target: Fraction | None, words: str
) -> Strip:
    crosses = bool(interval and target is not None and interval[0] <= target <= interval[1])
    span = f"M{_n(scale.at(interval[0]))},11H{_n(scale.at(interval[1]))}" if interval else ""
    return Strip(
        scale.width, _n(scale.at(value)), span, _n(scale.at(target)) if target is not None else "", crosses, words
    )


@dataclass(frozen=True)
class Labels:
    """Words on a bullet."""

    start: str
    now: str
    interim: str
    end: str
    words: str


def bullet(
    start: Fraction,
    now: Fraction,
    end: Fraction,
    interim: Fraction | None,
    interval: tuple[Fraction, Fraction] | None,
    labels: Labels,
) -> Bullet:
    """The way from baseline to threshold: how far the value is, where the interim value stands, and the interval.

    Works in both directions: where less is better the scale runs downwards.
    """
    most = max(abs(now - start), abs(end - start), *(abs(one - start) for one in interval or ()), Fraction(1, 1000))
    sign = 1 if end >= start else -1
    scale = Scale(Fraction(0), most * Fraction(21, 20), 360, 20)

    def at(value: Fraction) -> float:
        return scale.at(max(Fraction(0), (value - start) * sign))

    reach = at(now)
    low = high = inner = ""
    if interval:
        ends = sorted((at(interval[0]), at(interval[1])))
        low, high = _n(ends[0]), _n(ends[1])
        if ends[0] < reach:
            inner = f"M{low},45H{_n(min(reach, ends[1]))}M{low},39V51"
    beside = abs(at(end) - reach) < 150
    mid = at(interim) if interim is not None else 0.0
    return Bullet(
        bar=_n(max(0.0, reach - 20)), low=low, high=high, inner=inner,
        mid=_n(mid) if interim is not None else "", mid_label=labels.interim, mid_anchor="end" if mid > 220 else "start",
        end=_n(at(end)), end_label=labels.end, now=_n(reach), now_y="8" if beside and at(end) > 120 else "22",
        now_label=labels.now, now_anchor="start" if reach < 120 else "end", from_label=labels.start, words=labels.words,
    )  # fmt: skip

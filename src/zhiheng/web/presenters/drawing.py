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
    bar_x: str
    low: str
    high: str
    inner: str
    mid: str
    mid_label: str
    mid_anchor: str
    mid_y: str
    end: str
    end_label: str
    now: str
    now_y: str
    now_label: str
    now_anchor: str
    from_x: str
    from_anchor: str
    from_label: str
    words: str


@dataclass(frozen=True)
class Multiple:
    """One of several small lines on one scale: 220 × 84, with the interval as a band and the threshold dashed."""

    name: str
    line: str
    band: str
    target: str
    dots: Sequence[tuple[str, str]]
    last: str
    low: str
    high: str
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


def spark(values: Sequence[Fraction], target: Fraction | None, words: str, *, steps: bool = False) -> Spark | None:
    """A line of 96 × 24 with its last point marked, or a staircase; None for fewer than two values."""
    if len(values) < 2:
        return None
    low, high = min(values), max(values)
    shown = target if target is not None and low - (high - low) * 2 <= target <= high + (high - low) * 2 else None
    if shown is not None:
        low, high = min(low, shown), max(high, shown)
    up, along = Scale(low, high, 18), 88 / (len(values) - 1)
    points = [(2 + along * index, 21 - up.at(value)) for index, value in enumerate(values)]
    line = "M" + "L".join(f"{_n(x)},{_n(y)}" for x, y in points)
    if steps:
        line = f"M{_n(points[0][0])},{_n(points[0][1])}" + "".join(f"H{_n(x)}V{_n(y)}" for x, y in points[1:])
    dashed = f"M2,{_n(21 - up.at(shown))}H92" if shown is not None else ""
    return Spark(line, dashed, _n(points[-1][0]), _n(points[-1][1]), words)


def multiple(
    name: str,
    values: Sequence[Fraction | None],
    bounds: Sequence[tuple[Fraction, Fraction] | None],
    target: Fraction | None,
    scale: Scale,
    labels: tuple[str, str, str],
    words: str,
) -> Multiple:
    """A line with gaps where nothing is known; `labels` are the last value and the ends of the scale."""
    along = 176 / max(1, len(values) - 1)
    points = [None if one is None else (4 + along * at, 76 - scale.at(one)) for at, one in enumerate(values)]
    line, lifted = "", True
    for point in points:
        if point is not None:
            line += f"{'M' if lifted else 'L'}{_n(point[0])},{_n(point[1])}"
        lifted = point is None
    upper = [(4 + along * at, 76 - scale.at(one[1])) for at, one in enumerate(bounds) if one]
    lower = [(4 + along * at, 76 - scale.at(one[0])) for at, one in enumerate(bounds) if one][::-1]
    band = "M" + "L".join(f"{_n(x)},{_n(y)}" for x, y in [*upper, *lower]) + "Z" if len(upper) > 1 else ""
    known = [point for point in points if point is not None]
    alone = [
        point
        for at, point in enumerate(points)
        if point is not None and all(points[n] is None for n in (at - 1, at + 1) if 0 <= n < len(points))
    ]
    dots = dict.fromkeys([*alone, *known[-1:]])
    dashed = f"M4,{_n(76 - scale.at(target))}H180" if target is not None else ""
    last, low, high = labels
    return Multiple(name, line, band, dashed, [(_n(x), _n(y)) for x, y in dots], last, low, high, words)


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

    Works in both directions: where less is better the scale runs downwards. A value or interval behind the start widens the scale.
    """
    sign = 1 if end >= start else -1
    ways = [(value - start) * sign for value in (now, end, *(interval or ()))]
    low_end, high_end = min(Fraction(0), *ways), max(Fraction(1, 1000), *ways)
    scale = Scale(low_end, high_end + (high_end - low_end) / 20, 360, 20)

    def at(value: Fraction) -> float:
        return scale.at((value - start) * sign)

    reach, begin = at(now), at(start)
    low = high = inner = ""
    if interval:
        ends = sorted((at(interval[0]), at(interval[1])))
        low, high = _n(ends[0]), _n(ends[1])
        if ends[0] < reach:
            inner = f"M{low},45H{_n(min(reach, ends[1]))}M{low},39V51"
    mid = at(interim) if interim is not None else 0.0
    mid_anchor, now_anchor = "end" if mid > 220 else "start", "start" if reach < 120 else "end"
    from_anchor = "end" if begin > 260 else "start"
    on_end = _collide((labels.end, at(end), "end"), (labels.now, reach, now_anchor))
    on_start = bool(labels.interim) and _collide((labels.start, begin, from_anchor), (labels.interim, mid, mid_anchor))
    return Bullet(
        bar=_n(abs(reach - begin)), bar_x=_n(min(reach, begin)), low=low, high=high, inner=inner,
        mid=_n(mid) if interim is not None else "", mid_label=labels.interim, mid_anchor=mid_anchor, mid_y="92" if on_start else "76",
        end=_n(at(end)), end_label=labels.end, now=_n(reach), now_y="8" if on_end else "22",
        now_label=labels.now, now_anchor=now_anchor, from_x=_n(begin), from_anchor=from_anchor, from_label=labels.start, words=labels.words,
    )  # fmt: skip


def _collide(one: tuple[str, float, str], other: tuple[str, float, str]) -> bool:
    """Whether two labels of a line would touch: text, where it stands, and which of its ends stands there."""
    (left, right), (start, stop) = _span(*one), _span(*other)
    return left < stop + 6 and start < right + 6


def _span(text: str, x: float, anchor: str) -> tuple[float, float]:
    width = sum(13 if ord(sign) > 0x2FFF else 7.5 for sign in text)
    return (x - width, x) if anchor == "end" else (x, x + width)

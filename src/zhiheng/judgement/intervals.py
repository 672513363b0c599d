"""Intervals for shares that come from samples: Wilson, Clopper–Pearson, and both for finite populations.

Decimal arithmetic with a fixed precision, so that an interval is the same on every machine; no floats.
"""

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from math import comb

from zhiheng.judgement.shapes import Interval, Point, Target

Z = {2: Decimal("1.959963984540054"), 1: Decimal("1.644853626951473")}
"""Normal quantiles for 95 %: two-sided, and one-sided for a claim in one direction."""
TAIL = {2: Fraction(25, 1000), 1: Fraction(50, 1000)}
PRECISION = 40
STEPS = 60
EXACT_POPULATION = 20_000


def interval_of(point: Point, target: Target) -> Interval | None:
    """The interval of a figure: as its source states it, else by the target's method where the figure is a sample.

    None where every unit is counted, and where nothing is known about the sample.
    """
    if point.low is not None and point.high is not None:
        return Interval(point.low, point.high, "stated")
    sides = 1 if target.reading == "inferred" else 2
    counted = point.counted
    if counted is None or point.value is None or not (point.sample or target.sampled or target.reading == "inferred"):
        return None
    part, whole = counted
    share = Fraction(part, whole)
    per = point.value / share if share else Fraction(100)
    method = clopper_pearson if target.method == "clopper_pearson" else wilson
    low, high = method(part, whole, population=point.population, sides=sides)
    return Interval(per * low, per * high, target.method, sides)


@lru_cache(maxsize=4096)
def wilson(part: int, whole: int, *, population: int | None = None, sides: int = 2) -> tuple[Fraction, Fraction]:
    """Bounds by Wilson's score method as fractions of one.

    With a population the variance shrinks by (N − n)/(N − 1), which is the same as a larger sample; all observed, no uncertainty.
    """
    if population is not None and whole >= population:
        return Fraction(part, whole), Fraction(part, whole)
    with localcontext() as context:
        context.prec = PRECISION
        z, n = Z[sides], Decimal(whole)
        if population is not None:
            n = n * (population - 1) / (population - whole)
        p = Decimal(part) / whole
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt() / (1 + z * z / n)
        low = Fraction(0) if part == 0 else Fraction(max(centre - half, Decimal(0)))
        high = Fraction(1) if part == whole else Fraction(min(centre + half, Decimal(1)))
    return low, high


@lru_cache(maxsize=4096)
def clopper_pearson(
    part: int, whole: int, *, population: int | None = None, sides: int = 2
) -> tuple[Fraction, Fraction]:
    """Exact bounds as fractions of one: by the binomial, for a finite population by the hypergeometric distribution.

    Raises:
        ValueError: a population too large to be counted through; leave it out there, it changes nothing that shows.
    """
    if population is not None:
        return _finite(part, whole, population, TAIL[sides])
    with localcontext() as context:
        context.prec = PRECISION
        tail = Decimal(TAIL[sides].numerator) / TAIL[sides].denominator
        low = Fraction(0) if part == 0 else 1 - _upper(whole - part, whole, tail)
        high = Fraction(1) if part == whole else _upper(part, whole, tail)
    return low, high


def _upper(part: int, whole: int, tail: Decimal) -> Fraction:
    """The share at which `part` or fewer of `whole` has just the probability `tail`, by halving."""
    below, above = Decimal(part) / whole, Decimal(1)
    most_likely = Decimal(comb(whole, part))
    for _ in range(STEPS):
        middle = (below + above) / 2
        if _at_most(part, whole, middle, most_likely) > tail:
            below = middle
        else:
            above = middle
    return Fraction((below + above) / 2)


def _at_most(part: int, whole: int, share: Decimal, ways: Decimal) -> Decimal:
    """Probability of `part` or fewer; the terms fall towards 0, so that the sum may stop early."""
    if share == 1:
        return Decimal(0)
    term = ways * share**part * (1 - share) ** (whole - part)
    total, odds = term, (1 - share) / share
    for k in range(part, 0, -1):
        term = term * k / (whole - k + 1) * odds
        total += term
        if term < total.scaleb(-25):
            break
    return total


def _finite(part: int, whole: int, population: int, tail: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds for the number in a population from which `whole` were drawn without return."""
    if population > EXACT_POPULATION:
        raise ValueError(f"a population of {population} is too large for an exact interval")
    least, most = part, population - (whole - part)
    low = _first(least, most, lambda k: _draws(population, k, whole, part, whole) > tail)
    high = population - _first(
        population - most, population - least, lambda k: _draws(population, k, whole, whole - part, whole) > tail
    )
    return Fraction(low, population), Fraction(high, population)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The smallest number for which a condition holds that stays true from there on."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _draws(population: int, marked: int, drawn: int, least: int, most: int) -> Fraction:
    """Probability that a draw holds between `least` and `most` marked ones."""
    ways = sum(comb(marked, k) * comb(population - marked, drawn - k) for k in range(least, min(most, marked) + 1))
    return Fraction(ways, comb(population, drawn))

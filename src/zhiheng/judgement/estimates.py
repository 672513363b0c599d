"""What a sample that was drawn by design says about all units: estimate, variance, interval, and the raw rate beside it.

Official sampling looks where problems are expected, so the share of passed samples understates true conformity and
moves when the focus moves. Each unit is therefore weighted by the inverse of its chance to be drawn. Point estimates,
variances, effective sizes and design effects are exact fractions; only bounds are rounded, far behind what is shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from zhiheng.judgement.intervals import PRECISION, Z


@dataclass(frozen=True)
class Observed:
    """One unit that was drawn and gave a result.

    Args:
        value: 1 where it conforms, 0 where not; any measured value, for a mean.
        inclusion: chance with which the design drew it, above 0 and at most 1.
        response: units drawn over units that gave a result, in its class; at least 1.
        stratum: part of the frame that was drawn from by itself.
        cluster: what was drawn together (the batches of one enterprise); empty: the unit itself.
    """

    value: Fraction
    inclusion: Fraction
    response: Fraction = Fraction(1)
    stratum: str = ""
    cluster: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.inclusion <= 1:
            raise ValueError(f"a chance to be drawn lies above 0 and at most at 1, not at {self.inclusion}")
        if self.response < 1:
            raise ValueError("not more units can answer than were drawn")

    @property
    def weight(self) -> Fraction:
        return self.response / self.inclusion


@dataclass(frozen=True)
class Stratum:
    """A part of the frame that was sampled by itself with equal chances.

    Args:
        population: units in the frame.
        sampled: units that gave a result.
        passed: of these, how many conform.
        risk: by which a stratum with a single result finds its nearest neighbour.
    """

    code: str
    population: int
    sampled: int
    passed: int
    risk: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.passed <= self.sampled <= self.population:
            raise ValueError(f"stratum {self.code}: {self.passed} of {self.sampled} of {self.population}")


@dataclass(frozen=True)
class Estimate:
    """An estimated share, with everything that its reader needs to doubt it.

    Attributes:
        share: the estimate, as a fraction of one.
        raw: the share of passed results as they were counted, without weights.
        variance: of the estimate; None where one result cannot tell it.
        sample: results that it rests on.
        effective: size of a simple random sample that would tell as much; never above `sample`.
        design_effect: variance over that of a simple random sample of the same size; None where both are 0.
        missing: strata of the frame without any result; the estimate is about the rest.
        merged: strata that were taken together because one of them had a single result.
    """

    method: str
    share: Fraction
    raw: Fraction
    variance: Fraction | None
    sample: int
    effective: Fraction
    design_effect: Fraction | None
    missing: tuple[str, ...] = ()
    merged: tuple[tuple[str, ...], ...] = ()

    @property
    def is_partial(self) -> bool:
        return bool(self.missing)

    def interval(self, sides: int = 2) -> tuple[Fraction, Fraction]:
        """Bounds at 95 % by Wilson's method with the effective size; `sides` 1 gives both one-sided bounds."""
        return wilson_of(self.share, self.effective, sides)


def hajek(units: Sequence[Observed]) -> Estimate | None:
    """The estimate for units drawn with unequal chances: Σ w·y ÷ Σ w. None without units.

    The total is not assumed to be known, so the share never exceeds 1. The variance is the approximation of Deville and
    Hájek for systematic sampling by size; units that were certain to be drawn add none. Units of one cluster move
    together and are summed before.
    """
    if not units:
        return None
    weights = sum((unit.weight for unit in units), Fraction(0))
    share = sum((unit.weight * unit.value for unit in units), Fraction(0)) / weights
    variance = _by_chances(_clusters(units, share, weights))
    return _estimate("hajek", units, share, variance)


def linearised(units: Sequence[Observed], drawn: Mapping[str, Fraction] | None = None) -> Estimate | None:
    """The weighted mean of a stratified sample of units or clusters drawn with equal chances within each stratum.

    Args:
        drawn: stratum → share of its units (or clusters) that was drawn; without it nothing is taken off the variance.

    A stratum with a single cluster cannot tell its variance: the estimate has none then.
    """
    if not units:
        return None
    weights = sum((unit.weight for unit in units), Fraction(0))
    share = sum((unit.weight * unit.value for unit in units), Fraction(0)) / weights
    strata: dict[str, list[Observed]] = defaultdict(list)
    for unit in units:
        strata[unit.stratum].append(unit)
    variance: Fraction | None = Fraction(0)
    for code, members in strata.items():
        sums = [total for total, _ in _clusters(members, share, weights)]
        part = _of_sums(sums, (drawn or {}).get(code, Fraction(0)))
        variance = None if variance is None or part is None else variance + part
    return _estimate("linearised", units, share, variance)


def _of_sums(sums: Sequence[Fraction], drawn: Fraction) -> Fraction | None:
    count = len(sums)
    if drawn == 1:
        return Fraction(0)
    if count < 2:
        return None
    mean = sum(sums, Fraction(0)) / count
    return (1 - drawn) * Fraction(count, count - 1) * sum(((each - mean) ** 2 for each in sums), Fraction(0))


def _clusters(
    units: Iterable[Observed], share: Fraction, weights: Fraction
) -> list[tuple[Fraction, Fraction]]:  # fmt: skip
    """For each cluster the sum of w·(y − share) ÷ Σw, and the chance with which it was drawn."""
    sums: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    chances: dict[tuple[str, str], Fraction] = {}
    for number, unit in enumerate(units):
        key = (unit.stratum, unit.cluster or f"\0{number}")
        sums[key] += unit.weight * (unit.value - share) / weights
        chances[key] = max(chances.get(key, Fraction(0)), unit.inclusion)
    return [(sums[key], chances[key]) for key in sums]


def _by_chances(clusters: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    count = len(clusters)
    if all(chance == 1 for _, chance in clusters):
        return Fraction(0)
    if count < 2:
        return None
    factors = [(1 - chance) * Fraction(count, count - 1) for _, chance in clusters]
    middle = sum((f * total for f, (total, _) in zip(factors, clusters, strict=True)), Fraction(0)) / sum(factors)
    return sum((f * (total - middle) ** 2 for f, (total, _) in zip(factors, clusters, strict=True)), Fraction(0))


def _estimate(method: str, units: Sequence[Observed], share: Fraction, variance: Fraction | None) -> Estimate:
    count = len(units)
    raw = sum((unit.value for unit in units), Fraction(0)) / count
    kish = _kish([unit.weight for unit in units])
    effective = _effective(share, variance, count, kish)
    return Estimate(
        method, share, raw, variance, count, effective, _design_effect(units, share, variance)
    )  # fmt: skip


def _design_effect(units: Sequence[Observed], share: Fraction, variance: Fraction | None) -> Fraction | None:
    """The variance over that of as many units drawn without return and with equal chances from the same population."""
    count = len(units)
    weights = sum((unit.weight for unit in units), Fraction(0))
    if variance is None or count < 2 or weights <= count:
        return None
    spread = sum((unit.weight * (unit.value - share) ** 2 for unit in units), Fraction(0)) / weights
    simple = spread * Fraction(count, count - 1) / count * (1 - count / weights)
    return variance / simple if simple else None


def _kish(weights: Sequence[Fraction]) -> Fraction:
    """n ÷ (1 + CV²) of the weights: what unequal weights leave of a sample where all results are the same."""
    return sum(weights, Fraction(0)) ** 2 / sum((weight**2 for weight in weights), Fraction(0))


def _effective(share: Fraction, variance: Fraction | None, count: int, kish: Fraction) -> Fraction:
    if variance and 0 < share < 1:
        return min(share * (1 - share) / variance, Fraction(count))
    return min(kish, Fraction(count))


def stratified(strata: Iterable[Stratum]) -> Estimate | None:
    """The estimate for strata that were sampled with equal chances: Σ (N_h ÷ N)·p_h. None without a result.

    A stratum with a single result is merged with the one nearest in risk, for its variance could not be told. A stratum
    without results stays outside, and the estimate says which: it is then about the rest of the frame.
    """
    given = sorted(strata, key=lambda stratum: (stratum.risk, stratum.code))
    missing = tuple(stratum.code for stratum in given if stratum.population and not stratum.sampled)
    groups = _merged([[stratum] for stratum in given if stratum.sampled])
    if not groups:
        return None
    whole = [_taken_together(group) for group in groups]
    population = sum(stratum.population for stratum in whole)
    share = sum((Fraction(s.population, population) * Fraction(s.passed, s.sampled) for s in whole), Fraction(0))
    variance = _of_strata(whole, population)
    count, passed = sum(s.sampled for s in whole), sum(s.passed for s in whole)
    kish = Fraction(population**2) / sum((Fraction(s.population**2, s.sampled) for s in whole), Fraction(0))
    simple = _simple(share, count, population)
    return Estimate(
        "stratified", share, Fraction(passed, count), variance, count, _effective(share, variance, count, kish),
        variance / simple if variance is not None and simple else None,
        missing, tuple(tuple(stratum.code for stratum in group) for group in groups if len(group) > 1),
    )  # fmt: skip


def _simple(share: Fraction, count: int, population: int) -> Fraction:
    if count < 2:
        return Fraction(0)
    return share * (1 - share) / (count - 1) * (1 - Fraction(count, population))


def _of_strata(strata: Sequence[Stratum], population: int) -> Fraction | None:
    variance = Fraction(0)
    for stratum in strata:
        share = Fraction(stratum.passed, stratum.sampled)
        rest = 1 - Fraction(stratum.sampled, stratum.population)
        if stratum.sampled == 1 and rest:
            return None
        if rest:
            variance += (
                Fraction(stratum.population, population) ** 2 * rest * share * (1 - share) / (stratum.sampled - 1)
            )
    return variance


def _is_lonely(group: Sequence[Stratum]) -> bool:
    together = _taken_together(group)
    return together.sampled == 1 and together.population > 1


def _merged(groups: list[list[Stratum]]) -> list[list[Stratum]]:
    """Groups in order of risk, each lonely one put to the neighbour whose risk is nearer."""
    while len(groups) > 1 and any(_is_lonely(group) for group in groups):
        at = next(number for number, group in enumerate(groups) if _is_lonely(group))
        nearest = min(
            (other for other in (at - 1, at + 1) if 0 <= other < len(groups)),
            key=lambda other: _between(groups[at], groups[other]),
        )
        low, high = sorted((at, nearest))
        groups = [*groups[:low], groups[low] + groups[high], *groups[high + 1 :]]
    return groups


def _between(one: Sequence[Stratum], other: Sequence[Stratum]) -> int:
    return min(abs(a.risk - b.risk) for a in one for b in other)


def _taken_together(group: Sequence[Stratum]) -> Stratum:
    return Stratum(
        group[0].code, sum(s.population for s in group), sum(s.sampled for s in group), sum(s.passed for s in group),
        group[0].risk,
    )  # fmt: skip


def wilson_of(share: Fraction, size: Fraction, sides: int = 2) -> tuple[Fraction, Fraction]:
    """Wilson's bounds for a share and a size that need not be whole, as fractions of one."""
    with localcontext() as context:
        context.prec = PRECISION
        z, p = Z[sides], _decimal(share)
        n = _decimal(size)
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt() / (1 + z * z / n)
        low = Fraction(0) if share == 0 else Fraction(max(centre - half, Decimal(0)))
        high = Fraction(1) if share == 1 else Fraction(min(centre + half, Decimal(1)))
    return low, high


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)

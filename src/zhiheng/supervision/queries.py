"""Where every target of a plan stands on a day: plan × figures × judgement. Nothing is stored; a verdict is computed on each read."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from zhiheng.accounts.rights import Actor, require
from zhiheng.figures import queries as figures
from zhiheng.figures.shapes import FigureView, IndicatorView
from zhiheng.judgement.judge import judge, running_total
from zhiheng.judgement.kinds import FLOWS, per_whole
from zhiheng.judgement.shapes import WORDS, Baseline, Point, Target, Verdict, Word
from zhiheng.periods import Period, period_on
from zhiheng.plan import queries as plans
from zhiheng.plan.shapes import TargetView

ZONE = ZoneInfo("Asia/Shanghai")
NEEDS_ATTENTION: frozenset[Word] = frozenset({"not_met", "behind", "cannot_tell", "no_data"})
GOOD: Mapping[Word, int] = {
    "not_met": 0,
    "behind": 1,
    "no_data": 1,
    "cannot_tell": 2,
    "not_due": 2,
    "on_course": 3,
    "met": 4,
}
"""How good a verdict is, for "better" and "worse" since an earlier day. No data is no better than being behind."""


@dataclass(frozen=True)
class Standing:
    """A target in one place with its indicator, the verdict and the figures that it rests on.

    Attributes:
        judged: the target as it was judged, after decisions and with the place's own values.
        series: current figures of the indicator and place up to the day, all classes, by period.
        running: for a count over the plan's life, its total at the end of each period that it adds up from.
    """

    target: TargetView
    indicator: IndicatorView
    place: str
    judged: Target
    verdict: Verdict
    series: tuple[FigureView, ...] = ()
    running: tuple[tuple[Period, Fraction], ...] = ()

    @property
    def figure(self) -> FigureView | None:
        """The figure that decided: of the verdict's period, and of its class where a class decided."""
        wanted = self.verdict.period
        if wanted is None:
            return None
        of_period = [one for one in self.series if one.period == wanted.code]
        return next((one for one in of_period if one.class_code == self.verdict.class_code), None)

    @property
    def needs_attention(self) -> bool:
        return self.verdict.word in NEEDS_ATTENTION


@dataclass(frozen=True)
class Summary:
    """How the targets of a plan stand together: `counts` adds up to `total`, in the order of the verdict words."""

    counts: Mapping[Word, int]
    better: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def to_judge(target: TargetView, indicator: IndicatorView, place: str) -> Target:
    """A target of the plan as judging takes it, with the values that hold in one place."""
    aim = target.aim(place)
    numeric = target.rule not in {"trend", "milestone"}
    return Target(
        code=target.code,
        rule=target.rule,  # type: ignore[arg-type]
        starts=target.valid_from,
        ends=target.valid_to,
        comparator=aim.comparator or ">=",
        threshold=tuple(map(Fraction, aim.threshold or ())) if numeric else (),
        stage=target.stage or "",
        stages=tuple(str(stage["code"]) for stage in indicator.stages),
        reading=target.reading,  # type: ignore[arg-type]
        every=target.every,
        first_month=target.first_month,
        direction=_direction(target, indicator),
        unit=indicator.unit,
        decimals=indicator.decimals,
        baseline=_baseline(aim.baseline, target.first_month),
        path={Period.parse(code, target.first_month): Fraction(value) for code, value in aim.path.items()},
        classes=target.classes,
        flags=target.flags,
        settled=target.flags if _is_settled(target) else (),
        ended_on=target.ended_on,
        scored=target.scored,
        flow=indicator.kind in FLOWS,
        sampled=indicator.sampled,
        lag_days=figures.GRACE_DAYS[target.every],
    )


def _is_settled(target: TargetView) -> bool:
    """Whether a decision is recorded on a question that is about the target's flags or its scoring."""
    about = (
        question
        for question in target.questions
        if any({"flags", "scored"} & set(r.changes) for r in question.readings)
    )
    return any(question.decisions for question in about)


def _direction(target: TargetView, indicator: IndicatorView) -> str:
    """A trend's own comparator says where it goes; else the indicator does."""
    if target.rule == "trend" and target.comparator:
        return "up" if target.comparator.startswith(">") else "down"
    return indicator.direction


def _baseline(found: object, first_month: int) -> Baseline | None:
    if found is None:
        return None
    period, value = Period.parse(found.period, first_month), found.value  # type: ignore[attr-defined]
    return Baseline(period, None if value is None else Fraction(value))


def point(figure: FigureView, first_month: int, per: int = 100) -> Point:
    """A figure as judging takes it; `per` is what a share of 1 is in the unit."""
    period = Period.parse(figure.period, first_month)
    if figure.part is not None and figure.whole is not None:
        share = Point.of_share(
            period, Fraction(figure.part), Fraction(figure.whole), per=per,
            class_code=figure.class_code, stage=figure.stage, sample=figure.sample, population=figure.population,
        )  # fmt: skip
        return replace(share, low=_exact(figure.low), high=_exact(figure.high))
    return Point(
        period, _exact(figure.value), reached=figure.reached, class_code=figure.class_code, stage=figure.stage,
        low=_exact(figure.low), high=_exact(figure.high), sample=figure.sample, population=figure.population,
    )  # fmt: skip


def _exact(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)


def standing(
    target: TargetView, indicator: IndicatorView, place: str, series: Iterable[FigureView], on: date
) -> Standing:
    """Judge one target in one place by figures that were read before. Costs no query."""
    known = tuple(one for one in series if not one.withdrawn and _had_happened(one, target, on))
    judged = to_judge(target, indicator, place)
    per = per_whole(indicator.kind, indicator.unit)
    points = [point(one, target.first_month, per) for one in known]
    verdict = judge(judged, points, on)
    running = running_total(judged, points, on, verdict.class_code)
    return Standing(target, indicator, place, judged, verdict, known, running)


def _had_happened(figure: FigureView, target: TargetView, on: date) -> bool:
    """Whether the day is late enough for a figure: its period is over; a stage may be reached while its period runs."""
    return figure.starts_on <= on if target.rule == "milestone" else figure.until <= on


@dataclass(frozen=True)
class Known:
    """Everything that standings of a plan need, read at once, so that many places and days can be judged."""

    targets: Sequence[TargetView]
    indicators: Mapping[str, IndicatorView]
    series: Mapping[tuple[str, str], tuple[FigureView, ...]] = field(repr=False)

    def standings(self, on: date, place: str | None = None) -> list[Standing]:
        """One standing a target, in the order of the plan. Without a place: that of the whole plan."""
        return [self.standing(target, on, place) for target in self.targets]

    def standing(self, target: TargetView, on: date, place: str | None = None) -> Standing:
        where = place or target.region
        figures_there = self.series.get((target.indicator, where), ())
        return standing(target, self.indicators[target.indicator], where, figures_there, on)


def known(actor: Actor, *, plan: str | None = None, as_of: datetime | None = None, places: Iterable[str] = ()) -> Known:
    """Targets, indicators and figures of a plan as they were known.

    Args:
        plan: code of the plan; None asks for the default one.
        as_of: knowledge up to this instant; None is all.
        places: places that will be judged beside the plan's own and those directly in it.

    Cost: the queries of `plans.targets`, `figures.indicators` and `figures.all_series`, whatever the number of targets.
    """
    require(actor, "see")
    view = plans.plan(actor, plan, as_of=as_of)
    found: dict[tuple[str, str], list[FigureView]] = {}
    for (indicator, place, _class), series in figures.all_series(actor, view.code, as_of=as_of, places=places).items():
        found.setdefault((indicator, place), []).extend(series)
    return Known(
        plans.targets(actor, plan=view.code, as_of=as_of),
        figures.indicators(view.code, version=view.version),
        {key: tuple(sorted(series, key=lambda one: (one.starts_on, one.until))) for key, series in found.items()},
    )


def standings(
    actor: Actor, *, plan: str | None = None, on: date, as_of: datetime | None = None, place: str | None = None
) -> list[Standing]:
    """Where each target stands on a day, by what was known at an instant. For several places or days ask `known` once."""
    return known(actor, plan=plan, as_of=as_of, places=[place] if place else ()).standings(on, place)


def quarter_before(on: date) -> tuple[date, datetime]:
    """The same point of the quarter before: the last day of that quarter, and the instant up to which it was then known."""
    last = period_on(on, "quarter").previous().last_day
    return last, datetime.combine(last + timedelta(days=1), time.min, ZONE)


def summary(now: Iterable[Standing], before: Iterable[Standing] = ()) -> Summary:
    """Count the verdicts, and name the targets whose verdict became better or worse since `before`."""
    listed = list(now)
    earlier = {one.target.code: GOOD[one.verdict.word] for one in before}
    moved = {
        one.target.code: GOOD[one.verdict.word] - earlier.get(one.target.code, GOOD[one.verdict.word]) for one in listed
    }
    counted = Counter(one.verdict.word for one in listed)
    return Summary(
        {word: counted[word] for word in WORDS},
        better=tuple(code for code, step in moved.items() if step > 0),
        worse=tuple(code for code, step in moved.items() if step < 0),
    )


def attention(listed: Iterable[Standing], on: date) -> list[Standing]:
    """Targets that are not well, the most pressing first.

    Order: what is broken for good before what can still be mended; then (gap ÷ threshold ÷ share of time left) × weight; those without a gap last, by weight.
    """
    return sorted((one for one in listed if one.needs_attention), key=lambda one: _pressing(one, on), reverse=True)


def _pressing(one: Standing, on: date) -> tuple[bool, bool, Fraction, int]:
    urgency = press(one, on)
    return (
        one.verdict.word == "not_met",
        urgency is not None,
        urgency or Fraction(one.target.weight),
        -one.target.position,
    )


def press(one: Standing, on: date) -> Fraction | None:
    """How pressing a gap is: (gap ÷ threshold) ÷ (share of the plan's time left) × weight; None where no gap can be told."""
    gap = one.verdict.gap
    if gap is None or gap <= 0:
        return None
    scale = abs(one.judged.threshold[0]) if one.judged.threshold and one.judged.threshold[0] else Fraction(1)
    total = (one.judged.ends - one.judged.starts).days
    left = max((one.judged.ends - on).days, 1)
    return gap / scale / Fraction(left, total) * Fraction(one.target.weight)

"""Where a target stands, as pages show it: the verdict in words, the figure that decided, gap and pace as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _

from zhiheng.figures.shapes import FigureView, IndicatorView
from zhiheng.judgement.showing import shown_gap
from zhiheng.plan.shapes import QuestionView, TargetView
from zhiheng.supervision import messages
from zhiheng.supervision import queries as supervision
from zhiheng.web import formats
from zhiheng.web.presenters import pieces


@dataclass(frozen=True)
class Standing:
    target: TargetView
    indicator: IndicatorView
    place: str
    verdict: str
    reason: str
    """One sentence in the reader's language: rule, period, gap and uncertainty."""
    short: str
    """The reason in a few words, for lists."""
    figure: FigureView | None = None
    value: Fraction | None = None
    interval: tuple[Fraction, Fraction] | None = None
    method: str = ""
    gap: Fraction | None = None
    gap_text: str = ""
    pace: Fraction | None = None
    interim: tuple[str, Fraction] | None = None
    """The interim value that the verdict was compared with, and the period that it is of."""
    flags: Sequence[str] = ()
    open_flags: Sequence[str] = ()
    series: Sequence[FigureView] = ()
    path: Mapping[str, Fraction] = field(default_factory=dict)
    threshold: tuple[Fraction, ...] = ()
    running: Sequence[tuple[str, Fraction]] = ()
    """Of a count over the plan's life: its total at the end of each period that it adds up from."""

    @property
    def needs_attention(self) -> bool:
        return self.verdict in supervision.NEEDS_ATTENTION

    @property
    def counts(self) -> bool:
        """Whether the value is a running total; each figure is then only the increment of its period."""
        return bool(self.running)

    @property
    def course(self) -> list[tuple[str, Fraction]]:
        """Period and value one after the other, as drawings show them."""
        if self.counts:
            return list(self.running)
        told = ((view.period, pieces.value_of(view, self.indicator.unit)) for view in self.series)
        return [(period, value) for period, value in told if value is not None]

    @property
    def awaits_decision(self) -> bool:
        """A flag that needs a recorded decision before the target may be scored, or a reading that nobody decided on."""
        return bool(self.open_flags or self.undecided)

    @property
    def undecided(self) -> list[QuestionView]:
        """Questions on which no decision is recorded."""
        return [question for question in self.target.questions if not question.decisions]


def shown(one: supervision.Standing, body: str = "") -> Standing:
    """A standing in the words of pages; `body` is the name of who gives its figures, where it is known."""
    verdict, judged = one.verdict, one.judged
    interval = verdict.interval
    figure = one.figure
    if figure is not None and interval is None and figure.low is not None and figure.high is not None:
        bounds: tuple[Fraction, Fraction] | None = (Fraction(figure.low), Fraction(figure.high))
    else:
        bounds = (interval.low, interval.high) if interval else None
    return Standing(
        target=one.target,
        indicator=one.indicator,
        place=one.place,
        verdict=verdict.word,
        reason=str(messages.sentence(one, body)),
        short=str(messages.short(one)),
        figure=figure,
        value=verdict.value if one.target.rule not in {"trend", "milestone"} else None,
        interval=bounds,
        method=_method(interval.method, interval.percent) if interval else "",
        gap=verdict.gap,
        gap_text=_gap(one),
        pace=verdict.pace.needed if verdict.pace else None,
        interim=(figure.period if figure else "", verdict.line)
        if verdict.interim and verdict.line is not None
        else None,
        flags=verdict.flags,
        open_flags=verdict.open_flags,
        series=[view for view in one.series if not view.class_code],
        path={period.code: value for period, value in judged.path.items()},
        threshold=judged.threshold,
        running=[(period.code, total) for period, total in one.running],
    )


def _method(method: str, percent: int) -> str:
    names = {"wilson": "Wilson", "clopper_pearson": "Clopper–Pearson", "stated": _("as the source states it")}
    return f"{percent}%, {names.get(method, method)}"


def _gap(one: supervision.Standing) -> str:
    """What is missing, in the unit; words where nothing is."""
    gap = one.verdict.gap
    if one.target.rule == "milestone":
        return ""
    if gap is None:
        return _("cannot be computed") if one.verdict.word in supervision.NEEDS_ATTENTION else ""
    if one.verdict.word == "cannot_tell":
        return _("interval crosses it")
    if gap <= 0 and one.verdict.needed_parts:
        return _needed(one, one.verdict.needed_parts)
    if gap <= 0:
        return _("none")
    return formats.with_difference(shown_gap(one.judged, gap), one.indicator.unit)


def _needed(one: supervision.Standing, parts: int) -> str:
    """How many more of what the numerator counts would do."""
    counted = pieces.words(one.indicator.part)
    told = {"part": counted, "n": formats.count(parts)}
    return _("%(part)s: %(n)s more") % told if counted else _("%(n)s more would do") % told


def text_of(one: Standing) -> str:
    """The value as pages write it; where there is none, why."""
    if one.figure is None and one.verdict == "not_due":
        return _("not due yet")
    if one.counts:
        return total_text(one, one.running[-1][1])
    return pieces.value_text(one.figure, one.indicator, one.target)


def total_text(one: Standing, total: Fraction) -> str:
    """A running total with its unit, on its true side of the threshold."""
    line = one.threshold[0] if len(one.threshold) == 1 else None
    text = formats.number(total, one.indicator.decimals, threshold=line, comparator=one.target.comparator)
    return formats.with_unit(text, one.indicator.unit)


def period_of(one: Standing) -> str:
    """The period that the value is of; a total is one up to its end. Empty without a figure."""
    if one.figure is None:
        return ""
    period = formats.period(one.figure.period, one.target.first_month)
    return _("in all up to %(period)s") % {"period": period} if one.counts else period

"""Where a target stands, as pages show it: the verdict in words, the figure that decided, gap and pace as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _

from zhiheng.figures.shapes import FigureView, IndicatorView
from zhiheng.judgement.showing import shown_gap
from zhiheng.plan.shapes import TargetView
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

    @property
    def needs_attention(self) -> bool:
        return self.verdict in supervision.NEEDS_ATTENTION

    @property
    def awaits_decision(self) -> bool:
        """A flag that needs a recorded decision before the target may be scored, or a reading that nobody decided on."""
        undecided = any(not question.decisions for question in self.target.questions)
        return bool(self.open_flags) or undecided


def shown(one: supervision.Standing) -> Standing:
    """A standing in the words of pages."""
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
        reason=str(messages.sentence(one)),
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
        return _("%(n)s more needed") % {"n": formats.count(one.verdict.needed_parts)}
    if gap <= 0:
        return _("none")
    return formats.with_difference(shown_gap(one.judged, gap), one.indicator.unit)


def text_of(one: Standing) -> str:
    """The value as pages write it; where there is none, why."""
    if one.figure is None and one.verdict == "not_due":
        return _("not due yet")
    return pieces.value_text(one.figure, one.indicator, one.target)

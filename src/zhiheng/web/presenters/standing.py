"""Where a target stands, as pages need it: the target, its indicator, the figure judged, the verdict and its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from zhiheng.figures.queries import FigureView, IndicatorView
from zhiheng.plan.shapes import TargetView


@dataclass(frozen=True)
class Standing:
    target: TargetView
    indicator: IndicatorView
    place: str
    verdict: str
    reason: str
    """One sentence in the reader's language: rule, period, gap and uncertainty."""
    short: str = ""
    """The reason in a few words, for lists."""
    figure: FigureView | None = None
    value: Fraction | None = None
    interval: tuple[Fraction, Fraction] | None = None
    method: str = ""
    gap: Fraction | None = None
    gap_text: str = ""
    pace: Fraction | None = None
    interim: tuple[str, Fraction] | None = None
    flags: Sequence[str] = ()
    series: Sequence[FigureView] = ()
    path: Mapping[str, Fraction] = field(default_factory=dict)
    before: str = ""
    """The verdict a quarter ago, "" where it was not yet judged."""
    scored: bool = True

    @property
    def needs_attention(self) -> bool:
        return self.verdict in {"not_met", "behind", "cannot_tell", "no_data"}

    @property
    def awaits_decision(self) -> bool:
        """A flag that needs a recorded decision, or a question on which none was recorded."""
        asks = (
            bool(self.target.questions) or "target_implausible" in self.flags or "institution_abolished" in self.flags
        )
        return asks and not self.target.decided

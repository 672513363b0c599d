"""Pieces that several pages show: a figure with its passport, a body then and now, a quotation, a series as a chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhiheng.accounts.roles import ROLES
from zhiheng.figures.shapes import FigureView, IndicatorView
from zhiheng.plan.shapes import HolderView, TargetView, said
from zhiheng.web import formats, script
from zhiheng.web.addresses import to


@dataclass(frozen=True)
class Shown:
    """A value as text, and its passport where it has one."""

    text: str
    address: str = ""

    @property
    def long(self) -> bool:
        """A stage's name rather than a number: set smaller where it stands alone."""
        return len(self.text) > 9 or (len(self.text) > 3 and not any(character.isdigit() for character in self.text))


@dataclass(frozen=True)
class Holder:
    """A body as the text names it, and who answers now."""

    written: str
    address: str
    changed: bool
    ended: bool
    since: str
    now: str
    now_address: str


@dataclass(frozen=True)
class Named:
    """The short name of a body on the reading day, and the month since which it bears it."""

    short: str
    since: str = ""


Names = Mapping[str, Named]
"""Body → its name on the day."""


@dataclass(frozen=True)
class Run:
    text: str
    marked: bool = False


@dataclass(frozen=True)
class Quote:
    """A sentence with the phrase that is meant."""

    runs: Sequence[Run]
    source: str
    address: str = ""
    language: str = ""


@dataclass(frozen=True)
class ChartRow:
    period: str
    shown: str
    interval: str
    path: str


@dataclass(frozen=True)
class Chart:
    """A series for drawing, and the same as rows."""

    title: str
    sub: str
    head: str
    rows: Sequence[ChartRow]
    data: dict[str, Any]


def words(told: Any) -> str:
    """A package's words in the reader's language."""
    return said(told or {}, formats.language())


def name_of(target: TargetView, indicator: IndicatorView | None) -> str:
    return words(target.name) or (words(indicator.name) if indicator else target.code)


def short_of(target: TargetView, indicator: IndicatorView | None) -> str:
    return words(target.name) or (words(indicator.short) if indicator else "") or name_of(target, indicator)


def value_of(view: FigureView | None, unit: str) -> Fraction | None:
    """The exact value in the indicator's unit; None where there is none or it is a stage."""
    if view is None or view.withdrawn:
        return None
    if view.part is not None and view.whole is not None:
        if not view.whole:
            return None
        return Fraction(view.part) / Fraction(view.whole) * (100 if unit == "%" else 1)
    return Fraction(view.value) if view.value is not None else None


def stage_name(indicator: IndicatorView, code: str) -> str:
    return next((words(stage["name"]) for stage in indicator.stages if stage["code"] == code), code)


def value_text(view: FigureView | None, indicator: IndicatorView, target: TargetView | None = None) -> str:
    """The value as pages write it, never across its threshold; a missing one is a word."""
    if view is None:
        return _("no data")
    if view.withdrawn:
        return _("withdrawn")
    if view.reached:
        return stage_name(indicator, view.reached)
    value = value_of(view, indicator.unit)
    if value is None:
        return _("nothing to count")
    threshold = target.threshold[0] if target and target.threshold and len(target.threshold) == 1 else None
    comparator = target.comparator if target else None
    return formats.with_unit(
        formats.number(value, indicator.decimals, threshold=threshold, comparator=comparator), indicator.unit
    )


def aim_text(target: TargetView, indicator: IndicatorView | None) -> str:
    """≥ 90%; a milestone's stage; the direction of a trend."""
    if target.stage and indicator:
        return stage_name(indicator, target.stage)
    if target.threshold and indicator:
        return formats.aim(target.comparator, target.threshold, indicator.unit)
    if target.rule == "trend":
        return _("rising") if indicator is None or indicator.direction != "down" else _("falling")
    return _("no number")


def lead_name(view: HolderView | None, names: Names) -> str:
    """Who answers now, by short name."""
    if view is None:
        return _("no body named")
    return names[view.now_body].short if view.now_body in names else words(view.now)


def holder(request: HttpRequest, view: HolderView, names: Names) -> Holder:
    """A body as the text names it – in English by its English name –; where another name answers now, that one with its month."""
    now = names.get(view.now_body, Named(words(view.now)))
    since = formats.month(view.moved_on) if view.moved_on else now.since
    own = names.get(view.body)
    written = view.written if formats.chinese() or own is None else own.short
    return Holder(
        written,
        to(request, "body", view.body),
        (view.changed and now.short != written) or view.ended,
        view.ended,
        since,
        now.short,
        to(request, "body", view.now_body),
    )


def figure(request: HttpRequest, view: FigureView | None, text: str) -> Shown:
    return Shown(text, to(request, "passport", view.indicator, view.place, view.period) if view else "")


def quoted(
    text: str, source: str, address: str = "", marks: Sequence[tuple[int, int]] = (), *, official: bool = False
) -> Quote:
    """A quotation with phrases marked. An official text keeps its own script; what is written in traditional says so."""
    runs: list[Run] = []
    at = 0
    for start, end in marks:
        if start < at:
            continue
        runs += [Run(text[at:start]), Run(text[start:end], True)]
        at = end
    runs.append(Run(text[at:]))
    traditional = official and script.simplified(text) != text
    tag = ("zh-Hant" if traditional else "zh-Hans") if official else ""
    return Quote([run for run in runs if run.text], source, address, tag)


def change(now: Fraction | None, before: Fraction | None, indicator: IndicatorView) -> str:
    """↑0.6 percentage points; "no change"; a dash in words where there is nothing to compare."""
    if now is None or before is None:
        return _("nothing to compare")
    gap = now - before
    if not gap:
        return _("no change")
    return ("↑" if gap > 0 else "↓") + formats.difference(gap, indicator.unit, indicator.decimals)


def decimal(value: Fraction | Decimal | None) -> float | None:
    """For drawing only; nothing is decided on it."""
    return None if value is None else round(float(value), 6)


SERVER = "server"
"""Where a post stands that no body gave: the operator's, in commands."""


def signer(reference: str, names: Names) -> str:
    """Who acted, as the journal names them, in words: posts and bodies, never a person."""
    _code, _slash, posts = reference.partition("/")
    told = []
    for post in posts.split("+") if posts else []:
        role, _at, body = post.partition("@")
        where = names[body].short if body in names else _("this server") if body == SERVER else body
        told.append(f"{ROLES.get(role, role)}@{where}" if where else str(ROLES.get(role, role)))
    return "、".join(told).replace("@", " · ") or reference

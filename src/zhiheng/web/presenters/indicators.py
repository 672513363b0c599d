"""指标 and 数字护照: how a figure is defined, what it is made of, and everything that was ever said about it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zhiheng.bodies.queries import Places
from zhiheng.figures.definitions import Definition
from zhiheng.figures.queries import GRACE_DAYS
from zhiheng.figures.shapes import FigureView, IndicatorView, Passport, Recorded, Version
from zhiheng.journal.clock import ZONE
from zhiheng.judgement.estimates import wilson_of
from zhiheng.judgement.intervals import wilson
from zhiheng.plan.shapes import ClauseView, PlanView, TargetView
from zhiheng.quantities import round_half_even
from zhiheng.registers.kit import registry
from zhiheng.registers.kit.declaration import Register
from zhiheng.web import formats
from zhiheng.web import words as named
from zhiheng.web.addresses import to
from zhiheng.web.presenters import counting, drawing, pieces
from zhiheng.web.presenters import target as target_page
from zhiheng.web.presenters.counting import Made
from zhiheng.web.presenters.overview import place_scale, place_strip, share_text
from zhiheng.web.presenters.standing import Standing, text_of
from zhiheng.web.presenters.target import Progress

SHOWN_VERSIONS = 6
"""Versions of a figure that stand open; earlier ones unfold."""


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    address: str
    unit: str
    source: str
    awaited: str
    every: str
    targets: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Indicators:
    title: str
    sub: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Cell:
    period: str
    values: Sequence[pieces.Shown]


@dataclass(frozen=True)
class Choice:
    """One of several ways to look at the values, as a link."""

    words: str
    address: str
    current: bool


@dataclass(frozen=True)
class PlaceRow:
    """A place beside the others in its last period: point, interval and verdict."""

    name: str
    share: str
    value: pieces.Shown
    interval: str
    strip: drawing.Strip | None
    verdict: str
    change: str


@dataclass(frozen=True)
class ClassRow:
    """A class in the last period: what it adds to the whole, and how it moved."""

    name: str
    share: str
    value: str
    of_whole: str
    change: str
    records: str


@dataclass(frozen=True)
class IndicatorPage:
    code: str
    title: str
    sub: str
    facts: Sequence[tuple[str, str]]
    counted: Sequence[tuple[str, str]]
    """How the register is counted, in words; empty where nothing is computed."""
    register: str
    register_address: str
    awaited: str
    traps: Sequence[str]
    stages: Sequence[tuple[str, str]]
    versions: Sequence[tuple[str, str, str]]
    targets: Sequence[tuple[str, str]]
    chart: pieces.Chart | None
    progress: Progress | None
    held: bool
    multiples: Sequence[drawing.Multiple]
    multiples_sub: str
    strips: Sequence[PlaceRow]
    strips_sub: str
    classes: Sequence[ClassRow]
    classes_sub: str
    kinds: Sequence[Choice]
    trees: Sequence[Choice]
    values_sub: str
    places: Sequence[str]
    cells: Sequence[Cell]
    files: Sequence[tuple[str, str]]
    data: Mapping[str, Any]
    """The same values for programs."""


@dataclass(frozen=True)
class Given:
    """What an indicator's page is made of."""

    one: IndicatorView
    plan: PlanView
    places: Places
    kind: str
    """Which periods the table has: one of `KINDS`."""
    kinds: Sequence[str]
    today: bool
    """Added up under the tree of places of the reading day, whatever the period."""
    values: Mapping[tuple[str, str], FigureView]
    """By (place, period)."""
    classes: Mapping[str, tuple[FigureView, FigureView | None]]
    """By class: in the last period of the whole, and in the one before."""
    class_names: Mapping[str, str]
    targets: Sequence[TargetView]
    whole: Standing | None
    by_place: Sequence[Standing]
    on: date
    computed: bool
    sampled: bool
    definition: Definition | None = None
    register: Register | None = None


TO_DATE = "year_to_date"
KINDS = ("month", "quarter", "half", "year", TO_DATE, "assessment_year")


def _kind_names() -> dict[str, str]:
    return {
        "month": _("Months"), "quarter": _("Quarters"), "half": _("Half-years"), "year": _("Years"), TO_DATE: _("Year to date"),
        "assessment_year": _("Assessment years"),
    }  # fmt: skip


def _every() -> dict[str, str]:
    return {
        "year": _("every year"), "half": _("every half-year"), "quarter": _("every quarter"), "month": _("every month"),
        "assessment_year": _("every assessment year"),
    }  # fmt: skip


def indicators(
    request: HttpRequest, views: Mapping[str, IndicatorView], targets: Sequence[TargetView], computed: Collection[str]
) -> Indicators:
    uses: dict[str, list[tuple[str, str]]] = {}
    for target in targets:
        uses.setdefault(target.indicator, []).append((target.code, to(request, "target", target.code)))
    return Indicators(
        _("Indicators"),
        _("How each figure is defined, where it comes from, and which register is still awaited."),
        [
            Row(
                one.code, pieces.words(one.name), to(request, "indicator", one.code), formats.unit_name(one.unit),
                named.word(named.SOURCES, "computed" if one.code in computed else one.source_kind),
                "" if one.code in computed else named.register(one.register), _every().get(one.every, one.every), uses.get(one.code, []),
            )
            for one in views.values()
        ],
    )  # fmt: skip


def indicator(request: HttpRequest, given: Given) -> IndicatorPage:
    one = given.one
    codes = [place.code for place in given.places if any(place.code == known for known, _ in given.values)]
    periods = _newest_first(given)
    whole = _with_bounds(given.whole, given.sampled)
    return IndicatorPage(
        code=one.code,
        title=pieces.words(one.name),
        sub=pieces.words(one.definition),
        facts=[(head, words) for head, words in _facts(given) if words],
        counted=counting.counted(given.definition, given.register, given.class_names) if given.definition and given.register else (),
        register=str(given.register.label_plural) if given.register else "",
        register_address=to(request, "register", given.register.code) if given.register else "",
        awaited=named.register(one.register) if one.source_kind == "reported" and not given.computed else "",
        traps=[pieces.words(trap) for trap in one.traps],
        stages=[(pieces.words(stage["name"]), pieces.words(stage.get("evidence"))) for stage in one.stages],
        versions=[
            (str(version["number"]), str(version["from"]), pieces.words(version.get("note")))
            for version in reversed(one.versions)
        ],
        targets=[
            (f"{target.code} {pieces.aim_text(target, one)}", to(request, "target", target.code)) for target in given.targets
        ],
        chart=target_page.course(whole, given.on) if whole else None,
        progress=target_page.way(whole, given.on) if whole else None,
        held=bool(whole and whole.target.rule == "hold"),
        multiples=_multiples(given, codes, periods[::-1]),
        multiples_sub=_("all on one scale, %(kind)s") % {"kind": _kind_names()[given.kind].lower()},
        strips=_strips(request, given),
        strips_sub=_strips_sub(given),
        classes=_classes(request, given),
        classes_sub=_classes_sub(given),
        kinds=[Choice(_kind_names()[kind], _look(request, every=kind), kind == given.kind) for kind in given.kinds],
        trees=_trees(request, given),
        values_sub=_values_sub(given),
        places=[given.places[code].short(formats.language()) for code in codes],
        cells=[
            Cell(
                formats.period(period, given.plan.first_month),
                [_shown(request, given, given.values.get((code, period))) for code in codes],
            )
            for period in periods
        ],
        files=[(kind, _look(request, name=f"indicator-{kind}")) for kind in ("xlsx", "csv", "json")],
        data=_data(given, codes, periods),
    )  # fmt: skip


def _look(request: HttpRequest, *, name: str = "indicator", **other: str) -> str:
    """The page's address with another choice; what else was chosen stays."""
    asked = {key: request.GET.get(key, "") for key in ("every", "tree")} | other
    query = urlencode({key: value for key, value in asked.items() if value})
    assert request.resolver_match is not None
    return to(request, name, str(request.resolver_match.kwargs["code"]), query=query)


def _newest_first(given: Given) -> list[str]:
    """Newest first, a year before its last quarter."""
    known = {(view.until, view.starts_on, view.period) for view in given.values.values()}
    return [code for _end, _start, code in sorted(known, key=lambda one: (-one[0].toordinal(), one[1]))]


def _shown(request: HttpRequest, given: Given, view: FigureView | None) -> pieces.Shown:
    """A value; a span of months has no passport of its own, nor has one under another tree of places."""
    text = pieces.value_text(view, given.one)
    if view is None or "/" in view.period or given.today:
        return pieces.Shown(text)
    return pieces.figure(request, view, text)


def _trees(request: HttpRequest, given: Given) -> list[Choice]:
    if given.definition is None:
        return []
    return [
        Choice(_("places as they were at the end of each period"), _look(request, tree=""), not given.today),
        Choice(_("places as they are on the reading day"), _look(request, tree="today"), given.today),
    ]


def _values_sub(given: Given) -> str:
    if given.today:
        return _("newest first; every period added up under the places of %(day)s") % {"day": formats.day(given.on)}
    return _("newest first; each opens its passport")


def bounds(view: FigureView, sampled: bool) -> tuple[Fraction, Fraction] | None:
    """The interval of a figure in percent: as its source states it, else by Wilson's method where records are a drawn sample."""
    if view.low is not None and view.high is not None:
        return Fraction(view.low), Fraction(view.high)
    if not sampled or view.part is None or not view.whole:
        return None
    low, high = wilson(int(view.part), int(view.whole))
    return 100 * low, 100 * high


def _with_bounds(standing: Standing | None, sampled: bool) -> Standing | None:
    """With the interval of every figure, so that the line has its band."""
    if standing is None or not sampled or standing.indicator.unit != "%":
        return standing
    series = []
    for view in standing.series:
        ends = bounds(view, sampled)
        decimal = [Decimal(end.numerator) / Decimal(end.denominator) for end in ends] if ends else [None, None]
        series.append(replace(view, low=decimal[0], high=decimal[1]))
    return replace(standing, series=series)


def _threshold(given: Given) -> Fraction | None:
    whole = given.whole
    return whole.threshold[0] if whole and len(whole.threshold) == 1 and not whole.counts else None


def _multiples(given: Given, codes: Sequence[str], periods: Sequence[str]) -> list[drawing.Multiple]:
    """A small line for each place, all on one scale; nothing where there is only one place or one period."""
    unit, sampled = given.one.unit, given.sampled and given.one.unit == "%"
    views = {code: [given.values.get((code, period)) for period in periods] for code in codes}
    values = {code: [pieces.value_of(view, unit) for view in some] for code, some in views.items()}
    known = [value for some in values.values() for value in some if value is not None]
    if len(codes) < 2 or len(periods) < 2 or not known:
        return []
    target = _threshold(given)
    ranges = {
        code: [bounds(view, sampled) if view and not view.withdrawn else None for view in some]
        for code, some in views.items()
    }
    low, high = _ends(
        [*known, *([target] if target is not None else [])], [one for some in ranges.values() for one in some if one]
    )
    scale = drawing.Scale(low, high, 68)
    ends = tuple(formats.number(end, given.one.decimals) for end in (low, high))
    made = []
    for code in codes:
        some = [value for value in values[code] if value is not None]
        if not some:
            continue
        last = formats.with_unit(formats.number(some[-1], given.one.decimals), unit)
        name = given.places[code].short(formats.language())
        words = _("%(place)s: %(n)s periods, from %(low)s to %(high)s, last %(last)s") % {
            "place": name, "n": len(some), "low": formats.number(min(some), given.one.decimals),
            "high": formats.number(max(some), given.one.decimals), "last": last,
        }  # fmt: skip
        made.append(drawing.multiple(name, values[code], ranges[code], target, scale, (last, ends[0], ends[1]), words))
    return made


def _ends(values: Sequence[Fraction], ranges: Sequence[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
    """The ends of the common scale: all values, and of the intervals so much that the lines stay readable."""
    low, high = min(values), max(values)
    span = high - low
    return (
        max(min([low, *(one[0] for one in ranges)]), low - span),
        min(max([high, *(one[1] for one in ranges)]), high + span),
    )


def _strips(request: HttpRequest, given: Given) -> list[PlaceRow]:
    """The places in their last period, the best first, and the whole beneath."""
    if not given.by_place or given.whole is None:
        return []
    told = [_with_last(one, given) for one in (*given.by_place, given.whole)]
    scale = place_scale(told, 200)
    better = -1 if given.one.direction == "up" else 1
    ordered = sorted(told[:-1], key=lambda one: (one.value is None, better * (one.value or 0)))
    return [_place_row(request, given, one, scale) for one in (*ordered, told[-1])]


def _with_last(one: Standing, given: Given) -> Standing:
    """With the interval of the figure that decided, where it has one."""
    ends = bounds(one.figure, given.sampled) if one.figure and one.indicator.unit == "%" else None
    return one if one.interval or ends is None else replace(one, interval=ends)


def _place_row(request: HttpRequest, given: Given, one: Standing, scale: drawing.Scale) -> PlaceRow:
    name = given.places[one.place].name(formats.language()) if one.place in given.places else one.place
    course = [value for _period, value in one.course]
    interval = "–".join(formats.number(end, one.indicator.decimals) for end in one.interval) if one.interval else ""
    return PlaceRow(
        name, share_text(one), pieces.figure(request, one.figure, text_of(one)),
        formats.with_unit(interval, one.indicator.unit) if interval else "", place_strip(scale, one, name), one.verdict,
        pieces.change(course[-1] if course else None, course[-2] if len(course) > 1 else None, one.indicator),
    )  # fmt: skip


def _strips_sub(given: Given) -> str:
    if given.sampled:
        return _(
            "point: value; line: 95% interval; dashes: interim value, or the threshold; hollow point: interval crosses it"
        )
    return _("point: value; dashes: interim value, or the threshold where there is none")


def _classes(request: HttpRequest, given: Given) -> list[ClassRow]:
    views = {code: now for code, (now, _before) in given.classes.items()}
    total = sum((_size(view) for view in views.values()), Fraction(0))
    rows = []
    for code in given.one.classes:
        if code not in given.classes:
            continue
        now, before = given.classes[code]
        share = formats.number(100 * _size(now) / total, 1) + "%" if total else ""
        change = pieces.change(pieces.value_of(now, given.one.unit), pieces.value_of(before, given.one.unit), given.one)
        register = given.register if given.definition else None
        rows.append(
            ClassRow(
                given.class_names.get(code, code), counting.share(now), pieces.value_text(now, given.one), share, change,
                counting.list_address(request, register, now, code) if register else "",
            )
        )  # fmt: skip
    return rows


def _size(view: FigureView) -> Fraction:
    return Fraction(view.whole if view.whole is not None else view.value or 0)


def _classes_sub(given: Given) -> str:
    now = next(iter(given.classes.values()), None)
    return formats.period(now[0].period, given.plan.first_month) if now else ""


def _data(given: Given, codes: Sequence[str], periods: Sequence[str]) -> dict[str, Any]:
    views = [given.values[code, period] for period in periods for code in codes if (code, period) in given.values]
    return {
        "indicator": given.one.code, "name": dict(given.one.name), "unit": given.one.unit, "plan": given.plan.code,
        "tree": given.on.isoformat() if given.today else "period",
        "classes": [_datum(now, given) for now, _before in given.classes.values()],
        "values": [_datum(view, given) for view in views],
    }  # fmt: skip


def _datum(view: FigureView, given: Given) -> dict[str, Any]:
    """Exact: a share is a part and a whole."""
    told = {"part": view.part, "whole": view.whole, "value": view.value}
    exact = {key: format(number, "f") for key, number in told.items() if number is not None}
    more = {"class": view.class_code} if view.class_code else {}
    stage = {"reached": view.reached} if view.reached else {}
    return {"place": view.place, "period": view.period, **more, **exact, **stage, "source": view.source_kind}


def _facts(given: Given) -> list[tuple[str, str]]:
    one = given.one
    source = one.source
    named_classes = [given.class_names.get(code, code) for code in one.classes]
    return [
        (_("Formula"), pieces.words(one.formula)),
        (_("Numerator"), pieces.words(one.part)),
        (_("Denominator"), pieces.words(one.whole)),
        (_("Classes"), pgettext("between items", ", ").join(named_classes)),
        (_("Unit"), formats.unit_name(one.unit)),
        (_("Frequency"), _every().get(one.every, one.every)),
        (_("Better is"), _("higher") if one.direction == "up" else _("lower")),
        (_("Source"), named.word(named.SOURCES, "computed" if given.computed else one.source_kind)),
        (_("Publisher"), _told(source.get("publisher"))),
        (_("Method"), _told(source.get("method"))),
        (_("Certainty"), named.word(named.MARKS, str(source.get("mark"))) if source.get("mark") else ""),
        (_("Next review"), str(one.next_review)),
    ]


def _told(words: object) -> str:
    return pieces.words(words) if isinstance(words, dict) else str(words or "")


def sheet(page: IndicatorPage) -> tuple[list[str], list[list[str]]]:
    heads = [_("Period"), *page.places]
    return heads, [[cell.period, *(value.text.replace("\u2009", "") for value in cell.values)] for cell in page.cells]


@dataclass(frozen=True)
class VersionRow:
    number: str
    current: bool
    value: str
    before: str
    after: str
    day: str
    who: str
    words: str
    entry: str


@dataclass(frozen=True)
class PassportPage:
    title: str
    sub: str
    short: str
    value: str
    verdict: str
    verdict_words: str
    interval: str
    interval_sub: str
    sample: str
    sample_sub: str
    state: str
    state_sub: str
    part: str
    whole: str
    part_name: str
    whole_name: str
    exact: str
    rounding: str
    definition: str
    formula: str
    version: str
    note: str
    withdrawn: str
    areas: Sequence[tuple[str, str, pieces.Shown]]
    areas_words: str
    source: str
    document: str
    fingerprint: str
    versions: Sequence[VersionRow]
    """Newest first. Of a computed figure one a day: the last state of it."""
    earlier: Sequence[VersionRow]
    """Those that unfold."""
    versions_count: str
    made: Made | None
    beside: str
    """What was told about the same thing, where it differs."""
    quotes: Sequence[pieces.Quote]
    proof: str
    awaited: str
    address: str
    close: str
    indicator_address: str
    doubt_address: str


def passport(
    request: HttpRequest,
    told: Passport,
    plan: PlanView,
    places: Places,
    standing: Standing | None,
    clauses: Sequence[tuple[TargetView, ClauseView]],
    close: str,
    names: pieces.Names,
    made: Made | None = None,
) -> PassportPage:
    """In the order in which a reader asks: the first lines answer most questions."""
    figure, one = told.figure, told.indicator
    versions = _versions(told, target_of(standing), names)
    judged = standing is not None and standing.figure is not None and standing.figure.period == figure.period
    target = standing.target if standing else None
    place = places[figure.place].name(formats.language()) if figure.place in places else figure.place
    address = to(request, "passport", figure.indicator, figure.place, figure.period)
    value = pieces.value_of(figure, one.unit)
    interval, interval_sub = _interval(figure, one, standing if judged else None, made)
    return PassportPage(
        title=pieces.words(one.name),
        sub=f"{place} · {formats.period(figure.period, plan.first_month)}",
        short=figure.short,
        value=pieces.value_text(figure, one, target),
        verdict=standing.verdict if judged and standing else "",
        verdict_words=(standing.short or standing.reason) if judged and standing else "",
        interval=interval,
        interval_sub=interval_sub,
        sample=_sample(figure, one),
        sample_sub=_rest(figure),
        state=named.word(named.STAGES, figure.stage),
        state_sub=_("no seal yet: sealing is not built"),
        part=formats.count(figure.part) if figure.part is not None else "",
        whole=formats.count(figure.whole) if figure.whole is not None else "",
        part_name=pieces.words(one.part) or _("numerator"),
        whole_name=pieces.words(one.whole) or _("denominator"),
        exact=_exact(value, figure, one),
        rounding=_("rounded by GB/T 8170 to %(n)s decimals, never across the threshold") % {"n": one.decimals},
        definition=pieces.words(one.definition),
        formula=pieces.words(one.formula),
        version=_("definition version %(number)s, from %(day)s") % {"number": told.definition["number"], "day": told.definition["from"]} if told.definition else "",
        note=figure.note if not figure.withdrawn else "",
        withdrawn=figure.note if figure.withdrawn else "",
        areas=[
            (places[area.place].name(formats.language()) if area.place in places else area.place, _share(area), pieces.figure(request, area, pieces.value_text(area, one, target)))
            for area in told.areas
        ] if made is None else [],
        areas_words=_adds_up(told),
        source=_source(figure, made),
        document=figure.document_name,
        fingerprint=figure.document_sha256,
        versions=versions[:SHOWN_VERSIONS] if len(versions) > SHOWN_VERSIONS else versions,
        earlier=versions[SHOWN_VERSIONS:],
        versions_count=_versions_count(len(versions), computed=made is not None),
        made=made,
        beside=_beside(told, target),
        quotes=[
            pieces.quoted(pieces.words(clause.statement) or pieces.words(clause.title), _("Clause %(code)s for target %(target)s") % {"code": clause.code, "target": asked.code}, to(request, "plan") + f"#c{clause.code}")
            for asked, clause in clauses
        ],
        proof=_("entry %(number)s of the journal, %(day)s") % {"number": told.recorded.seq, "day": formats.day(told.recorded.at.date())} if told.recorded else "",
        awaited=named.register(told.awaited),
        address=address,
        close=close,
        indicator_address=to(request, "indicator", one.code),
        doubt_address=to(request, "feedback", query=f"about={address}"),
    )  # fmt: skip


def target_of(standing: Standing | None) -> TargetView | None:
    return standing.target if standing else None


def _versions_count(count: int, *, computed: bool) -> str:
    if not computed:
        return formats.count(count)
    return ngettext("%(n)s day, the last state of each", "%(n)s days, the last state of each", count) % {"n": count}


def _source(figure: FigureView, made: Made | None) -> str:
    """Who says the figure; a computed one is said by nobody."""
    if made is None or not made.register:
        return figure.source or named.word(named.SOURCES, figure.source_kind)
    return _("Computed from the register “%(register)s”: recording or correcting a record computes it anew; nobody reports it.") % {"register": made.register}  # fmt: skip


def _beside(told: Passport, target: TargetView | None) -> str:
    """The reported or published figure of the same period, where it says something else."""
    other = told.told
    if other is None or other.withdrawn or (other.part, other.whole, other.value) == (told.figure.part, told.figure.whole, told.figure.value):  # fmt: skip
        return ""
    kind = named.word(named.SOURCES, other.source_kind)
    share = f" ({_share(other)})" if _share(other) else ""
    value = pieces.value_text(other, told.indicator, target) + (share if not formats.chinese() else share.replace(" (", "（").replace(")", "）"))  # fmt: skip
    return _("%(kind)s for the same period: %(value)s. The computed figure stands.") % {"kind": kind, "value": value}


def _interval(figure: FigureView, one: IndicatorView, standing: Standing | None, made: Made | None) -> tuple[str, str]:
    """As the source states it, as it was judged, or – where the records are a drawn sample – by Wilson's method."""
    ends: tuple[Any, Any] = (figure.low, figure.high)
    method = _("as the source states it")
    by_design = made is not None and made.estimate is not None and made.estimate.sample == figure.whole
    if figure.low is None and standing and standing.interval and not by_design:
        ends, method = standing.interval, standing.method
    if ends[0] is None and figure.part is not None and figure.whole and one.unit == "%":
        ends, method = _of_sample(int(figure.part), int(figure.whole), one, made)
    if ends[0] is None or ends[1] is None:
        return _("none"), _("a census, or nothing said of the sample")
    low, high = (formats.number(Fraction(end), one.decimals) for end in ends if end is not None)
    return formats.with_unit(f"{low}–{high}", one.unit), method


def _of_sample(part: int, whole: int, one: IndicatorView, made: Made | None) -> tuple[tuple[Any, Any], str]:
    """Bounds in percent, with the design effect where every record says with which chance it was drawn."""
    if made is not None and made.estimate is not None and made.estimate.sample == whole:
        effect = made.estimate.design_effect
        low, high = wilson_of(Fraction(part, whole), made.estimate.effective)
        method = _("95%%, Wilson, design effect %(n)s") % {"n": formats.number(effect, 2)} if effect else "95%, Wilson"
        return (100 * low, 100 * high), method
    if (made is not None and made.sampled) or one.sampled:
        low, high = wilson(part, whole)
        return (100 * low, 100 * high), "95%, Wilson"
    return (None, None), ""


def _sample(figure: FigureView, one: IndicatorView) -> str:
    if figure.sample is not None:
        return formats.count(figure.sample)
    if figure.whole is not None:
        return formats.count(figure.whole)
    return _("not stated")


def _rest(figure: FigureView) -> str:
    if figure.population is not None:
        return _("of %(n)s") % {"n": formats.count(figure.population)}
    if figure.part is not None and figure.whole is not None:
        return _("%(n)s not in the numerator") % {"n": formats.count(figure.whole - figure.part)}
    return ""


def _exact(value: Fraction | None, figure: FigureView, one: IndicatorView) -> str:
    if value is None or figure.part is None:
        return ""
    return (
        f"{round_half_even(value, max(one.decimals + 4, 6)):f}…"
        if value.denominator not in {1, 2, 4, 5, 10}
        else f"{formats.number(value, one.decimals + 2)}"
    )


def _share(view: FigureView) -> str:
    return (
        f"{formats.count(view.part)} / {formats.count(view.whole)}"
        if view.part is not None and view.whole is not None
        else ""
    )


def _adds_up(told: Passport) -> str:
    if not told.areas:
        return ""
    if told.adds_up is None:
        return _("The parts cannot be added to the whole.")
    return (
        _("The parts add up to the whole.")
        if told.adds_up
        else _("The parts do not add up to the whole: a place is missing, or was counted otherwise.")
    )


def _versions(told: Passport, target: TargetView | None, names: pieces.Names) -> list[VersionRow]:
    """Newest first. A computed figure moves with every record, so that each day stands with its last state."""
    if told.figure.source_kind != "computed":
        rows = [_version(version, told.indicator, target, at == len(told.versions), names) for at, version in enumerate(told.versions, 1)]  # fmt: skip
        return rows[::-1]
    days: dict[str, list[Version]] = {}
    for version in told.versions:
        at = version.figure.recorded_at
        days.setdefault(f"{at.astimezone(ZONE):%Y-%m-%d}" if at else "", []).append(version)
    rows = []
    for day, of_day in days.items():
        last = of_day[-1]
        whole = Version(last.figure, of_day[0].before, last.recorded)
        row = _version(whole, told.indicator, target, last is told.versions[-1], names)
        rows.append(replace(row, day=day, words=_why(of_day, told.figure)))
    return rows[::-1]


def _why(versions: Sequence[Version], figure: FigureView) -> str:
    """Which acts of a day moved a figure: late records 2, correction 1 – and the reasons that were written."""
    kinds = Counter(_kind_of_act(one.recorded, figure) for one in versions if one.recorded)
    told = [
        words if count == 1 else _("%(what)s ×%(n)s") % {"what": words, "n": formats.count(count)}
        for words, count in kinds.items()
    ]
    reasons = list(dict.fromkeys(one.recorded.reason for one in versions if one.recorded and one.recorded.reason))
    return " · ".join([pgettext("between items", ", ").join(told), *reasons[:2]]).strip(" ·")


def _kind_of_act(recorded: Recorded, figure: FigureView) -> str:
    """What an act was, in words: its verb is the register's code and what was done."""
    code, _dot, verb = recorded.verb.rpartition(".")
    grace = figure.until + timedelta(days=GRACE_DAYS.get(period_kind(figure), 0))
    if verb == "record" and recorded.at.astimezone(ZONE).date() > grace:
        return _("late records")
    common = {
        "record": _("records"), "correct": _("correction"), "withdraw": _("records withdrawn"), "undo": _("import taken back"),
        "merge": _("enterprises merged"),
    }  # fmt: skip
    if verb in common:
        return common[verb]
    moves = {one.code: str(one.label) for one in registry.register(code).moves} if registry.known(code) else {}
    return moves.get(verb) or _("definitions put into force")


def period_kind(figure: FigureView) -> str:
    """month, quarter, year …, from the span of a figure."""
    months = (figure.until.year - figure.starts_on.year) * 12 + figure.until.month - figure.starts_on.month
    return {1: "month", 3: "quarter", 6: "half"}.get(months, "year")


def _version(
    version: Version, one: IndicatorView, target: TargetView | None, current: bool, names: pieces.Names
) -> VersionRow:
    def text(view: FigureView | None) -> str:
        if view is None:
            return ""
        return _share(view) or pieces.value_text(view, one, target)

    figure, recorded = version.figure, version.recorded
    return VersionRow(
        f"v{figure.vintage}", current, pieces.value_text(figure, one, target), text(version.before), text(figure),
        f"{figure.recorded_at:%Y-%m-%d}" if figure.recorded_at else "", pieces.signer(recorded.actor, names) if recorded else "",
        (figure.note if figure.withdrawn else recorded.reason if recorded else ""), str(recorded.seq) if recorded else "",
    )  # fmt: skip

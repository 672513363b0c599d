"""目标页: the answer in a sentence, the way and the course, places, what is unclear, tasks, history, definition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiheng.bodies.queries import PlaceOn, Places
from zhiheng.figures.shapes import FigureView
from zhiheng.periods import MONTHS, Period, period_on, periods_between
from zhiheng.plan.shapes import ClauseView, DutyView, Mark, QuestionView, TaskView
from zhiheng.quantities import satisfies
from zhiheng.web import formats
from zhiheng.web import words as named
from zhiheng.web.addresses import to
from zhiheng.web.presenters import drawing, pieces
from zhiheng.web.presenters.overview import place_scale, place_strip, share_text, spark_of
from zhiheng.web.presenters.standing import Standing, period_of, text_of, total_text


@dataclass(frozen=True)
class Progress:
    """How far value and time have gone."""

    title: str
    sub: str
    bullet: drawing.Bullet | None
    lines: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Held:
    """One period of a hold target, or one stage of a milestone."""

    state: str
    name: str
    words: str
    year: str = ""


@dataclass(frozen=True)
class PlaceRow:
    name: str
    count: str
    value: pieces.Shown
    interval: str
    strip: drawing.Strip | None
    verdict: str
    flags: Sequence[str]
    change: str
    spark: drawing.Spark | None
    whole: bool
    here: bool = False
    """The place that the page is about, where the reader chose one."""


@dataclass(frozen=True)
class Option:
    code: str
    words: str
    note: str
    chosen: bool


@dataclass(frozen=True)
class Decided:
    day: str
    words: str
    reason: str
    document: str


@dataclass(frozen=True)
class Question:
    code: str
    words: str
    options: Sequence[Option]
    state: str
    decided: Sequence[Decided]
    address: str


@dataclass(frozen=True)
class Past:
    period: str
    value: pieces.Shown
    count: str
    stage: str
    source: str
    recorded: str
    revised: bool
    context: bool


@dataclass(frozen=True)
class TaskRow:
    code: str
    title: str
    address: str
    body: str
    nodes: str
    due: str


@dataclass(frozen=True)
class TargetPage:
    code: str
    title: str
    place: str
    """The place that the reader chose, "" for the plan's own."""
    only_whole: bool
    """The chosen place has no figures for this target: what the page shows is that of the whole."""
    aim: str
    leads: Sequence[pieces.Holder]
    supports: Sequence[pieces.Holder]
    joint: bool
    value: pieces.Shown
    period: str
    verdict: str
    reason: str
    flags: Sequence[str]
    outlook: str
    quote: pieces.Quote
    progress: Progress | None
    held: Sequence[Held]
    held_years: Sequence[tuple[str, Sequence[Held]]]
    """Periods of a hold target, a row a year."""
    held_title: str
    chart: pieces.Chart | None
    places: Sequence[PlaceRow]
    places_sub: str
    has_intervals: bool
    notes: Sequence[str]
    questions: Sequence[Question]
    may_decide: bool
    tasks: Sequence[TaskRow]
    past: Sequence[Past]
    definition: Sequence[tuple[str, str]]
    awaited: str
    indicator_address: str
    provenance: Sequence[str]
    crumbs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Given:
    standing: Standing
    by_place: Sequence[Standing]
    clause: ClauseView
    marks: Sequence[Mark]
    duty: DutyView | None
    tasks: Sequence[TaskView]
    duties: Mapping[str, DutyView]
    places: Places
    on: date
    may_decide: bool
    names: pieces.Names
    whole: Standing
    """Where the target stands for the plan as a whole; `standing` itself, unless the reader chose a place."""
    place: PlaceOn | None = None
    """The place that the reader chose; it may have no figures for this target."""


def target(request: HttpRequest, given: Given) -> TargetPage:
    one = given.standing
    indicator = one.indicator
    return TargetPage(
        code=one.target.code,
        title=pieces.name_of(one.target, indicator),
        place=_place(given),
        only_whole=given.place is not None and one is given.whole,
        aim=_aim(one),
        leads=[pieces.holder(request, view, given.names) for view in _answering(given, "lead")],
        supports=[pieces.holder(request, view, given.names) for view in _answering(given, "support")],
        joint=bool(given.duty and given.duty.joint),
        value=pieces.figure(request, one.figure, text_of(one)),
        period=period_of(one) or _("no figure yet"),
        verdict=one.verdict,
        reason=one.reason,
        flags=[named.word(named.FLAGS, flag) for flag in one.flags],
        outlook=_outlook(one, given.on),
        quote=_quote(request, given),
        progress=way(one, given.on),
        held=_held(one),
        held_years=_by_year(_held(one)) if one.target.rule == "hold" else [],
        held_title=_held_title(one),
        chart=course(one, given.on),
        places=_places(request, given),
        places_sub=_places_sub(given),
        has_intervals=any(found.interval for found in [*given.by_place, given.whole]),
        notes=[pieces.words(note.get("text")) for note in one.target.notes],
        questions=[_question(request, one, question) for question in one.target.questions],
        may_decide=given.may_decide,
        tasks=[_task(request, task, given) for task in given.tasks],
        past=[_past(request, one, view) for view in reversed(one.series)],
        definition=_definition(one),
        awaited=_awaited(one),
        indicator_address=to(request, "indicator", indicator.code),
        provenance=_provenance(one),
        crumbs=[
            (_("Plan"), to(request, "plan")),
            (f"{given.clause.code} {pieces.words(given.clause.title)}", to(request, "clause", given.clause.code)),
            (_("Targets"), to(request, "targets")),
        ],
    )


def _place(given: Given) -> str:
    return given.place.name(formats.language()) if given.place else ""


def _answering(given: Given, role: str):  # type: ignore[no-untyped-def]
    return given.duty.answering(target=given.standing.target.code, role=role) if given.duty else []


def _aim(one: Standing) -> str:
    rule = named.word(named.RULES, one.target.rule)
    end = one.target.valid_to.year - (1 if one.target.valid_to.month == 1 and one.target.valid_to.day == 1 else 0)
    return _("by the end of %(year)s %(aim)s (%(rule)s)") % {
        "year": end,
        "aim": pieces.aim_text(one.target, one.indicator),
        "rule": rule,
    }


def _outlook(one: Standing, on: date) -> str:
    """What pace would be needed. It informs; it judges nothing."""
    if one.pace is None or one.gap is None or one.gap <= 0:
        return ""
    every = {
        "quarter": pgettext("each", "quarter"), "month": pgettext("each", "month"), "year": pgettext("each", "year"), "half": pgettext("each", "half-year"),
    }.get(one.target.every, pgettext("each", "period"))  # fmt: skip
    step = formats.difference(one.pace, one.indicator.unit, max(one.indicator.decimals, 2))
    return _("To arrive in time %(step)s is needed each %(every)s.") % {"step": step, "every": every}


def _quote(request: HttpRequest, given: Given) -> pieces.Quote:
    clause, address = given.clause, to(request, "plan") + f"#c{given.clause.code}"
    if clause.text:
        spans = [
            (mark.start, mark.end)
            for mark in given.marks
            if mark.kind == "target" and mark.code == given.standing.target.code
        ]
        source = _("Clause %(code)s, official text") % {"code": clause.code}
        return pieces.quoted(_around(clause.text, spans), source, address, _shifted(clause.text, spans), official=True)
    return pieces.quoted(
        pieces.words(clause.statement) or pieces.words(clause.title),
        _("Clause %(code)s, in our own words.") % {"code": clause.code},
        address,
    )


AROUND = 90


def _window(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    if not spans or len(text) <= 2 * AROUND:
        return 0, len(text)
    return max(0, spans[0][0] - AROUND // 2), min(len(text), spans[0][1] + AROUND)


def _around(text: str, spans: Sequence[tuple[int, int]]) -> str:
    start, end = _window(text, spans)
    return text[start:end]


def _shifted(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    start, end = _window(text, spans)
    return [(low - start, high - start) for low, high in spans if start <= low and high <= end]


def way(one: Standing, on: date) -> Progress | None:
    """Only where there is a way: a threshold, a value, and a start that is not the value itself."""
    begun = _start(one)
    if one.value is None or begun is None or len(one.threshold) != 1 or one.target.rule == "hold":
        return None
    base, start = begun
    end, unit, decimals = one.threshold[0], one.indicator.unit, one.indicator.decimals
    gone = _way_gone(one, start)
    span = (one.target.valid_to - one.target.valid_from).days
    time = Fraction(min(span, max(0, (on - one.target.valid_from).days)), span)
    clock = f"{formats.number(100 * time, 0)}%"
    at_start = formats.with_unit(formats.number(start, decimals), unit)
    now = formats.with_unit(formats.number(one.value, decimals, threshold=end, comparator=one.target.comparator), unit)
    clocked = (
        _("Time gone"),
        _("%(n)s of %(all)s days") % {"n": formats.count(int(time * span)), "all": formats.count(span)},
        clock,
    )
    counted = [(_("Counted"), share_text(one), pieces.words(one.indicator.whole))] if share_text(one) else []
    drawn = _bullet(one, base, start, now)
    sub = _started_from(one) if drawn else _("the start satisfies the threshold already")
    if gone is None:
        title = _("Start %(start)s, now %(now)s") % {"start": at_start, "now": now}
        return Progress(
            title, sub, drawn, [(_("Threshold"), pieces.aim_text(one.target, one.indicator), ""), clocked, *counted]
        )
    way = f"{formats.number(100 * gone, 0, threshold=Fraction(100), comparator='>=')}%"
    walked = f"{formats.number(one.value - start, decimals)} / {formats.difference(end - start, unit, decimals)}"
    title = _("%(way)s of the way gone, %(time)s of the time") % {"way": way, "time": clock}
    return Progress(title, sub, drawn, [(_("Way gone"), walked, way), clocked, *counted])


def _way_gone(one: Standing, start: Fraction) -> Fraction | None:
    """The share of the way, 0 to 1; None where a share would say something untrue: the start was there already, the value went back or beyond, or nobody can tell."""
    if one.value is None or _is_there(one, start) or one.verdict in {"cannot_tell", "no_data"}:
        return None
    gone = (one.value - start) / (one.threshold[0] - start) if one.threshold[0] != start else None
    return gone if gone is not None and 0 <= gone <= 1 else None


def _is_there(one: Standing, value: Fraction) -> bool:
    return satisfies(value, one.target.comparator or ">=", one.threshold[0])


def _started_from(one: Standing) -> str:
    if one.counts:
        return _("counted from nothing to the threshold")
    if one.target.baseline and one.target.baseline.value is not None:
        return _("from the baseline to the threshold; the scale starts at the baseline")
    return _("from the first figure of the plan to the threshold; the scale starts there")


def _bullet(one: Standing, base: str, start: Fraction, now: str) -> drawing.Bullet | None:
    """The drawing of the way; None where the start satisfied the threshold, so that there is none."""
    if one.value is None or _is_there(one, start):
        return None
    unit, decimals, end = one.indicator.unit, one.indicator.decimals, one.threshold[0]
    interim = formats.with_unit(formats.number(one.interim[1], decimals), unit) if one.interim else ""
    at_start = formats.with_unit(formats.number(start, decimals), unit)
    labels = drawing.Labels(
        start=_("%(value)s in %(period)s") % {"value": at_start, "period": formats.period(base, one.target.first_month)} if base else at_start,
        now=_("now %(value)s") % {"value": now},
        interim=_("interim %(value)s") % {"value": interim} if interim else "",
        end=_("threshold %(value)s") % {"value": pieces.aim_text(one.target, one.indicator)},
        words=_("From %(start)s to %(end)s; the value is %(now)s.") % {
            "start": formats.number(start, decimals), "end": formats.number(end, decimals), "now": now},
    )  # fmt: skip
    return drawing.bullet(start, one.value, end, one.interim[1] if one.interim else None, one.interval, labels)


def _start(one: Standing) -> tuple[str, Fraction] | None:
    """Where the way begins: growth at nothing, a level at its baseline; without one at the first figure of the plan's time, if that is not the only one."""
    base = one.target.baseline
    if one.target.rule in {"cumulative", "increase"}:
        return base.period if base else "", Fraction(0)
    if base is not None and base.value is not None:
        return base.period, Fraction(base.value)
    if one.target.rule not in {"by_end", "stock"}:
        return None
    first = next(
        ((view, value) for view in _judged(one) if (value := pieces.value_of(view, one.indicator.unit)) is not None),
        None,
    )
    return (first[0].period, first[1]) if first and first[0] != one.figure else None


def _held(one: Standing) -> list[Held]:
    if one.target.rule == "milestone":
        return _stages(one)
    if one.target.rule != "hold" or not one.target.threshold:
        return []
    threshold = Fraction(one.target.threshold[0])
    strip = []
    for view in _judged(one):
        value = pieces.value_of(view, one.indicator.unit)
        good = value is not None and (
            one.target.comparator == "range" or satisfies(value, one.target.comparator or ">=", threshold)
        )
        text = pieces.value_text(view, one.indicator, one.target)
        name = formats.period(view.period, one.target.first_month)
        year = view.period.lstrip("A")[:4]
        strip.append(Held("no_data" if value is None else "met" if good else "not_met", name, text, year))
    return strip


def _by_year(strip: Sequence[Held]) -> list[tuple[str, Sequence[Held]]]:
    years: dict[str, list[Held]] = {}
    for one in strip:
        years.setdefault(one.year, []).append(one)
    return list(years.items())


def _stages(one: Standing) -> list[Held]:
    """Every stage in order: reached ones with the day, the others waiting."""
    reached = {view.reached: view for view in one.series if view.reached}
    codes = [stage["code"] for stage in one.indicator.stages]
    furthest = max((codes.index(code) for code in reached if code in codes), default=-1)
    made = []
    for index, stage in enumerate(one.indicator.stages):
        view = reached.get(stage["code"])
        words = formats.period(view.period) if view else pieces.words(stage.get("evidence"))
        made.append(Held("done" if index <= furthest else "waiting", pieces.words(stage["name"]), words))
    return made


def _held_title(one: Standing) -> str:
    if one.target.rule == "milestone":
        return _("Stages and their evidence")
    if one.target.rule == "hold":
        return _("Period by period: each must reach %(aim)s") % {"aim": pieces.aim_text(one.target, one.indicator)}
    return ""


def _judged(one: Standing) -> list[FigureView]:
    """Figures of the plan's time."""
    return [
        view for view in one.series if view.starts_on >= one.target.valid_from and view.until <= one.target.valid_to
    ]


@dataclass(frozen=True)
class Drawn:
    """One point of a chart, with its text in the table."""

    value: Fraction
    text: str
    low: Fraction | None = None
    high: Fraction | None = None
    hollow: bool = False


def course(one: Standing, on: date) -> pieces.Chart | None:
    """The course: values of one kind of period, with path, threshold and intervals where the source states them. A count over the plan's life is its running total."""
    if not one.course or one.target.rule == "milestone":
        return None
    kind, drawn = _totals(one) if one.counts else _values(one)
    codes = _axis_periods(one, list(drawn), kind)
    ends = _path_on(one, codes)
    rows = [_chart_row(one, code, drawn.get(code), ends.get(code), on) for code in codes]
    points = [drawn.get(code) for code in codes]
    values, low, high = (
        [pieces.decimal(getattr(point, part)) if point else None for point in points]
        for part in ("value", "low", "high")
    )
    path = [pieces.decimal(ends.get(code)) for code in codes]
    threshold = Fraction(one.target.threshold[0]) if one.target.threshold and len(one.target.threshold) == 1 else None
    everything = [number for number in [*values, *low, *high, *path, pieces.decimal(threshold)] if number is not None]
    first, last = _axis(everything, from_zero=one.counts or one.indicator.kind in FROM_ZERO)
    title = _total_title(one) if one.counts else _chart_title(one, drawn)
    sub = _("%(name)s, %(unit)s; the axis starts at %(start)s; hollow points are not final or were revised") % {
        "name": pieces.words(one.indicator.short), "unit": formats.unit_name(one.indicator.unit), "start": formats.number(Fraction(str(first)), 0)
    }  # fmt: skip
    data = {
        "name": pieces.words(one.indicator.short), "sentence": title, "periods": [formats.short_period(code, one.target.first_month) for code in codes],
        "value": values, "shown": [row.shown for row in rows], "low": low, "high": high, "path": path,
        "hollow": [bool(point and point.hollow) for point in points], "target": pieces.decimal(threshold),
        "target_label": pieces.aim_text(one.target, one.indicator), "path_label": _("interim path"), "missing": _("no figure yet"),
        "from": first, "to": last, "step": one.target.rule in {"cumulative", "increase", "stock"},
    }  # fmt: skip
    return pieces.Chart(
        title,
        sub,
        _("%(name)s (%(unit)s)")
        % {"name": pieces.words(one.indicator.short), "unit": formats.unit_name(one.indicator.unit)},
        rows,
        data,
    )


FROM_ZERO = frozenset({"count_events", "count_valid", "sum"})
"""Kinds whose axis starts at nothing; shares and indices are drawn near their values."""


def _values(one: Standing) -> tuple[str, dict[str, Drawn]]:
    """The figures of the kind of period that most of them are of."""
    known = [(view, value) for view in one.series if (value := pieces.value_of(view, one.indicator.unit)) is not None]
    kinds = [_kind(view.period, one) for view, _value in known]
    kind = max(set(kinds), key=lambda found: (kinds.count(found), found == "quarter"))
    return kind, {view.period: _drawn(view, value, one) for view, value in known if _kind(view.period, one) == kind}


def _drawn(view: FigureView, value: Fraction, one: Standing) -> Drawn:
    low, high = (None if end is None else Fraction(end) for end in (view.low, view.high))
    return Drawn(value, pieces.value_text(view, one.indicator, one.target), low, high, _is_hollow(view))


def _is_hollow(view: FigureView | None) -> bool:
    return bool(view and (view.stage in {"provisional", "preliminary"} or view.revised))


def _totals(one: Standing) -> tuple[str, dict[str, Drawn]]:
    """The running total at the period of the axis that ends with its own; the axis has the shortest kind that figures come in."""
    views = {view.period: view for view in one.series}
    kind = min((_kind(code, one) for code, _total in one.running), key=lambda found: MONTHS.get(found, 99))
    drawn = {}
    for code, total in one.running:
        view = views.get(code)
        whole = Period.parse(code, one.target.first_month)
        last = period_on(whole.last_day, kind, one.target.first_month)
        text = total_text(one, total)
        if view is not None:
            own = pieces.value_text(view, one.indicator)
            text = _("%(total)s (%(own)s in the period)") % {"total": text, "own": own}
        drawn[last.code] = Drawn(total, text, hollow=_is_hollow(view))
    return kind, drawn


def _kind(code: str, one: Standing) -> str:
    return Period.parse(code, one.target.first_month).kind


def _chart_row(one: Standing, code: str, point: Drawn | None, step: Fraction | None, on: date) -> pieces.ChartRow:
    decimals = one.indicator.decimals
    interval = ""
    if point and point.low is not None and point.high is not None:
        interval = f"{formats.number(point.low, decimals)}–{formats.number(point.high, decimals)}"
    return pieces.ChartRow(
        formats.period(code, one.target.first_month),
        point.text if point else _absent(code, one, on),
        interval,
        formats.number(step, decimals) if step is not None else "",
    )


def _absent(code: str, one: Standing, on: date) -> str:
    """Why a period of the axis has no value."""
    return _("not due yet") if Period.parse(code, one.target.first_month).end > on else _("no data")


def _axis_periods(one: Standing, drawn: Sequence[str], kind: str) -> list[str]:
    """Every period of the plan, and earlier or later ones that have a figure."""
    target = one.target
    whole = [period.code for period in periods_between(target.valid_from, target.valid_to, kind, target.first_month)]
    return sorted({*whole, *drawn}, key=lambda code: Period.parse(code, target.first_month))


def _path_on(one: Standing, codes: Sequence[str]) -> dict[str, Fraction]:
    """Interim values at the period of the axis that ends with theirs: a year's value stands at its last quarter."""
    first_month = one.target.first_month
    ends = {Period.parse(code, first_month).end: value for code, value in one.path.items()}
    return {code: ends[end] for code in codes if (end := Period.parse(code, first_month).end) in ends}


def _axis(values: Sequence[float], *, from_zero: bool) -> tuple[float, float]:
    """Round ends with some air; counts start at zero."""
    low, high = min(values), max(values)
    span = (high - low) or abs(high) or 1.0
    if from_zero and low >= 0:
        return 0, round(high + span * 0.15 + 0.5)
    return float(int(low - span * 0.15 - (1 if low < 0 else 0))), float(int(high + span * 0.15) + 1)


def _total_title(one: Standing) -> str:
    """What the count has come to, and what the last period added."""
    total, period = total_text(one, one.running[-1][1]), formats.period(one.running[-1][0], one.target.first_month)
    added = one.running[-1][1] - (one.running[-2][1] if len(one.running) > 1 else 0)
    own = formats.with_unit(formats.number(added, one.indicator.decimals), one.indicator.unit)
    return _("Up to %(period)s %(total)s in all, %(own)s of them in the last period") % {
        "period": period, "total": total, "own": own,
    }  # fmt: skip


def _chart_title(one: Standing, drawn: Mapping[str, Drawn]) -> str:
    """The finding in words, computed from first and last value."""
    codes = list(drawn)
    first, last, shown = drawn[codes[0]].value, drawn[codes[-1]].value, drawn[codes[-1]].text
    at = formats.period(codes[-1], one.target.first_month)
    if len(codes) < 2:
        return pgettext("chart", "%(period)s: %(value)s") % {"period": at, "value": shown}
    start = formats.period(codes[0], one.target.first_month)
    if first == last:
        return _("%(period)s: %(value)s, as in %(start)s") % {"period": at, "value": shown, "start": start}
    gap = formats.difference(last - first, one.indicator.unit, one.indicator.decimals)
    sentence = (
        _("%(period)s: %(value)s, %(gap)s more than in %(start)s")
        if last > first
        else _("%(period)s: %(value)s, %(gap)s less than in %(start)s")
    )
    return sentence % {"period": at, "value": shown, "gap": gap, "start": start}


def _places(request: HttpRequest, given: Given) -> list[PlaceRow]:
    if not given.by_place:
        return []
    everyone = [*given.by_place, given.whole]
    scale = place_scale(everyone, 200)
    rows = []
    for one in everyone:
        whole = one is given.whole
        place = given.places[one.place].name(formats.language()) if one.place in given.places else one.place
        decimals = one.indicator.decimals
        interval = (
            "–".join(formats.number(end, decimals) for end in one.interval) + ("%" if one.indicator.unit == "%" else "")
            if one.interval
            else ""
        )
        values = [value for _period, value in one.course]
        rows.append(
            PlaceRow(
                place, share_text(one), pieces.figure(request, one.figure, text_of(one)), interval,
                place_strip(scale, one, place), one.verdict, [named.word(named.FLAGS, flag) for flag in one.flags if flag in {"uncertain", "small_sample", "provisional"}],
                pieces.change(values[-1] if values else None, values[-2] if len(values) > 1 else None, one.indicator), spark_of(one), whole,
                given.place is not None and one.place == given.place.code,
            )
        )  # fmt: skip
    return rows


def _places_sub(given: Given) -> str:
    one = next((found for found in given.by_place if found.interim), None)
    if one and one.interim:
        value = formats.with_unit(formats.number(one.interim[1], one.indicator.decimals), one.indicator.unit)
        return _("dashes: interim value %(value)s; hollow point: interval crosses it") % {"value": value}
    return _("dashes: threshold; hollow point: interval crosses it")


def _question(request: HttpRequest, one: Standing, view: QuestionView) -> Question:
    last = view.decisions[-1] if view.decisions else None
    state = (
        _("decided on %(day)s by %(who)s") % {"day": formats.day(last.decided_on), "who": last.decided_by}
        if last
        else _("no decision yet; read as the package chose")
    )
    by_code = {reading.code: pieces.words(reading.text) for reading in view.readings}
    return Question(
        view.code, pieces.words(view.text),
        [Option(reading.code, pieces.words(reading.text), pieces.words(reading.note), reading.code == view.chosen) for reading in view.readings],
        state,
        [Decided(formats.day(found.decided_on), f"{by_code.get(found.reading, found.reading)} · {found.decided_by}", found.reason, found.document) for found in reversed(view.decisions)],
        to(request, "decide", one.target.code, view.code),
    )  # fmt: skip


def _task(request: HttpRequest, task: TaskView, given: Given) -> TaskRow:
    duty = given.duties.get(task.duty or "")
    lead = next(iter(duty.answering(task=task.code)), None) if duty else None
    dues = sorted(node.due for node in task.nodes if node.due)
    return TaskRow(
        task.code, pieces.words(task.title), to(request, "task", task.code), pieces.lead_name(lead, given.names),
        _("%(n)s nodes") % {"n": len(task.nodes)}, formats.day(dues[-1]) if dues else _("no day stated"),
    )  # fmt: skip


def _past(request: HttpRequest, one: Standing, view: FigureView) -> Past:
    share = (
        f"{formats.count(view.part)} / {formats.count(view.whole)}"
        if view.part is not None and view.whole is not None
        else ""
    )
    outside = view.starts_on < one.target.valid_from or view.until > one.target.valid_to
    return Past(
        formats.period(view.period, one.target.first_month),
        pieces.figure(request, view, pieces.value_text(view, one.indicator, one.target)), share,
        named.word(named.STAGES, view.stage), view.source or named.word(named.SOURCES, view.source_kind),
        f"{view.recorded_at:%Y-%m-%d}" if view.recorded_at else "", view.revised, outside,
    )  # fmt: skip


def _definition(one: Standing) -> list[tuple[str, str]]:
    indicator = one.indicator
    found = [
        (_("Definition"), pieces.words(indicator.definition)),
        (_("Formula"), pieces.words(indicator.formula)),
        (_("Temporal rule"), named.word(named.RULES, one.target.rule)),
        (_("Reading"), named.word(named.READINGS, one.target.reading)),
        (_("Interval"), one.method),
        (_("Source"), named.word(named.SOURCES, indicator.source_kind)),
        (_("Weight"), formats.count(one.target.weight)),
    ]
    return [(head, words) for head, words in found if words]


def _awaited(one: Standing) -> str:
    """The register that will compute the figures; "" once it computes any."""
    if one.indicator.source_kind != "reported" or any(view.source_kind == "computed" for view in one.series):
        return ""
    return named.register(one.indicator.register)


def _provenance(one: Standing) -> list[str]:
    if one.figure is None:
        return []
    source = one.figure.source or named.word(named.SOURCES, one.figure.source_kind)
    return [
        _("Source: %(source)s") % {"source": source},
        _("Data stage: %(stage)s") % {"stage": named.word(named.STAGES, one.figure.stage)},
        _("Passport %(short)s") % {"short": one.figure.short},
    ]

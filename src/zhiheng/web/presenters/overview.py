"""总览: is the plan on course? One sentence that adds up, what needs attention, the plan as squares, the places, how far the data reach."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zhiheng.bodies.queries import PlaceOn, Places
from zhiheng.figures.shapes import Coverage
from zhiheng.plan.shapes import ClauseView, DutyView, PlanView
from zhiheng.web import formats
from zhiheng.web import words as named
from zhiheng.web.addresses import to
from zhiheng.web.presenters import drawing, pieces
from zhiheng.web.presenters.standing import Standing, text_of

MOST = 7
"""Exceptions on the page; the others are one link away."""
MOST_WAITING = 5
"""Readings beside them; never so many that they are longer than the exceptions."""


@dataclass(frozen=True)
class Count:
    verdict: str
    number: int
    address: str


@dataclass(frozen=True)
class Exceptional:
    verdict: str
    name: str
    address: str
    reason: str
    value: pieces.Shown
    aim: str
    gap: str
    spark: drawing.Spark | None
    body: str
    body_address: str
    short: str


@dataclass(frozen=True)
class Square:
    verdict: str
    address: str
    title: str


@dataclass(frozen=True)
class Group:
    name: str
    address: str
    squares: Sequence[Square]
    words: str
    change: str


@dataclass(frozen=True)
class Section:
    title: str
    count: int
    groups: Sequence[Group]


@dataclass(frozen=True)
class Tile:
    name: str
    here: bool
    """The place that the reader chose."""
    value: pieces.Shown
    verdict: str
    strip: drawing.Strip | None
    count: str
    change: str


@dataclass(frozen=True)
class Choice:
    code: str
    name: str
    chosen: bool


@dataclass(frozen=True)
class Waiting:
    words: str
    sub: str
    address: str


@dataclass(frozen=True)
class Quality:
    number: str
    words: str
    sub: str


@dataclass(frozen=True)
class Overview:
    title: str
    sub: str
    total: int
    sentence_good: str
    """The first part of the sentence; only verdicts that a target has are named."""
    sentence_rest: str
    sentence_change: str
    counts: Sequence[Count]
    all_address: str
    exceptions: Sequence[Exceptional]
    exceptions_total: int
    exceptions_address: str
    sections: Sequence[Section]
    tiles: Sequence[Tile]
    tiles_sub: str
    tiles_address: str
    choices: Sequence[Choice]
    waiting: Sequence[Waiting]
    waiting_address: str
    waiting_words: str
    """How many targets, and how many readings of theirs, wait."""
    quality: Sequence[Quality]
    provenance: Sequence[str]
    has_data: bool


@dataclass(frozen=True)
class Given:
    """What the overview is made from."""

    plan: PlanView
    on: date
    last: date | None
    standings: Sequence[Standing]
    clauses: Sequence[ClauseView]
    duties: Mapping[str, DutyView]
    places: Places
    by_place: Sequence[Standing]
    """Standings of the chosen target in each place."""
    chosen: str
    coverage: Coverage
    pressing: Sequence[str]
    """Codes of the targets that need attention, the most pressing first."""
    better: frozenset[str] = frozenset()
    worse: frozenset[str] = frozenset()
    compared: bool = False
    names: pieces.Names = field(default_factory=dict)
    place: PlaceOn | None = None
    """The place that the reader chose; the page is then about the targets that it has figures for."""
    of_all: int = 0
    """How many targets the plan has."""


def overview(request: HttpRequest, given: Given) -> Overview:
    counts = Counter(one.verdict for one in given.standings)
    by_code = {one.target.code: one for one in given.standings}
    attention = [by_code[code] for code in given.pressing]
    waiting = sorted((one for one in given.standings if one.awaits_decision), key=lambda one: not one.open_flags)
    last = formats.day(given.last) if given.last else _("no figures yet")
    parts = _parts(counts)
    return Overview(
        title=_("%(plan)s: overview") % {"plan": _short(given.plan)},
        sub=_sub(given, last),
        total=len(given.standings),
        sentence_good=parts[0],
        sentence_rest=pgettext("between parts of a sentence", ", ").join(parts[1:]) or _("none stands otherwise"),
        sentence_change=_changed(given),
        counts=[Count(code, counts[code], to(request, "targets", query=f"state={code}")) for code in named.VERDICTS],
        all_address=to(request, "targets"),
        exceptions=[_exception(request, one, given) for one in attention[:MOST]],
        exceptions_total=len(attention),
        exceptions_address=to(request, "targets", query="state=attention"),
        sections=_sections(request, given),
        tiles=_tiles(request, given),
        tiles_sub=_tiles_sub(given),
        tiles_address=to(request, "target", given.chosen) + "#places" if given.chosen else "",
        choices=[
            Choice(one.target.code, pieces.name_of(one.target, one.indicator), one.target.code == given.chosen)
            for one in given.standings
            if one.target.rule != "milestone"
        ],
        waiting=[_waiting(request, one) for one in waiting[: max(2, min(MOST_WAITING, len(attention)))]],
        waiting_address=to(request, "targets", query="state=open"),
        waiting_words=_waiting_words(waiting),
        quality=_quality(given),
        provenance=[
            _("Verdicts are computed on %(day)s from the figures known") % {"day": formats.day(given.on)},
            _("%(plan)s, plan package version %(version)s") % {"plan": _short(given.plan), "version": given.plan.version},
        ],
        has_data=bool(given.last),
    )  # fmt: skip


def _sub(given: Given, last: str) -> str:
    """Whose figures, and up to when; for a place also how many of the plan's targets it has figures for."""
    if given.place is not None:
        told = {
            "place": given.place.name(formats.language()),
            "day": last,
            "n": len(given.standings),
            "all": given.of_all,
        }
        return _("%(place)s · figures up to %(day)s · it has figures for %(n)s of the %(all)s targets") % told
    known = given.plan.region in given.places
    region = given.places[given.plan.region].short(formats.language()) if known else given.plan.region
    return _("%(place)s · figures up to %(day)s") % {"place": region, "day": last}


def _short(plan: PlanView) -> str:
    return f"{pieces.words(plan.short)} {plan.valid_from.year}–{plan.last_day.year}"


def _parts(counts: Counter[str]) -> list[str]:
    """Each verdict that a target has with its number, so that the sentence adds up to the total; never empty."""
    good = counts["met"] + counts["on_course"]
    told = {
        "behind": _("%(n)s behind"), "not_met": _("%(n)s not met"), "cannot_tell": _("%(n)s cannot be told"),
        "no_data": _("%(n)s without data"), "not_due": _("%(n)s not due"),
    }  # fmt: skip
    parts = [_("%(n)s met or on course") % {"n": good}] if good or not any(counts.values()) else []
    return parts + [sentence % {"n": counts[code]} for code, sentence in told.items() if counts[code]]


def _changed(given: Given) -> str:
    if not given.compared:
        return ""
    if not given.better and not given.worse:
        return _("No change from the quarter before.")
    up, down = len(given.better), len(given.worse)
    if up and down:
        return _("Against the quarter before %(up)s better, %(down)s worse.") % {"up": up, "down": down}
    if up:
        return _("Against the quarter before %(up)s better.") % {"up": up}
    return _("Against the quarter before %(down)s worse.") % {"down": down}


def _exception(request: HttpRequest, one: Standing, given: Given) -> Exceptional:
    lead = _lead(one, given.duties)
    return Exceptional(
        one.verdict, pieces.name_of(one.target, one.indicator), to(request, "target", one.target.code), one.short or one.reason,
        pieces.figure(request, one.figure, text_of(one)),
        pieces.aim_text(one.target, one.indicator), one.gap_text, spark_of(one),
        pieces.lead_name(lead, given.names),
        to(request, "body", lead.now_body) if lead else "",
        one.figure.short if one.figure else "",
    )  # fmt: skip


def _lead(one: Standing, duties: Mapping[str, DutyView]):  # type: ignore[no-untyped-def]
    duty = duties.get(one.target.duty or "")
    found = duty.answering(target=one.target.code) if duty else []
    return found[0] if found else None


def spark_of(one: Standing) -> drawing.Spark | None:
    """The course as a small line; a running total goes up in steps."""
    values = [value for _period, value in one.course][-8:]
    threshold = Fraction(one.target.threshold[0]) if one.target.threshold and len(one.target.threshold) == 1 else None
    if len(values) < 2:
        return None
    low, high = (formats.number(end, one.indicator.decimals) for end in (min(values), max(values)))
    words = _("%(n)s periods, from %(low)s to %(high)s, last %(last)s") % {
        "n": len(values), "low": low, "high": high, "last": formats.number(values[-1], one.indicator.decimals),
    }  # fmt: skip
    return drawing.spark(values, threshold, words, steps=one.counts)


def _sections(request: HttpRequest, given: Given) -> list[Section]:
    """Targets grouped as the document groups them: by the clause that they stand in, under the clause above."""
    known = {clause.code: clause for clause in given.clauses}
    groups: dict[str, list[Standing]] = {}
    for one in given.standings:
        groups.setdefault(one.target.clause, []).append(one)
    sections: dict[str, list[Group]] = {}
    for code, members in groups.items():
        above = known[code].parent if known[code].depth > 1 else code
        sections.setdefault(above, []).append(_group(request, known[code], members, given))
    return [
        Section(_heading(known[code]), sum(len(group.squares) for group in made), made)
        for code, made in sections.items()
    ]


def _heading(clause: ClauseView) -> str:
    return f"{clause.code} {pieces.words(clause.title)}"


def _group(request: HttpRequest, clause: ClauseView, members: Sequence[Standing], given: Given) -> Group:
    weak = [pieces.short_of(one.target, one.indicator) for one in members if one.needs_attention]
    codes = {one.target.code for one in members}
    up, down = len(codes & given.better), len(codes & given.worse)
    arrows = " ".join([f"↑{up}"] * bool(up) + [f"↓{down}"] * bool(down))
    change = (arrows or _("no change")) if given.compared else ""
    told = pgettext("between items", ", ").join(weak[:3])
    if len(weak) > 3:
        told = _("%(names)s and others, %(n)s in all") % {
            "names": pgettext("between items", ", ").join(weak[:2]),
            "n": len(weak),
        }
    return Group(
        pieces.words(clause.title),
        to(request, "clause", clause.code),
        [_square(request, one) for one in members],
        told,
        change,
    )


def _square(request: HttpRequest, one: Standing) -> Square:
    verdict, value = named.word(named.VERDICTS, one.verdict), text_of(one)
    state = [verdict] if value == verdict else [verdict, value]
    name, reason = f"{one.target.code} {pieces.name_of(one.target, one.indicator)}", one.short or one.reason
    title = f"{name}：{'，'.join(state)}。{reason}" if formats.chinese() else f"{name}: {', '.join(state)}. {reason}"
    return Square(one.verdict, to(request, "target", one.target.code), title)


def _tiles(request: HttpRequest, given: Given) -> list[Tile]:
    scale = place_scale(given.by_place)
    return [
        Tile(
            given.places[one.place].short(formats.language()) if one.place in given.places else one.place,
            given.place is not None and one.place == given.place.code,
            pieces.figure(request, one.figure, text_of(one)),
            one.verdict,
            place_strip(scale, one, _place(given, one.place)),
            share_text(one),
            pieces.change(one.value, _previous(one), one.indicator) if one.value is not None else "",
        )
        for one in given.by_place
    ]


def _place(given: Given, code: str) -> str:
    return given.places[code].name(formats.language()) if code in given.places else code


def _previous(one: Standing) -> Fraction | None:
    return one.course[-2][1] if len(one.course) > 1 else None


def share_text(one: Standing) -> str:
    """1 291 / 1 480: always behind a percentage."""
    if one.figure is None or one.figure.part is None or one.figure.whole is None:
        return ""
    return f"{formats.count(one.figure.part)} / {formats.count(one.figure.whole)}"


def place_scale(standings: Sequence[Standing], width: int = 180) -> drawing.Scale:
    values: list[Fraction] = []
    for one in standings:
        values += [one.value] if one.value is not None else []
        values += list(one.interval or ())
        values += [one.interim[1]] if one.interim else []
    return drawing.strip_scale(values, width)


def place_strip(scale: drawing.Scale, one: Standing, place: str) -> drawing.Strip | None:
    if one.value is None:
        return None
    target = one.interim[1] if one.interim else None
    if target is None and one.target.threshold and len(one.target.threshold) == 1:
        target = Fraction(one.target.threshold[0])
    words = f"{place} {text_of(one)}"
    return drawing.strip(scale, one.value, one.interval, target, words)


def _tiles_sub(given: Given) -> str:
    if not given.by_place:
        return ""
    one = given.by_place[0]
    if not any(found.interval for found in given.by_place):
        return _("point: value; dashes: interim value, or the threshold where there is none")
    if one.interim:
        value = formats.with_unit(formats.number(one.interim[1], one.indicator.decimals), one.indicator.unit)
        return _(
            "point: value; line: 95%% interval; dashes: interim value %(value)s; hollow point: interval crosses it"
        ) % {"value": value}
    return _("point: value; line: 95 % interval; dashes: threshold; hollow point: interval crosses it")


def _waiting(request: HttpRequest, one: Standing) -> Waiting:
    question = next(iter(one.undecided), None)
    asked = (
        pieces.words(question.text)
        if question
        else named.word(named.FLAGS, one.open_flags[0] if one.open_flags else "")
    )
    return Waiting(
        pieces.name_of(one.target, one.indicator), asked, to(request, "target", one.target.code) + "#questions"
    )


def _waiting_words(waiting: Sequence[Standing]) -> str:
    targets, readings = len(waiting), sum(len(one.undecided) for one in waiting)
    words = {
        "targets": ngettext("%(n)s target", "%(n)s targets", targets) % {"n": targets},
        "readings": ngettext("%(n)s reading", "%(n)s readings", readings) % {"n": readings},
    }
    return _("%(targets)s, %(readings)s") % words


def _quality(given: Given) -> list[Quality]:
    due, came, missing = len(given.coverage.due), len(given.coverage.came), len(given.coverage.missing)
    share = f"{formats.number(Fraction(100 * came, due), 0)}%" if due else _("none due")
    late = given.coverage.median_days_late
    waiting = [one for one in given.standings if one.undecided]
    open_ = sum(len(one.undecided) for one in waiting)
    provisional = sum(
        1 for one in given.standings if one.figure is not None and one.figure.stage in {"provisional", "preliminary"}
    )
    return [
        Quality(share, _("of the figures due are in"), _("%(came)s of %(due)s") % {"came": came, "due": due}),
        Quality(str(missing), _("figures missing"), ngettext("those that came late: %(n)s day late in the median", "those that came late: %(n)s days late in the median", late) % {"n": late} if late else _("none that came was late")),
        Quality(str(provisional), _("values not final yet"), _("they may be revised")),
        Quality(str(open_), _("readings without a decision"), ngettext("of %(n)s target; read as the package chose", "of %(n)s targets; read as the package chose", len(waiting)) % {"n": len(waiting)}),
    ]  # fmt: skip

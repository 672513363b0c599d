"""The pickers of the top bar: the period that a page is read at the end of, and the place that it is about. Every choice is a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiheng.bodies.queries import PlaceOn
from zhiheng.periods import Period, period_on, periods_between
from zhiheng.plan.shapes import PlanView
from zhiheng.web import formats
from zhiheng.web.middleware import Request

BY_DAY = frozenset({"overview", "plan", "clause", "targets", "target", "tasks", "task", "bodies", "body", "coverage"})
"""Pages that are read on a day."""
BY_PLACE = frozenset({"overview", "targets", "target", "coverage"})
"""Pages that can be about one place."""
OF_A_VIEW = ("panel", "page")
"""Parts of the query that belong to what is on the page now and not to another period or place."""


@dataclass(frozen=True)
class Choice:
    words: str
    address: str
    """"" for a period that has not ended: there is nothing to read at its end yet."""
    current: bool = False
    name: str = ""
    """The whole name, where `words` is only readable in its row."""


@dataclass(frozen=True)
class Year:
    name: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Days:
    """The picker of periods."""

    label: str
    latest: Choice
    years: Sequence[Year]
    assessed: Sequence[Choice]
    """Assessment years, where they are no calendar years."""
    day: str
    first: str
    last: str
    kept: Sequence[tuple[str, str]]
    """Fields that the form for a single day carries along."""


@dataclass(frozen=True)
class Places:
    label: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Picking:
    days: Days | None
    places: Places | None


def heeds_place(request: Request) -> bool:
    return _page(request) in BY_PLACE


def picking(request: Request, plan: PlanView, places: Sequence[PlaceOn] = (), chosen: PlaceOn | None = None) -> Picking:
    """The pickers that the page at this address heeds; nothing to choose from is no picker."""
    return Picking(
        _days(request, plan) if _page(request) in BY_DAY else None,
        _places(request, plan, places, chosen) if len(places) > 1 else None,
    )


def _page(request: Request) -> str:
    return (request.resolver_match.url_name or "") if request.resolver_match else ""


def _address(request: Request, without: Sequence[str], **wanted: str) -> str:
    """This page with parts of its query replaced."""
    query = request.GET.copy()
    for name in (*without, *OF_A_VIEW):
        query.pop(name, None)
    for name, value in wanted.items():
        query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


_DAY = ("on", "period")


def _days(request: Request, plan: PlanView) -> Days:
    today = request.moment.day
    last = min(today, plan.valid_to)
    read_at = request.period
    on_a_day = not read_at and bool(request.GET.get("on"))
    return Days(
        label=_label(request, plan, on_a_day=on_a_day),
        latest=Choice(
            _("Latest, %(day)s") % {"day": formats.day(today)},
            _address(request, _DAY),
            current=not read_at and not on_a_day,
        ),
        years=[_year(request, year, read_at) for year in periods_between(plan.valid_from, last, "year")]
        + ([_year(request, running, read_at)] if (running := _running(plan, last)) else []),
        assessed=[
            _choice(request, one, one.code[1:], read_at, plan.first_month)
            for one in periods_between(plan.valid_from, last, "assessment_year", plan.first_month)
            if plan.first_month > 1
        ],
        day=request.day.isoformat(),
        first=plan.valid_from.isoformat(),
        last=today.isoformat(),
        kept=[(name, value) for name, value in _flat(request.GET) if name not in {*_DAY, *OF_A_VIEW}],
    )


def _running(plan: PlanView, last: date) -> Period | None:
    """The year that has not ended."""
    year = period_on(last, "year")
    return year if year.end > last and plan.valid_from <= last < plan.valid_to else None


def _flat(query: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in query.lists() for value in values]


def _label(request: Request, plan: PlanView, *, on_a_day: bool) -> str:
    if request.period:
        of = formats.short_period if request.period.kind == "assessment_year" else formats.period
        return of(request.period.code, plan.first_month)
    return formats.day(request.day) if on_a_day else pgettext("period", "Latest")


def _year(request: Request, year: Period, read_at: Period | None) -> Year:
    quarters = periods_between(year.start, year.end, "quarter")
    return Year(
        formats.period(year.code),
        [
            _choice(request, year, pgettext("period", "whole year"), read_at),
            *(
                _choice(request, one, pgettext("period", "Q%(n)s") % {"n": number}, read_at)
                for number, one in enumerate(quarters, 1)
            ),
        ],
    )


def _choice(request: Request, period: Period, words: str, read_at: Period | None, first_month: int = 1) -> Choice:
    ended = period.end <= request.moment.day
    return Choice(
        words,
        _address(request, _DAY, period=period.code) if ended else "",
        current=read_at == period,
        name=formats.period(period.code, first_month),
    )


def _places(request: Request, plan: PlanView, places: Sequence[PlaceOn], chosen: PlaceOn | None) -> Places:
    tongue = formats.language()
    at = chosen.code if chosen else plan.region
    choices = [
        Choice(
            one.short(tongue),
            _address(request, ("place",), **({} if one.code == plan.region else {"place": one.code})),
            current=one.code == at,
            name=one.name(tongue),
        )
        for one in places
    ]
    return Places(next((one.words for one in choices if one.current), ""), choices)

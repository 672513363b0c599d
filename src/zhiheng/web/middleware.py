"""What every request carries: the moment, the reader, the reading day – and what every answer carries: headers, script."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiheng.accounts import rights
from zhiheng.accounts.models import Person
from zhiheng.journal import clock
from zhiheng.journal.refusal import Refused
from zhiheng.periods import Period, PeriodError
from zhiheng.plan import queries as plans
from zhiheng.web import script

Answer = Callable[[HttpRequest], HttpResponse]
KEPT = ("on", "as_of", "period", "place")
"""Parts of the query that every link keeps."""


class Request(HttpRequest):
    """A request after `Moment`: read once, used everywhere."""

    moment: clock.Moment
    actor: rights.Actor
    """Who asks. Pages that need no sign-in ask `user` first: theirs may be None."""
    day: date
    as_of: datetime | None
    as_of_day: date | None
    period: Period | None
    """The period whose end is read, where the reader chose one (`?period=`)."""
    plan_code: str | None
    kept: str


class Moment:
    """Reads the clock once and finds out who asks, for which day (`?on=`, `?period=`) and with which knowledge (`?as_of=`).

    Rights are always those of the moment; only what is read can be of another day.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        assert isinstance(request, HttpRequest)
        if request.path.startswith(settings.API):
            return self.answer(request)
        request.plan_code, request.period = None, None  # type: ignore[attr-defined]
        moment = clock.read()
        request.moment = moment  # type: ignore[attr-defined]
        try:
            on, as_of = _day(request, "on"), _day(request, "as_of")
        except ValueError:
            request.day, request.as_of, request.as_of_day, request.kept = moment.day, None, None, ""  # type: ignore[attr-defined]
            request.actor = self._actor(request, moment)  # type: ignore[attr-defined]
            sentence = _("The day in the address cannot be read. Write year-month-day, for example 2019-07-15.")
            return render(request, "web/pages/told.html", {"title": _("No such day"), "sentence": sentence}, status=400)
        # What was known on a day is read on that day, unless another one is asked for: the page as it stood then.
        request.day = on or as_of or moment.day  # type: ignore[attr-defined]
        request.as_of_day = as_of  # type: ignore[attr-defined]
        request.as_of = _end(as_of) if as_of else None  # type: ignore[attr-defined]
        request.kept = urlencode([(name, request.GET[name]) for name in KEPT if request.GET.get(name)])  # type: ignore[attr-defined]
        request.actor = self._actor(request, moment)  # type: ignore[attr-defined]
        return self.answer(request)

    def _actor(self, request: HttpRequest, moment: clock.Moment) -> rights.Actor | None:
        return rights.actor(request.user, moment.day) if isinstance(request.user, Person) else None

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """The plan named in the address, which the views themselves do not take, and the period."""
        if request.path.startswith(settings.API):
            return None
        request.plan_code = kwargs.pop("plan", None)  # type: ignore[attr-defined]
        code = request.GET.get("period")
        if not code or request.GET.get("on"):
            return None
        return self._read_at_the_end(request, code)

    def _read_at_the_end(self, request: HttpRequest, code: str) -> HttpResponse | None:
        """With `?period=2019Q1` a page is read on the first day after it, when all of it can be judged; one that still runs is read today."""
        try:
            period = Period.parse(code, self._first_month(request, code))
        except PeriodError:
            sentence = _("The period in the address cannot be read. Write for example 2019, 2019Q2, 201906 or A2020.")
            request.kept = ""  # type: ignore[attr-defined]
            return render(
                request, "web/pages/told.html", {"title": _("No such period"), "sentence": sentence}, status=400
            )
        request.period = period  # type: ignore[attr-defined]
        request.day = min(period.end, request.moment.day)  # type: ignore[attr-defined]
        return None

    def _first_month(self, request: HttpRequest, code: str) -> int:
        """The first month of the plan's assessment year; only such a period asks for it."""
        if not code.strip().startswith("A") or not request.actor:  # type: ignore[attr-defined]
            return 1
        try:
            return plans.plan(request.actor, request.plan_code).first_month  # type: ignore[attr-defined]
        except Refused:
            return 1

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal that no view answered is told as a page: what is so, and what to do."""
        if not isinstance(exception, Refused) or request.path.startswith(settings.API):
            return None
        code = exception.code
        if code.startswith("rights.") or code.endswith(".not_allowed"):
            return render(request, "web/pages/403.html", {"sentence": str(exception)}, status=403)
        if code == "plan.none_yet":
            return render(request, "web/pages/no_plan.html", {"sentence": str(exception)})
        status = 404 if code.split(".")[-1].startswith(("no_", "not_there")) else 409
        return render(
            request,
            "web/pages/told.html",
            {"title": _("This cannot be shown"), "sentence": str(exception)},
            status=status,
        )


def _day(request: HttpRequest, name: str) -> date | None:
    written = request.GET.get(name)
    return date.fromisoformat(written) if written else None


def _end(day: date) -> datetime:
    """The last instant of a day: what was known then."""
    return datetime.combine(day + timedelta(days=1), time.min, clock.ZONE).astimezone(UTC) - timedelta(microseconds=1)


class Headers:
    """Headers that keep a page to this server: no outside request, no script or style inside the page, no framing."""

    POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", self.POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class Script:
    """Sends pages under /zh-hant/ in traditional script."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        kind = response.headers.get("Content-Type", "")
        if get_language() == "zh-hant" and kind.startswith("text/html") and not response.streaming:
            response.content = script.page_in_traditional(response.content.decode(response.charset)).encode(
                response.charset
            )
            if response.has_header("Content-Length"):
                response.headers["Content-Length"] = str(len(response.content))
        return response

"""What surrounds every request of a program: who asks, when, in which language; one answer for one request; 304 for what has not moved."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import translation
from django.utils.translation import gettext as _

from zhiheng.accounts import rights, tokens
from zhiheng.accounts.models import Person
from zhiheng.api import problems
from zhiheng.api.models import Kept
from zhiheng.journal import clock
from zhiheng.journal.models import Head

Answer = Callable[[HttpRequest], HttpResponse]
KEEP = timedelta(hours=24)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


_TAG = re.compile(r'^(?:W/)?"(?:r\d+-)?([0-9a-f]{20})"$')
_REVISION = re.compile(r'^(?:W/)?"r?(\d{1,9})(?:-[0-9a-f]{20})?"$')


class Asked(HttpRequest):
    """A request after `Conversation`."""

    moment: clock.Moment
    actor: rights.Actor | None
    by: str
    """How it signed in: "session", "key" or ""."""
    day: date
    as_of: datetime | None


class Conversation:
    """Only for addresses under `settings.API`."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(settings.API):
            return self.answer(request)
        asked = cast("Asked", request)
        with translation.override(language_of(request)):
            try:
                _begin(asked)
            except problems.BadRequest as bad:
                return bad.response()
            response = self._once(asked) if asked.method in {"POST", "PATCH", "DELETE"} else self._fresh(asked)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers["Vary"] = "Authorization, Cookie, Accept-Language"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A body that cannot even be received."""
        if not request.path.startswith(settings.API):
            return None
        if isinstance(exception, problems.BadRequest):
            return exception.response()
        if isinstance(exception, RequestDataTooBig | UnreadablePostError):
            return problems.too_big()
        return None

    def _fresh(self, asked: Asked) -> HttpResponse:
        """What is read depends on the journal, the days, the reader and the address alone: its tag is made of these."""
        tag, known = _tag(asked), asked.headers.get("If-None-Match", "")
        if asked.actor is not None and tag in {_TAG.sub(r"\1", one.strip()) for one in known.split(",")}:
            response = HttpResponse(status=304)
            response.headers["ETag"] = next(one.strip() for one in known.split(",") if tag in one)
            return response
        response = self.answer(asked)
        if asked.actor is not None and response.status_code == 200:
            response.headers["ETag"] = f'W/"{revised(response)}{tag}"'
        return response

    def _once(self, asked: Asked) -> HttpResponse:
        key = asked.headers.get("Idempotency-Key", "").strip()
        if not key or asked.actor is None:
            return self.answer(asked)
        if len(key) > 200:
            return problems.answer(400, _("The idempotency key is longer than 200 characters."))
        try:
            digest = hashlib.sha256(f"{asked.method} {asked.get_full_path()}\n".encode() + asked.body).hexdigest()
        except RequestDataTooBig:
            return problems.too_big()
        Kept.objects.filter(at__lt=asked.moment.at - KEEP).delete()
        try:
            with transaction.atomic():
                kept = Kept.objects.create(person=asked.actor.code, key=key, request=digest, at=asked.moment.at)
        except IntegrityError:
            return _again(asked.actor.code, key, digest)
        try:
            response = self.answer(asked)
        except BaseException:
            Kept.objects.filter(pk=kept.pk).delete()
            raise
        if response.status_code >= 500 or response.streaming:
            Kept.objects.filter(pk=kept.pk).delete()
        else:
            Kept.objects.filter(pk=kept.pk).update(
                status=response.status_code, kind=response.headers.get("Content-Type", ""), body=response.content
            )
        return response


def _again(person: str, key: str, digest: str) -> HttpResponse:
    kept = Kept.objects.filter(person=person, key=key).first()
    if kept is None or kept.status is None:
        return problems.answer(409, _("The same request is still under way"), _("Ask again in a moment."))
    if kept.request != digest:
        return problems.answer(
            422, _("This idempotency key stands for another request"), _("Choose a new key for a new request.")
        )
    response = HttpResponse(bytes(kept.body), status=kept.status, content_type=kept.kind)
    response.headers["Idempotent-Replay"] = "true"
    return response


def language_of(request: HttpRequest) -> str:
    """`?lang=`, else what the program accepts, else simplified Chinese."""
    for wanted in (request.GET.get("lang", ""), request.headers.get("Accept-Language", "")):
        first = wanted.split(",")[0].split(";")[0].strip().lower()
        if first.startswith("zh"):
            return "zh-hans"
        if first.startswith("en"):
            return "en"
    return "zh-hans"


def _begin(asked: Asked) -> None:
    moment = clock.read()
    asked.moment = moment
    on, as_of = _day(asked, "on"), _day(asked, "as_of")
    asked.day = on or as_of or moment.day
    asked.as_of = (
        datetime.combine(as_of + timedelta(days=1), time.min, clock.ZONE).astimezone(UTC) - timedelta(microseconds=1)
        if as_of
        else None
    )
    person, asked.by = _person(asked, moment.day)
    asked.actor = rights.actor(person, moment.day) if person else None


def _day(request: HttpRequest, name: str) -> date | None:
    written = request.GET.get(name)
    if not written:
        return None
    try:
        if not DAY.fullmatch(written):
            raise ValueError
        found = date.fromisoformat(written)
    except ValueError:
        raise problems.BadRequest(f"/query/{name}", written, "2019-07-15") from None
    if not 1900 <= found.year <= 2999:
        raise problems.BadRequest(f"/query/{name}", written, "1900-01-01 – 2999-12-31")
    return found


def _person(request: HttpRequest, day: date) -> tuple[Person | None, str]:
    """Who asks: by a key, else by the session of the pages. A key in `Basic` is the password, so that plain clients can send one."""
    scheme, _space, rest = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() in {"bearer", "apitoken"}:
        return tokens.holder(rest.strip(), day), "key"
    if scheme.lower() == "basic":
        try:
            code, _colon, key = base64.b64decode(rest, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None, "key"
        person = tokens.holder(key, day)
        return (person if person and person.code == code else None), "key"
    if scheme:
        return None, ""
    return (request.user, "session") if isinstance(request.user, Person) else (None, "")


def _tag(asked: Asked) -> str:
    size = Head.objects.values_list("size", flat=True).first() or 0
    reader = asked.actor.reference if asked.actor else ""
    told = "\n".join(
        (
            str(size),
            asked.day.isoformat(),
            reader,
            translation.get_language() or "",
            asked.get_full_path(),
            asked.headers.get("Accept", ""),
        )
    )
    return hashlib.sha256(told.encode()).hexdigest()[:20]


# One record's revision in its tag


REVISION = "Zhiheng-Revision"


def revised(response: HttpResponse) -> str:
    """How the tag of one record begins: by its revision, which a correction gives back in `If-Match`."""
    return f"r{response.headers[REVISION]}-" if REVISION in response.headers else ""


def seen(request: HttpRequest) -> int | None:
    """The revision that a program looked at before it corrects, from `If-Match`: the tag as it was given, or its number."""
    found = _REVISION.match(request.headers.get("If-Match", "").strip())
    return int(found[1]) if found else None

"""Signing in, with a growing wait after repeated failures. Not an act: it changes nothing that anyone answers for."""

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from zhiheng.accounts import messages
from zhiheng.accounts.models import FailedSignIns, Person
from zhiheng.journal.refusal import Refused

FREE = 5
"""Failures in a row before the first wait."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)


def waits(failures: int) -> timedelta:
    """How long to wait after so many failures: nothing, then 1, 2, 4 … 30 minutes."""
    if failures < FREE:
        return timedelta(0)
    doubled: int = 1 << min(failures - FREE, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def sign_in(code: str, password: str, at: datetime, request: HttpRequest | None = None) -> Person:
    """The person, when code and password match. The face then calls Django's `login`.

    `at` is the wall clock, also where the reading day is simulated.

    Raises:
        Refused: `sign_in.wrong` (the same sentence for an unknown code), `sign_in.wait`.
    """
    key = _key(code)
    failed = FailedSignIns.objects.filter(pk=key).first()
    if failed is not None:
        _refuse_while_waiting(failed, at)
    person = authenticate(request, username=code, password=password)
    if person is None:
        _count(key, at)
        raise Refused("sign_in.wrong", messages.SIGN_IN_WRONG)
    FailedSignIns.objects.filter(pk=key).delete()
    assert isinstance(person, Person)
    return person


def _refuse_while_waiting(failed: FailedSignIns, at: datetime) -> None:
    rest = failed.last_at + waits(failed.failures) - at
    if rest > timedelta(0):
        minutes = -(-rest // timedelta(minutes=1))
        raise Refused("sign_in.wait", messages.SIGN_IN_WAIT, failures=failed.failures, minutes=minutes)


def _count(key: str, at: datetime) -> None:
    with transaction.atomic():
        FailedSignIns.objects.get_or_create(pk=key, defaults={"last_at": at})
        FailedSignIns.objects.filter(pk=key).update(failures=F("failures") + 1, last_at=at)


def _key(code: str) -> str:
    """The typed code may be a person's name or, by slip, a password: only a keyed digest of it is kept."""
    return hmac.new(settings.SECRET_KEY.encode(), code.strip().lower().encode(), "sha256").hexdigest()

"""Signing in: the same sentence for every mistake, and a wait that grows."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest

from zhiheng.accounts import services
from zhiheng.accounts.models import FailedSignIns
from zhiheng.accounts.rights import operator
from zhiheng.accounts.signing_in import sign_in, waits
from zhiheng.journal.models import Entry
from zhiheng.journal.refusal import Refused

NINE = datetime(2019, 7, 1, 1, 0, tzinfo=UTC)
SECRET = "a long enough secret"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def li():
    return services.create_person("li", "李明", SECRET, actor=operator(date(2019, 7, 1)), at=NINE)


def told(code, password, at=NINE):
    with pytest.raises(Refused) as refused:
        sign_in(code, password, at)
    return refused.value


def test_code_and_password_sign_in(li):
    assert sign_in("li", SECRET, NINE) == li


def test_an_unknown_code_reads_as_a_wrong_password():
    assert str(told("nobody", SECRET)) == str(told("li", "wrong"))


def test_the_fifth_failure_makes_one_wait():
    for _ in range(5):
        assert told("li", "wrong").code == "sign_in.wrong"

    waiting = told("li", SECRET, NINE + timedelta(seconds=59))

    assert (waiting.code, waiting.values) == ("sign_in.wait", {"failures": 5, "minutes": 1})
    assert sign_in("li", SECRET, NINE + timedelta(seconds=60))


def test_the_wait_doubles_up_to_half_an_hour():
    minutes = [waits(failures) // timedelta(minutes=1) for failures in (0, 4, 5, 6, 7, 8, 9, 10, 1000)]
    assert minutes == [0, 0, 1, 2, 4, 8, 16, 30, 30]


def test_success_forgets_the_failures():
    for _ in range(4):
        told("li", "wrong")
    sign_in("li", SECRET, NINE)

    assert not FailedSignIns.objects.exists()


def test_one_persons_failures_do_not_keep_others_out():
    for _ in range(6):
        told("nobody", "wrong", NINE)
    assert sign_in("li", SECRET, NINE)


def test_nothing_typed_is_kept_or_logged(caplog):
    with caplog.at_level(logging.DEBUG):
        told("13900000000", "my secret")

    row = FailedSignIns.objects.get()
    assert "13900000000" not in row.key
    assert not any(
        "13900000000" in record.getMessage() or "my secret" in record.getMessage()
        for record in caplog.records
        if not record.name.startswith("django.db")
    )
    assert Entry.objects.count() == 1  # the person's making; signing in is no act

"""A demonstration league behind the API, asked by a program with a key."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.web.conftest import PACKAGE
from zhiheng.accounts import tokens
from zhiheng.accounts.models import Person
from zhiheng.accounts.rights import operator
from zhiheng.figures import demo
from zhiheng.journal import clock
from zhiheng.packages.reading import open_package


@dataclass
class Program:
    """Asks with a key, as a program does."""

    key: str

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}", **more}

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return Client().get(f"/api/v1{path}", query or {}, headers=self._headers(headers))

    def post(self, path: str, body: Any, kind: str = "application/json", **headers: str) -> Any:
        sent = body if isinstance(body, bytes | str) else json.dumps(body)
        return Client().post(f"/api/v1{path}", sent, content_type=kind, headers=self._headers(headers))

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return Client().patch(
            f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=self._headers(headers)
        )


@pytest.fixture(scope="module")
def keys(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """The demonstration, with a key for the office and one for the leader; taken back at the end."""
    outer = transaction.atomic()
    outer._from_testcase = True  # acts are durable: only a test's own transaction may stand around them
    with django_db_blocker.unblock(), outer:
        with_records = getattr(request.module, "WITH_RECORDS", False)
        demo.play([demo.load(open_package(PACKAGE), records=with_records)])
        now = clock.read()
        operating = operator(now.day)
        yield {
            code: tokens.create(
                Person.objects.get(code=code), "test", now.day + timedelta(days=30), actor=operating, at=now.at
            )
            for code in ("office", "leader")
        }
        transaction.set_rollback(True)


@pytest.fixture
def office(keys: dict[str, str], db: None) -> Program:
    return Program(keys["office"])


@pytest.fixture
def leader(keys: dict[str, str], db: None) -> Program:
    return Program(keys["leader"])

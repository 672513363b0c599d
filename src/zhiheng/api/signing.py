"""How a program may sign in, as the description of the API tells it. Who it is has been found out before (`middleware`)."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from zhiheng.accounts.rights import Actor
from zhiheng.api.middleware import Asked


class Key(HttpBearer):
    """A key made by `zhiheng people token`."""

    def __call__(self, request: HttpRequest) -> Actor | None:
        asked = cast("Asked", request)
        return asked.actor if asked.by == "key" else None

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        raise NotImplementedError


class Session(APIKeyCookie):
    """The session of the pages; writing asks for the CSRF token, too."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        asked = cast("Asked", request)
        return asked.actor if asked.by == "session" else None


WAYS = [Key(), Session(csrf=True)]

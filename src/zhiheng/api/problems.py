"""Everything that goes wrong is answered as `application/problem+json` (RFC 9457), in the language asked for."""

import json
import logging
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from zhiheng.journal.refusal import Refused

KIND = "application/problem+json"


class Problem(Schema):
    """What was found and what to do."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str = ""
    errors: list[dict[str, Any]] = []


def answer(
    status: int, title: str, detail: str = "", code: str = "", errors: Sequence[dict[str, Any]] = ()
) -> HttpResponse:
    """A problem as a response."""
    told = Problem(title=title, status=status, detail=detail, code=code, errors=list(errors)).model_dump()
    response = HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=KIND)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


_STATUS = {
    "registers.not_allowed": 403,
    "registers.not_there": 404,
    "registers.changed_meanwhile": 412,
    "files.too_large": 413,
    **dict.fromkeys(
        (
            "registers.no_such_filter", "registers.faulty_filter", "registers.no_such_evidence", "registers.not_in_move",
            "registers.reason_needed", "registers.empty_set",
        ),
        422,
    ),
}  # fmt: skip
"""Where the code of a refusal tells less than its meaning."""


def status_of(refused: Refused) -> int:
    """403 for a right, 404 for what is not there, 409 for what stands in the way, 422 for what was typed."""
    first, last = refused.code.split(".")[0], refused.code.split(".")[-1]
    if refused.code in _STATUS:
        return _STATUS[refused.code]
    if first == "rights":
        return 403
    if first == "files":
        return 422
    if last.startswith("no_") or last.startswith("unknown"):
        return 404
    return 409


def install(api: NinjaAPI) -> None:
    """Let every kind of fault be answered as a problem."""

    @api.exception_handler(Refused)
    def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
        status = status_of(refused)
        titles = {
            403: _("Not within your posts"), 404: _("Not found"), 409: _("Not possible as things stand"),
            412: _("Changed meanwhile"), 413: _("The body is too large"), 422: _("The request cannot be read"),
        }  # fmt: skip
        return answer(status, titles[status], str(refused), refused.code)

    @api.exception_handler(AuthenticationError)
    def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return answer(401, _("Sign in first"), _("Send a key as “Authorization: Bearer …”, or sign in on the pages."))

    @api.exception_handler(ValidationError)
    def _unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [
            {"pointer": "/" + "/".join(str(step) for step in one["loc"]), "detail": one["msg"]} for one in error.errors
        ]
        return answer(422, _("The request cannot be read"), _("See which parts under “errors”."), "request", errors)

    @api.exception_handler(Exception)
    def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
        """A fault of ours: never told as the asker's. It goes to the server's own output."""
        if isinstance(error, BadRequest | Faults):
            return error.response()
        if isinstance(error, RequestDataTooBig):
            return too_big()
        logging.getLogger("django.request").error("%s %s", request.method, request.path, exc_info=error)
        return answer(500, _("A fault on our side"), _("Nothing was written. It stands in the server's own output."))

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(error.status_code, str(error))


def too_big() -> HttpResponse:
    return answer(413, _("The body is too large"), _("Send it in parts."))


class Faults(Exception):
    """Parts of what was sent are at fault, each with its pointer; nothing was written."""

    def __init__(self, code: str, errors: Sequence[dict[str, Any]], detail: str = "") -> None:
        super().__init__(code)
        self.code, self.errors, self.detail = code, list(errors), detail

    def response(self) -> HttpResponse:
        detail = self.detail or str(self.errors[0]["detail"])
        return answer(422, _("What was sent has faults"), detail, self.code, self.errors)


class BadRequest(Exception):
    """A part of the address or body that does not say what it should."""

    def __init__(self, pointer: str, found: str, allowed: str) -> None:
        super().__init__(pointer)
        self.pointer, self.found, self.allowed = pointer, found, allowed

    def response(self) -> HttpResponse:
        told = _("%(where)s: “%(found)s” was found. Allowed: %(allowed)s.") % {
            "where": self.pointer.strip("/").split("/")[-1],
            "found": self.found[:80],
            "allowed": self.allowed,
        }
        errors = [{"pointer": self.pointer, "detail": told}]
        return answer(422, _("The request cannot be read"), told, "request", errors)

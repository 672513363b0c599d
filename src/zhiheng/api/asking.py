"""What every operation asks of its request."""

from typing import Annotated, cast

from django.http import HttpRequest
from ninja import Query

from zhiheng.accounts.rights import Actor
from zhiheng.api.middleware import Asked
from zhiheng.api.paging import MOST
from zhiheng.plan import queries as plans
from zhiheng.plan.shapes import PlanView

Limit = Annotated[int, Query(ge=1, le=MOST, description="每页条数 · items a page")]
Fields = Annotated[str | None, Query(description="只要这些字段，逗号分隔 · only these fields", max_length=1000)]


class Known(Asked):
    """A request after sign-in: the operations are reached by nobody else."""

    actor: Actor


def asked(request: HttpRequest) -> Known:
    """The request with its reader, day and knowledge."""
    return cast("Known", request)


def plan_of(request: HttpRequest, code: str | None) -> PlanView:
    """The plan asked for, else the default one."""
    return plans.plan(asked(request).actor, code or None, as_of=asked(request).as_of)

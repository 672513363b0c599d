"""版本比较: what was added, changed and dropped between two adopted versions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiheng.plan.differences import Difference
from zhiheng.plan.shapes import PlanView
from zhiheng.web import formats


@dataclass(frozen=True)
class Row:
    what: str
    kind: str
    code: str
    fields: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class DiffPage:
    title: str
    versions: Sequence[tuple[int, str]]
    old: int
    new: int
    only_one: bool
    rows: Sequence[Row]


def _kinds() -> dict[str, str]:
    return {
        "version": _("plan"), "clause": _("clause"), "duty": _("duty"), "dutyholder": _("body in a duty"), "target": _("target"),
        "question": pgettext("difference", "question"), "task": _("task"), "node": _("node"), "incentive": _("incentive"),
    }  # fmt: skip


def _whats() -> dict[str, str]:
    return {"added": _("added"), "changed": pgettext("difference", "changed"), "dropped": _("dropped")}


def diff(request: HttpRequest, known: Sequence[PlanView], old: int, new: int, found: Sequence[Difference]) -> DiffPage:
    kinds, whats = _kinds(), _whats()
    return DiffPage(
        _("Compare versions"),
        [(one.version, _("version %(n)s, adopted on %(day)s") % {"n": one.version, "day": formats.day(one.adopted_at.date())}) for one in known],
        old, new, len(known) < 2,
        [Row(whats[one.what], kinds.get(one.kind, one.kind), one.code, [(field.field, field.old or "—", field.new or "—") for field in one.fields]) for one in found],
    )  # fmt: skip

"""Enterprises: one page each with everything that registers hold about it, and merging two records of one."""

from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import queries, registry, rights
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.parties import queries as parties
from zhiheng.registers.parties import services
from zhiheng.registers.parties.models import Merge
from zhiheng.web import records
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import enterprise as presenters
from zhiheng.web.presenters import registers as base
from zhiheng.web.views import registers

SHOWN = 5
OFFERED = 20


def _register() -> Register:
    return registry.register(base.ENTERPRISE)


def _view(request: Request, segment: str) -> queries.RecordView:
    key = records.key_of(request, _register(), segment)
    return queries.record(request.actor, _register(), key, on=request.day, as_of=request.as_of)


@require_GET
def listing(request: Request) -> HttpResponse:
    """The list of enterprises is the list of their register."""
    return registers.listing(request, base.ENTERPRISE)


@require_GET
def enterprise(request: Request, uscc: str) -> HttpResponse:
    register = _register()
    view = _view(request, uscc)
    beside = registers.beside_of(request, register, view)
    page = presenters.enterprise(request, view, beside, _found(request, register, view))
    return render(request, "web/pages/registers/enterprise.html", {"page": page, "title": page.title})


def _found(request: Request, register: Register, view: queries.RecordView) -> presenters.Found:
    key, row = view.id, view.row
    linked = [
        (one.register, one.field, one.typed, one.count, one.rows)
        for one in records.linked(request, register, key, first=SHOWN)
        if one.register is not register
    ]
    into = row.values.get("merged_into_id")
    return presenters.Found(
        parties.names(key),
        linked,
        () if row.withdrawn else _alike(request, register, view),
        _merges(key),
        _link(request, register, into) if into else None,
        rights.may(request.actor, services.MAY_MERGE, _place(view)),
    )


def _place(view: queries.RecordView) -> str | None:
    return registers.place_code(view)


def _link(request: Request, register: Register, key: int) -> tuple[str, str] | None:
    found = queries.visible(request.actor, register).filter(pk=key).values_list("name", "uscc").first()
    return (found[0], base.home(request, register, key, found[1])) if found else None


def _alike(request: Request, register: Register, view: queries.RecordView) -> list[queries.Row]:
    """Other records that are probably the same enterprise."""
    typed = {name: view.row.values.get(name) for name in ("uscc", "name", "old_number")}
    found = [one.pk for one in parties.alike(request.actor, typed) if one.pk != view.id]
    return _rows(request, register, found)


def _rows(request: Request, register: Register, keys: list[int]) -> list[queries.Row]:
    return [queries.record(request.actor, register, key, on=request.day).row for key in keys[:OFFERED]]


def _merges(key: int) -> list[tuple[int, str, Any, str]]:
    found = Merge.objects.filter(kept=key, undone_at__isnull=True).select_related("gone").order_by("-pk")
    return [(one.pk, one.gone.name, timezone.localtime(one.at).date(), one.reason) for one in found]


@require_http_methods(["GET", "POST"])
def merge(request: Request, uscc: str) -> HttpResponse:
    """First the other record is chosen, then the two stand side by side; nothing is written before a reason is given."""
    register = _register()
    view = _view(request, uscc)
    rights.require(request.actor, services.MAY_MERGE, [view.row.values["place_id"]])
    asked = request.POST.get("with") or request.GET.get("with", "")
    if not asked:
        return _choosing(request, register, view)
    other = _view(request, asked)
    try:
        found = services.merging(request.actor, view.id, other.id)
    except Refused as refused:
        flash.error(request, str(refused))
        return redirect(base.of_row(request, register, view.row))
    conflicts = [one.field for one in found.conflicts]
    moves = [(one.register, one.field, one.count) for one in records.linked(request, register, other.id)]
    choices = {name: request.POST.get(name, "") for name in conflicts}
    reason = request.POST.get("reason", "").strip()

    def again(errors: dict[str, str], status: int, refused: str = "") -> HttpResponse:
        page = presenters.side_by_side(
            request,
            view,
            other,
            conflicts,
            list(found.filled),
            moves,
            choices,
            reason=reason,
            errors=errors,
            refused=refused,
        )
        return render(request, "web/pages/registers/merge.html", {"page": page, "title": page.title}, status=status)

    if request.method == "GET":
        return again({}, 200)
    errors = {
        name: _("Choose which of the two stays.") for name, chosen in choices.items() if chosen not in {"kept", "gone"}
    }
    if not reason:
        errors["reason"] = _("No reason is written. Say how it is known that both are one enterprise.")
    if errors:
        return again(errors, 422)
    try:
        services.merge(request.actor, view.id, other.id, choices, reason=reason, at=request.moment.at)
    except Refused as refused:
        return again({}, 409, str(refused))
    flash.success(request, _("The two records are one. What named the other names this one now."))
    return redirect(base.of_row(request, register, view.row))


def _choosing(request: Request, register: Register, view: queries.RecordView) -> HttpResponse:
    q = request.GET.get("q", "").strip()
    found = (
        _rows(request, register, [one.pk for one in parties.find(request.actor, q)])
        if q
        else _alike(request, register, view)
    )
    page = presenters.choosing(request, view, found, q)
    return render(request, "web/pages/registers/merge.html", {"page": page, "title": page.title})


@require_POST
def unmerge(request: Request, uscc: str) -> HttpResponse:
    """Take a merging back."""
    view = _view(request, uscc)
    number, reason = request.POST.get("merge", ""), request.POST.get("reason", "").strip()
    known = {str(pk) for pk, _name, _on, _reason in _merges(view.id)}
    if number in known:
        try:
            services.undo(request.actor, int(number), reason=reason, at=request.moment.at)
            flash.success(request, _("The merging is undone; both records stand again."))
        except Refused as refused:
            flash.error(request, str(refused))
    return redirect(base.of_row(request, _register(), view.row))

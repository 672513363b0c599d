"""Writing in registers: record, correct, withdraw, attach, and the steps of one record or of several."""

from collections.abc import Iterable
from dataclasses import replace

from django.contrib import messages as flash
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiheng.files import services as files
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import columns, messages, queries, rights, services
from zhiheng.registers.kit.declaration import Move, Register
from zhiheng.registers.kit.faults import Faulty
from zhiheng.web import formats, reading, records, typing_in
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import registers as base
from zhiheng.web.presenters import registers_form as presenters
from zhiheng.web.presenters.registers_form import Typed

OFFERED = 12


@require_http_methods(["GET", "POST"])
def new(request: Request, code: str) -> HttpResponse:
    """Record one fact: all faults at once, likely duplicates before anything is saved, a reason where it is unusual."""
    register = records.register(code)
    rights.require(request.actor, rights.recording(register), ())
    if request.method == "GET":
        return _form(request, presenters.new(request, register, _given(request, register), _places(request, register)))
    found = typing_in.read(request, register, register.entry)
    if not found.right:
        return _form(
            request,
            presenters.new(
                request, register, typing_in.with_everything_else(register, found), _places(request, register)
            ),
            422,
        )
    not_alike = "not_alike" in request.POST
    if not not_alike:
        alike = queries.alike(request.actor, register, found.values, on=request.day)
        if alike:
            return _form(
                request, presenters.new(request, register, found.typed, _places(request, register), alike=alike), 409
            )
    try:
        key = services.record(
            request.actor,
            register,
            found.values,
            at=request.moment.at,
            source=found.typed.source,
            reason=found.typed.reason,
        )
    except Faulty as refused:
        typed = typing_in.faulty(register, found.typed, refused)
        return _form(
            request, presenters.new(request, register, typed, _places(request, register), not_alike=not_alike), 422
        )
    except Refused as refused:
        typed = replace(found.typed, whole=[str(refused)])
        return _form(
            request, presenters.new(request, register, typed, _places(request, register), not_alike=not_alike), 409
        )
    flash.success(request, _("Recorded. Figures that count it have followed."))
    if "again" in request.POST:
        return redirect(base.bare(request, "record-new", code))
    return redirect(_of(request, register, key))


def _given(request: Request, register: Register) -> Typed:
    """What the address fills in beforehand: the enterprise from whose page one comes."""
    texts = {name: presenters.default_text(register, name) for name in register.entry}
    texts |= {name: request.GET[name] for name in register.entry if request.GET.get(name)}
    places = _places(request, register)
    if "place" in texts and not texts["place"] and len(places) == 1:
        texts["place"] = places[0][0]
    return Typed(texts, {})


def _form(request: Request, page: presenters.FormPage, status: int = 200) -> HttpResponse:
    return render(request, "web/pages/registers/form.html", {"page": page, "title": page.title}, status=status)


def _places(request: Request, register: Register) -> list[tuple[str, str]]:
    """Places in which the reader may record, by the names of the day."""
    held = records.place_codes(request, rights.recording(register))
    return [
        (one.code, one.name(formats.language()))
        for one in reading.places_of(request)
        if held is None or one.code in held
    ]


def _of(request: Request, register: Register, key: int) -> str:
    named = queries.visible(request.actor, register).filter(pk=key).values_list(register.named_by, flat=True).first()
    return base.address(request, register, key, named)


def _view(request: Request, register: Register, record: str) -> queries.RecordView:
    key = records.key_of(request, register, record)
    return queries.record(request.actor, register, key, on=request.day)


@require_http_methods(["GET", "POST"])
def correct(request: Request, code: str, record: str) -> HttpResponse:
    """Mend what was recorded wrongly. Whoever saved meanwhile is not overwritten: both values are shown."""
    register = records.register(code)
    view = _view(request, register, record)
    rights.require(request.actor, rights.recording(register), [view.row.values["place_id"]])
    places = _places(request, register)
    settled = view.row.values["state"] in services.settled(register)
    standing = presenters.texts_of(register, view.row.values, view.row)
    if request.method == "GET":
        typed = Typed(_taken(request, register, view, standing), {})
        return _form(request, presenters.correct(request, view, typed, places, settled=settled, revision=view.revision))
    seen = request.POST.get("revision", "")
    found = typing_in.read(request, register, register.entry)

    def again(typed: Typed, status: int, conflict: str = "") -> HttpResponse:
        stands = {name: text for name, text in standing.items() if conflict and text != typed.texts.get(name, "")}
        page = presenters.correct(
            request, view, typed, places, settled=settled, conflict=conflict, stands=stands,
            revision=view.revision if conflict or not seen.isdigit() else int(seen),
        )  # fmt: skip
        return _form(request, page, status)

    if not found.right:
        return again(typing_in.with_everything_else(register, found), 422)
    try:
        changed = services.correct(
            request.actor, register, view.id, found.values, at=request.moment.at, reason=found.typed.reason,
            seen=int(seen) if seen.isdigit() else None,
        )  # fmt: skip
    except Faulty as refused:
        return again(typing_in.faulty(register, found.typed, refused), 422)
    except Refused as refused:
        if refused.code == "registers.reason_needed":
            return again(replace(found.typed, errors={"reason": str(refused)}), 422)
        return again(found.typed, 409, str(refused))
    flash.success(
        request, _("The correction is recorded.") if changed else _("Nothing was different; nothing was written.")
    )
    return redirect(_of(request, register, view.id))


def _taken(request: Request, register: Register, view: queries.RecordView, standing: dict[str, str]) -> dict[str, str]:
    """What stands, with the earlier value of one field where a page offered to take it: `?take=number`."""
    name = request.GET.get("take", "")
    if name not in register.entry:
        return standing
    what = columns.describe(register, name)
    steps = queries.history(request.actor, register, view.id, on=request.day)
    values = [step.values for step in steps if step.values.get(what.attname) != view.row.values.get(what.attname)]
    return {**standing, name: presenters.texts_of(register, values[-1])[name]} if values else standing


@require_http_methods(["GET", "POST"])
def withdraw(request: Request, code: str, record: str) -> HttpResponse:
    """A GET asks, a POST withdraws."""
    register = records.register(code)
    view = _view(request, register, record)
    rights.require(request.actor, rights.recording(register), [view.row.values["place_id"]])
    if request.method == "GET":
        return _move(request, presenters.withdraw(request, view, presenters.BLANK))
    reason = request.POST.get("reason", "").strip()
    if not reason:
        error = _("No reason is written. Say in a sentence why this should never have been recorded.")
        return _move(request, presenters.withdraw(request, view, Typed({}, {"reason": error})), 422)
    try:
        services.withdraw(request.actor, register, [view.id], at=request.moment.at, reason=reason)
    except Refused as refused:
        return _move(request, presenters.withdraw(request, view, Typed({}, {}, reason=reason), str(refused)), 409)
    flash.success(request, _("The record is withdrawn."))
    return redirect(_of(request, register, view.id))


@require_POST
def attach(request: Request, code: str, record: str) -> HttpResponse:
    register = records.register(code)
    key = records.key_of(request, register, record)
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        flash.error(request, _("No file is chosen."))
    else:
        try:
            kept = files.keep(upload.chunks(), str(upload.name))
            services.attach(request.actor, register, key, kept, request.POST.get("kind", ""), at=request.moment.at)
            flash.success(request, _("The file is attached."))
        except Refused as refused:
            flash.error(request, str(refused))
    return redirect(_of(request, register, key) + "#evidence")


@require_GET
def options(request: Request, code: str, field: str) -> HttpResponse:
    """Records that a field may name, while it is typed: number and name, at most twelve."""
    register = records.register(code)
    rights.require(request.actor, rights.seeing(register), ())
    known = columns.described(register)
    what = known.get(field)
    if what is None or what.kind != "reference":
        raise Http404
    other = records.of_model(what.model)
    words = columns.plain(request.GET.get(field, "")).split()
    told: list[tuple[str, str]] = []
    if other is not None and words and rights.may(request.actor, rights.seeing(other)):
        page = queries.rows(request.actor, other, {"q": " ".join(words)}, on=request.day, size=OFFERED)
        lookup = what.lookup or "pk"
        typed = columns.references_written(what, [row.id for row in page.rows]) if lookup else {}
        told = [
            (f"{typed.get(row.id, '')} {base.title(other, row)[0]}".strip(), " · ".join(list(row.shown.values())[1:3]))
            for row in page.rows
        ]
    return render(request, "web/pages/registers/options.html", {"options": told})


# Steps


def _step(register: Register, code: str) -> Move:
    found = next((one for one in register.moves if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _move(request: Request, page: presenters.MovePage, status: int = 200) -> HttpResponse:
    return render(request, "web/pages/registers/move.html", {"page": page, "title": page.title}, status=status)


@require_http_methods(["GET", "POST"])
def move_one(request: Request, code: str, record: str, move: str) -> HttpResponse:
    """One step of one record. Two people cannot both take it: the second is told who did, and when."""
    register = records.register(code)
    step = _step(register, move)
    view = _view(request, register, record)
    opened = next(
        (one for one in queries.moves_open(request.actor, register, view.id, request.day) if one.move is step), None
    )
    places = _places(request, register)
    names = tuple(dict.fromkeys((*step.asks, *step.may_fill)))
    if request.method == "GET":
        standing = presenters.texts_of(replace(register, entry=names), view.row.values, view.row) if names else {}
        refused = "" if opened else _gone(register, step, view)
        page = presenters.move_one(request, view, step, opened, Typed(standing, {}), places, refused)
        return _move(request, page, 200 if opened else 409)
    found = typing_in.read(request, register, names)
    typed = found.typed

    def again(typed: Typed, status: int, refused: str = "") -> HttpResponse:
        return _move(request, presenters.move_one(request, view, step, opened, typed, places, refused), status)

    if not found.right:
        return again(typed, 422)
    try:
        error = _attached(request, register, view.id, opened)
        if error:
            return again(replace(typed, errors={**typed.errors, "file": error}), 422)
        services.move(
            request.actor, register, [view.id], step.code, found.values, at=request.moment.at, reason=typed.reason
        )
    except Faulty as refused:
        return again(typing_in.faulty(register, typed, refused), 422)
    except Refused as refused:
        if refused.code.startswith("files.") or refused.code == "registers.evidence_needed":
            return again(replace(typed, errors={**typed.errors, "file": str(refused)}), 422)
        view = _view(request, register, record)
        opened = None
        return again(typed, 409, str(refused))
    flash.success(request, _("Done: %(step)s.") % {"step": step.label})
    return redirect(_of(request, register, view.id))


def _gone(register: Register, step: Move, view: queries.RecordView) -> str:
    """Why a step is no longer open: what the record is now, who put it there and when."""
    state = view.row.values["state"]
    reached = next((done for code, _label, done in view.life if code == state and done is not None), None)
    words = _("This is “%(state)s” now; the step cannot be taken from here.")
    if reached is not None:
        words = _("This is “%(state)s” already (%(who)s, %(day)s); the step cannot be taken from here.")
    who = {"who": reached.who, "day": formats.day(reached.at.astimezone(columns.ZONE).date())} if reached else {}
    return words % {"state": register.states.get(state, state), **who}


def _attached(request: Request, register: Register, key: int, opened: queries.OpenMove | None) -> str:
    """Attach the document that came with the step; what is wrong with it, or "" ."""
    upload = request.FILES.get("file")
    if isinstance(upload, UploadedFile):
        kept = files.keep(upload.chunks(), str(upload.name))
        kind = request.POST.get("kind") or (opened.needs[0] if opened and opened.needs else "")
        services.attach(request.actor, register, key, kept, kind, at=request.moment.at)
    return ""


@require_http_methods(["GET", "POST"])
def move_many(request: Request, code: str) -> HttpResponse:
    """One step of several records: a GET says what will happen to each, a POST does it to those that can."""
    register = records.register(code)
    asked = request.GET if request.method == "GET" else request.POST
    step = _step(register, asked.get("move", ""))
    keys = [int(one) for one in dict.fromkeys(asked.getlist("id")) if one.isascii() and one.isdigit()]
    if not keys:
        flash.error(request, str(messages.EMPTY_SET))
        return redirect(base.bare(request, "register", code))
    lines, going = _would(request, register, step, keys)
    places = _places(request, register)
    names = tuple(dict.fromkeys((*step.asks, *step.may_fill)))

    def again(typed: Typed, status: int, refused: str = "") -> HttpResponse:
        page = presenters.move_many(request, register, step, lines, keys, typed, places, refused)
        return _move(request, page, status)

    if request.method == "GET":
        return again(presenters.BLANK, 200)
    found = typing_in.read(request, register, names)
    if not found.right:
        return again(found.typed, 422)
    values = {name: value for name, value in found.values.items() if value not in (None, "") or name in step.asks}
    try:
        moved = services.move(
            request.actor, register, going, step.code, values, at=request.moment.at, reason=found.typed.reason
        )
    except Faulty as refused:
        return again(typing_in.faulty(register, found.typed, refused), 422)
    except Refused as refused:
        return again(found.typed, 409, str(refused))
    done = ngettext("%(step)s: %(n)s record.", "%(step)s: %(n)s records.", len(moved))
    flash.success(request, done % {"step": step.label, "n": formats.count(len(moved))})
    return redirect(base.bare(request, "register", code))


def _would(
    request: Request, register: Register, step: Move, keys: Iterable[int]
) -> tuple[list[presenters.MovedRecord], list[int]]:
    """What a step would do to each of these records, and those that it can be done to. One query."""
    rows = queries.visible(request.actor, register).filter(Q(pk__in=list(keys)))
    lines, going = [], []
    for one in rows.select_related("place").order_by("pk"):
        reason = _stays(request, register, step, one)
        named = getattr(one, columns.describe(register, register.named_by).attname)
        words = _name_of(register, one)
        state = str(register.states.get(one.state, one.state))
        after = _("becomes “%(state)s”") % {"state": register.states.get(step.to, step.to)}
        lines.append(
            presenters.MovedRecord(
                words, base.address(request, register, one.pk, named), state, not reason, reason or after
            )
        )
        if not reason:
            going.append(one.pk)
    return lines, going


def _name_of(register: Register, one: object) -> str:
    first = str(getattr(one, base.called_by(register, register.listed)) or "")
    number = str(getattr(one, register.named_by) or "")
    return f"{first} {number}".strip() if number != first else first


def _stays(request: Request, register: Register, step: Move, one: object) -> str:
    """Why a record would stay as it is; "" when it goes."""
    if getattr(one, "withdrawn", False):
        return _("it was withdrawn")
    state = getattr(one, "state", "")
    if state not in step.from_:
        return _("the step starts from: %(states)s") % {
            "states": "、".join(str(register.states.get(code, code)) for code in step.from_)
        }
    if not rights.may(request.actor, rights.moving(step), getattr(one, "place").code):  # noqa: B009
        return _("your posts do not cover its place")
    return ""

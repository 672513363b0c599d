"""Importing into a register: file or pasted rows, columns, trial, confirmation, receipt, and taking it back."""

import csv
import io
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages as flash
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiheng.journal import queries as journal
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import columns, queries, rights, services, sheets
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.trials import Trial
from zhiheng.web import formats, records, waiting
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import registers as base
from zhiheng.web.presenters import registers_import as presenters

_HAND = "matched"
MOST_NAMED = 500


@require_http_methods(["GET", "POST"])
def importing(request: Request, code: str) -> HttpResponse:
    """One address for all steps; the file waits on the server under a token of this session until it is confirmed."""
    register = records.register(code)
    rights.require(request.actor, rights.recording(register), ())
    step = request.POST.get("step", "")
    if request.method == "GET":
        return _again(request, register) if request.GET.get("token") else _shown(request, _start(request, register))
    if step == "file":
        return _file(request, register)
    if step == "paste":
        return _pasted(request, register)
    return _waiting(request, register, step)


def _shown(request: Request, page: presenters.ImportPage, status: int = 200) -> HttpResponse:
    return render(request, "web/pages/registers/import.html", {"page": page, "title": page.title}, status=status)


def _start(
    request: Request, register: Register, error: str = "", pasted: str = "", *, rows: bool = False
) -> presenters.ImportPage:
    return presenters.start(request, register, queries.receipts(request.actor, register), error, pasted, rows=rows)


def _file(request: Request, register: Register) -> HttpResponse:
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        return _shown(
            request, _start(request, register, _("No file is chosen. Choose an .xlsx, .xls, .ods or .csv file.")), 422
        )
    if (upload.size or 0) > sheets.LARGEST:
        error = _("The file is larger than %(most)s MB. Split it by year or place.") % {
            "most": sheets.LARGEST // 1_000_000
        }
        return _shown(request, _start(request, register, error), 422)
    return _read(request, register, str(upload.name), upload.read())


def _pasted(request: Request, register: Register) -> HttpResponse:
    text = request.POST.get("rows", "")
    if not text.strip():
        return _shown(
            request,
            _start(
                request,
                register,
                _("Nothing is pasted. Copy the rows with their heads and paste them here."),
                rows=True,
            ),
            422,
        )
    name = _("pasted rows") + ".csv"
    return _read(request, register, name, table(text), pasted=text)


def table(text: str) -> bytes:
    """Rows as a spreadsheet hands them over (cells separated by tabs) as a file."""
    if "\t" not in text:
        return text.encode()
    made = io.StringIO()
    csv.writer(made).writerows(csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter="\t"))
    return made.getvalue().encode()


def _read(request: Request, register: Register, name: str, content: bytes, pasted: str = "") -> HttpResponse:
    """The first look: to the columns where a person has to say what they are, else straight to the trial."""
    trial = sheets.trial(request.actor, register, name=name, content=content)
    if trial.message and trial.matched is None:
        return _shown(request, _start(request, register, trial.message, pasted, rows=bool(pasted)), 422)
    token = waiting.keep(request, name, content)
    request.session.pop(_HAND, None)
    if presenters.needs_a_person(trial):
        return _shown(request, presenters.columns(request, trial, token))
    return _tried(request, trial, token)


def _again(request: Request, register: Register) -> HttpResponse:
    """Back from the trial to the columns."""
    token = request.GET["token"]
    kept = waiting.take(request, token)
    if kept is None:
        return _shown(
            request, _start(request, register, _("The trial is older than this session. Choose the file again.")), 409
        )
    trial = sheets.trial(request.actor, register, name=kept[0], content=kept[1], by_hand=request.session.get(_HAND))
    return _shown(request, presenters.columns(request, trial, token))


def _waiting(request: Request, register: Register, step: str) -> HttpResponse:
    token = request.POST.get("token", "")
    kept = waiting.take(request, token)
    if kept is None:
        return _shown(
            request, _start(request, register, _("The trial is older than this session. Choose the file again.")), 409
        )
    name, content = kept
    reason = request.POST.get("reason", "").strip()
    if step == "match":
        by_hand = _by_hand(request, register, name, content)
        request.session[_HAND] = by_hand
        trial = sheets.trial(request.actor, register, name=name, content=content, by_hand=by_hand)
        if trial.message:
            return _shown(request, presenters.columns(request, trial, token), 422)
        return _tried(request, trial, token)
    return _confirmed(request, register, token, name, content, reason)


def _by_hand(request: Request, register: Register, name: str, content: bytes) -> dict[str, str]:
    """Head as written → field, as the form says; columns that were shown and left empty are left aside."""
    trial = sheets.trial(request.actor, register, name=name, content=content, by_hand=request.session.get(_HAND))
    heads = trial.matched.heads if trial.matched else ()
    return {
        head: request.POST[f"field.{at}"] for at, head in enumerate(heads) if head and f"field.{at}" in request.POST
    }


def _tried(request: Request, trial: Trial, token: str, reason: str = "", error: str = "") -> HttpResponse:
    page = presenters.tried(request, trial, token, _names(request, trial), reason, error)
    return _shown(request, page, 422 if error else 200)


def _names(request: Request, trial: Trial) -> Mapping[int, tuple[str, str]]:
    """Names and addresses of standing records that the file changes or that its rows are like. One query."""
    wanted = [key for at, key in enumerate(trial.records) if key is not None and trial.outcomes[at] == "changed"]
    wanted += [key for keys in trial.likely.values() for key in keys]
    register = trial.register
    first = columns.describe(register, base.called_by(register, register.listed))
    rows = queries.visible(request.actor, register).filter(pk__in=list(dict.fromkeys(wanted))[:MOST_NAMED])
    told = {}
    for key, named, words in rows.values_list("pk", register.named_by, first.attname):
        shown = str(words) if first.kind == "text" and words != named else ""
        told[key] = (f"{named} {shown}".strip(), base.address(request, register, key, named))
    return told


def _confirmed(
    request: Request, register: Register, token: str, name: str, content: bytes, reason: str
) -> HttpResponse:
    by_hand = request.session.get(_HAND)
    partial = "right" in request.POST
    try:
        done = sheets.bring_in(
            request.actor,
            register,
            name=name,
            content=content,
            at=request.moment.at,
            partial=partial,
            by_hand=by_hand,
            reason=reason,
        )
    except Refused as refused:
        trial = sheets.trial(request.actor, register, name=name, content=content, by_hand=by_hand, reason=reason)
        return _tried(request, trial, token, reason, str(refused))
    if done.act is not None:
        return redirect(base.bare(request, "receipt", register.code, str(done.act)))
    if done.needs_reason and not reason:
        return _tried(request, done, token, reason, _("Some rows are unusual. Say in a few words why they are so."))
    return _tried(request, done, token, reason)


@require_GET
def template(request: Request, code: str) -> HttpResponse:
    """An empty workbook with drop-downs, hidden numbers and a sheet that explains."""
    register = records.register(code)
    content = sheets.template(request.actor, register, on=request.day)
    return _workbook(content, f"{register.code}-template.xlsx")


@require_GET
def returned(request: Request, code: str) -> HttpResponse:
    """The same workbook with each wrong cell marked and the reason beside it."""
    register = records.register(code)
    rights.require(request.actor, rights.recording(register), ())
    kept = waiting.take(request, request.GET.get("token", ""))
    if kept is None:
        raise Http404
    trial = sheets.trial(request.actor, register, name=kept[0], content=kept[1], by_hand=request.session.get(_HAND))
    return _workbook(sheets.returned(request.actor, trial, on=request.day), f"{register.code}-to-mend.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_GET
def receipt(request: Request, code: str, act: UUID) -> HttpResponse:
    register = records.register(code)
    one = next((one for one in queries.receipts(request.actor, register, most=1000) if one.act == act), None)
    if one is None:
        raise Http404
    entry = journal.entries_of([act]).get(act)
    page = presenters.receipt(request, register, one, entry.seq if entry else None, request.moment.at)
    return _shown(request, page)


@require_POST
def undo(request: Request, code: str, act: UUID) -> HttpResponse:
    """Take an import back: within 24 hours, and while nothing of it has moved on."""
    register = records.register(code)
    try:
        n = services.undo(request.actor, act, at=request.moment.at, reason=request.POST.get("reason", ""))
    except Refused as refused:
        flash.error(request, str(refused))
    else:
        words = ngettext("The import is undone: %(n)s record.", "The import is undone: %(n)s records.", n)
        flash.success(request, words % {"n": formats.count(n)})
    return redirect(base.bare(request, "receipt", register.code, str(act)))

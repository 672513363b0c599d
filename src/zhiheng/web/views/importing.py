"""Importing figures: upload, trial with every fault at its row and column, confirm."""

from django.contrib import messages as flash
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiheng.accounts.rights import require
from zhiheng.figures import services
from zhiheng.web import formats, reading, waiting
from zhiheng.web.addresses import to
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import importing as presenters
from zhiheng.web.presenters import pieces

MOST_BYTES = 10 * 1024 * 1024


@require_http_methods(["GET", "POST"])
def figures(request: Request) -> HttpResponse:
    """First the trial; the file waits on the server under a token of this session until it is confirmed."""
    require(request.actor, "figures.import")
    plan = reading.plan_of(request)
    token = request.POST.get("token", "")
    if token:
        return _confirmed(request, plan.code, token)
    upload = request.FILES.get("file")
    error = _unfit(upload) if request.method == "POST" else ""
    if request.method == "GET" or error or not isinstance(upload, UploadedFile):
        page = presenters.empty(request, error)
        return render(
            request, "web/pages/import.html", {"page": page, "title": page.title}, status=422 if error else 200
        )
    content = upload.read()
    report = services.import_figures(
        request.actor, plan.code, name=str(upload.name), content=content, at=request.moment.at
    )
    page = presenters.trial(request, report, waiting.keep(request, str(upload.name), content), _names(request))
    return render(request, "web/pages/import.html", {"page": page, "title": page.title})


def _names(request: Request) -> dict[str, str]:
    """Code of an indicator or a place → its name."""
    indicators = {code: pieces.words(one.name) for code, one in reading.indicators(request).items()}
    return indicators | {place.code: place.name(formats.language()) for place in reading.places_of(request)}


def _unfit(upload: object) -> str:
    if not isinstance(upload, UploadedFile):
        return _("No file is chosen. Choose a .csv or .xlsx file.")
    if (upload.size or 0) > MOST_BYTES:
        return _("The file is larger than 10 MB. Split it by year or indicator.")
    return ""


def _confirmed(request: Request, plan: str, token: str) -> HttpResponse:
    kept = waiting.take(request, token)
    if kept is None:
        page = presenters.empty(request, _("The trial is older than this session. Choose the file again."))
        return render(request, "web/pages/import.html", {"page": page, "title": page.title}, status=409)
    name, content = kept
    report = services.import_figures(
        request.actor, plan, name=name, content=content, at=request.moment.at, dry_run=False, partial="partial" in request.POST,
        reason=request.POST.get("reason", ""),
    )  # fmt: skip
    if report.written:
        flash.success(request, report.summary())
        return redirect(to(request, "import"))
    page = presenters.trial(request, report, "", _names(request))
    return render(
        request, "web/pages/import.html", {"page": page, "title": page.title}, status=200 if report.nothing_new else 422
    )

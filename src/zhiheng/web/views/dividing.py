"""What a target asks of years and places (年度目标分解): template, upload, trial, confirm."""

from django.contrib import messages as flash
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiheng.accounts.rights import require
from zhiheng.journal.refusal import Refused
from zhiheng.plan import dividing
from zhiheng.plan import queries as plans
from zhiheng.web import formats, reading, sheets, waiting
from zhiheng.web.addresses import to
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import dividing as presenters
from zhiheng.web.presenters import pieces

MOST_BYTES = 10 * 1024 * 1024


@require_http_methods(["GET", "POST"])
def values(request: Request) -> HttpResponse:
    """First the trial; the file waits on the server under a token of this session until it is confirmed."""
    require(request.actor, dividing.DIVIDE)
    if request.method == "GET":
        return _shown(request, presenters.empty(request, ""))
    if token := request.POST.get("token", ""):
        return _confirmed(request, token)
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        return _shown(request, presenters.empty(request, _("No file is chosen. Choose an .xlsx file.")), 422)
    if (upload.size or 0) > MOST_BYTES:
        return _shown(request, presenters.empty(request, _("The file is larger than 10 MB. Split it by year.")), 422)
    name, content = str(upload.name), upload.read()
    try:
        report = _read(request, name, content)
    except Refused as refused:
        return _refused(request, refused)
    return _shown(request, presenters.trial(request, report, waiting.keep(request, name, content), _names(request)))


def _confirmed(request: Request, token: str) -> HttpResponse:
    kept = waiting.take(request, token)
    if kept is None:
        error = _("The trial is older than this session. Choose the file again.")
        return _shown(request, presenters.empty(request, error), 409)
    name, content = kept
    try:
        report = _read(request, name, content, dry_run=False)
    except Refused as refused:
        return _refused(request, refused)
    if report.written:
        flash.success(request, _("%(number)s yearly values are recorded.") % {"number": report.written})
        return redirect(to(request, "values"))
    return _shown(request, presenters.trial(request, report, "", _names(request)), 422 if report.faults else 200)


def _read(request: Request, name: str, content: bytes, *, dry_run: bool = True) -> dividing.DividedValues:
    return dividing.import_values(
        request.actor, reading.plan_of(request).code, name=name, content=content, at=request.moment.at, dry_run=dry_run,
        reason=request.POST.get("reason", "").strip(),
    )  # fmt: skip


def _refused(request: Request, refused: Refused) -> HttpResponse:
    """A file that is no such table keeps the form; a missing right is told as everywhere."""
    if not refused.code.startswith("plan."):
        raise refused
    return _shown(request, presenters.empty(request, str(refused)), 422)


def _shown(request: Request, page: presenters.ValuesPage, status: int = 200) -> HttpResponse:
    return render(request, "web/pages/values.html", {"page": page, "title": page.title}, status=status)


def _names(request: Request) -> dict[str, str]:
    """Code of a target or a place → its name."""
    indicators = reading.indicators(request)
    plan = reading.plan_of(request)
    targets = {
        one.code: f"{one.code} {pieces.name_of(one, indicators.get(one.indicator))}"
        for one in plans.targets(request.actor, plan=plan.code)
    }
    return targets | {place.code: place.name(formats.language()) for place in reading.places_of(request)}


@require_GET
def template(request: Request) -> HttpResponse:
    """An empty table with a row for each numeric target in the whole and in each place, a column for each year."""
    require(request.actor, dividing.DIVIDE)
    plan, places, indicators = reading.plan_of(request), reading.places_of(request), reading.indicators(request)
    asked = [place for place in places if not place.context and place.code in {plan.region, *_under(request)}]
    years = [str(year) for year in range(plan.valid_from.year, plan.last_day.year + 1)]
    rows = [
        [target.code, pieces.name_of(target, indicators.get(target.indicator)), place.name(formats.language()), *[""] * len(years)]
        for target in plans.targets(request.actor, plan=plan.code)
        if target.threshold is not None and len(target.threshold) == 1
        for place in asked
    ]  # fmt: skip
    heads = [_("Target"), _("What it measures"), _("Place"), *years]
    return sheets.xlsx(heads, rows, sheets.Named(_("Yearly values"), "yearly-values", request.day))


def _under(request: Request) -> list[str]:
    return [place.code for place in reading.places_of(request).children(reading.plan_of(request).region)]

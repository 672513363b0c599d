"""量值溯源 (P51) – which demands and instruments reach a primary standard on the day –, and reading digital certificates."""

from django.contrib import messages as flash
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from zhiheng.figures import queries as figures
from zhiheng.journal.refusal import Refused
from zhiheng.plan import queries as plans
from zhiheng.plan.shapes import TargetView
from zhiheng.registers.kit import registry, rights
from zhiheng.registers.kit.faults import Faulty
from zhiheng.registers.metrology import queries, services
from zhiheng.web import reading, sheets
from zhiheng.web.addresses import to
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import metrology as presenters

MEASURE_REGISTER = "metrology.demand"


def _target(request: Request) -> TargetView | None:
    """The plan's target for the coverage of demands, where it has one."""
    plan = reading.plan_or_none(request)
    if plan is None:
        return None
    codes = {one.code for one in figures.indicators(plan.code).values() if one.register == MEASURE_REGISTER}
    targets = plans.targets(request.actor, plan=plan.code, as_of=request.as_of)
    return next((one for one in targets if one.indicator in codes), None)


def _asked(request: Request) -> presenters.Asked:
    given = request.GET
    ahead = given.get("ahead", "")
    page = given.get("page", "")
    return presenters.Asked(
        what=given.get("what", ""),
        state=given.get("state", ""),
        quantity=given.get("quantity", ""),
        q=given.get("q", "").strip(),
        node=given.get("node", ""),
        ahead=int(ahead) if ahead in presenters.AHEAD else presenters.USUALLY_AHEAD,
        page=max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
        place=given.get("place", ""),
    )


def _given(request: Request, asked: presenters.Asked) -> presenters.Given:
    places = reading.places_of(request)
    wanted = [one.code for one in places.subtree(asked.place)] if asked.place in places else None
    kind, _, number = asked.node.partition("/")
    key = queries.found_key(kind, number)
    return presenters.Given(
        queries.traceability(request.actor, on=request.day, as_of=request.as_of, ahead=asked.ahead, places=wanted),
        None
        if key is None
        else queries.chosen(request.actor, key, on=request.day, as_of=request.as_of, ahead=asked.ahead),
        places,
        _target(request),
        request.day,
        rights.may(request.actor, rights.recording(registry.register(services.CERTIFICATE))),
    )


@require_GET
def traceability(request: Request) -> HttpResponse:
    asked = _asked(request)
    page = presenters.traceability(request, _given(request, asked), asked)
    return render(request, "web/metrology/traceability.html", {"page": page, "title": page.title})


@require_GET
def traceability_csv(request: Request) -> HttpResponse:
    """All lines that the filters ask for, not only those of one page."""
    asked = _asked(request)
    heads, rows = presenters.sheet(request, _given(request, asked), asked)
    return sheets.csv(heads, rows, sheets.Named(str(presenters.TITLE), "traceability", request.day))


MOST_BYTES = 20_000_000


@require_http_methods(["GET", "POST"])
def read_certificate(request: Request) -> HttpResponse:
    """A digital calibration certificate: choose the file, say what it cannot tell, and it becomes a record."""
    register = registry.register(services.CERTIFICATE)
    rights.require(request.actor, rights.recording(register), ())
    form = presenters.ReadForm(**{name: request.POST.get(name, "").strip() for name in presenters.READ_FIELDS})
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        errors, key = _recorded(request, form)
        if key is not None:
            flash.success(request, presenters.recorded(queries.certificate(key)))
            return redirect(to(request, "read-certificate"))
    allowed = rights.places(request.actor, rights.recording(register))
    page = presenters.reading(request, reading.places_of(request), allowed, form, errors)
    return render(
        request, "web/metrology/read.html", {"page": page, "title": page.title}, status=422 if errors else 200
    )


def _recorded(request: Request, form: presenters.ReadForm) -> tuple[list[tuple[str, str]], int | None]:
    """What stands in the way, or the key of the new record."""
    upload = request.FILES.get("file")
    places = reading.places_of(request)
    found = {name: queries.found_key(kind, number) for name, kind, number in form.named() if number}
    errors = presenters.unfit(form, upload, found, known=form.place in places, most=MOST_BYTES)
    if errors or not isinstance(upload, UploadedFile):
        return errors, None
    values = {"place": places[form.place].id, **{name: key[1] for name, key in found.items() if key is not None}}
    try:
        return [], services.read_certificate(
            request.actor, upload.read(), str(upload.name), values, at=request.moment.at, reason=form.reason
        )
    except Faulty as faulty:
        return [(one.fault.field or "file", sentence) for one, sentence in faulty.sentences()], None
    except Refused as refused:
        return [("file", str(refused))], None

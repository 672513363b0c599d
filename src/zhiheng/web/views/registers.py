"""Reading registers: the index, one register as list and files, one record with everything that hangs on it."""

from typing import Any

from django.contrib import messages as flash
from django.http import FileResponse, Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhiheng.accounts.rights import can
from zhiheng.figures import evidence
from zhiheng.files import queries as files
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import columns, exports, queries, rights, services
from zhiheng.registers.kit.declaration import Register
from zhiheng.web import formats, reading, reading_figures, records
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import counting, registers_record
from zhiheng.web.presenters import registers as presenters

SHOWN_DUE = 8


@require_GET
def index(request: Request) -> HttpResponse:
    """All registers that the reader may see, by chapter, with counts and what is due. About two queries a register."""
    seen = [
        one
        for one in records.registers(request.actor)
        if request.GET.get("chapter") in {None, "", presenters.chapter_of(one.code)}
    ]
    within = {"place": request.GET.get("place", "")}
    counts = {
        one.code: queries.totals(request.actor, one, within, on=request.day, as_of=request.as_of)[0] for one in seen
    }
    due = [one for one in queries.deadlines(request.actor, request.day) if one.register in seen]
    due.sort(key=lambda one: presenters.nearness(one.due, request.day))
    page = presenters.index(request, counts, seen, due[:SHOWN_DUE], len(due[SHOWN_DUE:]))
    return render(request, "web/pages/registers/index.html", {"page": page, "title": page.title})


@require_GET
def listing(request: Request, code: str) -> HttpResponse:
    """A register as a list; HTMX is given the list alone."""
    register = records.register(code)
    template = "web/pages/registers/list.html" + ("#list" if request.htmx else "")  # type: ignore[attr-defined]
    page = list_page(request, register)
    return render(request, template, {"page": page, "title": page.title})


def list_page(request: Request, register: Register) -> presenters.ListPage:
    """Everything that a list shows."""
    actor, day, as_of = request.actor, request.day, request.as_of
    asked = asked_of(request, register)
    shown = asked.columns or presenters.usual(register)
    page = queries.rows(
        actor, register, asked.conditions(), on=day, as_of=as_of, tab=asked.tab, sort=asked.sort, shown=shown,
        after=asked.after, size=asked.size,
    )  # fmt: skip
    _count, sums = (
        queries.totals(actor, register, asked.conditions(), on=day, as_of=as_of, tab=asked.tab)
        if register.totals
        else (0, {})
    )
    every, _sums = queries.totals(actor, register, {}, on=day, as_of=as_of)
    may_record = rights.may(actor, rights.recording(register)) and as_of is None
    return presenters.listing(
        request,
        register,
        asked,
        page,
        tabs=queries.tabs(actor, register, on=day),
        every=every,
        sums=sums,
        spans=records.spans_of(register, [row.id for row in page.rows]),
        places=_places(request),
        chips=_chips(request, register, asked.filters),
        may_record=may_record,
        may_import=may_record,
        may_export=can(actor, "registers.export"),
        moves=[
            (one.code, str(one.label))
            for one in register.moves
            if as_of is None and rights.may(actor, rights.moving(one))
        ],
        links=_links(request, register, page),
        views=_own_views(request, register),
    )


def _own_views(request: Request, register: Register) -> list[tuple[str, presenters.Asked, int]]:
    """The reader's own views with the number of records in each. One query a view."""
    told = []
    for one in queries.saved_views(request.actor, register):
        asked = presenters.of_view(register, one.asked)
        count, _sums = queries.totals(
            request.actor, register, asked.conditions(), on=request.day, as_of=request.as_of, tab=asked.tab
        )
        told.append((one.name, asked, count))
    return told


@require_POST
def views(request: Request, code: str) -> HttpResponse:
    """Keep what a list asks for under a name, for this reader; or drop a view of that name."""
    register = records.register(code)
    asked = presenters.asked(register, request.POST)
    name = request.POST.get("name", "")
    try:
        if "drop" in request.POST:
            services.drop_view(request.actor, register, name, at=request.moment.at)
            return redirect(presenters.bare(request, "register", code))
        services.save_view(request.actor, register, name, asked.kept(), at=request.moment.at)
    except Refused as refused:
        flash.error(request, str(refused))
    return redirect(presenters.bare(request, "register", code, asked=asked.query()))


def asked_of(request: Request, register: Register) -> presenters.Asked:
    """What the address asks of a list; `figure=` restricts it to the records that a figure was counted from."""
    asked = presenters.asked(register, request.GET)
    if not asked.figure:
        return asked
    return asked.of(reading_figures.may_name(request, asked.figure, register).ids)


def _places(request: Request) -> list[tuple[str, str]]:
    """Places of the plan that the reader may see, as the filter offers them."""
    held = request.actor.places
    return [
        (place.code, place.name(formats.language()))
        for place in reading.places_of(request)
        if held is None or place.code in held
    ]


def _chips(request: Request, register: Register, filters: Any) -> dict[str, str]:
    """Words for conditions that came with the address: 企业：某厂."""
    told = {}
    for name, value in filters.items():
        if name == presenters.FIGURE:
            told[name] = _figure_chip(request, str(value))
            continue
        what = columns.describe(register, name.partition("__")[0])
        text = str(value)
        if what.kind == "reference":
            found, faults = columns.read_column(what, [text])
            text = text if faults else columns.references_shown(what, found, request.day).get(found[0], text)
        told[name] = f"{what.label}：{text}" if formats.chinese() else f"{what.label}: {text}"
    return told


def _figure_chip(request: Request, text: str) -> str:
    """The figure whose records are listed, in words."""
    named, plan, places = reading_figures.Named.read(text), reading.plan_of(request), reading.places_of(request)
    indicator = reading.indicators(request).get(named.indicator) if named else None
    if named is None or indicator is None:
        return text
    place = places[named.place].short(formats.language()) if named.place in places else named.place
    class_ = reading_figures.class_words(request, named)
    return counting.chip(named.only, indicator, place, formats.period(named.period, plan.first_month), class_)


def _links(request: Request, register: Register, page: queries.Page) -> dict[tuple[str, int], str]:
    """Addresses of the records that listed fields name. One query a field."""
    told = {}
    for name in page.columns:
        what = columns.describe(register, name)
        keys = {row.values.get(what.attname) for row in page.rows} - {None}
        if what.kind == "reference" and keys:
            told.update({(name, key): address for key, (address, _code) in names_of(request, what, keys).items()})
    return told


def names_of(request: Request, what: columns.Described, keys: Any) -> dict[int, tuple[str, str]]:
    """Address and number of other registers' records, by their primary key; nothing for models that are no register."""
    other = records.of_model(what.model)
    if other is None or not rights.may(request.actor, rights.seeing(other)):
        return {}
    rows = queries.visible(request.actor, other).filter(pk__in=keys).values_list("pk", other.named_by)
    return {key: (presenters.home(request, other, key, named), str(named or "")) for key, named in rows}


@require_GET
def record(request: Request, code: str, record: str) -> HttpResponse:
    register = records.register(code)
    key = records.key_of(request, register, record)
    view = queries.record(request.actor, register, key, on=request.day, as_of=request.as_of)
    named = presenters.segment(register, key, presenters.named(register, view.row))
    if named != record:
        return redirect(presenters.address(request, register, key, presenters.named(register, view.row)))
    page = registers_record.record(request, view, beside_of(request, register, view))
    return render(request, "web/pages/registers/record.html", {"page": page, "title": page.title})


def beside_of(request: Request, register: Register, view: queries.RecordView) -> registers_record.Beside:
    actor, key = request.actor, view.id
    names = {}
    for name, what in columns.described(register).items():
        target = view.row.values.get(what.attname)
        if what.kind == "reference" and target is not None:
            names.update({(name, one): told for one, told in names_of(request, what, [target]).items()})
    beside = records.neighbours(request, register, key)
    place = place_code(view)
    may_record = rights.may(actor, rights.recording(register), place)
    return registers_record.Beside(
        steps=queries.history(actor, register, key, on=request.day, as_of=request.as_of),
        moves=queries.moves_open(actor, register, key, request.day),
        spans=records.spans_of(register, [key]).get(key, ()),
        names=names,
        counted=counted(request, register, key),
        linked=_linked(request, register, view),
        before=presenters.address(request, register, *beside.before) if beside.before else "",
        after=presenters.address(request, register, *beside.after) if beside.after else "",
        may_correct=may_record,
        may_attach=may_record or any(rights.may(actor, rights.moving(one), place) for one in register.moves),
        bodies=reading.names(request),
    )


def place_code(view: queries.RecordView) -> str | None:
    """Code of the place that a record is about."""
    what = columns.describe(view.register, "place")
    key = view.row.values["place_id"]
    return columns.references_written(what, [key]).get(key)


def counted(request: Request, register: Register, key: int) -> list[registers_record.Counted]:
    """Indicators and periods of the plan whose figure counts this record as it stands."""
    plan = reading.plan_of(request)
    found = [one for one in evidence.counted_in(register.code, key) if one.plan == plan.code]
    if not found:
        return []
    known = reading.indicators(request)
    verdicts = {one.target.indicator: one.verdict for one in reading.standings(request)}
    return [
        registers_record.counted(request, one, key, plan, known.get(one.indicator), verdicts.get(one.indicator, ""))
        for one in found
    ]


def _linked(request: Request, register: Register, view: queries.RecordView) -> list[registers_record.LinkedLine]:
    told = []
    for one in records.linked(request, register, view.id):
        words = f"{one.register.label_plural}"
        address = presenters.bare(request, "register", one.register.code, asked=[(one.field, one.typed)])
        told.append(
            registers_record.LinkedLine(
                words, formats.count(one.count), address, str(columns.describe(one.register, one.field).label)
            )
        )
    for one in records.siblings(request, register, view.row.values):
        what = columns.describe(register, one.field)
        address = presenters.bare(request, "register", register.code, asked=[(one.field, one.typed)])
        told.append(
            registers_record.LinkedLine(
                registers_record.same(str(what.label), str(register.label_plural)), formats.count(one.count), address
            )
        )
    return told


@require_GET
def record_json(request: Request, code: str, record: str) -> HttpResponse:
    """The record as it stands, with the codes that would be typed."""
    register = records.register(code)
    key = records.key_of(request, register, record)
    view = queries.record(request.actor, register, key, on=request.day, as_of=request.as_of)
    told = {
        what.name: columns.written_column(what, [view.row.values[what.attname]])[0]
        for what in registers_record.shown_fields(register)
    }
    body = {
        "register": register.code,
        "record": key,
        "revision": view.revision,
        "state": view.row.values["state"],
        "fields": told,
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_GET
def exported(request: Request, code: str, kind: exports.Kind) -> HttpResponseBase:
    """All records of the list with its filters and columns, streamed; `?all=1` with every field of the form."""
    register = records.register(code)
    asked = asked_of(request, register)
    names = () if request.GET.get("all") else asked.columns or presenters.usual(register)
    chunks = exports.export(
        request.actor,
        register,
        kind,
        asked.conditions(),
        on=request.day,
        as_of=request.as_of,
        tab=asked.tab,
        names=names,
    )
    name = f"{register.code}-{request.day.isoformat()}.{kind}"
    return StreamingHttpResponse(
        chunks, content_type=exports.TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_GET
def file(request: Request, code: str, record: str, file: int) -> HttpResponseBase:
    """A document of a record, to be saved; its rights are those of the record."""
    register = records.register(code)
    key = records.key_of(request, register, record)
    found = next((one for _kind, one in queries.attachments(request.actor, register, key) if one.pk == file), None)
    if found is None:
        raise Http404
    return FileResponse(files.bytes_of(found.blob).open("rb"), as_attachment=True, filename=found.name)

"""Registers, and the records in them: lists, files, one record with its history, its open steps and what counts it."""

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import translation
from ninja import Path, Query, Router

from zhiheng.api import described
from zhiheng.api.asking import Fields, Known, Limit, asked
from zhiheng.api.described import Reader
from zhiheng.api.messages import NO_ATTACHMENT, NO_REGISTER
from zhiheng.api.middleware import REVISION
from zhiheng.api.paging import USUAL, Page, page
from zhiheng.api.plans import AsOf, Cursor, On
from zhiheng.api.problems import BadRequest
from zhiheng.figures import evidence
from zhiheng.files import queries as files
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import columns, exports, messages, queries, registry, rights
from zhiheng.registers.kit.conditions import Filters
from zhiheng.registers.kit.declaration import Register

router = Router(tags=["registers"])
Code = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9_.\-]+$", description="登记代码 · code of the register")]
Key = Annotated[int, Path(ge=1, le=2**63 - 1, description="记录编号 · number of the record")]
Some = Annotated[int, Query(ge=1, le=queries.MOST_ROWS, description="每页条数 · records a page")]
Words = Annotated[str, Query(description="查找 · words", max_length=200)]
Sort = Annotated[str, Query(description="排序，如 -drawn_on,number · order; newest first without it", max_length=200)]
Tab = Annotated[str, Query(description="视图 · one of the register's tabs", max_length=64)]

ASKED = frozenset({"on", "as_of", "lang", "cursor", "limit", "fields", "sort", "tab", "totals", "labels"})
"""Words of the address itself. A field that bears such a name is asked for as `name__is`."""
_BY_FIELD = {
    "parameters": [
        {
            "in": "query", "name": "filters", "style": "form", "explode": True,
            "description": "字段=值（或 字段__is=值），可重复；字段__from、字段__to（含）；字段__has（含该文字）；withdrawn=true|all"
            " · field=value (or field__is), repeatable; field__from, field__to (included); field__has (part of a text)",
            "schema": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 200}},
        }
    ]
}  # fmt: skip


class List(Page):
    """A page of records; with `totals` how many there are, and the sums of the register's total columns."""

    total: int | None = None
    sums: dict[str, str] | None = None


class Files(Page):
    pass


@router.get("/registers", response=Page, summary="登记 · Registers")
def all_registers(request: HttpRequest, limit: Limit = USUAL, cursor: Cursor = None, fields: Fields = None) -> Any:
    actor = asked(request).actor
    seen = [one for one in registry.registers() if rights.may(actor, rights.seeing(one))]
    return page(
        seen, lambda one: (one.code,), lambda one: described.register(one, actor), limit=limit, cursor=cursor, fields=fields
    )  # fmt: skip


@router.get("/registers/{code}", response=dict[str, Any], summary="一个登记：字段、步骤 · One register")
def one_register(request: HttpRequest, code: Code) -> Any:
    return described.register(register_of(request, code), asked(request).actor)


def register_of(request: HttpRequest, code: str) -> Register:
    """The register of this code, where the reader may see it somewhere."""
    if not registry.known(code) or not rights.may(asked(request).actor, rights.seeing(registry.register(code))):
        raise Refused("registers.no_register", NO_REGISTER, code=code)
    return registry.register(code)


# Lists


@router.get("/registers/{code}/records", response=List, exclude_unset=True, openapi_extra=_BY_FIELD, summary="登记的记录 · Records")  # fmt: skip
def records(
    request: HttpRequest,
    code: Code,
    q: Words = "",
    tab: Tab = "",
    sort: Sort = "",
    totals: Annotated[bool, Query(description="也给总数与合计 · also count and sums")] = False,
    labels: Annotated[bool, Query(description="也给显示文字 · also as people read them")] = False,
    on: On = None,
    as_of: AsOf = None,
    limit: Some = USUAL,
    cursor: Annotated[str, Query(max_length=2000)] = "",
    fields: Fields = None,
) -> Any:
    one, register = asked(request), register_of(request, code)
    reader = Reader(one.actor, register)
    filters = filters_of(request, reader)
    names = names_of(reader, fields)
    when: dict[str, Any] = {"on": one.day, "as_of": one.as_of}
    found = queries.rows(
        one.actor, register, filters, **when, tab=tab, sort=order_of(reader, sort), shown=("state",),
        after=_cursor(cursor), size=limit, counted=False,
    )  # fmt: skip
    items = reader.records([row.values for row in found.rows], names, labels=labels, on=one.day)
    told: dict[str, Any] = {"items": items, "next": found.next or None}
    if totals:
        count, sums = queries.totals(one.actor, register, filters, **when, tab=tab)
        told |= {"total": count, "sums": {name: str(value) for name, value in sums.items()}}
    return told


def filters_of(request: HttpRequest, reader: Reader) -> Filters:
    """What the address asks of fields. By personal fields only those may ask who are given all of them.

    Raises:
        BadRequest: for a word that is no field.
    """
    known = _askable(reader)
    found: dict[str, Any] = {}
    for key in request.GET:
        if key in ASKED:
            continue
        values = [value for value in request.GET.getlist(key) if value]
        name = key.partition("__")[0]
        if key != "q" and name not in known:
            raise BadRequest(f"/query/{key[:80]}", key, ", ".join(known))
        if "__" in key and not key.endswith("__is") and len(values) > 1:
            raise BadRequest(f"/query/{key[:80]}", ", ".join(values), "1")
        if any("\x00" in value for value in values):
            raise BadRequest(f"/query/{key[:80]}", "NUL", "text")
        found[key.removesuffix("__is")] = " ".join(values) if key == "q" else values[0] if len(values) == 1 else values
    if found.get("withdrawn") == "all":
        found["withdrawn"] = []
    return found


def _askable(reader: Reader) -> list[str]:
    personal = () if reader.all_personal else reader.register.personal
    known = columns.described(reader.register)
    return [name for name in known if name not in described.UNTOLD and name not in personal]


def order_of(reader: Reader, sort: str) -> list[str]:
    known = _askable(reader)
    names = [name.strip() for name in sort.split(",") if name.strip()]
    for name in names:
        if name.removeprefix("-") not in known:
            raise BadRequest("/query/sort", name, ", ".join(known))
    return names


def names_of(reader: Reader, fields: str | None) -> list[str]:
    """The fields asked for, else what a form holds."""
    if not fields:
        return reader.usual()
    names = list(dict.fromkeys(name.strip() for name in fields.split(",") if name.strip()))
    known = reader.known()
    if unknown := [name for name in names if name not in known and name not in described.ALWAYS]:
        raise BadRequest("/query/fields", ",".join(unknown), ", ".join(known))
    return [name for name in names if name not in described.ALWAYS]


def _cursor(cursor: str) -> str:
    """A cursor as it was given: a list that ends with a record's number."""
    if not cursor:
        return ""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        whole = isinstance(key, list) and bool(key) and type(key[-1]) is int and 0 < key[-1] < 2**63
        plain = whole and all(one is None or isinstance(one, str | int) for one in key)
    except ValueError:
        plain = False
    if not plain:
        raise BadRequest("/query/cursor", cursor, "next")
    return cursor


# Files


def _file(kind: str) -> dict[str, Any]:
    """How a streamed file stands in the description."""
    mime = exports.TYPES[kind].partition(";")[0]  # type: ignore[index]
    schema = {"type": "array", "items": {"type": "object"}} if kind == "json" else {"type": "string"}
    answer = {200: {"description": "OK", "content": {mime: {"schema": schema}}}}
    return {**_BY_FIELD, "responses": answer}


@router.get("/registers/{code}/records.csv", openapi_extra=_file("csv"), summary="全部记录，csv · All records as CSV")
def as_csv(request: HttpRequest, code: Code, q: Words = "", tab: Tab = "", on: On = None, as_of: AsOf = None, fields: Fields = None) -> Any:  # fmt: skip
    return _streamed(request, code, "csv", tab, fields)


@router.get(
    "/registers/{code}/records.json", openapi_extra=_file("json"), summary="全部记录，json · All records as JSON"
)
def as_json(request: HttpRequest, code: Code, q: Words = "", tab: Tab = "", on: On = None, as_of: AsOf = None, fields: Fields = None) -> Any:  # fmt: skip
    return _streamed(request, code, "json", tab, fields)


@router.get(
    "/registers/{code}/records.xlsx", openapi_extra=_file("xlsx"), summary="全部记录，xlsx · All records as xlsx"
)
def as_xlsx(request: HttpRequest, code: Code, q: Words = "", tab: Tab = "", on: On = None, as_of: AsOf = None, fields: Fields = None) -> Any:  # fmt: skip
    return _streamed(request, code, "xlsx", tab, fields)


def _streamed(request: HttpRequest, code: str, kind: exports.Kind, tab: str, fields: str | None) -> StreamingHttpResponse:  # fmt: skip
    one, register = asked(request), register_of(request, code)
    reader = Reader(one.actor, register)
    chunks = exports.export(
        one.actor, register, kind, filters_of(request, reader), on=one.day, as_of=one.as_of, tab=tab,
        names=names_of(reader, fields) if fields else (),
    )  # fmt: skip
    name = f"{register.code}-{one.day.isoformat()}.{kind}"
    return StreamingHttpResponse(
        _in_language(chunks, translation.get_language()),
        content_type=exports.TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _in_language(chunks: Iterable[bytes], language: str | None) -> Iterator[bytes]:
    """The file is written after the request is over, in the language that it was asked for in."""
    rest = iter(chunks)
    while True:
        with translation.override(language):
            chunk = next(rest, None)
        if chunk is None:
            return
        yield chunk


# One record


@router.get("/registers/{code}/records/{key}", response=dict[str, Any], summary="一条记录：沿革、可办步骤、计入何处 · One record")  # fmt: skip
def record(request: HttpRequest, response: HttpResponse, code: Code, key: Key, on: On = None, as_of: AsOf = None) -> Any:  # fmt: skip
    one = asked(request)
    told = record_told(one, register_of(request, code), key)
    response.headers[REVISION] = str(told["revision"])
    return told


def record_told(one: Known, register: Register, key: int) -> dict[str, Any]:
    """A record as it stands, or stood; what can be done with it and what counts it is only told of today's."""
    when: dict[str, Any] = {"on": one.day, "as_of": one.as_of}
    view = queries.record(one.actor, register, key, **when)
    history = queries.history(one.actor, register, key, **when)
    now = one.as_of is None
    moves = queries.moves_open(one.actor, register, key, one.day) if now else []
    counted = evidence.counted_in(register.code, key) if now else []
    return described.record(Reader(one.actor, register), view, history, moves, counted, one.day)


# Documents of a record


@router.get("/registers/{code}/records/{key}/attachments", response=Files, summary="记录的附件 · Documents of a record")
def attachments(request: HttpRequest, code: Code, key: Key) -> Any:
    found = _attachments(request, code, key)
    return {"items": [described.attachment(kind, one) for kind, one in found], "next": None}


def _attachments(request: HttpRequest, code: str, key: int) -> list[Any]:
    one, register = asked(request), register_of(request, code)
    if not queries.visible(one.actor, register).filter(pk=key).exists():
        raise Refused("registers.not_there", messages.NOT_THERE)
    return list(queries.attachments(one.actor, register, key))


_BYTES = {"responses": {200: {"description": "OK", "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}}  # fmt: skip


@router.get("/registers/{code}/records/{key}/attachments/{number}", openapi_extra=_BYTES, summary="下载附件 · One document")  # fmt: skip
def attachment(request: HttpRequest, code: Code, key: Key, number: Annotated[int, Path(ge=1, le=2**63 - 1)]) -> Any:
    """The bytes as they were kept, to be saved; never shown as a page of ours."""
    found = next((one for _kind, one in _attachments(request, code, key) if one.pk == number), None)
    if found is None:
        raise Refused("registers.no_attachment", NO_ATTACHMENT, number=number)
    return FileResponse(
        files.bytes_of(found.blob).open("rb"), as_attachment=True, filename=found.name,
        content_type="application/octet-stream",
    )  # fmt: skip

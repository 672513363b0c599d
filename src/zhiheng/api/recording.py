"""What programs do in registers: record, correct, move, withdraw, attach. One call of the kit each, all or nothing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Path, Query, Status
from ninja.files import UploadedFile

from zhiheng.api import described, problems, sent
from zhiheng.api.asking import Known, asked
from zhiheng.api.middleware import REVISION, seen
from zhiheng.api.problems import BadRequest
from zhiheng.api.registers import Code, Key, record_told, register_of
from zhiheng.api.registers import router as router
from zhiheng.files import services as files
from zhiheng.registers.kit import checking, queries, rights, services
from zhiheng.registers.kit.declaration import Fault, Register
from zhiheng.registers.kit.faults import Faulty, Found

DryRun = Annotated[bool, Query(alias="dryRun", description="只试，不写 · try, write nothing")]
MoveCode = Annotated[str, Path(max_length=64, pattern=r"^[a-z0-9_]+$", description="步骤 · code of the step")]
Body = dict[str, Any]
LIKELY = 20
"""Records of a trial for which likely duplicates are looked for."""
Given = TypeVar("Given")


def _doing(where: sent.Where, do: Callable[[], Given], records: Sequence[int] = ()) -> Given:
    """A call of the kit whose faults are told with their pointers."""
    try:
        return do()
    except Faulty as refused:
        raise sent.told(refused, where, records) from None


def _one(one: Known, register: Register, key: int, response: HttpResponse) -> Body:
    told = record_told(one, register, key)
    response.headers[REVISION] = str(told["revision"])
    response.headers["ETag"] = f'"r{told["revision"]}"'
    return told


# Record


@router.post(
    "/registers/{code}/records",
    response={200: Body, 201: Body},
    summary="登记一条或多条，全有或全无 · Record one or many, all or none",
)
def record(request: HttpRequest, response: HttpResponse, code: Code, body: sent.Recorded, dry_run: DryRun = False) -> Any:  # fmt: skip
    one, register = asked(request), register_of(request, code)
    rows, where = _rows(body)
    columns, found = sent.typed(register, rows, _typed_names(register), where)
    columns, found = _with_places(register, rows, columns, found)
    whole = services.whole(register, columns)
    rights.require(one.actor, rights.recording(register), [key for key in whole["place_id"] if key is not None])
    if found or dry_run:
        _look(register, whole, found, where, body.reason)
    if dry_run:
        return Status(200, _trial(one, register, rows, whole))
    keys = _doing(
        where,
        lambda: services.record_many(
            one.actor, register, columns, at=one.moment.at, origin="api", source=body.source, reason=body.reason
        ),
    )
    if body.record is None:
        return Status(201, {"dry_run": False, "count": len(keys), "ids": keys})
    response.headers["Location"] = f"{request.path}/{keys[0]}"
    return Status(201, _one(one, register, keys[0], response))


def _typed_names(register: Register) -> tuple[str, ...]:
    return (*register.entry, *(name for name in ("place", "facts") if name not in register.entry))


def _rows(body: sent.Recorded) -> tuple[list[dict[str, Any]], sent.Where]:
    if (body.record is None) == (body.records is None):
        raise BadRequest("/body", "record + records" if body.record is not None else "–", "record | records")
    if body.records is None:
        return [body.record or {}], lambda at: "/record"
    return body.records, lambda at: f"/records/{at}"


def _with_places(
    register: Register, rows: Sequence[Mapping[str, Any]], columns: dict[str, Sequence[Any]], found: list[Found]
) -> tuple[dict[str, Sequence[Any]], list[Found]]:
    """A record without a place is at fault before anybody's rights in places are asked for."""
    places = columns.get("place", [None] * len(rows))
    told = {one.row for one in found if one.fault.field == "place"}
    missing = [Found(at, Fault("missing", "place")) for at, key in enumerate(places) if key is None and at not in told]
    return {**columns, "place": places}, [*found, *missing]


def _look(register: Register, whole: services.Columns, found: Sequence[Found], where: sent.Where, reason: str) -> None:
    """Every fault of a set at once, those that could not even be read first; nothing is written."""
    read = {(one.row, one.fault.field) for one in found}
    _, more = checking.examined(register, whole, aside={one.row for one in found})
    every = [*found, *(one for one in more if (one.row, one.fault.field) not in read)]
    if any(one.hard for one in every) or (every and not reason.strip()):
        raise sent.told(Faulty(register, sorted(every, key=lambda one: (not one.hard, one.row))), where)


def _trial(one: Known, register: Register, rows: Sequence[Any], whole: services.Columns) -> Body:
    likely = {
        str(at): [row.id for row in found]
        for at in range(min(len(rows), LIKELY))
        if (found := queries.alike(one.actor, register, {name: values[at] for name, values in whole.items() if name != "state"}, on=one.day))
    }  # fmt: skip
    return {"dry_run": True, "count": len(rows), "ids": [], "likely": likely}


# Correct


@router.patch("/registers/{code}/records/{key}", response=Body, summary="更正（须 If-Match）· Correct, with If-Match")
def correct(request: HttpRequest, response: HttpResponse, code: Code, key: Key, body: sent.Corrected) -> Any:
    one, register = asked(request), register_of(request, code)
    revision = seen(request)
    if revision is None:
        return problems.answer(
            428, _("Say which revision you looked at"),
            _("Send the record’s ETag as “If-Match”, so that nobody’s change is overwritten."), "registers.no_if_match",
        )  # fmt: skip
    columns, found = sent.typed(register, [body.values], _typed_names(register), lambda at: "/values")
    sent.refuse(register, found, lambda at: "/values")
    if columns:
        _doing(
            lambda at: "/values",
            lambda: services.correct(
                one.actor, register, key, {name: values[0] for name, values in columns.items()},
                at=one.moment.at, reason=body.reason, seen=revision,
            ),
        )  # fmt: skip
    return _one(one, register, key, response)


# Move


@router.post(
    "/registers/{code}/records/moves/{move}", response=Body, summary="一批记录办理一步 · One step of several records"
)
def move_many(request: HttpRequest, code: Code, move: MoveCode, body: sent.MovedMany) -> Any:
    register = register_of(request, code)
    keys = _moved(asked(request), register, list(dict.fromkeys(body.ids)), move, body)
    return {"count": len(keys), "ids": keys}


@router.post("/registers/{code}/records/{key}/moves/{move}", response=Body, summary="办理一步 · One step")
def move_one(request: HttpRequest, response: HttpResponse, code: Code, key: Key, move: MoveCode, body: sent.Moved) -> Any:  # fmt: skip
    one, register = asked(request), register_of(request, code)
    _moved(one, register, [key], move, body)
    return _one(one, register, key, response)


def _moved(one: Known, register: Register, keys: list[int], move: str, body: sent.Moved) -> list[int]:
    step = next((step for step in register.moves if step.code == move), None)
    names = tuple(dict.fromkeys((*step.asks, *step.may_fill))) if step else ()
    columns, found = sent.typed(register, [body.values], names, lambda at: "/values") if step else ({}, [])
    sent.refuse(register, found, lambda at: "/values")
    values = {name: given[0] for name, given in columns.items()}
    return _doing(
        lambda at: "/values",
        lambda: services.move(one.actor, register, keys, move, values, at=one.moment.at, reason=body.reason),
        sorted(keys),
    )


# Withdraw


@router.post(
    "/registers/{code}/withdraw",
    response=Body,
    summary="作废一批记录（须原因）· Withdraw several, with a reason",
)
def withdraw_many(request: HttpRequest, code: Code, body: sent.WithdrawnMany) -> Any:
    one, register = asked(request), register_of(request, code)
    keys = list(dict.fromkeys(body.ids))
    gone = services.withdraw(one.actor, register, keys, at=one.moment.at, reason=body.reason)
    return {"count": len(gone), "ids": gone}


@router.post(
    "/registers/{code}/records/{key}/withdraw", response=Body, summary="作废（须原因）· Withdraw, with a reason"
)
def withdraw(request: HttpRequest, response: HttpResponse, code: Code, key: Key, body: sent.Withdrawn) -> Any:
    one, register = asked(request), register_of(request, code)
    services.withdraw(one.actor, register, [key], at=one.moment.at, reason=body.reason)
    return _one(one, register, key, response)


# Attach


@router.post(
    "/registers/{code}/records/{key}/attachments", response={201: Body}, summary="上传附件 · Attach a document"
)
def attach(
    request: HttpRequest,
    code: Code,
    key: Key,
    kind: Annotated[str, Query(max_length=64, description="附件种类，见登记的 evidence · kind of document")],
    file: File[UploadedFile],
) -> Any:
    one, register = asked(request), register_of(request, code)
    kept = files.keep(file.chunks(), str(file.name or ""))
    return Status(201, described.attachment(kind, services.attach(one.actor, register, key, kept, kind, at=one.moment.at)))  # fmt: skip

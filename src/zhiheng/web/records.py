"""What the pages of registers read beside the kit's own queries: which registers, which record an address names, what hangs on it."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import Http404

from zhiheng.accounts.rights import Actor
from zhiheng.registers.kit import columns, queries, registry, rights
from zhiheng.registers.kit.batch import Span
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.table import fields, spans
from zhiheng.web.middleware import Request
from zhiheng.web.presenters.registers import NUMBERED


def registers(actor: Actor | None) -> list[Register]:
    """The registers that the actor may see somewhere."""
    return [one for one in registry.registers() if actor and rights.may(actor, rights.seeing(one))]


def register(code: str) -> Register:
    """The register that an address names; 404 when there is none."""
    if not registry.known(code):
        raise Http404
    return registry.register(code)


def of_model(model: Any) -> Register | None:
    """The register that keeps rows of this model."""
    return next((one for one in registry.registers() if one.model is model), None)


def key_of(request: Request, asked: Register, segment: str) -> int:
    """The record that an address names: by its own number, or by the number of its row; 404 when it is not there."""
    rows = queries.visible(request.actor, asked)
    if segment.startswith(NUMBERED):
        number = segment.removeprefix(NUMBERED)
        found = rows.filter(pk=int(number)) if number.isascii() and number.isdigit() else rows.none()
    else:
        typed = unicodedata.normalize("NFKC", segment).strip()
        found = rows.filter(**{f"{asked.named_by}__in": [segment, typed, typed.upper()]})
    key = found.order_by("withdrawn", "-pk").values_list("pk", flat=True).first()
    if key is None:
        raise Http404
    return int(key)


def spans_of(asked: Register, ids: Iterable[int]) -> Mapping[int, Sequence[Span]]:
    """When each record is valid; {} for registers that are not counted as stocks."""
    return spans(asked.spans, list(ids))


@dataclass(frozen=True)
class Neighbours:
    """Named values of the records beside one in the list's own order, newest first."""

    before: tuple[int, Any] | None
    after: tuple[int, Any] | None


def neighbours(request: Request, asked: Register, key: int) -> Neighbours:
    rows = queries.visible(request.actor, asked).filter(withdrawn=False).values_list("pk", asked.named_by)
    return Neighbours(rows.filter(pk__gt=key).order_by("pk").first(), rows.filter(pk__lt=key).order_by("-pk").first())


@dataclass(frozen=True)
class Linked:
    """How many records of a register point to a record by one of their fields, and the first of them."""

    register: Register
    field: str
    count: int
    typed: str
    rows: Sequence[queries.Row] = ()


def pointing(register: Register, model: type[models.Model]) -> Iterator[str]:
    """Fields of a register that name records of a model."""
    for name, found in fields(register.model).items():
        if found.is_relation and found.related_model is model and found.editable:
            yield name


def linked(request: Request, asked: Register, key: int, *, first: int = 0) -> list[Linked]:
    """Records of all registers that name this one. One or two queries for each field that can."""
    told = []
    for other in registers(request.actor):
        for name in pointing(other, asked.model):
            rows = queries.visible(request.actor, other).filter(withdrawn=False, **{name: key})
            count = rows.count()
            if count:
                what = columns.describe(other, name)
                typed = columns.references_written(what, [key]).get(key, str(key))
                page = queries.rows(
                    request.actor, other, {name: [key]}, on=request.day, as_of=request.as_of, size=first
                )
                told.append(Linked(other, name, count, typed, page.rows if first else ()))
    return told


def siblings(request: Request, asked: Register, values: Mapping[str, Any]) -> list[Linked]:
    """Other records of the register that name the same enterprise, instrument or other record as this one."""
    told = []
    for name, what in columns.described(asked).items():
        target = values.get(what.attname)
        if what.kind != "reference" or target is None or name not in asked.entry or of_model(what.model) is None:
            continue
        count = queries.visible(request.actor, asked).filter(withdrawn=False, **{what.attname: target}).count() - 1
        if count > 0:
            told.append(Linked(asked, name, count, columns.references_written(what, [target]).get(target, "")))
    return told


def place_codes(request: Request, roles: Iterable[str]) -> frozenset[str] | None:
    """Codes of the places in which the reader holds one of the roles; None: everywhere."""
    return rights.places(request.actor, frozenset(roles))

"""Rows of a register as they were known at an instant: those that stand since then, and the old rows of the others."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

from zhiheng.registers.kit.models import Record, Revision
from zhiheng.registers.kit.table import field_at


def rows(
    register: str, model: type[Record], names: Collection[str], as_of: datetime | None, where: models.Q | None = None
) -> Iterator[dict[str, Any]]:
    """The columns (by `attname`) of records that were not withdrawn, `pk` among them.

    Args:
        as_of: knowledge up to this instant; None for now.
        where: a condition that cannot change over a record's life (it is asked of the rows as they stand now).
    """
    standing = model._default_manager.filter(where or models.Q())
    if as_of is None:
        yield from standing.filter(withdrawn=False).order_by("pk").values("pk", *names)
        return
    yield from standing.filter(withdrawn=False, changed_at__lte=as_of).order_by("pk").values("pk", *names)
    old = Revision.objects.filter(register=register, recorded_at__lte=as_of, until__gt=as_of).order_by("record")
    if where is not None:
        old = old.filter(record__in=standing.values("pk"))
    for record, values in old.values_list("record", "values"):
        if not values["withdrawn"]:
            yield {"pk": record, **_typed(model, values, names)}


def _typed(model: type[Record], values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: _value(field_at(model, name), values.get(name)) for name in names}


def _value(field: "models.Field[Any, Any]", found: Any) -> Any:
    """The spelling of the journal as a value: days and large integers are written as text there."""
    if found is None or not isinstance(found, str):
        return found
    if isinstance(field, models.DateField):
        return date.fromisoformat(found)
    if isinstance(field, (models.IntegerField, models.ForeignKey)):
        return int(found)
    return found

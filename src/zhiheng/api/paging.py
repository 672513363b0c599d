"""Pages by cursor, and a choice of fields: the same for every list."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from ninja import Schema

from zhiheng.api.problems import BadRequest

T = TypeVar("T")
MOST = 1000
USUAL = 100


class Page(Schema):
    """One page of a list; `next` is the cursor of the next one, null on the last."""

    items: list[dict[str, Any]]
    next: str | None = None


def cursor_of(key: Sequence[Any]) -> str:
    """A key as an opaque cursor."""
    return base64.urlsafe_b64encode(json.dumps(list(key), separators=(",", ":")).encode()).decode().rstrip("=")


def key_of(cursor: str | None, length: int) -> tuple[Any, ...] | None:
    """The key that a cursor holds."""
    if not cursor:
        return None
    try:
        key = json.loads(base64.b64decode((cursor + "=" * (-len(cursor) % 4)).encode(), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        key = None
    if not isinstance(key, list) or len(key) != length or not all(isinstance(part, str | int) for part in key):
        raise BadRequest("/query/cursor", cursor, "next")
    return tuple(key)


def page(
    items: Iterable[T],
    key: Callable[[T], tuple[str, ...]],
    show: Callable[[T], dict[str, Any]],
    *,
    limit: int,
    cursor: str | None,
    fields: str | None,
) -> dict[str, Any]:
    """The page after the cursor, of things that are in memory already, in the order of their keys."""
    ordered = sorted(((key(one), one) for one in items), key=lambda pair: pair[0])
    after = key_of(cursor, len(ordered[0][0])) if ordered else None
    if after is not None and not all(isinstance(part, str) for part in after):
        raise BadRequest("/query/cursor", str(cursor), "next")
    rest = [pair for pair in ordered if after is None or pair[0] > after]
    shown = rest[:limit]
    more = cursor_of(shown[-1][0]) if len(rest) > limit else None
    return {"items": chosen([show(one) for _key, one in shown], fields), "next": more}


def chosen(items: list[dict[str, Any]], fields: str | None) -> list[dict[str, Any]]:
    """Only the fields that were asked for, in that order."""
    if not fields:
        return items
    wanted = [name.strip() for name in fields.split(",") if name.strip()]
    if items and (unknown := [name for name in wanted if name not in items[0]]):
        raise BadRequest("/query/fields", ",".join(unknown), ", ".join(items[0]))
    return [{name: item[name] for name in wanted} for item in items]

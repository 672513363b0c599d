"""Enterprises as others ask for them: by code, by any name they ever had, and those that are probably one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from django.db.models import Q, QuerySet

from zhiheng.accounts.rights import Actor, require
from zhiheng.registers.kit import rights
from zhiheng.registers.parties import rules, uscc
from zhiheng.registers.parties.declarations import ENTERPRISE, same_enterprise
from zhiheng.registers.parties.models import Enterprise, EnterpriseName

MOST = 50


def seen(actor: Actor) -> QuerySet[Enterprise]:
    """Enterprises that stand and that the actor may see, wherever his posts reach."""
    require(actor, "registers.see")
    places = rights.place_keys(actor, rights.seeing(ENTERPRISE))
    found = Enterprise.objects.filter(withdrawn=False).exclude(state="merged")
    return found if places is None else found.filter(place__in=places)


def by_code(codes: Iterable[str]) -> dict[str, int]:
    """Code → primary key of the record that bears it today, for codes as they were typed; unknown ones are left out.

    A code of a merged record leads to the record that took its place. Two queries, however many codes.
    """
    wanted = {code: uscc.normal(code) for code in codes}
    known = dict(
        Enterprise.objects.filter(uscc__in=set(wanted.values()), withdrawn=False)
        .exclude(state="merged")
        .values_list("uscc", "pk")
    )
    missing = set(wanted.values()) - known.keys()
    for code, pk in EnterpriseName.objects.filter(uscc__in=missing).values_list("uscc", "enterprise"):
        known.setdefault(code, pk)
    return {typed: known[code] for typed, code in wanted.items() if code in known}


def find(actor: Actor, text: str, most: int = MOST) -> list[Enterprise]:
    """Enterprises whose code or any of whose names holds what was typed; the exact ones first."""
    code, key = uscc.normal(text), rules.name_key(text)
    if not key:
        return []
    where = Q(name_key__contains=key) | Q(names__name_key__contains=key)
    if len(code) >= 4 and code.isascii():
        where |= Q(uscc__startswith=code) | Q(old_number=code) | Q(names__uscc=code)
    found = seen(actor).filter(where).distinct().order_by("name_key", "pk")[:most]
    return sorted(found, key=lambda one: (one.uscc != code, one.name_key != key))


def alike(actor: Actor, typed: Mapping[str, Any]) -> list[Enterprise]:
    """Enterprises that are probably the one that was typed."""
    where = same_enterprise(typed)
    if where is None:
        return []
    return list(seen(actor).filter(where).distinct().order_by("pk")[:MOST])


def names(enterprise: int) -> list[EnterpriseName]:
    """The other names of an enterprise, the latest first."""
    return list(EnterpriseName.objects.filter(enterprise=enterprise).order_by("-pk"))


def likely_duplicates(actor: Actor, most: int = MOST) -> list[tuple[int, int]]:
    """Pairs of records that are probably one enterprise: the same name but for its legal form, or a former name.

    Reads all names once; a name that more than five records share tells nothing.
    """
    stems: dict[str, set[int]] = defaultdict(set)
    visible = dict(seen(actor).values_list("pk", "name"))
    for pk, name in visible.items():
        stems[rules.name_stem(name)].add(pk)
    for pk, name in EnterpriseName.objects.values_list("enterprise", "name"):
        if pk in visible:
            stems[rules.name_stem(name)].add(pk)
    pairs = {pair for shared in stems.values() if 2 <= len(shared) <= 5 for pair in combinations(sorted(shared), 2)}
    return sorted(pairs)[:most]

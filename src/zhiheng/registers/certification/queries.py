"""Who holds a valid certificate on a day, and how many of them were checked in a year."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from zhiheng.accounts.rights import Actor, require
from zhiheng.bodies.models import valid_on as span_holds
from zhiheng.quantities import Share
from zhiheng.registers.certification.declarations import CERTIFICATE, CHECK
from zhiheng.registers.certification.models import Certificate, Check
from zhiheng.registers.kit import rights


def valid_on(actor: Actor, day: date, schemes: Sequence[str] = ()) -> "QuerySet[Certificate]":
    """Certificates that are valid on the day: a suspended, ended or lapsed one is not."""
    require(actor, "registers.see")
    places = rights.place_keys(actor, rights.seeing(CERTIFICATE))
    found = Certificate.objects.filter(span_holds(day, "valid_spans__"), withdrawn=False)
    if schemes:
        found = found.filter(scheme__in=schemes)
    return found if places is None else found.filter(place__in=places)


def holders_on(actor: Actor, day: date, schemes: Sequence[str] = ()) -> set[int]:
    """Enterprises with at least one valid certificate on the day."""
    return set(valid_on(actor, day, schemes).values_list("holder", flat=True))


def held_in(actor: Actor, year: int, schemes: Sequence[str] = ()) -> set[int]:
    """Enterprises with a certificate that was valid on some day of the year."""
    require(actor, "registers.see")
    places = rights.place_keys(actor, rights.seeing(CERTIFICATE))
    begun = Q(valid_spans__valid_from__isnull=True) | Q(valid_spans__valid_from__lt=date(year + 1, 1, 1))
    lasting = Q(valid_spans__valid_to__isnull=True) | Q(valid_spans__valid_to__gt=date(year, 1, 1))
    found = Certificate.objects.filter(begun & lasting, withdrawn=False)
    if schemes:
        found = found.filter(scheme__in=schemes)
    if places is not None:
        found = found.filter(place__in=places)
    return set(found.values_list("holder", flat=True))


def checked_share(actor: Actor, year: int, schemes: Sequence[str] = ()) -> Share:
    """Certificate holders checked in a year, of those who held a valid certificate in it. Two queries."""
    holders = held_in(actor, year, schemes)
    return Share(len(checked_in(actor, year) & holders), len(holders))


def checked_in(actor: Actor, year: int) -> set[int]:
    places = rights.place_keys(actor, rights.seeing(CHECK))
    found = Check.objects.filter(year=year, subject="holder", withdrawn=False)
    return set(_within(found, places).values_list("holder", flat=True))


def _within(found: "QuerySet[Check]", places: Collection[int] | None) -> "QuerySet[Check]":
    return found if places is None else found.filter(place__in=places)

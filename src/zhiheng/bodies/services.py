"""Writing places, bodies and the calendar; adopting `bodies.yaml` again changes nothing.

Several plans may name the same place or body. The plan that is alone with it may correct it in a later version. Plans
that share it may only know more or less about it (`rules.extends`); where they contradict each other, adoption is refused.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from zhiheng.bodies import messages
from zhiheng.bodies.calendar_source import YearRead
from zhiheng.bodies.models import (
    Alias,
    Body,
    BodyListing,
    BodyName,
    CalendarDay,
    CalendarYear,
    Member,
    Place,
    PlaceListing,
    PlaceName,
    PlaceParent,
    Succession,
)
from zhiheng.bodies.package import FILE, BodiesSpec, BodySpec, NameSpec, PlaceSpec, SuccessionSpec
from zhiheng.bodies.rules import extends
from zhiheng.journal.acts import Act, Signed, act
from zhiheng.journal.canonical import canonical
from zhiheng.journal.refusal import Refused
from zhiheng.packages.reading import Package

PLACES, BODIES, SUCCESSIONS = "bodies.place", "bodies.body", "bodies.succession"
PLACE_LISTINGS, BODY_LISTINGS, YEARS = "bodies.place_listing", "bodies.body_listing", "bodies.calendar"
Facts = dict[str, Any]


def adopt(package: Package, opened: Act) -> None:
    """Write the places and bodies of a checked package under its plan's code. Some hundred statements when all is new.

    Raises:
        Refused: where the package contradicts another plan, moves or reuses a number, or leaves out a known place or body.
    """
    spec = package.read(FILE, BodiesSpec).value
    assert spec is not None, "an unchecked package"
    plan = str(package.raw("plan.yaml")["code"])
    places = _adopt_places(plan, spec.places, opened)
    bodies = _adopt_bodies(plan, spec.bodies, places, opened)
    _adopt_members(spec.bodies, bodies)
    _adopt_successions(plan, spec.successions, bodies, opened)


# ── Facts: what the file says, as plain values that are compared and journaled ────────────────────────────────────────


def _plain(facts: Facts) -> Facts:
    """As it comes back from a JSON column: days as text."""
    plain: Facts = json.loads(canonical(facts))
    return plain


def _span(row: Any) -> Facts:
    return {"from": row.from_, "until": row.until}


def _name_facts(row: NameSpec) -> Facts:
    return _span(row) | {
        "name": row.name.dump(), "short": row.short.dump() if row.short else {},
        "mark": row.mark or "", "source": row.source or "",
    }  # fmt: skip


def _place_facts(spec: PlaceSpec) -> Facts:
    """What plans that share a place must agree on; number and use are each package's own."""
    facts = _span(spec) | {
        "code": spec.code, "kind": spec.kind, "slug": spec.slug,
        "names": [_name_facts(row) for row in spec.names],
        "parents": [
            {"from": span.start, "until": span.end, "parent": parent} for span, parent in spec.stays() if parent
        ],
    }  # fmt: skip
    return _plain(facts)


def _body_facts(spec: BodySpec) -> Facts:
    facts = _span(spec) | {
        "code": spec.code, "place": spec.place, "kind": spec.kind,
        "names": [_name_facts(row) for row in spec.names],
        "aliases": sorted(set(spec.aliases)),
        "members": [_span(row) | {"body": row.body} for row in spec.members],
    }  # fmt: skip
    return _plain(facts)


def _succession_facts(spec: SuccessionSpec) -> Facts:
    return {
        "on": spec.on, "kind": spec.kind, "giver": spec.from_, "taker": spec.to, "duties": spec.duties,
        "mark": spec.mark or "", "source": spec.source or "", "note": spec.note.dump() if spec.note else {},
    }  # fmt: skip


# ── Places ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _adopt_places(plan: str, specs: Sequence[PlaceSpec], opened: Act) -> dict[str, Place]:
    known = {place.code: place for place in Place.objects.all()}
    listed = {row.place.code: row for row in PlaceListing.objects.filter(plan=plan).select_related("place")}
    _refuse_moved_numbers(plan, specs, listed)
    shared = _other_plans(PlaceListing, "place", plan)
    changed = []
    for spec in specs:
        place, facts = known.get(spec.code), _place_facts(spec)
        if place is None:
            known[spec.code] = place = _new_place(spec, known)
        elif not _takes(facts, place.facts, shared.get(place.pk), messages.PLACE_DIFFERS, code=spec.code):
            continue
        changed.append((spec, place))
        opened.changed(PLACES, spec.code, place.facts or None, facts)
        _write_place(place, spec, facts)
    for spec, place in changed:  # when every parent has its row
        _rewrite(
            PlaceParent, {"place": place},
            [
                PlaceParent(place=place, parent=known[parent], valid_from=span.start, valid_to=span.end)
                for span, parent in spec.stays() if parent
            ],
        )  # fmt: skip
    for spec in specs:
        _list_place(plan, spec, known[spec.code], listed.get(spec.code), opened)
    return known


def _refuse_moved_numbers(plan: str, specs: Sequence[PlaceSpec], listed: dict[str, PlaceListing]) -> None:
    by_number = {row.number: code for code, row in listed.items()}
    for spec in specs:
        row = listed.get(spec.code)
        if row is not None and row.number != spec.number:
            raise Refused(
                "bodies.number_moved", messages.NUMBER_MOVED,
                code=spec.code, before=row.number, plan=plan, after=spec.number,
            )  # fmt: skip
        if by_number.get(spec.number, spec.code) != spec.code:
            raise Refused(
                "bodies.number_reused", messages.NUMBER_REUSED,
                number=spec.number, before=by_number[spec.number], plan=plan, after=spec.code,
            )  # fmt: skip
    for code in sorted(listed.keys() - {spec.code for spec in specs}):
        raise Refused("bodies.place_left_out", messages.PLACE_LEFT_OUT, code=code, plan=plan)


def _new_place(spec: PlaceSpec, known: dict[str, Place]) -> Place:
    """A place with a number for life: the package's own where that is free in this database, else the next."""
    for other in known.values():
        if other.slug == spec.slug:
            raise Refused("bodies.slug_taken", messages.SLUG_TAKEN, slug=spec.slug, code=spec.code, other=other.code)
    taken = {place.number for place in known.values()}
    number = spec.number if spec.number not in taken else max(taken) + 1
    return Place(code=spec.code, number=number)


def _write_place(place: Place, spec: PlaceSpec, facts: Facts) -> None:
    place.slug, place.kind, place.facts = spec.slug, spec.kind, facts
    place.valid_from, place.valid_to = spec.from_, spec.until
    place.save()
    _rewrite(PlaceName, {"place": place}, [PlaceName(place=place, **_name_columns(row)) for row in spec.names])


def _list_place(plan: str, spec: PlaceSpec, place: Place, row: PlaceListing | None, opened: Act) -> None:
    before = None if row is None else {"number": row.number, "context": row.context}
    after = {"number": spec.number, "context": spec.context}
    if before != after:
        PlaceListing.objects.update_or_create(plan=plan, place=place, defaults=after)
        opened.changed(PLACE_LISTINGS, f"{plan}/{spec.code}", before, after)


# ── Bodies ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _adopt_bodies(plan: str, specs: Sequence[BodySpec], places: dict[str, Place], opened: Act) -> dict[str, Body]:
    known = {(body.place.code, body.code): body for body in Body.objects.select_related("place")}
    listed = {row.code: row for row in BodyListing.objects.filter(plan=plan)}
    for code in sorted(listed.keys() - {spec.code for spec in specs}):
        raise Refused("bodies.body_left_out", messages.BODY_LEFT_OUT, code=code, plan=plan)
    shared = _other_plans(BodyListing, "body", plan)
    found: dict[str, Body] = {}
    for spec in specs:
        key, facts = (spec.place, spec.code), _body_facts(spec)
        body = known.get(key) or Body(place=places[spec.place], code=spec.code)
        found[spec.code] = body
        if body.pk is None or _takes(
            facts, body.facts, shared.get(body.pk), messages.BODY_DIFFERS, code=spec.code, place=spec.place
        ):
            opened.changed(BODIES, f"{spec.place}/{spec.code}", body.facts or None, facts)
            _write_body(body, spec, facts)
        _list_body(plan, spec, body, listed.get(spec.code), opened)
    return found


def _write_body(body: Body, spec: BodySpec, facts: Facts) -> None:
    body.kind, body.facts, body.valid_from, body.valid_to = spec.kind, facts, spec.from_, spec.until
    body.save()
    _rewrite(BodyName, {"body": body}, [BodyName(body=body, **_name_columns(row)) for row in spec.names])
    _rewrite(Alias, {"body": body}, [Alias(body=body, text=text) for text in sorted(set(spec.aliases))])


def _list_body(plan: str, spec: BodySpec, body: Body, row: BodyListing | None, opened: Act) -> None:
    if row is None or row.body_id != body.pk:
        BodyListing.objects.update_or_create(plan=plan, code=spec.code, defaults={"body": body})
        before = None if row is None else {"body": row.body_id}
        opened.changed(BODY_LISTINGS, f"{plan}/{spec.code}", before, {"body": body.pk})


def _adopt_members(specs: Sequence[BodySpec], bodies: dict[str, Body]) -> None:
    """Members as the adopted facts have them; they are journaled with their group."""
    for spec in specs:
        group = bodies[spec.code]
        if group.facts["members"] == _body_facts(spec)["members"]:
            wanted = {
                (bodies[row.body].pk, row.from_, row.until): Member(
                    group=group, member=bodies[row.body], valid_from=row.from_, valid_to=row.until
                )
                for row in spec.members
            }
            standing = set(Member.objects.filter(group=group).values_list("member", "valid_from", "valid_to"))
            if standing != wanted.keys():
                _rewrite(Member, {"group": group}, list(wanted.values()))


def _adopt_successions(plan: str, specs: Sequence[SuccessionSpec], bodies: dict[str, Body], opened: Act) -> None:
    """The successions as this plan tells them, with its own codes of duties."""
    standing = {
        _succession_key(row.on, row.giver.code, row.taker.code): row
        for row in Succession.objects.filter(plan=plan).select_related("giver", "taker")
    }
    told = {_succession_key(row.on, row.from_, row.to): row for row in specs if row.kind != "rename"}
    for key in sorted(standing.keys() | told.keys()):
        row, spec = standing.get(key), told.get(key)
        before = None if row is None else _standing_succession(row)
        after = None if spec is None else _plain(_succession_facts(spec))
        if before == after:
            continue
        opened.changed(SUCCESSIONS, f"{plan}/{key}", before, after)
        if row is not None:
            row.delete()
        if spec is not None:
            Succession(
                plan=plan, on=spec.on, kind=spec.kind, giver=bodies[spec.from_], taker=bodies[spec.to],
                every_duty=spec.duties is None, duties=spec.duties or [], mark=spec.mark or "",
                source=spec.source or "", note=spec.note.dump() if spec.note else {},
            ).save(force_insert=True)  # fmt: skip


def _succession_key(on: object, giver: str, taker: str) -> str:
    return f"{on}/{giver}/{taker}"


def _standing_succession(row: Succession) -> Facts:
    return _plain(
        {
            "on": row.on, "kind": row.kind, "giver": row.giver.code, "taker": row.taker.code,
            "duties": None if row.every_duty else row.duties, "mark": row.mark, "source": row.source, "note": row.note,
        }
    )  # fmt: skip


# ── Shared by both ────────────────────────────────────────────────────────────────────────────────────────────────────


def _other_plans(listing: type[Model], owner: str, plan: str) -> dict[int, str]:
    """Row id → another plan that lists it."""
    rows = listing._default_manager.exclude(plan=plan).order_by("plan")
    return dict(rows.values_list(f"{owner}_id", "plan"))


def _takes(facts: Facts, standing: Facts, other: str | None, sentence: object, **named: str) -> bool:
    """Does the file change what stands? Refused where it contradicts another plan; False where that knows as much."""
    if facts == standing:
        return False
    if other is None:
        return True
    against = extends(facts, standing)
    if not against:
        return True
    if not extends(standing, facts):
        return False
    raise Refused("bodies.plans_differ", sentence, other=other, what=", ".join(against), **named)


def _name_columns(row: NameSpec) -> Facts:
    return {
        "name": row.name.dump(), "short": row.short.dump() if row.short else {}, "mark": row.mark or "",
        "source": row.source or "", "valid_from": row.from_, "valid_to": row.until,
    }  # fmt: skip


def _rewrite(model: type[Model], owner: dict[str, Model], rows: Sequence[Model]) -> None:
    """Rows that hang on one owner and have no life of their own."""
    model._default_manager.filter(**owner).delete()
    model._default_manager.bulk_create(rows)


# ── The calendar ──────────────────────────────────────────────────────────────────────────────────────────────────────


def seed_calendar(years: Sequence[YearRead], *, actor: Signed | str, at: datetime) -> list[int]:
    """Write years that are not yet in the table, or were only expected and are now announced; returns them.

    An announced year is never overwritten: a correction needs its own source and act (`announce`).
    """
    standing = {row.year: row for row in CalendarYear.objects.all()}
    wanted = [
        year for year in years
        if year.year not in standing or (year.announced and not standing[year.year].announced)
    ]  # fmt: skip
    with act(actor, "bodies.seed_calendar", "calendar", at=at, skip_empty=True) as opened:
        for year in wanted:
            _write_year(year, opened)
    return [year.year for year in wanted]


def announce(year: YearRead, reason: str, *, actor: Signed | str, at: datetime) -> None:
    """Write one year from an official notice, also over what stood there."""
    with act(actor, "bodies.announce_year", year.year, reason, at=at, skip_empty=True) as opened:
        _write_year(year, opened)


def _write_year(year: YearRead, opened: Act) -> None:
    before = _standing_year(year.year)
    row, _ = CalendarYear.objects.update_or_create(
        year=year.year, defaults={"announced": year.announced, "source": year.source}
    )
    _rewrite(
        CalendarDay, {"year": row},
        [CalendarDay(day=day, working=working, name=name, year=row) for day, (working, name) in year.days.items()],
    )  # fmt: skip
    opened.changed(YEARS, year.year, before, _standing_year(year.year))


def _standing_year(year: int) -> Facts | None:
    row = CalendarYear.objects.filter(year=year).first()
    if row is None:
        return None
    days = {
        day.isoformat(): [working, name]
        for day, working, name in CalendarDay.objects.filter(year=row).values_list("day", "working", "name")
    }
    return {"announced": row.announced, "source": row.source, "days": days}

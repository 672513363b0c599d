"""Reads of places and bodies: trees, names, and who answers for what on a day.

Every answer takes the day. A `Places` or `Bodies` value is read once per request and asked many times without
touching the database again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

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
    valid_on,
)
from zhiheng.bodies.rules import Held, Label, Span, Step, as_compared, held, in_language, label_on
from zhiheng.periods import Calendar, DayKind


@dataclass(frozen=True)
class PlaceOn:
    """A place as it was on a day."""

    id: int
    code: str
    number: int
    slug: str
    kind: str
    context: bool
    life: Span
    parent: str | None
    label: Label | None

    def name(self, language: str = "zh-hans") -> str:
        return in_language(self.label.name, language) if self.label else self.code

    def short(self, language: str = "zh-hans") -> str:
        return (in_language(self.label.short, language) if self.label else "") or self.name(language)


@dataclass(frozen=True)
class Places:
    """The tree of places on one day: only places that existed then, in the order of their numbers."""

    day: date
    by_code: dict[str, PlaceOn]

    def __iter__(self) -> Iterator[PlaceOn]:
        return iter(self.by_code.values())

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __getitem__(self, code: str) -> PlaceOn:
        return self.by_code[code]

    @cached_property
    def _children(self) -> dict[str | None, list[PlaceOn]]:
        children: dict[str | None, list[PlaceOn]] = defaultdict(list)
        for place in self:
            children[place.parent if place.parent in self.by_code else None].append(place)
        return children

    def roots(self) -> list[PlaceOn]:
        return self._children.get(None, [])

    def children(self, code: str) -> list[PlaceOn]:
        """Places directly in this one."""
        return self._children.get(code, [])

    def subtree(self, code: str) -> list[PlaceOn]:
        """The place and all places in it, depth first. Empty when it did not exist on the day."""
        if code not in self.by_code:
            return []
        found = [self[code]]
        for child in self.children(code):
            found.extend(self.subtree(child.code))
        return found

    def path(self, code: str) -> list[PlaceOn]:
        """From the root down to the place."""
        path: list[PlaceOn] = []
        at: str | None = code
        while at is not None and at in self.by_code:
            path.append(self[at])
            at = self[at].parent
        return path[::-1]


def places(day: date, plan: str | None = None) -> Places:
    """All places that existed on a day, or those that a plan lists. Four queries.

    `context` is what the plan says; without a plan it holds where every plan only compares with the place.
    """
    listings = PlaceListing.objects.all() if plan is None else PlaceListing.objects.filter(plan=plan)
    judged: dict[int, bool] = {}
    for owner, context in listings.values_list("place_id", "context"):
        judged[owner] = judged.get(owner, False) or not context
    rows = Place.objects.filter(valid_on(day))
    if plan is not None:
        rows = rows.filter(pk__in=judged)
    labels = _labels(PlaceName.objects.values_list("place_id", "valid_from", "valid_to", "name", "short"))
    parents = dict(PlaceParent.objects.filter(valid_on(day)).values_list("place__code", "parent__code"))
    found = {}
    for row in rows.order_by("number"):
        found[row.code] = PlaceOn(
            row.pk, row.code, row.number, row.slug, row.kind, not judged.get(row.pk, True),
            Span(row.valid_from, row.valid_to), parents.get(row.code), label_on(labels.get(row.pk, []), day),
        )  # fmt: skip
    return Places(day, found)


def place_numbers() -> dict[str, int]:
    """Code → permanent number of every place that ever was. One query."""
    return dict(Place.objects.values_list("code", "number"))


@dataclass(frozen=True)
class BodyOn:
    """A body, with the name that it bore on the day asked about."""

    id: int
    code: str
    place: str
    kind: str
    life: Span
    label: Label | None
    labels: tuple[Label, ...]

    def name(self, language: str = "zh-hans") -> str:
        return in_language(self.label.name, language) if self.label else self.code

    def short(self, language: str = "zh-hans") -> str:
        return (in_language(self.label.short, language) if self.label else "") or self.name(language)

    def existed(self, day: date) -> bool:
        return self.life.holds(day)


@dataclass(frozen=True)
class Holder:
    """Who answers on the day: the body, how it came to, and whether nobody took over from an ended one."""

    body: BodyOn
    first: BodyOn
    steps: tuple["SuccessionOn", ...]
    ended: bool

    @property
    def moved(self) -> bool:
        return bool(self.steps)


@dataclass(frozen=True)
class SuccessionOn:
    """A succession between two bodies, for display: each with the name that it bore around that day."""

    on: date
    kind: str
    giver: BodyOn
    taker: BodyOn
    duties: frozenset[str] | None
    note: dict[str, str]
    mark: str
    source: str


@dataclass(frozen=True)
class Bodies:
    """All bodies that ever were (or those of a plan), read on one day. Bodies that ended are still here."""

    day: date
    by_id: dict[int, BodyOn]
    codes: dict[str, int]
    steps: tuple[Step, ...]
    told: dict[tuple[date, int, int], Succession]

    def __iter__(self) -> Iterator[BodyOn]:
        return iter(self.by_id.values())

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __getitem__(self, code: str) -> BodyOn:
        return self.by_id[self.codes[code]]

    def existing(self) -> list[BodyOn]:
        return [body for body in self if body.existed(self.day)]

    def holder(self, code: str, duty: str | None = None) -> Holder:
        """The body that answers on the day for what `code` answered for first; `duty` follows splits and transfers."""
        first = self[code]
        found: Held = held(first.id, self.day, self.steps, {body.id: body.life for body in self}, duty)
        return Holder(self.by_id[found.body], first, tuple(map(self._shown, found.steps)), found.ended)

    def lineage(self, code: str) -> list[SuccessionOn]:
        """Every succession that led to this body or away from it, through all generations, by day."""
        return [self._shown(step) for step in sorted(self._related(self[code].id), key=lambda step: step.on)]

    def _related(self, body: int) -> set[Step]:
        found: set[Step] = set()
        for before in (True, False):
            reached = {body}
            grown = True
            while grown:
                steps = {step for step in self.steps if (step.taker if before else step.giver) in reached} - found
                found |= steps
                grown = bool(steps)
                reached |= {step.giver if before else step.taker for step in steps}
        return found

    def _shown(self, step: Step) -> SuccessionOn:
        row = self.told[step.on, step.giver, step.taker]
        return SuccessionOn(
            step.on, step.kind, self.by_id[step.giver], self.by_id[step.taker], step.duties, row.note, row.mark,
            row.source,
        )  # fmt: skip


def bodies(day: date, plan: str | None = None) -> Bodies:
    """Bodies with their names on a day, and every succession. Three queries.

    Without a plan a code may belong to several places; it then finds the first, so name the plan where codes matter.
    """
    rows = Body.objects.select_related("place").order_by("place__number", "pk")
    if plan is not None:
        rows = rows.filter(listings__plan=plan).order_by("listings__pk")
    labels = _labels(BodyName.objects.values_list("body_id", "valid_from", "valid_to", "name", "short"))
    found: dict[int, BodyOn] = {}
    codes: dict[str, int] = {}
    for row in rows:
        named = labels.get(row.pk, [])
        found[row.pk] = BodyOn(
            row.pk, row.code, row.place.code, row.kind, Span(row.valid_from, row.valid_to), label_on(named, day),
            tuple(named),
        )  # fmt: skip
        codes.setdefault(row.code, row.pk)
    told_by = Succession.objects.filter(giver_id__in=found, taker_id__in=found)
    if plan is not None:
        told_by = told_by.filter(plan=plan)
    # Several plans may tell the same succession; one that moves everything says most.
    told = {(row.on, row.giver_id, row.taker_id): row for row in told_by.order_by("every_duty", "pk")}
    steps = tuple(
        Step(row.on, row.kind, row.giver_id, row.taker_id, None if row.every_duty else frozenset(row.duties))
        for row in told.values()
    )
    return Bodies(day, found, codes, steps, told)


def holder(body: str, day: date, *, plan: str | None = None, duty: str | None = None) -> Holder:
    """The body that answers on a day for what `body` answered for first. For many at once ask `bodies(day).holder`."""
    return bodies(day, plan).holder(body, duty)


def body_of(plan: str, code: str) -> Body:
    """The row of a body by its code in a plan.

    Raises:
        Body.DoesNotExist: when the plan lists no such body.
    """
    return Body.objects.get(listings__plan=plan, listings__code=code)


def plans_listing_place(code: str) -> list[str]:
    """Codes of the plans that name a place."""
    return list(PlaceListing.objects.filter(place__code=code).order_by("plan").values_list("plan", flat=True))


def plans_listing_body(body_id: int) -> list[str]:
    return list(BodyListing.objects.filter(body_id=body_id).order_by("plan").values_list("plan", flat=True))


def members(group: str, day: date, plan: str | None = None) -> list[BodyOn]:
    """The members of a group on a day, with their names on that day."""
    known = bodies(day, plan)
    if group not in known:
        return []
    rows = Member.objects.filter(valid_on(day), group_id=known[group].id)
    return [known.by_id[pk] for pk in rows.order_by("pk").values_list("member_id", flat=True) if pk in known.by_id]


def bodies_written(text: str, day: date, plan: str | None = None) -> list[BodyOn]:
    """Bodies that a name in an official paper of that day can mean: by alias, full or short name. Existing ones only."""
    known = bodies(day, plan)
    wanted = as_compared(text)
    aliased = {body for body, alias in Alias.objects.values_list("body_id", "text") if as_compared(alias) == wanted}
    return [body for body in known.existing() if body.id in aliased or wanted in _names(body)]


def _names(body: BodyOn) -> set[str]:
    return (
        {as_compared(text) for text in (*body.label.name.values(), *body.label.short.values())} if body.label else set()
    )


def _labels(
    rows: Iterable[tuple[int, date | None, date | None, dict[str, str], dict[str, str]]],
) -> dict[int, list[Label]]:
    labels: dict[int, list[Label]] = defaultdict(list)
    for owner, start, end, name, short in rows:
        labels[owner].append(Label(Span(start, end), name, short))
    for named in labels.values():
        named.sort(key=lambda label: label.span.start or date.min)
    return labels


def working_days() -> Calendar:
    """The calendar table as the value that terms are counted with. Two queries; some hundred rows."""
    announced = dict(CalendarYear.objects.filter(announced=True).values_list("year", "source"))
    days: dict[date, DayKind] = {
        day: "workday" if working else "holiday" for day, working in CalendarDay.objects.values_list("day", "working")
    }
    return Calendar(days, announced)


def announced_until() -> date | None:
    """The last day of the last year whose working days are announced without a gap; None when no year is."""
    years = list(CalendarYear.objects.filter(announced=True).order_by("year").values_list("year", flat=True))
    unbroken = [year for position, year in enumerate(years) if year == years[0] + position]
    return date(unbroken[-1], 12, 31) if unbroken else None

"""`bodies.yaml` of a plan package: its form, and what makes it agree with itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from zhiheng.bodies.rules import Span, as_compared, cycle
from zhiheng.packages.problems import Place as At
from zhiheng.packages.problems import Problem
from zhiheng.packages.reading import Package, Reading, unknown_code
from zhiheng.packages.schema import Code, Day, Flag, Marked, Model, Names, Said, Slug, Text, Whole, not_allowed, one_of
from zhiheng.packages.words import Words, listed, quoted, same

FILE = "bodies.yaml"
BODY, PLACE = Words("机构", "body"), Words("地区", "place")
KINDS = ("department", "government", "committee", "group", "institution")
SUCCESSIONS = ("rename", "merge", "split", "transfer")
ALL = "all"


class Spanned(Marked):
    """Something with a life: `until` is the first day that no longer counts."""

    from_: Day | None = Field(alias="from", default=None)
    until: Day | None = None

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Self:
        if self.from_ and self.until and self.until <= self.from_:
            raise not_allowed("until 晚于 from", "an until after from")
        return self

    @property
    def span(self) -> Span:
        return Span(self.from_, self.until)


class NameSpec(Spanned):
    name: Names
    short: Names | None = None
    note: Said | None = None


class ParentSpec(Model):
    """A later parent: from this day the place lies there, until the next such row."""

    from_: Day = Field(alias="from")
    parent: Code | None


class PlaceSpec(Spanned):
    code: Code
    number: Whole
    kind: Code
    slug: Slug
    parent: Code | None = None
    names: Annotated[list[NameSpec], Field(min_length=1)]
    parents: list[ParentSpec] = []
    context: Flag = False
    note: Said | None = None

    def stays(self) -> list[tuple[Span, str | None]]:
        """Spans and the parent in each."""
        starts = [(self.from_, self.parent), *((row.from_, row.parent) for row in self.parents)]
        ends = [*(start for start, _ in starts[1:]), self.until]
        return [(Span(start, end), parent) for (start, parent), end in zip(starts, ends, strict=True)]


class MemberSpec(Spanned):
    body: Code


Member = Annotated[MemberSpec, BeforeValidator(lambda value: {"body": value} if isinstance(value, str) else value)]


class BodySpec(Spanned):
    code: Code
    place: Code
    kind: Annotated[str, one_of(*KINDS)]
    names: Annotated[list[NameSpec], Field(min_length=1)]
    aliases: list[Text] = []
    members: list[Member] = []
    note: Said | None = None


def _duties(value: Any) -> Any:
    return None if value == ALL else value


class SuccessionSpec(Marked):
    """From `on` the body `to` answers for duties of `from`; a rename only repeats what a name row says."""

    on: Day
    kind: Annotated[str, one_of(*SUCCESSIONS)]
    from_: Code = Field(alias="from")
    to: Code
    duties: Annotated[list[Code] | None, BeforeValidator(_duties)]
    note: Said | None = None


class BodiesSpec(Model):
    """The whole file."""

    places: Annotated[list[PlaceSpec], Field(min_length=1)]
    bodies: list[BodySpec] = []
    successions: list[SuccessionSpec] = []


def check(package: Package) -> list[Problem]:
    """Everything that keeps the file from being adopted, told at its line."""
    reading: Reading[BodiesSpec] = package.read(FILE, BodiesSpec)
    if reading.value is None:
        return list(reading.problems)
    spec = reading.value
    return [*_places(spec), *_parents(spec), *_bodies(spec), *_aliases(spec), *_successions(spec)]


def _places(spec: BodiesSpec) -> Iterator[Problem]:
    for key, what in (("code", "编号"), ("number", "序号"), ("slug", "短址")):
        yield from _twice(((str(getattr(place, key)), place.at(key)) for place in spec.places), what, key)
    for place in spec.places:
        if place.number < 1:
            yield Problem(
                "number_from_1", place.at("number"), f"{place.code} › number", quoted(str(place.number)),
                Words("从 1 起的整数", "whole numbers from 1"),
            )  # fmt: skip
        yield from _names(place.code, place.span, place.names)


def _names(code: str, life: Span, names: list[NameSpec]) -> Iterator[Problem]:
    """The names follow each other without gap or overlap through the whole life."""
    where = f"{code} › names"
    if names[0].from_ not in {None, life.start}:
        yield Problem(
            "name_gap", names[0].at("from"), where, quoted(str(names[0].from_)),
            Words(f"首个名称从 {life.start or 'null'} 起", f"a first name from {life.start or 'null'}"),
        )  # fmt: skip
    if names[-1].until not in {None, life.end}:
        yield Problem(
            "name_gap", names[-1].at("until"), where, quoted(str(names[-1].until)),
            Words(f"最后名称至 {life.end or 'null'} 止", f"a last name until {life.end or 'null'}"),
        )  # fmt: skip
    for one, following in pairwise(names):
        if one.until is None or one.until != following.from_:
            yield Problem(
                "names_in_order", following.at("from"), where, quoted(str(following.from_ or "null")),
                Words(f"接续上一名称的止日 {one.until or 'null'}", f"the day {one.until or 'null'} when the name before ends"),
            )  # fmt: skip


def _parents(spec: BodiesSpec) -> Iterator[Problem]:
    lives = {place.code: place.span for place in spec.places}
    for place in spec.places:
        yield from _parent_days(place)
        for span, parent in place.stays():
            where, at = f"{place.code} › parent", _parent_line(place, span)
            if parent is None:
                continue
            if parent not in lives:
                yield unknown_code(at, where, parent, lives, PLACE)
            elif not _within(span, lives[parent]):
                found = Words(
                    f"上级 {parent}，但它当时不都存在", f"the parent {parent}, which did not exist all that time"
                )
                yield Problem(
                    "parent_not_then",
                    at,
                    where,
                    found,
                    Words("存续期覆盖全程的上级", "a parent that existed throughout"),
                )
    yield from _cycles(spec)


def _parent_days(place: PlaceSpec) -> Iterator[Problem]:
    days = [place.from_ or date.min, *(row.from_ for row in place.parents)]
    for row, (before, day) in zip(place.parents, pairwise(days), strict=True):
        if day <= before or (place.until and day >= place.until):
            yield Problem(
                "parents_in_order", row.at("from"), f"{place.code} › parents", quoted(str(day)),
                Words("按日期先后，且在该地区存续期内", "days in order, within the life of the place"),
            )  # fmt: skip


def _parent_line(place: PlaceSpec, span: Span) -> At:
    later = {row.from_: row for row in place.parents}
    return later[span.start].at("parent") if span.start in later else place.at("parent")


def _within(inner: Span, outer: Span) -> bool:
    starts = outer.start is None or (inner.start is not None and outer.start <= inner.start)
    ends = outer.end is None or (inner.end is not None and inner.end <= outer.end)
    return starts and ends


def _cycles(spec: BodiesSpec) -> Iterator[Problem]:
    """No place lies in itself, on any day; the tree only changes on days that some row names."""
    days = {span.start or date.min for place in spec.places for span, _ in place.stays()}
    told: set[frozenset[str]] = set()
    places = {place.code: place for place in spec.places}
    for day in sorted(days):
        parents = {
            place.code: parent
            for place in spec.places
            for span, parent in place.stays()
            if parent is not None and parent in places and span.holds(day)
        }
        ring = cycle(parents)
        if ring and frozenset(ring) not in told:
            told.add(frozenset(ring))
            found = Words("绕回自身：", "a ring: ") + same(" → ".join([*ring, ring[0]]))
            at = places[ring[0]].at("parent")
            yield Problem(
                "parents_in_a_ring", at, f"{ring[0]} › parent", found, Words("自上而下的树", "a tree from the top down")
            )


def _bodies(spec: BodiesSpec) -> Iterator[Problem]:
    places = [place.code for place in spec.places]
    bodies = {body.code: body for body in spec.bodies}
    yield from _twice(((body.code, body.at("code")) for body in spec.bodies), "编号", "code")
    for body in spec.bodies:
        if body.place not in places:
            yield unknown_code(body.at("place"), f"{body.code} › place", body.place, places, PLACE)
        yield from _names(body.code, body.span, body.names)
        yield from _members(body, bodies)
    ring = _ring_of_groups(spec.bodies)
    if ring:
        found = Words("绕回自身：", "a ring: ") + same(" → ".join(ring))
        yield Problem(
            "members_in_a_ring", bodies[ring[0]].at("members"), f"{ring[0]} › members", found,
            Words("不含自身的成员", "members that do not hold the group again"),
        )  # fmt: skip


def _members(body: BodySpec, bodies: dict[str, BodySpec]) -> Iterator[Problem]:
    where = f"{body.code} › members"
    if body.members and body.kind not in {"group", "committee"}:
        yield Problem(
            "members_of_no_group", body.at("members"), where, Words(f"{len(body.members)} 个成员", f"{len(body.members)} members"),
            Words("只有 group 或 committee 写成员", "members only for a group or committee"),
        )  # fmt: skip
    seen: dict[str, list[Span]] = defaultdict(list)
    for position, member in enumerate(body.members):
        at = body.at("members", position)
        if member.body not in bodies:
            yield unknown_code(at, where, member.body, bodies, BODY)
        if any(member.span.overlaps(other) for other in seen[member.body]):
            yield Problem(
                "member_twice", at, where, quoted(member.body), Words("同一时期写一次", "each once at a time")
            )
        seen[member.body].append(member.span)


def _ring_of_groups(bodies: list[BodySpec]) -> list[str]:
    members = {body.code: [member.body for member in body.members] for body in bodies}

    def walk(code: str, path: list[str]) -> list[str]:
        if code in path:
            return [*path[path.index(code) :], code]
        return next((ring for member in members.get(code, []) if (ring := walk(member, [*path, code]))), [])

    return next((ring for code in members if (ring := walk(code, []))), [])


def _aliases(spec: BodiesSpec) -> Iterator[Problem]:
    """On any day, a name as written points to one body."""
    owners: dict[str, list[BodySpec]] = defaultdict(list)
    for body in spec.bodies:
        for text in {as_compared(text): text for text in body.aliases}:
            owners[text].append(body)
    for body in spec.bodies:
        for position, text in enumerate(body.aliases):
            other = next(
                (
                    o for o in owners[as_compared(text)]
                    if o.code != body.code and o.span.overlaps(body.span) and spec.bodies.index(o) < spec.bodies.index(body)
                ), None,
            ) or _named_so(text, body, spec.bodies)  # fmt: skip
            if other is not None:
                found = quoted(text) + Words(
                    f"，{other.code} 同期也这样写", f", which {other.code} is also called then"
                )
                at = body.at("aliases", position)
                yield Problem(
                    "alias_twice",
                    at,
                    f"{body.code} › aliases",
                    found,
                    Words("同一天只指一个机构", "one body on any day"),
                )


def _named_so(text: str, body: BodySpec, bodies: Iterable[BodySpec]) -> BodySpec | None:
    """Another body of the same place that bears the alias as its name at a time when both exist."""
    for other in bodies:
        if other.code != body.code and other.place == body.place and other.span.overlaps(body.span):
            for row in other.names:
                names = {row.name.zh, row.short.zh if row.short else row.name.zh}
                if row.span.overlaps(body.span) and as_compared(text) in map(as_compared, names):
                    return other
    return None


def _successions(spec: BodiesSpec) -> Iterator[Problem]:
    bodies = {body.code: body for body in spec.bodies}
    taken: dict[tuple[date, str, str | None], SuccessionSpec] = {}
    pairs: set[tuple[date, str, str]] = set()
    for row in spec.successions:
        known = True
        for key, code in (("from", row.from_), ("to", row.to)):
            if code not in bodies:
                known = False
                yield unknown_code(row.at(key), f"successions › {key}", code, bodies, BODY)
        if not known:
            continue
        where = f"successions › {row.from_} → {row.to}"
        if row.kind == "rename":
            yield from _rename(row, bodies[row.from_], where)
            continue
        yield from _handed_over(row, bodies[row.from_], bodies[row.to], where)
        if (row.on, row.from_, row.to) in pairs:
            yield Problem(
                "succession_twice",
                row.at("to"),
                where,
                quoted(str(row.on)),
                Words("同日同两机构写一行", "one row a day and pair of bodies"),
            )
        pairs.add((row.on, row.from_, row.to))
        for duty in [None] if row.duties is None else row.duties:
            other = taken.setdefault((row.on, row.from_, duty), row)
            if other is not row:
                found = quoted(duty or ALL) + Words(
                    f"，同日已转给 {other.to}", f", which goes to {other.to} on that day"
                )
                yield Problem(
                    "duty_to_two",
                    row.at("duties"),
                    where,
                    found,
                    Words("一项责任一个承接机构", "one taker for each duty"),
                )


def _rename(row: SuccessionSpec, body: BodySpec, where: str) -> Iterator[Problem]:
    if row.from_ != row.to:
        yield Problem(
            "rename_of_two", row.at("to"), where, quoted(row.to),
            Words("更名时 to 与 from 相同；换了机构写 merge、split 或 transfer", "a rename within one body; else merge, split or transfer"),
        )  # fmt: skip
    starts = [name.from_ for name in body.names]
    if row.on not in starts:
        yield Problem(
            "rename_without_name", row.at("on"), where, quoted(str(row.on)),
            Words("某个名称的起日：", "the first day of one of its names: ") + listed([str(day) for day in starts if day] or ["null"]),
        )  # fmt: skip


def _handed_over(row: SuccessionSpec, giver: BodySpec, taker: BodySpec, where: str) -> Iterator[Problem]:
    if giver.code == taker.code:
        yield Problem("succession_to_itself", row.at("to"), where, quoted(row.to), Words("另一个机构", "another body"))
    if not taker.span.holds(row.on):
        found = quoted(str(row.on)) + Words(f"，{taker.code} 那天不存在", f", when {taker.code} did not exist")
        yield Problem(
            "taker_not_then", row.at("on"), where, found, Words("承接机构存续的日子", "a day on which the taker exists")
        )
    if giver.from_ and row.on <= giver.from_:
        found = quoted(str(row.on)) + Words(f"，{giver.code} 还未设立", f", when {giver.code} had not begun")
        yield Problem("giver_not_then", row.at("on"), where, found, Words("该机构设立之后", "a day after it began"))
    if row.kind == "merge" and giver.until != row.on:
        found = Words(f"{giver.code} 至 {giver.until or 'null'}", f"{giver.code} until {giver.until or 'null'}")
        yield Problem(
            "merge_without_end",
            row.at("on"),
            where,
            found,
            Words(f"并入当日 {row.on} 终止", f"an end on the day of the merger, {row.on}"),
        )


def _twice(coded: Iterable[tuple[str, At]], what: str, key: str) -> Iterator[Problem]:
    seen: dict[str, At] = {}
    for value, at in coded:
        if value in seen:
            found = quoted(value) + Words(f"，第 {seen[value].line} 行已用", f", used in line {seen[value].line}")
            yield Problem(
                f"{key}_twice", at, f"{value} › {key}", found, Words(f"各不相同的{what}", f"a {key} of its own")
            )
        seen.setdefault(value, at)

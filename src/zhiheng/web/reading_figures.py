"""What pages of figures read beside the figures themselves: the records behind one, how they are weighted, how they were divided.

An address names a figure as `p1/152900/2019Q2`, a class of it as `p1/152900/2019Q2/production`, and the records that are
or are not in the part as `p1/152900/2019Q2//part` and `…//rest`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

from zhiheng.figures import queries as figures
from zhiheng.figures.shapes import FigureView, IndicatorView, Passport
from zhiheng.journal.refusal import Refused
from zhiheng.judgement.estimates import Estimate, Observed, hajek
from zhiheng.periods import Period, periods_between
from zhiheng.plan import queries as plans
from zhiheng.registers.kit import columns, queries, registry, rights
from zhiheng.registers.kit.declaration import Register
from zhiheng.web import reading
from zhiheng.web.middleware import Request
from zhiheng.web.presenters import counting, pieces
from zhiheng.web.presenters import registers as page_registers
from zhiheng.web.presenters.indicators import KINDS, TO_DATE

FIRST = 20
"""Records that a passport names."""
MOST_LISTED = 20_000
"""Records that a list can be restricted to."""
PART, REST = "part", "rest"
CHANCE, ANSWERED = 1_000_000, 10_000
"""What 1 is in the columns `inclusion` and `response` of sampled batches."""


@dataclass(frozen=True)
class Named:
    """A figure, or some of its records, as an address names them."""

    indicator: str
    place: str
    period: str
    class_code: str = ""
    only: str = ""

    @classmethod
    def read(cls, text: str) -> "Named | None":
        """What a text names; None where it cannot be a figure."""
        parts = text.strip().split("/")
        if not 3 <= len(parts) <= 5 or not all(parts[:3]):
            return None
        parts += [""] * (5 - len(parts))
        return cls(*parts) if parts[4] in {"", PART, REST} else None

    def __str__(self) -> str:
        return "/".join([self.indicator, self.place, self.period, self.class_code, self.only]).rstrip("/")


@dataclass(frozen=True)
class Chosen:
    """The records that an address names: the figure, and the primary keys of what was asked for."""

    named: Named
    register: str
    ids: Sequence[int]
    more: bool = False
    """There are more records than a list can be restricted to."""


def records_of(request: Request, text: str) -> Chosen | None:
    """The records that a figure named in an address was counted from, as they stand now; None where it names none."""
    named = Named.read(text)
    if named is None:
        return None
    view = figures.figure(
        request.actor, reading.plan_of(request).code, named.indicator, named.place, named.period,
        as_of=request.as_of, class_code=named.class_code,
    )  # fmt: skip
    found = behind(request, view) if view else None
    if found is None:
        return None
    ids = {PART: found.part, REST: found.rest, "": found.every}[named.only]
    return Chosen(named, found.register.code, ids[:MOST_LISTED], found.more or len(ids) > MOST_LISTED)


@dataclass(frozen=True)
class Behind:
    """The records behind a figure, where the reader may see them."""

    register: Register
    part: Sequence[int]
    rest: Sequence[int]
    counts: bool
    """The figure is a number of records (or of what they count once by), so that there is nothing that is not in it."""
    more: bool = False

    @property
    def every(self) -> Sequence[int]:
        return sorted([*self.part, *self.rest])


def behind(request: Request, view: FigureView) -> Behind | None:
    """The records behind a figure; None for one that was told, measured, or whose register the reader may not see."""
    found = figures.behind(request.actor, reading.plan_of(request).code, view)
    if found is None or not registry.known(found.register):
        return None
    register = registry.register(found.register)
    if not rights.may(request.actor, rights.seeing(register)):
        return None
    part = frozenset(found.part)
    return Behind(
        register, found.part, [one for one in found.whole if one not in part], not found.whole, found.more
    )  # fmt: skip


def first_of(request: Request, found: Behind) -> queries.Page | None:
    """The first records behind a figure, those that are not in the part before the others; None where there are none."""
    ids = [*found.rest, *found.part][:FIRST]
    if not ids:
        return None
    wanted = (*found.register.listed, *_parties(found.register))
    page = queries.rows(
        request.actor, found.register, {"id": ids}, on=request.day, shown=tuple(dict.fromkeys(wanted)), size=FIRST
    )
    order = {key: at for at, key in enumerate(ids)}
    return replace(page, rows=tuple(sorted(page.rows, key=lambda row: order[row.id])))


def _parties(register: Register) -> list[str]:
    """The fields by which a register names an enterprise, in the order of the form."""
    known = columns.described(register)
    named = [name for name in register.entry if known[name].kind == "reference"]
    return [name for name in named if _is_enterprise(known[name].model)]


def _is_enterprise(model: Any) -> bool:
    return registry.known("parties.enterprise") and registry.register("parties.enterprise").model is model


def party_of(register: Register, row: queries.Row) -> tuple[str, int] | None:
    """The enterprise that a record names first: the field, and its primary key."""
    known = columns.described(register)
    told = ((name, row.values.get(known[name].attname)) for name in _parties(register))
    return next(((name, key) for name, key in told if key is not None), None)


@dataclass(frozen=True)
class Weighted:
    """What the records say when each is weighted by its chance to be drawn: the estimate, and how many have one."""

    estimate: Estimate
    weighted: int
    records: int


def weighted(request: Request, found: Behind) -> Weighted | None:
    """The estimate beside a raw rate, from the records that were drawn by design; None where none were. One query."""
    if found.counts or not is_sampled(found.register):
        return None
    known = columns.described(found.register)
    names = [name for name in ("inclusion", "response", "stratum", "producer_id", "producer_key") if _has(known, name)]
    part = frozenset(found.part)
    ids = found.every[:MOST_LISTED]
    rows = queries.visible(request.actor, found.register).filter(pk__in=ids, inclusion__isnull=False)
    units = [
        _observed(key in part, dict(zip(names, values, strict=True)))
        for key, *values in rows.order_by("pk").values_list("pk", *names)
    ]
    estimate = hajek(units)
    return Weighted(estimate, len(units), len(ids)) if estimate else None


def is_sampled(register: Register) -> bool:
    """Whether the records of a register are units that were drawn: it has a place for the chance to be drawn."""
    return "inclusion" in columns.described(register)


def _has(known: Mapping[str, columns.Described], column: str) -> bool:
    return any(column in {what.name, what.attname} for what in known.values())


def _observed(passed: bool, told: Mapping[str, Any]) -> Observed:
    return Observed(
        Fraction(passed),
        Fraction(told["inclusion"], CHANCE),
        Fraction(told.get("response") or ANSWERED, ANSWERED),
        str(told.get("stratum") or ""),
        str(told.get("producer_id") or told.get("producer_key") or ""),
    )


def classes(request: Request, view: FigureView) -> dict[str, FigureView]:
    """The classes of a computed figure, by code; {} where it has none, or where it was told."""
    if view.source_kind != "computed" or view.class_code:
        return {}
    plan = reading.plan_of(request)
    asked = Period.parse(view.period, plan.first_month)
    found = figures.spread(request.actor, plan.code, view.indicator, [view.place], [asked], as_of=request.as_of)
    return {class_: one for (_, _, class_), one in found.items() if class_}


def may_name(request: Request, text: str, register: Register) -> Chosen:
    """The records that the address of a register's list restricts it to.

    Raises:
        Refused: `web.no_such_figure` where the address names no figure of this register.
    """
    found = records_of(request, text)
    if found is None or found.register != register.code:
        raise Refused("web.no_such_figure", counting.NO_SUCH_FIGURE, figure=text, register=register.label_plural)
    return found


# As pages show it


def registered(request: Request, indicator: str) -> Register | None:
    """The register that computes an indicator, added up or measured, if the reader may see it."""
    plan = reading.plan_of(request).code
    definition = figures.counted_by(plan, indicator)
    code = definition.register if definition else figures.measured_by(plan, indicator)
    if not code or not registry.known(code):
        return None
    register = registry.register(code)
    return register if rights.may(request.actor, rights.seeing(register)) else None


def class_names(request: Request, indicator: str) -> dict[str, str]:
    """Class → its name: the plan's own, else what the register calls it."""
    plan = reading.plan_of(request)
    said = plans.class_names(request.actor, plan=plan.code, as_of=request.as_of).get(indicator, {})
    one = reading.indicators(request).get(indicator)
    definition = figures.counted_by(plan.code, indicator)
    register = registry.register(definition.register) if definition and registry.known(definition.register) else None
    named = {code: pieces.words(words) for code, words in said.items()}
    codes = one.classes if one else ()
    return {code: counting.class_name(definition, register, code, named) for code in codes}


def class_words(request: Request, named: Named) -> str:
    return class_names(request, named.indicator).get(named.class_code, named.class_code) if named.class_code else ""


def made_of(request: Request, told: Passport) -> counting.Made | None:
    """What a computed figure is made of; None for one that was told."""
    view, one = told.figure, told.indicator
    if view.source_kind != "computed":
        return None
    tree, names = reading.places_of(request), class_names(request, one.code)
    register = registered(request, one.code)
    found = behind(request, view)
    listed = found.register if found else None
    parts = counting.Made(
        sub=counting.sub(view, one, found is not None),
        register=str(register.label_plural) if register else "",
        register_address=page_registers.bare(request, "register", register.code) if register else "",
        places=counting.places(request, listed, told.areas, one, tree),
        classes=counting.classes(request, listed, classes(request, view), one, names),
        note=counting.note(found is not None, register is not None, request.as_of_day),
    )
    return parts if found is None else _with_records(request, parts, found, view, one)


def _with_records(
    request: Request, made: counting.Made, found: Behind, view: FigureView, one: IndicatorView
) -> counting.Made:
    page = first_of(request, found)
    part = frozenset(found.part)
    rest = None if found.counts else len(found.rest)
    rows = page.rows if page else ()
    parties = _party_pages(request, found.register, rows)
    lines = []
    for row in rows:
        party, address = parties.get(row.id, ("", ""))
        inside = None if found.counts else row.id in part
        lines.append(
            counting.record_line(request, found.register, row, in_part=inside, party=party, party_address=address)
        )
    weights = weighted(request, found)
    total = len(found.part) + len(found.rest)
    return replace(
        made,
        counts=counting.counts(request, found.register, view, one, len(found.part), rest),
        records=lines,
        more=counting.more(len(lines), total, named_first=not found.counts and bool(found.rest)),
        weighted=counting.weighted(weights.estimate, one, weights.weighted, weights.records) if weights else (),
        estimate=weights.estimate if weights and weights.weighted == total else None,
        sampled=is_sampled(found.register),
    )


def _party_pages(request: Request, register: Register, rows: Sequence[queries.Row]) -> dict[int, tuple[str, str]]:
    """Record → the enterprise that it names, and its page where the reader may see it. One query."""
    named = {row.id: party for row in rows if (party := party_of(register, row)) is not None}
    if not named:
        return {}
    firms = registry.register(page_registers.ENTERPRISE)
    uscc: dict[int, str] = {}
    if rights.may(request.actor, rights.seeing(firms)):
        keys = {key for _name, key in named.values()}
        uscc = dict(queries.visible(request.actor, firms).filter(pk__in=keys).values_list("pk", firms.named_by))
    shown = {row.id: row.shown for row in rows}
    return {
        record: (
            shown[record].get(name, ""),
            page_registers.home(request, firms, key, uscc[key]) if key in uscc else "",
        )
        for record, (name, key) in named.items()
    }


# An indicator over places and periods


def kinds(request: Request, told: Mapping[str, Sequence[FigureView]], *, computed: bool) -> list[str]:
    """The kinds of period that the values can be shown for: any where a register computes, else those that were told."""
    if computed:
        return [kind for kind in KINDS if kind != "half"]
    first = reading.plan_of(request).first_month
    known = {Period.parse(view.period, first).kind for views in told.values() for view in views}
    return [kind for kind in KINDS if kind in known] or ["year"]


def periods(request: Request, kind: str) -> list[Period]:
    """The periods of a kind within the plan that had ended by the reading day; of years to date the same months in each."""
    plan = reading.plan_of(request)
    end = min(plan.valid_to, request.day + timedelta(days=1))
    if kind != TO_DATE:
        return periods_between(plan.valid_from, end, kind, plan.first_month)
    months = periods_between(plan.valid_from, end, "month")
    if not months:
        return []
    last = months[-1].start.month
    return [
        Period.parse(f"{year}-01/{year}-{last:02}") for year in range(plan.valid_from.year, months[-1].start.year + 1)
    ]


def values(
    request: Request, one: IndicatorView, told: Mapping[str, Sequence[FigureView]], kind: str, *, computed: bool, today: bool
) -> dict[tuple[str, str], FigureView]:  # fmt: skip
    """What is known of an indicator in all places, by (place, period), for one kind of period."""
    plan = reading.plan_of(request)
    wanted = periods(request, kind)
    codes = {period.code for period in wanted}
    found = {
        (place, view.period): view
        for place, views in told.items()
        for view in views
        if view.period in codes or (kind != TO_DATE and Period.parse(view.period, plan.first_month).kind == kind)
    }
    if computed and wanted:
        tree = request.day if today else None
        places = [place.code for place in reading.places_of(request).subtree(plan.region)]
        spread = figures.spread(request.actor, plan.code, one.code, places, wanted, as_of=request.as_of, tree=tree)
        found |= {(place, period): view for (place, period, class_), view in spread.items() if not class_}
    return found


def last_classes(
    request: Request, one: IndicatorView, told: Mapping[str, Sequence[FigureView]]
) -> dict[str, tuple[FigureView, FigureView | None]]:
    """The classes of the whole plan in its last period of the indicator's own kind, and in the one before."""
    plan = reading.plan_of(request)
    ended = [view for view in told.get(plan.region, ()) if view.source_kind == "computed" and view.until <= request.day]
    own = [period for view in ended if (period := Period.parse(view.period, plan.first_month)).kind == one.every]
    if not own or not one.classes:
        return {}
    last = max(own)
    both = figures.spread(
        request.actor, plan.code, one.code, [plan.region], [last.previous(), last], as_of=request.as_of
    )
    return {
        class_: (view, both.get((plan.region, last.previous().code, class_)))
        for (_, period, class_), view in both.items()
        if class_ and period == last.code
    }

"""数据到位: which figures were expected, which came, which came late, and how late the records of computed ones come."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zhiheng.bodies.queries import Places
from zhiheng.figures.queries import HandedIn
from zhiheng.figures.shapes import Cell, Coverage, IndicatorView
from zhiheng.periods import Period, period_on, periods_between
from zhiheng.plan.shapes import ClauseView, PlanView, TargetView
from zhiheng.registers.kit import registry
from zhiheng.web import formats
from zhiheng.web.addresses import to
from zhiheng.web.presenters import pieces

WORST = ("missing", "late", "open", "came", "not_due")
"""States of a cell, the most pressing first."""
LAMPS = {"missing": "overdue", "late": "near", "open": "waiting", "came": "done"}
"""State → the lamp that shows it; what is not due has none."""
DAYS = (15, 30, 60)
"""Days after an event from which on a record may be called late."""
MOST = 200


def states() -> dict[str, str]:
    return {
        "missing": pgettext("coverage", "missing"), "late": pgettext("coverage", "came late"), "open": pgettext("coverage", "open"),
        "came": pgettext("coverage", "came in time"), "not_due": pgettext("coverage", "not due"),
    }  # fmt: skip


@dataclass(frozen=True)
class Square:
    """One body or clause in one quarter: how many of the expected figures are there."""

    text: str
    lamp: str
    words: str


@dataclass(frozen=True)
class Line:
    name: str
    sub: str
    address: str
    squares: Sequence[Square]
    share: str
    delay: str
    missing: str


@dataclass(frozen=True)
class Open:
    """A figure that is not there: what, of where and when, who answers, and since when."""

    indicator: str
    address: str
    place: str
    period: str
    body: str
    due: str
    state: str
    lamp: str
    days: str


@dataclass(frozen=True)
class RecordsLine:
    indicator: str
    address: str
    register: str
    register_address: str
    records: str
    late: str
    share: str


@dataclass(frozen=True)
class Link:
    words: str
    address: str
    current: bool


@dataclass(frozen=True)
class CoveragePage:
    title: str
    sub: str
    years: Sequence[Link]
    groups: Sequence[Link]
    head: str
    quarters: Sequence[str]
    lines: Sequence[Line]
    total: Line | None
    legend: Sequence[tuple[str, str]]
    open: Sequence[Open]
    open_sub: str
    more: str
    records: Sequence[RecordsLine]
    records_sub: str
    days: Sequence[Link]
    xlsx: str


@dataclass(frozen=True)
class Given:
    plan: PlanView
    coverage: Coverage
    indicators: Mapping[str, IndicatorView]
    targets: Sequence[TargetView]
    clauses: Mapping[str, ClauseView]
    places: Places
    names: pieces.Names
    handed_in: Sequence[HandedIn]
    year: int
    by_clause: bool
    days: int


def state_of(cell: Cell) -> str:
    """A figure whose period is over and whose day has not come is open; one that is not due at all has no cell."""
    return "open" if cell.state == "not_due" else cell.state


def coverage(request: HttpRequest, given: Given) -> CoveragePage:
    cells = [cell for cell in given.coverage.cells if _year(cell, given.plan) == given.year]
    quarters = periods_between(date(given.year, 1, 1), date(given.year + 1, 1, 1), "quarter")
    groups = _groups(given)
    by_group: dict[str, list[Cell]] = {}
    for cell in cells:
        by_group.setdefault(groups(cell), []).append(cell)
    waiting = sorted(
        (cell for cell in given.coverage.cells if state_of(cell) in {"missing", "open"}),
        key=lambda cell: (cell.state != "missing", cell.due_on, cell.indicator, cell.place),
    )
    return CoveragePage(
        title=_("Data coverage"),
        sub=_sub(given.coverage),
        years=[Link(str(year), _at(request, given, year=year), year == given.year) for year in _years(given)],
        groups=[
            Link(_("By body"), _at(request, given, by=""), not given.by_clause),
            Link(_("By clause"), _at(request, given, by="clause"), given.by_clause),
        ],
        head=_("Clause") if given.by_clause else _("Body"),
        quarters=[formats.short_period(quarter.code) for quarter in quarters],
        lines=[_line(request, given, group, by_group[group], quarters) for group in _in_order(given, by_group)],
        total=_line(request, given, None, cells, quarters) if cells else None,
        legend=[(LAMPS.get(state, ""), words) for state, words in states().items()],
        open=[_open(request, given, cell) for cell in waiting[:MOST]],
        open_sub=_open_sub(waiting),
        more=ngettext("%(n)s more is in the table to download.", "%(n)s more are in the table to download.", len(waiting) - MOST) % {"n": formats.count(len(waiting) - MOST)} if len(waiting) > MOST else "",
        records=[_records(request, given, one) for one in given.handed_in],
        records_sub=_("share of records that were recorded more than %(n)s days after the day by which they count") % {"n": given.days},
        days=[Link(_("%(n)s days") % {"n": days}, _at(request, given, days=days), days == given.days) for days in DAYS],
        xlsx=to(request, "coverage-xlsx"),
    )  # fmt: skip


def _at(request: HttpRequest, given: Given, **other: object) -> str:
    now = {"year": given.year, "by": "clause" if given.by_clause else "", "days": given.days, **other}
    return to(request, "coverage", query=urlencode({name: value for name, value in now.items() if value}))


def _period(cell: Cell, plan: PlanView) -> Period:
    return Period.parse(cell.period, plan.first_month)


def _year(cell: Cell, plan: PlanView) -> int:
    """The year in which a figure's period ended."""
    return _period(cell, plan).last_day.year


def _years(given: Given) -> list[int]:
    return list(range(given.plan.valid_from.year, given.plan.last_day.year + 1))


def _groups(given: Given) -> Callable[[Cell], str]:
    if not given.by_clause:
        return lambda cell: cell.body
    clause_of = {target.indicator: target.clause for target in reversed(given.targets)}
    return lambda cell: clause_of.get(cell.indicator, "")


def _in_order(given: Given, groups: Mapping[str, Sequence[Cell]]) -> list[str]:
    """Clauses as the plan has them; bodies with the most missing first, those of nobody last."""
    if given.by_clause:
        order = {code: at for at, code in enumerate(given.clauses)}
        return sorted(groups, key=lambda code: (order.get(code, len(order)), code))
    missing = {body: sum(cell.state == "missing" for cell in cells) for body, cells in groups.items()}
    return sorted(groups, key=lambda body: (not body, -missing[body], body))


def _line(request: HttpRequest, given: Given, group: str | None, cells: Sequence[Cell], quarters: Sequence[Period]) -> Line:  # fmt: skip
    name, sub, address = _named(request, given, group)
    by_quarter: dict[str, list[Cell]] = {}
    for cell in cells:
        by_quarter.setdefault(period_on(_period(cell, given.plan).last_day, "quarter").code, []).append(cell)
    told = Coverage(given.coverage.on, tuple(cells))
    return Line(
        name, sub, address, [_square(by_quarter.get(quarter.code, []), quarter, given.coverage.on) for quarter in quarters],
        _share(len(told.came), len(told.came) + len(told.missing)), _delay(told), formats.count(len(told.missing)),
    )  # fmt: skip


def _named(request: HttpRequest, given: Given, group: str | None) -> tuple[str, str, str]:
    if group is None:
        return _("All"), "", ""
    if given.by_clause:
        clause = given.clauses.get(group)
        if clause is None:
            return _("no target of the plan"), "", ""
        return pieces.words(clause.title), clause.code, to(request, "clause", clause.code)
    if not group:
        return _("no body named"), "", ""
    return given.names[group].short if group in given.names else group, "", to(request, "body", group)


def _square(cells: Sequence[Cell], quarter: Period, on: date) -> Square:
    words = states()
    if not cells:
        return Square("–", "", words["not_due"] if quarter.end > on else _("nothing expected"))
    counts = Counter(state_of(cell) for cell in cells)
    there = counts["came"] + counts["late"]
    worst = next(state for state in WORST if counts[state])
    told = pgettext("between items", ", ").join(f"{words[state]} {counts[state]}" for state in WORST if counts[state])
    return Square(f"{there}/{len(cells)}", LAMPS.get(worst, ""), f"{formats.short_period(quarter.code)} {told}")


def _share(part: int, whole: int) -> str:
    return f"{formats.number(Fraction(100 * part, whole), 1)}%" if whole else "–"


def _delay(told: Coverage) -> str:
    """Median delay of what came late."""
    late = [cell.days_late for cell in told.cells if cell.state == "late"]
    if not late:
        return _("none came late")
    days = round(median(late))
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": formats.count(days)}


def _sub(told: Coverage) -> str:
    """The answer in a sentence."""
    if not told.cells:
        return _("No figure is expected from anybody yet.")
    share = {"came": formats.count(len(told.came)), "due": formats.count(len(told.came) + len(told.missing)), "share": _share(len(told.came), len(told.came) + len(told.missing)), "missing": formats.count(len(told.missing))}  # fmt: skip
    return _("Of %(due)s figures that were due, %(came)s have come (%(share)s); %(missing)s are missing. What registers compute is expected from nobody.") % share  # fmt: skip


def _open_sub(waiting: Sequence[Cell]) -> str:
    missing = sum(cell.state == "missing" for cell in waiting)
    return _("%(missing)s missing, %(open)s open") % {"missing": formats.count(missing), "open": formats.count(len(waiting) - missing)}  # fmt: skip


def _open(request: HttpRequest, given: Given, cell: Cell) -> Open:
    one = given.indicators.get(cell.indicator)
    state = state_of(cell)
    days = ngettext("%(n)s day over", "%(n)s days over", cell.days_late) % {"n": formats.count(cell.days_late)} if state == "missing" else ""  # fmt: skip
    return Open(
        pieces.words(one.name) if one else cell.indicator, to(request, "indicator", cell.indicator), place_name(given.places, cell.place),
        formats.period(cell.period, given.plan.first_month), given.names[cell.body].short if cell.body in given.names else _("no body named"),
        cell.due_on.isoformat(), states()[state], LAMPS[state], days,
    )  # fmt: skip


def place_name(places: Places, code: str) -> str:
    return places[code].short(formats.language()) if code in places else code


def _records(request: HttpRequest, given: Given, told: HandedIn) -> RecordsLine:
    one = given.indicators.get(told.indicator)
    register = registry.register(told.register) if registry.known(told.register) else None
    return RecordsLine(
        pieces.words(one.name) if one else told.indicator, to(request, "indicator", told.indicator),
        str(register.label_plural) if register else told.register, to(request, "register", told.register),
        formats.count(told.records), formats.count(told.late), _share(told.late, told.records),
    )  # fmt: skip


def sheet(given: Given) -> tuple[list[str], list[list[str]]]:
    """Every expected figure of the plan as a row."""
    clause_of = {target.indicator: target.clause for target in reversed(given.targets)}
    words = states()
    heads = [_("Indicator"), _("Name"), _("Clause"), _("Body"), _("Place"), _("Period"), pgettext("figures", "Due on"), _("Came on"), _("State"), _("Days late")]  # fmt: skip
    rows = []
    for cell in given.coverage.cells:
        one = given.indicators.get(cell.indicator)
        rows.append(
            [
                cell.indicator, pieces.words(one.name) if one else "", clause_of.get(cell.indicator, ""),
                given.names[cell.body].short if cell.body in given.names else "", place_name(given.places, cell.place), cell.period,
                cell.due_on.isoformat(), cell.came_on.isoformat() if cell.came_on else "", words[state_of(cell)], str(cell.days_late or ""),
            ]
        )  # fmt: skip
    return heads, rows

"""What pages of registers are made of – tags, clocks, cells, addresses – and the pages that list: the index and one register."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zhiheng.registers.kit import columns as kit
from zhiheng.registers.kit.batch import Span
from zhiheng.registers.kit.clocks import Due
from zhiheng.registers.kit.columns import Described
from zhiheng.registers.kit.declaration import Register, Tab
from zhiheng.registers.kit.queries import Deadline, Found, Group, Page, Row
from zhiheng.web import formats
from zhiheng.web.addresses import to
from zhiheng.web.presenters.searching import Hit, Records

SOON = 30
"""Days before an end within which it is said to be near."""
BAR = 56
"""Width of a clock's bar."""
NUMBERED = "no."
RESERVED = frozenset({"new", "import", "template.xlsx", "returned.xlsx", "move", "options", "receipts", "views"})
SIZES = (20, 50, 100)
NUMBERS = frozenset({"whole", "number", "decimal"})
AT_HAND = 4
"""Steps that have a button of their own over a list; more of them are chosen from a list."""
MOST_COLUMNS = 9
"""Columns shown before somebody chooses; the others of the list can be added."""
LEADING = 4
"""Filters that stand in the first row; the others unfold."""


@dataclass(frozen=True)
class Tag:
    """A word for a state, with shape and colour where it asks for something."""

    words: str
    look: str = "plain"
    shape: str = ""


@dataclass(frozen=True)
class Clock:
    """A term: how much is left in words, and as a bar."""

    words: str
    level: str = ""
    share: int | None = None
    title: str = ""


@dataclass(frozen=True)
class Option:
    code: str
    words: str
    chosen: bool = False


@dataclass(frozen=True)
class Empty:
    """Why nothing is listed, and the next step."""

    kind: str
    title: str
    sentence: str = ""
    address: str = ""
    action: str = ""


Crumb = tuple[str, str]


# Words


def left(days: int) -> str:
    """剩 7 天; 今天到期; 已过 3 天."""
    if days == 0:
        return _("ends today")
    if days > 0:
        return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": formats.count(days)}
    return ngettext("%(n)s day over", "%(n)s days over", -days) % {"n": formats.count(-days)}


def until_clock(end: date, on: date) -> Clock:
    """Calendar days until the last valid day, with a bar that fills within the last thirty."""
    days = (end - on).days
    level = "bad" if days < 0 else "near" if days <= SOON else ""
    share = BAR if days < 0 else round(BAR * (SOON - days) / SOON) if days <= SOON else 0
    return Clock(left(days), level, share, _("until %(day)s, calendar days") % {"day": formats.day(end)})


def due_clock(due: Due | None, on: date) -> Clock | None:
    """A legal clock: by which day, how many days are left, and of what kind they are."""
    if due is None:
        return None
    if due.day is None:
        words = _("the working days of %(year)s are not announced yet") % {"year": due.not_announced}
        return Clock(words, "", None, term(due))
    days = (due.day - on).days
    level = "bad" if days < 0 else "near" if days <= 5 else ""
    words = _("%(left)s, until %(day)s") % {"left": left(days), "day": due.day.isoformat()}
    whole = max(1, (due.day - due.started).days)
    return Clock(words, level, max(0, min(BAR, round(BAR * (whole - days) / whole))), term(due))


def nearness(due: Due, on: date) -> tuple[int, int]:
    """What ends next comes first, then what ended last, then what has no day yet: a right that nobody used is no backlog."""
    if due.day is None:
        return 2, 0
    days = (due.day - on).days
    return (0, days) if days >= 0 else (1, -days)


def term(due: Due) -> str:
    """10 个工作日, 自 2019年7月1日起."""
    kind = (
        ngettext("%(n)s working day", "%(n)s working days", due.rule.days)
        if due.rule.working
        else ngettext("%(n)s calendar day", "%(n)s calendar days", due.rule.days)
    ) % {"n": due.rule.days}
    told = _("%(term)s from %(day)s") % {"term": kind, "day": formats.day(due.started)}
    if due.rule.mark == "general_knowledge":
        told += _(" (to be compared with the text of the law)")
    return told


def state_tag(register: Register, state: str) -> Tag:
    return Tag(str(register.states.get(state, state)))


def said_already(state: Tag, tags: Sequence[Tag]) -> bool:
    """有效 stands once, though both the spans and the state say it."""
    return any(tag.words.casefold() == state.words.casefold() for tag in tags)


def withdrawn_tag() -> Tag:
    return Tag(pgettext("record", "withdrawn"), "behind")


# When a record is valid


def last_day(spans: Sequence[Span], on: date) -> date | None:
    """The last day of the span in which a day lies; None where it lies in none or that has no end."""
    from datetime import timedelta

    held = [end for start, end in spans if (start is None or start <= on) and (end is None or on < end)]
    return held[0] - timedelta(days=1) if held and held[0] is not None else None


def is_valid(spans: Sequence[Span], on: date) -> bool:
    return any((start is None or start <= on) and (end is None or on < end) for start, end in spans)


def valid_tag(spans: Sequence[Span], on: date) -> Tag:
    """有效, 临期, 失效, 未生效 – from the spans alone."""
    if is_valid(spans, on):
        end = last_day(spans, on)
        if end is not None and (end - on).days <= SOON:
            return Tag(pgettext("validity", "ends soon"), "near", "near")
        return Tag(pgettext("validity", "valid"), "met", "done")
    if any(start is not None and start > on for start, _end in spans):
        return Tag(pgettext("validity", "not valid yet"), "none")
    return Tag(pgettext("validity", "not valid"), "none")


# Addresses


def _is_unique(register: Register) -> bool:
    """The field by which a record is named names one record only."""
    alone = (register.named_by,)
    rules = [one for one in register.model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    return register.key == alone or any(tuple(one.fields) == alone for one in rules)


def segment(register: Register, key: int, named: Any) -> str:
    """How an address names a record: by its own number where that is unique, else by the number of the row."""
    text = str(named or "")
    plain = bool(text) and "/" not in text and text not in RESERVED and not text.startswith((NUMBERED, "."))
    return text if plain and _is_unique(register) else f"{NUMBERED}{key}"


def address(
    request: HttpRequest, register: Register, key: int, named: Any = "", page: str = "record", *more: str
) -> str:
    return to(request, page, register.code, segment(register, key, named), *more)


def bare(request: HttpRequest, name: str, *parts: str, asked: Iterable[tuple[str, Any]] = ()) -> str:
    """An address that keeps the reading day and the knowledge, and of the query only what is given."""
    kept = _kept(request)
    query = urlencode([*kept, *((key, value) for key, value in asked if value not in (None, ""))])
    path = to(request, name, *parts).partition("?")[0]
    return f"{path}?{query}" if query else path


def named(register: Register, row: Row) -> Any:
    return row.values[kit.describe(register, register.named_by).attname]


ENTERPRISE = "parties.enterprise"
FIGURE = "figure"
"""Part of a list's address: the figure whose records it shows."""


def home(request: HttpRequest, register: Register, key: int, named: Any = "") -> str:
    """Where a record is shown: an enterprise has a page of its own, with everything that is known about it."""
    if register.code == ENTERPRISE:
        return to(request, "enterprise", segment(register, key, named))
    return address(request, register, key, named)


def of_row(request: HttpRequest, register: Register, row: Row) -> str:
    return home(request, register, row.id, named(register, row))


def crumbs(request: HttpRequest, register: Register, *more: Crumb) -> list[Crumb]:
    first = (_("Registers"), to(request, "registers"))
    return [first, (str(register.label_plural), to(request, "register", register.code)), *more]


def text_of(register: Register, what: Described, shown: str) -> str:
    """A value as pages show it: numbers that are quantities in groups, everything else as the kit writes it."""
    if shown and (what.kind in {"number", "decimal"} or what.name in register.totals):
        return formats.count(Decimal(f"{Decimal(shown).normalize():f}"))
    return shown


def called_by(register: Register, columns: Sequence[str]) -> str:
    """The column by which people call a record: its name where it has one, else its number."""
    known = kit.described(register)
    names = [name for name in columns if known[name].kind == "text" and (name == "name" or name.endswith("_name"))]
    return names[0] if names else columns[0] if columns else register.named_by


def number_of(register: Register, row: Row) -> str:
    """The number by which files name a record; what it names where it is named by another record."""
    if kit.describe(register, register.named_by).kind in {"reference", "place"}:
        return row.shown.get(register.named_by, "")
    return str(named(register, row) or "")


def title(register: Register, row: Row, columns: Sequence[str] = ()) -> tuple[str, str]:
    """What a row is called, and the number under it where it is called by something else."""
    number = number_of(register, row)
    words = row.shown.get(called_by(register, columns or register.listed), "")
    words = words or number or f"{register.label} {NUMBERED}{row.id}"
    return words, number if number != words else ""


# Index


@dataclass(frozen=True)
class DueLine:
    name: str
    address: str
    register: str
    what: str
    clock: Clock | None


@dataclass(frozen=True)
class RegisterLine:
    name: str
    help: str
    address: str
    count: str
    note: str = ""


@dataclass(frozen=True)
class Chapter:
    code: str
    name: str
    registers: Sequence[RegisterLine]


@dataclass(frozen=True)
class IndexPage:
    title: str
    sub: str
    due: Sequence[DueLine]
    due_sub: str
    chapters: Sequence[Chapter]


def chapter_of(code: str) -> str:
    """The chapter of a register, which is the first part of its code."""
    return code.partition(".")[0]


def chapter_names() -> dict[str, str]:
    """Chapters in the order of the menu; others follow by their code."""
    return {
        "product": pgettext("chapter", "Supervision sampling"), "metrology": pgettext("chapter", "Metrology"),
        "certification": pgettext("chapter", "Certification"), "standards": pgettext("chapter", "Standards"),
        "laboratories": pgettext("chapter", "Testing bodies"), "engineering": pgettext("chapter", "Engineering works"),
        "service": pgettext("chapter", "Services"), "environment": pgettext("chapter", "Environment"),
        "innovation": pgettext("chapter", "Innovation"), "brands": pgettext("chapter", "Brands"),
        "complaints": pgettext("chapter", "Complaints"), "incidents": pgettext("chapter", "Incidents"),
        "credit": pgettext("chapter", "Credit"), "parties": pgettext("chapter", "Enterprises and products"),
    }  # fmt: skip


def chapters(registers: Iterable[Register]) -> dict[str, list[Register]]:
    """The registers by chapter, in the order of the menu."""
    by: dict[str, list[Register]] = {}
    for one in registers:
        by.setdefault(chapter_of(one.code), []).append(one)
    order = list(chapter_names())
    return {code: by[code] for code in sorted(by, key=lambda code: (order.index(code) if code in order else 99, code))}


def index(
    request: HttpRequest, counts: Mapping[str, int], registers: Sequence[Register], due: Sequence[Deadline], more: int
) -> IndexPage:
    """All registers of the reader by chapter, above them what is due."""
    names = chapter_names()
    told = [
        Chapter(code, names.get(code, code), [_register_line(request, one, counts[one.code]) for one in some])
        for code, some in chapters(registers).items()
    ]
    total = sum(counts.values())
    sub = _("%(n)s records in %(m)s registers. Each fact is recorded once; figures are computed from here.")
    over = len([one for one in due if one.due.overdue(request.day)])  # type: ignore[attr-defined]
    lines = [_due_line(request, one) for one in due]
    words = ngettext("%(n)s thing is due", "%(n)s things are due", len(due) + more) % {"n": len(due) + more}
    return IndexPage(
        _("Registers"),
        sub % {"n": formats.count(total), "m": len(registers)} if registers else "",
        lines,
        words + (_(", %(n)s of those shown are over") % {"n": over} if over else ""),
        told,
    )


def _register_line(request: HttpRequest, register: Register, count: int) -> RegisterLine:
    note = pgettext("registers", "nothing recorded yet") if not count else ""
    return RegisterLine(
        str(register.label_plural),
        str(register.help),
        to(request, "register", register.code),
        formats.count(count),
        note,
    )


def _due_line(request: HttpRequest, one: Deadline) -> DueLine:
    return DueLine(
        one.name,
        home(request, one.register, one.id, one.name),
        str(one.register.label),
        str(one.move.label),
        due_clock(one.due, request.day),  # type: ignore[attr-defined]
    )


# List


@dataclass(frozen=True)
class TabLink:
    words: str
    count: str
    address: str
    current: bool


@dataclass(frozen=True)
class Filter:
    """A field of the filter row: a choice, a span of days, or words."""

    name: str
    words: str
    kind: str
    value: str = ""
    start: str = ""
    end: str = ""
    options: Sequence[Option] = ()

    @property
    def is_set(self) -> bool:
        return bool(self.value or self.start or self.end)


@dataclass(frozen=True)
class Chip:
    """A condition that came with the address and has no field of its own."""

    words: str
    without: str


@dataclass(frozen=True)
class Head:
    words: str
    numeric: bool = False
    address: str = ""
    order: str = ""


@dataclass(frozen=True)
class Cell:
    text: str = ""
    numeric: bool = False
    narrow: bool = False
    kept: bool = False
    address: str = ""
    status: bool = False
    tags: Sequence[Tag] = ()
    clock: Clock | None = None


@dataclass(frozen=True)
class Line:
    key: int
    name: str
    sub: str
    address: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class ListPage:
    title: str
    sub: str
    crumbs: Sequence[Crumb]
    self: str
    reset: str
    tabs: Sequence[TabLink]
    q: str
    q_words: str
    filters: Sequence[Filter]
    more_filters: Sequence[Filter]
    more_open: bool
    chips: Sequence[Chip]
    kept: Sequence[tuple[str, str]]
    columns: Sequence[Option]
    heads: Sequence[Head]
    rows: Sequence[Line]
    totals: Sequence[Cell]
    bulk: Sequence[Option]
    bulk_many: bool
    bulk_address: str
    empty: Empty
    count_words: str
    first: str
    next: str
    sizes: Sequence[tuple[str, str, bool]]
    exports: Sequence[tuple[str, str]]
    paper: str
    adding: str
    adding_words: str
    importing: str
    provenance: Sequence[str]
    saving: str
    saved: str
    """Name of the reader's own view that is shown, which can be dropped."""
    asked: Sequence[tuple[str, str]]
    """What the address asks for, as fields, for keeping it as a view."""


@dataclass(frozen=True)
class Asked:
    """What the address of a list asks for."""

    q: str = ""
    tab: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    sort: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    after: str = ""
    size: int = 50
    ids: Sequence[int] | None = None
    """The only records that are meant; None without such a limit."""

    @property
    def figure(self) -> str:
        """The figure whose records are listed, as the address names it; "" for none."""
        return str(self.filters.get(FIGURE, ""))

    def of(self, ids: Sequence[int]) -> "Asked":
        """The same, of exactly these records."""
        return replace(self, ids=ids)

    def conditions(self) -> dict[str, Any]:
        plain = {name: value for name, value in self.filters.items() if name != FIGURE}
        limit = {"id": self.ids} if self.ids is not None else {}
        return {**plain, **({"q": self.q} if self.q else {}), **limit}

    def query(self, **other: Any) -> list[tuple[str, Any]]:
        """The same as parts of an address, some of them replaced; paging begins anew unless it is given."""
        now = {
            "view": self.tab,
            "q": self.q,
            "sort": ",".join(self.sort),
            "size": self.size if self.size != 50 else "",
            "after": "",
            **other,
        }
        plain = [(name, value) for name, value in now.items() if name != "filters"]
        kept = other.get("filters", self.filters)
        return [*plain, *kept.items(), *(("col", one) for one in self.columns)]

    def kept(self) -> dict[str, Any]:
        """The same as a saved view keeps it."""
        return {
            "filters": dict(self.filters),
            "q": self.q,
            "tab": self.tab,
            "sort": list(self.sort),
            "columns": list(self.columns),
        }


def of_view(register: Register, kept: Mapping[str, Any]) -> Asked:
    """What a saved view asks for, as far as the register still knows it."""
    known = kit.described(register)
    filters = {name: value for name, value in kept.get("filters", {}).items() if name.partition("__")[0] in known}
    tab = kept.get("tab", "")
    return Asked(
        kept.get("q", ""),
        tab if any(one.code == tab for one in register.tabs) else "",
        filters,
        tuple(one for one in kept.get("sort", ()) if one.lstrip("-") in known),
        tuple(one for one in kept.get("columns", ()) if one in choosable(register)),
    )


def asked(register: Register, given: Any) -> Asked:
    """What a query string asks of a register; what it does not know is left aside."""
    known = kit.described(register)
    filters = {}
    for name in given:
        plain, _sep, suffix = name.partition("__")
        named = plain in known and suffix in {"", "from", "to", "has"}
        if (named or name == FIGURE) and given.get(name, "").strip():
            filters[name] = given.get(name).strip()
    columns = tuple(dict.fromkeys(one for one in given.getlist("col") if one in choosable(register)))
    size = int(given.get("size")) if given.get("size") in {str(one) for one in SIZES} else 50
    sort = tuple(one for one in given.get("sort", "").split(",") if one.lstrip("-") in known)
    tab = given.get("view", "") if any(one.code == given.get("view") for one in register.tabs) else ""
    return Asked(given.get("q", "").strip(), tab, filters, sort, columns, given.get("after", ""), size)


def usual(register: Register) -> tuple[str, ...]:
    """The columns of a list before somebody chooses: its listed fields, as many as a screen holds, always with the state."""
    names = register.listed
    return names if len(names) <= MOST_COLUMNS else (*names[: MOST_COLUMNS - 1], "state")


def choosable(register: Register) -> tuple[str, ...]:
    """Fields that can be columns of the list: those of list and form, never personal ones."""
    names = dict.fromkeys((*register.listed, *register.entry, *((register.counts_on,) if register.counts_on else ())))
    return tuple(name for name in (*names, *(() if "state" in names else ("state",))) if name not in register.personal)


def listing(
    request: HttpRequest,
    register: Register,
    asked: Asked,
    page: Page,
    *,
    tabs: Sequence[tuple[Tab, int]],
    every: int,
    sums: Mapping[str, Decimal],
    spans: Mapping[int, Sequence[Span]],
    places: Sequence[tuple[str, str]],
    chips: Mapping[str, str],
    may_record: bool,
    may_import: bool,
    may_export: bool,
    moves: Sequence[tuple[str, str]],
    links: Mapping[tuple[str, int], str],
    views: Sequence[tuple[str, Asked, int]] = (),
) -> ListPage:
    """One page of a list, with everything around it."""
    code, day = register.code, request.day  # type: ignore[attr-defined]
    names = page.columns
    called = called_by(register, names)
    body = [name for name in names if name not in {"state", register.named_by, called}]
    known = kit.described(register)

    def at(**other: Any) -> str:
        return bare(request, "register", code, asked=asked.query(**other))

    rows = [_line(request, register, names, body, row, spans.get(row.id, ()), links, day) for row in page.rows]
    fields = [_filter(register, name, asked.filters, places) for name in register.filters]
    shown_filters = {one.name for one in fields} | {
        f"{one.name}__{end}" for one in fields for end in ("from", "to", "has")
    }
    extra = {name: value for name, value in asked.filters.items() if name not in shown_filters}
    more = fields[LEADING - 1 :]
    return ListPage(
        title=str(register.label_plural),
        sub=str(register.help),
        crumbs=crumbs(request, register)[:1],
        self=bare(request, "register", code),
        reset=bare(request, "register", code, asked=[("view", asked.tab)]),
        tabs=_tabs(request, register, asked, tabs, every, views),
        q=asked.q,
        q_words=_words_of_search(register),
        filters=fields[: LEADING - 1],
        more_filters=more,
        more_open=any(one.is_set for one in more),
        chips=[Chip(chips.get(name, name), at(filters={k: v for k, v in asked.filters.items() if k != name})) for name in extra],
        kept=[
            (name, str(value))
            for name, value in [("view", asked.tab), ("sort", ",".join(asked.sort)), *extra.items(), *_kept(request)]
            if value
        ],
        columns=[Option(name, str(known[name].label), name in names) for name in choosable(register)],
        heads=_heads(register, names, body, asked, at),
        rows=rows,
        totals=_totals(register, body, sums) if rows and any(name in sums for name in body) else (),
        bulk=[Option(move, words) for move, words in moves] if rows else (),
        bulk_many=len(moves) > AT_HAND,
        bulk_address=bare(request, "records-move", code),
        empty=_empty(request, register, asked, every, may_record),
        count_words=_counted(page.total, len(rows), bool(asked.after)),
        first=at() if asked.after else "",
        next=at(after=page.next) if page.next else "",
        sizes=[
            (_("%(n)s a page") % {"n": size}, at(size=size), size == asked.size) for size in SIZES
        ] if page.total > SIZES[0] else (),
        exports=_exports(request, code, asked) if may_export else (),
        paper=bare(request, "register", code, asked=[*asked.query(after=asked.after), ("print", "1")]),
        adding=to(request, "record-new", code) if may_record else "",
        adding_words=_("Record one"),
        importing=to(request, "register-import", code) if may_import else "",
        saving=bare(request, "register-views", code),
        saved=_mine(asked, views),
        asked=[(name, str(value)) for name, value in asked.query() if value not in (None, "")],
        provenance=[_("Register %(code)s") % {"code": code}, _("as it stands on %(day)s") % {"day": formats.day(day)}],
    )  # fmt: skip


def _exports(request: HttpRequest, code: str, asked: Asked) -> list[tuple[str, str]]:
    """Files with the rows and columns of the list, and one with every field."""
    told = [
        (_("As shown (%(kind)s)") % {"kind": kind}, bare(request, f"register-{kind}", code, asked=asked.query()))
        for kind in ("xlsx", "csv", "json")
    ]
    every = bare(request, "register-xlsx", code, asked=[*asked.query(), ("all", "1")])
    return [*told, (_("Every field (xlsx)"), every)]


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, request.GET[name]) for name in ("on", "as_of", "period") if request.GET.get(name)]


def _tabs(
    request: HttpRequest,
    register: Register,
    asked: Asked,
    tabs: Sequence[tuple[Tab, int]],
    every: int,
    views: Sequence[tuple[str, Asked, int]],
) -> list[TabLink]:
    """Saved views – the register's, then the reader's own –, each with the number of rows that a click on it lists."""
    code, mine = register.code, _mine(asked, views)
    told = [
        TabLink(str(tab.label), formats.count(n), bare(request, "register", code, asked=[("view", tab.code)]), tab.code == asked.tab and not mine)
        for tab, n in tabs
    ]  # fmt: skip
    told += [
        TabLink(name, formats.count(n), bare(request, "register", code, asked=one.query()), name == mine)
        for name, one, n in views
    ]
    whole = TabLink(
        pgettext("view", "All"), formats.count(every), bare(request, "register", code), not asked.tab and not mine
    )
    return [*told, whole]


def _mine(asked: Asked, views: Sequence[tuple[str, Asked, int]]) -> str:
    """The reader's own view that asks for just this; "" for none."""
    return next((name for name, one, _n in views if one.kept() == asked.kept()), "")


def _words_of_search(register: Register) -> str:
    known = kit.described(register)
    names = [
        str(known[name].label)
        for name in (register.searched or (register.named_by,))
        if name in known and is_labelled(known[name])
    ]
    return _(" or ").join(names[:3])


def is_labelled(what: Described) -> bool:
    """The model gives the field a name for people; columns that only the program knows have none."""
    return str(what.label) != what.name.replace("_", " ")


def _filter(register: Register, name: str, given: Mapping[str, Any], places: Sequence[tuple[str, str]]) -> Filter:
    what = kit.describe(register, name)
    value = str(given.get(name, ""))
    words = str(what.label)
    if what.kind == "place":
        return Filter(
            name, words, "choice", value, options=[Option(code, label, code == value) for code, label in places]
        )
    if what.kind == "choice":
        return Filter(
            name,
            words,
            "choice",
            value,
            options=[Option(str(code), str(label), str(code) == value) for code, label in what.choices],
        )
    if what.kind == "yes_no":
        answers = (("yes", str(kit.YES)), ("no", str(kit.NO)))
        return Filter(
            name, words, "choice", value, options=[Option(code, label, code == value) for code, label in answers]
        )
    if what.kind in {"date", "instant"}:
        return Filter(
            name, words, "span", start=str(given.get(f"{name}__from", "")), end=str(given.get(f"{name}__to", ""))
        )
    if what.kind == "text":
        return Filter(
            f"{name}__has" if not what.normal else name, words, "words", str(given.get(f"{name}__has", "")) or value
        )
    return Filter(name, words, "words", value)


def _heads(register: Register, names: Sequence[str], body: Sequence[str], asked: Asked, at: Any) -> list[Head]:
    known = kit.described(register)
    called = called_by(register, names)
    first = str(known[called].label)
    if register.named_by != called:
        first = f"{first} / {known[register.named_by].label}"
    told = [_head(first, called, known[called], asked, at, numeric=False)]
    told += [_head(str(known[name].label), name, known[name], asked, at) for name in body]
    return [*told, _head(str(known["state"].label), "state", known["state"], asked, at)]


def _head(words: str, name: str, what: Described, asked: Asked, at: Any, *, numeric: bool | None = None) -> Head:
    """A head that sorts by its column, the other way round at the second click."""
    now = asked.sort[0] if asked.sort else ""
    order = "ascending" if now == name else "descending" if now == f"-{name}" else ""
    turned = f"-{name}" if now == name else name
    return Head(words, what.kind in NUMBERS if numeric is None else numeric, at(sort=turned), order)


def _line(
    request: HttpRequest,
    register: Register,
    names: Sequence[str],
    body: Sequence[str],
    row: Row,
    spans: Sequence[Span],
    links: Mapping[tuple[str, int], str],
    day: date,
) -> Line:
    words, number = title(register, row, names)
    cells = [_cell(register, kit.describe(register, name), row, links, kept=at == 0) for at, name in enumerate(body)]
    tags = [withdrawn_tag()] if row.withdrawn else []
    clock = None
    if register.spans is not None and not row.withdrawn:
        tags.append(valid_tag(spans, day))
        end = last_day(spans, day)
        clock = until_clock(end, day) if end else None
    state = state_tag(register, row.values["state"])
    if not said_already(state, tags):
        tags.append(state)
    status = Cell(status=True, tags=tags, clock=clock)
    return Line(row.id, words, number, of_row(request, register, row), [*cells, status])


def _cell(register: Register, what: Described, row: Row, links: Mapping[tuple[str, int], str], *, kept: bool) -> Cell:
    key = row.values.get(what.attname)
    link = links.get((what.name, key), "") if what.kind == "reference" and key is not None else ""
    text = text_of(register, what, row.shown.get(what.name, ""))
    return Cell(text, what.kind in NUMBERS, what.kind in {"date", "instant", "place"}, kept, link)


def _totals(register: Register, body: Sequence[str], sums: Mapping[str, Decimal]) -> list[Cell]:
    first = Cell(_("In all"))
    cells = [
        Cell(formats.count(sums[name]) if name in sums else "", kit.describe(register, name).kind in NUMBERS)
        for name in body
    ]
    return [first, *cells, Cell("")]


def _counted(total: int, shown: int, further: bool) -> str:
    if not total:
        return ""
    if further:
        return _("%(n)s records in all; %(shown)s on this page") % {"n": formats.count(total), "shown": shown}
    words = ngettext("%(n)s record in all", "%(n)s records in all", total) % {"n": formats.count(total)}
    return words if shown >= total else _("%(all)s; the first %(shown)s") % {"all": words, "shown": shown}


def _empty(request: HttpRequest, register: Register, asked: Asked, every: int, may_record: bool) -> Empty:
    """Nothing matches, or nothing was ever recorded: each with its next step."""
    if every and (asked.q or asked.filters or asked.tab):
        return Empty(
            "nothing_matches", _("No record matches"), _("Take a filter away to see more."),
            bare(request, "register", register.code), _("Clear all filters"),
        )  # fmt: skip
    if every:
        return Empty(
            "nothing_matches",
            _("No further record"),
            "",
            bare(request, "register", register.code),
            _("From the beginning"),
        )
    if may_record:
        return Empty(
            "not_set_up", _("Nothing is recorded yet"), _("Record the first one, or import the ledger that you keep."),
            to(request, "record-new", register.code), _("Record one"),
        )  # fmt: skip
    return Empty("not_set_up", _("Nothing is recorded yet"), _("The posts that keep this register record here."))


# Search


def found_in(request: HttpRequest, group: Group, q: str) -> Records:
    """The records of one register among the results of the search; more of them stand in its list."""
    hits = []
    for one in group.found:
        words = one.shown.get(called_by(one.register, one.register.listed), "") or one.name
        rest = [text for name, text in one.shown.items() if text and text != words and name != "state"][:4]
        hits.append(
            Hit(str(one.register.label), words, home(request, one.register, one.id, one.name), " · ".join(rest))
        )
    counted = formats.count(group.count)
    return Records(
        str(group.register.label_plural), hits,
        _("more than %(n)s") % {"n": counted} if group.more else counted,
        bare(request, "register", group.register.code, asked=[("q", q)]) if group.count > len(hits) else "",
    )  # fmt: skip


def exact(request: HttpRequest, found: Sequence[Found], q: str) -> str:
    """The address of the one record that has exactly this number; "" where there is none, or more than one."""
    typed = kit.joined(q)
    same = [one for one in found if typed and kit.joined(one.name) == typed]
    return home(request, same[0].register, same[0].id, same[0].name) if len(same) == 1 else ""

"""What a computed figure is made of: how its register is counted, in words, and the records behind one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from zhiheng.bodies.queries import Places
from zhiheng.figures.definitions import Condition, Definition
from zhiheng.figures.shapes import FigureView, IndicatorView
from zhiheng.judgement.estimates import Estimate
from zhiheng.registers.kit import columns as kit
from zhiheng.registers.kit.columns import Described
from zhiheng.registers.kit.declaration import Register
from zhiheng.registers.kit.queries import Row
from zhiheng.web import formats
from zhiheng.web.presenters import pieces, registers

NO_SUCH_FIGURE = gettext_lazy(
    "The address names the figure %(figure)s, but no such figure is computed from the register “%(register)s”. Open the list from the figure's passport."
)


# How it is counted


def counted(definition: Definition, register: Register, classes: Mapping[str, str]) -> list[tuple[str, str]]:
    """The definition in words: which records, by which date, once by what, and into which classes."""
    known = _by_column(register)
    told = [
        (_("Records"), _records(definition, register, known)),
        (pgettext("counting", "Counted in the part"), _all(definition.parts[0].where, known)),
        (_("Counted by"), _when(definition, known)),
        (_("Counted once by"), _once(definition, known)),
        (_("Counted for"), _label(known, definition.place)),
        (_("Classes"), _classes(definition, known, classes)),
    ]
    return [(head, words) for head, words in told if words]


def _by_column(register: Register) -> dict[str, Described]:
    return {what.attname: what for what in kit.described(register).values()}


def _label(known: Mapping[str, Described], column: str) -> str:
    """What a column is called; a key that is compared and not shown is called by the field that it is made from."""
    base = column.removesuffix("_key")
    if base != column:
        by_name = {what.name: what for what in known.values()}
        made_from = next((by_name[name] for name in (base, f"{base}_no", f"{base}_name") if name in by_name), None)
        if made_from is not None:
            return str(made_from.label)
    return str(known[column].label) if column in known else column


def _records(definition: Definition, register: Register, known: Mapping[str, Described]) -> str:
    states = [str(register.states.get(state, state)) for state in definition.states]
    told = [_("state is %(values)s") % {"values": _either(states)}] if states else []
    told += [_condition(one, known) for one in definition.of]
    return _join(told) or _("all that were not withdrawn")


def _all(conditions: Sequence[Condition], known: Mapping[str, Described]) -> str:
    return _join([_condition(one, known) for one in conditions])


def _join(told: Sequence[str]) -> str:
    return pgettext("between conditions", "; ").join(told)


def _either(told: Sequence[str]) -> str:
    return pgettext("between items", ", ").join(told)


def _condition(one: Condition, known: Mapping[str, Described]) -> str:
    """工作方案类型为监督抽查、专项抽查."""
    what = known.get(one.column)
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    told = {"label": _label(known, one.column), "values": _either([_value(what, value) for value in values])}
    return _sentences()[one.operator] % told


def _sentences() -> dict[str, str]:
    return {
        "is": _("%(label)s is %(values)s"), "in": _("%(label)s is %(values)s"), "is_not": _("%(label)s is not %(values)s"),
        "not_in": _("%(label)s is not %(values)s"), "at_least": _("%(label)s is at least %(values)s"),
        "at_most": _("%(label)s is at most %(values)s"), "above": _("%(label)s is above %(values)s"),
        "below": _("%(label)s is below %(values)s"), "from": _("%(label)s is on or after %(values)s"),
        "until": _("%(label)s is before %(values)s"),
    }  # fmt: skip


def _value(what: Described | None, value: Any) -> str:
    if value == "":
        return pgettext("value", "empty")
    if isinstance(value, bool):
        return str(kit.YES if value else kit.NO)
    if what is None:
        return str(value)
    labels = {code: str(label) for code, label in what.choices}
    if value in labels:
        return labels[value]
    if isinstance(value, int):
        return formats.number(Fraction(value, 10**what.decimals), what.decimals)
    return str(value)


def _when(definition: Definition, known: Mapping[str, Described]) -> str:
    if definition.stock:
        return _("what is valid on the last day of each period")
    return _("the day in “%(label)s”; it decides month and period") % {"label": _label(known, definition.on)}


def _once(definition: Definition, known: Mapping[str, Described]) -> str:
    if not definition.once_by:
        return ""
    labels = dict.fromkeys(_label(known, column) for column in definition.once_by)
    return _("%(labels)s; the record with the earliest day stands for the others") % {"labels": _either(list(labels))}


def _classes(definition: Definition, known: Mapping[str, Described], classes: Mapping[str, str]) -> str:
    if not definition.class_by:
        return ""
    labels = {code: str(label) for code, label in known[definition.class_by].choices}
    named = [classes.get(code) or labels.get(code, code) for code in definition.classes]
    return _("by “%(label)s”: %(classes)s") % {
        "label": _label(known, definition.class_by), "classes": _either(named),
    }  # fmt: skip


def class_name(definition: Definition | None, register: Register | None, code: str, said: Mapping[str, str]) -> str:
    """What a class is called: as the plan says it, else as the register's own choice, else its code."""
    if said.get(code):
        return said[code]
    if definition is None or register is None or not definition.class_by:
        return code
    what = _by_column(register).get(definition.class_by)
    labels = {one: str(label) for one, label in what.choices} if what else {}
    return labels.get(code, code)


# Which records


@dataclass(frozen=True)
class Line:
    """A place or class: what it adds, and the list of its records."""

    name: str
    share: str
    value: pieces.Shown
    records: str = ""


@dataclass(frozen=True)
class RecordLine:
    name: str
    address: str
    party: str
    party_address: str
    in_part: str


@dataclass(frozen=True)
class Counted:
    """How many records of one kind there are, and the list that shows them."""

    words: str
    n: str
    address: str


@dataclass(frozen=True)
class Made:
    """The block 由哪些记录组成."""

    sub: str
    register: str
    register_address: str
    counts: Sequence[Counted] = ()
    places: Sequence[Line] = ()
    classes: Sequence[Line] = ()
    records: Sequence[RecordLine] = ()
    more: str = ""
    note: str = ""
    weighted: Sequence[tuple[str, str]] = ()
    estimate: Estimate | None = None
    """From the chances to be drawn, where records carry them."""
    sampled: bool = False
    """The records are a drawn sample, so that a share of them has an interval."""


def sub(view: FigureView, one: IndicatorView, named: bool) -> str:
    """The sum in a few words, beside the block's name."""
    if view.part is not None and view.whole is not None:
        words = _("%(part)s of %(whole)s records") if named and one.kind == "ratio" else "%(part)s / %(whole)s"
        return words % {"part": formats.count(view.part), "whole": formats.count(view.whole)}
    return pieces.value_text(view, one)


def note(named: bool, seen: bool, as_of: date | None) -> str:
    """Why there is no list of records, or of which day it is."""
    if not seen:
        return _("Your posts do not include this register, so that its records are not named here.")
    if not named:
        return _(
            "This figure is measured anew from all records of the register, so that no list of single records makes it up."
        )
    if as_of is not None:
        return _("The records are those of today; the figure above is as it was known on %(day)s.") % {
            "day": formats.day(as_of)
        }
    return ""


def more(shown: int, total: int, *, named_first: bool) -> str:
    """How many of the records are named."""
    if shown >= total:
        return ""
    told = {"n": shown, "all": formats.count(total)}
    if named_first:
        return _("%(n)s of %(all)s records, those that are not in the numerator first.") % told
    return _("%(n)s of %(all)s records.") % told


def list_address(
    request: HttpRequest, register: Register, view: FigureView, class_code: str = "", only: str = ""
) -> str:
    """The register's list of exactly the records behind a figure."""
    named = f"{view.indicator}/{view.place}/{view.period}"
    if class_code or only:
        named += f"/{class_code}"
    if only:
        named += f"/{only}"
    return registers.bare(request, "register", register.code, asked=[(registers.FIGURE, named)])


def counts(
    request: HttpRequest, register: Register, view: FigureView, one: IndicatorView, part: int, rest: int | None
) -> list[Counted]:
    """All records, those in the part, and those that are not."""
    name = pieces.words(one.part) or _("numerator")
    if rest is None:
        return [Counted(name, formats.count(part), list_address(request, register, view))]
    return [
        Counted(pgettext("records", "all"), formats.count(part + rest), list_address(request, register, view)),
        Counted(name, formats.count(part), list_address(request, register, view, only="part")),
        Counted(_("not in the numerator"), formats.count(rest), list_address(request, register, view, only="rest")),
    ]


def places(
    request: HttpRequest, register: Register | None, areas: Sequence[FigureView], one: IndicatorView, tree: Places
) -> list[Line]:
    told = []
    for area in areas:
        name = tree[area.place].name(formats.language()) if area.place in tree else area.place
        records = list_address(request, register, area) if register and area.source_kind == "computed" else ""
        shown = pieces.figure(request, area, pieces.value_text(area, one))
        told.append(Line(name, share(area), shown, records))
    return told


def classes(
    request: HttpRequest, register: Register | None, views: Mapping[str, FigureView], one: IndicatorView,
    names: Mapping[str, str],
) -> list[Line]:  # fmt: skip
    return [
        Line(
            names.get(code, code),
            share(view),
            pieces.Shown(pieces.value_text(view, one)),
            list_address(request, register, view, code) if register else "",
        )
        for code in one.classes
        if (view := views.get(code)) is not None
    ]


def share(view: FigureView) -> str:
    """1 291 / 1 480."""
    if view.part is None or view.whole is None:
        return ""
    return f"{formats.count(view.part)} / {formats.count(view.whole)}"


def record_line(
    request: HttpRequest, register: Register, row: Row, *, in_part: bool | None, party: str, party_address: str
) -> RecordLine:
    name, number = registers.title(register, row)
    words = ""
    if in_part is not None:
        words = pgettext("record", "in the numerator") if in_part else pgettext("record", "not in the numerator")
    return RecordLine(
        f"{name} {number}".strip(), registers.of_row(request, register, row), party, party_address, words
    )  # fmt: skip


def chip(only: str, one: IndicatorView, place: str, period: str, class_: str) -> str:
    """The figure whose records a list shows: 计入“工业品抽查 · 全盟 · 2019年第2季度”的记录."""
    told = {"figure": " · ".join(part for part in (pieces.words(one.short), place, period, class_) if part)}
    if only == "part":
        return _("in the numerator of “%(figure)s”") % told
    if only == "rest":
        return _("in the denominator only of “%(figure)s”") % told
    return _("counted in “%(figure)s”") % told


def weighted(estimate: Estimate, one: IndicatorView, with_chance: int, records: int) -> list[tuple[str, str]]:
    """The estimate from the chances to be drawn, beside the rate as counted."""
    low, high = (formats.number(100 * end, one.decimals) for end in estimate.interval())
    told = [
        (_("Weighted by the chance to be drawn (Hájek)"), formats.with_unit(formats.number(100 * estimate.share, one.decimals), "%")),
        (_("95 % interval"), formats.with_unit(f"{low}–{high}", "%")),
        (_("As counted, without weights"), formats.with_unit(formats.number(100 * estimate.raw, one.decimals), "%")),
        (_("Effective sample"), formats.number(estimate.effective, 0)),
    ]  # fmt: skip
    if estimate.design_effect is not None:
        told.insert(2, (_("Design effect"), formats.number(estimate.design_effect, 2)))
    if with_chance < records:
        words = ngettext("%(n)s of %(all)s record", "%(n)s of %(all)s records", records)
        told.append((_("With a chance to be drawn"), words % {"n": formats.count(with_chance), "all": formats.count(records)}))  # fmt: skip
    return told

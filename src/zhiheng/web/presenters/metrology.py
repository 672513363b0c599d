"""量值溯源: counts on top, the picture from the primary standard down to what is used, and always the table of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from zhiheng.bodies.queries import Places
from zhiheng.plan.shapes import TargetView
from zhiheng.registers.metrology import choices, messages, queries
from zhiheng.registers.metrology.graphs import DEMAND, INSTRUMENT, STANDARD
from zhiheng.registers.metrology.models import SCALE
from zhiheng.registers.metrology.queries import Chosen, Line, Link, Traceability
from zhiheng.registers.metrology.rules.tracing import Coverage
from zhiheng.web import formats, script
from zhiheng.web.addresses import to

TITLE = gettext_lazy("Traceability")
AHEAD = ("7", "30", "60", "90")
USUALLY_AHEAD = 30
ON_A_PAGE = 50
LAMPS = {queries.VALID: "met", queries.SOON: "behind", queries.BROKEN: "not_met"}
FIELDS = ("what", "state", "quantity", "q", "place")
ROW = 20
COLUMN = 200


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    what: str
    state: str
    quantity: str
    q: str
    node: str
    ahead: int
    page: int
    place: str


@dataclass(frozen=True)
class Given:
    found: Traceability
    chosen: Chosen | None
    places: Places
    target: TargetView | None
    day: date
    may_record: bool


@dataclass(frozen=True)
class Tile:
    name: str
    value: str
    detail: str
    address: str = ""


@dataclass(frozen=True)
class Option:
    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Row:
    """A line of the table; `lamp` is the shape that stands beside `state`."""

    number: str
    name: str
    address: str
    kind: str
    place: str
    parent: str
    parent_address: str
    certificate: str
    until: str
    lamp: str
    state: str
    reason: str
    current: bool = False


@dataclass(frozen=True)
class ChainRow:
    number: str
    name: str
    address: str
    certificate: str
    done_on: str
    last_day: str
    uncertainty: str
    lamp: str
    state: str


@dataclass(frozen=True)
class ChosenPanel:
    """One node: how it stands, its chain, and what would break below it."""

    number: str
    name: str
    kind: str
    lamp: str
    state: str
    reason: str
    until: str
    chain: Sequence[ChainRow]
    impact: str
    below: Sequence[Row]
    more: str
    close: str


@dataclass(frozen=True)
class Share:
    name: str
    counts: str
    percent: str
    local: str


@dataclass(frozen=True)
class TraceabilityPage:
    title: str
    sub: str
    on: str
    ahead: int
    tiles: Sequence[Tile]
    notes: Sequence[str]
    chosen: ChosenPanel | None
    graph: dict[str, Any]
    left_out: str
    legend: Sequence[tuple[str, str]]
    kinds: Sequence[Option]
    states: Sequence[Option]
    quantities: Sequence[Option]
    places: Sequence[Option]
    aheads: Sequence[Option]
    q: str
    rows: Sequence[Row]
    count: str
    earlier: str
    later: str
    by_place: Sequence[Share]
    by_quantity: Sequence[Share]
    csv: str
    lapsing: str
    reset: str
    reading: str


def state_word(state: str) -> str:
    return {
        queries.VALID: pgettext("chain", "Traceable"),
        queries.SOON: pgettext("chain", "Breaks soon"),
        queries.BROKEN: pgettext("chain", "Broken"),
    }[state]


def layers() -> list[str]:
    """From left to right."""
    return [
        _("Primary standards and laboratories elsewhere"), _("Public standards, region"), _("Public standards, prefecture"),
        _("Public standards, county"), _("Highest and lower standards"), _("Instruments and demands"),
    ]  # fmt: skip


def kind_words() -> dict[str, str]:
    return {
        DEMAND: _("Measurement demand"), INSTRUMENT: _("Instrument"), STANDARD: _("Measurement standard"),
    }  # fmt: skip


def traceability(request: HttpRequest, given: Given, asked: Asked) -> TraceabilityPage:
    found = given.found
    lines = _asked_for(found.lines, asked)
    first = (asked.page - 1) * ON_A_PAGE
    pages = max(1, -(-len(lines) // ON_A_PAGE))
    return TraceabilityPage(
        title=str(TITLE),
        sub=_("As it stands on %(day)s.") % {"day": formats.day(found.day)},
        on=found.day.isoformat(),
        ahead=found.ahead,
        tiles=_tiles(request, given, asked),
        notes=_notes(found),
        chosen=_panel(request, given, asked),
        graph=_graph(request, given, asked),
        left_out=_left_out(found),
        legend=[(LAMPS[state], state_word(state)) for state in (queries.VALID, queries.SOON, queries.BROKEN)],
        kinds=[Option(code, words, code == asked.what) for code, words in kind_words().items()],
        states=[Option(state, state_word(state), state == asked.state) for state in queries.STATES],
        quantities=[Option(code, str(words), code == asked.quantity) for code, words in choices.QUANTITIES.items()],
        places=[Option(one.code, _place(given.places, one.code), one.code == asked.place) for one in given.places if not one.context],
        aheads=[Option(days, _("%(days)s days") % {"days": days}, int(days) == asked.ahead) for days in AHEAD],
        q=asked.q,
        rows=[_row(request, given, line, asked) for line in lines[first : first + ON_A_PAGE]],
        count=_("%(count)s of %(total)s lines") % {"count": formats.count(len(lines)), "total": formats.count(len(found.lines))},
        earlier=_address(request, asked, page=asked.page - 1) if 1 < asked.page <= pages else "",
        later=_address(request, asked, page=asked.page + 1) if asked.page < pages else "",
        by_place=[_share(_place(given.places, code), one) for code, one in found.by_place.items()],
        by_quantity=[_share(str(choices.QUANTITIES.get(code, code)), one) for code, one in found.by_quantity.items()],
        csv=to(request, "traceability-csv", query=_query(asked)),
        lapsing=to(request, "traceability-csv", query=urlencode({"state": queries.SOON, "ahead": asked.ahead})),
        reset=to(request, "traceability"),
        reading=to(request, "read-certificate") if given.may_record else "",
    )  # fmt: skip


# tiles and notes


def percent(one: Coverage, target: TargetView | None = None) -> str:
    """The share with one decimal, never across the target's threshold; a word when there is nothing to count."""
    if not one.whole:
        return _("nothing to count")
    threshold = target.threshold[0] if target and target.threshold and len(target.threshold) == 1 else None
    comparator = target.comparator if target else None
    value = Fraction(100 * one.covered, one.whole)
    return formats.with_unit(formats.number(value, 1, threshold=threshold, comparator=comparator), "%")


def _counts(one: Coverage) -> str:
    return f"{formats.count(one.covered)} / {formats.count(one.whole)}"


def _tiles(request: HttpRequest, given: Given, asked: Asked) -> list[Tile]:
    found, target = given.found, given.target
    aim = formats.aim(target.comparator, target.threshold, "%") if target else ""
    detail = _counts(found.demands)
    return [
        Tile(
            _("Demands covered"), percent(found.demands, target),
            _("%(counts)s, target %(aim)s") % {"counts": detail, "aim": aim} if aim else detail,
            to(request, "target", target.code) if target else "",
        ),
        Tile(_("Chains broken"), formats.count(found.broken), _("lines without a chain on this day"),
             _address(request, asked, state=queries.BROKEN, page=1)),
        Tile(_("Break within %(days)s days") % {"days": found.ahead}, formats.count(found.soon), _("unless something is renewed"),
             _address(request, asked, state=queries.SOON, page=1)),
        Tile(
            _("Served by own standards"), percent(Coverage(found.demands.local, found.demands.whole)),
            f"{formats.count(found.demands.local)} / {formats.count(found.demands.whole)}",
        ),
        Tile(
            _("Instruments traced"), percent(found.instruments), _counts(found.instruments),
            _address(request, asked, what=INSTRUMENT, page=1),
        ),
    ]  # fmt: skip


def _notes(found: Traceability) -> list[str]:
    notes = [
        _("These standards are declared to trace to each other, which cannot be: %(numbers)s. Correct one of them.")
        % {"numbers": "、".join(group)}
        for group in found.circles
    ]
    if found.at_issue > found.demands.covered:
        notes.append(
            _(
                "%(count)s more demands hold a certificate that was issued while the chain above was whole; today the chain"
                " is broken further up, so they are not counted."
            )
            % {"count": formats.count(found.at_issue - found.demands.covered)}
        )
    return notes


def _left_out(found: Traceability) -> str:
    if not found.picture.left_out:
        return ""
    return _("The picture shows %(shown)s nodes at most; %(count)s more stand in the table only.") % {
        "shown": queries.MOST_DRAWN, "count": formats.count(found.picture.left_out),
    }  # fmt: skip


def _share(name: str, one: Coverage) -> Share:
    return Share(name, _counts(one), percent(one), percent(Coverage(one.local, one.whole)))


# lines


def _asked_for(lines: Sequence[Line], asked: Asked) -> list[Line]:
    words = script.simplified(asked.q).lower()
    return [
        line
        for line in lines
        if asked.what in ("", line.code)
        and asked.state in ("", line.state)
        and asked.quantity in ("", line.quantity)
        and (not words or words in _words_of(line))
    ]


def _words_of(line: Line) -> str:
    parent = f"{line.link.number} {line.link.name} {line.link.certificate_number}" if line.link else ""
    return f"{line.number} {line.name} {parent}".lower()


def _row(request: HttpRequest, given: Given, line: Line, asked: Asked) -> Row:
    link = line.link
    return Row(
        line.number, line.name, _node_address(request, asked, line.code, line.number), _kind(line),
        _place(given.places, line.place), f"{link.number} {link.name}".strip() if link else "–",
        _node_address(request, asked, STANDARD, link.number) if link and link.number else "",
        _certificate(link), _until(line), LAMPS[line.state], state_word(line.state), reason(line),
        asked.node == f"{line.code}/{line.number}",
    )  # fmt: skip


def _kind(line: Line) -> str:
    if line.code == INSTRUMENT:
        return choices.kind_name(line.kind)
    if line.code == STANDARD:
        return str(choices.STANDARD_KINDS.get(line.kind, line.kind))
    return str(choices.QUANTITIES.get(line.quantity, line.quantity))


def _certificate(link: Link | None) -> str:
    if link is None:
        return "–"
    return link.certificate_number or (_("declared") if link.number else "–")


def _until(line: Line) -> str:
    """The last day on which the chain holds; a broken one shows the last day of its certificate."""
    if line.until is not None:
        return (line.until - timedelta(days=1)).isoformat()
    if line.state == queries.BROKEN and line.link is not None and line.link.last_day is not None:
        return line.link.last_day.isoformat()
    return "–" if line.state == queries.BROKEN else _("open")


def reason(line: Line) -> str:
    """Why a chain is broken, as a sentence; nothing for one that holds."""
    if not line.reason:
        return ""
    link = line.link
    last = link.last_day if link is not None else None
    begins = link.done_on if link is not None else None
    day = begins if line.reason == "not_yet" else last
    values = {
        "parent": f"{link.number} {link.name}".strip() if link is not None and link.number else _("The standard above"),
        "where": line.where or "–",
        "day": formats.day(day) if day is not None else "–",
    }
    return str(messages.BROKEN[line.reason]) % values


def _place(places: Places, code: str) -> str:
    return places[code].short(formats.language()) if code in places else code


# the chosen node


def _panel(request: HttpRequest, given: Given, asked: Asked) -> ChosenPanel | None:
    chosen = given.chosen
    if chosen is None:
        return None
    line = chosen.line
    total = sum(chosen.below.values())
    return ChosenPanel(
        line.number, line.name, f"{kind_words()[line.code]} · {_kind(line)}", LAMPS[line.state], state_word(line.state),
        reason(line), _until(line), [_chain_row(request, asked, link) for link in chosen.chain],
        _impact(line, chosen.below) if line.code == STANDARD else "",
        [_row(request, given, one, asked) for one in chosen.below_lines[:20]],
        _("and %(count)s more") % {"count": formats.count(total - 20)} if total > 20 else "",
        _address(request, asked, node=""),
    )  # fmt: skip


def _impact(line: Line, below: Mapping[str, int]) -> str:
    if line.state == queries.BROKEN:
        return _("Its chain is broken already; nothing below rests on it today.")
    if not below:
        return _("If this standard lapsed, nothing below would lose its chain.")
    return _(
        "If this standard lapsed, %(demands)s demands, %(instruments)s instruments and %(standards)s standards below would"
        " lose their chain."
    ) % {
        "demands": formats.count(below.get(DEMAND, 0)),
        "instruments": formats.count(below.get(INSTRUMENT, 0)),
        "standards": formats.count(below.get(STANDARD, 0)),
    }


def _chain_row(request: HttpRequest, asked: Asked, link: Link) -> ChainRow:
    state = queries.VALID if link.holds else queries.BROKEN
    return ChainRow(
        link.number, link.name, _node_address(request, asked, STANDARD, link.number) if link.number else "",
        _certificate(link), link.done_on.isoformat() if link.done_on else "–",
        link.last_day.isoformat() if link.last_day else "–", uncertainty(link), LAMPS[state], state_word(state),
    )  # fmt: skip


def uncertainty(link: Link) -> str:
    """0.02 MPa, without trailing noughts."""
    if link.uncertainty is None:
        return "–"
    number = Decimal(link.uncertainty).scaleb(-SCALE).normalize()
    return f"{number:f} {link.unit}".strip()


# addresses


def _query(asked: Asked) -> str:
    told = {name: getattr(asked, name) for name in (*FIELDS, "node")}
    told |= {"ahead": "" if asked.ahead == USUALLY_AHEAD else str(asked.ahead)}
    told |= {"page": "" if asked.page <= 1 else str(asked.page)}
    kept = ("place",)  # every link keeps the place by itself
    return urlencode({name: value for name, value in told.items() if value and name not in kept})


def _address(request: HttpRequest, asked: Asked, **changes: Any) -> str:
    return to(request, "traceability", query=_query(replace(asked, **changes)))


def _node_address(request: HttpRequest, asked: Asked, code: str, number: str) -> str:
    return _address(request, asked, node=f"{code}/{number}") + "#chosen"


# the picture


def _graph(request: HttpRequest, given: Given, asked: Asked) -> dict[str, Any]:
    """Nodes with their places on the sheet: a column for each layer that has any, in each the children beside their parents."""
    picture = given.found.picture
    parent_of = {edge.child: edge.parent for edge in picture.edges}
    lines = {line.key: line for line in given.found.lines}
    drawn = sorted({node.layer for node in picture.nodes})
    columns = {layer: [node for node in picture.nodes if node.layer == layer] for layer in drawn}
    tall = max((len(nodes) for nodes in columns.values()), default=1)
    height: dict[str, float] = {}
    for nodes in columns.values():
        nodes.sort(
            key=lambda node: (
                height.get(parent_of.get(node.id, ""), tall),
                queries.STATES.index(node.state),
                node.label,
            )
        )
        for at, node in enumerate(nodes):
            height[node.id] = (at + 0.5) * tall / len(nodes)
    told = [
        {
            "id": node.id, "x": at * COLUMN, "y": round(height[node.id] * ROW), "layer": at,
            "label": _label(node), "state": node.state, "word": state_word(node.state),
            "address": _drawn_address(request, asked, node, lines),
            "chosen": node.key is not None and node.key in lines and asked.node == f"{node.key[0]}/{lines[node.key].number}",
        }
        for at, layer in enumerate(drawn)
        for node in columns[layer]
    ]  # fmt: skip
    words = layers()
    return {
        "nodes": told,
        "edges": [{"source": edge.parent, "target": edge.child, "state": edge.state} for edge in picture.edges],
        "layers": [words[layer] for layer in drawn],
        "height": tall * ROW + 40,
        "sentence": _("Chains of traceability: %(broken)s lines are broken, %(soon)s break within %(days)s days. The table below says the same.")
        % {"broken": given.found.broken, "soon": given.found.soon, "days": given.found.ahead},
    }  # fmt: skip


def _label(node: queries.DrawnNode) -> str:
    if node.key is not None and node.count == 1:
        return node.label
    quantity = choices.QUANTITIES.get(node.label)
    name = _("Demand, %(quantity)s") % {"quantity": quantity} if quantity else choices.kind_name(node.label)
    return f"{name} ×{node.count}"


def _drawn_address(request: HttpRequest, asked: Asked, node: queries.DrawnNode, lines: Mapping[Any, Line]) -> str:
    """A single node opens itself; a group opens the table of its kind and state."""
    if node.key is not None and node.key in lines:
        return _node_address(request, asked, node.key[0], lines[node.key].number)
    code = node.id.split(":", 1)[0]
    return _address(request, asked, what=code, state=node.state, page=1) + "#table"


def sheet(request: HttpRequest, given: Given, asked: Asked) -> tuple[list[str], list[list[str]]]:
    """The lines that the filters ask for, for a file."""
    heads = [
        _("Kind"), _("Number"), _("Name"), _("Type"), _("Place"), _("Standard above"), _("Certificate"), _("Until"),
        _("State"), _("Reason"),
    ]  # fmt: skip
    rows = []
    for line in _asked_for(given.found.lines, asked):
        row = _row(request, given, line, asked)
        rows.append([
            kind_words()[line.code], row.number, row.name, row.kind, row.place, row.parent, row.certificate, row.until,
            row.state, row.reason,
        ])  # fmt: skip
    return heads, rows


# reading a digital certificate


READ_FIELDS = ("place", "about", "about_number", "used", "reason")


@dataclass(frozen=True)
class ReadForm:
    """What was typed beside the file. `about` is instrument, standard or "" (find it by its serial number)."""

    place: str = ""
    about: str = ""
    about_number: str = ""
    used: str = ""
    reason: str = ""

    def named(self) -> list[tuple[str, str, str]]:
        """Field of the register, kind and number of the records that were named."""
        about = [(self.about, self.about, self.about_number)] if self.about in (INSTRUMENT, STANDARD) else []
        return [*about, ("used", STANDARD, self.used)]


@dataclass(frozen=True)
class ReadPage:
    title: str
    sub: str
    form: ReadForm
    places: Sequence[Option]
    abouts: Sequence[Option]
    errors: Sequence[tuple[str, str]]
    asks_reason: bool


def reading(
    request: HttpRequest,
    places: Places,
    allowed: frozenset[str] | None,
    form: ReadForm,
    errors: Sequence[tuple[str, str]],
) -> ReadPage:
    abouts = [
        ("", _("found by its serial number")), (INSTRUMENT, _("an instrument, by its number")),
        (STANDARD, _("a measurement standard, by its number")),
    ]  # fmt: skip
    return ReadPage(
        _("Read a digital certificate"),
        _("PTB digital calibration certificates (DCC 3.x). Signatures are checked and the file is kept unchanged."),
        form,
        [
            Option(one.code, _place(places, one.code), one.code == form.place)
            for one in places
            if not one.context and (allowed is None or one.code in allowed)
        ],
        [Option(value, words, value == form.about) for value, words in abouts],
        errors,
        bool(form.reason) or any(field == "used" for field, _sentence in errors),
    )


def unfit(form: ReadForm, upload: Any, found: Mapping[str, Any], *, known: bool, most: int) -> list[tuple[str, str]]:
    """What has to be filled in or changed before the file is looked at: (field, sentence)."""
    errors = []
    if upload is None:
        errors.append(("file", _("No file is chosen. Choose the .xml file that the laboratory sent.")))
    elif (upload.size or 0) > most:
        errors.append(("file", _("The file is larger than 20 MB. Ask the laboratory for a smaller one.")))
    if not known:
        errors.append(("place", _("No place is chosen. Choose the place that the certificate belongs to.")))
    if form.about and not form.about_number:
        errors.append(("about_number", _("The number is empty. Write it, or let it be found by its serial number.")))
    for name, _kind_of, number in form.named():
        if number and found.get(name) is None:
            sentence = _("“%(number)s” is not recorded. Record it first, or check how it is written.")
            errors.append(("used" if name == "used" else "about_number", sentence % {"number": number}))
    return errors


def recorded(certificate: Any) -> str:
    """What was read, in a sentence."""
    about = certificate.instrument or certificate.standard
    signed = {
        "right": _("signed by %(signer)s, signature right; the chain of signers was not checked"),
        "expired": _("signed by %(signer)s, signature right; the signer's own certificate does not cover today"),
    }.get(certificate.signature, _("not signed"))
    return _("Certificate %(number)s is recorded: %(about)s, %(result)s, %(day)s; %(signed)s.") % {
        "number": certificate.number, "about": about, "result": certificate.get_result_display(),
        "day": formats.day(certificate.done_on), "signed": signed % {"signer": certificate.signer},
    }  # fmt: skip

"""Reading and checking what a package ships for figures: `indicators/*.yaml` and `figures/*.csv`. Pure."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from zhiheng.figures import rules, simulated
from zhiheng.figures.package import FigureSpec, IndicatorSpec
from zhiheng.figures.rules import Content, Fault, Shape
from zhiheng.packages.lines import Table
from zhiheng.packages.problems import Place, Problem, in_order
from zhiheng.packages.reading import Package, Reading, typed, unknown_code
from zhiheng.packages.words import Words, listed, quoted, same

COLUMNS = FigureSpec.keys()


@dataclass(frozen=True)
class ShippedFigure:
    """A row of `figures/*.csv` with where it stands."""

    place: Place
    spec: FigureSpec


@dataclass(frozen=True)
class Shipped:
    """What could be read; what could not is in `problems`."""

    indicators: dict[str, IndicatorSpec]
    figures: list[ShippedFigure]
    problems: list[Problem]


def read(package: Package) -> Shipped:
    """The indicators and dated figures of a package. Never raises."""
    reading: Reading[dict[str, IndicatorSpec]] = package.read_all("indicators", IndicatorSpec)
    indicators = {spec.code: spec for spec in (reading.value or {}).values()}
    problems = list(reading.problems)
    figures: list[ShippedFigure] = []
    for file in package.under("figures", ".csv"):
        for found in _rows(package.files[file], file):
            if isinstance(found, Problem):
                problems.append(found)
            else:
                figures.append(found)
    return Shipped(indicators, figures, problems)


def _rows(raw: bytes, file: str) -> Iterator[ShippedFigure | Problem]:
    """Rows and problems of one CSV file, in order."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        found = Words(f"字节 0x{raw[error.start]:02X}", f"byte 0x{raw[error.start]:02X}")
        yield Problem("not_utf8", Place(file, line), "", found, Words("UTF-8 编码的文字", "text in UTF-8"))
        return
    lines = csv.reader(io.StringIO(text, newline=""))
    heads = next(lines, [])
    if unknown := [head for head in heads if head not in COLUMNS]:
        yield Problem("unknown_column", Place(file, 1), "", quoted("、".join(unknown)), listed(COLUMNS, 40))
        return
    start = lines.line_num + 1
    for cells in lines:
        if any(cells):
            yield from _row(heads, cells, Place(file, start))
        start = lines.line_num + 1


def _row(heads: list[str], cells: list[str], place: Place) -> Iterator[ShippedFigure | Problem]:
    if len(cells) != len(heads):
        found = Words(f"{len(cells)} 个单元格", f"{len(cells)} cells")
        allowed = Words(f"与表头一样 {len(heads)} 个", f"{len(heads)}, as in the head")
        yield Problem("wrong_form", place, "", found, allowed)
        return
    table = Table(place)
    for head, cell in zip(heads, cells, strict=True):
        if cell.strip():  # an empty cell says nothing
            table[head], table.lines[head] = cell.strip(), place.line
    reading: Reading[FigureSpec] = typed(table, FigureSpec, place.file, place)
    yield from reading.problems
    if reading.value is not None:
        yield ShippedFigure(place, reading.value)


def shape_of(spec: IndicatorSpec) -> Shape:
    """What the indicator lets a figure be."""
    sanity = spec.sanity
    return Shape(
        spec.code, spec.kind, spec.unit, tuple(stage.code for stage in spec.stages), spec.every,
        sanity.low if sanity else None, sanity.high if sanity else None,
    )  # fmt: skip


def content_of(spec: FigureSpec, milestone: bool) -> Content:
    """The row as the content of a figure.

    Raises:
        InvalidOperation: when a value that should be a number is none.
    """
    value = None if milestone or spec.value is None else Decimal(spec.value)
    return Content(
        spec.indicator, spec.place, spec.period, spec.class_ or "", spec.part, spec.whole, value,
        (spec.value or "") if milestone else "", spec.low, spec.high, spec.sample, spec.population,
        spec.kind, spec.stage, spec.mark or "", spec.note or "", spec.source,
    )  # fmt: skip


def check(package: Package) -> list[Problem]:
    """The problems of a package's indicators, figures and demonstration, by file and line."""
    shipped = read(package)
    found = [
        *shipped.problems,
        *_references(package, shipped),
        *_contents(shipped),
        *_once(shipped),
        *simulated.check(package),
    ]
    return in_order(found)


def _references(package: Package, shipped: Shipped) -> Iterator[Problem]:
    indicators, places, sources = (package.codes(kind) for kind in ("indicators", "places", "sources"))
    for row in shipped.figures:
        spec = row.spec
        if spec.indicator not in indicators:
            yield unknown_code(row.place, "indicator", spec.indicator, indicators, Words("指标", "indicator"))
        if spec.place not in places:
            yield unknown_code(row.place, "place", spec.place, places, Words("地区", "place"))
        if spec.mark == "verified" and spec.source not in sources and "://" not in spec.source:
            yield unknown_code(row.place, "source", spec.source, sources, Words("来源", "source"))
    clauses = package.codes("clauses")
    for indicator in shipped.indicators.values():
        yield from _named_by(indicator, clauses, sources)


def _named_by(indicator: IndicatorSpec, clauses: dict[str, Place], sources: dict[str, Place]) -> Iterator[Problem]:
    """The clause and the sources that an indicator names exist."""
    marked = [indicator.source, *indicator.stages, *([indicator.sanity] if indicator.sanity else [])]
    for part in marked:
        if part.source is not None and part.source not in sources:
            yield unknown_code(part.at("source"), indicator.code, part.source, sources, Words("来源", "source"))
    clause = indicator.source.clause
    if clause is not None and clause not in clauses:
        yield unknown_code(indicator.source.at("clause"), indicator.code, clause, clauses, Words("条款", "clause"))


def _contents(shipped: Shipped) -> Iterator[Problem]:
    """Each figure fits its indicator: kind, unit, stages, frequency; an unusual value is only noted."""
    for row in shipped.figures:
        indicator = shipped.indicators.get(row.spec.indicator)
        if indicator is None:
            continue
        if row.spec.unit is not None and row.spec.value is not None and row.spec.unit != indicator.unit:
            yield Problem("unit", row.place, "unit", quoted(row.spec.unit), same(indicator.unit))
        try:
            content = content_of(row.spec, indicator.kind == "milestone")
        except InvalidOperation:
            allowed = Words("数字，例如 87.2", "a number such as 87.2")
            yield Problem("wrong_form", row.place, "value", quoted(row.spec.value or ""), allowed)
            continue
        for fault in rules.faults_of(content, shape_of(indicator)):
            yield _problem(fault, row, indicator)


def _problem(fault: Fault, row: ShippedFigure, indicator: IndicatorSpec) -> Problem:
    spec = row.spec
    written = spec.value or (f"{spec.part}/{spec.whole}" if spec.part is not None else spec.period)
    allowed = _ALLOWED.get(fault.code)
    words = allowed or Words(f"按指标 {indicator.code} 的规定", f"what indicator {indicator.code} takes")
    if fault.code in {"unknown_stage", "stage_needed"}:
        words = listed([stage.code for stage in indicator.stages])
    if fault.code == "unusual":
        words = Words(
            f"通常在 {fault.values['low']} 与 {fault.values['high']} 之间",
            f"usually between {fault.values['low']} and {fault.values['high']}",
        )
    if fault.code == "period_kind":
        return Problem("period_kind", row.place, "period", quoted(spec.period), same(f"every: {indicator.every}"))
    return Problem(fault.code, row.place, fault.column or "", quoted(written), words, "note" if fault.soft else "error")


_ALLOWED = {
    "share_needed": Words("part 与 whole（只有 published 可以只写百分比）", "part and whole (only published may be a bare percentage)"),
    "part_above_whole": Words("part 不大于 whole", "part not above whole"),
    "below_zero": Words("不小于 0", "0 or more"),
    "not_a_number_of_things": Words("不小于 0 的整数", "a whole number of 0 or more"),
    "a_hundredth": Words("百分数本身，例如 87.2", "the percentage itself, such as 87.2"),
    "outside_interval": Words("数值在 low 与 high 之间", "a value between low and high"),
}  # fmt: skip


def _once(shipped: Shipped) -> Iterator[Problem]:
    """One row says one thing; two rows about the same indicator, place, period and data stage contradict each other."""
    seen: dict[tuple[str, ...], Place] = {}
    for row in shipped.figures:
        key = (row.spec.indicator, row.spec.place, row.spec.period, row.spec.class_ or "", row.spec.stage)
        first = seen.setdefault(key, row.place)
        if first != row.place:
            found = Words(
                f"再次出现（首次在 {first.file} 第 {first.line} 行）",
                f"again (first in {first.file} line {first.line})",
            )
            yield Problem(
                "duplicate_figure", row.place, " › ".join(key[:3]), found, Words("每项数据只写一次", "each figure once")
            )

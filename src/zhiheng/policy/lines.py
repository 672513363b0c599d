"""From lines to paragraphs: line ends of a printed page are repaired, page numbers are passed over.

A text taken from a page breaks its lines anywhere, also inside words, numbers and brackets. Such a document shows it:
many long lines of one width end without a full stop.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhiheng.policy.canonical import Run, squeezed
from zhiheng.policy.drawn import is_drawn, regions, rows_of

_LINE_END = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_PAGE_NUMBER = re.compile(r"(?:-{1,2}|·|第)?\d{1,4}(?:-{1,2}|·|页(?:[,/]?共\d{1,4}页)?)?|\d{1,4}/\d{1,4}")
_DECORATED_PAGE_NUMBER = re.compile(r"-{1,2}\d{1,4}-{1,2}|第\d{1,4}页(?:[,/]?共\d{1,4}页)?")
_STOPS = '。;:!?”"』」'
_HEADING = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,5}(?:[编篇章节条]|部分)|[一二三四五六七八九十]{1,3}[、.]|[壹贰叁参肆伍陆柒捌玖拾]{1,2}、|\([一二三四五六七八九十]{1,3}\)"
    r"|\d{1,3}[.、](?!\d)|\(\d{1,2}\)|[①-⑳]|专栏\d|附件\d*(?::|$)|--"
)
_HALF_BRACKET = re.compile(r"[\d一二三四五六七八九十a-zA-Z]{1,2}\)")
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
# 第一章 总则　　第一条 …: paragraphs that lost their line ends keep the indent of the next one.
_FLATTENED = re.compile(
    r"(?<=\S)(?:\s{2,}(?=第[一二三四五六七八九十百零〇\d]{1,5}[编篇章节条][\s\u4e00-\u9fff])"
    r"|\s+(?=第[一二三四五六七八九十百零〇\d]{1,5}条\s))"
)
_UNIT_FIRST = re.compile(r"[%‰]|个(?![人体别性案])|[万亿][元亩吨人家户个平千公立]")
_LONG = 28  # half characters
_SHARE_OF_WIDTH = 0.84


@dataclass(frozen=True, slots=True)
class Line:
    start: int
    end: int
    indent: int
    run: Run
    columns: bool = False  # parted by wide gaps: a line of a table
    cells: tuple[Run, ...] = ()  # a row of a drawn table

    @property
    def width(self) -> int:
        """Columns that the line takes on paper: a Chinese character two, a digit one."""
        text = self.run.text
        if self.columns:
            return 0
        return 2 * len(text) - sum(map(str.isascii, text)) if not text.isascii() else len(text)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What was one paragraph on paper; `run` is without white space and line ends."""

    start: int
    end: int
    run: Run
    cells: tuple[Run, ...] = ()  # a row of a drawn table; `run` then holds its cells, parted by ;

    @property
    def text(self) -> str:
        return self.run.text


def lines_of(fold: str, source: str = "") -> list[Line]:
    """The lines that hold something, in order; the source shows the tabs that folding turned into spaces."""
    found: list[Line] = []
    start = 0
    for match in _LINE_END.finditer(fold):
        _keep_parts(fold, start, match.start(), found, source)
        start = match.end()
    _keep_parts(fold, start, len(fold), found, source)
    return found


def _keep_parts(fold: str, start: int, end: int, found: list[Line], source: str) -> None:
    for cut in _FLATTENED.finditer(fold, start, end):
        _keep(fold, start, cut.start(), found, source)
        start = cut.end()
    _keep(fold, start, end, found, source)


def _keep(fold: str, start: int, end: int, found: list[Line], source: str) -> None:
    piece = fold[start:end]
    body = piece.strip()
    if body:
        indent = len(piece) - len(piece.lstrip())
        begin = start + indent
        columns = (
            ("  " in body and len(_GAP.findall(body)) >= 2)
            or body.count("|") >= 2
            or "\t" in source[begin : begin + len(body)]
        )
        found.append(Line(begin, begin + len(body), indent, squeezed(fold, begin, begin + len(body)), columns))


def page_width(lines: list[Line]) -> int:
    """The width of the page where lines were broken by a printer, else 0."""
    long = [(line.width, line.run.text) for line in lines if not line.run.text.startswith("|")]
    long = [(width, text) for width, text in long if width >= _LONG]
    if len(long) < 6:
        return 0
    loose = sorted(width for width, text in long if text[-1] not in _STOPS)
    if len(loose) * 5 < len(long) * 2:
        return 0
    width = loose[len(loose) * 3 // 4]
    if 2 * sum(length for length, _ in long if length > width * 1.5) > sum(length for length, _ in long):
        # Most of the text stands in longer lines: the short ones are cells of a table.
        return 0
    near = sum(1 for length in loose if width * 0.8 <= length <= width * 1.25)
    return width if near * 3 >= len(loose) * 2 and width <= 180 else 0


def paragraphs_of(fold: str, source: str = "") -> list[Paragraph]:
    """Paragraphs in order; a line that only carries a page number belongs to none."""
    return page_of(fold, source)[0]


def page_of(fold: str, source: str = "") -> tuple[list[Paragraph], int]:
    """The paragraphs, and the width of the printed page that they were put together from (0 for none)."""
    lines = lines_of(fold, source)
    if is_drawn(fold):
        lines = _undrawn(fold, lines)
    width = page_width(lines)
    lines = [line for line in lines if not _is_page_number(line, width)]
    return [_joined(group) for group in _groups(lines, width)], width


def _undrawn(fold: str, lines: list[Line]) -> list[Line]:
    """Drawn tables as lines with cells; what stands in a frame of one column as lines of text."""
    out: list[Line] = []
    done = 0
    spans = [(line.start - line.indent, line.end) for line in lines]
    for first, beyond in regions(fold, spans):
        out += lines[done:first]
        done = beyond
        for cells in rows_of(fold, spans[first:beyond]):
            run = _in_a_row(cells)
            if run.text:
                places = (min(run.places), max(run.places) + 1)
                out.append(Line(*places, 0, run, len(cells) > 1, cells if len(cells) > 1 else ()))
    return [*out, *lines[done:]]


def _in_a_row(cells: tuple[Run, ...]) -> Run:
    text, places = "", list[int]()
    for cell in cells:
        if text and cell.text:
            text += ";"
            places.append(places[-1] + 1)
        text += cell.text
        places += cell.places
    return Run(text, places)


def _is_page_number(line: Line, width: int) -> bool:
    text = line.run.text
    if len(text) > 16:
        return False
    return _DECORATED_PAGE_NUMBER.fullmatch(text) is not None or (
        width > 0 and _PAGE_NUMBER.fullmatch(text) is not None
    )


def _groups(lines: list[Line], width: int) -> Iterator[list[Line]]:
    group: list[Line] = []
    depth = 0
    for line in lines:
        if group and not _runs_on(group, line, width, depth):
            yield group
            group, depth = [], 0
        group.append(line)
        depth = max(0, depth + line.run.text.count("(") - line.run.text.count(")"))
    if group:
        yield group


def _runs_on(group: list[Line], line: Line, width: int, depth: int) -> bool:
    """Whether a line goes on with the paragraph before it."""
    last = group[-1].run.text
    if line.columns or group[-1].columns:
        return False
    if depth and len(group) <= 4 and ")" in line.run.text and not _HEADING.match(line.run.text):
        return _HALF_BRACKET.match(line.run.text) is None
    if _is_number_end(last, line.run.text) and group[-1].width >= _LONG:
        return True
    if not width or group[-1].width < width * _SHARE_OF_WIDTH:
        return False
    if last[-1] in "。!?" and not depth:
        return False
    if _HEADING.match(line.run.text) and (last[-1] in _STOPS or not depth) and not _is_number_end(last, line.run.text):
        return False
    return not (line.indent > group[-1].indent and len(group) > 1 and last[-1] in _STOPS)


def _is_number_end(last: str, text: str) -> bool:
    """A number may be cut by the line end, or cut off from its unit: 达到9 | 8.5%, 推出4-6 | 个菜种."""
    return last[-1].isdigit() and (text[:1].isdigit() or _UNIT_FIRST.match(text) is not None)


def is_long(text: str) -> bool:
    """Whether a line counts when the width of a printed page is looked for."""
    return 2 * len(text) - sum(map(str.isascii, text)) >= _LONG


def is_loose(text: str) -> bool:
    return text[-1:] not in _STOPS


def _joined(group: list[Line]) -> Paragraph:
    if len(group) == 1:
        return Paragraph(group[0].start, group[0].end, group[0].run, group[0].cells)
    text = "".join(line.run.text for line in group)
    places = [place for line in group for place in line.run.places]
    return Paragraph(group[0].start, group[-1].end, Run(text, places))

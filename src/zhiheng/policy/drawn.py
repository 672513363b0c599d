"""Tables drawn with signs: ┌─┬─┐ │ │, or +---+ and |, as some programs print them into plain text.

A rule under a column closes its cell; where a rule leaves a column out, the cell above goes on and belongs to the next
row as well. A frame around one column is no table: its words are paragraphs.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from zhiheng.policy.canonical import Run, squeezed

_BARS = "│┃║"
_JOINTS = "┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝╟╢╞╡╪╫╤╧╒╕╘╛╓╖╙╜╭╮╰╯┝┥┠┨┯┷┰┸"
_FRAME = re.compile(f"[{_BARS}{_JOINTS}]")
_GRID_RULE = re.compile(r"\+(?:[-=:]{2,}\+)+")
_MAYBE = re.compile(rf"[{_BARS}{_JOINTS}]|\+[-=]{{2,}}")
_RULE = re.compile(r"[-=:━═┄┈╌\s]*[-=━═┄┈╌][-=:━═┄┈╌\s]*")
_INTEGER = re.compile(r"\d{1,3}[.、]?")
_FRESH = re.compile(
    r"\s{4,}|\u3000\u3000|(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,3}[.、](?!\d))"
)
_ROWS_OF_A_CELL = 30
_LEFT_BLANK = 4  # half characters at the end of a line that is not full


def is_drawn(text: str) -> bool:
    """Whether a text may hold such a table at all."""
    return _MAYBE.search(text) is not None


def belongs_to_frame(text: str) -> bool:
    """Whether a line holds a sign of a frame."""
    return _FRAME.search(text) is not None or _GRID_RULE.match(text) is not None


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two signs of a frame on one line."""

    start: int
    end: int
    text: str
    left: int  # half characters before it on the line
    right: int

    @property
    def rules(self) -> bool:
        return _RULE.fullmatch(self.text) is not None


@dataclass(slots=True)
class Cell:
    """A cell of the table, which may belong to several rows."""

    runs: list[Run] = field(default_factory=list)
    rows: int = 0

    def goes_on(self) -> bool:
        """A cell whose rule never comes ends nevertheless, so that no table costs more than its length."""
        self.rows += 1
        return self.rows < _ROWS_OF_A_CELL

    def add(self, run: Run) -> None:
        if run.text:
            self.runs.append(run)

    @property
    def run(self) -> Run:
        if len(self.runs) == 1:
            return self.runs[0]
        return Run("".join(run.text for run in self.runs), [place for run in self.runs for place in run.places])


def regions(fold: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Lines (first, beyond) that make up one drawn table each; `spans` are the lines of the text."""
    n = 0
    while n < len(spans):
        start, end = spans[n]
        grid = _GRID_RULE.match(fold[start:end].strip()) is not None
        if not grid and _FRAME.search(fold, start, end) is None:
            n += 1
            continue
        first = n
        while n < len(spans) and _goes_on(fold, *spans[n], grid=grid):
            n += 1
        if n - first > 1:
            yield first, n


def _goes_on(fold: str, start: int, end: int, *, grid: bool) -> bool:
    return fold[start:end].lstrip()[:1] in ("|", "+") if grid else _FRAME.search(fold, start, end) is not None


def _without_margins(lines: list[list[Piece]]) -> list[list[Piece]]:
    """What stands left and right of the outer signs, where it is blank on every line."""
    first = 0 if any(line[0].text.strip() for line in lines) else 1
    last = 0 if any(line[-1].text.strip() for line in lines) else 1
    return [line[first : len(line) - last] for line in lines]


def rows_of(fold: str, spans: Sequence[tuple[int, int]]) -> list[tuple[Run, ...]]:
    """The rows of a drawn table, each with the runs of its cells; rows of one cell for a frame around one column."""
    grid = _GRID_RULE.match(fold[slice(*spans[0])].strip()) is not None
    lines = _without_margins([_pieces(fold, start, end, grid=grid) for start, end in spans])
    usual = Counter(len(line) for line in lines if line and not any(piece.rules for piece in line))
    if not usual:
        return []
    width = max(usual, key=lambda count: (usual[count], count)) if len(usual) > 1 else next(iter(usual))
    width = max(width, *(count for count in usual if usual[count] * 3 >= usual[width]))
    if width == 1:
        return [(run,) for run in _paragraphs(fold, [line for line in lines if line])]
    edges = next([piece.left for piece in line] for line in lines if len(line) == width)
    return list(_assembled(fold, [_under_columns(line, edges) for line in lines]))


def _pieces(fold: str, start: int, end: int, *, grid: bool) -> list[Piece]:
    line = fold[start:end]
    signs = _FRAME
    if grid:
        signs = re.compile(r"[|+]") if "+-" in line or "+=" in line else re.compile(r"\|")
    cuts = [found.start() for found in signs.finditer(line)]
    bounds = [-1, *cuts, len(line)]
    places = _columns(line)
    return [
        Piece(start + low + 1, start + high, line[low + 1 : high], places[low + 1], places[high])
        for low, high in pairwise(bounds)
    ]


def _columns(line: str) -> list[int]:
    """For each place of a line, how many half characters stand before it; a sign of the frame counts one."""
    out = [0]
    for char in line:
        out.append(out[-1] + (2 if char > "\u2e7f" and char not in _JOINTS else 1))
    return out


def _under_columns(line: list[Piece], edges: Sequence[int]) -> list[Piece | None]:
    """Each piece under its column; a piece that spans columns stands in the first, a rule in all of them."""
    if len(line) > len(edges):
        rest = line[len(edges) - 1 :]
        text = "".join(piece.text for piece in rest)
        line = [*line[: len(edges) - 1], replace(rest[0], end=rest[-1].end, text=text, right=rest[-1].right)]
    if len(line) == len(edges):
        return list(line)
    out: list[Piece | None] = [None] * len(edges)
    at = 0
    for n, piece in enumerate(line):
        following = line[n + 1].left if n + 1 < len(line) else None
        beyond = len(edges) - (len(line) - n - 1)
        reach = at + 1
        while reach < beyond and (following is None or abs(edges[reach] - following) > _near(edges, reach)):
            reach += 1
        for column in range(at, reach):
            out[column] = piece if column == at or piece.rules else None
        at = reach
    return out


def _near(edges: Sequence[int], column: int) -> int:
    return max(1, min(6, (edges[column] - edges[column - 1]) // 2))


def _assembled(fold: str, lines: Sequence[Sequence[Piece | None]]) -> Iterator[tuple[Run, ...]]:
    """Rows from lines under columns."""
    width = len(lines[0])
    cells = [Cell() for _ in range(width)]
    filled = False
    for line in lines:
        ruled = [piece is not None and piece.rules for piece in line]
        if not any(ruled):
            if filled and _begins_row(fold, line[0], cells[0]):
                yield tuple(cell.run for cell in cells)
                cells = [Cell() for _ in range(width)]
        elif filled:
            yield tuple(cell.run for cell in cells)
            cells = [
                cell if not closed and cell.goes_on() else Cell() for closed, cell in zip(ruled, cells, strict=True)
            ]
            filled = False
        for piece, cell, rule in zip(line, cells, ruled, strict=True):
            if piece is not None and not rule:
                cell.add(squeezed(fold, piece.start, piece.end))
        filled = filled or not any(ruled)
    if filled:
        yield tuple(cell.run for cell in cells)


def _begins_row(fold: str, piece: Piece | None, above: Cell) -> bool:
    """Rows without a rule between them: each begins with the next number."""
    if piece is None or not above.runs:
        return False
    return _INTEGER.fullmatch(piece.text.strip()) is not None and _INTEGER.fullmatch(above.run.text) is not None


def _paragraphs(fold: str, lines: Sequence[list[Piece]]) -> Iterator[Run]:
    """The paragraphs inside a frame: a line that is full goes on with the next."""
    cell = Cell()
    full = False
    for line in lines:
        piece = line[0]
        if piece.rules or not piece.text.strip():
            full = False
            continue
        if cell.runs and (not full or _FRESH.match(piece.text)):
            yield cell.run
            cell = Cell()
        cell.add(squeezed(fold, piece.start, piece.end))
        body = piece.text.rstrip()
        full = len(piece.text) - len(body) < _LEFT_BLANK
    if cell.runs:
        yield cell.run

"""Tables: rows of cells, each cell of a known kind.

A table reaches the reader as cells parted by tabs or bars, as columns parted by spaces (a printed page), or with
every cell on a line of its own. The words of its head say what each column holds.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhiheng.policy.canonical import Run, squeezed
from zhiheng.policy.lines import Paragraph
from zhiheng.policy.names import split_names
from zhiheng.policy.numbering import mark_at

_HEADS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("index", r"序号|编号|序|No\.?"),
        ("person", r"[\u4e00-\u9fff]{0,6}(?:领导|责任人|负责人|联系人|责任人员)(?:及电话)?"),
        (
            "lead",
            r"(?:牵头|责任|主责|主要责任|负责|实施|主办|承办|承担|考核|完成|落实|主管|第一责任)+(?:责任|考核)?(?:单位|部门|主体|机构|地区)(?:及(?:配合|责任)?单位)?",
        ),
        ("support", r"(?:配合|协办|参与|参加|协同|协作|协助)(?:责任)?(?:单位|部门|机构)"),
        ("due", r"(?:完成|办理|办结|推进)?(?:时限|时间|期限|节点|进度)(?:要求|安排|节点)?|时间进度|完成日期"),
        ("unit", r"(?:计量)?单位"),
        ("property", r"(?:指标)?(?:属性|性质|类型)"),
        ("class", r"(?:指标)?(?:类别|分类|领域|一级指标|维度|方面|项目类别)|类别名称"),
        (
            "baseline",
            r"(?:基期|基准|现状|现值|实际|完成)(?:值|数|情况)?|(?:19|20)\d\d年?\(?(?:基期|基准|现状|实际|完成|实绩)(?:值|数|情况)?\)?|(?:基期|基准年?)\(?(?:19|20)\d\d年?\)?",
        ),
        (
            "value",
            r"“?十[一二三四五六]五”?(?:规划|时期|期末|末)?(?:目标|预期)(?:值)?|(?:预期|目标|规划|指标|计划|期末|考核|控制|约束)(?:目标)?(?:值|数)|(?:年度|阶段|量化|全年|当年)?目标|(?:19|20)\d\d年?(?:度|底|末)?\(?(?:(?:主要|工作|预期|规划|计划|考核)*(?:目标)?(?:任务)?|指标)(?:值|数)?\)?|(?:到|至)?(?:19|20)\d\d年(?:底|末)?(?:目标|预期)?值?|(?:目标|预期)值?\(?(?:19|20)\d\d年?\)?",
        ),
        (
            "growth",
            r"(?:“?十[一二三四五六]五”?(?:时期|期间)?)?(?:年均|累计|年均/累计|年均增速|年均增长|年均\[累计\]|年均增速\[累计\]|年均增长\[累计\]|年均增长/累计|累计增长)(?:\(?%\)?)?(?:增速|增长)?|(?:19|20)\d\d年?(?:底|末)?(?:比|较)(?:19|20)\d\d年?(?:底|末)?(?:累计)?(?:增长|变化|提高|下降|增减|增减率|升降)(?:率|幅度)?(?:\(?%\)?)?|(?:增减|变化|升降)(?:率|幅度|情况)?",
        ),
        ("name", r"(?:主要|具体|核心|二级|三级|考核|发展|质量)?指标(?:名称|内容)?|名称|项目(?:名称)?|目标指标"),
        (
            "task",
            r"(?:重点|主要|工作|目标|具体|改革|任务|[与和及])*(?:任务|措施|举措|内容|事项|工作|要求|分工)(?:内容|分解|目标|名称|措施|要求)*|成果形式|具体要求",
        ),
        ("note", r"备注|说明|指标说明|数据来源"),
    )
)
_SPACED = re.compile(r"\S+")
_COLUMN_GAP = re.compile(r"[ \u3000]{2,}|\t")
_INTEGER = re.compile(r"\d{1,3}[.、]?")
_SIZE = re.compile(r"[<>≥≤~]?\d[\d,.]*(?:[%‰])?")
_GROUP = re.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[、.]?.*")
_NUMBERED_NAME = re.compile(r"(\d{1,3})[.、](?=\D)")
_GROUP_LINE = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))\D+$")
_YEARS = re.compile(r"(?:19|20)\d\d年")
_NAMED_ROW = re.compile(r"(\d{1,3})\s+(\S+.*?)\s+(约束性|预期性)")
_CELL_LIMIT = 400
_HEAD_LIMIT = 18


@dataclass(frozen=True, slots=True)
class Cell:
    kind: str
    head: str
    run: Run


@dataclass(frozen=True, slots=True)
class Row:
    number: str
    start: int
    end: int
    cells: tuple[Cell, ...]

    def of(self, *kinds: str) -> list[Cell]:
        return [cell for cell in self.cells if cell.kind in kinds and cell.run.text]


@dataclass(frozen=True, slots=True)
class Table:
    heads: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    start: int
    end: int


def head_kind(text: str) -> str:
    """What a column with this head holds; empty when the words say nothing."""
    if not text or len(text) > _HEAD_LIMIT:
        return ""
    plain = text.strip("|*")
    for kind, pattern in _HEADS:
        if pattern.fullmatch(plain) or (plain.endswith(")") and pattern.fullmatch(plain[: plain.rfind("(")] or "-")):
            return kind
    return ""


def table_at(source: str, fold: str, paragraphs: Sequence[Paragraph], at: int) -> tuple[Table, int] | None:
    """The table whose head begins at a paragraph, and the number of the paragraph behind it."""
    first = paragraphs[at]
    if first.cells:
        return _drawn(paragraphs, at)
    if len(first.text) > 120:
        return None
    raw = source[first.start : first.end]
    if "\t" in raw:
        return _parted(source, fold, paragraphs, at, "\t")
    if raw.count("|") == 1 and raw.rstrip().endswith("|"):
        return _one_cell_a_line(fold, paragraphs, at)
    if raw.startswith("|") or raw.count("|") >= 2:
        return _parted(source, fold, paragraphs, at, "|")
    if head_kind(first.text):
        return _one_cell_a_line(fold, paragraphs, at)
    if " " in fold[first.start : first.end]:
        return _spaced(fold, paragraphs, at)
    return None


def _drawn(paragraphs: Sequence[Paragraph], at: int) -> tuple[Table, int] | None:
    beyond = at
    while beyond < len(paragraphs) and paragraphs[beyond].cells:
        beyond += 1
    return _tabled([list(piece.cells) for piece in paragraphs[at:beyond]], beyond)


# --- cells parted by a sign -------------------------------------------------------------------------------------


def _parted(source: str, fold: str, paragraphs: Sequence[Paragraph], at: int, sign: str) -> tuple[Table, int] | None:
    first = [_cut(source, fold, p, sign) for p in paragraphs[at : at + 4] if sign in source[p.start : p.end]]
    if all(_heads_in(cells) < 2 for cells in first):
        return None
    lines: list[list[Run]] = []
    beyond = at
    while beyond < len(paragraphs):
        piece = paragraphs[beyond]
        if sign not in source[piece.start : piece.end]:
            if not _between_rows(source, paragraphs, beyond, sign):
                break
            beyond += 1
            continue
        cells = _cut(source, fold, piece, sign)
        if not all(set(cell.text) <= set("-: ") for cell in cells):
            lines.append(cells)
        beyond += 1
    return _tabled(lines, beyond)


def _between_rows(source: str, paragraphs: Sequence[Paragraph], n: int, sign: str) -> bool:
    """一、效益 on a line of its own names the rows that follow it."""
    text = paragraphs[n].text
    if len(text) > 20 or "。" in text or n + 1 >= len(paragraphs):
        return False
    following = paragraphs[n + 1]
    cells = source[following.start : following.end].split(sign)
    return len(cells) > 1 and sum(1 for cell in cells if head_kind(cell.strip())) < 2


def _cut(source: str, fold: str, piece: Paragraph, sign: str) -> list[Run]:
    start, end = piece.start, piece.end
    if sign == "|":
        start += 1 if source[start] == "|" else 0
        end -= 1 if source[end - 1] == "|" else 0
    cells: list[Run] = []
    for text in source[start:end].split(sign):
        cells.append(squeezed(fold, start, start + len(text)))
        start += len(text) + 1
    return cells


def _tabled(lines: list[list[Run]], beyond: int) -> tuple[Table, int] | None:
    """Rows under the first line whose words are heads; a second line of heads fills what the first left open."""
    top = next((n for n, cells in enumerate(lines[:4]) if _heads_in(cells) >= 2), None)
    if top is None:
        return None
    heads = [(head_kind(cell.text), cell.text) for cell in lines[top]]
    body = lines[top + 1 :]
    if body and _heads_in(body[0]) >= 2 and not any(_SIZE.fullmatch(c.text) for c in body[0]):
        under = [(head_kind(cell.text), cell.text) for cell in body[0]]
        heads = [low if low[0] else high for high, low in zip(_padded(heads, len(under)), under, strict=False)]
        body = body[1:]
    heads = _goals_as_tasks(_years_told_apart(heads))
    rows: list[Row] = []
    for cells in _broken_cells_joined(heads, body):
        row = _row(heads, cells, rows)
        if row is not None:
            rows.append(row)
    if not rows:
        return None
    return Table(tuple(heads), tuple(rows), _first(lines[top]), rows[-1].end), beyond


def _broken_cells_joined(heads: Sequence[tuple[str, str]], lines: list[list[Run]]) -> list[list[Run]]:
    """A line end inside a cell: what follows it goes on with the row before, as long as that row is not full."""
    if heads[0][0] != "index":
        return lines
    out: list[list[Run]] = []
    for cells in lines:
        last = out[-1] if out else []
        if (
            last
            and len(last) < len(heads)
            and _INTEGER.fullmatch(last[0].text)
            and cells[0].text
            and not _INTEGER.fullmatch(cells[0].text)
            and not _GROUP.fullmatch(cells[0].text)
            and len(last) + len(cells) - 1 <= len(heads)
        ):
            joined = Run(last[-1].text + cells[0].text, [*last[-1].places, *cells[0].places])
            out[-1] = [*last[:-1], joined, *cells[1:]]
        else:
            out.append(cells)
    return out


def _padded(heads: list[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    return heads + [("", "")] * max(0, count - len(heads))


def _first(cells: list[Run]) -> int:
    return min(cell.places[0] for cell in cells if cell.text)


def _heads_in(cells: list[Run]) -> int:
    return sum(1 for cell in cells if head_kind(cell.text))


def _goals_as_tasks(heads: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """2022年预期目标 beside 责任单位, with no column of names: its cells are sentences, not numbers."""
    kinds = [kind for kind, _ in heads]
    if {"name", "task", "class", "unit", "baseline", "property"} & set(kinds) or kinds.count("value") != 1:
        return heads
    return [("task" if kind == "value" else kind, text) for kind, text in heads]


def _years_told_apart(heads: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of two or more year columns the first is where things start from, unless it says that it is a target."""
    years = [
        (n, int(found[0]))
        for n, (kind, text) in enumerate(heads)
        if kind == "value" and (found := re.search(r"(?:19|20)\d\d", text))
    ]
    has_baseline = any(kind == "baseline" for kind, _ in heads)
    if len(years) >= 2 and not has_baseline:
        at, _year = min(years, key=lambda one: one[1])
        if not re.search(r"目标|预期|规划|计划", heads[at][1]):
            heads = [("baseline", text) if n == at else (kind, text) for n, (kind, text) in enumerate(heads)]
    return heads


def _row(heads: Sequence[tuple[str, str]], cells: list[Run], before: Sequence[Row]) -> Row | None:
    filled = [cell for cell in cells if cell.text]
    if len(filled) < 2 or _groups_rows(heads, cells, filled):
        return None
    if len(cells) < len(heads):
        cells = _matched(heads, cells)
    named = tuple(
        Cell(heads[n][0] if n < len(heads) else "", heads[n][1] if n < len(heads) else "", cell)
        for n, cell in enumerate(cells)
    )
    printed = next(
        (c.run.text.rstrip(".、") for c in named if c.kind == "index" and _INTEGER.fullmatch(c.run.text)), ""
    )
    named, in_name = _number_in_name(named) if not printed else (named, "")
    printed = printed or in_name
    number = printed or str(len(before) + 1)
    places = [cell.places for cell in filled]
    return Row(number, min(p[0] for p in places), max(p[-1] for p in places) + 1, named)


def _number_in_name(cells: tuple[Cell, ...]) -> tuple[tuple[Cell, ...], str]:
    """1.森林覆盖率: where no column holds the numbers, the name begins with its own."""
    first = cells[0]
    found = _NUMBERED_NAME.match(first.run.text)
    if first.kind not in ("name", "task", "") or found is None:
        return cells, ""
    rest = first.run.cut(found.end(), len(first.run.text))
    return (Cell(first.kind, first.head, rest), *cells[1:]), found[1]


def _groups_rows(heads: Sequence[tuple[str, str]], cells: list[Run], filled: list[Run]) -> bool:
    """一 | 经济发展: a line that names the rows below it."""
    return (
        heads[0][0] == "index"
        and len(heads) >= 4
        and len(filled) <= 2
        and cells[0].text != ""
        and not _INTEGER.fullmatch(cells[0].text)
        and _GROUP.fullmatch(cells[0].text) is not None
    )


def _matched(heads: Sequence[tuple[str, str]], cells: list[Run]) -> list[Run]:
    """Cells under heads when some cells are missing (a cell that spans rows): kept in order, by what they look like."""
    missing = len(heads) - len(cells)
    out: list[Run] = []
    left = list(cells)
    for kind, _ in heads:
        if missing and left and not _fits(kind, left[0].text):
            out.append(Run("", []))
            missing -= 1
        elif left:
            out.append(left.pop(0))
    return out + left


def _fits(kind: str, text: str) -> bool:
    if kind == "index":
        return _INTEGER.fullmatch(text) is not None
    if kind == "property":
        return text in ("约束性", "预期性") or len(text) <= 4
    if kind in ("value", "baseline", "growth"):
        return any(char.isdigit() for char in text) or text in ("-", "--", "/")
    if kind == "class":
        return False
    if kind == "unit":
        return len(text) <= 10
    return True


# --- one cell a line --------------------------------------------------------------------------------------------


def _one_cell_a_line(fold: str, paragraphs: Sequence[Paragraph], at: int) -> tuple[Table, int] | None:
    heads: list[tuple[str, str]] = []
    n = at
    paragraphs = _without_bars(paragraphs, at)
    while n < len(paragraphs) and (not paragraphs[n].text or (kind := head_kind(paragraphs[n].text))):
        if paragraphs[n].text:
            heads.append((kind, paragraphs[n].text))
        n += 1
    if heads and heads[0][0] == "index":
        n = _strange_heads(paragraphs, n, heads)
    heads = _goals_as_tasks(_without_group_heads(heads))
    kinds = {kind for kind, _ in heads}
    if len(heads) < 3 or not kinds & {"name", "task"} or not kinds & {"value", "lead", "property", "support"}:
        return None
    heads = _years_told_apart(heads)
    rows, beyond = (_numbered_rows if "index" in kinds else _counted_rows)(heads, paragraphs, n)
    if "index" not in kinds and (closed := _closed_rows(heads, paragraphs, n))[1] > beyond:
        rows, beyond = closed
    if not rows:
        return None
    return Table(tuple(heads), tuple(rows), paragraphs[at].start, rows[-1].end), beyond


def _strange_heads(paragraphs: Sequence[Paragraph], n: int, heads: list[tuple[str, str]]) -> int:
    """Columns that hold something else (分管领导) stand between the known ones, before the first row's number."""
    beyond = next((at for at in range(n, min(n + 6, len(paragraphs))) if _INTEGER.fullmatch(paragraphs[at].text)), n)
    more = [paragraphs[at].text for at in range(n, beyond)]
    if any(len(text) > _HEAD_LIMIT or re.search(r"[。,;:\d]", _YEARS.sub("", text)) for text in more):
        return n
    heads += [(head_kind(text), text) for text in more if text]
    return beyond


def _without_bars(paragraphs: Sequence[Paragraph], at: int) -> Sequence[Paragraph]:
    """Cells that end with a bar lose it; a bar alone is an empty cell."""
    if not paragraphs[at].text.endswith("|"):
        return paragraphs
    beyond = at
    while beyond < len(paragraphs) and paragraphs[beyond].text.endswith("|"):
        beyond += 1
    cells = [
        Paragraph(p.start, p.end, p.run.cut(0, len(p.text) - 1)) for p in paragraphs[at : beyond + 1] if p.text != "|"
    ]
    return [
        *paragraphs[:at],
        *cells,
        *[Paragraph(p.start, p.start, Run("", [])) for p in paragraphs[at : beyond + 1] if p.text == "|"],
    ]


def _without_group_heads(heads: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A head that spans columns with heads of their own (“十四五”目标 over 2025年) is no column."""
    years = sum(1 for kind, text in heads if kind in ("value", "growth") and re.search(r"\d{4}|年均|累计", text))
    if not years:
        return heads
    return [one for one in heads if not (one[0] == "value" and "五" in one[1] and not re.search(r"\d{4}", one[1]))]


def _numbered_rows(heads: list[tuple[str, str]], paragraphs: Sequence[Paragraph], at: int) -> tuple[list[Row], int]:
    """Rows that begin with the next number of the first column."""
    groups: list[list[Run]] = []
    first = paragraphs[at].text.rstrip(".、") if at < len(paragraphs) else ""
    n, wanted = at, int(first) if _INTEGER.fullmatch(first) else 1
    limit = len(heads)
    while n < len(paragraphs):
        text = paragraphs[n].text
        if groups and _names_group(paragraphs, n) and paragraphs[n + 1].text.rstrip(".、") in ("1", str(wanted)):
            # 二、民生: the rows of the next group may count from one again.
            wanted = int(paragraphs[n + 1].text.rstrip(".、"))
        elif text.rstrip(".、") == str(wanted):
            groups.append([paragraphs[n].run])
            wanted += 1
        elif not groups:
            if n - at > 3:
                break
        elif (len(groups[-1]) >= limit and not _next_number_is_near(paragraphs, n, wanted, limit)) or len(
            text
        ) > _CELL_LIMIT:
            break
        else:
            groups[-1].append(paragraphs[n].run)
        n += 1
    if groups and len(groups) > 1:
        usual = Counter(len(group) for group in groups[:-1]).most_common(1)[0][0]
        n -= max(0, len(groups[-1]) - usual)
        groups[-1] = groups[-1][:usual]
    rows: list[Row] = []
    for group in groups:
        for cells in _lines_of_row(heads, group):
            row = _row(heads, _laid_out(heads, cells), rows)
            if row is not None:
                rows.append(row)
    return rows, n


def _lines_of_row(heads: Sequence[tuple[str, str]], group: list[Run]) -> list[list[Run]]:
    """A row whose number stands before several lines of cells: each line is read under the same number."""
    width = len(heads)
    if len(group) <= width or heads[0][0] != "index":
        return [group]
    number, cells = group[0], group[1:]
    if len(cells) % (width - 1) or len(cells) > 6 * width:
        return [group]
    lines = [cells[at : at + width - 1] for at in range(0, len(cells), width - 1)]
    alike = all(_fits(kind, cell.text) for line in lines for (kind, _), cell in zip(heads[1:], line, strict=True))
    return [[number, *line] for line in lines] if alike else [group]


def _laid_out(heads: Sequence[tuple[str, str]], lines: list[Run]) -> list[Run]:
    """Lines under heads where a cell took several lines, or none: the way in which all cells look most like their heads."""
    lines = _lists_joined(lines)
    width, count = len(heads), len(lines)
    if count == width and all(_likeness(kind, line.text) >= 0 for (kind, _), line in zip(heads, lines, strict=True)):
        return lines
    if count > 4 * width:
        return lines[:width]
    nothing: tuple[int, ...] = ()
    best = [(0.0, nothing)] + [(-99.0, nothing)] * count
    for kind, _ in heads:
        best = [
            max(
                (best[start][0] + _cell_score(kind, lines[start:end]), (*best[start][1], end))
                for start in range(max(0, end - _CELL_LINES), end + 1)
            )
            for end in range(count + 1)
        ]
    # What is left over at the end names the rows that follow (二、民生).
    _, ends = max((score - 0.9 * (count - end), cuts) for end, (score, cuts) in enumerate(best))
    spans = zip((0, *ends), ends, strict=False)
    return [
        _listed(lines[start:end]) if kind in ("lead", "support") else _one_cell(lines[start:end])
        for (kind, _), (start, end) in zip(heads, spans, strict=True)
    ]


def _lists_joined(lines: list[Run]) -> list[Run]:
    """A line that ends with 、 goes on with the next."""
    out: list[Run] = []
    for line in lines:
        if out and (out[-1].text.endswith("、") or line.text.startswith("、")):
            out[-1] = Run(out[-1].text + line.text, [*out[-1].places, *line.places])
        else:
            out.append(line)
    return out


_CELL_LINES = 12
_STRANGE_TO_PERSONS = re.compile(r"[局委办厅政府。\d]")
_DUE_CELL = re.compile(r"年|月|季度|全年|长期|持续|适时|常年|按|即时|底|日")


def _cell_score(kind: str, lines: list[Run]) -> float:
    if not lines:
        return -2.0 if kind in ("index", "task", "name", "lead") else -0.5
    extra = len(lines) - 1
    cost = {"task": 0.2, "support": 0.2, "note": 0.2, "lead": 0.3}.get(kind, 0.6)
    return sum(_likeness(kind, line.text) for line in lines) / len(lines) - extra * cost


def _likeness(kind: str, text: str) -> float:
    """Whether a line looks like a cell of this kind."""
    if not text:
        return 0.0
    if kind in ("lead", "support"):
        names = split_names(Run(text, range(len(text))))
        return 1.5 if names.bodies and names.sure and "。" not in text else -1.5
    if kind == "due":
        return 1.0 if len(text) <= 16 and _DUE_CELL.search(text) else -1.5
    if kind in ("task", "name"):
        names = split_names(Run(text, range(len(text))))
        return -0.5 if names.sure and names.bodies and len(text) <= 12 else 0.8
    if kind == "person":
        return 0.8 if len(text) <= 9 and _STRANGE_TO_PERSONS.search(text) is None else -1.5
    if kind in ("class", "note", ""):
        return 0.2
    return 1.0 if _fits(kind, text) else -1.5


def _listed(lines: list[Run]) -> Run:
    """Names on lines of their own, each whole, are a list."""
    text, places = "", list[int]()
    for line in lines:
        before = split_names(Run(text, places))
        if text and text[-1] not in "、,;(" and before.bodies and before.sure:
            text += "、"
            places.append(places[-1] + 1)
        text += line.text
        places += line.places
    return Run(text, places)


def _one_cell(lines: list[Run]) -> Run:
    return Run("".join(line.text for line in lines), [place for line in lines for place in line.places])


def _next_number_is_near(paragraphs: Sequence[Paragraph], at: int, wanted: int, width: int) -> bool:
    return any(p.text.rstrip(".、") == str(wanted) for p in paragraphs[at : at + max(3, width)])


def _counted_rows(heads: list[tuple[str, str]], paragraphs: Sequence[Paragraph], at: int) -> tuple[list[Row], int]:
    """Rows without numbers: as many cells as heads, as long as the values look like values."""
    rows: list[Row] = []
    n, width = at, len(heads)
    beyond = at
    while n + width <= len(paragraphs):
        if len(paragraphs[n].text) <= 20 and _GROUP_LINE.match(paragraphs[n].text):
            n += 1
            continue
        cells = [p.run for p in paragraphs[n : n + width]]
        if any(len(cell.text) > _CELL_LIMIT for cell in cells):
            break
        if not all(_fits(kind, cell.text) for (kind, _), cell in zip(heads, cells, strict=True) if kind != "class"):
            break
        if mark_at(cells[0]) is not None and len(cells[0].text) > 30:
            break
        row = _row(heads, cells, rows)
        if row is None:
            break
        rows.append(row)
        n += width
        beyond = n
    return rows, beyond


# --- rows that their values close -------------------------------------------------------------------------------

_VALUE_KINDS = ("baseline", "value", "growth")
_OF_WHICH = re.compile(r"其中[:,]?")
_VALUE_CELL = re.compile(r"[-/]{1,2}|(?:[^\d,;。]{0,6})?[\[(〔【]?\d[\d,.]*[^,;。]{0,14}")
_ROW_LINES = 40


@dataclass(slots=True)
class _RowLines:
    """The lines of one row: words first, then values, then what closes the row (约束性)."""

    words: list[Run]
    values: list[Run]
    closing: Run | None = None


def _closed_rows(heads: list[tuple[str, str]], paragraphs: Sequence[Paragraph], at: int) -> tuple[list[Row], int]:
    """Rows of a name and its values, one line each, in groups (一、…); a name may part into several (其中)."""
    kinds = [kind for kind, _ in heads]
    values = [n for n, kind in enumerate(kinds) if kind in _VALUE_KINDS]
    first = values[0] if values else 0
    closing = kinds[first + len(values) :]
    if (
        not values
        or kinds[:first] not in (["name"], ["name", "unit"])
        or values != list(range(first, first + len(values)))
        or closing not in ([], ["property"])
    ):
        return [], at
    rows: list[Row] = []
    while at < len(paragraphs):
        if _names_group(paragraphs, at) and not _is_value_cell(paragraphs[at + 1].text):
            at += 1
            continue
        lines, beyond = _lines_until_closed(paragraphs, at, closes=bool(closing))
        cells = _cells_of(heads, lines)
        if not cells:
            break
        for one in cells:
            row = _row(heads, one, rows)
            if row is not None:
                rows.append(_numbered_like(row, lines.words[0], cells, rows))
        at = beyond
    return rows, at


def _names_group(paragraphs: Sequence[Paragraph], at: int) -> bool:
    """一、环境质量 before the first row of a group."""
    text = paragraphs[at].text
    return (
        len(text) <= _HEAD_LIMIT
        and at + 1 < len(paragraphs)
        and _GROUP.fullmatch(text) is not None
        and mark_at(paragraphs[at].run) is not None
    )


def _is_value_cell(text: str) -> bool:
    return len(text) <= 24 and _VALUE_CELL.fullmatch(text) is not None and not _is_numbered(text)


def _is_numbered(text: str) -> bool:
    return re.match(r"\d{1,3}(?:、|\.(?!\d))", text) is not None


def _lines_until_closed(paragraphs: Sequence[Paragraph], at: int, *, closes: bool) -> tuple[_RowLines, int]:
    lines = _RowLines([], [])
    last = min(len(paragraphs), at + _ROW_LINES)
    while at < last:
        run = paragraphs[at].run
        if closes and run.text in ("约束性", "预期性"):
            lines.closing = run
            return lines, at + 1
        if _is_value_cell(run.text):
            lines.values.append(run)
        elif lines.values or len(run.text) > _CELL_LIMIT // 4:
            break
        else:
            lines.words.append(run)
        at += 1
    return lines, at


def _cells_of(heads: Sequence[tuple[str, str]], lines: _RowLines) -> list[list[Run]]:
    """The rows that the lines make: the values of a column stand together, one for each name."""
    words = list(lines.words)
    columns = sum(1 for kind, _ in heads if kind in _VALUE_KINDS)
    closes = heads[-1][0] == "property"
    units = [words.pop()] if heads[1][0] == "unit" and len(words) > 1 else []
    if not words or not lines.values or len(lines.values) % columns or (closes and lines.closing is None):
        return []
    count = len(lines.values) // columns
    names = _names_of(words, count)
    if not names:
        return []
    unit = (units or [Run("", [])]) if heads[1][0] == "unit" else []
    end = [lines.closing] if lines.closing is not None else []
    return [
        [name, *unit, *(lines.values[column * count + n] for column in range(columns)), *end]
        for n, name in enumerate(names)
    ]


def _names_of(words: list[Run], count: int) -> list[Run]:
    """One name for each value; where the first only heads the others (比例, 其中：小学, 初中) it goes with each."""
    mark = mark_at(words[0])
    words = [words[0].cut(mark.length, len(words[0].text)) if mark is not None else words[0], *words[1:]]
    if count == 1:
        return [_one_cell(words)]
    parts = [words[0], *(_without_of_which(word) for word in words[1:])]
    if len(parts) == count:
        return parts
    if len(parts) != count + 1:
        return []
    whole = parts[0]
    bracket = whole.text.rfind("(") if whole.text.endswith(")") else len(whole.text)
    bare, unit = whole.cut(0, bracket), whole.cut(bracket, len(whole.text))
    return [_one_cell([bare, part, *([] if part.text.endswith(")") else [unit])]) for part in parts[1:]]


def _without_of_which(run: Run) -> Run:
    found = _OF_WHICH.match(run.text)
    return run.cut(found.end(), len(run.text)) if found else run


def _numbered_like(row: Row, name: Run, cells: list[list[Run]], before: Sequence[Row]) -> Row:
    """Rows that one name parts into have one number."""
    printed = mark_at(name)
    if printed is not None and printed.kind == "arabic":
        return replace(row, number=printed.printed)
    if before and len(cells) > 1 and before[-1].start <= name.places[0] <= before[-1].end:
        return replace(row, number=before[-1].number)
    return row


# --- columns of a printed page ----------------------------------------------------------------------------------


def _spaced(fold: str, paragraphs: Sequence[Paragraph], at: int) -> tuple[Table, int] | None:
    """Columns parted by spaces, under a line of heads parted by spaces."""
    head_cells = _by_space(fold, paragraphs[at])
    if len(head_cells) < 3 or _heads_in(head_cells) < len(head_cells) - 1 or _heads_in(head_cells) < 3:
        return None
    heads = _years_told_apart([(head_kind(cell.text), cell.text) for cell in head_cells])
    columns = [_column(fold, cell) for cell in head_cells]
    lines: list[list[Run]] = []
    n = at + 1
    while n < len(paragraphs):
        cells = _by_gap(fold, paragraphs[n])
        if lines and (longer := _continued(fold, lines[-1], cells)) is not None:
            lines[-1] = longer
            n += 1
            continue
        if len(cells) < min(3, len(heads) - 1):
            cells = _by_space(fold, paragraphs[n])
        if len(cells) < len(heads) and len(single := _by_space(fold, paragraphs[n])) == len(heads):
            cells = single
        if len(cells) > len(heads):
            cells = _folded_name(heads, cells)
        if len(cells) < 2 or len(cells) < len(heads) - 2 or not any(ch.isdigit() for c in cells for ch in c.text):
            if (
                len(paragraphs[n].text) <= 10
                and mark_at(paragraphs[n].run) is None
                and n + 1 < len(paragraphs)
                and lines
            ):
                n += 1
                continue
            break
        lines.append(_under_heads(fold, columns, cells))
        n += 1
    rows: list[Row] = []
    for cells in lines:
        row = _row(heads, cells, rows)
        if row is not None:
            rows.append(row)
    if not rows:
        return None
    return Table(tuple(heads), tuple(rows), paragraphs[at].start, rows[-1].end), n


def _column(fold: str, cell: Run) -> int:
    """How far from the left edge a cell begins, in half characters."""
    begin = fold.rfind("\n", 0, cell.places[0]) + 1
    return sum(2 if char > "\u2e7f" else 1 for char in fold[begin : cell.places[0]])


_NEAR = 4  # half characters that a cell may stand beside its column


def _continued(fold: str, row: list[Run], cells: list[Run]) -> list[Run] | None:
    """The row with what a second line of the page adds to its cells; None where the line begins a row of its own."""
    if len(cells) >= len(row) or not cells or _INTEGER.fullmatch(cells[0].text) or mark_at(cells[0]) is not None:
        return None
    columns = {n: _column(fold, cell) for n, cell in enumerate(row) if n and cell.text}
    longer = list(row)
    for cell in cells:
        place = _column(fold, cell)
        at = next((n for n, column in columns.items() if abs(column - place) <= _NEAR), None)
        if at is None:
            return None
        longer[at] = Run(longer[at].text + cell.text, [*longer[at].places, *cell.places])
    return longer


def _under_heads(fold: str, columns: Sequence[int], cells: list[Run]) -> list[Run]:
    """Cells of a line with empty columns, each under the head that it stands below."""
    if len(cells) >= len(columns):
        return cells
    out = [Run("", [])] * len(columns)
    last = -1
    for cell in cells:
        place = _column(fold, cell)
        at = min(range(len(columns)), key=lambda n: abs(columns[n] - place))
        if at <= last or abs(columns[at] - place) > 2 * _NEAR:
            return cells
        out[at], last = cell, at
    return out


def _by_space(fold: str, piece: Paragraph) -> list[Run]:
    return [
        squeezed(fold, piece.start + found.start(), piece.start + found.end())
        for found in _SPACED.finditer(fold[piece.start : piece.end])
    ]


def _by_gap(fold: str, piece: Paragraph) -> list[Run]:
    cells: list[Run] = []
    start = piece.start
    for found in _COLUMN_GAP.finditer(fold, piece.start, piece.end):
        cells.append(squeezed(fold, start, found.start()))
        start = found.end()
    return [*cells, squeezed(fold, start, piece.end)]


def _folded_name(heads: Sequence[tuple[str, str]], cells: list[Run]) -> list[Run]:
    """More cells than heads: the name itself held a space."""
    at = next((n for n, (kind, _) in enumerate(heads) if kind in ("name", "task")), 0)
    extra = len(cells) - len(heads)
    pieces = cells[at : at + extra + 1]
    joined = Run("".join(p.text for p in pieces), [place for p in pieces for place in p.places])
    return [*cells[:at], joined, *cells[at + extra + 1 :]]

"""The whole reading: paragraphs → clauses → what each says.

`read` is pure: the same text always gives the same reading.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from zhiheng.policy import lexis
from zhiheng.policy.canonical import Run, folded
from zhiheng.policy.duties import Habit, duties_in, duty_of_cells
from zhiheng.policy.head import LOOK, TAIL, head_of
from zhiheng.policy.lines import Paragraph, page_of
from zhiheng.policy.model import (
    Body,
    Clause,
    Deadline,
    Duty,
    Exceptional,
    Head,
    Institution,
    Money,
    Note,
    Reading,
    Target,
    moved,
)
from zhiheng.policy.numbering import mark_at
from zhiheng.policy.outline import Block, Outline, outline
from zhiheng.policy.setting import Setting
from zhiheng.policy.sidelines import deadlines_in, institutions_in, money_in
from zhiheng.policy.tables import Row
from zhiheng.policy.targets import targets_in
from zhiheng.policy.tense import due_in, plan_end

_GOALS = re.compile(r"目标|指标")


@dataclass(frozen=True, slots=True)
class Part:
    """What was found in one block, before targets and duties were brought together."""

    block: Block
    setting: Setting
    habit_before: bool
    habit_after: bool
    targets: tuple[Target, ...]
    duties: tuple[Duty, ...]
    money: tuple[Money, ...]
    deadlines: tuple[Deadline, ...]
    institutions: tuple[Institution, ...]
    by: int = 0  # how far the text before it has grown since it was read


@dataclass(frozen=True, slots=True)
class Frame:
    """What `reread` must know of the whole: a printed page, and where title, number and date are looked for."""

    printed: bool
    head_until: int
    tail_from: int


def read(text: str, notes: Sequence[Note] = ()) -> Reading:
    """Read a document's text."""
    fold = folded(text)
    paragraphs, width = page_of(fold, text)
    tree = outline(text, fold, paragraphs)
    articles = sum(1 for clause in tree.clauses if clause.level == "article")
    counted = sum(1 for clause in tree.clauses if clause.level in ("article", "item"))
    head = head_of(text, fold, paragraphs, articles, counted)
    parts = _parts(tree, text, fold, head)
    more = [*notes, *_notes(tree)]
    return together(text, head, tree.clauses, tuple(tree.chapters), parts, more, _frame(paragraphs, width))


def _frame(paragraphs: Sequence[Paragraph], width: int) -> Frame:
    if not paragraphs:
        return Frame(width > 0, 0, 0)
    return Frame(width > 0, paragraphs[:LOOK][-1].end, paragraphs[-TAIL:][0].start)


def _notes(tree: Outline) -> list[Note]:
    return [] if tree.numbered else [Note("no_numbered_clause")]


def together(
    text: str,
    head: Head,
    clauses: Sequence[Clause],
    chapters: tuple[str, ...],
    parts: Sequence[Part],
    notes: Sequence[Note],
    frame: Frame,
) -> Reading:
    """A reading from its parts: targets get the duty that stands behind them."""
    duties = _lines_joined([moved(one, part.by) for part in parts for one in part.duties], text)
    return Reading(
        text=text,
        head=head,
        clauses=tuple(clauses),
        chapters=chapters,
        targets=tuple(_answered(parts, duties)),
        duties=duties,
        money=tuple(moved(one, part.by) for part in parts for one in part.money),
        deadlines=tuple(moved(one, part.by) for part in parts for one in part.deadlines),
        institutions=tuple(moved(one, part.by) for part in parts for one in part.institutions),
        notes=tuple(notes),
        parts=tuple(parts),
        frame=frame,
    )


# --- settings ---------------------------------------------------------------------------------------------------


def _parts(tree: Outline, source: str, fold: str, head: Head) -> list[Part]:
    habit = Habit()
    dated = _DATELINE.search(fold, 0, 600)
    year = int(head.date[:4] if head.date[:4].isdigit() else dated[1] if dated else 0)
    whole_due = plan_end(folded(head.title))
    # A title that holds a number (新建60处养老设施) promises nothing, unless it is all that there is.
    title_line = "".join(folded(head.title).split()) if len(tree.blocks) > 1 else ""
    told = _TOLD.match(title_line) is not None
    past: dict[tuple[str, ...], bool] = {}
    goals: dict[tuple[str, ...], bool] = {}
    dues: dict[tuple[str, ...], str] = {}
    parts: list[Part] = []
    for block in tree.blocks:
        clause = tree.clauses[block.clause]
        path = clause.path
        if path not in past:
            title = fold[clause.title_start : clause.title_end]
            title = "".join(title.split())
            up = path[:-1]
            past[path] = past.get(up, told) or (clause.level != "row" and lexis.names_the_past(title))
            goals[path] = goals.get(up, False) or _GOALS.search(title) is not None
            dues[path] = dues.get(up, whole_due)
        setting = Setting(
            place=clause.place,
            past=past[path] or (bool(title_line) and block.run.text == title_line),
            goals=goals[path],
            statute=head.kind == "statute",
            year=year,
            due=dues[path],
            boxed=block.kind == "box",
        )
        part = part_of(block, setting, habit, source)
        parts.append(part)
        if block.kind == "prose" and "年" in block.run.text:
            due = due_in(block.run.text)
            if due and due >= (head.date[:4] or "0"):
                dues[path] = due
    return parts


def part_of(block: Block, setting: Setting, habit: Habit, source: str) -> Part:
    before = habit.first_leads
    if block.row is not None:
        targets, duties = _read_row(block.row, setting, habit)
        named = tuple(_as_printed(duty, source, block.run) for duty in duties)
        return Part(block, setting, before, habit.first_leads, tuple(targets), named, (), (), ())
    run = block.run
    duties, spans = duties_in(run, setting.place, habit)
    duties = [_as_printed(duty, source, run) for duty in duties]
    targets = targets_in(run, setting, spans, _mark_length(block)) if block.kind != "note" else []
    money = money_in(run, setting.place, targets)
    return Part(
        block,
        setting,
        before,
        habit.first_leads,
        tuple(targets),
        tuple(duties),
        tuple(money),
        tuple(deadlines_in(run, setting.place)),
        tuple(institutions_in(run, setting.place)),
    )


def _mark_length(block: Block) -> int:
    """The number that a block begins with is no amount."""
    if not (block.head or block.kind == "box"):
        return 0
    mark = mark_at(block.run)
    return mark.length if mark else 0


def _as_printed(duty: Duty, source: str, run: Run) -> Duty:
    """Names in the script and width of the document itself, without the spaces, line ends and page numbers in them."""
    if all(body.name == source[body.start : body.end] for body in (*duty.lead, *duty.support)) and not duty.exceptions:
        return duty
    return replace(
        duty,
        lead=_printed(duty.lead, source, run),
        support=_printed(duty.support, source, run),
        exceptions=tuple(Exceptional(e.item, _printed(e.lead, source, run)) for e in duty.exceptions),
    )


def _printed(bodies: tuple[Body, ...], source: str, run: Run) -> tuple[Body, ...]:
    return tuple(replace(body, name=_characters(body, source, run)) for body in bodies)


def _characters(body: Body, source: str, run: Run) -> str:
    first = bisect_left(run.places, body.start)
    if first == len(run.places) or run.places[first] != body.start:
        # Cells of a drawn table stand beside each other, so that their places do not follow each other.
        first = list(run.places).index(body.start)
    name = "".join(source[place] for place in run.places[first : first + len(body.name)])
    return name if len(name) == len(body.name) else body.name


# --- rows -------------------------------------------------------------------------------------------------------


_DATELINE = re.compile(r"(20\d\d)年\d{1,2}月\d{1,2}日")
_TOLD = re.compile(r"过去的?[一二三四五几]年[,:]")  # a title of an account of the year that has gone
_UNIT_IN_NAME = re.compile(r"\((?P<unit>[^()]{1,16})\)$")
_CELL_VALUE = re.compile(
    r"(?P<hope>力争|争取)?(?:确保)?(?P<sign>[<>≥≤]=?|不低于|不少于|不高于|不超过|高于|低于|达到|超过|大于|小于|约|保持在?|稳定在?|控制在)?(?P<change>累计(?:下降|降低|减少|增长|提高)?|年均(?:下降|降低|减少|增长|提高)?|下降|降低|减少|增长|提高|增加)?"
    r"(?P<sign2>[<>≥≤]|不低于|不少于|超过|约|达到?)?[\[〔【(]?(?P<value>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)[\]〕】)]?"
    r"(?:(?:-{1,2}|~|至)(?P<high>\d+(?:\.\d+)?))?(?P<scale>万亿|千亿|百亿|亿|万)?(?P<unit>[^\d,;。()<>≥≤]{0,10}?)(?P<aft>左右|以上|以内|以下|及以上|\(及以上\))?"
)


def _read_row(row: Row, setting: Setting, habit: Habit) -> tuple[list[Target], list[Duty]]:
    lead = [cell.run for cell in row.of("lead")]
    support = [cell.run for cell in row.of("support")]
    due_cells = row.of("due")
    due = due_cells[0].run.text if due_cells else ""
    duty = None
    if lead or support:
        cells = [*lead, *support]
        start = min(cell.places[0] for cell in cells)
        end = max(cell.places[-1] for cell in cells) + 1
        duty = duty_of_cells(setting.place, lead, support, start, end, due, habit)
    deadline = due_in(due) or setting.due
    setting = replace(setting, due=deadline)
    prop = next((c.run.text for c in row.of("property") if c.run.text in ("约束性", "预期性")), "")
    targets: list[Target] = []
    duties = [duty] if duty else []
    for cell in row.of("value"):
        targets += _cell_targets(row, cell.run, cell.head, setting, prop)
    if not targets:
        for cell in row.of("growth"):
            targets += _cell_targets(row, cell.run, cell.head, setting, prop)
    for cell in row.of("task", "note", "name", ""):
        if cell.kind == "name" and row.of("value"):
            continue
        if cell.kind == "note" and row.of("value"):
            continue
        more, spans = duties_in(cell.run, setting.place, habit)
        duties += more
        targets += [replace(t, property=prop) for t in targets_in(cell.run, setting, spans)]
    return targets, duties


def _cell_targets(row: Row, run: Run, head: str, setting: Setting, prop: str) -> list[Target]:
    """The target of a row: its name, and the value in this cell; [ ] says that values of years are added up."""
    added = False
    if len(run.text) > 2 and (run.text[0], run.text[-1]) in (("[", "]"), ("〔", "〕"), ("【", "】"), ("(", ")")):
        run, added = run.cut(1, len(run.text) - 1), True
    found = _CELL_VALUE.fullmatch(run.text)
    names = row.of("name", "task") or row.of("")
    name = names[-1].run if names else run
    if found is None or re.fullmatch(r"(?:19|20)\d\d年?", run.text):
        return [
            replace(t, property=prop, indicator=t.indicator or name.text)
            for t in targets_in(run, replace(setting, goals=True))
        ]
    unit_in_name = _UNIT_IN_NAME.search(name.text)
    units = row.of("unit")
    unit = found["unit"] or (unit_in_name["unit"] if unit_in_name else "") or (units[0].run.text if units else "")
    scale = found["scale"] or ""
    scale_word = scale
    if not scale and (prefix := re.match(r"(万亿|千亿|亿|万)(?=.)", unit)):
        scale_word, unit = prefix[1], unit[len(prefix[1]) :]
    factor = lexis.SCALES.get(scale_word, 1)
    if found["unit"] and not re.search(r"[%‰\u4e00-\u9fffA-Za-z]", found["unit"]):
        return []
    low = Decimal(found["value"].replace(",", "")) * factor
    value = (low, Decimal(found["high"]) * factor) if found["high"] else low
    change = (found["change"] or "") + name.text[-14:]
    sign = found["sign"] or found["sign2"] or ""
    comparator, implicit = _cell_comparator(sign, found["aft"] or "", bool(found["high"]))
    year = re.search(r"(?:19|20)\d\d", head)
    start = min(name.places[0], run.places[0])
    end = max(name.places[-1], run.places[-1]) + 1
    baseline = next((c for c in row.of("baseline") if any(ch.isdigit() for ch in c.run.text)), None)
    plain = name.text[: unit_in_name.start()] if unit_in_name else name.text
    return [
        Target(
            place=setting.place,
            start=start,
            end=end,
            number_start=run.start(found.start("value")),
            number_end=run.end(found.end("value")),
            indicator=plain,
            comparator=comparator,  # type: ignore[arg-type]
            value=value,
            unit=unit,
            scale=scale_word,
            implicit=implicit,
            mode="total" if added else _cell_mode(change, head, run.text),
            hold=bool(re.match(r"保持|稳定", sign)),
            aspirational=found["hope"] is not None,
            property=prop,
            deadline=year[0] if year else setting.due,
            baseline=baseline.run.text if baseline else "",
            base_year=(re.search(r"(?:19|20)\d\d", baseline.head) or [""])[0] if baseline else "",
        )
    ]


def _cell_comparator(sign: str, aft: str, is_range: bool) -> tuple[str, bool]:
    if aft == "左右" or sign == "约":
        return "~", False
    if is_range:
        return "range", False
    if sign in (">", "高于", "超过", "大于"):
        return ">", False
    if sign in ("<", "低于", "小于"):
        return "<", False
    if sign in ("≤", "<=", "不高于", "不超过", "控制在") or aft in ("以内", "以下"):
        return "<=", False
    return ">=", not sign and not aft


def _cell_mode(words: str, head: str, cell: str) -> str:
    if re.search(r"下降|降低|减少", words) and words[-1:] != "率":
        return "relative_decrease"
    if re.search(r"年均.*(?:增长|提高)|年均增速", words + head):
        return "annual_growth"
    if re.match(r"累计", words) or cell.startswith(("[", "〔", "【")):
        return "total"
    if "年均" in words:
        return "annual"
    if re.search(r"新增", words):
        return "increment"
    return "relative_change" if re.search(r"增长", words) else ""


def _lines_joined(duties: list[Duty], text: str) -> tuple[Duty, ...]:
    """牵头单位：甲 on one line, 责任单位：乙 and 配合单位：丙 on the next are one duty; a label that comes again begins another."""
    out: list[Duty] = []
    for duty in duties:
        last = out[-1] if out else None
        if (
            last is not None
            and last.form == duty.form == "line"
            and last.place == duty.place
            and not text[last.end : duty.start].strip(" \n\r\t\u3000。;；")
            and _label_of(text, last) != _label_of(text, duty)
        ):  # fmt: skip
            out[-1] = replace(
                last,
                end=duty.end,
                lead=(*last.lead, *duty.lead),
                support=(*last.support, *duty.support),
                open_ended=last.open_ended or duty.open_ended,
            )
        else:
            out.append(duty)
    return tuple(out)


def _label_of(text: str, duty: Duty) -> str:
    return re.split("[:：]", text[duty.start : duty.end], maxsplit=1)[0]


# --- who answers for a target ------------------------------------------------------------------------------------


def _answered(parts: Sequence[Part], duties: Sequence[Duty]) -> Iterator[Target]:
    """Targets with who answers for them; a row of a table answers for itself (other tables count from 1 as well)."""
    prose = [moved(one, part.by) for part in parts if part.block.row is None for one in part.targets]
    answered = iter(_with_duties(prose, duties))
    for part in parts:
        if part.block.row is None:
            yield from islice(answered, len(part.targets))
        else:
            own = [moved(one, part.by) for one in part.duties]
            yield from _with_duties([moved(one, part.by) for one in part.targets], own)


def _with_duties(targets: list[Target], duties: Sequence[Duty]) -> list[Target]:
    """Give each target the first duty that stands behind it in the same clause."""
    by_place: dict[str, list[Duty]] = {}
    for duty in duties:
        by_place.setdefault(duty.place, []).append(duty)
    out: list[Target] = []
    positions: dict[str, int] = {}
    for target in targets:
        here = by_place.get(target.place, [])
        if not here:
            out.append(target)
            continue
        if here[0].form == "cell":
            out.append(_owned(target, here[0]))
            continue
        at = positions.get(target.place, 0)
        while at < len(here) and here[at].start < target.number_start:
            at += 1
        positions[target.place] = at
        out.append(_owned(target, here[at]) if at < len(here) else target)
    return out


def _owned(target: Target, duty: Duty) -> Target:
    for exceptional in duty.exceptions:
        item = exceptional.item
        if item in target.indicator or (len(target.indicator) >= 4 and target.indicator in item):
            return replace(target, lead=tuple(body.name for body in exceptional.lead), support=())
    return replace(
        target, lead=tuple(body.name for body in duty.lead), support=tuple(body.name for body in duty.support)
    )

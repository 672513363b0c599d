"""A reading as a coloured outline on a terminal."""

from collections import defaultdict
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from zhiheng.policy.model import Body, Clause, Duty, Note, Reading, Target

SIGNS = {">=": "≥", "<=": "≤", "range": "—", "~": "≈"}
_GRADES = {"high": "", "medium": " ？", "low": " ？？"}
_NOTES = {
    "no_numbered_clause": ("没有编号条款，全文作为一条“正文”读取。", "No numbered clause: the whole is read as one."),
    "encoding": ("文件编码是 {found}。", "The file is in {found}."),
    "pdf_readers_differ": (
        "两种读取器结果不同（pypdfium2 {pypdfium2} 字，pdfminer {pdfminer} 字），请核对原件。",
        "Two readers of the pdf differ ({pypdfium2} and {pdfminer} characters): compare with the original.",
    ),
    "little_text_in_pdf": (
        "{pages} 页只有 {characters} 个汉字，可能夹有扫描页。",
        "{pages} pages with {characters} Chinese characters: some may be scanned.",
    ),
}


def sentence(note: Note, language: str = "zh") -> str:
    chinese, english = _NOTES[note.code]
    return (english if language == "en" else chinese).format(**dict(note.values))


def render(reading: Reading, console: Console | None = None) -> None:
    """Print head, outline with targets and duties, and what is to be looked at."""
    console = console or Console()
    for line in lines(reading):
        console.print(line, soft_wrap=True)


def lines(reading: Reading) -> Iterator[Text]:
    yield from _head(reading)
    targets: dict[str, list[Target]] = defaultdict(list)
    duties: dict[str, list[Duty]] = defaultdict(list)
    for target in reading.targets:
        targets[target.place].append(target)
    for duty in reading.duties:
        duties[duty.place].append(duty)
    shown: set[str] = set()
    for clause in reading.clauses:
        here: list[Target | Duty] = [*targets[clause.place], *duties[clause.place]]
        if clause.place in shown or (clause.level in ("preamble", "row") and not here):
            continue
        shown.add(clause.place)
        yield _clause(reading, clause)
        for item in sorted(here, key=lambda one: (one.start, isinstance(one, Duty))):
            yield _target(item, clause) if isinstance(item, Target) else _duty(item, clause)
    yield _counts(reading)
    for note in reading.notes:
        yield Text(sentence(note), style="yellow")


def _head(reading: Reading) -> Iterator[Text]:
    head = reading.head
    yield Text(head.title or "（没有标题）", style="bold")
    facts = [fact for fact in (head.number, head.issuer, head.date) if fact]
    if facts:
        yield Text(" · ".join(facts), style="dim")


def _indent(clause: Clause) -> str:
    return "  " * (len(clause.path) - 1)


def _clause(reading: Reading, clause: Clause) -> Text:
    title = "".join(reading.text[clause.title_start : clause.title_end].split())
    short = title if len(title) <= 40 else title[:40] + "…"
    line = Text(_indent(clause))
    line.append(clause.place, style="cyan")
    return line.append(" " + short, style="bold" if len(clause.path) == 1 else "")


def _target(target: Target, clause: Clause) -> Text:
    line = Text(_indent(clause) + "    ◎ ", style="green")
    line.append(target.indicator or "（未写明指标）", style="default")
    line.append(f" {_value(target)}", style="bold green")
    if target.deadline:
        line.append(f" · {target.deadline}", style="dim")
    if target.lead:
        line.append(f" · {'、'.join(target.lead)}", style="magenta")
    return line.append(_GRADES[target.confidence], style="yellow")


def _value(target: Target) -> str:
    if isinstance(target.value, tuple):
        low, high = target.value
        return f"{low.normalize():f}—{high.normalize():f}{target.unit}"
    return f"{SIGNS.get(target.comparator, target.comparator)} {target.value.normalize():f}{target.unit}"


def _duty(duty: Duty, clause: Clause) -> Text:
    line = Text(_indent(clause) + "    ▸ ", style="magenta")
    if duty.lead:
        line.append("牵头 " if duty.support else "负责 ", style="dim")
        line.append(_names(duty.lead), style="magenta")
    if duty.support:
        line.append("  配合 ", style="dim").append(_names(duty.support), style="default")
    if duty.open_ended:
        line.append(" 等", style="dim")
    for exceptional in duty.exceptions:
        line.append(f"  {exceptional.item}：", style="dim").append(_names(exceptional.lead), style="magenta")
    if duty.due:
        line.append(f"  {duty.due}", style="dim")
    return line.append(_GRADES[duty.confidence], style="yellow")


def _names(bodies: tuple[Body, ...]) -> str:
    return "、".join(f"〔{body.carried}〕{body.name}" if body.carried else body.name for body in bodies)


def _counts(reading: Reading) -> Text:
    grades = [target.confidence for target in reading.targets] + [duty.confidence for duty in reading.duties]
    unsure = sum(1 for grade in grades if grade != "high")
    words = (
        f"{len(reading.chapters)} 章 · {len(reading.targets)} 个目标 · {len(reading.duties)} 处责任 · "
        f"{len(reading.money)} 笔金额 · {len(reading.institutions)} 个拟设机构或平台"
    )
    return Text(words + (f" · {unsure} 处待确认" if unsure else ""), style="bold")

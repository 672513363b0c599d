"""`zhiheng plan …`: check, compare, adopt and start plan packages; yearly values and decisions.

A face: it reads arguments and the clock, calls one thing, and shows the answer.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from zhiheng.cli import starting
from zhiheng.packages.problems import Problem, errors
from zhiheng.packages.reading import Package, open_package
from zhiheng.packages.words import Words

if TYPE_CHECKING:
    from zhiheng.accounts.rights import Actor
    from zhiheng.journal.clock import Moment
    from zhiheng.plan.differences import Contents
    from zhiheng.plan.package import PlanPackage
    from zhiheng.plan.text import TextFile

app = typer.Typer(no_args_is_help=True)

PLANS = Path(os.environ.get("ZHIHENG_PLANS") or "plans")
_STYLE = {"error": "bold red", "question": "yellow", "note": "cyan"}
_LEVEL = {"error": Words("须改", "error"), "question": Words("待定", "open"), "note": Words("说明", "note")}
_WHAT = {"added": Words("新增", "added"), "changed": Words("改动", "changed"), "dropped": Words("删去", "dropped")}
_COLOUR = {"added": "green", "changed": "yellow", "dropped": "red"}
_KIND = {
    "version": Words("规划", "plan"), "clause": Words("条款", "clause"), "duty": Words("责任", "duty"),
    "dutyholder": Words("责任机构", "holder"), "target": Words("目标", "target"), "question": Words("读法", "question"),
    "task": Words("任务", "task"), "node": Words("节点", "node"), "incentive": Words("奖励", "incentive"),
    "indicators": Words("指标", "indicator"), "places": Words("地区", "place"), "bodies": Words("机构", "body"),
}  # fmt: skip

Language = Annotated[str, typer.Option("--language", "-l", help="zh-hans / en")]
TextOption = Annotated[Path | None, typer.Option("--text", help="官方文本（txt、docx、html、pdf）· the official text")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="不再询问 · do not ask")]


@app.callback()
def _plan() -> None:
    """规划包：检查、比较、采用、新建 · Plan packages: check, compare, adopt, start."""


# check


@app.command()
def check(
    folders: Annotated[list[Path] | None, typer.Argument(help="规划包文件夹；不写则检查全部 · none: all")] = None,
    text: TextOption = None,
    language: Language = "zh-hans",
) -> None:
    """检查规划包：哪个文件、哪一行、发现什么、允许什么 · Check packages.

    退出码 0 无误（可有待定问题）· 1 有须改之处 · 2 没有这样的文件夹。
    Leaves with 0: nothing to mend (open points may remain) · 1: errors · 2: no such folder.
    """
    starting.django(language)
    found = list(folders or _all_packages())
    if not found:
        _refuse(language, Words(f"{PLANS} 下没有规划包。", f"There is no package under {PLANS}."))
    wrong = 0
    for folder in found:
        package = _opened(folder, language)
        problems = _checked(package, text, language)
        _show_problems(problems, folder, language)
        wrong += len(errors(problems))
    raise typer.Exit(1 if wrong else 0)


def _checked(package: Package, text: Path | None, language: str) -> list[Problem]:
    """What the rooms find, and what the official text and the plan above show."""
    from zhiheng.packages.problems import in_order
    from zhiheng.plan import above, describing, seams
    from zhiheng.plan.package import read_plan

    problems = seams.check(package)
    plan = read_plan(package)
    if text is not None:
        problems += describing.check(plan, _text_file(text, language).copy)
    if (upper := _plan_above(package, plan)) is not None:
        problems += above.check(plan, upper)
    return in_order(problems)


def _plan_above(package: Package, plan: "PlanPackage") -> "PlanPackage | None":
    """The package of the plan above, where it lies beside this one."""
    from zhiheng.plan.package import read_plan

    if plan.plan is None or plan.plan.above is None or package.root is None:
        return None
    folder = package.root.resolve().parent / plan.plan.above
    return read_plan(open_package(folder)) if folder.is_dir() else None


def _all_packages() -> list[Path]:
    return sorted(path.parent for path in PLANS.glob("*/plan.yaml"))


# compare


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="文件夹，或已采用的 代码/版本 · a folder, or an adopted CODE/VERSION")],
    new: Annotated[str, typer.Argument(help="同上 · likewise")],
    language: Language = "zh-hans",
) -> None:
    """两个规划包或版本的差别：按代码列出新增、改动、删去 · What differs between two packages or versions.

    退出码 0 没有差别 · 1 有差别。Leaves with 0: the same · 1: different.
    """
    starting.django(language)
    from zhiheng.plan import differences

    with _refusals(language):
        found = differences.between(_contents(old, language), _contents(new, language))
    console = _console()
    for one in found:
        line = Text(f"{_WHAT[one.what].said_in(language)} ", style=_COLOUR[one.what])
        line.append(f"{_KIND[one.kind].said_in(language)} {one.code}", style="bold")
        console.print(line)
        for change in one.fields:
            console.print(Text(f"    {change.field}：{change.old or '—'} → {change.new or '—'}"))
    counts = Counter(one.what for one in found)
    _say(
        language,
        Words(
            f"新增 {counts['added']} 条，改动 {counts['changed']} 条，删去 {counts['dropped']} 条。",
            f"{counts['added']} added, {counts['changed']} changed, {counts['dropped']} dropped.",
        ),
        "bold",
    )
    raise typer.Exit(1 if found else 0)


def _contents(named: str, language: str) -> "Contents":
    from zhiheng.plan import differences
    from zhiheng.plan.adopting import rows_of
    from zhiheng.plan.models import Version
    from zhiheng.plan.package import read_plan

    if Path(named).is_dir():
        plan = read_plan(_opened(Path(named), language))
        if wrong := errors(plan.problems):
            _show_problems(wrong, Path(named), language)
            raise typer.Exit(2)
        return differences.of_package(plan)
    code, _, number = named.partition("/")
    rows = Version.objects.select_related("plan").filter(plan__code=code).order_by("-number")
    found = (rows.filter(number=int(number)) if number.isdecimal() else rows).first()
    if found is None:
        _refuse(
            language, Words(f"没有文件夹或已采用的版本 {named}。", f"There is no folder or adopted version {named}.")
        )
    return differences.of_rows(rows_of(found))


@app.command()
def above(folder: Path, upper: Annotated[Path | None, typer.Argument()] = None, language: Language = "zh-hans") -> None:
    """与上级规划比较：保持、提高、降低、未列入的目标 · What became of the targets of the plan above."""
    from zhiheng.plan.above import compare_packages, fate_words
    from zhiheng.plan.package import read_plan

    package = _opened(folder, language)
    plan = read_plan(package)
    over = read_plan(_opened(upper, language)) if upper is not None else _plan_above(package, plan)
    if over is None:
        _refuse(language, Words("没有找到上级规划的文件夹。", "The folder of the plan above was not found."))
    console = _console()
    styles = {"raised": "green", "lowered": "yellow", "left_out": "red", "added": "cyan", "other": "magenta"}
    for one in compare_packages(plan, over):
        line = Text(f"{fate_words(one.fate).said_in(language):<6} ", style=styles.get(one.fate, ""))
        theirs, ours = (asked.words if asked is not None else "—" for asked in (one.upper, one.lower))
        console.print(line.append(f"{one.code}  {theirs} → {ours}"))


# start and describe


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="新规划的代码 · code of the new plan")],
    source: Annotated[str, typer.Option("--from", help="照哪个规划 · the plan to copy")],
    language: Language = "zh-hans",
) -> None:
    """由另一个规划复制出新规划，记下来源，把须核对之处列为待定 · Start a plan from another."""
    from zhiheng.plan import cutting

    if not cutting.is_code(name):
        _refuse(
            language,
            Words(
                f"代码“{name}”不能用：写小写字母、数字和连字符。",
                f'The code "{name}" cannot be used: write lower-case letters, digits and hyphens.',
            ),
        )
    folder = Path(source) if Path(source).is_dir() else PLANS / source
    package = _opened(folder, language)
    try:
        files = cutting.cut(package, name)
        cutting.write(files, PLANS / name)
    except cutting.NotCutError:
        _refuse(
            language,
            Words(
                f"{folder} 的 plan.yaml 读不出，先用 plan check 检查。",
                f"plan.yaml of {folder} cannot be read; run plan check on it first.",
            ),
        )
    except FileExistsError:
        _refuse(
            language,
            Words(
                f"文件夹 {PLANS / name} 已存在，请换一个代码。",
                f"The folder {PLANS / name} exists already; choose another code.",
            ),
        )
    _say(
        language,
        Words(
            f"已建 {PLANS / name}，由 {package.name} 复制。待定问题在 open.yaml，逐条核对后删去，再运行 plan check。",
            f"{PLANS / name} is made from {package.name}. Points to check are in open.yaml; take each out, then run plan check.",
        ),
        "bold green",
    )


@app.command()
def text(folder: Path, file: Path, language: Language = "zh-hans") -> None:
    """由官方文本写出 text/spans.yaml（只有指纹和位置，没有原文）· Write offsets of the official text."""
    from zhiheng.plan.describing import describe
    from zhiheng.plan.package import read_plan

    package = _opened(folder, language)
    plan = read_plan(package)
    if wrong := errors(plan.problems):
        _show_problems([one for one in wrong if one.file != "text/spans.yaml"], folder, language)
        if any(one.file != "text/spans.yaml" for one in wrong):
            raise typer.Exit(1)
    described = describe(plan, _text_file(file, language).copy)
    (folder / "text").mkdir(exist_ok=True)
    (folder / "text" / "spans.yaml").write_text(described.yaml(), encoding="utf-8")
    told = [
        (described.missing_clauses, Words("原文里没有的条款", "clauses that the text lacks")),
        (described.extra_clauses, Words("规划包里没有的条款", "clauses that the package lacks")),
        (described.unplaced, Words("未能定位的责任和目标", "duties and targets that were not placed")),
    ]
    for codes, words in told:
        if codes:
            _say(language, words + Words(f"：{'、'.join(codes)}", f": {', '.join(codes)}"), "yellow")
    _say(
        language,
        Words(
            f"已写 {folder}/text/spans.yaml：条款 {len(described.copy.clauses)}，责任 {len(described.duties)}，目标 {len(described.targets)}。",
            f"{folder}/text/spans.yaml is written: {len(described.copy.clauses)} clauses, {len(described.duties)} duties, {len(described.targets)} targets.",
        ),
        "bold green",
    )
    raise typer.Exit(1 if described.missing_clauses or described.extra_clauses else 0)


# adopt, divide, decide


@app.command()
def adopt(folder: Path, text: TextOption = None, yes: Yes = False, language: Language = "zh-hans") -> None:
    """采用规划包（可附官方文本，逐条比对）· Adopt a package, with its official text if given."""
    starting.database(language)
    from zhiheng.plan import services

    package = _opened(folder, language)
    file = _text_file(text, language) if text is not None else None
    if file is not None:
        _show_alignment(package, file, language)
    if not yes and not typer.confirm(Words(f"采用 {folder.name}？", f"Adopt {folder.name}?").said_in(language)):
        raise typer.Exit(1)
    actor, moment = starting.operator(language)
    with _refusals(language, folder):
        done = services.adopt(package, actor=actor, at=moment.at, text=file)
    _show_problems([problem for problem in done.problems if problem.level != "note"], folder, language, summary=False)
    version = f"{done.version.plan.code}/{done.version.number}"
    if done.stood_already:
        _say(
            language,
            Words(
                f"{version} 此前已采用，规划内容没有变化。",
                f"{version} is adopted already; nothing of the plan changes.",
            ),
            "bold",
        )
    else:
        _say(language, Words(f"已采用 {version}。", f"{version} is adopted."), "bold green")


def _show_alignment(package: Package, file: "TextFile", language: str) -> None:
    """Which stretches of the copy differ from the text that the package was made from."""
    from zhiheng.plan import services
    from zhiheng.plan.package import read_plan

    with _refusals(language):
        alignment = services.aligned(read_plan(package), file.copy)
    console = _console()
    for one in alignment.differences:
        said = f"“{one.text[:60]}”" if one.text else Words("（缺）", "(left out)").said_in(language)
        console.print(Text(f"{one.clause} ", style="bold").append(said, style="yellow"))
    count = len(alignment.differences)
    told = Words(
        f"与规划包所据文本相差 {count} 处，照录备查。",
        f"{count} stretches differ from the package's text; they are noted.",
    )
    same = Words("与规划包所据文本逐条一致。", "Every clause agrees with the package's text.")
    _say(language, told if count else same, "bold")


@app.command()
def values(
    file: Path,
    plan: Annotated[str | None, typer.Option("--plan", help="规划代码 · plan")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="写入；不写则只试算 · write; without it only a trial")
    ] = False,
    language: Language = "zh-hans",
) -> None:
    """导入年度目标分解（xlsx）：先试算，同一文件再导不变 · Import yearly and per-place values."""
    starting.database(language)
    from zhiheng.plan import dividing

    if not file.is_file():
        _refuse(language, Words(f"没有文件 {file}。", f"There is no file {file}."))
    actor, moment = starting.operator(language)
    with _refusals(language):
        report = dividing.import_values(
            actor, plan, name=file.name, content=file.read_bytes(), at=moment.at, dry_run=not yes
        )
    for fault in report.faults:
        _console().print(Text(str(fault), style="red"))
    counts = report.counts()
    _say(
        language,
        Words(
            f"新增 {counts['new']}，改动 {counts['changed']}，不变 {counts['same']}，须改 {len(report.faults)}；写入 {report.written}。",
            f"{counts['new']} new, {counts['changed']} changed, {counts['same']} unchanged, {len(report.faults)} to mend; {report.written} written.",
        ),
        "bold red" if report.faults else "bold green",
    )
    raise typer.Exit(1 if report.faults else 0)


@app.command()
def decide(
    target: str,
    question: str,
    reading: str,
    person: Annotated[str, typer.Option("--as", help="登录代码 · sign-in code of who records it")],
    by: Annotated[str, typer.Option("--by", help="谁决定 · who decided")],
    on: Annotated[str, typer.Option("--on", help="决定日期 · day, 2019-03-01")],
    why: Annotated[str, typer.Option("--why", help="理由 · reason")],
    document: Annotated[str, typer.Option("--document", help="依据文件 · document")] = "",
    plan: Annotated[str | None, typer.Option("--plan", help="规划代码 · plan")] = None,
    language: Language = "zh-hans",
) -> None:
    """记录一项决定：目标改按另一读法 · Record a decision on how a target is read."""
    starting.django(language)
    from zhiheng.plan import queries, services

    actor, moment = _person(person, language)
    deciding = services.Deciding(target, question, reading, by, _day(on, language), why, document)
    with _refusals(language):
        code = plan or queries.plan(actor).code
        decision = services.decide(code, deciding, actor=actor, at=moment.at)
    _say(
        language,
        Words(
            f"{target}：{decision.replaced} → {decision.reading}，已记录。",
            f"{target}: {decision.replaced} → {decision.reading}, recorded.",
        ),
        "bold green",
    )


# what all commands share


def _person(code: str, language: str) -> "tuple[Actor, Moment]":
    from zhiheng.accounts.models import Person
    from zhiheng.accounts.rights import actor
    from zhiheng.journal import clock

    found = Person.objects.filter(code=code, is_active=True).first()
    if found is None:
        _refuse(language, Words(f"没有人员 {code}。", f"There is no person {code}."))
    moment = clock.read()
    return actor(found, moment.day), moment


def _day(written: str, language: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        _refuse(
            language, Words(f"“{written}”不是日期，请写作 2019-03-01。", f'"{written}" is no date; write 2019-03-01.')
        )


def _opened(folder: Path, language: str) -> Package:
    if not folder.is_dir():
        _refuse(language, Words(f"没有文件夹 {folder}。", f"There is no folder {folder}."))
    return open_package(folder)


def _text_file(path: Path, language: str) -> "TextFile":
    from zhiheng.plan.reader import UnreadableTextError, read_file

    if not path.is_file():
        _refuse(language, Words(f"没有文件 {path}。", f"There is no file {path}."))
    try:
        return read_file(path.name, path.read_bytes())
    except UnreadableTextError as error:
        _refuse(language, error.words)


@contextmanager
def _refusals(language: str, folder: Path | None = None) -> Iterator[None]:
    """A refusal is shown as its sentence, with the problems of a package where there are any."""
    from zhiheng.journal.refusal import Refused

    try:
        yield
    except Refused as refused:
        problems = getattr(refused, "problems", None)
        if problems and folder is not None:
            _show_problems(problems, folder, language)
        _refuse(language, Words(str(refused), str(refused)), code=1)


def _refuse(language: str, words: Words, code: int = 2) -> NoReturn:
    _console(stderr=True).print(Text(words.said_in(language), style="bold red"))
    raise typer.Exit(code)


def _show_problems(problems: list[Problem], folder: Path, language: str, summary: bool = True) -> None:
    """The problems of one package, and how many of each level."""
    console = _console()
    for problem in problems:
        line = Text(f"{folder / problem.file}:{problem.line} ", style="dim")
        line.append(_LEVEL[problem.level].said_in(language) + " ", style=_STYLE[problem.level])
        console.print(line.append(problem.told(language)))
    if not summary:
        return
    counts = Counter(problem.level for problem in problems)
    _say(
        language,
        Words(
            f"{folder.name}：须改 {counts['error']} 处，待定 {counts['question']} 处，说明 {counts['note']} 条。",
            f"{folder.name}: {counts['error']} errors, {counts['question']} open points, {counts['note']} notes.",
        ),
        "bold red" if counts["error"] else "bold green",
    )


def _say(language: str, words: Words, style: str = "") -> None:
    _console().print(Text(words.said_in(language), style=style))


def _console(stderr: bool = False) -> Console:
    return Console(highlight=False, soft_wrap=True, stderr=stderr)

"""`zhiheng plan …`: check, compare, adopt and start plan packages."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from zhiheng.packages.problems import Problem, errors
from zhiheng.packages.reading import open_package
from zhiheng.plan.checks.all import check as check_plan

app = typer.Typer(
    no_args_is_help=True, help="规划包：检查、比较、采用、新建 · Plan packages: check, compare, adopt, start"
)

_STYLE = {"error": "bold red", "question": "yellow", "note": "cyan"}
_LEVEL = {
    "error": ("须改", "error"),
    "question": ("待定", "open"),
    "note": ("说明", "note"),
}
Language = Annotated[str, typer.Option("--language", "-l", help="zh-hans 或 en")]


@app.callback()
def _plan() -> None:
    """规划包：检查、比较、采用、新建 · Plan packages: check, compare, adopt, start."""


@app.command()
def check(folders: Annotated[list[Path] | None, typer.Argument()] = None, language: Language = "zh-hans") -> None:
    """检查规划包：哪个文件、哪一行、发现什么、允许什么。Without folders every package under plans/ is checked.

    退出码 0 无误（可有待定问题）· 1 有须改之处 · 2 没有这样的文件夹。
    """
    wrong = 0
    for folder in folders or _all():
        if not folder.is_dir():
            _say(language, f"没有文件夹 {folder}。", f"There is no folder {folder}.", "bold red")
            raise typer.Exit(2)
        package = open_package(folder)
        problems = check_plan(package)
        show(problems, language, folder)
        wrong += len(errors(problems))
    raise typer.Exit(1 if wrong else 0)


def _all() -> list[Path]:
    return sorted(path.parent for path in Path("plans").glob("*/plan.yaml"))


def show(problems: list[Problem], language: str, folder: Path) -> None:
    """The problems of one package, and how many of each level."""
    console = Console(highlight=False, soft_wrap=True)
    chinese = language.lower().startswith("zh")
    for problem in problems:
        line = Text(f"{folder / problem.file}:{problem.line} ", style="dim")
        line.append(_LEVEL[problem.level][0 if chinese else 1] + " ", style=_STYLE[problem.level])
        line.append(problem.told(language))
        console.print(line)
    counts = {level: sum(problem.level == level for problem in problems) for level in _LEVEL}
    summary = (
        f"{folder.name}：须改 {counts['error']} 处，待定 {counts['question']} 处"
        if chinese
        else f"{folder.name}: {counts['error']} errors, {counts['question']} open points"
    )
    console.print(Text(summary, style="bold red" if counts["error"] else "bold green"))


def _say(language: str, zh: str, en: str, style: str = "") -> None:
    Console(highlight=False, soft_wrap=True).print(Text(zh if language.lower().startswith("zh") else en, style=style))

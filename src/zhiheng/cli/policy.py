"""`zhiheng policy`: read an official document, draft a plan package from it."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from zhiheng.policy.load import Source

app = typer.Typer(no_args_is_help=True, help="Read an official document (读政策)")


@app.callback()
def _root() -> None:
    """Official documents."""


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="txt, docx, html or pdf")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of an outline")] = False,
    full: Annotated[bool, typer.Option("--full", help="With --json: offsets, grades, questions and more")] = False,
) -> None:
    """Show what a document promises, and who answers for it."""
    from zhiheng.policy.output import full as full_form
    from zhiheng.policy.output import short
    from zhiheng.policy.reader import read as read_text

    source = _loaded(file)
    reading = read_text(source.text, source.notes)
    if as_json:
        answer = full_form(reading) if full else short(reading)
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    from zhiheng.policy.render import render

    render(reading)


@app.command()
def draft(
    file: Annotated[Path, typer.Argument(help="txt, docx, html or pdf")],
    out: Annotated[Path, typer.Option("--out", help="A folder that is empty or does not exist yet")],
    code: Annotated[str, typer.Option("--code", help="Code of the plan, ASCII")] = "draft",
) -> None:
    """Write a draft plan package; what the document does not say is listed in open.yaml."""
    from zhiheng.policy.draft import draft as make
    from zhiheng.policy.draft import write
    from zhiheng.policy.reader import read as read_text

    source = _loaded(file)
    files = make(read_text(source.text, source.notes), code)
    try:
        written = write(files, out)
    except FileExistsError:
        print(
            f"文件夹 {out} 不是空的：请换一个新文件夹。",
            f"The folder {out} is not empty: name a new one.",
            sep="\n",
            file=sys.stderr,
        )
        raise typer.Exit(1) from None
    points = len(files.get("open.yaml", []))
    print(f"已写出 {len(written)} 个文件到 {out}，有 {points} 处待定问题；用 zhiheng plan check {out} 查看。")
    print(f"Wrote {len(written)} files to {out} with {points} open points; see zhiheng plan check {out}.")


def _loaded(file: Path) -> "Source":
    """The text of a file, or one sentence in each language and exit code 1."""
    from zhiheng.policy.load import load
    from zhiheng.policy.unreadable import UnreadableError

    try:
        return load(file)
    except UnreadableError as problem:
        print(problem.sentence("zh"), problem.sentence("en"), sep="\n", file=sys.stderr)
        raise typer.Exit(1) from problem

"""`zhiheng policy`: read an official document, draft a plan package from it."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

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
    from zhiheng.policy.load import load
    from zhiheng.policy.output import full as full_form
    from zhiheng.policy.output import short
    from zhiheng.policy.reader import read as read_text
    from zhiheng.policy.unreadable import UnreadableError

    try:
        source = load(file)
    except UnreadableError as problem:
        print(problem.sentence("zh"), problem.sentence("en"), sep="\n", file=sys.stderr)
        raise typer.Exit(1) from problem
    reading = read_text(source.text, source.notes)
    if as_json:
        answer = full_form(reading) if full else short(reading)
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    from zhiheng.policy.render import render

    render(reading)

"""`zhiheng journal …`: is the journal whole, and what does it hold."""

from typing import Annotated

import typer

from zhiheng.cli import starting
from zhiheng.packages.words import Words

app = typer.Typer(no_args_is_help=True, help="存证簿 · The journal")

Language = Annotated[str, typer.Option("--language", "-l", help="zh-hans 或 en")]


@app.callback()
def _journal() -> None:
    """存证簿 · The journal."""


@app.command()
def check(language: Language = "zh-hans") -> None:
    """从条目重算全部哈希，核对守护触发器 · Recompute everything from the entries. Leaves with 1 where something differs."""
    starting.database(language)
    from zhiheng.journal import queries
    from zhiheng.journal.check import whole

    problems = whole()
    for problem in problems:
        typer.secho(problem, fg="red", err=True)
    if problems:
        raise typer.Exit(1)
    size = queries.size()
    root = queries.root(size).hex()
    typer.echo(
        Words(f"存证簿完整：{size} 条，根哈希 {root}", f"The journal is whole: {size} entries, root {root}").said_in(
            language
        )
    )


@app.command()
def show(last: Annotated[int, typer.Option(help="条数 · how many")] = 20, language: Language = "zh-hans") -> None:
    """最近的条目 · The latest entries."""
    starting.database(language)
    from zhiheng.journal.models import Entry

    for entry in reversed(Entry.objects.order_by("-seq")[:last]):
        typer.echo(
            f"{entry.seq}\t{entry.at:%Y-%m-%dT%H:%M:%SZ}\t{entry.actor}\t{entry.verb}\t{entry.subject}\t{entry.changes}"
        )

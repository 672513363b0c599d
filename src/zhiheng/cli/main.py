"""The command line: `zhiheng --help` lists everything.

Commands live in one module a subject beside this one; each is imported only when it is called, so that
`zhiheng policy read` starts without Django.
"""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Zhiheng (质衡)")


@app.callback()
def _root() -> None:
    """Quality strategies, measured and provable."""


def main() -> None:
    app()

"""The command line: `zhiheng --help` lists everything.

Commands live in one module a subject beside this one; each is imported only when it is called, so that
`zhiheng policy read` starts without Django. A new subject adds one line to `SUBJECTS`.
"""

from importlib import import_module

import typer
from typer.core import TyperGroup
from typer.main import get_command

SUBJECTS: dict[str, str] = {
    # name on the command line → module beside this one that holds a typer `app`, or module:name
    "demo": "zhiheng.cli.demo",
    "figures": "zhiheng.cli.figures",
    "journal": "zhiheng.cli.journal",
    "migrate": "zhiheng.cli.server:migrating",
    "people": "zhiheng.cli.people",
    "plan": "zhiheng.cli.plan",
    "policy": "zhiheng.cli.policy",
    "serve": "zhiheng.cli.server:serving",
    "targets": "zhiheng.cli.targets",
}


class Subjects(TyperGroup):
    """A group whose members are imported when they are asked for."""

    def list_commands(self, ctx):  # type: ignore[no-untyped-def]
        return sorted({*super().list_commands(ctx), *SUBJECTS})

    def get_command(self, ctx, cmd_name):  # type: ignore[no-untyped-def]
        if cmd_name in SUBJECTS:
            module, _, name = SUBJECTS[cmd_name].partition(":")
            command = get_command(getattr(import_module(module), name or "app"))
            command.name = cmd_name
            return command
        return super().get_command(ctx, cmd_name)


app = typer.Typer(
    cls=Subjects, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Zhiheng (质衡)"
)


@app.callback()
def _root() -> None:
    """Quality strategies, measured and provable."""


def main() -> None:
    app()

"""`zhiheng migrate` and `zhiheng serve`: make the database, and serve the pages."""

import os
from pathlib import Path
from typing import Annotated

import typer

from zhiheng.cli import starting
from zhiheng.packages.words import Words

migrating = typer.Typer(add_completion=False)
serving = typer.Typer(add_completion=False)
Language = Annotated[str, typer.Option("--language", "-l", help="zh-hans / en")]


@migrating.command()
def migrate(language: Language = "zh-hans") -> None:
    """建立数据库，或随程序更新 · Make the database, or bring it up to the program."""
    starting.django(language)
    from django.core.management import call_command
    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        Path(str(name)).parent.mkdir(parents=True, exist_ok=True)
    steps = len(starting.pending())
    call_command("migrate", verbosity=0, interactive=False)
    typer.echo(
        Words(f"数据库已就绪，执行 {steps} 步。", f"The database is ready; {steps} steps done.").said_in(language)
    )


@serving.command()
def serve(
    port: Annotated[int, typer.Option("--port", help="端口 · port")] = 8000,
    address: Annotated[str, typer.Option("--address", help="监听地址 · address to listen on")] = "127.0.0.1",
    workers: Annotated[int, typer.Option("--workers", min=1, help="进程数 · processes")] = 2,
    language: Language = "zh-hans",
) -> None:
    """提供网页服务；存证簿不完整时不启动 · Serve the pages; does not start on a damaged journal."""
    starting.operator(language)
    from zhiheng.journal import check

    if problems := check.start_up():
        listed = "\n".join(f"  {problem}" for problem in problems)
        starting.ends(
            language,
            Words(
                f"存证簿与应有的样子不符，未启动。请先查明原因（zhiheng journal check）：\n{listed}",
                f"The journal is not as it must be, so nothing was started. Find out why (zhiheng journal check):\n{listed}",
            ),
        )
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    (Path(os.fspath(settings.VAR)) / "static").mkdir(parents=True, exist_ok=True)  # else whitenoise warns
    typer.echo(Words(f"质衡：http://{address}:{port}/", f"Zhiheng: http://{address}:{port}/").said_in(language))
    Granian(
        "zhiheng.config.wsgi:application", address=address, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=4, log_level=LogLevels.warning,
    ).serve()  # fmt: skip

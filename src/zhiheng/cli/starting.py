"""How a command that needs the database begins: Django, the reader's language, the clock read once, and whoever runs the command."""

import os
from typing import TYPE_CHECKING, NoReturn

import typer

from zhiheng.packages.words import Words

if TYPE_CHECKING:
    from zhiheng.accounts.rights import Actor
    from zhiheng.journal.clock import Moment


def django(language: str) -> None:
    """Start Django and speak the reader's language from here on."""
    import django as frame
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiheng.config.settings")
    frame.setup()
    translation.activate("zh-hans" if language.lower().startswith("zh") else language)


def pending() -> list[str]:
    """Names of migrations that the database does not have yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def database(language: str) -> None:
    """Start Django; ends with one sentence where the database is not made or is older than the program."""
    django(language)
    if missing := pending():
        ends(
            language,
            Words(
                f"数据库还没有建好（缺 {len(missing)} 步）。请先运行：zhiheng migrate",
                f"The database is not ready ({len(missing)} steps are missing). Run first: zhiheng migrate",
            ),
        )


def operator(language: str) -> "tuple[Actor, Moment]":
    """Whoever runs commands on this server, and the moment of the command, on a database that is ready."""
    database(language)
    from zhiheng.accounts import rights
    from zhiheng.journal import clock

    moment = clock.read()
    return rights.operator(moment.day), moment


def ends(language: str, words: Words, code: int = 1) -> NoReturn:
    """Say why on the error stream and end."""
    typer.secho(words.said_in(language), fg="red", err=True)
    raise typer.Exit(code)

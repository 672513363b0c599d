"""`migrate`, followed by the guards of the journal: SQLite drops triggers silently when a table is remade."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from zhiheng.journal import guards


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        database = options["database"]
        # Said aloud, because someone or something has taken them away; then mended, so that the start-up check passes.
        for name in guards.install(database):
            self.stderr.write(f"The guard {name} of the journal was missing and has been put back.")
        super().handle(*args, **options)
        guards.install(database)

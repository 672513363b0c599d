"""`flush` empties test databases only: the journal of a real one never shrinks."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush

from zhiheng.journal import guards
from zhiheng.journal.models import Head


class Command(Flush):
    def handle(self, **options: Any) -> None:
        if not getattr(settings, "JOURNAL_MAY_BE_FLUSHED", False):
            raise CommandError("This database holds a journal, which only grows. Start a new database instead.")
        database = options["database"]
        guards.remove(database)
        try:
            super().handle(**options)
            Head.objects.using(database).get_or_create(pk=1)
        finally:
            guards.install(database)

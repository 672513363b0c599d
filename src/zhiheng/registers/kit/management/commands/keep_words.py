"""`manage.py keep_words [REGISTER …]`: keep the words of all records anew. Needed once, for records older than the words."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from zhiheng.registers.kit import registry, searching


class Command(BaseCommand):
    help = "Keep the words by which records are found anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("registers", nargs="*", help="codes of registers; all without it")

    def handle(self, *args: Any, **options: Any) -> None:
        known = {one.code: one for one in registry.registers()}
        if unknown := sorted(set(options["registers"]) - known.keys()):
            raise CommandError(f"no register {unknown[0]}; there are: {', '.join(known)}")
        for code in options["registers"] or known:
            with transaction.atomic():
                count = searching.rebuild(known[code])
            self.stdout.write(f"{code}: {count}")

"""Fill the working-day table for a range of years; years already announced stay as they are."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from zhiheng.bodies.calendar_source import read_year
from zhiheng.bodies.queries import announced_until
from zhiheng.bodies.services import seed_calendar
from zhiheng.journal import clock


class Command(BaseCommand):
    help = "Fill the working-day table from the holidays package."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("first", type=int)
        parser.add_argument("last", type=int)

    def handle(self, *, first: int, last: int, **_: Any) -> None:
        years = [read_year(year) for year in range(first, last + 1)]
        written = seed_calendar(years, actor="operator", at=clock.read().at)
        self.stdout.write(
            f"Written: {', '.join(map(str, written)) or 'nothing new'}. Announced until {announced_until()}."
        )

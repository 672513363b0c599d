"""The working-day table: seeded once, marked where nothing has been announced, compared with published lists."""

import csv
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from zhiheng import periods
from zhiheng.bodies import queries, services
from zhiheng.bodies.calendar_source import YearRead, read_year
from zhiheng.bodies.models import CalendarYear
from zhiheng.journal.models import Entry

NINE = datetime(2019, 7, 1, 1, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_terms_are_counted_on_the_seeded_table():
    """Five working days from 28 September 2019: 29 is a worked Sunday, then the holiday until 7 October."""
    services.seed_calendar([read_year(2019)], actor="operator", at=NINE)

    days = queries.working_days()

    assert periods.add_working_days(days, date(2019, 9, 28), 1) == date(2019, 9, 29)
    assert periods.add_working_days(days, date(2019, 9, 28), 3) == date(2019, 10, 8)
    assert queries.announced_until() == date(2019, 12, 31)
    with pytest.raises(periods.NotAnnounced):
        days.is_working(date(2020, 1, 2))


@pytest.mark.django_db
def test_seeding_again_writes_nothing_and_announcing_writes_one_year(capsys):
    call_command("seed_calendar", 2026, 2027)
    call_command("seed_calendar", 2026, 2027)
    assert Entry.objects.count() == 1
    assert CalendarYear.objects.get(year=2027).announced is False
    assert queries.announced_until() == date(2026, 12, 31)

    notice = YearRead(2027, announced=True, source="国办发明电〔2026〕1号", days={date(2027, 1, 1): (False, "元旦")})
    services.announce(notice, "notice of the State Council", actor="operator", at=NINE)

    assert queries.announced_until() == date(2027, 12, 31)
    assert queries.working_days().announced[2027] == "国办发明电〔2026〕1号"
    assert "2026, 2027" in capsys.readouterr().out


@pytest.mark.samples
@pytest.mark.parametrize("year", [2016, 2019, 2021, 2023, 2025, 2026])
def test_years_agree_with_the_published_lists(year):
    """Read from another package that follows the State Council's notices."""
    folder = os.environ.get("ZHIHENG_SAMPLES")
    if not folder:
        pytest.skip("ZHIHENG_SAMPLES names no folder")
    with Path(folder, f"holidays/cn_{year}.csv").open(encoding="utf-8") as file:
        listed = {date.fromisoformat(row["date"]): row["day"] == "work" for row in csv.DictReader(file)}
    differing_from_weekday = {day: works for day, works in listed.items() if works != (day.weekday() < 5)}

    assert {day: works for day, (works, _) in read_year(year).days.items()} == differing_from_weekday

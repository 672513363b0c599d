"""The demonstration that ships with the first plan: every verdict occurs, sums are right, and any day's knowledge differs."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.test import TestCase

from zhiheng.accounts.rights import operator
from zhiheng.figures import demo, queries
from zhiheng.figures.rules import shown
from zhiheng.journal import check, clock
from zhiheng.packages.reading import open_package
from zhiheng.supervision import queries as supervision

PACKAGE = Path(__file__).resolve().parents[2] / "plans" / "alxa-2020"
PLAN = "alxa-2020"
DAY = date(2019, 7, 15)
LEAGUE = "152900"


class TestDemonstration(TestCase):
    @classmethod
    def setUpTestData(cls):
        demo.play([demo.load(open_package(PACKAGE))])
        cls.reader = operator(DAY)

    def words(self, **how):
        found = supervision.standings(self.reader, plan=PLAN, on=how.pop("on", DAY), **how)
        return {one.target.code: one.verdict.word for one in found}

    def test_every_verdict_occurs_on_the_reading_day(self):
        words = self.words()

        assert Counter(words.values()) == {
            "met": 9, "on_course": 24, "behind": 7, "not_met": 1, "cannot_tell": 2, "no_data": 4, "not_due": 4,
        }  # fmt: skip
        assert [code for code, word in words.items() if word == "not_met"] == ["v3"]
        assert [code for code, word in words.items() if word == "cannot_tell"] == ["s2", "s3"]
        assert [code for code, word in words.items() if word == "behind"] == [
            "p1",
            "p3d",
            "s1",
            "v4",
            "v5",
            "st3",
            "t1",
        ]

    def test_the_quarter_before_was_judged_otherwise(self):
        on, as_of = supervision.quarter_before(DAY)
        before = supervision.standings(self.reader, plan=PLAN, on=on, as_of=as_of)
        now = supervision.standings(self.reader, plan=PLAN, on=DAY)

        moved = supervision.summary(now, before)

        assert moved.total == 51
        assert (moved.better, moved.worse) == (("e2", "m2", "i1"), ("p3d",))

    def test_the_league_is_the_sum_of_its_places_in_every_period(self):
        series = queries.all_series(self.reader, PLAN)
        by_cell = {
            (code, place, view.period): view
            for (code, place, class_code), views in series.items()
            for view in views
            if not class_code
        }
        parts = {}
        for (code, place, period), view in by_cell.items():
            if place.startswith("1529") and place != LEAGUE and view.is_share:
                parts.setdefault((code, period), []).append(view)

        assert len(parts) > 150
        for (code, period), views in parts.items():
            whole = by_cell[code, LEAGUE, period]
            assert whole.part == sum(view.part for view in views), (code, period)
            assert whole.whole == sum(view.whole for view in views), (code, period)

    def test_values_are_plausible(self):
        """Within the usual span that each indicator states, where enough was counted."""
        unusual = set()
        indicators = queries.indicators(PLAN)
        for (code, place, class_code), views in queries.all_series(self.reader, PLAN).items():
            if class_code or (place != LEAGUE and views[0].source_kind == "computed"):
                continue
            sanity = indicators[code].told.get("sanity") or {}
            for view in views:
                point = shown(view, indicators[code].unit)
                low, high = (Decimal(sanity.get(end) or missing) for end, missing in (("low", "-1e9"), ("high", "1e9")))
                if point is not None and view.starts_on.year >= 2016 and not low <= point <= high:
                    unusual.add((code, place, view.period))
        assert unusual == set()

        forest = queries.figure(self.reader, PLAN, "v5", LEAGUE, "2018")
        assert forest.value == Decimal("8.01")

    def test_what_was_known_on_an_earlier_day_is_still_known(self):
        def told(on):
            return queries.figure(self.reader, PLAN, "p1", "152921", "2018Q4", as_of=on).whole

        assert (told(date(2019, 3, 7)), told(date(2019, 3, 8))) == (141, 144)
        stages = [view.stage for view in queries.vintages(self.reader, PLAN, "s1", LEAGUE, "2016")]
        assert stages == ["provisional", "preliminary", "final"]

    def test_nothing_lies_after_the_reading_day_and_the_journal_fits(self):
        moment = clock.read()

        assert (moment.simulated, moment.day) == (True, DAY)
        assert list(check.start_up()) == []
        ends = [view.until for views in queries.all_series(self.reader, PLAN).values() for view in views]
        assert max(ends) <= DAY

    def test_every_place_can_be_judged(self):
        for place in ("152921", "152922", "152923", "152971", "152972"):
            words = self.words(place=place)
            assert len(words) == 51
            assert {"on_course", "no_data"} <= set(words.values())

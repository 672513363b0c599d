"""Cycles, due days, catalogues and numbers."""

from datetime import date

import pytest

from zhiheng.registers.metrology.rules import catalogue, cycles, numbering
from zhiheng.registers.metrology.rules.due import (
    BACK_IN_USE,
    CARRIED,
    CYCLE,
    END_OF_LIFE,
    FIRST_USE,
    Idle,
    Life,
    Verified,
    dues,
    in_date,
)


def day(text):
    return date.fromisoformat(text)


def yearly(**more):
    return Life("periodic", day("2017-01-10"), 12, **more)


def passed(on, until=None):
    return Verified(day(on), "pass", day(until) if until else None)


def told(found):
    """Each due day on one line: day, reason, verified on, on time or late or excused."""
    return [
        (
            str(one.on), one.reason, str(one.verified.done_on) if one.verified else None,
            "excused" if one.excused else "on time" if one.on_time else "open or late",
        )
        for one in found
    ]  # fmt: skip


class TestCycles:
    @pytest.mark.parametrize(
        ("done", "months", "last"),
        [
            ("2024-02-29", 12, "2025-02-27"),
            ("2019-08-31", 6, "2020-02-28"),
            ("2019-07-01", 12, "2020-06-30"),
            ("2019-12-01", 1, "2019-12-31"),
        ],
    )
    def test_month_addition_clamps_and_takes_one_day_off(self, done, months, last):
        assert cycles.last_good_day(day(done), months) == day(last)

    def test_a_new_regulation_holds_for_what_is_verified_after_its_day(self):
        rules = cycles.parsed([
            "kind,document,mode,months,valid_from,valid_to,mark",
            "gauge,JJG 52-1999,periodic,12,,2014-01-01,invented",
            "gauge,JJG 52-2013,periodic,6,2014-01-01,,invented",
        ])  # fmt: skip

        assert cycles.rule_for("gauge", day("2013-12-31"), rules).months == 12
        assert cycles.rule_for("gauge", day("2014-01-01"), rules).months == 6

    def test_every_kind_but_other_has_a_rule_of_its_own_mode(self):
        for kind in catalogue.shipped().values():
            if kind.code != "other":
                assert cycles.rule_for(kind.code, day("2019-07-15")).mode == kind.mode


class TestCatalogue:
    def test_three_editions_without_a_gap(self):
        assert [edition.valid_to for edition in catalogue.EDITIONS[:-1]] == [
            e.valid_from for e in catalogue.EDITIONS[1:]
        ]

    @pytest.mark.parametrize(
        ("on", "edition"),
        [("2019-10-31", "1987"), ("2019-11-01", "2019-48"), ("2020-10-25", "2019-48"), ("2020-10-26", "2020-42")],
    )
    def test_the_edition_of_the_day(self, on, edition):
        assert catalogue.edition_on(day(on)).code == edition

    def test_balances_left_the_catalogue_in_2019(self):
        """A series across this day has a break: the whole is another one."""
        assert catalogue.is_key_managed("balance", "trade", day("2019-10-31"))
        assert not catalogue.is_key_managed("balance", "trade", day("2019-11-01"))

    def test_only_the_four_uses_of_the_law(self):
        assert catalogue.is_key_managed("pressure_gauge", "safety", day("2019-07-15"))
        assert not catalogue.is_key_managed("pressure_gauge", "process", day("2019-07-15"))

    def test_charging_piles_from_2023(self):
        assert not catalogue.is_key_managed("ev_charger_dc", "trade", day("2022-12-31"))
        assert catalogue.is_key_managed("ev_charger_dc", "trade", day("2023-01-01"))


class TestDue:
    def test_verified_every_year_before_the_day(self):
        found = dues(yearly(), [passed("2017-01-08"), passed("2018-01-05")], day("2018-06-30"))

        assert told(found) == [
            ("2017-01-10", FIRST_USE, "2017-01-08", "on time"),
            ("2018-01-07", CYCLE, "2018-01-05", "on time"),
            ("2019-01-04", CYCLE, None, "open or late"),
        ]

    def test_the_day_itself_is_on_time_and_the_next_is_late(self):
        on_the_day = dues(yearly(), [passed("2017-01-10"), passed("2018-01-09")], day("2018-06-30"))
        one_late = dues(yearly(), [passed("2017-01-10"), passed("2018-01-10")], day("2018-06-30"))

        assert on_the_day[1].on_time
        assert not one_late[1].on_time
        assert dues(yearly(), [passed("2017-01-10"), passed("2018-01-10")], day("2018-06-30"), grace=1)[1].on_time

    def test_the_certificate_may_shorten_the_cycle_and_never_lengthen_it(self):
        shorter = dues(yearly(), [passed("2017-01-10", "2017-07-09")], day("2017-02-01"))
        longer = dues(yearly(), [passed("2017-01-10", "2019-01-09")], day("2017-02-01"))

        assert shorter[-1].on == day("2017-07-09")
        assert longer[-1].on == day("2018-01-09")

    def test_rejected_counts_as_verified_and_sets_no_new_day_until_it_is_repaired(self):
        rejected = Verified(day("2018-01-05"), "fail")

        found = dues(yearly(), [passed("2017-01-10"), rejected], day("2018-06-30"))

        assert told(found)[-1] == ("2018-01-09", CYCLE, "2018-01-05", "on time")

    def test_repaired_it_is_due_on_the_day_that_it_returns(self):
        life = yearly(idle=(Idle(day("2018-01-05"), day("2018-02-01")),))

        found = dues(
            life, [passed("2017-01-10"), Verified(day("2018-01-05"), "fail"), passed("2018-01-30")], day("2018-06-30")
        )

        assert told(found)[2:] == [
            ("2018-02-01", BACK_IN_USE, "2018-01-30", "on time"),
            ("2019-01-29", CYCLE, None, "open or late"),
        ]

    def test_forgotten_it_stays_due_each_year(self):
        found = dues(yearly(), [passed("2017-01-10")], day("2020-03-01"))

        assert told(found)[1:] == [
            ("2018-01-09", CYCLE, None, "open or late"),
            ("2019-01-01", CARRIED, None, "open or late"),
            ("2020-01-01", CARRIED, None, "open or late"),
        ]

    def test_found_again_the_years_between_stay_missed(self):
        found = dues(yearly(), [passed("2017-01-10"), passed("2019-05-01")], day("2019-06-01"))

        assert told(found)[1:] == [
            ("2018-01-09", CYCLE, "2019-05-01", "open or late"),
            ("2019-01-01", CARRIED, "2019-05-01", "open or late"),
            ("2020-04-30", CYCLE, None, "open or late"),
        ]

    def test_sealed_by_a_record_it_is_excused_and_due_when_it_returns(self):
        life = yearly(idle=(Idle(day("2018-01-01"), day("2018-09-01")),))

        found = dues(life, [passed("2017-01-10"), passed("2018-09-05")], day("2018-12-31"))

        assert told(found)[1:] == [
            ("2018-01-09", CYCLE, "2018-09-05", "excused"),
            ("2018-09-01", BACK_IN_USE, "2018-09-05", "open or late"),
            ("2019-09-04", CYCLE, None, "open or late"),
        ]

    def test_sealed_after_the_day_does_not_excuse(self):
        life = yearly(idle=(Idle(day("2018-01-10")),))

        assert told(dues(life, [passed("2017-01-10")], day("2018-12-31")))[1] == (
            "2018-01-09", CYCLE, None, "open or late",
        )  # fmt: skip

    def test_sealed_for_good_is_not_carried_over(self):
        life = yearly(idle=(Idle(day("2018-01-01")),))

        assert told(dues(life, [passed("2017-01-10")], day("2020-12-31")))[1:] == [
            ("2018-01-09", CYCLE, None, "excused")
        ]

    def test_scrapped_before_the_day_it_is_not_due(self):
        assert len(dues(yearly(used_until=day("2018-01-09")), [passed("2017-01-10")], day("2018-12-31"))) == 1

    def test_first_only_is_due_once(self):
        life = Life("first_only", day("2017-01-10"))

        assert told(dues(life, [passed("2017-01-09")], day("2020-01-01"))) == [
            ("2017-01-10", FIRST_USE, "2017-01-09", "on time")
        ]

    def test_a_water_meter_is_due_again_at_the_end_of_its_six_years(self):
        life = Life("first_replaced", day("2013-03-01"), 72)

        found = dues(life, [passed("2013-02-20")], day("2019-07-15"))

        assert told(found)[1] == ("2019-02-28", END_OF_LIFE, None, "open or late")

    def test_replaced_in_the_year_it_ends_counts_as_done(self):
        life = Life("first_replaced", day("2013-03-01"), 72, used_until=day("2019-02-15"))

        assert told(dues(life, [passed("2013-02-20")], day("2019-07-15")))[1] == (
            "2019-02-28",
            END_OF_LIFE,
            None,
            "on time",
        )

    def test_in_date(self):
        records = [passed("2018-01-05")]

        assert in_date(yearly(), records, day("2019-01-04"))
        assert not in_date(yearly(), records, day("2019-01-05"))
        assert not in_date(yearly(idle=(Idle(day("2018-06-01")),)), records, day("2018-06-01"))
        assert not in_date(yearly(), [Verified(day("2018-01-05"), "fail")], day("2018-01-06"))


class TestNumbers:
    @pytest.mark.parametrize(
        ("written", "key"),
        [
            ("JJG 443—2015", "JJG 443-2015"),
            ("jjg443-2015", "JJG 443-2015"),
            ("ＪＪＦ １０３３—２０１６", "JJF 1033-2016"),
            ("JJF 1059.1－2012", "JJF 1059.1-2012"),
            ("JJG（蒙） 12—2019", "JJG(蒙) 12-2019"),
        ],
    )
    def test_documents(self, written, key):
        assert numbering.document(written).key == key

    def test_shown_with_the_long_dash(self):
        assert numbering.document("JJG 52-2013").shown == "JJG 52—2013"

    @pytest.mark.parametrize("written", ["GB 17167-2006", "JJG 443", "JJG 443-15"])
    def test_what_is_no_document_of_metrology(self, written):
        assert numbering.document(written) is None

    def test_system_charts(self):
        assert numbering.document("JJG 2056-1990").is_system_chart
        assert not numbering.document("JJG 443-2015").is_system_chart

    def test_numbers_of_assessment_certificates(self):
        public = numbering.standard_number("〔2016〕蒙社量标证字第D012号")
        enterprise = numbering.standard_number("[2017] 蒙量标企证字第 021 号")

        assert (public.year, public.issuer, public.public) == (2016, "蒙", True)
        assert (enterprise.enterprise, enterprise.serial) == (True, "021")
        assert numbering.standard_number("2017-021") is None

    def test_type_approvals_and_accreditations(self):
        assert numbering.is_type_approval("CPA 2019F123-15")
        assert not numbering.is_type_approval("123")
        assert numbering.is_accredited("CNAS L0001")

"""The registers of metrology: standards, instruments with their due days, certificates, demands, honest and energy metrology."""

import pytest

from tests.unit.registers.metrology.town import (
    BUREAU,
    NANO,
    at,
    chain,
    day,
    demand,
    firm,
    instrument,
    person,
    settled,
    standard,
    verified,
)  # fmt: skip
from zhiheng.bodies.models import Place
from zhiheng.files import services as files
from zhiheng.journal import check
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import services
from zhiheng.registers.kit.faults import Faulty
from zhiheng.registers.kit.models import Revision
from zhiheng.registers.metrology.declarations import (
    CERTIFICATE,
    DEMAND,
    ENERGY,
    HONEST_UNIT,
    INSTRUMENT,
    INSTRUMENT_DUE,
    STANDARD,
)  # fmt: skip
from zhiheng.registers.metrology.measures import traceability_coverage
from zhiheng.registers.metrology.models import (
    Certificate,
    EnergyMetering,
    HonestSpan,
    HonestUnit,
    Instrument,
    InstrumentDue,
    MeasurementStandard,
    StandardSpan,
)  # fmt: skip

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _town(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settled()


def dues_of(key):
    """Each due day on one line, those withdrawn left out."""
    return [
        (
            str(row.due_on),
            row.reason,
            row.state,
            str(row.verified_on) if row.verified_on else None,
            row.verified_on_time,
        )
        for row in InstrumentDue.objects.filter(instrument=key, withdrawn=False).order_by("due_on")
    ]


def codes(caught):
    return {(one.fault.code, one.fault.field) for one in caught.value.found}


class TestInstruments:
    def test_a_new_instrument_is_due_before_its_first_use(self):
        key = instrument(owner=firm())

        assert dues_of(key) == [("2017-01-10", "first_use", "due", None, False)]
        assert Instrument.objects.get(pk=key).next_due_on == day("2017-01-10")

    def test_mode_cycle_and_quantity_follow_from_its_kind(self):
        gauge = Instrument.objects.get(pk=instrument(owner=firm()))

        assert (gauge.mode, gauge.cycle_months, gauge.quantity) == ("periodic", 6, "mechanical")

    def test_its_certificate_answers_the_due_day_and_sets_the_next_in_the_same_act(self):
        key = instrument(owner=firm())

        certificate = verified("J-1", "2017-01-09", instrument=key)

        first, following = InstrumentDue.objects.filter(instrument=key).order_by("due_on")
        assert first.certificate_id == certificate
        assert first.verified_on_time
        assert following.due_on == day("2017-07-08")
        assert first.act == Certificate.objects.get(pk=certificate).act
        assert Instrument.objects.get(pk=key).next_due_on == day("2017-07-08")

    def test_one_day_late_is_late(self):
        key = instrument(owner=firm())
        verified("J-1", "2017-01-10", instrument=key)  # good until 9 July

        verified("J-2", "2017-07-10", instrument=key)

        assert dues_of(key)[1] == ("2017-07-09", "cycle", "due", "2017-07-10", False)

    def test_a_corrected_day_moves_the_due_day_and_the_old_one_is_withdrawn(self):
        key = instrument(owner=firm())
        certificate = verified("J-1", "2017-01-05", instrument=key)

        services.correct(
            BUREAU, CERTIFICATE, certificate, {"done_on": day("2017-01-03")}, at=at("2017-01-20"), reason="抄错"
        )

        assert [line[0] for line in dues_of(key)] == ["2017-01-10", "2017-07-02"]
        assert InstrumentDue.objects.get(instrument=key, withdrawn=True).due_on == day("2017-07-04")
        assert Revision.objects.filter(register="metrology.instrument_due").exists()

    def test_a_certificate_that_belongs_to_another_instrument_moves_with_its_correction(self):
        owner = firm()
        one, other = instrument("YLB-001", owner=owner), instrument("YLB-002", owner=owner)
        certificate = verified("J-1", "2017-01-05", instrument=one)

        services.correct(BUREAU, CERTIFICATE, certificate, {"instrument": other}, at=at("2017-01-20"), reason="抄错")

        assert dues_of(one) == [("2017-01-10", "first_use", "due", None, False)]
        assert dues_of(other)[0] == ("2017-01-10", "first_use", "due", "2017-01-05", True)

    def test_a_revoked_certificate_answers_nothing(self):
        key = instrument(owner=firm())
        certificate = verified("J-1", "2017-01-05", instrument=key)

        services.move(
            BUREAU, CERTIFICATE, [certificate], "revoke",
            {"revoked_on": day("2017-02-01"), "revoke_reason": "伪造"}, at=at("2017-02-01"), reason="伪造",
        )  # fmt: skip

        assert dues_of(key) == [("2017-01-10", "first_use", "due", None, False)]

    def test_a_rejected_one_was_verified(self):
        key = instrument(owner=firm())
        verified("J-1", "2017-01-09", instrument=key)

        verified("J-2", "2017-07-01", instrument=key, kind="rejection", result="fail")

        assert dues_of(key)[1] == ("2017-07-08", "cycle", "due", "2017-07-01", True)
        assert Instrument.objects.get(pk=key).last_result == "fail"

    def test_sealing_needs_a_record(self):
        key = instrument(owner=firm())
        values = {"paused_on": day("2017-06-01"), "pause_reason": "停产"}

        with pytest.raises(Refused) as caught:
            services.move(BUREAU, INSTRUMENT, [key], "seal", values, at=at("2017-06-01"))

        assert caught.value.code == "registers.evidence_needed"

    def test_sealed_by_a_record_it_leaves_the_whole_and_is_due_when_it_returns(self):
        key = instrument(owner=firm())
        verified("J-1", "2017-01-09", instrument=key)
        kept = files.keep([b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"], "封存记录.pdf")
        services.attach(BUREAU, INSTRUMENT, key, kept, "seal_record", at=at("2017-06-01"))

        services.move(
            BUREAU,
            INSTRUMENT,
            [key],
            "seal",
            {"paused_on": day("2017-06-01"), "pause_reason": "停产"},
            at=at("2017-06-01"),
        )
        assert dues_of(key)[1] == ("2017-07-08", "cycle", "excused", None, False)

        services.move(BUREAU, INSTRUMENT, [key], "return", {"restored_on": day("2017-09-01")}, at=at("2017-09-01"))
        assert dues_of(key)[1:] == [
            ("2017-07-08", "cycle", "excused", None, False),
            ("2017-09-01", "back_in_use", "due", None, False),
        ]

    def test_scrapped_it_is_due_no_more(self):
        key = instrument(owner=firm())
        verified("J-1", "2017-01-09", instrument=key)

        services.move(BUREAU, INSTRUMENT, [key], "scrap", {"gone_on": day("2017-05-01")}, at=at("2017-05-01"))

        assert len(dues_of(key)) == 1

    def test_the_edition_of_the_catalogue_is_frozen_in_each_due_day(self):
        """A balance used in trade was key managed under the list of 1987 and is not under announcement 48 of 2019."""
        key = instrument("TP-1", owner=firm(), kind="balance", name="天平", use="trade", on="2018-11-20", range_low=None,
                         range_high=None, unit="")  # fmt: skip
        verified("J-1", "2018-11-20", instrument=key)

        before, after = InstrumentDue.objects.filter(instrument=key).order_by("due_on")
        assert (before.edition, before.key_managed) == ("1987", True)
        assert (str(after.due_on), after.edition, after.key_managed) == ("2019-11-19", "2019-48", False)

    def test_moved_to_another_county_past_due_days_stay_where_they_were(self):
        key = instrument(owner=firm())
        verified("J-1", "2017-01-09", instrument=key)

        services.correct(BUREAU, INSTRUMENT, key, {"place": Place.objects.get(code="12")}, at=at("2017-06-01"))

        assert [row.place.code for row in InstrumentDue.objects.filter(instrument=key).order_by("due_on")] == [
            "11",
            "12",
        ]

    def test_cycles_may_be_shortened_and_never_lengthened(self):
        with pytest.raises(Faulty) as caught:
            instrument(owner=firm(), cycle_months=12)

        assert codes(caught) == {("cycle_longer", "cycle_months")}
        assert "JJG 52" in str(caught.value)

    def test_the_same_number_is_refused(self):
        owner = firm()
        instrument("ylb－001", owner=owner)

        with pytest.raises(Faulty) as caught:
            instrument("YLB-001", owner=owner)

        assert codes(caught) == {("taken", "number")}

    def test_nobody_types_due_days(self):
        key = instrument(owner=firm())

        with pytest.raises(Refused) as caught:
            services.withdraw(
                BUREAU,
                INSTRUMENT_DUE,
                list(InstrumentDue.objects.values_list("pk", flat=True)),
                at=at("2017-02-01"),
                reason="x",
            )

        assert caught.value.code == "registers.not_allowed"
        assert dues_of(key)

    def test_many_at_once_are_one_act(self):
        owner = firm()
        columns = {
            "number": [f"YLB-{n:03}" for n in range(40)], "name": ["压力表"] * 40, "kind": ["pressure_gauge"] * 40,
            "use": ["safety"] * 40, "owner": [owner] * 40, "place": [Place.objects.get(code="11").pk] * 40,
            "used_from": [day("2017-01-10")] * 40,
        }  # fmt: skip

        services.record_many(BUREAU, INSTRUMENT, columns, at=at("2017-01-10"))

        assert InstrumentDue.objects.count() == 40
        assert len(set(InstrumentDue.objects.values_list("act", flat=True))) == 1
        assert check.whole() == []


class TestStandards:
    def test_its_spans_follow_certificate_suspension_and_end(self):
        key = standard("B-P-1", "public", "county", NANO, holder=firm(), on="2017-01-05", until="2020-12-31")

        def spans():
            rows = StandardSpan.objects.filter(record=key).order_by("valid_from")
            return [(str(row.valid_from), str(row.valid_to)) for row in rows]

        assert spans() == [("2017-01-05", "2021-01-01")]
        services.move(
            BUREAU,
            STANDARD,
            [key],
            "suspend",
            {"paused_on": day("2018-03-01"), "pause_reason": "送修"},
            at=at("2018-03-01"),
            reason=".",
        )
        assert spans() == [("2017-01-05", "2018-03-01")]
        services.move(
            BUREAU, STANDARD, [key], "restore", {"restored_on": day("2018-04-01")}, at=at("2018-04-01"), reason="."
        )
        assert spans() == [("2017-01-05", "2018-03-01"), ("2018-04-01", "2021-01-01")]
        services.move(
            BUREAU,
            STANDARD,
            [key],
            "suspend",
            {"paused_on": day("2019-03-01"), "pause_reason": "送修"},
            at=at("2019-03-01"),
            reason=".",
        )
        services.move(BUREAU, STANDARD, [key], "end", {"ended_on": day("2019-05-01")}, at=at("2019-05-01"), reason=".")
        assert spans() == [("2017-01-05", "2018-03-01"), ("2018-04-01", "2019-03-01")]

    def test_a_renewed_certificate_keeps_the_gap(self):
        key = standard("B-P-1", "public", "county", NANO, holder=firm(), on="2015-01-05", until="2017-12-31")

        services.move(
            BUREAU, STANDARD, [key], "renew",
            {"certificate_number": "[2018]蒙量标法证字第7号", "certified_on": day("2018-02-01"), "last_day": day("2022-12-31")},
            at=at("2018-02-02"), reason=".",
        )  # fmt: skip

        assert [str(row.valid_to) for row in StandardSpan.objects.filter(record=key).order_by("valid_from")] == [
            "2018-01-01", "2023-01-01",
        ]  # fmt: skip

    def test_re_examination_is_asked_for_six_months_before_the_end(self):
        key = standard("B-P-1", "public", "county", NANO, holder=firm(), until="2021-12-31")

        assert MeasurementStandard.objects.get(pk=key).reexamine_by == day("2021-06-30")

    def test_a_certificate_runs_five_years_at_most(self):
        with pytest.raises(Faulty) as caught:
            standard("B-P-1", "public", "county", NANO, holder=firm(), on="2017-01-05", until="2022-01-05")

        assert codes(caught) == {("certified_too_long", "last_day")}

    def test_what_hands_values_on_states_how_well(self):
        with pytest.raises(Faulty) as caught:
            standard("B-P-1", "public", "county", None, holder=None)

        assert codes(caught) >= {("standard_needs", "uncertainty"), ("standard_needs", "holder")}

    def test_a_public_standard_belongs_to_a_level_of_government(self):
        with pytest.raises(Faulty) as caught:
            standard("B-P-1", "public", "enterprise", NANO, holder=firm())

        assert codes(caught) == {("level_differs", "level")}

    def test_one_person_is_not_enough_to_apply(self):
        place = Place.objects.get(code="1")
        key = services.record(
            BUREAU, STANDARD,
            {"number": "B-1", "name": "砝码", "kind": "enterprise", "level": "enterprise", "holder": firm(), "place": place,
             "quantity": "mechanical", "unit": "kg", "range_low": 0, "range_high": NANO, "uncertainty": 1, "persons": 1},
            at=at("2017-01-05"),
        )  # fmt: skip

        with pytest.raises(Faulty) as caught:
            services.move(BUREAU, STANDARD, [key], "apply", at=at("2017-01-06"))

        assert codes(caught) == {
            ("two_persons", "persons"), ("not_examined", "stability_on"), ("not_examined", "repeatability_on"),
        }  # fmt: skip

    def test_an_ended_one_is_not_moved_again(self):
        key = standard("B-P-1", "public", "county", NANO, holder=firm())
        services.move(BUREAU, STANDARD, [key], "end", {"ended_on": day("2019-05-01")}, at=at("2019-05-01"), reason=".")

        with pytest.raises(Refused) as caught:
            services.move(BUREAU, STANDARD, [key], "restore", {"restored_on": day("2019-06-01")}, at=at("2019-06-01"))

        assert caught.value.code == "registers.moved_on"

    def test_only_the_authority_certifies(self):
        place = Place.objects.get(code="1")
        values = {"number": "N-1", "name": "基准", "kind": "primary", "level": "national", "place": place}
        key = services.record(BUREAU, STANDARD, values, at=at("2017-01-05"))

        with pytest.raises(Refused) as caught:
            services.move(
                person("laboratory"), STANDARD, [key], "certify",
                {"certificate_number": "1", "certified_on": day("2017-01-05"), "last_day": day("2018-01-05")}, at=at("2017-01-06"),
            )  # fmt: skip

        assert caught.value.code == "registers.not_allowed"


class TestCertificates:
    @pytest.mark.parametrize(
        ("changes", "fault"),
        [
            ({"kind": "verification", "result": "fail"}, ("result_differs", "result")),
            ({"kind": "rejection", "result": "fail", "last_day": "2018-01-01"}, ("rejected_until", "last_day")),
            ({"last_day": "2017-01-01"}, ("ends_before_begin", "last_day")),
            ({"range_low": 5, "range_high": 1, "unit": "MPa"}, ("range_reversed", "range_high")),
            ({"range_low": 5}, ("range_half", "range_high")),
        ],
    )
    def test_refusals(self, changes, fault):
        key = instrument(owner=firm())

        with pytest.raises(Faulty) as caught:
            verified("J-1", "2017-01-05", instrument=key, **changes)

        assert fault in codes(caught)

    def test_it_is_about_one_thing(self):
        key = instrument(owner=firm())
        above = standard("N-P-1", "primary", "national")

        with pytest.raises(Faulty) as neither:
            verified("J-1", "2017-01-05")
        with pytest.raises(Faulty) as both:
            verified("J-1", "2017-01-05", instrument=key, standard=above)

        assert codes(neither) >= {("subject_missing", "instrument")}
        assert codes(both) >= {("subject_twice", "standard")}

    def test_one_issuer_gives_a_number_once(self):
        key = instrument(owner=firm())
        verified("J-1", "2017-01-05", instrument=key)

        with pytest.raises(Faulty) as caught:
            verified("Ｊ－１", "2017-06-05", instrument=key)

        assert "taken" in {code for code, _ in codes(caught)}

    def test_without_the_standard_used_a_reason_is_asked_for(self):
        key = instrument(owner=firm())
        values = {
            "number": "J-1", "issuer": "所", "kind": "verification", "instrument": key, "place": Place.objects.get(code="11"),
            "done_on": day("2017-01-05"), "result": "pass",
        }  # fmt: skip

        with pytest.raises(Faulty) as caught:
            services.record(BUREAU, CERTIFICATE, values, at=at("2017-01-05"))

        assert codes(caught) == {("used_missing", "used")}
        assert services.record(BUREAU, CERTIFICATE, values, at=at("2017-01-05"), reason="旧证书未注明")


def measured(on, *places, as_of=None):
    """Part and whole on a day of these places."""
    keys = frozenset(Place.objects.filter(code__in=places or ("1", "11", "12")).values_list("pk", flat=True))
    found = traceability_coverage(day("2019-01-01"), day(on), keys, at(as_of) if as_of else None)
    return found.part, found.whole, found.by_class


class TestCoverage:
    """The measure takes the first day after the period: "2019-07-01" asks for 30 June."""

    def test_demands_that_reach_the_primary_standard(self):
        keys = chain()
        demand("d1", served_by=keys["county"])
        demand("d2", served_by=keys["county"], high=100 * NANO)  # beyond its range
        demand("d3", served_by=keys["prefecture"], place="12")
        demand("d4", place="12", quantity="thermal")

        assert measured("2019-07-01") == (2, 4, {"mechanical": (2, 3), "thermal": (0, 1)})
        assert measured("2019-07-01", "11") == (1, 2, {"mechanical": (1, 2)})

    def test_a_lapsed_standard_takes_its_demands_along(self):
        keys = chain()
        demand("d1", served_by=keys["county"])

        assert measured("2020-01-01")[:2] == (1, 1)  # 31 December, the last good day
        assert measured("2020-01-02")[:2] == (0, 1)

    def test_a_suspended_one_too_and_only_as_long(self):
        keys = chain()
        demand("d1", served_by=keys["county"])
        services.move(
            BUREAU, STANDARD, [keys["prefecture"]], "suspend", {"paused_on": day("2019-03-01"), "pause_reason": "送修"},
            at=at("2019-03-01"), reason=".",
        )  # fmt: skip
        services.move(
            BUREAU,
            STANDARD,
            [keys["prefecture"]],
            "restore",
            {"restored_on": day("2019-05-01")},
            at=at("2019-05-01"),
            reason=".",
        )

        assert [measured(end)[0] for end in ("2019-03-01", "2019-04-01", "2019-06-01")] == [1, 0, 1]

    def test_what_was_known_then(self):
        """The suspension of March was recorded in June: the May view of March still shows the chain whole."""
        keys = chain()
        demand("d1", served_by=keys["county"])
        services.move(
            BUREAU, STANDARD, [keys["prefecture"]], "suspend", {"paused_on": day("2019-03-01"), "pause_reason": "补录"},
            at=at("2019-06-10"), reason=".",
        )  # fmt: skip

        assert measured("2019-04-01")[:2] == (0, 1)
        assert measured("2019-04-01", as_of="2019-05-20")[:2] == (1, 1)
        assert measured("2019-04-01", as_of="2019-06-11")[:2] == (0, 1)

    def test_a_corrected_demand_is_known_as_it_was(self):
        keys = chain()
        key = demand("d1", served_by=keys["county"])
        services.correct(BUREAU, DEMAND, key, {"served_by": None}, at=at("2019-06-10"))

        assert measured("2019-04-01")[:2] == (0, 1)
        assert measured("2019-04-01", as_of="2019-06-01")[:2] == (1, 1)
        assert measured("2019-04-01", as_of="2017-01-20")[:2] == (0, 0)  # not recorded yet

    def test_an_ended_demand_leaves_the_whole_from_its_day(self):
        keys = chain()
        key = demand("d1", served_by=keys["county"])
        services.move(BUREAU, DEMAND, [key], "end", {"ended_on": day("2019-05-01")}, at=at("2019-05-01"))

        assert [measured(end)[1] for end in ("2019-05-01", "2019-05-02")] == [1, 0]

    def test_a_failed_calibration_ends_the_earlier_one(self):
        keys = chain()
        demand("d1", served_by=keys["county"])
        verified(
            "C-f", "2019-04-10", standard=keys["county"], used=keys["prefecture"], kind="calibration", result="fail"
        )

        assert [measured(end)[0] for end in ("2019-04-10", "2019-04-11")] == [1, 0]


class TestHonestUnits:
    def declared(self):
        return services.record(
            BUREAU, HONEST_UNIT,
            {"enterprise": firm(), "domain": "fuel_station", "place": Place.objects.get(code="11"), "declared_on": day("2017-03-01")},
            at=at("2017-03-02"),
        )  # fmt: skip

    def test_it_counts_until_its_review(self):
        self.declared()

        assert list(HonestSpan.objects.values_list("valid_from", "valid_to")) == [
            (day("2017-03-01"), day("2020-03-01"))
        ]

    def test_a_check_in_order_extends_it_and_opens_the_way_to_demonstration(self):
        key = self.declared()
        with pytest.raises(Faulty) as caught:
            services.move(
                BUREAU, HONEST_UNIT, [key], "demonstrate", {"demonstrated_on": day("2018-01-01")}, at=at("2018-01-01")
            )
        assert codes(caught) == {("check_not_passed", "check_passed")}

        services.move(
            BUREAU,
            HONEST_UNIT,
            [key],
            "check",
            {"checked_on": day("2018-02-01"), "check_passed": True},
            at=at("2018-02-01"),
        )
        services.move(
            BUREAU, HONEST_UNIT, [key], "demonstrate", {"demonstrated_on": day("2018-03-01")}, at=at("2018-03-01")
        )

        assert HonestUnit.objects.get(pk=key).state == "demonstration"
        assert HonestSpan.objects.get().valid_to == day("2021-02-01")

    def test_short_measure_removes_it_for_three_years(self):
        key = self.declared()

        services.move(
            BUREAU,
            HONEST_UNIT,
            [key],
            "remove",
            {"removed_on": day("2018-05-01"), "remove_reason": "故意缺秤"},
            at=at("2018-05-01"),
        )

        unit = HonestUnit.objects.get(pk=key)
        assert unit.barred_until == day("2021-05-01")
        assert HonestSpan.objects.get().valid_to == day("2018-05-01")

    def test_a_check_with_findings_says_what(self):
        key = self.declared()

        with pytest.raises(Faulty) as caught:
            services.move(
                BUREAU,
                HONEST_UNIT,
                [key],
                "check",
                {"checked_on": day("2018-02-01"), "check_passed": False},
                at=at("2018-02-01"),
            )

        assert codes(caught) == {("check_found_missing", "check_found")}


class TestEnergy:
    def metering(self, **changes):
        values = {
            "enterprise": firm(), "place": Place.objects.get(code="11"), "year": 2018, "carrier": "steam", "level": 2,
            "consumption_tce": 12_000, "required": 10, "equipped": 8, "verified": 8, **changes,
        }  # fmt: skip
        return services.record(BUREAU, ENERGY, values, at=at("2019-01-10"))

    def test_eight_of_ten_steam_meters_are_enough_at_level_two(self):
        row = EnergyMetering.objects.get(pk=self.metering())

        assert (row.rate_needed, row.meets, row.key_user) == (80, True, True)

    def test_seven_are_not(self):
        assert not EnergyMetering.objects.get(pk=self.metering(equipped=7, verified=7)).meets

    def test_installed_and_not_verified_is_not_enough(self):
        assert not EnergyMetering.objects.get(pk=self.metering(verified=7)).meets

    def test_more_verified_than_installed(self):
        with pytest.raises(Faulty) as caught:
            self.metering(verified=9)

        assert codes(caught) == {("verified_more", "verified")}

    def test_findings_are_closed_by_their_correction(self):
        key = self.metering()
        services.move(
            BUREAU, ENERGY, [key], "find", {"audited_on": day("2019-03-01"), "findings": "缺表"}, at=at("2019-03-01")
        )

        with pytest.raises(Faulty) as caught:
            services.move(BUREAU, ENERGY, [key], "correct", {"corrected_on": day("2019-02-01")}, at=at("2019-04-01"))
        services.move(BUREAU, ENERGY, [key], "correct", {"corrected_on": day("2019-04-01")}, at=at("2019-04-01"))

        assert codes(caught) == {("corrected_before_audit", "corrected_on")}
        assert EnergyMetering.objects.get(pk=key).state == "closed"

"""A digital calibration certificate becomes a record, its file is kept unchanged, and whatever is not right is refused."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from tests.unit.registers.metrology.test_dcc import small
from tests.unit.registers.metrology.town import BUREAU, NANO, at, chain, day, firm, instrument, person, settled
from zhiheng.bodies.models import Place
from zhiheng.journal.refusal import Refused
from zhiheng.registers.metrology import services
from zhiheng.registers.metrology.models import Certificate, InstrumentDue

pytestmark = pytest.mark.django_db(transaction=True)
FOLDER = Path(os.environ.get("ZHIHENG_SAMPLES", "/nowhere")) / "dcc"
samples = pytest.mark.skipif(not FOLDER.is_dir(), reason="ZHIHENG_SAMPLES names no folder")


@pytest.fixture(autouse=True)
def _town(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settled()


def read(content, **values):
    values = {"place": Place.objects.get(code="11"), **values}
    return services.read_certificate(BUREAU, content, "证书.xml", values, at=at("2019-03-10"), reason="上级标准未注明")


def sample(name):
    return (FOLDER / name).read_bytes()


def refusal(content, **values):
    with pytest.raises(Refused) as caught:
        read(content, **values)
    return caught.value


def gauge(serial="A-7", **more):
    return instrument(owner=firm(), use="process", serial=serial, model="Y-100", **more)


class TestRecorded:
    def test_the_instrument_is_found_by_its_serial_number(self):
        key = gauge()

        certificate = Certificate.objects.get(pk=read(small()))

        assert certificate.instrument_id == key
        assert (certificate.kind, certificate.number, certificate.issuer) == ("dcc", "RDJL2019-00123", "某计量测试所")
        assert (certificate.done_on, certificate.result, certificate.origin) == (
            day("2019-03-05"),
            "calibrated",
            "file",
        )
        assert (certificate.range_low, certificate.range_high, certificate.unit) == (NANO // 10, NANO, "MPa")
        assert certificate.uncertainty == NANO // 2000  # 0.0005 MPa, the greatest
        assert certificate.points[1] == {
            "reference": "1", "error": "-0.0020", "uncertainty": "0.0005", "factor": "2", "unit": "MPa",
        }  # fmt: skip

    def test_the_file_is_kept_byte_by_byte(self):
        gauge()

        certificate = Certificate.objects.get(pk=read(small()))

        assert certificate.digest == sha256(small()).hexdigest()
        assert services.file_of(certificate).name == "证书.xml"
        assert services.files.path_of(certificate.digest).read_bytes() == small()

    def test_what_is_calibrated_outside_compulsory_use_answers_its_due_day(self):
        key = gauge(on="2019-03-06")

        read(small())

        assert InstrumentDue.objects.filter(instrument=key).order_by("due_on").first().verified_on_time

    def test_a_standard_is_named_by_the_caller(self):
        keys = chain()

        certificate = Certificate.objects.get(pk=read(small(), standard=keys["county"], used=keys["prefecture"]))

        assert certificate.standard_id == keys["county"]

    @samples
    @pytest.mark.samples
    def test_a_signed_sample_says_who_signed(self):
        instrument(
            "T-1", owner=firm(), use="process", on="1957-01-01", serial="string-manufacturer-item", model="String"
        )

        certificate = Certificate.objects.get(pk=read(sample("dcc_gp_temperature_typical_v12_signed.xml")))

        assert certificate.signer == "Calibration Lab A1"
        assert certificate.last_day == day("1959-10-22")
        assert certificate.result == "pass"


class TestRefused:
    def test_an_unknown_serial_number(self):
        refused = refusal(small())

        assert refused.code == "metrology.dcc.no_such_instrument"
        assert "A-7" in str(refused)

    def test_two_instruments_with_one_serial_number(self):
        owner = firm()
        for number in ("1", "2"):
            instrument(f"YLB-{number}", owner=owner, serial="A-7", model="Y-100")

        assert refusal(small()).code == "metrology.dcc.no_such_instrument"

    def test_the_same_file_twice(self):
        gauge()
        read(small())

        assert refusal(small()).code == "metrology.dcc.already_read"
        assert Certificate.objects.count() == 1

    def test_another_content_under_the_same_number(self):
        gauge()
        read(small())

        refused = refusal(small().replace(b"0.001 -0.0020", b"0.001 -0.0010"))

        assert refused.code == "metrology.dcc.another_file"
        assert "0.001 -0.0020" in str(refused)
        assert "0.001 -0.0010" in str(refused)

    def test_no_file_is_left_and_no_record(self):
        gauge()

        refusal(b"<a/>")

        assert not Certificate.objects.exists()

    def test_who_may_not_record(self):
        with pytest.raises(Refused) as caught:
            services.read_certificate(
                person("leader"), small(), "a.xml", {"place": Place.objects.get(code="11")}, at=at("2019-03-10")
            )

        assert caught.value.code == "registers.not_allowed"

    @samples
    @pytest.mark.samples
    def test_the_manipulated_sample(self):
        refused = refusal(sample("dcc_gp_temperature_typical_v12_signed_manipulated.xml"))

        assert refused.code == "metrology.dcc.altered"
        assert "65bc6e537fb4a0d7" in str(refused)

    @samples
    @pytest.mark.samples
    def test_beside_the_original_on_file_it_says_what_was_altered(self):
        instrument(
            "T-1", owner=firm(), use="process", on="1957-01-01", serial="string-manufacturer-item", model="String"
        )
        read(sample("dcc_gp_temperature_typical_v12_signed.xml"))

        refused = refusal(sample("dcc_gp_temperature_typical_v12_signed_manipulated.xml"))

        assert refused.code == "metrology.dcc.altered"
        assert "MANIPLUATION Michael Mustermann MANIPULATION" in str(refused)
        assert "138" in str(refused)


class TestCarryOver:
    def test_what_was_forgotten_is_due_again_each_first_of_january(self):
        instrument(owner=firm())  # in use since 2017, never verified

        assert services.carry_over(BUREAU, at=at("2018-01-02")) == 1
        assert services.carry_over(BUREAU, at=at("2018-01-03")) == 0
        assert services.carry_over(BUREAU, at=at("2019-02-01")) == 1
        assert [str(row.due_on) for row in InstrumentDue.objects.order_by("due_on")] == [
            "2017-01-10",
            "2018-01-01",
            "2019-01-01",
        ]

"""Digital calibration certificates: what they say is read exactly, what was altered is refused, what is hostile too."""

import base64
import hashlib
import os
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from zhiheng.registers.metrology.dcc import opening, units
from zhiheng.registers.metrology.dcc.differing import differences
from zhiheng.registers.metrology.dcc.extract import extract
from zhiheng.registers.metrology.dcc.reading import read
from zhiheng.registers.metrology.dcc.shapes import Unreadable

FOLDER = Path(os.environ.get("ZHIHENG_SAMPLES", "/nowhere")) / "dcc"
samples = [pytest.mark.samples, pytest.mark.skipif(not FOLDER.is_dir(), reason="ZHIHENG_SAMPLES names no folder")]

SMALL = """<?xml version="1.0" encoding="utf-8"?>
<dcc:digitalCalibrationCertificate xmlns:dcc="https://ptb.de/dcc" xmlns:si="https://ptb.de/si" schemaVersion="3.2.1">
 <dcc:administrativeData>
  <dcc:coreData>
   <dcc:countryCodeISO3166_1>CN</dcc:countryCodeISO3166_1>
   <dcc:usedLangCodeISO639_1>zh</dcc:usedLangCodeISO639_1>
   <dcc:mandatoryLangCodeISO639_1>zh</dcc:mandatoryLangCodeISO639_1>
   <dcc:uniqueIdentifier>RDjl2019-00123</dcc:uniqueIdentifier>
   <dcc:beginPerformanceDate>2019-03-04</dcc:beginPerformanceDate>
   <dcc:endPerformanceDate>2019-03-05</dcc:endPerformanceDate>
   <dcc:performanceLocation>laboratory</dcc:performanceLocation>
  </dcc:coreData>
  <dcc:items><dcc:item>
   <dcc:name><dcc:content lang="en">Pressure gauge</dcc:content><dcc:content lang="zh">压力表</dcc:content></dcc:name>
   <dcc:model>Y-100</dcc:model>
   <dcc:identifications><dcc:identification>
    <dcc:issuer>manufacturer</dcc:issuer><dcc:value>A-7</dcc:value>
   </dcc:identification></dcc:identifications>
  </dcc:item></dcc:items>
  <dcc:calibrationLaboratory><dcc:contact>
   <dcc:name><dcc:content>某计量测试所</dcc:content></dcc:name>
  </dcc:contact></dcc:calibrationLaboratory>
 </dcc:administrativeData>
 <dcc:measurementResults><dcc:measurementResult>
  <dcc:name><dcc:content>结果</dcc:content></dcc:name>
  <dcc:results><dcc:result>
   <dcc:name><dcc:content>结果</dcc:content></dcc:name>
   <dcc:data>%s</dcc:data>
  </dcc:result></dcc:results>
 </dcc:measurementResult></dcc:measurementResults>
</dcc:digitalCalibrationCertificate>"""

POINTS = """<dcc:list>
 <dcc:quantity refType="basic_referenceValue"><si:realListXMLList>
  <si:valueXMLList>0.1 1e0</si:valueXMLList><si:unitXMLList>\\mega\\pascal</si:unitXMLList>
 </si:realListXMLList></dcc:quantity>
 <dcc:quantity refType="basic_measurementError"><si:realListXMLList>
  <si:valueXMLList>0.001 -0.0020</si:valueXMLList><si:unitXMLList>\\mega\\pascal</si:unitXMLList>
  %s
 </si:realListXMLList></dcc:quantity>
</dcc:list>"""
OLD_WAY = """<si:expandedUncXMLList><si:uncertaintyXMLList>0.0004 0.0005</si:uncertaintyXMLList>
 <si:coverageFactorXMLList>2</si:coverageFactorXMLList>
 <si:coverageProbabilityXMLList>0.95</si:coverageProbabilityXMLList></si:expandedUncXMLList>"""
NEW_WAY = """<si:measurementUncertaintyUnivariateXMLList><si:expandedMUXMLList>
 <si:valueExpandedMUXMLList>0.0004 0.0005</si:valueExpandedMUXMLList>
 <si:coverageFactorXMLList>2</si:coverageFactorXMLList>
 <si:coverageProbabilityXMLList>0.95</si:coverageProbabilityXMLList>
</si:expandedMUXMLList></si:measurementUncertaintyUnivariateXMLList>"""


def small(data=POINTS % OLD_WAY):
    return (SMALL % data).encode()


def sample(name):
    return (FOLDER / name).read_bytes()


def refusal(content):
    with pytest.raises(Unreadable) as caught:
        read(content)
    return caught.value


class TestSamples:
    pytestmark = samples

    def test_the_typical_temperature_certificate(self):
        certificate = read(sample("dcc_gp_temperature_typical_v12.xml"))

        assert certificate.version == "3.1.1"
        assert certificate.languages == ("de", "en")
        assert certificate.items[0].name.said("en") == "Temperature sensor"
        assert certificate.items[0].number_of("customer") == "string-customer-item"
        assert certificate.persons == (("Michaela Musterfrau", True), ("Michael Mustermann", False))
        told = extract(certificate)
        assert (told.low, told.high, told.unit) == (Decimal(306), Decimal(593), "K")
        assert (told.uncertainty, told.factor) == (Decimal("0.061"), Decimal(2))
        assert told.recalibrate_on == date(1959, 10, 22)
        assert told.result == "pass"
        assert [str(point.error) for point in told.points] == ["0.072", "0.089", "0.107", "-0.009", "-0.084"]
        assert [str(point.reference) for point in told.points][:2] == ["306.248", "373.121"]
        limits = certificate.measurements[0].results[0].quantities[2].about
        assert [str(number) for number in limits[1].values.numbers] == ["0.23", "0.23", "0.23", "0.30", "0.30"]

    def test_the_simplified_one_states_no_range_so_that_it_is_the_measured_one(self):
        told = extract(read(sample("dcc_gp_temperature_simplified_v12.xml")))

        assert (told.low, told.high) == (Decimal("306.248"), Decimal("593.154"))
        assert told.method == ""

    def test_the_humidity_certificate_of_schema_3_1_2(self):
        certificate = read(sample("dcc_gp_humidity_v1.0.xml"))
        told = extract(certificate)

        assert certificate.version == "3.1.2"
        assert told.item == "Hygrometer"
        assert [item.name.said("en") for item in certificate.items] == ["Display unit", "Humidity sensor"]
        assert told.used == "Pt 100 thermometer; Dew point hygrometer"
        assert certificate.measurements[0].equipment[1].certificate == "GP-mE-Certificate-y"
        assert len(told.points) == 7
        assert told.points[3].uncertainty == Decimal("0.011")
        humidity = certificate.measurements[0].results[0].quantities[0]
        assert humidity.in_unit(r"\percent").numbers[0] == Decimal("20.1")

    def test_the_signed_one_is_as_it_was_signed(self):
        (signature,) = read(sample("dcc_gp_temperature_typical_v12_signed.xml")).signatures

        assert signature.signer == "Calibration Lab A1"
        assert signature.signed_at == datetime(2022, 10, 21, 7, 47, 21, tzinfo=UTC)
        assert signature.method == "ecdsa-sha256"
        assert not signature.expired_on(date(2024, 12, 2))
        assert signature.expired_on(date(2024, 12, 3))
        assert signature.trusted is None  # nobody gave a list of known signers

    def test_a_list_of_known_signers_says_who_is_known(self):
        content = sample("dcc_gp_temperature_typical_v12_signed.xml")
        (signature,) = read(content).signatures

        assert read(content, known={signature.fingerprint}).signatures[0].trusted is True
        assert read(content, known=()).signatures[0].trusted is False

    def test_the_manipulated_one_is_refused_although_its_signature_value_verifies(self):
        refused = refusal(sample("dcc_gp_temperature_typical_v12_signed_manipulated.xml"))

        assert refused.code == "altered"
        assert refused.values == {"stated": "65bc6e537fb4a0d7", "computed": "fa09890500240447"}

    def test_beside_the_copy_on_file_the_changed_name_is_found(self):
        (found,) = differences(
            sample("dcc_gp_temperature_typical_v12_signed.xml"),
            sample("dcc_gp_temperature_typical_v12_signed_manipulated.xml"),
        )

        assert found.place == "administrativeData/respPersons/respPerson/person/name/content"
        assert found.line == 138
        assert found.before == "Michael Mustermann"
        assert found.after == "MANIPLUATION Michael Mustermann MANIPULATION"

    def test_a_signature_moved_to_another_certificate_is_refused(self):
        signed = sample("dcc_gp_temperature_typical_v12_signed.xml")
        signature = signed[signed.index(b"<ds:Signature ") : signed.index(b"</ds:Signature>") + len(b"</ds:Signature>")]
        other = sample("dcc_gp_temperature_simplified_v12.xml")

        moved = other.replace(
            b"</dcc:digitalCalibrationCertificate>", signature + b"</dcc:digitalCalibrationCertificate>"
        )

        assert refusal(moved).code == "altered"

    def test_a_changed_signing_time_is_refused(self):
        signed = sample("dcc_gp_temperature_typical_v12_signed.xml")

        assert refusal(signed.replace(b"2022-10-21T07:47:21Z", b"2023-10-21T07:47:21Z")).code == "altered_properties"

    def test_a_second_document_beside_the_first_is_no_way_around(self):
        """The signature is moved into a wrapper, so that it no longer stands where it must."""
        signed = sample("dcc_gp_temperature_typical_v12_signed.xml")
        wrapped = signed.replace(b"<ds:Signature ", b"<dcc:comment><ds:Signature ", 1).replace(
            b"</ds:Signature>", b"</ds:Signature></dcc:comment>"
        )

        assert refusal(wrapped).code == "signature_form"

    def test_a_signature_that_covers_only_itself_is_refused(self):
        signed = sample("dcc_gp_temperature_typical_v12_signed.xml")
        start = signed.index(b'<ds:Reference Id="r-dcc')
        end = signed.index(b"</ds:Reference>") + len(b"</ds:Reference>")

        assert refusal(signed[:start] + signed[end:]).code == "not_covered"


class TestReading:
    def test_a_chinese_certificate(self):
        told = extract(read(small()))

        assert told.item == "压力表"
        assert (told.number, told.done_on, told.serial) == ("RDjl2019-00123", date(2019, 3, 5), "A-7")
        assert (told.low, told.high, told.unit) == (Decimal("0.1"), Decimal(1), "MPa")
        assert told.result == "calibrated"  # values only: nobody said whether it conforms
        assert [str(point.uncertainty) for point in told.points] == ["0.0004", "0.0005"]
        assert str(told.points[1].error) == "-0.0020"  # as written, to the last nought

    def test_uncertainty_in_the_spelling_of_d_si_2(self):
        assert extract(read(small(POINTS % NEW_WAY))).points == extract(read(small(POINTS % OLD_WAY))).points

    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            (r"\kelvin", "K"),
            (r"\degreecelsius", "°C"),
            (r"\metre\second\tothe{-1}", "m·s⁻¹"),
            (r"\kilo\gram\per\metre\tothe{3}", "kg/m³"),
            (r"\furlong", r"\furlong"),
        ],
    )
    def test_units(self, written, shown):
        assert units.shown(written) == shown


class TestRefused:
    """One reason each; the sentences stand in `messages`."""

    @pytest.mark.parametrize(
        ("before", "after", "code"),
        [
            ('schemaVersion="3.2.1"', 'schemaVersion="2.4.0"', "other_version"),
            ('schemaVersion="3.2.1"', 'schemaVersion="3.9.0"', "other_version"),
            ("https://ptb.de/dcc", "https://example.org/dcc", "not_dcc"),
            ("2019-03-05", "2019-02-30", "no_date"),
            ("2019-03-05", "2019-03-01", "ends_before_it_begins"),
            ("RDjl2019-00123", " ", "missing"),
            ("0.001 -0.0020", "0.001 minus", "no_number"),
            ("0.001 -0.0020", "0.001 NaN", "no_number"),
            ("0.0004 0.0005", "0.0004 0.0005 0.0006", "other_length"),
            ("0.0004 0.0005", "-0.0004", "negative_uncertainty"),
            ("<si:valueXMLList>0.1 1e0</si:valueXMLList>", "", "missing"),
            ("</dcc:items>", "", "not_xml"),
            ("dcc:measurementResult>", "dcc:other>", "missing"),
        ],
    )
    def test_what_does_not_fit(self, before, after, code):
        assert refusal(small().decode().replace(before, after).encode()).code == code

    def test_the_place_of_a_wrong_number_is_said(self):
        refused = refusal(small().replace(b"0.001 -0.0020", b"0.001 abc"))

        assert refused.values["found"] == "abc"
        assert refused.values["place"].endswith("quantity/realListXMLList/valueXMLList")

    def test_nothing_but_text(self):
        assert refusal("检定证书".encode()).code == "not_xml"
        assert refusal(b"").code == "not_xml"
        assert refusal(b"\x00\x01").code == "not_xml"


class TestHostile:
    """None of these is opened as a tree, none reaches outside."""

    def test_entities_that_grow(self):
        laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
        content = (
            small()
            .decode()
            .replace("<dcc:digital", f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><dcc:digital', 1)
            .replace("结果", "&l9;")
        )

        assert refusal(content.encode()).code == "has_doctype"

    @pytest.mark.parametrize(
        "doctype",
        [
            '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.org/p"> %p;]>',
        ],
    )
    def test_document_types_that_reach_outside(self, doctype):
        content = small().decode().replace("<dcc:digital", doctype + "<dcc:digital", 1).encode()

        assert refusal(content).code == "has_doctype"
        assert refusal(content.decode().replace('encoding="utf-8"', "").encode("utf-16")).code == "has_doctype"

    def test_an_entity_without_a_declaration(self):
        assert refusal(small().replace("结果".encode(), b"&unknown;")).code == "not_xml"

    def test_too_large(self):
        assert refusal(b" " * (opening.LARGEST_BYTES + 1)).code == "too_large"

    def test_too_deep(self):
        assert refusal(b"<a>" * 200 + b"</a>" * 200).code == "too_deep"

    def test_too_many_elements(self, monkeypatch):
        monkeypatch.setattr(opening, "MOST_ELEMENTS", 10)

        assert refusal(small()).code == "too_many"


DS = "http://www.w3.org/2000/09/xmldsig#"
SIGNATURE = """<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>
<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
<ds:SignatureMethod Algorithm="{method}"/>
<ds:Reference URI="{uri}"><ds:Transforms><ds:Transform Algorithm="{transform}"/>
<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms>
<ds:DigestMethod Algorithm="{digest}"/><ds:DigestValue>{value}</ds:DigestValue></ds:Reference>
</ds:SignedInfo><ds:SignatureValue></ds:SignatureValue>
<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"""


def signed_here(**changed):
    """A small certificate that we sign ourselves, so that each part of the signature can be wrong on purpose."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "本地校准实验室")])
    begun = datetime(2019, 1, 1, tzinfo=UTC)
    paper = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(begun).not_valid_after(begun + timedelta(days=800))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    root = etree.fromstring(small())
    digest = hashlib.sha256(etree.tostring(root, method="c14n", exclusive=True, with_comments=False)).digest()
    parts = {
        "method": "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        "uri": "",
        "transform": f"{DS}enveloped-signature",
        "digest": "http://www.w3.org/2001/04/xmlenc#sha256",
        "value": base64.b64encode(digest).decode(),
        "certificate": base64.b64encode(paper.public_bytes(serialization.Encoding.DER)).decode(),
    } | {name: value for name, value in changed.items() if name != "key"}
    root.append(etree.fromstring(SIGNATURE.format(**parts)))
    info = root.find(f".//{{{DS}}}SignedInfo")
    signer = changed.get("key", key)
    r, s = decode_dss_signature(
        signer.sign(etree.tostring(info, method="c14n", exclusive=True, with_comments=False), ec.ECDSA(hashes.SHA256()))
    )
    root.find(f".//{{{DS}}}SignatureValue").text = base64.b64encode(
        r.to_bytes(32, "big") + s.to_bytes(32, "big")
    ).decode()
    return etree.tostring(root)


class TestSignatures:
    def test_a_right_one(self):
        (signature,) = read(signed_here()).signatures

        assert signature.signer == "本地校准实验室"
        assert signature.signed_at is None  # it names no time

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"uri": "http://example.org/other.xml"}, "not_covered"),
            ({"uri": "#part"}, "not_covered"),
            ({"transform": "http://www.w3.org/TR/1999/REC-xslt-19991116"}, "other_method"),
            ({"transform": "http://www.w3.org/TR/1999/REC-xpath-19991116"}, "other_method"),
            ({"digest": "http://www.w3.org/2000/09/xmldsig#sha1"}, "other_method"),
            ({"method": "http://www.w3.org/2000/09/xmldsig#rsa-sha1"}, "other_method"),
            ({"method": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"}, "other_method"),
            ({"method": "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"}, "other_method"),
            ({"value": "AAAA"}, "altered"),
            ({"value": "!!"}, "signature_form"),
            ({"certificate": "AAAA"}, "signature_form"),
            ({"key": ec.generate_private_key(ec.SECP256R1())}, "signature_wrong"),
        ],
    )
    def test_one_part_wrong(self, changed, code):
        assert refusal(signed_here(**changed)).code == code

    def test_an_added_element_is_noticed(self):
        content = signed_here().replace(b"<dcc:model>Y-100</dcc:model>", b"<dcc:model>Y-150</dcc:model>")

        assert refusal(content).code == "altered"

    def test_two_elements_with_one_id(self):
        content = (
            signed_here().replace(b"<dcc:list>", b'<dcc:list id="a">').replace(b"<dcc:items>", b'<dcc:items id="a">')
        )

        assert refusal(content).code == "same_id"

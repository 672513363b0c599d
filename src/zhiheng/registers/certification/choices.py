"""The closed lists of certification, with their labels. Functions, so that a new choice causes no migration."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

Choices = list[tuple[str, Promise]]

SCHEMES: Mapping[str, Promise] = {
    "organic": pgettext_lazy("certification", "Organic product"),
    "organic_conversion": pgettext_lazy("certification", "Organic product in conversion"),
    "green_food": pgettext_lazy("certification", "Green food"),
    "pollution_free": pgettext_lazy("certification", "Pollution-free farm product"),
    "enms": pgettext_lazy("certification", "Energy management system"),
    "low_carbon": pgettext_lazy("certification", "Low-carbon product"),
    "energy_saving": pgettext_lazy("certification", "Energy-saving product"),
    "ccc": pgettext_lazy("certification", "Compulsory product certification (CCC)"),
    "qms": pgettext_lazy("certification", "Quality management system"),
    "ems": pgettext_lazy("certification", "Environmental management system"),
    "ohs": pgettext_lazy("certification", "Occupational health and safety management system"),
    "fsms": pgettext_lazy("certification", "Food safety management system"),
    "haccp": pgettext_lazy("certification", "HACCP"),
    "service": pgettext_lazy("certification", "Service certification"),
    "other": pgettext_lazy("certification", "Other certification"),
}
LICENCES: Mapping[str, Promise] = {
    "food_production": pgettext_lazy("licence", "Food production licence"),
    "industrial_production": pgettext_lazy("licence", "Production licence for industrial products"),
    "food_contact": pgettext_lazy("licence", "Production licence for food-related products"),
    "cosmetic_production": pgettext_lazy("licence", "Cosmetics production licence"),
    "drug_production": pgettext_lazy("licence", "Drug production licence"),
    "device_production": pgettext_lazy("licence", "Medical device production licence"),
    "special_equipment": pgettext_lazy("licence", "Special equipment production licence"),
    "other": pgettext_lazy("licence", "Other licence"),
}
SUSPENSIONS: Mapping[str, Promise] = {
    "mark": pgettext_lazy("suspended for", "Mark or certificate misused"),
    "surveillance": pgettext_lazy("suspended for", "Surveillance refused or late"),
    "nonconformity": pgettext_lazy("suspended for", "Nonconformity found"),
    "holder": pgettext_lazy("suspended for", "Holder's request"),
    "season": pgettext_lazy("suspended for", "Seasonal stop"),
    "investigation": pgettext_lazy("suspended for", "Investigation"),
    "fee": pgettext_lazy("suspended for", "Fee not paid"),
    "other": pgettext_lazy("suspended for", "Other reason"),
}
ENDS: Mapping[str, Promise] = {
    "R01": pgettext_lazy("ended for", "Revoked: not corrected while suspended"),
    "R02": pgettext_lazy("ended for", "Revoked: serious defect"),
    "R03": pgettext_lazy("ended for", "Revoked: major accident"),
    "R04": pgettext_lazy("ended for", "Revoked: fraud"),
    "R05": pgettext_lazy("ended for", "Revoked: on the list of serious dishonesty"),
    "R06": pgettext_lazy("ended for", "Revoked: certificate transferred or sold"),
    "R99": pgettext_lazy("ended for", "Revoked: other reason"),
    "C01": pgettext_lazy("ended for", "Cancelled: holder's request"),
    "C02": pgettext_lazy("ended for", "Cancelled: product no longer made"),
    "C03": pgettext_lazy("ended for", "Cancelled: term over"),
    "C04": pgettext_lazy("ended for", "Cancelled: rule changed"),
    "C05": pgettext_lazy("ended for", "Cancelled: holder dissolved"),
    "X01": pgettext_lazy("ended for", "Expired without renewal"),
}
LOOK_UPS: Mapping[str, Promise] = {
    "unknown": pgettext_lazy("official look-up", "Not looked up"),
    "match": pgettext_lazy("official look-up", "Agrees"),
    "mismatch": pgettext_lazy("official look-up", "Differs"),
    "not_found": pgettext_lazy("official look-up", "Not found"),
}
SUBJECTS: Mapping[str, Promise] = {
    "body": pgettext_lazy("checked", "Certification body"),
    "holder": pgettext_lazy("checked", "Certificate holder"),
    "licence_holder": pgettext_lazy("checked", "Licence holder"),
    "laboratory": pgettext_lazy("checked", "Inspection and testing body"),
}
RESULTS: Mapping[str, Promise] = {
    "ok": pgettext_lazy("result of a check", "Nothing found"),
    "minor": pgettext_lazy("result of a check", "Found, to be corrected"),
    "serious": pgettext_lazy("result of a check", "Seriously found"),
}
MEASURES: Mapping[str, Promise] = {
    "corrected": pgettext_lazy("measure", "Corrected"),
    "interview": pgettext_lazy("measure", "Interview"),
    "suspended": pgettext_lazy("measure", "Certificate suspended"),
    "revoked": pgettext_lazy("measure", "Certificate revoked"),
    "transferred": pgettext_lazy("measure", "Transferred to another authority"),
    "case_filed": pgettext_lazy("measure", "Penalty case filed"),
}


def schemes() -> Choices:
    return list(SCHEMES.items())


def licences() -> Choices:
    return list(LICENCES.items())


def suspensions() -> Choices:
    return list(SUSPENSIONS.items())


def ends() -> Choices:
    return list(ENDS.items())


def look_ups() -> Choices:
    return list(LOOK_UPS.items())


def subjects() -> Choices:
    return list(SUBJECTS.items())


def results() -> Choices:
    return list(RESULTS.items())


def measures() -> Choices:
    return list(MEASURES.items())

"""The closed lists of the chapter with their labels; functions, so that a new entry causes no migration."""

from collections.abc import Mapping

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, pgettext_lazy

from zhiheng.registers.metrology.rules import catalogue

Labels = list[tuple[str, "Promise | str"]]

QUANTITIES = {
    "length": pgettext_lazy("quantity", "Length"),
    "thermal": pgettext_lazy("quantity", "Thermal"),
    "mechanical": pgettext_lazy("quantity", "Mechanical"),
    "electromagnetic": pgettext_lazy("quantity", "Electromagnetic"),
    "radio": pgettext_lazy("quantity", "Radio"),
    "time_frequency": pgettext_lazy("quantity", "Time and frequency"),
    "optical": pgettext_lazy("quantity", "Optical"),
    "acoustic": pgettext_lazy("quantity", "Acoustic"),
    "ionising": pgettext_lazy("quantity", "Ionising radiation"),
    "chemical": pgettext_lazy("quantity", "Chemical"),
}
STANDARD_KINDS = {
    "primary": pgettext_lazy("kind of standard", "National primary standard"),
    "outside": pgettext_lazy("kind of standard", "Accredited laboratory elsewhere"),
    "public": pgettext_lazy("kind of standard", "Public standard"),
    "department": pgettext_lazy("kind of standard", "Department's highest standard"),
    "enterprise": pgettext_lazy("kind of standard", "Enterprise's highest standard"),
    "lower": pgettext_lazy("kind of standard", "Lower standard"),
}
LEVELS = {
    "national": pgettext_lazy("level", "National"),
    "region": pgettext_lazy("level", "Province or region"),
    "prefecture": pgettext_lazy("level", "Prefecture"),
    "county": pgettext_lazy("level", "County"),
    "enterprise": pgettext_lazy("level", "Enterprise"),
}
USES = {
    "trade": pgettext_lazy("use of an instrument", "Trade settlement"),
    "safety": pgettext_lazy("use of an instrument", "Safety protection"),
    "medical": pgettext_lazy("use of an instrument", "Medical care"),
    "environment": pgettext_lazy("use of an instrument", "Environmental monitoring"),
    "process": pgettext_lazy("use of an instrument", "Process control"),
    "other": pgettext_lazy("use of an instrument", "Other use"),
}
MODES = {
    "periodic": pgettext_lazy("mode of verification", "Periodic verification"),
    "first_only": pgettext_lazy("mode of verification", "First verification only"),
    "first_replaced": pgettext_lazy("mode of verification", "First verification, then replaced"),
}
CERTIFICATE_KINDS = {
    "verification": pgettext_lazy("kind of certificate", "Verification certificate"),
    "rejection": pgettext_lazy("kind of certificate", "Notice of rejection"),
    "calibration": pgettext_lazy("kind of certificate", "Calibration certificate"),
    "test": pgettext_lazy("kind of certificate", "Test report"),
    "dcc": pgettext_lazy("kind of certificate", "Digital calibration certificate"),
}
RESULTS = {
    "pass": pgettext_lazy("result", "Conforms"),
    "fail": pgettext_lazy("result", "Does not conform"),
    "limited": pgettext_lazy("result", "Limited use"),
    "calibrated": pgettext_lazy("result", "Values only"),
}
DUE_REASONS = {
    "first_use": pgettext_lazy("why due", "Before first use"),
    "cycle": pgettext_lazy("why due", "End of cycle"),
    "end_of_life": pgettext_lazy("why due", "End of permitted life"),
    "back_in_use": pgettext_lazy("why due", "Back in use"),
    "carried": pgettext_lazy("why due", "Overdue since an earlier year"),
}
DOMAINS = {
    "market": pgettext_lazy("honest metrology", "Market"),
    "fuel_station": pgettext_lazy("honest metrology", "Fuel station"),
    "catering": pgettext_lazy("honest metrology", "Catering"),
    "shop": pgettext_lazy("honest metrology", "Shop"),
    "hospital": pgettext_lazy("honest metrology", "Hospital"),
    "optician": pgettext_lazy("honest metrology", "Optician"),
    "charging": pgettext_lazy("honest metrology", "Charging station"),
}
CARRIERS = {
    "electricity": pgettext_lazy("energy carrier", "Electricity"),
    "coal": pgettext_lazy("energy carrier", "Solid fuel"),
    "light_oil": pgettext_lazy("energy carrier", "Crude and light oil"),
    "heavy_oil": pgettext_lazy("energy carrier", "Heavy oil"),
    "gas": pgettext_lazy("energy carrier", "Natural gas"),
    "steam": pgettext_lazy("energy carrier", "Steam and hot water"),
    "water": pgettext_lazy("energy carrier", "Water"),
}
METER_LEVELS = {
    1: pgettext_lazy("level of metering", "Whole unit"),
    2: pgettext_lazy("level of metering", "Main sub-units"),
    3: pgettext_lazy("level of metering", "Main equipment"),
}


def _listed(labels: Mapping[str, Promise]) -> Labels:
    return list(labels.items())


def quantities() -> Labels:
    return _listed(QUANTITIES)


def standard_kinds() -> Labels:
    return _listed(STANDARD_KINDS)


def levels() -> Labels:
    return _listed(LEVELS)


def uses() -> Labels:
    return _listed(USES)


def modes() -> Labels:
    return _listed(MODES)


def certificate_kinds() -> Labels:
    return _listed(CERTIFICATE_KINDS)


def results() -> Labels:
    return _listed(RESULTS)


def due_reasons() -> Labels:
    return _listed(DUE_REASONS)


def domains() -> Labels:
    return _listed(DOMAINS)


def carriers() -> Labels:
    return _listed(CARRIERS)


def meter_levels() -> list[tuple[int, Promise]]:
    return list(METER_LEVELS.items())


def kind_name(code: str) -> str:
    """The name of a kind of instrument in the reader's language; the code where no table names it."""
    kind = catalogue.shipped().get(code)
    if kind is None:
        return code
    return kind.name if (get_language() or "zh-hans").startswith("zh") else kind.english


def instrument_kinds() -> Labels:
    """Kinds of the catalogues; their names come with the table, in the reader's language."""
    named = lazy(kind_name, str)
    return [(code, named(code)) for code in catalogue.shipped()]

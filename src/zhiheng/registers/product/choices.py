"""The closed lists of product sampling, with their labels. Functions, so that a new choice causes no migration."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Choices = list[tuple[str, Promise]]

PROGRAMMES: Mapping[str, Promise] = {
    "supervision": _("Supervision sampling"),
    "evaluation": _("Evaluation sampling"),
    "special": _("Special campaign"),
    "routine_monitoring": _("Routine monitoring"),
    "risk_monitoring": _("Risk monitoring"),
    "follow_up": _("Follow-up sampling"),
    "complaint": _("Sampling after a complaint"),
    "rapid_screen": _("Rapid test"),
}
LEVELS: Mapping[str, Promise] = {
    "national": pgettext_lazy("level of a programme", "National"),
    "provincial": pgettext_lazy("level of a programme", "Provincial"),
    "prefecture": pgettext_lazy("level of a programme", "Prefecture"),
    "county": pgettext_lazy("level of a programme", "County"),
}
METHODS: Mapping[str, Promise] = {
    "random": _("Drawn at random"),
    "stratified_random": _("Drawn at random within strata"),
    "risk_targeted": _("Aimed at risk"),
    "census": _("All units"),
}
LINKS: Mapping[str, Promise] = {
    "production": pgettext_lazy("link of trade", "Production"),
    "processing": pgettext_lazy("link of trade", "Processing"),
    "farm": pgettext_lazy("link of trade", "Farm or plot"),
    "slaughter": pgettext_lazy("link of trade", "Slaughter"),
    "transport": pgettext_lazy("link of trade", "Transport"),
    "wholesale": pgettext_lazy("link of trade", "Wholesale"),
    "retail": pgettext_lazy("link of trade", "Retail"),
    "catering": pgettext_lazy("link of trade", "Catering"),
    "online": pgettext_lazy("link of trade", "Online trade"),
    "use": pgettext_lazy("link of trade", "Medical or other use"),
}
LINK_GROUPS: Mapping[str, Promise] = {
    "production": pgettext_lazy("group of links", "Production"),
    "circulation": pgettext_lazy("group of links", "Circulation"),
}
CONCLUSIONS: Mapping[str, Promise] = {
    "none": pgettext_lazy("conclusion", "None yet"),
    "pass": pgettext_lazy("conclusion", "Pass"),
    "fail": pgettext_lazy("conclusion", "Fail"),
}
FINAL_CONCLUSIONS: Mapping[str, Promise] = {**CONCLUSIONS, "void": pgettext_lazy("conclusion", "Void")}
OUTCOMES: Mapping[str, Promise] = {
    "moved": _("Not sampled: moved away"),
    "closed": _("Not sampled: closed"),
    "changed": _("Not sampled: makes or sells something else"),
    "stock_short": _("Not sampled: stock below the rules' need"),
    "not_for_sale": _("Not sampled: not for sale, or for export only"),
    "trial": _("Not sampled: marked as trial, substandard or sample"),
    "refused": _("Refused sampling"),
    "unlawful": _("Stopped: plainly unlawful, reported"),
    "lab_reject": _("Sample not accepted by the laboratory"),
    "test_impossible": _("Sample spoilt, test impossible"),
}
OBJECTION_KINDS: Mapping[str, Promise] = {
    "process": pgettext_lazy("objection to", "Course of the sampling"),
    "authenticity": pgettext_lazy("objection to", "Origin of the sample"),
    "result": pgettext_lazy("objection to", "Test result"),
    "method": pgettext_lazy("objection to", "Test method"),
    "standard": pgettext_lazy("objection to", "Standard applied"),
}
OBJECTION_RESULTS: Mapping[str, Promise] = {
    "upheld": pgettext_lazy("result of an objection", "Upheld"),
    "rejected": pgettext_lazy("result of an objection", "Not upheld"),
    "withdrawn": pgettext_lazy("result of an objection", "Taken back"),
    "late": pgettext_lazy("result of an objection", "Late, not accepted"),
    "waived": pgettext_lazy("result of an objection", "Formalities not done in time"),
    "no_reserve": pgettext_lazy("result of an objection", "Reserve sample not usable"),
}
RETEST_REFUSALS: Mapping[str, Promise] = {
    "microbes": pgettext_lazy("retest not accepted", "Microbiological failure"),
    "past_shelf_life": pgettext_lazy("retest not accepted", "Reserve sample past its shelf life"),
    "late": pgettext_lazy("retest not accepted", "Asked for after the term"),
    "reserve_unusable": pgettext_lazy("retest not accepted", "Reserve sample cannot serve"),
    "cannot_be_repeated": pgettext_lazy("retest not accepted", "Item that the rules do not retest"),
    "other": pgettext_lazy("retest not accepted", "Other ground of law"),
}
RESERVE_PLACES: Mapping[str, Promise] = {
    "laboratory": pgettext_lazy("reserve sample kept at", "Laboratory"),
    "sampled_party": pgettext_lazy("reserve sample kept at", "Sampled party"),
    "none": pgettext_lazy("reserve sample kept at", "No reserve sample"),
}
CLOSINGS: Mapping[str, Promise] = {
    "corrected": pgettext_lazy("closed as", "Corrected and rechecked"),
    "handled": pgettext_lazy("closed as", "Checked and handled"),
    "handed_over": pgettext_lazy("closed as", "Handed over to another authority"),
    "licence_revoked": pgettext_lazy("closed as", "Licence revoked"),
    "case_filed": pgettext_lazy("closed as", "Penalty case filed"),
}
LIMIT_KINDS: Mapping[str, Promise] = {
    "max": pgettext_lazy("kind of limit", "At most"),
    "min": pgettext_lazy("kind of limit", "At least"),
    "range": pgettext_lazy("kind of limit", "From to"),
    "absent": pgettext_lazy("kind of limit", "Must not be found"),
    "stated": pgettext_lazy("kind of limit", "As the standard describes"),
}
ITEM_VERDICTS: Mapping[str, Promise] = {
    "pass": pgettext_lazy("verdict on an item", "Pass"),
    "fail": pgettext_lazy("verdict on an item", "Fail"),
    "none": pgettext_lazy("verdict on an item", "Not judged"),
}
ITEM_GROUPS: Mapping[str, Promise] = {
    "safety": pgettext_lazy("group of items", "Safety or performance"),
    "label": pgettext_lazy("group of items", "Label or manual"),
}
REPEAT_GROUNDS: Mapping[str, Promise] = {
    "follow_up": pgettext_lazy("sampled again because", "Follow-up of a failed product"),
    "emergency": pgettext_lazy("sampled again because", "Emergency sampling"),
}

INDUSTRIAL: Mapping[str, Promise] = {
    "building": pgettext_lazy("industrial category", "Building and decoration materials"),
    "chemical": pgettext_lazy("industrial category", "Chemicals and fuels"),
    "farm_supplies": pgettext_lazy("industrial category", "Farm supplies"),
    "electrical": pgettext_lazy("industrial category", "Electrical and electronic goods"),
    "light": pgettext_lazy("industrial category", "Light industry and textiles"),
    "children": pgettext_lazy("industrial category", "Goods for children"),
    "food_contact": pgettext_lazy("industrial category", "Food-related products"),
    "safety": pgettext_lazy("industrial category", "Safety and fire products"),
    "other": pgettext_lazy("industrial category", "Other"),
}
FOOD: Mapping[str, Promise] = {
    "processed": pgettext_lazy("food category", "Processed food"),
    "produce": pgettext_lazy("food category", "Edible farm produce"),
    "catering": pgettext_lazy("food category", "Catering food"),
    "utensils": pgettext_lazy("food category", "Catering utensils"),
    "health": pgettext_lazy("food category", "Health food"),
    "other": pgettext_lazy("food category", "Other"),
}
DRUG: Mapping[str, Promise] = {
    "chemical": pgettext_lazy("drug category", "Chemical medicines"),
    "patent_tcm": pgettext_lazy("drug category", "Chinese patent medicines"),
    "pieces": pgettext_lazy("drug category", "Decoction pieces"),
    "biological": pgettext_lazy("drug category", "Biological products"),
    "other": pgettext_lazy("drug category", "Other"),
}
COSMETIC: Mapping[str, Promise] = {
    "ordinary": pgettext_lazy("cosmetic category", "Ordinary cosmetics"),
    "special": pgettext_lazy("cosmetic category", "Special cosmetics"),
    "other": pgettext_lazy("cosmetic category", "Other"),
}
DEVICE: Mapping[str, Promise] = {
    "class_1": pgettext_lazy("device category", "Class I"),
    "class_2": pgettext_lazy("device category", "Class II"),
    "class_3": pgettext_lazy("device category", "Class III"),
    "other": pgettext_lazy("device category", "Other"),
}
FARM: Mapping[str, Promise] = {
    "vegetables_fruit": pgettext_lazy("farm category", "Vegetables and fruit"),
    "livestock": pgettext_lazy("farm category", "Livestock and poultry"),
    "aquatic": pgettext_lazy("farm category", "Aquatic products"),
    "special": pgettext_lazy("farm category", "Special local products"),
}
RISK_LEVELS: Mapping[str, Promise] = {
    "serious": pgettext_lazy("risk", "Serious"),
    "high": pgettext_lazy("risk", "High"),
    "medium": pgettext_lazy("risk", "Medium"),
    "low": pgettext_lazy("risk", "Low"),
}
DIRECTIONS: Mapping[str, Promise] = {
    "import": pgettext_lazy("direction of trade", "Import"),
    "export": pgettext_lazy("direction of trade", "Export"),
}


def programmes() -> Choices:
    return list(PROGRAMMES.items())


def levels() -> Choices:
    return list(LEVELS.items())


def methods() -> Choices:
    return list(METHODS.items())


def links() -> Choices:
    return list(LINKS.items())


def link_groups() -> Choices:
    return list(LINK_GROUPS.items())


def conclusions() -> Choices:
    return list(CONCLUSIONS.items())


def final_conclusions() -> Choices:
    return list(FINAL_CONCLUSIONS.items())


def outcomes() -> Choices:
    return list(OUTCOMES.items())


def objection_kinds() -> Choices:
    return list(OBJECTION_KINDS.items())


def objection_results() -> Choices:
    return list(OBJECTION_RESULTS.items())


def retest_refusals() -> Choices:
    return list(RETEST_REFUSALS.items())


def reserve_places() -> Choices:
    return list(RESERVE_PLACES.items())


def closings() -> Choices:
    return list(CLOSINGS.items())


def limit_kinds() -> Choices:
    return list(LIMIT_KINDS.items())


def item_verdicts() -> Choices:
    return list(ITEM_VERDICTS.items())


def item_groups() -> Choices:
    return list(ITEM_GROUPS.items())


def repeat_grounds() -> Choices:
    return list(REPEAT_GROUNDS.items())


def industrial() -> Choices:
    return list(INDUSTRIAL.items())


def food() -> Choices:
    return list(FOOD.items())


def drug() -> Choices:
    return list(DRUG.items())


def cosmetic() -> Choices:
    return list(COSMETIC.items())


def device() -> Choices:
    return list(DEVICE.items())


def farm() -> Choices:
    return list(FARM.items())


def risk_levels() -> Choices:
    return list(RISK_LEVELS.items())


def directions() -> Choices:
    return list(DIRECTIONS.items())

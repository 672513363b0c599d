"""All sentences about enterprises and product classes."""

from django.utils.translation import gettext_lazy as _

USCC = {
    "uscc_empty": _(
        "The unified social credit code is not filled in. Copy the 18 characters from the business licence."
    ),
    "uscc_old_number": _(
        "This is a registration number of %(length)s digits, as it was used before 2015. Write it as the old registration"
        " number, and the 18 characters of the business licence here."
    ),
    "uscc_short": _(
        "The unified social credit code has %(length)s characters, %(missing)s too few. Compare it with the business"
        " licence; it has 18."
    ),
    "uscc_long": _(
        "The unified social credit code has %(length)s characters, %(over)s too many. Compare it with the business licence;"
        " it has 18."
    ),
    "uscc_letter": _(
        "Character %(at)s is the letter %(found)s, which no unified social credit code contains; it is often a misread"
        " %(meant)s. Compare it with the business licence."
    ),
    "uscc_letter_suggested": _(
        "Character %(at)s is the letter %(found)s, which no unified social credit code contains. Probably"
        " %(suggestion)s is meant; compare it with the business licence and write it so."
    ),
    "uscc_symbol": _(
        "Character %(at)s is “%(found)s”, which no unified social credit code contains. Write digits and capital letters"
        " only."
    ),
    "uscc_symbol_suggested": _(
        "Character %(at)s is “%(found)s”, which no unified social credit code contains. Probably %(suggestion)s is meant;"
        " compare it with the business licence and write it so."
    ),
    "uscc_division": _(
        "Character %(at)s is “%(found)s”; characters 3 to 8 are the division of registration and are digits. Compare it"
        " with the business licence."
    ),
    "uscc_division_suggested": _(
        "Character %(at)s is “%(found)s”; characters 3 to 8 are digits. Probably %(suggestion)s is meant; compare it with"
        " the business licence and write it so."
    ),
    "uscc_check": _(
        "The check character does not fit: after these 17 characters the 18th would be %(expected)s, found %(found)s. One"
        " of the 18 was miscopied; compare them with the business licence."
    ),
    "uscc_check_suggested": _(
        "The check character does not fit: the 18th would be %(expected)s, found %(found)s. Probably %(suggestion)s is"
        " meant; compare it with the business licence and write it so."
    ),
    "uscc_inner_check": _(
        "The organisation code inside the unified social credit code is unusual: its check character would be"
        " %(expected)s, found %(found)s. Older codes may be so; say where the code was read."
    ),
}

ENTERPRISE = USCC | {
    "number_missing": _(
        "The enterprise has no number. Write its unified social credit code, or its old registration number where it never"
        " had one."
    ),
    "old_number_form": _("An old registration number has 13 or 15 digits; found %(length)s characters."),
    "kind_differs": _(
        "The kind does not agree with the first two characters of the code. Choose the kind that the business licence"
        " says, or say why it differs."
    ),
    "ended_before_established": _("Ended on %(ended)s, which is before it was established on %(began)s."),
}

CLASS = {
    "class_code_empty": _("The class has no code. Write it as the classification prints it."),
}

SAME_ENTERPRISE = _("Both are the same record. Choose two records of one enterprise.")
ALREADY_MERGED = _(
    "%(name)s was already merged into another record. Open that record, or undo the earlier merging first."
)
UNSETTLED = _("The two records differ in: %(fields)s. Choose for each of them which value stays.")
REASON_MISSING = _("Say why the two records are one enterprise; the reason is kept.")
NOT_MERGED = _("This merging was already undone on %(on)s.")
MERGED_ON = _("%(name)s has been merged on since. Undo the later merging first; they are undone in the reverse order.")
NOT_THERE = _("There is no such enterprise, or you may not see it.")
LIST_SEPARATOR = _(", ")

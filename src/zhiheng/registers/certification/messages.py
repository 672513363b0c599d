"""All sentences about certificates, licences, certification bodies and their checks."""

from django.utils.translation import gettext_lazy as _

PAPER = {
    "number_missing": _("The number is not filled in. Copy it from the certificate."),
    "number_form": _(
        "“%(found)s” does not have the form that numbers of this kind have. Compare it with the certificate, or say why it"
        " is so."
    ),
    "number_check": _(
        "The check digit does not fit: the last digit would be %(expected)s, found %(found)s. One digit was probably"
        " miscopied; compare it with the licence, or say why it is so."
    ),
    "number_year": _(
        "The number carries the year %(year)s, but the paper was first issued on %(issued)s. Compare both, or say why they"
        " differ."
    ),
    "day_before": _("%(day)s lies before the day that comes first (%(before)s). Compare both with the certificate."),
    "term_long": _(
        "Such a certificate runs %(months)s months at most. Compare both days with the certificate, or say why it runs longer."
    ),
    "pollution_free_ended": _(
        "No pollution-free certificate has been issued since %(ended)s. A conformity promise of the producer is no"
        " certification and is not recorded here."
    ),
    "suspension_reason_missing": _("Suspended, but the reason is not given. Choose it as the notice says."),
    "suspension_long": _(
        "A suspension lasts %(months)s months at most. Compare the day with the notice, or say why it lasts longer."
    ),
    "restored_late": _(
        "The suspension could last until %(limit)s. A certificate that was not restored by then is revoked; compare the"
        " days with the notice."
    ),
    "end_day_and_reason": _("A paper that ended needs both, the day and the reason."),
    "end_of_another_kind": _("The reason does not belong to this step. Choose one of those that do."),
    "no_last_day": _("The paper names no last day, so it does not expire. Choose another move."),
    "not_yet_expired": _("The paper is valid through %(through)s; it expires on the day after."),
}

PRODUCT = {
    "product_missing": _("The product is not filled in. Write it as the certificate lists it."),
}

BODY = {
    "number_missing": _("The approval number is not filled in. It begins with CNCA-R or CNCA-RF."),
    "number_form": _(
        "“%(found)s” does not have the form of an approval number, for example CNCA-R-2002-001. Compare it with the"
        " approval, or say why it is so."
    ),
}

CHECK = {
    "findings_in_a_pass": _("The result says that nothing was found, but %(findings)s findings are counted."),
    "findings_missing": _("The result says that something was found, but no finding is counted. Write how many."),
    "check_day_and_result": _("A check that was done needs both, its day and its result."),
    "body_missing": _("Write which certification body was checked."),
    "holder_missing": _("Write which enterprise was checked."),
    "day_before": _("%(day)s lies before the check (%(before)s). Compare both days with the record of the check."),
    "not_clean": _("Something was found. Choose the move for findings."),
    "clean": _("Nothing was found. Choose the move for that."),
    "measure_missing": _("Choose what was done about the findings."),
}

"""All sentences of metrology."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RANGE: dict[str, Promise] = {
    "range_reversed": _("The range ends below where it begins. Exchange the two numbers."),
    "range_half": _("The range has one end only. Fill in both."),
    "unit_missing": _("The range has no unit. Write it, for example MPa."),
}

STANDARD: dict[str, Promise] = RANGE | {
    "level_differs": _(
        "Kind and level do not go together: a primary standard is national, a public standard belongs to a region,"
        " prefecture or county. Change one of the two."
    ),
    "standard_needs": _("“%(label)s” is empty. A standard that hands values on states it; copy it from the certificate."),
    "accreditation_form": _(
        "“%(found)s” does not look like an accreditation (CNAS L and digits). Compare it with the certificate, or say where"
        " it was read."
    ),
    "standard_number_form": _(
        "“%(found)s” does not look like the number of an assessment certificate ([year] 量标…证字第…号). Compare it with the"
        " certificate, or say where it was read."
    ),
    "classification_form": _("“%(found)s” is no code of JJF 1022. Write its 8 digits."),
    "certified_when": _("The certificate has a last day and no first day. Write when it was issued."),
    "ends_before_begin": _("“%(label)s” lies before %(begun)s, the day it begins. Compare both days with the paper."),
    "certified_too_long": _("The certificate would run for more than %(years)s years. Compare both days with the paper."),
    "two_persons": _("A measurement standard needs at least two qualified persons. Write how many there are."),
    "not_examined": _("“%(label)s” is empty. Examine it first and write the day."),
    "public_number_missing": _(
        "A public standard needs the certificate of the public standard beside the assessment certificate. Write its number."
    ),
    "restored_before_paused": _("Back in use before it was taken out of use (%(paused)s). Compare both days with the record."),
}  # fmt: skip

INSTRUMENT: dict[str, Promise] = RANGE | {
    "cycle_missing": _("No regulation tells the cycle of this kind. Write the months that its document prescribes."),
    "cycle_longer": _(
        "The cycle is longer than %(document)s allows (%(months)s months). It may be made shorter, never longer."
    ),
    "mode_differs": _("%(document)s prescribes another mode of verification for this kind. Compare it, or say why it differs."),
    "approval_form": _(
        "“%(found)s” does not look like a type approval (2019F123-15). Compare it with the name plate, or say where it was read."
    ),
    "gone_before_used": _("It would be gone before it was in use (%(used)s). Compare both days."),
    "restored_before_paused": STANDARD["restored_before_paused"],
}  # fmt: skip

CERTIFICATE: dict[str, Promise] = RANGE | {
    "subject_missing": _("The certificate is about nothing yet. Name the instrument, or the standard that was verified."),
    "subject_twice": _("The certificate is about an instrument and a standard at once. Leave one of the two empty."),
    "used_itself": _("A standard cannot be traced to itself. Name the standard of the issuing institution."),
    "result_differs": _(
        "This kind of certificate does not have this result. A rejected instrument gets a notice of rejection; choose the"
        " kind that the paper says."
    ),
    "rejected_until": _("A notice of rejection has no last day. Leave it empty."),
    "ends_before_begin": STANDARD["ends_before_begin"],
    "certificate_number_form": _("“%(found)s” holds characters that certificate numbers do not have. Compare it with the paper."),
    "used_missing": _(
        "The standard that was used is not named, so the chain of traceability ends here. Name it, or say why it is not known."
    ),
    "revoked_before_done": _("Revoked before it was done (%(done)s). Compare both days."),
}  # fmt: skip

DEMAND: dict[str, Promise] = RANGE | {
    "demand_needs": _("“%(label)s” is empty. Without it nobody can tell which standard covers the demand."),
    "ended_before_since": _("The demand ends before it begins (%(since)s). Compare both days."),
    "served_twice": _("Both standards are the same. Leave the second one empty."),
}

HONEST: dict[str, Promise] = {
    "before_declared": _("“%(label)s” lies before the declaration (%(declared)s). Compare both days."),
    "check_found_missing": _("Something was not in order. Write what was found."),
    "check_not_passed": _(
        "Only a unit whose check found everything in order becomes a demonstration unit. Check it first."
    ),
}

ENERGY: dict[str, Promise] = {
    "verified_more": _("More meters are verified than installed (%(equipped)s). Check the two numbers."),
    "corrected_before_audit": _("Corrected before the audit (%(audited)s). Compare both days."),
}

DCC: dict[str, Promise] = {
    "too_large": _("The file has %(size)s bytes; certificates of up to %(limit)s bytes are read. Ask the laboratory for a smaller one."),
    "not_xml": _("The file is no well-formed XML: line %(line)s, column %(column)s. Ask the laboratory to send it again."),
    "has_doctype": _(
        "The file carries a document type, which could make it grow or reach outside. Digital calibration certificates have"
        " none; ask the laboratory for a file without it."
    ),
    "too_many": _("The file has more than %(limit)s elements. Ask the laboratory for a smaller one."),
    "too_deep": _("The elements of the file are nested more than %(limit)s deep. Ask the laboratory to send it again."),
    "not_dcc": _("The file is XML, but no digital calibration certificate: it begins with %(found)s, expected %(expected)s."),
    "other_version": _("The certificate is written in schema version “%(found)s”; versions %(taken)s are read."),
    "missing": _("The certificate has no %(place)s. Ask the laboratory to complete it."),
    "no_date": _("Line %(line)s, %(place)s: “%(found)s” is not a date."),
    "no_number": _("Line %(line)s, %(place)s: “%(found)s” is not a number."),
    "not_one_number": _("Line %(line)s, %(place)s: one number is expected, found %(count)s."),
    "other_length": _("Line %(line)s, %(place)s: %(found)s entries beside %(values)s values; there must be one, or one for each."),
    "other_quantity": _("Line %(line)s, %(place)s: quantities of the kind “%(found)s” are not read. Type the certificate by hand."),
    "negative_uncertainty": _("Line %(line)s, %(place)s: the uncertainty %(found)s is less than nought."),
    "other_verdict": _("Line %(line)s: “%(found)s” is no statement of conformity."),
    "ends_before_it_begins": _("The calibration ends on %(ended)s, before it begins on %(begun)s."),
    "altered": _(
        "The content of the certificate is no longer what was signed: its digest begins with %(computed)s, the signed one"
        " with %(stated)s. It was changed after signing. Ask the laboratory for the original."
    ),
    "altered_properties": _(
        "What the signature says about itself (time, signer) was changed after signing: its digest begins with %(computed)s,"
        " the signed one with %(stated)s. Ask the laboratory for the original."
    ),
    "signature_wrong": _("The signature does not belong to the certificate of %(signer)s. Ask the laboratory for the original."),
    "not_covered": _("The signature does not cover the whole certificate, so parts of it could have been exchanged."),
    "outside": _("The signature points to “%(found)s”, which is not in the file."),
    "other_method": _("The signature uses “%(found)s”, which is not accepted. Ask the laboratory to sign with SHA-256 and ECDSA or RSA."),
    "no_certificate": _("The signature carries no certificate of its signer, so nobody can check it."),
    "certificate_swapped": _("The certificate of %(signer)s is not the one that was named when it was signed."),
    "signature_form": _("The signature is not written as it must be (%(what)s). Ask the laboratory for the original."),
    "same_id": _("Two elements carry the identifier “%(found)s”, so that nobody can tell which one was signed."),
    "signed_outside_validity": _(
        "Signed on %(signed)s, but the certificate of %(signer)s was valid from %(begun)s to %(ended)s."
    ),
}  # fmt: skip

ALTERED_BESIDE_COPY = _(
    "The content of the certificate is no longer what was signed. Beside the copy on file (%(number)s) it differs at line"
    " %(line)s, %(place)s: “%(before)s” became “%(after)s”. Ask the laboratory for the original."
)
NO_SUCH_INSTRUMENT = _(
    "The certificate is about serial number “%(serial)s” (%(item)s). Choose the instrument or standard that this is."
)
ALREADY_READ = _("This file was read already, as certificate %(number)s.")
ANOTHER_FILE = _(
    "Certificate %(number)s is on file with another content: line %(line)s, %(place)s was “%(before)s” and is “%(after)s”."
    " Ask the laboratory which one holds; the one on file stays."
)

BROKEN: dict[str, Promise] = {
    "no_link": _("No certificate names a standard above."),
    "not_higher": _("%(parent)s does not stand above it."),
    "other_quantity": _("%(parent)s measures another quantity."),
    "other_unit": _("%(parent)s is stated in another unit; write both in the same one."),
    "out_of_range": _("Its range goes beyond that of %(parent)s."),
    "accuracy_unknown": _("Uncertainty or permissible error is not stated, so that %(parent)s cannot be compared."),
    "not_accurate": _(
        "%(parent)s is not accurate enough: its uncertainty is more than a third of the permissible error."
    ),
    "not_yet": _("The certificate begins on %(day)s only."),
    "lapsed": _("The certificate ended on %(day)s."),
    "parent_not_valid": _("%(parent)s is itself not valid on this day."),
    "parent_broken": _("The chain breaks further up, at %(where)s."),
    "self_not_valid": _("It holds no valid assessment certificate on this day, or is suspended."),
}

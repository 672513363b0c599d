"""What the kit is told about certificates, certified products, licences, certification bodies and checks."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiheng.accounts.roles import CLERK, DEPARTMENT, INSPECTOR, OFFICE, OPERATOR
from zhiheng.registers.certification import messages, models, rules, validity
from zhiheng.registers.kit.declaration import Move, Register, Tab, Typed, Within
from zhiheng.registers.parties.checks import check

_KEEPERS = (OFFICE, DEPARTMENT, CLERK, OPERATOR)
_HEADS = (DEPARTMENT, OFFICE)

PAPER_STATES = {
    "valid": pgettext_lazy("state of a certificate", "Valid"),
    "suspended": pgettext_lazy("state of a certificate", "Suspended"),
    "revoked": pgettext_lazy("state of a certificate", "Revoked"),
    "cancelled": pgettext_lazy("state of a certificate", "Cancelled"),
    "expired": pgettext_lazy("state of a certificate", "Expired"),
}
_EVIDENCE = {
    "certificate": pgettext_lazy("certification", "Certificate"),
    "notice": pgettext_lazy("evidence", "Notice"),
    "look_up": _("Print of the official look-up"),
    "application": pgettext_lazy("evidence", "Application"),
}


def _moves(law: str) -> tuple[Move, ...]:
    """The five public states of a certificate, and who moves it."""
    return (
        Move(
            "suspend", _("Suspend"), ("valid",), "suspended", by=(CLERK, *_HEADS), clause=f"{law}/suspension",
            asks=("suspended_on", "suspended_for"), may_fill=("suspended_to",), check=check(rules.suspension_fits),
            evidence=("notice", "look_up"),
        ),
        Move(
            "restore", _("Restore"), ("suspended",), "valid", by=(CLERK, *_HEADS), clause=f"{law}/restoration",
            within=(
                Within(
                    183, working=False, starts="suspended_on", clause=f"{law}/suspension", extension=183,
                    mark="general_knowledge",
                ),
            ),
            asks=("restored_on",), check=check(rules.restored_in_time), evidence=("notice", "look_up"),
        ),
        Move(
            "revoke", _("Revoke"), ("valid", "suspended"), "revoked", by=_HEADS, clause=f"{law}/revocation",
            asks=("ended_on", "ended_for"), check=check(rules.ended_as("R")), evidence=("notice", "look_up"), ends=True,
        ),
        Move(
            "cancel", _("Cancel"), ("valid", "suspended"), "cancelled", by=(CLERK, *_HEADS),
            clause=f"{law}/cancellation", asks=("ended_on", "ended_for"), check=check(rules.ended_as("C")),
            evidence=("notice", "look_up", "application"), ends=True,
        ),
        Move(
            "expire", _("Expired without renewal"), ("valid", "suspended"), "expired", by=(CLERK, *_HEADS),
            asks=("ended_on", "ended_for"), check=check(rules.expired), ends=True,
        ),
    )  # fmt: skip


def _running(day: date) -> Q:
    return Q(state="valid", valid_from__lte=day) & (Q(valid_through__isnull=True) | Q(valid_through__gte=day))


_TABS = (
    Tab("valid", _("Valid"), _running),
    Tab("ending", _("Ends within 30 days"), lambda day: _running(day) & Q(valid_through__lt=day + timedelta(days=30))),
    Tab("suspended", _("Suspended"), lambda day: Q(state="suspended")),
    Tab("lapsed", _("No longer valid"), lambda day: Q(ended_on__isnull=False) | Q(valid_through__lt=day)),
)
_PAPER_CHECKS = (
    rules.days_in_order, rules.term_fits, rules.scheme_open, rules.suspension_fits, rules.end_fits,
)  # fmt: skip
_PAPER_ENTRY = (
    "first_issued_on", "valid_from", "valid_through", "suspended_on", "suspended_to", "suspended_for", "restored_on",
    "ended_on", "ended_for",
)  # fmt: skip


def _same_number(kind: str) -> Callable[[Typed], Q | None]:
    """Papers with the same number: a renewal, or the same one again."""

    def alike(typed: Typed) -> Q | None:
        number = rules.tidy(str(typed.get("number") or ""))
        return Q((kind, typed.get(kind)), number=number) if number else None

    return alike


BODY = Register(
    code="certification.body",
    model=models.CertificationBody,
    label=_("Certification body"),
    label_plural=_("Certification bodies"),
    area="foundations",
    named_by="approval_no",
    key=("approval_no",),
    entry=("approval_no", "name", "place", "enterprise", "fields", "approved_on", "valid_through", "ended_on"),
    listed=("approval_no", "name", "place", "fields", "valid_through", "state"),
    public=("approval_no", "name", "fields", "state"),
    searched=("approval_no", "name"),
    filters=("place", "state"),
    lookups={"enterprise": "uscc"},
    records=_KEEPERS,
    first_state="approved",
    states={
        "approved": pgettext_lazy("state of a certification body", "Approved"),
        "suspended": pgettext_lazy("state of a certification body", "Suspended"),
        "ended": pgettext_lazy("state of a certification body", "Approval ended"),
    },
    moves=(
        Move("suspend", _("Suspend"), ("approved",), "suspended", by=_HEADS, evidence=("notice",)),
        Move("restore", _("Restore"), ("suspended",), "approved", by=_HEADS, evidence=("notice",)),
        Move(
            "end", _("Approval ended"), ("approved", "suspended"), "ended", by=_HEADS, asks=("ended_on",),
            evidence=("notice",), ends=True,
        ),
    ),
    checks=(check(rules.approval_fits),),
    sentences=messages.BODY,
    evidence={"notice": pgettext_lazy("evidence", "Notice")},
    before_save=rules.body_derived,
    help=_("Bodies that certify enterprises of this area, with their approval."),
)  # fmt: skip

CERTIFICATE = Register(
    code="certification.certificate",
    model=models.Certificate,
    label=pgettext_lazy("certification", "Certificate"),
    label_plural=pgettext_lazy("certification", "Certificates"),
    area="foundations",
    named_by="number",
    key=("scheme", "number", "valid_from"),
    entry=(
        "scheme", "number", "holder", "place", "body", "body_name", "scope", "standard", *_PAPER_ENTRY,
        "next_surveillance_on", "looked_up", "looked_up_on",
    ),
    listed=("number", "scheme", "holder", "place", "valid_from", "valid_through", "state"),
    public=("number", "scheme", "holder", "scope", "valid_from", "valid_through", "state"),
    searched=("number", "holder__name", "holder__uscc", "scope"),
    filters=("place", "scheme", "state"),
    lookups={"holder": "uscc", "body": "approval_no"},
    counts_on="first_issued_on",
    spans=models.CertificateSpan,
    records=_KEEPERS,
    first_state="valid",
    states=PAPER_STATES,
    moves=_moves("certification-regulations"),
    checks=tuple(check(rule) for rule in (rules.number_fits(), *_PAPER_CHECKS)),
    sentences=messages.PAPER,
    evidence=_EVIDENCE,
    tabs=_TABS,
    alike=_same_number("scheme"),
    before_save=rules.derived,
    after_save=validity.write_certificates,
    help=_("One record a certificate and term. A renewal is a new record; a suspension takes its days out."),
)  # fmt: skip


def _of_certificate(typed: Typed) -> dict[str, Any]:
    """Holder, certification and first day as the certificate has them now. One query a product."""
    key = typed.get("certificate_id") or 0
    found = models.Certificate.objects.filter(pk=key).values_list("holder_id", "scheme", "first_issued_on").first()
    holder, scheme, first = found or (None, "", None)
    return {
        **rules.product_derived(typed),
        "holder": holder,
        "scheme": scheme,
        "first_issued_on": typed.get("first_issued_on") or first,
    }


PRODUCT = Register(
    code="certification.certificate_product",
    model=models.CertifiedProduct,
    label=_("Certified product"),
    label_plural=_("Certified products"),
    area="foundations",
    named_by="product",
    key=("certificate", "product"),
    entry=("certificate", "product", "place", "first_issued_on", "quantity"),
    listed=("product", "scheme", "holder", "certificate", "place", "first_issued_on", "state"),
    public=("product", "scheme", "holder", "first_issued_on"),
    searched=("product", "holder__name", "certificate__number"),
    filters=("place", "scheme", "state"),
    lookups={"certificate": "number"},
    counts_on="first_issued_on",
    counts_in=("listed",),
    records=_KEEPERS,
    first_state="listed",
    states={
        "listed": pgettext_lazy("state of a certified product", "On the certificate"),
        "struck": pgettext_lazy("state of a certified product", "Recorded by mistake"),
    },
    moves=(Move("strike", _("Never was on the certificate"), ("listed",), "struck", by=_HEADS, ends=True),),
    checks=(check(rules.product_named),),
    sentences=messages.PRODUCT,
    before_save=_of_certificate,
    help=_("One record a product and certificate. The same product of the same holder counts once, however often renewed."),
)  # fmt: skip

LICENCE = Register(
    code="certification.licence",
    model=models.Licence,
    label=_("Production licence"),
    label_plural=_("Production licences"),
    area="foundations",
    named_by="number",
    key=("kind", "number", "valid_from"),
    entry=("kind", "number", "holder", "place", "products", "issuer", *_PAPER_ENTRY),
    listed=("number", "kind", "holder", "place", "valid_from", "valid_through", "state"),
    public=("number", "kind", "holder", "products", "valid_from", "valid_through", "state"),
    searched=("number", "holder__name", "holder__uscc", "products"),
    filters=("place", "kind", "state"),
    lookups={"holder": "uscc"},
    counts_on="first_issued_on",
    spans=models.LicenceSpan,
    records=_KEEPERS,
    first_state="valid",
    states=PAPER_STATES,
    moves=_moves("administrative-licence-law"),
    checks=tuple(check(rule) for rule in (rules.number_fits("kind"), *_PAPER_CHECKS)),
    sentences=messages.PAPER,
    evidence=_EVIDENCE,
    tabs=_TABS,
    alike=_same_number("kind"),
    before_save=rules.derived,
    after_save=validity.write_licences,
    help=_("Licences to produce food, industrial products, cosmetics, medicines, devices and special equipment."),
)  # fmt: skip

CHECK = Register(
    code="certification.check",
    model=models.Check,
    label=_("Check of certification"),
    label_plural=_("Checks of certification"),
    area="foundations",
    named_by="check_no",
    key=("check_no",),
    entry=(
        "check_no", "programme", "at_random", "subject", "body", "holder", "certificate", "place", "inspectors",
        "planned_on", "checked_on", "findings", "serious", "result", "found", "due_on", "measure", "closed_on",
    ),
    listed=("check_no", "subject", "holder", "body", "place", "checked_on", "findings", "result", "state"),
    public=("subject", "place", "checked_on", "result"),
    searched=("check_no", "holder__name", "body__name", "programme"),
    filters=("place", "subject", "result", "state", "year"),
    totals=("findings", "serious"),
    personal=("inspectors",),
    lookups={"body": "approval_no", "holder": "uscc", "certificate": "number"},
    counts_on="checked_on",
    counts_in=("clean", "correcting", "closed", "transferred"),
    records=(OFFICE, DEPARTMENT, CLERK, INSPECTOR, OPERATOR),
    first_state="planned",
    states={
        "planned": pgettext_lazy("state of a check", "Planned"),
        "clean": pgettext_lazy("state of a check", "Nothing found"),
        "correcting": pgettext_lazy("state of a check", "Being corrected"),
        "closed": pgettext_lazy("state of a check", "Findings closed"),
        "transferred": pgettext_lazy("state of a check", "Transferred or case filed"),
    },
    moves=(
        Move(
            "pass", _("Checked, nothing found"), ("planned",), "clean", by=(INSPECTOR, DEPARTMENT),
            asks=("checked_on", "result"), check=check(rules.clean), evidence=("record",), ends=True,
        ),
        Move(
            "find", _("Checked, with findings"), ("planned",), "correcting", by=(INSPECTOR, DEPARTMENT),
            asks=("checked_on", "result", "findings", "found"), may_fill=("serious", "due_on"),
            check=check(rules.not_clean), evidence=("record",),
        ),
        Move(
            "close", _("Findings closed"), ("correcting",), "closed", by=(DEPARTMENT,), asks=("closed_on", "measure"),
            check=check(rules.closed_by("corrected", "interview", "suspended", "revoked")), evidence=("proof",), ends=True,
        ),
        Move(
            "transfer", _("Transfer or file a case"), ("correcting",), "transferred", by=(DEPARTMENT,),
            asks=("closed_on", "measure"), check=check(rules.closed_by("transferred", "case_filed")),
            evidence=("decision",), ends=True,
        ),
    ),
    checks=tuple(check(rule) for rule in (rules.check_complete, rules.check_subject, rules.check_days)),
    sentences=messages.CHECK,
    evidence={
        "record": _("Record of the check"), "proof": _("Proof of correction"), "decision": _("Written decision"),
    },
    tabs=(
        Tab("open", _("Findings open"), lambda day: Q(state="correcting")),
        Tab("late", _("Not corrected in time"), lambda day: Q(state="correcting", due_on__lt=day)),
    ),
    before_save=rules.check_derived,
    help=_("Checks of certification bodies and of those who hold certificates or licences, up to the last finding."),
)  # fmt: skip

REGISTERS = (BODY, CERTIFICATE, PRODUCT, LICENCE, CHECK)

"""Certificates, certified products, production licences, certification bodies and the checks of them.

A paper names its last day; the days on which it is valid stand in a child table as half-open spans, without its
suspensions and up to its end, and are written anew whenever the paper changes. Papers are never edited into other papers:
a renewal is a record of its own, by the day from which it runs.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiheng.registers.certification import choices
from zhiheng.registers.kit.models import Record
from zhiheng.registers.parties.models import Enterprise


class Paper(Record):
    """What a certificate and a licence share: holder, number, validity, the last suspension, the end."""

    number = models.CharField(_("Number"), max_length=60)
    holder = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("certification", "Holder")
    )
    first_issued_on = models.DateField(
        _("First issued on"), help_text=_("Of the first certificate; a renewal keeps this day.")
    )
    valid_from = models.DateField(_("Valid from"))
    valid_through = models.DateField(
        _("Valid to"), null=True, blank=True, help_text=_("The last day, as the paper says.")
    )
    suspended_on = models.DateField(_("Suspended from"), null=True, blank=True)
    suspended_to = models.DateField(_("Suspended to at most"), null=True, blank=True)
    suspended_for = models.CharField(
        _("Suspended for"), max_length=16, choices=choices.suspensions, blank=True, default=""
    )
    restored_on = models.DateField(_("Restored on"), null=True, blank=True)
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)
    ended_for = models.CharField(_("Ended for"), max_length=4, choices=choices.ends, blank=True, default="")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_through__isnull=True) | Q(valid_through__gte=F("valid_from")),
                name="%(class)s_valid_in_order",
            ),
            models.CheckConstraint(
                condition=Q(first_issued_on__lte=F("valid_from")), name="%(class)s_first_before_this"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_for="") | Q(ended_on__isnull=False) & ~Q(ended_for=""),
                name="%(class)s_ended_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["valid", "suspended"], ended_on__isnull=True)
                | Q(state__in=["revoked", "cancelled", "expired"], ended_on__isnull=False),
                name="%(class)s_state_and_end",
            ),
            models.CheckConstraint(
                condition=~Q(state="suspended") | Q(suspended_on__isnull=False), name="%(class)s_suspended_since"
            ),
        ]
        indexes = [
            models.Index(fields=["holder"], name="%(class)s_holder"),
            models.Index(fields=["place", "state"], name="%(class)s_place"),
            models.Index(fields=["valid_through"], name="%(class)s_through"),
        ]

    def __str__(self) -> str:
        return self.number


class CertificationBody(Record):
    """A body that certifies: its approval, for which fields, and how long."""

    approval_no = models.CharField(_("Approval no."), max_length=24)
    name = models.CharField(_("Name"), max_length=200)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Legal person")
    )
    fields = models.CharField(pgettext_lazy("certification", "Fields"), max_length=300, blank=True, default="")
    approved_on = models.DateField(_("Approved on"), null=True, blank=True)
    valid_through = models.DateField(_("Valid to"), null=True, blank=True)
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Certification body")
        constraints = [
            models.UniqueConstraint(
                fields=["approval_no"], condition=Q(withdrawn=False), name="certificationbody_approval_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Certificate(Paper):
    """A paper of a certification. One that is renewed is a new record, even where it keeps its number."""

    scheme = models.CharField(pgettext_lazy("certification", "Certification"), max_length=20, choices=choices.schemes)
    body = models.ForeignKey(
        CertificationBody, models.PROTECT, related_name="certificates", null=True, blank=True,
        verbose_name=_("Certification body"),
    )  # fmt: skip
    body_name = models.CharField(_("Certification body as printed"), max_length=200, blank=True, default="")
    scope = models.CharField(pgettext_lazy("certification", "Scope"), max_length=300, blank=True, default="")
    standard = models.CharField(pgettext_lazy("certification", "Standard"), max_length=120, blank=True, default="")
    next_surveillance_on = models.DateField(_("Next surveillance by"), null=True, blank=True)
    looked_up = models.CharField(
        _("Official look-up"), max_length=10, choices=choices.look_ups, blank=True, default="unknown"
    )
    looked_up_on = models.DateField(_("Looked up on"), null=True, blank=True)

    class Meta(Paper.Meta):
        verbose_name = pgettext_lazy("certification", "Certificate")
        constraints = [
            *Paper.Meta.constraints,
            models.UniqueConstraint(
                fields=["scheme", "number", "valid_from"], condition=Q(withdrawn=False), name="certificate_number_once"
            ),
        ]


class Licence(Paper):
    """A production licence."""

    kind = models.CharField(_("Kind of licence"), max_length=24, choices=choices.licences)
    products = models.CharField(_("Products"), max_length=300, blank=True, default="")
    issuer = models.CharField(_("Issued by"), max_length=120, blank=True, default="")

    class Meta(Paper.Meta):
        verbose_name = _("Production licence")
        constraints = [
            *Paper.Meta.constraints,
            models.UniqueConstraint(
                fields=["kind", "number", "valid_from"], condition=Q(withdrawn=False), name="licence_number_once"
            ),
        ]


class Span(models.Model):
    """Days on which a paper is valid, half-open; a missing bound is open."""

    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="%(class)s_in_order",
            ),
            models.UniqueConstraint(fields=["record", "valid_from"], name="%(class)s_start_once"),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from} – {self.valid_to}"


class CertificateSpan(Span):
    record = models.ForeignKey(Certificate, models.PROTECT, related_name="valid_spans")

    class Meta(Span.Meta):
        pass


class LicenceSpan(Span):
    record = models.ForeignKey(Licence, models.PROTECT, related_name="valid_spans")

    class Meta(Span.Meta):
        pass


class Suspension(models.Model):
    """One suspension of a paper: from its day to the day on which it was restored; open while it lasts."""

    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.CharField(max_length=16, blank=True, default="")
    act = models.UUIDField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["record", "since"], name="%(class)s_since_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="%(class)s_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since} – {self.until}"


class CertificateSuspension(Suspension):
    record = models.ForeignKey(Certificate, models.PROTECT, related_name="suspensions")

    class Meta(Suspension.Meta):
        pass


class LicenceSuspension(Suspension):
    record = models.ForeignKey(Licence, models.PROTECT, related_name="suspensions")

    class Meta(Suspension.Meta):
        pass


class CertifiedProduct(Record):
    """A product that a certificate covers. Holder and certification are copies, frozen when the product was recorded."""

    certificate = models.ForeignKey(
        Certificate, models.PROTECT, related_name="products", verbose_name=pgettext_lazy("certification", "Certificate")
    )
    product = models.CharField(_("Product"), max_length=200)
    product_key = models.CharField(max_length=200, editable=False, blank=True, default="")
    holder = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=pgettext_lazy("certification", "Holder"),
    )
    scheme = models.CharField(
        pgettext_lazy("certification", "Certification"), max_length=20, choices=choices.schemes, editable=False
    )
    first_issued_on = models.DateField(
        _("First certified on"), null=True, blank=True,
        help_text=_("Of this product. Empty: the day on which the certificate was first issued."),
    )  # fmt: skip
    quantity = models.CharField(_("Area or yield"), max_length=60, blank=True, default="")

    class Meta:
        verbose_name = _("Certified product")
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "product_key"], condition=Q(withdrawn=False), name="certifiedproduct_once"
            ),
            models.CheckConstraint(condition=~Q(product_key=""), name="certifiedproduct_named"),
            models.CheckConstraint(condition=Q(first_issued_on__isnull=False), name="certifiedproduct_dated"),
        ]
        indexes = [
            models.Index(fields=["holder", "scheme", "product_key"], name="certifiedproduct_same"),
        ]

    def __str__(self) -> str:
        return self.product


class Check(Record):
    """One check of a certification body, or of somebody who holds a certificate or licence, and what came of it."""

    check_no = models.CharField(_("Check no."), max_length=60)
    programme = models.CharField(_("Yearly plan"), max_length=120, blank=True, default="")
    at_random = models.BooleanField(_("Drawn at random"), default=False)
    subject = models.CharField(pgettext_lazy("check", "Checked"), max_length=16, choices=choices.subjects)
    body = models.ForeignKey(
        CertificationBody, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Certification body")
    )
    holder = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Enterprise checked")
    )
    certificate = models.ForeignKey(
        Certificate,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("certification", "Certificate"),
    )
    inspectors = models.CharField(_("Inspectors"), max_length=120, blank=True, default="")
    planned_on = models.DateField(_("Planned for"), null=True, blank=True)
    checked_on = models.DateField(_("Checked on"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("Year"), null=True, editable=False)
    findings = models.PositiveIntegerField(_("Findings"), default=0)
    serious = models.PositiveIntegerField(_("Serious findings"), default=0)
    result = models.CharField(
        pgettext_lazy("check", "Result"), max_length=10, choices=choices.results, blank=True, default=""
    )
    found = models.TextField(_("What was found"), blank=True, default="")
    due_on = models.DateField(_("To be corrected by"), null=True, blank=True)
    measure = models.CharField(
        pgettext_lazy("check", "Measure"), max_length=12, choices=choices.measures, blank=True, default=""
    )
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Check of certification")
        constraints = [
            models.UniqueConstraint(fields=["check_no"], condition=Q(withdrawn=False), name="check_number_once"),
            models.CheckConstraint(
                condition=Q(subject="body", body__isnull=False) | ~Q(subject="body") & Q(holder__isnull=False),
                name="check_has_a_subject",
            ),
            models.CheckConstraint(
                condition=Q(result="", checked_on__isnull=True) | ~Q(result="") & Q(checked_on__isnull=False),
                name="check_result_with_its_day",
            ),
            models.CheckConstraint(condition=Q(serious__lte=F("findings")), name="check_serious_in_findings"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(checked_on__isnull=False, closed_on__gte=F("checked_on")),
                name="check_closed_after_it",
            ),
        ]
        indexes = [models.Index(fields=["holder", "year"], name="check_holder_year")]

    def __str__(self) -> str:
        return self.check_no

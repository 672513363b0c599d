"""Metrology: measurement standards, instruments, certificates, measurement demands, due days; honest and energy metrology.

Numbers of ranges and uncertainties are whole, in the unit times 10^-9, so that chains compare exactly. A paper's last
good day stands in `last_day`, as it is printed; spans are half-open and end on the day after.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiheng.registers.kit.models import Record
from zhiheng.registers.metrology import choices
from zhiheng.registers.parties.models import Enterprise

SCALE = 9


def _in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(range_low__isnull=True) | Q(range_high__isnull=True) | Q(range_high__gte=F("range_low")), name=name
    )


def _once(name: str, *fields: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=fields, condition=Q(withdrawn=False), name=name)


class Ranged(models.Model):
    """A range in a unit, and what may be erred in it."""

    range_low = models.BigIntegerField(_("Range from"), null=True, blank=True)
    range_high = models.BigIntegerField(_("Range to"), null=True, blank=True)
    unit = models.CharField(
        _("Unit"), max_length=20, blank=True, default="",
        help_text=_("Write the same unit as the standards above use, for example MPa; chains compare only equal units."),
    )  # fmt: skip

    class Meta:
        abstract = True


class MeasurementStandard(Record, Ranged):
    """A measurement standard that hands values on; a primary standard or a laboratory elsewhere is the top of chains.

    `paused_on`, `restored_on` are those of the last suspension; all of them stand in `StandardPeriod`.
    """

    number = models.CharField(
        _("Number"), max_length=60,
        help_text=_("Number of the assessment certificate, or the accreditation number of a laboratory elsewhere."),
    )  # fmt: skip
    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(_("Kind"), max_length=12, choices=choices.standard_kinds)
    level = models.CharField(_("Level"), max_length=12, choices=choices.levels)
    holder = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=pgettext_lazy("metrology", "Holder"),
        help_text=_("The institution or enterprise that keeps it; may stay empty for what lies elsewhere."),
    )  # fmt: skip
    classification = models.CharField(
        _("Classification code"), max_length=8, blank=True, default="", help_text=_("8 digits of JJF 1022.")
    )
    quantity = models.CharField(_("Quantity"), max_length=16, choices=choices.quantities, blank=True, default="")
    uncertainty = models.BigIntegerField(
        _("Expanded uncertainty"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("In the unit, k = 2."),
    )
    max_error = models.BigIntegerField(
        _("Maximum permissible error"), null=True, blank=True, validators=[MinValueValidator(1)],
        help_text=_("Without sign, in the unit."),
    )  # fmt: skip
    method = models.CharField(_("Technical document"), max_length=60, blank=True, default="")
    persons = models.PositiveSmallIntegerField(_("Qualified persons"), null=True, blank=True)
    stability_on = models.DateField(_("Stability examined on"), null=True, blank=True)
    repeatability_on = models.DateField(_("Repeatability examined on"), null=True, blank=True)
    issued_by = models.CharField(_("Assessed by"), max_length=120, blank=True, default="")
    certificate_number = models.CharField(_("Assessment certificate"), max_length=60, blank=True, default="")
    certified_on = models.DateField(_("Certified on"), null=True, blank=True)
    last_day = models.DateField(_("Valid until"), null=True, blank=True)
    public_number = models.CharField(_("Certificate of the public standard"), max_length=60, blank=True, default="")
    reexamine_by = models.DateField(_("Apply for re-examination by"), null=True, blank=True, editable=False)
    paused_on = models.DateField(_("Suspended on"), null=True, blank=True)
    pause_reason = models.CharField(_("Reason of suspension"), max_length=200, blank=True, default="")
    restored_on = models.DateField(_("Restored on"), null=True, blank=True)
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Measurement standard")
        constraints = [
            _once("metrology_standard_number_once", "number"),
            _in_order("metrology_standard_range"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(certified_on__isnull=False, last_day__gte=F("certified_on")),
                name="metrology_standard_validity",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_on__isnull=False), name="metrology_standard_ended_when"
            ),
            models.CheckConstraint(
                condition=~Q(state="suspended") | Q(paused_on__isnull=False), name="metrology_standard_paused_when"
            ),
        ]
        indexes = [models.Index(fields=["place", "state"], name="metrology_standard_place")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class StandardPeriod(models.Model):
    """A span in the life of a standard: certified by one certificate, or paused. Kept with when we knew it.

    Rows are never changed but for `gone_at`, so that the graph of any day's knowledge can be drawn again.
    """

    CERTIFIED, PAUSED = "certified", "paused"

    standard = models.ForeignKey(MeasurementStandard, models.PROTECT, related_name="periods")
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=60, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    known_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    act = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "kind", "number", "valid_from"], condition=Q(gone_at__isnull=True),
                name="metrology_standardperiod_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="metrology_standardperiod_span"
            ),
            models.CheckConstraint(condition=Q(kind__in=["certified", "paused"]), name="metrology_standardperiod_kind"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.standard_id} {self.kind} {self.valid_from}"


class StandardSpan(models.Model):
    """When a standard was valid: its certificates less its suspensions, up to its end."""

    record = models.ForeignKey(MeasurementStandard, models.PROTECT, related_name="spans")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "valid_from"], name="metrology_standardspan_once"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="metrology_standardspan_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.valid_from}"


class Instrument(Record, Ranged):
    """A working instrument. What it was verified by stands in its certificates; when it was due, in its due days.

    `next_due_on`, `verified_on`, `last_result` follow from these and are kept here for lists.
    """

    number = models.CharField(
        _("Number"), max_length=60, help_text=_("Number in the compulsory verification system, or the owner's number.")
    )
    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(_("Kind of instrument"), max_length=24, choices=choices.instrument_kinds)
    quantity = models.CharField(_("Quantity"), max_length=16, choices=choices.quantities, editable=False)
    use = models.CharField(_("Used for"), max_length=12, choices=choices.uses)
    owner = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("User"))
    asset = models.CharField(_("User's own number"), max_length=40, blank=True, default="")
    serial = models.CharField(_("Serial number"), max_length=60, blank=True, default="")
    model = models.CharField(_("Model"), max_length=60, blank=True, default="")
    maker = models.CharField(_("Manufacturer"), max_length=120, blank=True, default="")
    approval = models.CharField(_("Type approval"), max_length=30, blank=True, default="")
    location = models.CharField(_("Where it stands"), max_length=120, blank=True, default="")
    max_error = models.BigIntegerField(
        _("Maximum permissible error"), null=True, blank=True, validators=[MinValueValidator(1)],
        help_text=_("Without sign, in the unit."),
    )  # fmt: skip
    mode = models.CharField(_("Mode of verification"), max_length=16, choices=choices.modes, blank=True, default="")
    cycle_months = models.PositiveSmallIntegerField(
        _("Cycle or life in months"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("Empty: as the verification regulation says. It may be made shorter, never longer."),
    )  # fmt: skip
    used_from = models.DateField(_("In use from"))
    paused_on = models.DateField(_("Out of use from"), null=True, blank=True)
    pause_reason = models.CharField(_("Why out of use"), max_length=200, blank=True, default="")
    restored_on = models.DateField(_("Back in use on"), null=True, blank=True)
    gone_on = models.DateField(_("Scrapped or lost on"), null=True, blank=True)
    verified_on = models.DateField(_("Last verified on"), null=True, blank=True, editable=False)
    last_result = models.CharField(
        _("Last result"), max_length=10, choices=choices.results, blank=True, default="", editable=False
    )
    next_due_on = models.DateField(_("Next due"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("Instrument")
        constraints = [
            _once("metrology_instrument_number_once", "number"),
            _in_order("metrology_instrument_range"),
            models.CheckConstraint(
                condition=~Q(state__in=["scrapped", "lost"]) | Q(gone_on__isnull=False), name="metrology_instrument_gone_when"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sealed", "repair"]) | Q(paused_on__isnull=False),
                name="metrology_instrument_paused_when",
            ),
            models.CheckConstraint(
                condition=Q(gone_on__isnull=True) | Q(gone_on__gte=F("used_from")), name="metrology_instrument_life"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["place", "state"], name="metrology_instrument_place"),
            models.Index(fields=["next_due_on"], name="metrology_instrument_next"),
            models.Index(fields=["serial"], name="metrology_instrument_serial"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class InstrumentIdle(models.Model):
    """A span in which an instrument was out of use by a record: sealed or in repair, half-open."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="idle")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    act = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instrument", "valid_from"], name="metrology_instrumentidle_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="metrology_instrumentidle_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.valid_from}"


class Certificate(Record, Ranged):
    """A verification or calibration certificate, typed by hand or read from a digital calibration certificate.

    It is about an instrument or about the main equipment of a standard, and names the standard that was used.
    """

    number = models.CharField(_("Certificate number"), max_length=60)
    issuer = models.CharField(pgettext_lazy("metrology", "Issued by"), max_length=120)
    accreditation = models.CharField(
        _("Authorisation or accreditation"), max_length=40, blank=True, default="",
        help_text=_("Number of the authorisation, or CNAS L and digits for an accredited laboratory."),
    )  # fmt: skip
    kind = models.CharField(_("Kind"), max_length=14, choices=choices.certificate_kinds)
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name=_("Instrument")
    )
    standard = models.ForeignKey(
        MeasurementStandard, models.PROTECT, null=True, blank=True, related_name="certificates",
        verbose_name=_("Standard that was verified"),
    )  # fmt: skip
    used = models.ForeignKey(
        MeasurementStandard, models.PROTECT, null=True, blank=True, related_name="issued",
        verbose_name=_("Standard used"),
    )  # fmt: skip
    used_text = models.CharField(_("Standard as written"), max_length=200, blank=True, default="")
    method = models.CharField(_("Technical document"), max_length=120, blank=True, default="")
    done_on = models.DateField(_("Done on"))
    last_day = models.DateField(_("Valid until"), null=True, blank=True)
    result = models.CharField(pgettext_lazy("metrology", "Result"), max_length=10, choices=choices.results)
    uncertainty = models.BigIntegerField(
        _("Expanded uncertainty"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("In the unit, k = 2."),
    )
    points = models.JSONField(_("Measured points"), default=list, blank=True, editable=False)
    digest = models.CharField(_("Digest of the file"), max_length=64, blank=True, default="", editable=False)
    signer = models.CharField(_("Signed by"), max_length=120, blank=True, default="", editable=False)
    signature = models.CharField(_("Signature"), max_length=12, blank=True, default="", editable=False)
    revoked_on = models.DateField(_("Revoked on"), null=True, blank=True)
    revoke_reason = models.CharField(_("Reason of revocation"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = pgettext_lazy("metrology", "Certificate")
        constraints = [
            _once("metrology_certificate_once", "issuer", "number"),
            _in_order("metrology_certificate_range"),
            models.CheckConstraint(
                condition=Q(instrument__isnull=True, standard__isnull=False)
                | Q(instrument__isnull=False, standard__isnull=True),
                name="metrology_certificate_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("done_on")), name="metrology_certificate_validity"
            ),
            models.CheckConstraint(
                condition=Q(standard__isnull=True) | Q(used__isnull=True) | ~Q(standard=F("used")),
                name="metrology_certificate_other_standard",
            ),
            models.CheckConstraint(
                condition=~Q(state="revoked") | Q(revoked_on__isnull=False), name="metrology_certificate_revoked_when"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["done_on"], name="metrology_certificate_done"),
            models.Index(fields=["digest"], name="metrology_certificate_digest"),
        ]

    def __str__(self) -> str:
        return self.number


class InstrumentDue(Record):
    """One day on which an instrument was due for verification, with what came of it. Written by the chapter only.

    Facts by which it is counted are frozen when the day passes; an open day follows its instrument.
    """

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="dues", verbose_name=_("Instrument"))
    due_on = models.DateField(_("Due on"))
    reason = models.CharField(_("Why due"), max_length=12, choices=choices.due_reasons)
    kind = models.CharField(_("Kind of instrument"), max_length=24, choices=choices.instrument_kinds)
    use = models.CharField(_("Used for"), max_length=12, choices=choices.uses)
    mode = models.CharField(_("Mode of verification"), max_length=16, choices=choices.modes)
    edition = models.CharField(_("Edition of the catalogue"), max_length=12, blank=True, default="")
    key_managed = models.BooleanField(_("Key managed"), default=False)
    certificate = models.ForeignKey(
        Certificate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=pgettext_lazy("metrology", "Certificate"),
    )
    verified_on = models.DateField(_("Verified on"), null=True, blank=True)
    verified_on_time = models.BooleanField(_("Verified on time"), default=False)
    result = models.CharField(
        pgettext_lazy("metrology", "Result"), max_length=10, choices=choices.results, blank=True, default=""
    )

    class Meta:
        verbose_name = _("Due day")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "due_on"], name="metrology_instrumentdue_once"),
            models.CheckConstraint(condition=Q(state__in=["due", "excused"]), name="metrology_instrumentdue_state"),
        ]
        indexes = [models.Index(fields=["due_on"], name="metrology_instrumentdue_on")]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.due_on}"


class Demand(Record, Ranged):
    """A measurement demand of the territory: a quantity, range and accuracy that someone needs to measure."""

    code = models.CharField(_("Code"), max_length=40)
    name = models.CharField(_("Name"), max_length=120)
    holder = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Who needs it")
    )
    quantity = models.CharField(_("Quantity"), max_length=16, choices=choices.quantities)
    max_error = models.BigIntegerField(
        _("Maximum permissible error"), validators=[MinValueValidator(1)], help_text=_("Without sign, in the unit.")
    )
    compulsory = models.BooleanField(_("Compulsory verification"), default=False)
    instruments = models.PositiveIntegerField(_("Number of instruments"), default=1)
    served_by = models.ForeignKey(
        MeasurementStandard, models.PROTECT, null=True, blank=True, related_name="serves", verbose_name=_("Served by")
    )
    also_served_by = models.ForeignKey(
        MeasurementStandard, models.PROTECT, null=True, blank=True, related_name="also_serves",
        verbose_name=_("Also served by"),
    )  # fmt: skip
    since = models.DateField(_("Since"))
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Measurement demand")
        constraints = [
            _once("metrology_demand_code_once", "code"),
            _in_order("metrology_demand_range"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")), name="metrology_demand_life"
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_on__isnull=False), name="metrology_demand_ended_when"
            ),
        ]
        indexes = [models.Index(fields=["place", "state"], name="metrology_demand_place")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class HonestUnit(Record):
    """An enterprise that declared honest metrology itself; the authority checks, nobody certifies."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("Enterprise"))
    domain = models.CharField(_("Domain"), max_length=14, choices=choices.domains)
    declared_on = models.DateField(_("Declared on"))
    review_by = models.DateField(_("Review by"), null=True, blank=True, editable=False)
    checked_on = models.DateField(_("Last checked on"), null=True, blank=True)
    check_passed = models.BooleanField(_("Everything in order"), null=True, blank=True)
    check_found = models.CharField(pgettext_lazy("metrology", "What was found"), max_length=300, blank=True, default="")
    demonstrated_on = models.DateField(_("Demonstration unit since"), null=True, blank=True)
    warned_on = models.DateField(_("Warned on"), null=True, blank=True)
    removed_on = models.DateField(_("Removed on"), null=True, blank=True)
    remove_reason = models.CharField(_("Reason of removal"), max_length=300, blank=True, default="")
    barred_until = models.DateField(_("May declare again from"), null=True, blank=True)

    class Meta:
        verbose_name = _("Honest-metrology unit")
        constraints = [
            _once("metrology_honestunit_once", "enterprise", "domain", "declared_on"),
            models.CheckConstraint(
                condition=~Q(state="removed") | Q(removed_on__isnull=False), name="metrology_honestunit_removed_when"
            ),
        ]
        indexes = [models.Index(fields=["place", "state"], name="metrology_honestunit_place")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.domain}"


class HonestSpan(models.Model):
    """When an honest-metrology unit counted: from its declaration to its review or removal."""

    record = models.ForeignKey(HonestUnit, models.PROTECT, related_name="spans")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "valid_from"], name="metrology_honestspan_once")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.valid_from}"


class EnergyMetering(Record):
    """How far an energy user has the meters that GB 17167 asks for: one row for each year, carrier and level."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("Energy user"))
    year = models.PositiveSmallIntegerField(_("Year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    carrier = models.CharField(_("Energy carrier"), max_length=12, choices=choices.carriers)
    level = models.PositiveSmallIntegerField(_("Level"), choices=choices.meter_levels)
    consumption_tce = models.PositiveIntegerField(
        _("Yearly consumption"), help_text=_("Tonnes of standard coal, all carriers together.")
    )
    key_user = models.BooleanField(_("Key energy user"), default=False, editable=False)
    required = models.PositiveIntegerField(_("Meters required"), validators=[MinValueValidator(1)])
    equipped = models.PositiveIntegerField(_("Meters installed"))
    verified = models.PositiveIntegerField(_("Meters verified in term"))
    online = models.BooleanField(_("Data online"), default=False)
    rate_needed = models.PositiveSmallIntegerField(_("Rate needed"), default=0, editable=False)
    meets = models.BooleanField(_("Meets GB 17167"), default=False, editable=False)
    audited_on = models.DateField(_("Audited on"), null=True, blank=True)
    findings = models.CharField(pgettext_lazy("metrology", "Findings"), max_length=300, blank=True, default="")
    corrected_on = models.DateField(_("Corrected on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Energy metering")
        constraints = [
            _once("metrology_energymetering_once", "enterprise", "year", "carrier", "level"),
            models.CheckConstraint(
                condition=Q(verified__lte=F("equipped")), name="metrology_energymetering_verified_of_equipped"
            ),
        ]
        indexes = [models.Index(fields=["place", "year"], name="metrology_energymetering_place")]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.year} {self.carrier} {self.level}"

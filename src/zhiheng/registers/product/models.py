"""Sampled batches, one table a law: the laws differ in clocks and in how a retest is asked for, arranged and refused.

All tables share the columns of the sampling sheet, of the result and of what decides it. `final_conclusion` is what
indicators count; it follows from conclusion, retest and objection (`rules.final_conclusion`) and is never typed.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiheng.registers.kit.models import Record
from zhiheng.registers.parties.models import Enterprise, ProductClass
from zhiheng.registers.product import choices

_DATES = (
    ("sampled_on", "received_on"), ("received_on", "reported_on"), ("reported_on", "served_on"),
    ("reported_on", "concluded_on"), ("ordered_on", "rechecked_on"), ("concluded_on", "closed_on"),
)  # fmt: skip
SETTLED = ("final", "correcting", "rechecked", "announced", "halted", "handling", "closed")
"""States in which a batch has its final conclusion and counts."""
OPEN = (
    "dispatched", "sampled", "process_objected", "received", "reported", "served", "objected", "retest_notified", "retest_asked",
    "retest_accepted", "retest_running",
)  # fmt: skip
WITHOUT_RESULT = ("not_sampled", "refused", "stopped", "rejected", "spoilt")


class Sample(Record):
    """One sampled batch, from the sampling sheet to the end of what followed.

    Attributes:
        inclusion: chance of the batch to be drawn, in millionths; None where it was not drawn by design.
        response: batches drawn over batches with a result in its class, in ten-thousandths; 10000 where all answered.
        weight: how many batches it stands for, in ten-thousandths; derived, for weighted figures.
        producer_key: printed name of a producer that is not in the register of enterprises, as it is compared.
        batch_key: product and batch as they are compared; without a batch number its day, else its own sheet.
    """

    sheet_no = models.CharField(_("Sampling sheet no."), max_length=60)
    programme = models.CharField(
        _("Programme"), max_length=80, help_text=_("Number or name of the sampling programme.")
    )
    programme_type = models.CharField(_("Kind of programme"), max_length=20, choices=choices.programmes)
    level = models.CharField(_("Level of the programme"), max_length=12, choices=choices.levels)
    scheme = models.CharField(_("Sampling scheme"), max_length=120, blank=True, default="")
    rules_edition = models.CharField(
        _("Detailed rules and edition"), max_length=120, blank=True, default="",
        help_text=_("They must be public before sampling starts."),
    )  # fmt: skip
    method = models.CharField(_("How it was drawn"), max_length=20, choices=choices.methods, default="risk_targeted")
    stratum = models.CharField(_("Stratum"), max_length=40, blank=True, default="")
    inclusion = models.PositiveIntegerField(
        _("Chance to be drawn"), null=True, blank=True, help_text=_("Above 0 and at most 1, for example 0.05.")
    )
    response = models.PositiveIntegerField(
        _("Drawn ÷ with result"),
        null=True,
        blank=True,
        help_text=_("In its class; 1 where every drawn unit gave a result."),
    )
    weight = models.PositiveBigIntegerField(_("Sampling weight"), null=True, editable=False)

    link = models.CharField(pgettext_lazy("sample", "Link"), max_length=12, choices=choices.links)
    link_group = models.CharField(
        pgettext_lazy("sample", "Link group"), max_length=12, choices=choices.link_groups, editable=False
    )
    sampled_on = models.DateField(_("Sampled on"), null=True, blank=True)
    samplers = models.CharField(
        _("Samplers"), max_length=120, blank=True, default="", help_text=_("Two names at least.")
    )
    sampled_party = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Sampled party")
    )
    sampled_party_name = models.CharField(_("Sampled party as written"), max_length=200, blank=True, default="")

    product_name = models.CharField(_("Product"), max_length=200)
    product_class = models.ForeignKey(
        ProductClass, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Product class")
    )
    brand = models.CharField(_("Brand"), max_length=80, blank=True, default="")
    model = models.CharField(_("Model or specification"), max_length=120, blank=True, default="")
    batch_no = models.CharField(_("Batch no."), max_length=80, blank=True, default="")
    produced_on = models.DateField(_("Produced on"), null=True, blank=True)
    claimed_standard = models.CharField(_("Standard claimed"), max_length=120, blank=True, default="")
    producer = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Producer")
    )
    producer_name = models.CharField(_("Producer as printed"), max_length=200, blank=True, default="")
    producer_key = models.CharField(max_length=200, editable=False, blank=True, default="")
    batch_key = models.CharField(max_length=300, editable=False, default="")

    lot_size = models.PositiveIntegerField(_("Stock sampled from"), null=True, blank=True)
    taken = models.PositiveIntegerField(_("Quantity for testing"), null=True, blank=True)
    reserve = models.PositiveIntegerField(_("Reserve quantity"), null=True, blank=True)
    unit = models.CharField(_("Unit"), max_length=20, blank=True, default="")
    reserve_at = models.CharField(
        _("Reserve sample kept at"), max_length=16, choices=choices.reserve_places, blank=True, default=""
    )
    tamper_seals = models.CharField(_("Tamper seals"), max_length=120, blank=True, default="")
    outcome = models.CharField(
        _("Why there is no result"), max_length=16, choices=choices.outcomes, blank=True, default=""
    )

    laboratory = models.CharField(_("Laboratory"), max_length=120, blank=True, default="")
    received_on = models.DateField(_("Received by the laboratory on"), null=True, blank=True)
    report_no = models.CharField(_("Test report no."), max_length=60, blank=True, default="")
    reported_on = models.DateField(_("Test report issued on"), null=True, blank=True)
    conclusion = models.CharField(_("Conclusion"), max_length=6, choices=choices.conclusions, default="none")
    failed_items = models.TextField(_("Failed items"), blank=True, default="")
    judged_by = models.CharField(
        _("Judged by"), max_length=200, blank=True, default="",
        help_text=_("Standard with year and clause, for example GB 2760-2014 table A.1."),
    )  # fmt: skip
    item_group = models.CharField(_("What failed"), max_length=8, choices=choices.item_groups, blank=True, default="")
    served_on = models.DateField(_("Result served on"), null=True, blank=True)

    objected_on = models.DateField(_("Objection on"), null=True, blank=True)
    objection_kind = models.CharField(
        _("Objection to"), max_length=14, choices=choices.objection_kinds, blank=True, default=""
    )
    objection_decided_on = models.DateField(_("Objection decided on"), null=True, blank=True)
    objection_result = models.CharField(
        _("Result of the objection"), max_length=12, choices=choices.objection_results, blank=True, default=""
    )
    retest_laboratory = models.CharField(_("Laboratory of the retest"), max_length=120, blank=True, default="")
    retest_reported_on = models.DateField(_("Retest reported on"), null=True, blank=True)
    retest_conclusion = models.CharField(
        _("Conclusion of the retest"), max_length=6, choices=choices.conclusions, default="none"
    )
    concluded_on = models.DateField(
        _("Final since"), null=True, blank=True, help_text=_("The day from which the conclusion is final.")
    )
    final_conclusion = models.CharField(
        _("Final conclusion"), max_length=6, choices=choices.final_conclusions, default="none", editable=False
    )

    ordered_on = models.DateField(_("Order to correct served on"), null=True, blank=True)
    rechecked_on = models.DateField(_("Rechecked on"), null=True, blank=True)
    recheck_conclusion = models.CharField(
        _("Conclusion of the recheck"), max_length=6, choices=choices.conclusions, default="none"
    )
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    closing = models.CharField(_("Closed as"), max_length=16, choices=choices.closings, blank=True, default="")
    handling = models.TextField(_("Handling"), blank=True, default="")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["sheet_no"], condition=Q(withdrawn=False), name="%(class)s_sheet_once"),
            models.CheckConstraint(
                condition=Q(final_conclusion="none", concluded_on__isnull=True)
                | ~Q(final_conclusion="none") & Q(concluded_on__isnull=False),
                name="%(class)s_final_with_its_day",
            ),
            models.CheckConstraint(
                condition=Q(conclusion="none", reported_on__isnull=True)
                | ~Q(conclusion="none") & Q(reported_on__isnull=False)
                | Q(conclusion="none", programme_type="risk_monitoring"),
                name="%(class)s_conclusion_with_its_day",
            ),
            models.CheckConstraint(
                condition=Q(retest_conclusion="none", retest_reported_on__isnull=True)
                | ~Q(retest_conclusion="none") & Q(retest_reported_on__isnull=False),
                name="%(class)s_retest_with_its_day",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(conclusion="none", final_conclusion="none"),
                name="%(class)s_outcome_without_result",
            ),
            models.CheckConstraint(
                condition=Q(inclusion__isnull=True) | Q(inclusion__gt=0, inclusion__lte=1_000_000),
                name="%(class)s_inclusion_is_a_chance",
            ),
            models.CheckConstraint(
                condition=Q(response__isnull=True) | Q(response__gte=10_000), name="%(class)s_response_from_1"
            ),
            *(
                models.CheckConstraint(
                    condition=Q((f"{first}__isnull", True))
                    | Q((f"{then}__isnull", True))
                    | Q((f"{then}__gte", F(first))),
                    name=f"%(class)s_{then}_in_order",
                )
                for first, then in _DATES
            ),
        ]
        indexes = [
            models.Index(fields=["place", "concluded_on"], name="%(class)s_place_day"),
            models.Index(fields=["producer", "batch_key"], name="%(class)s_batch"),
            models.Index(fields=["state"], name="%(class)s_state"),
            models.Index(fields=["sampled_party"], name="%(class)s_party"),
        ]

    def __str__(self) -> str:
        return self.sheet_no


class IndustrialSample(Sample):
    """A batch of industrial goods under order 18: the retest is arranged by the authority, the recheck decides the end."""

    product_category = models.CharField(pgettext_lazy("sample", "Category"), max_length=20, choices=choices.industrial)
    catalogue_item = models.ForeignKey(
        "CatalogueItem", models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Key product")
    )
    licence_no = models.CharField(_("Licence or CCC no. on the goods"), max_length=60, blank=True, default="")
    repeat_ground = models.CharField(
        _("Why sampled again within six months"), max_length=12, blank=True, default="",
        choices=choices.repeat_grounds,
    )  # fmt: skip
    retest_notified_on = models.DateField(_("Retest notice served on"), null=True, blank=True)
    retest_arranged_on = models.DateField(_("Retest arranged on"), null=True, blank=True)
    announced_on = models.DateField(_("Announced on"), null=True, blank=True)
    second_recheck_on = models.DateField(_("Second recheck on"), null=True, blank=True)
    second_recheck_conclusion = models.CharField(
        _("Conclusion of the second recheck"), max_length=6, choices=choices.conclusions, default="none"
    )
    halted_on = models.DateField(_("Ordered to halt on"), null=True, blank=True)

    class Meta(Sample.Meta):
        verbose_name = _("Sampled batch of industrial goods")


class RetestedOnRequest(Sample):
    """What the laws modelled on order 15 add.

    The party asks for a retest, which the authority accepts or refuses; and it may object to the sampling before any result.
    """

    process_objected_on = models.DateField(_("Objection to the sampling on"), null=True, blank=True)
    process_decided_on = models.DateField(_("Objection to the sampling decided on"), null=True, blank=True)
    process_result = models.CharField(
        _("Result of the objection to the sampling"), max_length=12, choices=choices.objection_results, blank=True,
        default="",
    )  # fmt: skip
    retest_asked_on = models.DateField(_("Retest asked for on"), null=True, blank=True)
    retest_accepted_on = models.DateField(_("Retest accepted on"), null=True, blank=True)
    retest_refusal = models.CharField(
        _("Why the retest was not accepted"), max_length=20, choices=choices.retest_refusals, blank=True, default=""
    )
    retest_started_on = models.DateField(_("Reserve sample received on"), null=True, blank=True)
    quick_test = models.BooleanField(_("Rapid test"), default=False)

    class Meta(Sample.Meta):
        abstract = True


class FoodSample(RetestedOnRequest):
    """A batch of food under order 15."""

    product_category = models.CharField(pgettext_lazy("sample", "Category"), max_length=20, choices=choices.food)
    food_class = models.CharField(
        _("Food class"),
        max_length=80,
        blank=True,
        default="",
        help_text=_("As in the national tree of food categories."),
    )
    storage = models.CharField(_("Storage"), max_length=80, blank=True, default="")
    shelf_life_to = models.DateField(_("Shelf life to"), null=True, blank=True)

    class Meta(RetestedOnRequest.Meta):
        verbose_name = _("Sampled batch of food")


class DrugSample(RetestedOnRequest):
    """A batch of medicine."""

    product_category = models.CharField(pgettext_lazy("sample", "Category"), max_length=20, choices=choices.drug)
    approval_no = models.CharField(_("Approval no."), max_length=40, blank=True, default="")
    dosage_form = models.CharField(_("Dosage form"), max_length=40, blank=True, default="")

    class Meta(RetestedOnRequest.Meta):
        verbose_name = _("Sampled batch of medicine")


class CosmeticSample(RetestedOnRequest):
    """A batch of cosmetics."""

    product_category = models.CharField(pgettext_lazy("sample", "Category"), max_length=20, choices=choices.cosmetic)
    registration_no = models.CharField(_("Registration or filing no."), max_length=60, blank=True, default="")

    class Meta(RetestedOnRequest.Meta):
        verbose_name = _("Sampled batch of cosmetics")


class DeviceSample(RetestedOnRequest):
    """A batch or a piece of a medical device."""

    product_category = models.CharField(pgettext_lazy("sample", "Category"), max_length=20, choices=choices.device)
    registration_no = models.CharField(_("Registration or filing no."), max_length=60, blank=True, default="")

    class Meta(RetestedOnRequest.Meta):
        verbose_name = _("Sampled batch of medical devices")


class FarmSample(RetestedOnRequest):
    """A batch of farm or livestock products; monitoring looks at the whole, supervision sampling enforces the law."""

    product_category = models.CharField(pgettext_lazy("sample", "Category"), max_length=20, choices=choices.farm)
    site_code = models.CharField(_("Plot, farm or slaughter site"), max_length=60, blank=True, default="")
    inputs = models.CharField(_("Pesticides or drugs used"), max_length=200, blank=True, default="")
    promise_no = models.CharField(_("Conformity promise no."), max_length=60, blank=True, default="")

    class Meta(RetestedOnRequest.Meta):
        verbose_name = _("Sampled batch of farm products")


class Item(models.Model):
    """One tested item: measured value, limit, the clause and edition of the standard that judges it, verdict.

    Measured value and limits are whole numbers times a power of ten, so that they compare exactly.
    """

    number = models.PositiveSmallIntegerField()
    name = models.CharField(pgettext_lazy("test item", "Item"), max_length=120)
    group = models.CharField(
        pgettext_lazy("test item", "Group"), max_length=8, choices=choices.item_groups, default="safety"
    )
    method = models.CharField(_("Test method"), max_length=120, blank=True, default="")
    clause = models.CharField(_("Standard, year and clause"), max_length=160)
    limit_kind = models.CharField(_("Kind of limit"), max_length=8, choices=choices.limit_kinds)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    measured = models.BigIntegerField(null=True)
    scale = models.PositiveSmallIntegerField(default=0)
    qualifier = models.CharField(max_length=2, blank=True, default="")
    written = models.CharField(_("As written in the report"), max_length=120, blank=True, default="")
    unit = models.CharField(_("Unit"), max_length=20, blank=True, default="")
    verdict = models.CharField(_("Verdict"), max_length=6, choices=choices.item_verdicts)
    severe = models.BooleanField(_("Grave"), default=False)
    retested = models.BooleanField(_("From the retest"), default=False)
    act = models.UUIDField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["sample", "retested", "number"], name="%(class)s_number_once"),
            models.CheckConstraint(condition=~Q(clause=""), name="%(class)s_names_its_clause"),
            models.CheckConstraint(condition=Q(scale__lte=12), name="%(class)s_scale_bounded"),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
                name="%(class)s_limits_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IndustrialItem(Item):
    sample = models.ForeignKey(IndustrialSample, models.PROTECT, related_name="items")

    class Meta(Item.Meta):
        pass


class FoodItem(Item):
    sample = models.ForeignKey(FoodSample, models.PROTECT, related_name="items")

    class Meta(Item.Meta):
        pass


class DrugItem(Item):
    sample = models.ForeignKey(DrugSample, models.PROTECT, related_name="items")

    class Meta(Item.Meta):
        pass


class CosmeticItem(Item):
    sample = models.ForeignKey(CosmeticSample, models.PROTECT, related_name="items")

    class Meta(Item.Meta):
        pass


class DeviceItem(Item):
    sample = models.ForeignKey(DeviceSample, models.PROTECT, related_name="items")

    class Meta(Item.Meta):
        pass


class FarmItem(Item):
    sample = models.ForeignKey(FarmSample, models.PROTECT, related_name="items")

    class Meta(Item.Meta):
        pass


class CatalogueItem(Record):
    """A product on the list of key supervised products of a year, with why it is there and how often it is sampled."""

    catalogue_year = models.PositiveSmallIntegerField(_("Year of the catalogue"))
    item_no = models.CharField(_("No. in the catalogue"), max_length=20)
    product_name = models.CharField(_("Product"), max_length=200)
    product_class = models.ForeignKey(
        ProductClass, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Product class")
    )
    standards = models.CharField(_("Standards"), max_length=300, blank=True, default="")
    key_items = models.CharField(_("Key items"), max_length=300, blank=True, default="")
    licensed = models.BooleanField(_("Needs a production licence"), default=False)
    compulsory = models.BooleanField(_("Needs compulsory certification"), default=False)
    food_related = models.BooleanField(_("Food-related product"), default=False)
    for_children = models.BooleanField(_("For children"), default=False)
    risk_level = models.CharField(_("Risk"), max_length=8, choices=choices.risk_levels)
    batches_a_year = models.PositiveIntegerField(_("Batches a year"), default=0)
    department = models.CharField(_("Department"), max_length=120, blank=True, default="")
    reason = models.TextField(_("Why it is on the list"), blank=True, default="")
    document = models.CharField(_("Deciding document"), max_length=120, blank=True, default="")
    consulted_from = models.DateField(_("Open for comments from"), null=True, blank=True)
    consulted_to = models.DateField(_("Open for comments to"), null=True, blank=True)
    published_on = models.DateField(_("Published on"), null=True, blank=True)
    valid_to = models.DateField(_("On the list to"), null=True, blank=True)

    class Meta:
        verbose_name = _("Key supervised product")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "catalogue_year", "item_no"],
                condition=Q(withdrawn=False),
                name="catalogueitem_no_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "retired"]) | ~Q(document="") & Q(published_on__isnull=False),
                name="catalogueitem_published_by_a_document",
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("published_on")),
                name="catalogueitem_valid_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.product_name


class Stratum(Record):
    """A part of the frame that a programme draws from by itself: how many units it has, and how many were to be drawn."""

    programme = models.CharField(_("Programme"), max_length=80)
    stratum = models.CharField(_("Stratum"), max_length=40)
    population = models.PositiveIntegerField(_("Units in the frame"))
    planned = models.PositiveIntegerField(_("Units to be drawn"), default=0)
    risk = models.PositiveSmallIntegerField(
        _("Risk rank"), default=0, help_text=_("By which a stratum with one result finds its nearest neighbour.")
    )

    class Meta:
        verbose_name = _("Stratum of a sampling frame")
        constraints = [
            models.UniqueConstraint(
                fields=["place", "programme", "stratum"], condition=Q(withdrawn=False), name="stratum_once"
            ),
            models.CheckConstraint(condition=Q(planned__lte=F("population")), name="stratum_planned_in_frame"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.stratum}"


class TradeInspection(Record):
    """Imports or exports of one HS chapter through one port in a month, as inspected under the statutory list."""

    record_no = models.CharField(_("Record no."), max_length=60)
    direction = models.CharField(pgettext_lazy("trade", "Direction"), max_length=8, choices=choices.directions)
    hs_chapter = models.CharField(_("HS chapter"), max_length=4, help_text=_("Two digits, for example 27."))
    port = models.CharField(_("Port"), max_length=80, blank=True, default="")
    goods = models.CharField(_("Goods"), max_length=200, blank=True, default="")
    inspected_on = models.DateField(
        _("Inspected on"), help_text=_("The last day of the month, where a month is reported.")
    )
    batches_inspected = models.PositiveIntegerField(_("Batches inspected"))
    batches_failed = models.PositiveIntegerField(_("Batches failed"), default=0)
    batches_passed = models.PositiveIntegerField(_("Batches passed"), editable=False)
    value_usd = models.PositiveBigIntegerField(_("Value (USD)"), null=True, blank=True)
    inspector = models.CharField(
        _("Inspected by"), max_length=120, blank=True, default="",
        help_text=_("Inspection moved to the customs in April 2018; the series has a break there."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("Inspection of imports and exports")
        constraints = [
            models.UniqueConstraint(
                fields=["record_no"], condition=Q(withdrawn=False), name="tradeinspection_record_once"
            ),
            models.CheckConstraint(
                condition=Q(batches_inspected=F("batches_passed") + F("batches_failed")),
                name="tradeinspection_batches_add_up",
            ),
        ]

    def __str__(self) -> str:
        return self.record_no

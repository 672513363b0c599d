"""Enterprises and classes of products, which several chapters share.

An enterprise is known by its unified social credit code; whoever had none yet keeps its old registration number. Names
change: the former ones stay and find it. Two records of one enterprise are merged, and the merging can be undone.
"""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiheng.registers.kit.models import Record
from zhiheng.registers.parties import uscc

KINDS = {
    "enterprise": pgettext_lazy("kind of entity", "Enterprise"),
    "household": pgettext_lazy("kind of entity", "Self-employed household"),
    "cooperative": pgettext_lazy("kind of entity", "Farmers' cooperative"),
    "farm_collective": pgettext_lazy("kind of entity", "Rural collective"),
    "agency": pgettext_lazy("kind of entity", "Government agency"),
    "institution": pgettext_lazy("kind of entity", "Public institution"),
    "association": pgettext_lazy("kind of entity", "Association"),
    "private_unit": pgettext_lazy("kind of entity", "Private non-enterprise unit"),
    "foundation": pgettext_lazy("kind of entity", "Foundation"),
    "other": pgettext_lazy("kind of entity", "Other"),
}
SIZES = {
    "large": pgettext_lazy("size of enterprise", "Large"),
    "medium": pgettext_lazy("size of enterprise", "Medium"),
    "small": pgettext_lazy("size of enterprise", "Small"),
    "micro": pgettext_lazy("size of enterprise", "Micro"),
}

SYSTEMS = {
    "statistical": pgettext_lazy("classification", "Statistical product catalogue"),
    "gbt7635": pgettext_lazy("classification", "GB/T 7635.1 product classification"),
    "food": pgettext_lazy("classification", "Food category tree"),
    "ccc": pgettext_lazy("classification", "Compulsory certification catalogue"),
    "licence": pgettext_lazy("classification", "Production licence catalogue"),
    "local": pgettext_lazy("classification", "Local list"),
}


def kinds() -> list[tuple[str, Promise]]:
    """Functions, so that a new choice causes no migration."""
    return list(KINDS.items())


def sizes() -> list[tuple[str, Promise]]:
    return list(SIZES.items())


def systems() -> list[tuple[str, Promise]]:
    return list(SYSTEMS.items())


class UsccField(models.CharField):  # type: ignore[type-arg]
    """A code as it is typed: full-width letters, lower case and spaces are ways of writing it.

    It has no validator of its own: `rules.examined` says at which character something is wrong.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.validators = [one for one in self.validators if not isinstance(one, MaxLengthValidator)]

    def to_python(self, value: object) -> str | None:
        return uscc.normal(str(value)) if value not in (None, "") else None


class Enterprise(Record):
    """A market entity. `name_key` is its name as names are compared; `merged_into` the record that took its place."""

    uscc = UsccField(
        _("Unified social credit code"), max_length=18, null=True, blank=True,
        help_text=_("18 characters. Full-width letters, lower case and spaces are understood."),
    )  # fmt: skip
    old_number = models.CharField(
        _("Old registration number"), max_length=15, blank=True, default="",
        help_text=_("Only where the enterprise has no unified social credit code."),
    )  # fmt: skip
    name = models.CharField(_("Name"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False, default="")
    kind = models.CharField(_("Kind"), max_length=20, choices=kinds, blank=True, default="")
    size = models.CharField(_("Size"), max_length=10, choices=sizes, blank=True, default="")
    industry = models.CharField(
        _("Industry"), max_length=8, blank=True, default="", help_text=_("Code of GB/T 4754, for example C1441.")
    )
    address = models.CharField(_("Address"), max_length=300, blank=True, default="")
    division = models.CharField(_("Division of registration"), max_length=6, blank=True, default="", editable=False)
    established_on = models.DateField(_("Established on"), null=True, blank=True)
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)
    contact = models.CharField(_("Contact person"), max_length=60, blank=True, default="")
    phone = models.CharField(_("Phone"), max_length=40, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="taken_over", editable=False,
        verbose_name=_("Merged into"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("Enterprise")
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=Q(withdrawn=False), name="parties_enterprise_uscc_once"),
            models.UniqueConstraint(
                fields=["old_number"], condition=Q(withdrawn=False) & ~Q(old_number=""),
                name="parties_enterprise_old_number_once",
            ),
            models.CheckConstraint(
                condition=Q(uscc__isnull=False) & ~Q(uscc="") | Q(uscc__isnull=True) & ~Q(old_number=""),
                name="parties_enterprise_has_a_number",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="parties_enterprise_named"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True, state__in=["active", "moved", "revoked", "ended"])
                | Q(merged_into__isnull=False, state="merged"),
                name="parties_enterprise_state",
            ),
            models.CheckConstraint(
                condition=Q(established_on__isnull=True) | Q(ended_on__isnull=True) | Q(ended_on__gte=F("established_on")),
                name="parties_enterprise_life",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["name_key"], name="parties_enterprise_name_key"),
            models.Index(fields=["place", "state"], name="parties_enterprise_place"),
        ]

    def __str__(self) -> str:
        return self.name


class EnterpriseName(models.Model):
    """Another name under which an enterprise is found: a former one with its span, a short one, one from a merged record."""

    KINDS = {
        "former": pgettext_lazy("kind of name", "Former name"),
        "alias": pgettext_lazy("kind of name", "Other name"),
        "merged": pgettext_lazy("kind of name", "From a merged record"),
    }

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="names", verbose_name=_("Enterprise"))
    kind = models.CharField(_("Kind"), max_length=10)
    name = models.CharField(_("Name"), max_length=200)
    name_key = models.CharField(max_length=200)
    uscc = models.CharField(_("Unified social credit code"), max_length=18, blank=True, default="")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    act = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "name_key", "kind"], name="parties_enterprisename_once"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="parties_enterprisename_span",
            ),
        ]
        indexes = [
            models.Index(fields=["name_key"], name="parties_enterprisename_key"),
            models.Index(fields=["uscc"], name="parties_enterprisename_uscc"),
        ]

    def __str__(self) -> str:
        return self.name


class Merge(models.Model):
    """That one record of an enterprise took the place of another, what was re-pointed, and whether it was taken back."""

    kept = models.ForeignKey(Enterprise, models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Enterprise, models.PROTECT, related_name="merged_by")
    state_before = models.CharField(max_length=24)
    taken = models.JSONField(default=dict)
    """Fields whose value was taken from the merged record: name → what the kept one had before."""
    pointed = models.JSONField(default=list)
    """What was re-pointed: register, field and primary keys, in the order in which it was done."""
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    act = models.UUIDField()
    undone_at = models.DateTimeField(null=True)
    undone_act = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_act__isnull=True), name="parties_merge_gone_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="parties_merge_other"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_act__isnull=True)
                | Q(undone_at__isnull=False, undone_act__isnull=False),
                name="parties_merge_undone_whole",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="parties_merge_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"


class ProductClass(Record):
    """A class of products in an edition of a classification; the same code may mean another thing in another edition."""

    system = models.CharField(_("Classification"), max_length=20, choices=systems)
    edition = models.CharField(_("Edition"), max_length=20)
    code = models.CharField(_("Class code"), max_length=30)
    name = models.CharField(_("Name"), max_length=200)
    above = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="below", verbose_name=_("Class above")
    )
    licensed = models.BooleanField(_("Needs a production licence"), default=False)
    compulsory = models.BooleanField(_("Needs compulsory certification"), default=False)

    class Meta:
        verbose_name = _("Product class")
        constraints = [
            models.UniqueConstraint(
                fields=["system", "edition", "code"], condition=Q(withdrawn=False), name="parties_productclass_once"
            ),
            models.CheckConstraint(condition=Q(state__in=["in_force", "retired"]), name="parties_productclass_state"),
            models.CheckConstraint(
                condition=Q(above__isnull=True) | ~Q(above=F("id")), name="parties_productclass_above_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

"""What every record has, and the rows that the kit keeps about records: revisions, saved views, matchings, receipts."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiheng.bodies.models import Place

ORIGINS = ("typed", "imported", "api", "file", "simulated")


class Record(models.Model):
    """One fact that was recorded once. Chapters add typed columns and constraints; the kit is the only writer.

    Attributes:
        place: the place that the record is about, a leaf as a rule; a league-level record names the league.
        revision: 1 for the first recording; the kit's revision table keeps every earlier row whole.
        act: the act that wrote the row as it stands.
        facts: local facts that no column holds; shown and exported, never used by an indicator.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("Place"))
    state = models.CharField(_("State"), max_length=24)
    revision = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    act = models.UUIDField()
    origin = models.CharField(max_length=12)
    source = models.CharField(_("Source"), max_length=300, blank=True, default="")
    withdrawn = models.BooleanField(default=False)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class Revision(models.Model):
    """A row as it stood before a change. `revision` is its number, `until` the instant at which it was replaced."""

    register = models.CharField(max_length=60)
    record = models.BigIntegerField()
    revision = models.PositiveIntegerField()
    values = models.JSONField(encoder=DjangoJSONEncoder)
    recorded_at = models.DateTimeField()
    until = models.DateTimeField()
    act = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "record", "revision"], name="kit_revision_once"),
        ]
        indexes = [models.Index(fields=["register", "until"], name="kit_revision_until")]

    def __str__(self) -> str:
        return f"{self.register} {self.record} r{self.revision}"

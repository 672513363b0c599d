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
    """A row as it stood before a change.

    Attributes:
        revision: its number, which is also the number under which the journal keeps digest and salt.
        values: what the digest was made of: every column but the primary key and the instants, spelled canonically.
        recorded_at, act: when and by which act it was written so; `until` is the instant at which it was replaced.
        blanked: personal fields were taken out; the salt is gone, so that the digest no longer tells what stood there.
    """

    register = models.CharField(max_length=60)
    record = models.BigIntegerField()
    revision = models.PositiveIntegerField()
    values = models.JSONField(encoder=DjangoJSONEncoder)
    recorded_at = models.DateTimeField()
    until = models.DateTimeField()
    act = models.UUIDField()
    blanked = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "record", "revision"], name="kit_revision_once"),
        ]
        indexes = [models.Index(fields=["register", "until"], name="kit_revision_until")]

    def __str__(self) -> str:
        return f"{self.register} {self.record} r{self.revision}"


class SavedView(models.Model):
    """Filters, order and columns of a list under a name, as one person keeps them."""

    owner = models.CharField(max_length=40)
    register = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    asked = models.JSONField()
    act = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "register", "name"], name="kit_savedview_name_once")]

    def __str__(self) -> str:
        return self.name


class Matching(models.Model):
    """Which column of a foreign ledger is which field, remembered by the ledger's heads.

    Attributes:
        heads: SHA-256 over the heads as they are compared.
        fields: head as it is compared → field; "" where a person said that the column is left aside.
    """

    register = models.CharField(max_length=60)
    heads = models.CharField(max_length=64)
    fields = models.JSONField()
    act = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "heads"], name="kit_matching_heads_once")]

    def __str__(self) -> str:
        return f"{self.register} {self.heads[:8]}"


class Receipt(models.Model):
    """What an import did, for the one who brought the file; its records can be taken back within a day.

    Attributes:
        act: the act of the import; `undone_by` that which took it back. The journal is the truth of both.
    """

    act = models.UUIDField(unique=True)
    register = models.CharField(max_length=60)
    at = models.DateTimeField()
    owner = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    wrong = models.PositiveIntegerField()
    undone_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["register", "at"], name="kit_receipt_at")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undone_by__isnull=True, undone_at__isnull=True)
                | models.Q(undone_by__isnull=False, undone_at__isnull=False),
                name="kit_receipt_undone_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.name}"


class Sought(models.Model):
    """What a record is found by, in one narrow row: its own searched fields as they are compared, a line each, and
    under them the pinyin initials of those that have some."""

    register = models.CharField(max_length=60)
    record = models.BigIntegerField()
    words = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "record"], name="kit_sought_once")]

    def __str__(self) -> str:
        return f"{self.register} {self.record}"

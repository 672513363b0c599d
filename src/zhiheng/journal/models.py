"""The journal's tables. They only grow; `guards.py` makes the database refuse everything else."""

from django.db import models


class Head(models.Model):
    """The one row that every act locks last: how many entries there are and what the next one builds on.

    It is derived from the entries, but for nothing that they do not say; `check.py` compares the two.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(null=True)
    definitions = models.PositiveIntegerField(default=0)
    reading_day = models.DateField(null=True)
    peaks = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="journal_head_single"),
            models.CheckConstraint(
                condition=models.Q(size=0, at__isnull=True) | models.Q(size__gt=0, at__isnull=False),
                name="journal_head_at_with_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.size} entries"


class Entry(models.Model):
    """One act. `body` holds the bytes that the tree is made of; the columns beside it are copies for searching."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    act = models.UUIDField(unique=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=200)
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=300)
    reason = models.TextField()
    plan = models.CharField(max_length=100)
    definitions = models.PositiveIntegerField()
    changes = models.PositiveIntegerField()
    changes_root = models.BinaryField()
    body = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["verb", "seq"], name="journal_entry_verb_seq"),
            models.Index(fields=["subject", "seq"], name="journal_entry_subject_seq"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(seq__gt=0), name="journal_entry_seq_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.subject}"


class Change(models.Model):
    """What one act did to one record: the digests before and after. Leaf `position` of the act's own tree."""

    act = models.UUIDField()
    position = models.PositiveIntegerField()
    register = models.CharField(max_length=80)
    record = models.CharField(max_length=200)
    revision = models.PositiveIntegerField()
    before = models.BinaryField(null=True)
    after = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "position"], name="journal_change_position_once"),
            models.UniqueConstraint(fields=["register", "record", "revision"], name="journal_change_revision_once"),
            models.CheckConstraint(
                condition=models.Q(before__isnull=False) | models.Q(after__isnull=False),
                name="journal_change_has_a_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.record} r{self.revision}"


class Salts(models.Model):
    """The random bytes in the digests that one act made: 16 for each of its changes, by position.

    Kept apart because they may be forgotten: when personal fields are blanked, their 16 bytes become zeros, and the
    digest that stays in the journal can no longer be guessed at.
    """

    act = models.UUIDField(primary_key=True)
    salts = models.BinaryField()

    def __str__(self) -> str:
        return str(self.act)


class Salt(models.Model):
    """The salt of a revision that has no change of its own in the journal: the first that it heard of a record was how it
    stood before.
    """

    register = models.CharField(max_length=80)
    record = models.CharField(max_length=200)
    revision = models.PositiveIntegerField()
    salt = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "record", "revision"], name="journal_salt_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.record} r{self.revision}"


class Node(models.Model):
    """A full node of the tree over the entries; level 0 are the entries themselves, entry `seq` at index seq - 1."""

    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "index"], name="journal_node_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"

"""Evidence and source documents: bytes kept once by their SHA-256, and where they are attached."""

from django.db import models


class Blob(models.Model):
    """A file's bytes, known by their digest; they lie under MEDIA_ROOT at a path made of it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="files_blob_not_empty")]

    def __str__(self) -> str:
        return self.sha256


class Attachment(models.Model):
    """A blob attached to one record, under the name it came with. Its rights are those of the record."""

    blob = models.ForeignKey(Blob, models.PROTECT, related_name="attachments")
    register = models.CharField(max_length=80)
    record = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    act = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "record", "blob", "name"], name="files_attachment_once"),
        ]
        indexes = [models.Index(fields=["register", "record"], name="files_attachment_record")]

    def __str__(self) -> str:
        return self.name

"""Answers that are kept for a day, so that a request sent twice is done once."""

from django.db import models


class Kept(models.Model):
    """What was answered to a request that carried an idempotency key. Without a status it is still under way."""

    person = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    kind = models.CharField(max_length=100, blank=True, default="")
    body = models.BinaryField(default=b"")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="api_kept_key_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.key}"

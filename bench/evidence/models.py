"""Five registers with the columns that thirty indicators read: what is measured runs on them."""

from django.db import models

from zhiheng.registers.kit.models import Record


class Drawn(Record):
    drawn_on = models.DateField()
    sector = models.PositiveSmallIntegerField()
    risk = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    large = models.BooleanField()
    stage = models.PositiveSmallIntegerField()
    lag = models.PositiveSmallIntegerField()
    weight = models.PositiveIntegerField()


class Complaint(Record):
    made_on = models.DateField()
    category = models.PositiveSmallIntegerField()
    accepted_days = models.PositiveSmallIntegerField()
    closed_days = models.PositiveSmallIntegerField(null=True)
    satisfied = models.BooleanField(null=True)
    redress = models.PositiveIntegerField()


class Certificate(Record):
    started_on = models.DateField()
    kind = models.PositiveSmallIntegerField()


class CertificateSpan(models.Model):
    record = models.ForeignKey(Certificate, models.CASCADE, related_name="spans")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    def __str__(self):
        return str(self.record_id)


class Verified(Record):
    verified_on = models.DateField()
    mandatory = models.BooleanField()
    passed = models.BooleanField()


class VerifiedSpan(models.Model):
    record = models.ForeignKey(Verified, models.CASCADE, related_name="spans")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    def __str__(self):
        return str(self.record_id)


class Installed(Record):
    mandatory = models.BooleanField()


class InstalledSpan(models.Model):
    record = models.ForeignKey(Installed, models.CASCADE, related_name="spans")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    def __str__(self):
        return str(self.record_id)

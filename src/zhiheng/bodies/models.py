"""Places and bodies over time.

Nothing about a place or body is true without a date: its name, its parent, its members, its life. Spans are half-open
(`valid_to` is the first day that no longer counts); a missing bound means "as far back" or "as far ahead as we know".
"""

from datetime import date

from django.db import models


def valid_on(day: date, through: str = "") -> models.Q:
    """Condition for rows whose half-open span holds a day; `through` names a relation to such rows ("body__")."""
    return models.Q(
        models.Q((f"{through}valid_from__isnull", True)) | models.Q((f"{through}valid_from__lte", day)),
        models.Q((f"{through}valid_to__isnull", True)) | models.Q((f"{through}valid_to__gt", day)),
    )


def span_in_order(name: str) -> models.CheckConstraint:
    """A span ends after it begins."""
    return models.CheckConstraint(
        condition=models.Q(valid_from__isnull=True)
        | models.Q(valid_to__isnull=True)
        | models.Q(valid_to__gt=models.F("valid_from")),
        name=name,
    )


class Spanned(models.Model):
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        abstract = True


class Place(Spanned):
    """An area that figures are about. Code and number are permanent; the number is this database's, never reused."""

    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    slug = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="bodies_place_code_once"),
            models.UniqueConstraint(fields=["number"], name="bodies_place_number_once"),
            models.UniqueConstraint(fields=["slug"], name="bodies_place_slug_once"),
            span_in_order("bodies_place_span"),
        ]

    def __str__(self) -> str:
        return self.code


class PlaceName(Spanned):
    place = models.ForeignKey(Place, models.PROTECT, related_name="names")
    name = models.JSONField()
    short = models.JSONField(default=dict)
    mark = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "valid_from"], name="bodies_placename_start_once"),
            span_in_order("bodies_placename_span"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.valid_from}"


class PlaceParent(Spanned):
    """The tree in force: which place a place lies in, and when. A place without a row on a day is a root that day."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Place, models.PROTECT, related_name="children")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "valid_from"], name="bodies_placeparent_start_once"),
            models.CheckConstraint(condition=~models.Q(place=models.F("parent")), name="bodies_placeparent_other"),
            span_in_order("bodies_placeparent_span"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} in {self.parent_id}"


class Body(Spanned):
    """A public organisation that holds duties. Its code is unique within its place; each plan lists the ones it uses."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="bodies")
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "code"], name="bodies_body_code_once"),
            span_in_order("bodies_body_span"),
        ]

    def __str__(self) -> str:
        return self.code


class BodyName(Spanned):
    body = models.ForeignKey(Body, models.PROTECT, related_name="names")
    name = models.JSONField()
    short = models.JSONField(default=dict)
    mark = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "valid_from"], name="bodies_bodyname_start_once"),
            span_in_order("bodies_bodyname_span"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.valid_from}"


class Alias(models.Model):
    """A name as official papers write it. It points to one body on any day; the body's own life dates it."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="aliases")
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "text"], name="bodies_alias_once")]
        indexes = [models.Index(fields=["text"], name="bodies_alias_text")]

    def __str__(self) -> str:
        return self.text


class Member(Spanned):
    """A body's membership of a group, such as a leading group."""

    group = models.ForeignKey(Body, models.PROTECT, related_name="memberships")
    member = models.ForeignKey(Body, models.PROTECT, related_name="groups")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "member", "valid_from"], name="bodies_member_start_once"),
            models.CheckConstraint(condition=~models.Q(group=models.F("member")), name="bodies_member_other"),
            span_in_order("bodies_member_span"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.group_id}"


class Succession(models.Model):
    """From a day on, one body answers for what another answered for: for all of it, or for listed duties of a plan."""

    plan = models.CharField(max_length=60)
    on = models.DateField()
    kind = models.CharField(max_length=20)
    giver = models.ForeignKey(Body, models.PROTECT, related_name="given")
    taker = models.ForeignKey(Body, models.PROTECT, related_name="taken")
    every_duty = models.BooleanField()
    duties = models.JSONField(default=list)
    mark = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=60, blank=True)
    note = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "on", "giver", "taker"], name="bodies_succession_once"),
            models.CheckConstraint(condition=~models.Q(giver=models.F("taker")), name="bodies_succession_other"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["merge", "split", "transfer"]), name="bodies_succession_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.taker_id} {self.on}"


class PlaceListing(models.Model):
    """A plan names a place, by the number that its package gives it; perhaps only to compare with."""

    plan = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, related_name="listings")
    number = models.PositiveIntegerField()
    context = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "place"], name="bodies_placelisting_place_once"),
            models.UniqueConstraint(fields=["plan", "number"], name="bodies_placelisting_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.place_id}"


class BodyListing(models.Model):
    """A plan names a body; within a plan a body's code is unique."""

    plan = models.CharField(max_length=60)
    code = models.CharField(max_length=60)
    body = models.ForeignKey(Body, models.PROTECT, related_name="listings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="bodies_bodylisting_code_once"),
            models.UniqueConstraint(fields=["plan", "body"], name="bodies_bodylisting_body_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.code}"


class CalendarYear(models.Model):
    """One year of the working-day calendar: announced, or only what weekdays and fixed holidays let us expect."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    announced = models.BooleanField()
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from its weekday: a holiday off work, or a weekend day worked to make up for one."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    name = models.CharField(max_length=60)
    year = models.ForeignKey(CalendarYear, models.PROTECT, related_name="days")

    def __str__(self) -> str:
        return f"{self.day} {self.working}"

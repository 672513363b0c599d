"""Indicator definitions as adopted, and figures that only grow: nothing is overwritten, it is superseded.

Numbers are whole numbers times a power of ten (`units × 10^−scale`): SQLite keeps decimals as binary floats, so a
decimal column would not be exact in both databases.
"""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from zhiheng.figures import rules
from zhiheng.plan.models import GrowingQuerySet


class RowsOnlyAdded(GrowingQuerySet):
    """Rows that are written once."""


class Indicator(models.Model):
    """One indicator as one version of a plan defines it. Never changed: a new version of the plan brings new rows."""

    plan = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    code = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    unit = models.CharField(max_length=40)
    decimals = models.PositiveSmallIntegerField()
    every = models.CharField(max_length=20)
    definition = models.JSONField()
    recorded_at = models.DateTimeField()
    act = models.UUIDField()

    objects = RowsOnlyAdded.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "version", "code"], name="figures_indicator_once_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.plan}/{self.version} {self.code}"


_SHARE = Q(part__isnull=False, whole__isnull=False)
_NO_SHARE = Q(part__isnull=True, whole__isnull=True)
_SAYS = {
    "share": _SHARE & Q(value__isnull=True, reached=""),
    "value": _NO_SHARE & Q(value__isnull=False, reached=""),
    "stage": _NO_SHARE & Q(value__isnull=True) & ~Q(reached=""),
    "nothing": _NO_SHARE & Q(value__isnull=True, reached=""),
}


class Figure(models.Model):
    """What someone said about an indicator, a place and a period, once. The vintage with the highest number is current."""

    plan = models.CharField(max_length=64)
    indicator = models.CharField(max_length=64)
    place = models.CharField(max_length=64)
    period = models.CharField(max_length=16)
    class_code = models.CharField(max_length=64, blank=True, default="")
    starts_on = models.DateField()
    until = models.DateField()

    part = models.BigIntegerField(null=True)
    whole = models.BigIntegerField(null=True)
    value = models.BigIntegerField(null=True)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    scale = models.PositiveSmallIntegerField(default=0)  # power of ten that these five are divided by
    reached = models.CharField(max_length=64, blank=True, default="")
    sample = models.PositiveBigIntegerField(null=True)
    population = models.PositiveBigIntegerField(null=True)

    source_kind = models.CharField(max_length=12)
    stage = models.CharField(max_length=12)
    source = models.CharField(max_length=500, blank=True, default="")
    document_name = models.CharField(max_length=255, blank=True, default="")
    document_sha256 = models.CharField(max_length=64, blank=True, default="")
    mark = models.CharField(max_length=20, blank=True, default="")
    note = models.TextField(blank=True, default="")
    withdrawn = models.BooleanField(default=False)

    vintage = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    short = models.CharField(max_length=7, db_index=True)
    recorded_at = models.DateTimeField()
    act = models.UUIDField(db_index=True)

    objects = RowsOnlyAdded.as_manager()

    class Meta:
        indexes = [models.Index(fields=["plan", "recorded_at"], name="figures_figure_plan_recorded")]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "indicator", "place", "period", "class_code", "vintage"],
                name="figures_figure_vintage_once",
            ),
            models.UniqueConstraint(
                fields=["plan", "indicator", "place", "period", "class_code", "digest"],
                name="figures_figure_row_once",
            ),
            models.CheckConstraint(
                condition=(Q(withdrawn=False) & (_SAYS["share"] | _SAYS["value"] | _SAYS["stage"]))
                | (Q(withdrawn=True) & _SAYS["nothing"]),
                name="figures_figure_one_statement",
            ),
            models.CheckConstraint(
                condition=Q(whole__isnull=True) | Q(whole__gte=0), name="figures_figure_whole_from_0"
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True, high__isnull=True)
                | Q(low__isnull=False, high__isnull=False, low__lte=F("high")),
                name="figures_figure_interval_in_order",
            ),
            models.CheckConstraint(condition=Q(scale__lte=rules.MOST_DECIMALS), name="figures_figure_scale_bounded"),
            models.CheckConstraint(condition=Q(starts_on__lt=F("until")), name="figures_figure_period_in_order"),
            models.CheckConstraint(condition=Q(vintage__gte=1), name="figures_figure_vintage_from_1"),
            models.CheckConstraint(
                condition=Q(source_kind__in=["reported", "published"]), name="figures_figure_source_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["provisional", "preliminary", "final", "revised"]),
                name="figures_figure_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | ~Q(note=""), name="figures_figure_withdrawn_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.place} {self.period} v{self.vintage}"

    @property
    def content(self) -> rules.Content:
        """What the row says."""
        return rules.Content(
            self.indicator, self.place, self.period, self.class_code,
            self.exact("part"), self.exact("whole"), self.exact("value"), self.reached,
            self.exact("low"), self.exact("high"), self.sample, self.population,
            self.source_kind, self.stage, self.mark, self.note, self.source, self.withdrawn,
        )  # fmt: skip

    def exact(self, name: str) -> Decimal | None:
        """One of part, whole, value, low, high as an exact number."""
        return rules.exact(getattr(self, name), self.scale)


class Head(models.Model):
    """A column head that someone matched by hand, remembered for the next file."""

    plan = models.CharField(max_length=64)
    head = models.CharField(max_length=200)
    column = models.CharField(max_length=20)
    recorded_at = models.DateTimeField()
    act = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "head"], name="figures_head_once")]

    def __str__(self) -> str:
        return f"{self.head} → {self.column}"


class Cell(models.Model):
    """One number of the array: a part of an indicator, in all or in a class. Its number is permanent within the plan."""

    plan = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    indicator = models.CharField(max_length=64)
    part = models.CharField(max_length=12)
    class_code = models.CharField(max_length=64, blank=True, default="")
    recorded_at = models.DateTimeField()
    act = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="figures_cell_number_once"),
            models.UniqueConstraint(fields=["plan", "indicator", "part", "class_code"], name="figures_cell_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"


class Compiled(models.Model):
    """How an indicator is computed, from the act that put it into force on; the last row counts.

    It is kept, not derived anew, because the sums of the array were made under it: a change of package or program is
    taken over by an act that stores the difference (`inforce.renew`).
    """

    plan = models.CharField(max_length=64)
    indicator = models.CharField(max_length=64)
    told = models.JSONField(null=True)  # null: computed no longer
    recorded_at = models.DateTimeField()
    act = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["plan", "indicator"], name="figures_compiled_of")]

    def __str__(self) -> str:
        return f"{self.plan} {self.indicator}"


class Delta(models.Model):
    """What an act adds to a plan's figures: packed entries (`packing`). One row an act and plan."""

    act = models.UUIDField()
    plan = models.CharField(max_length=64)
    form = models.PositiveSmallIntegerField(default=0)
    payload = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "plan"], name="figures_delta_once")]

    def __str__(self) -> str:
        return f"{self.act} {self.plan}"


class Touched(models.Model):
    """A measured indicator whose records an act changed in a place; −1 is everywhere."""

    act = models.UUIDField()
    plan = models.CharField(max_length=64)
    indicator = models.CharField(max_length=64)
    place = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "plan", "indicator", "place"], name="figures_touched_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.place}"


class Measured(models.Model):
    """A measure as it was computed, with the number of the entry that it knows. Only a cache: the worker fills it."""

    plan = models.CharField(max_length=64)
    indicator = models.CharField(max_length=64)
    place = models.PositiveIntegerField()
    starts_on = models.DateField()
    until = models.DateField()
    seq = models.PositiveBigIntegerField()
    told = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "indicator", "place", "starts_on", "until"], name="figures_measured_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.place} {self.starts_on}"

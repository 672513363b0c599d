"""Adopted plans: each version a set of rows that never change, and beside it what grows: values, decisions, texts.

A version's rows are written once, in the act that adopts it. What officials add later – yearly and per-place values,
decisions on a reading, copies of the official text – hangs on the plan by code, so that it outlives a version.
Bodies, places and indicators are named by their codes in the plan; their rooms own the rows.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class OnlyGrowsError(TypeError):
    """Code tried to change a row that stands for good. Developers see it; officials never do."""


class GrowingQuerySet(models.QuerySet[Any]):
    """Rows that are written once. Updates and deletions are refused here and by the database's triggers."""

    def update(self, **values: Any) -> int:
        raise OnlyGrowsError(self.model.__name__)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise OnlyGrowsError(self.model.__name__)

    def bulk_update(self, *args: Any, **values: Any) -> int:
        raise OnlyGrowsError(self.model.__name__)

    def known_at(self, as_of: datetime | None) -> Self:
        """Rows recorded by an instant (None: all)."""
        return self if as_of is None else self.filter(recorded_at__lte=as_of)


class Plan(models.Model):
    """A policy that is held as data. Its content is in its versions; this row only carries what may change."""

    code = models.CharField(_("code"), max_length=64)
    default = models.BooleanField(_("shown without its code in the address"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="plan_plan_code_once"),
            models.UniqueConstraint(fields=["default"], condition=Q(default=True), name="plan_plan_one_default"),
        ]

    def __str__(self) -> str:
        return self.code


class Version(models.Model):
    """One adopted state of a plan package. Immutable."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions", verbose_name=_("plan"))
    number = models.PositiveIntegerField(_("version"))
    digest = models.CharField(_("digital fingerprint of the package"), max_length=64)
    title = models.JSONField(_("title by language"))
    short = models.JSONField(_("short title by language"))
    region = models.CharField(_("place"), max_length=64)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("first day no longer in force"))
    first_month = models.PositiveSmallIntegerField(_("first month of the assessment year"))
    languages = models.JSONField(_("languages"))
    document = models.JSONField(_("official paper"))
    cut_from = models.CharField(_("copied from"), max_length=80, blank=True)
    above = models.CharField(_("plan above"), max_length=64, blank=True)
    sources = models.JSONField(_("sources"))
    spans = models.JSONField(_("offsets into the official text"), null=True)
    recorded_at = models.DateTimeField(_("adopted at"))
    act = models.UUIDField(_("act"))

    objects = GrowingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once"),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="plan_version_span"),
            models.CheckConstraint(condition=Q(first_month__range=(1, 12)), name="plan_version_first_month"),
            models.CheckConstraint(condition=Q(number__gte=1), name="plan_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.plan.code}/{self.number}"


class OfVersion(models.Model):
    """A row of a version: written once, with it."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="%(class)s_rows", verbose_name=_("version"))
    code = models.CharField(_("code"), max_length=64)
    position = models.PositiveIntegerField(_("position in the document"))

    objects = GrowingQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code


class Clause(OfVersion):
    """A clause of the document with our own title and sentence."""

    printed = models.CharField(_("number as printed"), max_length=40, blank=True)
    level = models.CharField(_("level"), max_length=20)
    parent = models.CharField(_("clause above"), max_length=64, blank=True)
    title = models.JSONField(_("title by language"))
    statement = models.JSONField(_("statement by language"))
    qualitative = models.BooleanField(_("without a number"))
    numbers = models.JSONField(_("numbers that are no targets"))
    note = models.JSONField(_("note by language"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="plan_clause_once")]


class Duty(OfVersion):
    """A bracket of the text: who answers for what."""

    clause = models.ForeignKey(Clause, models.PROTECT, related_name="duties", verbose_name=_("clause"))
    what = models.JSONField(_("subject by language"))
    joint = models.BooleanField(_("each for its own part"))
    open_ended = models.BooleanField(_("and others"))
    note = models.JSONField(_("note by language"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="plan_duty_once")]


class DutyHolder(models.Model):
    """A body as a bracket names it. For an exception, `target` or `task` says for what alone."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="holders", verbose_name=_("duty"))
    position = models.PositiveIntegerField(_("position in the bracket"))
    role = models.CharField(_("role"), max_length=10, choices=[("lead", _("lead")), ("support", _("support"))])
    body = models.CharField(_("body"), max_length=64)
    written = models.CharField(_("as written in the text"), max_length=120)
    carried = models.CharField(_("prefix that we supply"), max_length=40, blank=True)
    target = models.CharField(_("only for the target"), max_length=64, blank=True)
    task = models.CharField(_("only for the task"), max_length=64, blank=True)

    objects = GrowingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "position"], name="plan_dutyholder_once"),
            models.CheckConstraint(condition=Q(role__in=["lead", "support"]), name="plan_dutyholder_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.body}"


class Target(OfVersion):
    """A target as the package writes it, before any decision.

    Threshold and path are kept as written: a threshold may be a stage's code, and decimal columns of SQLite are not exact.
    """

    clause = models.ForeignKey(Clause, models.PROTECT, related_name="targets", verbose_name=_("clause"))
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="targets", verbose_name=_("duty"))
    indicator = models.CharField(_("indicator"), max_length=64)
    name = models.JSONField(_("name by language"))
    rule = models.CharField(_("temporal rule"), max_length=20)
    content = models.JSONField(_("what it asks"))
    notes = models.JSONField(_("notes"))
    above = models.CharField(_("target of the plan above"), max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="plan_target_once")]


class Question(models.Model):
    """An unclear point of the text, its readings, and the reading that the package chose."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="questions", verbose_name=_("target"))
    code = models.CharField(_("code"), max_length=64)
    position = models.PositiveIntegerField(_("position"))
    text = models.JSONField(_("question by language"))
    chosen = models.CharField(_("reading that the package chose"), max_length=64)
    readings = models.JSONField(_("readings"))
    note = models.JSONField(_("note by language"))

    objects = GrowingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target", "code"], name="plan_question_once")]

    def __str__(self) -> str:
        return self.code


class Task(OfVersion):
    """Work that the text asks for."""

    clause = models.ForeignKey(Clause, models.PROTECT, related_name="tasks", verbose_name=_("clause"))
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="tasks", verbose_name=_("duty"))
    title = models.JSONField(_("title by language"))
    statement = models.JSONField(_("statement by language"))
    targets = models.JSONField(_("targets that it serves"))
    note = models.JSONField(_("note by language"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="plan_task_once")]


class Node(models.Model):
    """A dated step of a task and the evidence that closes it."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="nodes", verbose_name=_("task"))
    code = models.CharField(_("code"), max_length=64)
    position = models.PositiveIntegerField(_("position"))
    name = models.JSONField(_("name by language"))
    due = models.DateField(_("due on"), null=True)
    evidence = models.JSONField(_("evidence that closes it"))
    mark = models.CharField(_("mark"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=64, blank=True)
    note = models.JSONField(_("note by language"))

    objects = GrowingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "code"], name="plan_node_once")]

    def __str__(self) -> str:
        return self.code


class Incentive(OfVersion):
    """A reward that the text promises."""

    clause = models.ForeignKey(Clause, models.PROTECT, related_name="incentives", verbose_name=_("clause"))
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="incentives", verbose_name=_("duty"))
    purpose = models.JSONField(_("for what, by language"))
    amount_fen = models.BigIntegerField(_("amount in fen"), null=True)
    per = models.JSONField(_("per what, by language"))
    condition = models.JSONField(_("condition by language"))
    once_by = models.JSONField(_("paid once for"))
    note = models.JSONField(_("note by language"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="plan_incentive_once"),
            models.CheckConstraint(
                condition=Q(amount_fen__isnull=True) | Q(amount_fen__gte=0), name="plan_incentive_amount"
            ),
        ]


class IndicatorClass(OfVersion):
    """What a class of an indicator is called. The indicator itself belongs to figures; codes of classes stand there."""

    indicator = models.CharField(_("indicator"), max_length=64)
    field = models.CharField(_("field of a record that tells it"), max_length=64, blank=True)
    name = models.JSONField(_("name by language"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "indicator", "code"], name="plan_indicatorclass_once")
        ]


class TargetValue(models.Model):
    """What a target asks of a place in a year (年度目标分解). Append-only; the last recorded one stands.

    The value is `units × 10^−scale`, exact on both databases; without units it is taken back.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="values", verbose_name=_("plan"))
    target = models.CharField(_("target"), max_length=64)
    place = models.CharField(_("place"), max_length=64)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("vintage"))
    units = models.BigIntegerField(_("value in its last digit"), null=True)
    scale = models.PositiveSmallIntegerField(_("decimals"), default=0)
    document = models.CharField(_("source document"), max_length=200)
    file_digest = models.CharField(_("digital fingerprint of the file"), max_length=64)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("recorded by"), max_length=200)
    act = models.UUIDField(_("act"))

    objects = GrowingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "target", "place", "year", "number"], name="plan_targetvalue_vintage_once"
            ),
            models.CheckConstraint(condition=Q(scale__lte=12), name="plan_targetvalue_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.place} {self.year}"

    @property
    def value(self) -> Decimal | None:
        return None if self.units is None else Decimal(self.units).scaleb(-self.scale)


class Decision(models.Model):
    """A recorded decision on how a target is read: another way, or the package's choice confirmed. Append-only; the last stands."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="decisions", verbose_name=_("plan"))
    target = models.CharField(_("target"), max_length=64)
    question = models.CharField(_("question"), max_length=64)
    number = models.PositiveIntegerField(_("number in order"))
    reading = models.CharField(_("reading"), max_length=64)
    replaced = models.CharField(_("reading before"), max_length=64)
    decided_on = models.DateField(_("decided on"))
    decided_by = models.CharField(_("decided by"), max_length=200)
    reason = models.TextField(_("reason"))
    document = models.CharField(_("document of the decision"), max_length=300)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("recorded by"), max_length=200)
    act = models.UUIDField(_("act"))

    objects = GrowingQuerySet.as_manager()

    class Meta:
        constraints = [
            # Two officials who decide at once find the same number taken: one of them is asked to look again.
            models.UniqueConstraint(fields=["plan", "target", "question", "number"], name="plan_decision_number_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="plan_decision_has_reason"),
            models.CheckConstraint(condition=~Q(decided_by=""), name="plan_decision_names_who"),
            # The first decision may confirm what the package chose; a flagged target needs that before it is scored.
            models.CheckConstraint(
                condition=~Q(reading=F("replaced")) | Q(number=1), name="plan_decision_changes_or_confirms"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.question} → {self.reading}"


class SourceText(models.Model):
    """A copy of the official text that was attached to a version: its canonical form, and where it differs."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="texts", verbose_name=_("version"))
    digest = models.CharField(_("digital fingerprint of the canonical text"), max_length=64)
    length = models.PositiveIntegerField(_("length of the canonical text"))
    text = models.TextField(_("canonical text"))
    file_name = models.CharField(_("file"), max_length=200)
    file_digest = models.CharField(_("digital fingerprint of the file"), max_length=64)
    differs = models.JSONField(_("clauses that differ from the package's copy"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("recorded by"), max_length=200)
    act = models.UUIDField(_("act"))

    objects = GrowingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "digest"], name="plan_sourcetext_once")]

    def __str__(self) -> str:
        return self.digest[:12]


class Span(models.Model):
    """Where a clause, duty or target stands in an attached text."""

    text = models.ForeignKey(SourceText, models.PROTECT, related_name="spans", verbose_name=_("text"))
    kind = models.CharField(_("kind"), max_length=10)
    code = models.CharField(_("code"), max_length=64)
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end, not included"))

    objects = GrowingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "kind", "code"], name="plan_span_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="plan_span_order"),
            models.CheckConstraint(condition=Q(kind__in=["clause", "duty", "target"]), name="plan_span_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

"""Two invented registers on which the kit and the figures are tried: samples that are moved on, permits that are valid for a time."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from zhiheng.registers.kit.models import Record


class Firm(models.Model):
    """Stands for whatever a register names by a number."""

    code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self):
        return self.name


class Sample(Record):
    number = models.CharField("样品编号", max_length=20)
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="+", verbose_name="企业")
    product = models.CharField("产品", max_length=80)
    standard = models.CharField(
        "标准",
        max_length=40,
        blank=True,
        default="",
        validators=[RegexValidator(r"^GB(/T)? \d+(\.\d+)?-\d{4}$", "标准编号应写成 GB/T 1234-2018。")],
    )
    kind = models.CharField("类别", max_length=12, choices=[("food", "食品"), ("toy", "玩具"), ("tool", "工具")])
    drawn_on = models.DateField("抽样日期")
    tested_on = models.DateField("检验日期", null=True, blank=True)
    passed = models.BooleanField("合格", null=True, blank=True)
    measured = models.IntegerField("实测值", null=True, blank=True)
    stratum = models.PositiveSmallIntegerField("层", default=1, validators=[MinValueValidator(1), MaxValueValidator(4)])
    contact = models.CharField("联系人", max_length=40, blank=True, default="")
    year = models.PositiveSmallIntegerField("年度", default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=models.Q(withdrawn=False), name="trial_sample_number"),
        ]


class Permit(Record):
    number = models.CharField("证书编号", max_length=30)
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="+", verbose_name="企业")
    issued_on = models.DateField("发证日期")
    ends_on = models.DateField("有效期至")
    suspended_on = models.DateField("暂停日期", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=models.Q(withdrawn=False), name="trial_permit_number"),
        ]


class PermitSpan(models.Model):
    record = models.ForeignKey(Permit, models.CASCADE, related_name="spans")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    def __str__(self):
        return f"{self.record_id} {self.valid_from}"


class Wide(Record):
    """As wide as a real ledger, for measuring: fifteen typed fields with every kind of rule."""

    number = models.CharField("样品编号", max_length=20, validators=[RegexValidator(r"^[A-Z]{2}\d{9}$")])
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="+", verbose_name="企业")
    product = models.CharField("产品", max_length=80)
    brand = models.CharField("商标", max_length=40, blank=True, default="")
    batch = models.CharField("批号", max_length=20, validators=[RegexValidator(r"^B\d{6}$")])
    drawn_on = models.DateField("抽样日期")
    tested_on = models.DateField("检验日期")
    passed = models.BooleanField("合格")
    measured = models.IntegerField("实测值", validators=[MinValueValidator(0)])
    kind = models.CharField("类别", max_length=12, choices=[("food", "食品"), ("toy", "玩具"), ("tool", "工具")])
    stratum = models.PositiveSmallIntegerField("层", validators=[MinValueValidator(1), MaxValueValidator(4)])
    code = models.CharField("产品代码", max_length=10, validators=[RegexValidator(r"^P\d{4}$")])
    standard = models.CharField("标准", max_length=40, validators=[RegexValidator(r"^GB(/T)? \d+(\.\d+)?-\d{4}$")])
    note = models.CharField("备注", max_length=100, blank=True, default="")
    year = models.PositiveSmallIntegerField("年度", default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=models.Q(withdrawn=False), name="trial_wide_number"),
        ]

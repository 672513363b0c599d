# ruff: noqa: E402, DJ008 - Django is configured first, and nobody looks at these rows
"""The neighbour of `imports.py`: django-import-export, tuned, on the same kind of file. Needs it installed where it runs.

usage: python bench/neighbour_imports.py [ROWS]     (5 000 without; time grows with the rows)

Tuned: `use_bulk`, foreign keys from a cache, no differences, no report. The model has the same rules; `full_clean` is on,
because ours checks everything, too. It writes no journal, keeps no file and no earlier values.
"""

import csv
import io
import json
import random
import sys
import time
from datetime import date, timedelta

import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/tmp/zhiheng-neighbour.sqlite3"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "import_export"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

import tablib
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import connection, models
from import_export import fields, resources, widgets

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
KINDS = ["食品", "玩具", "工具"]
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Place(models.Model):
    code = models.CharField(max_length=12, unique=True)

    class Meta:
        app_label = "import_export"


class Firm(models.Model):
    code = models.CharField(max_length=18, unique=True)

    class Meta:
        app_label = "import_export"


class Wide(models.Model):
    place = models.ForeignKey(Place, models.PROTECT)
    number = models.CharField(max_length=20, unique=True, validators=[RegexValidator(r"^[A-Z]{2}\d{9}$")])
    firm = models.ForeignKey(Firm, models.PROTECT)
    product = models.CharField(max_length=80)
    brand = models.CharField(max_length=40, blank=True)
    batch = models.CharField(max_length=20, validators=[RegexValidator(r"^B\d{6}$")])
    drawn_on = models.DateField()
    tested_on = models.DateField()
    passed = models.BooleanField()
    measured = models.DecimalField(max_digits=9, decimal_places=3, validators=[MinValueValidator(0)])
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    stratum = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)])
    code = models.CharField(max_length=10, validators=[RegexValidator(r"^P\d{4}$")])
    standard = models.CharField(max_length=40, validators=[RegexValidator(r"^GB(/T)? \d+(\.\d+)?-\d{4}$")])
    note = models.CharField(max_length=100, blank=True)

    class Meta:
        app_label = "import_export"

    def clean(self):
        if self.tested_on < self.drawn_on:
            raise ValidationError("dates")


class Cached(widgets.ForeignKeyWidget):
    def clean(self, value, row=None, **kwargs):
        if not hasattr(self, "known"):
            self.known = {one.code: one for one in self.model.objects.all()}
        return self.known[value]


NAMES = [field.name for field in Wide._meta.fields if field.name != "id"]


class Tuned(resources.ModelResource):
    place = fields.Field(attribute="place", column_name="place", widget=Cached(Place, "code"))
    firm = fields.Field(attribute="firm", column_name="firm", widget=Cached(Firm, "code"))

    class Meta:
        model = Wide
        fields = NAMES
        import_id_fields = ["number"]
        clean_model_instances = True
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        report_skipped = False
        force_init_instance = True


def written() -> str:
    told = random.Random(3)
    into = io.StringIO()
    out = csv.writer(into)
    out.writerow(NAMES)
    for n in range(ROWS):
        day = date(2016, 1, 1) + timedelta(told.randrange(1800))
        product = told.randrange(200)
        out.writerow([
            f"1529{told.randrange(100):08d}", f"CY{n:09d}", f"F{told.randrange(5000):05d}", f"产品{product}", f"牌{product % 37}",
            f"B{told.randrange(10**6):06d}", day.isoformat(), (day + timedelta(told.randrange(1, 45))).isoformat(),
            told.choice("10"), f"{told.random() * 10:.3f}", told.choice(KINDS), told.randrange(1, 5), f"P{product:04d}",
            f"GB/T {1000 + product}-{2000 + product % 24}", f"备注{n % 1000}",
        ])  # fmt: skip
    return into.getvalue()


def main() -> None:
    with connection.schema_editor() as editor:
        for model in (Wide, Firm, Place):
            if model._meta.db_table in connection.introspection.table_names():
                editor.delete_model(model)
        for model in (Place, Firm, Wide):
            editor.create_model(model)
    Place.objects.bulk_create(Place(code=f"1529{n:08d}") for n in range(100))
    Firm.objects.bulk_create(Firm(code=f"F{n:05d}") for n in range(5000))
    text = written()
    start, cpu = time.perf_counter(), time.process_time()
    done = Tuned().import_data(tablib.Dataset().load(io.StringIO(text), format="csv"), raise_errors=True)
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    assert not done.has_errors()
    assert Wide.objects.count() == ROWS
    print(
        json.dumps(
            {
                "rows": ROWS,
                "wall_s": round(took, 1),
                "cpu_s": round(cpu, 1),
                "cpu_s_for_100000": round(cpu / ROWS * 1e5),
            }
        )
    )


if __name__ == "__main__":
    main()

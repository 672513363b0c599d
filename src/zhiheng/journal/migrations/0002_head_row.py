"""The single head row of an empty journal."""

from django.db import migrations


def make_head(apps, schema_editor):
    apps.get_model("journal", "Head").objects.using(schema_editor.connection.alias).get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_journal_tables")]

    operations = [migrations.RunPython(make_head, migrations.RunPython.noop)]

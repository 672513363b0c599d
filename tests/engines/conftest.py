"""The tables of the small register, made in the database of the test run."""

from datetime import date

import pytest
from django.db import connection

from zhiheng.bodies.models import Place

from .world import Sample, SampleSpan


@pytest.fixture(scope="session")
def tables(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        if Sample._meta.db_table in connection.introspection.table_names():  # another folder uses these fixtures too
            return
        with connection.schema_editor() as editor:
            editor.create_model(Sample)
            editor.create_model(SampleSpan)


@pytest.fixture
def places(tables, db):
    """Primary keys of four places."""
    made = [
        Place(
            code=f"engines-{number}",
            number=900 + number,
            slug=f"engines-{number}",
            kind="town",
            valid_from=date(2000, 1, 1),
        )
        for number in range(4)
    ]
    return [place.pk for place in Place.objects.bulk_create(made)]

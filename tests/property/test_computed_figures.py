"""Figures computed over columns are those of the plain loop over groups, number for number."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiheng.figures import reference, vector
from zhiheng.figures.definitions import cells
from zhiheng.figures.vector import EMPTY, Days, Spans, Table

from .evidence import certificate, flows, many, sample, stocks

WHOLE = {"value", "weight", "items", "place_id"}


def table(records, *, decoded=False):
    """Records as columns: as Python values, or as the numbers of a rebuild."""
    names = [name for name in (records[0] if records else {}) if name not in {"id", "spans"}]
    columns = {name: [record[name] for record in records] for name in names}
    if decoded:
        columns |= {
            name: np.array([EMPTY if value is None else value for value in columns[name]], np.int64)
            for name in WHOLE & columns.keys()
        }
        if "drawn" in columns:
            columns["drawn"] = Days(np.array([vector.day_number(day) for day in columns["drawn"]], np.int64))
    spans = [
        (position, *map(vector.day_number, span))
        for position, record in enumerate(records)
        for span in record.get("spans", ())
    ]
    owner, starts, ends = (
        np.array(column, np.int64) for column in (zip(*spans, strict=True) if spans else ((), (), ()))
    )
    ids = np.array([record["id"] for record in records], np.int64)
    return Table(ids, columns, Spans(owner, starts, ends))


def told(definition, entries):
    """Entries as the reference names them."""
    keys = cells(definition)
    return {(*keys[entry["cell"]], int(entry["place"]), int(entry["month"])): int(entry["amount"]) for entry in entries}


def dense(definition, columns):
    """What a rebuild adds up, as the reference names it."""
    keys = cells(definition)
    into = np.zeros((definition.months.count + 2, 8, len(keys)), np.int64)
    vector.accumulate(definition, columns, into, range(len(keys)))
    return {
        (*keys[cell], int(place), int(month)): int(into[month, place, cell]) for month, place, cell in np.argwhere(into)
    }


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.tuples(flows(), many(sample)), st.tuples(stocks(), many(certificate))))
def test_columns_give_what_the_plain_loop_gives(given_):
    definition, records = given_
    expected = reference.amounts(definition, records)

    for decoded in (False, True):
        if records:
            columns = table(records, decoded=decoded)
            assert told(definition, vector.amounts(definition, columns)) == expected
            assert dense(definition, table(records, decoded=decoded)) == expected

"""The bytes of an entry are final: these spellings never change."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest

from zhiheng.journal.canonical import NotCanonicalError, canonical

SPELLINGS = [
    ({"b": 1, "a": [True, None, ""]}, '{"a":[true,null,""],"b":1}'),
    ({"A": 1, "a": 2, "_": 3, "10": 4, "9": 5}, '{"10":4,"9":5,"A":1,"_":3,"a":2}'),
    (Decimal("90.50"), '"90.5"'),
    (Decimal("1E+3"), '"1000"'),
    (Decimal("-0.0"), '"0"'),
    (Decimal("1E-7"), '"0.0000001"'),
    (2**53 - 1, "9007199254740991"),
    (2**53, '"9007199254740992"'),
    (-(2**53), '"-9007199254740992"'),
    (date(2019, 7, 15), '"2019-07-15"'),
    (datetime(2019, 7, 15, 9, tzinfo=timezone(timedelta(hours=8))), '"2019-07-15T01:00:00.000000Z"'),
    (datetime(2019, 7, 15, 9, 0, 0, 4, tzinfo=UTC), '"2019-07-15T09:00:00.000004Z"'),
    (datetime(900, 1, 1, tzinfo=UTC), '"0900-01-01T00:00:00.000000Z"'),
    (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
    (b"\x00\xff", '"00ff"'),
    ("阿拉善盟", '"阿拉善盟"'),
    ("e\u0301", '"\u00e9"'),  # NFC
    # RFC 8785, 3.2.2.2: exactly these escapes, everything else as it is
    ('€$\x0f\nA\'B"\\\\"/\x7f\u2028', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f\u2028"'),
    ("\b\t\f\r", '"\\b\\t\\f\\r"'),
]


@pytest.mark.parametrize(("value", "spelling"), SPELLINGS)
def test_each_value_has_one_spelling(value, spelling):
    assert canonical(value) == spelling.encode()


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), {"名": 1}, {1: 2}, datetime(2019, 1, 1), {1, 2}, "\ud800", Decimal("NaN"), object()]
)
def test_values_without_one_spelling_are_not_taken(value):
    with pytest.raises(NotCanonicalError):
        canonical(value)

"""Stocks: what is valid stays in every month until it ends."""

from zhiheng.figures import reference

from .evidence import CERTIFICATES, defined, figures, rows, valid

HOLDERS = {"kind": "count_valid", "part": {}, "counts_once_by": ["holder"]}


def holders(**more):
    return defined(CERTIFICATES, **HOLDERS, **more)


def test_a_certificate_counts_in_each_month_whose_last_day_it_covers():
    """Valid from 10 January to 9 March (stored as 10 March): on 31 January and 28 February, no longer on 31 March."""
    held = rows("""
        id | place | holder | valid
         1 |     7 | A      | 2018-01-10..2018-03-10
    """)

    assert figures(holders(), held) == {"part 7 2018-01": 1, "part 7 2018-03": -1}
    assert valid(reference.amounts(holders(), held)) == [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]


def test_the_last_day_decides_for_one_day():
    """Valid until 31 March counts in March; until 30 March it does not."""
    to_the_last = rows("id|place|holder|valid\n1|7|A|2018-03-31..2018-04-01")
    a_day_short = rows("id|place|holder|valid\n1|7|A|2018-03-01..2018-03-31")

    assert figures(holders(), to_the_last) == {"part 7 2018-03": 1, "part 7 2018-04": -1}
    assert figures(holders(), a_day_short) == {}


def test_a_certificate_older_than_the_plan_opens_in_the_slot_before_it():
    held = rows("""
        id | place | holder | valid
         1 |     7 | A      | 2015-06-01..2018-02-15
         2 |     7 | B      | ..
         3 |     7 | C      | 2015-06-01..2017-06-01
    """)

    assert figures(holders(), held) == {"part 7 before": 2, "part 7 2018-02": -1}
    assert valid(reference.amounts(holders(), held))[:3] == [2, 1, 1]


def test_two_certificates_of_one_holder_count_once_while_either_is_valid():
    """The union of the spans counts: January to May without a gap, although both overlap in March."""
    held = rows("""
        id | place | holder | valid
         1 |     7 | A      | 2018-01-10..2018-04-01
         2 |     7 | A      | 2018-03-01..2018-06-01
    """)

    assert figures(holders(), held) == {"part 7 2018-01": 1, "part 7 2018-06": -1}


def test_a_suspension_is_a_gap_between_two_spans():
    """Suspended from 10 March to 20 May: not counted in March and April, again in May."""
    held = rows("""
        id | place | holder | valid
         1 |     7 | A      | 2018-01-10..2018-03-10, 2018-05-20..
    """)

    assert valid(reference.amounts(holders(), held)) == [1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]


def test_a_suspension_within_a_month_leaves_no_trace_in_it():
    """Out from 10 to 20 March: on 31 March it is valid."""
    held = rows("id|place|holder|valid\n1|7|A|2018-01-10..2018-03-10, 2018-03-20..")

    assert figures(holders(), held) == {"part 7 2018-01": 1}


def test_a_holder_stands_where_validity_began_first():
    held = rows("""
        id | place | holder | valid
         1 |     7 | A      | 2018-03-01..
         2 |     8 | A      | 2018-02-01..2018-04-01
    """)

    assert figures(holders(), held) == {"part 8 2018-02": 1}


def test_spans_that_begin_on_one_day_stand_with_the_smaller_id():
    held = rows("""
        id | place | holder | valid
         5 |     7 | A      | 2018-02-01..
         2 |     8 | A      | 2018-02-01..
    """)

    assert figures(holders(), held) == {"part 8 2018-02": 1}


def test_each_class_has_the_union_of_its_own_members():
    """One holder with two schemes is one in all, and one in each class while that certificate lasts."""
    held = rows("""
        id | place | holder | scheme | valid
         1 |     7 | A      | energy | 2018-01-10..2018-04-01
         2 |     8 | A      | carbon | 2018-03-01..2018-06-01
         3 |     8 | A      | other  | 2018-06-01..2018-07-01
    """)
    classed = holders(classes=["energy", "carbon"], class_by="scheme")

    assert figures(classed, held) == {
        "part 7 2018-01": 1,
        "part 7 2018-07": -1,
        "part energy 7 2018-01": 1,
        "part energy 7 2018-04": -1,
        "part carbon 7 2018-03": 1,
        "part carbon 7 2018-06": -1,
    }


def test_a_member_that_the_part_does_not_mean_is_not_in_the_union():
    held = rows("""
        id | place | holder | scheme | valid
         1 |     7 | A      | energy | 2018-03-01..
         2 |     8 | A      | other  | 2018-01-01..
    """)
    energy = defined(CERTIFICATES, **{**HOLDERS, "part": {"where": [{"field": "scheme", "is": "energy"}]}})

    assert figures(energy, held) == {"part 7 2018-03": 1}

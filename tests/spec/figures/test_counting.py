"""How records become figures: who is counted, once, in which month, place and class."""

from datetime import date

import pytest

from zhiheng.figures import reference
from zhiheng.figures.definitions import Condition, Undefinable

from .evidence import SAMPLES, defined, figures, rows

RATE = {"kind": "ratio", "part": {"where": [{"field": "passed", "is": "true"}]}, "whole": {}}


def test_a_rate_adds_part_and_whole_where_and_when_the_sample_was_drawn():
    """Two of three samples passed: part 2, whole 3; a percentage is never stored."""
    drawn = rows("""
        id | place | drawn      | passed
         1 |     7 | 2018-03-01 | yes
         2 |     7 | 2018-03-31 | yes
         3 |     7 | 2018-03-31 | no
         4 |     8 | 2018-04-01 | yes
    """)

    assert figures(defined(**RATE), drawn) == {
        "part 7 2018-03": 2,
        "whole 7 2018-03": 3,
        "part 8 2018-04": 1,
        "whole 8 2018-04": 1,
    }


def test_a_withdrawn_record_and_one_not_final_do_not_count():
    drawn = rows("""
        id | place | drawn      | passed | state    | withdrawn
         1 |     7 | 2018-03-01 | yes    | final    | no
         2 |     7 | 2018-03-01 | no     | final    | yes
         3 |     7 | 2018-03-01 | no     | reported | no
    """)

    assert figures(defined(**RATE), drawn) == {"part 7 2018-03": 1, "whole 7 2018-03": 1}


def test_a_record_without_its_day_does_not_count_yet():
    drawn = rows("""
        id | place | drawn      | passed
         1 |     7 |            | yes
         2 |     7 | 2018-03-01 | yes
    """)

    assert figures(defined(**RATE), drawn) == {"part 7 2018-03": 1, "whole 7 2018-03": 1}


def test_what_lies_before_and_after_the_plan_is_kept_apart():
    """Slot 0 and the slot after the last month hold it; neither is a month that is shown."""
    drawn = rows("""
        id | place | drawn      | passed
         1 |     7 | 2017-12-31 | yes
         2 |     7 | 2019-01-01 | no
    """)

    assert figures(defined(**RATE), drawn) == {
        "part 7 before": 1,
        "whole 7 before": 1,
        "whole 7 after": 1,
    }


def test_a_batch_that_was_tested_twice_counts_once_as_its_earliest_sample():
    """The whole of the group stands where its representative does; its part is 1 where that one passed."""
    drawn = rows("""
        id | place | drawn      | batch | passed
         1 |     7 | 2018-05-02 | A     | yes
         2 |     8 | 2018-03-01 | A     | no
         3 |     8 | 2018-06-01 | B     | yes
    """)

    assert figures(defined(**RATE, counts_once_by=["batch"]), drawn) == {
        "whole 8 2018-03": 1,
        "part 8 2018-06": 1,
        "whole 8 2018-06": 1,
    }


def test_on_one_day_the_smaller_id_represents():
    drawn = rows("""
        id | place | drawn      | batch | passed
         9 |     7 | 2018-03-01 | A     | yes
         4 |     8 | 2018-03-01 | A     | no
    """)

    assert figures(defined(**RATE, counts_once_by=["batch"]), drawn) == {"whole 8 2018-03": 1}


def test_only_a_member_of_the_whole_can_represent():
    """An earlier sample of another kind is no member; withdrawn ones are none either."""
    drawn = rows("""
        id | place | drawn      | batch | kind | passed | withdrawn
         1 |     7 | 2018-01-01 | A     | toys | yes    | no
         2 |     7 | 2018-02-01 | A     | food | yes    | yes
         3 |     8 | 2018-05-02 | A     | food | yes    | no
    """)
    food = defined(**RATE, counts_once_by=["batch"], where=[{"field": "kind", "is": "food"}])

    assert figures(food, drawn) == {"part 8 2018-05": 1, "whole 8 2018-05": 1}


def test_the_common_filter_and_that_of_the_whole_both_hold():
    drawn = rows("""
        id | place | drawn      | kind | items | passed
         1 |     7 | 2018-03-01 | food |     5 | yes
         2 |     7 | 2018-03-01 | food |     4 | yes
         3 |     7 | 2018-03-01 | toys |     5 | yes
    """)
    told = {**RATE, "whole": {"where": [{"field": "items", "at_least": "5"}]}}

    assert figures(defined(**told, where=[{"field": "kind", "is": "food"}]), drawn) == {
        "part 7 2018-03": 1,
        "whole 7 2018-03": 1,
    }


def test_a_group_is_in_the_whole_and_in_the_class_of_its_representative():
    """A value that no class takes is in the whole only."""
    drawn = rows("""
        id | place | drawn      | kind  | passed
         1 |     7 | 2018-03-01 | food  | yes
         2 |     7 | 2018-03-01 | drink | no
         3 |     7 | 2018-03-01 | toys  | yes
    """)
    classed = {"classes": ["edible"], "class_by": "kind", "class_of": {"food": "edible", "drink": "edible"}}

    assert figures(defined(**RATE, **classed), drawn) == {
        "part 7 2018-03": 2,
        "part edible 7 2018-03": 1,
        "whole 7 2018-03": 3,
        "whole edible 7 2018-03": 2,
    }


def test_without_a_map_the_value_itself_is_the_class():
    drawn = rows("""
        id | place | drawn      | kind | passed
         1 |     7 | 2018-03-01 | food | yes
         2 |     7 | 2018-03-01 | toys | yes
    """)
    counted = defined(kind="count_events", part={}, classes=["food"], class_by="kind")

    assert figures(counted, drawn) == {"part 7 2018-03": 2, "part food 7 2018-03": 1}


def test_events_count_in_the_month_of_the_first_that_satisfies_the_part():
    """A renewal before the first issue is no event, so it does not move the month."""
    drawn = rows("""
        id | place | drawn      | batch | kind
         1 |     7 | 2018-02-01 | A     | renewal
         2 |     7 | 2018-04-01 | A     | first
         3 |     7 | 2018-06-01 | A     | first
    """)
    first = defined(kind="count_events", part={"where": [{"field": "kind", "is": "first"}]}, counts_once_by=["batch"])

    assert figures(first, drawn) == {"part 7 2018-04": 1}


def test_a_sum_adds_every_member_exactly():
    """0.07 and 12.5 are kept as 7 and 1250 hundredths; a sum counts nothing once."""
    drawn = rows("""
        id | place | drawn      | batch | value
         1 |     7 | 2018-03-01 | A     |     7
         2 |     7 | 2018-03-01 | A     |  1250
         3 |     7 | 2018-03-01 | A     |
    """)
    area = defined(kind="sum", part={"sum_of": "value"}, counts_once_by=["batch"])

    assert figures(area, drawn) == {"part 7 2018-03": 1257}
    assert area.parts[0].power == 2


def test_a_sum_may_be_kept_finer_than_its_column_never_coarser():
    area = defined(kind="sum", part={"sum_of": "value"}, scale="3")

    assert figures(area, rows("id|place|drawn|value\n1|7|2018-03-01|7")) == {"part 7 2018-03": 70}
    with pytest.raises(Undefinable, match="scale_too_small"):
        defined(kind="sum", part={"sum_of": "value"}, scale="1")


def test_a_share_of_quantities_adds_the_quantities_of_each_representative():
    drawn = rows("""
        id | place | drawn      | batch | items | passed
         1 |     7 | 2018-03-01 | A     |    20 | yes
         2 |     7 | 2018-03-02 | A     |   500 | yes
         3 |     7 | 2018-03-02 | B     |    30 | no
    """)
    told = {**RATE, "part": {**RATE["part"], "sum_of": "items"}, "whole": {"sum_of": "items"}}

    assert figures(defined(**told, counts_once_by=["batch"]), drawn) == {"part 7 2018-03": 20, "whole 7 2018-03": 50}


def test_a_weighted_mean_keeps_weights_their_squares_and_how_many_there_were():
    """Weights 1.5 and 2 (ten-thousandths): the one that passed weighs 1.5 of 3.5; squares give the design effect."""
    drawn = rows("""
        id | place | drawn      | weight | passed
         1 |     7 | 2018-03-01 |  15000 | yes
         2 |     7 | 2018-03-01 |  20000 | no
    """)
    rate = defined(**{**RATE, "kind": "weighted_mean", "whole": {"sum_of": "weight"}})

    assert figures(rate, drawn) == {
        "part 7 2018-03": 15000,
        "whole 7 2018-03": 35000,
        "square 7 2018-03": 15000**2 + 20000**2,
        "count 7 2018-03": 2,
    }
    assert {part.name: part.power for part in rate.parts} == {"part": 4, "whole": 4, "square": 8, "count": 0}


@pytest.mark.parametrize(
    ("operator", "asked", "value", "holds"),
    [
        ("is", "pass", "pass", True),
        ("is", "pass", None, False),
        ("is", "", None, True),
        ("is", "", "", True),
        ("is_not", "pass", None, True),
        ("is_not", "", None, False),
        ("is_not", "", "pass", True),
        ("in", ("pass", ""), None, True),
        ("in", ("pass",), None, False),
        ("not_in", ("pass",), None, True),
        ("not_in", ("pass", ""), None, False),
        ("at_least", 5, 5, True),
        ("above", 5, 5, False),
        ("at_most", 5, 5, True),
        ("below", 5, 5, False),
        ("at_least", 5, None, False),
        ("below", 5, None, False),
        ("from", date(2018, 1, 1), date(2018, 1, 1), True),
        ("until", date(2018, 1, 1), date(2018, 1, 1), False),
        ("until", date(2018, 1, 1), None, False),
    ],
)
def test_what_a_condition_asks(operator, asked, value, holds):
    """Empty is one value; no comparison holds of it. `until` names the first day that no longer counts."""
    assert Condition("x", operator, asked).holds(value) is holds


@pytest.mark.parametrize(
    ("operator", "written", "meant"),
    [("at_least", "5.001", 501), ("above", "5.001", 500), ("at_most", "5.009", 500), ("below", "5.009", 501)],
)
def test_a_threshold_between_two_steps_of_a_column_decides_alike(operator, written, meant):
    """The column holds hundredths: at least 5.001 is at least 501 of them, above 5.001 is above 500."""
    told = {**RATE, "whole": {"where": [{"field": "value", operator: written}]}}

    assert defined(**told).of == (Condition("value", operator, meant),)


def test_a_named_predicate_of_the_register_stands_for_its_conditions():
    told = {**RATE, "whole": {"where": [{"field": "kind", "named": "routine"}]}}

    assert defined(**told).of == (Condition("kind", "in", ("food", "drug")), Condition("passed", "is_not", ""))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("unknown_field", {**RATE, "whole": {"where": [{"field": "colour", "is": "red"}]}}),
        ("unknown_field", {**RATE, "counts_once_by": ["colour"]}),
        ("not_a_day", {**RATE, "counts_on": "batch"}),
        ("not_a_place", {**RATE, "counts_for": "batch"}),
        ("not_compared", {**RATE, "whole": {"where": [{"field": "batch", "at_least": "1"}]}}),
        ("wrong_value", {**RATE, "whole": {"where": [{"field": "passed", "is": "maybe"}]}}),
        ("wrong_value", {**RATE, "whole": {"where": [{"field": "items", "is": "1.5"}]}}),
        ("unknown_predicate", {**RATE, "whole": {"where": [{"field": "kind", "named": "odd"}]}}),
        ("no_classes", {**RATE, "class_by": "drawn", "classes": ["a"]}),
        ("nothing_to_sum", {"kind": "sum", "part": {}}),
        ("nothing_to_weigh", {**RATE, "kind": "weighted_mean"}),
        ("only_counted", {"kind": "count_events", "part": {"sum_of": "items"}}),
        ("not_a_quantity", {"kind": "sum", "part": {"sum_of": "batch"}}),
        ("no_spans", {"kind": "count_valid", "part": {}}),
    ],
)
def test_what_a_register_cannot_give_is_said_with_its_code(code, told):
    with pytest.raises(Undefinable) as refused:
        defined(SAMPLES, **told)

    assert refused.value.code == code


def test_a_group_without_members_adds_nothing():
    assert reference.amounts(defined(**RATE), []) == {}

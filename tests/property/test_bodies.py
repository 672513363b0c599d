"""What is always so when duties move: the walk ends, moves forward in time, and only takes steps that hold."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhiheng.bodies.rules import Step, extends, held

FIRST = date(2016, 1, 1)
DAYS = st.integers(0, 5).map(lambda days: FIRST + timedelta(days=days))
DUTIES = st.none() | st.frozensets(st.sampled_from("ab"), min_size=1)
STEPS = st.lists(st.builds(Step, DAYS, st.just("transfer"), st.integers(1, 4), st.integers(1, 4), DUTIES), max_size=12)


@given(STEPS, DAYS, st.integers(1, 4), st.none() | st.sampled_from("abc"))
def test_the_walk_is_a_chain(steps, day, body, duty):
    found = held(body, day, steps, {}, duty)

    chain = [body, *(step.taker for step in found.steps)]
    assert chain[-1] == found.body
    assert all(step.giver == giver for step, giver in zip(found.steps, chain, strict=False))
    assert [step.on for step in found.steps] == sorted(step.on for step in found.steps)
    assert all(step.on <= day and step.moves(duty) for step in found.steps)
    assert len(set(found.steps)) == len(found.steps)


@given(STEPS, DAYS, st.integers(1, 4))
def test_the_order_of_rows_does_not_matter_between_days(steps, day, body):
    one_a_day = list({step.on: step for step in steps}.values())
    assert held(body, day, one_a_day, {}) == held(body, day, one_a_day[::-1], {})


ROWS = st.lists(
    st.fixed_dictionaries({"from": st.none() | DAYS, "until": st.none() | DAYS, "name": st.sampled_from("xy")})
)
FACTS = st.fixed_dictionaries(
    {"code": st.just("c"), "until": st.none() | DAYS, "names": ROWS, "aliases": st.lists(st.sampled_from("pq"))}
)


@given(FACTS, ROWS)
def test_facts_extend_themselves_and_whatever_they_add_to(facts, rows):
    more = {**facts, "names": [*facts["names"], *rows]}

    assert extends(facts, facts) == []
    assert extends(more, facts) == []

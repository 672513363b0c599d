"""The machines of sampling: no dead end, nothing unreachable, and the state always follows from the facts."""

from datetime import date

import pytest

from zhiheng.accounts.roles import ROLES
from zhiheng.registers.product import rules
from zhiheng.registers.product.declarations import CATALOGUE, INDUSTRIAL, REGISTERS, SAMPLING, STRATUM

DAY = date(2021, 3, 1)
VALUES = {
    "not_possible": {"outcome": "moved"}, "refuse": {"outcome": "refused"}, "stop": {"outcome": "unlawful"},
    "reject": {"outcome": "lab_reject"}, "spoil": {"outcome": "test_impossible"},
    "annul": {"objection_result": "upheld"}, "not_upheld": {"objection_result": "rejected"},
    "go_on": {"process_result": "rejected"}, "annul_process": {"process_result": "upheld"},
    "waive_retest": {"objection_result": "waived"},
    "lose_reserve": {"objection_result": "no_reserve"}, "report": {"conclusion": "fail"},
    "object": {"objection_kind": "authenticity"},     "conclude_retest": {"retest_conclusion": "fail"}, "recheck": {"recheck_conclusion": "fail"},
    "halt": {"second_recheck_conclusion": "fail"}, "close": {"closing": "corrected"},
    "revoke": {"closing": "licence_revoked"}, "hand_over": {"closing": "handed_over"},
}  # fmt: skip


def ladder(register):
    return rules.ORDER_18 if register is INDUSTRIAL else rules.ORDER_15


def filled(facts, move):
    """The facts with what the move asks for, days filled with the same day."""
    more = {name: DAY for name in move.asks if name.endswith("_on")} | VALUES.get(move.code, {})
    return {**facts, **more}


def walks(register):
    """Every way through the machine that passes no state twice: facts, move and state before it."""
    open_ways = [(register.first_state, {}, (register.first_state,))]
    while open_ways:
        state, facts, passed = open_ways.pop()
        for move in register.moves_from(state):
            yield state, facts, move
            if move.to not in passed:
                open_ways.append((move.to, filled(facts, move), (*passed, move.to)))


@pytest.mark.parametrize("register", SAMPLING, ids=lambda one: one.code)
def test_the_state_follows_from_the_facts_after_every_move(register):
    """Whoever fills in what a move asks for, by the move or by a ledger, comes to the same state."""
    seen = 0
    for _, facts, move in walks(register):
        assert rules.state_of(ladder(register), filled(facts, move)) == move.to, (move.code, facts)
        seen += 1
    assert seen > 20


@pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.code)
def test_every_state_is_reached_and_every_way_ends(register):
    reached = {register.first_state} | {move.to for _, _, move in walks(register)}
    assert reached == set(register.states)

    ends = {state for state in register.states if not register.moves_from(state)}
    leading = set(ends)
    for _ in register.states:
        leading |= {state for state in register.states if any(m.to in leading for m in register.moves_from(state))}
    assert ends
    assert leading == set(register.states)


@pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.code)
def test_declarations_name_what_is_there(register):
    """Fields, roles, evidence and states that a declaration names exist."""
    fields = {field.name for field in register.model._meta.get_fields()}
    named = {*register.entry, *register.listed, *register.public, *register.filters, *register.totals, *register.key}
    assert named <= fields
    assert set(register.lookups) | set(register.scales) | set(register.personal) <= fields
    assert register.counts_in == () or set(register.counts_in) <= set(register.states)
    for move in register.moves:
        assert {*move.asks, *move.may_fill} <= fields, move.code
        assert set(move.by) <= set(ROLES), move.code
        assert set(move.evidence) <= set(register.evidence), move.code
        assert {*move.from_, move.to} <= set(register.states), move.code
        assert all(clock.starts in fields for clock in move.within), move.code


@pytest.mark.parametrize("register", SAMPLING, ids=lambda one: one.code)
def test_clocks_of_a_move_follow_each_other_without_a_gap(register):
    """At most one rule is in force on any day, and a later rule begins where the earlier one ends."""
    for move in register.moves:
        spans = sorted((one.valid_from or date.min, one.valid_to or date.max) for one in move.within)
        for (_, end), (start, _) in zip(spans, spans[1:], strict=False):
            assert end == start, move.code


def test_the_two_laws_differ_where_they_differ():
    """Fifteen calendar days to object, seven working days to ask for a retest; the older rule before its day."""
    food = next(one for one in SAMPLING if one.code == "product.food")
    farm = next(one for one in SAMPLING if one.code == "product.farm")

    def in_force(register, move, day):
        return next(
            (one.days, one.working, one.clause)
            for one in register.move(move).within
            if (one.valid_from or date.min) <= day < (one.valid_to or date.max)
        )

    assert in_force(INDUSTRIAL, "object", date(2020, 1, 1)) == (15, False, "order-18/36")
    assert in_force(INDUSTRIAL, "object", date(2019, 12, 31)) == (15, False, "order-133/24")
    assert in_force(food, "ask_retest", date(2019, 10, 1)) == (7, True, "order-15/30")
    assert in_force(food, "ask_retest", date(2019, 9, 30)) == (5, True, "order-11/30")
    assert in_force(farm, "ask_retest", date(2022, 12, 31)) == (5, False, "farm-produce-law-2006/36")
    assert in_force(farm, "ask_retest", date(2023, 1, 1)) == (5, True, "farm-produce-law/51")
    assert in_force(INDUSTRIAL, "recheck", date(2021, 1, 1)) == (75, False, "order-18/47")


def test_every_fault_has_its_sentence():
    """What a rule can find, the chapter can say."""
    import inspect
    import re

    from zhiheng.registers.product import declarations, messages

    source = inspect.getsource(rules) + inspect.getsource(declarations)
    found = set(re.findall(r'(?:Found|Fault)\(\s*"(\w+)"', source))
    assert found == {*messages.SAMPLE, *messages.CATALOGUE, *messages.STRATUM, *messages.TRADE}
    assert CATALOGUE.sentences is messages.CATALOGUE
    assert STRATUM.sentences is messages.STRATUM

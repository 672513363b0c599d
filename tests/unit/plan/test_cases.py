"""Worked cases are run by the engine before a package is adopted."""

import pytest

from tests.unit.plan.small import READINGS, package
from zhiheng.plan.checks.all import check


def told(*cases, **changes):
    files = {"cases/a.yaml": "".join(f"- {{name: c, {case}}}\n" for case in cases)}
    return [(problem.code, problem.line) for problem in check(package({**files, **changes}))]


def test_a_case_that_the_engine_confirms_is_silent():
    assert (
        told(
            "target: p1, figure: {part: 180, whole: 200}, expect: met",
            "target: p1, figure: {part: 179, whole: 200}, expect: not_met",
        )
        == []
    )


def test_a_case_that_the_engine_contradicts_is_told():
    assert told("target: p1, figure: {part: 180, whole: 200}, expect: not_met") == [("case_differs", 1)]


def test_several_periods_a_day_and_another_frequency():
    """Judged by quarters of the first year, on a day within it."""
    asked = {"targets.yaml": ("rule: by_end", "rule: hold")}

    assert (
        told(
            'target: p1, every: quarter, on: 2026-07-20, figures: {"2026Q1": "91", "2026Q2": "89"}, expect: not_met',
            **asked,
        )
        == []
    )


def test_a_case_may_take_another_reading():
    asked = {"targets.yaml": ("  rule: by_end", "  rule: by_end" + READINGS.rstrip())}
    figures = 'figures: {"2026": "80", "2027": "95", "2028": "95", "2029": "95", "2030": "95"}'

    assert (
        told(
            f"target: p1, {figures}, expect: met",
            f"target: p1, {figures}, readings: {{when: each}}, expect: not_met",
            **asked,
        )
        == []
    )


def test_each_class_must_satisfy_the_target():
    asked = {"targets.yaml": ("rule: by_end", "rule: by_end\n  classes: [food, drug]")}

    assert told('target: p1, classes: {food: "95", drug: "89"}, expect: not_met', **asked) == []


def test_flags_are_compared_where_they_are_written():
    assert told("target: p1, figure: {value: '95', stage: provisional}, expect: met, flags: [provisional]") == []
    assert told("target: p1, figure: {value: '95', stage: provisional}, expect: met, flags: []") == [
        ("case_differs", 1)
    ]


@pytest.mark.parametrize(
    "case",
    [
        "target: m1, figure: {value: flying}, expect: met",
        "target: p1, figure: {value: much}, expect: met",
        "target: p1, classes: {wine: '95'}, expect: met",
        "target: p1, figure: {value: '95'}, readings: {when: never}, expect: met",
    ],
)
def test_a_case_that_cannot_be_judged_says_what_is_allowed(case):
    assert told(case) == [("case_cannot_run", 1)]


def test_a_figure_is_a_share_or_a_value():
    assert told("target: p1, figure: {part: 1, whole: 2, value: '50'}, expect: met")[0][0] == "not_allowed"

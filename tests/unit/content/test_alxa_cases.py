"""Every worked case of the package comes out as the official who wrote it expects.

The translation from a package to judging's own values is done here by hand, so that the cases do not depend on how an
adopted plan is stored.
"""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from zhiheng.judgement.judge import judge
from zhiheng.judgement.shapes import Baseline, Point, Target, Verdict
from zhiheng.packages.reading import open_package
from zhiheng.periods import Period
from zhiheng.plan.package import CaseSpec, FigureSpec, TargetSpec, read_plan

PACKAGE = open_package(Path(__file__).parents[3] / "plans" / "alxa-2020")
PLAN = read_plan(PACKAGE)
TARGETS = {target.code: target for target in PLAN.targets}
CASES = [case for cases in PLAN.cases.values() for case in cases]
STARTS, ENDS = date(2016, 1, 1), date(2021, 1, 1)


def _number(found: object) -> Fraction | None:
    return None if found is None else Fraction(str(found))


def _target(spec: TargetSpec, every: str) -> Target:
    indicator = PACKAGE.raw(f"indicators/{spec.indicator}.yaml")
    numeric = spec.rule not in {"trend", "milestone"}
    base = spec.baseline
    return Target(
        code=spec.code,
        rule=spec.rule,
        starts=STARTS,
        ends=ENDS,
        comparator=spec.comparator or ">=",
        threshold=tuple(Fraction(end) for end in spec.threshold or ()) if numeric else (),
        stage=(spec.threshold or ("",))[0] if spec.rule == "milestone" else "",
        stages=tuple(stage["code"] for stage in indicator.get("stages", [])),
        reading=spec.reading,
        every=every,
        direction=indicator["direction"],
        unit=indicator["unit"],
        decimals=int(indicator["decimals"]),
        baseline=Baseline(Period.parse(base.period), _number(base.value)) if base else None,
        path={Period.parse(period): Fraction(value) for period, value in spec.path.items()},
        classes=tuple(spec.classes),
        flags=tuple(spec.flags),
        ended_on=spec.ended_on,
        scored=spec.scored,
        flow=indicator["kind"] == "count_events",
    )


def _point(target: Target, period: str, figure: FigureSpec, class_code: str = "") -> Point:
    when = Period.parse(period)
    if target.rule == "milestone":
        return Point(when, reached=str(figure.value), class_code=class_code, stage=figure.stage)
    if figure.part is not None and figure.whole is not None:
        return Point.of_share(
            when,
            Fraction(figure.part),
            Fraction(figure.whole),
            class_code=class_code,
            stage=figure.stage,
            sample=figure.sample,
            population=figure.population,
        )
    return Point(
        when,
        _number(figure.value),
        class_code=class_code,
        stage=figure.stage,
        low=_number(figure.low),
        high=_number(figure.high),
        sample=figure.sample,
        population=figure.population,
    )


def _judged(case: CaseSpec) -> Verdict:
    spec = TARGETS[case.target].read_with(case.readings)
    target = _target(spec, case.every or spec.every)
    period = case.period or target.last.code
    points = [_point(target, when, figure) for when, figure in case.figures.items()]
    points += [_point(target, period, figure, code) for code, figure in case.classes.items()]
    points += [_point(target, period, case.figure)] if case.figure else []
    return judge(target, points, case.on or ENDS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_case_comes_out_as_expected(case: CaseSpec) -> None:
    verdict = _judged(case)

    assert verdict.word == case.expect, verdict.reason
    if case.flags is not None:
        assert list(verdict.flags) == case.flags


def test_every_file_of_cases_could_be_read() -> None:
    assert PLAN.problems == []
    assert len(CASES) > 150


def test_every_target_has_a_case_that_meets_it_and_one_that_does_not() -> None:
    expected = {code: {case.expect for case in CASES if case.target == code} for code in TARGETS}
    assert {code for code, words in expected.items() if not {"met", "not_met"} <= words} == set()


def test_every_verdict_occurs() -> None:
    words = {"met", "not_met", "on_course", "behind", "cannot_tell", "no_data", "not_due"}
    assert {case.expect for case in CASES} == words


def test_every_reading_that_a_case_names_exists() -> None:
    for case in CASES:
        questions = {question.code: question for question in TARGETS[case.target].questions}
        for question, reading in case.readings.items():
            assert question in questions, case.name
            assert questions[question].reading(reading) is not None, case.name


def test_a_target_without_decision_on_its_flag_is_not_scored() -> None:
    """Forest cover and famous trademarks wait for the leading group; neither counts as 0."""
    for code in ("v5", "b3"):
        case = next(case for case in CASES if case.target == code and case.expect == "not_met" and case.on is None)
        assert not _judged(case).scored

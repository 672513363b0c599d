"""Worked cases run through judging: what an official expects is what the engine says, before a package is adopted."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from zhiheng.judgement.judge import judge
from zhiheng.judgement.kinds import FLOWS, is_sample, per_whole
from zhiheng.judgement.shapes import Baseline, Point, Target, Verdict
from zhiheng.packages.lines import Row, Table
from zhiheng.packages.problems import Problem
from zhiheng.packages.schema import WRITTEN_NUMBER
from zhiheng.packages.words import Words, listed, quoted
from zhiheng.periods import Period, PeriodError
from zhiheng.plan.package import CaseSpec, FigureSpec, PlanPackage, PlanSpec, TargetSpec


class CannotRunError(ValueError):
    """A case that cannot be judged as written; says what is allowed."""

    def __init__(self, found: Words, allowed: Words, key: str = "figure") -> None:
        super().__init__(found.en)
        self.found, self.allowed, self.key = found, allowed, key


def check(plan: PlanPackage) -> Iterator[Problem]:
    """Every case whose verdict or flags differ from what it expects, or that cannot be judged."""
    if plan.plan is None:
        return
    for case in (case for entries in plan.cases.values() for case in entries):
        target = plan.targets.get(case.target)
        if target is None:
            continue  # told as a reference that does not resolve
        try:
            verdict = run(plan, plan.plan, case, target)
        except CannotRunError as cannot:
            yield Problem("case_cannot_run", case.at(cannot.key), case.name, cannot.found, cannot.allowed)
        else:
            yield from _differs(case, verdict)


def _differs(case: CaseSpec, verdict: Verdict) -> Iterator[Problem]:
    if verdict.word != case.expect:
        found = Words(f"预期 {case.expect}", f"expected {case.expect}")
        said = Words(
            f"按目标判定为 {verdict.word}（{verdict.reason.code}）",
            f"the target gives {verdict.word} ({verdict.reason.code})",
        )
        yield Problem("case_differs", case.at("expect"), case.name, found, said)
    elif case.flags is not None and set(case.flags) != set(verdict.flags):
        found = Words(f"预期标记 {'、'.join(case.flags) or '无'}", f"expected flags {', '.join(case.flags) or 'none'}")
        said = listed(sorted(verdict.flags)) if verdict.flags else Words("没有标记", "no flags")
        yield Problem("case_differs", case.at("flags"), case.name, found, said)


def run(plan: PlanPackage, document: PlanSpec, case: CaseSpec, target: TargetSpec) -> Verdict:
    """The verdict of a case.

    Raises:
        CannotRunError: when figures, periods or readings do not fit the target.
    """
    read = target.read_with(_readings(case, target))
    raw = plan.package.raw(f"indicators/{read.indicator}.yaml")
    indicator = raw if isinstance(raw, Table) else Table(target.at())
    judged = demanded(document, read, indicator, case.place, case.every)
    on = case.on or document.until
    per = per_whole(str(indicator.get("kind")), judged.unit)
    return judge(judged, list(_points(case, judged, document, per)), on)


def _readings(case: CaseSpec, target: TargetSpec) -> dict[str, str]:
    known = {question.code: question for question in target.questions}
    for question, reading in case.readings.items():
        if question not in known or known[question].reading(reading) is None:
            options = [f"{one.code}: {reading.code}" for one in target.questions for reading in one.readings]
            raise CannotRunError(
                quoted(f"{question}: {reading}"),
                listed(options) if options else Words("（没有读法）", "(no readings)"),
                "readings",
            )
    return dict(case.readings)


def demanded(
    document: PlanSpec, target: TargetSpec, indicator: Mapping[str, object], place: str | None, every: str | None = None
) -> Target:
    """What judging is asked: the target in the engine's words, for the whole or for one place.

    Raises:
        CannotRunError: when the target is not complete.
    """
    own = target.places.get(place or "")
    threshold = (own and own.threshold) or target.threshold or ()
    path = (own and own.path) or target.path
    baseline = (own and own.baseline) or target.baseline
    milestone = target.rule == "milestone"
    first = document.first_month
    try:
        return Target(
            code=target.code, rule=target.rule, starts=document.from_, ends=document.until,  # type: ignore[arg-type]
            comparator=(own and own.comparator) or target.comparator or ">=",
            threshold=() if milestone else tuple(Fraction(end) for end in threshold),
            stage=threshold[0] if milestone and threshold else "", stages=_stages(indicator),
            reading=target.reading, every=every or target.every, first_month=first,  # type: ignore[arg-type]
            direction=_direction(target, indicator), unit=str(indicator.get("unit") or ""),
            baseline=None if baseline is None else Baseline(
                Period.parse(baseline.period, first), None if baseline.value is None else Fraction(baseline.value)
            ),
            path={Period.parse(code, first): Fraction(value) for code, value in path.items()},
            classes=tuple(target.classes), flags=tuple(target.flags), ended_on=target.ended_on, scored=target.scored,
            flow=str(indicator.get("kind")) in FLOWS,
            sampled=is_sample(str(indicator.get("kind")), str(indicator.get("register") or "")),
        )  # fmt: skip
    except ValueError as error:
        raise CannotRunError(
            quoted(target.code), Words(f"完整的目标（{error}）", f"a complete target ({error})"), "target"
        ) from None


def _stages(indicator: Mapping[str, object]) -> tuple[str, ...]:
    rows = indicator.get("stages")
    return tuple(str(row.get("code")) for row in rows if isinstance(row, Table)) if isinstance(rows, Row) else ()


def _direction(target: TargetSpec, indicator: Mapping[str, object]) -> str:
    """A trend's own comparator says where it goes; else the indicator does."""
    if target.rule == "trend" and target.comparator is not None:
        return "up" if target.comparator.startswith(">") else "down"
    return str(indicator.get("direction") or "up")


def _points(case: CaseSpec, target: Target, document: PlanSpec, per: int) -> Iterator[Point]:
    last = _period(case.period, document, "period") if case.period else target.last
    if case.figure is not None:
        classes = target.classes or ("",)
        yield from (_point(case.figure, last, target, code, per) for code in classes)
    for code, figure in case.classes.items():
        if code not in target.classes:
            raise CannotRunError(
                quoted(code),
                listed(list(target.classes)) if target.classes else Words("（没有类别）", "(no classes)"),
                "classes",
            )
        yield _point(figure, last, target, code, per)
    for period, figure in case.figures.items():
        yield _point(figure, _period(period, document, "figures"), target, "", per)


def _period(code: str, document: PlanSpec, key: str) -> Period:
    try:
        return Period.parse(code, document.first_month)
    except PeriodError:
        raise CannotRunError(quoted(code), Words("时段", "a period"), key) from None


def _point(figure: FigureSpec, period: Period, target: Target, class_code: str, per: int) -> Point:
    reached, value = "", None
    part = None if figure.part is None else Fraction(figure.part)
    whole = None if figure.whole is None else Fraction(figure.whole)
    if target.rule == "milestone":
        reached = figure.value or ""
        if reached not in target.stages:
            raise CannotRunError(quoted(reached), listed(list(target.stages)))
    elif figure.value is not None:
        if not WRITTEN_NUMBER.fullmatch(figure.value):
            raise CannotRunError(quoted(figure.value), Words("数字", "a number"))
        value = Fraction(figure.value)
    elif part is not None and whole:
        value = per * part / whole
    return Point(
        period, value, part, whole, reached, class_code, figure.stage,
        None if figure.low is None else Fraction(figure.low), None if figure.high is None else Fraction(figure.high),
        figure.sample, figure.population,
    )  # fmt: skip

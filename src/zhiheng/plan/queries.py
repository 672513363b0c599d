"""Reads of adopted plans that pages, the command line and rooms above share.

Every read takes the actor. `as_of` (an instant) asks what was known then: the version in force, decisions and yearly
values recorded by it. `on` (a day) asks who answered on that day. Without a plan's code the default plan is read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhiheng.accounts.rights import Actor, require
from zhiheng.bodies import queries as bodies
from zhiheng.journal.refusal import Refused
from zhiheng.plan import above, messages
from zhiheng.plan.adopting import rows_of
from zhiheng.plan.differences import Difference, between, of_rows
from zhiheng.plan.models import (
    Clause,
    Decision,
    Duty,
    DutyHolder,
    Incentive,
    IndicatorClass,
    Node,
    Plan,
    Question,
    SourceText,
    Span,
    Target,
    TargetValue,
    Task,
    Version,
)
from zhiheng.plan.shapes import (
    Baseline,
    ClauseView,
    DecisionView,
    DutyView,
    HolderView,
    IncentiveView,
    Mark,
    NodeView,
    PlaceAim,
    PlanView,
    QuestionView,
    ReadingView,
    Said,
    TargetView,
    TaskView,
)

# plans


def plans(actor: Actor, *, as_of: datetime | None = None) -> list[PlanView]:
    """Every adopted plan at its last version, the default one first. Two queries."""
    require(actor, "see")
    latest: dict[str, Version] = {}
    for version in Version.objects.known_at(as_of).select_related("plan").order_by("number"):
        latest[version.plan.code] = version
    texts = set(SourceText.objects.known_at(as_of).values_list("version_id", flat=True))
    shown = [_plan_view(version, version.pk in texts) for version in latest.values()]
    return sorted(shown, key=lambda view: (not view.default, view.code))


def plan(
    actor: Actor, code: str | None = None, *, version: int | None = None, as_of: datetime | None = None
) -> PlanView:
    """One plan (None: the default one), at a version (None: the last one known).

    Raises:
        Refused: `plan.none_yet`, `plan.no_plan`.
    """
    require(actor, "see")
    found = _version(code, version, as_of)
    return _plan_view(found, SourceText.objects.known_at(as_of).filter(version=found).exists())


def versions(actor: Actor, code: str | None = None) -> list[PlanView]:
    """All versions of a plan, newest first."""
    require(actor, "see")
    last = _version(code, None, None)
    rows = Version.objects.select_related("plan").filter(plan=last.plan).order_by("-number")
    texts = set(SourceText.objects.filter(version__plan=last.plan).values_list("version_id", flat=True))
    return [_plan_view(row, row.pk in texts) for row in rows]


def differences(actor: Actor, code: str, old: int, new: int) -> list[Difference]:
    """What the newer of two adopted versions says otherwise; empty when they are the same one. Twenty queries.

    Raises:
        Refused: `plan.no_plan`, also for a number that was never adopted.
    """
    require(actor, "see")
    if old == new:
        return []
    before, after = (of_rows(rows_of(_version(code, number, None))) for number in (old, new))
    return between(before, after)


def _version(code: str | None, number: int | None, as_of: datetime | None) -> Version:
    rows = Version.objects.known_at(as_of).select_related("plan").order_by("-number")
    rows = rows.filter(plan__default=True) if code is None else rows.filter(plan__code=code)
    if number is not None:
        rows = rows.filter(number=number)
    found: Version | None = rows.first()
    if found is not None:
        return found
    known = list(Plan.objects.order_by("code").values_list("code", flat=True))
    if not known:
        raise Refused("plan.none_yet", messages.NO_PLAN_YET)
    raise Refused("plan.no_plan", messages.NO_PLAN, plan=code or "", known="、".join(known))


def _plan_view(row: Version, has_text: bool) -> PlanView:
    return PlanView(
        row.plan.code, row.number, row.title, row.short, row.region, row.valid_from, row.valid_to, row.first_month,
        tuple(row.languages), row.document, tuple(row.sources), row.cut_from, row.above, row.digest, row.recorded_at,
        row.plan.default, has_text,
    )  # fmt: skip


# targets


def targets(
    actor: Actor, *, plan: str | None = None, version: int | None = None, as_of: datetime | None = None
) -> list[TargetView]:
    """All targets of a plan in order of the text, as they are read. Seven queries, whatever their number."""
    require(actor, "see")
    return _targets(actor, _version(plan, version, as_of), as_of)


def target(actor: Actor, code: str, *, plan: str | None = None, as_of: datetime | None = None) -> TargetView:
    """One target.

    Raises:
        Refused: `plan.no_target`.
    """
    require(actor, "see")
    found = _version(plan, None, as_of)
    views = _targets(actor, found, as_of, code)
    if not views:
        raise Refused("plan.no_target", messages.NO_TARGET, plan=found.plan.code, target=code)
    return views[0]


def _targets(actor: Actor, version: Version, as_of: datetime | None, code: str | None = None) -> list[TargetView]:
    rows = Target.objects.filter(version=version).select_related("clause", "duty").order_by("position")
    rows = rows if code is None else rows.filter(code=code)
    decisions = _decisions(version.plan, as_of, code)
    questions = _questions(version, code, decisions)
    values = _values(actor, version, as_of, code)
    classes = _class_names(version)
    return [_target_view(version, row, questions[row.code], values[row.code], classes) for row in rows]


def _class_names(version: Version) -> dict[str, dict[str, Said]]:
    """Indicator → class → its name by language."""
    found: dict[str, dict[str, Said]] = defaultdict(dict)
    rows = IndicatorClass.objects.filter(version=version).order_by("position")
    for indicator, code, name in rows.values_list("indicator", "code", "name"):
        found[indicator][code] = name
    return found


def class_names(actor: Actor, *, plan: str | None = None, as_of: datetime | None = None) -> dict[str, dict[str, Said]]:
    """Indicator → class → its name by language, as the plan's package writes them."""
    require(actor, "see")
    return _class_names(_version(plan, None, as_of))


def _decisions(plan: Plan, as_of: datetime | None, code: str | None) -> dict[tuple[str, str], list[DecisionView]]:
    rows = Decision.objects.known_at(as_of).filter(plan=plan).order_by("number")
    found: dict[tuple[str, str], list[DecisionView]] = defaultdict(list)
    for row in rows if code is None else rows.filter(target=code):
        found[row.target, row.question].append(
            DecisionView(
                row.number, row.reading, row.replaced, row.decided_on, row.decided_by, row.reason, row.document,
                row.recorded_at, row.recorded_by, str(row.act),
            )
        )  # fmt: skip
    return found


def _questions(
    version: Version, code: str | None, decisions: Mapping[tuple[str, str], list[DecisionView]]
) -> dict[str, list[QuestionView]]:
    rows = Question.objects.filter(target__version=version).select_related("target").order_by("position")
    found: dict[str, list[QuestionView]] = defaultdict(list)
    for row in rows if code is None else rows.filter(target__code=code):
        found[row.target.code].append(_question_view(row, decisions.get((row.target.code, row.code), [])))
    return found


def _question_view(row: Question, decisions: list[DecisionView]) -> QuestionView:
    readings = tuple(ReadingView(one["code"], one["text"], one["set"], one["note"]) for one in row.readings)
    codes = {one.code for one in readings}
    # A later version may have dropped the reading that was decided for; then the package's choice stands again.
    standing = [one.reading for one in decisions if one.reading in codes]
    return QuestionView(
        row.code, row.text, readings, row.chosen, standing[-1] if standing else row.chosen, tuple(decisions)
    )


def _values(
    actor: Actor, version: Version, as_of: datetime | None, code: str | None
) -> dict[str, dict[str, dict[int, Decimal]]]:
    """target → place → year → value, the last recorded ones, in places that the actor may read."""
    rows = TargetValue.objects.known_at(as_of).filter(plan=version.plan).order_by("number")
    found: dict[str, dict[str, dict[int, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows if code is None else rows.filter(target=code):
        if actor.places is None or row.place in actor.places or row.place == version.region:
            years = found[row.target][row.place]
            if row.value is None:
                years.pop(row.year, None)
            else:
                years[row.year] = row.value
    return found


def _target_view(
    version: Version,
    row: Target,
    questions: Iterable[QuestionView],
    values: Mapping[str, Mapping[int, Decimal]],
    classes: Mapping[str, Mapping[str, Said]],
) -> TargetView:
    content = dict(row.content)
    asked = tuple(questions)
    for question in asked:
        content |= question.reading.changes
    milestone = content["rule"] == "milestone"
    threshold = None if milestone else _numbers(content["threshold"])
    path = _path(content["path"]) | {str(year): value for year, value in values.get(version.region, {}).items()}
    return TargetView(
        plan=version.plan.code, version=version.number, code=row.code, position=row.position, clause=row.clause.code,
        duty=row.duty.code if row.duty else None, indicator=content["indicator"], name=row.name, rule=content["rule"],
        comparator=content["comparator"], threshold=threshold,
        stage=content["threshold"][0] if milestone and content["threshold"] else None,
        reading=content["reading"], every=content["every"], weight=Decimal(content["weight"]),
        baseline=_baseline(content["baseline"]), path=path,
        places=_aims(version, content, threshold, values), classes=tuple(content["classes"] or ()),
        flags=tuple(content["flags"] or ()), ended_on=_day(content["ended_on"]), scored=content["scored"] is not False,
        region=version.region, valid_from=version.valid_from, valid_to=version.valid_to,
        first_month=version.first_month, notes=tuple(row.notes), questions=asked, above=row.above,
        class_names=classes.get(content["indicator"], {}),
    )  # fmt: skip


def _aims(
    version: Version,
    content: Mapping[str, Any],
    threshold: tuple[Decimal, ...] | None,
    values: Mapping[str, Mapping[int, Decimal]],
) -> dict[str, PlaceAim]:
    """What each place with values of its own has to reach. A recorded value of the last year is the place's threshold."""
    last = version.valid_to.year - (1 if version.valid_to.month == version.valid_to.day == 1 else 0)
    aims = {}
    for place in {**content["places"], **values}:
        if place == version.region:
            continue
        own = content["places"].get(place, {})
        years = dict(values.get(place, {}))
        ends = _numbers(own.get("threshold")) or threshold
        if last in years:
            ends = (years[last],)
        path = _path(own.get("path") or {}) | {str(year): value for year, value in years.items()}
        aims[place] = PlaceAim(
            place, ends, own.get("comparator") or content["comparator"],
            _baseline(own.get("baseline")) or _baseline(content["baseline"]), path, own=True,
        )  # fmt: skip
    return aims


def _numbers(threshold: list[str] | None) -> tuple[Decimal, ...] | None:
    return tuple(Decimal(end) for end in threshold) if threshold else None


def _path(path: Mapping[str, str]) -> dict[str, Decimal]:
    return {period: Decimal(value) for period, value in path.items()}


def _baseline(content: Mapping[str, Any] | None) -> Baseline | None:
    if not content:
        return None
    value = content["value"]
    return Baseline(
        content["period"], None if value is None else Decimal(value), content["mark"] or "", content["source"] or "",
        content["note"],
    )  # fmt: skip


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def value_history(actor: Actor, target: str, *, plan: str | None = None) -> list[TargetValue]:
    """Every yearly value ever recorded for a target, newest first, in places that the actor may read."""
    require(actor, "see")
    rows = TargetValue.objects.filter(plan=_version(plan, None, None).plan, target=target).order_by(
        "-recorded_at", "-pk"
    )
    return [row for row in rows if actor.places is None or row.place in actor.places]


def against_above(
    actor: Actor, *, plan: str | None = None, as_of: datetime | None = None, stages: above.Stages | None = None
) -> list[above.Compared]:
    """What a plan made of the plan above it, target by target; empty where none is named or adopted.

    Args:
        stages: indicator → codes of its stages in order, so that milestones can be ordered (figures know them).
    """
    require(actor, "see")
    lower = _version(plan, None, as_of)
    if not lower.above or not Version.objects.known_at(as_of).filter(plan__code=lower.above).exists():
        return []
    upper = _version(lower.above, None, as_of)
    asked = [[_asked(view) for view in _targets(actor, version, as_of)] for version in (lower, upper)]
    return above.compare(asked[0], asked[1], stages or {})


def _asked(view: TargetView) -> above.Asked:
    numbers = tuple(format(end, "f") for end in view.threshold) if view.threshold else None
    threshold = (view.stage,) if view.stage else numbers
    return above.Asked(view.code, view.indicator, view.rule, view.comparator, threshold, view.above or None)


# duties


def duties(
    actor: Actor,
    on: date,
    *,
    plan: str | None = None,
    version: int | None = None,
    as_of: datetime | None = None,
) -> list[DutyView]:
    """All duties in order of the text, with the bodies as written and those that answer on a day. Nine queries."""
    require(actor, "see")
    found = _version(plan, version, as_of)
    code = found.plan.code
    then, now = bodies.bodies(found.valid_from, code), bodies.bodies(on, code)
    rows = Duty.objects.filter(version=found).select_related("clause").order_by("position")
    holders: dict[int, list[DutyHolder]] = defaultdict(list)
    for holder in DutyHolder.objects.filter(duty__version=found).order_by("position"):
        holders[holder.duty_id].append(holder)
    return [
        DutyView(
            row.code, row.clause.code, row.what, row.joint, row.open_ended,
            tuple(_holder_view(row, holder, then, now) for holder in holders[row.pk]), row.note,
        )
        for row in rows
    ]  # fmt: skip


def _holder_view(duty: Duty, row: DutyHolder, then: bodies.Bodies, now: bodies.Bodies) -> HolderView:
    written = row.carried + row.written
    if row.body not in now:
        return HolderView(row.role, row.body, written, {}, row.body, {}, None, True, row.target, row.task)
    # A succession may move a single target; where the bracket names one, it is followed, else the duty.
    answers = now.holder(row.body, row.target or duty.code)
    label_then = then[row.body].label
    label_now = answers.body.label
    return HolderView(
        row.role, row.body, written, label_then.name if label_then else {}, answers.body.code,
        label_now.name if label_now else {}, answers.steps[-1].on if answers.steps else None, answers.ended,
        row.target, row.task,
    )  # fmt: skip


def duties_of(actor: Actor, body: str, on: date, *, plan: str | None = None) -> list[tuple[DutyView, HolderView]]:
    """What a body answers for on a day, with its role in each."""
    return [
        (duty, holder)
        for duty in duties(actor, on, plan=plan)
        for holder in duty.holders
        if holder.now_body == body and not holder.ended
    ]


# the document


def clauses(
    actor: Actor, *, plan: str | None = None, version: int | None = None, as_of: datetime | None = None
) -> list[ClauseView]:
    """The whole document as a tree in order, with what hangs on each clause. Eight queries."""
    require(actor, "see")
    found = _version(plan, version, as_of)
    text = _text(found, as_of)
    spans = _spans(text, "clause")
    hanging = {kind: _codes_by_clause(model, found) for kind, model in _HANGING.items()}
    rows = Clause.objects.filter(version=found).order_by("position")
    return [_clause_view(row, hanging, text, spans.get(row.code)) for row in rows]


def _clause_view(
    row: Clause,
    hanging: Mapping[str, Mapping[str, list[str]]],
    text: SourceText | None,
    span: tuple[int, int] | None,
) -> ClauseView:
    return ClauseView(
        code=row.code, position=row.position, printed=row.printed, level=row.level, parent=row.parent,
        title=row.title, statement=row.statement, qualitative=row.qualitative, numbers=tuple(row.numbers),
        note=row.note, duties=tuple(hanging["duties"].get(row.code, ())),
        targets=tuple(hanging["targets"].get(row.code, ())), tasks=tuple(hanging["tasks"].get(row.code, ())),
        incentives=tuple(hanging["incentives"].get(row.code, ())), span=span,
        text=text.text[slice(*span)] if text and span else "", differs=text is not None and row.code in text.differs,
    )  # fmt: skip


_HANGING: dict[str, Any] = {"duties": Duty, "targets": Target, "tasks": Task, "incentives": Incentive}


def _codes_by_clause(model: Any, version: Version) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    rows = model.objects.filter(version=version).order_by("position").values_list("clause__code", "code")
    for clause, code in rows:
        found[clause].append(code)
    return found


def clause(actor: Actor, code: str, *, plan: str | None = None, as_of: datetime | None = None) -> ClauseView:
    """One clause.

    Raises:
        Refused: `plan.no_clause`.
    """
    for one in clauses(actor, plan=plan, as_of=as_of):
        if one.code == code:
            return one
    raise Refused("plan.no_clause", messages.NO_CLAUSE, plan=plan or "", clause=code)


def marks(actor: Actor, *, plan: str | None = None, as_of: datetime | None = None) -> dict[str, list[Mark]]:
    """Clause → the phrases of its text that belong to targets and duties, in order. Empty without an attached text."""
    require(actor, "see")
    found = _version(plan, None, as_of)
    text = _text(found, as_of)
    if text is None:
        return {}
    clause_spans = _spans(text, "clause")
    marked: dict[str, list[Mark]] = defaultdict(list)
    for kind, model in (("target", Target), ("duty", Duty)):
        spans = _spans(text, kind)
        for clause, code in model.objects.filter(version=found).values_list("clause__code", "code"):
            if code in spans and clause in clause_spans:
                start, end = spans[code]
                first = clause_spans[clause][0]
                marked[clause].append(Mark(kind, code, start - first, end - first))
    return {clause: sorted(phrases, key=lambda one: one.start) for clause, phrases in marked.items()}


def _text(version: Version, as_of: datetime | None) -> SourceText | None:
    found: SourceText | None = (
        SourceText.objects.known_at(as_of).filter(version=version).order_by("-recorded_at", "-pk").first()
    )
    return found


def _spans(text: SourceText | None, kind: str) -> dict[str, tuple[int, int]]:
    if text is None:
        return {}
    rows = Span.objects.filter(text=text, kind=kind).values_list("code", "start", "end")
    return {code: (start, end) for code, start, end in rows}


# tasks and incentives


def tasks(
    actor: Actor, *, plan: str | None = None, version: int | None = None, as_of: datetime | None = None
) -> list[TaskView]:
    """All tasks with their nodes, in order of the text. Three queries."""
    require(actor, "see")
    found = _version(plan, version, as_of)
    nodes: dict[int, list[NodeView]] = defaultdict(list)
    for node in Node.objects.filter(task__version=found).order_by("position"):
        view = NodeView(node.code, node.name, node.due, node.evidence, node.mark, node.source, node.note)
        nodes[node.task_id].append(view)
    rows = Task.objects.filter(version=found).select_related("clause", "duty").order_by("position")
    return [
        TaskView(
            row.code, row.position, row.clause.code, row.duty.code if row.duty else None, row.title, row.statement,
            tuple(row.targets), tuple(nodes[row.pk]), row.note,
        )
        for row in rows
    ]  # fmt: skip


def task(actor: Actor, code: str, *, plan: str | None = None, as_of: datetime | None = None) -> TaskView:
    """One task.

    Raises:
        Refused: `plan.no_task`.
    """
    for one in tasks(actor, plan=plan, as_of=as_of):
        if one.code == code:
            return one
    raise Refused("plan.no_task", messages.NO_TASK, plan=plan or "", task=code)


def incentives(
    actor: Actor, *, plan: str | None = None, version: int | None = None, as_of: datetime | None = None
) -> list[IncentiveView]:
    """All rewards that the text promises, in order. Two queries."""
    require(actor, "see")
    found = _version(plan, version, as_of)
    rows = Incentive.objects.filter(version=found).select_related("clause", "duty").order_by("position")
    return [
        IncentiveView(
            row.code, row.clause.code, row.duty.code if row.duty else None, row.purpose, row.amount_fen, row.per,
            row.condition, tuple(row.once_by), row.note,
        )
        for row in rows
    ]  # fmt: skip

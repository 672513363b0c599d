"""A version's rows: built from a package without a database, and written by the plan's own part of `adopt`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from zhiheng.journal.acts import Act
from zhiheng.packages.reading import Package
from zhiheng.plan import rows
from zhiheng.plan.models import (
    Clause,
    Duty,
    DutyHolder,
    Incentive,
    IndicatorClass,
    Node,
    Plan,
    Question,
    Target,
    Task,
    Version,
)
from zhiheng.plan.package import ClauseSpec, DutySpec, PlanPackage, PlanSpec, TargetSpec, TaskSpec, read_plan


def adopt(package: Package, opened: Act) -> None:
    """Write the version and all its rows. The package has been checked; about fifteen statements."""
    plan = read_plan(package)
    assert plan.plan is not None, "an unchecked package"
    first = not Plan.objects.filter(default=True).exists()
    row, _ = Plan.objects.get_or_create(code=plan.plan.code, defaults={"default": first})
    built = build(plan, row)
    built.version.recorded_at, built.version.act = opened.at, opened.id
    built.version.save(force_insert=True)
    for rows_of_a_kind in built.in_order():
        if rows_of_a_kind:
            type(rows_of_a_kind[0]).objects.bulk_create(rows_of_a_kind, batch_size=200)
    for register, record, told in built.told():
        opened.changed(register, record, None, told)


@dataclass
class Built:
    """All rows of one version, unsaved, in the order in which they are written."""

    version: Version
    clauses: list[Clause] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    holders: list[DutyHolder] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    incentives: list[Incentive] = field(default_factory=list)
    classes: list[IndicatorClass] = field(default_factory=list)

    def in_order(self) -> list[list[Any]]:
        """Each kind after those that it refers to."""
        return [
            self.clauses, self.duties, self.holders, self.targets, self.questions, self.tasks, self.nodes, self.incentives,
            self.classes,
        ]  # fmt: skip

    def told(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """(register, record, values) of every row, for the journal and for differences."""
        name = f"{self.version.plan.code}/{self.version.number}"
        yield "plan.version", name, values(self.version)
        for kind in self.in_order():
            for row in kind:
                yield f"plan.{row._meta.model_name}", f"{name}/{_path(row)}", values(row)


def _path(row: Any) -> str:
    """How a record is named within its version: p1, p1/when, 1.1-a/2."""
    if isinstance(row, DutyHolder):
        return f"{row.duty.code}/{row.position}"
    if isinstance(row, Question):
        return f"{row.target.code}/{row.code}"
    if isinstance(row, IndicatorClass):
        return f"{row.indicator}/{row.code}"
    return f"{row.task.code}/{row.code}" if isinstance(row, Node) else str(row.code)


def rows_of(version: Version) -> Built:
    """The rows of an adopted version, read back. Ten queries."""
    of = {"version": version}
    return Built(
        version,
        list(Clause.objects.filter(**of).order_by("position")),
        list(Duty.objects.filter(**of).select_related("clause").order_by("position")),
        list(
            DutyHolder.objects.filter(duty__version=version)
            .select_related("duty")
            .order_by("duty__position", "position")
        ),
        list(Target.objects.filter(**of).select_related("clause", "duty").order_by("position")),
        list(
            Question.objects.filter(target__version=version)
            .select_related("target")
            .order_by("target__position", "position")
        ),
        list(Task.objects.filter(**of).select_related("clause", "duty").order_by("position")),
        list(Node.objects.filter(task__version=version).select_related("task").order_by("task__position", "position")),
        list(Incentive.objects.filter(**of).select_related("clause", "duty").order_by("position")),
        list(IndicatorClass.objects.filter(**of).order_by("position")),
    )


def build(plan: PlanPackage, row: Plan) -> Built:
    """The rows that a package would become. The package's `plan.yaml` must be readable."""
    assert plan.plan is not None, "an unchecked package"
    builder = _Builder(Built(_version(plan.plan, plan, row)))
    for build_part in (
        builder.clauses,
        builder.duties,
        builder.targets,
        builder.tasks,
        builder.incentives,
        builder.classes,
    ):
        build_part(plan)
    return builder.built


def _version(spec: PlanSpec, plan: PlanPackage, row: Plan) -> Version:
    return Version(
        plan=row, number=spec.version, digest=plan.package.digest, title=rows.names(spec.title),
        short=rows.names(spec.short), region=spec.region, valid_from=spec.from_, valid_to=spec.until,
        first_month=spec.first_month, languages=list(spec.languages), document=_document(spec),
        cut_from=spec.cut_from or "", above=spec.above or "", sources=[_source(source) for source in plan.sources],
        spans=rows.spans(plan.spans),
    )  # fmt: skip


def _document(spec: PlanSpec) -> dict[str, Any]:
    paper = spec.document
    return {
        "number": paper.number,
        "title": rows.names(paper.title),
        "issuer": rows.names(paper.issuer),
        "issued_on": rows.plain(paper.issued_on),
        "address": paper.address,
        "note": rows.names(paper.note),
    }


def _source(source: Any) -> dict[str, Any]:
    return {"key": source.key, "title": rows.names(source.title), "note": rows.names(source.note)}


_NOT_TOLD = {"id", "recorded_at", "recorded_by", "act"}


def values(row: Any) -> dict[str, Any]:
    """A row's columns, as the journal digests them: codes instead of row numbers, and what the entry says left out."""
    told: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        value = getattr(row, column.name)
        if column.is_relation:
            told |= {column.name: None if value is None else value.code} if column.name != "version" else {}
        elif column.name not in _NOT_TOLD:
            told[column.name] = value
    return told


class _Builder:
    """Makes the rows of one version, kind after kind."""

    def __init__(self, built: Built) -> None:
        self.built, self.version = built, built.version
        self.clause: dict[str, Clause] = {}
        self.duty: dict[str, Duty] = {}

    def clauses(self, plan: PlanPackage) -> None:
        self.built.clauses = [self._clause(position, spec) for position, spec in rows.ordered(plan.clauses.entries)]
        self.clause = {row.code: row for row in self.built.clauses}

    def _clause(self, position: int, spec: ClauseSpec) -> Clause:
        numbers = [
            {"found": one.found, "reason": one.reason, "see": one.see, "note": rows.names(one.note)}
            for one in spec.numbers
        ]
        return Clause(
            version=self.version, code=spec.code, position=position, printed=spec.printed or "", level=spec.level,
            parent=spec.parent or "", title=rows.names(spec.title), statement=rows.names(spec.statement),
            qualitative=spec.qualitative, numbers=numbers, note=rows.names(spec.note),
        )  # fmt: skip

    def duties(self, plan: PlanPackage) -> None:
        for position, (clause, spec) in rows.ordered(list(plan.duties())):
            duty = Duty(
                version=self.version, code=spec.code, position=position, clause=self.clause[clause.code],
                what=rows.names(spec.what), joint=spec.joint, open_ended=spec.open_ended, note=rows.names(spec.note),
            )  # fmt: skip
            self.duty[duty.code] = duty
            self.built.duties.append(duty)
            self.built.holders += self._holders(duty, spec)

    def _holders(self, duty: Duty, spec: DutySpec) -> list[DutyHolder]:
        return [
            DutyHolder(
                duty=duty, position=position, role=role, body=holder.body, written=holder.as_,
                carried=holder.carried or "", target=(exception and exception.target) or "",
                task=(exception and exception.task) or "",
            )
            for position, (role, holder, exception) in rows.ordered(spec.holders())
        ]  # fmt: skip

    def targets(self, plan: PlanPackage) -> None:
        for position, spec in rows.ordered(plan.targets.entries):
            target = self._target(position, spec)
            self.built.targets.append(target)
            self.built.questions += [
                Question(
                    target=target, code=one.code, position=number, text=rows.names(one.text), chosen=one.chosen,
                    readings=rows.readings(one), note=rows.names(one.note),
                )
                for number, one in rows.ordered(spec.questions)
            ]  # fmt: skip

    def _target(self, position: int, spec: TargetSpec) -> Target:
        notes = [
            {"code": note.code, "text": rows.names(note.text), "defect": note.defect, "mark": note.mark, "source": note.source}
            for note in spec.notes
        ]  # fmt: skip
        return Target(
            version=self.version, code=spec.code, position=position, clause=self.clause[spec.clause],
            duty=self.duty.get(spec.duty or ""), indicator=spec.indicator, name=rows.names(spec.name), rule=spec.rule,
            content=rows.target_content(spec), notes=notes, above=spec.above or "",
        )  # fmt: skip

    def tasks(self, plan: PlanPackage) -> None:
        for position, spec in rows.ordered(plan.tasks.entries):
            task = Task(
                version=self.version, code=spec.code, position=position, clause=self.clause[spec.clause],
                duty=self.duty.get(spec.duty or ""), title=rows.names(spec.title),
                statement=rows.names(spec.statement), targets=list(spec.targets), note=rows.names(spec.note),
            )  # fmt: skip
            self.built.tasks.append(task)
            self.built.nodes += self._nodes(task, spec)

    def _nodes(self, task: Task, spec: TaskSpec) -> list[Node]:
        return [
            Node(
                task=task, code=one.code, position=position, name=rows.names(one.name), due=one.due,
                evidence=rows.evidence(one.evidence), mark=one.mark or "", source=one.source or "",
                note=rows.names(one.note),
            )
            for position, one in rows.ordered(spec.nodes)
        ]  # fmt: skip

    def incentives(self, plan: PlanPackage) -> None:
        self.built.incentives = [
            Incentive(
                version=self.version, code=spec.code, position=position, clause=self.clause[spec.clause],
                duty=self.duty.get(spec.duty or ""), purpose=rows.names(spec.for_),
                amount_fen=rows.fen(spec.amount_yuan), per=rows.names(spec.per),
                condition=rows.names(spec.condition), once_by=list(spec.once_by), note=rows.names(spec.note),
            )
            for position, spec in rows.ordered(plan.incentives.entries)
        ]  # fmt: skip

    def classes(self, plan: PlanPackage) -> None:
        self.built.classes = [
            IndicatorClass(
                version=self.version, code=one.code, position=position, indicator=one.indicator, field=one.field,
                name=one.name,
            )
            for position, one in rows.ordered(plan.classes)
        ]  # fmt: skip

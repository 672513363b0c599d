"""Writing a version's rows: the plan's own part of `adopt`, called through the seam inside the act."""

from typing import Any

from zhiheng.journal.acts import Act
from zhiheng.packages.reading import Package
from zhiheng.plan import rows
from zhiheng.plan.models import (
    Clause,
    Duty,
    DutyHolder,
    Incentive,
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
    version = _version(plan.plan, plan, package.digest, opened)
    writer = _Writer(version, opened)
    writer.clauses(plan)
    writer.duties(plan)
    writer.targets(plan)
    writer.tasks(plan)
    writer.incentives(plan)


def _version(spec: PlanSpec, plan: PlanPackage, digest: str, opened: Act) -> Version:
    first = not Plan.objects.filter(default=True).exists()
    row, _ = Plan.objects.get_or_create(code=spec.code, defaults={"default": first})
    version = Version(
        plan=row, number=spec.version, digest=digest, title=rows.names(spec.title), short=rows.names(spec.short),
        region=spec.region, valid_from=spec.from_, valid_to=spec.until, first_month=spec.first_month,
        languages=list(spec.languages), document=_document(spec), cut_from=spec.cut_from or "",
        above=spec.above or "", sources=[_source(source) for source in plan.sources], spans=rows.spans(plan.spans),
        recorded_at=opened.at, act=opened.id,
    )  # fmt: skip
    version.save(force_insert=True)
    opened.changed("plan.version", f"{spec.code}/{spec.version}", None, values(version))
    return version


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
    told = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.name)
        if field.is_relation:
            told |= {field.name: None if value is None else value.code} if field.name != "version" else {}
        elif field.name not in _NOT_TOLD:
            told[field.name] = value
    return told


class _Writer:
    """Writes the rows of one version, each kind in one statement, and tells each row to the act."""

    def __init__(self, version: Version, opened: Act) -> None:
        self.version, self.opened = version, opened
        self.name = f"{version.plan.code}/{version.number}"
        self.clause: dict[str, Clause] = {}
        self.duty: dict[str, Duty] = {}

    def clauses(self, plan: PlanPackage) -> None:
        made = [self._clause(position, spec) for position, spec in rows.ordered(plan.clauses.entries)]
        self.clause = {row.code: row for row in self._written(Clause, made, "plan.clause")}

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
        specs = list(plan.duties())
        made = [self._duty(position, *pair) for position, pair in rows.ordered(specs)]
        self.duty = {row.code: row for row in self._written(Duty, made, "plan.duty")}
        holders = [holder for _, spec in specs for holder in self._holders(spec)]
        DutyHolder.objects.bulk_create(holders, batch_size=200)

    def _duty(self, position: int, clause: ClauseSpec, spec: DutySpec) -> Duty:
        return Duty(
            version=self.version, code=spec.code, position=position, clause=self.clause[clause.code],
            what=rows.names(spec.what), joint=spec.joint, open_ended=spec.open_ended, note=rows.names(spec.note),
        )  # fmt: skip

    def _holders(self, spec: DutySpec) -> list[DutyHolder]:
        made = [
            DutyHolder(
                duty=self.duty[spec.code], position=position, role=role, body=holder.body, written=holder.as_,
                carried=holder.carried or "", target=(exception and exception.target) or "",
                task=(exception and exception.task) or "",
            )
            for position, (role, holder, exception) in rows.ordered(spec.holders())
        ]  # fmt: skip
        told = [values(row) for row in made]
        self.opened.changed("plan.holders", f"{self.name}/{spec.code}", None, {"holders": told})
        return made

    def targets(self, plan: PlanPackage) -> None:
        specs = list(plan.targets)
        made = [self._target(position, spec) for position, spec in rows.ordered(specs)]
        found = {row.code: row for row in self._written(Target, made, "plan.target")}
        questions = [question for spec in specs for question in self._questions(found[spec.code], spec)]
        Question.objects.bulk_create(questions, batch_size=200)

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

    def _questions(self, target: Target, spec: TargetSpec) -> list[Question]:
        made = [
            Question(
                target=target, code=one.code, position=position, text=rows.names(one.text), chosen=one.chosen,
                readings=rows.readings(one), note=rows.names(one.note),
            )
            for position, one in rows.ordered(spec.questions)
        ]  # fmt: skip
        for row in made:
            self.opened.changed("plan.question", f"{self.name}/{target.code}/{row.code}", None, values(row))
        return made

    def tasks(self, plan: PlanPackage) -> None:
        specs = list(plan.tasks)
        made = [self._task(position, spec) for position, spec in rows.ordered(specs)]
        found = {row.code: row for row in self._written(Task, made, "plan.task")}
        Node.objects.bulk_create(
            [node for spec in specs for node in self._nodes(found[spec.code], spec)], batch_size=200
        )

    def _task(self, position: int, spec: TaskSpec) -> Task:
        return Task(
            version=self.version, code=spec.code, position=position, clause=self.clause[spec.clause],
            duty=self.duty.get(spec.duty or ""), title=rows.names(spec.title), statement=rows.names(spec.statement),
            targets=list(spec.targets), note=rows.names(spec.note),
        )  # fmt: skip

    def _nodes(self, task: Task, spec: TaskSpec) -> list[Node]:
        made = [
            Node(
                task=task, code=one.code, position=position, name=rows.names(one.name), due=one.due,
                evidence=rows.evidence(one.evidence), mark=one.mark or "", source=one.source or "",
                note=rows.names(one.note),
            )
            for position, one in rows.ordered(spec.nodes)
        ]  # fmt: skip
        for row in made:
            self.opened.changed("plan.node", f"{self.name}/{task.code}/{row.code}", None, values(row))
        return made

    def incentives(self, plan: PlanPackage) -> None:
        made = [
            Incentive(
                version=self.version, code=spec.code, position=position, clause=self.clause[spec.clause],
                duty=self.duty.get(spec.duty or ""), purpose=rows.names(spec.for_), amount_fen=rows.fen(spec.amount_yuan),
                per=rows.names(spec.per), condition=rows.names(spec.condition), once_by=list(spec.once_by),
                note=rows.names(spec.note),
            )
            for position, spec in rows.ordered(plan.incentives.entries)
        ]  # fmt: skip
        self._written(Incentive, made, "plan.incentive")

    def _written(self, model: Any, made: list[Any], register: str) -> list[Any]:
        """The rows with their keys, in one statement for each 200."""
        model.objects.bulk_create(made, batch_size=200)
        for row in made:
            self.opened.changed(register, f"{self.name}/{row.code}", None, values(row))
        return made

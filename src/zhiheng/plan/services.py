"""The verbs of plans: adopt a package, decide on a reading, choose the default plan. The only writers, with `dividing`."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError

from zhiheng.accounts.rights import Actor, require
from zhiheng.journal.acts import Act, act
from zhiheng.journal.clock import ZONE
from zhiheng.journal.refusal import Refused
from zhiheng.packages.problems import Problem, errors
from zhiheng.packages.reading import Package
from zhiheng.plan import messages, queries, seams
from zhiheng.plan.adopting import values
from zhiheng.plan.describing import describe
from zhiheng.plan.models import Decision, Plan, SourceText, Span, Version
from zhiheng.plan.package import PlanPackage, PlanSpec, read_plan
from zhiheng.plan.shapes import QuestionView
from zhiheng.plan.text import Alignment, Copy, TextFile, align


class PackageRefused(Refused):
    """A package that cannot be adopted, with everything that is to mend."""

    def __init__(self, code: str, sentence: object, problems: list[Problem], **values: object) -> None:
        super().__init__(code, sentence, **values)
        self.problems = problems


@dataclass(frozen=True)
class Adopted:
    """What adopting did: the version, whether it stood before (then nothing was written), and how the text compares."""

    version: Version
    stood_already: bool
    problems: tuple[Problem, ...]
    alignment: Alignment | None = None


def adopt(package: Package, *, actor: Actor, at: datetime, text: TextFile | None = None, reason: str = "") -> Adopted:
    """Put a checked package version into force, in one act through every room; with a text, attach that too.

    The same version with the same content changes nothing. The first plan adopted becomes the default one.

    Raises:
        PackageRefused: `plan.package_problems`, `plan.package_open`, with the problems.
        Refused: no right; `plan.version_taken`, `plan.version_old`, `plan.other_region`, `plan.text_missing_clauses`.
    """
    require(actor, "plan.adopt")
    plan, problems = _checked(package)
    assert plan.plan is not None, "checked above"
    spec = plan.plan
    alignment = None if text is None else aligned(plan, text.copy)
    try:
        version, stood = _put_in_force(package, spec, text, alignment, actor, at, reason)
    except IntegrityError:  # another adopted in the same moment: what stands now decides
        version, stood = _put_in_force(package, spec, text, alignment, actor, at, reason)
    return Adopted(version, stood, tuple(problems), alignment)


def _put_in_force(
    package: Package,
    spec: PlanSpec,
    text: TextFile | None,
    alignment: Alignment | None,
    actor: Actor,
    at: datetime,
    reason: str,
) -> tuple[Version, bool]:
    """The version, and whether it stood before."""
    standing = _standing(spec, package.digest)
    name = f"{spec.code}/{spec.version}"
    with act(actor, "plan.adopt", name, reason, at=at, plan=name, skip_empty=standing is not None) as opened:
        if standing is None:
            seams.adopt(package, opened)
            opened.new_definitions()
        version = Version.objects.select_related("plan").get(plan__code=spec.code, number=spec.version)
        if text is not None and alignment is not None:
            _attach(opened, version, text, alignment, actor)
    return version, standing is not None


def aligned(plan: PlanPackage, copy: Copy) -> Alignment:
    """The copy against the package: by its offsets, or afresh where it has none.

    Raises:
        Refused: `plan.text_missing_clauses`; nothing else keeps a copy from being attached.
    """
    if plan.spans is not None:
        found = align(plan.spans, copy)
    else:
        described = describe(plan, copy)
        clauses = {code: span for code, span in copy.clauses.items() if code not in described.extra_clauses}
        found = Alignment(described.missing_clauses, (), clauses, described.duties, described.targets)
    if found.missing:
        raise Refused(
            "plan.text_missing_clauses", messages.TEXT_MISSING_CLAUSES,
            count=len(found.missing), clauses="、".join(found.missing),
        )  # fmt: skip
    return found


def _attach(opened: Act, version: Version, text: TextFile, alignment: Alignment, actor: Actor) -> None:
    """Keep the copy with its spans and what differs; a copy that is attached already changes nothing."""
    copy = text.copy
    if SourceText.objects.filter(version=version, digest=copy.digest).exists():
        return
    differs: dict[str, list[dict[str, int]]] = {}
    for one in alignment.differences:
        differs.setdefault(one.clause, []).append({"start": one.span[0], "end": one.span[1], "ours": one.ours})
    row = SourceText(
        version=version, digest=copy.digest, length=len(copy.canonical), text=copy.canonical, file_name=text.name,
        file_digest=text.file_digest, differs=differs, recorded_at=opened.at, recorded_by=actor.reference,
        act=opened.id,
    )  # fmt: skip
    row.save(force_insert=True)
    kinds = {"clause": alignment.clauses, "duty": alignment.duties, "target": alignment.targets}
    Span.objects.bulk_create(
        [
            Span(text=row, kind=kind, code=code, start=start, end=end)
            for kind, spans in kinds.items()
            for code, (start, end) in spans.items()
        ],
        batch_size=500,
    )
    told = {"digest": row.digest, "length": row.length, "file": row.file_digest, "differs": differs}
    opened.changed("plan.text", f"{version}/{row.digest}", None, told)


def _checked(package: Package) -> tuple[PlanPackage, list[Problem]]:
    problems = seams.check(package)
    if wrong := errors(problems):
        raise PackageRefused(
            "plan.package_problems", messages.PACKAGE_HAS_PROBLEMS, problems,
            name=package.name, count=len(wrong), first=_Told(wrong[0]),
        )  # fmt: skip
    if still_open := [problem for problem in problems if problem.level == "question" and problem.code != "open_point"]:
        raise PackageRefused(
            "plan.package_open", messages.PACKAGE_HAS_OPEN_POINTS, problems,
            name=package.name, count=len(still_open), first=_Told(still_open[0]),
        )  # fmt: skip
    return read_plan(package), problems


class _Told:
    """A problem that reads in the language of the moment, as lazy translations do."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def __str__(self) -> str:
        from django.utils.translation import get_language

        return self.problem.sentence(get_language() or "en")


def _standing(spec: PlanSpec, digest: str) -> Version | None:
    """The same version when it stands already with the same content; refuses what may not follow what stands."""
    adopted = list(Version.objects.select_related("plan").filter(plan__code=spec.code).order_by("-number"))
    if not adopted:
        return None
    latest = adopted[0]
    if latest.region != spec.region:
        raise Refused(
            "plan.other_region", messages.CODE_TAKEN_BY_REGION, plan=spec.code, region=latest.region, found=spec.region
        )
    same: Version | None = next((version for version in adopted if version.number == spec.version), None)
    if same is not None and same.digest == digest:
        return same
    if same is not None:
        raise Refused("plan.version_taken", messages.VERSION_TAKEN, plan=spec.code, version=spec.version)
    if spec.version < latest.number:
        raise Refused(
            "plan.version_old", messages.VERSION_OLD, plan=spec.code, version=spec.version, latest=latest.number
        )
    return None


def make_default(code: str, *, actor: Actor, at: datetime) -> None:
    """Show this plan at addresses without a plan's code."""
    require(actor, "plan.adopt")
    queries.plan(actor, code)
    with act(actor, "plan.make_default", code, at=at, plan=code, skip_empty=True) as opened:
        before = Plan.objects.filter(default=True).exclude(code=code).first()
        if before is not None:
            Plan.objects.filter(pk=before.pk).update(default=False)
            opened.changed("plan.plan", before.code, {"default": True}, {"default": False})
        if Plan.objects.filter(code=code, default=False).update(default=True):
            opened.changed("plan.plan", code, {"default": False}, {"default": True})


@dataclass(frozen=True)
class Deciding:
    """A decision as the official fills it in: who decided, when, why, by which document."""

    target: str
    question: str
    reading: str
    decided_by: str
    decided_on: date
    reason: str
    document: str = ""
    seen: str | None = None  # the reading that stood when the form was opened


def decide(plan: str, deciding: Deciding, *, actor: Actor, at: datetime) -> Decision:
    """Record how a target is read from now on. Nothing is overwritten; the first decision may confirm the package's choice.

    Raises:
        Refused: no right; `plan.no_target`, `plan.no_question`, `plan.no_reading`, `plan.reading_stands`,
            `plan.reason_missing`, `plan.decider_missing`, `plan.decided_later`, `plan.decided_meanwhile`.
    """
    view = queries.plan(actor, plan)
    require(actor, "plan.decide", view.region)
    _filled_in(deciding, at)
    standing = _question(actor, plan, deciding).chosen
    row = Plan.objects.get(code=plan)
    number = Decision.objects.filter(plan=row, target=deciding.target, question=deciding.question).count() + 1
    decision = Decision(
        plan=row, target=deciding.target, question=deciding.question, number=number, reading=deciding.reading,
        replaced=standing, decided_on=deciding.decided_on, decided_by=deciding.decided_by.strip(),
        reason=deciding.reason.strip(), document=deciding.document.strip(), recorded_at=at, recorded_by=actor.reference,
    )  # fmt: skip
    name = f"{plan}/{deciding.target}/{deciding.question}"
    try:
        with act(actor, "plan.decide", name, decision.reason, at=at, plan=f"{plan}/{view.version}") as opened:
            decision.act, decision.recorded_at = opened.id, opened.at
            decision.save(force_insert=True)
            opened.changed("plan.decision", f"{name}/{number}", None, values(decision))
    except IntegrityError:
        raise _meanwhile(deciding.question, _question(actor, plan, deciding).chosen) from None
    return decision


def _filled_in(deciding: Deciding, at: datetime) -> None:
    if not deciding.reason.strip():
        raise Refused("plan.reason_missing", messages.REASON_MISSING)
    if not deciding.decided_by.strip():
        raise Refused("plan.decider_missing", messages.DECIDER_MISSING)
    if deciding.decided_on > at.astimezone(ZONE).date():
        raise Refused("plan.decided_later", messages.DECIDED_LATER, day=deciding.decided_on.isoformat())


def _question(actor: Actor, plan: str, deciding: Deciding) -> QuestionView:
    target = queries.target(actor, deciding.target, plan=plan)
    found = next((one for one in target.questions if one.code == deciding.question), None)
    if found is None:
        known = "、".join(one.code for one in target.questions) or "—"
        raise Refused(
            "plan.no_question", messages.NO_QUESTION, target=target.code, question=deciding.question, known=known
        )
    codes = [reading.code for reading in found.readings]
    if deciding.reading not in codes:
        raise Refused(
            "plan.no_reading",
            messages.NO_READING,
            question=found.code,
            reading=deciding.reading,
            known="、".join(codes),
        )
    if deciding.seen is not None and deciding.seen != found.chosen:
        raise _meanwhile(found.code, found.chosen)
    if deciding.reading == found.chosen and found.decisions:
        raise Refused("plan.reading_stands", messages.READING_STANDS, target=target.code, reading=found.chosen)
    return found


def _meanwhile(question: str, reading: str) -> Refused:
    return Refused("plan.decided_meanwhile", messages.DECIDED_MEANWHILE, question=question, reading=reading)


__all__ = ["Adopted", "Deciding", "PackageRefused", "TextFile", "adopt", "aligned", "decide", "make_default"]

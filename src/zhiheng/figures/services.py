"""The verbs of figures: adopt a package's indicators and figures, import a file, withdraw a figure, remember a head.

The only writers. A row is never changed: whatever is said anew becomes the next vintage.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError

from zhiheng.accounts.rights import Actor, can, require
from zhiheng.figures import messages, reading, rebuild, rules, shipped, tables
from zhiheng.figures.known import known_for
from zhiheng.figures.models import Figure, Head, Indicator
from zhiheng.figures.package import STAGES, IndicatorSpec
from zhiheng.figures.report import ImportReport, Outcome, RowResult
from zhiheng.figures.rules import Content, Fault
from zhiheng.files import services as files
from zhiheng.journal.acts import Act, act
from zhiheng.journal.clock import ZONE
from zhiheng.journal.refusal import Refused
from zhiheng.packages.reading import Package

IMPORT = "figures.import"
REGISTER = "figures.figure"
Key = tuple[str, str, str, str]


def import_figures(
    actor: Actor,
    plan: str,
    *,
    name: str,
    content: bytes,
    at: datetime,
    dry_run: bool = True,
    partial: bool = False,
    columns: Mapping[str, str] | None = None,
    reason: str = "",
) -> ImportReport:
    """Read a CSV file or workbook of figures, and record what is new when this is no dry run.

    Args:
        plan: code of the adopted plan.
        at: the instant, from the clock that the face read.
        partial: take the right rows although others are wrong.
        columns: head as written in the file → column, matched by hand; remembered when something is written.

    Raises:
        Refused: no right to import, no such plan, a file of a kind that is not kept, or another writer at this moment.
    """
    require(actor, IMPORT)
    digest = hashlib.sha256(content).hexdigest()
    known = known_for(plan, at.astimezone(ZONE).date(), columns or {})
    try:
        read = reading.read(tables.read(content, lambda cells: rules.is_head(cells, known.heads)), known)
    except tables.UnreadableError as fault:
        return ImportReport(name, digest, dry_run, (), {}, (), messages.about_file(fault.code, fault.values))
    standing = _standing(plan, (row.content for row in read.rows if row.content is not None))
    letters = {column: tables.letter(index) for column, index in read.columns.items()}
    rows = tuple(_result(row, _allowed(actor, row), standing, digest, letters) for row in read.rows)
    report = ImportReport(name, digest, dry_run, rows, letters, read.unmatched)
    if dry_run or (report.wrong and not partial) or not report.counts["new"] + report.counts["changed"]:
        return report
    fresh = [row.after for row in rows if row.outcome in {"new", "changed"} and row.after is not None]
    kept = files.keep([content], name)
    try:
        with act(actor, IMPORT, plan, reason or name, at=at, plan=plan) as opened:
            files.attach(kept, IMPORT, opened.id, opened=opened)
            written = record(opened, plan, fresh, known.bounds, (name, digest))
            _remember(opened, plan, columns or {})
    except IntegrityError:
        raise Refused("figures.at_once", messages.AT_ONCE) from None
    return replace(report, written=written, act=opened)


def _allowed(actor: Actor, row: reading.Row) -> Fault | None:
    if row.content is None or can(actor, IMPORT, row.content.place):
        return None
    return Fault("no_right", "place", row.content.place)


@dataclass
class _Standing:
    """What is recorded about one thing: the current vintage and the fingerprints of all."""

    current: Figure
    digests: set[str]

    @property
    def content(self) -> Content:
        return self.current.content

    def says(self, content: Content, document: str) -> bool:
        """True when this is what stands, or when the same document said it before (a later one may have corrected it)."""
        known = bool(document) and content.digest(document) in self.digests
        return known or rules.says_nothing_new(content, self.content)


def _standing(plan: str, contents: Iterable[Content]) -> dict[Key, _Standing]:
    """What is recorded about the things that a file speaks of. One query per indicator-heavy file."""
    keys = {content.key for content in contents}
    wanted = {key[0] for key in keys}
    found: dict[Key, _Standing] = {}
    for row in Figure.objects.filter(plan=plan, indicator__in=wanted).order_by("vintage").iterator():
        key = (row.indicator, row.place, row.period, row.class_code)
        if key in keys:
            digests = found[key].digests if key in found else set()
            found[key] = _Standing(row, digests | {row.digest})
    return found


_LATER = {stage: order for order, stage in enumerate(STAGES)}


def _result(
    row: reading.Row, refused: Fault | None, standing: Mapping[Key, _Standing], digest: str, letters: Mapping[str, str]
) -> RowResult:
    content = None if refused else row.content
    faults = (*row.faults, refused) if refused else row.faults
    if content is None:
        return _told(row, "wrong", None, None, faults, letters)
    before = standing.get(content.key)
    if before is None:
        return _told(row, "new", content, None, faults, letters)
    if before.says(content, digest):
        return _told(row, "same", content, before.content, (), letters)
    if _LATER[content.stage] < _LATER[before.content.stage]:
        stages = {"stands": before.content.stage}
        faults = (*faults, Fault("stage_before", "stage", content.stage, stages, soft=True))
    return _told(row, "changed", content, before.content, faults, letters)


def _told(
    row: reading.Row,
    outcome: Outcome,
    after: Content | None,
    before: Content | None,
    faults: tuple[Fault, ...],
    letters: Mapping[str, str],
) -> RowResult:
    sentences = tuple(messages.sentence(fault, row.number, letters.get(fault.column or "")) for fault in faults)
    return RowResult(row.number, outcome, after, before, faults, sentences, row.said)


def record(
    opened: Act,
    plan: str,
    contents: Iterable[Content],
    bounds: Callable[[str], reading.Bounds],
    document: tuple[str, str] = ("", ""),
) -> int:
    """Add the next vintage for each content that says something new; the number of rows written.

    The caller has checked contents and rights, and holds the act open. The unique vintage number lets only one of two
    simultaneous writers win.
    """
    told = {content.key: content for content in contents}
    standing = _standing(plan, told.values())
    rows = []
    for key, content in told.items():
        before = standing.get(key)
        if before and before.says(content, document[1]):
            continue
        row = _row(opened, plan, content, before.current if before else None, document, bounds(content.period))
        rows.append(row)
        opened.changed(REGISTER, name_of(plan, key), values(before.current) if before else None, values(row))
    Figure.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def name_of(plan: str, key: Key) -> str:
    """How the journal names what a figure is about."""
    return "/".join((plan, *key)).rstrip("/")


def _row(
    opened: Act, plan: str, content: Content, before: Figure | None, document: tuple[str, str], span: reading.Bounds
) -> Figure:
    scale, (part, whole, value, low, high) = rules.scaled(
        content.part, content.whole, content.value, content.low, content.high
    )
    at = max(opened.at, before.recorded_at) if before else opened.at
    return Figure(
        plan=plan, indicator=content.indicator, place=content.place, period=content.period,
        class_code=content.class_code, starts_on=span[0], until=span[1],
        part=part, whole=whole, value=value, low=low, high=high, scale=scale, reached=content.reached,
        sample=content.sample, population=content.population, source_kind=content.source_kind, stage=content.stage,
        source=content.source, document_name=document[0], document_sha256=document[1], mark=content.mark,
        note=content.note, withdrawn=content.withdrawn, vintage=before.vintage + 1 if before else 1,
        # Without a document the act stands in: a figure may be withdrawn, said again and withdrawn again.
        digest=content.digest(document[1] or str(opened.id)), short=rules.short_code(plan, content.key), recorded_at=at, act=opened.id,
    )  # fmt: skip


def values(row: Figure) -> dict[str, object]:
    """What the journal fingerprints of a row: everything that it says."""
    said = vars(row.content)
    return {**said, "vintage": row.vintage, "document": row.document_sha256, "plan": row.plan}


def _remember(opened: Act, plan: str, columns: Mapping[str, str]) -> None:
    for head, column in columns.items():
        key = rules.header_key(head)
        known = Head.objects.filter(plan=plan, head=key)
        before = known.values_list("column", flat=True).first()
        if before == column or column not in rules.COLUMNS:
            continue
        Head.objects.update_or_create(
            plan=plan, head=key, defaults={"column": column, "recorded_at": opened.at, "act": opened.id}
        )
        opened.changed("figures.head", f"{plan}/{key}", {"column": before} if before else None, {"column": column})


def withdraw(
    actor: Actor, plan: str, indicator: str, place: str, period: str, *, reason: str, at: datetime, class_code: str = ""
) -> None:
    """Say that a figure no longer stands. The row stays readable for its vintages, with the reason.

    Raises:
        Refused: no right, no such figure, withdrawn already, or no reason given.
    """
    require(actor, IMPORT, place)
    if not reason.strip():
        raise Refused("figures.no_reason", messages.NO_REASON)
    asked = Content(indicator, place, period, class_code)
    before = _standing(plan, [asked]).get(asked.key)
    if before is None or before.current.withdrawn:
        raise Refused("figures.nothing_stands", messages.NOTHING_STANDS)
    gone = replace(
        asked, note=reason.strip(), withdrawn=True, source_kind=before.current.source_kind, stage=before.current.stage
    )
    with act(actor, "figures.withdraw", name_of(plan, asked.key), reason.strip(), at=at, plan=plan) as opened:
        record(opened, plan, [gone], lambda _period: (before.current.starts_on, before.current.until))


def adopt(package: Package, opened: Act) -> None:
    """Take over a package's indicators, and its dated figures as far as they say something new.

    The plan room has checked the package and holds the act open. Adopting the same version again changes nothing.

    Raises:
        Refused: when this version of the plan is adopted already with another definition of an indicator.
    """
    plan = package.raw("plan.yaml")
    code, version, first_month = plan["code"], int(plan["version"]), int(plan.get("first_month") or 1)
    read = shipped.read(package)
    standing = dict(Indicator.objects.filter(plan=code, version=version).values_list("code", "definition"))
    rows = []
    for spec in read.indicators.values():
        told = _told_by(spec)
        if spec.code not in standing:
            rows.append(_indicator(opened, code, version, spec, told))
            opened.changed("figures.indicator", f"{code}/{version}/{spec.code}", None, {"definition": told})
        elif standing[spec.code] != told:
            raise Refused("figures.version_fixed", messages.FIXED, indicator=spec.code, plan=code, version=version)
    Indicator.objects.bulk_create(rows)
    if rows:
        opened.new_definitions()
        rebuild.renew(opened)
    _ship(opened, code, first_month, package, read)


def _told_by(spec: IndicatorSpec) -> dict[str, Any]:
    """The definition as it is kept: what the author wrote, without keys that say nothing."""
    told = spec.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {key: value for key, value in told.items() if value or key not in {"where", "class_of"}}


def renew(actor: Actor | str, *, at: datetime) -> list[tuple[str, str]]:
    """Take over what registers that came with a new program can compute; the plans and indicators that changed.

    Cost: a reading of the evidence of what changed; two queries where nothing did.
    """
    if not rebuild.stale():
        return []
    with act(actor, "figures.renew", "figures", at=at, skip_empty=True) as opened:
        return rebuild.renew(opened)


def _indicator(opened: Act, plan: str, version: int, spec: IndicatorSpec, told: dict[str, Any]) -> Indicator:
    return Indicator(
        plan=plan, version=version, code=spec.code, kind=spec.kind, unit=spec.unit, decimals=spec.decimals,
        every=spec.every, definition=told, recorded_at=opened.at, act=opened.id,
    )  # fmt: skip


def _ship(opened: Act, plan: str, first_month: int, package: Package, read: shipped.Shipped) -> None:
    """Record the dated figures file by file, an earlier data stage before a later one.

    A figure of a period that has not ended on the day of adoption cannot be known then and is left out.
    """
    bounds = partial(rules.bounds, first_month=first_month)
    on = opened.at.astimezone(ZONE).date()
    for file in package.under("figures", ".csv"):
        document = (file, hashlib.sha256(package.files[file]).hexdigest())
        for stage in STAGES:
            contents = [
                shipped.content_of(row.spec, read.indicators[row.spec.indicator].kind == "milestone")
                for row in read.figures
                if row.place.file == file and row.spec.stage == stage and bounds(row.spec.period)[1] <= on
            ]
            record(opened, plan, contents, bounds, document)

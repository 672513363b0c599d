"""What hangs on the records and is written in the same act: periods and spans of standards, idle spans and due days of
instruments, spans of honest-metrology units."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextvars import ContextVar
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from zhiheng.journal.acts import Act
from zhiheng.journal.bulk import pieces
from zhiheng.registers.kit import registry, writing
from zhiheng.registers.kit.table import read
from zhiheng.registers.metrology.models import (
    Certificate,
    HonestSpan,
    HonestUnit,
    Instrument,
    InstrumentDue,
    InstrumentIdle,
    MeasurementStandard,
    StandardPeriod,
    StandardSpan,
)
from zhiheng.registers.metrology.rules import catalogue, spans
from zhiheng.registers.metrology.rules.due import Due, Idle, Life, Verified, dues

DUE_REGISTER = "metrology.instrument_due"
INSTRUMENT_REGISTER = "metrology.instrument"
ANSWERING = ("verification", "rejection")
"""Certificates that answer a due day of an instrument under compulsory verification; others may be calibrated instead."""
_OUT = ("sealed", "repair")


def day_of(opened: Act) -> date:
    """The day of an act where the offices are."""
    return timezone.localtime(opened.at).date()


def after(day: date | None) -> date | None:
    """The half-open end of a span whose last day is printed."""
    return None if day is None else day + timedelta(days=1)


# standards


def standards_saved(opened: Act, ids: Sequence[int]) -> None:
    """Keep the certificates and suspensions that the rows tell, then the spans that follow from them."""
    for some in pieces(sorted(ids)):
        rows = list(MeasurementStandard.objects.filter(pk__in=some))
        _keep_periods(opened, rows)
        kept: dict[int, list[StandardPeriod]] = defaultdict(list)
        for period in StandardPeriod.objects.filter(standard__in=some, gone_at__isnull=True):
            kept[period.standard_id].append(period)
        StandardSpan.objects.filter(record__in=some).delete()
        StandardSpan.objects.bulk_create(
            StandardSpan(record_id=row.pk, valid_from=start, valid_to=end)
            for row in rows
            for start, end in standard_spans(row.ended_on, kept[row.pk], counts=row.state not in ("built", "applied"))
        )


def standard_spans(ended_on: date | None, periods: Iterable[Any], *, counts: bool = True) -> tuple[spans.Span, ...]:
    """Certificates less suspensions, up to the end."""
    periods = list(periods)
    certified = [(one.valid_from, one.valid_to) for one in periods if one.kind == StandardPeriod.CERTIFIED]
    paused = [(one.valid_from, one.valid_to) for one in periods if one.kind == StandardPeriod.PAUSED]
    if ended_on is not None:
        paused.append((ended_on, None))
    return spans.less(spans.union(certified), spans.union(paused)) if counts else ()


def _keep_periods(opened: Act, rows: Sequence[MeasurementStandard]) -> None:
    known: dict[int, list[StandardPeriod]] = defaultdict(list)
    for period in StandardPeriod.objects.filter(standard__in=[row.pk for row in rows], gone_at__isnull=True):
        known[period.standard_id].append(period)
    gone: list[int] = []
    new: list[StandardPeriod] = []
    for row in rows:
        for kind, number, start, end in _told_by(row):
            same = [one for one in known[row.pk] if one.kind == kind and _is_same(one, number, start)]
            if any((one.valid_from, one.valid_to, one.number) == (start, end, number) for one in same):
                continue
            gone.extend(one.pk for one in same)
            new.append(
                StandardPeriod(
                    standard_id=row.pk, kind=kind, number=number, valid_from=start, valid_to=end, known_at=opened.at,
                    act=opened.id,
                )
            )  # fmt: skip
    StandardPeriod.objects.filter(pk__in=gone).update(gone_at=opened.at)
    StandardPeriod.objects.bulk_create(new)


def _is_same(period: StandardPeriod, number: str, start: date) -> bool:
    """The certificate of this number, or the suspension that is still open or began on this day."""
    if period.kind == StandardPeriod.CERTIFIED:
        return period.number == number
    return period.valid_from == start or period.valid_to is None


def _told_by(row: MeasurementStandard) -> list[tuple[str, str, date, date | None]]:
    told: list[tuple[str, str, date, date | None]] = []
    if row.certified_on is not None:
        told.append((StandardPeriod.CERTIFIED, row.certificate_number, row.certified_on, after(row.last_day)))
    if row.paused_on is not None:
        back = row.restored_on if row.restored_on is not None and row.restored_on >= row.paused_on else None
        told.append((StandardPeriod.PAUSED, "", row.paused_on, None if row.state == "suspended" else back))
    return told


# instruments


def instruments_saved(opened: Act, ids: Sequence[int]) -> None:
    """Keep the idle spans that the rows tell, then write their due days."""
    if _showing.get():
        return  # only what lists show of the due days was written
    for some in pieces(sorted(ids)):
        _keep_idle(opened, Instrument.objects.filter(pk__in=some, paused_on__isnull=False))
        write_dues(opened, some)


def _keep_idle(opened: Act, rows: Iterable[Instrument]) -> None:
    for row in rows:
        if row.paused_on is None:
            continue
        back = row.restored_on if row.restored_on is not None and row.restored_on >= row.paused_on else None
        end = None if row.state in _OUT else back
        InstrumentIdle.objects.filter(instrument=row, valid_to__isnull=True).exclude(valid_from=row.paused_on).delete()
        InstrumentIdle.objects.update_or_create(
            instrument=row, valid_from=row.paused_on, defaults={"valid_to": end, "act": opened.id}
        )


def certificates_saved(opened: Act, ids: Sequence[int]) -> None:
    """Due days of the instruments that these certificates are about, and of those that they were about before."""
    about: set[int] = set()
    for some in pieces(sorted(ids)):
        named = Certificate.objects.filter(pk__in=some, instrument__isnull=False)
        about.update(named.values_list("instrument", flat=True))
        about.update(InstrumentDue.objects.filter(certificate__in=some).values_list("instrument", flat=True))
    for some in pieces(sorted(about)):
        write_dues(opened, some)


_LOADED = (
    "pk", "place_id", "kind", "use", "mode", "cycle_months", "used_from", "gone_on", "withdrawn", "verified_on",
    "last_result", "next_due_on",
)  # fmt: skip
_showing: ContextVar[bool] = ContextVar("zhiheng_metrology_showing", default=False)


def write_dues(opened: Act, instruments: Sequence[int]) -> None:
    """Write the due days of instruments as they follow from everything known at this act, and what lists show of them."""
    today = day_of(opened)
    rows = Instrument.objects.filter(pk__in=instruments).order_by("pk").values(*_LOADED)
    idle, done = _idle(instruments), _verifications(instruments)
    wanted: dict[tuple[int, date], dict[str, Any]] = {}
    shown: dict[int, tuple[date | None, str, date | None]] = {}
    for row in rows:
        key = row["pk"]
        verified = [one for kind, one in done.get(key, ()) if kind in ANSWERING or not _compulsory(row["use"])]
        found = () if row["withdrawn"] else dues(_life(row, idle.get(key, ())), verified, today)
        for due in found:
            wanted[key, due.on] = _due_row(row, due)
        last = max(verified, key=lambda one: one.done_on, default=None)
        following = next(
            (due.on for due in found if due.verified is None and not due.on_time and not due.excused), None
        )
        show = (last.done_on if last else None, last.result if last else "", following)
        if show != (row["verified_on"], row["last_result"], row["next_due_on"]):
            shown[key] = show
    _write_due_rows(opened, wanted, _standing(instruments))
    _show_on_instruments(opened, shown)


def _compulsory(use: str) -> bool:
    return use in catalogue.COMPULSORY_USES


def _life(row: Mapping[str, Any], idle: Sequence[Idle]) -> Life:
    return Life(row["mode"], row["used_from"], row["cycle_months"], row["gone_on"], tuple(idle))


def _idle(instruments: Sequence[int]) -> Mapping[int, list[Idle]]:
    found: dict[int, list[Idle]] = defaultdict(list)
    rows = InstrumentIdle.objects.filter(instrument__in=instruments).order_by("valid_from")
    for instrument, start, end in rows.values_list("instrument", "valid_from", "valid_to"):
        if end is None or start < end:
            found[instrument].append(Idle(start, end))
    return found


def _verifications(instruments: Sequence[int]) -> Mapping[int, list[tuple[str, Verified]]]:
    """Certificates that count, each with its kind; one that was revoked answers nothing."""
    found: dict[int, list[tuple[str, Verified]]] = defaultdict(list)
    rows = (
        Certificate.objects.filter(instrument__in=instruments, withdrawn=False)
        .exclude(state="revoked")
        .order_by("done_on", "pk")
    )
    for key, instrument, kind, done_on, result, last in rows.values_list(
        "pk", "instrument", "kind", "done_on", "result", "last_day"
    ):
        found[instrument].append((kind, Verified(done_on, result, last, key)))
    return found


def _standing(instruments: Sequence[int]) -> dict[tuple[int, date], int]:
    """Instrument and day of the rows that are there, withdrawn ones too → primary key."""
    rows = InstrumentDue.objects.filter(instrument__in=instruments).values_list("pk", "instrument", "due_on")
    return {(instrument, on): key for key, instrument, on in rows}


def _due_row(row: Mapping[str, Any], due: Due) -> dict[str, Any]:
    edition = catalogue.edition_on(due.on)
    verified = due.verified
    return {
        "place_id": row["place_id"],
        "state": "excused" if due.excused else "due",
        "instrument_id": row["pk"],
        "due_on": due.on,
        "reason": due.reason,
        "kind": row["kind"],
        "use": row["use"],
        "mode": row["mode"],
        "edition": edition.code if edition else "",
        "key_managed": catalogue.is_key_managed(row["kind"], row["use"], due.on),
        "certificate_id": verified.certificate if verified else None,
        "verified_on": verified.done_on if verified else None,
        "verified_on_time": due.on_time,
        "result": verified.result if verified else "",
    }


_FROZEN = ("place_id", "kind", "use", "mode", "edition", "key_managed")
"""What a due day keeps from the day on which it passed or was answered."""


def _write_due_rows(
    opened: Act, wanted: Mapping[tuple[int, date], dict[str, Any]], standing: Mapping[Any, int]
) -> None:
    register = registry.register(DUE_REGISTER)
    fresh = [values for key, values in wanted.items() if key not in standing]
    if standing:
        before = read(InstrumentDue, standing.values(), lock=True)
        _change_due_rows(opened, before, wanted)
    if fresh:
        columns = {name: [values[name] for values in fresh] for name in fresh[0]}
        writing.new(opened, register, columns, origin="file", source="")


def _change_due_rows(opened: Act, before: Any, wanted: Mapping[tuple[int, date], dict[str, Any]]) -> None:
    """Rows that stand take what is wanted; those that are wanted no longer are withdrawn."""
    today = day_of(opened)
    keys = list(zip(before.columns["instrument_id"], before.columns["due_on"], strict=True))
    changes: dict[str, list[Any]] = {name: list(values) for name, values in before.columns.items() if name in _CHANGED}
    for at, key in enumerate(keys):
        values = wanted.get(key)
        changes["withdrawn"][at] = values is None
        if values is None:
            continue
        passed = before.columns["due_on"][at] < today and not before.columns["withdrawn"][at]
        for name, value in values.items():
            if name in changes and not (passed and name in _FROZEN):
                changes[name][at] = value
    writing.changed(opened, registry.register(DUE_REGISTER), before, changes)


_CHANGED = frozenset({
    *_FROZEN, "state", "reason", "certificate_id", "verified_on", "verified_on_time", "result", "withdrawn",
})  # fmt: skip


def _show_on_instruments(opened: Act, shown: Mapping[int, tuple[date | None, str, date | None]]) -> None:
    if not shown:
        return
    before = read(Instrument, shown, lock=True)
    values = [shown[key] for key in before.ids]
    changes: dict[str, list[Any]] = {
        "verified_on": [one[0] for one in values],
        "last_result": [one[1] for one in values],
        "next_due_on": [one[2] for one in values],
    }
    showing = _showing.set(True)
    try:
        writing.changed(opened, registry.register(INSTRUMENT_REGISTER), before, changes)
    finally:
        _showing.reset(showing)


# honest metrology


def honest_saved(opened: Act, ids: Collection[int]) -> None:
    """A unit counts from its declaration until it is reviewed, ends or is removed."""
    for some in pieces(sorted(ids)):
        HonestSpan.objects.filter(record__in=some).delete()
        HonestSpan.objects.bulk_create(
            HonestSpan(record=row, valid_from=row.declared_on, valid_to=end)
            for row in HonestUnit.objects.filter(pk__in=some)
            if (end := min((day for day in (row.removed_on, row.review_by) if day is not None), default=None)) is None
            or end > row.declared_on
        )

"""Verbs that the kit does not have: recording a digital calibration certificate, and carrying over what stays overdue."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from zhiheng.accounts.rights import Actor
from zhiheng.files import queries as kept_files
from zhiheng.files import services as files
from zhiheng.journal.acts import act
from zhiheng.journal.bulk import pieces
from zhiheng.journal.refusal import Refused
from zhiheng.registers.kit import registry, rights
from zhiheng.registers.kit import services as kit
from zhiheng.registers.metrology import hanging, messages
from zhiheng.registers.metrology.dcc import opening
from zhiheng.registers.metrology.dcc.differing import Difference, differences
from zhiheng.registers.metrology.dcc.extract import Extract, Point, extract
from zhiheng.registers.metrology.dcc.reading import read
from zhiheng.registers.metrology.dcc.shapes import Certificate as Read
from zhiheng.registers.metrology.dcc.shapes import Unreadable
from zhiheng.registers.metrology.dcc.walking import child, text_at
from zhiheng.registers.metrology.models import SCALE, Certificate, Instrument, InstrumentDue
from zhiheng.registers.metrology.rules import numbering

CERTIFICATE = "metrology.certificate"
EVIDENCE = "certificate"
CARRY_OVER = "metrology.instrument.carry_over"


# digital calibration certificates


def read_certificate(
    actor: Actor, content: bytes, name: str, values: Mapping[str, Any], *, at: datetime, reason: str = ""
) -> int:
    """Record the certificate that a file holds and keep the file unchanged. Returns its primary key.

    Args:
        content: the bytes as they came.
        values: what the file cannot tell, by field: the place always; `used`; `instrument` or `standard` where the
            serial number is not that of exactly one instrument. Values given here stand before those of the file.

    Raises:
        Refused: `metrology.dcc.` and the code of `dcc.shapes.Unreadable`; `metrology.dcc.already_read`,
            `metrology.dcc.another_file`, `metrology.dcc.no_such_instrument`; what the kit and the files refuse.
        Faulty: what the register's checks find.
    """
    register = registry.register(CERTIFICATE)
    rights.require(actor, rights.recording(register), ())
    certificate = _read(content)
    told = extract(certificate)
    _refuse_known(content, told)
    kept = files.keep([content], name)
    with act(actor, f"{CERTIFICATE}.read", CERTIFICATE, reason, at=at):
        columns = {
            **as_values(certificate, told, timezone.localtime(at).date()),
            **_subject(told, values),
            **values,
            "digest": kept.sha256,
        }
        key = kit.record(actor, register, columns, at=at, origin="file", source=kept.name, reason=reason)
        kit.attach(actor, register, key, kept, EVIDENCE, at=at)
    return key


def _read(content: bytes) -> Read:
    try:
        return read(content)
    except Unreadable as found:
        raise _unreadable(found, content) from found


def _unreadable(found: Unreadable, content: bytes) -> Refused:
    """The sentence of the refusal; where a copy is on file, also what was altered."""
    sentence, values = messages.DCC[found.code], dict(found.values)
    if found.code in ("altered", "signature_wrong") and (difference := _beside_the_copy(content)) is not None:
        number, one = difference
        values |= {"number": number, "line": one.line, "place": one.place, "before": one.before, "after": one.after}
        return Refused(f"metrology.dcc.{found.code}", messages.ALTERED_BESIDE_COPY, **values)
    return Refused(f"metrology.dcc.{found.code}", sentence, **values)


def _beside_the_copy(content: bytes) -> tuple[str, Difference] | None:
    number = text_at(child(opening.open_tree(content), "administrativeData", "coreData"), "uniqueIdentifier")
    for row in Certificate.objects.filter(number=numbering.plain(number), withdrawn=False).exclude(digest=""):
        if (found := _first_difference(row, content)) is not None:
            return row.number, found
    return None


def _first_difference(row: Certificate, content: bytes) -> Difference | None:
    path = files.path_of(row.digest)
    if not path.exists():
        return None
    return next(iter(differences(path.read_bytes(), content)), None)


def _refuse_known(content: bytes, told: Extract) -> None:
    """The same file, or another content under the same number of the same laboratory."""
    rows = Certificate.objects.filter(number=numbering.plain(told.number), issuer=told.laboratory, withdrawn=False)
    for row in rows.exclude(digest=""):
        found = _first_difference(row, content)
        if found is None:
            raise Refused("metrology.dcc.already_read", messages.ALREADY_READ, number=row.number)
        raise Refused(
            "metrology.dcc.another_file", messages.ANOTHER_FILE,
            number=row.number, line=found.line, place=found.place, before=found.before or "–", after=found.after or "–",
        )  # fmt: skip


def _subject(told: Extract, values: Mapping[str, Any]) -> dict[str, Any]:
    """The instrument with this serial number, unless the caller names what it is about."""
    if values.get("instrument") is not None or values.get("standard") is not None:
        return {}
    same = Instrument.objects.filter(Q(serial=told.serial) & ~Q(serial=""), withdrawn=False)
    if told.model:
        same = same.filter(model__in=("", told.model))
    found = list(same.values_list("pk", flat=True)[:2])
    if len(found) != 1:
        raise Refused(
            "metrology.dcc.no_such_instrument", messages.NO_SUCH_INSTRUMENT, serial=told.serial or "–", item=told.item
        )
    return {"instrument": found[0]}


def as_values(certificate: Read, told: Extract, on: date) -> dict[str, Any]:
    """Typed values of the register for what a certificate says on the day it is recorded; numbers too fine stay in the file."""
    signature = certificate.signatures[0] if certificate.signatures else None
    low, high = scaled(told.low), scaled(told.high)
    known = low is not None and high is not None
    return {
        "number": told.number[:60],
        "issuer": told.laboratory[:120],
        "kind": "dcc",
        "used_text": told.used[:200],
        "method": told.method[:120],
        "done_on": told.done_on,
        "last_day": told.recalibrate_on,
        "result": told.result,
        "range_low": low if known else None,
        "range_high": high if known else None,
        "unit": told.unit[:20] if known else "",
        "uncertainty": scaled(told.uncertainty),
        "points": [_point(point) for point in told.points],
        "signer": signature.signer[:120] if signature else "",
        "signature": "unsigned" if signature is None else "expired" if signature.expired_on(on) else "right",
    }


def scaled(number: Decimal | None) -> int | None:
    """The number as the registers keep it; None where it would lose digits or not fit."""
    if number is None:
        return None
    whole = number.scaleb(SCALE)
    return int(whole) if whole == whole.to_integral_value() and abs(whole) < 2**63 else None


def _point(point: Point) -> dict[str, str]:
    """A line of results as text, exact; what is not stated is left out."""
    numbers = {
        "reference": point.reference, "indicated": point.indicated, "error": point.error,
        "uncertainty": point.uncertainty, "factor": point.factor,
    }  # fmt: skip
    words = {"unit": point.unit, "verdict": point.verdict}
    return {name: str(value) for name, value in {**numbers, **words}.items() if value not in (None, "")}


def file_of(certificate: Certificate) -> Any:
    """The kept file of a certificate that was read from one, None for a typed one."""
    register = registry.register(CERTIFICATE)
    return kept_files.attachments(kit.evidence_of(register, EVIDENCE), certificate.pk).first()


# what stays overdue


def carry_over(actor: Actor, *, at: datetime) -> int:
    """Write the due day of 1 January for every instrument that was overdue then and still is. Returns how many.

    Once a year, after the turn; repeating it changes nothing.
    """
    rights.require(actor, rights.recording(registry.register("metrology.instrument")), ())
    today = timezone.localtime(at).date()
    start = date(today.year, 1, 1)
    overdue = InstrumentDue.objects.filter(
        due_on__lt=start, verified_on__isnull=True, verified_on_time=False, state="due", withdrawn=False
    )
    wanted = sorted(set(overdue.values_list("instrument", flat=True)))
    before = InstrumentDue.objects.filter(due_on=start, reason="carried", withdrawn=False).count()
    with act(actor, CARRY_OVER, str(today.year), at=at, skip_empty=True) as opened:
        for some in pieces(wanted):
            hanging.write_dues(opened, some)
    return InstrumentDue.objects.filter(due_on=start, reason="carried", withdrawn=False).count() - before

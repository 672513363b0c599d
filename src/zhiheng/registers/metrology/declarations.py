"""What the kit is told about the registers of metrology."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiheng.accounts.roles import CLERK, DEPARTMENT, INSPECTOR, LABORATORY, OFFICE
from zhiheng.registers.kit.declaration import Measure, Move, Register, Tab, Typed, Where, Within
from zhiheng.registers.metrology import hanging, measures, messages
from zhiheng.registers.metrology.checks import check
from zhiheng.registers.metrology.models import (
    SCALE,
    Certificate,
    Demand,
    EnergyMetering,
    HonestSpan,
    HonestUnit,
    Instrument,
    InstrumentDue,
    MeasurementStandard,
    StandardSpan,
)
from zhiheng.registers.metrology.rules import records as rules

AREA = "metrology"
_KEEPERS = (OFFICE, DEPARTMENT, CLERK)
_AUTHORITY = (OFFICE, DEPARTMENT)
_RANGE_SCALES = {"range_low": SCALE, "range_high": SCALE}


def _in(days: int, day: date) -> date:
    return day + timedelta(days=days)


TRACEABILITY = Measure(
    code="traceability_coverage",
    label=_("Measurement demands that reach a primary standard"),
    compute=measures.traceability_coverage,
    touched_by=("metrology.standard", "metrology.certificate", "metrology.demand"),
    everywhere=True,
    prepare=measures.traced,
)

STANDARD = Register(
    code="metrology.standard",
    model=MeasurementStandard,
    label=_("Measurement standard"),
    label_plural=_("Measurement standards"),
    area=AREA,
    named_by="number",
    key=("number",),
    entry=(
        "number", "name", "kind", "level", "holder", "place", "classification", "quantity", "range_low", "range_high",
        "unit", "uncertainty", "max_error", "method", "persons", "stability_on", "repeatability_on", "issued_by",
        "certificate_number", "certified_on", "last_day", "public_number",
    ),
    listed=("number", "name", "kind", "level", "holder", "place", "quantity", "last_day", "state"),
    public=("number", "name", "kind", "level", "holder", "quantity", "range_low", "range_high", "unit", "last_day", "state"),
    searched=("number", "name", "certificate_number", "public_number", "holder__name"),
    filters=("place", "state", "kind", "level", "quantity"),
    lookups={"holder": "uscc"},
    scales={**_RANGE_SCALES, "uncertainty": SCALE, "max_error": SCALE},
    counts_on="certified_on",
    counts_in=("in_use", "suspended", "ended"),  # the spans say when; a suspension or end takes nothing back
    spans=StandardSpan,
    records=(*_KEEPERS, LABORATORY),
    first_state="built",
    states={
        "built": pgettext_lazy("state of a standard", "Being built"),
        "applied": pgettext_lazy("state of a standard", "Applied for assessment"),
        "in_use": pgettext_lazy("state of a standard", "In use"),
        "suspended": pgettext_lazy("state of a standard", "Suspended"),
        "ended": pgettext_lazy("state of a standard", "Ended"),
    },
    evidence={
        "assessment": _("Assessment certificate"),
        "decision": _("Decision"),
        "records": _("Records of stability and repeatability"),
    },
    moves=(
        Move(
            "apply", _("Apply for assessment"), ("built",), "applied", by=(*_KEEPERS, LABORATORY),
            may_fill=("persons", "stability_on", "repeatability_on"), check=check(rules.ready_to_apply), clause="jjf-1033",
        ),
        Move(
            "certify", _("Enter the certificate"), ("built", "applied"), "in_use", by=_AUTHORITY,
            asks=("certificate_number", "certified_on", "last_day"), may_fill=("public_number", "issued_by"),
            check=check(rules.certified), clause="metrology-law/6",
        ),
        Move(
            "renew", _("Enter a new certificate"), ("in_use",), "in_use", by=_AUTHORITY,
            asks=("certificate_number", "certified_on", "last_day"), may_fill=("public_number", "issued_by"),
            within=(Within(0, working=False, starts="reexamine_by", clause="jjf-1033", mark="general_knowledge"),),
            check=check(rules.certified), clause="jjf-1033",
        ),
        Move(
            "suspend", pgettext_lazy("metrology", "Suspend"), ("in_use",), "suspended", by=(*_AUTHORITY, LABORATORY), asks=("paused_on", "pause_reason"),
        ),
        Move(
            "restore", _("Back in use"), ("suspended",), "in_use", by=_AUTHORITY, asks=("restored_on",),
            may_fill=("stability_on", "repeatability_on"), check=check(rules.restored),
        ),
        Move(
            "end", _("End"), ("built", "applied", "in_use", "suspended"), "ended", by=_AUTHORITY, asks=("ended_on",), ends=True,
        ),
    ),
    checks=(check(rules.same_range, rules.standard_fits, rules.standard_number_form, rules.certified_in_order),),
    sentences=messages.STANDARD,
    predicates={
        "public": (Where("kind", "is", "public"),),
        "enterprise_highest": (Where("kind", "is", "enterprise"),),
    },
    tabs=(
        Tab("valid", _("Valid"), lambda day: Q(spans__valid_from__lte=day) & (Q(spans__valid_to__gt=day) | Q(spans__valid_to=None))),
        Tab("re_examine", _("To apply for re-examination"), lambda day: Q(state="in_use", reexamine_by__lte=_in(60, day))),
        Tab("expiring", _("Ends within 30 days"), lambda day: Q(state="in_use", last_day__gte=day, last_day__lt=_in(30, day))),
        Tab("lapsed", _("Lapsed"), lambda day: Q(state="in_use", last_day__lt=day)),
        Tab("suspended", pgettext_lazy("metrology", "Suspended"), lambda day: Q(state="suspended")),
    ),
    alike=lambda typed: _same_standard(typed),
    before_save=rules.standard_derived,
    after_save=hanging.standards_saved,
    help=_("Public standards, highest standards of departments and enterprises, and the tops above them."),
)  # fmt: skip


def _same_standard(typed: Typed) -> Q | None:
    """The same certificate number, or the same name at the same holder."""
    found = Q()
    if number := typed.get("certificate_number"):
        found |= Q(certificate_number=number)
    if typed.get("holder") and typed.get("name"):
        found |= Q(holder=typed["holder"], name=typed["name"])
    return found or None


def _same_instrument(typed: Typed) -> Q | None:
    """The same serial number and model, or the user's own number at the same user."""
    found = Q()
    if serial := typed.get("serial"):
        found |= Q(serial=serial, model=typed.get("model") or "")
    if typed.get("asset") and typed.get("owner"):
        found |= Q(asset=typed["asset"], owner=typed["owner"])
    return found or None


def _same_certificate(typed: Typed) -> Q | None:
    """The same thing done on the same day."""
    if typed.get("done_on") is None:
        return None
    if typed.get("instrument") is not None:
        return Q(instrument=typed["instrument"], done_on=typed["done_on"])
    return Q(standard=typed["standard"], done_on=typed["done_on"]) if typed.get("standard") is not None else None


INSTRUMENT = Register(
    code="metrology.instrument",
    model=Instrument,
    label=_("Instrument"),
    label_plural=_("Instruments"),
    area=AREA,
    named_by="number",
    key=("number",),
    entry=(
        "number", "name", "kind", "use", "owner", "place", "location", "asset", "serial", "model", "maker", "approval",
        "range_low", "range_high", "unit", "max_error", "mode", "cycle_months", "used_from",
    ),
    listed=("number", "name", "kind", "owner", "place", "use", "verified_on", "next_due_on", "state"),
    public=("number", "kind", "use", "place", "verified_on", "next_due_on", "state"),
    searched=("number", "name", "serial", "asset", "owner__name"),
    filters=("place", "state", "kind", "use", "mode"),
    lookups={"owner": "uscc"},
    scales={**_RANGE_SCALES, "max_error": SCALE},
    counts_on="used_from",
    counts_in=("in_use",),
    records=(*_KEEPERS, INSPECTOR, LABORATORY),
    first_state="in_use",
    states={
        "in_use": pgettext_lazy("state of an instrument", "In use"),
        "sealed": pgettext_lazy("state of an instrument", "Sealed"),
        "repair": pgettext_lazy("state of an instrument", "In repair"),
        "scrapped": pgettext_lazy("state of an instrument", "Scrapped"),
        "lost": pgettext_lazy("state of an instrument", "Lost"),
    },
    evidence={"seal_record": _("Record of sealing"), "scrap_record": _("Record of scrapping")},
    moves=(
        Move(
            "seal", _("Seal"), ("in_use",), "sealed", by=(*_KEEPERS, INSPECTOR), asks=("paused_on", "pause_reason"),
            evidence=("seal_record",),
        ),
        Move("repair", _("Into repair"), ("in_use",), "repair", by=(*_KEEPERS, INSPECTOR, LABORATORY), asks=("paused_on",),
             may_fill=("pause_reason",)),
        Move("return", _("Back in use"), ("sealed", "repair"), "in_use", by=(*_KEEPERS, INSPECTOR), asks=("restored_on",),
             check=check(rules.restored)),
        Move("scrap", _("Scrap"), ("in_use", "sealed", "repair"), "scrapped", by=_KEEPERS, asks=("gone_on",), ends=True),
        Move("lose", _("Report as lost"), ("in_use", "sealed", "repair"), "lost", by=_KEEPERS, asks=("gone_on",), ends=True),
    ),
    checks=(check(rules.same_range, rules.cycle_not_longer, rules.approval_form, rules.gone_in_order),),
    sentences=messages.INSTRUMENT,
    tabs=(
        Tab("due_soon", _("Due within 30 days"), lambda day: Q(state="in_use", next_due_on__gte=day, next_due_on__lt=_in(30, day))),
        Tab("overdue", _("Overdue"), lambda day: Q(state="in_use", next_due_on__lt=day)),
        Tab("rejected", _("Rejected at the last verification"), lambda day: Q(state="in_use", last_result="fail")),
        Tab("sealed", _("Sealed"), lambda day: Q(state="sealed")),
    ),
    alike=_same_instrument,
    before_save=rules.instrument_derived,
    after_save=hanging.instruments_saved,
    help=_("Working instruments. When each was due and whether it was verified on time follows from its certificates."),
)  # fmt: skip

CERTIFICATE = Register(
    code="metrology.certificate",
    model=Certificate,
    label=pgettext_lazy("metrology", "Certificate"),
    label_plural=_("Verification and calibration certificates"),
    area=AREA,
    named_by="number",
    key=("issuer", "number"),
    entry=(
        "number", "issuer", "accreditation", "kind", "instrument", "standard", "place", "used", "used_text", "method",
        "done_on", "last_day", "result", "range_low", "range_high", "unit", "uncertainty",
    ),
    listed=("number", "kind", "instrument", "standard", "issuer", "done_on", "last_day", "result", "state"),
    public=("number", "kind", "issuer", "done_on", "last_day", "result", "state"),
    searched=("number", "issuer", "instrument__number", "instrument__name", "standard__number", "standard__name"),
    filters=("place", "state", "kind", "result"),
    lookups={"instrument": "number", "standard": "number", "used": "number"},
    scales={**_RANGE_SCALES, "uncertainty": SCALE},
    counts_on="done_on",
    counts_in=("issued", "confirmed"),
    records=(*_KEEPERS, LABORATORY),
    first_state="issued",
    states={
        "issued": pgettext_lazy("state of a metrological certificate", "Issued"),
        "confirmed": pgettext_lazy("state of a metrological certificate", "Confirmed by the issuer"),
        "revoked": pgettext_lazy("state of a metrological certificate", "Revoked"),
    },
    evidence={"certificate": pgettext_lazy("metrology", "Certificate"), "decision": _("Decision")},
    moves=(
        Move("confirm", _("Confirm with the issuer"), ("issued",), "confirmed", by=_AUTHORITY),
        Move(
            "revoke", _("Revoke"), ("issued", "confirmed"), "revoked", by=(*_AUTHORITY, LABORATORY),
            asks=("revoked_on", "revoke_reason"), check=check(rules.revoked_in_order), ends=True,
        ),
    ),
    checks=(
        check(
            rules.same_range, rules.one_subject, rules.result_fits, rules.certificate_number_form, rules.used_is_named,
        ),
    ),
    sentences=messages.CERTIFICATE,
    tabs=(
        Tab("expiring", _("Ends within 30 days"), lambda day: Q(last_day__gte=day, last_day__lt=_in(30, day)) & ~Q(state="revoked")),
        Tab("without_chain", _("Standard used not named"), lambda day: Q(used__isnull=True) & ~Q(state="revoked")),
        Tab("failed", _("Does not conform"), lambda day: Q(result="fail")),
    ),
    alike=_same_certificate,
    before_save=rules.certificate_derived,
    after_save=hanging.certificates_saved,
    help=_("Typed by hand, or read from a digital calibration certificate whose file is kept."),
)  # fmt: skip

INSTRUMENT_DUE = Register(
    code="metrology.instrument_due",
    model=InstrumentDue,
    label=_("Due day"),
    label_plural=_("Due days of instruments"),
    area=AREA,
    named_by="instrument",
    key=("instrument", "due_on"),
    entry=(
        "instrument", "due_on", "reason", "kind", "use", "mode", "edition", "key_managed", "certificate", "verified_on",
        "verified_on_time", "result", "place",
    ),
    listed=("instrument", "due_on", "reason", "use", "key_managed", "verified_on", "verified_on_time", "result", "state"),
    public=("due_on", "use", "verified_on_time", "result"),
    searched=("instrument__number", "instrument__name"),
    filters=("place", "state", "use", "reason", "key_managed", "verified_on_time", "edition"),
    lookups={"instrument": "number", "certificate": "number"},
    counts_on="due_on",
    counts_in=("due",),
    records=(),
    first_state="due",
    states={
        "due": pgettext_lazy("state of a due day", "Counts"),
        "excused": pgettext_lazy("state of a due day", "Out of use by a record"),
    },
    tabs=(
        Tab("open", _("Not verified yet"), lambda day: Q(verified_on__isnull=True, state="due", due_on__lte=day)),
        Tab("late", _("Verified late"), lambda day: Q(verified_on__isnull=False, verified_on_time=False, state="due")),
        Tab("excused", _("Out of use by a record"), lambda day: Q(state="excused")),
    ),
    help=_("Nobody types these: they follow from instruments and certificates in the same act."),
)  # fmt: skip

DEMAND = Register(
    code="metrology.demand",
    model=Demand,
    label=_("Measurement demand"),
    label_plural=_("Measurement demands"),
    area=AREA,
    named_by="code",
    key=("code",),
    entry=(
        "code", "name", "holder", "place", "quantity", "range_low", "range_high", "unit", "max_error", "compulsory",
        "instruments", "served_by", "also_served_by", "since",
    ),
    listed=("code", "name", "place", "quantity", "served_by", "instruments", "state"),
    public=("code", "name", "quantity", "state"),
    searched=("code", "name", "holder__name", "served_by__number"),
    filters=("place", "state", "quantity", "compulsory"),
    lookups={"holder": "uscc", "served_by": "number", "also_served_by": "number"},
    scales={**_RANGE_SCALES, "max_error": SCALE},
    counts_on="since",
    counts_in=("active",),
    measures=(TRACEABILITY,),
    records=(*_KEEPERS, LABORATORY),
    first_state="active",
    states={
        "active": pgettext_lazy("state of a demand", "Active"),
        "ended": pgettext_lazy("state of a demand", "Ended"),
    },
    moves=(Move("end", _("End"), ("active",), "ended", by=_KEEPERS, asks=("ended_on",), ends=True),),
    checks=(check(rules.same_range, rules.demand_fits),),
    sentences=messages.DEMAND,
    tabs=(Tab("unserved", _("No standard named"), lambda day: Q(state="active", served_by__isnull=True)),),
    alike=lambda typed: Q(name=typed["name"], place=typed["place"]) if typed.get("name") and typed.get("place") else None,
    help=_("What is to be measured here: quantity, range, accuracy, and the standard that serves it."),
)  # fmt: skip

HONEST_UNIT = Register(
    code="metrology.honest_unit",
    model=HonestUnit,
    label=_("Honest-metrology unit"),
    label_plural=_("Honest-metrology units"),
    area=AREA,
    named_by="enterprise",
    key=("enterprise", "domain", "declared_on"),
    entry=("enterprise", "domain", "place", "declared_on"),
    listed=("enterprise", "domain", "place", "declared_on", "checked_on", "check_passed", "review_by", "state"),
    public=("enterprise", "domain", "declared_on", "state"),
    searched=("enterprise__name",),
    filters=("place", "state", "domain"),
    lookups={"enterprise": "uscc"},
    counts_on="declared_on",
    counts_in=("declared", "demonstration", "warned", "removed"),  # spans end with the removal
    spans=HonestSpan,
    records=(*_KEEPERS, INSPECTOR),
    first_state="declared",
    states={
        "declared": pgettext_lazy("state of an honest-metrology unit", "Declared"),
        "demonstration": pgettext_lazy("state of an honest-metrology unit", "Demonstration unit"),
        "warned": pgettext_lazy("state of an honest-metrology unit", "Warned"),
        "removed": pgettext_lazy("state of an honest-metrology unit", "Removed"),
    },
    evidence={"declaration": _("Declaration"), "check_sheet": _("Check sheet"), "decision": _("Decision")},
    moves=(
        Move(
            "check", _("Check on site"), ("declared",), "declared", by=(*_AUTHORITY, INSPECTOR),
            asks=("checked_on", "check_passed"), may_fill=("check_found",), check=check(rules.check_says_what),
        ),
        Move(
            "check_demonstration", _("Yearly check"), ("demonstration",), "demonstration", by=(*_AUTHORITY, INSPECTOR),
            asks=("checked_on", "check_passed"), may_fill=("check_found",), check=check(rules.check_says_what),
            within=(Within(365, working=False, starts="checked_on", clause="design/honest-metrology", mark="design_choice"),),
        ),
        Move(
            "demonstrate", _("Make it a demonstration unit"), ("declared",), "demonstration", by=_AUTHORITY,
            asks=("demonstrated_on",), check=check(rules.check_passed),
        ),
        Move("warn", _("Warn"), ("declared", "demonstration"), "warned", by=(*_AUTHORITY, INSPECTOR), asks=("warned_on", "check_found")),
        Move(
            "clear", _("Put right"), ("warned",), "declared", by=(*_AUTHORITY, INSPECTOR), asks=("checked_on", "check_passed"),
            check=check(rules.check_passed),
        ),
        Move(
            "remove", _("Remove"), ("declared", "demonstration", "warned"), "removed", by=_AUTHORITY,
            asks=("removed_on", "remove_reason"), ends=True,
        ),
    ),
    checks=(check(rules.honest_in_order),),
    sentences=messages.HONEST,
    tabs=(
        Tab("to_review", _("To be reviewed within 60 days"), lambda day: Q(review_by__lte=_in(60, day)) & ~Q(state="removed")),
        Tab("warned", _("Warned"), lambda day: Q(state="warned")),
    ),
    alike=lambda typed: Q(enterprise=typed["enterprise"], domain=typed["domain"]) if typed.get("enterprise") else None,
    before_save=rules.honest_derived,
    after_save=hanging.honest_saved,
    help=_("Enterprises declare honest metrology themselves, the authority checks; nobody certifies."),
)  # fmt: skip

ENERGY = Register(
    code="metrology.energy",
    model=EnergyMetering,
    label=_("Energy metering"),
    label_plural=_("Energy metering of users"),
    area=AREA,
    named_by="enterprise",
    key=("enterprise", "year", "carrier", "level"),
    entry=(
        "enterprise", "place", "year", "carrier", "level", "consumption_tce", "required", "equipped", "verified", "online",
    ),
    listed=("enterprise", "year", "carrier", "level", "required", "equipped", "verified", "rate_needed", "meets", "state"),
    public=("enterprise", "year", "carrier", "level", "meets"),
    searched=("enterprise__name",),
    filters=("place", "state", "year", "carrier", "level", "meets", "key_user"),
    totals=("required", "equipped", "verified"),
    lookups={"enterprise": "uscc"},
    records=_KEEPERS,
    first_state="reported",
    states={
        "reported": pgettext_lazy("state of energy metering", "Reported"),
        "audited": pgettext_lazy("state of energy metering", "Audited, in order"),
        "findings": pgettext_lazy("state of energy metering", "Audited, with findings"),
        "closed": pgettext_lazy("state of energy metering", "Corrected"),
    },
    evidence={"audit": _("Audit report"), "correction": _("Report of correction")},
    moves=(
        Move("audit", _("Audited, in order"), ("reported",), "audited", by=_AUTHORITY, asks=("audited_on",), ends=True),
        Move("find", _("Audited, with findings"), ("reported",), "findings", by=_AUTHORITY, asks=("audited_on", "findings")),
        Move("correct", _("Findings corrected"), ("findings",), "closed", by=_AUTHORITY, asks=("corrected_on",), ends=True),
    ),
    checks=(check(rules.energy_in_order),),
    sentences=messages.ENERGY,
    tabs=(
        Tab("not_met", _("Meters missing"), lambda day: Q(meets=False)),
        Tab("open_findings", pgettext_lazy("metrology", "Findings open"), lambda day: Q(state="findings")),
    ),
    before_save=rules.energy_derived,
    help=_("How far energy users have the meters that GB 17167 asks for, and what the audit found."),
)  # fmt: skip

REGISTERS = (STANDARD, INSTRUMENT, CERTIFICATE, INSTRUMENT_DUE, DEMAND, HONEST_UNIT, ENERGY)

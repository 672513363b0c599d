from datetime import date, timedelta

from django.db.models import Q

from tests.registers_app.models import Permit, PermitSpan, Sample, Wide
from zhiheng.registers.kit.declaration import Fault, Move, Register, Tab, Where, Within


def tested_not_before_drawn(typed):
    if typed["tested_on"] and typed["drawn_on"] and typed["tested_on"] < typed["drawn_on"]:
        return [Fault("tested_before_drawn", "tested_on", {"tested": typed["tested_on"], "drawn": typed["drawn_on"]})]
    return []


def result_needs_test(typed):
    if typed["passed"] is not None and typed["tested_on"] is None:
        return [Fault("untested", "passed")]
    return []


def unlikely(typed):
    if typed["measured"] is not None and typed["measured"] > 5_000_000:
        return [Fault("unlikely", "measured", {"found": typed["measured"] / 1000}, soft=True)]
    return []


def year_of(typed):
    return {"year": typed["drawn_on"].year if isinstance(typed["drawn_on"], date) else 0}


def same_firm_and_day(typed):
    if not (typed.get("firm") and typed.get("drawn_on") and typed.get("product")):
        return None
    return Q(firm=typed["firm"], drawn_on=typed["drawn_on"], product=typed["product"])


SAMPLES = Register(
    code="trial.sample",
    model=Sample,
    label="样品",
    label_plural="样品",
    area="trial",
    named_by="number",
    key=("number",),
    entry=(
        "place",
        "number",
        "firm",
        "product",
        "standard",
        "kind",
        "drawn_on",
        "tested_on",
        "passed",
        "measured",
        "stratum",
        "contact",
    ),
    listed=("number", "firm", "kind", "drawn_on", "passed", "state"),
    first_state="reported",
    states={"reported": "已报", "objected": "有异议", "final": "已定"},
    public=("place", "kind", "drawn_on", "passed"),
    searched=("number", "product"),
    filters=("place", "kind", "state", "drawn_on"),
    totals=("measured",),
    personal=("contact",),
    lookups={"firm": "code"},
    scales={"measured": 3},
    counts_on="drawn_on",
    counts_in=("final",),
    moves=(
        Move(
            "object",
            "提出异议",
            ("reported",),
            "objected",
            by=("clerk",),
            within=(
                Within(15, True, "tested_on", "law/15", valid_to=date(2019, 1, 1)),
                Within(10, True, "tested_on", "law/15", valid_from=date(2019, 1, 1)),
            ),
        ),
        Move(
            "confirm",
            "确认",
            ("reported", "objected"),
            "final",
            by=("office",),
            asks=("passed",),
            may_fill=("tested_on",),
            ends=True,
        ),
        Move("prove", "凭证确认", ("reported",), "final", by=("office",), evidence=("report",), ends=True),
    ),
    checks=(tested_not_before_drawn, result_needs_test, unlikely),
    sentences={
        "tested_before_drawn": "“%(label)s” %(tested)s 早于抽样日期 %(drawn)s。请核对哪一个。",
        "untested": "“%(label)s”已填，检验日期却是空的。请补检验日期。",
        "unlikely": "“%(label)s” %(found)s 大得少见。请核对，或写明原因。",
    },
    predicates={"failed": (Where("passed", "is", False),)},
    tabs=(
        Tab("fresh", "近30天", lambda on: Q(drawn_on__gte=on - timedelta(days=30))),
        Tab("open", "待定", lambda on: ~Q(state="final")),
    ),
    records=("clerk", "office"),
    evidence={"report": "检验报告"},
    alike=same_firm_and_day,
    before_save=year_of,
)


def spans_written(opened, ids):
    """From issue to the last day, until a suspension if there is one; a withdrawn permit never was valid."""
    PermitSpan.objects.filter(record__in=ids).delete()
    PermitSpan.objects.bulk_create(
        PermitSpan(record=one, valid_from=one.issued_on, valid_to=one.suspended_on or one.ends_on + timedelta(days=1))
        for one in Permit.objects.filter(pk__in=ids, withdrawn=False).order_by("pk")
    )


PERMITS = Register(
    code="trial.permit",
    model=Permit,
    label="许可",
    label_plural="许可",
    area="trial",
    named_by="number",
    key=("number",),
    entry=("place", "number", "firm", "issued_on", "ends_on"),
    listed=("number", "firm", "ends_on", "state"),
    first_state="valid",
    states={"valid": "有效", "suspended": "暂停"},
    lookups={"firm": "code"},
    spans=PermitSpan,
    moves=(Move("suspend", "暂停", ("valid",), "suspended", by=("office",), asks=("suspended_on",)),),
    records=("office",),
    sees=("office", "auditor"),
    after_save=spans_written,
)


WIDE = Register(
    code="trial.wide",
    model=Wide,
    label="宽表",
    label_plural="宽表",
    area="trial",
    named_by="number",
    key=("number",),
    entry=(
        "place",
        "number",
        "firm",
        "product",
        "brand",
        "batch",
        "drawn_on",
        "tested_on",
        "passed",
        "measured",
        "kind",
        "stratum",
        "code",
        "standard",
        "note",
    ),
    listed=("number", "firm", "kind", "drawn_on", "passed", "state"),
    first_state="final",
    states={"final": "已定"},
    lookups={"firm": "code"},
    scales={"measured": 3},
    checks=(tested_not_before_drawn,),
    sentences=SAMPLES.sentences,
    records=("office",),
    before_save=year_of,
)

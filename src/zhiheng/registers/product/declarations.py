"""What the kit is told about sampled batches, the catalogue of key products and sampling frames.

Two machines: order 18, where the party objects and the authority arranges the retest, and order 15, where the party asks
for the retest. Medicines, cosmetics, devices and farm products follow the second one with clocks of their own.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiheng.accounts.roles import CLERK, DEPARTMENT, INSPECTOR, LABORATORY, OFFICE, OPERATOR
from zhiheng.registers.kit.declaration import Check, Fault, Move, Register, Tab, Typed, Where
from zhiheng.registers.parties.checks import check
from zhiheng.registers.parties.rules import name_key
from zhiheng.registers.product import clocks, messages, models, queries, rules

_OFFICERS = (DEPARTMENT, INSPECTOR)
_HEADS = (DEPARTMENT,)

STATES: Mapping[str, Promise] = {
    "dispatched": pgettext_lazy("state of a sample", "Dispatched"),
    "sampled": pgettext_lazy("state of a sample", "Sampled"),
    "process_objected": pgettext_lazy("state of a sample", "Objection to the sampling open"),
    "received": pgettext_lazy("state of a sample", "At the laboratory"),
    "reported": pgettext_lazy("state of a sample", "Reported"),
    "served": pgettext_lazy("state of a sample", "Served"),
    "objected": pgettext_lazy("state of a sample", "Objection open"),
    "retest_notified": pgettext_lazy("state of a sample", "Retest notified"),
    "retest_asked": pgettext_lazy("state of a sample", "Retest asked for"),
    "retest_accepted": pgettext_lazy("state of a sample", "Retest accepted"),
    "retest_running": pgettext_lazy("state of a sample", "Retest running"),
    "final": pgettext_lazy("state of a sample", "Final"),
    "correcting": pgettext_lazy("state of a sample", "Being corrected"),
    "rechecked": pgettext_lazy("state of a sample", "Rechecked"),
    "announced": pgettext_lazy("state of a sample", "Announced"),
    "halted": pgettext_lazy("state of a sample", "Ordered to halt"),
    "handling": pgettext_lazy("state of a sample", "Being handled"),
    "closed": pgettext_lazy("state of a sample", "Closed"),
    "annulled": pgettext_lazy("state of a sample", "Annulled"),
    "not_sampled": pgettext_lazy("state of a sample", "Not sampled"),
    "refused": pgettext_lazy("state of a sample", "Sampling refused"),
    "stopped": pgettext_lazy("state of a sample", "Stopped, reported"),
    "rejected": pgettext_lazy("state of a sample", "Not accepted by the laboratory"),
    "spoilt": pgettext_lazy("state of a sample", "Test impossible"),
}
"""All states in the order of the life line; each machine uses some of them."""

_ONLY_18 = frozenset({"retest_notified", "correcting", "rechecked", "announced", "halted"})
_ONLY_15 = frozenset({"process_objected", "retest_asked", "retest_accepted", "handling"})


def _states(without: frozenset[str]) -> dict[str, Promise]:
    return {code: label for code, label in STATES.items() if code not in without}


# ------------------------------------------------------------------------------------------------------- moves

_NOT_POSSIBLE = ("moved", "closed", "changed", "stock_short", "not_for_sale", "trial")


def _not_twice_in_six_months(typed: Typed) -> list[Fault]:
    """Order 18 art. 8. One query a batch; batches are sampled one by one."""
    producer, day = rules.party(typed, "producer"), typed.get("sampled_on")
    if not producer or day is None:
        return []
    last = queries.last_sampled(
        models.IndustrialSample, producer, str(typed["product_name"]), str(typed["brand"]), str(typed["model"]),
        str(typed["claimed_standard"]),
    )  # fmt: skip
    ground = "follow_up" if typed["programme_type"] == "follow_up" else str(typed["repeat_ground"])
    if rules.may_sample_again(last, day, ground) or last is None:
        return []
    return [Fault("sampled_lately", "repeat_ground", {"last": last, "again": rules.add_months(last, 6)})]


def _before_sampling(typed: Typed) -> list[Fault]:
    return [*check(rules.quantities_fit)(typed), *_not_twice_in_six_months(typed)]


def _first_moves(
    law: str, times: Mapping[str, clocks.Clocks], sampling: Check, may_fill: tuple[str, ...] = ()
) -> tuple[Move, ...]:
    """From dispatch to the served result: the same everywhere but for clocks, articles and what is looked at before."""
    return (
        Move(
            "sample", _("Take the sample"), ("dispatched",), "sampled", by=_OFFICERS, clause=f"{law}/sampling",
            asks=("sampled_on", "samplers"),
            may_fill=(
                "product_name", "brand", "model", "batch_no", "produced_on", "lot_size", "taken", "reserve", "unit",
                "reserve_at", "tamper_seals", "sampled_party", "sampled_party_name", *may_fill,
            ),
            check=sampling, evidence=("sampling_sheet", "photo"),
        ),
        Move(
            "not_possible", _("Cannot be sampled"), ("dispatched",), "not_sampled", by=_OFFICERS, asks=("outcome",),
            check=check(rules.outcome_is(*_NOT_POSSIBLE)), evidence=("statement", "photo"), ends=True,
        ),
        Move(
            "refuse", _("Sampling was refused"), ("dispatched",), "refused", by=_OFFICERS, asks=("outcome",),
            check=check(rules.outcome_is("refused")), evidence=("statement", "photo"), ends=True,
        ),
        Move(
            "stop", _("Stop and report"), ("dispatched", "received"), "stopped", by=(*_OFFICERS, LABORATORY),
            asks=("outcome",), check=check(rules.outcome_is("unlawful")), evidence=("statement",), ends=True,
        ),
        Move(
            "receive", _("Receive at the laboratory"), ("sampled",), "received", by=(LABORATORY, DEPARTMENT),
            within=times.get("deliver", ()), asks=("received_on", "laboratory"),
        ),
        Move(
            "reject", _("Do not accept the sample"), ("sampled",), "rejected", by=(LABORATORY,), asks=("outcome",),
            check=check(rules.outcome_is("lab_reject")), evidence=("statement",), ends=True,
        ),
        Move(
            "spoil", _("Test impossible"), ("received",), "spoilt", by=(LABORATORY,), asks=("outcome",),
            check=check(rules.outcome_is("test_impossible")), evidence=("statement",), ends=True,
        ),
        Move(
            "report", _("Issue the test report"), ("received",), "reported", by=(LABORATORY, DEPARTMENT),
            within=times.get("report", ()), asks=("reported_on", "report_no", "conclusion"),
            may_fill=("failed_items", "judged_by", "item_group"), check=check(rules.conclusion_complete),
            evidence=("test_report",),
        ),
        Move(
            "serve", _("Serve the result"), ("reported",), "served", by=_OFFICERS, within=times.get("serve", ()),
            asks=("served_on",), evidence=("service_record",),
        ),
    )  # fmt: skip


def _last_moves(times: Mapping[str, clocks.Clocks], state: str) -> tuple[Move, ...]:
    """Handing over, from the final failure or while it is being handled."""
    return (
        Move(
            "hand_over", _("Hand over or file a case"), ("final", state), "closed", by=_HEADS,
            within=times.get("close", ()), asks=("closed_on", "closing"), may_fill=("handling",),
            check=check(rules.handed_over), evidence=("decision",), ends=True,
        ),
    )  # fmt: skip


def _moves_18() -> tuple[Move, ...]:
    times = clocks.ORDER_18
    return (
        *_first_moves("order-18", times, _before_sampling, ("producer", "claimed_standard", "repeat_ground")),
        Move(
            "conclude", _("Let the result become final"), ("served",), "final", by=_HEADS, asks=("concluded_on",),
            clause="order-18/36", check=check(rules.silent_long_enough(15)), ends=True,
        ),
        Move(
            "object", _("Record an objection"), ("served",), "objected", by=(CLERK, *_OFFICERS),
            within=times["object"], clause="order-18/36", asks=("objected_on", "objection_kind"),
            evidence=("objection",),
        ),
        Move(
            "not_upheld", _("Do not uphold the objection"), ("objected",), "final", by=_HEADS, clause="order-18/37",
            asks=("objection_decided_on", "objection_result", "concluded_on"), check=check(rules.objection_ends),
            evidence=("decision",), ends=True,
        ),
        Move(
            "annul", _("Uphold the objection, void the batch"), ("objected",), "annulled", by=_HEADS,
            clause="order-18/37", asks=("objection_decided_on", "objection_result", "concluded_on"),
            check=check(rules.objection_upheld), evidence=("decision",), ends=True,
        ),
        Move(
            "notify_retest", _("Notify the retest"), ("objected",), "retest_notified", by=_OFFICERS,
            clause="order-18/38", asks=("retest_notified_on",), evidence=("service_record",),
        ),
        Move(
            "arrange_retest", _("Formalities done, name the laboratory"), ("retest_notified",), "retest_running",
            by=_OFFICERS, within=times["do_formalities"], clause="order-18/39",
            asks=("retest_arranged_on", "retest_laboratory"), check=check(rules.retest_complete),
        ),
        Move(
            "waive_retest", _("Formalities not done in time"), ("retest_notified",), "final", by=_HEADS,
            clause="order-18/38", asks=("objection_decided_on", "objection_result", "concluded_on"),
            check=check(rules.objection_ends), ends=True,
        ),
        Move(
            "lose_reserve", _("Reserve sample hidden, moved or damaged"), ("retest_notified", "retest_running"),
            "final", by=_HEADS, clause="order-18/40", asks=("objection_decided_on", "objection_result", "concluded_on"),
            check=check(rules.objection_ends), evidence=("statement",), ends=True,
        ),
        Move(
            "conclude_retest", _("Conclude the retest"), ("retest_running",), "final", by=(LABORATORY, DEPARTMENT),
            within=times["name_laboratory"], clause="order-18/42",
            asks=("retest_reported_on", "retest_conclusion", "concluded_on"), check=check(rules.retest_decided),
            evidence=("test_report",), ends=True,
        ),
        Move(
            "order", _("Order to correct"), ("final",), "correcting", by=_OFFICERS, clause="order-18/45",
            asks=("ordered_on",), may_fill=("handling",), check=check(rules.failed), evidence=("order",),
        ),
        Move(
            "recheck", _("Recheck"), ("correcting",), "rechecked", by=_OFFICERS, within=times["recheck"],
            clause="order-18/47", asks=("rechecked_on", "recheck_conclusion"), evidence=("recheck_report",),
        ),
        Move(
            "close", _("Recognise the recheck and close"), ("rechecked", "announced", "halted"), "closed", by=_HEADS,
            within=times["second_recheck"], clause="order-18/49", asks=("closed_on", "closing"),
            may_fill=("handling", "second_recheck_on", "second_recheck_conclusion"),
            check=check(rules.recheck_passed), evidence=("decision",), ends=True,
        ),
        Move(
            "announce", _("Announce the failed recheck"), ("rechecked",), "announced", by=_HEADS,
            clause="order-18/47", asks=("announced_on",), check=check(rules.recheck_failed), evidence=("announcement",),
        ),
        Move(
            "halt", _("Order to halt"), ("announced",), "halted", by=_HEADS, clause="product-quality-law/17",
            asks=("second_recheck_on", "second_recheck_conclusion", "halted_on"), check=check(rules.recheck_failed),
            evidence=("decision",),
        ),
        Move(
            "revoke", _("Licence revoked"), ("halted",), "closed", by=_HEADS, clause="product-quality-law/17",
            asks=("closed_on", "closing"), check=check(rules.closing_is("licence_revoked")), evidence=("decision",),
            ends=True,
        ),
        *_last_moves({}, "correcting"),
    )  # fmt: skip


def _moves_15(law: str, times: Mapping[str, clocks.Clocks], silence: int) -> tuple[Move, ...]:
    return (
        *_first_moves(law, times, check(rules.quantities_fit)),
        Move(
            "conclude", _("Let the result become final"), ("served",), "final", by=_HEADS, asks=("concluded_on",),
            clause=f"{law}/retest", check=check(rules.silent_long_enough(silence)), ends=True,
        ),
        Move(
            "object_process", _("Record an objection to the sampling"), ("sampled",), "process_objected",
            by=(CLERK, *_OFFICERS), within=times.get("object_process", ()), clause=f"{law}/objection",
            asks=("process_objected_on",), evidence=("objection",),
        ),
        Move(
            "go_on", _("Do not uphold it, go on testing"), ("process_objected",), "received", by=_HEADS,
            within=times.get("decide_process", ()), clause=f"{law}/objection",
            asks=("process_decided_on", "process_result", "received_on", "laboratory"),
            check=check(rules.sampling_stands), evidence=("decision",),
        ),
        Move(
            "annul_process", _("Uphold it, void the batch"), ("process_objected",), "annulled", by=_HEADS,
            within=times.get("decide_process", ()), clause=f"{law}/objection",
            asks=("process_decided_on", "process_result", "concluded_on"), check=check(rules.sampling_fell),
            evidence=("decision",), ends=True,
        ),
        Move(
            "object", _("Record an objection"), ("served",), "objected", by=(CLERK, *_OFFICERS),
            within=times.get("object", ()), clause=f"{law}/objection", asks=("objected_on", "objection_kind"),
            evidence=("objection",),
        ),
        Move(
            "not_upheld", _("Do not uphold the objection"), ("objected",), "final", by=_HEADS,
            within=times.get("decide_objection", ()), clause=f"{law}/objection",
            asks=("objection_decided_on", "objection_result", "concluded_on"), check=check(rules.objection_ends),
            evidence=("decision",), ends=True,
        ),
        Move(
            "annul", _("Uphold the objection, void the batch"), ("objected",), "annulled", by=_HEADS,
            within=times.get("decide_objection", ()), clause=f"{law}/objection",
            asks=("objection_decided_on", "objection_result", "concluded_on"), check=check(rules.objection_upheld),
            evidence=("decision",), ends=True,
        ),
        Move(
            "ask_retest", _("Record the request for a retest"), ("served",), "retest_asked", by=(CLERK, *_OFFICERS),
            within=times.get("ask_retest", ()), clause=f"{law}/retest", asks=("retest_asked_on",),
            evidence=("request",),
        ),
        Move(
            "accept_retest", _("Accept the retest"), ("retest_asked",), "retest_accepted", by=_HEADS,
            within=times.get("accept_retest", ()), clause=f"{law}/retest",
            asks=("retest_accepted_on", "retest_laboratory"), check=check(rules.retest_complete),
        ),
        Move(
            "refuse_retest", _("Do not accept the retest"), ("retest_asked",), "final", by=_HEADS,
            within=times.get("accept_retest", ()), clause=f"{law}/retest", asks=("retest_refusal", "concluded_on"),
            evidence=("decision",), ends=True,
        ),
        Move(
            "start_retest", _("Reserve sample received"), ("retest_accepted",), "retest_running",
            by=(LABORATORY, DEPARTMENT), within=times.get("start_retest", ()), clause=f"{law}/retest",
            asks=("retest_started_on",),
        ),
        Move(
            "conclude_retest", _("Conclude the retest"), ("retest_running",), "final", by=(LABORATORY, DEPARTMENT),
            within=times.get("conclude_retest", ()), clause=f"{law}/retest",
            asks=("retest_reported_on", "retest_conclusion", "concluded_on"), check=check(rules.retest_decided),
            evidence=("test_report",), ends=True,
        ),
        Move(
            "handle", _("Begin to check and handle"), ("final",), "handling", by=_OFFICERS,
            clause=f"{law}/handling", asks=("ordered_on",), may_fill=("handling",), check=check(rules.failed),
            evidence=("order",),
        ),
        Move(
            "close", _("Close"), ("handling",), "closed", by=_HEADS, within=times.get("close", ()),
            clause=f"{law}/handling", asks=("closed_on", "closing"),
            may_fill=("handling", "rechecked_on", "recheck_conclusion"), evidence=("decision",), ends=True,
        ),
        *_last_moves(times, "handling"),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------- declarations

_SHEET = (
    "sheet_no", "programme", "programme_type", "level", "scheme", "rules_edition", "method", "stratum", "inclusion",
    "response", "place", "link", "product_category", "product_name", "product_class", "brand", "model", "batch_no",
    "produced_on", "claimed_standard", "producer", "producer_name", "sampled_party", "sampled_party_name", "sampled_on",
    "samplers", "lot_size", "taken", "reserve", "unit", "reserve_at", "tamper_seals", "outcome", "laboratory",
    "received_on", "report_no", "reported_on", "conclusion", "failed_items", "judged_by", "item_group", "served_on",
    "objected_on", "objection_kind", "objection_decided_on", "objection_result",
)  # fmt: skip
_RESULT = (
    "retest_laboratory", "retest_reported_on", "retest_conclusion", "concluded_on", "ordered_on", "rechecked_on",
    "recheck_conclusion", "closed_on", "closing", "handling",
)  # fmt: skip
_RETEST_15 = (
    "process_objected_on",
    "process_decided_on",
    "process_result",
    "retest_asked_on",
    "retest_accepted_on",
    "retest_refusal",
    "retest_started_on",
    "quick_test",
)
_LISTED = (
    "sheet_no", "product_name", "product_category", "producer", "sampled_party", "place", "programme_type",
    "sampled_on", "conclusion", "final_conclusion", "concluded_on", "state",
)  # fmt: skip
_PUBLIC = (
    "product_name", "brand", "model", "batch_no", "produced_on", "producer_name", "sampled_party_name", "place",
    "failed_items", "final_conclusion", "concluded_on", "laboratory",
)  # fmt: skip
_EVIDENCE = {
    "sampling_sheet": _("Sampling sheet"),
    "photo": _("Photo"),
    "statement": pgettext_lazy("evidence", "Statement"),
    "test_report": _("Test report"),
    "service_record": _("Proof of service"),
    "objection": _("Written objection"),
    "request": _("Request for a retest"),
    "decision": _("Written decision"),
    "order": pgettext_lazy("evidence", "Order to correct"),
    "recheck_report": _("Recheck report"),
    "announcement": _("Announcement"),
}
_TABS = (
    Tab("open", _("Under way"), lambda day: Q(state__in=models.OPEN)),
    Tab("failed", pgettext_lazy("samples", "Failed"), lambda day: Q(final_conclusion="fail")),
    Tab("to_handle", _("Failed, not yet closed"), lambda day: Q(final_conclusion="fail") & ~Q(state="closed")),
    Tab("disputed", _("Objection or retest"), lambda day: Q(objected_on__isnull=False) | ~Q(retest_conclusion="none")),
    Tab("without_result", _("Without a result"), lambda day: Q(state__in=models.WITHOUT_RESULT)),
)
_SUPERVISION = ("supervision", "special")
_MONITORED = ("supervision", "evaluation", "special")


def _settled(programmes: Sequence[str]) -> dict[str, tuple[Where, ...]]:
    """Named conditions that packages may use: what counts, and what passed."""
    counted = (Where("programme_type", "in", list(programmes)), Where("final_conclusion", "in", ["pass", "fail"]))
    return {
        "counted": counted,
        "passed": (counted[0], Where("final_conclusion", "is", "pass")),
        "monitored": (Where("programme_type", "is", "routine_monitoring"), counted[1]),
        "evaluated": (Where("programme_type", "is", "evaluation"), counted[1]),
    }


def _alike(typed: Typed) -> Q | None:
    """The same batch, and the same product of the same producer: order 18 leaves six months between."""
    key, producer = rules.batch_key(typed), rules.party(typed, "producer")
    if producer:
        same = Q(producer=producer) & Q(product_name=str(typed.get("product_name") or ""))
        return Q(producer=producer, batch_key=key) | same & Q(model=str(typed.get("model") or ""))
    named = name_key(str(typed.get("producer_name") or ""))
    return Q(producer_key=named, batch_key=key) if named else None


def _derived(ladder: Sequence[rules.Rung]) -> Callable[[Typed], Typed]:
    """What follows from a record's facts, its state among them."""

    def derived(typed: Typed) -> dict[str, Any]:
        return {**rules.derived(typed), "state": rules.state_of(ladder, typed)}

    return derived


_CHECKS: tuple[Check, ...] = tuple(check(rule) for rule in rules.SHEET)


def _sampling(
    code: str, model: type[models.Sample], label: Promise, plural: Promise, moves: tuple[Move, ...],
    ladder: Sequence[rules.Rung], programmes: Sequence[str], own: tuple[str, ...], help_: Promise,
) -> Register:  # fmt: skip
    of_18 = ladder is rules.ORDER_18
    return Register(
        code=code, model=model, label=label, label_plural=plural, area="supervision", named_by="sheet_no",
        key=("sheet_no",), entry=(*_SHEET, *own, *_RESULT), listed=_LISTED, public=_PUBLIC,
        searched=("sheet_no", "report_no", "product_name", "batch_no", "producer__name", "sampled_party_name"),
        filters=("place", "programme_type", "product_category", "link_group", "state", "final_conclusion", "level"),
        totals=(), personal=("samplers",),
        lookups={"producer": "uscc", "sampled_party": "uscc", "product_class": "code"}
        | ({"catalogue_item": "item_no"} if of_18 else {}),
        scales={"inclusion": 6, "response": 4, "weight": 4},
        counts_on="concluded_on", counts_in=tuple(s for s in models.SETTLED if s in _states(_ONLY_15 if of_18 else _ONLY_18)),
        moves=moves, checks=_CHECKS, sampled=True, sentences=messages.SAMPLE, predicates=_settled(programmes), tabs=_TABS,
        records=(OFFICE, DEPARTMENT, CLERK, INSPECTOR, LABORATORY, OPERATOR), first_state="dispatched",
        states=_states(_ONLY_15 if of_18 else _ONLY_18), evidence=_EVIDENCE, alike=_alike,
        before_save=_derived(ladder), help=help_,
    )  # fmt: skip


INDUSTRIAL = _sampling(
    "product.industrial", models.IndustrialSample, _("Sample of industrial goods"), _("Samples of industrial goods"),
    _moves_18(), rules.ORDER_18, _SUPERVISION,
    (
        "catalogue_item", "licence_no", "repeat_ground", "retest_notified_on", "retest_arranged_on", "announced_on",
        "second_recheck_on", "second_recheck_conclusion", "halted_on",
    ),
    _("Quality supervision sampling of products, by order 18."),
)  # fmt: skip
FOOD = _sampling(
    "product.food", models.FoodSample, _("Sample of food"), _("Samples of food"),
    _moves_15("order-15", clocks.ORDER_15, 7), rules.ORDER_15, _MONITORED,
    (*_RETEST_15, "food_class", "storage", "shelf_life_to"), _("Food safety sampling, by order 15."),
)  # fmt: skip
DRUG = _sampling(
    "product.drug", models.DrugSample, _("Sample of medicine"), _("Samples of medicines"),
    _moves_15("drug-sampling-2019", clocks.DRUG, 7), rules.ORDER_15, _MONITORED,
    (*_RETEST_15, "approval_no", "dosage_form"), _("Quality sampling of medicines."),
)  # fmt: skip
COSMETIC = _sampling(
    "product.cosmetic", models.CosmeticSample, _("Sample of cosmetics"), _("Samples of cosmetics"),
    _moves_15("cosmetic-sampling-2023", clocks.COSMETIC, 7), rules.ORDER_15, _MONITORED,
    (*_RETEST_15, "registration_no"), _("Sampling of cosmetics."),
)  # fmt: skip
DEVICE = _sampling(
    "product.device", models.DeviceSample, _("Sample of medical devices"), _("Samples of medical devices"),
    _moves_15("device-sampling-2020", clocks.DEVICE, 7), rules.ORDER_15, _MONITORED,
    (*_RETEST_15, "registration_no"), _("Quality sampling of medical devices."),
)  # fmt: skip
FARM = _sampling(
    "product.farm", models.FarmSample, _("Sample of farm products"), _("Samples of farm products"),
    _moves_15("farm-produce-law", clocks.FARM, 5), rules.ORDER_15, ("routine_monitoring",),
    (*_RETEST_15, "site_code", "inputs", "promise_no"),
    _("Monitoring and supervision sampling of farm and livestock products; only routine monitoring counts."),
)  # fmt: skip

CATALOGUE = Register(
    code="product.catalogue",
    model=models.CatalogueItem,
    label=_("Key supervised product"),
    label_plural=_("Key supervised products"),
    area="supervision",
    named_by="item_no",
    key=("place", "catalogue_year", "item_no"),
    entry=(
        "catalogue_year", "item_no", "place", "product_name", "product_class", "standards", "key_items", "licensed",
        "compulsory", "food_related", "for_children", "risk_level", "batches_a_year", "department", "reason",
        "consulted_from", "consulted_to", "document", "published_on", "valid_to",
    ),
    listed=("catalogue_year", "item_no", "product_name", "risk_level", "batches_a_year", "department", "state"),
    public=("catalogue_year", "item_no", "product_name", "standards", "risk_level"),
    searched=("item_no", "product_name", "standards"),
    filters=("place", "catalogue_year", "risk_level", "state"),
    totals=("batches_a_year",),
    lookups={"product_class": "code"},
    counts_on="published_on",
    counts_in=("published",),
    records=(OFFICE, DEPARTMENT, OPERATOR),
    first_state="proposed",
    states={
        "proposed": pgettext_lazy("state of a key product", "Proposed"),
        "consulted": pgettext_lazy("state of a key product", "Open for comments"),
        "approved": pgettext_lazy("state of a key product", "Approved"),
        "published": pgettext_lazy("state of a key product", "Published"),
        "retired": pgettext_lazy("state of a key product", "Taken off the list"),
        "dropped": pgettext_lazy("state of a key product", "Not taken up"),
    },
    moves=(
        Move(
            "consult", _("Open for comments"), ("proposed",), "consulted", by=_HEADS,
            asks=("consulted_from", "consulted_to", "reason"), check=check(rules.consulted_long_enough),
            evidence=("data_sheet",),
        ),
        Move(
            "approve", _("Approve"), ("consulted",), "approved", by=_HEADS, asks=("document",),
            may_fill=("batches_a_year",), check=check(rules.risk_is_sampled), evidence=("decision",),
        ),
        Move("drop", _("Do not take up"), ("proposed", "consulted"), "dropped", by=_HEADS, asks=("reason",), ends=True),
        Move(
            "publish", _("Publish"), ("approved",), "published", by=(DEPARTMENT, OFFICE), asks=("published_on",),
            check=check(rules.has_a_standard), evidence=("announcement",),
        ),
        Move("retire", _("Take off the list"), ("published",), "retired", by=_HEADS, asks=("valid_to",), ends=True),
    ),
    checks=(check(rules.consulted_long_enough), check(rules.has_a_standard), check(rules.risk_is_sampled)),
    sentences=messages.CATALOGUE,
    evidence={
        "data_sheet": _("Data sheet"), "decision": _("Written decision"), "announcement": _("Announcement"),
    },
    tabs=(Tab("on_the_list", _("On the list"), lambda day: Q(state="published")),),
    help=_("Products that are sampled with priority, with why they are on the list and how often they are sampled."),
)  # fmt: skip

STRATUM = Register(
    code="product.stratum",
    model=models.Stratum,
    label=_("Stratum of a sampling frame"),
    label_plural=_("Strata of sampling frames"),
    area="supervision",
    named_by="stratum",
    key=("place", "programme", "stratum"),
    entry=("programme", "stratum", "place", "population", "planned", "risk"),
    listed=("programme", "stratum", "place", "population", "planned", "risk", "state"),
    searched=("programme", "stratum"),
    filters=("place", "programme", "state"),
    totals=("population", "planned"),
    records=(OFFICE, DEPARTMENT, OPERATOR),
    first_state="open",
    states={
        "open": pgettext_lazy("state of a stratum", "Open"),
        "frozen": pgettext_lazy("state of a stratum", "Frozen for the draw"),
    },
    moves=(Move("freeze", _("Freeze for the draw"), ("open",), "frozen", by=_HEADS, evidence=("frame",), ends=True),),
    checks=(check(rules.frame_holds_plan),),
    sentences=messages.STRATUM,
    evidence={"frame": _("List of the frame")},
    help=_("How many units each part of a frame has; without it no sample can speak for the whole."),
)

TRADE = Register(
    code="product.trade_inspection",
    model=models.TradeInspection,
    label=_("Inspection of imports and exports"),
    label_plural=_("Inspections of imports and exports"),
    area="supervision",
    named_by="record_no",
    key=("record_no",),
    entry=(
        "record_no", "direction", "hs_chapter", "goods", "port", "place", "inspected_on", "batches_inspected",
        "batches_failed", "value_usd", "inspector",
    ),
    listed=(
        "record_no", "direction", "hs_chapter", "port", "place", "inspected_on", "batches_inspected", "batches_failed",
        "state",
    ),
    public=("direction", "hs_chapter", "place", "inspected_on", "batches_inspected", "batches_failed"),
    searched=("record_no", "goods", "port"),
    filters=("place", "direction", "hs_chapter", "state"),
    totals=("batches_inspected", "batches_failed", "value_usd"),
    counts_on="inspected_on",
    counts_in=("reported", "confirmed"),
    records=(OFFICE, DEPARTMENT, CLERK, OPERATOR),
    first_state="reported",
    states={
        "reported": pgettext_lazy("state of an inspection", "Reported"),
        "confirmed": pgettext_lazy("state of an inspection", "Confirmed by the customs"),
        "disputed": pgettext_lazy("state of an inspection", "Differs from the customs' table"),
    },
    moves=(
        Move("confirm", _("Confirm"), ("reported", "disputed"), "confirmed", by=_HEADS, evidence=("table",), ends=True),
        Move("dispute", _("Differs from the customs' table"), ("reported",), "disputed", by=_HEADS),
    ),
    checks=(check(rules.batches_add_up), check(rules.chapter_fits)),
    sentences=messages.TRADE,
    evidence={"table": _("Table of the customs")},
    before_save=rules.trade_derived,
    help=_("Batches of imports and exports under statutory inspection, by chapter, port and month."),
)  # fmt: skip

SAMPLING = (INDUSTRIAL, FARM, FOOD, DRUG, COSMETIC, DEVICE)
REGISTERS = (*SAMPLING, CATALOGUE, STRATUM, TRADE)

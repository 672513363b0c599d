"""All sentences about sampled batches and the catalogue of key products."""

from django.utils.translation import gettext_lazy as _

SAMPLE = {
    "made_after_sampling": _(
        "Produced on %(made)s, which is after it was sampled on %(sampled)s. Compare both days with the sampling sheet."
    ),
    "day_before": _("%(day)s lies before the step that comes first (%(before)s). Compare both days with the papers."),
    "report_without_conclusion": _(
        "A test report is there, but no conclusion. Choose pass or fail as the report says."
    ),
    "final_without_conclusion": _(
        "A final day is there, but no conclusion. Write the conclusion of the test report, or leave the day open."
    ),
    "conclusion_without_day": _("A conclusion is there, but not the day of the test report. Write it as printed."),
    "monitoring_has_no_conclusion": _(
        "Risk monitoring finds problems and judges no batch, so it has no conclusion. Choose “none yet”, and write the"
        " finding under handling."
    ),
    "failed_items_missing": _(
        "The batch fails, but no item is named. Write each failed item with measured value and limit, one a line."
    ),
    "judged_by_missing": _(
        "The batch fails, but the standard that judges it is not named. Write standard, year and clause, or say why it is"
        " not known."
    ),
    "outcome_with_conclusion": _(
        "A reason why there is no result stands beside a conclusion. Leave the reason empty where the batch was tested."
    ),
    "retest_day_and_conclusion": _("A retest needs both, its conclusion and the day of its report."),
    "retest_of_a_pass": _("The first test passed; there is nothing to retest. Compare both reports."),
    "same_laboratory": _(
        "The retest was done by the laboratory of the first test (%(laboratory)s). Another laboratory does it; where it is"
        " the only one that can, say so in the handling and write its department."
    ),
    "objection_kind_missing": _("An objection is there, but not what it is about. Choose what it objects to."),
    "objection_day_and_result": _("A decided objection needs both, its result and the day of the decision."),
    "objection_without_day": _("A decision on an objection is there, but not the day on which it was made."),
    "sampled_party_missing": _(
        "Nobody is named from whom the batch was taken. Write the sampled party as on the sheet."
    ),
    "more_than_stock": _("Taken in all: %(taken)s, more than the stock of %(stock)s. Compare with the sampling sheet."),
    "no_chance": _("A chance to be drawn lies above 0 and at most at 1, for example 0.05."),
    "response_below_one": _("Units drawn over units with a result is 1 or more; write 1 where all gave a result."),
    "aimed_has_no_chance": _(
        "A batch that was aimed at risk has no known chance to be drawn. Leave the chance empty, or correct how it was"
        " drawn."
    ),
    "stratum_missing": _("Drawn within strata, but no stratum is named. Write it as the scheme names it."),
    "not_failed": _("Only a batch that finally failed is corrected and rechecked; this one has not."),
    "objection_does_not_annul": _(
        "Only an objection to the sampling or to the origin of the sample voids a batch. Other objections are decided by a"
        " retest."
    ),
    "objection_not_upheld": _("The objection was not upheld, so the batch stands. Choose the move for that."),
    "objection_is_upheld": _(
        "The objection was upheld, so the first result does not become final. Void the batch, or arrange a retest."
    ),
    "sampled_lately": _(
        "This product of this producer was sampled on %(last)s and may be sampled again from %(again)s. Where it is a"
        " follow-up of a failed product or an emergency, say which."
    ),
    "objection_period_open": _(
        "The result was served on %(served)s; an objection may be made for %(days)s days. It becomes final after that."
    ),
    "recheck_not_passed": _("The recheck did not pass, so the matter cannot be closed. Choose the move for that."),
    "recheck_not_failed": _("The recheck did not fail. Choose the move for a recheck that passed."),
    "closing_not_handed_over": _("Choose whether it was handed over to another authority or a penalty case was filed."),
    "closing_of_another_kind": _("It cannot be closed so at this step. Choose the way of closing that belongs to it."),
    "outcome_of_another_kind": _("The reason does not belong to this step. Choose one of those that do."),
}

CATALOGUE = {
    "consultation_short": _("Open for comments for %(days)s days. Comments are taken for seven days at least."),
    "standard_missing": _("No standard is named. Write the standard in force by which the product is judged."),
    "risk_without_batches": _(
        "The risk is high, but no batch is planned for the year. Write how many, or say why none is."
    ),
}

STRATUM = {
    "planned_above_frame": _("%(planned)s units are to be drawn, but the frame has only %(frame)s."),
}

TRADE = {
    "more_failed": _("%(failed)s batches failed of %(inspected)s inspected. Compare both with the customs' table."),
    "no_chapter": _("“%(found)s” is no HS chapter. Write its two digits, for example 27."),
}

NO_ITEMS = _("No item was given. Write each tested item with its limit, clause and measured value.")
VERDICT_DIFFERS = _(
    "The items say %(items)s, the test report says %(report)s. Compare item by item; one failed item fails the batch."
)
NO_CLAUSE = _("Item “%(item)s” does not name the standard that judges it. Write standard, year and clause.")
NOTHING_JUDGED = _("None of the items could be judged by its values. Write limits and measured values, or the verdict.")

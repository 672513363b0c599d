"""All words of figures in one place: column labels and the sentence for each fault."""

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiheng.figures.rules import Fault

COLUMNS: dict[str, Promise] = {
    "indicator": pgettext_lazy("column", "Indicator"),
    "place": pgettext_lazy("column", "Place"),
    "period": pgettext_lazy("column", "Period"),
    "class": pgettext_lazy("column", "Class"),
    "part": pgettext_lazy("column", "Numerator"),
    "whole": pgettext_lazy("column", "Denominator"),
    "value": pgettext_lazy("column", "Value"),
    "unit": pgettext_lazy("column", "Unit"),
    "kind": pgettext_lazy("column", "Kind"),
    "stage": pgettext_lazy("column", "Data stage"),
    "source": pgettext_lazy("column", "Source"),
    "mark": pgettext_lazy("column", "Certainty"),
    "note": pgettext_lazy("column", "Note"),
    "low": pgettext_lazy("column", "Interval from"),
    "high": pgettext_lazy("column", "Interval to"),
    "sample": pgettext_lazy("column", "Sample size"),
    "population": pgettext_lazy("column", "Population size"),
}

EVERY: dict[str, Promise] = {
    "year": _("years, such as 2019"),
    "half": _("half-years and years, such as 2019H1"),
    "quarter": _("quarters, half-years and years, such as 2019Q2"),
    "month": _("months and what they add up to, such as 201906"),
    "assessment_year": _("assessment years, such as A2019"),
}

FAULTS: dict[str, Promise] = {
    "missing": _("Nothing is written here. Every row names indicator, place and period."),
    "unknown_indicator": _("“%(found)s” is no indicator of this plan. Write a code or a full name from the list; nearest: %(near)s."),
    "unknown_place": _("“%(found)s” is no place of this plan. Write a code or a name from the list; nearest: %(near)s."),
    "place_not_then": _("“%(found)s” did not exist in this period. Write the place that existed then, or check the period."),
    "unknown_class": _("“%(found)s” is no class of this indicator. Allowed: %(allowed)s."),
    "unknown_word": _("“%(found)s” is not known here. Allowed: %(allowed)s."),
    "not_a_number": _("“%(found)s” is not a number. Write digits only, for example 1480 or 87.2."),
    "too_long": _("“%(found)s” has too many digits. Up to %(digits)s digits before and %(decimals)s after the point are kept."),
    "not_a_count": _("“%(found)s” is not a whole number above 0. Write how many were asked, for example 400."),
    "not_a_period": _("“%(found)s” is not a period. Write for example 2019, 2019Q2 or 201906."),
    "period_kind": _("“%(found)s” is too short or of another kind for this indicator. It takes %(every)s."),
    "period_not_over": _("“%(found)s” is not over yet on %(on)s. Import it after its last day, or mark it as a provisional figure."),
    "nothing_said": _("There is neither a numerator and denominator nor a value. Empty is not 0: write the numbers, or delete the row."),
    "half_a_share": _("Only one of numerator and denominator is written. Write both."),
    "share_and_value": _("Both a share and a value are written. Write either numerator and denominator, or a value."),
    "share_needed": _("This indicator is reported as numerator and denominator, not as a percentage. Write both counts; only a published figure may stand without them."),
    "part_above_whole": _("%(found)s is more than the denominator %(whole)s. Check which of the two is right."),
    "below_zero": _("%(found)s is below 0. Check the number."),
    "not_a_number_of_things": _("%(found)s is not a number of things. Count in whole numbers (%(unit)s)."),
    "stage_needed": _("This is a milestone: write the stage that was reached. Allowed: %(allowed)s."),
    "unknown_stage": _("“%(found)s” is no stage of this milestone. Allowed: %(allowed)s."),
    "half_an_interval": _("Only one end of the interval is written. Write both or neither."),
    "outside_interval": _("The value lies outside its interval %(found)s to %(high)s. Check the three numbers."),
    "unit": _("The unit “%(found)s” is not the unit of this indicator. Convert the value to “%(unit)s”."),
    "a_hundredth": _("%(found)s looks like a fraction of one. Write the percentage itself: %(percent)s. (A cell in percent format holds the fraction.)"),
    "unusual": _("%(found)s is unusual: values mostly lie between %(low)s and %(high)s %(unit)s. Look at it once more; it is taken as written."),
    "stage_before": _("The figure that stands is of a later data stage (%(stands)s). This row adds a version of stage %(found)s; look whether that is meant."),
    "repeated": _("This row is about the same indicator, place and period as row %(row)s. Keep one of them."),
    "no_right": _("This account may not record figures of “%(found)s”. Ask the office that coordinates the plan."),
    "withdrawal_without_reason": _("A withdrawal needs a reason. Write it in the note."),
}  # fmt: skip

FILES: dict[str, Promise] = {
    "empty_file": _("The file holds no rows. Use the template, fill in the yellow cells and upload it again."),
    "file_too_large": _("The file has %(size)s MB; up to %(most)s MB are read. Split it by year or by place."),
    "too_many_rows": _("The file has %(rows)s rows; up to %(most)s are read at once. Split it by year or by place."),
    "too_many_columns": _("The sheet has more than %(most)s columns. Write one figure a row, as in the template."),
    "not_a_table": _("This is neither a CSV file nor an xlsx workbook. Save it as “Excel workbook (.xlsx)” or “CSV” and upload it again."),
    "unknown_encoding": _("The text is neither UTF-8 nor GB18030: byte %(byte)s at position %(at)s. Save it again as “CSV UTF-8”."),
    "broken_csv": _("The rows cannot be told apart near row %(row)s: a quotation mark is not closed. Mend it or save the table as xlsx."),
    "no_heads": _("No row names the columns indicator, place and period. Found in the first row: %(found)s. Use the template, or match the columns by hand."),
}  # fmt: skip

AT_ONCE = _(
    "Someone recorded one of these figures at the same moment. Read the file again and look at what stands now."
)
NO_REASON = _("A withdrawal needs a reason. Write in a sentence why the figure no longer stands.")
NOTHING_STANDS = _("No figure stands for this indicator, place and period.")
NO_PLAN = _("No plan %(plan)s with indicators has been adopted.")
FIXED = _(
    "Indicator %(indicator)s of plan %(plan)s, version %(version)s is adopted with another definition."
    " Give the package the next version number."
)


def told(fault: Fault) -> str:
    """What was found and what to do, without the place in the file."""
    values = {**fault.values, "found": fault.found}
    if fault.code == "period_kind":
        values["every"] = str(EVERY[fault.values["every"]])
    return str(FAULTS[fault.code]) % values


def sentence(fault: Fault, row: int, letter: str | None = None) -> str:
    """Where · what was found · what to do."""
    if fault.column is None:
        return gettext("Row %(row)s: %(told)s") % {"row": row, "told": told(fault)}
    label = str(COLUMNS[fault.column])
    if letter is None:
        return gettext("Row %(row)s, “%(label)s”: %(told)s") % {"row": row, "label": label, "told": told(fault)}
    place = {"row": row, "letter": letter, "label": label, "told": told(fault)}
    return gettext("Row %(row)s, column %(letter)s, “%(label)s”: %(told)s") % place


def about_file(code: str, values: dict[str, str]) -> str:
    """Why a file as a whole cannot be read, and what to do."""
    return str(FILES[code]) % values

"""All sentences about plans."""

from django.utils.translation import gettext_lazy as _

PACKAGE_HAS_PROBLEMS = _(
    "The package %(name)s has %(count)s places to mend, the first: %(first)s Mend them and check again."
)
PACKAGE_HAS_OPEN_POINTS = _(
    "The package %(name)s has %(count)s open points that keep it from being adopted, the first: %(first)s"
    " Answer them and take their lines out of open.yaml."
)
VERSION_TAKEN = _(
    "Version %(version)s of %(plan)s is adopted already, with other content. Raise the version in plan.yaml."
)
VERSION_OLD = _(
    "Version %(version)s of %(plan)s is older than the adopted version %(latest)s. Raise the version in plan.yaml."
)
CODE_TAKEN_BY_REGION = _(
    "The plan %(plan)s was adopted for the place %(region)s, and the package names %(found)s. Choose another plan code."
)
NO_PLAN = _("There is no adopted plan %(plan)s. Adopted plans: %(known)s.")
NO_PLAN_YET = _("No plan is adopted yet. Adopt a package first.")
NO_TARGET = _("The plan %(plan)s has no target %(target)s.")
NO_CLAUSE = _("The plan %(plan)s has no clause %(clause)s.")
NO_TASK = _("The plan %(plan)s has no task %(task)s.")
NO_QUESTION = _("Target %(target)s has no open reading %(question)s. Readings can be decided for: %(known)s.")
NO_READING = _("The question %(question)s has no reading %(reading)s. Choose one of: %(known)s.")
READING_STANDS = _(
    "It is already decided that target %(target)s is read as %(reading)s. Choose another reading, or leave it."
)
DECIDED_MEANWHILE = _(
    "Someone decided on %(question)s in the meantime: it is now read as %(reading)s. Look at it again, then decide."
)
REASON_MISSING = _("The reason is missing. Write why the target is to be read in this way.")
DECIDER_MISSING = _("It is not said who decided. Write the meeting or the leader that decided.")
DECIDED_LATER = _("The decision is dated %(day)s, which lies ahead of today. Write the day on which it was made.")
TEXT_MISSING_CLAUSES = _(
    "The text lacks %(count)s clauses of the plan: %(clauses)s. Check that the file is the whole paper, then try again."
)

VALUES_MEANWHILE = _("Someone recorded values for the same targets in the same moment. Try the file once more.")

# Cells of an imported file: sheet and cell stand before the sentence.
AT_CELL = _("Cell %(cell)s: %(sentence)s")
CELL_NO_TARGET = _("found %(found)s, which is no target of this plan. Write a target code such as %(example)s.")
CELL_NO_PLACE = _("found %(found)s, which is no place of this plan. Write a place's code, name or short name.")
CELL_NOT_YOURS = _("found %(found)s, a place outside your posts. Leave the row out.")
CELL_NO_YEAR = _("found %(found)s, which is no year of this plan. Write a year from %(first)s to %(last)s.")
CELL_NO_NUMBER = _("found %(found)s, which is no number. Write a number without unit, such as 90 or 90.5.")
CELL_TOO_FINE = _("found %(found)s, with more than 12 decimals. Write fewer.")
CELL_TWICE = _("found %(found)s, and cell %(first)s speaks of the same target, place and year. Keep one of them.")
CELL_NOT_NUMERIC = _("target %(found)s has no number to divide by year. Leave the row out.")
CELL_LAST_YEAR = _(
    "found %(found)s for the last year, while the target itself asks %(threshold)s. Write %(threshold)s or leave it empty."
)
CELL_PERCENT = _(
    "found %(found)s, while the target asks %(threshold)s. The cell may be formatted as a percentage: write %(likely)s."
)
HEAD_MISSING = _(
    "The columns %(missing)s are missing. The first row names the target, the place, and each year or the year and the value."
)
HEADS = {"target": _("Target"), "place": _("Area"), "year": _("Year"), "value": _("Target value")}
FILE_UNREADABLE = _("The file %(name)s cannot be read as a workbook: %(told)s. Save it as .xlsx and try again.")
FILE_EMPTY = _("The workbook %(name)s holds no rows below its heads.")

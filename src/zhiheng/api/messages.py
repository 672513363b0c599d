"""Sentences that only the API says."""

from django.utils.translation import gettext_lazy as _

NO_INDICATOR = _("The plan %(plan)s has no indicator %(code)s. The list is at /api/v1/indicators.")
NO_FIGURE = _("Nothing was ever said about %(indicator)s of %(place)s in %(period)s.")
NO_TARGET = _("The plan has no target %(code)s. The list is at /api/v1/targets.")
NO_PLACE = _("There is no place %(place)s on this day. The list is at /api/v1/places.")
NO_REGISTER = _("There is no register %(code)s within your posts. The list is at /api/v1/registers.")
NO_ATTACHMENT = _("The record has no document %(number)s. The list is at the record’s “attachments”.")
NO_RECORDS = _(
    "No records stand behind %(indicator)s of %(place)s in %(period)s: the figure was told, or it does not add up."
)

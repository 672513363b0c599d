"""Sentences that only the API says."""

from django.utils.translation import gettext_lazy as _

NO_INDICATOR = _("The plan %(plan)s has no indicator %(code)s. The list is at /api/v1/indicators.")
NO_FIGURE = _("Nothing was ever said about %(indicator)s of %(place)s in %(period)s.")
NO_TARGET = _("The plan has no target %(code)s. The list is at /api/v1/targets.")
NO_PLACE = _("There is no place %(place)s on this day. The list is at /api/v1/places.")

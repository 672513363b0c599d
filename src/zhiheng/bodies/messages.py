"""All sentences about places and bodies."""

from django.utils.translation import gettext_lazy as _

PLACE_DIFFERS = _(
    "Place %(code)s was adopted by plan %(other)s with other facts (%(what)s). Plans that share a place must agree:"
    " write the same in bodies.yaml, or amend the other plan first."
)
BODY_DIFFERS = _(
    "Body %(code)s of place %(place)s was adopted by plan %(other)s with other facts (%(what)s). Plans that share a body"
    " must agree: write the same in bodies.yaml, or amend the other plan first."
)
SLUG_TAKEN = _("The short address %(slug)s of place %(code)s already belongs to place %(other)s. Choose another slug.")
NUMBER_MOVED = _(
    "Place %(code)s had number %(before)s in plan %(plan)s and now has %(after)s. Numbers are permanent: write %(before)s."
)
NUMBER_REUSED = _(
    "Number %(number)s belonged to place %(before)s in plan %(plan)s and now stands at %(after)s. Numbers are never"
    " reused: choose one that was never given."
)
PLACE_LEFT_OUT = _(
    "Place %(code)s of plan %(plan)s is no longer in bodies.yaml. A place that ended keeps its row and gets an until day."
)
BODY_LEFT_OUT = _(
    "Body %(code)s of plan %(plan)s is no longer in bodies.yaml. A body that ended keeps its row and gets an until day."
)

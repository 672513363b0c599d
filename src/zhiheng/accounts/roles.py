"""Roles, and what each may do: one table, as data."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEADER = "leader"
OFFICE = "office"
OPERATOR = "operator"

ROLES: dict[str, Promise] = {
    LEADER: _("Leader"),
    OFFICE: _("Coordinating office"),
}
"""Roles that a post can carry. The operator is not one of them: it is whoever runs commands on the server."""

MAY: dict[str, frozenset[str]] = {
    "see": frozenset({LEADER, OFFICE, OPERATOR}),
    "plan.adopt": frozenset({OFFICE, OPERATOR}),
    # The leading group decides, its office writes down what was decided and why.
    "plan.decide": frozenset({LEADER, OFFICE}),
    "plan.divide": frozenset({OFFICE, OPERATOR}),
    "figures.import": frozenset({OFFICE, OPERATOR}),
    "files.add": frozenset({OFFICE, OPERATOR}),
    "bodies.change": frozenset({OFFICE, OPERATOR}),
    "people.manage": frozenset({OPERATOR}),
}
"""verb → roles that may do it, within the places of the post's body."""


def role_choices() -> list[tuple[str, Promise]]:
    """A function, so that a new role causes no migration."""
    return list(ROLES.items())

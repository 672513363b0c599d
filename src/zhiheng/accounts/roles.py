"""Roles, and what each may do: one table, as data."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEADER = "leader"
OFFICE = "office"
DEPARTMENT = "department"
CLERK = "clerk"
INSPECTOR = "inspector"
LABORATORY = "laboratory"
AUDITOR = "auditor"
OPERATOR = "operator"

ROLES: dict[str, Promise] = {
    LEADER: _("Leader"),
    OFFICE: _("Coordinating office"),
    DEPARTMENT: _("Department"),
    CLERK: _("Clerk"),
    INSPECTOR: _("Inspector"),
    LABORATORY: _("Laboratory"),
    AUDITOR: _("Auditor"),
}
"""Roles that a post can carry. The operator is not one of them: it is whoever runs commands on the server."""

MAY: dict[str, frozenset[str]] = {
    "see": frozenset({*ROLES, OPERATOR}),
    "plan.adopt": frozenset({OFFICE, OPERATOR}),
    # The leading group decides, its office writes down what was decided and why.
    "plan.decide": frozenset({LEADER, OFFICE}),
    "plan.divide": frozenset({OFFICE, OPERATOR}),
    "figures.import": frozenset({OFFICE, OPERATOR}),
    "files.add": frozenset({OFFICE, OPERATOR}),
    "bodies.change": frozenset({OFFICE, OPERATOR}),
    "people.manage": frozenset({OPERATOR}),
    # What a role may record and move in a register stands in the register's own declaration.
    "registers.see": frozenset({*ROLES, OPERATOR}),
    "registers.export": frozenset({OFFICE, DEPARTMENT, CLERK, LABORATORY, AUDITOR, OPERATOR}),
}
"""verb → roles that may do it, within the places of the post's body."""


def role_choices() -> list[tuple[str, Promise]]:
    """A function, so that a new role causes no migration."""
    return list(ROLES.items())

"""All sentences about people, posts and rights."""

from django.utils.translation import gettext_lazy as _

NOT_ALLOWED = _("Your posts on this day do not include this. It may be done by: %(who)s.")
OPERATOR_NAME = _("whoever runs commands on the server")
CODE_TAKEN = _("The sign-in code %(code)s is already in use. Choose another one.")
CODE_FORM = _(
    "The sign-in code %(code)s cannot be used. Write 2 to 40 of the characters a–z, 0–9, full stop and hyphen, beginning with a letter or digit."
)
NAME_MISSING = _("The name is missing. Write the name as it is shown to colleagues.")
ROLE_UNKNOWN = _("There is no role %(role)s. Roles are: %(roles)s.")
BODY_NOT_THEN = _("The body %(body)s does not exist on %(day)s. Choose a body or a day within its time.")
POST_HELD = _("%(person)s already holds this post from %(start)s. End that post first, or choose a later day.")
POST_ENDED = _("This post already ends on %(day)s.")
END_BEFORE_START = _("The post begins on %(start)s and cannot end before the day after. Found: %(day)s.")
SIGN_IN_WRONG = _("Code and password do not match. Check both; capital and small letters differ.")
SIGN_IN_WAIT = _("Signing in did not succeed %(failures)s times in a row. Try again in %(minutes)s minutes.")
TOKEN_NAME_TAKEN = _("A key named %(name)s is in use. Choose another name, or revoke that key first.")
TOKEN_NO_SUCH = _("No key in use is named %(name)s.")
TOKEN_PAST = _("A key ends on a day to come. Found: %(day)s.")

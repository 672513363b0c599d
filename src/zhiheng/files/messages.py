"""All sentences about files."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NO_NAME = _("The file has no name. Give it a name that says what it is.")
EMPTY = _("The file %(name)s is empty. Choose the file with its content.")
TOO_LARGE = _("The file %(name)s is larger than %(limit)s MB. Split it or scan it at a lower resolution.")
NOT_TAKEN = _("The file %(name)s is %(found)s. Files that are taken: %(taken)s.")
OTHER_ENDING = _(
    "The file is named %(name)s, but its content is %(found)s. Give it the ending %(endings)s, or choose the file that was meant."
)

FOUND: dict[str, Promise] = {
    "pdf": _("a PDF document"),
    "png": _("a PNG picture"),
    "jpeg": _("a JPEG picture"),
    "xlsx": _("an Excel workbook"),
    "docx": _("a Word document"),
    "xml": _("an XML file"),
    "json": _("a JSON file"),
    "text": _("plain text"),
    "old_office": _("an Office file of the old format or with a password"),
    "macros": _("an Office file with macros"),
    "program": _("a program"),
    "packed": _("a packed archive"),
    "binary": _("of a type that is not known"),
}

"""What the kit is told about enterprises and product classes."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiheng.accounts.roles import CLERK, DEPARTMENT, INSPECTOR, LABORATORY, OFFICE, OPERATOR
from zhiheng.registers.kit.declaration import Move, Register, Tab, Typed
from zhiheng.registers.parties import messages, names, rules, uscc
from zhiheng.registers.parties.checks import check
from zhiheng.registers.parties.models import Enterprise, ProductClass

_KEEPERS = (OFFICE, DEPARTMENT, CLERK, INSPECTOR, LABORATORY, OPERATOR)


def same_enterprise(typed: Typed) -> Q | None:
    """Records that are probably the same enterprise: the number, the name under any of its forms, a former name."""
    found = Q()
    if code := uscc.normal(str(typed.get("uscc") or "")):
        found |= Q(uscc=code) | Q(names__uscc=code)
        found |= Q(uscc=uscc.suggestion(code)) if uscc.suggestion(code) else Q()
    if key := rules.name_key(str(typed.get("name") or "")):
        stem = rules.name_stem(str(typed.get("name") or ""))
        found |= Q(name_key=key) | Q(names__name_key=key)
        found |= Q(name_key__startswith=stem) if len(stem) >= 4 else Q()
    return found & ~Q(state="merged") if found else None


ENTERPRISE = Register(
    code="parties.enterprise",
    model=Enterprise,
    label=_("Enterprise"),
    label_plural=_("Enterprises"),
    area="enterprises",
    named_by="uscc",
    key=("uscc", "old_number"),
    entry=(
        "uscc", "old_number", "name", "place", "kind", "size", "industry", "address", "established_on", "contact",
        "phone", "ended_on",
    ),
    listed=("name", "uscc", "place", "kind", "size", "state"),
    public=("name", "uscc", "place", "kind", "industry", "state"),
    searched=("name", "uscc", "old_number", "name_key", "names__name"),
    filters=("place", "state", "kind", "size"),
    personal=("contact", "phone"),
    records=_KEEPERS,
    first_state="active",
    states={
        "active": pgettext_lazy("state of an enterprise", "In business"),
        "moved": pgettext_lazy("state of an enterprise", "Moved away"),
        "revoked": pgettext_lazy("state of an enterprise", "Licence revoked"),
        "ended": pgettext_lazy("state of an enterprise", "Deregistered"),
        "merged": pgettext_lazy("state of an enterprise", "Merged into another record"),
    },
    moves=(
        Move("move_away", _("Moved away"), ("active",), "moved", by=(OFFICE, DEPARTMENT, CLERK)),
        Move("come_back", _("Back in business here"), ("moved", "revoked"), "active", by=(OFFICE, DEPARTMENT, CLERK)),
        Move("revoke", _("Licence revoked"), ("active", "moved"), "revoked", by=(OFFICE, DEPARTMENT)),
        Move(
            "end", _("Deregistered"), ("active", "moved", "revoked"), "ended", by=(OFFICE, DEPARTMENT),
            asks=("ended_on",), check=check(rules.life_in_order), ends=True,
        ),
    ),
    checks=(check(rules.examined), check(rules.kind_fits), check(rules.life_in_order)),
    sentences=messages.ENTERPRISE,
    tabs=(
        Tab("in_business", _("In business"), lambda day: Q(state="active")),
        Tab("ended", _("No longer in business"), lambda day: Q(state__in=["revoked", "ended"])),
        Tab("without_code", _("Without a unified social credit code"), lambda day: Q(uscc__isnull=True)),
    ),
    alike=same_enterprise,
    before_save=rules.derived,
    after_save=names.keep_former,
    help=_("One record an enterprise. Former names stay and find it; two records of one enterprise are merged."),
)  # fmt: skip

PRODUCT_CLASS = Register(
    code="parties.product_class",
    model=ProductClass,
    label=_("Product class"),
    label_plural=_("Product classes"),
    area="enterprises",
    named_by="code",
    key=("system", "edition", "code"),
    entry=("system", "edition", "code", "name", "above", "licensed", "compulsory", "place"),
    listed=("code", "name", "system", "edition", "licensed", "compulsory", "state"),
    public=("code", "name", "system", "edition"),
    searched=("code", "name"),
    filters=("system", "edition", "state"),
    lookups={"above": "code"},
    records=(OFFICE, DEPARTMENT, OPERATOR),
    first_state="in_force",
    states={
        "in_force": pgettext_lazy("state of a class", "In force"),
        "retired": pgettext_lazy("state of a class", "Replaced"),
    },
    moves=(
        Move("retire", _("Replaced by a new edition"), ("in_force",), "retired", by=(OFFICE, DEPARTMENT), ends=True),
    ),
    checks=(check(rules.class_has_code),),
    sentences=messages.CLASS,
    help=_("Classes of one classification in one edition. Records keep the class that they were recorded with."),
)

REGISTERS = (ENTERPRISE, PRODUCT_CLASS)

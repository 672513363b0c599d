"""Keeps what an enterprise was called: when its name changes, the former one stays and finds it."""

from collections.abc import Sequence

from zhiheng.journal.acts import Act
from zhiheng.registers.kit.models import Revision
from zhiheng.registers.parties.models import Enterprise, EnterpriseName
from zhiheng.registers.parties.rules import name_key

AT_ONCE = 500


def keep_former(act: Act, ids: Sequence[int]) -> None:
    """What the kit calls after enterprises were saved: names that this act replaced become former names."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        _keep(act, ordered[start : start + AT_ONCE])


def _keep(act: Act, ids: list[int]) -> None:
    now = {
        pk: (name, revision)
        for pk, name, revision in Enterprise.objects.filter(pk__in=ids, act=act.id, revision__gt=1).values_list(
            "pk", "name", "revision"
        )
    }
    rows = Revision.objects.filter(register="parties.enterprise", record__in=now, until=act.at)
    former = {
        record: str(values.get("name") or "")
        for record, revision, values in rows.values_list("record", "revision", "values")
        if revision == now[record][1] - 1
    }
    EnterpriseName.objects.bulk_create(
        [
            EnterpriseName(enterprise_id=pk, kind="former", name=name, name_key=name_key(name), act=act.id)
            for pk, name in former.items()
            if name and name_key(name) != name_key(now[pk][0])
        ],
        ignore_conflicts=True,
    )

"""Sign-in codes of a demonstration. Only shown where the clock is simulated, which a real database can never be."""

import json
from pathlib import Path

from django.conf import settings

from zhiheng.accounts.models import Post
from zhiheng.accounts.roles import ROLES


def accounts() -> list[tuple[str, str, str]]:
    """Code, password and roles of the invented people, as the demonstration left them beside its database. One query."""
    told = Path(settings.VAR) / "demo.json"
    if not told.is_file():
        return []
    people = json.loads(told.read_text(encoding="utf-8")).get("people", [])
    roles = dict(Post.objects.order_by("-pk").values_list("person__code", "role"))
    return [(one["code"], one["password"], str(ROLES.get(roles.get(one["code"], ""), ""))) for one in people]

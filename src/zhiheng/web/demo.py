"""Sign-in codes of a demonstration. Only shown where the clock is simulated, which a real database can never be."""

import json
from pathlib import Path

from django.conf import settings


def accounts() -> list[tuple[str, str, str]]:
    """Code, password and role of the invented people, as the demonstration left them beside its database."""
    told = Path(settings.VAR) / "demo.json"
    if not told.is_file():
        return []
    people = json.loads(told.read_text(encoding="utf-8")).get("people", [])
    return [(one["code"], one["password"], one["role"]) for one in people]

"""A file between trial and confirmation: kept outside the database, named by an unguessable token of one session."""

import re
import secrets
import time
from pathlib import Path

from django.conf import settings

from zhiheng.web.middleware import Request

KEEP_SECONDS = 3600
_KEY = "waiting"
_TOKEN = re.compile(r"[0-9a-f]{32}")


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT).parent / "waiting"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep(request: Request, name: str, content: bytes) -> str:
    """Keep a file for this session for an hour; its token."""
    _sweep()
    token = secrets.token_hex(16)
    (_folder() / token).write_bytes(content)
    request.session[_KEY] = {"token": token, "name": name}
    return token


def take(request: Request, token: str) -> tuple[str, bytes] | None:
    """The file's name and bytes, when this session kept it under this token; it stays until it is swept."""
    kept = request.session.get(_KEY)
    path = _folder() / token
    if not _TOKEN.fullmatch(token) or not kept or kept["token"] != token or not path.exists():
        return None
    return str(kept["name"]), path.read_bytes()


def _sweep() -> None:
    oldest = time.time() - KEEP_SECONDS
    for path in _folder().iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)

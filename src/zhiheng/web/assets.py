"""Which file of the front end build a page loads. Names carry a hash of the content, so they never go stale."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

BUILT = Path(__file__).resolve().parent / "static" / "build"


class NotBuilt(RuntimeError):
    """The pages' style and scripts have not been built."""

    def __init__(self) -> None:
        super().__init__("The front end is not built. Run `npm ci && npm run build`, or ./zhiheng, which does it.")


def _manifest() -> dict[str, str]:
    try:
        return dict(json.loads((BUILT / "manifest.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise NotBuilt from None


_kept = cache(_manifest)


def address(name: str) -> str:
    """The address of a built file: app.css, app.js, charts.js or sprite.svg."""
    manifest = _manifest() if settings.DEBUG else _kept()
    return static(f"build/{manifest[name]}")

"""What the front end build leaves: within budget, without foreign addresses, nothing newer than Chromium 90."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from zhiheng.web import assets

ROOT = Path(__file__).resolve().parents[2]


def built(name: str) -> str:
    manifest = json.loads((assets.BUILT / "manifest.json").read_text(encoding="utf-8"))
    return (assets.BUILT / manifest[name]).read_text(encoding="utf-8")


def test_budgets_are_kept():
    assert len(built("charts.js")) < 600_000
    assert len(built("app.css")) < 110_000
    assert len(built("app.js")) < 60_000


def test_style_and_own_script_name_no_foreign_address():
    for name in ("app.css", "app.js"):
        found = set(re.findall(r"https?://[\w./-]+", built(name))) - {"http://www.w3.org/2000/svg"}
        assert not found, name


def test_the_sprite_has_every_drawing_that_templates_name():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', built("sprite.svg")))
    templates = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "src/zhiheng/web/templates").rglob("*.html")
    )
    frame = (ROOT / "src/zhiheng/web/presenters/frame.py").read_text(encoding="utf-8")

    named = {f"i-{name}" for name in re.findall(r'{% icon "([\w-]+)"', templates)}
    named |= {f"i-{name}" for name in re.findall(r'\("\w+", "([\w-]+)", \(', frame)}
    assert named <= sprite
    assert {f"l-{shape}" for shape in ("met", "on", "behind", "bad", "unsure", "none", "notdue", "near")} <= sprite


@pytest.mark.parametrize(
    "css",
    [
        "a:has(b){}",
        "a{color:color-mix(in srgb,red,blue)}",
        "@layer x{a{}}",
        "a{height:100dvh}",
        "@media (width >= 600px){a{}}",
    ],
)
def test_the_build_refuses_what_the_baseline_does_not_know(css):
    call = f'import {{ refuseNewerThanBaseline as r }} from "./frontend/baseline.mjs"; r("x.css", {json.dumps(css)});'

    done = subprocess.run(
        ["node", "--input-type=module", "-e", call], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode != 0
    assert "newer than Chromium 90" in done.stderr


def test_every_page_template_extends_the_frame_or_stands_alone_on_purpose():
    alone = {"sign_in.html", "500.html"}
    for path in (ROOT / "src/zhiheng/web/templates/web/pages").glob("*.html"):
        first = path.read_text(encoding="utf-8").lstrip()
        assert first.startswith('{% extends "web/base.html" %}') or path.name in alone, path.name

"""`docs/first-hour.md` is true: every command in it is run on an empty database, and every line that it shows comes out.

In the page a block ```console holds commands (`$ …`) and what they print; `…` stands for anything. A block that needs the sample documents
says so in its first line, `# with ZHIHENG_SAMPLES`, and is left out where they are not at hand.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "first-hour.md"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
ANYTHING = "…"


@dataclass(frozen=True)
class Step:
    command: str
    shows: tuple[str, ...]
    with_samples: bool


def steps() -> Iterator[Step]:
    for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        with_samples = block.startswith("# with ZHIHENG_SAMPLES")
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shows = part.splitlines()
            yield Step(command, tuple(line for line in shows if line.strip()), with_samples)


def shown(line: str, output: str) -> bool:
    """Whether the output holds the line, in which … stands for anything."""
    wanted = r".*".join(re.escape(" ".join(part.split())) for part in line.split(ANYTHING))
    return any(re.search(wanted, " ".join(found.split())) for found in output.splitlines())


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """An empty working folder beside plans and sample texts, and the environment of somebody who works there."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("plans", "samples"):
        shutil.copytree(ROOT / name, folder / name)
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith("ZHIHENG_") or key == "ZHIHENG_SAMPLES"
    }
    environment.update(
        ZHIHENG_VAR=str(folder / "var"),
        ZHIHENG_DATABASE=f"sqlite://{folder / 'var' / 'first-hour.sqlite3'}",
        PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        COLUMNS="200", NO_COLOR="1",
    )  # fmt: skip
    (folder / "var").mkdir()
    return folder, environment


def test_the_page_holds_a_whole_journey() -> None:
    commands = " ".join(step.command for step in steps())

    for verb in ("policy read", "policy draft", "plan check", "plan adopt", "figures import", "targets"):
        assert verb in commands


def test_every_command_of_the_page_does_what_the_page_shows(desk: tuple[Path, dict[str, str]]) -> None:
    folder, environment = desk
    samples = bool(environment.get("ZHIHENG_SAMPLES"))

    for step in steps():
        if step.with_samples and not samples:
            continue
        done = subprocess.run(
            ["bash", "-c", step.command.replace("./zhiheng", "zhiheng")],
            cwd=folder, env=environment, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        output = done.stdout + done.stderr
        for line in step.shows:
            assert shown(line, output), f"$ {step.command}\nthe page shows: {line}\nit printed:\n{output}"
        assert done.returncode == 0 or any("NOT" in line or "须改" in line for line in step.shows), (
            f"$ {step.command}\n{output}"
        )

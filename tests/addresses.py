"""Guard: no lock, requirement or npm file names an address, and no tracked file a registry or a folder of one machine."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = re.compile(r"(^|/)(requirements/.*|package(-lock)?\.json|\.npmrc|uv\.lock|pylock\.toml)$")
ADDRESS = re.compile(r"[a-z+]+://")
MACHINE = re.compile(r"/root/|/home/[a-z]+/|/work/(main|trees|shared)|registry\.npmjs|pypi\.org|files\.pythonhosted")


UNTRACKED = {
    ".git",
    ".venv",
    "node_modules",
    "var",
    "dist",
    "build",
    "wheels",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
}


def tracked() -> list[Path]:
    """Files that git tracks; in a copy without git, all but what set-up and tests leave behind."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        found = (path.relative_to(ROOT) for path in sorted(ROOT.rglob("*")) if path.is_file())
        return [path for path in found if not UNTRACKED & set(path.parts)]
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def faults(path: Path) -> list[str]:
    """Lines of one tracked file that name what they must not."""
    try:
        lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    lock = bool(LOCKS.search(path.as_posix()))
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for number, line in enumerate(lines, 1)
        if (lock and ADDRESS.search(line)) or (path.name != Path(__file__).name and MACHINE.search(line))
    ]


def main() -> int:
    found = [fault for path in tracked() for fault in faults(path)]
    print("\n".join(found) or "no addresses")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

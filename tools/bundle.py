"""`just bundle`: one archive that sets up Zhiheng on a machine without Node and without a network.

The archive holds the tracked files, the built pages and a folder `wheels/` with every hashed requirement for this kind of machine.
There: unpack, ./zhiheng demo (or serve). The start script finds wheels/ by itself.
"""

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILT = Path("src/zhiheng/web/static/build")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [Path(name) for name in listed.stdout.split("\0") if name]


def main() -> int:
    if not (ROOT / BUILT / ".stamp").is_file():
        print("The pages are not built yet: run ./zhiheng --help once, then again.")
        return 1
    target = ROOT / "dist" / "zhiheng-bundle.tar.gz"
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        wheels = Path(scratch) / "wheels"
        fetch = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--only-binary",
            ":all:",
            "--require-hashes",
            "-d",
            str(wheels),
        ]
        subprocess.run([*fetch, "-r", str(ROOT / "requirements" / "core.txt")], check=True)
        with tarfile.open(target, "w:gz", compresslevel=6) as archive:
            for path in tracked():
                archive.add(ROOT / path, Path("zhiheng") / path)
            archive.add(ROOT / BUILT, Path("zhiheng") / BUILT)
            archive.add(wheels, Path("zhiheng") / "wheels")
        count = len(list(wheels.iterdir()))
    size = target.stat().st_size / 1e6
    print(f"{target.relative_to(ROOT)}: {count} wheels, built pages, {size:.0f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

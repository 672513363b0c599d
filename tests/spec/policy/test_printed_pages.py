"""A paper reads the same when a printer has broken its lines and put page numbers between them."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from zhiheng.policy.reader import read

PAPERS = [
    path
    for path in sorted((Path(__file__).parent / "papers").glob("*.yaml"))
    if path.stem[:2] in {"01", "03", "13", "14", "16", "17", "18", "20", "25", "27", "38", "42", "47", "49", "50"}
]


def columns(char: str) -> int:
    return 1 if char.isascii() else 2


def printed(text: str, width: int) -> str:
    """The text on pages of 26 lines; signs that may not begin a line hang over."""
    lines: list[str] = []
    for paragraph in filter(None, map(str.strip, text.split("\n"))):
        line, used = "\u3000\u3000", 4
        for char in paragraph:
            if used + columns(char) > width and char not in "，。、；：）”":
                lines.append(line)
                line, used = "", 0
            line, used = line + char, used + columns(char)
        lines.append(line)
    pages = [lines[at : at + 26] for at in range(0, len(lines), 26)]
    return "\f".join("\n".join([*page, f"— {number} —", ""]) for number, page in enumerate(pages, start=1))


def found(text: str) -> dict[str, Any]:
    reading = read(text)
    return {
        "chapters": list(reading.chapters),
        "targets": [(t.place, t.comparator, t.value, t.lead) for t in reading.targets],
        "duties": [(d.place, [b.name for b in d.lead], [b.name for b in d.support]) for d in reading.duties],
    }


@pytest.mark.parametrize("width", [56, 72])
@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_a_printed_page_reads_like_the_text(path: Path, width: int) -> None:
    text = yaml.safe_load(path.read_text("utf-8"))["text"]
    assert found(printed(text, width)) == found(text)

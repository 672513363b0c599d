"""Message catalogues without gettext tools: `python -m zhiheng.cli.translations compile | check`.

A room keeps its own catalogue in `ROOM/locale/LANGUAGE/LC_MESSAGES/django.po`; Django joins them. Traditional Chinese has no catalogue of its own: it takes
the simplified one, and the page is converted when it is sent.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[1]
COMPLETE = "zh_Hans"
CONVERTED = "zh_Hant"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@dataclass(frozen=True)
class Message:
    """A sentence of the source: its text (and plural), its context, and where it stands."""

    text: str
    context: str | None
    where: str


def catalogues(language: str) -> list[Path]:
    return sorted(SOURCE.rglob(f"locale/{language}/LC_MESSAGES/django.po"))


def load(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, abort_invalid=True)


def sources() -> Iterator[tuple[Path, str]]:
    """Every Python file and template with its text as Python, as the extractor reads it."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield path, path.read_text(encoding="utf-8")
    for pattern in ("*.html", "*.txt"):
        for path in sorted(SOURCE.rglob(f"templates/**/{pattern}")):
            yield path, templatize(path.read_text(encoding="utf-8"), origin=str(path))


def messages() -> Iterator[Message]:
    """Every sentence that the source asks to be translated."""
    for path, text in sources():
        found = extract("python", BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
        for line, sentence, _comments, context in found:
            first = sentence[0] if isinstance(sentence, tuple) else sentence
            if first:
                yield Message(first, context, f"{path.relative_to(SOURCE)}:{line}")


def compile_all() -> int:
    """Write each catalogue's binary beside it; the traditional one is the simplified one's twin."""
    for language in (COMPLETE, "en"):
        for path in catalogues(language):
            targets = [path.with_suffix(".mo")]
            if language == COMPLETE:
                targets.append(path.parents[2] / CONVERTED / "LC_MESSAGES" / "django.mo")
            for target in targets:
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as stream:
                    write_mo(stream, load(path))
    return 0


def faults() -> Iterator[str]:
    """What keeps the simplified Chinese from being complete: missing, fuzzy, unused, contradictory or with other placeholders."""
    known: dict[tuple[str | None, str], str] = {}
    places: dict[tuple[str | None, str], Path] = {}
    for path in catalogues(COMPLETE):
        name = path.relative_to(SOURCE)
        for entry in load(path):
            if not entry.id:
                continue
            text = entry.id[0] if isinstance(entry.id, (tuple, list)) else entry.id
            said = entry.string[0] if isinstance(entry.string, (tuple, list)) else entry.string
            key = (entry.context, text)
            if entry.fuzzy:
                yield f"{name}: unsure translation of {text!r}"
            if said and set(PLACEHOLDER.findall(text)) - set(PLACEHOLDER.findall(said)) - {"%(count)d"}:
                yield f"{name}: other placeholders in {said!r} than in {text!r}"
            if known.get(key, said) != said:
                yield f"{name}: {text!r} is translated otherwise in {places[key].relative_to(SOURCE)}"
            known[key], places[key] = str(said or ""), path
    used = set()
    for message in messages():
        used.add((message.context, message.text))
        if not known.get((message.context, message.text)):
            yield f"{message.where}: not translated: {message.text!r}" + (
                f" ({message.context})" if message.context else ""
            )
    for key in sorted(set(known) - used, key=str):
        yield f"{places[key].relative_to(SOURCE)}: no longer used: {key[1]!r}"


def main() -> int:
    if sys.argv[1:] == ["compile"]:
        return compile_all()
    if sys.argv[1:] == ["check"]:
        found = list(faults())
        print("\n".join(found) or "translations complete")
        return 1 if found else 0
    print("usage: python -m zhiheng.cli.translations compile | check")
    return 2


if __name__ == "__main__":
    raise SystemExit(main())

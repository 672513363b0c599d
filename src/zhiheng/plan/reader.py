"""The policy reader's findings in a plan's words: dotted codes, and spans in the canonical text; pure.

The canonical text leaves out what stands before the preamble (titles, dates and notes differ from copy to copy), is in
NFKC and simplified script, and has no white space.
"""

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from zhiheng.packages.words import Words
from zhiheng.plan.text import Aim, Bracket, Copy, Span, TextFile
from zhiheng.policy.canonical import canonical_map
from zhiheng.policy.load import load_bytes
from zhiheng.policy.model import Clause, Reading, Target
from zhiheng.policy.numbering import han_number
from zhiheng.policy.reader import read
from zhiheng.policy.unreadable import UnreadableError

PREAMBLE, CLOSING = "0", "9"
_WORDS = {"前言": PREAMBLE, "正文": "1"}
_SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_PARAGRAPH = re.compile(r"[^\n]+")
_LONGEST_TITLE = 60


class UnreadableTextError(ValueError):
    """A file without text that can be read; `words` says why and what to do."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def read_file(name: str, content: bytes) -> TextFile:
    """A file of the official text, read.

    Raises:
        UnreadableTextError: scanned, encrypted, damaged, of an unknown encoding, or empty.
    """
    try:
        source = load_bytes(content, name)
    except UnreadableError as error:
        raise UnreadableTextError(Words(error.sentence("zh"), error.sentence("en"))) from None
    return TextFile(name, hashlib.sha256(content).hexdigest(), copy_of(read(source.text)))


def copy_of(reading: Reading) -> Copy:
    """A reading as a copy of the official text."""
    start = _start(reading)
    canonical, places = canonical_map(reading.text[start:])
    where = _Where(start, places)
    codes = clause_codes(reading.clauses)
    return Copy(
        canonical,
        dict(_clauses(reading, codes, where)),
        tuple(
            Bracket(
                codes.get(duty.place, ""), where(duty.start, duty.end),
                tuple(_plain(body.name) for body in duty.lead), tuple(_plain(body.name) for body in duty.support),
            )
            for duty in reading.duties
        ),
        tuple(
            Aim(codes.get(target.place, ""), where(target.start, target.end), _amounts(target), _plain(target.indicator))
            for target in reading.targets
        ),
    )  # fmt: skip


class _Where:
    """Turns places of the source into places of the canonical text."""

    def __init__(self, start: int, places: Sequence[int]) -> None:
        self.start, self.places = start, places

    def __call__(self, start: int, end: int) -> Span:
        return bisect_left(self.places, start - self.start), bisect_left(self.places, end - self.start)


def clause_codes(clauses: Sequence[Clause]) -> dict[str, str]:
    """Place as the reader prints it → dotted code, each once: 二/(一)/1 → 2.1.1."""
    codes: dict[str, str] = {}
    for clause in clauses:
        code = dotted(clause.path)
        taken = set(codes.values())
        number = 2
        while code in taken:
            code, number = f"{dotted(clause.path)}-{number}", number + 1
        codes[clause.place] = code
    return codes


def dotted(path: Sequence[str]) -> str:
    return ".".join(_piece(piece) for piece in path)


def _piece(piece: str) -> str:
    """A number of any kind as digits; annexes and tables keep a letter."""
    if piece in _WORDS:
        return _WORDS[piece]
    if piece.startswith(("附件", "表")):
        return ("a" if piece.startswith("附件") else "t") + (_number(piece) or "")
    return _number(piece) or "x"


def _number(piece: str) -> str:
    text = unicodedata.normalize("NFKC", piece)
    if digits := re.findall(r"[0-9]+", text):
        return str(int(digits[-1]))
    han = re.search(r"[一二三四五六七八九十百零〇]+", text)
    return str(han_number(han[0])) if han else ""


def _clauses(reading: Reading, codes: Mapping[str, str], where: _Where) -> Iterator[tuple[str, Span]]:
    """Each clause's own text: up to where the next one begins."""
    clauses = [clause for clause in reading.clauses if clause.end > where.start]
    ends = [*(clause.start for clause in clauses[1:]), len(reading.text)]
    closing = _closing(reading)
    for clause, end in zip(clauses, ends, strict=True):
        until = closing if closing is not None and clause is clauses[-1] else end
        span = where(max(clause.start, where.start), until)
        if span[0] < span[1]:
            yield codes[clause.place], span
    if closing is not None:
        yield CLOSING, where(closing, len(reading.text))


def _start(reading: Reading) -> int:
    """Where the document itself begins: after the last line that looks like a title before the first numbered clause."""
    first = next((clause for clause in reading.clauses if clause.level != "preamble"), None)
    end = first.start if first is not None else 0
    start = 0
    for match in _PARAGRAPH.finditer(reading.text, 0, end):
        if _is_title(match[0]):
            start = match.end()
    opening = re.compile(r"\S").search(reading.text, start)
    return min(opening.start() if opening else end, end)


def _is_title(line: str) -> bool:
    """A short line without any stop or comma: a title, an issuer, a number, a date."""
    text = "".join(line.split())
    return len(text) <= _LONGEST_TITLE and not re.search(r"[。；;，,！!]", text)


def _closing(reading: Reading) -> int | None:
    """Where the closing paragraph begins: the last clause goes on in a new paragraph, which none beside it does."""
    clauses = reading.clauses
    if len(clauses) < 2 or clauses[-1].level in {"closing", "annex", "row"}:
        return None
    last = clauses[-1]
    beside = [one for one in clauses[:-1] if len(one.path) == len(last.path) and one.path[:-1] == last.path[:-1]]
    paragraphs = list(_PARAGRAPH.finditer(reading.text, last.start))
    paragraphs = [match for match in paragraphs if match[0].strip()]
    if len(paragraphs) != 2 or any("\n" in reading.quote(one).strip() for one in beside):
        return None
    return paragraphs[1].start()


def _amounts(target: Target) -> tuple[tuple[str, ...], ...]:
    """The target's number as written and as multiplied out (6 and 600000000 for 6亿元)."""
    ends = target.value if isinstance(target.value, tuple) else (target.value,)
    scale = _SCALES.get(target.scale, 1)
    full = tuple(_written(Decimal(end)) for end in ends)
    return (full,) if scale == 1 else (tuple(_written(Decimal(end) / scale) for end in ends), full)


def _written(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(text: str) -> str:
    return canonical_map(text)[0]

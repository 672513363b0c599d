"""Different spellings of the same text, compared without losing the place.

`folded` keeps the length (one character for one character), so that every offset found in it is an offset of the
source. `canonical` is the text that plans keep digests of: NFKC, white space out, simplified.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import opencc

_WIDTH_BLOCKS = ((0xFF01, 0xFFEF), (0x2E80, 0x2FE0), (0xF900, 0xFB00), (0xFE10, 0xFE70))
_HAN_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000))
_SIGNS = {
    "\u3000": " ",
    "\u00a0": " ",
    "\t": " ",
    "—": "-",
    "–": "-",
    "―": "-",
    "−": "-",
    "─": "-",
    "‐": "-",
    "‑": "-",
    "〜": "~",
    "∼": "~",
    "≧": "≥",
    "⩾": "≥",
    "≦": "≤",
    "⩽": "≤",
    "︰": ":",
    "∶": ":",
    "㎡": "㎡",
    "〇": "〇",
}
_FEW = 40  # different signs up to which replacing each is faster than looking up every character
_INVISIBLE = dict.fromkeys("\ufeff\u200b\u200c\u200d\u2060\u00ad", " ")


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _table() -> dict[int, str]:
    """Character → its folded form, for every character that changes."""
    table: dict[int, str] = {}
    for first, beyond in _WIDTH_BLOCKS:
        for code in range(first, beyond):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                table[code] = plain
    han = [chr(code) for first, beyond in _HAN_BLOCKS for code in range(first, beyond)]
    # One character a line: no phrase can match, so that each keeps its own place.
    for one, simple in zip(han, _simplifier().convert("\n".join(han)).split("\n"), strict=True):
        if len(simple) == 1 and simple != one:
            table[ord(one)] = simple
    for code, plain in list(table.items()):
        table[code] = table.get(ord(plain), plain)
    table.update({ord(sign): plain for sign, plain in (_SIGNS | _INVISIBLE).items() if sign != plain})
    return {code: (_SIGNS.get(plain, plain)) for code, plain in table.items()}


def folded(text: str) -> str:
    """The text with half-width signs and simplified characters, each at its own place."""
    table = _table()
    changing = [char for char in set(text) if ord(char) in table]
    if len(changing) > _FEW:
        return text.translate(table)
    # What a simplified text holds of such signs is soon replaced one by one: no folded sign is folded again.
    for char in changing:
        text = text.replace(char, table[ord(char)])
    return text


def canonical(text: str) -> str:
    """NFKC, simplified, without white space: what a plan's digest and offsets are about."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(folded("".join(plain.split())).split())


def canonical_map(text: str) -> tuple[str, list[int]]:
    """The canonical text, and for each of its characters the place in `text` that it came from."""
    out: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for piece in canonical(char):
            out.append(piece)
            places.append(place)
    return "".join(out), places


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text without white space, each character with its place in the source."""

    text: str
    places: Sequence[int]

    def start(self, index: int) -> int:
        return self.places[index]

    def end(self, index: int) -> int:
        """The place behind the last character of a span that ends before `index`."""
        return self.places[index - 1] + 1 if index else (self.places[0] if self.places else 0)

    def cut(self, start: int, end: int) -> "Run":
        return Run(self.text[start:end], self.places[start:end])


def squeezed(fold: str, start: int, end: int) -> Run:
    """The folded text between two places without its white space."""
    piece = fold[start:end]
    tight = "".join(piece.split())
    if len(tight) == len(piece):
        return Run(piece, range(start, end))
    if (lead := len(piece) - len(piece.lstrip())) + len(tight) == len(piece.rstrip()):
        return Run(tight, range(start + lead, start + lead + len(tight)))
    return Run(tight, [start + at for at, char in enumerate(piece) if not char.isspace()])

"""The marks that number clauses: 第三章, 第十二条, 一、, （一）, 1., 2.3.1, （1）, ①.

A mark only opens a clause at the start of a paragraph, or inside one where the count goes on (run-in text).
"""

import re
from dataclasses import dataclass

from zhiheng.policy.canonical import Run

_HAN = "一二三四五六七八九十百零〇"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾"  # as they are written on bank notes: 壹、 heads a chapter
_DIGITS = (
    {char: value for value, char in enumerate("零一二三四五六七八九")}
    | {"〇": 0, "两": 2}
    | {char: value for value, char in enumerate(_FORMAL, start=1)}
)

# Rank: a mark closes every open clause of its own rank or below.
RANKS = {
    "chapter": 1,
    "formal": 2,
    "part": 3,
    "article": 4,
    "han": 5,
    "bracket_han": 6,
    "decimal": 7,
    "arabic": 8,
    "bracket_arabic": 9,
    "half_bracket": 10,
    "circled": 11,
}
_MARK = re.compile(
    rf"第(?P<law>[{_HAN}\d]{{1,6}})(?P<kind>部分|[章节条])"
    rf"|(?P<formal>[{_FORMAL}参]{{1,3}})[、.]"
    rf"|(?P<han>[{_HAN}]{{1,4}})[、.．]"
    rf"|\((?P<bracket_han>[{_HAN}]{{1,4}})\)[、.]?"
    r"|(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,4})[.、]?(?=[^\d.%‰万亿个家项件倍元])"
    r"|(?P<arabic>\d{1,3})(?:、|\.(?:(?!\d)|(?=(?:19|20)\d\d年)))"
    r"|\((?P<bracket_arabic>\d{1,3})\)[、.]?"
    r"|(?P<half_bracket>\d{1,2})\)"
    r"|(?P<circled>[①-⑳])"
)
_DOTTED = re.compile(r"(?P<arabic>\d{1,3})\.")
_DECIMAL = re.compile(r"[1-9]\d?(?:\.\d{1,2}){1,4}\.?")
_YEAR_FIRST = re.compile(r"(?:19|20)\d\d年")
_LAW_KINDS = {"章": "chapter", "部分": "chapter", "节": "part", "条": "article"}
# Each begins with a sign, so that the search passes quickly over all others.
_RUN_IN = re.compile(
    rf"[。;!?)](?=[{_HAN}]{{1,3}}、|\([{_HAN}]{{1,3}}\)|\d{{1,2}}[.、](?!\d)|[①-⑳])|\(一\)(?=[^)]{{2}})"
)
_STOP = re.compile(r"。|(?<=[\u4e00-\u9fff)])\.(?=[\u4e00-\u9fff]|$)")
_PART_TITLE = 24


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at the start of a run: its kind, its number, and where the words begin."""

    kind: str
    number: int
    printed: str
    length: int

    @property
    def piece(self) -> str:
        """How the mark stands in a path."""
        match self.kind:
            case "bracket_han":
                return f"({self.printed})"
            case "bracket_arabic":
                return f"({self.number})"
            case "half_bracket":
                return f"{self.number})"
            case "part":
                return f"{self.printed}节"
            case "article":
                return str(self.number)
            case "arabic":
                return str(self.number)
            case _:
                return self.printed


def han_number(text: str) -> int:
    """二十三 → 23; digits are read as they are."""
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in "十拾":
            total, digit = total + (digit or 1) * 10, 0
        elif char == "百":
            total, digit = total + (digit or 1) * 100, 0
        else:
            digit = _DIGITS.get(char, 0)
    return total + digit


def mark_at(run: Run, *, bare_decimals: bool = False) -> Mark | None:
    """The mark that a run begins with, if it begins with one."""
    text = run.text
    found = _MARK.match(text) or _spaced_number(run)
    if bare_decimals and (spaced := _spaced_decimal(run)) is not None:
        return spaced
    if found is None:
        return _bare_number(run) if bare_decimals else None
    kind = found.lastgroup or ""
    if kind == "kind":
        return _law_mark(run, found)
    printed = found[kind]
    if kind == "formal":
        printed = printed.replace("参", "叁")
    if kind == "circled":
        return Mark(kind, ord(printed) - ord("①") + 1, printed, found.end())
    if kind == "decimal":
        if printed.startswith("0.") or found.end() >= len(text):
            return None
        return Mark(kind, int(printed.rsplit(".", 1)[1]), printed, found.end())
    if kind == "arabic" and bare_decimals and len(printed) <= 2:
        return Mark("decimal", int(printed), printed, found.end())
    if kind == "arabic" and found.end() >= len(text):
        return None
    return Mark(kind, han_number(printed), printed, found.end())


def _spaced_number(run: Run) -> re.Match[str] | None:
    """1. 5G: a space behind the dot tells that the digit behind it is no decimal."""
    found = _DOTTED.match(run.text)
    if found is None or found.end() >= len(run.text):
        return None
    return found if run.places[found.end()] - run.places[found.end() - 1] > 1 else None


def _spaced_decimal(run: Run) -> Mark | None:
    """2.1.1 2021年底前…: the gap tells where the number of the clause ends."""
    text = run.text
    end = next((at for at in range(3, min(12, len(text))) if run.places[at] - run.places[at - 1] > 1), 0)
    if not end or not text[end].isdigit() or not _DECIMAL.fullmatch(text, 0, end):
        return None
    if text.count(".", 0, end) < 2 and not _YEAR_FIRST.match(text, end):
        return None
    printed = text[:end].rstrip(".")
    return Mark("decimal", int(printed.rsplit(".", 1)[1]), printed, end)


def _law_mark(run: Run, found: re.Match[str]) -> Mark | None:
    end = found.end()
    text = run.text
    spaced = end < len(text) and run.places[end] - run.places[end - 1] > 1
    short = len(text) - end <= 40 and "。" not in text and found["kind"] != "条"
    if not (spaced or end == len(text) or (short and text[end] not in "规的,、至-~和及") or text[end] in ":、"):
        return None
    printed = found["law"]
    length = end + (1 if end < len(text) and text[end] in ":、" else 0)
    return Mark(_LAW_KINDS[found["kind"]], han_number(printed), printed, length)


def _bare_number(run: Run) -> Mark | None:
    """A chapter of a decimal outline that has no dot: 3 组织体系."""
    text = run.text
    digits = len(text[:2]) if text[:2].isdigit() else 1 if text[:1].isdigit() else 0
    if not digits or len(text) <= digits or len(text) > _PART_TITLE or text[digits].isascii():
        return None
    if run.places[digits] - run.places[digits - 1] < 2 or any(stop in text for stop in "。,;:"):
        return None
    return Mark("decimal", int(text[:digits]), text[:digits], digits)


def depth(mark: Mark) -> int:
    return mark.printed.count(".")


def run_in_cuts(text: str) -> list[int]:
    """Places inside a paragraph where a mark may open the next clause."""
    cuts: list[int] = []
    for found in _RUN_IN.finditer(text):
        start, sign = found.start(), found[0]
        if len(sign) == 1:
            cuts.append(start + 1)
        elif start and text[start - 1] not in "0123456789。;!?(,、:)":
            cuts.append(start)
    return cuts


def title_length(text: str) -> int:
    """How much of a clause's first words is its heading.

    A heading that runs into its text ends at the full stop; with a colon, when few words stand before it.
    """
    found = _STOP.search(text)
    stop = found.start() if found else -1
    colon = text.find(":")
    inside = "(" in text[: max(colon, 0)] and ")" not in text[: max(colon, 0)]
    if not inside and 0 < colon <= 16 and (stop < 0 or colon < stop) and colon + 1 < len(text):
        return colon
    if stop > 0:
        return stop
    end = len(text)
    return end - 1 if text[end - 1 : end] in (":", ";") else end

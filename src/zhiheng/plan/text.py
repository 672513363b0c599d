"""The official text beside its package: offsets without the text, and another copy aligned to them; pure.

A package holds, for each clause, its span in the canonical text, a digest, and short digests of its phrases. They tell
of any other copy which clauses are missing, which phrases differ and where each target and duty stands in it.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from zhiheng.plan.package import ClauseSpanSpec, SpansSpec

Span = tuple[int, int]
PHRASE = re.compile(r"[^。；;，,：:！!？?]*[。；;，,：:！!？?]?")
_SHORT = 8


@dataclass(frozen=True)
class Bracket:
    """A responsibility bracket as the reader found it."""

    clause: str
    span: Span
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()


@dataclass(frozen=True)
class Aim:
    """A numeric target as the reader found it; its number (two for a range) in each way that it may be meant, without unit."""

    clause: str
    span: Span
    amounts: tuple[tuple[str, ...], ...]
    indicator: str = ""


@dataclass(frozen=True)
class Copy:
    """A copy of an official text as the reader read it; spans are offsets into the canonical text.

    A clause's span is its own text: it ends where the next clause begins.
    """

    canonical: str
    clauses: Mapping[str, Span]
    brackets: tuple[Bracket, ...] = ()
    aims: tuple[Aim, ...] = ()

    def text(self, span: Span) -> str:
        return self.canonical[slice(*span)]

    @property
    def digest(self) -> str:
        return digest(self.canonical)


@dataclass(frozen=True)
class TextFile:
    """A copy of the official text as read from a file."""

    name: str
    file_digest: str
    copy: Copy


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def phrases(text: str) -> list[tuple[str, Span]]:
    """The phrases of a clause with their spans in it."""
    return [(match[0], match.span()) for match in PHRASE.finditer(text) if match[0]]


def phrase_digests(text: str) -> list[str]:
    return [digest(phrase)[:_SHORT] for phrase, _ in phrases(text)]


@dataclass(frozen=True)
class Difference:
    """A stretch of a clause that another copy writes differently: where it stands there, and how many phrases we had."""

    clause: str
    span: Span  # in the copy; empty where the copy only leaves something out
    text: str
    ours: int


@dataclass(frozen=True)
class Alignment:
    """Another copy against the package's offsets."""

    missing: tuple[str, ...]
    differences: tuple[Difference, ...]
    clauses: Mapping[str, Span]
    duties: Mapping[str, Span] = field(default_factory=dict)
    targets: Mapping[str, Span] = field(default_factory=dict)

    @property
    def differing(self) -> list[str]:
        """Clauses with differences, in order."""
        return list(dict.fromkeys(one.clause for one in self.differences))


def align(spans: SpansSpec, copy: Copy) -> Alignment:
    """Find the package's clauses, duties and targets in a copy, and tell what differs. Only missing clauses are grave."""
    missing = tuple(code for code in spans.clauses if code not in copy.clauses)
    maps = {
        code: _Map(one, copy.text(copy.clauses[code])) for code, one in spans.clauses.items() if code in copy.clauses
    }
    differences = tuple(
        Difference(code, (copy.clauses[code][0] + start, copy.clauses[code][0] + end), one.theirs[start:end], ours)
        for code, one in maps.items()
        for (start, end), ours in one.differing()
    )
    clauses = {code: copy.clauses[code] for code in maps}
    moved = _Moved(spans, copy, maps)
    return Alignment(missing, differences, clauses, dict(moved.all(spans.duties)), dict(moved.all(spans.targets)))


class _Map:
    """Phrases of a clause of ours matched with the same clause of a copy."""

    def __init__(self, ours: ClauseSpanSpec, theirs: str) -> None:
        self.ours, self.theirs = ours, theirs
        self.parts = phrases(theirs)
        self.same = digest(theirs) == ours.digest
        self.blocks = SequenceMatcher(None, ours.phrases, phrase_digests(theirs), autojunk=False).get_opcodes()

    def differing(self) -> Iterator[tuple[Span, int]]:
        """Spans of the copy's clause that differ, with the number of phrases that ours had there."""
        if self.same:
            return
        for kind, first, last, start, end in self.blocks:
            if kind != "equal":
                at = self.parts[start][1][0] if start < len(self.parts) else len(self.theirs)
                until = self.parts[end - 1][1][1] if end > start else at
                yield (at, until), last - first

    def matched(self, number: int) -> int | None:
        """The copy's phrase that equals our phrase of a number."""
        for kind, first, last, start, _ in self.blocks:
            if kind == "equal" and first <= number < last:
                return start + number - first
        return None


class _Moved:
    """Carries spans of ours over to a copy: exactly where the clause is the same, else by its equal phrases."""

    def __init__(self, spans: SpansSpec, copy: Copy, maps: Mapping[str, _Map]) -> None:
        self.spans, self.copy, self.maps = spans, copy, maps

    def all(self, ours: Mapping[str, Span]) -> Iterator[tuple[str, Span]]:
        for code, span in ours.items():
            if (moved := self._one(span)) is not None:
                yield code, moved

    def _one(self, span: Span) -> Span | None:
        found = next(
            (
                code
                for code, one in self.spans.clauses.items()
                if one.at_[0] <= span[0] < one.at_[1] and code in self.maps
            ),
            None,
        )
        if found is None:
            return None
        start = self.spans.clauses[found].at_[0]
        within = (span[0] - start, span[1] - start)
        moved = within if self.maps[found].same else self._by_phrases(self.maps[found], within)
        there = self.copy.clauses[found][0]
        return None if moved is None else (there + moved[0], there + moved[1])

    def _by_phrases(self, one: _Map, within: Span) -> Span | None:
        """The span when every phrase that it touches stands unchanged and together in the copy."""
        touched = [
            number
            for number, (start, end) in enumerate(_ends(one.ours.lengths))
            if start < within[1] and end > within[0]
        ]
        matched = [one.matched(number) for number in touched]
        if not matched or any(number is None for number in matched):
            return None
        first, last = matched[0], matched[-1]
        assert first is not None and last is not None  # noqa: PT018
        if last - first != len(matched) - 1:
            return None
        ours = _ends(one.ours.lengths)[touched[0]][0]
        shift = one.parts[first][1][0] - ours
        return within[0] + shift, within[1] + shift


def _ends(lengths: Sequence[int]) -> list[Span]:
    spans, at = [], 0
    for length in lengths:
        spans.append((at, at + length))
        at += length
    return spans


# numbers that need a target or a reason

_DIGITS = re.compile(r"[0-9]+(?:[.][0-9]+)?")
_YEAR_AFTER = re.compile(r"(?:[—–~\-至][0-9]{4})?年")
_ITEM = re.compile(r"[(]?[0-9]{1,2}[.、)]?")


@dataclass(frozen=True)
class Found:
    """A number in a clause's text, with what stands around it."""

    number: str
    span: Span  # in the clause
    around: str


def numbers(text: str, printed: str = "") -> list[Found]:
    """The numbers of a clause that say something: not its own number, no years, no document numbers."""
    start = match.end() if printed and (match := _ITEM.match(text)) and match[0].strip("().、") == printed else 0
    return [
        Found(match[0], match.span(), text[max(0, match.start() - 14) : match.end() + 6])
        for match in _DIGITS.finditer(text, start)
        if not _is_year(text, match) and not _in_document_number(text, match)
    ]


def _is_year(text: str, match: re.Match[str]) -> bool:
    """2020年, 2011—2020年, (2011—2020)."""
    if not re.fullmatch(r"(?:19|20)[0-9]{2}", match[0]):
        return False
    after, before = text[match.end() :], text[: match.start()]
    spanned = re.match(r"[—–~\-至]+(?:19|20)[0-9]{2}", after) or re.search(r"(?:19|20)[0-9]{2}[—–~\-至]+$", before)
    return bool(_YEAR_AFTER.match(after) or spanned)


def _in_document_number(text: str, match: re.Match[str]) -> bool:
    """〔2016〕52号, 第53号令."""
    return text[match.start() - 1 : match.start()] in {"〔", "["} or bool(
        re.search(r"[〕\]]第?$", text[: match.start()]) and re.match(r"号", text[match.end() :])
    )

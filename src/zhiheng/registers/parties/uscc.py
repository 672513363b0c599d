"""The unified social credit code (GB 32100-2015): how it is read, what is wrong with it, and at which character.

Eighteen characters: registering authority, kind of entity, six digits of the place of registration, nine of the
organisation code (GB 11714, with a check of its own), and a check character over all that stands before it.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Thirty-one symbols; I, O, S, V and Z are left out because they are easily misread."""
LENGTH = 18
DIVISION = slice(2, 8)
ORGANISATION = slice(8, 17)

_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_INNER_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SEPARATORS = str.maketrans("", "", " \t\r\n\u00a0\u2009\u3000-‐‑–—−_.·")
_MISREAD: Mapping[str, str] = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "UY"}
"""Letters that no code contains, and what was probably meant."""
_ALIKE = ("0DQ", "1L", "2Z", "5S", "8B", "6G", "UY", "MN", "KX")
"""Symbols of the alphabet that are mistaken for each other on paper; pairs beyond it do no harm."""
OLD_LENGTHS = (13, 15)
"""Digits of the registration numbers that enterprises had before 2015."""


@dataclass(frozen=True)
class Problem:
    """What is wrong, as a code with its values; `messages.py` has the sentences."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Examined:
    """A code as it was read.

    Attributes:
        code: half-width, upper case, without separators; never silently corrected.
        problem: why it is no code; None where it is one.
        suggestion: the only code that one misread symbol away would be right; empty where there is none or several.
        doubts: what is unusual and should be looked at, but refuses nothing.
    """

    code: str
    problem: Problem | None = None
    suggestion: str = ""
    doubts: tuple[Problem, ...] = ()

    @property
    def is_good(self) -> bool:
        return self.problem is None


def normal(found: str) -> str:
    """What was typed, half-width, in capitals, without spaces and hyphens."""
    return unicodedata.normalize("NFKC", found).upper().translate(_SEPARATORS)


def check_symbol(first_17: str) -> str:
    """The eighteenth character that belongs to the first seventeen.

    The trap: where the weighted sum leaves no rest, 31 − 0 is 31, which has no symbol; the second modulus makes it 0.
    """
    total = sum(_VALUE[symbol] * weight for symbol, weight in zip(first_17, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def organisation_check(first_8: str) -> str:
    """The ninth character of an organisation code (GB 11714)."""
    total = sum(_INNER_ALPHABET.index(symbol) * w for symbol, w in zip(first_8, _INNER_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def is_code(code: str) -> bool:
    """Whether eighteen characters, already normal, are a code."""
    return (
        len(code) == LENGTH
        and all(symbol in _VALUE for symbol in code)
        and code[DIVISION].isdigit()
        and check_symbol(code[:17]) == code[17]
    )


def examine(found: str) -> Examined:
    """Read a code and say what is wrong with it, at which character, and what was probably meant."""
    code = normal(found)
    problem = _length(code) or _symbols(code) or _division(code) or _check(code)
    if problem is None:
        return Examined(code, doubts=_doubts(code))
    return Examined(code, problem, suggestion(code))


def _length(code: str) -> Problem | None:
    if not code:
        return Problem("uscc_empty")
    if len(code) in OLD_LENGTHS and code.isascii() and code.isdigit():
        return Problem("uscc_old_number", {"length": len(code)})
    if len(code) < LENGTH:
        return Problem("uscc_short", {"length": len(code), "missing": LENGTH - len(code)})
    if len(code) > LENGTH:
        return Problem("uscc_long", {"length": len(code), "over": len(code) - LENGTH})
    return None


def _symbols(code: str) -> Problem | None:
    for at, symbol in enumerate(code, 1):
        if symbol not in _VALUE:
            if meant := _MISREAD.get(symbol, ""):
                return Problem("uscc_letter", {"at": at, "found": symbol, "meant": meant[0]})
            return Problem("uscc_symbol", {"at": at, "found": symbol})
    return None


def _division(code: str) -> Problem | None:
    for at, symbol in enumerate(code[DIVISION], DIVISION.start + 1):
        if not symbol.isdigit():
            return Problem("uscc_division", {"at": at, "found": symbol})
    return None


def _check(code: str) -> Problem | None:
    """The expected symbol is only told together with the advice to compare the paper: any character may be the wrong one."""
    if (expected := check_symbol(code[:17])) != code[17]:
        return Problem("uscc_check", {"at": LENGTH, "found": code[17], "expected": expected})
    return None


def suggestion(code: str) -> str:
    """The one right code that results from reading misread symbols properly; empty where none or several do."""
    if len(code) != LENGTH:
        return ""
    found = set(_without_strange_letters(code)) or set(_with_one_look_alike(code))
    return found.pop() if len(found) == 1 else ""


def _without_strange_letters(code: str) -> Iterator[str]:
    """Right codes with every letter that no code contains replaced by what was meant."""
    strange = [at for at, symbol in enumerate(code) if symbol not in _VALUE]
    if not strange or len(strange) > 4 or any(code[at] not in _MISREAD for at in strange):
        return
    for meant in product(*(_MISREAD[code[at]] for at in strange)):
        read = list(code)
        for at, symbol in zip(strange, meant, strict=True):
            read[at] = symbol
        if is_code(candidate := "".join(read)):
            yield candidate


def _with_one_look_alike(code: str) -> Iterator[str]:
    for at, symbol in enumerate(code):
        for group in _ALIKE:
            for other in group if symbol in group else "":
                if other != symbol and is_code(candidate := code[:at] + other + code[at + 1 :]):
                    yield candidate


def _doubts(code: str) -> tuple[Problem, ...]:
    expected = organisation_check(code[8:16])
    if expected != code[16]:  # legacy and household codes are not all regular, so this refuses nothing
        return (Problem("uscc_inner_check", {"at": 17, "found": code[16], "expected": expected}),)
    return ()


KINDS: Mapping[str, str] = {
    "91": "enterprise", "92": "household", "93": "cooperative",
    "11": "agency", "12": "institution", "51": "association", "52": "private_unit", "53": "foundation",
}  # fmt: skip
"""First two characters → kind of entity."""


def kind_of(code: str) -> str:
    """The kind of entity that a right code names; `other` where the first two characters name none that we know."""
    return KINDS.get(code[:2], "farm_collective" if code[:1] == "N" else "other")


def division_of(code: str) -> str:
    """The place of first registration, by its six digits; an enterprise that moved keeps them."""
    return code[DIVISION]

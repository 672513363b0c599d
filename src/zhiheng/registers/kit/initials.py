"""Search by pinyin initials: `hgl` finds 合格率. Each character may be read in every way that the dictionary knows."""

import re
import runpy
from functools import cache
from importlib.util import find_spec
from itertools import islice, product
from pathlib import Path

_TYPED = re.compile(r"[a-z][a-z0-9]+")


@cache
def _readings() -> dict[int, str]:
    """Character → its readings. Read late and from its own file: the package itself would bring 45 MB of phrases along."""
    package = find_spec("pypinyin")
    assert package is not None, "pypinyin is among the requirements"
    assert package.submodule_search_locations
    path = Path(package.submodule_search_locations[0]) / "pinyin_dict.py"
    return dict(runpy.run_path(str(path))["pinyin_dict"])


@cache
def _letters(character: str) -> str:
    """The first letters that a character may be typed by; "" for marks and spaces, which nobody types."""
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    readings = _readings().get(ord(character), "")
    return "".join(sorted({_plain(reading[0]) for reading in readings.split(",") if reading}))


_BARE = str.maketrans("āáǎàēéěèōóǒòńňǹḿ", "aaaaeeeeoooonnnm")


def _plain(letter: str) -> str:
    return letter.translate(_BARE)


@cache
def _name(name: str) -> tuple[str, ...]:
    return tuple(letters for character in name if (letters := _letters(character)))


def can_be(asked: str) -> bool:
    """Whether what was typed can be initials: two letters or more, in lower case, digits after the first."""
    return bool(_TYPED.fullmatch(asked))


def found(asked: str, name: str) -> bool:
    """Whether a run of the name's characters has these initials."""
    letters = _name(name)
    return any(
        all(typed in letters[at + step] for step, typed in enumerate(asked))
        for at in range(len(letters) - len(asked) + 1)
    )


READINGS = 8


def written(name: str) -> str:
    """The initials of a name as they are kept for search, one line for each reading; the first ones where there are many."""
    readings = product(*_name(name))
    return "\n".join("".join(letters) for letters in islice(readings, READINGS))

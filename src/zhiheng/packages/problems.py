"""What is wrong with a package, said so that its author can mend it: file, line, what was found, what is allowed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from zhiheng.packages.words import Words

Level = Literal["error", "question", "note"]
"""An `error` refuses adoption; a `question` is open and is shown until answered; a `note` only tells."""


@dataclass(frozen=True, order=True)
class Place:
    """A line of a file of the package; line 0 means the file as a whole."""

    file: str
    line: int = 0


@dataclass(frozen=True)
class Problem:
    """One finding. `code` is permanent, for tests and tools; the words are for people."""

    code: str
    place: Place
    where: str  # the keys that lead there: "p1 › threshold"
    found: Words
    allowed: Words
    level: Level = "error"

    @property
    def file(self) -> str:
        return self.place.file

    @property
    def line(self) -> int:
        return self.place.line

    def sentence(self, language: str = "zh-hans") -> str:
        """File, line, what was found and what is allowed, in one sentence."""
        return f"{self._position(language)}{self.told(language)}"

    def told(self, language: str = "zh-hans") -> str:
        """The sentence without the file and line."""
        found, allowed = (said.said_in(language).rstrip("。．.") for said in (self.found, self.allowed))
        if language.lower().startswith("zh"):
            return (f"{self.where}：" if self.where else "") + f"发现{found}；允许：{allowed}。"
        return (f"{self.where}: " if self.where else "") + f"found {found}; allowed: {allowed}."

    def _position(self, language: str) -> str:
        if language.lower().startswith("zh"):
            return f"{self.file} 第 {self.line} 行，" if self.line else f"{self.file}，"
        return f"{self.file} line {self.line}, " if self.line else f"{self.file}, "


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that refuse adoption."""
    return [problem for problem in problems if problem.level == "error"]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file and line, each once."""
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.place, problem.code, problem.where))

"""One sentence or phrase in the two languages that package authors read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The same thing said in simplified Chinese and in English."""

    zh: str
    en: str

    def said_in(self, language: str) -> str:
        """The phrase in a language; every Chinese tag reads the Chinese one."""
        return self.zh if language.lower().startswith("zh") else self.en

    def __add__(self, other: "Words") -> "Words":
        return Words(self.zh + other.zh, self.en + other.en)


def same(text: str) -> Words:
    """What needs no translation: a code, a number, a quotation."""
    return Words(text, text)


def quoted(text: str, most: int = 60) -> Words:
    """A quotation of what was found, cut where it grows too long to read."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return Words(f"“{cut}”", f'"{cut}"')


def listed(items: list[str], most: int = 12) -> Words:
    """Allowed values as a list that still fits a line."""
    shown = items[:most]
    more = len(items) - len(shown)
    if not more:
        return Words("、".join(shown), ", ".join(shown))
    return Words("、".join(shown) + f" 等 {len(items)} 个", ", ".join(shown) + f" … ({len(items)} in all)")

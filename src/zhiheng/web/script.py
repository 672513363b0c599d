"""A page in simplified script becomes a page in traditional script when it is sent.

What stands in an element marked `lang="zh-Hant"` (an official text in its own script), what a person typed (form values, text areas) and tags themselves are left alone.
"""

import re
from functools import cache

import opencc

from zhiheng.registers.kit.finding import simplified as simplified

_TAG = re.compile(
    r"<!--.*?-->|<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)(?P<rest>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL
)
_READ = re.compile(r"\b(?P<name>title|alt|placeholder|aria-label|content|label|data-copied)=\"(?P<words>[^\"]*)\"")
_OWN_SCRIPT = re.compile(r"\blang=\"zh-Hant\"")
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_SAME = re.compile(r"(?<![0-9一两二三四五六七八九十百千万几每这那])只|(?<![手钟怀秒])表|里程|折合")
"""What phrases of the dictionary would change against our use, and is the same in both scripts: 看表格 is no watch, 只看 counts no animals."""
_VERBATIM = frozenset({"textarea", "style"})


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")


def traditional(text: str) -> str:
    made = str(_to_traditional().convert(text))
    if len(made) != len(text):
        return made
    letters = list(made)
    for kept in _SAME.finditer(text):
        letters[kept.start() : kept.end()] = kept.group(0)
    return "".join(letters)


def page_in_traditional(page: str) -> str:
    """The page with its words converted, markup and marked quotations untouched."""
    made: list[str] = []
    kept = 0
    at = 0
    for tag in _TAG.finditer(page):
        between = page[at : tag.start()]
        made.append(between if kept else traditional(between))
        made.append(tag.group(0) if kept else _tag_converted(tag.group(0)))
        at = tag.end()
        kept = _depth(kept, tag)
    made.append(page[at:] if kept else traditional(page[at:]))
    return "".join(made)


def _tag_converted(tag: str) -> str:
    return _READ.sub(lambda found: f'{found["name"]}="{traditional(found["words"])}"', tag)


def _depth(kept: int, tag: re.Match[str]) -> int:
    """How many open elements keep the text as it is: the one that asks for it and everything in it."""
    name = (tag["name"] or "").lower()
    if not name or name in _VOID or tag["rest"].endswith("/"):
        return kept
    if tag["close"]:
        return max(0, kept - 1)
    asks = name in _VERBATIM or (name != "html" and _OWN_SCRIPT.search(tag["rest"]))
    return kept + 1 if kept or asks else 0

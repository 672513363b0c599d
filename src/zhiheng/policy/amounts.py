"""Numbers with their scale and unit, and what around them shows that they are no amounts.

Years, dates, ordinals, codes, names in quotation marks or title marks are passed over here; whether an amount is a
promise is decided in `targets`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from zhiheng.policy import lexis
from zhiheng.policy.model import Value

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?)"
# 4千克 is four of a unit, not four thousand of another.
_SCALE = "|".join(
    s + "(?![克瓦米伏])" if s == "千" else s
    for s in sorted((s for s in lexis.SCALES if s != "兆"), key=len, reverse=True)
)
# 40发增雨弹 is a count; 2020发展 is none.
_NO_WORD = {"发": "(?![展布放电现挥行生动起达改光热射票货文明言证表出掘酵运])", "颗": "(?!粒)"}
_UNIT = "|".join(
    [rf"(?:{'|'.join(map(re.escape, sorted(lexis.LETTER_UNITS, key=len, reverse=True)))})(?![A-Za-z])"]
    + [re.escape(unit) + _NO_WORD.get(unit, "") for unit in lexis.SMALL_UNITS]
)
_AMOUNT = re.compile(
    rf"(?P<han>百分之[一二三四五六七八九十百零点两]+)|(?P<a>{_NUMBER})"
    rf"(?:(?P<fore>%|‰|{_SCALE}|[个家项件名人元年月日天周张套台辆处所户亩吨次批]|小时)?(?P<dash>-{{1,2}}|~|至|到)(?P<b>{_NUMBER}))?"
    rf"(?P<scale>{_SCALE})?(?P<more>余|多|来)?(?P<unit>{_UNIT})?(?P<rate>(?:/(?:\d{{1,3}}万?|[百千万亿])?(?:{_UNIT}|公里|万人)?)?)"
)
_SO_MANY = re.compile(r"/(?:10{1,2}|1)?[万亿千]")  # 9/10万: so many in a hundred thousand
_CLOSED = re.compile(
    r"《[^》]{0,80}》|〔[^〕]{0,12}〕|“[^”\"“。,;]{0,40}[”\"]|\"[^\"“”。,;]{0,40}\"|‘[^’。,;]{0,40}’|「[^」。]{0,40}」|『[^』。]{0,40}』"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ROC_YEAR = re.compile(r"1\d\d")  # 113年: years of the Republic; no plan promises a hundred years
_HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a run: where it stands, what it says."""

    start: int
    end: int
    value: Value
    unit: str
    scale: str
    more: bool = False
    base: Decimal | None = None

    @property
    def is_range(self) -> bool:
        return isinstance(self.value, tuple)


def closed_spans(text: str) -> list[tuple[int, int]]:
    """Titles, document numbers and short quotations: numbers inside are names."""
    return [found.span() for found in _CLOSED.finditer(text)]


def amounts(text: str, masked: list[tuple[int, int]]) -> Iterator[Amount]:
    """The amounts of a run in order; numbers inside `masked` spans are passed over."""
    waiting = iter(sorted(masked))
    span = next(waiting, None)
    for found in _AMOUNT.finditer(text):
        while span is not None and span[1] <= found.start():
            span = next(waiting, None)
        if span is not None and span[0] <= found.start() < span[1]:
            continue
        amount = _amount(text, found)
        if amount is not None:
            yield amount


def _amount(text: str, found: re.Match[str]) -> Amount | None:
    start, end = found.span()
    if found["han"]:
        value = _han_percent(found["han"][3:])
        return None if value is None else Amount(start, start + len(found["han"]), value, "%", "")
    if _is_name(text, found):
        return None
    scale, unit = found["scale"] or "", found["unit"] or ""
    first = _decimal(found["a"])
    if found["dash"] is None and not scale and found["a"] and unit == "" and found["more"]:
        return None
    factor = lexis.SCALES.get(scale, 1)
    if found["rate"] and (unit or _SO_MANY.fullmatch(found["rate"])):
        unit += found["rate"]
    elif found["rate"]:
        end -= len(found["rate"])
    if found["b"] is None:
        return Amount(start, end, first * factor, unit, scale, bool(found["more"]))
    fore = found["fore"] or ""
    low = first * (lexis.SCALES.get(fore, factor))
    high = _decimal(found["b"]) * factor
    before = text[start - 1 : start]
    if before in ("从", "由", "自"):
        return Amount(start, end, high, unit or fore, scale, False, low)
    if low >= high:
        return None
    return Amount(start, end, (low, high), unit or (fore if fore not in lexis.SCALES else ""), scale)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "")[:30])


def _is_name(text: str, found: re.Match[str]) -> bool:
    """Years, dates, ordinals, codes and parts of names."""
    start, end = found.span()
    before = text[start - 1 : start]
    after = text[end : end + 1]
    unit, printed = found["unit"] or "", found["a"]
    if before and (before in "第×*+:=/^#№NO" or (before.isascii() and before.isalpha()) or before == "."):
        return True
    if before == "-" and text[start - 2 : start - 1].isascii() and text[start - 2 : start - 1].isalnum():
        return True
    if after and after in "×*+=" and (not unit or after == "×"):
        return True
    if unit in ("年", "") and _YEAR.fullmatch(found["b"] or printed) and (unit == "年" or after in "年-~/.〕]"):
        return True
    if unit == "年" and found["b"] is None and not found["scale"] and _ROC_YEAR.fullmatch(printed):
        return True
    if after.isdigit() and len(printed) == 1 and len(unit) == 1 and unit in lexis.COUNT_UNITS:
        return True  # 1场2馆1中心
    if unit == "月" or (unit == "日" and before == "月"):
        return True
    if not unit and after.isascii() and after.isalpha():
        return True
    if unit == "G" or unit in ("M", "P", "E", "T", "t"):
        return before not in "至到达" or not before
    if len(printed) > 1 and printed[0] == "0" and printed[1] != ".":
        return True
    if unit in ("号", "版", "代"):
        return True
    after_number = text[start + len(printed) : start + len(printed) + 8]
    if not found["scale"] and found["b"] is None and lexis.NAME_AFTER.match(after_number):
        return not (unit and after_number.startswith(unit) and not _is_circle(after_number))
    return bool(unit) and _is_circle(text[start + len(printed) : start + len(printed) + 8])


def _is_circle(text: str) -> bool:
    return re.match(r"(?:小时|分钟|天|公里|年)(?:[\u4e00-\u9fff]{0,4})圈", text) is not None


def _han_percent(text: str) -> Decimal | None:
    whole, _, part = text.partition("点")
    total, digit = 0, 0
    for char in whole:
        if char == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif char == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
    value = Decimal(total + digit)
    for place, char in enumerate(part, start=1):
        if char not in _HAN_DIGITS:
            return None
        value += Decimal(_HAN_DIGITS[char]).scaleb(-place)
    return value

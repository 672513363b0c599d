"""Exact numbers, their units, and how they are shown.

Values decide exactly, as `Fraction`; rounding happens only for the eye, and never so that a value seems to be on the other side of its threshold.
"""

import operator
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

THIN_SPACE = "\u2009"
_SPACES = str.maketrans("", "", " \u00a0\u2009\u202f\u3000'")
_SCALES = {"万": 10_000, "亿": 100_000_000}


class NotANumber(ValueError):
    """What was found is no number that may be taken as it stands."""

    def __init__(self, found: object) -> None:
        super().__init__(f"no number: {found!r}")
        self.found = found


def exact(found: str | int | Decimal | Fraction, *, percent: bool = False) -> Fraction:
    """The exact number that was written.

    Understands full-width digits and signs, spaces and commas between groups of three, `−`, and 万 or 亿 behind the number.

    Args:
        found: the text; a float is refused, since it is not exact.
        percent: accept a percent sign and leave it away (95% is 95 in a column of percentages).

    Raises:
        NotANumber: empty, not a number, misplaced commas, or a percent sign where none is accepted.
    """
    if isinstance(found, (bool, float)):
        raise NotANumber(found)
    if isinstance(found, (int, Fraction)):
        return Fraction(found)
    if isinstance(found, Decimal):
        if not found.is_finite():
            raise NotANumber(found)
        return Fraction(found)
    text = unicodedata.normalize("NFKC", found).translate(_SPACES).replace("−", "-").replace("–", "-")
    if percent and text.endswith("%"):
        text = text[:-1]
    scale = 1
    while text and text[-1] in _SCALES:
        scale *= _SCALES[text[-1]]
        text = text[:-1]
    if "," in text:
        text = _without_commas(text, found)
    digits = text[1:] if text[:1] in "+-" else text
    whole, _, rest = digits.partition(".")
    if not (whole.isascii() and whole.isdigit()) or (("." in digits) and not (rest.isascii() and rest.isdigit())):
        raise NotANumber(found)
    return Fraction(text) * scale


def _without_commas(text: str, found: object) -> str:
    """The digits of a number whose commas stand between groups of three."""
    whole, point, rest = text.partition(".")
    groups = whole.lstrip("+-").split(",")
    if "," in rest or not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:]):
        raise NotANumber(found)
    return whole.replace(",", "") + point + rest


@dataclass(frozen=True)
class Share:
    """A part of a whole, both counted; percentages are derived from it and never the other way round."""

    part: int
    whole: int

    def __post_init__(self) -> None:
        if self.part < 0 or self.whole < 0:
            raise ValueError("a share counts, so it is never negative")

    @property
    def percent(self) -> Fraction | None:
        """The share in percent; None where there is no whole."""
        return Fraction(100 * self.part, self.whole) if self.whole else None

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)


def _rounded(value: Fraction, decimals: int, how: str) -> Decimal:
    scaled = value * 10**decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    if how == ROUND_FLOOR:
        up = False
    elif twice != scaled.denominator:
        up = twice > scaled.denominator
    else:
        up = bool(whole % 2) if how == ROUND_HALF_EVEN else whole >= 0
    with localcontext() as context:
        context.prec = 200
        return Decimal(whole + up).scaleb(-decimals)


def round_half_even(value: Fraction, decimals: int) -> Decimal:
    """A value rounded by GB/T 8170: to the nearest, ties to the even digit (97.125 → 97.12, 97.135 → 97.14)."""
    return _rounded(value, decimals, ROUND_HALF_EVEN)


def round_half_up(value: Fraction, decimals: int) -> Decimal:
    """A score as it is shown: to the nearest, ties away from zero."""
    rounded = _rounded(abs(value), decimals, ROUND_HALF_UP)
    return -rounded if value < 0 and rounded else rounded


Threshold = Fraction | tuple[Fraction, Fraction]
Line = tuple[str, Threshold]
"""A comparator and its threshold; `range` has two."""

MOST_DECIMALS = 20


def satisfies(value: Fraction, comparator: str, threshold: Threshold) -> bool:
    """Whether a value stands in the relation `>=` `>` `=` `<=` `<` to its threshold, exactly; `range` has both ends inside.

    Raises:
        ValueError: another comparator, or a threshold that does not fit it.
    """
    if comparator == "range" and isinstance(threshold, tuple):
        return threshold[0] <= value <= threshold[1]
    relation = _RELATIONS.get(comparator)
    if relation is None or isinstance(threshold, tuple):
        raise ValueError(f"no comparison: {comparator!r} with {threshold!r}")
    return relation(value, threshold)


_RELATIONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge, ">": operator.gt, "=": operator.eq, "<=": operator.le, "<": operator.lt,
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A value as it is shown; `truncated` says that plain rounding would have crossed a threshold."""

    text: str
    truncated: bool


def shown(
    value: Fraction,
    decimals: int,
    threshold: Threshold | None = None,
    comparator: str | None = None,
    *,
    also: Iterable[Line] = (),
) -> Shown:
    """A value with a fixed number of decimals, on its true side of the threshold.

    Where rounding by GB/T 8170 would show a value as meeting a threshold that it misses (89.96 as 90.0 against >= 90), or as missing one that it meets
    (90.04 as 90.0 against > 90), it is cut towards its true side instead: 89.9 and 90.1. Where even that shows another answer, decimals are added.

    Args:
        also: further lines that must not be crossed, such as an interim value.
    """
    asked = list(also) if threshold is None or comparator is None else [*also, (comparator, threshold)]
    lines = [side for line in asked for side in _sides(*line)]

    def is_true(candidate: Decimal) -> bool:
        number = Fraction(candidate)
        return all(satisfies(value, how, line) == satisfies(number, how, line) for how, line in lines)

    rounded = round_half_even(value, decimals)
    if is_true(rounded):
        return Shown(_text(rounded), truncated=False)
    for places in range(decimals, MOST_DECIMALS + 1):
        below = _rounded(value, places, ROUND_FLOOR)
        for candidate in (below, below + Decimal(1).scaleb(-places)):
            if is_true(candidate):
                return Shown(_text(candidate), truncated=True)
    return Shown(_text(rounded), truncated=False)  # "= 1/3": no decimal number equals it


def _sides(comparator: str, threshold: Threshold) -> list[tuple[str, Fraction]]:
    """The lines that a shown value must not cross. A strict comparator also keeps its threshold from being shown for less."""
    if isinstance(threshold, tuple):
        return [(">=", threshold[0]), ("<=", threshold[1])]
    if comparator in {">", "<"}:
        return [(comparator, threshold), (comparator + "=", threshold)]
    return [(comparator, threshold)]


def shown_difference(value: Fraction, decimals: int) -> str:
    """A difference without its sign, with more decimals where it is smaller than the last of them: 0.06 stays 0.06."""
    value = abs(value)
    places = decimals
    while 0 < value < Fraction(1, 10**places) and places < MOST_DECIMALS:
        places += 1
    return _text(round_half_even(value, places))


def _text(number: Decimal) -> str:
    """Grouped digits with a true minus sign; zero has no sign."""
    text = f"{abs(number):f}"
    whole, point, rest = text.partition(".")
    negative = number < 0
    return ("−" if negative else "") + _groups(whole) + point + rest


def _groups(digits: str) -> str:
    """Digits in groups of three from the right, from five digits on as well as for four (1 284)."""
    first = len(digits) % 3 or 3
    return THIN_SPACE.join([digits[:first], *(digits[at : at + 3] for at in range(first, len(digits), 3))])


def grouped(number: int | Decimal | Fraction) -> str:
    """A number as it is written on a page: thin spaces between groups of three, a true minus sign.

    Raises:
        NotANumber: a fraction without a finite decimal form; round it first.
    """
    if isinstance(number, Fraction):
        if number.denominator == 1:
            return _text(Decimal(number.numerator))
        with localcontext() as context:
            context.prec = 60
            decimal = Decimal(number.numerator) / Decimal(number.denominator)
        if Fraction(decimal) != number:
            raise NotANumber(number)
        return _text(decimal.normalize())
    return _text(Decimal(number))


@dataclass(frozen=True, order=True)
class Money:
    """An amount in whole fen."""

    fen: int

    @classmethod
    def of_yuan(cls, found: str | int | Decimal) -> "Money":
        """Raises NotANumber where the amount is not a whole number of fen."""
        fen = exact(found) * 100
        if fen.denominator != 1:
            raise NotANumber(found)
        return cls(fen.numerator)

    @property
    def yuan(self) -> Decimal:
        return Decimal(self.fen).scaleb(-2)

    @property
    def wan_yuan(self) -> str:
        """The amount in 万元 with two decimals, as pages show it."""
        return _text(round_half_even(Fraction(self.fen, 1_000_000), 2))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen)


@dataclass(frozen=True)
class Unit:
    """How a quantity is counted: its sign, the words for it, and the words for a difference of two."""

    code: str
    name: dict[str, str]
    difference: dict[str, str]

    @property
    def spaced(self) -> bool:
        """Whether a space stands between number and unit; none before %."""
        return self.code != "%"


PERCENTAGE_POINT = {"zh-Hans": "百分点", "en": "percentage points"}
_UNITS: dict[str, str] = {
    "家": "enterprises", "个": "items", "件": "items", "批": "batches", "次": "times", "项": "items", "户": "households",
    "户次": "visits", "所": "institutions", "处": "sites", "人": "people", "名": "people", "台": "units", "套": "sets",
    "分": "points", "级": "stages", "天": "days", "小时": "hours", "年": "years", "元": "yuan", "万元": "10,000 yuan", "亿元": "100 million yuan",
    "亩": "mu", "万亩": "10,000 mu", "公顷": "ha", "平方公里": "km²", "吨": "t", "万吨": "10,000 t", "公里": "km",
    "微克/立方米": "µg/m³", "毫克/立方米": "mg/m³", "指数": "index points", "‰": "per mille",
}  # fmt: skip


def unit(code: str) -> Unit:
    """The unit that a package names; a word that is not in the table is its own name."""
    if code == "%":
        return Unit("%", {"zh-Hans": "%", "en": "%"}, PERCENTAGE_POINT)
    name = {"zh-Hans": code, "en": _UNITS.get(code, code)}
    return Unit(code, name, name)

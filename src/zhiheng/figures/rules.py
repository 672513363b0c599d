"""How typed cells are read: numbers, periods, names, and the shape of one figure. Pure: no database, no clock.

What is wrong comes back as a code with values; `messages.py` has the sentence for each.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from zhiheng import quantities
from zhiheng.periods import Period, PeriodError

MOST_DECIMALS = 9
WHOLE_DIGITS = 9
"""Together they fit 64 bits: every number is kept as a whole number of some power of ten."""
COLUMNS = (
    "indicator",
    "place",
    "period",
    "class",
    "part",
    "whole",
    "value",
    "unit",
    "kind",
    "stage",
    "source",
    "mark",
    "note",
    "low",
    "high",
    "sample",
    "population",
)
NEEDED = ("indicator", "place", "period")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell or a row, as a code and what the sentence needs. A soft fault only asks for a look."""

    code: str
    column: str | None = None
    found: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    soft: bool = False


class FaultError(Exception):
    """Carries one fault out of a reading function."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


# Text


def plain(text: str) -> str:
    """A cell without full-width forms and outer or inner blanks at its ends (NFKC)."""
    return unicodedata.normalize("NFKC", text).replace("\u200b", "").strip()


def joined(text: str) -> str:
    """A name as it is compared: NFKC, no blanks at all, lower case."""
    return re.sub(r"\s+", "", plain(text)).lower()


_BRACKET = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】")


def header_key(text: str) -> str:
    """A column head as it is compared: without units in brackets, star and colon."""
    return _BRACKET.sub("", joined(text)).strip("*:：")


# Numbers


def number(text: str, column: str) -> Decimal:
    """An exact number from a cell: full-width digits, thousands separators, a % and 万 or 亿 are understood.

    Raises:
        FaultError: `not_a_number` or `too_long`.
    """
    try:
        found = quantities.exact(text, percent=True)
    except quantities.NotANumber:
        raise FaultError(Fault("not_a_number", column, text)) from None
    kept = found * 10**MOST_DECIMALS
    if kept.denominator != 1 or abs(found) >= 10**WHOLE_DIGITS:
        raise FaultError(Fault("too_long", column, text, {"digits": str(WHOLE_DIGITS), "decimals": str(MOST_DECIMALS)}))
    return Decimal(kept.numerator).scaleb(-MOST_DECIMALS).normalize()


def count(text: str, column: str) -> int:
    """A whole number above zero, such as a sample size."""
    found = number(text, column)
    if found != found.to_integral_value() or found < 1:
        raise FaultError(Fault("not_a_count", column, text))
    return int(found)


def scaled(*numbers: Decimal | None) -> tuple[int, tuple[int | None, ...]]:
    """The least common power of ten that makes all numbers whole, and those whole numbers: (1, (405.8, 412)) → 4058, 4120."""
    exponents = [int(n.normalize().as_tuple().exponent) for n in numbers if n is not None]
    scale = max([0, *(-exponent for exponent in exponents)])
    return scale, tuple(None if n is None else int(n.scaleb(scale)) for n in numbers)


def exact(units: int | None, scale: int) -> Decimal | None:
    """The number that `units` × 10^−scale is."""
    return None if units is None else Decimal(units).scaleb(-scale)


def as_text(found: Decimal | None) -> str | None:
    """A number as plain text without exponent or trailing zeros: "405.8"."""
    if found is None:
        return None
    text = format(found, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# Periods

_DASHES = str.maketrans("−–—﹣~至到", "-------")
_CHINESE = {"一": "1", "二": "2", "三": "3", "四": "4", "上": "1", "下": "2"}
_YEAR = r"((?:19|20)\d\d)"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(_YEAR + r"(?:年度?)?(?:全年)?"), "{0}"),
    (re.compile(_YEAR + r"年?-?第?([1-4一二三四])季度?"), "{0}Q{1}"),
    (re.compile(_YEAR + r"年?-?q([1-4])"), "{0}Q{1}"),
    (re.compile(_YEAR + r"年?-?h([12])"), "{0}H{1}"),
    (re.compile(_YEAR + r"年?([上下])半年"), "{0}H{1}"),
    (re.compile(_YEAR + r"年(0?[1-9]|1[0-2])月份?"), "{0}{1:0>2}"),
    (re.compile(_YEAR + r"[-/](0?[1-9]|1[0-2])"), "{0}{1:0>2}"),
    (re.compile(_YEAR + r"\.?(0[1-9]|1[0-2])"), "{0}{1:0>2}"),
    (re.compile(_YEAR + r"年(0?[1-9]|1[0-2])月?-(0?[1-9]|1[0-2])月份?"), "{0}-{1:0>2}/{0}-{2:0>2}"),
    (re.compile(_YEAR + r"-(0[1-9]|1[0-2])/" + _YEAR + r"-(0[1-9]|1[0-2])"), "{0}-{1}/{2}-{3}"),
    (re.compile(r"a" + _YEAR), "A{0}"),
    (re.compile(r"(?:(?:19|20)\d\d[-/])?" + _YEAR + r"年?考核年度"), "A{0}"),
)


def period(text: str) -> str:
    """The code of a period as officials write it: "2019年第2季度" → "2019Q2", "2019年1-7月" → "2019-01/2019-07".

    Raises:
        FaultError: `not_a_period`.
    """
    written = joined(text).translate(_DASHES)
    for form, code in _FORMS:
        if found := form.fullmatch(written):
            try:
                return Period.parse(code.format(*(_CHINESE.get(part, part) for part in found.groups()))).code
            except PeriodError:  # months in the wrong order
                break
    raise FaultError(Fault("not_a_period", "period", text))


def bounds(code: str, first_month: int) -> tuple[date, date]:
    """First day of a period and first day after it. `first_month` is where the assessment year begins."""
    found = Period.parse(code, first_month)
    return found.start, found.end


# Heads


def columns_of(heads: Iterable[str], known: Mapping[str, str]) -> dict[str, int]:
    """Column → index for the heads that are known (`known` maps a `header_key` to a column); the first of a column wins."""
    found: dict[str, int] = {}
    for index, head in enumerate(heads):
        column = known.get(header_key(head))
        if column is not None:
            found.setdefault(column, index)
    return found


def is_head(heads: Iterable[str], known: Mapping[str, str]) -> bool:
    """True when a row of cells names at least the columns without which no figure can be read."""
    return set(NEEDED) <= set(columns_of(heads, known))


# Contents


@dataclass(frozen=True)
class Content:
    """What one row says. Two rows with the same content say the same, whoever recorded them and when."""

    indicator: str
    place: str
    period: str
    class_code: str = ""
    part: Decimal | None = None
    whole: Decimal | None = None
    value: Decimal | None = None
    reached: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    sample: int | None = None
    population: int | None = None
    source_kind: str = "reported"
    stage: str = "final"
    mark: str = ""
    note: str = ""
    source: str = ""
    withdrawn: bool = False

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What the figure is about."""
        return self.indicator, self.place, self.period, self.class_code

    def digest(self, document: str = "") -> str:
        """SHA-256 over the content and the document (its SHA-256) that says it."""
        told = {
            name: as_text(value) if isinstance(value, Decimal) else value for name, value in sorted(vars(self).items())
        }
        packed = json.dumps({**told, "document": document}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(packed.encode()).hexdigest()


_MAY_BE_LEFT_OUT = ("source", "note", "mark", "low", "high", "sample", "population")


def says_nothing_new(content: Content, standing: Content) -> bool:
    """Whether a row repeats what stands; what it leaves out it does not take back."""
    left_out = {name: getattr(standing, name) for name in _MAY_BE_LEFT_OUT if not getattr(content, name)}
    return replace(content, **left_out) == standing


@dataclass(frozen=True)
class Shape:
    """What an indicator lets a figure be."""

    code: str
    kind: str
    unit: str
    stages: tuple[str, ...] = ()
    every: str = "year"
    low: Decimal | None = None
    high: Decimal | None = None


PART_WITHIN_WHOLE = {"ratio", "coverage", "compliance_days"}
COUNTED = {"count_valid", "count_events"}
PERIOD_KINDS: Mapping[str, set[str]] = {
    "year": {"year"},
    "half": {"half", "year"},
    "quarter": {"quarter", "half", "year", "assessment_year"},
    "month": {"month", "quarter", "half", "year", "assessment_year"},
    "assessment_year": {"assessment_year"},
}


def faults_of(content: Content, shape: Shape) -> list[Fault]:
    """What is wrong with a content under its indicator; soft faults last."""
    if content.withdrawn:
        return [] if content.note else [Fault("withdrawal_without_reason", "note")]
    hard = [
        fault for rule in (_form, _milestone, _share, _counted, _period, _interval) if (fault := rule(content, shape))
    ]
    return hard or _unusual(content, shape)


def _form(content: Content, shape: Shape) -> Fault | None:
    share = content.part is not None or content.whole is not None
    if share and (content.part is None or content.whole is None):
        return Fault("half_a_share", "whole" if content.whole is None else "part")
    said = share + (content.value is not None) + bool(content.reached)
    if said == 0:
        return Fault("nothing_said", "value")
    if said > 1:
        return Fault("share_and_value", "value")
    if content.value is not None and shape.kind in PART_WITHIN_WHOLE and content.source_kind != "published":
        return Fault("share_needed", "part")
    return None


def _milestone(content: Content, shape: Shape) -> Fault | None:
    if shape.kind == "milestone" and not content.reached:
        return Fault("stage_needed", "value", values={"allowed": "、".join(shape.stages)})
    if content.reached and content.reached not in shape.stages:
        return Fault("unknown_stage", "value", content.reached, {"allowed": "、".join(shape.stages) or shape.unit})
    return None


def _share(content: Content, shape: Shape) -> Fault | None:
    if content.part is None or content.whole is None:
        return None
    if content.whole < 0:
        return Fault("below_zero", "whole", as_text(content.whole) or "")
    if shape.kind in PART_WITHIN_WHOLE and not 0 <= content.part <= content.whole:
        found, whole = as_text(content.part) or "", as_text(content.whole) or ""
        return Fault("part_above_whole" if content.part > 0 else "below_zero", "part", found, {"whole": whole})
    return None


def _counted(content: Content, shape: Shape) -> Fault | None:
    """Things are counted in whole numbers."""
    value = content.value
    if shape.kind in COUNTED and value is not None and (value < 0 or value != value.to_integral_value()):
        return Fault("not_a_number_of_things", "value", as_text(value) or "", {"unit": shape.unit})
    return None


def _period(content: Content, shape: Shape) -> Fault | None:
    if content.source_kind != "published" and Period.parse(content.period).kind not in PERIOD_KINDS[shape.every]:
        return Fault("period_kind", "period", content.period, {"every": shape.every})
    return None


def _interval(content: Content, shape: Shape) -> Fault | None:
    low, high = content.low, content.high
    if (low is None) != (high is None):
        return Fault("half_an_interval", "high" if high is None else "low")
    point = shown(content, shape.unit)
    if low is not None and high is not None and point is not None and not low <= point <= high:
        return Fault("outside_interval", "low", as_text(low) or "", {"high": as_text(high) or ""})
    return None


def _unusual(content: Content, shape: Shape) -> list[Fault]:
    """A value outside the usual span: an error when it is a hundredth of a usual one, else a matter for a second look."""
    point = shown(content, shape.unit)
    if point is None or _usual(point, shape):
        return []
    if content.value is not None and shape.unit == "%" and _usual(100 * point, shape):
        return [Fault("a_hundredth", "value", as_text(point) or "", {"percent": as_text(100 * point) or ""})]
    column = "part" if content.part is not None else "value"
    usual = {"low": as_text(shape.low) or "…", "high": as_text(shape.high) or "…", "unit": shape.unit}
    return [Fault("unusual", column, as_text(point.quantize(Decimal("0.01"))) or "", usual, soft=True)]


def _usual(point: Decimal, shape: Shape) -> bool:
    return (shape.low is None or point >= shape.low) and (shape.high is None or point <= shape.high)


_FACTORS = {"%": 100, "‰": 1000}


class Said(Protocol):
    """Anything that says a share or a value."""

    @property
    def part(self) -> Decimal | None: ...
    @property
    def whole(self) -> Decimal | None: ...
    @property
    def value(self) -> Decimal | None: ...


def shown(content: Said, unit: str) -> Decimal | None:
    """The point in the indicator's unit, for a look at usual values, not for judging. 0 of 0 has none."""
    if content.part is not None and content.whole:
        return _FACTORS.get(unit, 1) * content.part / content.whole
    return content.value


# Passport numbers

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I: they are read aloud and typed from paper


def short_code(plan: str, key: tuple[str, str, str, str]) -> str:
    """The passport number of what a figure is about, "7K3F-2M". The last sign checks the others; two may share one."""
    number = int.from_bytes(hashlib.sha256("\0".join((plan, *key)).encode()).digest()[:5], "big")
    signs = [_SIGNS[number >> (5 * place) & 31] for place in range(5)]
    signs.append(_SIGNS[sum((place + 2) * _SIGNS.index(sign) for place, sign in enumerate(signs)) % 31])
    return f"{''.join(signs[:4])}-{''.join(signs[4:])}"

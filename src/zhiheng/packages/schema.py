"""The base of every schema and the types that text is read as.

The loader gives text only, so each type here says exactly which spellings it takes. Pydantic's own leniency is not
used: it would read "1577836800" as a date and "on" as true.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)
from pydantic_core import PydanticCustomError

from zhiheng.packages.lines import Row, Table
from zhiheng.packages.problems import Place
from zhiheng.packages.words import Words

T = TypeVar("T")

WRITTEN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_PERIOD = re.compile(r"[0-9]{4}(?:Q[1-4]|H[12]|0[1-9]|1[0-2])?|A[0-9]{4}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def not_allowed(zh: str, en: str) -> PydanticCustomError:
    """The error that a type raises: what is allowed, in both languages; the reader adds file, line and what it found."""
    return PydanticCustomError("not_allowed", "{zh} / {en}", {"zh": zh, "en": en})


class Model(BaseModel):
    """A mapping of a package: unknown keys are errors, values do not change, and it knows its line."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    _table: Table | None = PrivateAttr(default=None)
    _where: ClassVar[str] = "code"  # the key that names the thing to a reader

    @model_validator(mode="wrap")
    @classmethod
    def _remember_the_place(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(value, Table):
            value.keys_allowed = cls.keys()
        made = handler(value)
        if isinstance(value, Table):
            made._table = value
        return made

    @classmethod
    def keys(cls) -> list[str]:
        """The keys as an author writes them, in the order of the schema."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    def at(self, key: str | None = None, index: int | None = None) -> Place:
        """Where it stands, or where one of its keys (or an item of the list under it) stands."""
        if self._table is None:
            return Place("", 0)
        if key is None:
            return self._table.place
        under = self._table.get(key)
        if index is not None and isinstance(under, Row):
            return under.at(index)
        return self._table.at(key)

    def has(self, key: str) -> bool:
        """True when the author wrote the key."""
        return self._table is not None and key in self._table


def _typed(test: Callable[[str], bool], make: Callable[[str], T], zh: str, en: str) -> BeforeValidator:
    """A type read from text; values that already have it (in Python code) pass to pydantic as they are."""

    def read(value: Any) -> Any:
        if isinstance(value, dict | list) or value is None:
            raise not_allowed(zh, en)
        if not isinstance(value, str):
            return value
        if not test(value):
            raise not_allowed(zh, en)
        try:
            return make(value)
        except ValueError:
            raise not_allowed(zh, en) from None

    return BeforeValidator(read)


def _is_text(value: str) -> bool:
    return bool(value.strip()) and not _CONTROL.search(value)


def _clean(value: str) -> str:
    return unicodedata.normalize("NFC", value).strip()


Text = Annotated[str, _typed(_is_text, _clean, "不空的文字", "text that is not empty")]
Code = Annotated[
    str,
    _typed(
        lambda v: bool(_CODE.fullmatch(v)),
        str,
        "编号：ASCII 字母、数字和 . _ -，至多 64 位",
        "a code: ASCII letters, digits and . _ -, at most 64",
    ),
]
Slug = Annotated[
    str,
    _typed(
        lambda v: bool(_SLUG.fullmatch(v)),
        str,
        "小写 ASCII 字母、数字和连字符",
        "lower-case ASCII letters, digits and hyphens",
    ),
]
Number = Annotated[
    Decimal,
    _typed(
        lambda v: bool(WRITTEN_NUMBER.fullmatch(v)),
        Decimal,
        "数字，例如 90 或 90.5（不带单位、逗号）",
        "a number such as 90 or 90.5 (no unit, no comma)",
    ),
]
Whole = Annotated[int, _typed(lambda v: bool(_WHOLE.fullmatch(v)), int, "整数，例如 3", "a whole number such as 3")]
Day = Annotated[
    date,
    _typed(
        lambda v: bool(_DAY.fullmatch(v)),
        date.fromisoformat,
        "日期，年-月-日，例如 2018-12-01",
        "a date, year-month-day, such as 2018-12-01",
    ),
]
Flag = Annotated[
    bool, _typed(lambda v: v in {"true", "false"}, lambda v: v == "true", "true 或 false", "true or false")
]
Period = Annotated[
    str,
    _typed(
        lambda v: bool(_PERIOD.fullmatch(v)),
        str,
        "时段：2019、2019H1、2019Q2、201906 或 A2020",
        "a period: 2019, 2019H1, 2019Q2, 201906 or A2020",
    ),
]
Year = Annotated[
    str,
    _typed(
        lambda v: bool(re.fullmatch(r"(?:19|20)[0-9]{2}", v)),
        str,
        "四位年份，例如 2019",
        "a year in four digits such as 2019",
    ),
]


def one_of(*values: str) -> BeforeValidator:
    """A closed list of words: `Annotated[str, one_of("a", "b")]`."""
    allowed = set(values)
    return _typed(lambda v: v in allowed, str, "、".join(values), ", ".join(values))


class Names(Model):
    """A name or sentence in each language of the package: `{zh-Hans: …, en: …}`."""

    zh: Text = Field(alias="zh-Hans")
    en: Text
    mn: Text | None = None

    def words(self) -> Words:
        return Words(self.zh, self.en)

    def dump(self) -> dict[str, str]:
        """As it is kept in the database: language → text."""
        return {"zh-Hans": self.zh, "en": self.en, **({"mn": self.mn} if self.mn else {})}


def _in_every_language(value: Any) -> Any:
    return {"zh-Hans": value, "en": value} if isinstance(value, str) else value


Said = Annotated[Names, BeforeValidator(_in_every_language)]
"""Names, or plain text where it reads the same in every language (the title of a standard)."""


MARKS = ("verified", "general_knowledge", "design_choice")
Mark = Annotated[str, one_of(*MARKS)]


class Marked(Model):
    """Something that comes from outside the plan text and says how sure we are."""

    mark: Mark | None = None
    source: Code | None = None

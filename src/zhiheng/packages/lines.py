"""YAML with the line of every key, scalars kept as text, and nothing clever.

YAML 1.1 turns `no` into false, `201906` into a number and `2019-06-01` into a date. Here every scalar is text and the
schema types it; only a plain `null`, `~` or an empty value is nothing. Anchors, aliases, tags, several documents in
one file and keys that come twice are told as problems.
"""

from collections.abc import Iterator
from typing import Any

import yaml

from zhiheng.packages.problems import Place, Problem
from zhiheng.packages.words import Words, quoted, same

DEEPEST = 30
_EMPTY = {"", "~", "null"}
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Table(dict[str, Any]):
    """A mapping that knows its file, its line and the line of each key."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.lines: dict[str, int] = {}
        self.keys_allowed: list[str] = []  # filled by the schema that read it, for the message on an unknown key

    def at(self, key: str) -> Place:
        return Place(self.place.file, self.lines.get(key, self.place.line))


class Row(list[Any]):
    """A list that knows its file, its line and the line of each item."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.lines: list[int] = []

    def at(self, index: int) -> Place:
        line = self.lines[index] if 0 <= index < len(self.lines) else self.place.line
        return Place(self.place.file, line)


def parse(raw: bytes | str, file: str) -> tuple[Any, list[Problem]]:
    """The content of one YAML file as `Table`, `Row`, text or None, with the problems of its form.

    With problems of form the content holds what could be read, so that one slip does not hide the others; after a
    syntax error it is None.
    """
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
    except UnicodeDecodeError as error:
        return None, [_encoding(raw, error, file)]  # type: ignore[arg-type]
    builder = _Builder(file)
    try:
        content = builder.document(yaml.parse(text, Loader=_PARSER))
    except yaml.YAMLError as error:
        return None, [*builder.problems, _syntax(error, file)]
    except _TooDeepError as deep:
        return None, [*builder.problems, _too_deep(file, deep.line)]
    return content, builder.problems


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


class _Builder:
    """Builds tables and rows from parser events, noting what is not allowed."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def document(self, events: Iterator[Any]) -> Any:
        content, seen = None, 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                seen += 1
                made = self._value(next(events), events, 0)
                content = made if seen == 1 else content
                if seen == 2:
                    self._note("second_document", event, same("---"), Words("每个文件一个文档", "one document a file"))
        return content

    def _value(self, event: Any, events: Iterator[Any], depth: int) -> Any:
        if depth > DEEPEST:
            raise _TooDeepError(event.start_mark.line + 1)
        self._plain_form(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._table(event, events, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._row(event, events, depth)
        if isinstance(event, yaml.AliasEvent):
            return None
        return None if event.implicit[0] and event.value in _EMPTY else event.value

    def _table(self, start: Any, events: Iterator[Any], depth: int) -> Table:
        table = Table(self._place(start))
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, events, depth)
            value = self._value(next(events), events, depth + 1)
            line = event.start_mark.line + 1
            if key is None:
                continue
            if key in table:
                self._repeated(key, event, table.lines[key])
            else:
                table[key], table.lines[key] = value, line
        return table

    def _key(self, event: Any, events: Iterator[Any], depth: int) -> str | None:
        key = self._value(event, events, depth + 1)
        if isinstance(key, str):
            return key
        if not isinstance(event, yaml.AliasEvent):
            self._note("key_not_text", event, Words("不是文字的键", "a key that is no text"), Words("文字", "text"))
        return None

    def _row(self, start: Any, events: Iterator[Any], depth: int) -> Row:
        row = Row(self._place(start))
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            row.lines.append(event.start_mark.line + 1)
            row.append(self._value(event, events, depth + 1))
        return row

    def _plain_form(self, event: Any) -> None:
        if event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            self._note("anchor", event, quoted(sign + event.anchor), Words("把内容写全", "the content written out"))
        if getattr(event, "tag", None) is not None:
            self._note("tag", event, quoted(event.tag), Words("不带标签的值", "a value without a tag"))

    def _repeated(self, key: str, event: Any, first: int) -> None:
        found = quoted(key) + Words(f"再次出现（首次在第 {first} 行）", f" again (first in line {first})")
        self._note("duplicate_key", event, found, Words("每个键只写一次", "each key once"))

    def _note(self, code: str, event: Any, found: Words, allowed: Words) -> None:
        self.problems.append(Problem(code, self._place(event), "", found, allowed))

    def _place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1)


def _encoding(raw: bytes, error: UnicodeDecodeError, file: str) -> Problem:
    line = raw[: error.start].count(b"\n") + 1
    found = Words(
        f"字节 0x{raw[error.start]:02X}（第 {error.start + 1} 字节）",
        f"byte 0x{raw[error.start]:02X} (number {error.start + 1})",
    )
    return Problem("not_utf8", Place(file, line), "", found, Words("UTF-8 编码的文字", "text in UTF-8"))


def _syntax(error: yaml.YAMLError, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    told = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).splitlines()[0]
    found = Words(f"不能读作 YAML 的写法（{told}）", f"what cannot be read as YAML ({told})")
    allowed = Words(
        "缩进用空格，含冒号或引号的文字加引号", "indent with spaces; quote text that holds colons or quotation marks"
    )
    return Problem("syntax", Place(file, mark.line + 1 if mark else 0), "", found, allowed)


def _too_deep(file: str, line: int) -> Problem:
    found = Words(f"超过 {DEEPEST} 层的嵌套", f"nesting deeper than {DEEPEST}")
    return Problem("too_deep", Place(file, line), "", found, Words(f"至多 {DEEPEST} 层", f"at most {DEEPEST} levels"))

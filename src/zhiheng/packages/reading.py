"""A plan package as files: read once, digested, and typed by the schemas that each room brings.

`Package` knows no room's schema. A room asks `package.read("tasks.yaml", list[TaskSpec])`; references to what another
room owns are checked by raw code (`package.codes("indicators")`), so no room waits for another's schema.
"""

import hashlib
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Generic, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from zhiheng.packages.lines import Row, Table, parse
from zhiheng.packages.problems import Place, Problem
from zhiheng.packages.words import Words, listed, quoted, same

T = TypeVar("T")

_TEXT = {".yaml", ".csv", ".md", ".txt"}
_OUTSIDE_DIGEST = ("demo/",)  # demonstration data is never part of a real database
LARGEST = 8_000_000


@dataclass(frozen=True)
class Reading(Generic[T]):
    """A file through a schema: the value, or None when there are problems."""

    value: T | None
    problems: tuple[Problem, ...] = ()


@dataclass
class Package:
    """The files of one package. `files` maps the name within the folder to its bytes."""

    name: str
    files: dict[str, bytes]
    root: Path | None = None
    form: list[Problem] = field(default_factory=list)  # problems of the files' form, found so far
    _parsed: dict[str, Any] = field(default_factory=dict, repr=False)

    def raw(self, file: str) -> Any:
        """The content as `Table`, `Row` or text; None when the file is missing or cannot be read."""
        if file not in self._parsed:
            content, problems = parse(self.files[file], file) if file in self.files else (None, [])
            self._parsed[file] = content
            self.form.extend(problems)
        return self._parsed[file]

    def has(self, file: str) -> bool:
        return file in self.files

    def under(self, folder: str, suffix: str = ".yaml") -> list[str]:
        """Names of the files of a folder of the package, sorted."""
        return sorted(name for name in self.files if name.startswith(f"{folder}/") and name.endswith(suffix))

    def read(self, file: str, schema: type[T] | Any) -> Reading[T]:
        """One file through a schema. A missing file is a problem; ask `has` first where it may be missing."""
        if file not in self.files:
            return Reading(None, (missing_file(file),))
        raw = self.raw(file)
        if raw is None and any(problem.file == file for problem in self.form):
            return Reading(None)  # told already, as a problem of form
        return typed(raw, schema, file)

    def read_entry(self, file: str, index: int, schema: type[T] | Any) -> Reading[T]:
        """One entry of a list file through a schema, so that its slip does not hide the other entries."""
        rows = self.raw(file)
        place = rows.at(index) if isinstance(rows, Row) else Place(file)
        return typed(rows[index], schema, file, place, [_called(rows[index], index)])

    def read_all(self, folder: str, schema: type[T] | Any) -> Reading[dict[str, T]]:
        """Every YAML file of a folder through a schema, by name; those with problems are left out."""
        readings = {file: self.read(file, schema) for file in self.under(folder)}
        problems = tuple(problem for reading in readings.values() for problem in reading.problems)
        values = {file: reading.value for file, reading in readings.items() if reading.value is not None}
        return Reading(values, problems)

    def codes(self, kind: str) -> dict[str, Place]:
        """Code → where it stands, for a file of coded entries or a folder of coded files, whatever their schema.

        `kind` is "indicators", "targets", "clauses", "tasks", "incentives", "duties", "places", "bodies", "sources".
        """
        found: dict[str, Place] = {}
        for entry in self.entries(kind):
            code = entry.get("key" if kind == "sources" else "code")
            if isinstance(code, str):
                found.setdefault(code, entry.at("code"))
        return found

    def entries(self, kind: str) -> Iterable[Table]:
        """The coded entries of a kind (as in `codes`), as written."""
        if kind == "duties":
            return [duty for clause in self.entries("clauses") for duty in _tables(clause.get("duties"))]
        if kind in {"places", "bodies"}:
            raw = self.raw("bodies.yaml")
            return _tables(raw.get(kind)) if isinstance(raw, Table) else []
        if f"{kind}.yaml" in self.files:
            return _tables(self.raw(f"{kind}.yaml"))
        return [raw for name in self.under(kind) if isinstance(raw := self.raw(name), Table)]

    def line_of(self, file: str, *path: str | int) -> Place:
        """The line that a path of keys and indexes leads to, as far as it leads."""
        return _walk(self.raw(file), path, (Place(file, 1), []))[0]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over names and contents. Line ends and demonstration data do not count."""
        total = hashlib.sha256()
        for name in sorted(self.files):
            if not name.startswith(_OUTSIDE_DIGEST):
                content = self.files[name]
                content = content.replace(b"\r\n", b"\n") if PurePosixPath(name).suffix in _TEXT else content
                total.update(f"{name}\0{len(content)}\0".encode() + content)
        return total.hexdigest()


def open_package(folder: Path) -> Package:
    """Read a package folder. Hidden files are left out.

    Raises:
        NotADirectoryError: when there is no such folder.
    """
    if not folder.is_dir():
        raise NotADirectoryError(folder)
    files: dict[str, bytes] = {}
    package = Package(folder.name, files, folder)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not any(part.startswith(".") for part in PurePosixPath(name).parts):
            if path.stat().st_size > LARGEST:
                package.form.append(_too_large(name, path.stat().st_size))
            else:
                files[name] = path.read_bytes()
    return package


def _too_large(file: str, size: int) -> Problem:
    found = Words(f"{size} 字节", f"{size} bytes")
    return Problem(
        "too_large", Place(file), "", found, Words(f"每个文件至多 {LARGEST} 字节", f"at most {LARGEST} bytes a file")
    )


@cache
def _adapter(schema: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, schema))


def typed(
    raw: Any, schema: type[T] | Any, file: str, place: Place | None = None, names: list[str] | None = None
) -> Reading[T]:
    """Content through a schema; each error of the schema becomes a problem with its line.

    `place` and `names` say where the content stands when it is part of a file.
    """
    try:
        return Reading(_adapter(cast(Hashable, schema)).validate_python(raw))
    except ValidationError as error:
        start = (place or Place(file, 1), names or [])
        return Reading(None, tuple(_problem(detail, raw, start) for detail in error.errors(include_url=False)))


def missing_file(file: str) -> Problem:
    return Problem(
        "missing_file",
        Place(file),
        "",
        Words("没有这个文件", "no such file"),
        Words("规划包必须有它", "a package must have it"),
    )


def unknown_code(place: Place, where: str, code: str, known: Iterable[str], kind: Words) -> Problem:
    """A reference that does not resolve, with the nearest code that exists."""
    names = list(known)
    near = get_close_matches(code, names, n=3, cutoff=0.5) or names
    found = quoted(code) + Words("，没有这样的", ", no such ") + kind
    allowed = listed(near, 8) if near else Words("（还没有任何一个）", "(there is none yet)")
    return Problem("unknown_reference", place, where, found, allowed)


def _tables(rows: Any) -> list[Table]:
    return [row for row in rows if isinstance(row, Table)] if isinstance(rows, Row) else []


Start = tuple[Place, list[str]]


def _walk(raw: Any, path: Iterable[str | int], start: Start) -> tuple[Place, Any, list[str]]:
    """Line, value and readable names at the end of a path; stops where it leads nowhere."""
    place, names = getattr(raw, "place", start[0]), list(start[1])
    for step in path:
        if isinstance(raw, Table) and step in raw:
            place, raw = raw.at(str(step)), raw[str(step)]
            names.append(str(step))
        elif isinstance(raw, Row) and isinstance(step, int) and step < len(raw):
            place, raw = raw.at(step), raw[step]
            names.append(_called(raw, step))
    return place, raw, names


def _called(raw: Any, index: int) -> str:
    """How a reader knows an item of a list: its code, else its number from one."""
    for key in ("code", "key", "name"):
        if isinstance(raw, Table) and isinstance(raw.get(key), str):
            return str(raw[key])
    return str(index + 1)


def _problem(detail: ErrorDetails, raw: Any, start: Start) -> Problem:
    kind, path = detail["type"], detail["loc"]
    if kind == "extra_forbidden":
        place, _, names = _walk(raw, path, start)
        _, parent, _ = _walk(raw, path[:-1], start)
        allowed = listed(parent.keys_allowed, 40) if isinstance(parent, Table) else same("")
        return Problem("unknown_key", place, _joined(names[:-1]), Words("键", "key ") + quoted(str(path[-1])), allowed)
    place, value, names = _walk(raw, path, start)
    if kind == "missing":
        found = Words("缺少键", "no key ") + quoted(str(path[-1]))
        return Problem("missing_key", place, _joined(names), found, Words("必须写", "it must be written"))
    return Problem(_code_of(kind), place, _joined(names), _shown(value), _allowed(detail))


def _code_of(kind: str) -> str:
    return kind if kind in {"not_allowed", "inconsistent"} else "wrong_form"


def _joined(names: list[str]) -> str:
    return " › ".join(names)


def _shown(value: Any) -> Words:
    if value is None:
        return Words("空值", "nothing")
    if isinstance(value, dict):
        return Words("键值表", "a mapping")
    if isinstance(value, list):
        return Words(f"{len(value)} 项的列表", f"a list of {len(value)}")
    return quoted(str(value))


_FORMS = {
    "list_type": Words("列表（每项以 - 开头）", "a list (each item after a -)"),
    "tuple_type": Words("列表（每项以 - 开头）", "a list (each item after a -)"),
    "dict_type": Words("键值表", "a mapping"),
    "model_type": Words("键值表", "a mapping"),
    "model_attributes_type": Words("键值表", "a mapping"),
    "string_type": Words("文字", "text"),
}


def _allowed(detail: ErrorDetails) -> Words:
    context = detail.get("ctx") or {}
    if "zh" in context:
        return Words(context["zh"], context["en"])
    if detail["type"] == "too_short":
        return Words(f"至少 {context['min_length']} 项", f"at least {context['min_length']}")
    return _FORMS.get(detail["type"]) or same(detail["msg"])

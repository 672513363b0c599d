"""Starting a plan from another: a copy of the folder with its ancestry, and everything that has to be looked at marked open."""

import re
from collections.abc import Iterator
from pathlib import Path

from zhiheng.packages.lines import Table
from zhiheng.packages.reading import Package
from zhiheng.plan.package import PlanPackage, read_plan

LEFT_BEHIND = ("text/", "demo/", "figures/", "CHANGES.md", "open.yaml")
"""What belongs to the old plan alone: its text, its demonstration, its figures, its history, its open points."""


class NotCutError(ValueError):
    """A package that cannot be copied; says why in `str`."""


def cut(package: Package, code: str) -> dict[str, bytes]:
    """The files of a new package named `code`, copied from another.

    Raises:
        NotCutError: when the other package's plan.yaml cannot be read.
    """
    plan = read_plan(package)
    if plan.plan is None:
        raise NotCutError(package.name)
    files = {name: content for name, content in package.files.items() if not name.startswith(LEFT_BEHIND)}
    ancestor = f"{plan.plan.code}/{plan.plan.version}"
    files["plan.yaml"] = _renamed(package, code, ancestor)
    files["open.yaml"] = _open_points(plan).encode()
    files["CHANGES.md"] = f"# {code}\n\n- 1: 由 {ancestor} 复制。 Copied from {ancestor}.\n".encode()
    return files


def _renamed(package: Package, code: str, ancestor: str) -> bytes:
    """plan.yaml with code, version and ancestry set; all else, comments too, as it stands."""
    raw = package.raw("plan.yaml")
    assert isinstance(raw, Table)  # the schema has read it
    lines = package.files["plan.yaml"].decode("utf-8-sig").splitlines()
    for key, value in {"code": code, "version": "1", "cut_from": ancestor, "above": "null"}.items():
        if key in raw:
            lines[raw.lines[key] - 1] = f"{key}: {value}"
        else:
            lines.append(f"{key}: {value}")
    return ("\n".join(lines) + "\n").encode()


def _open_points(plan: PlanPackage) -> str:
    """open.yaml: what was copied and holds only for the old plan."""
    lines = ["# 复制自另一个规划；逐条核对后删去。Copied from another plan: check each point, then take its line out."]
    lines += [
        f"- {{file: {file}{', code: ' + _quoted(code) if code else ''}{', key: ' + key if key else ''},"
        f" text: {{zh-Hans: {zh}, en: {_quoted(en)}}}}}"
        for file, code, key, zh, en in _points(plan)
    ]
    return "\n".join(lines) + "\n"


_PLAN_KEYS = {
    "title": ("名称是原规划的，请改。", "The title is the old plan's; change it."),
    "region": ("地区是原规划的，请改。", "The place is the old plan's; change it."),
    "from": ("起始日期是原规划的，请核对。", "The first day is the old plan's; check it."),
    "until": ("终止日期是原规划的，请核对。", "The end is the old plan's; check it."),
    "document": ("文号、发文机关和日期是原规划的，请改。", "Number, issuer and date are the old paper's; change them."),
}
Point = tuple[str, str, str, str, str]  # file, code, key, zh, en


def _points(plan: PlanPackage) -> Iterator[Point]:
    for key, (zh, en) in _PLAN_KEYS.items():
        yield "plan.yaml", "", key, zh, en
    yield "bodies.yaml", "", "places", "地区是原规划的，请改。", "The places are the old plan's; change them."
    yield (
        "bodies.yaml",
        "",
        "bodies",
        "机构及其日期是原规划的，请改。",
        "Bodies and their dates are the old plan's; change them.",
    )
    for target in plan.targets:
        if keys := [key for key in ("baseline", "path", "places", "ended_on") if target.has(key)]:
            yield (
                "targets.yaml", target.code, keys[0],
                f"{'、'.join(keys)} 的时段和数值是原规划的，请核对。",
                f"Periods and values of {', '.join(keys)} are the old plan's; check them.",
            )  # fmt: skip
    for task in plan.tasks:
        if any(node.due is not None for node in task.nodes):
            yield (
                "tasks.yaml",
                task.code,
                "nodes",
                "节点日期是原规划的，请核对。",
                "The due dates are the old plan's; check them.",
            )


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'


def write(files: dict[str, bytes], folder: Path) -> None:
    """Write a new package folder.

    Raises:
        FileExistsError: when the folder is there already.
    """
    folder.mkdir(parents=True, exist_ok=False)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def is_code(name: str) -> bool:
    """A name that a plan's folder and code may have."""
    return re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", name) is not None

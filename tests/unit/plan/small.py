"""A complete, tiny package that tests bend one line at a time."""

from pathlib import Path

from zhiheng.packages.reading import Package

NAMES = "{zh-Hans: 名, en: name}"

FILES = {
    "plan.yaml": f"""
schema: 1
code: tiny-2030
version: 1
title: {NAMES}
short: {NAMES}
region: "1"
from: 2026-01-01
until: 2031-01-01
first_month: 4
languages: [zh-Hans, en]
document: {{number: 试〔2026〕1号, issuer: {NAMES}, issued_on: null}}
cut_from: null
above: null
""",
    "sources.yaml": """
- {key: LAW-1, title: 一部法律}
""",
    "bodies.yaml": """
places:
  - {code: "1", number: 1, kind: city, slug: one, names: [{name: {zh-Hans: 云岭市, en: Yunling}, short: {zh-Hans: 全市, en: City}}]}
  - {code: "11", number: 2, kind: county, parent: "1", slug: two, names: [{name: {zh-Hans: 石桥县, en: Shiqiao}, short: {zh-Hans: 石桥, en: Shiqiao}}]}
bodies:
  - {code: quality, place: "1", kind: department, names: [{name: {zh-Hans: 质量局, en: Quality Bureau}}], aliases: [市质量局]}
  - {code: works, place: "1", kind: department, names: [{name: {zh-Hans: 建设局, en: Works Bureau}}], aliases: [市建设局], until: 2028-01-01}
successions:
  - {on: 2028-01-01, kind: merge, from: works, to: quality, duties: all}
""",
    "clauses.yaml": f"""
- {{code: "1", printed: 一, level: chapter, title: {NAMES}}}
- code: "1.1"
  printed: （一）
  level: section
  title: {NAMES}
  statement: {NAMES}
  duties:
    - code: 1.1-a
      what: {NAMES}
      lead: [{{body: quality, as: 市质量局}}]
      support: [{{body: works, as: 建设局, carried: 市}}]
  numbers:
    - {{found: 5万元, reason: award, see: 1.1-r}}
""",
    "targets.yaml": """
- code: p1
  clause: "1.1"
  duty: 1.1-a
  indicator: p1
  comparator: ">="
  threshold: "90"
  rule: by_end
  path: {"2028": "85"}
- code: m1
  clause: "1.1"
  duty: 1.1-a
  indicator: m1
  threshold: opened
  rule: milestone
""",
    "tasks.yaml": f"""
- code: 1.1-01
  clause: "1.1"
  duty: 1.1-a
  title: {NAMES}
  targets: [p1]
  nodes:
    - {{code: "1", name: {NAMES}, due: 2027-12-31, evidence: {{kind: document, what: {NAMES}}}, mark: design_choice}}
""",
    "incentives.yaml": f"""
- {{code: 1.1-r, clause: "1.1", for: {NAMES}, amount_yuan: "50000", duty: 1.1-a, once_by: [holder]}}
""",
    "indicators/p1.yaml": f"""
code: p1
name: {NAMES}
short: {NAMES}
kind: ratio
unit: "%"
decimals: 1
direction: up
definition: {NAMES}
formula: {NAMES}
part: {{name: {NAMES}}}
whole: {{name: {NAMES}}}
classes: [food, drug]
source: {{kind: reported}}
versions: [{{number: 1, from: 2026-01-01, note: {NAMES}}}]
written_by: 甲
next_review: 2030-01-01
""",
    "indicators/m1.yaml": f"""
code: m1
name: {NAMES}
short: {NAMES}
kind: milestone
unit: stage
definition: {NAMES}
formula: {NAMES}
stages: [{{code: built, name: {NAMES}, evidence: {NAMES}}}, {{code: opened, name: {NAMES}, evidence: {NAMES}}}]
source: {{kind: milestone}}
versions: [{{number: 1, from: 2026-01-01, note: {NAMES}}}]
written_by: 甲
next_review: 2030-01-01
""",
}


READINGS = """
  questions:
    - code: when
      text: {zh-Hans: 何时, en: when}
      chosen: last
      readings:
        - {code: last, text: {zh-Hans: 末年, en: the last year}, set: {}}
        - {code: each, text: {zh-Hans: 每年, en: each year}, set: {rule: hold, flags: [uncertain]}}
"""
"""An unclear point that a test hangs below a target's rule."""


def package(changes: dict[str, tuple[str, str] | str | None] | None = None) -> Package:
    """The tiny package; `changes` maps a file to (old, new), to its whole text, or to None where it is missing."""
    files = {name: text.lstrip("\n") for name, text in FILES.items()}
    for name, change in (changes or {}).items():
        if isinstance(change, tuple):
            assert files[name].count(change[0]) >= 1, change[0]
            files[name] = files[name].replace(*change, 1)
        elif change is None:
            del files[name]
        else:
            files[name] = change
    return Package("tiny-2030", {name: text.encode() for name, text in files.items()})


def written(folder: Path, made: Package) -> Path:
    """The package as a folder."""
    for name, content in made.files.items():
        path = folder / made.name / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder / made.name

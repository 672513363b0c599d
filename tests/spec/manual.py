"""Writes the manual from the tables of the specification: python -m tests.spec.manual

Each page is made by one function. `test_manual.py` fails when a committed page is not what its function makes.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from zhiheng.judgement.reasons import CATALOGUE
from zhiheng.judgement.shapes import FLAGS, NEEDS_DECISION

from .judgement import (
    test_by_end,
    test_classes_and_flags,
    test_cumulative,
    test_hold,
    test_increase,
    test_inferred,
    test_milestone,
    test_stock,
    test_trend,
)
from .tables import Chapter, Row

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = [
    page.CHAPTER
    for page in (
        test_by_end,
        test_inferred,
        test_hold,
        test_cumulative,
        test_increase,
        test_stock,
        test_trend,
        test_milestone,
        test_classes_and_flags,
    )
]
VERDICTS = {
    "met": ("已达标", "Satisfied. By the end, hold, stock: not before the last period has ended."),
    "on_course": ("进度正常", "At or beyond what is expected by now."),
    "behind": ("进度滞后", "Short of what is expected by now."),
    "not_met": ("未达标", "Missed: the last period is over, a hold is broken, or it cannot be reached any more."),
    "cannot_tell": ("尚难判断", "Evidence allows neither answer. Only for claims about a population."),
    "no_data": ("缺数据", "A figure that is due is not there; never read as zero."),
    "not_due": ("未到期", "The first period to judge has not ended, or nothing is expected yet."),
}
FLAG_WORDS = {
    "provisional": ("暂定", "A figure is not final yet."),
    "uncertain": ("区间跨线", "The 95 % interval covers the line; the point decided all the same."),
    "small_sample": ("样本少", "Fewer than 30 were observed."),
    "institution_abolished": ("机构已撤销", "What is counted no longer exists from a day on."),
    "target_implausible": ("目标值存疑", "The target does not suit the territory as it is written."),
    "incomplete_census": ("统计不全", "Not every unit was counted."),
}
INTRODUCTION = """\
<!-- Made by `just docs` from tests/spec/judgement; change the tables, not this page. -->
# How targets are judged 目标怎么判

A target, its figures and a day give one verdict with one reason. Nothing else goes in: no clock, no setting, no judgement by hand. Exact numbers decide; rounding is only for the eye.
Every line below is a test.

一个目标、它的数据和查看日，得出一个判定和一条理由。判定用精确数，显示时才修约，显示值不会越过目标值。下面每一行都是一项测试。

Notation 记法: what is not said is a plan of 2016–2020 with yearly periods. `base 2015=84` is the baseline, `path 2019=89.5` an interim value, `180/200` part and whole, `[83.6 87.0]` a stated interval,
`food:2020` the figure of a class, `=built` a stage reached, `lag 90` days within which a figure may come, `flow` figures that tell what happened within their period, `sampled` shares that are samples,
`ended` the day from which the thing that is counted no longer exists.
"""


def targets_page() -> str:
    """docs/methods/targets.md"""
    parts = [INTRODUCTION, _verdicts(), _flags(), *map(_chapter, CHAPTERS), _reasons()]
    return "\n".join(parts)


def _verdicts() -> str:
    rows = [["Verdict 判定", "Word 词", "Meaning"], *([f"`{code}`", *words] for code, words in VERDICTS.items())]
    return "## Verdicts 判定\n" + table(rows)


def _flags() -> str:
    rows = [["Flag 标记", "Word 词", "Meaning", "Decision before scoring 计分前须决定"]]
    rows += [[f"`{flag}`", *FLAG_WORDS[flag], "yes 是" if flag in NEEDS_DECISION else "no 否"] for flag in FLAGS]
    return "## Flags 标记\n" + table(rows)


def _chapter(chapter: Chapter) -> str:
    flagged = any(row.flags for row in chapter.rows)
    head = ["Fact 事实", "Target 目标", "Figures 数据", "On 查看日", "Verdict 判定", "Reason 理由"]
    rows = [head + ["Flags 标记"] * flagged, *(_row(row, flagged) for row in chapter.rows)]
    return f"## {chapter.heading}\n{chapter.text}\n\n" + table(rows)


def _row(row: Row, flagged: bool) -> list[str]:
    word = f"{VERDICTS[row.verdict][0]} `{row.verdict}`"
    cells = [row.fact, _code(row.target), _code(row.figures), row.on, word, _code(row.reason)]
    return [*cells, _code(row.flags)] if flagged else cells


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _reasons() -> str:
    rows = [["Code", "Verdicts", "Values", "Meaning"]]
    rows += [
        [f"`{code}`", " ".join(f"`{word}`" for word in one.words), ", ".join(one.values), one.says]
        for code, one in CATALOGUE.items()
    ]
    note = "\nA `range` target adds `threshold_to`. Sentences for each stand in `supervision/messages.py`.\n"
    return "## Reasons 理由\nEvery verdict carries exactly one.\n\n" + table(rows) + note


def table(rows: list[list[str]]) -> str:
    """A Markdown table; the first row is its head."""
    head, *body = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([head, "|" + " --- |" * len(rows[0]), *body]) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {"docs/methods/targets.md": targets_page}


def main() -> None:
    for path, made in PAGES.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(made(), encoding="utf-8")


if __name__ == "__main__":
    main()

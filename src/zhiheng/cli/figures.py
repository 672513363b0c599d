"""`zhiheng figures …`: bring figures in from a table, list what stands, write a template."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from zhiheng.cli import starting
from zhiheng.packages.words import Words

if TYPE_CHECKING:
    from zhiheng.accounts.rights import Actor
    from zhiheng.figures.report import ImportReport
    from zhiheng.figures.shapes import FigureView

app = typer.Typer(no_args_is_help=True)

Language = Annotated[str, typer.Option("--language", "-l", help="zh-hans / en")]
PlanCode = Annotated[str | None, typer.Option("--plan", "-p", help="规划代码；不写为默认规划 · none: the default plan")]


@app.callback()
def _figures() -> None:
    """数据：导入、列出、模板、重算、快照 · Figures: import, list, template, rebuild, snapshot."""


@app.command("import")
def bring(
    file: Annotated[Path, typer.Argument(help="CSV 或 xlsx · CSV or xlsx")],
    plan: PlanCode = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只试导入，不写入 · write nothing")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="先导入正确的行 · take the right rows")] = False,
    returned: Annotated[
        Path | None, typer.Option("--returned", help="把标出错误的工作簿写到此处 · marked workbook")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="理由，写入存证 · recorded reason")] = "",
    language: Language = "zh-hans",
) -> None:
    """导入数据；同一文件再导入不改变什么 · Import figures; the same file again changes nothing.

    退出码 0 无误 · 1 有误的行或被拒 · 2 没有这样的文件。
    Leaves with 0: nothing wrong · 1: wrong rows or refused · 2: no such file.
    """
    if not file.is_file():
        _say(language, Words(f"没有文件 {file}。", f"There is no file {file}."), err=True)
        raise typer.Exit(2)
    actor, moment = starting.operator(language)
    from zhiheng.figures import services, workbook
    from zhiheng.journal.refusal import Refused

    content = file.read_bytes()
    try:
        code = _plan(actor, plan)
        report = services.import_figures(
            actor, code, name=file.name, content=content, at=moment.at, dry_run=dry_run, partial=partial, reason=reason
        )
    except Refused as refused:
        _refused(refused)
    _show(report, language)
    if returned is not None and not report.problem:
        only_wrong = partial and bool(report.written)
        returned.write_bytes(workbook.returned(content, report, code, on=moment.day, only_wrong=only_wrong))
    raise typer.Exit(1 if report.problem or report.wrong else 0)


def _show(report: "ImportReport", language: str) -> None:
    for row in report.rows:
        for sentence in row.sentences:
            typer.secho(sentence, fg="red" if row.outcome == "wrong" else "yellow")
        if row.outcome == "changed" and row.before and row.after:
            before, after = _said(row.before), _said(row.after)
            if before == after:  # stage, source or note differ
                before, after = (
                    f"{said} {one.stage} {one.source} {one.note}"
                    for said, one in ((before, row.before), (after, row.after))
                )
            typer.echo(f"{row.number}: {row.after.indicator} {row.after.place} {row.after.period}  {before} → {after}")
    if report.unmatched:
        heads = "、".join(report.unmatched)
        _say(language, Words(f"没有用到的列：{heads}。", f"Columns left aside: {heads}."))
    typer.echo(report.summary())


def _said(content: object) -> str:
    from zhiheng.figures.rules import as_text

    part, whole, value = (getattr(content, name) for name in ("part", "whole", "value"))
    if part is not None:
        return f"{as_text(part)}/{as_text(whole)}"
    return as_text(value) or getattr(content, "reached", "") or "–"


@app.command("list")
def listed(
    indicator: Annotated[str | None, typer.Argument(help="指标代码；不写则全部 · none: all")] = None,
    plan: PlanCode = None,
    place: Annotated[str | None, typer.Option("--place", help="地区代码；不写则全部 · none: all")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="当日所知，例如 2019-03-01 · what was known")] = None,
    language: Language = "zh-hans",
) -> None:
    """现行数据，每项一行 · The figures that stand, one a line."""
    actor, _ = starting.operator(language)
    from zhiheng.figures import queries
    from zhiheng.journal.refusal import Refused

    try:
        found = queries.all_series(actor, _plan(actor, plan), as_of=_day(as_of, language))
    except Refused as refused:
        _refused(refused)
    for (code, at, class_code), series in found.items():
        if indicator in {None, code} and place in {None, at}:
            for view in series:
                typer.echo("\t".join([code, at, class_code, view.period, *_line(view)]))


def _line(view: "FigureView") -> list[str]:
    revised = f"v{view.vintage}" if view.revised else ""
    return [_said(view), view.stage, view.source_kind, view.short, revised, view.note]


def _day(written: str | None, language: str):  # type: ignore[no-untyped-def]
    from datetime import date

    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        words = Words(
            f"“{written}”不是日期。请写年-月-日，例如 2019-03-01。",
            f'"{written}" is not a date. Write year-month-day, for example 2019-03-01.',
        )
        _say(language, words, err=True)
        raise typer.Exit(2) from None


@app.command()
def template(
    file: Annotated[Path, typer.Argument(help="写到这个 xlsx 文件 · the xlsx file to write")],
    plan: PlanCode = None,
    missing: Annotated[bool, typer.Option("--missing", help="先列出应报未报的 · with what is missing")] = False,
    language: Language = "zh-hans",
) -> None:
    """填报模板 · A workbook to fill in."""
    actor, moment = starting.operator(language)
    from zhiheng.figures import queries, workbook
    from zhiheng.journal.refusal import Refused

    try:
        code = _plan(actor, plan)
        owed = queries.coverage(actor, code, on=moment.day).missing if missing else []
        expected = [(cell.indicator, cell.place, cell.period) for cell in owed]
        file.write_bytes(workbook.template(code, on=moment.day, expected=expected))
    except Refused as refused:
        _refused(refused)
    _say(language, Words(f"已写 {file}。", f"Wrote {file}."))


@app.command()
def tick(language: Language = "zh-hans") -> None:
    """后台维护一轮：接收新口径，写下往月状态和快照 · One round of the worker: definitions, keyframes, snapshot."""
    actor, moment = starting.operator(language)
    from zhiheng.figures import live_worker, services

    for code, indicator in services.renew(actor, at=moment.at):
        _say(language, Words(f"{code}：指标 {indicator} 的口径已更新。", f"{code}: {indicator} is computed anew."))
    for done in live_worker.tick(moment.at):
        kept = len(done.keyframes)
        zh = f"{done.plan}：到第 {done.seq} 条存证，新写往月状态 {kept} 个，快照{'已写' if done.snapshot else '不变'}。"
        en = f"{done.plan}: up to entry {done.seq}, {kept} keyframes, snapshot {'written' if done.snapshot else 'stands'}."
        _say(language, Words(zh, en))


@app.command()
def snapshot(plan: PlanCode = None, language: Language = "zh-hans") -> None:
    """写一个快照，网页进程启动更快 · Write a snapshot, from which web processes start quickly."""
    actor, _ = starting.operator(language)
    from zhiheng.figures import live_worker

    path = live_worker.snapshot(_plan(actor, plan))
    _say(language, Words(f"已写 {path}。", f"Wrote {path}."))


@app.command()
def rebuild(
    plan: PlanCode = None,
    _check: Annotated[bool, typer.Option("--check", help="与现行数据比较，不写入 · compare, write nothing")] = True,
    reference: Annotated[
        bool | None, typer.Option("--reference/--no-reference", help="也用逐条算法（慢）· also the plain loop (slow)")
    ] = None,
    language: Language = "zh-hans",
) -> None:
    """由全部记录重算，与现行数据逐格比较 · Compute all figures anew from records and compare.

    退出码 0 一致 · 1 有不同。 Leaves with 0: equal · 1: not.
    """
    actor, _ = starting.operator(language)
    from zhiheng.figures import rebuild as anew

    code = _plan(actor, plan)
    checked = anew.check(code, anew.ways(code, reference))
    for one in checked.differences[:50]:
        cell = " ".join(filter(None, [one.indicator, one.part, one.class_code, f"#{one.place}", f"m{one.month}"]))
        zh, en = (
            f"{cell}：现行 {one.array}，{one.way} {one.other}。",
            f"{cell}: array {one.array}, {one.way} {one.other}.",
        )
        _say(language, Words(zh, en), err=True)
    ways = " = ".join(("array", *checked.ways))
    told = f"{checked.indicators} / {checked.entries}"
    if checked.equal:
        _say(language, Words(f"一致：{ways}（指标 / 格 {told}）。", f"Equal: {ways} (indicators / cells {told})."))
        return
    found = len(checked.differences)
    _say(language, Words(f"有 {found} 处不同：{ways}。", f"{found} differences: {ways}."), err=True)
    raise typer.Exit(1)


def _plan(actor: "Actor", code: str | None) -> str:
    from zhiheng.plan import queries as plans

    return plans.plan(actor, code).code


def _refused(refused: Exception) -> NoReturn:
    typer.secho(str(refused), fg="red", err=True)
    raise typer.Exit(1)


def _say(language: str, words: Words, err: bool = False) -> None:
    typer.echo(words.said_in(language), err=err)

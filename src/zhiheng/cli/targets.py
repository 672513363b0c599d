"""`zhiheng targets`: where every target of a plan stands, on a line each."""

import json
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhiheng.cli import starting
from zhiheng.packages.words import Words

if TYPE_CHECKING:
    from zhiheng.supervision.queries import Standing

app = typer.Typer(add_completion=False)

SHAPES = {
    "met": ("●", "green"), "on_course": ("→", "blue"), "behind": ("▲", "yellow"), "not_met": ("■", "red"),
    "cannot_tell": ("◇", "magenta"), "no_data": ("○", "white"), "not_due": ("·", "white"),
}  # fmt: skip


@app.command()
def targets(
    code: Annotated[str | None, typer.Argument(help="目标代码；不写为全部 · none: all")] = None,
    plan: Annotated[str | None, typer.Option("--plan", "-p", help="规划代码 · code of the plan")] = None,
    place: Annotated[str | None, typer.Option("--place", help="地区代码；不写为全域 · none: the whole")] = None,
    on: Annotated[str | None, typer.Option("--on", help="查看日 2019-07-15 · day of asking")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="所知日 · known up to the end of this day")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="机器可读 · for programs")] = False,
    language: Annotated[str, typer.Option("--language", "-l", help="zh-hans / en")] = "zh-hans",
) -> None:
    """各项目标的判定和理由 · The verdict on each target, with its reason."""
    actor, moment = starting.operator(language)
    from zhiheng.journal.refusal import Refused
    from zhiheng.supervision import queries

    day = _day(on, language) or moment.day
    known = _end_of(_day(as_of, language))
    try:
        listed = queries.standings(actor, plan=plan, on=day, as_of=known, place=place)
    except Refused as refused:
        starting.ends(language, Words(str(refused), str(refused)))
    chosen = [one for one in listed if code in (None, one.target.code)]
    if not chosen:
        starting.ends(language, Words(f"规划中没有目标 {code}。", f"The plan has no target {code}."))
    if as_json:
        typer.echo(json.dumps([_plain(one) for one in chosen], ensure_ascii=False, indent=1))
        return
    for one in chosen:
        _line(one, language)
    if code is None:
        typer.echo(_counted(listed, day, language))


def _line(one: "Standing", language: str) -> None:
    from zhiheng.supervision import messages

    shape, colour = SHAPES[one.verdict.word]
    named = one.target.name or one.indicator.name
    tag = "en" if language.startswith("en") else "zh-Hans"
    word = typer.style(f"{shape} {messages.word(one.verdict.word)}", fg=colour)
    typer.echo(f"{one.target.code:<4} {word}  {named.get(tag, one.target.code)}  {messages.sentence(one)}")


def _counted(listed: "list[Standing]", day: date, language: str) -> str:
    """The first sentence of the overview."""
    from zhiheng.supervision import messages, queries

    counts = queries.summary(listed).counts
    told = [f"{messages.word(word)} {number}" for word, number in counts.items() if number]
    total = len(listed)
    return Words(
        f"{day.isoformat()}：{total} 项目标，" + "，".join(told) + "。",
        f"{day.isoformat()}: {total} targets: " + ", ".join(told) + ".",
    ).said_in(language)


def _plain(one: "Standing") -> dict[str, Any]:
    verdict = one.verdict
    return {
        "target": one.target.code,
        "indicator": one.indicator.code,
        "place": one.place,
        "verdict": verdict.word,
        "reason": verdict.reason.code,
        "value": _exact(verdict.value),
        "stage": verdict.stage,
        "period": verdict.period.code if verdict.period else None,
        "gap": _exact(verdict.gap),
        "flags": list(verdict.flags),
        "scored": verdict.scored,
    }


def _exact(value: Fraction | None) -> str | None:
    """An exact number as text: 90, or 785/9 where it has no end."""
    return None if value is None else str(value)


def _day(written: str | None, language: str) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        starting.ends(
            language, Words(f"“{written}”不是日期。请写成 2019-07-15。", f"“{written}” is no day. Write 2019-07-15."), 2
        )


def _end_of(day: date | None) -> datetime | None:
    from zhiheng.journal.clock import ZONE

    return None if day is None else datetime.combine(day + timedelta(days=1), time.min, ZONE)

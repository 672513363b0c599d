"""`zhiheng people …`: who may sign in, and which posts they hold. Run by whoever runs the server."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from zhiheng.cli import starting
from zhiheng.packages.words import Words

if TYPE_CHECKING:
    from zhiheng.accounts.models import Person

app = typer.Typer(no_args_is_help=True, help="人员与岗位 · People and posts")

Language = Annotated[str, typer.Option("--language", "-l", help="zh-hans 或 en")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="日期 · day")]
FromInput = Annotated[
    bool, typer.Option("--password-from-input", help="从标准输入读一行密码 · read the password as one line of input")
]


@app.callback()
def _people() -> None:
    """人员与岗位 · People and posts."""


@app.command()
def add(code: str, name: str, password_from_input: FromInput = False, language: Language = "zh-hans") -> None:
    """新增人员（登录代码、姓名）· Add a person; the password is asked for and not shown."""
    starting.database(language)
    from zhiheng.accounts import services
    from zhiheng.accounts.rights import operator
    from zhiheng.journal import clock

    now = clock.read()
    password = _password(password_from_input, language)
    with _refusals(language):
        services.create_person(code, name, password, actor=operator(now.day), at=now.at)
    _say(language, Words(f"已新增 {name}（{code}）。", f"Added {name} ({code})."))


@app.command()
def password(code: str, password_from_input: FromInput = False, language: Language = "zh-hans") -> None:
    """重设密码 · Set a new password."""
    starting.database(language)
    from zhiheng.accounts import services
    from zhiheng.accounts.rights import operator
    from zhiheng.journal import clock

    now, person = clock.read(), _person(code, language)
    new = _password(password_from_input, language)
    with _refusals(language):
        services.change_password(person, new, actor=operator(now.day), at=now.at)
    _say(language, Words(f"{person.name}（{code}）的密码已重设。", f"The password of {person.name} ({code}) is set."))


@app.command()
def post(
    code: str, role: str, plan: str, body: str, start: Day = None, end: Day = None, language: Language = "zh-hans"
) -> None:
    """任岗：人员、岗位（leader 或 office）、规划、机构 · Give a person a post in a body of a plan, from today or a day."""
    starting.database(language)
    from zhiheng.accounts import services
    from zhiheng.accounts.rights import operator
    from zhiheng.bodies.models import Body
    from zhiheng.bodies.queries import body_of
    from zhiheng.journal import clock

    now, person = clock.read(), _person(code, language)
    try:
        row = body_of(plan, body)
    except Body.DoesNotExist:
        _refuse(language, Words(f"规划 {plan} 中没有机构 {body}。", f"Plan {plan} has no body {body}."))
    first = _day(start) or now.day
    with _refusals(language):
        services.appoint(person, role, row, first, _day(end), actor=operator(now.day), at=now.at)
    _say(language, Words(f"{person.name} 自 {first} 起任 {role}。", f"{person.name} is {role} from {first}."))


@app.command()
def end(code: str, on: Day = None, reason: str = "", language: Language = "zh-hans") -> None:
    """结束此人全部在任岗位，所写日期起不再有权限 · End all open posts of a person; the day is the first without rights."""
    starting.database(language)
    from zhiheng.accounts import services
    from zhiheng.accounts.models import Post
    from zhiheng.accounts.rights import operator
    from zhiheng.journal import clock
    from zhiheng.journal.acts import act

    now, person = clock.read(), _person(code, language)
    day, ended = _day(on) or now.day, 0
    operating = operator(now.day)
    with _refusals(language), act(operating, "accounts.end_posts", code, reason, at=now.at, skip_empty=True):
        for row in Post.objects.filter(person=person, valid_to__isnull=True).select_related("person"):
            services.end_post(row, day, actor=operating, at=now.at, reason=reason)
            ended += 1
    _say(language, Words(f"已结束 {ended} 个岗位。", f"Ended {ended} posts."))


@app.command()
def token(
    code: str,
    name: str,
    end: Day = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="停用 · revoke it")] = False,
    language: Language = "zh-hans",
) -> None:
    """接口密钥：人员、密钥名称（默认一年有效），只显示一次 · A key for programs, shown once."""
    starting.database(language)
    from zhiheng.accounts import tokens
    from zhiheng.accounts.rights import operator
    from zhiheng.journal import clock

    now, person = clock.read(), _person(code, language)
    with _refusals(language):
        if revoke:
            tokens.revoke(person, name, actor=operator(now.day), at=now.at)
            _say(language, Words(f"密钥 {name} 已停用。", f"The key {name} is revoked."))
            return
        last = _day(end) or now.day + timedelta(days=365)
        key = tokens.create(person, name, last, actor=operator(now.day), at=now.at)
    _say(
        language,
        Words(
            f"{key}\n有效至 {last} 前一日；此后不再显示。",
            f"{key}\nGood until the day before {last}; it is not shown again.",
        ),
    )


@app.command("list")
def listed(on: Day = None, language: Language = "zh-hans") -> None:
    """人员及其当日岗位 · People and the posts that they hold on a day."""
    starting.database(language)
    from zhiheng.accounts.models import Person
    from zhiheng.accounts.rights import actor
    from zhiheng.journal import clock

    day = _day(on) or clock.read().day
    for person in Person.objects.order_by("code"):
        held = ", ".join(f"{post.role}@{post.body}" for post in actor(person, day).posts)
        shut = "" if person.is_active else Words("（已停用）", " (closed)").said_in(language)
        sys.stdout.write(f"{person.code}\t{person.name}{shut}\t{held or '—'}\n")


def _person(code: str, language: str) -> "Person":
    from zhiheng.accounts.models import Person

    found = Person.objects.filter(code=code).first()
    if found is None:
        _refuse(language, Words(f"没有人员 {code}。", f"There is no person {code}."))
    return found


def _password(from_input: bool, language: str) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    asked = Words("密码", "Password").said_in(language)
    return str(typer.prompt(asked, hide_input=True, confirmation_prompt=True))


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


@contextmanager
def _refusals(language: str) -> Iterator[None]:
    from zhiheng.journal.refusal import Refused

    try:
        yield
    except Refused as refused:
        _refuse(language, Words(str(refused), str(refused)))


def _refuse(language: str, words: Words) -> NoReturn:
    typer.secho(words.said_in(language), fg="red", err=True)
    raise typer.Exit(1)


def _say(language: str, words: Words) -> None:
    typer.echo(words.said_in(language))

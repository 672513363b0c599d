"""`zhiheng demo`: a league that is seeded once and served at once.

The first start makes a database of its own and plays the demonstrations of the packages into it; later starts only
serve, and import neither Django nor a package for it.
"""

import hashlib
import json
import os
import shutil
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from zhiheng.packages.words import Words

app = typer.Typer(add_completion=False)

HOST = "127.0.0.1"
PORT = 8000
SOURCE = Path(__file__).resolve().parents[1]
STARTS_WITHIN = 60
SCALES = ("league", "province")
Language = Annotated[str, typer.Option("--language", "-l", help="zh-hans / en")]


@app.command()
def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="重新生成示范数据 · make the demonstration anew")] = False,
    port: Annotated[
        int | None, typer.Option("--port", help="端口；不写则从 8000 起找空的 · none: the first free")
    ] = None,
    scale: Annotated[
        str,
        typer.Option("--scale", help="数据规模：league 约 2 万条，province 约 120 万条（需数分钟）· how many records"),
    ] = "league",
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="生成后提供网页 · serve the pages")] = True,
    language: Language = "zh-hans",
) -> None:
    """演示：用虚构的数据建一个库并打开网页 · A demonstration with invented figures."""
    home = Path(os.environ.get("ZHIHENG_DEMO") or "var/demo").resolve()
    if not _is_ours(home):
        words = Words(
            f"{home} 里有别的文件；请换一个文件夹（ZHIHENG_DEMO）。",
            f"{home} holds other files; name another folder (ZHIHENG_DEMO).",
        )
        _say(language, words)
        raise typer.Exit(2)
    _environment(home / "zhiheng.sqlite3", home)
    if scale not in SCALES:
        _say(
            language,
            Words(
                f"没有规模 {scale}；可用：{'、'.join(SCALES)}。", f"No scale {scale}; there are {', '.join(SCALES)}."
            ),
        )
        raise typer.Exit(2)
    told = None if fresh else _stamp(home)
    if told is not None and told.get("scale", "league") != scale:
        told = None
    told = _made(home, language, scale) if told is None else _brought_up_to_date(home, told, language)
    if serve:
        raise typer.Exit(_served(port, told, language))


def _environment(database: Path, home: Path) -> None:
    """Everything that runs from here on uses the demonstration's own folder, whatever the environment said."""
    os.environ["ZHIHENG_VAR"] = str(home)
    os.environ["ZHIHENG_DATABASE"] = f"sqlite://{quote(str(database))}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiheng.config.settings")


def _is_ours(home: Path) -> bool:
    """Only a folder that is empty or that a demonstration made is ever emptied."""
    known = [home / name for name in ("demo.json", "being-made.sqlite3")]
    return not home.exists() or not any(home.iterdir()) or any(path.is_file() for path in known)


def _stamp(home: Path) -> dict[str, Any] | None:
    """What the last complete start left behind; None when there is none."""
    stamp = home / "demo.json"
    if not stamp.is_file() or not (home / "zhiheng.sqlite3").is_file():
        return None
    found: dict[str, Any] = json.loads(stamp.read_text(encoding="utf-8"))
    return found


def _packages() -> list[Path]:
    root = Path(os.environ.get("ZHIHENG_PLANS") or "plans")
    return sorted(path.parents[1] for path in root.glob("*/demo/demo.yaml"))


def _digest(paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.name}\0".encode() + path.read_bytes())
    return total.hexdigest()


def _of_migrations() -> str:
    return _digest(list(SOURCE.rglob("migrations/*.py")))


def _of_packages() -> str:
    return _digest([path for folder in _packages() for path in folder.rglob("*") if path.is_file()])


def _made(home: Path, language: str, scale: str) -> dict[str, Any]:
    """Play the demonstrations into a new database, which takes its place only when all is played."""
    begun = time.monotonic()
    if not _packages():
        _say(
            language,
            Words("没有带演示数据的规划包（plans/*/demo/）。", "No package with a demonstration (plans/*/demo/)."),
        )
        raise typer.Exit(2)
    _say(
        language,
        Words(
            "第一次启动：建立演示库（全部人员和数据均为虚构）……",
            "First start: making the demonstration (all people and figures are invented) …",
        ),
    )
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    database = home / "zhiheng.sqlite3"
    part = home / "being-made.sqlite3"
    part.touch()
    _environment(part, home)
    people = _played(language, scale)
    part.replace(database)
    _environment(database, home)
    _follow(database)
    told = {"people": people, "migrations": _of_migrations(), "packages": _of_packages(), "scale": scale}
    (home / "demo.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    took = time.monotonic() - begun
    _say(language, Words(f"演示库已建好，用时 {took:.0f} 秒。", f"The demonstration is made, in {took:.0f} s."))
    return told


def _played(language: str, scale: str) -> list[dict[str, str]]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from zhiheng.accounts.roles import ROLES
    from zhiheng.figures import demo as playing
    from zhiheng.packages.reading import open_package

    demos = [found for folder in _packages() if (found := playing.load(open_package(folder), scale))]
    with connection.cursor() as cursor:  # nothing is lost: the database takes its place only when it is whole
        cursor.execute("PRAGMA synchronous = OFF")
    call_command("migrate", verbosity=0, interactive=False)
    playing.play(demos, _progress)
    if sys.stdout.isatty():
        typer.echo("")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()  # the last connection takes the -wal file with it
    _translate(language)
    seen = {person.code: person for one in demos for person in one.spec.people}
    return [
        {"code": one.code, "password": one.password, "name": one.name, "role": str(ROLES[one.role])}
        for one in seen.values()
    ]


def _follow(database: Path) -> None:
    """The process that made the database goes on to serve it, so its settings follow the file to its last name."""
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = str(database)


def _translate(language: str) -> None:
    from django.utils import translation

    translation.activate("zh-hans" if language.lower().startswith("zh") else language)


def _progress(line: str) -> None:
    """One line that moves on a terminal; in a log only every twentieth."""
    if sys.stdout.isatty():
        typer.echo(f"\r\033[K  {line[:100]}", nl=False)
    elif line.split("/")[0].isdecimal() and int(line.split("/")[0]) % 20 == 0:
        typer.echo(f"  {line}")


def _brought_up_to_date(home: Path, told: dict[str, Any], language: str) -> dict[str, Any]:
    """Newer tables are made in place; newer contents are only pointed out, since someone may have worked in the old ones."""
    migrations = _of_migrations()
    if told["migrations"] != migrations:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        told = {**told, "migrations": migrations}
        (home / "demo.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    if told["packages"] != _of_packages():
        _say(
            language,
            Words(
                "规划包在上次生成以后有改动；要用新内容，请加 --fresh。",
                "The packages changed since; add --fresh to use the new contents.",
            ),
        )
    return told


def _served(port: int | None, told: dict[str, Any], language: str) -> int:
    if port is not None and not _can_bind(port):
        _say(
            language,
            Words(f"端口 {port} 已被占用，请换一个 --port。", f"Port {port} is in use; choose another --port."),
        )
        return 2
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    (Path(os.environ["ZHIHENG_VAR"]) / "static").mkdir(exist_ok=True)  # else whitenoise warns
    chosen = port or _free_port()
    threading.Thread(target=_welcome, args=(chosen, told, language), daemon=True).start()
    Granian(
        "zhiheng.config.wsgi:application", address=HOST, port=chosen, interface=Interfaces.WSGI,
        workers=1, blocking_threads=4, log_level=LogLevels.warning,
    ).serve()  # fmt: skip
    return 0


def _free_port() -> int:
    return next(port for port in range(PORT, PORT + 1000) if _can_bind(port))


def _can_bind(port: int) -> bool:
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex((HOST, port)) == 0


def _welcome(port: int, told: dict[str, Any], language: str) -> None:
    """Tell the address and the accounts once the server answers."""
    until = time.monotonic() + STARTS_WITHIN
    while not _answers(port):
        if time.monotonic() > until:
            return
        time.sleep(0.05)
    _say(language, Words(f"\n质衡演示：http://{HOST}:{port}/", f"\nZhiheng, demonstration: http://{HOST}:{port}/"))
    for person in told["people"]:
        typer.echo(f"  {person['role']}  {person['name']}  {person['code']}  {person['password']}")
    _say(
        language,
        Words(
            "以上依次为角色、姓名、登录代码、密码。按 Ctrl+C 结束。\n",
            "Role, name, sign-in code, password. Ctrl+C ends.\n",
        ),
    )


def _say(language: str, words: Words) -> None:
    typer.echo(words.said_in(language))

"""What the two READMEs and the pages of docs/ say is so."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from zhiheng.cli.main import app
from zhiheng.packages.reading import open_package
from zhiheng.plan.package import read_plan

ROOT = Path(__file__).resolve().parents[3]
READMES = [ROOT / "README.md", ROOT / "README.zh-Hans.md"]
PAGES = [
    *READMES,
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
]
LINK = re.compile(r"\]\((?!https?:|#|\.\./)([^)#]+)")
COMMAND = re.compile(r"^\s*(?:\./)?zhiheng (\w+)(?: (\w+))?", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    missing = [
        target for target in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / target).exists()
    ]

    assert missing == []


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_every_command_that_is_named_exists(page: Path) -> None:
    group = get_command(app)
    for name, inner in COMMAND.findall(page.read_text(encoding="utf-8")):
        if name == "test":  # of the start script, not of the program
            continue
        command = group.get_command(None, name)  # type: ignore[attr-defined]
        assert command is not None, name
        if inner and hasattr(command, "commands"):
            assert inner in command.commands, f"{name} {inner}"


def test_the_numbers_of_the_first_user_are_those_of_its_package() -> None:
    plan = read_plan(open_package(ROOT / "plans" / "alxa-2020"))
    duties = sum(1 for clause in plan.clauses for _ in clause.duties)
    told = f"{len(list(plan.targets))} targets, {duties} divisions of duty and {len(list(plan.tasks))} tasks"

    assert told == "51 targets, 45 divisions of duty and 64 tasks"
    assert told in READMES[0].read_text(encoding="utf-8")
    assert "51 项目标、45 处责任分工和 64 项任务" in READMES[1].read_text(encoding="utf-8")


def test_both_readmes_name_the_same_pages_and_commands() -> None:
    english, chinese = (page.read_text(encoding="utf-8") for page in READMES)

    assert set(LINK.findall(english)) - {"README.zh-Hans.md"} == set(LINK.findall(chinese)) - {"README.md"}
    assert set(COMMAND.findall(english)) == set(COMMAND.findall(chinese))


def test_every_command_of_the_program_is_told_in_the_docs() -> None:
    told = "\n".join(
        path.read_text(encoding="utf-8") for path in [*PAGES, *sorted((ROOT / "docs" / "guide").glob("*.md"))]
    )
    group = get_command(app)

    for name in group.list_commands(None):  # type: ignore[attr-defined,arg-type]
        assert f"zhiheng {name}" in told, name

"""A draft package: the plan's own check finds nothing to mend in it but what it marks as open."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from zhiheng.cli.policy import app
from zhiheng.packages.problems import errors
from zhiheng.packages.reading import open_package
from zhiheng.plan import seams
from zhiheng.policy.draft import draft, write
from zhiheng.policy.reader import read

PAPER = """平川市质量提升行动方案（2023—2025年）
平政办发〔2023〕15号
一、总体目标
到2025年，产品合格率稳定在95%以上，新增绿色工厂20家左右，培育3—5个品牌，企业突破100家以上。（市市场监管局、工信局按职责分工负责）
二、重点任务
（一）提升能力。组织实施100个重点项目。（市科技局牵头，市财政局等单位配合）
（二）完善机制。对获奖企业给予20万元奖励。（责任单位：市财政局，各区人民政府）
"""


def test_the_plan_accepts_the_draft(tmp_path):
    write(draft(read(PAPER), "pingchuan-2025"), tmp_path / "new")
    problems = seams.check(open_package(tmp_path / "new"))
    assert [(p.file, p.line, p.code) for p in errors(problems)] == []
    assert any(problem.level == "question" for problem in problems)


def test_a_paper_without_targets_is_a_package_too(tmp_path):
    write(draft(read("各单位要加强领导。"), "nothing"), tmp_path / "new")
    assert errors(seams.check(open_package(tmp_path / "new"))) == []


def test_a_draft_marks_what_the_text_does_not_say():
    files = draft(read(PAPER), "pingchuan-2025")
    about = files["targets.yaml"][1]
    assert about["comparator"] == ">="
    assert [question["code"] for question in about["questions"]] == ["about"]
    assert {point["file"] for point in files["open.yaml"]} >= {"plan.yaml", "bodies.yaml", "tasks.yaml"}


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "kept.txt").write_text("x")
    with pytest.raises(FileExistsError):
        write({"plan.yaml": {}}, tmp_path)


def command(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output


def test_commands_read_and_draft(tmp_path):
    paper = tmp_path / "甲.txt"
    paper.write_text(PAPER, "utf-8")
    assert command("read", paper)[0] == 0
    code, output = command("read", "--json", "--full", paper)
    assert code == 0
    assert '"carried": {' in output
    assert command("draft", paper, "--out", tmp_path / "out")[0] == 0
    code, output = command("draft", paper, "--out", tmp_path / "out")
    assert code == 1
    assert "不是空的" in output


def test_a_command_refuses_in_two_sentences(tmp_path):
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    code, output = command("read", empty)
    assert code == 1
    assert output.splitlines() == [
        "文件《空.txt》是空的：请确认是否选对了文件。",
        "The file 空.txt is empty: check that it is the right one.",
    ]

"""The command line: readable output, exit codes, and the way from a folder to an adopted plan."""

import pytest
import xlsxwriter
from typer.testing import CliRunner

from tests.unit.plan.small import READINGS, package, written
from zhiheng.accounts.models import Person, Post
from zhiheng.accounts.roles import LEADER
from zhiheng.bodies.models import Body
from zhiheng.cli import plan as command
from zhiheng.plan.models import Decision, TargetValue, Version


def run(*arguments, language="zh-hans"):
    return CliRunner().invoke(command.app, [*map(str, arguments), "-l", language])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "PLANS", tmp_path)
    return written(tmp_path, package({"targets.yaml": ("  rule: by_end", "  rule: by_end" + READINGS.rstrip())}))


def test_a_package_without_a_slip_leaves_with_0(folder):
    result = run("check", folder)

    assert (result.exit_code, "tiny-2030：须改 0 处" in result.output) == (0, True)


def test_without_folders_all_packages_are_checked(folder):
    assert "tiny-2030" in run("check").output


def test_a_slip_leaves_with_1_and_names_file_and_line(folder):
    (folder / "targets.yaml").write_text(
        (folder / "targets.yaml").read_text().replace("indicator: p1", "indicator: p9")
    )

    chinese, english = run("check", folder), run("check", folder, language="en")
    assert (chinese.exit_code, english.exit_code) == (1, 1)
    assert "targets.yaml:4 须改 p1 › indicator：发现“p9”，没有这样的指标" in chinese.output
    assert 'targets.yaml:4 error p1 › indicator: found "p9", no such indicator' in english.output


def test_a_folder_that_is_not_there_leaves_with_2(tmp_path):
    result = run("check", tmp_path / "none")

    assert (result.exit_code, "没有文件夹" in result.output) == (2, True)


def test_a_new_plan_is_started_checked_and_compared(folder):
    started = run("new", "next-2035", "--from", "tiny-2030")
    checked = run("check", folder.parent / "next-2035")
    compared = run("diff", folder, folder.parent / "next-2035")

    assert (started.exit_code, checked.exit_code, compared.exit_code) == (0, 0, 1)
    assert "待定" in checked.output
    assert "cut_from：— → tiny-2030/1" in compared.output
    assert run("new", "next-2035", "--from", "tiny-2030").exit_code == 2
    assert run("new", "Next 2035", "--from", "tiny-2030").exit_code == 2
    assert run("diff", folder, folder).exit_code == 0


def test_a_lower_plan_says_what_it_made_of_the_one_above(folder):
    lower = package(
        {"plan.yaml": ("above: null", "above: tiny-2030"), "targets.yaml": ('threshold: "90"', 'threshold: "80"')}
    )
    lower.name = "lower-2030"
    lower.files["plan.yaml"] = lower.files["plan.yaml"].replace(b"code: tiny-2030", b"code: lower-2030")
    beside = written(folder.parent, lower)

    checked, shown = run("check", beside), run("above", beside)
    assert checked.exit_code == 0
    assert "降低上级目标 p1" in checked.output
    assert "降低" in shown.output
    assert "保持" in shown.output


def test_adopting_asks_and_may_be_answered_with_no(folder, db):
    result = CliRunner().invoke(command.app, ["adopt", str(folder)], input="n\n")

    assert (result.exit_code, Version.objects.count()) == (1, 0)


def test_a_plan_is_adopted_divided_and_decided_on(folder, db, tmp_path):
    assert "已采用 tiny-2030/1" in run("adopt", folder, "--yes").output
    assert "此前已采用" in run("adopt", folder, "--yes").output
    assert run("diff", "tiny-2030/1", folder).exit_code == 0

    with xlsxwriter.Workbook(tmp_path / "v.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["目标", "地区", "2028"])
        page.write_row(1, 0, ["p1", "石桥县", 80])
    assert "新增 1，改动 0，不变 0，须改 0；写入 0" in run("values", tmp_path / "v.xlsx").output
    assert "写入 1" in run("values", tmp_path / "v.xlsx", "--yes").output
    assert TargetValue.objects.count() == 1

    person = Person.objects.create(code="li", name="李")
    Post.objects.create(person=person, role=LEADER, body=Body.objects.get(code="quality"), valid_from="2016-01-01")
    told = ["p1", "when", "each", "--as", "li", "--by", "领导小组", "--on", "2026-01-02", "--why", "每年考核"]
    assert "p1：last → each，已记录" in run("decide", *told).output
    again = run("decide", *told)
    assert (again.exit_code, "按 each 读" in again.output) == (1, True)
    assert Decision.objects.count() == 1


def test_a_package_with_problems_is_not_adopted(folder, db):
    (folder / "targets.yaml").write_text(
        (folder / "targets.yaml").read_text().replace("indicator: p1", "indicator: p9")
    )

    result = run("adopt", folder, "--yes")
    assert (result.exit_code, Version.objects.count()) == (1, 0)
    assert "targets.yaml:4" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["values", "none.xlsx"], "没有文件"),
        (
            ["decide", "p1", "when", "each", "--as", "wang", "--by", "a", "--on", "2026-01-02", "--why", "b"],
            "没有人员 wang",
        ),
        (["diff", "nowhere/3", "nowhere/4"], "没有文件夹或已采用的版本"),
        (["new", "x", "--from", "nowhere"], "没有文件夹"),
    ],
)
def test_what_is_not_there_is_said(db, folder, arguments, said):
    result = run(*arguments)

    assert (result.exit_code, said in result.output) == (2, True)

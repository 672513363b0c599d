"""Figures from the command line: trial, import, list, template."""

import pytest
from django.utils import translation
from typer.testing import CliRunner

from tests.unit.figures.world import HEADS, adopted
from zhiheng.cli.main import app
from zhiheng.figures.models import Figure

pytestmark = pytest.mark.django_db
RIGHT = "p1,东县,2019年第2季度,180,200,,,抽查通报,\n"


@pytest.fixture(autouse=True)
def language():
    """Commands choose the language of their process; here that is the language of the tests."""
    with translation.override(translation.get_language()):
        yield


def run(*words):
    return CliRunner().invoke(app, ["figures", *map(str, words)])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "季报.csv"
    path.write_text(HEADS + RIGHT, encoding="utf-8")
    return path


def test_a_trial_writes_nothing_then_the_import_does_and_again_changes_nothing(file):
    adopted()

    trial = run("import", file, "--dry-run")
    assert (trial.exit_code, Figure.objects.count()) == (0, 0)
    assert trial.output == "新增 1 · 修改 0 · 不变 0 · 有误 0。 这是试导入，还没有写入。\n"

    assert run("import", file).output == "新增 1 · 修改 0 · 不变 0 · 有误 0。 已写入 1 项数据。\n"
    assert run("import", file).output == "1 行都已录入过，没有变化。\n"
    assert run("list", "p1").output.startswith("p1\t11\t\t2019Q2\t180/200\tfinal\treported\t")


def test_wrong_rows_are_told_and_end_with_1(file, tmp_path):
    adopted()
    file.write_text(HEADS + RIGHT + "p1,东县,2019Q1,300,200,,,,\n", encoding="utf-8")
    back = tmp_path / "back.xlsx"

    found = run("import", file, "--returned", back)

    assert found.exit_code == 1
    assert "第 3 行 D 列「分子」：300 大于分母 200。" in found.output
    assert (Figure.objects.count(), back.read_bytes()[:2]) == (0, b"PK")

    assert run("import", file, "--partial").exit_code == 1  # a wrong row is left
    assert Figure.objects.count() == 1


def test_a_correction_shows_old_and_new(file):
    adopted()
    run("import", file)
    file.write_text(HEADS + RIGHT.replace("180", "178"), encoding="utf-8")

    assert "2: p1 11 2019Q2  180/200 → 178/200" in run("import", file).output


def test_a_missing_file_or_plan_is_said_in_a_sentence(file, tmp_path):
    assert run("import", tmp_path / "no.csv").exit_code == 2
    nothing = run("import", file)
    assert nothing.exit_code == 1
    assert "Traceback" not in nothing.output

    adopted()
    assert run("import", file, "--plan", "nowhere").exit_code == 1
    assert run("list", "--as-of", "昨天").exit_code == 2


def test_a_template_is_written(tmp_path):
    adopted()

    assert run("template", tmp_path / "t.xlsx", "--missing").exit_code == 0
    assert (tmp_path / "t.xlsx").stat().st_size > 5_000

"""The loader keeps text as text and says the line of everything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiheng.packages.lines import DEEPEST, parse
from zhiheng.packages.reading import Package, open_package


def test_scalars_stay_text():
    """`no`, numbers, dates and octals are traps of YAML 1.1."""
    content, problems = parse("a: no\nb: 201906\nc: 2019-06-01\nd: 0777\ne: 1_0\nf: 1.0\n", "x.yaml")

    assert problems == []
    assert content == {"a": "no", "b": "201906", "c": "2019-06-01", "d": "0777", "e": "1_0", "f": "1.0"}


def test_only_a_plain_null_is_nothing():
    content, _ = parse('a: null\nb: ~\nc:\nd: "null"\ne: ""\n', "x.yaml")

    assert content == {"a": None, "b": None, "c": None, "d": "null", "e": ""}


def test_keys_and_items_know_their_lines():
    content, _ = parse("a: 1\nb:\n  - x\n\n  - y: 2\n", "x.yaml")

    assert content.at("b").line == 2
    assert [content["b"].at(index).line for index in (0, 1)] == [3, 5]
    assert content["b"][1].at("y").line == 5


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\na: 2\n", "duplicate_key", 2),
        ("a: &x 1\nb: *x\n", "anchor", 1),
        ("a: !!int 1\n", "tag", 1),
        ("a: 1\n---\nb: 2\n", "second_document", 2),
        ("? [a]\n: 1\n", "key_not_text", 1),
        ("a: [1\nb: 2\n", "syntax", 2),
        ("a: 1\n\tb: 2\n", "syntax", 2),
        ("[" * 200, "too_deep", 1),
        (b"a: 1\nb: \xff\n", "not_utf8", 2),
        ("a: \x07\n", "syntax", 0),
    ],
)
def test_what_is_not_allowed_is_told_with_its_line(text, code, line):
    _, problems = parse(text, "x.yaml")

    assert (code, line) in {(problem.code, problem.line) for problem in problems}


def test_the_deepest_allowed_nesting_is_read():
    content, problems = parse("[" * DEEPEST + "]" * DEEPEST, "x.yaml")

    assert problems == []
    assert content == eval("[" * DEEPEST + "]" * DEEPEST)


def test_an_empty_file_is_nothing():
    assert parse("", "x.yaml") == (None, [])
    assert parse(b"\xef\xbb\xbf# only a remark\n", "x.yaml") == (None, [])


@given(st.text(max_size=200))
def test_any_text_gives_content_or_problems(text):
    parse(text, "x.yaml")


@given(st.binary(max_size=200))
def test_any_bytes_give_content_or_problems(raw):
    parse(raw, "x.yaml")


def test_the_digest_ignores_line_ends_and_demonstration_data(tmp_path):
    given_files = {"plan.yaml": b"a: 1\nb: 2\n", "demo/demo.yaml": b"seed: 1\n"}
    other_files = {"plan.yaml": b"a: 1\r\nb: 2\r\n", "demo/demo.yaml": b"seed: 2\n"}

    assert Package("x", given_files).digest == Package("x", other_files).digest
    assert Package("x", {"plan.yaml": b"a: 1\nb: 3\n"}).digest != Package("x", given_files).digest


def test_a_folder_is_read_without_its_hidden_files(tmp_path):
    (tmp_path / "p" / "indicators").mkdir(parents=True)
    (tmp_path / "p" / "plan.yaml").write_text("code: p\n")
    (tmp_path / "p" / "indicators" / "a1.yaml").write_text("code: a1\n")
    (tmp_path / "p" / ".git").mkdir()
    (tmp_path / "p" / ".git" / "x").write_text("x")

    package = open_package(tmp_path / "p")

    assert set(package.files) == {"plan.yaml", "indicators/a1.yaml"}
    assert list(package.codes("indicators")) == ["a1"]
    assert package.codes("indicators")["a1"].file == "indicators/a1.yaml"


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(NotADirectoryError):
        open_package(tmp_path / "none")

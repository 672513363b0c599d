"""Whatever an author does to a package, checking it answers with problems and never breaks."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.unit.plan.small import FILES, package
from zhiheng.plan import differences, seams
from zhiheng.plan.package import read_plan

CASES = '- {name: c, target: p1, figures: {"2026": "80", "2030": "95"}, expect: met}\n- {name: d, target: m1, figure: {value: built}, expect: not_met}\n'
WHOLE = {**FILES, "cases/a.yaml": CASES}
JUNK = st.sampled_from(
    ["null", "~", "[]", "{}", "''", "x", "-1", "1e3", "０", "2026-13-40", "9" * 30, "[a, [b]]", "{a: {b: c}}", "true",
     "&a b", "*a", "!!int 3", "- ", "? x", "range", "trend", "milestone", "hold", "p1", "1.1-a", "\u0000", "﻿", "|", "'"]
)  # fmt: skip


@st.composite
def bent(draw):
    """The tiny package with one line of one file changed, doubled, dropped or moved in."""
    name = draw(st.sampled_from(sorted(WHOLE)))
    lines = WHOLE[name].lstrip("\n").split("\n")
    number = draw(st.integers(0, len(lines) - 1))
    line = lines[number]
    what = draw(st.sampled_from(["value", "drop", "double", "indent", "word"]))
    if what == "value":
        lines[number] = line.partition(":")[0] + ": " + draw(JUNK)
    elif what == "drop":
        del lines[number]
    elif what == "double":
        lines.insert(number, line)
    elif what == "indent":
        lines[number] = "  " + line
    else:
        words = line.split(" ")
        words[draw(st.integers(0, len(words) - 1))] = draw(JUNK)
        lines[number] = " ".join(words)
    return {"cases/a.yaml": CASES, name: "\n".join(lines)}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bent())
@example({"cases/a.yaml": CASES, "indicators/p1.yaml": FILES["indicators/p1.yaml"].replace("kind: ratio", "kind: []")})
def test_a_bent_package_gives_problems_that_can_be_said(changes):
    made = package(changes)

    for problem in seams.check(made):
        assert problem.file in made.files or problem.code == "missing_file"
        assert problem.sentence("zh-hans")
        assert problem.sentence("en")
        assert 0 <= problem.line <= made.files.get(problem.file, b"").count(b"\n") + 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bent())
def test_a_package_that_can_be_read_can_be_compared(changes):
    made = read_plan(package(changes))
    if any(problem.level == "error" for problem in seams.check(made.package)):
        return
    old = differences.of_package(read_plan(package()))
    new = differences.of_package(made)

    there = [(one.kind, one.code) for one in differences.between(old, new)]
    back = [(one.kind, one.code) for one in differences.between(new, old)]
    assert sorted(there) == sorted(back)

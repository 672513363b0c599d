"""What registers can give is compared with what a package asks for, and how much memory that takes is said."""

import pytest

from tests.registers_app.declarations import PERMITS, SAMPLES
from zhiheng.figures import declared
from zhiheng.figures.definitions import read, written
from zhiheng.packages.problems import errors

from .computed import AMOUNT, ONCE, RATE, VALID, WEIGHTED, package


def said(**indicators: str) -> list[tuple[str, int, str]]:
    return [(found.file, found.line, found.told("en")) for found in declared.check(package(**indicators))]


def test_a_register_says_its_columns_by_kind():
    samples = declared.evidence(SAMPLES)

    kinds = {name: samples.kinds[name] for name in ("place_id", "firm_id", "drawn_on", "passed", "measured", "product")}
    assert kinds == {
        "place_id": "key", "firm_id": "key", "drawn_on": "day", "passed": "flag", "measured": "whole", "product": "text",
    }  # fmt: skip
    assert (samples.fields["firm"], samples.powers, samples.counts_in) == ("firm_id", {"measured": 3}, ("final",))
    assert samples.predicates == {"failed": (("passed", "is", False),)}
    assert "recorded_at" not in samples.kinds
    assert declared.evidence(PERMITS).spans


def test_a_right_package_and_one_whose_registers_are_not_built_have_no_problem():
    assert said() == []
    assert said(p9=RATE.replace("trial.sample", "not.built")) == []


@pytest.mark.parametrize(
    ("indicator", "line", "told"),
    [
        (ONCE.replace("[firm, product]", "[firm, colour]"), 15, 'x1 › counts_once_by: found "colour"; allowed: '),
        (RATE.replace("field: kind", "field: colour"), 13, 'x1 › where: found "colour"'),
        (RATE.replace("class_by: kind", "class_by: drawn_on"), 17, 'a field of text, numbers, or yes and no'),
        (VALID.replace("trial.permit", "trial.sample"), 12, "a register whose records are valid for a time"),
        (AMOUNT.replace("measured", "product"), 13, "a field of whole numbers"),
        (WEIGHTED.replace("true", "perhaps"), 13, 'found "passed: perhaps"'),
        ("kind: index\nregister: trial.sample\nmeasure: lots", 13, 'x1 › measure: found "lots"'),
    ],
)  # fmt: skip
def test_what_a_register_cannot_give_is_said_at_its_line(indicator, line, told):
    (found,) = said(x1=indicator)

    assert found[:2] == ("indicators/x1.yaml", line)
    assert told in found[2]


def test_the_memory_of_computed_indicators_is_said_and_too_much_refused():
    """Twelve cells for six places and 62 slots take some kilobytes; ninety classes of a hundred indicators too much."""
    note = declared.memory(package())
    assert note.level == "note"
    assert "5 indicators computed from registers" in note.told("en")
    assert "(14 cells × 6 places × 62 months)" in note.told("en")

    classes = ", ".join(f"c{at}" for at in range(64))
    wide = RATE.replace("classes: [food, toy]", f"classes: [{classes}]")
    many = {f"y{at}": wide for at in range(600)}
    (problem,) = errors(declared.check(package(**many)))
    assert problem.code == "memory"
    assert "at most 200 MB" in problem.told("en")


@pytest.mark.parametrize("indicator", [RATE, ONCE, VALID, AMOUNT, WEIGHTED])
def test_a_definition_is_kept_and_read_again_as_it_was(indicator):
    import json

    from zhiheng.figures import shipped

    spec = shipped.read(package(x1=indicator)).indicators["x1"]
    definition = declared.defined(spec, "steppe-2020", declared.months_of(package()))

    assert read(json.loads(json.dumps(written(definition)))) == definition

"""The packages ask these registers only for what they have."""

from pathlib import Path

import pytest

from zhiheng.figures import shipped
from zhiheng.packages.reading import open_package
from zhiheng.registers.kit import registry

PLANS = Path(__file__).parents[4] / "plans"
CHAPTERS = ("product.", "certification.", "parties.")


def asking(name):
    """Indicators of a package that are counted in registers of these chapters, by code."""
    found = shipped.read(open_package(PLANS / name)).indicators
    return {code: spec for code, spec in found.items() if (spec.register_ or "").startswith(CHAPTERS)}


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("alxa-2020", {"p1", "p2", "p3a", "p3b", "p3c", "p3d", "p4", "c1", "c2", "c3"}),
        ("yuanlan-2030", {"p1", "p2", "p3"}),
    ],
)
def test_every_field_that_an_indicator_asks_for_is_there(name, codes):
    indicators = asking(name)
    assert set(indicators) == codes
    for code, spec in indicators.items():
        register = registry.register(spec.register_)
        fields = {field.name: field for field in register.model._meta.concrete_fields}
        amounts = [amount for amount in (spec.part, spec.whole) if amount]
        conditions = [*spec.where, *(one for amount in amounts for one in amount.where)]
        asked = {condition.field for condition in conditions} | set(spec.counts_once_by)
        asked |= {amount.sum_of for amount in amounts if amount.sum_of}
        asked |= {one for one in (spec.counts_on, spec.counts_for, spec.class_by) if one}
        assert asked <= set(fields), (code, asked - set(fields))
        for condition in conditions:
            allowed = dict(fields[condition.field].flatchoices)
            values = condition.in_ or ([condition.is_] if condition.is_ else [])
            assert set(values) <= set(allowed) or not allowed, (code, condition)
        if spec.kind == "count_valid":
            assert register.spans is not None, code


def test_classes_are_values_of_the_field_that_divides():
    """But for two other ways of counting that no field can give: labels left out, and what is still valid at the end."""
    left = {}
    for code, spec in asking("alxa-2020").items():
        if spec.class_by:
            field = registry.register(spec.register_).model._meta.get_field(spec.class_by)
            left[code] = set(spec.classes) - set(dict(field.flatchoices))
    assert {code: rest for code, rest in left.items() if rest} == {"p3d": {"without_labels"}, "c2": {"net"}}

"""The packages that ship: each is free of errors, and all of them stand side by side in one database."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from zhiheng.accounts.rights import operator
from zhiheng.packages.problems import errors
from zhiheng.packages.reading import open_package
from zhiheng.plan import queries, seams, services
from zhiheng.plan.package import RULES

PLANS = sorted(path.parent for path in Path(__file__).parents[3].glob("plans/*/plan.yaml"))
AT = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize("folder", PLANS, ids=lambda folder: folder.name)
def test_a_shipped_package_has_no_error(folder):
    found = errors(seams.check(open_package(folder)))

    assert [problem.sentence("en") for problem in found] == []


def test_all_shipped_plans_can_be_adopted_side_by_side(db):
    actor = operator(AT.date())
    for folder in PLANS:
        services.adopt(open_package(folder), actor=actor, at=AT)

    for view in queries.plans(actor):
        targets = queries.targets(actor, plan=view.code)
        clauses = {clause.code for clause in queries.clauses(actor, plan=view.code)}
        assert targets
        assert {target.clause for target in targets} <= clauses
        assert all(target.threshold or target.stage or target.rule == "trend" for target in targets)
        assert all(holder.now for duty in queries.duties(actor, AT.date(), plan=view.code) for holder in duty.holders)


def test_together_they_use_every_temporal_rule(db):
    actor = operator(AT.date())
    folder = next(folder for folder in PLANS if folder.name == "yuanlan-2030")
    services.adopt(open_package(folder), actor=actor, at=AT)

    targets = queries.targets(actor)
    assert {target.rule for target in targets} == set(RULES)
    assert {"range", ">", "<=", ">="} <= {target.comparator for target in targets}
    assert queries.plan(actor).first_month == 4

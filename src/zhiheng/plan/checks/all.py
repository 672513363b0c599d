"""Everything that the plan's own files must satisfy, in one call; pure."""

from zhiheng.packages.problems import Problem, errors, in_order
from zhiheng.packages.reading import Package
from zhiheng.plan import classes
from zhiheng.plan.checks import open_points, references, semantics, worked_cases
from zhiheng.plan.package import read_plan


def check(package: Package) -> list[Problem]:
    """The problems of a package's plan part, by file and line."""
    plan = read_plan(package)
    found = [*plan.problems, *references.check(plan), *semantics.check(plan), *classes.unknown(package, plan.classes)]
    if not errors(found):
        found += worked_cases.check(plan)  # a case about a broken target would only repeat what is told already
    return in_order([*open_points.softened(plan, found), *open_points.questions(plan)])

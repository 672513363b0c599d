"""What the reader must find in papers of many styles; each paper says what a careful person finds in it.

The papers are invented. `expect.targets` are lines `CLAUSE COMPARATOR VALUE LEAD…`, `expect.duties` are lines
`CLAUSE LEAD… | SUPPORT…`; `loose_targets` are values that may be taken or left.
"""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from zhiheng.policy.model import Reading, Target
from zhiheng.policy.reader import read

PAPERS = sorted((Path(__file__).parent / "papers").glob("*.yaml"))


def paper(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text("utf-8"))


def shown(target: Target) -> str:
    value = target.value
    number = "-".join(f"{one:f}" for one in value) if isinstance(value, tuple) else f"{value:f}"
    if "." in number and not isinstance(value, tuple):
        number = f"{Decimal(number).normalize():f}"
    return " ".join([target.place, target.comparator, number, *target.lead])


def duties(reading: Reading) -> list[str]:
    return [" ".join([d.place, *(b.name for b in d.lead), "|", *(b.name for b in d.support)]) for d in reading.duties]


def value_of(line: str) -> str:
    return line.split(" ")[2]


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_chapters_of_the_paper(path: Path) -> None:
    given = paper(path)
    assert list(read(given["text"]).chapters) == given["expect"]["chapters"]


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_targets_of_the_paper(path: Path) -> None:
    """Clause, comparator, value and leading bodies of every target, and no other target."""
    given = paper(path)
    loose = set(given.get("loose_targets", []))
    found = Counter(line for one in read(given["text"]).targets if value_of(line := shown(one)) not in loose)
    wanted = Counter(line for line in given["expect"]["targets"] if value_of(line) not in loose)
    assert sorted((found - wanted).elements()) == [], "found beside what is there"
    assert sorted((wanted - found).elements()) == [], "not found"


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_duties_of_the_paper(path: Path) -> None:
    given = paper(path)
    loose = set(given.get("loose_duties", []))
    found = [line for line in duties(read(given["text"])) if line.split(" ")[0] not in loose]
    assert found == [line for line in given["expect"]["duties"] if line.split(" ")[0] not in loose]

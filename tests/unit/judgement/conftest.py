"""The rows of the specification, for tests that ask something of all of them."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))


@pytest.fixture(scope="session")
def spec_rows():
    from tests.spec.manual import CHAPTERS

    return [(chapter.rule, row) for chapter in CHAPTERS for row in chapter.rows]

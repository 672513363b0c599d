"""Real papers with a careful person's reading, scored by the tool that defines a match; needs the sample documents."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(os.environ.get("ZHIHENG_SAMPLES", "/nowhere")) / "policies"
TOOL = SAMPLES.parent.parent / "tools" / "policy_score.py"
READER = "from zhiheng.cli.main import main; main()"


@pytest.mark.samples
@pytest.mark.skipif(not (SAMPLES.is_dir() and TOOL.is_file()), reason="ZHIHENG_SAMPLES names no sample documents")
def test_real_papers_are_read_as_a_careful_person_reads_them():
    reader = [sys.executable, "-c", READER, "policy", "read", "--json"]
    ran = subprocess.run([sys.executable, TOOL, SAMPLES, "--", *reader], capture_output=True, text=True, check=True)
    score = json.loads(ran.stdout.splitlines()[-1])
    assert score.pop("documents") >= 8
    assert score.pop("chapters") == 1.0
    assert {name: share for name, share in score.items() if share < 0.97} == {}, ran.stdout

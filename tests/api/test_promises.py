"""The API keeps what its description promises, whatever is sent."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import Program
from zhiheng.config.wsgi import application

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
QUIET = settings(
    max_examples=12, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_request_breaks_it(office: Program, mode: GenerationMode):
    """Every operation, with values that its description allows and with others; twelve requests each, the same every time."""
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    asked = 0
    for found in described.get_all_operations():

        @QUIET
        @given(case=found.ok().as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {office.key}"})

        ask()

    assert asked > 100

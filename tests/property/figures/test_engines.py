"""What is always so: a compiled definition gives in each engine what the plain loop gives."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines import world
from tests.engines.engines import Django, DuckDB, store
from zhiheng.figures import reference

DUCKDB = DuckDB()


@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False), most=st.integers(1, 12), asked=st.integers(1, 6))
def test_compiled_is_as_told(places, random, most, asked):
    """Any definitions over any evidence, on the database of the run and on DuckDB; Hypothesis looks for the smallest case."""
    given_evidence, definitions = world.evidence(random, places, most), world.definitions(random, asked)
    store(given_evidence)

    expected = {one: reference.amounts(one, given_evidence.as_read()) for one in definitions}
    for engine in (Django(), DUCKDB):
        engine.take(given_evidence)
        assert engine.answer(definitions) == expected, engine.name

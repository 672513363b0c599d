"""The small register of tests/engines, with its tables."""

from tests.engines.conftest import places, tables

__all__ = ["places", "tables"]

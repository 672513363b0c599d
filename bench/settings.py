"""Settings of the benchmarks: a database of their own, with the registers of `bench.evidence`."""

from zhiheng.config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "bench.evidence.apps.EvidenceConfig"]  # noqa: F405
MIGRATION_MODULES = {"bench": None}

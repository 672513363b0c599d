"""How evidence comes into each engine, and how a statement is run there.

Each takes what `store` has put into the default database: DuckDB, ClickHouse and Spark as columns exported from there.
"""

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db import connections

from zhiheng.figures import columnar, compiler
from zhiheng.figures.compiler import Row, Statement
from zhiheng.figures.contributions import Amounts
from zhiheng.figures.definitions import Definition

from .world import SAMPLES, Evidence, Sample, SampleSpan, register_of

INSTANT = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def store(evidence: Evidence, using: str = "default") -> None:
    """Evidence in the tables of a database of Django; what stood there before is gone."""
    SampleSpan.objects.using(using).all().delete()
    Sample.objects.using(using).all().delete()
    same = {"recorded_at": INSTANT, "changed_at": INSTANT, "act": "0" * 32, "origin": "typed"}
    Sample.objects.using(using).bulk_create(Sample(**record, **same) for record in evidence.records)
    SampleSpan.objects.using(using).bulk_create(SampleSpan(**span) for span in evidence.spans)


class Django:
    """SQLite or PostgreSQL, whatever stands behind the alias."""

    def __init__(self, using: str = "default") -> None:
        self.using = using
        self.connection: Any = connections[using]
        self.name = self.connection.vendor

    @property
    def version(self) -> str:
        return ".".join(str(part) for part in self.connection.get_database_version())

    def take(self, evidence: Evidence) -> None:
        if self.using != "default":  # there it was stored already
            store(evidence, self.using)

    def answer(self, definitions: Sequence[Definition]) -> dict[Definition, Amounts]:
        return compiler.amounts(self.connection, definitions, register_of)


class DuckDB:
    """DuckDB in memory, over columns that were exported from the default database."""

    name = "duckdb"

    def __init__(self) -> None:
        self.connection = columnar.in_memory()
        self.version = str(self.connection.execute("SELECT version()").fetchall()[0][0])

    def take(self, evidence: Evidence) -> None:
        columnar.to_duckdb(self.connection, [SAMPLES])

    def answer(self, definitions: Sequence[Definition]) -> dict[Definition, Amounts]:
        return compiler.amounts(self.connection, definitions, register_of)


class _Files:
    """An engine that reads Parquet files which were exported from the default database."""

    name = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def take(self, evidence: Evidence) -> None:
        for path in columnar.to_parquet(self.folder, [SAMPLES]):
            self.read(path.stem, path)

    def answer(self, definitions: Sequence[Definition]) -> dict[Definition, Amounts]:
        asked = compiler.statements(definitions, self.name, register_of)
        return compiler.read(definitions, ((one, self.rows(one)) for one in asked))

    def read(self, table: str, path: Path) -> None:
        raise NotImplementedError

    def rows(self, statement: Statement) -> Iterable[Row]:
        raise NotImplementedError


class ClickHouse(_Files):
    """ClickHouse inside this process (chdb)."""

    name = "clickhouse"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        from chdb import session

        self.session = session.Session()
        self.session.query("CREATE DATABASE IF NOT EXISTS evidence")
        self.session.query("USE evidence")
        self.version = str(self.session.query("SELECT version()")).strip().strip('"')

    def read(self, table: str, path: Path) -> None:
        self.session.query(f"DROP TABLE IF EXISTS {table}")
        self.session.query(f"CREATE TABLE {table} ENGINE = Memory AS SELECT * FROM file('{path}', Parquet)")

    def rows(self, statement: Statement) -> Iterable[Row]:
        values = {name: str(value) for name, value in statement.values.items()}
        answer = self.session.query(statement.sql, "ArrowTable", params=values)
        return zip(*(answer.column(name).to_pylist() for name in statement.columns), strict=True)


class Spark(_Files):
    """Spark in local mode; needs a Java."""

    name = "spark"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        from pyspark.sql import SparkSession

        quiet = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.sql.ansi.enabled": "true"}
        self.session = SparkSession.builder.master("local[2]").config(map=quiet).getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")
        self.version = str(self.session.version)

    def read(self, table: str, path: Path) -> None:
        self.session.catalog.clearCache()
        self.session.read.parquet(str(path)).createOrReplaceTempView(table)

    def rows(self, statement: Statement) -> Iterable[Row]:
        return [tuple(row) for row in self.session.sql(statement.sql, args=dict(statement.values)).collect()]

"""Registers as columns, for engines that read columns: a table in DuckDB, or Parquet files for ClickHouse and Spark.

Tables and columns keep their names, so that the same compiled statements run over them. Rows travel through Arrow in
batches and are never all in memory. Needs the extra `analytics`.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from django.db import models

from zhiheng.figures.declared import kind_of
from zhiheng.registers.kit.declaration import Register

BATCH = 50_000
TYPES = {"flag": pa.bool_(), "day": pa.date32(), "whole": pa.int64(), "key": pa.int64(), "text": pa.string()}
"""By kind of column. Columns that no definition may look at (JSON, instants) stay behind."""


def in_memory() -> duckdb.DuckDBPyConnection:
    """A DuckDB of this process. It may not fetch extensions: none is needed, and no server of ours reaches out by itself."""
    return duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})


def to_duckdb(duck: duckdb.DuckDBPyConnection, registers: Iterable[Register], using: str = "default") -> None:
    """The registers' tables and those of their spans, made anew in DuckDB."""
    for model in _models(registers):
        table, schema = f'"{model._meta.db_table}"', schema_of(model)
        _insert(duck, f"CREATE OR REPLACE TABLE {table} AS FROM coming_in", schema.empty_table())
        # Batch by batch: DuckDB would pull a reader in a thread of its own, where Django has another connection.
        for batch in _batches(model, schema, using):
            _insert(duck, f"INSERT INTO {table} FROM coming_in", pa.Table.from_batches([batch]))


def _insert(duck: duckdb.DuckDBPyConnection, statement: str, rows: pa.Table) -> None:
    duck.register("coming_in", rows)
    duck.execute(statement)
    duck.unregister("coming_in")


def to_parquet(folder: Path, registers: Iterable[Register], using: str = "default") -> list[Path]:
    """One file a table, TABLE.parquet."""
    written = []
    for model in _models(registers):
        schema, path = schema_of(model), folder / f"{model._meta.db_table}.parquet"
        with pq.ParquetWriter(path, schema) as writer:
            for batch in _batches(model, schema, using):
                writer.write_batch(batch)
        written.append(path)
    return written


def schema_of(model: type[models.Model]) -> pa.Schema:
    """The columns that leave the database, with their types."""
    told = ((field, kind_of(field)) for field in model._meta.concrete_fields)
    return pa.schema([pa.field(str(field.column), TYPES[kind], nullable=field.null) for field, kind in told if kind])


def _models(registers: Iterable[Register]) -> Iterator[type[models.Model]]:
    for register in registers:
        yield register.model
        if register.spans is not None:
            yield register.spans


def _batches(model: type[models.Model], schema: pa.Schema, using: str) -> Iterator[pa.RecordBatch]:
    names = {str(field.column): field.attname for field in model._meta.concrete_fields}
    rows = model._base_manager.using(using).order_by("pk").values_list(*(names[column] for column in schema.names))
    coming = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(coming, BATCH)):
        columns = zip(*batch, strict=True)
        yield pa.record_batch(
            [pa.array(values, kind) for values, kind in zip(columns, schema.types, strict=True)], schema=schema
        )

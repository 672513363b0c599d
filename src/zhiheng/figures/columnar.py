"""Registers as columns, for engines that read columns: a table in DuckDB, or Parquet files for ClickHouse and Spark.

Tables and columns keep their names, so that the same compiled statements run over them. Rows travel through Arrow in
batches and are never all in memory. Needs the extra `analytics`.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from django.db import models

from zhiheng.registers.kit.declaration import Register

BATCH = 50_000
TYPES: "tuple[tuple[type[models.Field[Any, Any]], pa.DataType], ...]" = (
    (models.BooleanField, pa.bool_()),
    (models.DateField, pa.date32()),
    (models.IntegerField, pa.int64()),
    (models.CharField, pa.string()),
    (models.TextField, pa.string()),
)
"""Columns of other types (JSON, instants) stay behind: no definition looks at them."""


def in_memory() -> duckdb.DuckDBPyConnection:
    """A DuckDB of this process. It may not fetch extensions: none is needed, and no server of ours reaches out by itself."""
    return duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})


def to_duckdb(duck: duckdb.DuckDBPyConnection, registers: Iterable[Register], using: str = "default") -> None:
    """The registers' tables and those of their spans, made anew in DuckDB."""
    for model in _models(registers):
        duck.register("rows_coming_in", _reader(model, using))
        duck.execute(f'CREATE OR REPLACE TABLE "{model._meta.db_table}" AS FROM rows_coming_in')
        duck.unregister("rows_coming_in")


def to_parquet(folder: Path, registers: Iterable[Register], using: str = "default") -> list[Path]:
    """One file a table, TABLE.parquet."""
    written = []
    for model in _models(registers):
        reader, path = _reader(model, using), folder / f"{model._meta.db_table}.parquet"
        with pq.ParquetWriter(path, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
        written.append(path)
    return written


def schema_of(model: type[models.Model]) -> pa.Schema:
    """The columns that leave the database, with their types."""
    told = ((field, _type_of(field)) for field in model._meta.concrete_fields)
    return pa.schema(
        [pa.field(str(field.column), kind, nullable=field.null) for field, kind in told if kind is not None]
    )


def _type_of(field: "models.Field[Any, Any]") -> pa.DataType | None:
    if isinstance(field, models.ForeignKey):
        return _type_of(field.target_field)
    if isinstance(field, models.DateTimeField):  # a subclass of DateField
        return None
    return next((kind for class_, kind in TYPES if isinstance(field, class_)), None)


def _models(registers: Iterable[Register]) -> Iterator[type[models.Model]]:
    for register in registers:
        yield register.model
        if register.spans is not None:
            yield register.spans


def _reader(model: type[models.Model], using: str) -> pa.RecordBatchReader:
    schema = schema_of(model)
    return pa.RecordBatchReader.from_batches(schema, _batches(model, schema, using))


def _batches(model: type[models.Model], schema: pa.Schema, using: str) -> Iterator[pa.RecordBatch]:
    names = {str(field.column): field.attname for field in model._meta.concrete_fields}
    rows = model._base_manager.using(using).order_by("pk").values_list(*(names[column] for column in schema.names))
    coming = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(coming, BATCH)):
        columns = zip(*batch, strict=True)
        yield pa.record_batch(
            [pa.array(values, kind) for values, kind in zip(columns, schema.types, strict=True)], schema=schema
        )

"""Reads a Parquet file with flat columns into raw cells; numbers and days become exact text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kamlogic.intake.cell_texts import cell_text
from kamlogic.intake.raw_cells import BATCH_ROWS, MAX_COLUMNS, CellWriter
from kamlogic.intake.refusals import CannotReadError


def read_parquet_file(path: Path, folder: Path, *, progress: Callable[[float], None]) -> dict[str, Any]:
    """Write cells_0.arrow: the column names as row 0, then the rows from 1 on."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            _check_columns(file.schema_arrow)
            row_count = _write(file, folder / "cells_0.arrow", progress)
    except (pa.ArrowException, OSError):
        raise CannotReadError("damaged") from None
    return {"sheets": [{"name": None, "is_hidden": False, "cells": "cells_0.arrow", "row_count": row_count}]}


def _write(file: pq.ParquetFile, target: Path, progress: Callable[[float], None]) -> int:
    names = file.schema_arrow.names
    total = file.metadata.num_rows + 1  # the names are a row too
    with CellWriter(target, len(names)) as writer:
        writer.add([name.replace("\x1f", "") for name in names], 0)
        writer.flush()
        for batch in file.iter_batches(batch_size=BATCH_ROWS):
            count = batch.num_rows
            first = writer.row_count
            columns = [_texts(column) for column in batch.columns]
            writer.write(
                columns,
                [None] * count,
                list(range(first, first + count)),
                [1] * count,
                [len(names)] * count,
                [0] * count,
            )
            progress(writer.row_count / total)
    return writer.row_count


def _check_columns(schema: pa.Schema) -> None:
    if len(schema) > MAX_COLUMNS:
        raise CannotReadError("too_wide", row=0, columns=len(schema), limit=MAX_COLUMNS)
    for field in schema:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            raise CannotReadError("nested", column=field.name)


def _texts(column: pa.Array) -> pa.Array:
    """Each distinct value turned into text once, then spread over the rows."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        # Sales have days, not instants; the day is the one on the clock of the stored zone.
        column = column.cast(pa.timestamp("us", tz=kind.tz), safe=False)
        if kind.tz is not None:
            column = pc.local_timestamp(column)
    encoded = column if pa.types.is_dictionary(kind) else column.dictionary_encode()
    texts = pa.array([cell_text(value) for value in _values(encoded.dictionary)], pa.string())
    return texts.take(encoded.indices).fill_null("")


def _values(column: pa.Array) -> list[Any]:
    """As Python has them; as text those that it has not, such as the years before 1."""
    if column.type in {pa.time64("ns"), pa.duration("ns")}:
        kind = pa.time64("us") if pa.types.is_time(column.type) else pa.duration("us")
        column = column.cast(kind, safe=False)
    try:
        values: list[Any] = column.to_pylist()
    except (ValueError, OverflowError):
        values = [_value(scalar) for scalar in column]
    return values


def _value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        return str(scalar.cast(pa.string()))

"""Several files of cells become one: the files of one table, each a part of its own."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from kamlogic.intake.raw_cells import TEXTS


def column_count(file: Path) -> int:
    """How many columns of cells a file has."""
    return sum(name[0] == "c" and name[1:].isdigit() for name in _schema(file).names)


def stack_parts(files: list[Path], target: Path) -> None:
    """Write the rows of all files one after the other, as wide as the widest.

    Row numbers stay those of each file, and `part` counts the files from 0.
    """
    widest = max((_schema(file) for file in files), key=len)
    with pa.ipc.new_stream(target, widest) as writer:
        for part, file in enumerate(files):
            with pa.memory_map(str(file)) as source, pa.ipc.open_stream(source) as cells:
                for batch in cells:
                    writer.write_batch(_as_part(batch, widest, part))


def _schema(file: Path) -> pa.Schema:
    with pa.memory_map(str(file)) as source, pa.ipc.open_stream(source) as cells:
        return cells.schema


def _as_part(batch: pa.RecordBatch, schema: pa.Schema, part: int) -> pa.RecordBatch:
    count = batch.num_rows
    columns = []
    for field in schema:
        if field.name == "part":
            columns.append(pa.repeat(pa.scalar(part, field.type), count))
        elif field.name in batch.schema.names:
            columns.append(batch.column(field.name))
        else:
            columns.append(pa.repeat(pa.scalar(""), count).dictionary_encode().cast(TEXTS))
    return pa.record_batch(columns, schema=schema)

"""The accepted lines of an export, a table for each stretch of the file; those of a long file wait on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self
from weakref import finalize

import pyarrow as pa
import pyarrow.parquet as pq

from kamlogic.intake.line_schema import sales_lines_schema


class LineTables:
    """Tables of lines in the file's order, all of one scale.

    A class because it owns the folder that the tables of a long file wait in; the folder goes with it.
    """

    def __init__(self) -> None:
        self._tables: list[pa.Table] = []
        self._files: list[Path] = []
        self._folder: TemporaryDirectory[str] | None = None
        self.num_rows = 0
        self.scale = 0

    @classmethod
    def of(cls, table: pa.Table) -> Self:
        """One table of lines."""
        tables = cls()
        tables.add(table)
        return tables

    def add(self, table: pa.Table) -> None:
        """Keep one more table; a second one moves all of them to disk."""
        self.num_rows += table.num_rows
        self.scale = max(self.scale, table.schema.field("amount").type.scale)
        self._tables.append(table)
        if len(self._tables) + len(self._files) > 1:
            for waiting in self._tables:
                self._spill(waiting)
            self._tables.clear()

    def __iter__(self) -> Iterator[pa.Table]:
        """Each table as sales_lines_schema(scale)."""
        schema = sales_lines_schema(self.scale)
        for table in self._tables:
            yield table.cast(schema)
        for file in self._files:
            yield pq.read_table(file).cast(schema)

    def whole(self) -> pa.Table:
        """All lines as one table, in memory."""
        return pa.concat_tables(list(self)) if self.num_rows else sales_lines_schema(self.scale).empty_table()

    def head(self, count: int) -> pa.Table:
        """The first lines."""
        return next(iter(self), sales_lines_schema(self.scale).empty_table()).slice(0, count)

    def _spill(self, table: pa.Table) -> None:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="kunci-lines-")
            finalize(self, self._folder.cleanup)
        file = Path(self._folder.name) / f"{len(self._files)}.parquet"
        pq.write_table(table, file, compression="zstd")
        self._files.append(file)

"""The hand-over between the child that opens a file and the parent: our own Parquet of text cells.

One row per record of the file, blank ones included: c0 ... cn as text, the row number as an editor shows it, how
many physical lines it spans, how many cells it had, what lies beyond the last column, whether it has a problem, and
the part (file or sheet) it comes from.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

MAX_COLUMNS = 512
BATCH_ROWS = 50_000

TYPED = "\x1f"
"""Stands before a cell that the file itself typed as number or date (ISO day, plain decimal point).

Text cells never hold it: the writer takes it out.
"""

UNCLOSED_QUOTE = 1
"""The problem of a record whose opened quote never closes."""

QUOTE_INSIDE = 2
"""The problem of a record with a quote inside a quoted cell that is not doubled."""

WRONG_BYTES = 3
"""The problem of a record with bytes that its encoding does not have."""

STRAY_QUOTE, EXTRA_SEPARATOR, MISSING_SEPARATOR, JOINED_CELL, OTHER_SEPARATOR = -1, -2, -3, -4, -5
"""Mended records: what was wrong. Below zero: the record's values count, and it is reported."""

LONG_HEADER, SHORT_HEADER = -6, -7
"""A header that had one empty name too many (left out), or has one name less than the rows have cells."""


class CellWriter:
    """Writes records in batches, so that memory stays bounded whatever the file's length."""

    def __init__(self, path: Path, width: int) -> None:
        self.width = max(width, 1)
        self.row_count = 0
        self.part = 0
        names = [f"c{index}" for index in range(self.width)]
        self._schema = pa.schema(
            [(name, pa.string()) for name in names]
            + [
                ("overflow", pa.string()),
                ("row_number", pa.int64()),
                ("line_count", pa.int32()),
                ("cell_count", pa.int32()),
                ("problem", pa.int8()),
                ("part", pa.int32()),
            ]
        )
        self._file = pq.ParquetWriter(path, self._schema, compression="snappy")
        self._clear()

    def _clear(self) -> None:
        self._rows: list[list[str]] = []
        self._overflow: list[str | None] = []
        self._numbers: list[int] = []
        self._lines: list[int] = []
        self._counts: list[int] = []
        self._problems: list[int] = []

    def __enter__(self) -> Self:
        """Ready to write."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what is waiting, unless reading failed, and close the file."""
        if kind is None:
            self.flush()
        self._file.close()

    def add(self, cells: list[str], row_number: int, problem: int = 0, *, line_count: int = 1) -> bool:
        """Add one record; True when a batch was written just now."""
        count = len(cells)
        overflow = None
        if count < self.width:
            cells = cells + [""] * (self.width - count)
        elif count > self.width:
            overflow = " | ".join(cells[self.width :])
            cells = cells[: self.width]
        self._rows.append(cells)
        self._overflow.append(overflow)
        self._numbers.append(row_number)
        self._lines.append(line_count)
        self._counts.append(count)
        self._problems.append(problem)
        if len(self._rows) < BATCH_ROWS:
            return False
        self.flush()
        return True

    def flush(self) -> None:
        """Write what is waiting."""
        if not self._rows:
            return
        columns = [pa.array(column, pa.string()) for column in zip(*self._rows, strict=True)]
        self.write(columns, self._overflow, self._numbers, self._lines, self._counts, self._problems)
        self._clear()

    def next_part(self) -> None:
        """What follows belongs to another file or sheet."""
        self.flush()
        self.part += 1

    def write(
        self,
        columns: list[pa.Array],
        overflow: list[str | None],
        numbers: list[int],
        lines: list[int],
        counts: list[int],
        problems: list[int],
    ) -> None:
        """Write whole columns of one batch."""
        rest = [
            pa.array(overflow, pa.string()),
            pa.array(numbers, pa.int64()),
            pa.array(lines, pa.int32()),
            pa.array(counts, pa.int32()),
            pa.array(problems, pa.int8()),
            pa.array([self.part] * len(numbers), pa.int32()),
        ]
        self._file.write_batch(pa.record_batch([*columns, *rest], schema=self._schema))
        self.row_count += len(numbers)

"""The hand-over between the child that opens a file and the parent: a stream of Arrow batches of text cells.

Each batch has its own dictionaries of distinct texts, so that a column costs the parent its distinct texts and one
number per row. One row per record of the file, blank ones included: c0 ... cn as text, the row number as an editor shows it, how
many physical lines it spans, how many cells it had, what lies beyond the last column, whether it has a problem, and
the part (file or sheet) it comes from.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa

MAX_COLUMNS = 512
BATCH_ROWS = 50_000
MAX_BATCH_ROWS = 500_000

TYPED = "\x1f"
"""Stands before a cell that the file itself typed as number or date (ISO day, plain decimal point).

Text cells never hold it: the writer takes it out.
"""

UNCLOSED_QUOTE = 1
"""The problem of a record whose opened quote never closes."""

QUOTE_INSIDE = 2
"""The problem of a record with a quote inside a quoted cell that is not doubled."""

STRAY_QUOTE, EXTRA_SEPARATOR, MISSING_SEPARATOR, JOINED_CELL, OTHER_SEPARATOR = -1, -2, -3, -4, -5
"""Mended records: what was wrong. Below zero: the record's values count, and it is reported."""

LONG_HEADER, SHORT_HEADER = -6, -7
"""A header that had one empty name too many (left out), or has one name less than the rows have cells."""

WRONG_BYTES = -8
"""A record with bytes that its encoding does not have: letters are lost in it, it is reported."""

TEXTS = pa.dictionary(pa.int32(), pa.string())


class CellWriter:
    """Writes records in batches, so that memory stays bounded whatever the file's length."""

    def __init__(self, path: Path, width: int) -> None:
        self.width = max(width, 1)
        self.row_count = 0
        names = [f"c{index}" for index in range(self.width)]
        self._schema = pa.schema(
            [(name, TEXTS) for name in names]
            + [
                ("overflow", pa.string()),
                ("row_number", pa.int64()),
                ("line_count", pa.int32()),
                ("cell_count", pa.int32()),
                ("problem", pa.int8()),
                ("part", pa.int32()),
            ]
        )
        self._file = pa.ipc.new_stream(path, self._schema)
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

    def write(  # noqa: PLR0917 - one array per column of the hand-over
        self,
        columns: list[pa.Array],
        overflow: list[str | None],
        numbers: list[int],
        lines: list[int],
        counts: list[int],
        problems: list[int],
    ) -> None:
        """Write whole columns of texts, plain or as dictionaries, of one batch."""
        rest = [
            pa.array(overflow, pa.string()),
            pa.array(numbers, pa.int64()),
            pa.array(lines, pa.int32()),
            pa.array(counts, pa.int32()),
            pa.array(problems, pa.int8()),
            pa.array([0] * len(numbers), pa.int32()),
        ]
        encoded = [_encoded(column) for column in columns]
        self._file.write_batch(pa.record_batch([*encoded, *rest], schema=self._schema))
        self.row_count += len(numbers)

    def write_clean(self, table: pa.Table, row_number: int) -> None:
        """Write records of one line and one width each, that nothing is wrong with, from this row on."""
        self.flush()
        width = table.num_columns
        for batch in table.to_batches(max_chunksize=MAX_BATCH_ROWS):
            count = batch.num_rows
            empty = pa.repeat("", count).dictionary_encode()
            rest = [
                pa.nulls(count, pa.string()),
                _numbers(row_number, count, pa.int64(), step=1),
                _numbers(1, count, pa.int32()),
                _numbers(width, count, pa.int32()),
                _numbers(0, count, pa.int8()),
                _numbers(0, count, pa.int32()),
            ]
            columns = [*batch.columns, *[empty] * (self.width - width)]
            self._file.write_batch(pa.record_batch([*columns, *rest], schema=self._schema))
            self.row_count += count
            row_number += count


def _encoded(column: pa.Array) -> pa.DictionaryArray:
    return column if pa.types.is_dictionary(column.type) else column.dictionary_encode()


def _numbers(first: int, count: int, kind: pa.DataType, *, step: int = 0) -> pa.Array:
    """So many numbers; taken over as a buffer, since pa.array would load pandas for it."""
    values = (first + step * np.arange(count)).astype(f"int{kind.bit_width}")
    return pa.Array.from_buffers(kind, count, [None, pa.py_buffer(values)])

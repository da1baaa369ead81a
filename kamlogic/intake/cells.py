"""The raw cells of one sheet in the parent: each column as its distinct texts and one code per row.

Everything that has to look at text looks at each distinct text once; rows are only ever handled as codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kamlogic.intake.raw_cells import TYPED

_NUMBERS = ("row_number", "line_count", "cell_count", "problem", "part")
Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class CellColumn:
    """One column.

    Attributes:
        written: The distinct texts as written, without the mark of typed cells.
        texts: The same without control characters, outer blanks and runs of blanks.
        is_typed: Per distinct text: the file itself says this is a number or a date.
        codes: Per row: the place of its text.
    """

    written: list[str]
    texts: list[str]
    is_typed: list[bool]
    codes: Codes

    @property
    def is_filled(self) -> Mask:
        """Per row: there is something in the cell."""
        return np.array([bool(text) for text in self.texts], dtype=bool)[self.codes]

    def used(self, rows: Mask) -> Codes:
        """The codes that these rows hold, in rising order."""
        return np.flatnonzero(np.bincount(self.codes[rows], minlength=len(self.texts)))

    def holds(self, test: Callable[[str], bool], rows: Mask) -> Mask:
        """Per row: it is one of these rows and its text passes the test, which sees each distinct text once."""
        passes = np.zeros(len(self.texts), dtype=bool)
        for code in self.used(rows):
            passes[code] = test(self.texts[code])
        return np.asarray(passes[self.codes] & rows, dtype=bool)

    def taken(self, rows: Codes) -> CellColumn:
        """The cells of these rows, in this order; -1 stands for an empty cell."""
        column = self.with_text("") if (rows < 0).any() else self
        empty = column.texts.index("") if (rows < 0).any() else 0
        return replace(column, codes=np.where(rows < 0, empty, column.codes[rows]))

    def with_text(self, text: str) -> CellColumn:
        """The same column, with this text among its distinct ones."""
        if text in self.texts:
            return self
        return replace(
            self,
            written=[*self.written, text],
            texts=[*self.texts, text],
            is_typed=[*self.is_typed, False],
        )


@dataclass(frozen=True, eq=False)
class Cells:
    """All records of one sheet, blank ones included.

    Attributes:
        columns: The columns.
        overflow: Place of a record → what it holds beyond the last column.
        row_numbers: Per record, as an editor shows it: the first of its physical lines.
        line_counts: Per record: how many physical lines it spans.
        cell_counts: Per record: how many cells it has as written.
        problems: Per record: 0, or what is wrong with it.
        parts: Per record: the place of the file or sheet it comes from.
    """

    columns: list[CellColumn]
    overflow: dict[int, str]
    row_numbers: Codes
    line_counts: Codes
    cell_counts: Codes
    problems: Codes
    parts: Codes

    @property
    def row_count(self) -> int:
        """Records, the header and blank ones included."""
        return len(self.row_numbers)

    def row(self, index: int) -> list[str]:
        """The cleaned texts of one record."""
        return [column.texts[column.codes[index]] for column in self.columns]

    def taken(self, rows: Codes, columns: list[CellColumn] | None = None) -> Cells:
        """These records, in this order, with other columns (one cell per new record) if given."""
        moved = [column.taken(rows) for column in self.columns] if columns is None else columns
        overflow = {}
        if self.overflow:
            overflow = {
                new: self.overflow[old] for new, old in enumerate(rows.tolist()) if old in self.overflow
            }
        numbers = (self.row_numbers, self.line_counts, self.cell_counts, self.problems, self.parts)
        return Cells(moved, overflow, *(values[rows] for values in numbers))


def join_columns(columns: list[CellColumn]) -> CellColumn:
    """One column out of several below one another."""
    places: dict[tuple[str, str, bool], int] = {}
    codes = []
    for column in columns:
        keys = zip(column.written, column.texts, column.is_typed, strict=True)
        moved = np.array([places.setdefault(key, len(places)) for key in keys], dtype=np.int64)
        codes.append(moved[column.codes] if len(column.codes) else column.codes)
    written, texts, is_typed = (
        (list(values) for values in zip(*places, strict=True)) if places else ([], [], [])
    )
    return CellColumn(written, texts, is_typed, np.concatenate(codes))


def join_cells(sheets: list[Cells]) -> Cells:
    """One sheet out of several below one another; they have the same number of columns."""
    columns = [join_columns(list(alike)) for alike in zip(*(cells.columns for cells in sheets), strict=True)]
    overflow: dict[int, str] = {}
    first = 0
    for cells in sheets:
        overflow |= {first + row: text for row, text in cells.overflow.items()}
        first += cells.row_count
    names = ("row_numbers", "line_counts", "cell_counts", "problems", "parts")
    return Cells(
        columns, overflow, *(np.concatenate([getattr(cells, name) for cells in sheets]) for name in names)
    )


def load_cells(path: Path) -> Cells:
    """The cells that the child wrote."""
    with pa.memory_map(str(path)) as source, pa.ipc.open_stream(source) as reader:
        return _cells(reader.read_all())


def load_segments(path: Path, row_limit: int) -> Iterator[Cells]:
    """The same in stretches of whole batches, each as long as the limit allows."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    with pa.OSFile(str(path)) as source, pa.ipc.open_stream(source) as reader:
        for batch in reader:
            if waiting and rows + batch.num_rows > row_limit:
                yield _cells(pa.Table.from_batches(waiting))
                waiting, rows = [], 0
            waiting.append(batch)
            rows += batch.num_rows
        yield _cells(pa.Table.from_batches(waiting, reader.schema))


def _cells(table: pa.Table) -> Cells:
    names = [name for name in table.schema.names if name[0] == "c" and name[1:].isdigit()]
    columns = [_load_column(table[name]) for name in names]
    numbers = (table[name].to_numpy().astype("int64") for name in _NUMBERS)
    return Cells(columns, _overflow(table["overflow"]), *numbers)


def _overflow(column: pa.ChunkedArray) -> dict[int, str]:
    places = np.flatnonzero(column.is_valid().to_numpy())
    return dict(zip(places.tolist(), column.take(pa.array(places)).to_pylist(), strict=True))


def clean(text: str) -> str:
    """Without control characters, and with single blanks only (no-break and thin ones are blanks too)."""
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() or sign.isspace() else "" for sign in text)
    return " ".join(text.split())


def _load_column(chunks: pa.ChunkedArray) -> CellColumn:
    marked, codes = _one_dictionary(chunks)
    is_typed = [text.startswith(TYPED) for text in marked]
    written = [text.removeprefix(TYPED) for text in marked] if any(is_typed) else marked
    return CellColumn(written, [clean(text) for text in written], is_typed, codes)


def _one_dictionary(chunks: pa.ChunkedArray) -> tuple[list[str], Codes]:
    """The distinct texts of all batches in the order they are met, and each row's place among them."""
    places: dict[str, int] = {}
    codes = []
    for chunk in chunks.chunks:
        texts = chunk.dictionary.to_pylist()
        own = np.array([places.setdefault(text, len(places)) for text in texts], dtype=np.int64)
        indices = chunk.indices.to_numpy()
        codes.append(own[indices] if len(indices) else indices.astype(np.int64))
    return list(places), np.concatenate(codes) if codes else np.empty(0, dtype=np.int64)

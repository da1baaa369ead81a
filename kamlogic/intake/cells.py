"""The raw cells of one sheet in the parent: each column as its distinct texts and one code per row.

Everything that has to look at text looks at each distinct text once; rows are only ever handled as codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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


def load_cells(path: Path) -> Cells:
    """The cells that the child wrote."""
    with pa.memory_map(str(path)) as source, pa.ipc.open_stream(source) as reader:
        return _cells(reader.read_all())


def load_batches(path: Path) -> Iterator[Cells]:
    """The same, some hundred thousand records at a time; each with its own distinct texts."""
    with pa.memory_map(str(path)) as source, pa.ipc.open_stream(source) as reader:
        for batch in reader:
            yield _cells(pa.Table.from_batches([batch]))


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

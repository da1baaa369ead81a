"""Writes the rows of one sheet into raw cells, a batch of columns at a time, with merged cells filled.

A merged range stores its value in its first cell only. Down a column the text or day belongs to every row, so it
is filled; a number is not, because the total of an order over its three lines would count three times. Along a row
it is filled only as a heading above several columns: the row below has different words under it, and the same row
has other cells beside it. A title over the whole table, and a block of several rows and columns, stay where they
are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from kamlogic.intake.cell_texts import cell_text, column_texts
from kamlogic.intake.raw_cells import BATCH_ROWS, MAX_COLUMNS, CellWriter
from kamlogic.intake.refusals import CannotReadError

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, all counted from 0."""

MAX_CELLS = 100_000_000
"""Cells of one sheet, blank ones included."""

_ALPHABET = 26


@dataclass(frozen=True)
class SheetSource:
    """The rows of a sheet, which can be gone through more than once.

    Attributes:
        rows: Starts a new pass over the rows, from the first one of the sheet on.
        width: Columns, from the first one of the sheet on.
        first_column: Where the cells of the rows begin.
        merged: The merged ranges.
        patches: Row → column → text of a cell whose value the reader does not give.
        are_texts: The values are texts already, with the mark of typed ones.
    """

    rows: Callable[[], Iterable[Sequence[Any]]]
    width: int
    first_column: int = 0
    merged: tuple[Range, ...] = ()
    patches: dict[int, dict[int, str]] = field(default_factory=dict)
    are_texts: bool = False


def write_sheet(target: Path, sheet: SheetSource) -> int:
    """The number of rows written.

    Raises:
        CannotReadError: A cell lies too far right.
    """
    width = max([sheet.width, *(max(row, default=-1) + 1 for row in sheet.patches.values())])
    check_width(width, max(sheet.patches, default=0))
    fills = _fills(sheet)
    row_count = max(sheet.patches, default=-1) + 1
    with CellWriter(target, width) as writer:
        for batch in _batches(sheet, row_count):
            first, count = writer.row_count, len(batch)
            columns = _columns(batch, sheet, writer.width)
            _patch(columns, sheet, fills, range(first, first + count))
            numbers = list(range(first + 1, first + count + 1))
            arrays = [pa.array(column, pa.string()) for column in columns]
            writer.write(arrays, [None] * count, numbers, [1] * count, [width] * count, [0] * count)
    return writer.row_count


def check_width(width: int, row: int) -> None:
    """Refuse a sheet with more columns than are read.

    Raises:
        CannotReadError: Names the far cell.
    """
    if width > MAX_COLUMNS:
        raise CannotReadError("far_cell", cell=cell_name(row, width - 1))


def cell_name(row: int, column: int) -> str:
    """The address of a cell as spreadsheets write it, of places counted from 0."""
    letters = ""
    place = column + 1
    while place > 0:
        place, rest = divmod(place - 1, _ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def _batches(sheet: SheetSource, row_count: int) -> Iterator[list[Sequence[Any]]]:
    """The rows, and blank ones up to the last patched row."""
    rows = iter(sheet.rows())
    given = 0
    while batch := list(islice(rows, BATCH_ROWS)):
        given += len(batch)
        yield batch
    while given < row_count:
        count = min(BATCH_ROWS, row_count - given)
        given += count
        yield [()] * count


def _columns(batch: list[Sequence[Any]], sheet: SheetSource, width: int) -> list[list[str]]:
    lengths = {len(row) for row in batch}
    if len(lengths) > 1:
        longest = max(lengths)
        batch = [(*row, *[""] * (longest - len(row))) for row in batch]
    given = [list(column) for column in zip(*batch, strict=True)]
    texts = given if sheet.are_texts else [list(column_texts(column)) for column in given]
    blank = [""] * len(batch)
    texts = [blank.copy() for _place in range(sheet.first_column)] + texts
    return (texts + [blank.copy() for _place in range(width - len(texts))])[:width]


def _patch(columns: list[list[str]], sheet: SheetSource, fills: list[tuple[Range, str]], rows: range) -> None:
    fewer = rows if len(rows) < len(sheet.patches) else [row for row in sheet.patches if row in rows]
    for row in fewer:
        for place, text in sheet.patches.get(row, {}).items():
            columns[place][row - rows.start] = text
    for (top, left, bottom, right), text in fills:
        start, end = max(top, rows.start), min(bottom + 1, rows.stop)
        for column in columns[left : right + 1]:
            column[start - rows.start : end - rows.start] = [text] * max(end - start, 0)


def _fills(sheet: SheetSource) -> list[tuple[Range, str]]:
    """The merged ranges to fill, and with what."""
    wanted = [merged for merged in sheet.merged if _is_line(merged)]
    if not wanted:
        return []
    needed = {merged[0] for merged in wanted} | {merged[0] + 1 for merged in wanted if merged[0] == merged[2]}
    last = max(needed)
    kept = {row: values for row, values in enumerate(islice(sheet.rows(), last + 1)) if row in needed}
    fills = []
    for merged in wanted:
        above, below = (_texts(kept.get(row, ()), sheet) for row in (merged[0], merged[0] + 1))
        text = _fill_text(merged, above, below)
        if text is not None:
            fills.append((merged, text))
    return fills


def _is_line(merged: Range) -> bool:
    top, left, bottom, right = merged
    return right < MAX_COLUMNS and (top == bottom) != (left == right)


def _texts(values: Sequence[Any], sheet: SheetSource) -> list[str]:
    texts = [str(value) for value in values] if sheet.are_texts else [cell_text(value) for value in values]
    return [""] * sheet.first_column + texts


def _fill_text(merged: Range, row: list[str], below: list[str]) -> str | None:
    top, left, bottom, right = merged
    text = row[left] if left < len(row) else ""
    if not text:
        return None
    if left == right and bottom > top:
        return None if _is_number(text) else text
    beside = row[:left] + row[right + 1 :]
    under = {cell for cell in below[left : right + 1] if cell}
    return text if len(under) > 1 and any(beside) else None


def _is_number(text: str) -> bool:
    """A number of the file itself; a typed day has two dashes."""
    return text.startswith("\x1f") and text.count("-") < 2

"""Refuses text records that do not have the header's number of cells: their values may sit in wrong columns."""

from __future__ import annotations

import numpy as np

from kamlogic.intake.cells import Mask
from kamlogic.intake.raw_cells import (
    EXTRA_SEPARATOR,
    JOINED_CELL,
    LONG_HEADER,
    MISSING_SEPARATOR,
    OTHER_SEPARATOR,
    QUOTE_INSIDE,
    SHORT_HEADER,
    STRAY_QUOTE,
    UNCLOSED_QUOTE,
    WRONG_BYTES,
)
from kamlogic.intake.refused_rows import RefusedRows
from kamlogic.intake.table_finding import FoundTable
from kamlogic.texts import _

_MOSTLY = 0.5


def repaired_reasons() -> dict[int, str]:
    """Problem code below zero → what was mended in the record, for the person who checks it."""
    return {
        STRAY_QUOTE: _("a quote too many or too few was mended"),
        EXTRA_SEPARATOR: _("a separator too many was left out"),
        MISSING_SEPARATOR: _("a missing separator was put in"),
        JOINED_CELL: _("a separator inside a cell was read as text"),
        OTHER_SEPARATOR: _("this row is split by another separator"),
        LONG_HEADER: _("an empty name too many in the header was left out"),
        SHORT_HEADER: _("the header has one name less than the rows have cells"),
        WRONG_BYTES: _("some letters cannot be read in the file's encoding"),
    }


def refuse_odd_records(refused: RefusedRows, table: FoundTable) -> None:
    """Refuse damaged, longer and shorter records.

    Empty cells beyond the header are dropped. A shorter record is padded only where the columns it lacks are
    mostly empty in the other records, as in exports that leave out trailing blanks. Neither is done where a
    column that all others fill is empty: there a separator too many or too few has moved the values.
    """
    cells = table.cells
    reason = _("a quote is opened here and never closed")
    refused.add(np.asarray(cells.problems == UNCLOSED_QUOTE, dtype=bool), None, reason)
    inside = _("a quote inside a cell is not doubled")
    refused.add(np.asarray(cells.problems == QUOTE_INSIDE, dtype=bool), None, inside)
    too_long = _filled_beyond(table)
    too_short = ~_can_be_padded(table, refused.is_left)
    odd = (too_long | too_short | _looks_shifted(table, refused.is_left)) & refused.is_left
    for count in np.unique(cells.cell_counts[odd]).tolist():
        text = _("has {count} cells, the header has {width}").format(count=count, width=table.width)
        refused.add(odd & (cells.cell_counts == count), None, text)


def _filled_beyond(table: FoundTable) -> Mask:
    cells = table.cells
    beyond = np.zeros(cells.row_count, dtype=bool)
    for column in table.written_columns[table.width :]:
        beyond |= column.is_filled
    for row, text in cells.overflow.items():
        beyond[row] |= bool(text.strip("| "))
    return beyond


def _looks_shifted(table: FoundTable, rows: Mask) -> Mask:
    """Per record of another width: it lacks a value in a column that every record of the right width fills."""
    cells = table.cells
    other = rows & (cells.cell_counts != table.width)
    right = rows & (cells.cell_counts == table.width)
    shifted = np.zeros(cells.row_count, dtype=bool)
    if other.any() and right.any():
        for column in cells.columns[: table.width]:
            is_filled = column.is_filled
            if is_filled[right].all():
                shifted |= other & ~is_filled
    return shifted


def _can_be_padded(table: FoundTable, rows: Mask) -> Mask:
    """Per record: it is wide enough, or lacks only columns that are mostly empty."""
    cells = table.cells
    width = min(table.width, len(cells.columns))
    full = rows & (cells.cell_counts >= width)
    from_here = np.ones(max(int(cells.cell_counts.max(initial=0)), width) + 1, dtype=bool)
    fine = True
    for place in range(width - 1, -1, -1):
        filled = int((cells.columns[place].is_filled & full).sum())
        fine = fine and bool(full.any()) and filled <= _MOSTLY * int(full.sum())
        from_here[place] = fine
    return np.asarray(from_here[cells.cell_counts], dtype=bool)

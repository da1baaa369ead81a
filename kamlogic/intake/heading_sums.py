"""Group headings that state a number: is it the sum of the rows below them?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kamlogic.intake.cells import CellColumn, Codes, Mask
from kamlogic.intake.row_types import is_numeric, numbers_of
from kamlogic.intake.table_finding import FoundTable
from kamlogic.texts import _

_SUMS_SHARE = 0.9
_TOLERANCE = 0.005
_SHOWN_SUMS = 3


def state_sums(columns: Sequence[CellColumn], headings: Mask, dated: Mask) -> bool:
    """There is a column of numbers where nearly all headings hold the sum of the dated rows below them."""
    for column in columns:
        if is_numeric(column, dated):
            close = _sum_check(column, headings, dated)[1]
            if len(close) and float(close.mean()) >= _SUMS_SHARE:
                return True
    return False


def wrong_sums(table: FoundTable, headings: Mask, dated: Mask) -> list[str]:
    """Headings that state a number which their rows do not add up to, one sentence each, the first few."""
    notes = []
    for header, column in zip(table.headers, table.written_columns, strict=False):
        if not is_numeric(column, dated) or not (column.is_filled & headings).any():
            continue
        places, close = _sum_check(column, headings & column.is_filled, dated)
        text = _("Row {row}: its '{column}' of {value} is not the sum of the rows below it.")
        notes += [
            text.format(
                row=int(table.cells.row_numbers[place]),
                column=header,
                value=column.texts[column.codes[place]],
            )
            for place in places[~close][:_SHOWN_SUMS].tolist()
        ]
    return notes


def _sum_check(column: CellColumn, headings: Mask, dated: Mask) -> tuple[Codes, Mask]:
    """The headings right above dated rows, and whether each holds the sum of the rows up to the next heading."""
    values = numbers_of(column, headings | dated)
    places = np.flatnonzero(headings)
    running = np.concatenate([[0.0], np.cumsum(np.where(dated, np.nan_to_num(values), 0.0))])
    ends = np.append(places[1:], len(values))
    sums = running[ends] - running[places + 1]
    counts = np.concatenate([[0], np.cumsum(dated)])
    rows = counts[ends] - counts[places + 1]
    inner = rows > 0
    close = np.abs(values[places] - sums) <= _TOLERANCE * (rows + 1)
    return places[inner], np.asarray(close[inner], dtype=bool)

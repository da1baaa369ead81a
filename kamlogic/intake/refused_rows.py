"""Collects which rows are refused, for the first reason that applies, with the cell that caused it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kamlogic.intake.cells import Cells, Codes, Mask
from kamlogic.intake.table_finding import FoundTable

CELL_PREFIX = "cell: "


class RefusedRows:
    """The refused rows of one table while its lines are being built.

    A class because reasons accumulate over many steps and the first one counts.
    """

    def __init__(self, table: FoundTable, candidates: Mask, parts: tuple[str, ...]) -> None:
        self._table = table
        self._parts = parts
        self._candidates = candidates
        self._reasons: list[tuple[str, int | None]] = []
        self._which = np.full(table.cells.row_count, -1, dtype=np.int64)

    @property
    def is_left(self) -> Mask:
        """Per record: a candidate that nothing speaks against so far."""
        return np.asarray(self._candidates & (self._which < 0), dtype=bool)

    def add(self, rows: Mask, place: int | None, reason: str) -> None:
        """Refuse those of the rows that are still left, because of the cell in this column (None: the row)."""
        hit = rows & self.is_left
        if hit.any():
            self._which[hit] = len(self._reasons)
            self._reasons.append((reason, place))

    def frame(self, *, keeps_cells: bool = True) -> pd.DataFrame:
        """One row per refused record: where, what, why, and (if wanted) all its cells as written."""
        cells, headers = self._table.cells, self._table.headers
        hit = np.flatnonzero(self._candidates & (self._which >= 0))
        which: list[int] = self._which[hit].tolist()
        values = [
            self._value(cells, row, self._reasons[reason][1])
            for row, reason in zip(hit.tolist(), which, strict=True)
        ]
        columns = [
            None if (place := self._reasons[reason][1]) is None else headers[place] for reason in which
        ]
        named = {
            "part": part_names(cells, hit, self._parts),
            "row_number": cells.row_numbers[hit],
            "column": pd.Series(columns, dtype="str"),
            "value": pd.Series(values, dtype="str"),
            "reason": pd.Series([self._reasons[reason][0] for reason in which], dtype="str"),
        }
        return pd.DataFrame({**named, **(_written_cells(cells, headers, hit) if keeps_cells else {})})

    @staticmethod
    def _value(cells: Cells, row: int, place: int | None) -> str | None:
        if place is None:
            return cells.overflow.get(row)
        column = cells.columns[place]
        written: str = column.written[column.codes[row]]
        return written


def part_names(cells: Cells, rows: Codes, parts: tuple[str, ...]) -> pd.Series[str]:
    """The file or sheet of these records; missing where there is only one."""
    names = [parts[part] for part in cells.parts[rows].tolist()] if parts else [None] * len(rows)
    return pd.Series(names, dtype="str")


def _written_cells(cells: Cells, headers: Sequence[str], rows: Codes) -> dict[str, pd.Series]:
    return {
        f"{CELL_PREFIX}{header}": pd.Series(
            [column.written[code] for code in column.codes[rows]], dtype="str"
        )
        for header, column in zip(headers, cells.columns, strict=False)
    }

"""The accepted rows that look odd: mended on reading, unlike the rest of their column, or broken in meaning."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kamlogic.intake.cells import Mask
from kamlogic.intake.odd_values import odd_values
from kamlogic.intake.record_widths import repaired_reasons
from kamlogic.intake.refused_rows import part_names
from kamlogic.intake.table_finding import FoundTable

Oddity = tuple[int, int | None, str]
"""Place of the record, place of the column (None: the whole record), and why."""


def doubtful_frame(
    table: FoundTable, accepted: Mask, meanings: Iterable[Oddity], *, parts: tuple[str, ...], is_text: bool
) -> pd.DataFrame:
    """The odd accepted rows as Export.doubtful has them, in the file's order.

    Args:
        table: The table.
        accepted: Per record: it became a line.
        meanings: What the checks of meaning found.
        parts: Names of the files or sheets; empty for a single one.
        is_text: The records were read from text and may have been mended.
    """
    found = dict.fromkeys(meanings)
    if is_text:
        found |= dict.fromkeys(_mended(table, accepted))
        found |= dict.fromkeys(odd_values(table.written_columns, accepted))
    ordered = sorted(found, key=lambda oddity: (oddity[0], -1 if oddity[1] is None else oddity[1]))
    places = np.array([place for place, _column, _reason in ordered], dtype=np.int64)
    columns = table.cells.columns
    values = [
        "" if column is None else columns[column].written[columns[column].codes[place]]
        for place, column, _reason in ordered
    ]
    names = ["" if column is None else table.headers[column] for _place, column, _reason in ordered]
    return pd.DataFrame(
        {
            "part": part_names(table.cells, places, parts),
            "row_number": pd.Series(table.cells.row_numbers[places], dtype="int64"),
            "column": pd.Series(names, dtype="str"),
            "value": pd.Series(values, dtype="str"),
            "reason": pd.Series([reason for _place, _column, reason in ordered], dtype="str"),
        }
    )


def _mended(table: FoundTable, accepted: Mask) -> list[Oddity]:
    reasons = repaired_reasons()
    hit = np.flatnonzero(accepted & (table.cells.problems < 0)).tolist()
    return [(place, None, reasons[int(table.cells.problems[place])]) for place in hit]

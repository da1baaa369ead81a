"""Where did the physical lines of a file go? Each is counted once, and the parts must add up to the file."""

from __future__ import annotations

import numpy as np

from kamlogic.intake.cells import Cells, Codes, Mask
from kamlogic.intake.exports import LineCounts
from kamlogic.intake.row_roles import Role
from kamlogic.intake.row_sorting import SortedRows
from kamlogic.intake.table_finding import filled_cells

_OTHER = (Role.GROUP, Role.FOOTER, Role.OTHER_TABLE, Role.NO_VALUES, Role.NO_SALE)


def count_lines(cells: Cells, result: SortedRows) -> LineCounts:
    """The physical lines by where they went; for a sheet its rows.

    A row that became several records (months in columns) counts once: as refused if any of them was.

    Raises:
        AssertionError: A line is in no place or in two. That is a bug.
    """
    counts, _first = filled_cells(cells)
    blank = (counts == 0) & (result.roles != Role.HEADER)
    repeats = (result.roles == Role.DATA) & ~result.accepted & ~result.is_refused
    kinds: dict[str, Mask] = {
        "refused": result.is_refused,
        "data": result.accepted,
        "header": np.isin(result.roles, (Role.HEADER, Role.REPEATED_HEADER)),
        "titles": result.roles == Role.TITLE,
        "totals": (result.roles == Role.TOTAL) | repeats,
        "blank": blank,
        "other": np.isin(result.roles, _OTHER),
    }
    row = _physical_rows(cells)
    left = np.ones(int(row.max(initial=-1)) + 1, dtype=bool)
    lines = np.zeros(len(left), dtype=np.int64)
    lines[row] = cells.line_counts
    found = {}
    for name, mask in kinds.items():
        here = np.zeros(len(left), dtype=bool)
        here[row[mask]] = True
        found[name] = int(lines[here & left].sum())
        left &= ~here
    count = LineCounts(**found, total=_last_lines(cells))
    if not count.adds_up:
        msg = f"the physical lines do not add up: {count}"
        raise AssertionError(msg)
    return count


def _physical_rows(cells: Cells) -> Codes:
    """Per record a number that is equal for records of one row of one part."""
    keys = cells.parts * (int(cells.row_numbers.max(initial=0)) + 1) + cells.row_numbers
    if len(keys) < 2 or (keys[1:] > keys[:-1]).all():
        return np.arange(len(keys))
    return np.asarray(np.unique(keys, return_inverse=True)[1], dtype=np.int64)


def _last_lines(cells: Cells) -> int:
    """The number of the last line of every part, which is how many lines it has."""
    total = 0
    for part in np.unique(cells.parts).tolist():
        here = cells.parts == part
        last = np.flatnonzero(here)[np.argmax(cells.row_numbers[here])]
        first = int(cells.row_numbers[here].min())
        total += int(cells.row_numbers[last] + cells.line_counts[last]) - first
    return total

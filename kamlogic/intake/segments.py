"""Long files are read a million records at a time: the first segment decides, the others follow it.

What the first segment was understood to be is pinned down as choices for the rest, so that memory stays bounded and
no segment is read in another way than its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from kamlogic.intake.cells import Cells
from kamlogic.intake.exports import Choices, LineCounts
from kamlogic.intake.row_roles import Role
from kamlogic.intake.table_finding import FoundTable, filled_cells, starts_part
from kamlogic.intake.understanding import Understood
from kamlogic.texts import _

SEGMENT_ROWS = 1_000_000
_SHOWN_NOTES = 20


def continued(table: FoundTable, cells: Cells) -> FoundTable:
    """The table of a later segment: the columns of the first, every record a row unless it is blank or a header."""
    counts, _first = filled_cells(cells)
    roles = np.full(cells.row_count, Role.DATA, dtype=np.int64)
    roles[counts == 0] = Role.BLANK
    repeats = counts > 0
    for header, column in zip(table.headers, cells.columns, strict=False):
        repeats &= column.holds(lambda text, header=header: text == header, repeats)  # type: ignore[misc]
    roles[repeats] = Role.REPEATED_HEADER
    roles[repeats & starts_part(cells)] = Role.HEADER
    return replace(table, cells=cells, roles=roles, header_index=-1, notes=())


def pinned(choices: Choices, understood: Understood) -> Choices:
    """The choices under which a later segment is read like the first."""
    mapped = {field: understood.table.headers[place] for field, place in understood.mapping.places.items()}
    signs = set(understood.decimals.values())
    return choices.model_copy(
        update={
            "columns": mapped,
            "date_order": understood.order,
            "decimal": signs.pop() if len(signs) == 1 else choices.decimal,
        }
    )


def added_counts(counts: Iterable[LineCounts]) -> LineCounts:
    """The physical lines of all segments together."""
    names = LineCounts.__dataclass_fields__
    found = list(counts)
    return LineCounts(**{name: sum(getattr(count, name) for count in found) for name in names})


def joined_notes(notes: list[tuple[int, int, list[str]]]) -> list[str]:
    """The remarks of all segments, each with its rows (first, last) where it is not said of every segment."""
    if len(notes) == 1:
        return notes[0][2]
    everywhere = set.intersection(*(set(found) for _first, _last, found in notes))
    joined = [note for note in notes[0][2] if note in everywhere]
    parts = [
        _("Rows {first} to {last}: {note}").format(first=f"{first:,}", last=f"{last:,}", note=note)
        for first, last, found in notes
        for note in found
        if note not in everywhere
    ]
    left = len(parts) - _SHOWN_NOTES
    more = [_("And {count} more remarks.").format(count=left)] if left > 0 else []
    return [*joined, *parts[:_SHOWN_NOTES], *more]

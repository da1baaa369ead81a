"""Where in a sheet are the tables? Their header rows, their columns, and what every other record is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import takewhile

import numpy as np

from kamlogic.intake.cells import CellColumn, Cells, Codes, Mask
from kamlogic.intake.date_values import looks_like_date
from kamlogic.intake.header_rows import (
    SAMPLE_ROWS,
    SEARCHED_ROWS,
    Rows,
    best_header,
    header_span,
    is_value,
    joined_names,
    rate_header,
    typical_width,
    unique_names,
)
from kamlogic.intake.header_words import header_hits, header_words
from kamlogic.intake.row_roles import Role
from kamlogic.intake.row_types import sample_texts

_MAX_TABLES = 50
_SAME_HEADER = 0.8


@dataclass(frozen=True, eq=False)
class FoundTable:
    """A table in a sheet.

    Attributes:
        cells: The sheet, its columns as the table has them.
        headers: One per column, unique.
        header_index: The record that holds the (last row of the) header; -1 if the table has none.
        width: Cells of the header record as written.
        roles: Per record: its Role as far as the layout alone tells.
        score: Synonym hits by rows, to choose among tables.
        notes: How the layout was understood, one sentence each.
        made_columns: Columns at the end that the file does not have.
        is_reshaped: Its records or columns are not those of the sheet.
        heading_names: Place of a column → what the header calls the group headings in it, the innermost first.
        continues_header: Its header stands in an earlier stretch of the file.
    """

    cells: Cells
    headers: tuple[str, ...]
    header_index: int
    width: int
    roles: Codes
    score: float
    notes: tuple[str, ...] = ()
    made_columns: int = 0
    is_reshaped: bool = False
    heading_names: dict[int, list[str]] = field(default_factory=dict)
    continues_header: bool = False

    @property
    def has_header(self) -> bool:
        """Its columns are named by a row of the file, here or in an earlier stretch."""
        return self.header_index >= 0 or self.continues_header

    @property
    def can_continue(self) -> bool:
        """Later records of the file can be read without having seen these."""
        return not self.is_reshaped and self.made_columns == 0

    @property
    def written_columns(self) -> list[CellColumn]:
        """The columns that the file itself has."""
        return self.cells.columns[: len(self.headers) - self.made_columns]

    @property
    def is_data(self) -> Mask:
        """Per record: it may be a sales line."""
        return np.asarray(self.roles == Role.DATA, dtype=bool)

    def titles(self) -> tuple[str, ...]:
        """What stands above the header, one text per record."""
        places = np.flatnonzero(self.roles == Role.TITLE)[:SEARCHED_ROWS]
        return tuple(" ".join(filter(None, self.cells.row(int(place)))) for place in places)

    def with_column(self, header: str, column: CellColumn) -> FoundTable:
        """The table with one more column."""
        cells = replace(self.cells, columns=[*self.cells.columns[: len(self.headers)], column])
        headers = unique_names([*self.headers, header])
        return replace(self, cells=cells, headers=headers, made_columns=self.made_columns + 1)


@dataclass(frozen=True)
class _Place:
    """Records of one table: from its titles up to the next table, and its header's first and last record."""

    start: int
    end: int
    first: int
    last: int


def find_tables(cells: Cells, *, header_row: int | None = None) -> list[FoundTable]:
    """The tables of a sheet from top to bottom; none for a sheet without a filled row.

    Args:
        cells: The sheet.
        header_row: Row number of the header as a person chose it; 0 for a table without one.
    """
    counts, _first = filled_cells(cells)
    filled = _sample(cells, counts, 0)
    if not filled:
        return []
    typical = typical_width(list(filled.values()))
    if header_row is None:
        head = best_header(filled, typical)
    else:
        head = _chosen_header(cells, header_row)
        filled |= {} if head is None else _sample(cells, counts, head)
    if head is None:
        return [_table(cells, counts, _Place(0, cells.row_count, -1, -1), typical)]
    first, last = header_span(head, filled)
    starts = [(first, last), *_later_headers(cells, counts, last)]
    places = []
    for number, (first, last) in enumerate(starts):
        start = 0 if number == 0 else _title_start(counts, starts[number - 1][1], first)
        places.append((start, first, last))
    ends = [start for start, _first, _last in places[1:]] + [cells.row_count]
    return [
        _table(cells, counts, _Place(start, end, first, last), typical)
        for (start, first, last), end in zip(places, ends, strict=True)
    ]


def filled_cells(cells: Cells) -> tuple[Codes, Codes]:
    """Per record: how many cells are filled, and which column is the first of them (0 if none)."""
    count = np.zeros(cells.row_count, dtype=np.int64)
    first = np.full(cells.row_count, -1, dtype=np.int64)
    for place, column in enumerate(cells.columns):
        is_filled = column.is_filled
        count += is_filled
        first[is_filled & (first < 0)] = place
    return count, np.maximum(first, 0)


def _sample(cells: Cells, counts: Codes, start: int) -> Rows:
    rows = range(start, min(cells.row_count, start + SEARCHED_ROWS + SAMPLE_ROWS))
    return {index: cells.row(index) for index in rows if counts[index]}


def _chosen_header(cells: Cells, row_number: int) -> int | None:
    found = np.flatnonzero(cells.row_numbers == row_number)
    return int(found[0]) if row_number and len(found) else None


def _table(cells: Cells, counts: Codes, place: _Place, typical: int) -> FoundTable:
    """The table with its roles; columns beyond the last used one are dropped."""
    places = np.arange(cells.row_count)
    inside = (places >= place.start) & (places < place.end)
    body = inside & (places > place.last)
    header = [cells.row(row) for row in range(place.first, place.last + 1)] if place.last >= 0 else []
    names, heading_names = (
        joined_names(header, _first_row(cells, counts, place.last + 1)) if header else ([], {})
    )
    width = int(cells.cell_counts[place.last]) if header else typical
    if header and _lacks_row_names(names, cells, body & (counts > 0), width):
        names, width = ["", *names[:width]], width + 1
    used = [number + 1 for number, column in enumerate(cells.columns) if (column.is_filled & body).any()]
    count = max(max((number + 1 for number, name in enumerate(names) if name), default=0), *used, 0)
    headers = unique_names([*names, *[""] * len(cells.columns)][:count])
    roles = _roles(cells, counts, place)
    score = (header_hits(headers) + 0.01) * float(np.log1p((roles == Role.DATA).sum()))
    return FoundTable(cells, headers, place.last, width, roles, score, heading_names=heading_names)


def _first_row(cells: Cells, counts: Codes, start: int) -> list[str]:
    found = np.flatnonzero(counts[start : start + SAMPLE_ROWS])
    return cells.row(start + int(found[0])) if len(found) else [""] * len(cells.columns)


def _roles(cells: Cells, counts: Codes, place: _Place) -> Codes:
    places = np.arange(cells.row_count)
    roles = np.full(cells.row_count, Role.DATA, dtype=np.int64)
    roles[(places < place.first) & (counts > 0)] = Role.TITLE
    roles[counts == 0] = Role.BLANK
    if place.last >= 0:
        repeats = (places > place.last) & _repeats(cells, place.last)
        roles[repeats] = Role.REPEATED_HEADER
        roles[repeats & starts_part(cells)] = Role.HEADER
        roles[place.first : place.last + 1] = Role.HEADER
    roles[(places < place.start) | (places >= place.end)] = Role.OTHER_TABLE
    return roles


def starts_part(cells: Cells) -> Mask:
    """Per record: it is the first of its file or sheet."""
    return np.concatenate([[True], cells.parts[1:] != cells.parts[:-1]])[: cells.row_count]


def _repeats(cells: Cells, header: int) -> Mask:
    equal = np.ones(cells.row_count, dtype=bool)
    for column in cells.columns:
        text = column.texts[column.codes[header]]
        same = np.array([other == text for other in column.texts], dtype=bool)
        equal &= same[column.codes]
    return equal


def _lacks_row_names(names: list[str], cells: Cells, rows: Mask, width: int) -> bool:
    """The header is one name short of the rows, whose first column holds row names (as R writes them)."""
    filled = sum(1 for name in names if name)
    if filled != width or len(cells.columns) <= width or not rows.any():
        return False
    first = cells.columns[0]
    # Row names are all different and no values that have a name of their own, such as dates.
    if len(first.used(rows)) < int(rows.sum()) or any(map(looks_like_date, sample_texts(first, rows))):
        return False
    widths, counts = np.unique(cells.cell_counts[rows], return_counts=True)
    return int(widths[counts.argmax()]) == width + 1 and bool(
        cells.columns[width].is_filled[rows].mean() > 0.5
    )


def _later_headers(cells: Cells, counts: Codes, header: int) -> list[tuple[int, int]]:
    """Headers of further tables below the first: rows of names where the table above holds values."""
    after = np.arange(cells.row_count) > header
    typed = _typed_columns(cells, header, counts)
    if not typed:
        return []
    wordy = after & (counts >= 2)
    for place in typed[:3]:
        wordy &= ~cells.columns[place].holds(lambda text: any(map(str.isdigit, text)), wordy)
    found: list[tuple[int, int]] = []
    known = {tuple(map(header_words, cells.row(header)))}
    for row in np.flatnonzero(wordy)[: 20 * _MAX_TABLES].tolist():
        if found and row <= found[-1][1]:
            continue
        filled = _sample(cells, counts, row)
        names = tuple(map(header_words, cells.row(row)))
        follows_blank = counts[row - 1] <= 1
        alike = _likeness(names, known)
        is_titled = counts[row - 1] == 1 and row - 1 > header
        if (names in known and not is_titled) or (not follows_blank and alike < _SAME_HEADER):
            continue
        typical = typical_width(list(filled.values()))
        if rate_header(row, filled, typical) >= 2 and len(found) < _MAX_TABLES:
            found.append(header_span(row, filled))
            known.add(names)
    return found


def _likeness(names: tuple[str, ...], known: set[tuple[str, ...]]) -> float:
    mine = {name for name in names if name}
    return max((len(mine & set(other)) / max(len(mine), 1) for other in known), default=0.0)


def _typed_columns(cells: Cells, header: int, counts: Codes) -> list[int]:
    """Columns whose cells right below the header are all values."""
    sample = _sample(cells, counts, header + 1)
    # Only up to the first gap: what follows may be the next table.
    block = [sample[place] for place in takewhile(sample.__contains__, range(header + 1, cells.row_count))]
    rows = [row for row in block or sample.values() if sum(map(bool, row)) >= 2][:SAMPLE_ROWS]
    typed = []
    for place in range(len(cells.columns)):
        texts = [row[place] for row in rows if row[place]]
        if texts and sum(map(is_value, texts)) > 0.8 * len(texts) and len(texts) > 0.5 * len(rows):
            typed.append(place)
    return typed


def _title_start(counts: Codes, previous: int, header: int) -> int:
    """Where the titles of a later table begin: after the last blank record above its header."""
    start = header
    while start - 1 > previous and counts[start - 1] == 1:
        start -= 1
    return start

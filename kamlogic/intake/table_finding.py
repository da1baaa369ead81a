"""Where in a sheet is the table? Its header row, and the rows that are no sales lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from kamlogic.intake.cells import Cells, Codes, Mask
from kamlogic.intake.date_values import looks_like_date
from kamlogic.intake.header_words import header_hits
from kamlogic.intake.number_values import take_apart
from kamlogic.intake.words import is_total_word
from kamlogic.texts import N_

_SEARCHED_ROWS = 60
_SAMPLE_ROWS = 40
_FULL_SHARE = 0.5
TITLE = N_("above the header")
BLANK = N_("blank row")
REPEATED_HEADER = N_("repeats the header")
FOOTER = N_("text below the table")
TOTAL = N_("total row")


@dataclass(frozen=True, eq=False)
class FoundTable:
    """A table in a sheet.

    Attributes:
        cells: The sheet.
        header_index: The record that holds the header; -1 if the table has none.
        headers: One per column, unique.
        width: Cells of the header record as written.
        score: Synonym hits by rows, to choose among sheets.
    """

    cells: Cells
    header_index: int
    headers: tuple[str, ...]
    width: int
    score: float


def find_table(cells: Cells) -> FoundTable | None:
    """The best header row of a sheet and the columns under it; None for a sheet without two filled rows."""
    rows = {index: cells.row(index) for index in range(min(cells.row_count, _SEARCHED_ROWS + _SAMPLE_ROWS))}
    filled = {index: row for index, row in rows.items() if any(row)}
    if not filled:
        return None
    typical = _typical_width(list(filled.values()))
    rated = [(_rate_header(index, filled, typical), -index) for index in filled if index < _SEARCHED_ROWS]
    score, place = max(rated, default=(0.0, 0))
    header_index = -place if score > 0 else -1
    header = rows[header_index] if header_index >= 0 else []
    width = int(cells.cell_counts[header_index]) if header_index >= 0 else typical
    count = max(_last_filled(header), _columns_in_use(cells, header_index))
    headers = _unique([*header, *[""] * len(cells.columns)][:count])
    data_rows = cells.row_count - header_index - 1
    return FoundTable(
        cells, header_index, headers, width, (header_hits(headers) + 0.01) * np.log1p(data_rows)
    )


def first_filled(table: FoundTable) -> tuple[Codes, Codes]:
    """Per record: how many cells are filled, and which column is the first of them (0 if none)."""
    count = np.zeros(table.cells.row_count, dtype=np.int64)
    first = np.full(table.cells.row_count, -1, dtype=np.int64)
    for place, column in enumerate(table.cells.columns):
        is_filled = column.is_filled
        count += is_filled
        first[is_filled & (first < 0)] = place
    return count, np.maximum(first, 0)


def set_aside_rows(table: FoundTable, has_date: Mask, date_column: int | None) -> dict[str, Mask]:
    """Which records are no sales lines, by reason; a record has one reason at most.

    Args:
        table: The table.
        has_date: Per record: its date cell can be read.
        date_column: The place of the date column.
    """
    places = np.arange(table.cells.row_count)
    count, first = first_filled(table)
    below = (places > table.header_index) & (count > 0)
    heads_total = np.zeros(table.cells.row_count, dtype=bool)
    for place, column in enumerate(table.cells.columns):
        is_word = np.array([is_total_word(text) for text in column.texts], dtype=bool)[column.codes]
        heads_total |= is_word & (first == place)
    no_date = ~has_date & _is_empty_or_first(table, date_column, first)
    last_dated = int(places[has_date & below].max(initial=-1))
    total = below & heads_total & no_date
    repeated = below & _repeats_header(table) & ~total
    footer = (
        below
        & (places > last_dated)
        & (count == 1)
        & (last_dated >= 0)
        & _is_text(table, first)
        & ~total
        & ~repeated
    )
    header = places == table.header_index
    return {
        TITLE: (places < table.header_index) & (count > 0),
        BLANK: (count == 0) & ~header,
        TOTAL: total,
        REPEATED_HEADER: repeated,
        FOOTER: footer,
    }


def _is_empty_or_first(table: FoundTable, date_column: int | None, first: Codes) -> Mask:
    """The date cell is empty, or is itself the cell with the word."""
    if date_column is None:
        return np.ones(table.cells.row_count, dtype=bool)
    return np.asarray(~table.cells.columns[date_column].is_filled | (first == date_column), dtype=bool)


def _is_text(table: FoundTable, first: Codes) -> Mask:
    is_text = np.zeros(table.cells.row_count, dtype=bool)
    for place, column in enumerate(table.cells.columns):
        is_plain = np.array([take_apart(text) is None for text in column.texts], dtype=bool)[column.codes]
        is_text |= is_plain & (first == place)
    return is_text


def _repeats_header(table: FoundTable) -> Mask:
    if table.header_index < 0:
        return np.zeros(table.cells.row_count, dtype=bool)
    equal = np.ones(table.cells.row_count, dtype=bool)
    for column in table.cells.columns:
        header = column.texts[column.codes[table.header_index]]
        equal &= np.array([text == header for text in column.texts], dtype=bool)[column.codes]
    return equal


def _rate_header(index: int, filled: dict[int, list[str]], typical: int) -> float:
    """How much a row looks like a header: full, textual, distinct, typed cells under it, known words."""
    row = filled[index]
    names = [cell for cell in row if cell]
    if len(names) < 2 or len(names) < _FULL_SHARE * typical:
        return 0.0
    if sum(_is_value(cell) for cell in names) > 0.2 * len(names) or len(set(names)) < 0.7 * len(names):
        return 0.0
    below = [filled[other] for other in filled if index < other <= index + _SAMPLE_ROWS]
    typed = sum(
        any(_is_value(other[place]) for other in below)
        for place, cell in enumerate(row)
        if cell and not _is_value(cell)
    )
    return 2.0 * header_hits(names) + typed + len(names) / max(typical, 1) + (0.5 if below else 0.0)


def _is_value(text: str) -> bool:
    return take_apart(text) is not None or looks_like_date(text)


def _typical_width(rows: list[list[str]]) -> int:
    widths = Counter(sum(bool(cell) for cell in row) for row in rows)
    return max(widths.items(), key=lambda pair: (pair[1], pair[0]))[0]


def _last_filled(row: list[str]) -> int:
    return max((place + 1 for place, cell in enumerate(row) if cell), default=0)


def _columns_in_use(cells: Cells, header_index: int) -> int:
    """Columns up to the last one that some row below the header fills."""
    places = [
        place + 1 for place, column in enumerate(cells.columns) if column.is_filled[header_index + 1 :].any()
    ]
    return max(places, default=0)


def _unique(names: list[str]) -> tuple[str, ...]:
    """Empty headers get a number, repeated ones too."""
    seen: set[str] = set()
    unique = []
    for place, name in enumerate(names, start=1):
        base = name or f"column {place}"
        chosen = base
        number = 2
        while chosen in seen:
            chosen = f"{base} ({number})"
            number += 1
        seen.add(chosen)
        unique.append(chosen)
    return tuple(unique)

"""Banded reports: a client's name stands above its rows instead of in them (QuickBooks, 1C).

A group heading is a record without a date directly above dated ones, whose text stands in a column that dated rows
leave empty, or alone in its row, or beside the sum of the rows below it. Its text is filled down into a column.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kamlogic.intake.cells import CellColumn, Codes, Mask, clean
from kamlogic.intake.date_values import looks_like_date
from kamlogic.intake.header_words import meanings
from kamlogic.intake.heading_sums import state_sums, wrong_sums
from kamlogic.intake.nested_headings import outermost_headings
from kamlogic.intake.row_roles import Role
from kamlogic.intake.row_types import date_place
from kamlogic.intake.table_finding import FoundTable, filled_cells
from kamlogic.intake.words import is_total_word, name_behind_total
from kamlogic.texts import _

GROUP_HEADER = "group heading"
"""The header of a column made from headings; the synonyms know it as a weak name of a client."""

_EMPTY_SHARE = 0.02
_DATES_SHARE = 0.25


@dataclass(frozen=True, eq=False)
class _Rows:
    """Dated rows, the filled rows between them, and which column such a row begins in."""

    dated: Mask
    between: Mask
    first: Codes
    counts: Codes


def fill_group_headings(table: FoundTable) -> FoundTable:
    """The table with its group headings as columns, their records set aside; unchanged if it has none."""
    rows = _split_rows(table)
    if rows is None:
        return table
    totals = {place: _is_total(table, rows, place) for place in _group_columns(table, rows)}
    by_column = {
        place: rows.between & table.cells.columns[place].is_filled & ~found for place, found in totals.items()
    }
    kept = _before_dated(np.logical_or.reduce([np.zeros_like(rows.dated), *by_column.values()]), rows)
    for place, found in by_column.items():
        if _heads_first_row(found & kept, rows.dated):
            headings = found & kept
            outer = outermost_headings(table.cells.columns[place], headings, rows.dated, totals[place])
            table = replace(table, roles=np.where(totals[place], Role.TOTAL, table.roles))
            table = _with_filled_column(table, place, headings, rows.dated, outer)
    left = _split_rows(table)
    if left is None:
        return table
    rows = left
    headings = _single_headings(table, rows) | _sum_headings(table, rows)
    headings = _before_dated(headings, rows)
    if headings.any() and _heads_first_row(headings, rows.dated):
        table = _with_heading_levels(table, rows, headings)
    return table


def _split_rows(table: FoundTable) -> _Rows | None:
    counts, first = filled_cells(table.cells)
    several = table.is_data & (counts >= 2)
    columns = table.cells.columns[: len(table.headers)]
    # Headings may stand in the column of the dates, nearly as many as these.
    place = date_place(columns, several, least_share=_DATES_SHARE)
    if place is None:
        return None
    column = columns[place]
    has_digit = np.array([any(map(str.isdigit, text)) for text in column.texts], dtype=bool)[column.codes]
    dated = several & has_digit
    if not (table.is_data & ~dated & (counts > 0)).any():
        return None
    dated = column.holds(looks_like_date, dated)
    between = table.is_data & ~dated & (counts > 0)
    return _Rows(dated, between, first, counts) if dated.any() and between.any() else None


def _group_columns(table: FoundTable, rows: _Rows) -> list[int]:
    """Columns that dated rows leave empty and other rows begin with."""
    columns = table.cells.columns[: len(table.headers)]
    return [
        place
        for place, column in enumerate(columns)
        if column.is_filled[rows.dated].mean() <= _EMPTY_SHARE
        and (rows.between & column.is_filled & (rows.first == place)).any()
    ]


def _is_total(table: FoundTable, rows: _Rows, place: int) -> Mask:
    """Rows that begin with a total's word, alone or before the name of a heading."""
    column = table.cells.columns[place]
    here = rows.between & (rows.first == place)
    names = {column.texts[code].casefold() for code in column.used(here)}

    def is_total(text: str) -> bool:
        name = name_behind_total(text).casefold()
        return is_total_word(text) or any(
            name == other or name.startswith(f"{other} ") for other in names if name
        )

    return column.holds(is_total, here)


def _heads_first_row(headings: Mask, dated: Mask) -> bool:
    """The first dated row has a heading above it, so that every dated row has one."""
    found = np.flatnonzero(headings)
    return len(found) > 0 and bool(found[0] < np.flatnonzero(dated)[0])


def _single_headings(table: FoundTable, rows: _Rows) -> Mask:
    """Records with one cell, of words."""
    single = rows.between & (rows.counts == 1)
    found = np.zeros(table.cells.row_count, dtype=bool)
    for place in np.unique(rows.first[single]).tolist():
        here = single & (rows.first == place)
        found |= table.cells.columns[place].holds(_is_name, here)
    return found


def _sum_headings(table: FoundTable, rows: _Rows) -> Mask:
    """Records of words and numbers, where a number is the sum of the dated rows below; all such records or none."""
    none = np.zeros(table.cells.row_count, dtype=bool)
    several = rows.between & (rows.counts > 1)
    words = none.copy()
    for place in np.unique(rows.first[several]).tolist():
        words |= table.cells.columns[place].holds(_is_name, several & (rows.first == place))
    if words.sum() < 2:
        return none
    return words if state_sums(table.cells.columns[: len(table.headers)], words, rows.dated) else none


def _is_name(text: str) -> bool:
    return not is_total_word(text) and any(map(str.isalpha, text))


def _before_dated(headings: Mask, rows: _Rows) -> Mask:
    """Those of the headings after which a dated row comes before anything else but headings."""
    kept = headings.copy()
    follows = False
    for place in np.flatnonzero(rows.between | rows.dated)[::-1].tolist():
        if rows.dated[place]:
            follows = True
        elif headings[place]:
            kept[place] = follows
        else:
            follows = False
    return kept


def _with_heading_levels(table: FoundTable, rows: _Rows, headings: Mask) -> FoundTable:
    """One column per level: of headings right above one another the last is the innermost."""
    levels = np.full(table.cells.row_count, -1, dtype=np.int64)
    level = 0
    for place in np.flatnonzero(headings | rows.dated)[::-1].tolist():
        if headings[place]:
            levels[place] = level
            level += 1
        else:
            level = 0
    for number in range(int(levels.max()) + 1):
        here = levels == number
        firsts = np.unique(rows.first[here]).tolist()
        column = _heading_texts(table, here, rows.first, firsts)
        filled = _last_heading(here)
        # A heading of an outer level ends the inner one.
        outer = _last_heading(levels > number)
        filled = np.where(outer > filled, -1, filled)
        header = _level_header(table, number, firsts)
        table = _with_freed_header(table, header)
        table = table.with_column(header, column.taken(np.where(rows.dated, filled, -1)))
    return replace(
        table := _with_roles(table, headings), notes=(*table.notes, *wrong_sums(table, headings, rows.dated))
    )


def _level_header(table: FoundTable, level: int, places: list[int]) -> str:
    """What the header calls these headings; one that means clients belongs to the innermost ones in its column."""
    named = table.heading_names.get(places[0], [])
    if len(places) == 1 and level < len(named):
        return named[level]
    header = table.headers[places[0]]
    is_client = {"client", "client_name"} & meanings(header).keys()
    return header if level == 0 and len(places) == 1 and is_client else _header_name(level)


def _with_freed_header(table: FoundTable, header: str) -> FoundTable:
    """The column that had this header is named after its rows."""
    headers = tuple(
        _("row of {header}").format(header=other) if other == header else other for other in table.headers
    )
    return replace(table, headers=headers)


def _heading_texts(table: FoundTable, headings: Mask, first: Codes, places: list[int]) -> CellColumn:
    """The headings' texts in one column; "Client: Acme" is Acme."""
    texts = [""] * table.cells.row_count
    for place in places:
        column = table.cells.columns[place]
        for row in np.flatnonzero(headings & (first == place)).tolist():
            texts[row] = column.written[column.codes[row]]
    labels = {text.partition(":")[0] for text in texts if text}
    if len(labels) == 1 and all(":" in text for text in texts if text):
        texts = [text.partition(":")[2].strip() for text in texts]
    distinct = list(dict.fromkeys(texts))
    code = {text: number for number, text in enumerate(distinct)}
    codes = np.array([code[text] for text in texts], dtype=np.int64)
    return CellColumn(distinct, [clean(text) for text in distinct], [False] * len(distinct), codes)


def _with_filled_column(
    table: FoundTable, place: int, headings: Mask, dated: Mask, outer: Codes | None
) -> FoundTable:
    """The group column filled down; a header that is empty gets the name of a heading.

    Where headings are nested to different depths (clients with and without projects), the outermost one is filled
    down and the inner ones get a column of their own.
    """
    columns = list(table.cells.columns)
    own = columns[place].is_filled & dated
    inner = _last_heading(headings)
    if outer is not None:
        table = table.with_column(
            _header_name(1), columns[place].taken(np.where(dated & (outer != inner), inner, -1))
        )
        columns = list(table.cells.columns)
    filled = np.where(own, np.arange(table.cells.row_count), inner if outer is None else outer)
    columns[place] = columns[place].taken(np.where(dated, filled, np.arange(table.cells.row_count)))
    headers = list(table.headers)
    if headers[place].startswith("column "):
        headers[place] = GROUP_HEADER if GROUP_HEADER not in headers else _header_name(place)
    cells = replace(table.cells, columns=columns)
    return _with_roles(replace(table, cells=cells, headers=tuple(headers), is_reshaped=True), headings)


def _with_roles(table: FoundTable, headings: Mask) -> FoundTable:
    roles = np.where(headings, Role.GROUP, table.roles)
    note = _("Names that stand above their rows were filled down into '{column}'.").format(
        column=next(header for header in table.headers[::-1] if header)
        if GROUP_HEADER not in table.headers
        else GROUP_HEADER
    )
    notes = table.notes if note in table.notes else (*table.notes, note)
    return replace(table, roles=roles, notes=notes)


def _last_heading(headings: Mask) -> Codes:
    """Per record: the place of the last heading above it; -1 if there is none."""
    places = np.where(headings, np.arange(len(headings)), -1)
    return np.maximum.accumulate(places)


def _header_name(level: int) -> str:
    return GROUP_HEADER if level == 0 else f"{GROUP_HEADER} {level + 1}"

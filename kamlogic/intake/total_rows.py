"""Total, subtotal and footer rows: known by their words, and by being the sum of the rows above them."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from kamlogic.intake.cells import Codes, Mask
from kamlogic.intake.number_values import take_apart
from kamlogic.intake.parsed_columns import Parsed
from kamlogic.intake.row_roles import Role
from kamlogic.intake.row_types import sample_texts
from kamlogic.intake.table_finding import FoundTable, filled_cells
from kamlogic.intake.words import is_total_word, names_a_sum

_FEWEST_ROWS = 2
_FOOTER_SHARE = 0.4
_FEW_TEXTS = 5_000


def roles_with_totals(
    table: FoundTable, has_date: Mask, date_place: int | None, named: Mask, amount: Parsed[Decimal]
) -> Codes:
    """The roles, with the table's total rows and the text below it told from data.

    Args:
        table: As laid out.
        has_date: Per record: its date cell can be read.
        date_place: The column of the dates.
        named: Per record: it names a client.
        amount: Per record, where known.
    """
    roles = table.roles.copy()
    counts, first = filled_cells(table.cells)
    undated = table.is_data & ~has_date & _is_empty_or_first(table, date_place, first)
    roles[_dated_sums(table, has_date, amount)] = Role.TOTAL
    undated_or_odd = table.is_data & ~has_date
    if not undated_or_odd.any():
        return roles
    words = _begins_with(table, undated, first)
    roles[words] = Role.TOTAL
    unnamed = undated & ~words & (~named | _names_total(table, undated, first))
    roles[unnamed & _is_sum_above(unnamed, has_date & table.is_data, amount)] = Role.TOTAL
    places = np.arange(table.cells.row_count)
    dated = has_date & table.is_data
    last_dated = int(places[dated].max(initial=-1))
    below = undated_or_odd & (roles == Role.DATA) & (places > last_dated) & (last_dated >= 0)
    few = (counts == 1) | ((counts <= _FOOTER_SHARE * len(table.headers)) & ~amount.is_known)
    roles[_is_text(table, below & few, first)] = Role.FOOTER
    return roles


def _dated_sums(table: FoundTable, has_date: Mask, amount: Parsed[Decimal]) -> Mask:
    """Rows with a date that name a sum and are one: of all rows above, or of those since the last sum."""
    dated = table.is_data & has_date
    named = np.zeros(table.cells.row_count, dtype=bool)
    for column in table.written_columns:
        if any(map(names_a_sum, sample_texts(column, dated))) or len(column.texts) < _FEW_TEXTS:
            named |= column.holds(names_a_sum, dated)
    found = _is_sum_above(named, dated & ~named, amount, fewest=1) if named.any() else named
    # One row alone may be a client of that name that bought for as much as another did.
    return found if found.sum() >= _FEWEST_ROWS and found.sum() == named.sum() else np.zeros_like(found)


def _is_empty_or_first(table: FoundTable, date_place: int | None, first: Codes) -> Mask:
    """The date cell is empty, or is itself the cell with the word."""
    if date_place is None:
        return np.ones(table.cells.row_count, dtype=bool)
    return np.asarray(~table.cells.columns[date_place].is_filled | (first == date_place), dtype=bool)


def _begins_with(table: FoundTable, rows: Mask, first: Codes) -> Mask:
    found = np.zeros(table.cells.row_count, dtype=bool)
    for place in np.unique(first[rows]).tolist():
        found |= table.cells.columns[place].holds(is_total_word, rows & (first == place))
    return found


def _names_total(table: FoundTable, rows: Mask, first: Codes) -> Mask:
    """Names with the words of a subtotal in them, such as "Acme Total" or "Jumlah Januari"."""
    found = np.zeros(table.cells.row_count, dtype=bool)
    for place in np.unique(first[rows]).tolist():
        found |= table.cells.columns[place].holds(names_a_sum, rows & (first == place))
    return found


def _is_sum_above(
    candidates: Mask, dated: Mask, amount: Parsed[Decimal], *, fewest: int = _FEWEST_ROWS
) -> Mask:
    """Candidates whose amount is the sum of the dated rows above: of all, or of those since the last sum."""
    found = np.zeros(len(candidates), dtype=bool)
    if not (candidates & amount.is_known).any():
        return found
    everything = since = Decimal(0)
    rows = rows_since = 0
    for place in np.flatnonzero((candidates | dated) & amount.is_known).tolist():
        value = amount.distinct[amount.codes[place]] or Decimal(0)
        if not candidates[place]:
            everything, since, rows, rows_since = everything + value, since + value, rows + 1, rows_since + 1
        elif (value == since and rows_since >= fewest) or (value == everything and rows >= fewest):
            found[place] = True
            since, rows_since = Decimal(0), 0
    return found


def _is_text(table: FoundTable, rows: Mask, first: Codes) -> Mask:
    found = np.zeros(table.cells.row_count, dtype=bool)
    for place in np.unique(first[rows]).tolist():
        found |= table.cells.columns[place].holds(
            lambda text: take_apart(text) is None, rows & (first == place)
        )
    return found

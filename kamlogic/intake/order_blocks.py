"""Exports that write an order's own fields on its first line only (Shopify, Odoo): they are filled down.

A line continues an order when it has no date and no client but something sold, and either carries the document of
the line above, or lacks just those fields that all such lines of the file lack.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kamlogic.intake.cells import CellColumn, Mask
from kamlogic.intake.mapping import Mapping
from kamlogic.intake.table_finding import FoundTable
from kamlogic.intake.words import is_total_word
from kamlogic.texts import ngettext

_ORDER_FIELDS = (
    "date",
    "client_code",
    "client_name",
    "document",
    "currency",
    "manager",
    "region",
    "segment",
    "kind",
)
_SOLD_FIELDS = ("product", "product_code", "quantity", "unit_price")
_FEWEST_LINES = 2
_LEAST_SHARE = 0.02
_BLOCK_SHARE = 0.3


def fill_orders(table: FoundTable, mapping: Mapping) -> FoundTable:
    """The table with the fields of each order on all its lines; unchanged if every line has its own."""
    places = mapping.places
    columns = table.cells.columns
    if "date" not in places:
        return table
    filled = {field: columns[place].is_filled for field, place in places.items()}
    who = filled.get("client_code", False) | filled.get("client_name", False)
    first_lines = table.is_data & filled["date"] & who
    sold = np.logical_or.reduce([filled[field] for field in _SOLD_FIELDS if field in places])
    table = _with_clients_of_blocks(table, places, filled)
    if not _sells(places):
        return table
    filled |= {
        field: table.cells.columns[places[field]].is_filled
        for field in ("client_code", "client_name")
        if field in places
    }
    who = filled.get("client_code", False) | filled.get("client_name", False)
    table = _with_clients_of_documents(
        table, places, filled, np.asarray(table.is_data & filled["date"] & ~who, dtype=bool)
    )
    columns = table.cells.columns
    open_lines = table.is_data & ~filled["date"] & ~who & sold
    if open_lines.any():
        open_lines &= ~_is_total(table, places, open_lines)
    if not open_lines.any() or not first_lines.any():
        return table
    above = np.maximum.accumulate(np.where(first_lines, np.arange(len(first_lines)), -1))
    followers = open_lines & (above >= 0) & _continues(columns, places, filled, open_lines, above)
    if not followers.any():
        return table
    moved = list(columns)
    for field in _ORDER_FIELDS:
        if field in places:
            empty = followers & ~filled[field]
            moved[places[field]] = columns[places[field]].taken(np.where(empty, above, np.arange(len(empty))))
    note = ngettext(
        "{count} line continues the order above it: date and client were filled down.",
        "{count} lines continue the order above them: date and client were filled down.",
        int(followers.sum()),
    ).format(count=f"{int(followers.sum()):,}")
    return replace(table, cells=replace(table.cells, columns=moved), notes=(*table.notes, note))


def _may_be_day(text: str) -> bool:
    return any(map(str.isdigit, text))


def _with_clients_of_blocks(table: FoundTable, places: dict[str, int], filled: dict[str, Mask]) -> FoundTable:
    """Outlines write each client once, on the first line of its block: no name stands twice, and many lines have none."""
    fields = [field for field in ("client_code", "client_name") if field in places]
    who = (
        np.logical_or.reduce([filled[field] for field in fields]) if fields else np.zeros_like(table.is_data)
    )
    dated = table.cells.columns[places["date"]].holds(_may_be_day, table.is_data & filled["date"])
    named, nameless = dated & who, dated & ~who
    if (
        nameless.sum() < _BLOCK_SHARE * dated.sum()
        or named.sum() < _FEWEST_LINES
        or not named[np.argmax(dated)]
    ):
        return table
    columns = list(table.cells.columns)
    for field in fields:
        codes = columns[places[field]].codes[named & filled[field]]
        if len(codes) != len(np.unique(codes)):
            return table
    above = np.maximum.accumulate(np.where(named, np.arange(len(named)), -1))
    for field in fields:
        columns[places[field]] = columns[places[field]].taken(
            np.where(nameless, above, np.arange(len(named)))
        )
    note = ngettext(
        "{count} line without a client belongs to the client above it, where each client stands once.",
        "{count} lines without a client belong to the clients above them, where each client stands once.",
        int(nameless.sum()),
    ).format(count=f"{int(nameless.sum()):,}")
    return replace(table, cells=replace(table.cells, columns=columns), notes=(*table.notes, note))


def _with_clients_of_documents(
    table: FoundTable, places: dict[str, int], filled: dict[str, Mask], nameless: Mask
) -> FoundTable:
    """Dated lines without a client get the client of the line above, if that is of the same document (Shopify)."""
    if "document" not in places or not nameless.any():
        return table
    documents = table.cells.columns[places["document"]].codes
    named = table.is_data & (filled.get("client_code", False) | filled.get("client_name", False))
    above = np.maximum.accumulate(np.where(named, np.arange(len(named)), -1))
    followers = nameless & filled["document"] & (above >= 0) & (documents == documents[above])
    if not followers.any():
        return table
    columns = list(table.cells.columns)
    for field in ("client_code", "client_name"):
        if field in places:
            moved = np.where(followers, above, np.arange(len(followers)))
            columns[places[field]] = columns[places[field]].taken(moved)
    return replace(table, cells=replace(table.cells, columns=columns))


def _sells(places: dict[str, int]) -> bool:
    return any(field in places for field in _SOLD_FIELDS)


def _continues(
    columns: list[CellColumn],
    places: dict[str, int],
    filled: dict[str, Mask],
    open_lines: Mask,
    above: np.ndarray,
) -> Mask:
    """Open lines of the document above; without documents, or with empty ones, only where it is the file's habit."""
    if "document" in places:
        codes = columns[places["document"]].codes
        same = open_lines & filled["document"] & (codes == codes[above])
        blank = open_lines & ~filled["document"]
    else:
        same, blank = np.zeros(len(open_lines), dtype=bool), open_lines
    count = int(blank.sum())
    is_habit = count >= _FEWEST_LINES and count >= _LEAST_SHARE * len(np.unique(above[above >= 0]))
    return np.asarray(same | (blank & is_habit & _unbroken(blank, above)), dtype=bool)


def _unbroken(blank: Mask, above: np.ndarray) -> Mask:
    """Nothing but such lines stands between the line and its order."""
    places = np.arange(len(blank))
    ends = np.maximum.accumulate(np.where(~blank, places, -1))
    return np.asarray(ends == above, dtype=bool)


def _is_total(table: FoundTable, places: dict[str, int], rows: Mask) -> Mask:
    found = np.zeros(table.cells.row_count, dtype=bool)
    for place in set(places.values()):
        found |= table.cells.columns[place].holds(is_total_word, rows)
    return found

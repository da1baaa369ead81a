"""Sorts every row of a table: it becomes a line, is refused, or is set aside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlogic.intake.cells import Cells, Mask
from kamlogic.intake.parsed_columns import row_groups
from kamlogic.intake.record_widths import refuse_odd_records
from kamlogic.intake.refused_rows import RefusedRows
from kamlogic.intake.sales_lines import Money, count_in_one_currency, refuse_bad_values, settle_money
from kamlogic.intake.table_finding import TITLE, TOTAL, FoundTable, set_aside_rows
from kamlogic.intake.understanding import Understood
from kamlogic.texts import _


@dataclass(frozen=True, eq=False)
class SortedRows:
    """Where every record of the table went."""

    accepted: Mask
    refused: pd.DataFrame
    set_aside: pd.DataFrame
    totals: Mask
    money: Money
    currencies: list[str | None]


def sort_rows(understood: Understood, *, is_text: bool) -> SortedRows:
    """Every record below the header becomes a line, is refused, or is set aside."""
    table, fields = understood.table, understood.fields
    aside = set_aside_rows(table, fields.dates["date"].is_known, fields.places["date"])
    if is_text:
        aside = {
            reason: rows & ((table.cells.problems == 0) | (reason == TITLE)) for reason, rows in aside.items()
        }
    taken = np.logical_or.reduce(list(aside.values()))
    candidates = ~taken & (np.arange(table.cells.row_count) > table.header_index)
    refused = RefusedRows(table, candidates)
    if is_text and table.header_index >= 0:
        refuse_odd_records(refused, table)
    amount, cost = refuse_bad_values(refused, fields)
    line_money = count_in_one_currency(refused, fields, amount, cost)
    accepted = refused.is_left
    repeats = _repeats(table.cells, accepted) if "line_number" in fields.places else {}
    accepted[list(repeats)] = False
    set_aside = _set_aside_frame(table, aside, repeats)
    money = settle_money(fields, line_money, accepted)
    return SortedRows(accepted, refused.frame(), set_aside, aside[TOTAL], money, line_money.currencies)


def _repeats(cells: Cells, rows: Mask) -> dict[int, int]:
    """Records equal in every cell to an earlier one, and the row number of that one."""
    places = np.flatnonzero(rows)
    groups = pd.Series(row_groups(cells.columns)[places], index=places)
    first = pd.Series(places, index=places).groupby(groups).transform("first")
    again = groups[groups.duplicated()].index
    return {int(place): int(cells.row_numbers[first[place]]) for place in again}


def _set_aside_frame(table: FoundTable, aside: dict[str, Mask], repeats: dict[int, int]) -> pd.DataFrame:
    found = [(int(place), _(reason)) for reason, rows in aside.items() for place in np.flatnonzero(rows)]
    found += [(place, _("repeats row {row}").format(row=row)) for place, row in repeats.items()]
    found.sort()
    numbers = [int(table.cells.row_numbers[place]) for place, _reason in found]
    texts = [" · ".join(cell for cell in table.cells.row(place) if cell) for place, _reason in found]
    return pd.DataFrame(
        {
            "row_number": pd.Series(numbers, dtype="int64"),
            "reason": pd.Series([reason for _place, reason in found], dtype="str"),
            "text": pd.Series(texts, dtype="str"),
        }
    )

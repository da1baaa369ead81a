"""Sorts every row of a table: it becomes a line, is refused, or is set aside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlogic.intake.cells import Cells, Codes, Mask
from kamlogic.intake.checks import has_client
from kamlogic.intake.line_money import Money, count_in_one_currency, settle_money
from kamlogic.intake.parsed_columns import row_groups
from kamlogic.intake.record_widths import refuse_odd_records
from kamlogic.intake.refused_rows import RefusedRows, part_names
from kamlogic.intake.row_roles import REASONS, Role
from kamlogic.intake.sales_lines import refuse_bad_values
from kamlogic.intake.table_finding import FoundTable, filled_cells
from kamlogic.intake.total_rows import roles_with_totals
from kamlogic.intake.understanding import Understood
from kamlogic.texts import _


@dataclass(frozen=True, eq=False)
class SortedRows:
    """Where every record of the table went.

    Attributes:
        accepted: Per record: it is a line.
        refused: As in Export.
        set_aside: As in Export.
        roles: Per record: its Role.
        is_refused: Per record.
        money: Amount and cost.
        currencies: Per record.
        currency_counts: Currency as written → rows of data.
        base: The currency of the lines; None where the file names none.
    """

    accepted: Mask
    refused: pd.DataFrame
    set_aside: pd.DataFrame
    roles: Codes
    is_refused: Mask
    money: Money
    currencies: list[str | None]
    currency_counts: dict[str, int]
    base: str | None

    @property
    def totals(self) -> Mask:
        """Per record: it is a total row."""
        return np.asarray(self.roles == Role.TOTAL, dtype=bool)


def sort_rows(
    understood: Understood, *, parts: tuple[str, ...], is_text: bool, keeps_cells: bool = True
) -> SortedRows:
    """Every record below the header becomes a line, is refused, or is set aside.

    Args:
        understood: The table and its parsed fields.
        parts: Names of the files or sheets that the records come from; empty for a single one.
        is_text: The records have widths of their own.
        keeps_cells: The refused rows keep their cells.
    """
    table, fields = understood.table, understood.fields
    named = has_client(fields.columns, table.cells.row_count)
    date = fields.dates["date"].is_known
    roles = roles_with_totals(table, date, fields.places["date"], named, fields.numbers.amount)
    if is_text:  # a damaged record is refused, whatever it looks like; above the header nobody minds
        damaged = (
            (table.cells.problems > 0)
            & (roles != Role.TITLE)
            & (roles != Role.OTHER_TABLE)
            & (roles != Role.HEADER)
        )
        roles = np.where(damaged, Role.DATA, roles)
    refused = RefusedRows(table, np.asarray(roles == Role.DATA, dtype=bool), parts)
    if is_text and table.has_header:
        refuse_odd_records(refused, table)
    amount, cost = refuse_bad_values(refused, fields)
    line_money = count_in_one_currency(refused, fields, amount, cost)
    accepted = refused.is_left
    is_refused = np.asarray((roles == Role.DATA) & ~accepted, dtype=bool)
    repeats = _repeats(table.cells, accepted) if "line_number" in fields.places else {}
    accepted[list(repeats)] = False
    return SortedRows(
        accepted,
        refused.frame(keeps_cells=keeps_cells),
        _set_aside_frame(table, roles, repeats, parts),
        roles,
        is_refused,
        settle_money(fields, line_money, accepted),
        line_money.currencies,
        line_money.written.counts(np.asarray(roles == Role.DATA, dtype=bool)),
        line_money.base,
    )


def _repeats(cells: Cells, rows: Mask) -> dict[int, int]:
    """Records equal in every cell to an earlier one, and the row number of that one."""
    places = np.flatnonzero(rows)
    groups = pd.Series(row_groups(cells.columns)[places], index=places)
    first = pd.Series(places, index=places).groupby(groups).transform("first")
    again = groups[groups.duplicated()].index
    return {int(place): int(cells.row_numbers[first[place]]) for place in again}


def _set_aside_frame(
    table: FoundTable, roles: Codes, repeats: dict[int, int], parts: tuple[str, ...]
) -> pd.DataFrame:
    counts, _first = filled_cells(table.cells)
    found = []
    for place in np.flatnonzero((roles != Role.DATA) & (roles != Role.HEADER)).tolist():
        role = Role.BLANK if counts[place] == 0 else Role(int(roles[place]))
        found.append((place, _(REASONS[role])))
    found += [(place, _("repeats row {row}").format(row=row)) for place, row in repeats.items()]
    found.sort()
    places = np.array([place for place, _reason in found], dtype=np.int64)
    texts = [" · ".join(cell for cell in table.cells.row(place) if cell) for place, _reason in found]
    return pd.DataFrame(
        {
            "part": part_names(table.cells, places, parts),
            "row_number": pd.Series(table.cells.row_numbers[places], dtype="int64"),
            "reason": pd.Series([reason for _place, reason in found], dtype="str"),
            "text": pd.Series(texts, dtype="str"),
        }
    )

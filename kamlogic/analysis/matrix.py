"""Which clients bring much and buy regularly? The nine cells, and the column of those too new to say.

METHOD § 3. The texts of the policies are this product's own judgement, in the spirit of the practice sources.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kamlogic.ratios import ratio
from kamlogic.tables import CLIENT_TOTALS, Column, Table
from kamlogic.texts import N_

ABC_CLASSES = ("A", "B", "C")
XYZ_CLASSES = ("X", "Y", "Z", "N")

POLICIES: dict[str, str] = {
    "AX": N_("Protect: a named manager, a yearly plan, an agreed service level, a look at the dependence."),
    "AY": N_("Agree a rhythm, offer a frame contract, raise your share of their buying."),
    "AZ": N_("Find out why: is it project business, or are they leaving?"),
    "AN": N_("Welcome them: the key account manager leads the first months."),
    "BX": N_("Grow towards A: offer what similar clients buy."),
    "BY": N_("Keep the rhythm: remind them before the next order is due."),
    "BZ": N_("Ask what holds them back; offer a delivery schedule."),
    "BN": N_("Follow up the trial."),
    "CX": N_("Automate: easy ordering at a low cost to serve."),
    "CY": N_("Automate: easy ordering at a low cost to serve."),
    "CZ": N_("Little effort; clear out what never buys."),
    "CN": N_("Nurture only those with potential."),
}
"""What to do in each cell."""

MATRIX_CLIENTS = Table(
    "matrix_clients",
    N_("one row per client of the window that has a class"),
    (
        *CLIENT_TOTALS.columns,
        Column("share", "float64", N_("Share"), N_("Of the positive net sales of all clients."), "share"),
        Column("abc_class", "str", N_("ABC"), N_("A, B or C."), "text"),
        Column("xyz_class", "str", N_("XYZ"), N_("X, Y, Z or N."), "text"),
        Column("cell", "str", N_("Cell"), N_("Both classes."), "text"),
    ),
)

MATRIX_CELLS = Table(
    "matrix_cells",
    N_("one row per cell, twelve in all"),
    (
        Column("cell", "str", N_("Cell"), N_("Both classes."), "text"),
        Column("abc_class", "str", N_("ABC"), N_("A, B or C."), "text"),
        Column("xyz_class", "str", N_("XYZ"), N_("X, Y, Z or N."), "text"),
        Column("client_count", "int64", N_("Clients"), N_("Clients in the cell."), "count"),
        Column("net_sales", "float64", N_("Net sales"), N_("Of the cell, in the window."), "money"),
        Column("gross_profit", "float64", N_("Gross profit"), N_("Of the cell, where known."), "money"),
        Column("share", "float64", N_("Share"), N_("Of the positive net sales of all clients."), "share"),
    ),
)


@dataclass(frozen=True, eq=False)
class MatrixResult:
    """The matrix.

    Attributes:
        cells: MATRIX_CELLS, A to C and X to N; an empty cell has count, sales and share 0 (share n/a when nobody has positive sales).
        clients: MATRIX_CLIENTS, largest net sales first.
    """

    cells: pd.DataFrame
    clients: pd.DataFrame


def cross_classes(
    totals: pd.DataFrame, *, abc_classes: pd.DataFrame, xyz_classes: pd.DataFrame
) -> MatrixResult:
    """Put each client of the window into its cell.

    Args:
        totals: CLIENT_TOTALS of the window; not modified.
        abc_classes: client_key and abc_class; clients without a class are left out.
        xyz_classes: client_key and xyz_class.

    Returns:
        The matrix; shares are of the positive sales of all clients of the window, and undefined without any.

    Raises:
        MissingColumnsError: A column of CLIENT_TOTALS is missing.
    """
    CLIENT_TOTALS.require(totals)
    positive = totals["net_sales"].where(totals["net_sales"] > 0)
    clients = totals.assign(share=ratio(positive, float(positive.sum())))
    clients = clients.merge(abc_classes[["client_key", "abc_class"]], on="client_key")
    clients = clients.merge(xyz_classes[["client_key", "xyz_class"]], on="client_key")
    clients = clients[clients["abc_class"].isin(ABC_CLASSES)]
    clients["cell"] = clients["abc_class"] + clients["xyz_class"]
    clients = clients.sort_values(["net_sales", "client_key"], ascending=[False, True], ignore_index=True)
    return MatrixResult(_sum_cells(clients), clients[MATRIX_CLIENTS.column_names])


def _sum_cells(clients: pd.DataFrame) -> pd.DataFrame:
    names = pd.MultiIndex.from_product([ABC_CLASSES, XYZ_CLASSES], names=["abc_class", "xyz_class"])
    by_cell = clients.groupby(["abc_class", "xyz_class"])
    cells = by_cell[["net_sales", "gross_profit", "share"]].sum(min_count=1)
    cells["client_count"] = by_cell.size()
    cells = cells.reindex(names)
    filled = cells["client_count"].notna()
    cells["net_sales"] = cells["net_sales"].fillna(0)
    cells["share"] = cells["share"].fillna(0) if clients["share"].notna().any() else float("nan")
    cells["gross_profit"] = cells["gross_profit"].where(filled, 0)
    cells["client_count"] = cells["client_count"].fillna(0).astype("int64")
    cells = cells.reset_index()
    cells["cell"] = cells["abc_class"] + cells["xyz_class"]
    return cells[MATRIX_CELLS.column_names]

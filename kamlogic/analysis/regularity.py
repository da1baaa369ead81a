"""How many clients of the window buy often, regularly, irregularly, and what do they bring?

Beside it the two bases of regularity against each other: often need not mean evenly. METHOD § 2a to 2c.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlogic.ratios import ratio
from kamlogic.tables import Column, Table
from kamlogic.texts import N_

CLASSES = ("X", "Y", "Z", "N")

REGULARITY_SUMS = Table(
    "regularity_sums",
    N_("one row per class X, Y, Z and N"),
    (
        Column(
            "xyz_class", "str", N_("XYZ"), N_("X often, Y regular, Z irregular, N too new to say."), "text"
        ),
        Column("client_count", "int64", N_("Clients"), N_("Clients of the window in the class."), "count"),
        Column(
            "client_share", "float64", N_("Share of clients"), N_("Of the clients of the window."), "share"
        ),
        Column("net_sales", "float64", N_("Net sales"), N_("Of the class, in the window."), "money"),
        Column("share", "float64", N_("Share"), N_("Of the positive net sales of the window."), "share"),
    ),
)

BASIS_CELLS = Table(
    "basis_cells",
    N_("one row per pair of classes, sixteen in all"),
    (
        Column("frequency_class", "str", N_("By frequency"), N_("The class by frequency of buying."), "text"),
        Column("value_class", "str", N_("By amounts"), N_("The class by variation of amounts."), "text"),
        Column("client_count", "int64", N_("Clients"), N_("Clients of the window in the cell."), "count"),
        Column("net_sales", "float64", N_("Net sales"), N_("Of the cell, in the window."), "money"),
    ),
)


@dataclass(frozen=True, eq=False)
class RegularityResult:
    """The regularity of the clients of a window.

    Attributes:
        sums: REGULARITY_SUMS.
        bases: BASIS_CELLS.
        clients: The given columns of each client of the window with its net_sales, largest net sales first.
    """

    sums: pd.DataFrame
    bases: pd.DataFrame
    clients: pd.DataFrame

    def disagreements(self) -> pd.DataFrame:
        """The clients whose classes by frequency and by amounts are both known and differ."""
        clients = self.clients
        known = (clients["frequency_class"] != "N") & (clients["value_class"] != "N")
        differ = known & (clients["frequency_class"] != clients["value_class"])
        return clients[differ].reset_index(drop=True)


def sum_regularity(xyz_clients: pd.DataFrame, *, net_sales: pd.Series) -> RegularityResult:
    """Sum the clients of a window by their regularity.

    Args:
        xyz_clients: client_key, xyz_class, frequency_class, value_class and any more; not modified.
        net_sales: Of the window, by client_key; clients that are not in it are left out.

    Returns:
        The sums; shares are n/a without a client or without positive sales, a class without a client has 0.
    """
    sold = net_sales.reindex(xyz_clients["client_key"])
    clients = xyz_clients.assign(net_sales=sold.to_numpy())[sold.notna().to_numpy()]
    order = ["net_sales", "client_key"]
    clients = clients.sort_values(order, ascending=[False, True], ignore_index=True)
    return RegularityResult(_sum_classes(clients), _sum_bases(clients), clients)


def _sum_classes(clients: pd.DataFrame) -> pd.DataFrame:
    positive = clients["net_sales"].clip(lower=0)
    by_class = clients.assign(positive=positive).groupby("xyz_class")
    sums = by_class.agg(
        client_count=("client_key", "size"), net_sales=("net_sales", "sum"), positive=("positive", "sum")
    )
    sums = sums.reindex(pd.Index(CLASSES, name="xyz_class", dtype="str"), fill_value=0).reset_index()
    sums["client_share"] = ratio(sums["client_count"], float(len(clients)))
    total = float(positive.sum())
    sums["share"] = ratio(sums["positive"], total) if total > 0 else np.nan
    return _typed(sums, REGULARITY_SUMS)


def _sum_bases(clients: pd.DataFrame) -> pd.DataFrame:
    names = pd.MultiIndex.from_product([CLASSES, CLASSES], names=["frequency_class", "value_class"])
    by_cell = clients.groupby(["frequency_class", "value_class"])
    cells = by_cell.agg(client_count=("client_key", "size"), net_sales=("net_sales", "sum"))
    return _typed(cells.reindex(names, fill_value=0).reset_index(), BASIS_CELLS)


def _typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    return frame[table.column_names].astype(table.dtypes)

"""Do the clients that bring the sales also bring the profit?

The classes by net sales crossed with the classes by gross profit, cut by the same rule. No score of both: a manager can
check a table of counts and money. METHOD § 1, revenue against profit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlogic.tables import CLIENT_TOTALS, Column, Table
from kamlogic.texts import N_

CLASSES = ("A", "B", "C")

CROSS_CLIENTS = Table(
    "cross_clients",
    N_("one row per client of the window"),
    (
        *CLIENT_TOTALS.columns,
        Column("sales_class", "str", N_("By sales"), N_("ABC class by net sales."), "text"),
        Column(
            "profit_class",
            "str",
            N_("By profit"),
            N_("ABC class by gross profit; empty where it is unknown."),
            "text",
        ),
    ),
)

CROSS_CELLS = Table(
    "cross_cells",
    N_("one row per pair of classes, nine in all"),
    (
        Column("sales_class", "str", N_("By sales"), N_("ABC class by net sales."), "text"),
        Column("profit_class", "str", N_("By profit"), N_("ABC class by gross profit."), "text"),
        Column("client_count", "int64", N_("Clients"), N_("Clients in the cell."), "count"),
        Column("net_sales", "float64", N_("Net sales"), N_("Of the cell, in the window."), "money"),
        Column("gross_profit", "float64", N_("Gross profit"), N_("Of the cell, in the window."), "money"),
    ),
)


@dataclass(frozen=True, eq=False)
class AbcCrossResult:
    """Sales classes against profit classes.

    Attributes:
        cells: CROSS_CELLS, by both classes.
        clients: CROSS_CLIENTS, largest net sales first.
    """

    cells: pd.DataFrame
    clients: pd.DataFrame

    @property
    def unknown_count(self) -> int:
        """Clients whose gross profit is unknown; they are in no cell."""
        return int(self.clients["gross_profit"].isna().sum())

    def differing(self) -> pd.DataFrame:
        """CROSS_CLIENTS that have both classes, and different ones."""
        clients = self.clients
        differ = (clients["profit_class"] != "") & (clients["sales_class"] != clients["profit_class"])
        return clients[differ].reset_index(drop=True)


def cross_measures(
    totals: pd.DataFrame, *, sales_classes: pd.DataFrame, profit_classes: pd.DataFrame
) -> AbcCrossResult:
    """Put each client into the cell of its two classes.

    Net sales or gross profit of zero or less is class C of that measure. A client whose gross profit is unknown has no
    profit class and is in no cell.

    Args:
        totals: CLIENT_TOTALS of the window; not modified.
        sales_classes: client_key and abc_class by net sales.
        profit_classes: The same by gross profit.

    Returns:
        The nine cells; an empty one has count and money 0.

    Raises:
        MissingColumnsError: A column of CLIENT_TOTALS is missing.
    """
    CLIENT_TOTALS.require(totals)
    clients = totals[CLIENT_TOTALS.column_names]
    for name, classes in (("sales_class", sales_classes), ("profit_class", profit_classes)):
        by_client = classes.set_index("client_key")["abc_class"]
        found = by_client.reindex(clients["client_key"]).fillna("")
        clients = clients.assign(**{name: found.array})
    clients = clients.sort_values(["net_sales", "client_key"], ascending=[False, True], ignore_index=True)
    return AbcCrossResult(_sum_cells(clients), clients)


def _sum_cells(clients: pd.DataFrame) -> pd.DataFrame:
    names = pd.MultiIndex.from_product([CLASSES, CLASSES], names=["sales_class", "profit_class"])
    by_cell = clients.groupby(["sales_class", "profit_class"])
    cells = by_cell.agg(
        client_count=("client_key", "size"),
        net_sales=("net_sales", "sum"),
        gross_profit=("gross_profit", "sum"),
    )
    cells = cells.reindex(names, fill_value=0).reset_index()
    return cells[CROSS_CELLS.column_names].astype(CROSS_CELLS.dtypes)


NOT_POSITIVE_CLIENTS = Table(
    "not_positive_clients",
    N_("one row per client of the window whose sales or gross profit is zero or less"),
    (
        *CLIENT_TOTALS.columns,
        Column("is_loss_making", "bool", N_("Loss-making"), N_("Its gross profit is below zero."), "flag"),
        Column(
            "sales_flag",
            "str",
            N_("Sales"),
            N_("zero, net_negative (more returned than bought), or empty."),
            "text",
        ),
    ),
)


def list_not_positive(totals: pd.DataFrame) -> pd.DataFrame:
    """The clients that bring nothing: never dropped, always listed.

    Args:
        totals: CLIENT_TOTALS of the window; not modified.

    Returns:
        NOT_POSITIVE_CLIENTS, the greatest loss first, then the smallest sales; an unknown profit is no loss.

    Raises:
        MissingColumnsError: A column of CLIENT_TOTALS is missing.
    """
    CLIENT_TOTALS.require(totals)
    sales, profit = totals["net_sales"], totals["gross_profit"]
    flags = pd.array(["zero", "net_negative", ""], dtype="str")
    places = np.select([sales == 0, sales < 0], [0, 1], default=2)
    found = totals[CLIENT_TOTALS.column_names].assign(
        is_loss_making=profit < 0, sales_flag=flags.take(places)
    )
    found = found[found["is_loss_making"] | (found["sales_flag"] != "")]
    order = ["gross_profit", "net_sales", "client_key"]
    return found.sort_values(order, ignore_index=True)

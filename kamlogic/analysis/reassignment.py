"""What does a handover of clients change in the portfolios of the managers concerned?

Clients, net sales and share of the company of everybody who gives or takes one, before and after. Share = positive net
sales of the manager's clients / those of all clients, as on the list of managers. METHOD § 7.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from kamlogic.ratios import ratio
from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_

OWNED_CLIENTS = Table(
    "owned_clients",
    N_("one row per client that counts in the window"),
    (
        CLIENT_KEY,
        Column("manager", "str", N_("Account manager"), N_("Before the handover; empty without one.")),
        Column("net_sales", "float64", N_("Net sales"), N_("Signed, in the window."), "money"),
    ),
)

PORTFOLIO_CHANGES = Table(
    "portfolio_changes",
    N_("one row per manager who gives or takes a client, the taker first"),
    (
        OWNED_CLIENTS.column("manager"),
        Column("client_count_before", "int64", N_("Clients before"), N_("With a line in the window."), "count"),
        Column("client_count_after", "int64", N_("Clients after"), N_("With a line in the window."), "count"),
        Column("net_sales_before", "float64", N_("Net sales before"), N_("Of these clients."), "money"),
        Column("net_sales_after", "float64", N_("Net sales after"), N_("Of these clients."), "money"),
        Column("sales_share_before", "float64", N_("Share before"), N_("Of all positive net sales."), "share"),
        Column("sales_share_after", "float64", N_("Share after"), N_("Of all positive net sales."), "share"),
    ),
)  # fmt: skip


def measure_reassignment(clients: pd.DataFrame, *, moved_keys: Collection[int], manager: str) -> pd.DataFrame:
    """Add up the portfolios before and after.

    Args:
        clients: OWNED_CLIENTS; not modified.
        moved_keys: Who is handed over; clients without a line in the window change no figure.
        manager: Who takes them.

    Returns:
        PORTFOLIO_CHANGES: the taker, then those who give by name; shares are NaN when nobody is above zero.

    Raises:
        MissingColumnsError: A column of OWNED_CLIENTS is missing.
    """
    OWNED_CLIENTS.require(clients)
    is_moved = clients["client_key"].isin(list(moved_keys))
    after = clients["manager"].mask(is_moved, manager)
    concerned = sorted(set(clients.loc[is_moved, "manager"]) - {manager}, key=str.casefold)
    index = pd.Index([manager, *concerned], name="manager", dtype="str")
    figures = pd.DataFrame(index=index)
    positive = clients["net_sales"].clip(lower=0)
    total = float(positive.sum())
    for moment, owner in (("before", clients["manager"]), ("after", after)):
        figures[f"client_count_{moment}"] = owner.groupby(owner).size().reindex(index, fill_value=0)
        figures[f"net_sales_{moment}"] = (
            clients["net_sales"].groupby(owner).sum().reindex(index, fill_value=0.0)
        )
        figures[f"sales_share_{moment}"] = ratio(
            positive.groupby(owner).sum().reindex(index, fill_value=0.0), total
        )
    table = figures.reset_index()[PORTFOLIO_CHANGES.column_names]
    return table.astype(PORTFOLIO_CHANGES.dtypes)

"""Everything that is known of each client, in one table."""

from __future__ import annotations

import pandas as pd

from kamlogic.tables import CLIENT_TOTALS, CLIENTS, LAST_PURCHASE, Column
from kamlogic.texts import N_

CLIENT_FIGURES: dict[str, Column] = {
    column.name: column
    for column in (
        *CLIENTS.columns,
        CLIENT_TOTALS.column("net_sales"),
        CLIENT_TOTALS.column("gross_profit"),
        Column("cell", "str", N_("Cell"), N_("ABC and XYZ class.")),
        Column(
            "sales_share",
            "float64",
            N_("Share of sales"),
            N_("Of the positive net sales of the window."),
            "share",
        ),
        Column(
            "profit_share",
            "float64",
            N_("Share of profit"),
            N_("Of the positive gross profit of the window."),
            "share",
        ),
        Column(
            "adi",
            "float64",
            N_("ADI"),
            N_("Average demand interval: periods ÷ periods with a purchase."),
            "number",
        ),
        Column(
            "gap_cv",
            "float64",
            N_("Gap variation"),
            N_("Standard deviation ÷ mean of the gaps between purchases."),
            "number",
        ),
        Column(
            "value_cv",
            "float64",
            N_("Amount variation"),
            N_("Standard deviation ÷ mean of sales per complete period."),
            "number",
        ),
        LAST_PURCHASE,
        Column("silence_days", "float64", N_("Silence (days)"), N_("Days since the last purchase."), "days"),
        Column("is_key", "bool", N_("Key"), N_("Meets a criterion for key clients."), "flag"),
        Column("is_vital", "bool", N_("Vital"), N_("Reaches the vital share."), "flag"),
        Column("key_reason", "str", N_("Why key"), N_("The criteria met.")),
        Column("is_lost", "bool", N_("Lost"), N_("Silent for the hiatus or longer."), "flag"),
    )
}
"""The columns of a client's figures that are shown, by name."""


def join_client_figures(
    clients: pd.DataFrame,
    *,
    totals: pd.DataFrame,
    abc_clients: pd.DataFrame,
    xyz_clients: pd.DataFrame,
    key_clients: pd.DataFrame,
    loss_clients: pd.DataFrame,
) -> pd.DataFrame:
    """Join the results of the analyses by client.

    Args:
        clients: CLIENTS; not modified, like the others.
        totals: CLIENT_TOTALS of the window.
        abc_clients: ABC_CLIENTS of the window.
        xyz_clients: XYZ_CLIENTS; its clients are those of the result.
        key_clients: KEY_CLIENTS of the window.
        loss_clients: LOSS_CLIENTS.

    Returns:
        One row per client with a line up to the as-of day, largest net sales of the window first, those without a
        line in the window (is_in_window False, window figures NaN) last; columns of all tables.

    Raises:
        MissingColumnsError: A column of CLIENTS or CLIENT_TOTALS is missing.
    """
    CLIENTS.require(clients)
    CLIENT_TOTALS.require(totals)
    figures = clients.merge(xyz_clients, on="client_key").merge(loss_clients, on="client_key", how="left")
    in_window = totals[["client_key", "net_sales", "gross_profit"]].assign(is_in_window=True)
    for window_table in (in_window, abc_clients, key_clients):
        figures = figures.merge(window_table, on="client_key", how="left")
    figures["is_in_window"] = figures["is_in_window"].notna()
    for flag in ("is_key", "is_vital", "is_lost", "is_buyer"):
        figures[flag] = figures[flag].eq(other=True)
    order = ["net_sales", "client_key"]
    return figures.sort_values(order, ascending=[False, True], na_position="last", ignore_index=True)

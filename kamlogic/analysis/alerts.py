"""Which large clients need a call now?

Two events of the matrix warrant an alert (METHOD § 3): a client of AZ that is silent for longer than its own median
gap, and a client that was AX a window ago and is AY or AZ now, both windows classified by the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_

SILENT, MOVED = "az_silent", "ax_moved"

ALERT_CLIENTS = Table(
    "alert_clients",
    N_("client × alert"),
    (
        CLIENT_KEY,
        Column("alert", "str", N_("Alert"), N_("az_silent or ax_moved."), "text"),
        Column("cell", "str", N_("Cell now"), N_("ABC and XYZ class."), "text"),
        Column(
            "previous_cell", "str", N_("Cell before"), N_("In the window before; empty when unknown."), "text"
        ),
        Column("net_sales", "float64", N_("Net sales"), N_("Of the client, in the window."), "money"),
        Column(
            "previous_net_sales",
            "float64",
            N_("Net sales before"),
            N_("In the window before; n/a when it is unknown."),
            "money",
        ),
        Column("silence_days", "float64", N_("Silence"), N_("Days since its last purchase."), "days"),
        Column("median_gap_days", "float64", N_("Usual gap"), N_("Median of its closed gaps."), "days"),
    ),
)

ALERT_INPUT = ("client_key", "cell", "net_sales", "silence_days", "median_gap_days")


@dataclass(frozen=True, eq=False)
class AlertResult:
    """The clients to call.

    Attributes:
        clients: ALERT_CLIENTS, those silent first, in each kind the largest net sales first.
    """

    clients: pd.DataFrame

    def of(self, alert: str) -> pd.DataFrame:
        """ALERT_CLIENTS of one kind."""
        return self.clients[self.clients["alert"] == alert].reset_index(drop=True)


def find_alerts(clients: pd.DataFrame, *, previous: pd.DataFrame | None) -> AlertResult:
    """Find the clients of AZ that are silent for too long, and those that left AX.

    A silence equal to the median gap is not yet longer. A client without a closed gap has no median and no alert.

    Args:
        clients: client_key, cell, net_sales, silence_days and median_gap_days of each client of the window; not
            modified.
        previous: client_key, cell and net_sales of the window before; None when there is none to compare with.

    Returns:
        The alerts; a client can have both.
    """
    known = clients[list(ALERT_INPUT)]
    before = ALERT_CLIENTS.empty() if previous is None else previous
    cells = before.set_index("client_key")
    known = known.assign(
        previous_cell=cells["cell"].reindex(known["client_key"]).fillna("").array,
        previous_net_sales=cells["net_sales"].reindex(known["client_key"]).array,
    )
    silent = known[(known["cell"] == "AZ") & (known["silence_days"] > known["median_gap_days"])]
    moved = known[(known["previous_cell"] == "AX") & known["cell"].isin(["AY", "AZ"])]
    found = pd.concat([_named(silent, SILENT), _named(moved, MOVED)], ignore_index=True)
    return AlertResult(found[ALERT_CLIENTS.column_names])


def _named(clients: pd.DataFrame, alert: str) -> pd.DataFrame:
    ordered = clients.sort_values(["net_sales", "client_key"], ascending=[False, True])
    return ordered.assign(alert=pd.array([alert] * len(ordered), dtype="str"))

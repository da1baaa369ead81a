"""How much did each account manager's clients buy month by month, while they were theirs?

A day's net sales belong to the manager who owned the client on that day, so that a handover moves no past month.
METHOD § 7.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlogic.periods import months_of
from kamlogic.ratios import ratio
from kamlogic.tables import MONTH, UNIDENTIFIED_KEY, Column, Table
from kamlogic.texts import N_

MANAGER_MONTHS = Table(
    "manager_months",
    N_("account manager × month with a line of one of its clients"),
    (
        MONTH,
        Column("manager", "str", N_("Account manager"), N_("On the days of the sales; empty without one.")),
        Column("net_sales", "float64", N_("Net sales"), N_("Signed, of all its clients."), "money"),
        Column(
            "sales_share",
            "float64",
            N_("Share of sales"),
            N_("Of the net sales of all known clients in the month; n/a where these are not positive."),
            "share",
        ),
    ),
)


def sum_manager_months(client_days: pd.DataFrame, owners: pd.Series, *, decimals: int) -> pd.DataFrame:
    """Add up the days of each month by owner.

    Args:
        client_days: client_key, date and net_sales, any row order; not modified. The unidentified client is left out.
        owners: Of each of these rows, as categories.
        decimals: Of the money, so that sums have no more digits than it.

    Returns:
        MANAGER_MONTHS by month and manager.
    """
    known = client_days["client_key"] != UNIDENTIFIED_KEY
    days, owner = client_days[known], owners[known].cat
    if days.empty:
        return MANAGER_MONTHS.empty()
    months = months_of(days["date"]).to_numpy()
    first, width = int(months.min()), len(owner.categories)
    place = (months - first) * width + owner.codes.to_numpy()
    sums = np.bincount(place, days["net_sales"].to_numpy())
    present = np.flatnonzero(np.bincount(place))
    table = pd.DataFrame(
        {
            "month": first + present // width,
            "manager": pd.Series(owner.categories[present % width], dtype="str"),
            "net_sales": sums[present].round(decimals),
        }
    )
    total = table.groupby("month")["net_sales"].transform("sum")
    table["sales_share"] = ratio(table["net_sales"], total.where(total > 0))
    return table[MANAGER_MONTHS.column_names]

"""What did each client buy in the window?"""

from __future__ import annotations

import pandas as pd

from kamlogic.periods import Window
from kamlogic.tables import CLIENT_PERIODS, CLIENT_TOTALS, UNIDENTIFIED_KEY


def sum_clients(client_periods: pd.DataFrame, *, window: Window) -> pd.DataFrame:
    """Add up each client's months in the window.

    The unidentified client is left out: it belongs to no base. A gross profit that is known in no month is NaN.

    Args:
        client_periods: CLIENT_PERIODS, any row order; not modified.
        window: The months to add up.

    Returns:
        CLIENT_TOTALS by rising client_key; clients without a line in the window are absent.

    Raises:
        MissingColumnsError: A column of CLIENT_PERIODS is missing.
    """
    CLIENT_PERIODS.require(client_periods)
    inside = client_periods[
        client_periods["month"].between(window.first_month, window.last_month)
        & (client_periods["client_key"] != UNIDENTIFIED_KEY)
    ]
    columns = ["net_sales", "gross_profit", "purchase_day_count"]
    totals = inside.groupby("client_key", sort=True)[columns].sum(min_count=1).reset_index()
    return totals.astype({"purchase_day_count": "int64"})[CLIENT_TOTALS.column_names]

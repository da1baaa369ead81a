"""Who is vital, without flickering at the limit?

A client becomes vital when a window reaches the entering share and stays so until its share has been below the leaving
share for so many windows in a row. Windows have the length of the one analysed and end every so many months before it;
shares are of the positive gross profits of a window, of its positive net sales when no cost is known. METHOD § 6.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.rolling import Months, positive_shares, window_sums
from kamlogic.settings import Settings, Share
from kamlogic.tables import CLIENT_KEY, Column, Table
from kamlogic.texts import N_

SHARE_DECIMALS = 12

VITAL_CLIENTS = Table(
    "vital_clients",
    N_("one row per client that was vital in any window, largest share of the last window first"),
    (
        CLIENT_KEY,
        Column("is_vital", "bool", N_("Vital"), N_("In the last window, after hysteresis."), "flag"),
        Column("vital_share", "float64", N_("Share"), N_("Of the basis, in the last window."), "share"),
        Column(
            "vital_since",
            "int64",
            N_("Vital since"),
            N_("Last month of the window that made the client vital, the last time."),
            "count",
        ),
        Column(
            "below_count",
            "int64",
            N_("Windows below"),
            N_("Windows in a row, up to the last, with less than the leaving share."),
            "count",
        ),
    ),
)


class VitalSettings(Settings):
    """When a vital client stops being vital."""

    leave_share: Share = Field(
        default=0.09,
        title=N_("No longer vital below"),
        description=N_("Share of gross profit; never above the share that makes a client vital."),
    )
    leave_windows: int = Field(
        default=2, ge=1, le=12, title=N_("For so many windows"), description=N_("In a row.")
    )
    step_months: int = Field(
        default=3, ge=1, le=12, title=N_("Windows end every"), description=N_("Months between reviews.")
    )


def follow_vital(
    client_periods: pd.DataFrame,
    *,
    windows: list[Months],
    enter_share: float,
    settings: VitalSettings,
    decimals: int,
) -> pd.DataFrame:
    """Follow the vital clients through the windows.

    With a single window the rule is the entering share alone. A client without a line in a window has the share 0
    there, like one with a loss.

    Args:
        client_periods: CLIENT_PERIODS, any row order; not modified.
        windows: The oldest first; the last one is analysed.
        enter_share: From which share a client becomes vital.
        settings: When it stops.
        decimals: Of the money.

    Returns:
        VITAL_CLIENTS.

    Raises:
        MissingColumnsError: A column of CLIENT_PERIODS is missing.
    """
    keys, shares = np.empty(0, dtype="int64"), np.empty(0)
    is_vital = was_vital = np.empty(0, dtype="bool")
    since = below = np.empty(0, dtype="int64")
    leave_share = min(settings.leave_share, enter_share)
    for place, sums in enumerate(window_sums(client_periods, windows=windows, decimals=decimals)):
        if place == 0:
            keys = sums.client_keys
            is_vital = was_vital = np.zeros(len(keys), dtype="bool")
            since = below = np.zeros(len(keys), dtype="int64")
        has_profit = bool((~np.isnan(sums.gross_profit)).any())
        shares = positive_shares(sums.gross_profit if has_profit else sums.net_sales)
        # Rounded, so that 1 of 10 equal clients has its 10 %.
        rounded = shares.round(SHARE_DECIMALS)
        below = np.where(rounded < leave_share, below + 1, 0)
        # Who has no share cannot reach a limit of nothing.
        enters = (rounded >= enter_share) & (shares > 0)
        stays = is_vital & (below < settings.leave_windows)
        since = np.where(enters & ~is_vital, sums.months.last, since)
        is_vital = enters | stays
        was_vital = was_vital | is_vital
    found = pd.DataFrame(
        {
            "client_key": keys,
            "is_vital": is_vital,
            "vital_share": shares,
            "vital_since": since,
            "below_count": below,
        }
    )
    listed = found[was_vital].sort_values(["vital_share", "client_key"], ascending=[False, True])
    return listed.astype(VITAL_CLIENTS.dtypes).reset_index(drop=True)

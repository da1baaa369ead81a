"""How much hangs on how few?

Shares are of the positive values only. Top-N shares, Gini (uncorrected), Herfindahl-Hirschman index (HHI), its
inverse the effective number of clients, Theil index: METHOD § 4; Gini, HHI and Theil as in CRAN ineq.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlogic.ratios import ratio
from kamlogic.tables import CLIENT_PERIODS, UNIDENTIFIED_KEY, Column, Table
from kamlogic.texts import N_

KEY_BAND = (0.30, 0.55)
"""Key clients typically bring 30-55 % of sales (the source article)."""

CONCENTRATION_CURVE = Table(
    "concentration_curve",
    N_("one row per client with a positive value, largest first"),
    (
        Column(
            "client_key", "int64", N_("Client key"), N_("The store's stable number of the client."), "count"
        ),
        Column("value", "float64", N_("Value"), N_("The measure in the window."), "money"),
        Column("share", "float64", N_("Share"), N_("Of the sum of positive values."), "share"),
        Column(
            "cumulative_share", "float64", N_("Cumulative share"), N_("With all larger clients."), "share"
        ),
        Column("client_share", "float64", N_("Share of clients"), N_("Rank ÷ number of clients."), "share"),
    ),
)

KEY_SHARES = Table(
    "key_shares",
    N_("one row per month with a line"),
    (
        Column("month", "int64", N_("Month"), N_("Month index: year × 12 + month."), "count"),
        Column(
            "key_net_sales",
            "float64",
            N_("Key clients"),
            N_("Positive net sales of the key clients."),
            "money",
        ),
        Column(
            "net_sales",
            "float64",
            N_("All clients"),
            N_("Positive net sales of all identified clients."),
            "money",
        ),
        Column(
            "key_share",
            "float64",
            N_("Key-client share"),
            N_("n/a where all clients together sold nothing."),
            "share",
        ),
    ),
)


@dataclass(frozen=True, eq=False)
class ConcentrationResult:
    """How concentrated the values are; every figure but client_count and total is NaN when no value is positive.

    Attributes:
        client_count: Clients with a positive value.
        total: Sum of the positive values.
        top_shares: Share of the largest 1, 3, 5 and 10.
        gini: 0 equal, towards 1 unequal; uncorrected.
        gini_corrected: gini × n ÷ (n - 1); NaN for one client.
        hhi: Sum of squared shares, 0-1.
        effective_clients: 1 ÷ hhi.
        theil: Sum of share × ln(share × n).
        clients_for_80: The least number of clients that bring 80 %.
        curve: CONCENTRATION_CURVE.
    """

    client_count: int
    total: float
    top_shares: dict[int, float]
    gini: float
    gini_corrected: float
    hhi: float
    effective_clients: float
    theil: float
    clients_for_80: float
    curve: pd.DataFrame


def measure_concentration(values: pd.DataFrame) -> ConcentrationResult:
    """Measure how few clients bring how much.

    Args:
        values: client_key and value, any row order; not modified. Zero, negative and unknown are left out.

    Returns:
        The figures and the curve.
    """
    positive = values.loc[values["value"] > 0, ["client_key", "value"]]
    curve = positive.sort_values(["value", "client_key"], ascending=[False, True], ignore_index=True)
    total = float(curve["value"].sum())
    share = curve["value"] / total
    curve["share"], curve["cumulative_share"] = share, share.cumsum().clip(upper=1)
    count = len(curve)
    curve["client_share"] = np.arange(1, count + 1) / max(count, 1)
    gini = _gini(share.to_numpy())
    hhi = float((share**2).sum()) if count else float("nan")
    return ConcentrationResult(
        client_count=count,
        total=total,
        top_shares={top: float(share.head(top).sum()) if count else float("nan") for top in (1, 3, 5, 10)},
        gini=gini,
        gini_corrected=ratio(gini * count, count - 1),
        hhi=hhi,
        effective_clients=ratio(1.0, hhi),
        theil=float((share * np.log(share * count)).sum()) if count else float("nan"),
        clients_for_80=float((curve["cumulative_share"].round(12) < 0.8).sum() + 1)
        if count
        else float("nan"),
        curve=curve[CONCENTRATION_CURVE.column_names],
    )


def _gini(falling_shares: np.ndarray) -> float:
    count = len(falling_shares)
    if not count:
        return float("nan")
    ranks = np.arange(count, 0, -1)
    return float(2 * (ranks * falling_shares).sum() / count - (count + 1) / count)


def measure_key_shares(client_periods: pd.DataFrame, *, key_clients: pd.Series) -> pd.DataFrame:
    """The share of the key clients in each month's sales, of positive client totals like every share.

    Args:
        client_periods: CLIENT_PERIODS; not modified.
        key_clients: Keys of the key clients, the same for every month.

    Returns:
        KEY_SHARES by month.

    Raises:
        MissingColumnsError: A column of CLIENT_PERIODS is missing.
    """
    CLIENT_PERIODS.require(client_periods)
    known = client_periods[client_periods["client_key"] != UNIDENTIFIED_KEY]
    positive = known["net_sales"].clip(lower=0)
    is_key = known["client_key"].isin(key_clients)
    sold = known.assign(net_sales=positive, key_net_sales=positive.where(is_key, 0.0))
    months = sold.groupby("month")[["key_net_sales", "net_sales"]].sum().reset_index()
    months["key_share"] = ratio(months["key_net_sales"], months["net_sales"].where(months["net_sales"] > 0))
    return months[KEY_SHARES.column_names]

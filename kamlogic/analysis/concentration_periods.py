"""Does more and more hang on fewer and fewer?

The figures of concentration in every period: the twelve months up to the end of each complete month where the data
are long enough, else each complete calendar quarter. Shares are of the positive values of the period. METHOD § 4.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.ratios import ratio
from kamlogic.rolling import Months, WindowSums, past_windows, positive_shares, whole_quarters, window_sums
from kamlogic.settings import Settings
from kamlogic.tables import Column, Table
from kamlogic.texts import N_

YEAR = 12

CONCENTRATION_PERIODS = Table(
    "concentration_periods",
    N_("one row per period, the oldest first"),
    (
        Column("first_month", "int64", N_("First month"), N_("Month index: year × 12 + month."), "count"),
        Column("last_month", "int64", N_("Last month"), N_("Month index: year × 12 + month."), "count"),
        Column("client_count", "int64", N_("Clients"), N_("With a positive value in the period."), "count"),
        Column("value", "float64", N_("Value"), N_("Sum of the positive values."), "money"),
        Column("top_1_share", "float64", N_("Largest client"), N_("Its share of the value."), "share"),
        Column("top_5_share", "float64", N_("Five largest"), N_("Their share of the value."), "share"),
        Column(
            "key_share",
            "float64",
            N_("Key clients"),
            N_("Share of the clients that are key now in the period's positive net sales."),
            "share",
        ),
        Column("hhi", "float64", N_("HHI"), N_("Sum of squared shares, 0-1."), "number"),
        Column("effective_clients", "float64", N_("Effective clients"), N_("1 ÷ HHI."), "number"),
    ),
)


class PeriodSettings(Settings):
    """Which periods are compared."""

    period: Literal["auto", "quarter", "trailing_year"] = Field(
        default="auto",
        title=N_("Period"),
        description=N_("Calendar quarters, or the twelve months up to each month's end."),
    )
    trailing_from_months: int = Field(
        default=18,
        ge=13,
        le=60,
        title=N_("Twelve months from"),
        description=N_("Complete months of data from which auto compares twelve months instead of quarters."),
    )


def choose_periods(complete: range, *, settings: PeriodSettings) -> list[Months]:
    """The periods that the complete months allow, the oldest first; none when they are too few."""
    trailing = settings.period == "trailing_year" or (
        settings.period == "auto" and len(complete) >= settings.trailing_from_months
    )
    return past_windows(complete, length=YEAR, step=1) if trailing else whole_quarters(complete)


def measure_periods(
    client_periods: pd.DataFrame,
    *,
    periods: list[Months],
    measure: Literal["net_sales", "gross_profit"],
    key_clients: pd.Series,
    decimals: int,
) -> pd.DataFrame:
    """Measure the concentration of every period.

    Args:
        client_periods: CLIENT_PERIODS, any row order; not modified.
        periods: Which months.
        measure: Of what.
        key_clients: Keys of the key clients, the same for every period.
        decimals: Of the money.

    Returns:
        CONCENTRATION_PERIODS; shares of a period without a positive value are NaN.

    Raises:
        MissingColumnsError: A column of CLIENT_PERIODS is missing.
    """
    rows = [
        _measure_period(sums, measure, key_clients)
        for sums in window_sums(client_periods, windows=periods, decimals=decimals)
    ]
    frame = pd.DataFrame(rows, columns=CONCENTRATION_PERIODS.column_names)
    return frame.astype(CONCENTRATION_PERIODS.dtypes)


def _measure_period(sums: WindowSums, measure: str, key_clients: pd.Series) -> dict[str, Any]:
    values = sums.gross_profit if measure == "gross_profit" else sums.net_sales
    shares = positive_shares(values)
    is_key = np.isin(sums.client_keys, key_clients.to_numpy())
    # Without a base nothing is defined: a share of 0 would say that the clients brought nothing of something.
    unknown = 0.0 if shares.any() else float("nan")
    without_sales = 0.0 if (sums.net_sales > 0).any() else float("nan")
    hhi = float((shares**2).sum()) + unknown
    return {
        "first_month": sums.months.first,
        "last_month": sums.months.last,
        "client_count": int((values > 0).sum()),
        "value": float(values[values > 0].sum()),
        "top_1_share": float(shares.max(initial=0.0)) + unknown,
        "top_5_share": _largest(shares, 5) + unknown,
        "key_share": float(positive_shares(sums.net_sales)[is_key].sum()) + without_sales,
        "hhi": hhi,
        "effective_clients": ratio(1.0, hhi),
    }


def _largest(shares: np.ndarray, count: int) -> float:
    """The sum of so many largest shares; in order, so that the order of the clients does not matter."""
    largest = shares if len(shares) <= count else np.partition(shares, -count)[-count:]
    return float(np.sort(largest)[::-1].sum())

"""Which clients still buy, but much less than they did?

Partial defection: the last 3 complete months brought less than half of the same months a year ago, or, where nothing
was bought then or nothing is known of then, less than half of 3 times the client's own monthly mean of the 12 months
before. METHOD § 5a (Buckinx & Van den Poel; the threshold is a judgement).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.settings import Settings, Share
from kamlogic.tables import CLIENT_KEY, CLIENT_PERIODS, UNIDENTIFIED_KEY, Column, Table
from kamlogic.texts import N_

YEAR_MONTHS = 12

DECLINES = Table(
    "declines",
    N_("one row per client with a line in the complete months"),
    (
        CLIENT_KEY,
        Column(
            "recent_net_sales",
            "float64",
            N_("Recent sales"),
            N_("Net sales of the last complete months."),
            "money",
        ),
        Column(
            "base_net_sales",
            "float64",
            N_("Sales to compare with"),
            N_("Of as many months before; n/a where the client is too new."),
            "money",
        ),
        Column(
            "base",
            "str",
            N_("Compared with"),
            N_(
                "year_ago: the same months; year_mean: the mean of the 12 months before; empty without either."
            ),
        ),
        Column(
            "kept_share",
            "float64",
            N_("Kept"),
            N_("Recent sales ÷ sales to compare with; n/a without."),
            "share",
        ),
        Column(
            "is_declining",
            "bool",
            N_("Falling"),
            N_("Below the share, and bought in the last complete months."),
            "flag",
        ),
    ),
)


class DeclineSettings(Settings):
    """When a client that still buys counts as falling."""

    kept_share: Share = Field(
        default=0.5,
        title=N_("Falling below"),
        description=N_("Share of its sales of the same months a year ago, or of its own mean."),
    )
    month_count: int = Field(
        default=3, ge=1, le=12, title=N_("Months"), description=N_("Last complete months that are compared.")
    )
    least_mean_months: int = Field(
        default=6,
        ge=1,
        le=12,
        title=N_("Months of a mean at least"),
        description=N_("Since the first purchase; fewer make no mean to compare with."),
    )


def decline(client_periods: pd.DataFrame, *, months: range, settings: DeclineSettings) -> pd.DataFrame:
    """Compare each client's last complete months with its own past.

    A client whose sales to compare with are zero or less has none. One that did not buy in the last months is silent,
    not falling. Months outside the range change nothing.

    Args:
        client_periods: CLIENT_PERIODS, any row order; not modified.
        months: The complete months up to the day (periods.complete_months).
        settings: Share and lengths.

    Returns:
        DECLINES by client_key.

    Raises:
        MissingColumnsError: A column of CLIENT_PERIODS is missing.
    """
    CLIENT_PERIODS.require(client_periods)
    month = client_periods["month"].to_numpy()
    inside = (client_periods["client_key"].to_numpy() != UNIDENTIFIED_KEY) & (month >= months.start)
    inside &= month < months.stop
    month = month[inside]
    places, keys = pd.factorize(client_periods["client_key"].to_numpy()[inside], sort=True)
    sales, bought = (client_periods[name].to_numpy()[inside] for name in ("net_sales", "purchase_day_count"))
    has_bought = bought > 0
    recent_start = months.stop - settings.month_count

    def summed(first: int, stop: int) -> np.ndarray:
        chosen = (month >= first) & (month < stop)
        return np.bincount(places[chosen], weights=sales[chosen], minlength=len(keys))

    bought_recently = np.zeros(len(keys), dtype=bool)
    bought_recently[places[has_bought & (month >= recent_start)]] = True
    first_month = np.full(len(keys), months.stop)
    np.minimum.at(first_month, places[has_bought], month[has_bought])
    recent = summed(recent_start, months.stop)
    base, kind = _bases(summed, first_month, months, settings)
    kept = np.divide(recent, base, out=np.full(len(keys), np.nan), where=base > 0)
    is_declining = bought_recently & (np.round(kept, 12) < settings.kept_share)
    columns = [keys.astype("int64"), recent, base, pd.array(kind, dtype="str"), kept, is_declining]
    return pd.DataFrame(dict(zip(DECLINES.column_names, columns, strict=True)))


def _bases(
    summed: Callable[[int, int], np.ndarray],
    first_month: np.ndarray,
    months: range,
    settings: DeclineSettings,
) -> tuple[np.ndarray, np.ndarray]:
    """What to compare with, and whether that is the year ago or the mean."""
    recent_start = months.stop - settings.month_count
    year_ago = summed(recent_start - YEAR_MONTHS, months.stop - YEAR_MONTHS)
    begin = max(recent_start - YEAR_MONTHS, months.start)
    lived = recent_start - np.maximum(first_month, begin)
    yearly = summed(begin, recent_start)
    mean = np.where(
        lived >= settings.least_mean_months, yearly / np.maximum(lived, 1) * settings.month_count, np.nan
    )
    covers_year_ago = months.start <= recent_start - YEAR_MONTHS
    has_year_ago = (year_ago > 0) & covers_year_ago
    base = np.where(has_year_ago, year_ago, np.where(mean > 0, mean, np.nan))
    kind = np.select([has_year_ago, base > 0], ["year_ago", "year_mean"], default="")
    return base, kind

"""What will each client buy in the next three months, and how wrong was that in the past?

Seasonal naive: the same three months of the year before, for clients with 24 complete months since their first
purchase; for newer ones 3 × the mean of their last six active months. Both are tested from the ends of past months
with the lines up to then only, against what came and against "the same as the last three months". Issue 4, point 11;
METHOD § 0 (complete months), § 5e (rolling origins). Weighted absolute error = Σ|expected - actual| ÷ Σ actual.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.day_values import DayValues
from kamlogic.forecast_tables import NEXT_SALES, SALES_ERRORS, SALES_ORIGINS
from kamlogic.loss_criteria import LossCriterion, purchase_limits, silence_limits
from kamlogic.month_arrays import MonthArrays, as_month_arrays
from kamlogic.periods import month_end
from kamlogic.ratios import ratio
from kamlogic.settings import Settings
from kamlogic.texts import N_

QUARTER, YEAR = 3, 12
SEASONAL, RECENT_MEAN, LAST_QUARTER, CHOSEN = "seasonal", "recent_mean", "last_quarter", "chosen"
METHODS = {
    CHOSEN: N_("The rule in use"),
    SEASONAL: N_("Same months of last year"),
    RECENT_MEAN: N_("Mean of the last active months × 3"),
    LAST_QUARTER: N_("Same as the last three months"),
}
SILENT, NO_MONTH = "silent", "no_month"
REASONS = {
    SILENT: N_("n/a: lost, silent for too long."),
    NO_MONTH: N_("n/a: no complete month since the first purchase."),
}


class NextSalesSettings(Settings):
    """How the next three months are forecast."""

    seasonal_from_months: int = Field(
        default=24,
        ge=12,
        le=60,
        title=N_("Seasonal from"),
        description=N_("Complete months since the first purchase."),
    )
    mean_of_months: int = Field(
        default=6, ge=1, le=24, title=N_("Mean of"), description=N_("Last active months.")
    )
    counts_silent_months: bool = Field(
        default=True,
        title=N_("Silent months count"),
        description=N_(
            "Every month since the first purchase is active and counts, with zero where nothing was sold; "
            "else only months with a purchase."
        ),
    )
    origin_count: int = Field(
        default=12, ge=1, le=36, title=N_("Tested months"), description=N_("Past month's ends.")
    )


@dataclass(frozen=True, eq=False)
class NextSalesResult:
    """The next three months of each client, in sum, and the same forecast in the past.

    Attributes:
        settings: In force.
        first_month: Month index of the first of the three months ahead.
        clients: NEXT_SALES by client_key.
        errors: SALES_ERRORS.
        origins: SALES_ORIGINS by month; the last is now.
        total: Sum of what is expected; NaN when no client has a figure.
        low: The total less the largest shortfall of the past; NaN with fewer than three tested origins.
        high: The total plus the largest surplus.
    """

    settings: NextSalesSettings
    first_month: int
    clients: pd.DataFrame
    errors: pd.DataFrame
    origins: pd.DataFrame
    total: float
    low: float
    high: float


def forecast_sales(
    values: DayValues,
    *,
    as_of: date,
    complete: range,
    criterion: LossCriterion,
    settings: NextSalesSettings,
) -> NextSalesResult:
    """Foretell each client's next three months, and test the same on past months.

    Args:
        values: The days with lines up to the as-of day, sorted once for many analyses.
        as_of: The last day that is known.
        complete: Months that the data cover whole; the three months ahead follow the last of them.
        criterion: A client that it calls lost has no figure, then as now.
        settings: Methods and origins.

    Returns:
        Expected sales; those of a client bought back more than it bought are 0. Without a complete month nothing is
        expected.
    """
    last = complete.stop - 1
    needed = QUARTER + settings.origin_count + max(YEAR, settings.mean_of_months)
    begin = max(complete.start, complete.stop - needed) if settings.counts_silent_months else complete.start
    months = as_month_arrays(values, complete, begin=begin)
    purchases = values.purchases
    limits = purchase_limits(purchases, criterion)

    def lost_by(day: date) -> np.ndarray:
        found = silence_limits(purchases, criterion, day, limits=limits)
        return np.isin(months.keys, found.loc[found["is_lost"], "client_key"])

    # Silence ends with a purchase in the month that is not over yet, too.
    now = _expect(months, last, lost_by(as_of), settings)
    tests = [
        _expect(months, origin, lost_by(month_end(origin)), settings).assign(
            actual=months.sum(origin + 1, origin + QUARTER)
        )
        for origin in range(
            max(last - QUARTER - settings.origin_count, complete.start - 1) + 1, last - QUARTER + 1
        )
    ]
    origins = _sum_origins([*tests, now.assign(actual=np.nan)], last)
    share = origins["error_share"].dropna()
    total = float(now[CHOSEN].sum(min_count=1))
    # Fewer than three tries say nothing about the range.
    low, high = (float(share.min()), float(share.max())) if len(share) >= QUARTER else (np.nan, np.nan)
    return NextSalesResult(
        settings,
        last + 1,
        _list_clients(months, now),
        _measure_errors(tests),
        origins,
        total=total,
        low=total * (1 + min(low, 0.0)),
        high=total * (1 + max(high, 0.0)),
    )


def _expect(
    months: MonthArrays, origin: int, is_lost: np.ndarray, settings: NextSalesSettings
) -> pd.DataFrame:
    """What each method expects after a month, knowing only the lines up to its end; NaN without a figure."""
    expected = pd.DataFrame({"origin": origin}, index=months.keys)
    history = months.history(origin)
    has_figure = (history > 0) & ~is_lost
    expected["history_months"] = history
    expected["is_silent"] = (history > 0) & ~has_figure
    expected["is_long"] = history >= settings.seasonal_from_months
    last_year = months.sum(origin - YEAR + 1, origin - YEAR + QUARTER)
    mean = months.recent_mean(origin, settings.mean_of_months, counts_silent=settings.counts_silent_months)
    by_method = {
        SEASONAL: np.where(expected["is_long"], last_year, np.nan),
        RECENT_MEAN: QUARTER * mean,
        LAST_QUARTER: months.sum(origin - QUARTER + 1, origin),
    }
    for name, values in by_method.items():
        expected[name] = np.where(has_figure, np.maximum(values, 0.0), np.nan)
    expected[CHOSEN] = expected[SEASONAL].where(expected["is_long"], expected[RECENT_MEAN])
    return expected


def _list_clients(months: MonthArrays, now: pd.DataFrame) -> pd.DataFrame:
    origin = now["origin"].iloc[0] if len(now) else 0
    clients = pd.DataFrame({"client_key": months.keys, "expected_net_sales": now[CHOSEN].to_numpy()})
    has_figure = clients["expected_net_sales"].notna()
    is_long, is_silent = now["is_long"].to_numpy(), now["is_silent"].to_numpy()
    clients["method"] = np.where(has_figure, np.where(is_long, SEASONAL, RECENT_MEAN), "")
    clients["history_months"] = now["history_months"].to_numpy()
    clients["last_year_net_sales"] = months.sum(origin - YEAR + 1, origin - YEAR + QUARTER)
    clients["last_quarter_net_sales"] = months.sum(origin - QUARTER + 1, origin)
    clients["reason"] = np.select([has_figure, is_silent], ["", SILENT], NO_MONTH)
    return clients.astype(NEXT_SALES.dtypes)


def _sum_origins(tests: list[pd.DataFrame], last: int) -> pd.DataFrame:
    """SALES_ORIGINS: each origin's sums over the clients that had a figure."""
    every = pd.concat(tests)
    every = every[every[CHOSEN].notna() | (every["origin"] == last)]
    by_origin = every.groupby("origin")
    origins = pd.DataFrame({"client_count": by_origin[CHOSEN].count()})
    origins["expected_net_sales"] = by_origin[CHOSEN].sum(min_count=1)
    origins["actual_net_sales"] = by_origin["actual"].sum(min_count=1)
    surplus = origins["actual_net_sales"] - origins["expected_net_sales"]
    origins["error_share"] = ratio(surplus, origins["expected_net_sales"])
    origins = origins.rename_axis("month").reset_index()[SALES_ORIGINS.column_names]
    return origins.astype(SALES_ORIGINS.dtypes)


def _measure_errors(tests: list[pd.DataFrame]) -> pd.DataFrame:
    """SALES_ERRORS: each method on the cases of its group, so that methods of a group are comparable."""
    if not tests:
        return SALES_ERRORS.empty()
    cases = pd.concat(tests)
    # The naive method needs three months of data; only cases that every method of the group can answer compare.
    cases = cases[cases[CHOSEN].notna() & cases[LAST_QUARTER].notna()]
    groups = {
        "all": (cases, (CHOSEN, LAST_QUARTER)),
        "long": (cases[cases["is_long"]], (SEASONAL, RECENT_MEAN, LAST_QUARTER)),
        "new": (cases[~cases["is_long"]], (RECENT_MEAN, LAST_QUARTER)),
    }
    rows = [
        _error_row(group, method, found[method], found["actual"])
        for group, (found, methods) in groups.items()
        for method in methods
        if len(found)
    ]
    errors = pd.DataFrame(rows, columns=SALES_ERRORS.column_names)
    return errors.astype(SALES_ERRORS.dtypes)


def _error_row(group: str, method: str, expected: pd.Series, actual: pd.Series) -> dict[str, object]:
    error, sold = expected - actual, float(actual.sum())
    base = sold if sold > 0 else float("nan")
    return {
        "client_group": group,
        "method": method,
        "case_count": len(actual),
        "mean_actual": actual.mean(),
        "mean_error": error.abs().mean(),
        "weighted_error_share": ratio(float(error.abs().sum()), base),
        "bias_share": ratio(float(error.sum()), base),
    }

"""What will each client buy in the next three months, and how wrong was that in the past?

Seasonal naive: the same three months of the year before, for clients with 24 complete months since their first
purchase; for newer ones 3 × the mean of their last six active months. Both are tested from the ends of past months
with the lines up to then only, against what came and against "the same as the last three months". Issue 4, point 11;
METHOD § 0 (complete months), § 5e (rolling origins). Weighted absolute error = Σ|expected - actual| ÷ Σ actual.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.periods import month_end, months_of
from kamlogic.ratios import ratio
from kamlogic.settings import Settings
from kamlogic.tables import CLIENT_DAYS, UNIDENTIFIED_KEY, Column, Table
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
_NEVER = -(10**9)

NEXT_SALES = Table(
    "next_sales",
    N_("one row per buyer"),
    (
        Column(
            "client_key", "int64", N_("Client key"), N_("The store's stable number of the client."), "count"
        ),
        Column(
            "expected_net_sales",
            "float64",
            N_("Expected in three months"),
            N_("Net sales of the three months ahead; returns netted, never below zero."),
            "money",
        ),
        Column("method", "str", N_("Method"), N_("seasonal or recent_mean; empty where n/a.")),
        Column(
            "history_months", "int64", N_("Months"), N_("Complete months since the first purchase."), "count"
        ),
        Column(
            "last_year_net_sales",
            "float64",
            N_("Same months last year"),
            N_("n/a without data that far back."),
            "money",
        ),
        Column(
            "last_quarter_net_sales",
            "float64",
            N_("Last three months"),
            N_("Net sales of the three before."),
            "money",
        ),
        Column(
            "reason", "str", N_("Why n/a"), N_("silent (lost) or no_month; empty where there is a figure.")
        ),
    ),
)

SALES_ERRORS = Table(
    "sales_errors",
    N_("one row per group of clients and method, over all past origins"),
    (
        Column("client_group", "str", N_("Clients"), N_("all, long (24 complete months) or new.")),
        Column("method", "str", N_("Method"), N_("chosen, seasonal, recent_mean or last_quarter.")),
        Column("case_count", "int64", N_("Cases"), N_("Clients × origins."), "count"),
        Column("mean_actual", "float64", N_("Mean sales"), N_("Of three months of a client."), "money"),
        Column(
            "mean_error", "float64", N_("Mean error"), N_("Mean distance of expected and actual."), "money"
        ),
        Column(
            "weighted_error_share",
            "float64",
            N_("Error"),
            N_("Sum of the distances ÷ sum of the actual sales; n/a without positive sales."),
            "share",
        ),
        Column(
            "bias_share",
            "float64",
            N_("Bias"),
            N_("Expected less actual ÷ actual, in sum: above zero is too high."),
            "share",
        ),
    ),
)

SALES_ORIGINS = Table(
    "sales_origins",
    N_("one row per past month's end from which three months were foretold, and one for now"),
    (
        Column("month", "int64", N_("Up to"), N_("Month index of the last month used."), "count"),
        Column("client_count", "int64", N_("Clients"), N_("With a figure then."), "count"),
        Column("expected_net_sales", "float64", N_("Expected"), N_("Of the three months after it."), "money"),
        Column(
            "actual_net_sales", "float64", N_("What came"), N_("From the same clients; n/a for now."), "money"
        ),
        Column("error_share", "float64", N_("Off by"), N_("Actual less expected ÷ expected."), "share"),
    ),
)


class NextSalesSettings(Settings):
    """How the next three months are foretold."""

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
    """The next three months of each client, in sum, and the same foretold in the past.

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


class _Months(NamedTuple):
    """Clients × months as arrays; the columns begin with the first complete month that is needed.

    Attributes:
        keys: Of the clients.
        begin: Month index of column 0.
        data_begin: First complete month of the data.
        sales: Net sales.
        bought: Whether there was a purchase.
        last_purchase: Day number of the last purchase up to each month's end.
        first_month: Month of each client's first purchase.
    """

    keys: np.ndarray
    begin: int
    data_begin: int
    sales: np.ndarray
    bought: np.ndarray
    last_purchase: np.ndarray
    first_month: np.ndarray


def forecast_sales(
    client_days: pd.DataFrame, *, as_of: date, complete: range, silent_days: int, settings: NextSalesSettings
) -> NextSalesResult:
    """Foretell each client's next three months, and test the same on past months.

    Args:
        client_days: CLIENT_DAYS up to the as-of day, any row order; not modified.
        as_of: The last day that is known.
        complete: Months that the data cover whole; the three months ahead follow the last of them.
        silent_days: A client silent for so long counts as lost and has no figure, then as now.
        settings: Methods and origins.

    Returns:
        Expected sales; those of a client bought back more than it bought are 0. Without a complete month nothing is
        expected.

    Raises:
        MissingColumnsError: A column of CLIENT_DAYS is missing.
    """
    CLIENT_DAYS.require(client_days)
    months = _as_months(client_days, complete, settings)
    last = complete.stop - 1
    now = _expect(months, last, _day_number(as_of), silent_days, settings)
    tests = [
        _expect(months, origin, _day_number(month_end(origin)), silent_days, settings).assign(
            actual=_sum(months, origin + 1, origin + QUARTER)
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


def _day_number(day: date) -> int:
    return int(np.datetime64(day, "D").astype("int64"))


def _as_months(client_days: pd.DataFrame, complete: range, settings: NextSalesSettings) -> _Months:
    """The months that the origins and the year before them need; buyers only."""
    days = client_days[client_days["client_key"] != UNIDENTIFIED_KEY]
    purchases = days[days["is_purchase"]]
    first = months_of(purchases.groupby("client_key")["date"].min())
    keys = first.index.to_numpy()
    needed = QUARTER + settings.origin_count + max(YEAR, settings.mean_of_months)
    begin = max(complete.start, complete.stop - needed)
    if not settings.counts_silent_months:
        begin = complete.start
    width = max(complete.stop - begin, 0)
    days = days[days["client_key"].isin(keys)]
    row, column = np.searchsorted(keys, days["client_key"]), (months_of(days["date"]) - begin).to_numpy()
    inside = (column >= 0) & (column < width)
    flat = (row * width + column)[inside]
    size = len(keys) * width
    is_purchase = days["is_purchase"].to_numpy()
    number = days["date"].to_numpy(dtype="datetime64[D]").astype("int64")
    last = np.full((len(keys), width + 1), _NEVER)
    places = np.clip(column + 1, 0, width + 1)
    counted = is_purchase & (places <= width)
    np.maximum.at(last, (row[counted], places[counted]), number[counted])
    return _Months(
        keys,
        begin,
        complete.start,
        sales=np.bincount(flat, days["net_sales"].to_numpy()[inside], size).reshape(len(keys), width),
        bought=np.bincount(flat, is_purchase[inside], size).reshape(len(keys), width) > 0,
        last_purchase=np.maximum.accumulate(last, axis=1)[:, 1:],
        first_month=first.to_numpy(),
    )


def _sum(months: _Months, first: int, last: int) -> np.ndarray:
    """Net sales of each client over months that the data cover; NaN where they do not."""
    if first < months.data_begin:
        return np.full(len(months.keys), np.nan)
    sums: np.ndarray = months.sales[:, first - months.begin : last - months.begin + 1].sum(axis=1)
    return sums


def _expect(
    months: _Months, origin: int, day: int, silent_days: int, settings: NextSalesSettings
) -> pd.DataFrame:
    """What each method expects after a month, knowing only the lines up to its end; NaN without a figure."""
    expected = pd.DataFrame({"origin": origin, "first_month": months.first_month}, index=months.keys)
    column = origin - months.begin
    history = (origin - np.maximum(months.first_month, months.data_begin) + 1).clip(min=0)
    last = months.last_purchase[:, column] if column >= 0 else np.full(len(months.keys), _NEVER)
    has_figure = (history > 0) & (day - last < silent_days)
    expected["history_months"] = history
    expected["is_silent"] = (history > 0) & ~has_figure
    expected["is_long"] = history >= settings.seasonal_from_months
    by_method = {
        SEASONAL: np.where(
            expected["is_long"], _sum(months, origin - YEAR + 1, origin - YEAR + QUARTER), np.nan
        ),
        RECENT_MEAN: QUARTER * _recent_mean(months, column, history, settings),
        LAST_QUARTER: _sum(months, origin - QUARTER + 1, origin),
    }
    for name, values in by_method.items():
        expected[name] = np.where(has_figure, np.maximum(values, 0.0), np.nan)
    expected[CHOSEN] = expected[SEASONAL].where(expected["is_long"], expected[RECENT_MEAN])
    return expected


def _recent_mean(
    months: _Months, column: int, history: np.ndarray, settings: NextSalesSettings
) -> np.ndarray:
    """Mean monthly sales of the last active months up to a column."""
    sales, bought = months.sales[:, : column + 1], months.bought[:, : column + 1]
    if settings.counts_silent_months:
        counts = np.minimum(history, settings.mean_of_months)
        inside = np.arange(sales.shape[1]) > column - counts[:, None]
    else:
        from_end = np.cumsum(bought[:, ::-1], axis=1)[:, ::-1]
        inside = bought & (from_end <= settings.mean_of_months)
        counts = inside.sum(axis=1)
    means: np.ndarray = ratio(
        pd.Series(np.where(inside, sales, 0.0).sum(axis=1)), pd.Series(counts)
    ).to_numpy()
    return means


def _list_clients(months: _Months, now: pd.DataFrame) -> pd.DataFrame:
    origin = now["origin"].iloc[0] if len(now) else 0
    clients = pd.DataFrame({"client_key": months.keys, "expected_net_sales": now[CHOSEN].to_numpy()})
    has_figure = clients["expected_net_sales"].notna()
    is_long, is_silent = now["is_long"].to_numpy(), now["is_silent"].to_numpy()
    clients["method"] = np.where(has_figure, np.where(is_long, SEASONAL, RECENT_MEAN), "")
    clients["history_months"] = now["history_months"].to_numpy()
    clients["last_year_net_sales"] = _sum(months, origin - YEAR + 1, origin - YEAR + QUARTER)
    clients["last_quarter_net_sales"] = _sum(months, origin - QUARTER + 1, origin)
    clients["reason"] = np.select([has_figure, is_silent], ["", SILENT], NO_MONTH)
    return clients.astype({column.name: column.dtype for column in NEXT_SALES.columns})


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
    return origins.astype({column.name: column.dtype for column in SALES_ORIGINS.columns})


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
    return errors.astype({column.name: column.dtype for column in SALES_ERRORS.columns})


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

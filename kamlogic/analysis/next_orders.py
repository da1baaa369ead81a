"""When will each client order next, and how far off were such dates in the past?

Expected on = last purchase + the median of the client's own gaps between purchase days; the spread is the 25 to 75 %
quantiles of the same gaps (linear interpolation). Tested at the ends of past months with the lines up to then only:
the date against the next purchase that came. Issue 4, point 11; METHOD § 0 (purchase day), § 5e (rolling origins).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.day_values import DayValues
from kamlogic.forecast_tables import NEXT_ORDERS, ORDER_ORIGINS, ORDER_WEEKS
from kamlogic.loss_criteria import LossCriterion, purchase_limits
from kamlogic.periods import last_complete_month, month_end
from kamlogic.purchases import Purchases, day_number
from kamlogic.ratios import ratio
from kamlogic.settings import Settings, Share
from kamlogic.tables import Table
from kamlogic.texts import N_

EXPECTED, DUE, OVERDUE, SILENT, FEW = "expected", "due", "overdue", "silent", "few"
ORDER_STATES = {
    EXPECTED: N_("expected"),
    DUE: N_("due now"),
    OVERDUE: N_("overdue"),
    SILENT: N_("lost"),
    FEW: N_("n/a: too few purchases"),
}


class NextOrderSettings(Settings):
    """What counts as a rhythm."""

    min_purchase_days: int = Field(
        default=3, ge=3, le=24, title=N_("Fewest purchase days"), description=N_("To forecast the next.")
    )
    spread_low: Share = Field(default=0.25, title=N_("Spread from"), description=N_("Quantile of own gaps."))
    spread_high: Share = Field(default=0.75, title=N_("Spread to"), description=N_("Quantile of own gaps."))
    days_ahead: int = Field(default=30, ge=7, le=182, title=N_("Days ahead"))
    week_count: int = Field(default=13, ge=1, le=52, title=N_("Weeks on the chart"))
    order_mean_of: int = Field(
        default=12,
        ge=1,
        le=100,
        title=N_("Usual order"),
        description=N_("Mean of so many last purchase days."),
    )
    origin_count: int = Field(
        default=12, ge=1, le=36, title=N_("Tested months"), description=N_("Past month's ends.")
    )


@dataclass(frozen=True, eq=False)
class NextOrderResult:
    """The next order of each buyer, and the same forecast in the past.

    Attributes:
        settings: In force.
        as_of: The last day that is known.
        orders: NEXT_ORDERS by date; those without one last.
        weeks: ORDER_WEEKS.
        origins: ORDER_ORIGINS by day.
        case_count: Orders forecast at all origins, without the undecided.
        median_error_days: Median distance in days; NaN without a case.
        within_share: Share of the cases that came in the spread; NaN without a case.
        worth_error_share: Median over the origins of |worth that came - forecast| ÷ forecast; NaN without any.
    """

    settings: NextOrderSettings
    as_of: date
    orders: pd.DataFrame
    weeks: pd.DataFrame
    origins: pd.DataFrame
    case_count: int
    median_error_days: float
    within_share: float
    worth_error_share: float


def forecast_orders(
    values: DayValues, *, as_of: date, criterion: LossCriterion, settings: NextOrderSettings
) -> NextOrderResult:
    """Foretell each buyer's next order, and test the same on past months.

    Args:
        values: The days with lines up to the as-of day, sorted once for many analyses.
        as_of: The last day that is known.
        criterion: Of clients that it calls lost no order is expected, then as now.
        settings: Spread and horizon.

    Returns:
        A client with fewer than three purchase days has no date; one past its spread is overdue and adds nothing to
        the worth. Clients without a purchase are absent.
    """
    purchases, now = values.purchases, day_number(as_of)
    limits = purchase_limits(purchases, criterion).full_days
    orders = _orders_at(purchases, now, limits, settings)
    origins, cases = _test_origins(purchases, as_of, limits, settings)
    error = ratio(
        (origins["actual_net_sales"] - origins["expected_net_sales"]).abs(), origins["expected_net_sales"]
    )
    weeks = _count_weeks(orders, now, settings.week_count)
    orders = orders.sort_values(["expected_on", "client_key"], na_position="last", ignore_index=True)
    return NextOrderResult(
        settings,
        as_of,
        _with_days(orders, NEXT_ORDERS),
        weeks,
        origins,
        case_count=len(cases),
        median_error_days=float(cases["error"].abs().median()),
        within_share=float(cases["is_within"].mean()),
        worth_error_share=float(error.median()),
    )


def _orders_at(
    purchases: Purchases, day: int, limits: np.ndarray, settings: NextOrderSettings
) -> pd.DataFrame:
    """NEXT_ORDERS as known on a day, days as numbers, with the client's place in the arrays."""
    every = purchases.counts_at(day)
    place = np.flatnonzero(every > 0)
    counts, last = every[place], (purchases.starts[:-1] + every - 1)[place]
    quantiles = purchases.gap_quantiles(day, [0.5, settings.spread_low, settings.spread_high])
    median, low, high = (
        np.where(counts >= settings.min_purchase_days, found[place], np.nan) for found in quantiles
    )
    orders = pd.DataFrame(
        {"client_key": purchases.client_keys[place], "place": place, "gap_count": counts - 1}
    )
    orders["median_gap_days"] = quantiles[0][place]
    orders["last_purchase"] = purchases.days[last]
    mean_of = np.minimum(every, settings.order_mean_of)
    orders["usual_order"] = (purchases.sold_between(every - mean_of, every) / np.maximum(mean_of, 1))[place]
    orders["expected_on"] = orders["last_purchase"] + np.floor(median + 0.5)
    orders["earliest_on"] = orders["last_purchase"] + np.floor(low)
    orders["latest_on"] = orders["last_purchase"] + np.ceil(high)
    is_lost = day - purchases.days[last] >= limits[last]
    return _with_states(orders, day, is_lost, settings.days_ahead)


def _with_states(orders: pd.DataFrame, day: int, is_lost: np.ndarray, days_ahead: int) -> pd.DataFrame:
    """What each order is on a day, and what the orders of the days ahead are worth."""
    is_over = orders["latest_on"] < day
    orders["order_state"] = np.select(
        [orders["expected_on"].isna(), is_lost, is_over, orders["expected_on"] <= day],
        [FEW, SILENT, OVERDUE, DUE],
        EXPECTED,
    )
    orders["overdue_days"] = (day - orders["latest_on"]).where(orders["order_state"] == OVERDUE)
    orders["next_day"] = orders["expected_on"].clip(lower=day + 1)
    orders["order_count"] = _count_ahead(orders, day + days_ahead)
    # Not a product: a client without orders adds 0, whatever an order of it is worth.
    worth = orders["order_count"] * orders["usual_order"]
    orders["expected_net_sales"] = worth.where(orders["order_count"] > 0, 0.0)
    return orders


def _count_ahead(orders: pd.DataFrame, last_day: int) -> pd.Series:
    """Orders up to a day: the next one, and one more each usual gap; none of overdue, lost or unknown clients."""
    is_ahead = orders["order_state"].isin([EXPECTED, DUE]) & (orders["next_day"] <= last_day)
    more = (last_day - orders["next_day"]) // orders["median_gap_days"]
    return (1 + more).where(is_ahead, 0).astype("int64")


def _test_origins(
    purchases: Purchases, as_of: date, limits: np.ndarray, settings: NextOrderSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """ORDER_ORIGINS and every decided case: error in days and whether it lay in the spread."""
    now = day_number(as_of)
    rows, cases = [], []
    last_month = last_complete_month(as_of)
    for month in range(last_month - settings.origin_count, last_month):
        day = day_number(month_end(month))
        orders = _orders_at(purchases, day, limits, settings)
        orders = orders[orders["order_state"].isin([EXPECTED, DUE])]
        tested = _compare(purchases, orders, now)
        if tested.empty:
            continue
        ahead = day + settings.days_ahead
        decided = tested[~tested["is_undecided"]]
        rows.append(
            {
                "origin": day,
                "case_count": len(tested),
                "undecided_count": int(tested["is_undecided"].sum()),
                "median_error_days": decided["error"].abs().median(),
                "within_share": decided["is_within"].mean(),
                "expected_net_sales": orders["expected_net_sales"].sum() if ahead <= now else np.nan,
                "actual_net_sales": _sold_until(purchases, orders, ahead) if ahead <= now else np.nan,
            }
        )
        cases.append(decided)
    origins = pd.DataFrame(rows, columns=ORDER_ORIGINS.column_names)
    none = pd.DataFrame({"error": pd.Series(dtype="float64"), "is_within": pd.Series(dtype="bool")})
    return _with_days(origins, ORDER_ORIGINS), pd.concat(cases) if cases else none


def _compare(purchases: Purchases, orders: pd.DataFrame, now: int) -> pd.DataFrame:
    """The next purchase of each client against its date; one that has not come is late by the days so far."""
    place = orders["place"].to_numpy()
    following = purchases.next_days[purchases.starts[place] + orders["gap_count"].to_numpy()]
    has_come = following >= 0
    came = np.where(has_come, following, now)
    is_in = (came >= orders["earliest_on"]) & (came <= orders["latest_on"])
    return pd.DataFrame(
        {
            "error": came - orders["expected_on"],
            "is_within": has_come & is_in,
            "is_undecided": ~has_come & (orders["latest_on"] >= now),
        }
    )


def _sold_until(purchases: Purchases, orders: pd.DataFrame, day: int) -> float:
    """Net sales of the clients' purchase days after the last known one, up to a day."""
    place = orders["place"].to_numpy()
    after = np.zeros(len(purchases.client_keys), dtype="int64")
    after[place] = orders["gap_count"].to_numpy() + 1
    return float(purchases.sold_between(after, purchases.counts_at(day))[place].sum())


def _count_weeks(orders: pd.DataFrame, now: int, week_count: int) -> pd.DataFrame:
    """ORDER_WEEKS: the next order of each client and those that follow at its usual gap."""
    ahead = orders.assign(order_count=_count_ahead(orders, now + 7 * week_count))
    ahead = ahead[ahead["order_count"] > 0]
    counts = ahead["order_count"].to_numpy()
    number = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    days = np.repeat(ahead["next_day"].to_numpy(), counts) + number * np.repeat(
        ahead["median_gap_days"].to_numpy(), counts
    )
    week = (np.floor(days) - now - 1).astype("int64") // 7
    worth = np.bincount(week, np.repeat(ahead["usual_order"].to_numpy(), counts), week_count)
    weeks = pd.DataFrame({"week_start": now + 1 + 7 * np.arange(week_count)})
    weeks["order_count"] = np.bincount(week, minlength=week_count)
    weeks["expected_net_sales"] = worth
    return _with_days(weeks, ORDER_WEEKS)


def _with_days(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The table in its dtypes, day numbers as dates."""
    dated = frame[table.column_names].copy()
    for column in table.columns:
        if column.kind == "date":
            days = pd.to_datetime(dated[column.name].astype("float64"), unit="D")
            dated[column.name] = days.astype("datetime64[us]")
    return dated.astype(table.dtypes)

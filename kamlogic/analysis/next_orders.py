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

from kamlogic.periods import last_complete_month, month_end
from kamlogic.ratios import ratio
from kamlogic.settings import Settings, Share
from kamlogic.tables import CLIENT_DAYS, UNIDENTIFIED_KEY, Column, Table
from kamlogic.texts import N_

EXPECTED, DUE, OVERDUE, SILENT, FEW = "expected", "due", "overdue", "silent", "few"
ORDER_STATES = {
    EXPECTED: N_("expected"),
    DUE: N_("due now"),
    OVERDUE: N_("overdue"),
    SILENT: N_("lost"),
    FEW: N_("n/a: too few purchases"),
}
_DAY = "datetime64[D]"

NEXT_ORDERS = Table(
    "next_orders",
    N_("one row per buyer"),
    (
        Column(
            "client_key", "int64", N_("Client key"), N_("The store's stable number of the client."), "count"
        ),
        Column(
            "order_state", "str", N_("State"), N_("expected, due, overdue, silent (lost) or few purchases.")
        ),
        Column(
            "expected_on",
            "datetime64[us]",
            N_("Expected on"),
            N_("Last purchase + own median gap; n/a under three purchase days."),
            "date",
        ),
        Column(
            "earliest_on",
            "datetime64[us]",
            N_("From"),
            N_("Last purchase + 25 % quantile of own gaps."),
            "date",
        ),
        Column(
            "latest_on", "datetime64[us]", N_("To"), N_("Last purchase + 75 % quantile of own gaps."), "date"
        ),
        Column(
            "overdue_days",
            "float64",
            N_("Days overdue"),
            N_("Since the end of the spread; empty if none."),
            "days",
        ),
        Column("median_gap_days", "float64", N_("Usual gap"), N_("Median of own gaps."), "days"),
        Column("gap_count", "int64", N_("Gaps"), N_("Own gaps between purchase days."), "count"),
        Column(
            "last_purchase", "datetime64[us]", N_("Last purchase"), N_("Last day with a purchase."), "date"
        ),
        Column(
            "usual_order",
            "float64",
            N_("Usual order"),
            N_("Mean net sales of the last purchase days."),
            "money",
        ),
        Column(
            "order_count",
            "int64",
            N_("Orders ahead"),
            N_("Orders expected in the days ahead, one each usual gap; 0 when overdue or lost."),
            "count",
        ),
        Column(
            "expected_net_sales",
            "float64",
            N_("Worth"),
            N_("Orders ahead × usual order."),
            "money",
        ),
    ),
)

ORDER_WEEKS = Table(
    "order_weeks",
    N_("one row per week after the as-of day"),
    (
        Column("week_start", "datetime64[us]", N_("Week from"), N_("First of seven days."), "date"),
        Column("order_count", "int64", N_("Orders"), N_("Orders expected in the week."), "count"),
        Column("expected_net_sales", "float64", N_("Worth"), N_("Their usual amounts."), "money"),
    ),
)

ORDER_ORIGINS = Table(
    "order_origins",
    N_("one row per past month's end from which dates were foretold"),
    (
        Column(
            "origin", "datetime64[us]", N_("Foretold on"), N_("Only lines up to this day were used."), "date"
        ),
        Column("case_count", "int64", N_("Orders foretold"), N_("Clients expected or due then."), "count"),
        Column(
            "undecided_count",
            "int64",
            N_("Undecided"),
            N_("Not come yet, with the spread not over."),
            "count",
        ),
        Column(
            "median_error_days",
            "float64",
            N_("Error (days)"),
            N_("Median distance of the order from its date; what has not come counts as late so far."),
            "days",
        ),
        Column("within_share", "float64", N_("In the spread"), N_("Orders that came within it."), "share"),
        Column("expected_net_sales", "float64", N_("Worth foretold"), N_("Of the days ahead."), "money"),
        Column(
            "actual_net_sales",
            "float64",
            N_("Worth that came"),
            N_("From the same clients' purchase days."),
            "money",
        ),
    ),
)


class NextOrderSettings(Settings):
    """What counts as a rhythm."""

    min_purchase_days: int = Field(
        default=3, ge=3, le=24, title=N_("Fewest purchase days"), description=N_("To foretell the next.")
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
    """The next order of each buyer, and the same foretold in the past.

    Attributes:
        settings: In force.
        as_of: The last day that is known.
        orders: NEXT_ORDERS by date; those without one last.
        weeks: ORDER_WEEKS.
        origins: ORDER_ORIGINS by day.
        case_count: Orders foretold at all origins, without the undecided.
        median_error_days: Median distance in days; NaN without a case.
        within_share: Share of the cases that came in the spread; NaN without a case.
        worth_error_share: Median over the origins of |worth that came - foretold| ÷ foretold; NaN without any.
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


@dataclass(frozen=True, eq=False)
class _Purchases:
    """Purchase days by client and day, as arrays.

    Attributes:
        keys: Of each client.
        starts: Position of each client's first purchase day.
        sizes: Purchase days of each client.
        days: Day numbers.
        gaps: Days since the purchase before; 0 for the first.
        by_gap: Positions of all but the first purchases, by client and rising gap.
        sales: Running net sales, one longer than days.
    """

    keys: np.ndarray
    starts: np.ndarray
    sizes: np.ndarray
    days: np.ndarray
    gaps: np.ndarray
    by_gap: np.ndarray
    sales: np.ndarray


def forecast_orders(
    client_days: pd.DataFrame, *, as_of: date, silent_days: int, settings: NextOrderSettings
) -> NextOrderResult:
    """Foretell each buyer's next order, and test the same on past months.

    Args:
        client_days: CLIENT_DAYS up to the as-of day, any row order; not modified.
        as_of: The last day that is known.
        silent_days: A client silent for so long counts as lost: no order is expected, then as now.
        settings: Spread and horizon.

    Returns:
        A client with fewer than three purchase days has no date; one past its spread is overdue and adds nothing to
        the worth. Clients without a purchase are absent.

    Raises:
        MissingColumnsError: A column of CLIENT_DAYS is missing.
    """
    CLIENT_DAYS.require(client_days)
    bought = client_days[client_days["is_purchase"] & (client_days["client_key"] != UNIDENTIFIED_KEY)]
    purchases = _as_arrays(bought.sort_values(["client_key", "date"]))
    now = np.datetime64(as_of, "D").astype("int64")
    orders = _orders_at(purchases, int(now), silent_days, settings)
    origins, cases = _test_origins(purchases, as_of, silent_days, settings)
    error = ratio(
        (origins["actual_net_sales"] - origins["expected_net_sales"]).abs(), origins["expected_net_sales"]
    )
    weeks = _count_weeks(orders, int(now), settings.week_count)
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


def _as_arrays(bought: pd.DataFrame) -> _Purchases:
    client = bought["client_key"].to_numpy()
    days = bought["date"].to_numpy(dtype=_DAY).astype("int64")
    is_first = np.append([True], client[1:] != client[:-1]) if len(client) else np.array([], dtype=bool)
    starts = np.flatnonzero(is_first)
    gaps = np.where(is_first, 0, np.diff(days, prepend=0))
    later = np.flatnonzero(~is_first)
    return _Purchases(
        keys=client[starts],
        starts=starts,
        sizes=np.diff(np.append(starts, len(client))),
        days=days,
        gaps=gaps,
        by_gap=later[np.lexsort((gaps[later], client[later]))],
        sales=np.append([0.0], np.cumsum(bought["net_sales"].to_numpy(dtype="float64"))),
    )


def _orders_at(
    purchases: _Purchases, day: int, silent_days: int, settings: NextOrderSettings
) -> pd.DataFrame:
    """NEXT_ORDERS as known on a day, days as numbers, with the place of the last purchase; all had bought by then."""
    known = purchases.days <= day
    counts = np.add.reduceat(known.astype("int64"), purchases.starts) if len(known) else purchases.sizes
    has_bought = counts > 0
    counts, starts = counts[has_bought], purchases.starts[has_bought]
    last = starts + counts - 1
    gaps = purchases.gaps[purchases.by_gap[known[purchases.by_gap]]]
    first = np.maximum(last - settings.order_mean_of + 1, starts)
    orders = pd.DataFrame({"client_key": purchases.keys[has_bought], "place": last, "gap_count": counts - 1})
    orders["last_purchase"] = purchases.days[last]
    orders["usual_order"] = (purchases.sales[last + 1] - purchases.sales[first]) / (last - first + 1)
    shown = counts >= settings.min_purchase_days
    quantiles = {"median_gap_days": 0.5, "low": settings.spread_low, "high": settings.spread_high}
    for name, share in quantiles.items():
        orders[name] = _own_quantile(gaps, orders["gap_count"].to_numpy(), share)
    orders["expected_on"] = orders["last_purchase"] + np.floor(orders["median_gap_days"] + 0.5).where(shown)
    orders["earliest_on"] = orders["last_purchase"] + np.floor(orders["low"]).where(shown)
    orders["latest_on"] = orders["last_purchase"] + np.ceil(orders["high"]).where(shown)
    is_silent, is_over = day - orders["last_purchase"] >= silent_days, orders["latest_on"] < day
    orders["order_state"] = np.select(
        [~shown, is_silent, is_over, orders["expected_on"] <= day], [FEW, SILENT, OVERDUE, DUE], EXPECTED
    )
    orders["overdue_days"] = (day - orders["latest_on"]).where(orders["order_state"] == OVERDUE)
    orders["next_day"] = orders["expected_on"].clip(lower=day + 1)
    orders["order_count"] = _count_ahead(orders, day + settings.days_ahead)
    is_ahead = orders["order_state"].isin([EXPECTED, DUE])
    orders["expected_net_sales"] = (orders["order_count"] * orders["usual_order"]).where(is_ahead, 0.0)
    return orders


def _own_quantile(gaps: np.ndarray, counts: np.ndarray, share: float) -> np.ndarray:
    """The quantile of each client's gaps, which lie one after another, rising; NaN without a gap."""
    found = np.full(len(counts), np.nan)
    has_gap = counts > 0
    offsets = (np.cumsum(counts) - counts)[has_gap]
    place = (counts[has_gap] - 1) * share
    below = np.floor(place).astype("int64")
    above = np.ceil(place).astype("int64")
    low, high = gaps[offsets + below], gaps[offsets + above]
    found[has_gap] = low + (high - low) * (place - below)
    return found


def _count_ahead(orders: pd.DataFrame, last_day: int) -> pd.Series:
    """Orders up to a day: the next one, and one more each usual gap; none of overdue, lost or unknown clients."""
    is_ahead = orders["order_state"].isin([EXPECTED, DUE]) & (orders["next_day"] <= last_day)
    more = (last_day - orders["next_day"]) // orders["median_gap_days"]
    return (1 + more).where(is_ahead, 0).astype("int64")


def _test_origins(
    purchases: _Purchases, as_of: date, silent_days: int, settings: NextOrderSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """ORDER_ORIGINS and every decided case: error in days and whether it lay in the spread."""
    now = int(np.datetime64(as_of, "D").astype("int64"))
    rows, cases = [], []
    last_month = last_complete_month(as_of)
    for month in range(last_month - settings.origin_count, last_month):
        origin = month_end(month)
        day = int(np.datetime64(origin, "D").astype("int64"))
        orders = _orders_at(purchases, day, silent_days, settings)
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


def _compare(purchases: _Purchases, orders: pd.DataFrame, now: int) -> pd.DataFrame:
    """The next purchase of each client against its date; one that has not come is late by the days so far."""
    client = np.searchsorted(purchases.keys, orders["client_key"].to_numpy())
    following = orders["place"].to_numpy() + 1
    has_come = following < purchases.starts[client] + purchases.sizes[client]
    came = np.where(has_come, purchases.days[np.minimum(following, len(purchases.days) - 1)], now)
    is_in = (came >= orders["earliest_on"]) & (came <= orders["latest_on"])
    return pd.DataFrame(
        {
            "error": came - orders["expected_on"],
            "is_within": has_come & is_in,
            "is_undecided": ~has_come & (orders["latest_on"] >= now),
        }
    )


def _sold_until(purchases: _Purchases, orders: pd.DataFrame, day: int) -> float:
    """Net sales of the clients' purchase days after the last known one, up to a day."""
    known = np.append([0], np.cumsum(purchases.days <= day))
    client = np.searchsorted(purchases.keys, orders["client_key"].to_numpy())
    starts = purchases.starts[client]
    end = starts + known[starts + purchases.sizes[client]] - known[starts]
    return float((purchases.sales[end] - purchases.sales[orders["place"].to_numpy() + 1]).sum())


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
            numbers = dated[column.name].astype("float64")
            dated[column.name] = pd.to_datetime(numbers, unit="D").astype("datetime64[us]")
    return dated.astype({column.name: column.dtype for column in table.columns})

"""Was what was promised delivered on time and in full (OTIF)?

A line is on time when it was delivered by its promised day + the tolerance, early counts, and in full when at least the
ordered quantity came. It is judged once promised day + tolerance has passed (up to the as-of day); not delivered by then
is a failure, a delivery after the as-of day has not happened yet, and without a promised day nothing is judged. An order
is judged by those of its lines that can be judged: it is on time, or in full, when all of them are, and counts when both
hold. OTIF = such orders / orders judged; line rate likewise; quantity rate = quantity on time, never more than ordered,
/ quantity ordered. METHOD § 7. The same formula judges any log of promises, with a quantity of 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from pydantic import Field

from kamlogic.periods import months_of
from kamlogic.ratios import ratio
from kamlogic.settings import Settings
from kamlogic.tables import CLIENT_KEY, DELIVERIES, MONTH, Column, Table
from kamlogic.texts import N_

_ORDER = Column("order_number", "int64", N_("Order"), N_("The same for all lines of one order."), "count")
_RATES = (
    Column("order_count", "int64", N_("Orders"), N_("Orders that could be judged."), "count"),
    Column(
        "otif_count",
        "int64",
        N_("Orders on time in full"),
        N_("All of the order came by the promised day."),
        "count",
    ),
    Column(
        "otif_share",
        "float64",
        N_("On time in full"),
        N_("Orders on time in full, of those judged."),
        "share",
    ),
    Column("on_time_share", "float64", N_("On time"), N_("Orders on time, of those judged."), "share"),
    Column("in_full_share", "float64", N_("In full"), N_("Orders in full, of those judged."), "share"),
    Column("line_share", "float64", N_("Lines"), N_("Lines on time and in full, of those judged."), "share"),
    Column(
        "quantity_share",
        "float64",
        N_("Quantity"),
        N_("Quantity delivered on time, of the quantity ordered; n/a where no quantity is given."),
        "share",
    ),
    Column("late_days", "float64", N_("Days late"), N_("Mean of the orders that came late."), "number"),
)
_GROUP_RATES = (
    Column("failed_count", "int64", N_("Failed"), N_("Orders late or not in full."), "count"),
    *_RATES,
    Column("is_small", "bool", N_("Few orders"), N_("Fewer orders than a rate needs."), "flag"),
)

DELIVERY_ORDERS = Table(
    "delivery_orders",
    N_("one row per order that could be judged"),
    (
        _ORDER,
        CLIENT_KEY,
        Column(
            "promised_date", "datetime64[us]", N_("Promised"), N_("Latest promised day that is due."), "date"
        ),
        Column("is_on_time", "bool", N_("On time"), N_("All lines are."), "flag"),
        Column("is_in_full", "bool", N_("In full"), N_("All lines are delivered whole."), "flag"),
        Column(
            "late_days",
            "float64",
            N_("Days late"),
            N_("Of its latest line after the promised day; n/a while something is missing."),
            "days",
        ),
        Column("line_count", "int64", N_("Lines"), N_("Lines that could be judged."), "count"),
        Column("good_line_count", "int64", N_("Good lines"), N_("Lines on time and in full."), "count"),
        Column("ordered_quantity", "float64", N_("Ordered"), N_("Quantity; n/a without."), "quantity"),
        Column("good_quantity", "float64", N_("On time"), N_("Quantity delivered on time."), "quantity"),
    ),
)

PUNCTUALITY_MONTHS = Table(
    "punctuality_months",
    N_("one row per month in which a judged order was promised"),
    (MONTH, *_RATES),
)

PUNCTUALITY_CLIENTS = Table(
    "punctuality_clients",
    N_("one row per client with a judged order, most failed orders first"),
    (
        CLIENT_KEY,
        *_GROUP_RATES,
    ),
)

PUNCTUALITY_MANAGERS = Table(
    "punctuality_managers",
    N_("one row per account manager on the promised day, most judged orders first"),
    (
        Column("manager", "str", N_("Account manager"), N_("Empty for clients without one.")),
        *_GROUP_RATES,
    ),
)


class PunctualitySettings(Settings):
    """What counts as punctual."""

    tolerance_days: int = Field(
        default=0,
        ge=0,
        le=60,
        title=N_("Tolerance"),
        description=N_("Days after the promised day that still count as on time."),
    )
    min_orders: int = Field(
        default=5,
        ge=1,
        le=100,
        title=N_("Rates from"),
        description=N_("Judged orders that a client or manager needs; rates of fewer say little."),
    )


@dataclass(frozen=True, eq=False)
class PunctualityResult:
    """How punctual the deliveries were; shares are NaN when no order could be judged.

    Attributes:
        settings: In force.
        order_count: Orders judged.
        on_time_count: Of them on time.
        in_full_count: Of them in full.
        otif_count: Of them both.
        otif_share: otif_count ÷ order_count.
        line_count: Lines judged.
        good_line_count: Of them on time and in full.
        line_share: good_line_count ÷ line_count.
        quantity_share: Quantity on time ÷ quantity ordered; NaN where no quantity is given.
        open_count: Promised orders of which no line is due yet.
        orders: DELIVERY_ORDERS.
        months: PUNCTUALITY_MONTHS by month.
        clients: PUNCTUALITY_CLIENTS.
    """

    settings: PunctualitySettings
    order_count: int
    on_time_count: int
    in_full_count: int
    otif_count: int
    otif_share: float
    line_count: int
    good_line_count: int
    line_share: float
    quantity_share: float
    open_count: int
    orders: pd.DataFrame
    months: pd.DataFrame
    clients: pd.DataFrame


def measure_punctuality(
    deliveries: pd.DataFrame, *, as_of: date, settings: PunctualitySettings
) -> PunctualityResult:
    """Judge every promised order that is due.

    Lines without a promised day and lines not due yet are passed over; an order of such lines only is not judged.
    Where no quantity is given, a delivered line is in full. A line that is due and missing is neither on time nor in
    full.

    Args:
        deliveries: DELIVERIES, any row order; not modified.
        as_of: The last day that is known; what was delivered later has not come yet.
        settings: The tolerance.

    Returns:
        Rates of all orders, by month and by client.

    Raises:
        MissingColumnsError: A column of DELIVERIES is missing.
    """
    DELIVERIES.require(deliveries)
    promised = deliveries[deliveries["promised_date"].notna()]
    last_due = pd.Timestamp(as_of) - pd.Timedelta(days=settings.tolerance_days)
    due = promised[promised["promised_date"] <= last_due]
    orders = _judge_orders(_judge_lines(due, as_of, settings.tolerance_days))
    total = rate_groups(orders, pd.Series(0, index=orders.index, name="all"), settings=settings)
    months = rate_groups(orders, months_of(orders["promised_date"]).rename("month"), settings=settings)
    clients = rate_groups(orders, orders["client_key"], settings=settings)
    by_failures = ["failed_count", "order_count", "client_key"]
    clients = clients.sort_values(by_failures, ascending=[False, True, True], ignore_index=True)
    found = dict(total.iloc[0]) if len(total) else {}
    return PunctualityResult(
        settings=settings,
        order_count=len(orders),
        on_time_count=int(orders["is_on_time"].sum()),
        in_full_count=int(orders["is_in_full"].sum()),
        otif_count=int(found.get("otif_count", 0)),
        line_count=int(orders["line_count"].sum()),
        good_line_count=int(orders["good_line_count"].sum()),
        **{name: float(found.get(name, np.nan)) for name in ("otif_share", "line_share", "quantity_share")},
        open_count=promised["order_number"].nunique() - len(orders),
        orders=orders[DELIVERY_ORDERS.column_names],
        months=months[PUNCTUALITY_MONTHS.column_names],
        clients=clients[PUNCTUALITY_CLIENTS.column_names],
    )


def rate_groups(orders: pd.DataFrame, groups: pd.Series, *, settings: PunctualitySettings) -> pd.DataFrame:
    """The rates of groups of orders.

    Args:
        orders: DELIVERY_ORDERS; not modified.
        groups: The group of each of these rows; its name becomes the first column.
        settings: From how many orders a rate says something.

    Returns:
        The columns of PUNCTUALITY_CLIENTS with the group in place of the client, by group.
    """
    is_good = orders["is_on_time"] & orders["is_in_full"]
    late = orders["late_days"]
    figures = pd.DataFrame(
        {
            "order_count": 1,
            "otif_count": is_good.astype("int64"),
            "on_time": orders["is_on_time"].astype("int64"),
            "in_full": orders["is_in_full"].astype("int64"),
            "line_count": orders["line_count"],
            "good_line_count": orders["good_line_count"],
            "ordered": orders["ordered_quantity"].fillna(0.0),
            "good": orders["good_quantity"].fillna(0.0),
            "late_sum": late.where(late > 0, 0.0),
            "late_count": (late > 0).astype("int64"),
        },
        index=orders.index,
    )
    sums = figures.groupby(groups, observed=True).sum()
    sums["otif_share"] = ratio(sums["otif_count"], sums["order_count"])
    sums["on_time_share"] = ratio(sums["on_time"], sums["order_count"])
    sums["in_full_share"] = ratio(sums["in_full"], sums["order_count"])
    sums["line_share"] = ratio(sums["good_line_count"], sums["line_count"])
    sums["quantity_share"] = ratio(sums["good"], sums["ordered"])
    sums["late_days"] = ratio(sums["late_sum"], sums["late_count"])
    sums["failed_count"] = sums["order_count"] - sums["otif_count"]
    sums["is_small"] = sums["order_count"] < settings.min_orders
    return sums.reset_index()


def _judge_lines(promised: pd.DataFrame, as_of: date, tolerance_days: int) -> pd.DataFrame:
    """Per row: is it on time, in full, how late, and how many lines and how much of it is good."""
    delivered = promised["delivered_date"].where(promised["delivered_date"] <= pd.Timestamp(as_of))
    late_days = (delivered - promised["promised_date"]).dt.days
    is_on_time = late_days <= tolerance_days
    is_in_full = promised["is_whole"] & delivered.notna()
    is_good = is_on_time & is_in_full
    return promised.assign(
        late_days=late_days.astype("float64"),
        is_on_time=is_on_time,
        is_in_full=is_in_full,
        is_missing=delivered.isna(),
        good_line_count=promised["line_count"].where(is_good, 0),
        good_quantity=promised["delivered_quantity"].where(is_on_time, 0.0),
    )


def _judge_orders(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines of each order together."""
    rows = lines.sort_values("order_number", kind="stable")
    numbers = rows["order_number"].to_numpy()
    starts = np.flatnonzero(np.diff(numbers, prepend=numbers[:1] - 1))
    # Each order's rows stand together: reduced in one go, because a group-by takes long over a million orders.
    rules: dict[str, np.ufunc] = {
        "promised_date": np.maximum,
        "is_on_time": np.logical_and,
        "is_in_full": np.logical_and,
        "is_missing": np.logical_or,
        "late_days": np.fmax,
        **dict.fromkeys(("line_count", "good_line_count", "ordered_quantity", "good_quantity"), np.add),
    }
    reduced = {name: _reduce(rule, rows[name].to_numpy(), starts) for name, rule in rules.items()}
    orders = pd.DataFrame(
        {
            "order_number": numbers[starts],
            "client_key": rows["client_key"].to_numpy()[starts],
            **reduced,
        }
    )
    orders["late_days"] = orders["late_days"].where(~orders["is_missing"])
    return orders


def _reduce(rule: np.ufunc, values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    reduced: np.ndarray = rule.reduceat(values, starts) if len(starts) else values[:0]
    return reduced

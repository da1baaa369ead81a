"""What comes next, as a part of the report."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

import pandas as pd
from pydantic import Field

from kamlogic.analysis.next_orders import NextOrderResult
from kamlogic.analysis.next_sales import NextSalesResult
from kamlogic.money import money_text
from kamlogic.periods import month_text
from kamlogic.reports.part import Part, day_or_none, defined


class OrderPart(Part):
    """The next order of one buyer; lost clients and those with few purchases have no order ahead."""

    client: str
    state: str = Field(
        description="few (purchase days), silent (lost by settings.losses), overdue (past latest_on), due (expected_on reached) or expected; the first that holds."
    )
    expected_on: date | None = Field(description="Last purchase + median of own gaps, half a day rounded up.")
    earliest_on: date | None = Field(description="Last purchase + lower quantile of own gaps, rounded down.")
    latest_on: date | None = Field(description="Last purchase + upper quantile of own gaps, rounded up.")
    overdue_days: int | None = Field(description="Days since latest_on.")
    gaps: int
    median_gap_days: float | None
    usual_order: str = Field(description="Mean net sales of the last purchase days.")
    orders_ahead: int = Field(description="Next order and one more each usual gap, within the days ahead.")
    expected_net_sales: str = Field(description="orders_ahead × usual_order.")


class OrderOriginPart(Part):
    """One past month's end."""

    origin: date
    cases: int
    undecided: int
    median_error_days: float | None
    within_share: float | None
    expected_net_sales: str | None
    actual_net_sales: str | None


class OrderTestPart(Part):
    """Dates forecast at past month's ends with the lines up to then, against the next purchases."""

    cases: int = Field(description="Without the undecided.")
    median_error_days: float | None = Field(
        description="Median |came - expected|; what has not come counts as of today."
    )
    within_share: float | None = Field(description="Came from earliest_on to latest_on.")
    worth_error_share: float | None = Field(
        description="Median over origins of |came - expected| ÷ expected, in the days ahead."
    )
    by_origin: list[OrderOriginPart]


class SalesPart(Part):
    """The three months ahead of one buyer."""

    client: str
    expected_net_sales: str | None
    method: str | None = Field(description="seasonal or recent_mean.")
    months: int = Field(description="Complete months since the first purchase.")
    reason: str | None = Field(description="Why undefined: silent (lost) or no_month.")


class SalesErrorPart(Part):
    """One method on the cases of one group of clients, all past origins together."""

    clients: str = Field(description="all, long (seasonal applies) or new.")
    method: str = Field(
        description="chosen (the rule), seasonal, recent_mean or last_quarter (the baseline)."
    )
    cases: int
    mean_actual: str
    mean_error: str
    weighted_error_share: float | None = Field(description="Σ|expected - actual| ÷ Σ actual.")
    bias_share: float | None = Field(description="Σ(expected - actual) ÷ Σ actual.")


class SalesOriginPart(Part):
    """Three months forecast from one month's end, over the clients with a figure then."""

    month: str
    clients: int
    expected_net_sales: str | None
    actual_net_sales: str | None = Field(
        description="Of the same clients; null for the last, which is ahead."
    )
    error_share: float | None = Field(description="Actual less expected ÷ expected.")


class ForecastPart(Part):
    """What is expected next."""

    days_ahead: int
    expected_orders: int
    expected_net_sales: str
    overdue_clients: int
    order_test: OrderTestPart
    orders: list[OrderPart]
    first_month: str = Field(description="First of the three months ahead.")
    total: str | None = Field(description="Sum of the clients' three months.")
    low: str | None = Field(
        description="total × (1 + the lowest error_share, or 0); null under three origins."
    )
    high: str | None = Field(description="total × (1 + the highest error_share, or 0).")
    sales_errors: list[SalesErrorPart]
    sales_origins: list[SalesOriginPart]
    sales: list[SalesPart]


def forecast_part(
    orders: NextOrderResult, sales: NextSalesResult, codes: dict[int, str], scale: int
) -> ForecastPart:
    """Orders by date and sales by client; codes name the clients."""
    ahead = orders.orders
    return ForecastPart(
        days_ahead=orders.settings.days_ahead,
        expected_orders=int(ahead["order_count"].sum()),
        expected_net_sales=str(money_text(float(ahead["expected_net_sales"].sum()), scale)),
        overdue_clients=int((ahead["order_state"] == "overdue").sum()),
        order_test=_order_test(orders, scale),
        orders=[_order(row, codes, scale) for row in ahead.to_dict("records")],
        first_month=month_text(sales.first_month),
        total=money_text(sales.total, scale),
        low=money_text(sales.low, scale),
        high=money_text(sales.high, scale),
        sales_errors=[_sales_error(row, scale) for row in sales.errors.to_dict("records")],
        sales_origins=[_sales_origin(row, scale) for row in sales.origins.to_dict("records")],
        sales=[_sale(row, codes, scale) for row in sales.clients.to_dict("records")],
    )


def _order(row: dict[Hashable, Any], codes: dict[int, str], scale: int) -> OrderPart:
    return OrderPart(
        client=codes[row["client_key"]],
        state=row["order_state"],
        expected_on=day_or_none(row["expected_on"]),
        earliest_on=day_or_none(row["earliest_on"]),
        latest_on=day_or_none(row["latest_on"]),
        overdue_days=None if pd.isna(row["overdue_days"]) else int(row["overdue_days"]),
        gaps=row["gap_count"],
        median_gap_days=defined(row["median_gap_days"]),
        usual_order=str(money_text(row["usual_order"], scale)),
        orders_ahead=row["order_count"],
        expected_net_sales=str(money_text(row["expected_net_sales"], scale)),
    )


def _order_test(orders: NextOrderResult, scale: int) -> OrderTestPart:
    return OrderTestPart(
        cases=orders.case_count,
        median_error_days=defined(orders.median_error_days),
        within_share=defined(orders.within_share),
        worth_error_share=defined(orders.worth_error_share),
        by_origin=[
            OrderOriginPart(
                origin=row["origin"].date(),
                cases=row["case_count"],
                undecided=row["undecided_count"],
                median_error_days=defined(row["median_error_days"]),
                within_share=defined(row["within_share"]),
                expected_net_sales=money_text(row["expected_net_sales"], scale),
                actual_net_sales=money_text(row["actual_net_sales"], scale),
            )
            for row in orders.origins.to_dict("records")
        ],
    )


def _sale(row: dict[Hashable, Any], codes: dict[int, str], scale: int) -> SalesPart:
    return SalesPart(
        client=codes[row["client_key"]],
        expected_net_sales=money_text(row["expected_net_sales"], scale),
        method=row["method"] or None,
        months=row["history_months"],
        reason=row["reason"] or None,
    )


def _sales_error(row: dict[Hashable, Any], scale: int) -> SalesErrorPart:
    return SalesErrorPart(
        clients=row["client_group"],
        method=row["method"],
        cases=row["case_count"],
        mean_actual=str(money_text(row["mean_actual"], scale)),
        mean_error=str(money_text(row["mean_error"], scale)),
        weighted_error_share=defined(row["weighted_error_share"]),
        bias_share=defined(row["bias_share"]),
    )


def _sales_origin(row: dict[Hashable, Any], scale: int) -> SalesOriginPart:
    return SalesOriginPart(
        month=month_text(int(row["month"])),
        clients=row["client_count"],
        expected_net_sales=money_text(row["expected_net_sales"], scale),
        actual_net_sales=money_text(row["actual_net_sales"], scale),
        error_share=defined(row["error_share"]),
    )

"""What is forecast of each client, and how it was borne out: tables that other analyses take up."""

from __future__ import annotations

from kamlogic.tables import CLIENT_KEY, LAST_PURCHASE, Column, Table
from kamlogic.texts import N_

NEXT_ORDERS = Table(
    "next_orders",
    N_("one row per buyer"),
    (
        CLIENT_KEY,
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
        LAST_PURCHASE,
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
    N_("one row per past month's end from which dates were forecast"),
    (
        Column(
            "origin", "datetime64[us]", N_("Forecast on"), N_("Only lines up to this day were used."), "date"
        ),
        Column("case_count", "int64", N_("Orders forecast"), N_("Clients expected or due then."), "count"),
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
        Column("expected_net_sales", "float64", N_("Worth forecast"), N_("Of the days ahead."), "money"),
        Column(
            "actual_net_sales",
            "float64",
            N_("Worth that came"),
            N_("From the same clients' purchase days."),
            "money",
        ),
    ),
)

NEXT_SALES = Table(
    "next_sales",
    N_("one row per buyer"),
    (
        CLIENT_KEY,
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
    N_("one row per past month's end from which three months were forecast, and one for now"),
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

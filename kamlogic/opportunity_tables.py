"""Lost clients by value, and what peers buy: tables that pages, reports and plans take up."""

from __future__ import annotations

from kamlogic.tables import CLIENT_KEY, LAST_PURCHASE, Column, Table
from kamlogic.texts import N_

WIN_BACK_OUTCOMES = Table(
    "win_back_outcomes",
    N_("one row per finished attempt to win a client back"),
    (
        CLIENT_KEY,
        Column("attempted_on", "datetime64[us]", N_("Attempted"), N_("The day of the offer."), "date"),
        Column("is_won", "bool", N_("Won back"), N_("Bought within the window that was set."), "flag"),
    ),
)

WIN_BACK_CLIENTS = Table(
    "win_back_clients",
    N_("one row per lost client, the largest expected value first"),
    (
        CLIENT_KEY,
        Column(
            "expected_value",
            "float64",
            N_("Expected value"),
            N_("Return rate × monthly profit × months ahead, less the cost."),
            "money",
        ),
        Column(
            "return_rate",
            "float64",
            N_("Return rate"),
            N_("Of own attempts; else how often such a silence ends by itself within the days ahead."),
            "share",
        ),
        Column(
            "monthly_value",
            "float64",
            N_("Profit a month"),
            N_("Mean of the last active months: gross profit, or sales where no cost is known."),
            "money",
        ),
        Column("value_basis", "str", N_("Basis"), N_("gross_profit, or net_sales where no cost is known.")),
        Column(
            "last_net_sales",
            "float64",
            N_("Last sales"),
            N_("Net sales of the same months."),
            "money",
        ),
        Column(
            "active_month_count", "int64", N_("Active months"), N_("Months that the mean is of."), "count"
        ),
        LAST_PURCHASE,
        Column("silence_days", "int64", N_("Silence"), N_("Days since the last purchase."), "days"),
        Column("purchase_day_count", "int64", N_("Purchase days"), N_("Days with a purchase."), "count"),
        Column(
            "stratum",
            "str",
            N_("Compared with"),
            N_("Pauses after the 1st, 2nd, 3rd to 5th, 6th or later purchase; all where those are few."),
        ),
        Column("gap_count", "int64", N_("Pauses ended"), N_("Pauses there that a purchase ended."), "count"),
        Column(
            "longer_count",
            "int64",
            N_("Pauses as long"),
            N_("Pauses there that lasted longer than this one."),
            "count",
        ),
        Column(
            "ended_count",
            "int64",
            N_("Of these ended"),
            N_("Of these, ended by a purchase within the days ahead."),
            "count",
        ),
        Column(
            "hidden_reason", "str", N_("Left out"), N_("Why the client is not on the list; empty if it is.")
        ),
    ),
)

CLIENT_ITEMS = Table(
    "client_items",
    N_("client × product or category with a line in the window"),
    (
        CLIENT_KEY,
        Column("item", "category", N_("Product"), N_("Product or category as the export names it.")),
        Column("net_sales", "float64", N_("Net sales"), N_("Sum of signed amounts in the window."), "money"),
    ),
)

PEER_CLIENTS = Table(
    "peer_clients",
    N_("one row per client with a class, the largest first"),
    (
        CLIENT_KEY,
        Column("net_sales", "float64", N_("Net sales"), N_("In the window, all products."), "money"),
        Column("peer_group", "str", N_("Peers"), N_("Cell or ABC class; empty with too few peers.")),
        Column(
            "is_open", "bool", N_("Looked at"), N_("White space is sought; not for lost clients."), "flag"
        ),
    ),
)

_PEER_COLUMNS = (
    Column("peer_group", "str", N_("Peers"), N_("Cell, or ABC class where the cell is too small.")),
    Column("item", "str", N_("Product"), N_("Product or category as the export names it.")),
    Column("peer_count", "int64", N_("Peers"), N_("Other clients of the group."), "count"),
    Column(
        "buyer_count", "int64", N_("Of these buy"), N_("With net sales above zero in the window."), "count"
    ),
    Column("buyer_share", "float64", N_("Share that buys"), N_("Of the peers."), "share"),
    Column("median_sales", "float64", N_("Median a year"), N_("Of the peers that buy it."), "money"),
    Column("mean_sales", "float64", N_("Mean a year"), N_("Of the peers that buy it."), "money"),
    Column(
        "median_buyer_sales",
        "float64",
        N_("Their size"),
        N_("Median yearly sales, all products, of these."),
        "money",
    ),
)

PEER_ITEMS = Table(
    "peer_items",
    N_("one row per group of peers and product, by what all who do not buy it would bring"),
    (
        *_PEER_COLUMNS,
        Column("open_count", "int64", N_("Do not buy"), N_("Clients looked at that do not buy it."), "count"),
        Column(
            "expected_total",
            "float64",
            N_("Expected in sum"),
            N_("Expected value of all who do not buy it."),
            "money",
        ),
    ),
)

WHITE_SPACES = Table(
    "white_spaces",
    N_("one row per client and product that it does not buy, the largest expected value first"),
    (
        CLIENT_KEY,
        *_PEER_COLUMNS,
        Column(
            "size_factor",
            "float64",
            N_("Relative size"),
            N_("The client's sales ÷ the size of those who buy it."),
            "number",
        ),
        Column(
            "expected_value",
            "float64",
            N_("Expected a year"),
            N_("Share that buys × median a year × size."),
            "money",
        ),
    ),
)

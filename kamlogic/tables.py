"""The tables that pass between modules, each declared once: name, grain, columns with unit and meaning."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from kamlogic.errors import MissingColumnsError
from kamlogic.texts import N_


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: The column's name; its ending tells the unit (STYLE, names).
        dtype: The pandas dtype.
        label: The heading a person reads.
        meaning: What a value says, with its unit.
        kind: How it is shown: text, money, share, count, quantity, days, number, date, flag, or remark, which may be
            long and is wrapped.
    """

    name: str
    dtype: str
    label: str
    meaning: str
    kind: str = "text"

    def called(self, label: str) -> Column:
        """The same column under another heading."""
        return replace(self, label=label)


@dataclass(frozen=True)
class Table:
    """A table's name, grain and columns; checks and headings are made from it."""

    name: str
    grain: str
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> list[str]:
        """The names, in the table's order."""
        return [column.name for column in self.columns]

    @property
    def dtypes(self) -> dict[str, str]:
        """The dtype of each column, as astype takes them."""
        return {column.name: column.dtype for column in self.columns}

    def column(self, name: str) -> Column:
        """The declaration of one column."""
        return next(column for column in self.columns if column.name == name)

    def require(self, frame: pd.DataFrame) -> None:
        """Refuse a frame that lacks a column of this table."""
        missing = [name for name in self.column_names if name not in frame.columns]
        if missing:
            raise MissingColumnsError(self.name, missing, frame.columns)

    def empty(self) -> pd.DataFrame:
        """The table without a row, with its dtypes."""
        return pd.DataFrame({column.name: pd.Series(dtype=column.dtype) for column in self.columns})


UNIDENTIFIED_KEY = 0
"""The reserved client of lines that name no client: in totals, never in a class, base, rank or loss."""

CLIENT_KEY = Column(
    "client_key", "int64", N_("Client key"), N_("The store's stable number of the client."), "count"
)
MONTH = Column("month", "int64", N_("Month"), N_("Month index: year × 12 + month."), "count")
LAST_PURCHASE = Column(
    "last_purchase", "datetime64[us]", N_("Last purchase"), N_("Last day with a purchase."), "date"
)
YEARLY_NET_SALES = Column(
    "yearly_net_sales",
    "float64",
    N_("Yearly value"),
    N_("Net sales of the 365 days up to the last purchase."),
    "money",
)

CLIENTS = Table(
    "clients",
    N_("one row per client"),
    (
        CLIENT_KEY,
        Column(
            "client_code",
            "str",
            N_("Code"),
            N_("The client's code in the export, or its name where there is none."),
        ),
        Column("client_name", "str", N_("Client"), N_("The client's name.")),
    ),
)

CLIENT_PERIODS = Table(
    "client_periods",
    N_("client × month with at least one line, up to the as-of day"),
    (
        CLIENT_KEY,
        Column("month", "int64", N_("Month"), N_("Month index: year × 12 + month (1-12)."), "count"),
        Column(
            "net_sales",
            "float64",
            N_("Net sales"),
            N_("Sum of signed amounts; returns are negative."),
            "money",
        ),
        Column(
            "gross_profit",
            "float64",
            N_("Gross profit"),
            N_("Net sales less cost, over lines whose cost is known; n/a without."),
            "money",
        ),
        Column("line_count", "int64", N_("Lines"), N_("Sales lines."), "count"),
        Column(
            "positive_line_count",
            "int64",
            N_("Purchase lines"),
            N_("Lines with an amount above zero."),
            "count",
        ),
        Column(
            "purchase_day_count",
            "int64",
            N_("Purchase days"),
            N_("Days with at least one positive line."),
            "count",
        ),
        Column(
            "first_date", "datetime64[us]", N_("First day"), N_("First day with a line in the month."), "date"
        ),
        Column(
            "last_date", "datetime64[us]", N_("Last day"), N_("Last day with a line in the month."), "date"
        ),
    ),
)

CLIENT_DAYS = Table(
    "client_days",
    N_("client × day with at least one line, up to the as-of day"),
    (
        CLIENT_KEY,
        Column("date", "datetime64[us]", N_("Day"), N_("The day of the lines."), "date"),
        Column("net_sales", "float64", N_("Net sales"), N_("Sum of signed amounts of the day."), "money"),
        Column(
            "gross_profit",
            "float64",
            N_("Gross profit"),
            N_("Net sales less cost of the day, where known."),
            "money",
        ),
        Column(
            "is_purchase",
            "bool",
            N_("Purchase day"),
            N_("At least one line of the day is above zero."),
            "flag",
        ),
    ),
)

CLIENT_PRODUCTS = Table(
    "client_products",
    N_("client × product × quarter"),
    (
        CLIENT_KEY,
        Column("product", "str", N_("Product"), N_("The product as the export names it.")),
        Column("category", "str", N_("Category"), N_("The product's category, where given.")),
        Column("quarter", "int64", N_("Quarter"), N_("Quarter index: year × 4 + quarter (1-4)."), "count"),
        Column("net_sales", "float64", N_("Net sales"), N_("Sum of signed amounts."), "money"),
        Column(
            "quantity", "float64", N_("Quantity"), N_("Sum of signed quantities; n/a without."), "quantity"
        ),
    ),
)

CLIENT_TOTALS = Table(
    "client_totals",
    N_("client with at least one line in the window"),
    (
        CLIENT_KEY,
        Column("net_sales", "float64", N_("Net sales"), N_("Sum of signed amounts in the window."), "money"),
        Column(
            "gross_profit",
            "float64",
            N_("Gross profit"),
            N_("Net sales less cost in the window, where known; n/a without."),
            "money",
        ),
        Column(
            "purchase_day_count",
            "int64",
            N_("Purchase days"),
            N_("Days with a purchase in the window."),
            "count",
        ),
    ),
)

CLIENT_MANAGERS = Table(
    "client_managers",
    N_("client × account manager with at least one line in the window"),
    (
        CLIENT_KEY,
        Column("manager", "str", N_("Account manager"), N_("As the lines name it; empty where they do not.")),
        Column("net_sales", "float64", N_("Net sales"), N_("Sum of signed amounts."), "money"),
        Column("last_date", "datetime64[us]", N_("Last day"), N_("Of the lines of both."), "date"),
    ),
)

CLIENT_JUDGEMENTS = Table(
    "client_judgements",
    N_("client × judgement that somebody gave and that still stands"),
    (
        CLIENT_KEY,
        Column(
            "tag",
            "str",
            N_("Tag"),
            N_(
                "image, expert, market_access, prospective; key or not_key overrides the rules; empty with a budget only."
            ),
        ),
        Column("note", "str", N_("Reason"), N_("Why, in the words of who said so.")),
        Column("author", "str", N_("By"), N_("Who said so.")),
        Column("judged_on", "datetime64[us]", N_("On"), N_("The day it was said."), "date"),
        Column(
            "potential_budget",
            "float64",
            N_("Potential budget"),
            N_("What the client could buy in a year, as entered with a judgement; n/a where nobody said."),
            "money",
        ),
    ),
)

CLIENT_ORDERS = Table(
    "client_orders",
    N_("client × day × document"),
    (
        CLIENT_KEY,
        Column("date", "datetime64[us]", N_("Day"), N_("The day of the document."), "date"),
        Column("document", "str", N_("Document"), N_("Invoice or order number, where given.")),
        Column("line_count", "int64", N_("Lines"), N_("Sales lines."), "count"),
        Column("net_sales", "float64", N_("Net sales"), N_("Sum of signed amounts."), "money"),
        Column(
            "gross_profit", "float64", N_("Gross profit"), N_("Net sales less cost, where known."), "money"
        ),
        Column("manager", "str", N_("Account manager"), N_("Where given.")),
        Column(
            "promised_date", "datetime64[us]", N_("Promised"), N_("Latest promised day of its lines."), "date"
        ),
        Column(
            "delivered_date",
            "datetime64[us]",
            N_("Delivered"),
            N_("Latest delivery day of its lines."),
            "date",
        ),
    ),
)

DELIVERIES = Table(
    "deliveries",
    N_("one row per line, or per lines of an order that share both days and are whole or not alike"),
    (
        Column("order_number", "int64", N_("Order"), N_("The same for all lines of one order."), "count"),
        CLIENT_KEY,
        Column("promised_date", "datetime64[us]", N_("Promised"), N_("Promised day."), "date"),
        Column(
            "delivered_date", "datetime64[us]", N_("Delivered"), N_("Delivery day; empty before it."), "date"
        ),
        Column("is_whole", "bool", N_("Whole"), N_("At least the ordered quantity was delivered."), "flag"),
        Column("line_count", "int64", N_("Lines"), N_("Lines in this row."), "count"),
        Column("ordered_quantity", "float64", N_("Ordered"), N_("Quantity; n/a without."), "quantity"),
        Column(
            "delivered_quantity",
            "float64",
            N_("Delivered"),
            N_("Quantity, of each line at most what was ordered; n/a without."),
            "quantity",
        ),
    ),
)

"""One client: what it bought, when, and how regularly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from kamlogic.analysis.product_mix import compare_items
from kamlogic.engine import statements
from kamlogic.engine.duckdb_lines import SalesLines
from kamlogic.errors import UnknownRecordError
from kamlogic.opportunity_tables import CLIENT_ITEMS
from kamlogic.periods import complete_months, month_end, month_of, month_start
from kamlogic.principal import Principal
from kamlogic.services.analysis import Analysis
from kamlogic.services.portfolio import Portfolio, lines_of
from kamlogic.store.database import Store
from kamlogic.tables import CLIENT_ORDERS, CLIENT_PRODUCTS, Column, Table
from kamlogic.texts import N_

PRODUCT_MIX = Table(
    "product_mix",
    N_("one row per product of a client, most sold first"),
    (
        *(CLIENT_PRODUCTS.column(name) for name in ("product", "category", "net_sales", "quantity")),
        Column("share", "float64", N_("Share"), N_("Of the client's positive sales."), "share"),
    ),
)


@dataclass(frozen=True, eq=False)
class ClientCard:
    """A client's own figures.

    Attributes:
        figures: The client's row of everything known (analysis/client_figures).
        months: month and net_sales of every month from the first line to the as-of day, 0 where nothing was sold.
        purchase_days: Days with a purchase, rising.
        products: PRODUCT_MIX.
        orders: CLIENT_ORDERS, latest first.
        losses: LOSS_EVENTS of the client.
        product_changes: ITEM_CHANGES by product, the window against the one before.
        category_changes: The same by category; empty where none is named.
    """

    figures: pd.Series
    months: pd.DataFrame
    purchase_days: pd.Series
    products: pd.DataFrame
    orders: pd.DataFrame
    losses: pd.DataFrame
    product_changes: pd.DataFrame
    category_changes: pd.DataFrame

    @property
    def lost_after_days(self) -> float:
        """The silence from which the client counts as lost; NaN for one that never bought."""
        return float(self.figures["limit_days"])


def load_client_card(
    principal: Principal, store: Store, analysis: Analysis, *, client_key: int
) -> ClientCard:
    """Everything the sales lines say of one client.

    Args:
        principal: Who asks.
        store: Where the lines lie.
        analysis: Under the settings in force.
        client_key: Which client; the key of one that was merged leads to the client it became.

    Raises:
        UnknownRecordError: The viewer's portfolio has no such client.
    """
    portfolio = analysis.portfolio
    client_key = portfolio.mapping.get(client_key, client_key)
    figures = analysis.client_figures()
    own = figures[figures["client_key"] == client_key]
    if own.empty or (principal.client_keys is not None and client_key not in principal.client_keys):
        raise UnknownRecordError("client", client_key)
    with lines_of(principal, store, portfolio) as lines:
        products = lines.frame(statements.client_products(portfolio.as_of, [client_key]), CLIENT_PRODUCTS)
        orders = lines.frame(statements.client_orders(portfolio.as_of, [client_key]), CLIENT_ORDERS)
        changes = {level: _changes(lines, analysis, client_key, level) for level in ("product", "category")}
    days = portfolio.client_days[portfolio.client_days["client_key"] == client_key]
    events = analysis.losses.events
    return ClientCard(
        figures=own.iloc[0],
        months=_months(portfolio, client_key),
        purchase_days=days.loc[days["is_purchase"], "date"].reset_index(drop=True),
        products=_sum_products(products),
        orders=orders,
        losses=events[events["client_key"] == client_key].reset_index(drop=True),
        product_changes=changes["product"],
        category_changes=changes["category"],
    )


def _changes(lines: SalesLines, analysis: Analysis, client_key: int, level: str) -> pd.DataFrame:
    """ITEM_CHANGES of the window; items without a name are left out."""
    portfolio, window = analysis.portfolio, analysis.classes.window

    def sold(first: date, last: date) -> pd.DataFrame:
        items = lines.frame(statements.client_items(first, last, level, [client_key]), CLIENT_ITEMS)
        return items[items["item"] != ""]

    first_before = window.first_month - window.period_count
    is_covered = first_before >= complete_months(portfolio.span, portfolio.as_of).start
    before = sold(month_start(first_before), month_end(window.first_month - 1)) if is_covered else None
    return compare_items(sold(window.start, window.end), before)


def _months(portfolio: Portfolio, client_key: int) -> pd.DataFrame:
    periods = portfolio.client_periods
    sold = periods[periods["client_key"] == client_key].set_index("month")["net_sales"]
    every = pd.RangeIndex(sold.index.min(), month_of(portfolio.as_of) + 1, name="month")
    return sold.reindex(every, fill_value=0.0).reset_index()


def _sum_products(quarters: pd.DataFrame) -> pd.DataFrame:
    by_product = quarters.groupby(["product", "category"], sort=True)
    products = by_product[["net_sales", "quantity"]].sum(min_count=1).reset_index()
    bought = products["net_sales"].where(products["net_sales"] > 0)
    products["share"] = bought / bought.sum() if bought.sum() > 0 else float("nan")
    return products.sort_values(["net_sales", "product"], ascending=[False, True], ignore_index=True)[
        PRODUCT_MIX.column_names
    ]

"""The portfolio of each account manager, for the classes and losses in force."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kamlogic.analysis.client_totals import sum_clients
from kamlogic.analysis.manager_months import MANAGER_MONTHS, sum_manager_months
from kamlogic.analysis.managers import (
    MANAGED_CLIENTS,
    ManagerSettings,
    ManagersResult,
    measure_managers,
)
from kamlogic.periods import Window, complete_months, month_end, month_start
from kamlogic.principal import Principal
from kamlogic.ratios import ratio
from kamlogic.services.analysis import Analysis
from kamlogic.services.ownership import Ownership
from kamlogic.services.portfolio import Portfolio
from kamlogic.window_pairs import ComparisonSettings, WindowPair, choose_windows


@dataclass(frozen=True, eq=False)
class Managers:
    """The portfolios, or why there are none.

    Attributes:
        pair: The compared windows, or why there are none.
        result: The portfolios; None when nobody is named as a manager.
        clients: MANAGED_CLIENTS; empty without managers.
        months: MANAGER_MONTHS of the complete months of the window; empty without managers.
    """

    pair: WindowPair
    result: ManagersResult | None
    clients: pd.DataFrame
    months: pd.DataFrame


def find_managers(
    principal: Principal,
    analysis: Analysis,
    ownership: Ownership,
    *,
    comparison: ComparisonSettings,
    settings: ManagerSettings,
) -> Managers:
    """Measure what each manager looks after.

    Args:
        principal: Who asks.
        analysis: Under the settings in force: window, key clients and losses.
        ownership: From the lines and from entries, which win.
        comparison: Which two windows are compared.
        settings: From how many clients rates say something.

    Returns:
        The portfolios; result is None when neither a line nor an entry names a manager.
    """
    portfolio, window = analysis.portfolio, analysis.classes.window
    pair = choose_windows(
        portfolio.span, portfolio.as_of, length=analysis.classes.settings.window, settings=comparison
    )
    if not ownership.is_known:
        return Managers(pair, None, MANAGED_CLIENTS.empty(), MANAGER_MONTHS.empty())
    clients = _managed_clients(analysis, pair, ownership)
    days = _days_of(portfolio, window)
    owners = ownership.owners_on(days["client_key"], days["date"])
    months = sum_manager_months(days, owners, decimals=portfolio.scale)
    return Managers(pair, measure_managers(clients, settings=settings), clients, months)


def manager_clients(
    principal: Principal, analysis: Analysis, managers: Managers, manager: str
) -> pd.DataFrame:
    """Everything known of the clients that a manager owns now, largest net sales of the window first.

    Returns:
        CLIENT_FIGURES with MANAGED_CLIENTS' sales of both compared windows and their change (growth_share).
    """
    own = managers.clients[managers.clients["manager"] == manager]
    compared = own[["client_key", "net_sales_before", "net_sales_after"]]
    figures = analysis.client_figures().merge(compared, on="client_key")
    before = figures["net_sales_before"]
    growth = ratio(figures["net_sales_after"], before.where(before > 0)) - 1
    cell = (figures["abc_class"] + figures["xyz_class"]).where(figures["is_in_window"], "")
    return figures.assign(growth_share=growth, cell=cell.fillna(""))


def _days_of(portfolio: Portfolio, window: Window) -> pd.DataFrame:
    """The days of the window in months that the data cover whole."""
    complete = complete_months(portfolio.span, portfolio.as_of)
    months = range(max(window.first_month, complete.start), min(window.last_month + 1, complete.stop))
    days = portfolio.client_days
    if not months:
        return days.head(0)
    first, last = month_start(months[0]), month_end(months[-1])
    return days[days["date"].between(pd.Timestamp(first), pd.Timestamp(last))]


def _managed_clients(analysis: Analysis, pair: WindowPair, ownership: Ownership) -> pd.DataFrame:
    portfolio = analysis.portfolio
    figures = analysis.client_figures()
    keys = figures["client_key"]
    start = pair.earlier.end if pair.earlier else portfolio.as_of
    days_bought = analysis.classes.totals.set_index("client_key")["purchase_day_count"]
    clients = pd.DataFrame(
        {
            "client_key": keys,
            "manager": ownership.owners_on(keys, portfolio.as_of).astype("str"),
            "start_manager": ownership.owners_on(keys, start).astype("str"),
            "is_in_window": figures["is_in_window"],
            "net_sales": figures["net_sales"],
            "gross_profit": figures["gross_profit"],
            "purchase_day_count": keys.map(days_bought).fillna(0).astype("int64"),
            "net_sales_before": _sales_in(portfolio, pair.earlier, keys),
            "net_sales_after": _sales_in(portfolio, pair.later, keys),
            "is_key": figures["is_key"],
            "is_silent": figures["is_lost"],
        }
    )
    return clients[MANAGED_CLIENTS.column_names]


def _sales_in(portfolio: Portfolio, window: Window | None, keys: pd.Series) -> pd.Series:
    """Each client's net sales in a window; 0 without a line in it, NaN without a window."""
    if window is None:
        return pd.Series(float("nan"), index=keys.index)
    totals = sum_clients(portfolio.client_periods, window=window).set_index("client_key")["net_sales"]
    return keys.map(totals).fillna(0.0).round(portfolio.scale)
